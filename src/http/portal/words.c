/* words.c - see words_i.h. A shape that is not known here is said as the author wrote it, never left out. */
#include "http/portal/words_i.h"

enum { WORDS_MAX = 8 << 10, DEPTH_MAX = 16, STACK_MAX = 128 };

base_str portal_say(const portal_words *w, enum http_text id, const base_str *arg, size_t n) {
    base_str t = http_text_in(w->zh, id);
    base_buf b;
    size_t began = 0;
    base_buf_init(&b, WORDS_MAX);
    for (size_t i = 0; i + 2 < t.n; i++) {
        if (t.p[i] != '{' || t.p[i + 2] != '}' || t.p[i + 1] < '0' || t.p[i + 1] > '9') continue;
        size_t which = (size_t)(t.p[i + 1] - '0');
        base_buf_put(&b, t.p + began, i - began);
        if (which < n) base_buf_puts(&b, arg[which]);
        began = i + 3;
    }
    base_buf_put(&b, t.p + began, t.n - began);
    base_str out = base_arena_str(w->arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

base_str portal_word_number(const portal_words *w, int64_t n) { return base_arena_fmt(w->arena, "%lld", (long long)n); }

base_str portal_word_join(const portal_words *w, base_str a, enum http_text by, base_str b) {
    base_str t = http_text_in(w->zh, by);
    if (a.n == 0) return b;
    return base_arena_fmt(w->arena, "%.*s%.*s%.*s", (int)a.n, a.p, (int)t.n, t.p, (int)b.n, b.p);
}

static base_str label_of(const portal_words *w, rules_text t) { return http_pick(w->zh, t); }

/* ---- conditions ---- */

typedef struct {
    base_str text;
    enum http_text when; /* said of the year; HTTP_T_NOTHING: nothing */
    unsigned years;
} phrase;

static const rules_fact *fact_of(const portal_words *w, const rules_standard *s, rules_id slot) {
    return &w->book->fact[s->slot[slot].fact];
}

static base_str decimal(const portal_words *w, base_dec d) {
    base_buf b;
    base_buf_init(&b, 64);
    base_dec_put(&b, d);
    base_str out = base_arena_str(w->arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

/* "单项冠军 + 小巨人", each with its factor where it has one. */
static base_str sum(const portal_words *w, const rules_standard *s, const rules_compare *c, size_t from, size_t to) {
    base_str out = {NULL, 0};
    for (size_t i = from; i < to; i++) {
        base_str one = label_of(w, fact_of(w, s, c->slot[i])->label);
        base_dec f = c->factor != NULL ? c->factor[i] : (base_dec){1, 0};
        bool minus = f.units < 0;
        f.units = minus ? -f.units : f.units;
        if (base_dec_cmp(f, (base_dec){1, 0}) != 0) {
            base_str by = decimal(w, f);
            one = base_arena_fmt(w->arena, "%.*s × %.*s", (int)by.n, by.p, (int)one.n, one.p);
        }
        if (i == from && minus) one = base_arena_fmt(w->arena, "−%.*s", (int)one.n, one.p);
        out = i == from
                  ? one
                  : base_arena_fmt(w->arena, "%.*s %s %.*s", (int)out.n, out.p, minus ? "−" : "+", (int)one.n, one.p);
    }
    return out;
}

static base_str bound(const portal_words *w, const rules_compare *c) {
    static const char *const sign[] = {
        [RULES_GE] = "≥", [RULES_GT] = ">", [RULES_LE] = "≤", [RULES_LT] = "<", [RULES_EQ] = "="};
    base_str n = decimal(w, c->threshold), unit = c->percent ? BASE_STR("%") : w->book->unit[c->unit].name;
    return base_arena_fmt(w->arena, "%s %.*s %.*s", sign[c->cmp], (int)n.n, n.p, (int)unit.n, unit.p);
}

static phrase comparison(const portal_words *w, const rules_standard *s, const rules_compare *c) {
    base_str left;
    phrase out = {.when = HTTP_T_NOTHING};
    if (c->show == RULES_SHOW_COMPOUND || c->show == RULES_SHOW_MEAN) {
        base_str fact = label_of(w, fact_of(w, s, c->slot[0])->label), years = portal_word_number(w, c->years);
        left = c->show == RULES_SHOW_COMPOUND ? PORTAL_SAY(w, GROWTH_COMPOUND, fact, years)
                                              : PORTAL_SAY(w, GROWTH_MEAN, fact, years);
    } else {
        left = sum(w, s, c, 0, c->n_num);
        if (c->show == RULES_SHOW_RATIO) {
            base_str below = sum(w, s, c, c->n_num, c->n_terms);
            left = base_arena_fmt(w->arena, "%.*s ÷ %.*s", (int)left.n, left.p, (int)below.n, below.p);
        }
        if (s->slot[c->slot[0]].back == 1) out.when = HTTP_T_IN_LAST_YEAR;
    }
    base_str right = bound(w, c);
    out.text = base_arena_fmt(w->arena, "%.*s %.*s", (int)left.n, left.p, (int)right.n, right.p);
    return out;
}

static base_str finished(const portal_words *w, const phrase *p) {
    if (p->when == HTTP_T_NOTHING) return p->text;
    return portal_say(w, p->when, (const base_str[]){p->text, portal_word_number(w, p->years)}, 2);
}

static phrase joined(const portal_words *w, const phrase *item, size_t n, bool each, enum http_text by) {
    phrase out = {.when = HTTP_T_NOTHING};
    if (each && n > 0) return (phrase){item[0].text, HTTP_T_IN_EACH_YEAR, (unsigned)n};
    for (size_t i = 0; i < n; i++) out.text = portal_word_join(w, out.text, by, finished(w, &item[i]));
    return out;
}

static base_str required(const portal_words *w, const rules_standard *s, const rules_criterion *c) {
    phrase stack[STACK_MAX];
    size_t n = 0;
    for (size_t i = 0; i < c->n_steps; i++) {
        const rules_expr_step *step = &c->step[i];
        if (step->op == RULES_X_COMPARE) {
            if (n == STACK_MAX) return c->text;
            stack[n++] = comparison(w, s, &s->compare[step->compare]);
            continue;
        }
        if (step->arity > n || step->arity == 0) return c->text;
        n -= step->arity;
        stack[n] = joined(w, stack + n, step->arity, step->each, step->op == RULES_X_AND ? HTTP_T_AND : HTTP_T_OR);
        n++;
    }
    return n == 1 ? finished(w, &stack[0]) : c->text;
}

base_str portal_condition(const portal_words *w, const rules_standard *s, const rules_criterion *c) {
    base_str fact = c->fact != RULES_NONE ? label_of(w, w->book->fact[c->fact].label) : (base_str){NULL, 0};
    switch (c->kind) {
    case RULES_REQUIRE:
    case RULES_EXPECT: return required(w, s, c);
    case RULES_JUDGE: return PORTAL_SAY(w, CRITERION_JUDGED, fact);
    case RULES_VETO: return PORTAL_SAY(w, CRITERION_VETO, fact, portal_word_number(w, c->veto_years));
    case RULES_UNKNOWN: return PORTAL_SAY(w, CRITERION_UNKNOWN, fact, c->note);
    default: return c->text;
    }
}

/* ---- dates ---- */

static rules_id kind_of(const portal_words *w, rules_id kase, enum rules_holder holder) {
    switch (holder) {
    case RULES_OWN: return kase;
    case RULES_PARENT: return kase != RULES_NONE ? w->book->kase[kase].parent : RULES_NONE;
    case RULES_CLUSTER: return w->book->cluster;
    case RULES_ROUND:
    case RULES_SETTING: return w->book->round;
    case RULES_PROGRAMME: return w->book->programme;
    default: return RULES_NONE;
    }
}

static base_str field_words(const portal_words *w, rules_id kase, rules_ref ref) {
    rules_id k = kind_of(w, kase, ref.holder);
    if (k == RULES_NONE || ref.field == RULES_NONE || ref.field >= w->book->kase[k].n_fields) return BASE_STR("—");
    return label_of(w, w->book->kase[k].field[ref.field].label);
}

static base_str date_words(const portal_words *w, rules_id kase, rules_id date, unsigned depth);

static base_str month_day(const portal_words *w, rules_id kase, const rules_date_expr *x) {
    base_str day = x->ref.field != RULES_NONE ? field_words(w, kase, x->ref) : (base_str){NULL, 0};
    if (day.n == 0)
        day = PORTAL_SAY(w, MONTH_DAY, portal_word_number(w, x->n / 100), portal_word_number(w, x->n % 100));
    base_str year = field_words(w, kase, x->year);
    return x->plus > 0 ? PORTAL_SAY(w, DAY_OF_YEAR_AFTER, year, day) : PORTAL_SAY(w, DAY_OF_YEAR, year, day);
}

static base_str lasts_words(const portal_words *w, rules_id kase, const rules_date_expr *x) {
    rules_id k = kind_of(w, kase, x->ref.holder);
    if (k == RULES_NONE || x->state >= w->book->kase[k].n_states) return BASE_STR("—");
    return PORTAL_SAY(w, LAST_DAY_OF_STATE, label_of(w, w->book->kase[k].state[x->state].label));
}

static base_str added_days(const portal_words *w, rules_id kase, const rules_date_expr *x, base_str from) {
    base_str n = x->ref.field != RULES_NONE ? field_words(w, kase, x->ref) : portal_word_number(w, x->n);
    return PORTAL_SAY(w, DAYS_AFTER, from, n);
}

static base_str literal(const portal_words *w, base_date d) {
    base_buf b;
    base_buf_init(&b, 16);
    base_date_put(&b, d);
    base_str out = base_arena_str(w->arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

static base_str date_words(const portal_words *w, rules_id kase, rules_id date, unsigned depth) {
    if (date == RULES_NONE || depth > DEPTH_MAX) return BASE_STR("—");
    const rules_date_expr *x = &w->book->date[date];
    const rules_case *k = kase != RULES_NONE ? &w->book->kase[kase] : NULL;
    switch (x->op) {
    case RULES_D_FIELD: return field_words(w, kase, x->ref);
    case RULES_D_TODAY: return PORTAL_SAY(w, THAT_DAY, {NULL, 0});
    case RULES_D_LITERAL: return literal(w, x->date);
    case RULES_D_OR_ELSE:
        return PORTAL_SAY(w, OR_ELSE, date_words(w, kase, x->a, depth + 1), date_words(w, kase, x->b, depth + 1));
    case RULES_D_DAY_AFTER: return PORTAL_SAY(w, DAY_AFTER, date_words(w, kase, x->a, depth + 1));
    case RULES_D_DAY_BEFORE: return PORTAL_SAY(w, DAY_BEFORE, date_words(w, kase, x->a, depth + 1));
    case RULES_D_ADD_YEARS: {
        base_str from = date_words(w, kase, x->a, depth + 1), n = portal_word_number(w, x->n < 0 ? -x->n : x->n);
        return x->n < 0 ? PORTAL_SAY(w, YEARS_BEFORE, from, n) : PORTAL_SAY(w, YEARS_AFTER, from, n);
    }
    case RULES_D_ADD_DAYS: return added_days(w, kase, x, date_words(w, kase, x->a, depth + 1));
    case RULES_D_TERM_END:
        return PORTAL_SAY(w, TERM_END, date_words(w, kase, x->a, depth + 1), portal_word_number(w, x->n));
    case RULES_D_LASTS: return lasts_words(w, kase, x);
    case RULES_D_MONTH_DAY: return month_day(w, kase, x);
    case RULES_D_ENTERED:
        return k != NULL && x->state < k->n_states ? PORTAL_SAY(w, DAY_ENTERED, label_of(w, k->state[x->state].label))
                                                   : BASE_STR("—");
    case RULES_D_FIRST_DONE:
        return x->action < w->book->n_actions
                   ? PORTAL_SAY(w, DAY_FIRST_DONE, label_of(w, w->book->action[x->action].label))
                   : BASE_STR("—");
    default: return BASE_STR("—");
    }
}

base_str portal_date_words(const portal_words *w, rules_id kase, rules_id date) { return date_words(w, kase, date, 0); }
