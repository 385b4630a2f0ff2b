/* tally.c - the counts that look across dossiers: a place left in a channel, a sub-field taken.
 *
 * A count is kept under a key made of the tally's name and its closed keys, so that asking costs one look-up however
 * many dossiers there are. fold takes a case out before it changes it and puts it back after. A case that stays counted
 * stays under its key: a place once used is used where it was, even when the county or its sub-field changes later. */
#include "core/place.h"
#include "core/world_i.h"

bool core_tally_counts(const rules_tally *t, core_control c) {
    return t->ever ? (c.ever & t->mask) != 0 : (t->mask >> c.state & 1U) != 0;
}

/* The case's own field of that name, else the cluster's. */
static base_str key_text(const core_case *c, base_str name) {
    const core_case *at[2] = {c, core_root(c)};
    for (int i = 0; i < 2; i++) {
        rules_id f = rules_find_field(core_kind(at[i]), name);
        if (f != RULES_NONE && at[i]->field[f].set && at[i]->field[f].text.n > 0) return at[i]->field[f].text;
    }
    return (base_str){NULL, 0};
}

static base_str key_channel(const core_world *w, const core_case *c, base_date today) {
    rules_id own = rules_find_field(core_kind(c), BASE_STR("channel"));
    if (own != RULES_NONE && c->parent != NULL && c->field[own].set) return c->field[own].text;
    const core_channel *ch = core_place_of(w, core_root(c), today);
    return ch != NULL ? ch->code : (base_str){NULL, 0};
}

/* Of the county on record: a place once used stays with the city that used it. */
static base_str key_city(const core_case *c) {
    base_str county = key_text(c, BASE_STR("county"));
    return county.n >= 4 ? (base_str){county.p, 4} : (base_str){NULL, 0};
}

/* The kind of case in whose text the tally stands: names are unique within it. */
static rules_id owner_of(const rules_book *b, const rules_tally *t) {
    for (rules_id k = 0; k < b->n_cases; k++) {
        for (size_t i = 0; i < b->kase[k].n_tallies; i++) {
            if (&b->kase[k].tally[i] == t) return k;
        }
    }
    return RULES_NONE;
}

static bool is_of(const core_counted *x, rules_id owner, const rules_tally *t) {
    return x->owner == owner && base_str_eq(x->tally, t->name);
}

base_str core_tally_key(const core_world *w, const rules_book *b, const rules_tally *t, const core_case *c,
                        base_date today, base_arena *arena) {
    rules_id owner = owner_of(b, t);
    for (const core_counted *x = c->counted; x != NULL; x = x->next) {
        if (is_of(x, owner, t)) return x->key;
    }
    base_str part[5] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    if (t->keys & RULES_KEY_ROUND) part[0] = c->round != NULL ? c->round->path : part[0];
    if (t->keys & RULES_KEY_CHANNEL) part[1] = key_channel(w, c, today);
    if (t->keys & RULES_KEY_SUBFIELD) part[2] = key_text(c, BASE_STR("subfield"));
    if (t->keys & RULES_KEY_CITY) part[3] = key_city(c);
    if (t->keys & RULES_KEY_COUNTY) part[4] = key_text(c, BASE_STR("county"));
    for (unsigned i = 0; i < 5; i++) {
        if ((t->keys >> i & 1U) != 0 && part[i].n == 0) return (base_str){NULL, 0};
    }
    base_str kind = b->kase[owner].name;
    return base_arena_fmt(arena, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", (int)kind.n, kind.p, (int)t->name.n, t->name.p,
                          (int)part[0].n, part[0].p, (int)part[1].n, part[1].p, (int)part[2].n, part[2].p,
                          (int)part[3].n, part[3].p, (int)part[4].n, part[4].p);
}

bool core_tally_holds(const core_case *c, base_str key) {
    for (const core_counted *x = c->counted; x != NULL; x = x->next) {
        if (base_str_eq(x->key, key)) return true;
    }
    return false;
}

static void count(core_world *w, base_str key, int by) { base_map_put(&w->tallies, key)->value.num += by; }

/* The place under `t`, out of the list of those that were taken; or NULL. */
static core_counted *unlink_counted(core_counted **list, rules_id owner, const rules_tally *t) {
    for (core_counted **at = list; *at != NULL; at = &(*at)->next) {
        core_counted *x = *at;
        if (!is_of(x, owner, t)) continue;
        *at = x->next;
        return x;
    }
    return NULL;
}

static core_counted *take_place(core_world *w, rules_id owner, const rules_tally *t, const core_case *c,
                                base_date today) {
    base_str key = core_tally_key(w, c->book, t, c, today, c->arena);
    if (key.n == 0) return NULL;
    core_counted *x = base_arena_alloc(c->arena, sizeof *x);
    *x = (core_counted){owner, t->name, key, NULL};
    return x;
}

void core_tally_recount(core_world *w, core_case *c, const rules_book *b, bool world) {
    core_counted *was = c->counted;
    c->counted = NULL;
    for (rules_id k = 0; k < b->n_cases; k++) {
        for (size_t i = 0; i < b->kase[k].n_tallies; i++) {
            const rules_tally *t = &b->kase[k].tally[i];
            if (t->kase != c->kind || !core_tally_counts(t, c->control)) continue;
            core_counted *x = unlink_counted(&was, k, t);
            bool kept = x != NULL;
            if (!kept) x = take_place(w, k, t, c, b->force_from);
            if (x == NULL) continue;
            x->next = c->counted;
            c->counted = x;
            if (!kept && world) count(w, x->key, 1);
        }
    }
    for (; was != NULL && world; was = was->next) count(w, was->key, -1);
}

/* ---- what an event does ---- */

typedef struct {
    const core_world *world;
    core_event *event;
    core_count *count;
    size_t n, cap;
    base_arena *arena;
} counter;

static void note(counter *o, base_str path, rules_id owner, base_str tally, base_str key, bool taken) {
    o->count = base_arena_grow(o->arena, o->count, o->n, &o->cap, sizeof *o->count);
    o->count[o->n++] = (core_count){path, owner, tally, key, taken};
}

/* The case at `path` with what the event sets in it; and so its ancestors, whose fields are keys too. */
static core_case *as_set(const counter *o, const core_case *c) {
    core_case *then = base_arena_copy(o->arena, c, sizeof *c);
    const core_event *e = o->event;
    bool own = base_str_eq(c->path, e->path);
    then->field = base_arena_copy(o->arena, c->field, core_kind(c)->n_fields * sizeof *c->field);
    for (size_t i = 0; i < e->n_sets; i++) {
        bool here = e->set[i].path.n == 0 ? own : base_str_eq(e->set[i].path, c->path);
        if (here) then->field[e->set[i].field] = e->set[i].value;
    }
    if (c->parent != NULL) then->parent = as_set(o, c->parent);
    return then;
}

static const core_counted *held(const core_case *c, rules_id owner, const rules_tally *t) {
    const core_counted *x = c->counted;
    while (x != NULL && !is_of(x, owner, t)) x = x->next;
    return x;
}

static void count_tally(counter *o, base_str path, const core_case *then, rules_id owner, const rules_tally *t) {
    const core_counted *x = held(then, owner, t);
    bool counts = core_tally_counts(t, then->control);
    if (x != NULL && !counts) note(o, path, owner, t->name, x->key, false);
    if (x != NULL || !counts) return;
    base_str key = core_tally_key(o->world, then->book, t, then, o->event->day, o->arena);
    if (key.n > 0) note(o, path, owner, t->name, key, true);
}

/* `was` NULL: it begins with this event. */
static void count_case(counter *o, base_str path, const core_case *was, const core_case *then) {
    const rules_book *b = then->book;
    for (rules_id k = 0; k < b->n_cases; k++) {
        for (size_t i = 0; i < b->kase[k].n_tallies; i++) {
            const rules_tally *t = &b->kase[k].tally[i];
            if (t->kase == then->kind) count_tally(o, path, then, k, t);
        }
    }
    if (then->kind != b->cluster || (was != NULL && was->control.state == then->control.state)) return;
    base_str none = {NULL, 0};
    if (was != NULL) note(o, path, RULES_NONE, none, core_state(was)->name, false);
    note(o, path, RULES_NONE, none, core_state(then)->name, true);
}

/* A case that the event opens, as it begins. */
static core_case *beginning(const counter *o) {
    const core_event *e = o->event;
    rules_id start = e->book->action[e->action].to;
    if (e->book->kase[e->kind].expected) start = e->book->kase[e->kind].first_state;
    core_case *c = core_case_make(o->arena, e->book, e->kind, e->path, core_control_new(e->book, e->kind, start));
    size_t cut = e->path.n;
    while (cut > 0 && e->path.p[cut - 1] != '/') cut--;
    if (cut > 1) c->parent = core_world_at(o->world, (base_str){e->path.p, cut - 1});
    c->round = core_world_at(o->world, e->round);
    return c;
}

static const core_move *moved_by(const core_event *e, base_str path) {
    for (size_t i = 0; i < e->n_moves; i++) {
        if (base_str_eq(e->move[i].path, path)) return &e->move[i];
    }
    return NULL;
}

void core_tally_of_event(const core_world *w, core_event *e, base_arena *arena) {
    counter o = {.world = w, .event = e, .arena = arena};
    const core_case *self = core_world_at(w, e->path);
    core_case *then = as_set(&o, self != NULL ? self : beginning(&o));
    then->control = core_control_step(e->book, e->action, then->control);
    count_case(&o, (base_str){NULL, 0}, self, then);
    for (size_t i = 0; i < e->n_moves; i++) {
        const core_move *m = &e->move[i];
        const core_case *c = core_world_at(w, m->path);
        if (c == NULL || moved_by(e, m->path) != m) continue; /* several moves of one case: all of them below */
        core_case *after = as_set(&o, c);
        for (size_t j = i; j < e->n_moves; j++) {
            if (!base_str_eq(e->move[j].path, m->path)) continue;
            after->control = core_control_move(c->book, c->kind, after->control, e->move[j].state);
        }
        count_case(&o, m->path, c, after);
    }
    e->count = o.count;
    e->n_counts = o.n;
}

void core_tally_world(core_world *w, const core_event *e) {
    for (size_t i = 0; i < e->n_counts; i++) {
        const core_count *x = &e->count[i];
        if (x->owner != RULES_NONE) {
            count(w, x->key, x->taken ? 1 : -1);
            continue;
        }
        rules_id s = rules_find_state(&e->book->kase[e->book->cluster], x->key);
        if (s == RULES_NONE) continue;
        if (x->taken)
            w->clusters_in[s]++;
        else
            w->clusters_in[s]--;
    }
}

void core_tally_case(core_case *c, const core_count *x) {
    if (x->owner == RULES_NONE) return;
    if (x->taken) {
        core_counted *place = base_arena_alloc(c->arena, sizeof *place);
        *place =
            (core_counted){x->owner, base_arena_str(c->arena, x->tally), base_arena_str(c->arena, x->key), c->counted};
        c->counted = place;
        return;
    }
    for (core_counted **at = &c->counted; *at != NULL; at = &(*at)->next) {
        if ((*at)->owner != x->owner || !base_str_eq((*at)->tally, x->tally)) continue;
        *at = (*at)->next;
        return;
    }
}
