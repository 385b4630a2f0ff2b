/* guard_compile.c - yes/no questions: from words to atoms joined by and, or, not.
 *
 * The reader never has to guess how "a and b or c" was meant: mixing the two needs parentheses. Lists ("is A or B")
 * take every word that is a state or a choice of the thing asked about and leave the rest to the question that
 * follows; "with" does the same with marks. Every atom keeps the words it was made of, for explanations. */
#include "rules/process.h"

struct guard_reader {
    struct rules_build *b;
    rules_cursor *c;
    struct rules_context s;
    unsigned nesting, n_atoms;
    rules_id listed; /* the case whose states were listed last: an unknown word may be one of them, misspelt */
};

static rules_id take_chain(struct guard_reader *r);

rules_id rules_push_guard(struct rules_build *b, rules_span span, rules_guard g) {
    struct rules_process *p = b->process;
    if (!rules_table_room(b, span, p->n_guards)) return RULES_NONE;
    p->guard = base_arena_grow(b->arena, p->guard, p->n_guards, &p->cap_guard, sizeof *p->guard);
    p->guard[p->n_guards] = g;
    return (rules_id)p->n_guards++;
}

/* An atom with nothing set. */
static rules_atom blank_atom(const struct guard_reader *r, enum rules_atom_kind kind) {
    return (rules_atom){.kind = kind,
                        .kase = r->s.kase,
                        .ref = {RULES_OWN, RULES_NONE},
                        .date = RULES_NONE,
                        .date2 = RULES_NONE,
                        .rel = RULES_NONE,
                        .where = RULES_NONE,
                        .tally = RULES_NONE,
                        .number = RULES_NONE,
                        .form = RULES_NONE,
                        .mark = RULES_NONE,
                        .track = RULES_NONE};
}

static bool push_atom(struct guard_reader *r, size_t from, rules_atom a, rules_id *out) {
    struct rules_build *b = r->b;
    struct rules_process *p = b->process;
    const rules_span span = r->c->line->token[from].span;
    a.text = rules_text_of(b->arena, r->c->line, from, r->c->at);
    a.line = span.line;
    if (!rules_table_room(b, span, p->n_atoms)) return r->c->failed = true, false;
    p->atom = base_arena_grow(b->arena, p->atom, p->n_atoms, &p->cap_atom, sizeof *p->atom);
    p->atom[p->n_atoms] = a;
    *out = rules_push_guard(b, span, (rules_guard){RULES_G_ATOM, (rules_id)p->n_atoms++, RULES_NONE});
    return *out != RULES_NONE;
}

static rules_id negated(struct guard_reader *r, rules_span span, rules_id guard) {
    return guard == RULES_NONE ? RULES_NONE
                               : rules_push_guard(r->b, span, (rules_guard){RULES_G_NOT, guard, RULES_NONE});
}

/* ---- related cases ---- */

/* `[not] MARK` of the case `rel` stands `ahead` tokens on, and is not the beginning of another question. */
static bool mark_stands(const struct guard_reader *r, rules_id rel, size_t ahead) {
    if (rules_token_is(rules_peek(r->c, ahead), "not")) ahead++;
    const rules_token *t = rules_peek(r->c, ahead), *after = rules_peek(r->c, ahead + 1);
    if (!t || t->kind != RULES_T_WORD || rules_token_punct(after, ".") || rules_token_is(after, "is")) return false;
    return rules_b_find_mark(rules_b_case_at(r->b, rel), t->text) != RULES_NONE;
}

static rules_id take_mark(struct guard_reader *r, rules_id rel) {
    struct rules_build *b = r->b;
    const size_t from = r->c->at;
    const bool no = rules_accept_word(r->c, "not");
    const rules_token *t = rules_expect_word(r->c, "标记名称", "the name of a mark");
    if (!t) return RULES_NONE;
    const rules_id mark = rules_b_find_mark(rules_b_case_at(b, rel), t->text);
    if (mark == RULES_NONE) {
        size_t n;
        const base_str *names = rules_names_of(b, rel, RULES_W_MARK, &n);
        rules_unknown(r->c, "E302", t, names, n);
        return RULES_NONE;
    }
    rules_atom a = blank_atom(r, RULES_A_MARK);
    a.kase = rel;
    a.mark = mark;
    rules_id guard;
    if (!push_atom(r, from, a, &guard)) return RULES_NONE;
    return no ? negated(r, t->span, guard) : guard;
}

/* `with [not] MARK [and|or [not] MARK]…` in the context of the related case. */
static bool take_with(struct guard_reader *r, rules_id rel, rules_id *where) {
    *where = take_mark(r, rel);
    bool all = false, any = false;
    while (*where != RULES_NONE) {
        const rules_token *join = rules_peek(r->c, 0);
        const bool is_and = rules_token_is(join, "and");
        if ((!is_and && !rules_token_is(join, "or")) || !mark_stands(r, rel, 1)) return true;
        all |= is_and;
        any |= !is_and;
        if (all && any) return rules_fault(r->c, "E303", join, rules_no_str(), rules_no_str());
        rules_take(r->c);
        const rules_id next = take_mark(r, rel);
        if (next == RULES_NONE) return false;
        *where = rules_push_guard(r->b, join->span, (rules_guard){is_and ? RULES_G_AND : RULES_G_OR, *where, next});
    }
    return false;
}

/* no|some|every CASE is any|STATES [with …] */
static bool take_related(struct guard_reader *r, rules_id *out) {
    struct rules_build *b = r->b;
    const size_t from = r->c->at;
    const rules_token *quant = rules_take(r->c), *name = rules_peek(r->c, 0);
    const rules_id rel = rules_expect_case(b, r->c);
    if (rel == RULES_NONE) return false;
    const struct rules_b_case *own = rules_b_case_at(b, r->s.kase), *other = rules_b_case_at(b, rel);
    rules_atom a = blank_atom(r, RULES_A_REL);
    a.quant = rules_token_is(quant, "no") ? RULES_NO : rules_token_is(quant, "some") ? RULES_SOME : RULES_EVERY;
    a.rel = rel;
    a.siblings = other->out.parent != r->s.kase;
    if (a.siblings && (own->out.parent == RULES_NONE || other->out.parent != own->out.parent))
        return rules_fault(r->c, "E304", name, name->text, own->out.name);
    if (!rules_expect_phrase(r->c, "is")) return false;
    r->listed = rel;
    if (rules_accept_word(r->c, "any"))
        a.mask = rules_bits(other->out.n_states);
    else
        a.mask = rules_expect_states(b, r->c, rel);
    if (a.mask == 0) return rules_expected(r->c, "状态或 any", "a state, or any");
    if (rules_accept_word(r->c, "with") && !take_with(r, rel, &a.where)) return false;
    return push_atom(r, from, a, out);
}

/* ---- what was done, what was ---- */

static rules_id track_of(struct guard_reader *r, const rules_token *t, rules_id action, rules_id state) {
    struct rules_b_case *k = rules_b_case_at(r->b, r->s.kase);
    for (rules_id i = 0; i < k->out.n_tracks; i++)
        if (k->track[i].action == action && k->track[i].state == state) return i;
    if (!rules_room(r->b, t->span, k->out.n_tracks, RULES_MAX_TRACKS, "“was done since”之问",
                    "\"was done since\" pairs"))
        return RULES_NONE;
    k->track = base_arena_grow(r->b->arena, k->track, k->out.n_tracks, &k->cap_track, sizeof *k->track);
    k->track[k->out.n_tracks] = (rules_track){action, state};
    return k->out.n_tracks++;
}

/* ACTION was done [since STATE] */
static bool take_done(struct guard_reader *r, rules_id *out) {
    const size_t from = r->c->at;
    const rules_token *t = rules_peek(r->c, 0);
    const rules_id action = rules_expect_action(r->b, r->c, r->s.kase);
    if (action == RULES_NONE) return false;
    if (!rules_expect_phrase(r->c, "was done")) return false;
    rules_id state = RULES_NONE;
    if (rules_accept_word(r->c, "since")) {
        state = rules_expect_state(r->b, r->c, r->s.kase);
        if (state == RULES_NONE) return false;
    }
    rules_atom a = blank_atom(r, RULES_A_DONE);
    a.track = track_of(r, t, action, state);
    if (a.track == RULES_NONE) return r->c->failed = true, false;
    return push_atom(r, from, a, out);
}

/* was STATE [or STATE] */
static bool take_was(struct guard_reader *r, rules_id *out) {
    const size_t from = r->c->at;
    rules_take(r->c);
    rules_atom a = blank_atom(r, RULES_A_WAS);
    r->listed = r->s.kase;
    a.mask = rules_expect_states(r->b, r->c, r->s.kase);
    return a.mask != 0 && push_atom(r, from, a, out);
}

/* first ACTION was after|before DATE: the day of the first time against another day */
static bool take_first(struct guard_reader *r, rules_id *out) {
    const size_t from = r->c->at;
    rules_take(r->c);
    const rules_token *t = rules_peek(r->c, 0);
    const rules_id action = rules_expect_action(r->b, r->c, r->s.kase);
    if (action == RULES_NONE || !rules_expect_phrase(r->c, "was")) return false;
    const bool after = rules_accept_word(r->c, "after");
    if (!after && !rules_accept_word(r->c, "before")) return rules_expected(r->c, "after 或 before", "after or before");
    const rules_id other = rules_take_date(r->b, r->c, r->s);
    if (other == RULES_NONE) return false;
    const rules_date_expr done = {.op = RULES_D_FIRST_DONE,
                                  .a = RULES_NONE,
                                  .b = RULES_NONE,
                                  .ref = {RULES_OWN, RULES_NONE},
                                  .state = RULES_NONE,
                                  .action = action,
                                  .year = {RULES_OWN, RULES_NONE}};
    const rules_id first = rules_push_date(r->b, t->span, done);
    rules_atom a = blank_atom(r, RULES_A_DATE_GT);
    a.date = after ? first : other;
    a.date2 = after ? other : first;
    return push_atom(r, from, a, out);
}

/* ---- dates ---- */

/* What stands after `is [not]` of a date. */
static bool take_date_question(struct guard_reader *r, rules_atom *a) {
    rules_cursor *c = r->c;
    if (rules_accept_word(c, "over")) return a->kind = RULES_A_OVER, true;
    if (rules_accept_word(c, "reached")) return a->kind = RULES_A_REACHED, true;
    if (rules_accept_phrase(c, "within the last")) {
        unsigned years;
        a->kind = RULES_A_WITHIN;
        if (!rules_expect_count(c, 1, 100, &years)) return false;
        a->n = (int32_t)years;
        return rules_accept_word(c, "year") || rules_expect_phrase(c, "years");
    }
    bool swap;
    if (rules_accept_phrase(c, "on or after")) {
        a->kind = RULES_A_DATE_GE;
        swap = false;
    } else if (rules_accept_phrase(c, "on or before")) {
        a->kind = RULES_A_DATE_GE;
        swap = true;
    } else if (rules_accept_word(c, "after")) {
        a->kind = RULES_A_DATE_GT;
        swap = false;
    } else if (rules_accept_word(c, "before")) {
        a->kind = RULES_A_DATE_GT;
        swap = true;
    } else {
        return rules_expected(c, "over、reached、after、before、on or after、on or before、within 或 given",
                              "over, reached, after, before, on or after, on or before, within or given");
    }
    const rules_id other = rules_take_date(r->b, c, r->s);
    if (other == RULES_NONE) return false;
    a->date2 = swap ? a->date : other;
    a->date = swap ? other : a->date;
    return true;
}

static bool take_dated(struct guard_reader *r, rules_id *out) {
    const size_t from = r->c->at;
    const rules_span span = rules_here(r->c);
    rules_atom a = blank_atom(r, RULES_A_OVER);
    a.date = rules_take_date(r->b, r->c, r->s);
    if (a.date == RULES_NONE || !rules_expect_phrase(r->c, "is")) return false;
    const bool no = rules_accept_word(r->c, "not");
    if (!take_date_question(r, &a) || !push_atom(r, from, a, out)) return false;
    if (no) *out = negated(r, span, *out);
    return *out != RULES_NONE;
}

/* ---- fields ---- */

static rules_id choice_of(const rules_field *f, base_str name) {
    for (rules_id i = 0; i < f->n_choices; i++)
        if (base_str_eq(f->choice[i].name, name)) return i;
    return RULES_NONE;
}

static rules_id take_choice(struct guard_reader *r, const rules_field *f) {
    const rules_token *t = rules_peek(r->c, 0);
    if (!t || (t->kind != RULES_T_WORD && t->kind != RULES_T_NUMBER))
        return rules_expected(r->c, "选项", "a choice"), RULES_NONE;
    rules_take(r->c);
    const rules_id choice = choice_of(f, t->text);
    if (choice != RULES_NONE) return choice;
    base_str *names = base_arena_array(r->b->arena, f->n_choices, sizeof *names);
    for (size_t i = 0; i < f->n_choices; i++) names[i] = f->choice[i].name;
    rules_unknown(r->c, "E216", t, names, f->n_choices);
    return RULES_NONE;
}

/* at least X, or X [or Y]… */
static bool take_choices(struct guard_reader *r, const rules_field *f, uint64_t *mask) {
    const bool least = rules_accept_phrase(r->c, "at least");
    rules_id choice = take_choice(r, f);
    if (choice == RULES_NONE) return false;
    *mask = least ? rules_bits(f->n_choices) & ~rules_bits(choice) : rules_bit(choice);
    while (!least && rules_list_goes_on(r->c)) {
        choice = choice_of(f, rules_peek(r->c, 1)->text);
        if (choice == RULES_NONE) break;
        *mask |= rules_bit(choice);
        r->c->at += 2;
    }
    return true;
}

/* A field of any type but a date, after its path. */
static bool take_field_question(struct guard_reader *r, const rules_token *t, const struct rules_path *path,
                                rules_atom *a, bool *no) {
    const rules_field *f = rules_path_field(r->b, path);
    a->ref = path->ref;
    if (rules_accept_word(r->c, "holds")) {
        a->kind = RULES_A_HOLDS;
        if (path->ref.holder != RULES_OWN || f->type != RULES_V_CHOICE)
            return rules_fault(r->c, "E305", t, f->name, rules_no_str());
        return true;
    }
    if (!rules_accept_word(r->c, "is")) {
        a->kind = RULES_A_YES;
        if (f->type == RULES_V_YESNO) return true;
        return rules_fault(r->c, "E306", t, base_str_of(rules_type_name(f->type, true)),
                           base_str_of(rules_type_name(f->type, false)));
    }
    *no = rules_accept_word(r->c, "not");
    if (rules_accept_word(r->c, "given")) return a->kind = RULES_A_GIVEN, true;
    if (rules_accept_word(r->c, "relaxable")) {
        a->kind = RULES_A_RELAXABLE;
        if (path->ref.holder == RULES_OWN && rules_b_case_at(r->b, r->s.kase)->out.judged) return true;
        return rules_fault(r->c, "E307", t, rules_b_case_at(r->b, r->s.kase)->out.name, rules_no_str());
    }
    a->kind = RULES_A_CHOICE;
    if (f->type == RULES_V_CHOICE) return take_choices(r, f, &a->mask);
    return rules_fault(r->c, "E308", t, base_str_of(rules_type_name(f->type, true)),
                       base_str_of(rules_type_name(f->type, false)));
}

/* ---- what a path leads to ---- */

static bool take_tally(struct guard_reader *r, const struct rules_path *path, rules_atom *a) {
    a->kind = RULES_A_TALLY;
    a->tally = path->index;
    if (!rules_expect_punct(r->c, "<")) return false;
    const rules_token *t = rules_peek(r->c, 0);
    if (t && t->kind == RULES_T_NUMBER) {
        unsigned n;
        if (!rules_expect_count(r->c, 1, 1000000, &n)) return false;
        a->n = (int32_t)n;
        return true;
    }
    struct rules_path number;
    if (!rules_take_path(r->b, r->c, r->s, RULES_NONE, &number) || !t) return false;
    if (number.what != RULES_W_NUMBER) return rules_fault(r->c, "E309", t, t->text, rules_no_str());
    a->number = number.index;
    return true;
}

/* A tally, number or form belongs to the case that asks: seen from elsewhere it would be another one's. */
static bool check_own(struct guard_reader *r, const rules_token *t, const struct rules_path *path) {
    return path->ref.holder == RULES_OWN || rules_fault(r->c, "E310", t, t->text, rules_no_str());
}

static bool take_path_question(struct guard_reader *r, rules_id *out) {
    const size_t from = r->c->at;
    const rules_token *t = rules_peek(r->c, 0);
    struct rules_path path;
    if (!rules_take_path(r->b, r->c, r->s, r->listed, &path)) return false;
    rules_atom a = blank_atom(r, RULES_A_YES);
    bool no = false, good = false;
    switch (path.what) {
    case RULES_W_FIELD: good = take_field_question(r, t, &path, &a, &no); break;
    case RULES_W_CASE:
        a.kind = RULES_A_STATE;
        a.ref = path.ref;
        if (!rules_expect_phrase(r->c, "is")) return false;
        no = rules_accept_word(r->c, "not");
        r->listed = path.kase;
        a.mask = rules_expect_states(r->b, r->c, path.kase);
        good = a.mask != 0;
        break;
    case RULES_W_MARK:
        a.kind = RULES_A_MARK;
        a.ref = path.ref;
        a.mark = path.index;
        good = true;
        break;
    case RULES_W_TALLY: good = check_own(r, t, &path) && take_tally(r, &path, &a); break;
    case RULES_W_FORM:
        a.kind = RULES_A_FORM;
        a.form = path.index;
        good = check_own(r, t, &path) && rules_expect_phrase(r->c, "is complete");
        break;
    case RULES_W_NUMBER: good = rules_fault(r->c, "E311", t, t->text, rules_no_str()); break;
    case RULES_W_NONE:
    case RULES_W_STATE:
    case RULES_W_MOMENT: break; /* dates: read by take_dated */
    }
    if (!good || !push_atom(r, from, a, out)) return false;
    if (no) *out = negated(r, t->span, *out);
    return *out != RULES_NONE;
}

/* Looks ahead: does a date stand here? A date field that is only asked to be given is not read as one. */
static bool stands_date(struct guard_reader *r) {
    if (rules_date_begins(r->c)) return true;
    rules_cursor look = *r->c;
    look.failed = true; /* a cursor that has failed is silent */
    struct rules_path path;
    if (!rules_take_path(r->b, &look, r->s, RULES_NONE, &path)) return false;
    if (path.what == RULES_W_STATE || path.what == RULES_W_MOMENT) return true;
    if (path.what != RULES_W_FIELD) return false;
    const enum rules_value_type type = rules_path_field(r->b, &path)->type;
    if (type == RULES_V_MONTH_DAY)
        return rules_token_is(rules_peek(&look, 0), "of") || rules_token_is(rules_peek(&look, 1), "else");
    if (type == RULES_V_NUMBER)
        return rules_token_is(rules_peek(&look, 0), "day") || rules_token_is(rules_peek(&look, 0), "days");
    if (type != RULES_V_DATE) return false;
    if (!rules_accept_word(&look, "is")) return true;
    rules_accept_word(&look, "not");
    return !rules_token_is(rules_peek(&look, 0), "given");
}

/* `standard is [not] met [with relaxation]`, `state is [not] STATES`; the first word is taken. */
static bool take_special(struct guard_reader *r, size_t from, bool standard, rules_id *out) {
    const rules_token *t = &r->c->line->token[from];
    if (!rules_expect_phrase(r->c, "is")) return false;
    const bool no = rules_accept_word(r->c, "not");
    rules_atom a = blank_atom(r, standard ? RULES_A_STANDARD : RULES_A_STATE);
    if (standard) {
        if (!rules_b_case_at(r->b, r->s.kase)->out.judged)
            return rules_fault(r->c, "E307", t, rules_b_case_at(r->b, r->s.kase)->out.name, rules_no_str());
        if (!rules_expect_phrase(r->c, "met")) return false;
        a.flag = rules_accept_phrase(r->c, "with relaxation");
    } else {
        r->listed = r->s.kase;
        a.mask = rules_expect_states(r->b, r->c, r->s.kase);
        if (a.mask == 0) return false;
    }
    if (!push_atom(r, from, a, out)) return false;
    if (no) *out = negated(r, t->span, *out);
    return *out != RULES_NONE;
}

/* ---- atoms, and, or, not ---- */

static bool take_atom(struct guard_reader *r, rules_id *out) {
    rules_cursor *c = r->c;
    const rules_token *t = rules_peek(c, 0), *next = rules_peek(c, 1);
    if (++r->n_atoms > RULES_MAX_ATOMS)
        return rules_fault(c, "E312", t, base_arena_fmt(r->b->arena, "%d", RULES_MAX_ATOMS), rules_no_str());
    if (t && t->kind == RULES_T_WORD) {
        const bool quant = rules_token_is(t, "no") || rules_token_is(t, "some") || rules_token_is(t, "every");
        if (quant) return take_related(r, out);
        if (rules_token_is(t, "was")) return take_was(r, out);
        if (rules_token_is(next, "was")) return take_done(r, out);
        if (rules_token_is(t, "first") && rules_token_is(rules_peek(c, 2), "was")) return take_first(r, out);
        if (rules_token_is(next, "is") && (rules_token_is(t, "standard") || rules_token_is(t, "state"))) {
            const size_t from = c->at;
            rules_take(c);
            return take_special(r, from, rules_token_is(t, "standard"), out);
        }
    }
    if (stands_date(r)) return take_dated(r, out);
    return take_path_question(r, out);
}

static rules_id take_unary(struct guard_reader *r) {
    rules_cursor *c = r->c;
    const rules_token *t = rules_peek(c, 0);
    if (r->nesting == RULES_MAX_NESTING) {
        rules_fault(c, "E313", t, base_arena_fmt(r->b->arena, "%d", RULES_MAX_NESTING), rules_no_str());
        return RULES_NONE;
    }
    r->nesting++;
    rules_id out = RULES_NONE;
    if (rules_accept_word(c, "not")) {
        out = negated(r, t->span, take_unary(r));
    } else if (rules_accept_punct(c, "(")) {
        out = take_chain(r);
        if (out != RULES_NONE && !rules_expect_punct(c, ")")) out = RULES_NONE;
    } else if (!take_atom(r, &out)) {
        out = RULES_NONE;
    }
    r->nesting--;
    return out;
}

static rules_id take_chain(struct guard_reader *r) {
    bool all = false, any = false;
    rules_id left = take_unary(r);
    while (left != RULES_NONE) {
        const rules_token *join = rules_peek(r->c, 0);
        const bool is_and = rules_token_is(join, "and");
        if (!is_and && !rules_token_is(join, "or")) break;
        all |= is_and;
        any |= !is_and;
        if (all && any) {
            rules_fault(r->c, "E303", join, rules_no_str(), rules_no_str());
            return RULES_NONE;
        }
        rules_take(r->c);
        const rules_id right = take_unary(r);
        if (right == RULES_NONE) return RULES_NONE;
        left = rules_push_guard(r->b, join->span, (rules_guard){is_and ? RULES_G_AND : RULES_G_OR, left, right});
    }
    return left;
}

rules_id rules_take_guard(struct rules_build *b, rules_cursor *c, struct rules_context s) {
    struct guard_reader r = {.b = b, .c = c, .s = s, .listed = RULES_NONE};
    return take_chain(&r);
}
