/* whatif.c - see whatif.h. The register gives the dossiers page by page; each is loaded as for its own page, its
 * figures are laid into columns that both texts can read, and the columns are judged at once. */
#include "app/whatif.h"

#include "app/app_i.h"
#include "core/place.h"
#include "core/submitted.h"

enum { PAGE = APP_SHOW_ROWS_MAX, MAPS = 16, HOLD_BYTES = 16 << 20 };

/* The facts of a version, as the columns number them. */
typedef struct {
    const rules_book *book;
    const rules_id *to; /* [n_facts]; RULES_NONE: not among them, or not alike */
} fact_map;

typedef struct {
    base_str path, name, place; /* of the dossier; then of the case */
    const core_case *figures;
    enum rules_region region;
    int year;
    rules_values values; /* as the columns number facts */
} judged;

typedef struct {
    app *app;
    base_date day;
    base_arena *arena, *page; /* of the portion; of one page of the register */
    app_whatif_portion *out;
    uint64_t *by_criterion;
    app_whatif_flip *flip;
    size_t cap_flips;
    rules_columns *columns;
    rules_dossier_facts facts; /* of one row */
    fact_map map[MAPS];
    size_t n_maps;
    judged row[PAGE];
    size_t n_rows;
} run;

/* ---- the newest figures ---- */

static const core_case *newest_figures(run *r, const core_case *root) {
    const core_case **newest;
    const size_t n = core_submitted(root, r->page, &newest);
    for (size_t i = 0; i < n; i++) {
        if (core_kind(newest[i])->judged && newest[i]->facts.n > 0) return newest[i];
    }
    return NULL;
}

static const rules_id *map_of(run *r, const rules_book *b) {
    const rules_book *to = r->columns->book;
    for (size_t i = 0; i < r->n_maps; i++)
        if (r->map[i].book == b) return r->map[i].to;
    rules_id *id = base_arena_array(r->arena, b->n_facts, sizeof *id);
    for (rules_id i = 0; i < b->n_facts; i++) id[i] = rules_same_fact(b, i, to);
    if (r->n_maps < MAPS) r->map[r->n_maps++] = (fact_map){b, id};
    return id;
}

/* The case's figures under the numbers of the columns. Texts are copied: the dossier may leave memory. A veto is asked
 * of the register of incidents and not of figures, so here it never speaks against anybody. */
static void take_values(run *r, const core_case *c, rules_values *out) {
    const rules_id *to = map_of(r, c->book);
    const rules_book *b = r->columns->book;
    out->item = base_arena_array(r->page, c->facts.n + b->n_facts, sizeof *out->item);
    for (rules_id i = 0; i < b->n_facts; i++)
        if (b->fact[i].kind == RULES_FACT_VETO) out->item[out->n++] = (rules_value){.fact = i};
    for (size_t i = 0; i < c->facts.n; i++) {
        rules_value v = c->facts.item[i];
        if (to[v.fact] == RULES_NONE || b->fact[to[v.fact]].kind == RULES_FACT_VETO) continue;
        v.fact = to[v.fact];
        v.text = base_arena_str(r->page, v.text);
        out->item[out->n++] = v;
    }
}

static bool take_dossier(run *r, judged *x, bool *has, base_err *e) {
    core_assessment s;
    const core_case *c = app_load(r->app, x->path, e);
    *has = false;
    if (c == NULL) return e->kind == BASE_ERR_NONE;
    const core_case *figures = newest_figures(r, c);
    if (figures == NULL) return true;
    const core_view v = core_view_of(r->app->world, figures, r->day, r->page);
    if (!core_assess_case(&v, &s)) return true;
    const core_channel *ch = core_place_of(r->app->world, c, r->day);
    x->region = ch != NULL ? (enum rules_region)ch->region : RULES_REGION_NONE;
    x->path = base_arena_str(r->page, figures->path);
    x->year = s.year;
    take_values(r, figures, &x->values);
    *has = true;
    return true;
}

/* ---- one page ---- */

static bool keep_row(void *ctx, const app_register_row *row) {
    run *r = ctx;
    r->row[r->n_rows++] = (judged){.path = base_arena_str(r->page, row->row->path),
                                   .name = base_arena_str(r->page, row->row->name),
                                   .place = row->county.n > 0 ? row->county : row->channel};
    return true;
}

/* Leaves in r->row those that have figures, and in the columns what they are. */
static bool fill_columns(run *r, base_err *e) {
    size_t n = 0;
    r->columns->n = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        bool has = false;
        judged x = r->row[i];
        if (!take_dossier(r, &x, &has, e)) return false;
        if (!has) continue;
        rules_facts_take(r->columns->book, r->columns->standard, &x.values, x.year, &r->facts);
        rules_columns_add(r->columns, &r->facts, x.region);
        r->row[n++] = x;
    }
    r->out->seen += r->n_rows;
    r->out->judged += n;
    r->n_rows = n;
    return true;
}

/* The reason under the new text, from the same figures. */
static rules_text reason_of(run *r, const judged *x, rules_id criterion) {
    const rules_book *b = r->out->book[1];
    const rules_standard *s = r->out->standard[1];
    rules_dossier_facts f = rules_facts_new(r->page, b, s);
    rules_values values = {.item = base_arena_array(r->page, x->values.n, sizeof *values.item)};
    uint8_t *verdict = base_arena_alloc(r->page, s->n_criteria);
    base_str text[2];
    for (size_t i = 0; i < x->values.n; i++) {
        rules_value v = x->values.item[i];
        v.fact = rules_find_fact(b, r->columns->book->fact[v.fact].name);
        if (v.fact != RULES_NONE) values.item[values.n++] = v;
    }
    rules_facts_take(b, s, &values, x->year, &f);
    rules_assess(s, &f, x->region, verdict);
    for (size_t zh = 0; zh < 2; zh++) {
        base_buf out;
        base_buf_init(&out, (size_t)64 << 10);
        rules_reason_put(&out, b, s, criterion, &f, x->year, verdict[criterion], zh == 1);
        text[zh] = base_arena_str(r->arena, base_buf_str(&out));
        base_buf_free(&out);
    }
    return (rules_text){text[1], text[0]};
}

static void add_flip(run *r, const rules_flip *f) {
    const judged *x = &r->row[f->row];
    const rules_standard *s = r->out->standard[1];
    const bool because = f->criterion != RULES_NONE;
    r->out->change[f->from][f->to]++;
    if (because) r->by_criterion[f->criterion]++;
    r->flip = base_arena_grow(r->arena, r->flip, r->out->n_flips, &r->cap_flips, sizeof *r->flip);
    r->flip[r->out->n_flips++] = (app_whatif_flip){.path = base_arena_str(r->arena, x->path),
                                                   .name = base_arena_str(r->arena, x->name),
                                                   .place = x->place,
                                                   .year = x->year,
                                                   .from = f->from,
                                                   .to = f->to,
                                                   .because = because ? &s->criterion[f->criterion] : NULL};
    if (because) r->flip[r->out->n_flips - 1].reason = reason_of(r, x, f->criterion);
}

static void judge(run *r) {
    const app_whatif_portion *o = r->out;
    rules_flip *flip = base_arena_array(r->page, r->columns->n, sizeof *flip);
    const size_t n =
        rules_whatif(o->book[0], o->standard[0], o->book[1], o->standard[1], r->columns, flip, r->columns->n);
    for (size_t i = 0; i < n; i++) add_flip(r, &flip[i]);
}

/* ---- a portion ---- */

static bool begin(run *r, const rules_book *const b[2], base_err *e) {
    for (size_t i = 0; i < 2; i++) {
        r->out->book[i] = b[i];
        if (b[i]->n_standards == 0)
            return base_err_fmt(e, BASE_ERR_INPUT, "%.*s 没有认定标准", "%.*s has no standard", (int)b[i]->id.n,
                                b[i]->id.p);
        r->out->standard[i] = &b[i]->standard[b[i]->n_standards - 1];
    }
    r->columns = rules_columns_for_both(r->arena, b[0], r->out->standard[0], b[1], r->out->standard[1], PAGE, e);
    if (r->columns == NULL) return false;
    r->facts = rules_facts_new(r->arena, r->columns->book, r->columns->standard);
    r->by_criterion = base_arena_array(r->arena, r->out->standard[1]->n_criteria, sizeof *r->by_criterion);
    r->out->by_criterion = r->by_criterion;
    return true;
}

static bool go_on(run *r, app_list_query *q, const app_viewer *v, base_err *e) {
    while (r->out->seen < APP_WHATIF_DOSSIERS && r->out->n_flips < APP_WHATIF_FLIPS) {
        r->n_rows = 0;
        base_arena_reset(r->page);
        if (!app_show_register(r->app, q, v, r->day, keep_row, r, &r->out->page, e) || !fill_columns(r, e))
            return false;
        judge(r);
        if (!r->out->page.more) return true;
        q->cursor = base_arena_str(r->arena, base_str_of(r->out->page.cursor));
    }
    return true;
}

bool app_whatif(app *a, const rules_book *const book[2], const app_list_query *q, const app_viewer *v, base_date day,
                base_arena *arena, app_whatif_portion *out, base_err *e) {
    run *r = base_arena_alloc(arena, sizeof *r);
    *out = (app_whatif_portion){.page = {.n = 0}};
    *r = (run){.app = a, .day = day, .arena = arena, .out = out};
    app_list_query page = {.cursor = q->cursor, .limit = PAGE};
    app_hold_at_most(a, HOLD_BYTES);
    r->page = base_arena_new((size_t)1 << 30);
    const bool good = begin(r, book, e) && go_on(r, &page, v, e);
    base_arena_free(r->page);
    out->flip = r->flip;
    return good;
}
