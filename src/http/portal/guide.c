/* guide.c - how to apply and what comes after, made from the rulebook of the day: conditions, materials, steps, terms.
 *
 * Nothing of the regulation is written here: every label, figure, level, state and article comes from the text in
 * force, so that the guide changes with it. What the text does not know, such as a threshold that was not published, is
 * said not to be known. */
#include "http/portal/words_i.h"
#include "http/problem.h"
#include "http/service.h"

typedef struct {
    http_html *h;
    const rules_book *book;
    portal_words words;
    const core_world *world;
} guide;

static void cell(http_html *h, base_str s) {
    HTML_RAW(h, "<td>");
    html_zh(h, s);
    HTML_RAW(h, "</td>");
}

static void cite_cell(http_html *h, base_str cite) {
    HTML_RAW(h, "<td>");
    portal_cite(h, cite);
    HTML_RAW(h, "</td>");
}

/* ---- who ---- */

static void put_levels(const guide *g) {
    static const enum http_text scope[] = {
        [RULES_SCOPE_ALL] = HTTP_T_SCOPE_ALL,           [RULES_SCOPE_CHANNEL] = HTTP_T_SCOPE_CHANNEL,
        [RULES_SCOPE_CITY] = HTTP_T_SCOPE_CITY,         [RULES_SCOPE_DIVISION] = HTTP_T_SCOPE_DIVISION,
        [RULES_SCOPE_ASSIGNED] = HTTP_T_SCOPE_ASSIGNED,
    };
    static const enum http_text column[] = {HTTP_T_WHO, HTTP_T_SCOPE, HTTP_T_ARTICLE};
    http_html *h = g->h;
    html_heading(h, 2, "who", HTTP_T_GUIDE_WHO);
    html_table(h, HTTP_T_GUIDE_WHO, column, 3);
    for (size_t i = 0; i < g->book->n_levels; i++) {
        const rules_level *l = &g->book->level[i];
        HTML_RAW(h, "<tr><th scope=\"row\">");
        html_label_marked(h, l->label);
        HTML_RAW(h, "</th>");
        cell(h, http_text_in(h->zh, scope[l->scope]));
        cite_cell(h, l->cite);
        HTML_RAW(h, "</tr>\n");
    }
    html_table_end(h);
}

/* ---- conditions ---- */

static enum http_text kind_text(const rules_criterion *c) {
    switch (c->kind) {
    case RULES_REQUIRE: return c->relaxable ? HTTP_T_REQUIRED_RELAXABLE : HTTP_T_REQUIRED;
    case RULES_EXPECT: return HTTP_T_EXPECTED;
    case RULES_JUDGE: return c->relaxable ? HTTP_T_JUDGED_RELAXABLE : HTTP_T_JUDGED;
    case RULES_UNKNOWN: return HTTP_T_UNKNOWN;
    case RULES_VETO:
    default: return HTTP_T_VETO;
    }
}

static void put_criterion(const guide *g, const rules_standard *s, const rules_criterion *c) {
    http_html *h = g->h;
    HTML_RAW(h, "<tr><th scope=\"row\">");
    html_text(h, c->id);
    HTML_RAW(h, " ");
    html_label_marked(h, c->label);
    HTML_RAW(h, "</th>");
    cell(h, portal_condition(&g->words, s, c));
    HTML_RAW(h, "<td>");
    html_fill(h, kind_text(c), NULL, 0);
    HTML_RAW(h, "</td>");
    cite_cell(h, c->cite.n > 0 ? c->cite : s->cite);
    HTML_RAW(h, "</tr>\n");
}

static void put_standard(const guide *g, const rules_standard *s) {
    static const enum http_text column[] = {HTTP_T_CRITERION, HTTP_T_CONDITION, HTTP_T_EFFECT, HTTP_T_ARTICLE};
    http_html *h = g->h;
    HTML_RAW(h, "<h3>");
    html_label_marked(h, s->label);
    HTML_RAW(h, "</h3>\n");
    for (size_t a = 0; a < s->n_areas; a++) {
        HTML_RAW(h, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
        html_label(h, s->area[a].label);
        HTML_RAW(h, "\"><table class=\"criteria\"><caption>");
        html_label_marked(h, s->area[a].label);
        HTML_RAW(h, "</caption>");
        html_columns(h, column, 4);
        HTML_RAW(h, "<tbody>\n");
        for (size_t i = 0; i < s->n_criteria; i++) {
            if (s->criterion[i].area == a) put_criterion(g, s, &s->criterion[i]);
        }
        html_table_end(h);
    }
}

static void put_conditions(const guide *g) {
    html_heading(g->h, 2, "conditions", HTTP_T_GUIDE_CONDITIONS);
    html_p(g->h, HTTP_T_GUIDE_CONDITIONS_WHAT);
    for (size_t i = 0; i < g->book->n_standards; i++) put_standard(g, &g->book->standard[i]);
}

/* ---- materials ---- */

static base_str item_years(const guide *g, const rules_form_item *i) {
    if (i->first_back == 0) return BASE_STR("");
    if (i->last_back == i->first_back) return PORTAL_SAY(&g->words, YEAR_LAST, {NULL, 0});
    return PORTAL_SAY(&g->words, YEARS_LAST, portal_word_number(&g->words, i->last_back - i->first_back + 1));
}

static void put_item(const guide *g, const rules_case *k, const rules_form_item *i) {
    http_html *h = g->h;
    const rules_fact *f = i->fact != RULES_NONE ? &g->book->fact[i->fact] : NULL;
    HTML_RAW(h, "<tr><th scope=\"row\">");
    html_label_marked(h, f != NULL ? f->label : k->field[i->field].label);
    HTML_RAW(h, "</th><td>");
    if (f == NULL || f->kind == RULES_FACT_STATEMENT)
        html_fill(h, f == NULL ? HTTP_T_ITEM_CHOICE : HTTP_T_ITEM_STATEMENT, NULL, 0);
    else
        html_fill(h, f->from_roster ? HTTP_T_ITEM_ROSTER : HTTP_T_ITEM_FIGURE, NULL, 0);
    HTML_RAW(h, "</td>");
    cell(h, f != NULL && f->unit != RULES_NONE ? g->book->unit[f->unit].name : BASE_STR("—"));
    base_str years = item_years(g, i);
    cell(h, years.n > 0 ? years : BASE_STR("—"));
    HTML_RAW(h, "<td>");
    html_fill(h, i->required ? HTTP_T_ITEM_ASKED : HTTP_T_ITEM_OFFERED, NULL, 0);
    HTML_RAW(h, "</td></tr>\n");
}

static void put_form(const guide *g, const rules_case *k, const rules_form *f) {
    static const enum http_text column[] = {HTTP_T_ITEM, HTTP_T_ITEM_FORM, HTTP_T_ITEM_UNIT, HTTP_T_ITEM_YEARS,
                                            HTTP_T_ITEM_NEED};
    http_html *h = g->h;
    HTML_RAW(h, "<h3>");
    html_label_marked(h, f->label);
    HTML_RAW(h, " <span class=\"small\">");
    html_label_marked(h, k->label);
    HTML_RAW(h, " · ");
    portal_cite(h, f->cite.n > 0 ? f->cite : k->cite);
    HTML_RAW(h, "</span></h3>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    html_label(h, f->label);
    HTML_RAW(h, "\"><table>");
    html_columns(h, column, 5);
    HTML_RAW(h, "<tbody>\n");
    for (size_t i = 0; i < f->n_items; i++) put_item(g, k, &f->item[i]);
    html_table_end(h);
}

static void put_materials(const guide *g) {
    html_heading(g->h, 2, "materials", HTTP_T_GUIDE_MATERIALS);
    html_p(g->h, HTTP_T_GUIDE_MATERIALS_WHAT);
    for (size_t k = 0; k < g->book->n_cases; k++) {
        for (size_t f = 0; f < g->book->kase[k].n_forms; f++) put_form(g, &g->book->kase[k], &g->book->kase[k].form[f]);
    }
}

/* ---- steps ---- */

static void put_states(const guide *g, const rules_case *k, uint64_t mask) {
    bool first = true;
    for (size_t s = 0; s < k->n_states; s++) {
        if ((mask & (UINT64_C(1) << s)) == 0) continue;
        if (!first) HTML_T(g->h, LIST_COMMA);
        html_label_marked(g->h, k->state[s].label);
        first = false;
    }
}

static void put_change(const guide *g, const rules_case *k, const rules_action *a) {
    http_html *h = g->h;
    HTML_RAW(h, "<td>");
    put_states(g, k, a->from);
    if (a->to != RULES_NONE) {
        HTML_RAW(h, " → ");
        html_label_marked(h, k->state[a->to].label);
    }
    HTML_RAW(h, "</td>");
}

static void put_needs(const guide *g, const rules_action *a) {
    http_html *h = g->h;
    HTML_RAW(h, "<td>");
    if (a->n_needs > 0) HTML_RAW(h, "<ul>");
    for (size_t i = 0; i < a->n_needs; i++) {
        HTML_RAW(h, "<li>");
        html_label_marked(h, a->need[i].label);
        if (a->need[i].cite.n > 0 && !base_str_eq(a->need[i].cite, a->cite)) {
            HTML_RAW(h, " ");
            portal_cite(h, a->need[i].cite);
        }
        HTML_RAW(h, "</li>");
    }
    if (a->n_needs > 0) HTML_RAW(h, "</ul>");
    HTML_RAW(h, "</td>");
}

static void put_action(const guide *g, const rules_case *k, const rules_action *a) {
    http_html *h = g->h;
    bool first = true;
    HTML_RAW(h, "<tr><th scope=\"row\">");
    html_label_marked(h, a->label);
    HTML_RAW(h, "</th><td>");
    for (size_t i = 0; i < g->book->n_levels; i++) {
        if ((a->levels & (1u << i)) == 0) continue;
        if (!first) HTML_T(h, LIST_COMMA);
        html_label_marked(h, g->book->level[i].label);
        first = false;
    }
    HTML_RAW(h, "</td>");
    put_change(g, k, a);
    put_needs(g, a);
    cite_cell(h, a->cite);
    HTML_RAW(h, "</tr>\n");
}

static void put_case(const guide *g, rules_id kase) {
    static const enum http_text column[] = {HTTP_T_STEP, HTTP_T_WHO, HTTP_T_CHANGE, HTTP_T_NEEDS, HTTP_T_ARTICLE};
    http_html *h = g->h;
    const rules_case *k = &g->book->kase[kase];
    rules_id first, n = core_kind_actions(g->book, kase, &first);
    if (n == 0) return;
    HTML_RAW(h, "<h3 id=\"case-");
    html_text(h, k->name);
    HTML_RAW(h, "\">");
    html_label_marked(h, k->label);
    HTML_RAW(h, " <span class=\"small\">");
    portal_cite(h, k->cite);
    HTML_RAW(h, "</span></h3>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    html_label(h, k->label);
    HTML_RAW(h, "\"><table class=\"actions\">");
    html_columns(h, column, 5);
    HTML_RAW(h, "<tbody>\n");
    for (rules_id i = 0; i < n; i++) put_action(g, k, &g->book->action[first + i]);
    html_table_end(h);
}

static void put_steps(const guide *g) {
    http_html *h = g->h;
    html_heading(h, 2, "steps", HTTP_T_GUIDE_STEPS);
    html_p(h, HTTP_T_GUIDE_STEPS_WHAT);
    HTML_RAW(h, "<ul class=\"links\">");
    for (rules_id k = 0; k < g->book->n_cases; k++) {
        rules_id first;
        if (core_kind_actions(g->book, k, &first) == 0) continue;
        HTML_RAW(h, "<li><a href=\"#case-");
        html_text(h, g->book->kase[k].name);
        HTML_RAW(h, "\">");
        html_label_marked(h, g->book->kase[k].label);
        HTML_RAW(h, "</a></li>");
    }
    HTML_RAW(h, "</ul>\n");
    for (rules_id k = 0; k < g->book->n_cases; k++) put_case(g, k);
}

/* ---- terms ---- */

static void put_term(const guide *g, const rules_case *k, rules_text name, base_str term, base_str cite) {
    http_html *h = g->h;
    HTML_RAW(h, "<tr><th scope=\"row\">");
    html_label_marked(h, k->label);
    HTML_RAW(h, "</th><td>");
    html_label_marked(h, name);
    HTML_RAW(h, "</td>");
    cell(h, term);
    cite_cell(h, cite.n > 0 ? cite : k->cite);
    HTML_RAW(h, "</tr>\n");
}

static void put_case_terms(const guide *g, rules_id kase) {
    const rules_case *k = &g->book->kase[kase];
    for (size_t s = 0; s < k->n_states; s++) {
        const rules_state *st = &k->state[s];
        if (!st->lasts) continue;
        base_str n = portal_word_number(&g->words, st->working_days);
        put_term(g, k, st->label,
                 st->count_first ? PORTAL_SAY(&g->words, LASTS_FIRST, n) : PORTAL_SAY(&g->words, LASTS, n), st->cite);
    }
    for (size_t m = 0; m < k->n_moments; m++)
        put_term(g, k, k->moment[m].label, portal_date_words(&g->words, kase, k->moment[m].date), k->moment[m].cite);
}

/* What an action sets to a day that is worked out: how long a recognition lasts. */
static void put_set_terms(const guide *g, const rules_action *a) {
    for (size_t i = 0; i < a->n_effects; i++) {
        const rules_effect *f = &a->effect[i];
        if (f->kind != RULES_E_SET || f->from != RULES_SET_DATE || g->book->date[f->date].op == RULES_D_TODAY) continue;
        rules_id holder = f->target.holder == RULES_CLUSTER  ? g->book->cluster
                          : f->target.holder == RULES_PARENT ? g->book->kase[a->kase].parent
                                                             : a->kase;
        if (holder == RULES_NONE || f->target.field >= g->book->kase[holder].n_fields) continue;
        base_str what = http_pick(g->words.zh, a->label);
        base_str field = http_pick(g->words.zh, g->book->kase[holder].field[f->target.field].label);
        base_str said = PORTAL_SAY(&g->words, SET_BY, field, what);
        put_term(g, &g->book->kase[a->kase], (rules_text){said, said}, portal_date_words(&g->words, a->kase, f->date),
                 f->cite.n > 0 ? f->cite : a->cite);
    }
}

/* The days that a round which is under way has set. */
static void put_round_terms(const guide *g, const core_case *round) {
    const rules_case *k = core_kind(round);
    rules_id closes = rules_find_field(k, BASE_STR("closes"));
    for (size_t f = 0; f < k->n_fields; f++) {
        if (k->field[f].type != RULES_V_DATE || !round->field[f].set) continue;
        HTML_RAW(g->h, "<tr><th scope=\"row\">");
        portal_round(g->h, round->path,
                     closes != RULES_NONE && round->field[closes].set ? (base_date)round->field[closes].n
                                                                      : BASE_DATE_NONE);
        HTML_RAW(g->h, "</th><td>");
        html_label_marked(g->h, k->field[f].label);
        HTML_RAW(g->h, "</td><td>");
        html_date(g->h, (base_date)round->field[f].n);
        HTML_RAW(g->h, "</td>");
        cite_cell(g->h, k->field[f].cite.n > 0 ? k->field[f].cite : k->cite);
        HTML_RAW(g->h, "</tr>\n");
    }
}

static void put_terms(const guide *g) {
    static const enum http_text column[] = {HTTP_T_MATTER, HTTP_T_TERM_OF, HTTP_T_TERM, HTTP_T_ARTICLE};
    html_heading(g->h, 2, "terms", HTTP_T_GUIDE_TERMS);
    html_p(g->h, HTTP_T_GUIDE_TERMS_WHAT);
    html_table(g->h, HTTP_T_GUIDE_TERMS, column, 4);
    const core_case *c = g->book->round != RULES_NONE ? core_world_first(g->world, g->book->round) : NULL;
    for (; c != NULL; c = c->next) {
        if (!core_state(c)->end && core_state(c)->is_public) put_round_terms(g, c);
    }
    for (rules_id k = 0; k < g->book->n_cases; k++) put_case_terms(g, k);
    for (size_t a = 0; a < g->book->n_actions; a++) put_set_terms(g, &g->book->action[a]);
    html_table_end(g->h);
}

static void put_contact(const guide *g) {
    const http_service_options *o = http_service_settings(g->h->x->service);
    html_heading(g->h, 2, "contact", HTTP_T_GUIDE_CONTACT);
    if (o->contact == NULL) {
        html_p(g->h, HTTP_T_NO_CONTACT);
        return;
    }
    HTML_RAW(g->h, "<p>");
    html_zh(g->h, base_str_of(o->contact));
    HTML_RAW(g->h, "</p>\n");
}

static void put_contents(http_html *h) {
    static const struct {
        const char *href;
        enum http_text name;
    } part[] = {{"#who", HTTP_T_GUIDE_WHO},
                {"#conditions", HTTP_T_GUIDE_CONDITIONS},
                {"#materials", HTTP_T_GUIDE_MATERIALS},
                {"#steps", HTTP_T_GUIDE_STEPS},
                {"#terms", HTTP_T_GUIDE_TERMS},
                {"#contact", HTTP_T_GUIDE_CONTACT}};
    HTML_RAW(h, "<nav aria-label=\"");
    HTML_T(h, CONTENTS);
    HTML_RAW(h, "\"><ul class=\"links\">");
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        HTML_RAW(h, "<li><a href=\"");
        base_buf_puts(h->b, base_str_of(part[i].href));
        HTML_RAW(h, "\">");
        html_fill(h, part[i].name, NULL, 0);
        HTML_RAW(h, "</a></li>");
    }
    HTML_RAW(h, "</ul></nav>\n");
}

enum http_step http_portal_guide(http_exchange *x) {
    app *a = http_portal_reader(x);
    const rules_book *b = a != NULL ? portal_book(x, a) : NULL;
    if (b == NULL) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_GUIDE, http_text_in(x->zh, HTTP_T_GUIDE));
    const guide g = {&h, b, {x->arena, b, x->zh}, app_world(a)};
    HTML_RAW(&h, "<p>");
    HTML_T(&h, GUIDE_WHAT, b->cites, b->id);
    HTML_RAW(&h, "</p>\n");
    put_contents(&h);
    put_levels(&g);
    put_conditions(&g);
    put_materials(&g);
    put_steps(&g);
    put_terms(&g);
    put_contact(&g);
    return http_page_end(&h);
}
