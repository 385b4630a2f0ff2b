/* explain.c - the facts and dates an answer rests on, in words: what a person reads beside a refusal.
 *
 * A guard is explained by its questions, left to right; what agrees and what does not is both told, because a reader
 * wants to see the date or the count, not only that something was wrong. Where a guard of several parts does not hold,
 * each part that is to blame is marked; of alternatives none of which holds it is said that one would do. These are
 * words only: they are shown and never recorded, and nothing is decided by them. */
#include "core/observe_i.h"

enum { MAX_WORDS = 2000, DATE_DEPTH = 64 };

typedef struct {
    const core_view *v;
    base_buf zh, en;
} words;

/* What is asked of a guard: that it holds, or, below a `not`, that it does not. */
typedef struct {
    bool holds;
    bool several; /* it is a part of several, so whether it is to blame is said */
    bool among;   /* it is one of alternatives, of which it was said that none holds */
} asked;

static void say_guard(words *w, rules_id guard, asked q);

static void both(words *w, base_str zh, base_str en) {
    base_buf_puts(&w->zh, zh);
    base_buf_puts(&w->en, en);
}

static void lit(words *w, const char *zh, const char *en) { both(w, base_str_of(zh), base_str_of(en)); }

static void label(words *w, rules_text t, base_str name) {
    both(w, t.zh.n > 0 ? t.zh : name, t.en.n > 0 ? t.en : name);
}

static void between(words *w) {
    if (w->zh.n > 0) lit(w, "；", "; ");
}

static void put_date(words *w, base_date d) {
    if (d == BASE_DATE_NONE) {
        lit(w, "未定", "not set");
        return;
    }
    base_date_put(&w->zh, d);
    base_date_put(&w->en, d);
}

/* Whether a date rests on a field of the case itself: what lacks then is for whoever fills it in, and not a day that
 * somebody has still to set. */
static bool is_filled_in(const core_view *v, rules_id date, unsigned depth) {
    if (date == RULES_NONE || depth > DATE_DEPTH) return false;
    const rules_date_expr *x = &v->book->date[date];
    if (x->op == RULES_D_FIELD) return x->ref.holder == RULES_OWN;
    return is_filled_in(v, x->a, depth + 1);
}

static void put_date_of(words *w, rules_id date) {
    const base_date d = core_observe_date(w->v, date);
    if (d == BASE_DATE_NONE && is_filled_in(w->v, date, 0))
        lit(w, "未填写", "not filled in");
    else
        put_date(w, d);
}

/* Name of a date as a person knows it: the moment, the field, or the state that lasts. */
static void date_name(words *w, rules_id date) {
    const core_view *v = w->v;
    const rules_date_expr *x = &v->book->date[date];
    if (x->named.zh.n > 0) {
        label(w, x->named, x->named.zh);
        return;
    }
    if (x->op == RULES_D_FIELD) {
        const rules_field *f = &core_holder_kind(v, x->ref.holder)->field[x->ref.field];
        label(w, f->label, f->name);
    } else if (x->op == RULES_D_LASTS) {
        const rules_state *s = &core_holder_kind(v, x->ref.holder)->state[x->state];
        label(w, s->label, s->name);
        lit(w, "末日", " (last day)");
    } else if (x->op == RULES_D_TODAY) {
        lit(w, "今日", "today");
    } else {
        lit(w, "所定日期", "the date");
    }
}

static void say_date(words *w, const rules_atom *a) {
    date_name(w, a->date);
    lit(w, " ", " ");
    put_date_of(w, a->date);
    if (a->kind == RULES_A_DATE_GE || a->kind == RULES_A_DATE_GT) {
        lit(w, "，", ", ");
        date_name(w, a->date2);
        lit(w, " ", " ");
        put_date_of(w, a->date2);
        return;
    }
    lit(w, "，今日 ", ", today ");
    put_date(w, w->v->today);
}

static void say_field(words *w, const rules_atom *a) {
    const rules_field *f = &core_holder_kind(w->v, a->ref.holder)->field[a->ref.field];
    core_value x = core_observe_field(w->v, a->ref);
    label(w, f->label, f->name);
    lit(w, "：", ": ");
    if (!x.set) {
        lit(w, "未填", "not given");
    } else if (f->type == RULES_V_CHOICE) {
        label(w, f->choice[x.n].label, f->choice[x.n].name);
    } else if (f->type == RULES_V_YESNO) {
        lit(w, x.n != 0 ? "是" : "否", x.n != 0 ? "yes" : "no");
    } else {
        core_value_put(&w->zh, f, x);
        core_value_put(&w->en, f, x);
    }
}

static void say_state(words *w, const rules_atom *a) {
    const core_case *c = core_holder(w->v, a->ref.holder, RULES_NONE);
    if (c == NULL) {
        lit(w, "尚未开始", "not begun");
        return;
    }
    label(w, core_kind(c)->label, core_kind(c)->name);
    lit(w, "现为“", " is “");
    label(w, core_state(c)->label, core_state(c)->name);
    lit(w, "”", "”");
}

static bool name_related(void *ctx, const core_case *c) {
    words *w = ctx;
    if (base_str_ends(base_buf_str(&w->zh), BASE_STR("）"))) lit(w, "、", ", ");
    both(w, c->path, c->path);
    lit(w, "（", " (");
    label(w, core_state(c)->label, core_state(c)->name);
    lit(w, "）", ")");
    return w->zh.n < MAX_WORDS / 2;
}

static void say_related(words *w, const rules_atom *a) {
    const rules_case *k = &w->v->book->kase[a->rel];
    size_t before;
    label(w, k->label, k->name);
    lit(w, "：", ": ");
    before = w->zh.n;
    core_each_related(w->v, a->rel, a->siblings, name_related, w);
    if (w->zh.n == before) lit(w, "无", "none");
}

static void say_tally(words *w, const rules_atom *a) {
    const rules_case *k = &w->v->book->kase[a->kase];
    const rules_tally *t = &k->tally[a->tally];
    int64_t n = 0, limit = a->n;
    label(w, t->label, t->name);
    if (core_tally_value(w->v, t, &n)) {
        base_buf_fmt(&w->zh, " %lld", (long long)n);
        base_buf_fmt(&w->en, ": %lld", (long long)n);
    } else {
        lit(w, "无从计数（缺少细分领域、批次或渠道）", " can not be counted (sub-field, round or channel is not set)");
    }
    if (a->number == RULES_NONE) return;
    lit(w, "，", ", ");
    label(w, k->number[a->number].label, k->number[a->number].name);
    if (core_number_value(w->v, a->number, &limit)) {
        base_buf_fmt(&w->zh, " %lld", (long long)limit);
        base_buf_fmt(&w->en, ": %lld", (long long)limit);
    } else {
        lit(w, "未定", " not set");
    }
}

static void say_standard(words *w) {
    core_assessment as;
    if (!core_assess_case(w->v, &as)) {
        lit(w, "尚无提交的材料", "nothing has been submitted");
        return;
    }
    for (size_t i = 0; i < as.standard->n_criteria; i++) {
        const rules_criterion *c = &as.standard->criterion[i];
        uint8_t s = as.settled[i];
        if (c->kind == RULES_VETO || s == RULES_MET || s == RULES_UNKNOWN_THRESHOLD) continue;
        between(w);
        both(w, c->id, c->id);
        lit(w, " ", " ");
        label(w, c->label, c->id);
        lit(w, "：", ": ");
        rules_reason_put(&w->zh, w->v->self->book, as.standard, i, &as.facts, as.year, as.settled[i], true);
        rules_reason_put(&w->en, w->v->self->book, as.standard, i, &as.facts, as.year, as.settled[i], false);
    }
    if (w->zh.n == 0) lit(w, "各项指标均已满足或由审核人判定", "every criterion is met or settled by the reviewer");
}

static void name_lack(void *ctx, const core_view *v, const rules_form_item *item, int year) {
    words *w = ctx;
    between(w);
    lit(w, "缺", "lacks ");
    if (year > 0) {
        base_buf_fmt(&w->zh, "%d年", year);
        base_buf_fmt(&w->en, "%d ", year);
    }
    if (item->fact != RULES_NONE)
        label(w, v->book->fact[item->fact].label, v->book->fact[item->fact].name);
    else
        label(w, v->book->kase[v->kind].field[item->field].label, v->book->kase[v->kind].field[item->field].name);
}

static void say_form(words *w, const rules_atom *a) {
    if (core_form_complete(w->v, a->form, name_lack, w)) lit(w, "各项齐全或已说明", "everything is there or explained");
}

static void say_holds(words *w, const rules_atom *a, asked q) {
    const rules_case *k = core_holder_kind(w->v, a->ref.holder);
    core_value x = core_observe_field(w->v, a->ref);
    say_field(w, a);
    if (!x.set || k->field[a->ref.field].choice[x.n].on_evidence) return;
    say_guard(w, k->field[a->ref.field].choice[x.n].when, q);
}

/* What is asked may hold, or not, to the reader's harm or use: so the answer stands beside it, whichever it is. */
static void say_answer(words *w, const rules_atom *a) {
    switch (core_observe_atom(w->v, (rules_id)(a - w->v->book->atom))) {
    case CORE_YES: lit(w, "：是", ": yes"); break;
    case CORE_NO: lit(w, "：否", ": no"); break;
    case CORE_UNSET: lit(w, "：尚不能判定", ": can not be told yet"); break;
    }
}

static void say_mark(words *w, const rules_atom *a, asked q) {
    const rules_case *k = core_holder_kind(w->v, a->ref.holder);
    const rules_mark *m = &k->mark[a->mark];
    if (a->ref.holder == RULES_OWN) {
        say_guard(w, m->guard, q);
        return;
    }
    label(w, m->label, m->name);
    say_answer(w, a);
}

static void say_was(words *w, const rules_atom *a) {
    const rules_case *k = &w->v->book->kase[a->kase];
    bool first = true;
    lit(w, "曾为", "was ");
    for (rules_id i = 0; i < k->n_states; i++) {
        if ((a->mask >> i & 1U) == 0) continue;
        lit(w, first ? "“" : "或“", first ? "“" : " or “");
        label(w, k->state[i].label, k->state[i].name);
        lit(w, "”", "”");
        first = false;
    }
    say_answer(w, a);
}

static void say_done(words *w, const rules_atom *a) {
    bool yes = core_observe_atom(w->v, (rules_id)(a - w->v->book->atom)) == CORE_YES;
    const rules_case *k = &w->v->book->kase[a->kase];
    rules_id done = k->track[a->track].action;
    label(w, w->v->book->action[done].label, w->v->book->action[done].name);
    lit(w, yes ? "：已办" : "：未办", yes ? ": done" : ": not done");
}

static void say_atom(words *w, const rules_atom *a, asked q) {
    switch (a->kind) {
    case RULES_A_YES:
    case RULES_A_CHOICE:
    case RULES_A_GIVEN:
    case RULES_A_RELAXABLE: say_field(w, a); break;
    case RULES_A_STATE: say_state(w, a); break;
    case RULES_A_OVER:
    case RULES_A_REACHED:
    case RULES_A_DATE_GE:
    case RULES_A_DATE_GT:
    case RULES_A_WITHIN: say_date(w, a); break;
    case RULES_A_WAS: say_was(w, a); break;
    case RULES_A_DONE: say_done(w, a); break;
    case RULES_A_REL: say_related(w, a); break;
    case RULES_A_TALLY: say_tally(w, a); break;
    case RULES_A_STANDARD: say_standard(w); break;
    case RULES_A_FORM: say_form(w, a); break;
    case RULES_A_HOLDS: say_holds(w, a, q); break;
    case RULES_A_MARK: say_mark(w, a, q); break;
    }
}

/* Asked apart from the decision: that a year has no table of working days is for whoever decides to tell. */
static bool fails(const words *w, rules_id guard, bool holds) {
    core_view v = *w->v;
    bool clock_failed = false;
    base_err e = {0};
    v.clock_failed = &clock_failed;
    v.clock_error = &e;
    return core_observe_guard(&v, guard) != (holds ? CORE_YES : CORE_NO);
}

/* What it rests on is a guard of its own, whose parts are marked themselves. */
static bool rests_on_guard(const words *w, const rules_atom *a) {
    if (a->kind == RULES_A_MARK) return a->ref.holder == RULES_OWN;
    if (a->kind != RULES_A_HOLDS) return false;
    const core_value x = core_observe_field(w->v, a->ref);
    return x.set && !core_holder_kind(w->v, a->ref.holder)->field[a->ref.field].choice[x.n].on_evidence;
}

static void put_part(words *w, words *part) {
    if (part->zh.n > 0) between(w);
    both(w, base_buf_str(&part->zh), base_buf_str(&part->en));
    base_buf_free(&part->zh);
    base_buf_free(&part->en);
}

static words part_of(const words *w, size_t max) {
    words part = {.v = w->v};
    base_buf_init(&part.zh, max);
    base_buf_init(&part.en, max);
    return part;
}

static void say_question(words *w, rules_id guard, asked q) {
    const rules_atom *a = &w->v->book->atom[w->v->book->guard[guard].a];
    words part = part_of(w, MAX_WORDS);
    say_atom(&part, a, q);
    if (part.zh.n > 0 && q.several && !rests_on_guard(w, a) && fails(w, guard, q.holds))
        lit(&part, "（不符合要求）", " (not as required)");
    put_part(w, &part);
}

/* One of them would do: "a or b" that holds not, "not (a and b)" that does. */
static bool are_alternatives(const rules_guard *g, asked q) { return (g->op == RULES_G_OR) == q.holds; }

static void say_alternatives(words *w, const rules_guard *g, asked q) {
    const asked each = {.holds = q.holds, .among = true};
    words part = part_of(w, (size_t)2 * MAX_WORDS);
    say_guard(&part, g->a, each);
    say_guard(&part, g->b, each);
    between(w);
    if (q.several) lit(w, "（", "(");
    lit(w, "符合其一即可，均不符合：", "one would do, none is as required: ");
    both(w, base_buf_str(&part.zh), base_buf_str(&part.en));
    if (q.several) lit(w, "）", ")");
    base_buf_free(&part.zh);
    base_buf_free(&part.en);
}

static void say_guard(words *w, rules_id guard, asked q) {
    if (guard == RULES_NONE) return;
    const rules_guard *g = &w->v->book->guard[guard];
    if (g->op == RULES_G_ATOM) {
        say_question(w, guard, q);
        return;
    }
    if (g->op == RULES_G_NOT) {
        q.holds = !q.holds;
        say_guard(w, g->a, q);
        return;
    }
    const bool wrong = fails(w, guard, q.holds);
    if (wrong && are_alternatives(g, q) && !q.among) {
        say_alternatives(w, g, q);
        return;
    }
    /* Of one that is as required, its parts are told and none is to blame. */
    const bool one = are_alternatives(g, q);
    const asked each = {.holds = q.holds, .several = wrong && !one, .among = wrong && one};
    say_guard(w, g->a, each);
    say_guard(w, g->b, each);
}

rules_text core_explain_guard(const core_view *v, rules_id guard) {
    words w = {.v = v};
    base_buf_init(&w.zh, (size_t)4 * MAX_WORDS);
    base_buf_init(&w.en, (size_t)4 * MAX_WORDS);
    say_guard(&w, guard, (asked){.holds = true});
    rules_text t = {base_arena_str(v->arena, base_buf_str(&w.zh)), base_arena_str(v->arena, base_buf_str(&w.en))};
    base_buf_free(&w.zh);
    base_buf_free(&w.en);
    return t;
}
