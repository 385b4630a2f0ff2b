/* prove_witness.c - an abstract history told in words, and played for real.
 *
 * The abstract history names configurations, not cases: a step is taken by a case that stands where the step's
 * configuration stands. Where no other case stays behind, every such case takes it. */
#include "core/prove_play_i.h"

enum { MAX_TWINS = 8 };

const core_pv_state **core_pv_history(const core_pv_explore *x, uint32_t state, const core_pv_state *last,
                                      base_arena *arena, size_t *n) {
    size_t count = last != NULL ? 1 : 0;
    for (uint32_t i = state; i != UINT32_MAX; i = x->state[i].parent) count++;
    const core_pv_state **out = base_arena_array(arena, count, sizeof *out);
    *n = count;
    if (last != NULL) out[--count] = last;
    for (uint32_t i = state; i != UINT32_MAX; i = x->state[i].parent) out[--count] = &x->state[i];
    return out;
}

/* ---- in words ---- */

static base_str value_name(const core_pv_model *m, const core_pv *v, uint8_t value) {
    static const char *const date[] = {"unset", "not yet reached", "reached", "over"};
    static const char *const tri[] = {"no", "yes", "unset"};
    if (v->sort == CORE_PV_DATE) return base_str_of(date[value & 3U]);
    if (v->sort == CORE_PV_OTHER) return base_str_of(tri[value % 3U]);
    if (v->sort == CORE_PV_STATE) return m->book->kase[v->owner].state[value].name;
    const rules_field *f = &m->book->kase[v->owner].field[v->field];
    if (value == 0) return BASE_STR("unset");
    if (f->type == RULES_V_YESNO) return base_str_of(tri[value - 1]);
    return f->type == RULES_V_CHOICE ? f->choice[value - 1].name : BASE_STR("given");
}

static base_str var_name(const core_pv_model *m, const core_pv *v) {
    const rules_atom *a = &m->book->atom[v->atom];
    if (v->sort == CORE_PV_FIELD) return m->book->kase[v->owner].field[v->field].name;
    if (v->sort == CORE_PV_STATE) return m->book->kase[v->owner].name;
    return a->text;
}

static void tell_choices(base_buf *b, const core_pv_model *m, const core_pv_state *s) {
    bool any = false;
    for (size_t i = 0; i < s->n_choices; i++) {
        if (s->choice[i].key >= m->n_vars) continue;
        const core_pv *v = &m->var[s->choice[i].key];
        base_str name = var_name(m, v), value = value_name(m, v, s->choice[i].value);
        base_buf_fmt(b, "%s%.*s: %.*s", any ? "; " : "   [", (int)name.n, name.p, (int)value.n, value.p);
        any = true;
    }
    if (any) base_buf_putc(b, ']');
}

static base_str tell(const core_pv_explore *x, const core_pv_state *s, base_arena *arena) {
    const core_pv_model *m = x->sp->s->m;
    base_buf b;
    base_buf_init(&b, (size_t)1 << 16);
    if (s->action == RULES_NONE) {
        base_str name = var_name(m, &m->var[s->var]), value = value_name(m, &m->var[s->var], s->value);
        base_buf_fmt(&b, "time: %.*s: %.*s", (int)name.n, name.p, (int)value.n, value.p);
    } else {
        const rules_action *a = &m->book->action[s->action];
        base_buf_fmt(&b, "%.*s %.*s", (int)m->book->kase[a->kase].name.n, m->book->kase[a->kase].name.p, (int)a->name.n,
                     a->name.p);
        tell_choices(&b, m, s);
    }
    base_str out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

base_str *core_pv_tell(const core_pv_explore *x, const core_pv_state *const *step, size_t n, base_arena *arena) {
    base_str *out = base_arena_array(arena, n, sizeof *out);
    for (size_t i = 1; i < n; i++) out[i - 1] = tell(x, step[i], arena);
    return out;
}

/* ---- which real case ---- */

typedef struct {
    core_pv_script *s;
    const core_pv_explore *x;
    const core_pv_path *path;
    uint8_t n; /* leading part of the path */
    base_str found[MAX_TWINS];
    size_t n_found;
} matching;

static bool stands(const matching *k, const core_case *c, int depth) {
    for (; depth >= 0; depth--, c = c->parent) {
        const core_pv_conf *conf = k->path->id[depth] != 0 ? k->x->sp->conf[k->path->id[depth]] : NULL;
        if (c == NULL || conf == NULL || conf->kind != c->kind || conf->control.state != c->control.state) return false;
        if ((conf->control.done ^ c->control.done) & k->x->sp->s->m->done[c->kind]) return false;
    }
    return c == NULL;
}

static void match_below(matching *k, const core_case *c, int depth) {
    if (depth == k->n - 1) {
        if (stands(k, c, depth) && k->n_found < MAX_TWINS)
            k->found[k->n_found++] = base_arena_str(k->s->arena, c->path);
        return;
    }
    for (const core_case *child = c->child; child != NULL; child = child->sibling) match_below(k, child, depth + 1);
}

static void match(matching *k, core_pv_script *s, const core_pv_explore *x, const core_pv_path *path, uint8_t n) {
    *k = (matching){.s = s, .x = x, .path = path, .n = n};
    if (n == 0) return;
    const core_world *w = core_pv_script_world(s);
    for (const core_case *c = core_world_first(w, x->sp->s->root); c != NULL; c = c->next) match_below(k, c, 0);
}

static bool others_stay(const core_pv_state *s) {
    for (size_t i = 0; i < s->n_choices; i++) {
        if (s->choice[i].key >= CORE_PV_KEY_STAYS && s->choice[i].key < CORE_PV_KEY_STAYS + CORE_PV_MAX_DEPTH &&
            s->choice[i].value != 0)
            return true;
    }
    return false;
}

/* Whether the history needs a second case of that kind. */
static bool needs_twins(const core_pv_explore *x, const core_pv_state *const *step, size_t n, rules_id kind) {
    for (size_t i = 1; i < n; i++) {
        if (step[i]->action != RULES_NONE && x->sp->s->m->book->action[step[i]->action].kase == kind &&
            others_stay(step[i]))
            return true;
    }
    return false;
}

/* ---- one step ---- */

typedef struct {
    core_pv_script *s;
    const core_pv_explore *x;
    const core_pv_state *const *step;
    size_t n, at;
    const core_pv_form *breaks;
    const core_pv_state *facts; /* what is chosen after the last step */
    core_pv_wish wish;
    core_pv_choice all[256];
} replay;

static bool opens_one(replay *r, rules_id action, base_str parent, const core_pv_form *breaks) {
    rules_id kind = r->s->m->book->action[action].kase;
    base_str path = core_pv_name(r->s, kind, parent);
    if (breaks != NULL)
        core_pv_see_to(r->s, breaks->p->guard, kind, path, breaks->p->form == RULES_P_NEVER_WHILE, &r->wish);
    return core_pv_do(r->s, action, path, &r->wish);
}

/* An expected case is named by its year. */
static bool touches(replay *r, rules_id action, base_str parent) {
    core_pv_script *s = r->s;
    const rules_case *k = &s->m->book->kase[s->m->book->action[action].kase];
    int year = base_date_year(s->today);
    for (int y = year; y > year - 3; y--) {
        base_str path = base_arena_fmt(s->arena, "%.*s/%.*s%04d", (int)parent.n, parent.p, (int)k->expected_prefix.n,
                                       k->expected_prefix.p, y);
        if (core_pv_do(s, action, path, &r->wish)) return true;
    }
    return false;
}

static bool acts(replay *r, const core_pv_state *st, const core_pv_form *breaks) {
    const rules_book *b = r->s->m->book;
    const rules_action *a = &b->action[st->action];
    bool whole = st->path.n == r->s->m->depth[a->kase] + 1U;
    matching k;
    if (!whole) return false; /* by a case of a kind that the slice does not follow */
    bool fresh = st->path.id[st->path.n - 1] == 0;
    match(&k, r->s, r->x, &st->path, (uint8_t)(fresh ? st->path.n - 1 : st->path.n));
    if (fresh) {
        base_str parent = st->path.n > 1 && k.n_found > 0 ? k.found[0] : (base_str){NULL, 0};
        if (st->path.n > 1 && k.n_found == 0) return false;
        if (!a->creates) return touches(r, st->action, parent);
        bool twins = breaks == NULL && needs_twins(r->x, r->step, r->n, a->kase) && !r->s->m->exact[a->kase];
        return opens_one(r, st->action, parent, breaks) && (!twins || opens_one(r, st->action, parent, NULL));
    }
    if (k.n_found == 0) return false;
    size_t n = breaks != NULL || others_stay(st) || st->path.n == 1 ? 1 : k.n_found;
    for (size_t i = 0; i < n; i++) {
        if (breaks != NULL)
            core_pv_see_to(r->s, breaks->p->guard, a->kase, k.found[i], breaks->p->form == RULES_P_NEVER_WHILE,
                           &r->wish);
        if (!core_pv_do(r->s, st->action, k.found[i], &r->wish)) return false;
    }
    return true;
}

/* Time, or the round, for the variable of a case. */
static bool passes(replay *r, const core_pv_state *st) {
    core_pv_script *s = r->s;
    const core_pv *v = &s->m->var[st->var];
    matching k;
    match(&k, s, r->x, &st->path, st->path.n);
    if (k.n_found == 0) return false;
    if (v->sort == CORE_PV_DATE) {
        base_arena *scratch = base_arena_new((size_t)1 << 26);
        core_view view = core_pv_view_at(s, v->home, k.found[0], scratch);
        if (v->asker != v->home)
            view = (core_view){.world = view.world,
                               .today = s->today,
                               .book = view.book,
                               .parent = view.self,
                               .kind = v->asker,
                               .arena = scratch};
        base_date d = core_observe_date(&view, v->date);
        base_arena_free(scratch);
        if (d == BASE_DATE_NONE) return false;
        if (st->value == CORE_PV_AFTER && v->over) d++;
        if (d > s->today) s->today = d;
        return true;
    }
    base_arena *scratch = base_arena_new((size_t)1 << 26);
    core_view view = core_pv_view_at(s, v->home, k.found[0], scratch);
    const core_case *round = core_holder(&view, RULES_ROUND, RULES_NONE);
    base_str path = round != NULL ? base_arena_str(s->arena, round->path) : (base_str){NULL, 0};
    base_arena_free(scratch);
    for (rules_id i = 0; i < s->m->book->n_actions && path.n > 0; i++) {
        const rules_action *a = &s->m->book->action[i];
        if (a->kase == s->m->book->round && !a->creates && a->to == st->value && core_pv_do(s, i, path, &r->wish))
            return true;
    }
    return false;
}

static void wish_later(replay *r, const core_pv_state *st, size_t *n) {
    const core_pv_model *m = r->s->m;
    for (size_t i = 0; i < st->n_choices && *n < sizeof r->all / sizeof *r->all; i++) {
        core_pv_choice c = st->choice[i];
        if (c.key >= m->n_vars) continue;
        const core_pv *v = &m->var[c.key];
        if (v->of_round) r->all[(*n)++] = c;
        if (v->sort != CORE_PV_OTHER || c.value == CORE_YES) continue;
        enum rules_atom_kind kind = m->book->atom[v->atom].kind;
        if (kind == RULES_A_STANDARD) r->wish.bad_facts = true;
        if (kind == RULES_A_TALLY) r->wish.no_places = true;
        if (kind == RULES_A_RELAXABLE) r->wish.no_relaxing = true;
    }
}

/* What the rest of the history chose, this step first: rounds are opened, and figures given, before they are asked. */
static void wish_for(replay *r, const core_pv_state *st) {
    size_t n = 0;
    r->wish = (core_pv_wish){.choice = r->all};
    for (size_t i = 0; i < st->n_choices && n < sizeof r->all / sizeof *r->all; i++) r->all[n++] = st->choice[i];
    for (size_t k = r->at; k < r->n; k++) wish_later(r, r->step[k], &n);
    if (r->facts != NULL) wish_later(r, r->facts, &n);
    r->wish.n = n;
}

static bool play_all(replay *r) {
    for (size_t i = 1; i < r->n; i++) {
        const core_pv_state *st = r->step[i];
        const core_pv_form *f = i + 1 == r->n ? r->breaks : NULL;
        bool guarded = f != NULL && (f->p->form == RULES_P_ONLY_WHEN || f->p->form == RULES_P_NEVER_WHILE);
        r->at = i;
        wish_for(r, st);
        if (!(st->action == RULES_NONE ? passes(r, st) : acts(r, st, guarded ? f : NULL))) return false;
    }
    return true;
}

bool core_pv_replay(core_pv_script *s, const core_pv_explore *x, const core_pv_state *const *step, size_t n,
                    const core_pv_form *breaks) {
    replay *r = base_arena_alloc(s->arena, sizeof *r);
    *r = (replay){.s = s, .x = x, .step = step, .n = n, .breaks = breaks};
    return play_all(r);
}

/* A guard that only asks this atom; RULES_NONE when none stands in the book. */
static rules_id guard_of(const rules_book *b, rules_id atom) {
    for (rules_id i = 0; i < b->n_guards; i++) {
        if (b->guard[i].op == RULES_G_ATOM && b->guard[i].a == atom) return i;
    }
    return RULES_NONE;
}

/* Such a related case comes to an end that still answers yes, if there is one: what is final can not be undone. */
static void make_final(replay *r, const rules_atom *a, base_str at) {
    const rules_book *b = r->s->m->book;
    base_str path[MAX_TWINS];
    size_t n = 0;
    base_arena *scratch = base_arena_new((size_t)1 << 26);
    const core_case *c = core_world_find(core_pv_script_world(r->s), at, r->s->today, scratch);
    if (c != NULL && a->siblings) c = c->parent;
    for (const core_case *k = c != NULL ? c->child : NULL; k != NULL && n < MAX_TWINS; k = k->sibling) {
        if (k->kind == a->rel) path[n++] = base_arena_str(r->s->arena, k->path);
    }
    base_arena_free(scratch);
    for (rules_id i = 0; i < b->n_actions; i++) {
        const rules_action *act = &b->action[i];
        bool ends = act->kase == a->rel && !act->creates && act->to != RULES_NONE && b->kase[a->rel].state[act->to].end;
        for (size_t k = 0; ends && (a->mask >> act->to & 1U) != 0 && k < n; k++) core_pv_do(r->s, i, path[k], &r->wish);
    }
}

/* Related cases that the facts say there are: they are opened. */
static void bring_about(replay *r, const core_pv_reach *reach, base_str at) {
    const core_pv_model *m = r->s->m;
    for (size_t i = 0; i < reach->fact.n; i++) {
        const core_pv_choice *c = &reach->fact.c[i];
        if (c->key >= m->n_vars || m->var[c->key].sort != CORE_PV_OTHER) continue;
        const rules_atom *a = &m->book->atom[m->var[c->key].atom];
        rules_id guard = guard_of(m->book, m->var[c->key].atom);
        if (a->kind != RULES_A_REL || a->kase != reach->kind || guard == RULES_NONE) continue;
        bool some = c->value == CORE_YES,
             flip = a->quant == RULES_NO || (a->quant == RULES_EVERY && a->where == RULES_NONE);
        bool so = core_pv_see_to(r->s, guard, a->kase, at, some != flip, &r->wish);
        if (so && some) make_final(r, a, at);
    }
}

bool core_pv_replay_to(core_pv_script *s, const core_pv_reach *reach, const core_pv_state *const *step, size_t n,
                       const core_pv_position *position, base_str *at) {
    replay *r = base_arena_alloc(s->arena, sizeof *r);
    core_pv_state facts = {.action = RULES_NONE, .n_choices = (uint16_t)reach->fact.n, .choice = reach->fact.c};
    *r = (replay){.s = s, .x = reach->x, .step = step, .n = n, .facts = &facts};
    matching k;
    if (!play_all(r)) return false;
    match(&k, s, reach->x, &position->path, position->path.n);
    if (k.n_found == 0) return false;
    *at = k.found[0];
    bring_about(r, reach, *at);
    return true;
}

/* ---- does it break the property ---- */

static const core_pv_link *link_of(const core_pv_line *l, rules_id kind) {
    for (size_t i = 0; i < l->n_links; i++) {
        if (l->link[i].kind == kind) return &l->link[i];
    }
    return NULL;
}

static bool on_path(const core_pv_line *l, base_str path) {
    for (size_t i = 0; i < l->n_links; i++) {
        if (base_str_eq(l->link[i].path, path)) return true;
    }
    return false;
}

static bool really_done(const core_pv_script *s, const rules_proof *p, rules_id action) {
    const core_pv_line *last = &s->line[s->n - 1];
    bool beside = link_of(last, s->m->book->action[action].kase) == NULL;
    if (last->action == action) return true;
    for (size_t i = s->n - 1; i-- > 0;) {
        const core_pv_line *l = &s->line[i];
        const core_pv_link *k = link_of(l, p->kase);
        if (l->action == action && (beside || on_path(last, l->path))) return true;
        if (beside && k != NULL && k->before != p->state && k->after == p->state) return false;
    }
    return false;
}

static bool misses_one(const core_pv_script *s, const rules_proof *p) {
    for (size_t i = 0; i < p->n_actions; i++) {
        if (!really_done(s, p, p->action[i])) return true;
    }
    return false;
}

static bool is_named(const rules_proof *p, rules_id action) {
    for (size_t i = 0; i < p->n_actions; i++) {
        if (p->action[i] == action) return true;
    }
    return false;
}

static bool between_broken(const core_pv_script *s, const rules_proof *p) {
    bool pending = false;
    for (size_t i = 0; i + 1 < s->n; i++) {
        if (s->line[i].action == p->action[0]) pending = true;
        if (s->line[i].action == p->action[2]) pending = false;
    }
    return pending && s->line[s->n - 1].action == p->action[1];
}

/* The guard of the property, asked of the case before the last line, with its arguments. */
static core_tri guard_before(core_pv_script *s, const rules_proof *p) {
    core_pv_line last = s->line[s->n - 1];
    base_date today = s->today;
    core_pv_script_cut(s, s->n - 1, last.today);
    base_arena *scratch = base_arena_new((size_t)1 << 28);
    core_view v = core_pv_view_at(s, s->m->book->action[last.action].kase, last.path, scratch);
    v.given = last.given;
    core_tri t = core_observe_guard(&v, p->guard);
    base_arena_free(scratch);
    core_pv_script_try(s, last);
    s->today = today;
    return t;
}

bool core_pv_broken(core_pv_script *s, const core_pv_form *f) {
    const rules_proof *p = f->p;
    if (s->n == 0 || s->line[s->n - 1].action == RULES_NONE) return false;
    rules_id action = s->line[s->n - 1].action;
    const core_pv_link *k = link_of(&s->line[s->n - 1], p->kase);
    bool enters = k != NULL && k->before != p->state && k->after == p->state;
    switch (p->form) {
    case RULES_P_REACHES_AFTER: return enters && misses_one(s, p);
    case RULES_P_REACHES_BY: return enters && !is_named(p, action);
    case RULES_P_LEAVES_BY: return k != NULL && k->before == p->state && k->after != p->state && !is_named(p, action);
    case RULES_P_ONLY_WHEN: return is_named(p, action) && guard_before(s, p) != CORE_YES;
    case RULES_P_NEVER_WHILE: return is_named(p, action) && guard_before(s, p) == CORE_YES;
    case RULES_P_BETWEEN: return between_broken(s, p);
    case RULES_P_CHANGES_BY:
    case RULES_P_EXTENDS:
    case RULES_P_ONE_LEVEL: return (f->bad[action / 32] >> action % 32 & 1U) != 0;
    case RULES_P_REST:
    case RULES_P_CAN_FOLLOW: break;
    }
    return false;
}
