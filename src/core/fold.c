/* fold.c - an event becomes part of the world. It can not fail and decides nothing: what the event says is done.
 *
 * The finite part of the case moves by core_control_step alone; the rest is dates, values and counts. */
#include "core/world_i.h"

/* Out of the counts, before a case changes; and back in. */
static void take_out(core_world *w, const core_case *c) {
    core_tally_take_out(w, c);
    if (c->kind == c->book->cluster) w->clusters_in[c->control.state]--;
}

static void put_in(core_world *w, core_case *c, base_date day) {
    core_tally_put_in(w, c, day);
    if (c->kind == c->book->cluster) w->clusters_in[c->control.state]++;
}

static core_value keep(core_world *w, core_value v) {
    if (v.text.p != NULL) v.text = base_arena_str(w->arena, v.text);
    return v;
}

static core_case *at(core_world *w, base_str path) {
    base_map_slot *s = base_map_get(&w->cases, path);
    return s != NULL ? s->value.ptr : NULL;
}

/* An event names only cases that the events before it opened: anything else is a damaged log, found before fold. */
static core_case *known(core_world *w, base_str path) {
    core_case *c = at(w, path);
    if (c == NULL) base_fatal("event names a case that is not there: %.*s", (int)path.n, path.p);
    return c;
}

static core_case *open_case(core_world *w, const core_event *e) {
    rules_id start = e->book->action[e->action].to;
    if (e->book->kase[e->kind].expected) start = e->book->kase[e->kind].first_state;
    core_case *c = core_case_make(w->arena, e->book, e->kind, e->path, core_control_new(e->book, e->kind, start));
    size_t cut = e->path.n;
    while (cut > 0 && e->path.p[cut - 1] != '/') cut--;
    if (cut > 1) c->parent = known(w, (base_str){e->path.p, cut - 1});
    if (e->round.n > 0) c->round = known(w, e->round);
    c->opened = e->day;
    c->opened_seq = w->seq;
    c->entered[start] = e->day;
    core_world_link(w, c);
    return c;
}

static void step(core_case *c, const core_event *e) {
    const rules_action *a = &e->book->action[e->action];
    rules_id first = 0;
    core_kind_actions(e->book, e->kind, &first);
    if (c->first_done[e->action - first] == BASE_DATE_NONE) c->first_done[e->action - first] = e->day;
    c->control = core_control_step(e->book, e->action, c->control);
    if (a->to != RULES_NONE) c->entered[a->to] = e->day;
}

static void take_facts(core_world *w, core_case *c, const core_draft *d) {
    core_draft *kept = core_draft_copy(w->arena, d);
    c->facts = kept->facts;
    c->why = NULL;
    for (size_t i = 0; i < kept->n_fields; i++) {
        core_note *n = base_arena_alloc(w->arena, sizeof *n);
        *n = (core_note){kept->field[i].key, kept->field[i].value, c->why};
        c->why = n;
    }
}

/* A submission voids what was found about the one before (第十三条: the findings are about these materials). */
static void submitted(core_world *w, core_case *c, const core_event *e) {
    if ((e->book->action[e->action].special & RULES_FREEZES) == 0) return;
    if (e->facts != NULL) take_facts(w, c, e->facts);
    if (c->judged == NULL) return;
    for (size_t i = 0; i < e->book->n_standards; i++) {
        memset(c->judged, 0, e->book->standard[i].n_criteria);
        memset(c->relaxed, 0, e->book->standard[i].n_criteria);
    }
}

static void found(core_case *c, const core_event *e) {
    if (c->judged == NULL) return;
    for (size_t i = 0; i < e->n_judged; i++) c->judged[e->judged_criterion[i]] = e->judged_value[i];
    if (e->criterion == RULES_NONE) return;
    c->relaxed[e->criterion] = (e->book->action[e->action].special & RULES_DENIES) != 0 ? 2 : 1;
}

/* succeed_division: the programme's fields name the change; they are kept as a list. */
static void succeed(core_world *w, const core_case *c) {
    rules_id code = rules_find_field(core_kind(c), BASE_STR("code"));
    rules_id next = rules_find_field(core_kind(c), BASE_STR("successors"));
    rules_id from = rules_find_field(core_kind(c), BASE_STR("from"));
    if (code == RULES_NONE || next == RULES_NONE || from == RULES_NONE) return;
    if (!c->field[code].set || !c->field[next].set || !c->field[from].set) return;
    w->succession =
        base_arena_grow(w->arena, w->succession, w->n_successions, &w->cap_successions, sizeof *w->succession);
    w->succession[w->n_successions++] =
        (core_succession){c->field[code].text, c->field[next].text, (base_date)c->field[from].n};
}

static void move(core_world *w, const core_event *e) {
    for (size_t i = 0; i < e->n_moves; i++) {
        core_case *c = known(w, e->move[i].path);
        take_out(w, c);
        c->control = core_control_move(c->book, c->kind, c->control, e->move[i].state);
        c->entered[e->move[i].state] = e->day;
        put_in(w, c, e->day);
    }
}

core_case *core_fold(core_world *w, const core_event *e) {
    w->seq++;
    w->last_day = e->day;
    core_case *c = at(w, e->path);
    bool fresh = c == NULL;
    if (fresh)
        c = open_case(w, e);
    else
        take_out(w, c);
    step(c, e);
    submitted(w, c, e);
    found(c, e);
    for (size_t i = 0; i < e->n_sets; i++) {
        core_case *to = e->set[i].path.n == 0 ? c : known(w, e->set[i].path);
        to->field[e->set[i].field] = keep(w, e->set[i].value);
    }
    put_in(w, c, e->day);
    move(w, e);
    if (c == w->programme && base_str_is(e->book->action[e->action].name, "succeed_division")) succeed(w, c);
    return c;
}
