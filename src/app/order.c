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

/* Into `sorted`, APP_ORDER_CASES of them; `name` is the list's, for who is told what is wrong. */
static bool check_paths(const char *name, const base_str *path, size_t n, base_str *sorted, base_err *e) {
    if (n > APP_ORDER_CASES)
        return base_err_fmt(e, BASE_ERR_LIMIT, "%s：一个次序至多 %d 件", "%s: an order has at most %d cases", name,
                            APP_ORDER_CASES);
    for (size_t i = 0; i < n; i++) {
        if (!core_path_ok(path[i]))
            return base_err_fmt(e, BASE_ERR_INPUT, "%s[%zu]：不是事项的编号", "%s[%zu]: it is no path of a case", name,
                                i);
        sorted[i] = path[i];
    }
    if (n > 0) qsort(sorted, n, sizeof *sorted, by_text);
    for (size_t i = 1; i < n; i++) {
        if (base_str_eq(sorted[i - 1], sorted[i]))
            return base_err_fmt(e, BASE_ERR_INPUT, "%s：“%.*s”出现两次", "%s: “%.*s” stands there twice", name,
                                (int)sorted[i].n, sorted[i].p);
    }
    return true;
}

bool app_order_check(const app_order *o, base_err *e) {
    base_str order[APP_ORDER_CASES] = {{NULL, 0}}, left[APP_ORDER_CASES] = {{NULL, 0}};
    if (!check_paths("order", o->path, o->n, order, e) || !check_paths("left", o->left, o->n_left, left, e))
        return false;
    for (size_t i = 0; i < o->n_left && o->n > 0; i++) {
        const base_str one = o->left[i];
        if (bsearch(&one, order, o->n, sizeof *order, by_text) == NULL) continue;
        return base_err_fmt(
            e, BASE_ERR_INPUT, "left[%zu]：“%.*s”也列在 order 中；一件事项要么列入次序，要么留下，只能在其中之一",
            "left[%zu]: “%.*s” stands in order, too; a case is in the order or left out, in one of both", i, (int)one.n,
            one.p);
    }
    return true;
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

static size_t take_paths(base_arena *arena, yyjson_val *list, base_str **out) {
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

/* Rows of earlier programs have what is left out in both lists. */
static void take_left_out(app_order *o, base_str *path) {
    size_t n = 0;
    for (size_t i = 0; i < o->n; i++) {
        bool is_left = false;
        for (size_t k = 0; k < o->n_left && !is_left; k++) is_left = base_str_eq(o->left[k], path[i]);
        if (!is_left) path[n++] = path[i];
    }
    o->path = path;
    o->n = n;
}

bool app_order_get(app *a, base_arena *arena, const app_order_of *of, app_order *out, base_err *e) {
    store_draft row;
    bool found = false;
    *out = (app_order){.n = 0};
    if (!store_draft_get(a->store, arena, row_of(arena, of), &row, &found, e)) return false;
    if (!found) return true;
    yyjson_doc *doc = yyjson_read(row.body.p, row.body.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc);
    base_str *path = NULL, *left = NULL;
    out->n = take_paths(arena, yyjson_obj_get(root, "order"), &path);
    out->n_left = take_paths(arena, yyjson_obj_get(root, "left"), &left);
    out->left = left;
    take_left_out(out, path);
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

/* ---- taken away ---- */

enum { SWEEP_MEMORY = 4 << 20 };

typedef struct {
    app *app;
    base_arena *arena;
    base_date day;
    size_t most, n;
    base_str *row;
} sweep;

/* order:ROUND:LEVEL:WHO */
static bool of_ended_round(const sweep *w, base_str row) {
    const base_str mark = BASE_STR("order:");
    if (!base_str_starts(row, mark)) return false;
    base_str rest, round = base_str_cut((base_str){row.p + mark.n, row.n - mark.n}, ':', &rest);
    const core_case *c = core_world_find(w->app->world, round, w->day, w->arena);
    return c != NULL && c->kind == c->book->round && core_state(c)->end;
}

static bool take_row(void *ctx, const store_draft *d) {
    sweep *w = ctx;
    if (of_ended_round(w, d->path)) w->row[w->n++] = base_arena_str(w->arena, d->path);
    return w->n < w->most;
}

static bool remove_rows(void *ctx, store *s, const store_head *head, base_err *e) {
    const sweep *w = ctx;
    (void)head;
    for (size_t i = 0; i < w->n; i++) {
        if (!store_draft_delete(s, w->row[i], e)) return false;
    }
    return true;
}

static size_t ended_rounds(const core_world *w, base_date day) {
    const rules_book *b = core_world_book(w, day);
    size_t n = 0;
    if (b == NULL || b->round == RULES_NONE) return 0;
    for (const core_case *c = core_world_first(w, b->round); c != NULL; c = c->next) n += core_state(c)->end ? 1 : 0;
    return n;
}

bool app_order_sweep(const app_desk *d, base_date day, size_t most, size_t *ended, base_err *e) {
    if (!app_refresh(d->app, e)) return false;
    const size_t now = ended_rounds(d->app->world, day);
    if (now == *ended) return true;
    sweep w = {.app = d->app, .arena = base_arena_new(SWEEP_MEMORY), .day = day, .most = most};
    w.row = base_arena_array(w.arena, most, sizeof *w.row);
    const bool good =
        store_drafts(app_store(d->app), take_row, &w, e) && (w.n == 0 || app_kept_write(d, remove_rows, &w, e));
    if (good && w.n < most) *ended = now;
    base_arena_free(w.arena);
    return good;
}
