/* show_pool.c - see show_pool.h. */
#include "app/show_pool.h"

#include <stdlib.h>

#include "app/show_i.h"

typedef struct {
    base_arena *arena;
    app_pool_list *out;
    size_t cap, most;
    bool over; /* there is one more than `most` */
} pooling;

static bool keep_row(void *ctx, const app_register_row *r) {
    pooling *p = ctx;
    p->over = p->out->n == p->most;
    if (p->over) return false;
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

typedef struct {
    app *app;
    const app_list_query *q;
    const app_viewer *viewer;
    const rules_book *book;
    base_date day;
    base_arena *arena;
    app_pool_list *out;
} asking;

static bool judge(const asking *k, base_arena *arena, app_pool_row *r, base_err *e) {
    app_known known;
    const core_case *root = app_load(k->app, r->dossier.path, e);
    if (root == NULL) return e->kind == BASE_ERR_NONE;
    app_known_figures(root, k->book, arena, &known);
    app_distance_of(k->app->world, root, &known, k->book, k->out->year, k->day, arena, &r->distance);
    if (known.n_sources > 0) r->known = known.source[0]->submitted;
    return true;
}

static bool judge_all(const asking *k, base_err *e) {
    for (size_t i = 0; i < k->out->n; i++) {
        if (!judge(k, k->arena, &k->out->row[i], e)) return false;
    }
    return true;
}

/* Most criteria not met first, then most without evidence; of those alike the one that was registered first. */
static uint64_t place_of(const app_distance *d) {
    return (uint64_t)(UINT32_MAX - d->count[RULES_NOT_MET]) << 32 | (UINT32_MAX - d->count[RULES_NO_EVIDENCE]);
}

static int worse(const void *x, const void *y) {
    const app_pool_row *a = x, *b = y;
    const uint64_t m = place_of(&a->distance), n = place_of(&b->distance);
    if (m != n) return m < n ? -1 : 1;
    return a->dossier.stream < b->dossier.stream ? -1 : a->dossier.stream > b->dossier.stream ? 1 : 0;
}

static void sort(app_pool_list *l) {
    if (l->n > 0) qsort(l->row, l->n, sizeof *l->row, worse);
}

/* ---- in the order of the register, a page at a time ---- */

static bool page_of_register(const asking *k, base_err *e) {
    app_list_query own = *k->q;
    pooling p = {.arena = k->arena, .out = k->out, .most = SIZE_MAX};
    if (own.limit > APP_POOL_ROWS_MAX) own.limit = APP_POOL_ROWS_MAX;
    if (!app_show_register(k->app, &own, k->viewer, k->day, keep_row, &p, &k->out->page, e) || !judge_all(k, e))
        return false;
    sort(k->out);
    return true;
}

/* ---- in the order of their distance, all of them ---- */

static uint64_t digest_of(const asking *k) { return app_query_digest(k->q, k->viewer, (uint64_t)k->q->pool << 1 | 1); }

/* Their rows; k->out->ordered false when there are more than can be judged for one page. */
static bool gather(const asking *k, base_err *e) {
    char cursor[APP_SHOW_CURSOR_MAX];
    app_list_query own = *k->q;
    app_page page = {.more = true};
    pooling p = {.arena = k->arena, .out = k->out, .most = APP_POOL_ORDER_MAX};
    size_t looked = 0;
    own.limit = APP_SHOW_ROWS_MAX;
    own.cursor = (base_str){NULL, 0};
    while (page.more && looked < APP_POOL_LOOK_MAX) {
        if (!app_show_register(k->app, &own, k->viewer, k->day, keep_row, &p, &page, e)) return false;
        looked += page.looked;
        memcpy(cursor, page.cursor, sizeof cursor);
        own.cursor = base_str_of(cursor);
    }
    k->out->ordered = !page.more && !p.over;
    return true;
}

/* The gaps alone: what was found of each dossier goes before the next. */
static bool measure(const asking *k, base_err *e) {
    base_arena *one = base_arena_new(APP_POOL_ONE_BYTES);
    bool good = true;
    for (size_t i = 0; good && i < k->out->n; i++) {
        base_arena_reset(one);
        good = judge(k, one, &k->out->row[i], e);
    }
    base_arena_free(one);
    return good;
}

static size_t rows_before(const app_pool_list *l, const app_cursor *c) {
    size_t n = 0;
    while (n < l->n) {
        const uint64_t place = place_of(&l->row[n].distance);
        if (place > c->n[0] || (place == c->n[0] && l->row[n].dossier.stream > c->n[1])) break;
        n++;
    }
    return n;
}

static bool page_of_order(const asking *k, base_err *e) {
    app_pool_list *l = k->out;
    app_cursor after = {0};
    const bool goes_on = k->q->cursor.n > 0;
    if (goes_on && !app_cursor_read(k->q->cursor, 'p', digest_of(k), &after, k->arena, e)) return false;
    if (!measure(k, e)) return false;
    sort(l);
    const size_t from = goes_on ? rows_before(l, &after) : 0, left = l->n - from;
    const size_t most = k->q->limit > 0 ? k->q->limit : APP_SHOW_ROWS;
    if (from > 0) l->row += from;
    l->n = left < most ? left : most;
    l->page = (app_page){.n = l->n, .more = left > l->n};
    if (!judge_all(k, e)) return false; /* with what each criterion says */
    if (!l->page.more) return true;
    const app_pool_row *last = &l->row[l->n - 1];
    after = (app_cursor){.what = 'p', .of = digest_of(k), .n = {place_of(&last->distance), last->dossier.stream, 0}};
    app_cursor_put(l->page.cursor, &after);
    return true;
}

bool app_show_pool(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                   app_pool_list *out, base_err *e) {
    app_list_query own = *q;
    asking k = {.app = a, .q = &own, .viewer = v, .day = day, .arena = arena, .out = out};
    *out = (app_pool_list){.n = 0};
    if (q->limit > APP_POOL_ROWS_MAX && q->limit != APP_POOL_ORDER_MAX)
        return base_err_fmt(e, BASE_ERR_INPUT, "一页至多 %d 行", "a page has at most %d rows", APP_POOL_ROWS_MAX);
    k.book = core_world_book(a->world, day);
    if (app_viewer_is_public(v) || k.book == NULL) return true;
    if (own.pool == APP_POOL_ANY) own.pool = APP_POOL_IN;
    out->year = app_application_year(a->world, k.book, day, arena);
    /* A cursor of the register says that there were too many for the other order. */
    if (own.cursor.n > 0 && own.cursor.p[0] == 'r') return page_of_register(&k, e);
    if (!gather(&k, e)) return false;
    if (out->ordered) return page_of_order(&k, e);
    out->n = 0;
    out->row = NULL;
    return page_of_register(&k, e);
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
    base_json_flag(j, "ordered", l->ordered);
    base_json_name(j, "most");
    base_json_i64(j, APP_POOL_ORDER_MAX);
    base_json_name(j, "rows");
    base_json_arr(j);
    for (size_t i = 0; i < l->n; i++) put_row(j, &l->row[i]);
    base_json_arr_end(j);
    app_put_page(j, &l->page);
    base_json_obj_end(j);
}
