/* prove_args.c - an action as a line of a scenario: who does it, and with which arguments. */
#include "core/prove_play_i.h"

int core_pv_wished(const core_pv_wish *w, rules_id var) {
    for (size_t i = 0; w != NULL && var != RULES_NONE && i < w->n; i++) {
        if (w->choice[i].key == var) return w->choice[i].value;
    }
    return -1;
}

static void actor_of(core_pv_script *s, const rules_action *a, core_pv_line *l) {
    const rules_book *b = s->m->book;
    rules_id level = 0;
    while (level + 1U < b->n_levels && (a->levels >> level & 1U) == 0) level++;
    l->level = b->level[level].name;
    switch (b->level[level].scope) {
    case RULES_SCOPE_ALL: l->who = (base_str){NULL, 0}; break;
    case RULES_SCOPE_CHANNEL: l->who = s->channel; break;
    case RULES_SCOPE_CITY: l->who = (base_str){s->county.p, 4}; break;
    case RULES_SCOPE_DIVISION: l->who = s->county; break;
    case RULES_SCOPE_ASSIGNED: l->who = BASE_STR("示例"); break;
    }
}

/* ---- values ---- */

typedef struct {
    core_pv_script *s;
    const core_pv_wish *wish;
    base_buf b;
    rules_id kind;
    unsigned rest, variants; /* of the variant asked for; their number */
    core_value *given;
} writing;

/* One of `n` ways, by the variant asked for. */
static unsigned choose(writing *x, unsigned n) {
    unsigned at = n == 0 ? 0 : x->rest % n;
    if (n > 0) x->rest /= n, x->variants *= n;
    return at;
}

static void put_arg(writing *x, rules_id field, base_str value) {
    const rules_field *f = &x->s->m->book->kase[x->kind].field[field];
    base_err e = {0};
    base_buf_fmt(&x->b, value.n > 0 ? " %.*s=%.*s" : " %.*s=''%.*s", (int)f->name.n, f->name.p, (int)value.n, value.p);
    if (x->given != NULL) core_value_read(x->s->arena, f, value, &x->given[field], &e);
}

static base_str date_text(core_pv_script *s, int32_t days) {
    base_buf b;
    base_buf_init(&b, 32);
    base_date_put(&b, s->today + days);
    base_str t = base_arena_str(s->arena, base_buf_str(&b));
    base_buf_free(&b);
    return t;
}

/* What the history wishes of a date that is this field: a value of CORE_PV_*, or -1. */
static int wished_date(const writing *x, rules_id field) {
    const core_pv_model *m = x->s->m;
    for (size_t v = 0; v < m->n_vars; v++) {
        const core_pv *var = &m->var[v];
        if (var->sort != CORE_PV_DATE || var->home != x->kind || var->of_round) continue;
        const rules_date_expr *e = &m->book->date[var->date];
        if (e->op == RULES_D_FIELD && e->ref.field == field) return core_pv_wished(x->wish, (rules_id)v);
    }
    return -1;
}

/* What the history wishes of a field, be it seen from its own case or, of a round, from a case that lies in it. */
static int wished_field(const writing *x, rules_id field) {
    const core_pv_model *m = x->s->m;
    int own = core_pv_wished(x->wish, m->given[(size_t)x->kind * RULES_MAX_FIELDS + field]);
    for (size_t i = 0; own < 0 && x->wish != NULL && i < x->wish->n; i++) {
        core_pv_choice c = x->wish->choice[i];
        const core_pv *v = c.key < m->n_vars ? &m->var[c.key] : NULL;
        if (v != NULL && v->of_round && v->sort == CORE_PV_FIELD && v->owner == x->kind && v->field == field)
            own = c.value;
    }
    return own;
}

static void put_date_arg(writing *x, rules_id field, bool required) {
    bool round = x->kind == x->s->m->book->round;
    int wish = wished_date(x, field);
    if (!required && (wish < CORE_PV_BEFORE || x->s->mode == 1)) return;
    int32_t days = round ? 180 : 0;
    if (wish == CORE_PV_BEFORE) days = x->s->mode == 2 ? 800 : 180;
    if (wish == CORE_PV_AFTER && !round) days = -30;
    put_arg(x, field, date_text(x->s, days));
}

static void put_choice_arg(writing *x, rules_id field, bool required) {
    const rules_field *f = &x->s->m->book->kase[x->kind].field[field];
    int wish = wished_field(x, field);
    bool yesno = f->type == RULES_V_YESNO;
    unsigned n = yesno ? 2 : f->n_choices;
    if (wish == 0 && !required) return;
    unsigned at = wish > 0 ? (unsigned)wish - 1 : choose(x, required ? n : n + 1);
    if (at >= n) return;
    put_arg(x, field, yesno ? (at != 0 ? BASE_STR("yes") : BASE_STR("no")) : f->choice[at].name);
}

static base_str criterion_of(const rules_book *b, bool relaxable) {
    const rules_standard *s = b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
    for (size_t i = 0; s != NULL && i < s->n_criteria; i++) {
        if (s->criterion[i].relaxable == relaxable && s->criterion[i].kind == RULES_REQUIRE) return s->criterion[i].id;
    }
    return BASE_STR("1");
}

static void put_field_arg(writing *x, const rules_action *a, rules_id field, bool required) {
    const rules_book *b = x->s->m->book;
    const rules_field *f = &b->kase[x->kind].field[field];
    bool wanted = required || wished_field(x, field) > 0;
    bool relaxes = (a->special & (RULES_RELAXES | RULES_DENIES)) != 0 && base_str_is(f->name, "criterion");
    switch (f->type) {
    case RULES_V_DATE: put_date_arg(x, field, required); return;
    case RULES_V_YESNO:
    case RULES_V_CHOICE: put_choice_arg(x, field, required); return;
    case RULES_V_NUMBER:
        if (wanted || x->kind == b->round)
            put_arg(x, field, x->wish != NULL && x->wish->no_places ? BASE_STR("0") : BASE_STR("9"));
        return;
    case RULES_V_MONTH_DAY:
        if (wanted) put_arg(x, field, BASE_STR("04-30"));
        return;
    case RULES_V_DIVISION:
        if (wanted || x->kind == b->cluster) put_arg(x, field, x->s->county);
        return;
    case RULES_V_TEXT:
    case RULES_V_CODE:
        if (!wanted) return;
        if (f->derive == RULES_FROM_DIVISION)
            put_arg(x, field, x->s->channel);
        else
            put_arg(x, field, relaxes ? criterion_of(b, x->wish == NULL || !x->wish->no_relaxing) : BASE_STR("示例"));
        return;
    }
}

static void put_judgements(writing *x) {
    const rules_book *b = x->s->m->book;
    const rules_standard *s = b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
    for (size_t i = 0; s != NULL && i < s->n_criteria; i++) {
        if (s->criterion[i].kind == RULES_JUDGE)
            base_buf_fmt(&x->b, " %.*s=met", (int)s->criterion[i].id.n, s->criterion[i].id.p);
    }
}

/* A remark that the history speaks of though the action does not ask for it. */
static void put_remarks(writing *x, const rules_action *a) {
    const rules_case *k = &x->s->m->book->kase[x->kind];
    for (rules_id f = 0; f < k->n_fields; f++) {
        rules_id var = x->s->m->given[(size_t)x->kind * RULES_MAX_FIELDS + f];
        bool listed = false;
        for (size_t i = 0; i < a->n_args; i++) listed = listed || a->arg[i].field == f;
        int wish = listed || var == RULES_NONE || !x->s->m->var[var].remark ? -1 : core_pv_wished(x->wish, var);
        if (wish > 0) put_arg(x, f, BASE_STR("示例"));
        if (wish == 0 && !a->creates) put_arg(x, f, BASE_STR("")); /* a blank takes back what was said */
    }
}

core_pv_line core_pv_line_of(core_pv_script *s, rules_id action, base_str path, base_str round, const core_pv_wish *w,
                             unsigned variant, unsigned *variants) {
    const rules_book *b = s->m->book;
    const rules_action *a = &b->action[action];
    core_pv_line l = {.today = s->today, .action = action, .path = path};
    writing x = {.s = s, .wish = w, .kind = a->kase, .rest = variant, .variants = 1};
    x.given = l.given = base_arena_array(s->arena, b->kase[a->kase].n_fields, sizeof *l.given);
    base_buf_init(&x.b, (size_t)1 << 16);
    actor_of(s, a, &l);
    base_buf_fmt(&x.b, "%.*s", (int)a->name.n, a->name.p);
    if (a->kase != b->programme) base_buf_fmt(&x.b, " %.*s", (int)path.n, path.p);
    if (a->creates && b->kase[a->kase].in_round) base_buf_fmt(&x.b, " round=%.*s", (int)round.n, round.p);
    for (size_t i = 0; i < a->n_args; i++) put_field_arg(&x, a, a->arg[i].field, a->arg[i].required);
    if (a->special & RULES_JUDGES) put_judgements(&x);
    put_remarks(&x, a);
    l.text = base_arena_str(s->arena, base_buf_str(&x.b));
    if (variants != NULL) *variants = x.variants;
    base_buf_free(&x.b);
    return l;
}

/* ---- forms ---- */

static rules_id filler_of(const rules_book *b, const rules_action *freezes) {
    for (rules_id i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (a->kase == freezes->kase && (a->special & RULES_FILLS) != 0 && a->form == freezes->form) return i;
    }
    return RULES_NONE;
}

static void put_sample(writing *x, int year) {
    const rules_book *b = x->s->m->book;
    for (size_t i = 0; i < b->n_samples; i++) {
        const rules_sample_value *v = &b->sample[i];
        const rules_fact *f = &b->fact[v->fact];
        bool text = f->kind == RULES_FACT_STATEMENT;
        base_str value = x->wish != NULL && x->wish->bad_facts && !text ? BASE_STR("0") : v->value;
        base_buf_fmt(&x->b, " %.*s", (int)f->name.n, f->name.p);
        if (v->year != 0) base_buf_fmt(&x->b, ".%d", v->year + (year > 0 ? year - b->sample_year : 0));
        bool quoted = value.n > 0 && value.p[0] == '"';
        base_buf_fmt(&x->b, text && !quoted ? "='%.*s'" : "=%.*s", (int)value.n, value.p);
    }
}

bool core_pv_fill(core_pv_script *s, rules_id action, base_str path, const core_pv_wish *w) {
    const rules_book *b = s->m->book;
    const rules_action *a = &b->action[action];
    rules_id fill = filler_of(b, a);
    base_arena *scratch = base_arena_new((size_t)1 << 26);
    const core_case *c = core_world_find(core_pv_script_world(s), path, s->today, scratch);
    core_view v = c != NULL ? core_view_of(core_pv_script_world(s), c, s->today, scratch)
                            : (core_view){.book = b, .kind = a->kase};
    int year = c != NULL ? core_view_year(&v) : 0;
    base_arena_free(scratch);
    if (fill == RULES_NONE || a->form == RULES_NONE) return true;
    core_pv_line l = {.today = s->today, .action = RULES_NONE, .path = path};
    writing x = {.s = s, .wish = w, .kind = a->kase};
    base_buf_init(&x.b, (size_t)1 << 16);
    actor_of(s, &b->action[fill], &l);
    base_buf_fmt(&x.b, "%.*s %.*s", (int)b->action[fill].name.n, b->action[fill].name.p, (int)path.n, path.p);
    put_sample(&x, year);
    const rules_form *form = &b->kase[a->kase].form[a->form];
    for (size_t i = 0; i < form->n_items; i++) {
        if (form->item[i].fact == RULES_NONE) put_field_arg(&x, a, form->item[i].field, true);
    }
    l.text = base_arena_str(s->arena, base_buf_str(&x.b));
    base_buf_free(&x.b);
    return core_pv_script_try(s, l);
}

base_str core_pv_name(core_pv_script *s, rules_id kind, base_str parent) {
    const rules_case *k = &s->m->book->kase[kind];
    if (k->expected && parent.n > 0) return parent;
    unsigned n = ++s->names[kind];
    if (parent.n == 0) return base_arena_fmt(s->arena, "%.*s%u", (int)k->name.n, k->name.p, n);
    return base_arena_fmt(s->arena, "%.*s/%.*s%u", (int)parent.n, parent.p, (int)k->name.n, k->name.p, n);
}
