/* order.c - GET and PUT /api/v1/rounds/{round}/order: the order in which an authority means to recommend, while it is
 * being made (app/order.h); by version (ETag, If-Match), so that people of one authority do not overwrite each other.
 * It belongs to the authority that makes it, and nobody else sees it. */
#include "app/order.h"

#include "http/api/api_i.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/json.h"

typedef struct {
    app_order_of of;
    app_order order;
    bool saved;
} ordering;

/* False with the answer written. */
static bool is_there(http_exchange *x, app *a) {
    const core_case *c = core_world_find(app_world(a), x->param[0], http_today(x->service), x->arena);
    if (c != NULL && c->kind == c->book->round) return true;
    http_api_none(x);
    return false;
}

/* True with the answer written: an order of a round that is over would be taken away again. */
static bool has_ended(http_exchange *x, app *a) {
    const core_case *c = core_world_find(app_world(a), x->param[0], http_today(x->service), x->arena);
    if (c == NULL || !core_state(c)->end) return false;
    http_problem(x, 409,
                 (rules_text){BASE_STR("该批次已经结束，不再排列推荐次序"),
                              BASE_STR("the round has ended; nothing is put in order for it any more")});
    return true;
}

static enum http_step tell(http_exchange *x, base_str round, const app_order *o) {
    base_json j;
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_text(&j, "round", round);
    base_json_number(&j, "version", o->version);
    app_put_order(&j, o);
    put_instant(&j, "at", o->at);
    base_json_text(&j, "by", o->by);
    base_json_obj_end(&j);
    http_api_tag(x, o->version);
    return http_api_end(x, &j);
}

enum http_step http_api_order(http_exchange *x) {
    app_order o;
    base_err e = {0};
    if (x->who->office.n > 0 || x->who->actor.level.n == 0) return http_api_none(x); /* an office makes none */
    app *a = http_world(x);
    if (a == NULL || !is_there(x, a)) return HTTP_NOW;
    const app_order_of of = {x->who->actor, x->param[0]};
    if (!app_order_get(a, x->arena, &of, &o, &e)) return http_problem_of(x, &e);
    return tell(x, of.round, &o);
}

/* ---- saved ---- */

static bool read_paths(http_exchange *x, http_json *j, const char *name, const base_str **out, size_t *n) {
    yyjson_val *list = http_json_value(j, name), *item;
    size_t i, max;
    *n = 0;
    *out = NULL;
    if (list == NULL) return true;
    if (!yyjson_is_arr(list) || yyjson_arr_size(list) > APP_ORDER_CASES) return false;
    base_str *path = base_arena_array(x->arena, yyjson_arr_size(list), sizeof *path);
    yyjson_arr_foreach(list, i, max, item) {
        if (!yyjson_is_str(item)) return false;
        path[(*n)++] = (base_str){yyjson_get_str(item), yyjson_get_len(item)};
    }
    *out = path;
    return true;
}

static bool read_body(http_exchange *x, ordering *o) {
    http_json j;
    base_err e = {0};
    if (!http_json_open(x, &j)) return false;
    const bool lists = read_paths(x, &j, "order", &o->order.path, &o->order.n) &&
                       read_paths(x, &j, "left", &o->order.left, &o->order.n_left);
    if (!http_json_end(&j)) return false;
    if (!lists)
        base_err_fmt(&e, BASE_ERR_INPUT, "order 和 left 应为至多 %d 个编号的数组",
                     "order and left are arrays of at most %d paths", APP_ORDER_CASES);
    if (lists && app_order_check(&o->order, &e)) return true;
    http_problem(
        x, 422, (rules_text){base_arena_str(x->arena, base_str_of(e.zh)), base_arena_str(x->arena, base_str_of(e.en))});
    return false;
}

static void save(void *ctx, app *writer) {
    http_exchange *x = ctx;
    ordering *o = x->state;
    (void)app_order_save(writer, x->arena, &o->of, &o->order, &o->saved, &x->error);
}

static enum http_step saved(http_exchange *x) {
    ordering *o = x->state;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (!o->saved) {
        http_problem(x, 412,
                     (rules_text){BASE_STR("次序已被他人改动；请重新读取"),
                                  BASE_STR("the order was changed by somebody else; read it again")});
        http_api_tag(x, o->order.version);
        return HTTP_NOW;
    }
    return tell(x, o->of.round, &o->order);
}

enum http_step http_api_order_put(http_exchange *x) {
    ordering *o = base_arena_alloc(x->arena, sizeof *o);
    *o = (ordering){.of = {x->who->actor, x->param[0]}};
    if (!http_api_has_level(x)) return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL || !is_there(x, a) || has_ended(x, a) || !read_body(x, o) || !http_api_match(x)) return HTTP_NOW;
    o->order.version = x->request.version;
    o->order.at = app_now();
    o->order.by = x->who->account;
    x->state = o;
    return http_work(x, save, saved);
}
