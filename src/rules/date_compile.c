/* date_compile.c - days as a rulebook names them: fields, moments, last days of states, and phrases around them.
 *
 * A moment keeps one row of the table of dates for every case that looks at it: seen from a child, "valid_until" of
 * the cluster's moment is the cluster's valid_until. The row is reserved when it is first asked for and filled
 * afterwards from a list, so moments may speak of one another in any order without recursion; that they do not go
 * round in circles is checked on the finished table. */
#include "rules/process.h"

struct date_reader {
    struct rules_build *b;
    rules_cursor *c;
    struct rules_context s;
    unsigned nesting;
};

static rules_id take_whole(struct date_reader *r);
static rules_id take_one(struct date_reader *r, bool *needs_year);

static rules_date_expr blank(enum rules_date_op op) {
    return (rules_date_expr){.op = op,
                             .a = RULES_NONE,
                             .b = RULES_NONE,
                             .ref = {RULES_OWN, RULES_NONE},
                             .state = RULES_NONE,
                             .action = RULES_NONE,
                             .year = {RULES_OWN, RULES_NONE}};
}

rules_id rules_push_date(struct rules_build *b, rules_span span, rules_date_expr e) {
    struct rules_process *p = b->process;
    if (!rules_table_room(b, span, p->n_dates)) return RULES_NONE;
    p->date = base_arena_grow(b->arena, p->date, p->n_dates, &p->cap_date, sizeof *p->date);
    p->date[p->n_dates] = e;
    return (rules_id)p->n_dates++;
}

static rules_id push(struct date_reader *r, rules_span span, rules_date_expr e) {
    const rules_id id = rules_push_date(r->b, span, e);
    if (id == RULES_NONE) r->c->failed = true;
    return id;
}

/* ---- moments ---- */

rules_id rules_moment_date(struct rules_build *b, rules_id kase, rules_id moment, enum rules_holder holder,
                           rules_span used) {
    struct rules_process *p = b->process;
    for (size_t i = 0; i < p->n_views; i++) {
        const struct rules_view *v = &p->view[i];
        if (v->kase == kase && v->moment == moment && v->holder == holder) return v->date;
    }
    const rules_id date = rules_push_date(b, used, blank(RULES_D_TODAY));
    if (date == RULES_NONE) return RULES_NONE;
    p->view = base_arena_grow(b->arena, p->view, p->n_views, &p->cap_view, sizeof *p->view);
    p->view[p->n_views++] = (struct rules_view){kase, moment, date, holder, used};
    return date;
}

static bool is_view(const struct rules_process *p, rules_id date) {
    for (size_t i = 0; i < p->n_views; i++)
        if (p->view[i].date == date) return true;
    return false;
}

/* Fills the row of one view. A moment that is only another name for a second one points at it, because that one's row
 * may still be empty. */
static void build_view(struct rules_build *b, struct rules_view v) {
    struct rules_process *p = b->process;
    const struct rules_b_moment *moment = &p->kase[v.kase].moment[v.moment];
    rules_cursor c = rules_cursor_on(moment->source.line, moment->source.at, b->d);
    if (v.holder != RULES_OWN) c.failed = true; /* its faults are reported where it belongs */
    const rules_id date = rules_take_date(b, &c, (struct rules_context){v.kase, v.holder});
    if (date == RULES_NONE && v.holder != RULES_OWN)
        rules_report(b->d, "E320", v.used, moment->out.name, rules_no_str(), rules_no_str());
    if (date == RULES_NONE || !rules_expect_end(&c)) return;
    rules_date_expr same = blank(RULES_D_ADD_DAYS);
    same.a = date;
    p->date[v.date] = is_view(p, date) ? same : p->date[date];
    p->date[v.date].named = moment->out.label;
    if (moment->out.label.zh.n == 0) p->date[v.date].named.zh = moment->out.name;
}

void rules_build_views(struct rules_build *b) {
    struct rules_process *p = b->process;
    for (rules_id k = 0; k < p->n_cases; k++)
        for (rules_id m = 0; m < p->kase[k].out.n_moments; m++) {
            struct rules_b_moment *moment = &p->kase[k].moment[m];
            moment->out.date = rules_moment_date(b, k, m, RULES_OWN, moment->source.line->span);
        }
    for (size_t i = 0; i < p->n_views; i++) build_view(b, p->view[i]);
}

/* ---- phrases ---- */

static bool take_days(rules_cursor *c) { return rules_accept_word(c, "days") || rules_accept_word(c, "day"); }
static bool take_years(rules_cursor *c) { return rules_accept_word(c, "years") || rules_accept_word(c, "year"); }

static bool take_direction(rules_cursor *c, bool *after) {
    *after = rules_accept_word(c, "after");
    return *after || rules_accept_word(c, "before") || rules_expected(c, "after 或 before", "after or before");
}

/* A date that something is counted from. */
static rules_id take_base(struct date_reader *r) {
    bool needs_year = false;
    const rules_token *t = rules_peek(r->c, 0);
    const rules_id a = take_one(r, &needs_year);
    if (a == RULES_NONE || !needs_year) return a;
    rules_fault(r->c, "E321", t, rules_no_str(), rules_no_str());
    return RULES_NONE;
}

/* N years before|after X, N days before|after X; the number is the next token. */
static rules_id take_counted(struct date_reader *r) {
    const rules_span span = rules_here(r->c);
    unsigned n;
    bool after;
    if (!rules_expect_count(r->c, 1, 10000, &n)) return RULES_NONE;
    const bool years = take_years(r->c);
    if (!years && !take_days(r->c)) return rules_expected(r->c, "years 或 days", "years or days"), RULES_NONE;
    if (!take_direction(r->c, &after)) return RULES_NONE;
    rules_date_expr e = blank(years ? RULES_D_ADD_YEARS : RULES_D_ADD_DAYS);
    e.n = after ? (int32_t)n : -(int32_t)n;
    e.a = take_base(r);
    return e.a == RULES_NONE ? RULES_NONE : push(r, span, e);
}

/* the day after|before X, the day of STATE */
static rules_id take_the_day(struct date_reader *r) {
    const rules_span span = rules_here(r->c);
    const rules_token *t = rules_peek(r->c, 0);
    bool after;
    if (!rules_expect_phrase(r->c, "the day")) return RULES_NONE;
    if (rules_accept_word(r->c, "of")) {
        rules_date_expr e = blank(RULES_D_ENTERED);
        e.state = rules_expect_state(r->b, r->c, r->s.kase);
        if (e.state == RULES_NONE) return RULES_NONE;
        if (r->s.self == RULES_OWN) return push(r, span, e);
        rules_fault(r->c, "E310", t, t->text, rules_no_str());
        return RULES_NONE;
    }
    if (!take_direction(r->c, &after)) return RULES_NONE;
    rules_date_expr e = blank(after ? RULES_D_DAY_AFTER : RULES_D_DAY_BEFORE);
    e.a = take_base(r);
    return e.a == RULES_NONE ? RULES_NONE : push(r, span, e);
}

/* last day of N years from X */
static rules_id take_term(struct date_reader *r) {
    const rules_span span = rules_here(r->c);
    unsigned n;
    if (!rules_expect_phrase(r->c, "last day of") || !rules_expect_count(r->c, 1, 1000, &n)) return RULES_NONE;
    if (!take_years(r->c)) return rules_expected(r->c, "years", "years"), RULES_NONE;
    if (!rules_expect_phrase(r->c, "from")) return RULES_NONE;
    rules_date_expr e = blank(RULES_D_TERM_END);
    e.n = (int32_t)n;
    e.a = take_base(r);
    return e.a == RULES_NONE ? RULES_NONE : push(r, span, e);
}

static rules_id take_literal(struct date_reader *r, const rules_token *t) {
    rules_date_expr e = blank(RULES_D_LITERAL);
    rules_take(r->c);
    if (base_date_parse(t->text, &e.date, NULL)) return push(r, t->span, e);
    r->c->failed = true; /* a day that does not exist is reported where tokens are made */
    return RULES_NONE;
}

/* MM-DD; every year has the day, so 02-29 is refused. */
static rules_id take_month_day(struct date_reader *r, const rules_token *t) {
    rules_date_expr e = blank(RULES_D_MONTH_DAY);
    base_date day;
    rules_take(r->c);
    const int month = t->text.n == 5 ? (t->text.p[0] - '0') * 10 + (t->text.p[1] - '0') : 0;
    const int of_month = t->text.n == 5 ? (t->text.p[3] - '0') * 10 + (t->text.p[4] - '0') : 0;
    e.n = month * 100 + of_month;
    if (base_date_make(2023, month, of_month, &day, NULL)) return push(r, t->span, e);
    rules_fault(r->c, "E322", t, t->text, rules_no_str());
    return RULES_NONE;
}

/* F days after X, where F is a field with a number; its path is taken already. */
static rules_id take_field_days(struct date_reader *r, const rules_token *t, rules_ref number) {
    if (!take_days(r->c)) return rules_expected(r->c, "days after", "days after"), RULES_NONE;
    if (!rules_expect_phrase(r->c, "after")) return RULES_NONE;
    rules_date_expr e = blank(RULES_D_ADD_DAYS);
    e.ref = number;
    e.a = take_base(r);
    return e.a == RULES_NONE ? RULES_NONE : push(r, t->span, e);
}

static rules_id take_lasting(struct date_reader *r, const rules_token *t, const struct rules_path *path) {
    const rules_state *s = &rules_b_case_at(r->b, path->kase)->state[path->index];
    if (!s->lasts) {
        rules_fault(r->c, "E323", t, s->name, rules_no_str());
        return RULES_NONE;
    }
    rules_date_expr e = blank(RULES_D_LASTS);
    e.ref.holder = path->ref.holder;
    e.state = path->index;
    e.n = s->working_days;
    e.count_first = s->count_first;
    return push(r, path->span, e);
}

static rules_id take_path_date(struct date_reader *r, bool *needs_year) {
    const rules_token *t = rules_peek(r->c, 0);
    struct rules_path path;
    if (!rules_take_path(r->b, r->c, r->s, RULES_NONE, &path)) return RULES_NONE;
    if (path.what == RULES_W_STATE) return take_lasting(r, t, &path);
    if (path.what == RULES_W_MOMENT) return rules_moment_date(r->b, path.kase, path.index, path.ref.holder, path.span);
    const enum rules_value_type type = path.what == RULES_W_FIELD ? rules_path_field(r->b, &path)->type : RULES_V_TEXT;
    rules_date_expr e = blank(RULES_D_FIELD);
    e.ref = path.ref;
    if (type == RULES_V_DATE) return push(r, path.span, e);
    if (type == RULES_V_NUMBER) return take_field_days(r, t, path.ref);
    if (type == RULES_V_MONTH_DAY) {
        e.op = RULES_D_MONTH_DAY;
        *needs_year = true;
        return push(r, path.span, e);
    }
    rules_fault(r->c, "E301", t, base_str_of(rules_type_name(RULES_V_DATE, true)),
                base_str_of(rules_type_name(RULES_V_DATE, false)));
    return RULES_NONE;
}

bool rules_date_begins(const rules_cursor *c) {
    const rules_token *t = rules_peek(c, 0), *next = rules_peek(c, 1);
    if (!t) return false;
    if (t->kind == RULES_T_DATE || t->kind == RULES_T_MONTH_DAY || t->kind == RULES_T_NUMBER) return true;
    if (rules_token_is(t, "today")) return true;
    return rules_token_is(next, "day") && (rules_token_is(t, "the") || rules_token_is(t, "last"));
}

static rules_id take_simple(struct date_reader *r, bool *needs_year) {
    const rules_token *t = rules_peek(r->c, 0);
    if (!t) return rules_expected(r->c, "日期", "a date"), RULES_NONE;
    if (t->kind == RULES_T_DATE) return take_literal(r, t);
    if (t->kind == RULES_T_MONTH_DAY) {
        *needs_year = true;
        return take_month_day(r, t);
    }
    if (t->kind == RULES_T_NUMBER) return take_counted(r);
    if (rules_accept_word(r->c, "today")) return push(r, t->span, blank(RULES_D_TODAY));
    if (rules_token_is(t, "the")) return take_the_day(r);
    if (rules_token_is(t, "last") && rules_token_is(rules_peek(r->c, 1), "day")) return take_term(r);
    return take_path_date(r, needs_year);
}

/* ---- the year of a month-day ---- */

/* YEAR, the year after YEAR, the year before YEAR */
static bool take_year(struct date_reader *r, rules_ref *year, int8_t *plus) {
    *plus = 0;
    while (rules_token_is(rules_peek(r->c, 0), "the")) {
        bool after;
        if (!rules_expect_phrase(r->c, "the year") || !take_direction(r->c, &after)) return false;
        if (*plus > 10 || *plus < -10) return rules_expected(r->c, "较近的年份", "a nearer year");
        *plus = (int8_t)(*plus + (after ? 1 : -1));
    }
    return rules_take_field(r->b, r->c, r->s, RULES_V_NUMBER, year);
}

/* Gives the year to `id` and, through `or else`, to every month-day before it that has none. */
static void set_year(struct rules_process *p, rules_id id, rules_ref year, int8_t plus) {
    for (;;) {
        rules_date_expr *e = &p->date[id];
        rules_date_expr *last = e->op == RULES_D_OR_ELSE ? &p->date[e->b] : e;
        if (last->op == RULES_D_MONTH_DAY && last->year.field == RULES_NONE) {
            last->year = year;
            last->plus = plus;
        }
        if (e->op != RULES_D_OR_ELSE) return;
        id = e->a;
    }
}

/* One date, with its year when it is a month-day that states it. */
static rules_id take_one(struct date_reader *r, bool *needs_year) {
    const rules_token *t = rules_peek(r->c, 0);
    if (r->nesting == RULES_MAX_NESTING) {
        rules_fault(r->c, "E313", t, base_arena_fmt(r->b->arena, "%d", RULES_MAX_NESTING), rules_no_str());
        return RULES_NONE;
    }
    r->nesting++;
    bool bare = false;
    const rules_id id = take_simple(r, &bare);
    r->nesting--;
    *needs_year |= bare;
    return id;
}

/* X or else Y or else Z [of YEAR] */
static rules_id take_whole(struct date_reader *r) {
    const rules_token *t = rules_peek(r->c, 0);
    bool needs_year = false;
    rules_id left = take_one(r, &needs_year);
    for (unsigned n = 0; left != RULES_NONE; n++) {
        if (needs_year && rules_accept_word(r->c, "of")) {
            rules_ref year;
            int8_t plus;
            if (!take_year(r, &year, &plus)) return RULES_NONE;
            set_year(r->b->process, left, year, plus);
            needs_year = false;
        }
        if (!rules_token_is(rules_peek(r->c, 0), "or") || !rules_token_is(rules_peek(r->c, 1), "else")) break;
        if (n == RULES_MAX_NESTING) {
            rules_fault(r->c, "E313", t, base_arena_fmt(r->b->arena, "%d", RULES_MAX_NESTING), rules_no_str());
            return RULES_NONE;
        }
        rules_expect_phrase(r->c, "or else");
        rules_date_expr e = blank(RULES_D_OR_ELSE);
        e.a = left;
        e.b = take_one(r, &needs_year);
        left = e.b == RULES_NONE ? RULES_NONE : push(r, t->span, e);
    }
    if (left == RULES_NONE || !needs_year) return left;
    rules_fault(r->c, "E321", t, rules_no_str(), rules_no_str());
    return RULES_NONE;
}

rules_id rules_take_date(struct rules_build *b, rules_cursor *c, struct rules_context s) {
    struct date_reader r = {.b = b, .c = c, .s = s};
    return take_whole(&r);
}
