/* order.c - see order.h. Its row is a draft whose path no case can have. */
#include "app/order.h"

#include <stdlib.h>
#include <yyjson.h>

#include "app/app_i.h"
#include "core/resolve.h"

enum { ORDER_BYTES = 2 << 20 };

static base_str row_of(base_arena *arena, const app_order_of *of) {
    const core_actor a = of->actor;
    return base_arena_fmt(arena, "order:%.*s:%.*s:%.*s", (int)of->round.n, of->round.p, (int)a.level.n, a.level.p,
                          (int)a.who.n, a.who.n > 0 ? a.who.p : "");
}

/* ---- what may be kept ---- */

static int by_text(const void *a, const void *b) { return base_str_cmp(*(const base_str *)a, *(const base_str *)b); }

static bool check_paths(const base_str *path, size_t n, base_err *e) {
    base_str sorted[APP_ORDER_CASES];
    if (n > APP_ORDER_CASES)
        return base_err_fmt(e, BASE_ERR_LIMIT, "一个次序至多 %d 件", "an order has at most %d cases", APP_ORDER_CASES);
    for (size_t i = 0; i < n; i++) {
        if (!core_path_ok(path[i])) return base_err_fmt(e, BASE_ERR_INPUT, "不是事项的编号", "it is no path of a case");
        sorted[i] = path[i];
    }
    if (n > 0) qsort(sorted, n, sizeof *sorted, by_text);
    for (size_t i = 1; i < n; i++) {
        if (base_str_eq(sorted[i - 1], sorted[i]))
            return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”出现两次", "“%.*s” stands there twice", (int)sorted[i].n,
                                sorted[i].p);
    }
    return true;
}

bool app_order_check(const app_order *o, base_err *e) {
    return check_paths(o->path, o->n, e) && check_paths(o->left, o->n_left, e);
}

/* ---- as it is kept ---- */

static void put_paths(base_json *j, const char *name, const base_str *path, size_t n) {
    base_json_name(j, name);
    base_json_arr(j);
    for (size_t i = 0; i < n; i++) base_json_str(j, path[i]);
    base_json_arr_end(j);
}

void app_put_order(base_json *j, const app_order *o) {
    put_paths(j, "order", o->path, o->n);
    put_paths(j, "left", o->left, o->n_left);
}

static size_t take_paths(base_arena *arena, yyjson_val *list, const base_str **out) {
    yyjson_val *item;
    size_t i, max, n = 0;
    base_str *path = base_arena_array(arena, yyjson_arr_size(list), sizeof *path);
    yyjson_arr_foreach(list, i, max, item) {
        if (yyjson_is_str(item))
            path[n++] = base_arena_str(arena, (base_str){yyjson_get_str(item), yyjson_get_len(item)});
    }
    *out = path;
    return n;
}

bool app_order_get(app *a, base_arena *arena, const app_order_of *of, app_order *out, base_err *e) {
    store_draft row;
    bool found = false;
    *out = (app_order){.n = 0};
    if (!store_draft_get(a->store, arena, row_of(arena, of), &row, &found, e)) return false;
    if (!found) return true;
    yyjson_doc *doc = yyjson_read(row.body.p, row.body.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc);
    out->n = take_paths(arena, yyjson_obj_get(root, "order"), &out->path);
    out->n_left = take_paths(arena, yyjson_obj_get(root, "left"), &out->left);
    yyjson_doc_free(doc);
    out->version = row.version;
    out->at = row.at;
    out->by = row.by;
    return true;
}

bool app_order_save(app *w, base_arena *arena, const app_order_of *of, app_order *o, bool *saved, base_err *e) {
    base_buf body;
    base_json j;
    base_buf_init(&body, ORDER_BYTES);
    base_json_init(&j, &body);
    base_json_obj(&j);
    app_put_order(&j, o);
    base_json_obj_end(&j);
    const store_draft row = {.path = row_of(arena, of), .at = o->at, .by = o->by, .body = base_buf_str(&body)};
    const bool good = body.full ? base_err_fmt(e, BASE_ERR_LIMIT, "次序过长", "the order is too long")
                                : store_draft_save(w->store, &row, o->version, saved, &o->version, e);
    base_buf_free(&body);
    return good;
}
