/* decide.c - observe, judge, and either an event or every reason against it.
 *
 * A command over several cases is decided in the order they are named, each seeing the ones before it, and is granted
 * as a whole or not at all. */
#include "core/decide.h"

#include "core/attempt.h"

/* The answers to the questions that a guard reaches, into t->atom. */
static void observe_guard(core_attempt *t, rules_id guard) {
    if (guard == RULES_NONE) return;
    const rules_guard *g = &t->at.book->guard[guard];
    if (g->op == RULES_G_ATOM) {
        t->atom[g->a] = core_observe_atom(&t->view, g->a);
        return;
    }
    observe_guard(t, g->a);
    if (g->op != RULES_G_NOT) observe_guard(t, g->b);
}

static core_tri is_alone(const core_attempt *t) {
    const rules_case *k = &t->at.book->kase[t->at.kind];
    if (!k->one_at_a_time || t->at.self != NULL || t->at.parent == NULL) return CORE_YES;
    for (const core_case *c = t->at.parent->child; c != NULL; c = c->sibling) {
        if (c->kind == t->at.kind && !core_state(c)->end) return CORE_NO;
    }
    return CORE_YES;
}

/* An expected case exists, as far as the law goes, only while it is expected. */
static bool is_there(core_attempt *t) {
    if (t->at.self == NULL || !t->at.self->is_virtual) return t->at.self != NULL;
    const rules_case *k = core_kind(t->at.self);
    core_view v = core_view_of(t->world, t->at.self, t->command->today, t->arena);
    return core_observe_guard(&v, k->expected_guard) == CORE_YES;
}

static core_observation observe(core_attempt *t, bool args, base_err *outside) {
    const rules_action *a = &t->at.book->action[t->at.action];
    t->atom = base_arena_array(t->arena, t->at.book->n_atoms, sizeof *t->atom);
    for (size_t i = 0; i < a->n_needs; i++) observe_guard(t, a->need[i].guard);
    bool needs_failed = t->clock_failed;
    t->clock_failed = false;
    size_t asked = t->n_sets;
    core_attempt_effects(t);
    t->view.n_sets = asked; /* reasons are told of the world before the effects */
    t->effects_failed = t->clock_failed;
    t->clock_failed = t->clock_failed || needs_failed;
    return (core_observation){.exists = is_there(t),
                              .state = t->at.self != NULL ? t->at.self->control.state : 0,
                              .level = t->level,
                              .inside = core_attempt_inside(t, outside),
                              .alone = is_alone(t),
                              .atom = t->atom,
                              .effect_fits = t->effect_fits,
                              .args = args};
}

static core_view view_of(core_attempt *t, const core_event *pending, size_t n_pending) {
    const rules_action *a = &t->at.book->action[t->at.action];
    return (core_view){.world = t->world,
                       .today = t->command->today,
                       .book = t->at.book,
                       .self = t->at.self,
                       .parent = t->at.parent,
                       .round = t->at.self != NULL ? t->at.self->round : t->round,
                       .kind = t->at.kind,
                       .draft = (a->special & RULES_FREEZES) != 0 ? t->command->draft : NULL,
                       .pending = pending,
                       .n_pending = n_pending,
                       .arena = t->arena,
                       .clock_failed = &t->clock_failed,
                       .clock_error = &t->clock_error};
}

static void write_event(core_attempt *t, core_event *e) {
    const core_command *c = t->command;
    const core_case *round = t->at.self != NULL ? t->at.self->round : t->round;
    bool freezes = (t->at.book->action[t->at.action].special & RULES_FREEZES) != 0;
    *e = (core_event){.day = c->today,
                      .actor = c->actor,
                      .path = t->at.path,
                      .round = round != NULL ? round->path : (base_str){NULL, 0},
                      .book = t->at.book,
                      .kind = t->at.kind,
                      .action = t->at.action,
                      .opens = t->at.self == NULL || t->at.self->is_virtual,
                      .n_sets = t->n_sets,
                      .n_moves = t->n_moves,
                      .n_args = c->n_args,
                      .set = t->set,
                      .move = t->move,
                      .arg = c->arg,
                      .facts = freezes ? c->draft : NULL,
                      .judged_criterion = t->judged_criterion,
                      .judged_value = t->judged_value,
                      .n_judged = t->n_judged,
                      .criterion = t->criterion};
    core_tally_of_event(t->world, e, t->arena);
}

/* What an expected case is about (its year) becomes part of it with the first event. */
static void keep_expected(core_attempt *t) {
    const core_case *c = t->at.self;
    if (c == NULL || !c->is_virtual) return;
    for (rules_id f = 0; f < core_kind(c)->n_fields; f++) {
        if (c->field[f].set) core_attempt_set(t, (base_str){NULL, 0}, f, c->field[f]);
    }
}

/* True when granted; then `e` is the event. */
static bool attempt(core_attempt *t, const core_event *pending, size_t n_pending, core_event *e) {
    base_err outside = {0};
    t->view = (core_view){0};
    keep_expected(t);
    bool args = core_attempt_args(t);
    const core_set *set = t->view.set;
    t->view = view_of(t, pending, n_pending);
    t->view.given = t->given;
    t->view.set = set;
    t->view.n_sets = t->n_sets;
    core_observation o = observe(t, args, &outside);
    core_judgement j = core_judge(t->at.book, t->at.action, &o);
    if (!t->command->brief) core_attempt_passed(t, j);
    if (!j.granted || t->effects_failed) {
        core_attempt_refuse(t, j, &outside);
        return false;
    }
    write_event(t, e);
    return true;
}

static bool among(const base_str *path, size_t n, base_str one) {
    for (size_t i = 0; i < n; i++) {
        if (base_str_eq(path[i], one)) return true;
    }
    return false;
}

typedef struct {
    const core_world *world;
    const core_command *command;
    base_arena *arena;
    core_event *event;
    core_reasons refused, passed;
    const core_case **self;
    base_str *path;
    base_str *root; /* path of the dossier of each target */
    size_t n_events;
} decision;

static core_attempt begin(decision *d) {
    return (core_attempt){.world = d->world,
                          .command = d->command,
                          .arena = d->arena,
                          .criterion = RULES_NONE,
                          .refused = &d->refused,
                          .passed = &d->passed};
}

static void refuse_command(core_attempt *t, const base_err *e) {
    base_str cite = t->at.action != RULES_NONE ? t->at.book->action[t->at.action].cite : (base_str){NULL, 0};
    core_refuse_err(t, CORE_WHY_COMMAND, cite, (rules_text){BASE_STR("操作与对象"), BASE_STR("action and target")}, e);
}

/* Several cases of one command see of one another only the counts that go across dossiers. So each must have a dossier
 * of its own, or "one at a time" and the states of a parent could be got round; and a form is of one case. */
static bool goes_together(const decision *d, const core_attempt *t, size_t i, base_err *e) {
    if (among(d->path, i, t->at.path))
        return base_err_fmt(e, BASE_ERR_INPUT, "同一事项写了两次", "the case is named twice");
    if (among(d->root, i, d->root[i])) {
        return base_err_fmt(e, BASE_ERR_INPUT, "同一集群的几件事项请分次办理",
                            "several cases of one dossier are dealt with one by one");
    }
    bool form = (t->at.book->action[t->at.action].special & (RULES_FILLS | RULES_FREEZES)) != 0;
    if (!form || d->command->n_targets <= 1) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "填写、提交材料一次一件",
                        "forms are filled in and submitted one case at a time");
}

static void decide_target(decision *d, size_t i, base_str target) {
    core_attempt t = begin(d);
    base_err e = {0};
    d->path[i] = target;
    t.at.path = target;
    if (!core_resolve(d->world, d->command->action, target, d->command->today, d->arena, &t.at, &e)) {
        refuse_command(&t, &e);
        return;
    }
    const core_case *from = t.at.self != NULL ? t.at.self : t.at.parent;
    d->root[i] = from != NULL ? core_root(from)->path : t.at.path;
    if (!goes_together(d, &t, i, &e)) {
        refuse_command(&t, &e);
        return;
    }
    d->path[i] = t.at.path;
    d->self[i] = t.at.self;
    t.level = rules_find_level(t.at.book, d->command->actor.level);
    core_event event;
    if (attempt(&t, d->event, d->n_events, &event)) d->event[d->n_events++] = event;
}

/* Log order is decision order, and time only goes forward. */
static bool day_is_good(decision *d) {
    if (d->world->last_day == BASE_DATE_NONE || d->command->today >= d->world->last_day) return true;
    core_attempt t = begin(d);
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "日期早于已记录的最后一日", "the day is before the last one on record");
    core_refuse_err(&t, CORE_WHY_CLOCK, (base_str){NULL, 0},
                    (rules_text){BASE_STR("日期只能向前"), BASE_STR("days only go forward")}, &e);
    return false;
}

static bool too_much(decision *d) {
    const core_command *c = d->command;
    if (c->n_targets <= CORE_MAX_TARGETS && c->n_args <= CORE_MAX_ARGS) return false;
    core_attempt t = begin(d);
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_LIMIT, "一次最多 %d 件、%d 个参数", "at most %d cases and %d arguments at a time",
                 CORE_MAX_TARGETS, CORE_MAX_ARGS);
    core_refuse_err(&t, CORE_WHY_COMMAND, (base_str){NULL, 0},
                    (rules_text){BASE_STR("操作与对象"), BASE_STR("action and target")}, &e);
    return true;
}

/* Names of experts and codes of divisions go into the log as they are. */
static bool actor_is_text(decision *d) {
    if (core_is_text(d->command->actor.who)) return true;
    core_attempt t = begin(d);
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "应为 UTF-8 文字", "UTF-8 text is expected");
    core_refuse_err(&t, CORE_WHY_COMMAND, (base_str){NULL, 0}, (rules_text){BASE_STR("办理者"), BASE_STR("the actor")},
                    &e);
    return false;
}

core_answer core_decide(const core_world *w, const core_command *c, base_arena *arena) {
    size_t n = c->n_targets > 0 ? c->n_targets : 1;
    if (n > CORE_MAX_TARGETS) n = CORE_MAX_TARGETS;
    decision d = {.world = w, .command = c, .arena = arena};
    d.event = base_arena_array(arena, n, sizeof *d.event);
    d.self = base_arena_array(arena, n, sizeof *d.self);
    d.path = base_arena_array(arena, n, sizeof *d.path);
    d.root = base_arena_array(arena, n, sizeof *d.root);
    if (day_is_good(&d) && !too_much(&d) && actor_is_text(&d)) {
        for (size_t i = 0; i < n; i++) {
            decide_target(&d, i, c->n_targets > 0 ? c->target[i] : (base_str){NULL, 0});
        }
    }
    bool granted = d.refused.n == 0;
    bool fills = granted && d.n_events > 0 && (d.event[0].book->action[d.event[0].action].special & RULES_FILLS) != 0;
    return (core_answer){.granted = granted,
                         .n_events = granted && !fills ? d.n_events : 0,
                         .event = d.event,
                         .n_refusals = d.refused.n,
                         .refusal = d.refused.item,
                         .n_passed = d.passed.n,
                         .passed = d.passed.item,
                         .target_case = d.self,
                         .target_path = d.path};
}
