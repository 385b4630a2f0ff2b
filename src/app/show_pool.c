/* show_pool.c - see show_pool.h. */
#include "app/show_pool.h"

#include <stdlib.h>

#include "app/show_i.h"

typedef struct {
    base_arena *arena;
    app_pool_list *out;
    size_t cap;
} pooling;

static bool keep_row(void *ctx, const app_register_row *r) {
    pooling *p = ctx;
    p->out->row = base_arena_grow(p->arena, p->out->row, p->out->n, &p->cap, sizeof *p->out->row);
    app_pool_row *x = &p->out->row[p->out->n++];
    *x = (app_pool_row){.dossier = *r->row,
                        .state = r->state,
                        .county = r->county,
                        .channel_code = r->channel_code,
                        .channel = r->channel,
                        .known = BASE_DATE_NONE};
    store_dossier *d = &x->dossier;
    base_str *text[] = {&d->path,    &d->name,  &d->industry,     &d->subfield, &d->county,
                        &d->channel, &d->state, &d->announcement, &d->round};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = base_arena_str(p->arena, *text[i]);
    return true;
}

static bool judge(app *a, const rules_book *book, int year, base_date day, base_arena *arena, app_pool_row *r,
                  base_err *e) {
    app_known known;
    const core_case *root = app_load(a, r->dossier.path, e);
    if (root == NULL) return e->kind == BASE_ERR_NONE;
    app_known_figures(root, book, arena, &known);
    app_distance_of(a->world, root, &known, book, year, day, arena, &r->distance);
    if (known.n_sources > 0) r->known = known.source[0]->submitted;
    return true;
}

/* Most criteria not met first, then most without evidence. */
static int worse(const void *x, const void *y) {
    const app_pool_row *a = x, *b = y;
    static const enum rules_verdict by[] = {RULES_NOT_MET, RULES_NO_EVIDENCE};
    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        if (a->distance.count[by[i]] != b->distance.count[by[i]])
            return a->distance.count[by[i]] > b->distance.count[by[i]] ? -1 : 1;
    }
    return a->dossier.stream < b->dossier.stream ? -1 : 1;
}

bool app_show_pool(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                   app_pool_list *out, base_err *e) {
    app_list_query own = *q;
    pooling p = {.arena = arena, .out = out};
    const rules_book *book = core_world_book(a->world, day);
    *out = (app_pool_list){.n = 0};
    if (q->limit > APP_POOL_ROWS_MAX)
        return base_err_fmt(e, BASE_ERR_INPUT, "一页至多 %d 行", "a page has at most %d rows", APP_POOL_ROWS_MAX);
    if (app_viewer_is_public(v) || book == NULL) return true;
    if (own.pool == APP_POOL_ANY) own.pool = APP_POOL_IN;
    out->year = app_application_year(a->world, book, day, arena);
    if (!app_show_register(a, &own, v, day, keep_row, &p, &out->page, e)) return false;
    for (size_t i = 0; i < out->n; i++) {
        if (!judge(a, book, out->year, day, arena, &out->row[i], e)) return false;
    }
    if (out->n > 0) qsort(out->row, out->n, sizeof *out->row, worse);
    return true;
}

/* ---- as JSON ---- */

static void put_failed(base_json *j, const app_distance *d) {
    base_json_name(j, "not_met");
    base_json_arr(j);
    for (size_t i = 0; i < d->standard->n_criteria; i++) {
        const rules_criterion *c = &d->standard->criterion[i];
        if (d->verdict[i] == RULES_NOT_MET) app_put_word(j, app_word_with(c->id, c->label));
    }
    base_json_arr_end(j);
}

static void put_row(base_json *j, const app_pool_row *r) {
    const store_dossier *d = &r->dossier;
    base_json_obj(j);
    base_json_text(j, "path", d->path);
    base_json_text(j, "name", d->name);
    app_put_named_word(j, "state", r->state);
    base_json_text(j, "county", d->county);
    base_json_text(j, "county_name", r->county);
    base_json_text(j, "channel", r->channel_code);
    base_json_text(j, "channel_name", r->channel);
    base_json_text(j, "industry", d->industry);
    base_json_text(j, "subfield", d->subfield);
    base_json_flag(j, "pooled", d->pooled);
    base_json_flag(j, "provincial", d->provincial);
    base_json_some_day(j, "figures_of", r->known);
    if (r->distance.standard != NULL) {
        app_put_distance_counts(j, &r->distance);
        put_failed(j, &r->distance);
    }
    base_json_obj_end(j);
}

void app_put_pool(base_json *j, const app_pool_list *l) {
    base_json_obj(j);
    base_json_name(j, "year");
    base_json_i64(j, l->year);
    base_json_name(j, "rows");
    base_json_arr(j);
    for (size_t i = 0; i < l->n; i++) put_row(j, &l->row[i]);
    base_json_arr_end(j);
    app_put_page(j, &l->page);
    base_json_obj_end(j);
}
