/* show_chance.c - whether a cluster may apply: see show_chance.h. */
#include "app/show_chance.h"
#include "app/show_i.h"
#include "core/decide.h"

enum { SCRATCH_MAX = 64 << 20, DEPTH_MAX = 64 };

typedef struct {
    const core_world *w;
    const app_viewer *viewer;
    base_date day;
    base_arena *arena, *scratch;
    const core_case *root;
    const rules_book *book;
    app_chances *out;
    size_t cap, cap_needs;
} asking;

/* ---- which needs can be asked before there is a case ---- */

static bool date_hangs(const rules_book *b, rules_id date, unsigned depth) {
    if (date == RULES_NONE || depth > DEPTH_MAX) return false;
    const rules_date_expr *x = &b->date[date];
    switch (x->op) {
    case RULES_D_TODAY:
    case RULES_D_LITERAL: return false;
    case RULES_D_ENTERED:
    case RULES_D_FIRST_DONE: return true;
    case RULES_D_FIELD:
    case RULES_D_LASTS: return x->ref.holder == RULES_OWN;
    case RULES_D_MONTH_DAY: return x->ref.holder == RULES_OWN || x->year.holder == RULES_OWN;
    default: return date_hangs(b, x->a, depth + 1) || (x->op == RULES_D_OR_ELSE && date_hangs(b, x->b, depth + 1));
    }
}

static bool guard_hangs(const rules_book *b, rules_id guard, unsigned depth);

/* What only the case itself can answer: its own state, fields, form, history, and what lies below it. */
static bool atom_hangs(const rules_book *b, const rules_atom *x, unsigned depth) {
    switch (x->kind) {
    case RULES_A_OVER:
    case RULES_A_REACHED:
    case RULES_A_WITHIN: return date_hangs(b, x->date, 0);
    case RULES_A_DATE_GE:
    case RULES_A_DATE_GT: return date_hangs(b, x->date, 0) || date_hangs(b, x->date2, 0);
    case RULES_A_REL: return !x->siblings;
    case RULES_A_TALLY: return false;
    case RULES_A_MARK:
        return x->ref.holder == RULES_OWN && guard_hangs(b, b->kase[x->kase].mark[x->mark].guard, depth + 1);
    case RULES_A_WAS:
    case RULES_A_DONE:
    case RULES_A_STANDARD:
    case RULES_A_FORM: return true;
    case RULES_A_YES:
    case RULES_A_CHOICE:
    case RULES_A_GIVEN:
    case RULES_A_STATE:
    case RULES_A_RELAXABLE:
    case RULES_A_HOLDS: break;
    }
    return x->ref.holder == RULES_OWN;
}

static bool guard_hangs(const rules_book *b, rules_id guard, unsigned depth) {
    if (guard == RULES_NONE || depth > DEPTH_MAX) return false;
    const rules_guard *g = &b->guard[guard];
    if (g->op == RULES_G_ATOM) return atom_hangs(b, &b->atom[g->a], depth);
    if (guard_hangs(b, g->a, depth + 1)) return true;
    return g->op != RULES_G_NOT && guard_hangs(b, g->b, depth + 1);
}

/* ---- needs ---- */

static rules_text label_of(const rules_need *n) {
    if (n->label.zh.n == 0) return (rules_text){n->span.source, n->span.source};
    return (rules_text){n->label.zh, n->label.en.n > 0 ? n->label.en : n->label.zh};
}

static void add_need(asking *k, app_chance *c, app_chance_need x) {
    for (size_t i = 0; i < c->n_needs; i++) {
        if (base_str_eq(c->need[i].label.zh, x.label.zh)) return; /* asked at an earlier step already */
    }
    c->need = base_arena_grow(k->arena, c->need, c->n_needs, &k->cap_needs, sizeof *c->need);
    c->need[c->n_needs++] = x;
}

static core_view opening_view(const asking *k, rules_id kind, const core_case *round) {
    return (core_view){.world = k->w,
                       .today = k->day,
                       .book = k->book,
                       .parent = k->root,
                       .round = round,
                       .kind = kind,
                       .arena = k->arena};
}

static void ask_needs(asking *k, app_chance *c, rules_id kind, rules_id action, enum app_stage stage) {
    const rules_book *b = k->book;
    const rules_action *a = &b->action[action];
    const core_view v = opening_view(k, kind, c->round);
    for (size_t i = 0; i < a->n_needs; i++) {
        const rules_need *n = &a->need[i];
        if (guard_hangs(b, n->guard, 0)) continue;
        add_need(k, c,
                 (app_chance_need){.stage = stage,
                                   .action = app_word_of_action(b, action),
                                   .cite = n->cite,
                                   .label = label_of(n),
                                   .detail = core_explain_guard(&v, n->guard),
                                   .holds = core_observe_guard(&v, n->guard)});
    }
}

/* Who would ask: the viewer where it is his to do, else the cluster's own county, so that everybody reads the answer
 * that it would get. */
static core_actor actor_of(const asking *k, const rules_action *a, bool own) {
    if (own) return k->viewer->actor;
    for (rules_id l = 0; l < k->book->n_levels; l++) {
        if ((a->levels >> l & 1U) != 0) return (core_actor){k->book->level[l].name, core_text_named(k->root, "county")};
    }
    return (core_actor){{NULL, 0}, {NULL, 0}};
}

/* What decide refuses beside the needs: one at a time, jurisdiction, a clock without a table of working days. */
static void ask_decide(asking *k, app_chance *c, rules_id kind, rules_id action) {
    const rules_action *a = &k->book->action[action];
    const core_arg arg = {BASE_STR("round"), c->round != NULL ? c->round->path : (base_str){NULL, 0}};
    const core_command command = {.actor = actor_of(k, a, c->own),
                                  .today = k->day,
                                  .action = a->name,
                                  .target = &c->target,
                                  .n_targets = 1,
                                  .arg = &arg,
                                  .n_args = 1,
                                  .brief = true};
    const core_answer answer = core_decide(k->w, &command, k->scratch);
    bool alone = true;
    c->open = answer.granted;
    for (size_t i = 0; i < answer.n_refusals; i++) {
        const core_refusal *r = &answer.refusal[i];
        alone = alone && r->why != CORE_WHY_PARALLEL;
        if (r->why == CORE_WHY_NEED) continue;
        add_need(k, c,
                 (app_chance_need){
                     .action = c->action,
                     .cite = base_arena_str(k->arena, r->cite),
                     .label = {base_arena_str(k->arena, r->label.zh), base_arena_str(k->arena, r->label.en)},
                     .detail = {base_arena_str(k->arena, r->detail.zh), base_arena_str(k->arena, r->detail.en)},
                     .holds = CORE_NO});
    }
    if (k->book->kase[kind].one_at_a_time && alone)
        add_need(k, c,
                 (app_chance_need){.action = c->action,
                                   .cite = k->book->kase[kind].cite,
                                   .label = {BASE_STR("同类事项一次办理一件"), BASE_STR("one at a time")},
                                   .detail = {BASE_STR("没有未办结的同类事项"), BASE_STR("no other one is under way")},
                                   .holds = CORE_YES});
    base_arena_reset(k->scratch);
}

static bool is_own(const asking *k, const rules_action *a) {
    const rules_id level = k->viewer->reads_all ? RULES_NONE : rules_find_level(k->book, k->viewer->actor.level);
    return level != RULES_NONE && (a->levels >> level & 1U) != 0;
}

/* ---- a kind of case, round by round ---- */

/* The year of the application in that round; without one, this year. */
static int year_of(const asking *k, rules_id kind, const core_case *round) {
    const core_view v = opening_view(k, kind, round);
    const base_date d = core_observe_date(&v, k->book->kase[kind].judged_on);
    return base_date_year(d != BASE_DATE_NONE ? d : k->day);
}

static bool all_hold(const app_chance *c, enum app_stage until) {
    for (size_t i = 0; i < c->n_needs; i++) {
        if (c->need[i].stage <= until && c->need[i].holds != CORE_YES) return false;
    }
    return true;
}

static void ask(asking *k, rules_id kind, rules_id opening, const core_case *round) {
    const rules_book *b = k->book;
    rules_id first = 0, n = core_kind_actions(b, kind, &first);
    k->out->chance = base_arena_grow(k->arena, k->out->chance, k->out->n, &k->cap, sizeof *k->out->chance);
    app_chance *c = &k->out->chance[k->out->n++];
    k->cap_needs = 0;
    *c = (app_chance){.round = round,
                      .kind = app_word_of_kind(b, kind),
                      .action = app_word_of_action(b, opening),
                      .target = app_name_to_open(k->arena, b, &b->action[opening], k->root),
                      .own = is_own(k, &b->action[opening])};
    ask_needs(k, c, kind, opening, APP_STAGE_OPEN);
    if (round != NULL) ask_decide(k, c, kind, opening);
    for (rules_id i = first; i < first + n; i++) {
        if ((b->action[i].special & RULES_FREEZES) != 0) ask_needs(k, c, kind, i, APP_STAGE_SUBMIT);
    }
    /* What is not judged by the standard rests on what others find later: that can not be told before. */
    for (rules_id i = first; b->kase[kind].judged && i < first + n; i++) ask_needs(k, c, kind, i, APP_STAGE_LATER);
    c->may_submit = c->open && all_hold(c, APP_STAGE_SUBMIT);
    c->open = c->open && all_hold(c, APP_STAGE_OPEN);
    if (!b->kase[kind].judged) return;
    app_distance_of(k->w, k->root, &k->out->known, b, year_of(k, kind, round), k->day, k->arena, &c->distance);
}

/* Rounds stand in order of opening: the newest is told first. */
static void ask_rounds(asking *k, rules_id kind, rules_id opening, const core_case *r) {
    if (r == NULL) return;
    ask_rounds(k, kind, opening, r->next);
    if (!core_state(r)->end) ask(k, kind, opening, r);
}

/* Kinds of case that lie right below a cluster and are opened in a round, with a form: an application, which is judged
 * by the standard, and what prolongs a recognition. */
static bool is_applied_for(const rules_book *b, rules_id kind) {
    const rules_case *k = &b->kase[kind];
    return k->parent == b->cluster && k->in_round && k->n_forms > 0;
}

static bool is_asked(const rules_book *b, rules_id kind) { return is_applied_for(b, kind) && b->kase[kind].judged; }

/* Whether the cluster stands where that action wants it: a candidate is not asked whether its term may be prolonged,
 * and of a recognised one that comes first. */
static bool stands_for_it(const asking *k, rules_id kind, const rules_action *a) {
    const rules_book *b = k->book;
    const core_view v = opening_view(k, kind, NULL);
    for (size_t i = 0; i < a->n_needs; i++) {
        const rules_guard *g = &b->guard[a->need[i].guard];
        if (g->op != RULES_G_ATOM || b->atom[g->a].kind != RULES_A_STATE) continue;
        const enum rules_holder h = b->atom[g->a].ref.holder;
        if ((h == RULES_CLUSTER || h == RULES_PARENT) && core_observe_guard(&v, a->need[i].guard) == CORE_NO)
            return false;
    }
    return true;
}

int app_application_year(const core_world *w, const rules_book *book, base_date day, base_arena *arena) {
    const asking k = {.w = w, .day = day, .arena = arena, .book = book};
    const core_case *newest = NULL;
    rules_id kind = 0;
    while (kind < book->n_cases && !is_asked(book, kind)) kind++;
    if (kind == book->n_cases) return base_date_year(day);
    for (const core_case *r = core_world_first(w, book->round); r != NULL; r = r->next) {
        if (!core_state(r)->end) newest = r;
    }
    return year_of(&k, kind, newest);
}

/* `fits`: those for which the cluster stands right; else the others, and of them only what is judged. */
static void ask_kind(asking *k, rules_id kind, bool fits) {
    const rules_book *b = k->book;
    rules_id first = 0, n = core_kind_actions(b, kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        const size_t before = k->out->n;
        if (!b->action[i].creates || stands_for_it(k, kind, &b->action[i]) != fits) continue;
        ask_rounds(k, kind, i, core_world_first(k->w, b->round));
        if (k->out->n == before) ask(k, kind, i, NULL);
    }
}

static void ask_kinds(asking *k) {
    const rules_book *b = k->book;
    for (rules_id kind = 0; kind < b->n_cases; kind++)
        if (is_applied_for(b, kind)) ask_kind(k, kind, true);
    for (rules_id kind = 0; kind < b->n_cases; kind++)
        if (is_asked(b, kind)) ask_kind(k, kind, false);
}

bool app_show_chances(app *a, base_str path, const app_viewer *v, base_date day, base_arena *arena, app_chances *out,
                      bool *found, base_err *e) {
    *found = false;
    const core_case *c = app_load(a, path, e);
    if (c == NULL) return e->kind == BASE_ERR_NONE;
    const core_case *root = core_root(c);
    const rules_book *book = core_world_book(a->world, day);
    if (book == NULL || root->kind != root->book->cluster || app_may_see(a->world, v, day, root) != APP_SIGHT_FULL)
        return true;
    *found = true;
    *out = (app_chances){.path = root->path, .name = core_text_named(root, "name"), .day = day};
    app_known_figures(root, book, arena, &out->known);
    asking k = {.w = a->world, .viewer = v, .day = day, .arena = arena, .root = root, .book = book, .out = out};
    k.scratch = base_arena_new(SCRATCH_MAX);
    ask_kinds(&k);
    base_arena_free(k.scratch);
    return true;
}
