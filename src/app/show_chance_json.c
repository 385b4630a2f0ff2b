/* show_chance_json.c - "can I apply?" as JSON (docs/openapi.yaml). */
#include "app/show_chance.h"
#include "app/show_i.h"

enum { REASON_MAX = 4000, DIGITS = 9 };

/* ---- gaps ---- */

/* Exact where the decimals end; else rounded, and the gap says so. */
static void put_exact(base_json *j, const char *name, rules_exact x, bool *exact) {
    char text[96];
    base_buf b;
    base_buf_over(&b, text, sizeof text);
    bool whole = true;
    base_ratio_put(&b, x.num, x.den, DIGITS, &whole);
    base_json_text(j, name, base_buf_str(&b));
    *exact = *exact && whole;
}

static void put_threshold(base_json *j, const rules_book *book, const rules_compare *c) {
    static const char *const sign[] = {
        [RULES_GE] = ">=", [RULES_GT] = ">", [RULES_LE] = "<=", [RULES_LT] = "<", [RULES_EQ] = "="};
    char text[128];
    base_buf b;
    base_buf_over(&b, text, sizeof text);
    base_buf_puts(&b, base_str_of(sign[c->cmp]));
    base_buf_putc(&b, ' ');
    base_dec_put(&b, c->threshold);
    base_buf_puts(&b, c->percent ? BASE_STR(" %") : BASE_STR(" "));
    if (!c->percent) base_buf_puts(&b, book->unit[c->unit].name);
    base_json_text(j, "threshold", base_buf_str(&b));
}

/* "output.2024": the figures of a comparison that are not there. */
static void put_missing(base_json *j, const app_distance *d, const rules_compare *c) {
    base_json_name(j, "missing");
    base_json_arr(j);
    for (size_t i = 0; i < c->n_terms; i++) {
        char text[96];
        base_buf b;
        base_buf_over(&b, text, sizeof text);
        const rules_slot *slot = &d->standard->slot[c->slot[i]];
        if (d->facts.slot[c->slot[i]] != RULES_MISSING) continue;
        base_buf_puts(&b, d->book->fact[slot->fact].name);
        if (slot->back > 0) base_buf_fmt(&b, ".%d", d->year - slot->back);
        base_json_str(j, base_buf_str(&b));
    }
    base_json_arr_end(j);
}

static void put_gap(base_json *j, const app_distance *d, const rules_gap *g) {
    const rules_compare *c = g->compare;
    const rules_slot *first = &d->standard->slot[c->slot[c->quadratic ? 2 : 0]];
    bool exact = true;
    base_json_obj(j);
    app_put_named_label(j, "figure", d->book->fact[first->fact].label);
    if (first->back > 0) {
        base_json_name(j, "year");
        base_json_i64(j, d->year - first->back);
    }
    put_threshold(j, d->book, c);
    if (g->known) base_json_flag(j, "holds", g->holds);
    if (g->told) {
        put_exact(j, "declared", g->declared, &exact);
        put_exact(j, "wanted", g->wanted, &exact);
        put_exact(j, "difference", g->difference, &exact);
        base_json_text(j, "unit", d->book->unit[g->unit].name);
        base_json_flag(j, "exact", exact);
    }
    if (!g->known) put_missing(j, d, c);
    base_json_obj_end(j);
}

static void put_gaps(base_json *j, const app_distance *d, const rules_criterion *c) {
    rules_gap gap[RULES_GAPS_MAX];
    const size_t n = rules_gaps(d->book, d->standard, c, &d->facts, gap);
    base_json_name(j, "gaps");
    base_json_arr(j);
    for (size_t i = 0; i < n; i++) put_gap(j, d, &gap[i]);
    base_json_arr_end(j);
}

/* ---- criteria ---- */

static void put_reason(base_json *j, const char *name, const app_distance *d, size_t i, bool zh) {
    base_buf text;
    base_buf_init(&text, REASON_MAX);
    rules_reason_put(&text, d->book, d->standard, i, &d->facts, d->year, d->verdict[i], zh);
    base_json_text(j, name, base_buf_str(&text));
    base_buf_free(&text);
}

static void put_criterion(base_json *j, const app_distance *d, size_t i) {
    const rules_standard *s = d->standard;
    const rules_criterion *c = &s->criterion[i];
    base_json_obj(j);
    base_json_text(j, "id", c->id);
    app_put_named_label(j, "label", app_word_with(c->id, c->label).label);
    if (c->area != RULES_NONE)
        app_put_named_word(j, "area", app_word_with(s->area[c->area].id, s->area[c->area].label));
    base_json_text(j, "article", c->cite);
    base_json_text(j, "verdict", base_str_of(rules_verdict_name((enum rules_verdict)d->verdict[i])));
    base_json_flag(j, "from_register", c->kind == RULES_VETO);
    put_reason(j, "zh", d, i, true);
    put_reason(j, "en", d, i, false);
    put_gaps(j, d, c);
    base_json_obj_end(j);
}

void app_put_distance_counts(base_json *j, const app_distance *d) {
    base_json_name(j, "counts");
    base_json_obj(j);
    for (unsigned v = RULES_MET; v < RULES_OPEN; v++) {
        base_json_number(j, rules_verdict_name((enum rules_verdict)v), d->count[v]);
    }
    base_json_obj_end(j);
}

static void put_distance(base_json *j, const app_distance *d) {
    if (d->standard == NULL) return;
    base_json_name(j, "standard");
    base_json_obj(j);
    base_json_text(j, "version", d->standard->version);
    base_json_name(j, "year");
    base_json_i64(j, d->year);
    app_put_distance_counts(j, d);
    base_json_name(j, "criteria");
    base_json_arr(j);
    for (size_t i = 0; i < d->standard->n_criteria; i++) put_criterion(j, d, i);
    base_json_arr_end(j);
    base_json_obj_end(j);
}

/* ---- needs, rounds, the whole ---- */

static void put_need(base_json *j, const app_chance_need *n) {
    static const char *const stage[] = {
        [APP_STAGE_OPEN] = "open", [APP_STAGE_SUBMIT] = "submit", [APP_STAGE_LATER] = "later"};
    static const char *const holds[] = {[CORE_NO] = "no", [CORE_YES] = "yes", [CORE_UNSET] = "unknown"};
    base_json_obj(j);
    base_json_text(j, "stage", base_str_of(stage[n->stage]));
    app_put_named_word(j, "action", n->action);
    base_json_text(j, "holds", base_str_of(holds[n->holds]));
    base_json_text(j, "article", n->cite);
    app_put_named_label(j, "need", n->label);
    if (n->detail.zh.n > 0 || n->detail.en.n > 0) app_put_named_label(j, "detail", n->detail);
    base_json_obj_end(j);
}

static void put_round(base_json *j, const core_case *r) {
    static const char *const dates[] = {"county_closes", "closes"};
    base_json_name(j, "round");
    base_json_obj(j);
    base_json_text(j, "path", r->path);
    app_put_named_word(j, "state", app_word_of_state(r->book, r->kind, r->control.state));
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        base_json_some_day(j, dates[i], core_date_named(r, dates[i]));
    base_json_obj_end(j);
}

static void put_chance(base_json *j, const app_chance *c) {
    base_json_obj(j);
    if (c->round != NULL) put_round(j, c->round);
    app_put_named_word(j, "kind", c->kind);
    app_put_named_word(j, "action", c->action);
    base_json_text(j, "target", c->target);
    base_json_flag(j, "own", c->own);
    base_json_flag(j, "open", c->open);
    base_json_flag(j, "may_submit", c->may_submit);
    base_json_name(j, "needs");
    base_json_arr(j);
    for (size_t i = 0; i < c->n_needs; i++) put_need(j, &c->need[i]);
    base_json_arr_end(j);
    put_distance(j, &c->distance);
    base_json_obj_end(j);
}

static void put_sources(base_json *j, const app_known *known) {
    base_json_name(j, "sources");
    base_json_arr(j);
    for (size_t i = 0; i < known->n_sources; i++) {
        const core_case *c = known->source[i];
        base_json_obj(j);
        base_json_text(j, "path", c->path);
        app_put_named_word(j, "kind", app_word_of_kind(c->book, c->kind));
        app_put_named_word(j, "state", app_word_of_state(c->book, c->kind, c->control.state));
        if (c->round != NULL) base_json_text(j, "round", c->round->path);
        base_json_some_day(j, "day", c->submitted);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

void app_put_chances(base_json *j, const app_chances *c) {
    base_json_obj(j);
    base_json_text(j, "path", c->path);
    base_json_text(j, "name", c->name.n > 0 ? c->name : c->path);
    base_json_some_day(j, "day", c->day);
    put_sources(j, &c->known);
    base_json_name(j, "chances");
    base_json_arr(j);
    for (size_t i = 0; i < c->n; i++) put_chance(j, &c->chance[i]);
    base_json_arr_end(j);
    base_json_obj_end(j);
}
