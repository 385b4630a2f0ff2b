/* prove_drive.c - the search for what an action needs first.
 *
 * Only actions that bear on the refusing needs are tried: those that set a field, move a case or open one that the need
 * asks about; and days on which a date it asks about is reached or over. One at a time, then in twos. */
#include "core/prove_play_i.h"

enum { MAX_VARIANTS = 40, MAX_MEND = 5, MAX_CASES = 64 };

core_view core_pv_view_at(core_pv_script *s, rules_id kind, base_str path, base_arena *scratch) {
    const core_world *w = core_pv_script_world(s);
    const core_case *c = core_world_find(w, path, s->today, scratch);
    if (c != NULL) return core_view_of(w, c, s->today, scratch);
    size_t cut = path.n;
    while (cut > 0 && path.p[cut - 1] != '/') cut--;
    const core_case *parent = cut > 1 ? core_world_find(w, (base_str){path.p, cut - 1}, s->today, scratch) : NULL;
    return (core_view){
        .world = w, .today = s->today, .book = s->m->book, .parent = parent, .kind = kind, .arena = scratch};
}

/* ---- what bears on a guard ---- */

typedef struct {
    const rules_book *b;
    rules_id action;
    bool bears;
} bearing;

static bool sets_field(const rules_book *b, const rules_action *a, rules_id owner, rules_id field) {
    for (size_t i = 0; i < a->n_args; i++) {
        if (a->kase == owner && a->arg[i].field == field) return true;
    }
    for (size_t i = 0; i < a->n_effects; i++) {
        const rules_effect *e = &a->effect[i];
        if (e->kind == RULES_E_SET && e->target.field == field && core_pv_holder(b, a->kase, e->target.holder) == owner)
            return true;
    }
    return false;
}

static bool moves(const rules_book *b, const rules_action *a, rules_id kind) {
    if (a->kase == kind && a->to != RULES_NONE) return true;
    for (size_t i = 0; i < a->n_effects; i++) {
        if (a->effect[i].kind == RULES_E_MOVE && core_pv_holder(b, a->kase, a->effect[i].target.holder) == kind)
            return true;
    }
    return false;
}

static void ask_bearing(void *ctx, rules_id atom) {
    bearing *x = ctx;
    const rules_atom *q = &x->b->atom[atom];
    const rules_action *a = &x->b->action[x->action];
    rules_id owner = core_pv_holder(x->b, q->kase, q->ref.holder);
    switch (q->kind) {
    case RULES_A_YES:
    case RULES_A_CHOICE:
    case RULES_A_GIVEN:
    case RULES_A_HOLDS: x->bears = x->bears || (owner != RULES_NONE && sets_field(x->b, a, owner, q->ref.field)); break;
    case RULES_A_STATE: x->bears = x->bears || (owner != RULES_NONE && moves(x->b, a, owner)); break;
    case RULES_A_REL: x->bears = x->bears || a->kase == q->rel; break;
    case RULES_A_DONE:
    case RULES_A_WAS: x->bears = x->bears || a->kase == q->kase; break;
    case RULES_A_RELAXABLE:
    case RULES_A_STANDARD: x->bears = x->bears || (a->special & (RULES_RELAXES | RULES_JUDGES)) != 0; break;
    default: break;
    }
}

static bool bears_on(const rules_book *b, rules_id action, rules_id guard) {
    bearing x = {b, action, false};
    if ((b->action[action].special & RULES_FILLS) != 0) return false;
    core_pv_each_atom(b, guard, ask_bearing, &x);
    return x.bears;
}

/* ---- days ---- */

typedef struct {
    core_pv_script *s;
    rules_id kind;
    base_str path;
    base_date day[16];
    size_t n;
    base_arena *scratch;
} days;

static void ask_day(void *ctx, rules_id atom) {
    days *x = ctx;
    const rules_atom *a = &x->s->m->book->atom[atom];
    if (a->kind != RULES_A_OVER && a->kind != RULES_A_REACHED) return;
    core_view v = core_pv_view_at(x->s, x->kind, x->path, x->scratch);
    if (a->kase != x->kind) {
        const core_case *c = v.self != NULL ? v.self : v.parent;
        while (c != NULL && c->kind != a->kase) c = c->parent;
        if (c == NULL) return;
        v = core_view_of(v.world, c, v.today, x->scratch);
    }
    base_date d = core_observe_date(&v, a->date);
    if (d == BASE_DATE_NONE || x->n == sizeof x->day / sizeof *x->day) return;
    if (a->kind == RULES_A_OVER) d++;
    if (d > x->s->today) x->day[x->n++] = d;
}

/* ---- cases at hand ---- */

typedef struct {
    const core_case *c[MAX_CASES];
    size_t n;
} cases;

static void list_below(cases *l, const core_case *c) {
    if (l->n == MAX_CASES) return;
    l->c[l->n++] = c;
    for (const core_case *k = c->child; k != NULL; k = k->sibling) list_below(l, k);
}

static void list_all(core_pv_script *s, cases *l) {
    const core_world *w = core_pv_script_world(s);
    l->n = 0;
    for (rules_id k = 0; k < s->m->book->n_cases; k++) {
        for (const core_case *c = core_world_first(w, k); c != NULL; c = c->next) list_below(l, c);
    }
}

/* ---- trying ---- */

/* One line for an action, with every way to choose its arguments; kept when one is granted. */
static bool try_action(core_pv_script *s, rules_id action, base_str path, base_str round, const core_pv_wish *w) {
    const rules_action *a = &s->m->book->action[action];
    unsigned variants = 1, best = 0;
    size_t fewest = SIZE_MAX;
    if ((a->special & RULES_FREEZES) != 0) core_pv_fill(s, action, path, w);
    for (unsigned i = 0; i < variants && i < MAX_VARIANTS && s->tries < CORE_PV_MAX_TRIES; i++) {
        core_pv_line l = core_pv_line_of(s, action, path, round, w, i, &variants);
        if (core_pv_script_try(s, l)) return true;
        size_t bad = s->n_needs + 100 * s->n_other;
        if (bad < fewest) fewest = bad, best = i;
    }
    if (variants > 1) core_pv_script_try(s, core_pv_line_of(s, action, path, round, w, best, NULL));
    return false;
}

typedef bool (*wanted)(void *ctx);
typedef struct {
    core_pv_script *s;
    rules_id guard, kind;
    base_str path;
    const core_pv_wish *wish;
    wanted is;
    void *ctx;
} quest;

static bool search(const quest *q, unsigned depth);

/* After something was done: is it what was wanted, alone or with one thing more? Else it is taken back. */
static bool settled(const quest *q, size_t n, base_date today, unsigned depth) {
    if (q->is(q->ctx) || (depth > 1 && search(q, depth - 1))) return true;
    core_pv_script_cut(q->s, n, today);
    return false;
}

static bool try_on(const quest *q, rules_id action, base_str path, unsigned depth) {
    core_pv_script *s = q->s;
    size_t n = s->n;
    base_date today = s->today;
    if (s->tries >= CORE_PV_MAX_TRIES) return false;
    const rules_action *a = &s->m->book->action[action];
    unsigned variants = 1;
    for (unsigned i = 0; i < variants && i < MAX_VARIANTS && s->tries < CORE_PV_MAX_TRIES; i++) {
        core_pv_line l = core_pv_line_of(s, action, path, (base_str){NULL, 0}, q->wish, i, &variants);
        if ((a->special & RULES_FREEZES) != 0) core_pv_fill(s, action, path, q->wish);
        if (core_pv_script_try(s, l) && settled(q, n, today, depth)) return true;
        if (s->n > n) core_pv_script_cut(s, n, today);
    }
    return false;
}

static bool try_everywhere(const quest *q, rules_id action, unsigned depth) {
    const rules_book *b = q->s->m->book;
    const rules_action *a = &b->action[action];
    cases all;
    list_all(q->s, &all);
    base_str path[MAX_CASES];
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        const core_case *c = all.c[i];
        if (!a->creates && c->kind == a->kase && (a->from >> c->control.state & 1U) != 0)
            path[n++] = base_arena_str(q->s->arena, c->path);
        if (a->creates && b->kase[a->kase].parent == c->kind && !b->kase[a->kase].in_round) {
            path[n++] = core_pv_name(q->s, a->kase, base_arena_str(q->s->arena, c->path));
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (try_on(q, action, path[i], depth)) return true;
    }
    return false;
}

static bool search(const quest *q, unsigned depth) {
    core_pv_script *s = q->s;
    size_t n = s->n;
    base_date today = s->today;
    days d = {.s = s, .kind = q->kind, .path = q->path, .scratch = base_arena_new((size_t)1 << 28)};
    core_pv_each_atom(s->m->book, q->guard, ask_day, &d);
    base_arena_free(d.scratch);
    for (size_t i = 0; i < d.n; i++) {
        s->today = d.day[i];
        if (settled(q, n, today, depth)) return true;
    }
    for (rules_id i = 0; i < s->m->book->n_actions; i++) {
        if (bears_on(s->m->book, i, q->guard) && try_everywhere(q, i, depth)) return true;
    }
    return false;
}

/* ---- doing an action ---- */

typedef struct {
    core_pv_script *s;
    rules_id action;
    base_str path, round;
    const core_pv_wish *wish;
    unsigned depth;
    size_t before;    /* reasons against it so far */
    base_date opened; /* day of the round */
} deed;

static bool mend(deed *d);
static base_str fresh_round(core_pv_script *s, const core_pv_wish *w);

/* Tried again after something else was done: granted, or at least nearer. */
static bool goes_now(void *ctx) {
    deed next = *(const deed *)ctx;
    if (next.round.n > 0 && next.opened != next.s->today) {
        next.round = fresh_round(next.s, next.wish); /* the one before may have closed meanwhile */
        next.opened = next.s->today;
    }
    if (try_action(next.s, next.action, next.path, next.round, next.wish)) return true;
    size_t bad = next.s->n_needs + 100 * next.s->n_other;
    if (bad >= next.before || next.depth == 0) return false;
    next.before = bad;
    next.depth--;
    return mend(&next);
}

static rules_id guard_at(const rules_action *a, uint32_t line) {
    for (size_t i = 0; i < a->n_needs; i++) {
        if (a->need[i].span.line == line) return a->need[i].guard;
    }
    return RULES_NONE;
}

static bool mend(deed *d) {
    core_pv_script *s = d->s;
    const rules_action *a = &s->m->book->action[d->action];
    uint32_t line[64];
    size_t n = s->n_needs;
    if (n == 0) return false;
    memcpy(line, s->need, n * sizeof *line);
    for (unsigned depth = 1; depth <= 2; depth++) {
        for (size_t i = 0; i < n; i++) {
            rules_id guard = guard_at(a, line[i]);
            quest q = {s, guard, a->kase, d->path, d->wish, goes_now, d};
            if (guard != RULES_NONE && search(&q, depth)) return true;
        }
    }
    return false;
}

/* A round of its own for each case that is opened in one: nothing else can have used it up. */
static base_str fresh_round(core_pv_script *s, const core_pv_wish *w) {
    const rules_book *b = s->m->book;
    for (rules_id i = 0; i < b->n_actions; i++) {
        if (b->action[i].kase != b->round || !b->action[i].creates) continue;
        base_str name = core_pv_name(s, b->round, (base_str){NULL, 0});
        core_pv_line l = core_pv_line_of(s, i, name, (base_str){NULL, 0}, w, 0, NULL);
        if (core_pv_script_try(s, l)) return name;
    }
    return (base_str){NULL, 0};
}

bool core_pv_do(core_pv_script *s, rules_id action, base_str path, const core_pv_wish *w) {
    const rules_book *b = s->m->book;
    const rules_action *a = &b->action[action];
    deed d = {.s = s, .action = action, .path = path, .wish = w, .depth = MAX_MEND, .opened = s->today};
    if (a->creates && b->kase[a->kase].in_round) d.round = fresh_round(s, w);
    if (try_action(s, action, path, d.round, w)) return true;
    d.before = s->n_needs + 100 * s->n_other;
    return mend(&d);
}

typedef struct {
    core_pv_script *s;
    rules_id guard, kind;
    base_str path;
    bool yes;
} condition;

static bool holds(void *ctx) {
    const condition *c = ctx;
    base_arena *scratch = base_arena_new((size_t)1 << 28);
    core_view v = core_pv_view_at(c->s, c->kind, c->path, scratch);
    core_tri t = core_observe_guard(&v, c->guard);
    base_arena_free(scratch);
    return (t == CORE_YES) == c->yes;
}

bool core_pv_see_to(core_pv_script *s, rules_id guard, rules_id kind, base_str path, bool yes, const core_pv_wish *w) {
    condition c = {s, guard, kind, path, yes};
    quest q = {s, guard, kind, path, w, holds, &c};
    return holds(&c) || search(&q, 1) || search(&q, 2);
}

/* ---- a way out ---- */

typedef struct {
    core_pv_script *s;
    const rules_proof *p;
    base_str path;
} way;

static bool at_rest(const way *x) {
    base_arena *scratch = base_arena_new((size_t)1 << 26);
    const core_case *c = core_world_find(core_pv_script_world(x->s), x->path, x->s->today, scratch);
    bool rest = c != NULL && (core_state(c)->rest || core_state(c)->end);
    base_arena_free(scratch);
    return rest;
}

static bool is_excluded(const rules_proof *p, rules_id action) {
    for (size_t i = 0; i < p->n_actions; i++) {
        if (p->action[i] == action) return true;
    }
    return false;
}

static bool try_way(const way *x, unsigned depth);

static bool way_by(const way *x, rules_id action, base_str path, unsigned depth) {
    core_pv_script *s = x->s;
    size_t n = s->n;
    base_date today = s->today;
    core_pv_wish none = {0};
    if (try_action(s, action, path, (base_str){NULL, 0}, &none) && (at_rest(x) || (depth > 1 && try_way(x, depth - 1))))
        return true;
    if (s->n > n) core_pv_script_cut(s, n, today);
    days d = {
        .s = s, .kind = s->m->book->action[action].kase, .path = path, .scratch = base_arena_new((size_t)1 << 28)};
    for (size_t i = 0; i < s->m->book->action[action].n_needs; i++) {
        core_pv_each_atom(s->m->book, s->m->book->action[action].need[i].guard, ask_day, &d);
    }
    base_arena_free(d.scratch);
    for (size_t i = 0; i < d.n; i++) {
        s->today = d.day[i];
        if (try_action(s, action, path, (base_str){NULL, 0}, &none) &&
            (at_rest(x) || (depth > 1 && try_way(x, depth - 1))))
            return true;
        core_pv_script_cut(s, n, today);
    }
    return false;
}

/* The case, what it lies in and what lies in it. */
static void list_around(core_pv_script *s, base_str path, cases *all) {
    const core_case *c = core_world_find(core_pv_script_world(s), path, s->today, s->arena);
    all->n = 0;
    if (c == NULL) return;
    list_below(all, c);
    for (c = c->parent; c != NULL && all->n < MAX_CASES; c = c->parent) all->c[all->n++] = c;
}

static bool try_way(const way *x, unsigned depth) {
    const rules_book *b = x->s->m->book;
    cases around;
    list_around(x->s, x->path, &around);
    size_t n = around.n;
    struct {
        base_str path;
        rules_id kind;
        uint8_t state;
    } at[MAX_CASES];
    for (size_t i = 0; i < n; i++) {
        at[i].path = base_arena_str(x->s->arena, around.c[i]->path);
        at[i].kind = around.c[i]->kind;
        at[i].state = around.c[i]->control.state;
    }
    for (size_t k = 0; k < n; k++) {
        for (rules_id i = 0; i < b->n_actions && x->s->tries < CORE_PV_MAX_TRIES; i++) {
            const rules_action *a = &b->action[i];
            bool fits =
                a->kase == at[k].kind && !a->creates && (a->from >> at[k].state & 1U) != 0 && !is_excluded(x->p, i);
            if (fits && (a->special & RULES_FILLS) == 0 && way_by(x, i, at[k].path, depth)) return true;
        }
    }
    return false;
}

bool core_pv_way_out(core_pv_script *s, const rules_proof *p, base_str path) {
    way x = {s, p, path};
    return at_rest(&x) || try_way(&x, 1) || try_way(&x, 2) || try_way(&x, 3);
}
