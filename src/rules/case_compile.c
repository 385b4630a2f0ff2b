/* case_compile.c - cases: their headers, how they hang under one another, and the names within them.
 *
 * All headers are read before anything inside a case, and everything inside all cases is declared before any guard is
 * compiled: so the order of the text never matters to its meaning, only to the order of the tables. */
#include "rules/process.h"

static const char *const NO_KEYWORDS[] = {NULL};
static const char *const CASE_KEYWORDS[] = {"field", "state",  "moment", "mark",     "tally", "number",
                                            "form",  "action", "judged", "expected", NULL};

/* ---- header ---- */

/* One of the words after the labels of a case. False when there is none left. */
static bool take_option(rules_cursor *c, struct rules_b_case *k) {
    if (rules_accept_word(c, "single")) return k->out.single = true;
    if (rules_accept_phrase(c, "in round")) return k->out.in_round = true;
    if (rules_accept_phrase(c, "one at a time")) return k->out.one_at_a_time = true;
    if (rules_accept_word(c, "of")) {
        const rules_token *t = rules_expect_word(c, "上级事项名称", "the name of the case it belongs to");
        if (!t) return false;
        k->of = t->text;
        k->of_span = t->span;
        return true;
    }
    if (rules_accept_word(c, "expected")) {
        if (!rules_expect_phrase(c, "yearly as")) return false;
        const rules_token *t = rules_expect_word(c, "编号前缀", "a prefix");
        if (!t) return false;
        k->out.expected = true;
        k->out.expected_prefix = t->text;
        return true;
    }
    return false;
}

static void declare_header(struct rules_build *b, const rules_line *line) {
    struct rules_process *p = b->process;
    rules_line *joined = rules_line_joined(b->arena, line, CASE_KEYWORDS);
    rules_cursor c = rules_cursor_on(joined, 1, b->d);
    const rules_token *name = rules_expect_word(&c, "事项名称", "the name of a case");
    if (!name || !rules_room(b, name->span, p->n_cases, RULES_MAX_CASES, "事项", "cases")) return;
    const rules_id old = rules_b_find_case(b, name->text);
    if (old != RULES_NONE) {
        const base_str at = base_arena_fmt(b->arena, "%u", p->kase[old].out.span.line);
        rules_report(b->d, "E209", name->span, name->text, at, rules_no_str());
        return;
    }
    if (rules_word_reserved(name->text))
        rules_report(b->d, "E210", name->span, name->text, rules_no_str(), rules_no_str());
    struct rules_b_case *k = &p->kase[p->n_cases++];
    *k = (struct rules_b_case){.line = joined};
    k->out.name = name->text;
    k->out.label = rules_label_or(rules_accept_label(&c), name->text);
    k->out.parent = k->out.expected_guard = k->out.expected_due = k->out.judged_on = k->out.first_state = RULES_NONE;
    k->out.cite = joined->cite;
    k->out.span = name->span;
    while (take_option(&c, k)) continue;
    rules_expect_tail(b, &c, CASE_KEYWORDS);
}

/* ---- how cases hang together ---- */

static void find_parent(struct rules_build *b, rules_id kase) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    if (k->of.n == 0) return;
    k->out.parent = rules_b_find_case(b, k->of);
    if (k->out.parent != RULES_NONE) return;
    size_t n;
    const base_str *names = rules_names_of_cases(b, &n);
    rules_report_near(b->d, "E211", k->of_span, k->of, names, n);
}

/* At most two below the root: cluster, application, objection. */
static void check_depth(struct rules_build *b, rules_id kase) {
    enum { DEEPEST = 2 };
    struct rules_b_case *k = rules_b_case_at(b, kase);
    rules_id depth = 0;
    for (rules_id at = k->out.parent; at != RULES_NONE; at = rules_b_case_at(b, at)->out.parent)
        if (++depth > DEEPEST) {
            rules_report(b->d, "E233", k->of_span, k->out.name, rules_no_str(), rules_no_str());
            k->out.parent = RULES_NONE; /* so that nobody follows a circle later */
            return;
        }
}

static void check_header(struct rules_build *b, rules_id kase) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    const base_str name = k->out.name;
    const bool root = base_str_is(name, "cluster") || base_str_is(name, "round") || base_str_is(name, "programme");
    if (root && k->of.n > 0) {
        rules_report(b->d, "E234", k->of_span, name, rules_no_str(), rules_no_str());
        k->out.parent = RULES_NONE;
    }
    if (k->out.in_round && (root || rules_b_find_case(b, BASE_STR("round")) == RULES_NONE)) {
        rules_report(b->d, "E235", k->out.span, name, rules_no_str(), rules_no_str());
        k->out.in_round = false;
    }
    if (k->out.expected && k->of.n == 0) rules_report(b->d, "E236", k->out.span, name, rules_no_str(), rules_no_str());
}

/* ---- states ---- */

static bool take_lasts(rules_cursor *c, rules_state *s) {
    unsigned days;
    if (!rules_expect_count(c, 1, 1000, &days)) return false;
    if (!rules_accept_phrase(c, "working day") && !rules_expect_phrase(c, "working days")) return false;
    s->lasts = true;
    s->working_days = (uint16_t)days;
    s->count_first = rules_accept_phrase(c, "counting the first");
    return true;
}

static void declare_state(struct rules_build *b, rules_id kase, const rules_line *line) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    const rules_line *joined = rules_line_joined(b->arena, line, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(joined, 1, b->d);
    const rules_token *name = rules_expect_word(&c, "状态名称", "the name of a state");
    if (!name || !rules_room(b, name->span, k->out.n_states, RULES_MAX_STATES, "状态", "states")) return;
    rules_state s = {.name = name->text, .span = name->span};
    s.label = rules_label_or(rules_accept_label(&c), name->text);
    s.cite = joined->cite.n > 0 ? joined->cite : k->out.cite;
    for (;;) {
        if (rules_accept_word(&c, "public")) {
            s.is_public = true;
        } else if (rules_accept_word(&c, "rest")) {
            s.rest = true;
        } else if (rules_accept_word(&c, "end")) {
            s.rest = s.end = true;
        } else if (!rules_accept_word(&c, "lasts") || !take_lasts(&c, &s)) {
            break;
        }
    }
    rules_expect_end(&c);
    k->state = base_arena_grow(b->arena, k->state, k->out.n_states, &k->cap_state, sizeof *k->state);
    k->state[k->out.n_states] = s;
    rules_declare(b, kase, name, RULES_W_STATE, k->out.n_states);
    k->out.n_states++;
}

/* ---- moments, marks, tallies, numbers, forms: `KIND NAME "zh" "en" body` ---- */

struct named {
    const rules_token *name;
    rules_text label;
    base_str cite;
    struct rules_source source;
};

static bool take_named(struct rules_build *b, rules_id kase, const rules_line *line, const char *const *keywords,
                       struct named *out) {
    rules_line *joined = rules_line_joined(b->arena, line, keywords);
    rules_cursor c = rules_cursor_on(joined, 1, b->d);
    out->name = rules_expect_word(&c, "名称", "a name");
    if (!out->name) return false;
    out->label = rules_label_or(rules_accept_label(&c), out->name->text);
    out->cite = joined->cite.n > 0 ? joined->cite : rules_b_case_at(b, kase)->out.cite;
    out->source = (struct rules_source){joined, c.at};
    return true;
}

static void declare_moment(struct rules_build *b, rules_id kase, const rules_line *line) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    struct named t;
    if (!take_named(b, kase, line, NO_KEYWORDS, &t)) return;
    if (!rules_room(b, t.name->span, k->out.n_moments, RULES_MAX_ITEMS, "时点", "moments")) return;
    rules_cursor c = rules_cursor_on(t.source.line, t.source.at, b->d);
    rules_expect_punct(&c, "=");
    t.source.at = c.at;
    k->moment = base_arena_grow(b->arena, k->moment, k->out.n_moments, &k->cap_moment, sizeof *k->moment);
    k->moment[k->out.n_moments] = (struct rules_b_moment){{t.name->text, t.label, RULES_NONE, t.cite}, t.source};
    rules_declare(b, kase, t.name, RULES_W_MOMENT, k->out.n_moments);
    k->out.n_moments++;
}

static void declare_mark(struct rules_build *b, rules_id kase, const rules_line *line) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    struct named t;
    if (!take_named(b, kase, line, NO_KEYWORDS, &t)) return;
    if (!rules_room(b, t.name->span, k->out.n_marks, RULES_MAX_ITEMS, "标记", "marks")) return;
    k->mark = base_arena_grow(b->arena, k->mark, k->out.n_marks, &k->cap_mark, sizeof *k->mark);
    k->mark[k->out.n_marks] = (struct rules_b_mark){{t.name->text, t.label, RULES_NONE, t.cite}, t.source};
    rules_declare(b, kase, t.name, RULES_W_MARK, k->out.n_marks);
    k->out.n_marks++;
}

static void declare_tally(struct rules_build *b, rules_id kase, const rules_line *line) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    struct named t;
    if (!take_named(b, kase, line, NO_KEYWORDS, &t)) return;
    if (!rules_room(b, t.name->span, k->out.n_tallies, RULES_MAX_ITEMS, "计数", "tallies")) return;
    k->tally = base_arena_grow(b->arena, k->tally, k->out.n_tallies, &k->cap_tally, sizeof *k->tally);
    k->tally[k->out.n_tallies] =
        (struct rules_b_tally){{.name = t.name->text, .label = t.label, .kase = RULES_NONE, .cite = t.cite}, t.source};
    rules_declare(b, kase, t.name, RULES_W_TALLY, k->out.n_tallies);
    k->out.n_tallies++;
}

static void declare_number(struct rules_build *b, rules_id kase, const rules_line *line) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    struct named t;
    if (!take_named(b, kase, line, NO_KEYWORDS, &t)) return;
    if (!rules_room(b, t.name->span, k->out.n_numbers, RULES_MAX_ITEMS, "数目", "numbers")) return;
    const rules_ref none = {RULES_OWN, RULES_NONE};
    k->number = base_arena_grow(b->arena, k->number, k->out.n_numbers, &k->cap_number, sizeof *k->number);
    k->number[k->out.n_numbers] =
        (struct rules_b_number){{t.name->text, t.label, RULES_NONE, none, none, t.cite}, t.source};
    rules_declare(b, kase, t.name, RULES_W_NUMBER, k->out.n_numbers);
    k->out.n_numbers++;
}

static void declare_form(struct rules_build *b, rules_id kase, const rules_line *line) {
    static const char *const keywords[] = {"asks", "offers", NULL};
    struct rules_b_case *k = rules_b_case_at(b, kase);
    struct named t;
    if (!take_named(b, kase, line, keywords, &t)) return;
    if (!rules_room(b, t.name->span, k->out.n_forms, RULES_MAX_ITEMS, "表单", "forms")) return;
    rules_cursor c = rules_cursor_on(t.source.line, t.source.at, b->d);
    rules_expect_tail(b, &c, keywords);
    k->form = base_arena_grow(b->arena, k->form, k->out.n_forms, &k->cap_form, sizeof *k->form);
    k->form[k->out.n_forms] = (struct rules_b_form){{t.name->text, t.label, 0, NULL, t.cite}, t.source};
    rules_declare(b, kase, t.name, RULES_W_FORM, k->out.n_forms);
    k->out.n_forms++;
}

static void declare_judged(struct rules_build *b, rules_id kase, const rules_line *line) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    k->out.judged = true;
    k->judged_line = rules_line_joined(b->arena, line, NO_KEYWORDS);
}

static void declare_expected(struct rules_build *b, rules_id kase, const rules_line *line) {
    rules_b_case_at(b, kase)->expected_line = rules_line_joined(b->arena, line, NO_KEYWORDS);
}

static void declare_within(struct rules_build *b, rules_id kase) {
    static void (*const declare[])(struct rules_build *, rules_id, const rules_line *) = {
        rules_declare_field, declare_state, declare_moment,       declare_mark,   declare_tally,
        declare_number,      declare_form,  rules_declare_action, declare_judged, declare_expected,
    };
    /* Actions last, whatever the order of the text: an argument is a declared field wherever that one stands. */
    for (int actions = 0; actions < 2; actions++)
        for (const rules_line *l = rules_b_case_at(b, kase)->line->child; l; l = l->next)
            for (size_t i = 0; CASE_KEYWORDS[i]; i++)
                if (rules_line_is(l, CASE_KEYWORDS[i]) && (actions == 1) == rules_line_is(l, "action"))
                    declare[i](b, kase, l);
}

void rules_declare_cases(struct rules_build *b, const rules_line *root) {
    struct rules_process *p = b->process;
    for (const rules_line *l = root->child; l; l = l->next)
        if (rules_line_is(l, "case")) declare_header(b, l);
    for (rules_id i = 0; i < p->n_cases; i++) find_parent(b, i);
    for (rules_id i = 0; i < p->n_cases; i++) check_header(b, i);
    for (rules_id i = 0; i < p->n_cases; i++) check_depth(b, i);
    for (rules_id i = 0; i < p->n_cases; i++) declare_within(b, i);
}

/* ---- bodies ---- */

static void build_mark(struct rules_build *b, rules_id kase, struct rules_b_mark *m) {
    rules_cursor c = rules_cursor_on(m->source.line, m->source.at, b->d);
    if (!rules_expect_phrase(&c, "when")) return;
    m->out.guard = rules_take_guard(b, &c, rules_context_of(kase));
    rules_expect_end(&c);
}

/* `judged by standard on year of DATE` */
static void build_judged(struct rules_build *b, rules_id kase, const rules_line *line) {
    rules_cursor c = rules_cursor_on(line, 0, b->d);
    if (!rules_expect_phrase(&c, "judged by standard on year of")) return;
    rules_b_case_at(b, kase)->out.judged_on = rules_take_date(b, &c, rules_context_of(kase));
    rules_expect_end(&c);
}

static void build_expected(struct rules_build *b, rules_id kase) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    const struct rules_name *due = rules_name_find(k, BASE_STR("due_day"));
    const struct rules_name *year = rules_name_find(k, BASE_STR("year"));
    if (due && due->what == RULES_W_MOMENT) k->out.expected_due = due->index;
    const bool has_year = year && year->what == RULES_W_FIELD && k->field[year->index].out.type == RULES_V_NUMBER;
    if (k->out.expected_due == RULES_NONE || !has_year)
        rules_report(b->d, "E237", k->out.span, k->out.name, rules_no_str(), rules_no_str());
    if (!k->expected_line) return;
    rules_cursor c = rules_cursor_on(k->expected_line, 0, b->d);
    if (!rules_expect_phrase(&c, "expected while")) return;
    k->out.expected_guard = rules_take_guard(b, &c, rules_context_of(kase));
    rules_expect_end(&c);
}

/* What a guard may call by name from here must not also be a name within. */
static void check_shadowing(struct rules_build *b, rules_id kase) {
    const struct rules_b_case *k = rules_b_case_at(b, kase);
    for (size_t i = 0; i < k->n_names; i++) {
        enum rules_holder holder;
        rules_id other;
        if (rules_holder_of(b, rules_context_of(kase), k->name[i].name, &holder, &other))
            rules_report(b->d, "E238", k->name[i].span, k->name[i].name, rules_no_str(), rules_no_str());
    }
}

void rules_build_case(struct rules_build *b, rules_id kase) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    check_shadowing(b, kase);
    for (size_t i = 0; i < k->out.n_marks; i++) build_mark(b, kase, &k->mark[i]);
    if (k->judged_line) build_judged(b, kase, k->judged_line);
    if (k->out.expected)
        build_expected(b, kase);
    else if (k->expected_line)
        rules_report(b->d, "E239", k->expected_line->span, k->out.name, rules_no_str(), rules_no_str());
    if ((k->out.expected || k->out.single) && k->out.n_states > 0) k->out.first_state = 0;
}
