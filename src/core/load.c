/* load.c - see load.h. */
#include "core/load.h"

#include <stdlib.h>

#include "core/world_i.h"

core_case *core_stream_here(const core_world *w, base_str path) {
    base_str rest;
    return core_streams_get(&w->streams, base_str_cut(path, '/', &rest));
}

size_t core_stream_bytes(const core_case *root) { return base_arena_held(root->arena); }

/* Versions up to which the root has come: that of its own book. */
static size_t version_of(const core_world *w, const core_case *root) {
    size_t i = w->n_versions;
    while (i > 0 && w->version[i - 1].book != root->book) i--;
    return i;
}

/* Whether that was on record when the version was taken up: on its first day, or when it was adopted if that was later,
 * before anything was decided under it. */
static bool came_before(core_recorded r, const core_version *v) { return r.seq < v->seq || r.day < v->from; }

/* A version that counts otherwise took its places by the divisions as they were on record then, and so it does again:
 * what was recorded since is put aside meanwhile. */
static void take_up(core_world *w, core_case *root, size_t i) {
    const core_version *v = &w->version[i];
    const core_divisions *divisions = w->divisions;
    size_t n = w->n_successions;
    while (w->n_successions > 0 && !came_before(w->succession[w->n_successions - 1].recorded, v)) w->n_successions--;
    for (size_t k = 0; k < w->n_places && (k == 0 || came_before(w->places[k].recorded, v)); k++)
        w->divisions = w->places[k].divisions;
    core_stream_take_up(w, root, v->book, false);
    w->divisions = divisions;
    w->n_successions = n;
    root->load_version = i + 1;
}

/* Takes up the versions that were in force before the event `seq` of `day`. Cases below the root may stand under older
 * versions; what moves on is for the version to say, so each is tried in order. */
static void take_up_until(core_world *w, core_case *root, uint64_t seq, base_date day) {
    for (size_t i = root->load_version; i < w->n_versions; i++) {
        const core_version *v = &w->version[i];
        if (v->seq > seq || v->from > day) return;
        take_up(w, root, i);
    }
}

/* Events come in the order in which they were recorded. */
static bool in_order(const core_case *root, const core_event *event, uint64_t seq, base_err *e) {
    bool later =
        root == NULL || (seq >= root->touched_seq && (root->touched == BASE_DATE_NONE || event->day >= root->touched));
    return later || base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”的事件次序不对", "the events of “%.*s” are not in order",
                                 (int)base_utf8_head(event->path, 120).n, event->path.p);
}

bool core_load_event(core_world *w, const core_event *event, uint64_t seq, base_err *e) {
    core_case *root = core_stream_here(w, event->path);
    if (!in_order(root, event, seq, e)) return false;
    if (event->adopts != NULL) {
        if (!core_adoption_fits(w, event->adopts, e)) return false;
        core_adoption_fold(w, event->adopts, seq + 1);
        return true;
    }
    if (root != NULL) take_up_until(w, root, seq, event->day);
    bool begins = root == NULL;
    if (begins && (!event->opens || memchr(event->path.p, '/', event->path.n) != NULL)) {
        return base_err_fmt(e, BASE_ERR_INPUT, "事项“%.*s”的第一个事件不是开始",
                            "the first event of “%.*s” does not open it", (int)base_utf8_head(event->path, 120).n,
                            event->path.p);
    }
    if (!core_event_fits(w, event, e)) return false;
    core_case *c = core_fold_stream(w, event, seq + 1);
    if (begins) c->load_version = version_of(w, c);
    return true;
}

core_case *core_load_end(core_world *w, base_str name) {
    core_case *root = core_stream_here(w, name);
    if (root == NULL) return NULL;
    for (size_t i = root->load_version; i < w->n_taken_up; i++) take_up(w, root, i);
    return root;
}

void core_stream_drop(core_world *w, core_case *root) {
    core_world_unlink(w, root);
    base_arena_free(root->arena);
}

static const char register_prefix[] = "register|";

static size_t *register_place(core_world *w, base_str key) {
    const size_t n = sizeof register_prefix - 1;
    if (!base_str_starts(key, BASE_STR("register|")) || w->n_versions == 0) return NULL;
    const rules_book *b = w->version[w->n_versions - 1].book;
    if (b->cluster == RULES_NONE) return NULL;
    rules_id s = rules_find_state(&b->kase[b->cluster], (base_str){key.p + n, key.n - n});
    return s != RULES_NONE ? &w->clusters_in[s] : NULL;
}

void core_world_set_count(core_world *w, base_str key, int64_t n) {
    size_t *place = register_place(w, key);
    if (place != NULL)
        *place = (size_t)n;
    else
        base_map_put(&w->tallies, key)->value.num = n;
}

int64_t core_world_get_count(const core_world *w, base_str key) {
    if (base_str_starts(key, BASE_STR("register|"))) {
        const size_t n = sizeof register_prefix - 1;
        return (int64_t)core_world_count(w, (base_str){key.p + n, key.n - n});
    }
    const base_map_slot *s = base_map_get(&w->tallies, key);
    return s != NULL ? s->value.num : 0;
}

base_str core_count_key(base_arena *arena, const core_count *x) {
    if (x->owner != RULES_NONE) return x->key;
    return base_arena_fmt(arena, "%s%.*s", register_prefix, (int)x->key.n, x->key.p);
}

static int by_key(const void *a, const void *b) {
    const core_count_row *x = a, *y = b;
    return base_str_cmp(x->key, y->key);
}

core_counts core_world_counts(const core_world *w, base_arena *arena) {
    core_counts out = {.item = base_arena_array(arena, w->tallies.n + RULES_MAX_STATES, sizeof *out.item)};
    for (size_t i = 0; i < w->tallies.cap; i++) {
        const base_map_slot *s = &w->tallies.slot[i];
        if (s->key.p != NULL) out.item[out.n++] = (core_count_row){s->key, s->value.num};
    }
    const rules_book *b = w->n_versions > 0 ? w->version[w->n_versions - 1].book : NULL;
    size_t states = b != NULL && b->cluster != RULES_NONE ? b->kase[b->cluster].n_states : 0;
    for (size_t i = 0; i < states; i++) {
        base_str name = b->kase[b->cluster].state[i].name;
        base_str key = base_arena_fmt(arena, "%s%.*s", register_prefix, (int)name.n, name.p);
        out.item[out.n++] = (core_count_row){key, (int64_t)w->clusters_in[i]};
    }
    if (out.n > 1) qsort(out.item, out.n, sizeof *out.item, by_key);
    return out;
}

void core_world_resume(core_world *w, uint64_t size, base_date last_day) {
    w->seq = size;
    w->last_day = last_day;
    size_t n = w->n_versions > 0 ? 1 : 0;
    while (n < w->n_versions && w->version[n].seq < size && w->version[n].from <= last_day) n++;
    w->n_taken_up = n;
    for (size_t i = 0; i < w->streams.cap; i++) {
        if (w->streams.slot[i] != NULL) core_load_end(w, w->streams.slot[i]->path);
    }
}

/* ---- whether two texts count alike ---- */

/* A version keeps the order of the states it had, so bits mean the same. */
static bool same_tally(const rules_tally *x, const rules_tally *y) {
    return base_str_eq(x->name, y->name) && x->kase == y->kase && x->keys == y->keys && x->ever == y->ever &&
           x->mask == y->mask;
}

static bool counts_alike(const rules_book *a, const rules_book *b) {
    for (size_t k = 0; k < b->n_cases; k++) {
        size_t had = k < a->n_cases ? a->kase[k].n_tallies : 0;
        if (had != b->kase[k].n_tallies) return false;
        for (size_t i = 0; i < had; i++) {
            if (!same_tally(&a->kase[k].tally[i], &b->kase[k].tally[i])) return false;
        }
    }
    return true;
}

bool core_world_recounts(const core_world *w, base_date today) {
    for (size_t i = w->n_taken_up; i > 0 && i < w->n_versions && w->version[i].from <= today; i++) {
        if (!counts_alike(w->version[i - 1].book, w->version[i].book)) return true;
    }
    return false;
}

bool core_world_takes_up(const core_world *w, base_date today) {
    return w->n_taken_up < w->n_versions && w->version[w->n_taken_up].from <= today;
}

/* The first version holds from the first day on, whatever day it names. */
bool core_world_is_ahead(const core_world *w, base_date day) {
    return w->n_taken_up > 1 && w->version[w->n_taken_up - 1].from > day;
}
