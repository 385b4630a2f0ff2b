/* event_fits.c - whether an event that was read can be folded into this world.
 *
 * fold trusts what it is given: cases that are there, indexes that lie within them. Here that trust is earned. Whether
 * the event was rightly decided is not asked; that is found by deciding again. */
#include "core/event_i.h"

static bool missing(base_err *why, base_str path) {
    return base_err_fmt(why, BASE_ERR_MISSING, "事件提到的事项“%.*s”不在记录中",
                        "the case “%.*s” that the event names is not on record", (int)base_utf8_head(path, 120).n,
                        path.p);
}

static base_str parent_path(base_str path) {
    size_t cut = path.n;
    while (cut > 0 && path.p[cut - 1] != '/') cut--;
    return (base_str){path.p, cut > 0 ? cut - 1 : 0};
}

static bool same_round(const core_case *c, const core_event *e) {
    base_str round = c->round != NULL ? c->round->path : (base_str){NULL, 0};
    return base_str_eq(round, e->round);
}

static bool round_fits(const core_world *w, const core_event *e, base_err *why) {
    const core_case *round = core_world_at(w, e->round);
    if (e->round.n == 0) return true;
    if (round == NULL) return missing(why, e->round);
    return round->kind == e->book->round || core_event_bad(why, "round");
}

/* What the event sets in a case above it, or moves it to, must be something that case's own version knows. */
static bool above_fits(const core_world *w, const core_event *e, base_err *why) {
    for (size_t i = 0; i < e->n_sets; i++) {
        if (e->set[i].path.n == 0) continue;
        const core_case *c = core_world_at(w, e->set[i].path);
        if (c == NULL) return missing(why, e->set[i].path);
        if (!core_case_takes(c, e->set[i].field, e->set[i].value)) return core_event_bad(why, "sets");
    }
    for (size_t i = 0; i < e->n_moves; i++) {
        const core_case *c = core_world_at(w, e->move[i].path);
        if (c == NULL) return missing(why, e->move[i].path);
        if (e->move[i].state >= core_kind(c)->n_states) return core_event_bad(why, "moves");
    }
    return true;
}

/* A place is taken by a case that has none of that tally, and given back by one that has it, there. */
static bool count_fits(const core_case *c, const core_count *x) {
    if (x->owner == RULES_NONE) {
        bool stands = c != NULL && base_str_eq(core_state(c)->name, x->key);
        return x->taken ? !stands : stands;
    }
    for (const core_counted *held = c != NULL ? c->counted : NULL; held != NULL; held = held->next) {
        if (held->owner == x->owner && base_str_eq(held->tally, x->tally))
            return !x->taken && base_str_eq(held->key, x->key);
    }
    return x->taken;
}

/* `c`: the case of the event; NULL when it begins. */
static bool counts_fit(const core_world *w, const core_case *c, const core_event *e, base_err *why) {
    for (size_t i = 0; i < e->n_counts; i++) {
        const core_count *x = &e->count[i];
        const core_case *of = x->path.n == 0 ? c : core_world_at(w, x->path);
        if (x->path.n > 0 && of == NULL) return missing(why, x->path);
        if (!count_fits(of, x)) return core_event_bad(why, "counts");
    }
    return true;
}

static bool goes_on(const core_world *w, const core_case *c, const core_event *e, base_err *why) {
    if (c->kind != e->kind) return core_event_bad(why, "kind");
    if (e->opens) return core_event_bad(why, "opens");
    if (c->book != e->book) return core_event_bad(why, "rulebook");
    if (!same_round(c, e)) return core_event_bad(why, "round");
    return above_fits(w, e, why) && counts_fit(w, c, e, why);
}

static bool begins(const core_world *w, const core_event *e, base_err *why) {
    base_str above = parent_path(e->path);
    const core_case *parent = core_world_at(w, above);
    if (above.n > 0 && parent == NULL) return missing(why, above);
    if (!e->opens) return missing(why, e->path);
    if ((parent != NULL ? parent->kind : RULES_NONE) != e->book->kase[e->kind].parent)
        return core_event_bad(why, "kind");
    return round_fits(w, e, why) && above_fits(w, e, why) && counts_fit(w, NULL, e, why);
}

bool core_event_fits(const core_world *w, const core_event *e, base_err *why) {
    if (e->adopts != NULL) return core_adoption_fits(w, e->adopts, why);
    const core_case *c = core_world_at(w, e->path);
    if (c != NULL) return goes_on(w, c, e, why);
    base_str rest, stream = base_str_cut(e->path, '/', &rest);
    bool root = rest.p == NULL;
    bool away = w->stream_max > 0 && core_streams_get(&w->streams, stream) == NULL && !(root && e->opens);
    return away || begins(w, e, why);
}
