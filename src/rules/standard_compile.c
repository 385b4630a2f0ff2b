/* standard_compile.c - `standard`, `area` and `criterion` lines into the book's tables.
 *
 *   standard 2022 "…" "…"                                             附件
 *     area 1 "核心竞争力" "…"  relaxable in west
 *       criterion 1.4 "…" "…"   require output >= 40 亿元 in each of the last 3 years
 *
 * Relaxation is written on an area for all its `require` criteria, or on one criterion, before or after its condition.
 * A criterion with a fault is left out and the rest is compiled, so that one run reports as much as it can. */
#include "base/map.h"
#include "rules/assess_i.h"
#include "rules/standard_i.h"

static const char *const NO_KEYWORDS[] = {NULL};

static base_str none(void) { return (base_str){NULL, 0}; }

rules_id rules_std_slot(struct rules_std *s, rules_id fact, unsigned back) {
    rules_id *at = &s->slot_of[(size_t)fact * RULES_BACKS + back];
    if (*at != RULES_NONE) return *at;
    s->slot = base_arena_grow(s->b->arena, s->slot, s->n_slots, &s->cap_slots, sizeof *s->slot);
    s->slot[s->n_slots] = (rules_slot){.fact = fact, .back = (uint8_t)back};
    *at = (rules_id)s->n_slots++; /* at most RULES_MAX_FACTS * RULES_BACKS */
    return *at;
}

/* ---- relaxable in west, … · relaxable nowhere ---- */

static bool take_region(rules_cursor *c, uint16_t *mask) {
    static const base_str names[] = {{"east", 4}, {"middle", 6}, {"west", 4}, {"north_east", 10}};
    const rules_token *t =
        rules_expect_word(c, "地区 east、middle、west 或 north_east", "a region: east, middle, west or north_east");
    if (!t) return false;
    const enum rules_region r = rules_region_of(t->text);
    if (r == RULES_REGION_NONE) {
        if (!c->failed) rules_report_near(c->d, "E125", t->span, t->text, names, sizeof names / sizeof *names);
        c->failed = true;
        return false;
    }
    *mask = (uint16_t)(*mask | 1U << r);
    return true;
}

/* Nothing, or the phrase. False when it is there with a fault. */
static bool take_relaxable(rules_cursor *c, uint16_t *mask) {
    if (!rules_accept_word(c, "relaxable")) return true;
    if (rules_accept_word(c, "nowhere")) return true; /* what an overlay says of an area of its base */
    if (!rules_expect_phrase(c, "in")) return false;
    do {
        if (!take_region(c, mask)) return false;
    } while (rules_accept_punct(c, ",") || rules_accept_word(c, "or") || rules_accept_word(c, "and"));
    return true;
}

/* ---- criteria ---- */

/* The tokens from `from` to `to` as one text; strings in their quotes. */
static base_str as_written(base_arena *arena, const rules_line *line, size_t from, size_t to) {
    size_t n = 1;
    for (size_t i = from; i < to; i++) n += line->token[i].text.n + 3;
    char *p = base_arena_alloc(arena, n), *q = p;
    for (size_t i = from; i < to; i++) {
        const rules_token *t = &line->token[i];
        const bool quoted = t->kind == RULES_T_STRING;
        if (i > from && (t->spaced || t->span.line != line->token[i - 1].span.line)) *q++ = ' ';
        if (quoted) *q++ = '"';
        if (t->text.n > 0) memcpy(q, t->text.p, t->text.n);
        q += t->text.n;
        if (quoted) *q++ = '"';
    }
    return (base_str){p, (size_t)(q - p)};
}

/* The fact after judge, unknown or veto. */
static bool take_fact(struct rules_std *s, rules_cursor *c, rules_criterion *out, const rules_token **at) {
    const rules_book *book = s->b->book;
    const rules_token *t = *at = rules_expect_word(c, "指标的名称", "the name of a fact");
    if (!t) return false;
    out->fact = rules_find_fact(book, t->text);
    if (out->fact != RULES_NONE) return true;
    size_t n;
    const base_str *names = rules_fact_names(s->b->arena, book, &n);
    rules_report_near(c->d, "E110", t->span, t->text, names, n);
    c->failed = true;
    return false;
}

static bool wrong_kind(rules_cursor *c, const char *code, const rules_token *t) {
    rules_report(c->d, code, t->span, t->text, none(), none());
    c->failed = true;
    return false;
}

static bool judge_body(struct rules_std *s, rules_cursor *c, rules_criterion *out) {
    const rules_token *t;
    if (!take_fact(s, c, out, &t)) return false;
    return s->b->book->fact[out->fact].kind == RULES_FACT_STATEMENT || wrong_kind(c, "E123", t);
}

static bool veto_body(struct rules_std *s, rules_cursor *c, rules_criterion *out) {
    const rules_token *t;
    unsigned years;
    if (!take_fact(s, c, out, &t)) return false;
    if (s->b->book->fact[out->fact].kind != RULES_FACT_VETO) return wrong_kind(c, "E124", t);
    if (!rules_expect_phrase(c, "over the last") || !rules_expect_count(c, 1, 99, &years)) return false;
    out->veto_years = (uint8_t)years;
    return rules_accept_word(c, "year") || rules_expect_phrase(c, "years");
}

/* The figures of an unknown criterion are shown where they are there: one, or those of three years. */
static bool unknown_body(struct rules_std *s, rules_cursor *c, rules_criterion *out) {
    enum { SHOWN_YEARS = 3 };
    const rules_token *t;
    if (!take_fact(s, c, out, &t)) return false;
    if (rules_peek(c, 0) && rules_peek(c, 0)->kind == RULES_T_STRING) out->note = rules_take(c)->text;
    const enum rules_fact_kind kind = s->b->book->fact[out->fact].kind;
    if (kind != RULES_FACT_FIGURE && kind != RULES_FACT_YEARLY) return true;
    rules_id *slot = base_arena_array(s->b->arena, SHOWN_YEARS, sizeof *slot);
    out->slot = slot;
    if (kind == RULES_FACT_FIGURE)
        slot[out->n_slots++] = rules_std_slot(s, out->fact, 0);
    else
        for (unsigned back = SHOWN_YEARS; back > 0; back--) slot[out->n_slots++] = rules_std_slot(s, out->fact, back);
    return true;
}

static bool take_body(struct rules_std *s, rules_cursor *c, rules_criterion *out) {
    static const base_str kinds[] = {{"require", 7}, {"expect", 6}, {"judge", 5}, {"unknown", 7}, {"veto", 4}};
    const rules_token *t =
        rules_expect_word(c, "require、expect、judge、unknown 或 veto", "require, expect, judge, unknown or veto");
    if (!t) return false;
    size_t kind = 0;
    while (kind < sizeof kinds / sizeof *kinds && !base_str_eq(kinds[kind], t->text)) kind++;
    switch (kind) {
    case 0:
    case 1: out->kind = kind == 0 ? RULES_REQUIRE : RULES_EXPECT; return rules_expr_compile(s, c, out);
    case 2: out->kind = RULES_JUDGE; return judge_body(s, c, out);
    case 3: out->kind = RULES_UNKNOWN; return unknown_body(s, c, out);
    case 4: out->kind = RULES_VETO; return veto_body(s, c, out);
    default: break;
    }
    if (!c->failed) rules_report_near(c->d, "E127", t->span, t->text, kinds, sizeof kinds / sizeof *kinds);
    c->failed = true;
    return false;
}

/* The name of a standard, area or criterion: a number or a word. */
static const rules_token *take_id(rules_cursor *c) {
    const rules_token *t = rules_peek(c, 0);
    if (t && t->kind == RULES_T_NUMBER) return rules_take(c);
    return rules_expect_word(c, "编号,如 1.4", "a number or name, such as 1.4");
}

/* Enters `t` among the names `seen`; reports a second one. */
static bool is_new(struct rules_std *s, base_map *seen, const rules_token *t, const char *code) {
    const base_map_slot *old = base_map_get(seen, t->text);
    if (old) {
        rules_report(s->b->d, code, t->span, t->text, base_arena_fmt(s->b->arena, "%d", (int)old->value.num), none());
        return false;
    }
    base_map_put(seen, t->text)->value.num = t->span.line;
    return true;
}

static void add_criterion(struct rules_std *s, base_map *seen, rules_id area, uint16_t area_relaxed,
                          const rules_line *raw) {
    const rules_line *line = rules_line_joined(s->b->arena, raw, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(line, 1, s->b->d);
    const rules_token *id = take_id(&c);
    if (!id || !is_new(s, seen, id, "E116")) return;
    if (s->n_criteria == RULES_MAX_CRITERIA) {
        rules_report(s->b->d, "E105", id->span, base_arena_fmt(s->b->arena, "%d", RULES_MAX_CRITERIA), none(), none());
        return;
    }
    rules_criterion k = {.id = id->text, .area = area, .fact = RULES_NONE, .cite = line->cite, .span = id->span};
    uint16_t relaxed = 0;
    k.label = rules_accept_label(&c);
    if (!take_relaxable(&c, &relaxed)) return;
    const size_t from = c.at;
    if (!take_body(s, &c, &k)) return;
    k.text = as_written(s->b->arena, line, from, c.at);
    if (!take_relaxable(&c, &relaxed) || !rules_expect_end(&c)) return;
    if (relaxed != 0 && k.kind != RULES_REQUIRE) {
        rules_report(s->b->d, "E135", id->span, id->text, none(), none());
        return;
    }
    if (k.kind == RULES_REQUIRE) k.relax_regions = (uint16_t)(relaxed | area_relaxed);
    k.relaxable = k.relax_regions != 0;
    if (k.cite.n == 0) k.cite = s->out.cite;
    s->criterion = base_arena_grow(s->b->arena, s->criterion, s->n_criteria, &s->cap_criteria, sizeof *s->criterion);
    s->criterion[s->n_criteria++] = k;
}

/* ---- areas, standards ---- */

static bool unknown_line(struct rules_std *s, const rules_line *line, bool in_area) {
    static const base_str words[] = {{"criterion", 9}, {"area", 4}};
    if (line->n == 0) return false;
    rules_report_near(s->b->d, "E127", line->token[0].span, line->token[0].text, words, in_area ? 1 : 2);
    return false;
}

static void add_area(struct rules_std *s, base_map *areas, base_map *criteria, const rules_line *line) {
    /* Lines below an area are criteria; none continues it. */
    rules_cursor c = rules_cursor_on(line, 1, s->b->d);
    const rules_token *id = take_id(&c);
    uint16_t relaxed = 0;
    rules_id area = RULES_NONE;
    if (id && is_new(s, areas, id, "E116")) {
        rules_area a = {.id = id->text, .label = rules_accept_label(&c)};
        if (take_relaxable(&c, &relaxed)) rules_expect_end(&c);
        s->area = base_arena_grow(s->b->arena, s->area, s->n_areas, &s->cap_areas, sizeof *s->area);
        area = (rules_id)s->n_areas;
        s->area[s->n_areas++] = a; /* no more than lines, RULES_MAX_LINES */
    }
    for (const rules_line *l = line->child; l; l = l->next) {
        if (rules_line_is(l, "criterion"))
            add_criterion(s, criteria, area, relaxed, l);
        else
            unknown_line(s, l, true);
    }
}

static void fill_standard(struct rules_std *s, const rules_line *line) {
    base_map areas, criteria;
    base_map_init(&areas, s->b->arena);
    base_map_init(&criteria, s->b->arena);
    const size_t errors = s->b->d->errors;
    for (const rules_line *l = line->child; l; l = l->next) {
        if (rules_line_is(l, "area"))
            add_area(s, &areas, &criteria, l);
        else if (rules_line_is(l, "criterion"))
            add_criterion(s, &criteria, RULES_NONE, 0, l);
        else
            unknown_line(s, l, false);
    }
    if (s->n_criteria == 0 && s->b->d->errors == errors)
        rules_report(s->b->d, "E132", s->out.span, s->out.version, none(), none());
    s->out.area = s->area;
    s->out.n_areas = (uint16_t)s->n_areas;
    s->out.criterion = s->criterion;
    s->out.n_criteria = (uint16_t)s->n_criteria;
    s->out.slot = s->slot;
    s->out.n_slots = (uint16_t)s->n_slots;
    s->out.compare = s->compare;
    s->out.n_compares = (uint16_t)s->n_compares;
    s->out.slot_of = s->slot_of;
}

static bool build_standard(struct rules_build *b, base_map *seen, const rules_line *line, rules_standard *out) {
    struct rules_std s = {.b = b};
    rules_cursor c = rules_cursor_on(line, 1, b->d);
    const rules_token *version = take_id(&c);
    if (!version || !is_new(&s, seen, version, "E117")) return false;
    s.out = (rules_standard){.version = version->text, .cite = line->cite, .span = version->span};
    s.out.label = rules_accept_label(&c);
    rules_expect_end(&c);
    const size_t places = (size_t)b->book->n_facts * RULES_BACKS;
    s.slot_of = base_arena_array(b->arena, places, sizeof *s.slot_of);
    for (size_t i = 0; i < places; i++) s.slot_of[i] = RULES_NONE;
    fill_standard(&s, line);
    *out = s.out;
    return true;
}

void rules_build_standards(struct rules_build *b, const rules_line *root) {
    rules_standard *standard = NULL;
    size_t n = 0, cap = 0;
    base_map seen;
    base_map_init(&seen, b->arena);
    for (const rules_line *l = root->child; l; l = l->next) {
        if (!rules_line_is(l, "standard")) continue;
        if (n == RULES_MAX_STANDARDS) {
            rules_report(b->d, "E105", l->span, base_arena_fmt(b->arena, "%d", RULES_MAX_STANDARDS), none(), none());
            break;
        }
        rules_standard one;
        if (!build_standard(b, &seen, l, &one)) continue;
        standard = base_arena_grow(b->arena, standard, n, &cap, sizeof *standard);
        standard[n++] = one;
    }
    b->book->standard = standard;
    b->book->n_standards = (uint16_t)n;
    const rules_line *first = NULL;
    for (const rules_line *l = root->child; l; l = l->next) {
        if (!rules_line_is(l, "sample")) continue;
        if (first)
            rules_report(b->d, "E137", l->span, base_arena_fmt(b->arena, "%u", first->span.line), none(), none());
        else
            rules_build_sample(b, first = l);
    }
}
