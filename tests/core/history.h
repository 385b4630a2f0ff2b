/* history.h - one history kept as a store would keep it, and the worlds that must come of it.
 *
 * Each event that somebody granted is written as bytes and read back into two worlds: `full` holds every stream and is
 * never loaded; `store` holds rounds, counts and whatever dossiers chance left in memory, and now and then begins anew
 * from the bytes alone. Before an event is folded both decide again what was decided, and must write the same bytes. */
#ifndef JIQUN_TESTS_CORE_HISTORY_H
#define JIQUN_TESTS_CORE_HISTORY_H

#include "event_support.h"

enum { STREAM_MAX = 64 << 20 };

typedef struct {
    event_bytes bytes;
    base_str stream;
    bool adopts;
} kept_event;

typedef struct {
    base_arena *arena;   /* what is kept */
    base_arena *scratch; /* of one step; of the texts read into the store's world */
    base_arena *full_arena, *store_arena;
    core_world *full, *store;
    kept_event *log;
    size_t n, cap;
    prng rng;
    base_date today;
    size_t drops, loads, restarts; /* a history in which nothing is dropped shows nothing */
} history;

/* Adoptions come before anything a scenario does. */
static inline base_date history_first_day(void) { return date_of("2000-01-01"); }

static inline history *history_new(uint64_t seed) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    history *h = base_arena_alloc(arena, sizeof *h);
    h->arena = arena;
    h->scratch = base_arena_new((size_t)1 << 30);
    h->full_arena = base_arena_new((size_t)1 << 30);
    h->store_arena = base_arena_new((size_t)1 << 30);
    h->store = core_world_open(h->store_arena, STREAM_MAX);
    h->rng.state = seed;
    return h;
}

static inline void history_free(history *h) {
    core_world_close(h->store);
    base_arena_free(h->store_arena);
    base_arena_free(h->full_arena);
    base_arena_free(h->scratch);
    base_arena_free(h->arena);
}

static inline core_stamp history_stamp(history *h) {
    static const char *const ids[] = {"r-1", "", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "请求“一”\\\n"};
    return (core_stamp){.seq = h->n,
                        .at = (int64_t)(prng_next(&h->rng) % UINT64_C(4000000000000)),
                        .request = base_str_of(ids[prng_below(&h->rng, 4)]),
                        .parts = 1,
                        .edition = CORE_EDITION};
}

/* ---- streams of the store's world ---- */

static inline bool stays_in_memory(const core_world *w, const core_case *root) {
    return root->kind != core_world_book(w, BASE_DATE_NONE)->cluster;
}

static inline void load_stream(history *h, base_str name) {
    if (core_stream_here(h->store, name) != NULL) return;
    for (size_t i = 0; i < h->n; i++) {
        base_err e = {0};
        if (!base_str_eq(h->log[i].stream, name) || h->log[i].adopts) continue;
        core_event event = read_event(h->scratch, h->store, &h->log[i].bytes);
        if (!core_load_event(h->store, &event, i, &e)) fail_msg("event %zu of %.*s: %s", i, (int)name.n, name.p, e.en);
    }
    core_load_end(h->store, name);
    h->loads++;
}

static inline bool stream_is_known(const history *h, size_t n, base_str name) {
    for (size_t i = 0; i < n; i++) {
        if (base_str_eq(h->log[i].stream, name)) return true;
    }
    return false;
}

/* Rounds and the like, or dossiers; `chance` of 1: all of them. */
static inline void load_streams(history *h, bool dossiers, size_t chance) {
    const rules_book *b = core_world_book(h->store, BASE_DATE_NONE);
    for (size_t i = 0; i < h->n; i++) {
        core_leaf leaf;
        base_err e = {0};
        if (h->log[i].adopts || stream_is_known(h, i, h->log[i].stream)) continue;
        assert_true(core_leaf_read(h->scratch, h->log[i].bytes.leaf, &leaf, &e));
        if (base_str_eq(leaf.kind, b->kase[b->cluster].name) != dossiers) continue;
        if (prng_below(&h->rng, chance) == 0) load_stream(h, h->log[i].stream);
    }
}

static inline void drop_some(history *h) {
    core_case *next;
    for (core_case *c = core_world_first(h->store, core_world_book(h->store, BASE_DATE_NONE)->cluster); c != NULL;
         c = next) {
        next = c->next;
        if (prng_below(&h->rng, 3) != 0) continue;
        assert_true(core_stream_bytes(c) > 0);
        core_stream_drop(h->store, c);
        h->drops++;
    }
}

/* The store's world from the bytes alone: programme, everything that is no dossier, the counts. */
static inline void restart(history *h) {
    core_counts counts = core_world_counts(h->full, h->scratch);
    core_world_close(h->store);
    base_arena_reset(h->store_arena);
    h->store = core_world_open(h->store_arena, STREAM_MAX);
    for (size_t i = 0; i < h->n; i++) {
        base_err e = {0};
        if (!base_str_is(h->log[i].stream, "programme")) continue;
        core_event event = read_event(h->store_arena, h->store, &h->log[i].bytes);
        if (!core_load_event(h->store, &event, i, &e)) fail_msg("event %zu: %s", i, e.en);
    }
    load_streams(h, false, 1);
    if (prng_below(&h->rng, 2) == 0) load_streams(h, true, 2); /* before or after the world goes on */
    for (size_t i = 0; i < counts.n; i++) {
        if (counts.item[i].n != 0) core_world_set_count(h->store, counts.item[i].key, counts.item[i].n);
    }
    core_world_resume(h->store, h->n, core_world_last_day(h->full));
    h->restarts++;
    load_streams(h, true, 2);
}

/* ---- the same ---- */

static inline int by_count_key(const void *a, const void *b) {
    const core_counted *const *x = a, *const *y = b;
    return base_str_cmp((*x)->key, (*y)->key);
}

/* What put_case leaves out: where the case is counted, and when it was last touched. */
static inline void put_rest(base_buf *b, const core_case *c) {
    const core_counted *all[100];
    size_t n = 0;
    for (const core_counted *x = c->counted; x != NULL && n < 100; x = x->next) all[n++] = x;
    qsort(all, n, sizeof *all, by_count_key);
    base_buf_fmt(b, "%llu %d %u %u", (unsigned long long)c->touched_seq, c->touched, c->no, c->n_below);
    for (size_t i = 0; i < n; i++) base_buf_fmt(b, " %u %.*s", all[i]->owner, (int)all[i]->key.n, all[i]->key.p);
    base_buf_putc(b, '\n');
    for (const core_case *k = c->child; k != NULL; k = k->sibling) put_rest(b, k);
}

static inline base_str stream_text(base_arena *arena, const core_case *root) {
    base_buf b;
    base_buf_init(&b, (size_t)64 << 20);
    put_tree(&b, root);
    put_rest(&b, root);
    assert_false(b.full);
    base_str out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

static inline void same_stream(history *h, base_str name) {
    const core_case *here = core_stream_here(h->store, name), *full = core_stream_here(h->full, name);
    assert_true(here == NULL || full != NULL);
    if (here == NULL) return;
    base_str a = stream_text(h->scratch, full), b = stream_text(h->scratch, here);
    if (!base_str_eq(a, b)) fail_msg("full:\n%.*s\nstore:\n%.*s", (int)a.n, a.p, (int)b.n, b.p);
}

static inline void same_counts(history *h) {
    core_counts a = core_world_counts(h->full, h->scratch), b = core_world_counts(h->store, h->scratch);
    size_t j = 0;
    for (size_t i = 0; i < a.n; i++) {
        if (a.item[i].n == 0) continue;
        while (j < b.n && b.item[j].n == 0) j++;
        if (j == b.n || !base_str_eq(a.item[i].key, b.item[j].key) || a.item[i].n != b.item[j].n)
            fail_msg("%.*s: %lld", (int)a.item[i].key.n, a.item[i].key.p, (long long)a.item[i].n);
        assert_int_equal(core_world_get_count(h->store, b.item[j].key), b.item[j].n);
        j++;
    }
    while (j < b.n && b.item[j].n == 0) j++;
    assert_int_equal(j, b.n);
    assert_int_equal(core_world_seq(h->store), core_world_seq(h->full));
    assert_int_equal(core_world_last_day(h->store), core_world_last_day(h->full));
}

/* ---- one more event ---- */

static inline void day_comes(history *h, base_date today) {
    h->today = today;
    core_world_set_day(h->full, today);
    if (core_world_recounts(h->store, today)) load_streams(h, true, 1);
    core_world_set_day(h->store, today);
}

static inline void keep(history *h, const event_bytes *bytes, base_str stream, bool adopts) {
    assert_canonical(bytes->leaf);
    assert_canonical(bytes->payload);
    assert_true(bytes->person.n == 0 || is_canonical(bytes->person));
    h->log = base_arena_grow(h->arena, h->log, h->n, &h->cap, sizeof *h->log);
    h->log[h->n++] = (kept_event){*bytes, base_arena_str(h->arena, stream), adopts};
}

static inline void fold_into(core_world *w, const core_event *e) {
    base_err why = {0};
    if (!core_event_fits(w, e, &why)) fail_msg("%.*s: %s", (int)e->path.n, e->path.p, why.en);
    core_fold(w, e);
}

/* The command that the event answers, decided in `w`, gives these bytes again. */
static inline void decided_again(history *h, const core_world *w, const event_bytes *bytes) {
    core_event e = read_event(h->scratch, w, bytes);
    core_command c = {.actor = e.actor,
                      .today = e.day,
                      .action = e.book->action[e.action].name,
                      .target = &e.path,
                      .n_targets = 1,
                      .arg = e.arg,
                      .n_args = e.n_args,
                      .draft = e.facts};
    core_answer a = core_decide(w, &c, h->scratch);
    if (!a.granted) print_refusals(&a);
    assert_true(a.granted && a.n_events == 1);
    core_event again = a.event[0];
    event_bytes second = write_event(h->scratch, w, &again, bytes->stamp);
    assert_same_bytes(bytes->payload, second.payload);
    assert_same_bytes(bytes->leaf, second.leaf);
}

/* Somebody gave the same text for a field that is not private too. */
static inline bool given_openly(const core_event *given, base_str text) {
    for (size_t i = 0; i < given->n_args; i++) {
        rules_id f = rules_find_field(&given->book->kase[given->kind], given->arg[i].key);
        bool is_private = f != RULES_NONE && given->book->kase[given->kind].field[f].is_private;
        if (!is_private && base_str_eq(given->arg[i].value, text)) return true;
    }
    return false;
}

/* No private value is left in what is kept for good. */
static inline void keeps_private(base_arena *arena, const core_event *given, const event_bytes *bytes) {
    for (size_t i = 0; i < given->n_sets; i++) {
        const core_set *s = &given->set[i];
        if (s->path.n > 0 || !given->book->kase[given->kind].field[s->field].is_private) continue;
        base_str value = s->value.text;
        if (base_str_is(value, "＊") || given_openly(given, value)) continue;
        const char *quoted = base_arena_fmt(arena, "\"%.*s\"", (int)value.n, value.p).p;
        assert_true(holds_text(bytes->person, quoted));
        if (holds_text(bytes->payload, quoted)) fail_msg("%s is in %s", quoted, bytes->payload.p);
    }
}

/* Chance decides what of the store's world is in memory. */
static inline void shuffle(history *h, base_str stream) {
    bool here = core_stream_here(h->store, stream) != NULL;
    if (prng_below(&h->rng, 40) == 0) restart(h);
    if (prng_below(&h->rng, 3) == 0) drop_some(h);
    if (!here || prng_below(&h->rng, 2) == 0) load_stream(h, stream);
}

/* `given` was granted in `w` as number `part` of `parts`, and rests on one of its versions, whose digest `full` and
 * `store` know too. */
static inline void record_event(history *h, const core_world *w, const core_event *given, size_t part, size_t parts) {
    core_event e = *given;
    core_stamp stamp = history_stamp(h);
    stamp.part = (unsigned)part;
    stamp.parts = (unsigned)parts;
    base_str rest, stream = base_str_cut(e.path, '/', &rest);
    base_arena_reset(h->scratch);
    day_comes(h, e.day);
    event_bytes bytes = write_event(h->arena, w, &e, stamp);
    keeps_private(h->scratch, given, &bytes);
    there_and_back(h->scratch, w, &bytes);
    load_stream(h, stream);
    decided_again(h, h->full, &bytes);
    decided_again(h, h->store, &bytes);
    shuffle(h, stream);
    bool begins = e.opens && rest.p == NULL;
    if (prng_below(&h->rng, 2) == 0 && !begins) { /* it comes from another node: the dossier may be away */
        core_case *root = core_stream_here(h->store, stream);
        if (root != NULL && !stays_in_memory(h->store, root)) core_stream_drop(h->store, root);
    }
    core_event read = read_event(h->scratch, h->full, &bytes);
    fold_into(h->full, &read);
    read = there_and_back(h->scratch, h->store, &bytes);
    fold_into(h->store, &read);
    keep(h, &bytes, stream, false);
    same_counts(h);
    same_stream(h, stream);
}

/* A text takes effect; `full` is begun by the first rulebook. */
static inline void record_adoption(history *h, core_adoption *a, core_actor by, base_date day) {
    base_arena_reset(h->scratch);
    if (h->full != NULL) day_comes(h, day);
    const core_world *w = h->full != NULL ? h->full : h->store;
    core_event e = adoption_of(h->arena, w, a, by, day);
    event_bytes bytes = write_event(h->arena, w, &e, history_stamp(h));
    core_event read = there_and_back(h->store_arena, h->store, &bytes);
    fold_into(h->store, &read);
    if (h->full != NULL) {
        read = read_event(h->full_arena, h->full, &bytes);
        fold_into(h->full, &read);
    }
    keep(h, &bytes, BASE_STR("programme"), true);
    if (h->full != NULL) same_counts(h);
}

/* The same world as the others, made as one without a log is, and told what a log would have told it. */
static inline void begin_full(history *h) {
    core_event read[3];
    for (size_t i = 0; i < 3; i++) read[i] = read_event(h->full_arena, h->store, &h->log[i].bytes);
    h->full = core_world_new(h->full_arena, read[2].adopts->book, read[0].adopts->divisions, read[1].adopts->workdays);
    h->full->version[0].digest = read[2].adopts->digest;
    h->full->version[0].seq = h->full->seq = 3;
    h->full->last_day = history_first_day();
    if (h->full->programme != NULL) h->full->programme->touched_seq = 3;
}

/* Divisions, working days and the first rulebook. */
static inline void record_beginning(history *h, core_adoption *rulebook) {
    core_actor by = {BASE_STR("ministry"), {NULL, 0}};
    core_adoption places = adoption_from_file(h->arena, CORE_ADOPT_DIVISIONS, "divisions", "data/divisions.csv",
                                              "data/channels.csv"),
                  days = adoption_from_file(h->arena, CORE_ADOPT_WORKDAYS, "workdays", "data/workdays.csv", NULL);
    record_adoption(h, &places, by, history_first_day());
    record_adoption(h, &days, by, history_first_day());
    record_adoption(h, rulebook, by, history_first_day());
    begin_full(h);
}

/* In the end everything is loaded and held against the full world. */
static inline void history_ends(history *h) {
    base_arena_reset(h->scratch);
    restart(h);
    day_comes(h, h->today);
    load_streams(h, true, 1);
    for (size_t i = 0; i < h->n; i++) same_stream(h, h->log[i].stream);
    same_counts(h);
}

#endif
