/* fold.c - an event becomes part of the world. It can not fail and decides nothing: what the event says is done.
 *
 * The finite part of the case moves by core_control_step alone; the rest is dates, values and counts. */
#include "core/adopt.h"
#include "core/world_i.h"

static core_value keep(core_case *c, core_value v) {
    if (v.text.p != NULL) v.text = base_arena_str(c->arena, v.text);
    return v;
}

/* An event names only cases that the events before it opened: anything else is a damaged log, found before fold. */
static core_case *known(core_world *w, base_str path) {
    core_case *c = core_world_at(w, path);
    if (c == NULL) base_fatal("event names a case that is not there: %.*s", (int)path.n, path.p);
    return c;
}

static core_case *open_case(core_world *w, const core_event *e, uint64_t seq) {
    rules_id start = e->book->action[e->action].to;
    if (e->book->kase[e->kind].expected) start = e->book->kase[e->kind].first_state;
    size_t cut = e->path.n;
    while (cut > 0 && e->path.p[cut - 1] != '/') cut--;
    core_case *parent = cut > 1 ? known(w, (base_str){e->path.p, cut - 1}) : NULL;
    base_arena *arena = parent != NULL ? parent->arena : core_stream_arena(w);
    core_case *c = core_case_make(arena, e->book, e->kind, e->path, core_control_new(e->book, e->kind, start));
    c->parent = parent;
    if (e->round.n > 0) c->round = known(w, e->round);
    c->opened = e->day;
    c->opened_seq = seq;
    c->entered[start] = e->day;
    core_case *root = c;
    while (root->parent != NULL) root = root->parent;
    if (root != c) c->no = ++root->n_below;
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

static void take_facts(core_case *c, const core_draft *d) {
    core_draft *kept = core_draft_copy(c->arena, d);
    c->facts = kept->facts;
    c->why = NULL;
    for (size_t i = 0; i < kept->n_fields; i++) {
        core_note *n = base_arena_alloc(c->arena, sizeof *n);
        *n = (core_note){kept->field[i].key, kept->field[i].value, c->why};
        c->why = n;
    }
}

/* A submission voids what was found about the one before (第十三条: the findings are about these materials). */
static void submitted(core_case *c, const core_event *e, uint64_t seq) {
    if ((e->book->action[e->action].special & RULES_FREEZES) == 0) return;
    if (e->facts != NULL) {
        take_facts(c, e->facts);
        c->submitted_seq = seq;
        c->submitted = e->day;
    }
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
static void succeed(core_world *w, const core_case *c, core_recorded recorded) {
    rules_id code = rules_find_field(core_kind(c), BASE_STR("code"));
    rules_id next = rules_find_field(core_kind(c), BASE_STR("successors"));
    rules_id from = rules_find_field(core_kind(c), BASE_STR("from"));
    if (code == RULES_NONE || next == RULES_NONE || from == RULES_NONE) return;
    if (!c->field[code].set || !c->field[next].set || !c->field[from].set) return;
    w->succession =
        base_arena_grow(w->arena, w->succession, w->n_successions, &w->cap_successions, sizeof *w->succession);
    w->succession[w->n_successions++] =
        (core_succession){c->field[code].text, c->field[next].text, (base_date)c->field[from].n, recorded};
}

static void move(core_world *w, const core_event *e, uint64_t seq) {
    for (size_t i = 0; i < e->n_moves; i++) {
        core_case *c = known(w, e->move[i].path);
        c->control = core_control_move(c->book, c->kind, c->control, e->move[i].state);
        c->entered[e->move[i].state] = e->day;
        c->touched_seq = seq;
        c->touched = e->day;
    }
}

static void places(core_world *w, core_case *c, const core_event *e) {
    for (size_t i = 0; i < e->n_counts; i++) {
        core_tally_case(e->count[i].path.n == 0 ? c : known(w, e->count[i].path), &e->count[i]);
    }
}

core_case *core_fold_stream(core_world *w, const core_event *e, uint64_t seq) {
    core_case *c = core_world_at(w, e->path);
    if (c == NULL) c = open_case(w, e, seq);
    step(c, e);
    submitted(c, e, seq);
    found(c, e);
    for (size_t i = 0; i < e->n_sets; i++) {
        core_case *to = e->set[i].path.n == 0 ? c : known(w, e->set[i].path);
        to->field[e->set[i].field] = keep(to, e->set[i].value);
    }
    move(w, e, seq);
    places(w, c, e);
    c->touched_seq = seq;
    c->touched = e->day;
    core_case *root = c;
    while (root->parent != NULL) root = root->parent;
    root->touched_seq = seq;
    root->touched = e->day;
    if (c == w->programme && base_str_is(e->book->action[e->action].name, "succeed_division"))
        succeed(w, c, (core_recorded){e->day, seq});
    return c;
}

/* In a world that holds only some of its streams, those of others stay away. */
static bool is_away(const core_world *w, const core_event *e) {
    base_str rest, name = base_str_cut(e->path, '/', &rest);
    bool begins = e->opens && rest.p == NULL;
    return w->stream_max > 0 && !begins && core_streams_get(&w->streams, name) == NULL;
}

core_case *core_fold(core_world *w, const core_event *e) {
    w->seq++;
    w->last_day = e->day;
    if (e->adopts != NULL) {
        core_adoption_fold(w, e->adopts, w->seq);
        return NULL;
    }
    core_tally_world(w, e);
    if (is_away(w, e)) return NULL;
    return core_fold_stream(w, e, w->seq);
}
