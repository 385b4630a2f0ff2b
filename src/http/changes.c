/* changes.c - see changes.h. */
#include "http/changes.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/json_out.h"
#include "http/identify.h"
#include "http/problem.h"
#include "http/server_i.h"
#include "http/service.h"

enum { RING = 4096, TEXT_MAX = 640, PLACE_MAX = 16, REPLAY = 256, BEAT_MS = 15000, KEPT = 512, KEPT_MAX = 64 << 10 };

typedef struct {
    uint64_t seq;
    size_t n;
    char place[PLACE_MAX]; /* of the dossier; "" for what belongs to no place */
    char text[TEXT_MAX];   /* one event as it is sent */
} change;

struct http_changes {
    pthread_mutex_t lock;
    change *ring;        /* event number seq stands at seq % RING */
    uint64_t first, end; /* numbers of those in the ring: first … end - 1 */
    bool begun;
};

http_changes *http_changes_new(void) {
    http_changes *c = base_zeroed(1, sizeof *c);
    c->ring = base_zeroed(RING, sizeof *c->ring);
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void http_changes_free(http_changes *c) {
    if (c == NULL) return;
    pthread_mutex_destroy(&c->lock);
    free(c->ring);
    free(c);
}

/* ---- one change ---- */

/* False when it does not fit: then nothing is sent for it but its number goes by. */
static bool write_change(change *out, const store_event *row, base_arena *arena) {
    core_leaf leaf;
    base_err e = {0};
    base_buf b;
    base_json j;
    out->seq = row->seq;
    out->n = 0;
    if (!core_leaf_read(arena, row->leaf, &leaf, &e)) return false;
    base_buf_init(&b, TEXT_MAX);
    base_buf_fmt(&b, "id: %llu\nevent: change\ndata: ", (unsigned long long)row->seq);
    base_json_init(&j, &b);
    base_json_obj(&j);
    base_json_number(&j, "seq", row->seq);
    base_json_text(&j, "path", leaf.path);
    base_json_text(&j, "kind", leaf.kind);
    base_json_text(&j, "action", leaf.action);
    base_json_text(&j, "level", leaf.level);
    base_json_text(&j, "article", leaf.article);
    base_json_day(&j, "day", leaf.day);
    base_json_obj_end(&j);
    base_buf_puts(&b, BASE_STR("\n\n"));
    if (!b.full && base_json_done(&j)) {
        memcpy(out->text, b.p, b.n);
        out->n = b.n;
    }
    base_buf_free(&b);
    return out->n > 0;
}

/* ---- the ring ---- */

typedef struct {
    change *list;
    uint64_t *stream; /* of each */
    size_t n, max;
    base_arena *arena;
} taken;

static bool take(void *ctx, const store_event *row) {
    taken *t = ctx;
    write_change(&t->list[t->n], row, t->arena);
    t->stream[t->n] = row->stream;
    t->n++;
    return t->n < t->max;
}

static void keep(char to[PLACE_MAX], base_str s) {
    size_t n = s.n < PLACE_MAX ? s.n : 0;
    memcpy(to, s.p, n);
    to[n] = 0;
}

/* Where each of them belongs: rows of streams that changed together are asked for once. */
static bool find_places(taken *t, app *reader, base_err *e) {
    for (size_t i = 0; i < t->n; i++) {
        store_standing root;
        bool found = false;
        if (i > 0 && t->stream[i] == t->stream[i - 1]) {
            memcpy(t->list[i].place, t->list[i - 1].place, PLACE_MAX);
            continue;
        }
        if (!store_standing_get(app_store(reader), t->arena, t->stream[i], 0, &root, &found, e)) return false;
        if (found) keep(t->list[i].place, root.place);
    }
    return true;
}

/* Events from `from`, at most `max`; in the arena. */
static bool read_log(app *reader, uint64_t from, uint64_t until, size_t max, base_arena *arena, taken *t, base_err *e) {
    *t = (taken){.arena = arena};
    if (until <= from) return true;
    if (until - from > max) until = from + max;
    t->max = (size_t)(until - from);
    t->list = base_arena_array(arena, t->max, sizeof *t->list);
    t->stream = base_arena_array(arena, t->max, sizeof *t->stream);
    return store_events(app_store(reader), from, until, take, t, e) && find_places(t, reader, e);
}

static void add_to_ring(http_changes *c, const taken *t) {
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < t->n; i++) c->ring[t->list[i].seq % RING] = t->list[i];
    if (t->n > 0) c->end = t->list[t->n - 1].seq + 1;
    if (c->end - c->first > RING) c->first = c->end - RING;
    pthread_mutex_unlock(&c->lock);
}

bool http_changes_look(http_changes *c, app *reader, bool *news, base_err *e) {
    store_head head;
    taken t;
    *news = false;
    if (!store_head_get(app_store(reader), &head, e)) return false;
    if (!c->begun || head.size < c->end || head.size - c->end > RING) {
        pthread_mutex_lock(&c->lock);
        c->first = c->end = c->begun && head.size > RING ? head.size - RING : head.size;
        c->begun = true;
        pthread_mutex_unlock(&c->lock);
    }
    if (head.size == c->end) return true;
    base_arena *arena = base_arena_new((size_t)64 << 20);
    bool good = read_log(reader, c->end, head.size, RING, arena, &t, e);
    if (good) add_to_ring(c, &t);
    *news = good;
    base_arena_free(arena);
    return good;
}

/* ---- a stream ---- */

typedef struct {
    http_changes *changes;
    http_exchange *x;
    app_viewer viewer;
    base_str claim; /* the session or token by which he listens */
    bool is_token, over;
    uint64_t next; /* number of the event to be looked at */
    int64_t said;  /* when something was last sent */
} listener;

static void put(const change *c, char *to, size_t max, size_t *n, bool *full) {
    *full = c->n > max - *n;
    if (*full) return;
    memcpy(to + *n, c->text, c->n);
    *n += c->n;
}

static bool sees(const listener *l, const core_world *w, const change *c) {
    return app_may_see_standing(w, &l->viewer, http_today(l->x->service), base_str_of(c->place)) == APP_SIGHT_FULL;
}

static void from_ring(listener *l, const core_world *w, char *to, size_t max, size_t *n) {
    http_changes *c = l->changes;
    bool full = false;
    while (l->next < c->end && !full) {
        const change *one = &c->ring[l->next % RING];
        if (sees(l, w, one)) put(one, to, max, n, &full);
        if (!full) l->next++;
    }
}

/* What is no longer in the ring. */
static bool from_log(listener *l, app *reader, uint64_t until, char *to, size_t max, size_t *n) {
    taken t;
    base_err e = {0};
    bool full = false;
    base_arena *arena = base_arena_new((size_t)16 << 20);
    bool good = read_log(reader, l->next, until, REPLAY, arena, &t, &e) && t.n > 0;
    for (size_t i = 0; good && i < t.n && !full; i++) {
        if (sees(l, app_world(reader), &t.list[i])) put(&t.list[i], to, max, n, &full);
        if (!full) l->next = t.list[i].seq + 1;
    }
    base_arena_free(arena);
    return good;
}

/* What is there for this listener; nothing when all of it is for others. */
static bool look(listener *l, char *to, size_t max, size_t *n) {
    http_changes *c = l->changes;
    app *reader = http_world(l->x);
    if (reader == NULL) return false;
    pthread_mutex_lock(&c->lock);
    uint64_t first = c->first;
    if (l->next >= first) from_ring(l, app_world(reader), to, max, n);
    pthread_mutex_unlock(&c->lock);
    while (l->next < first && *n == 0) {
        if (!from_log(l, reader, first, to, max, n)) return false;
    }
    /* Nothing is told any more to whoever has signed out, or lost his office or his account, since he began. */
    l->over = *n > 0 && !http_claim_holds(l->x, l->claim, l->is_token);
    return true;
}

static enum http_filled fill(void *ctx, char *to, size_t max, size_t *n) {
    listener *l = ctx;
    http_changes *c = l->changes;
    pthread_mutex_lock(&c->lock);
    uint64_t end = c->end;
    pthread_mutex_unlock(&c->lock);
    if (l->next < end && !look(l, to, max, n)) return HTTP_FILLED_BROKEN;
    if (l->over) return HTTP_FILLED_END;
    int64_t now = http_monotonic_ms();
    if (*n == 0 && l->next >= end && now - l->said >= BEAT_MS && max >= 3) {
        /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): bytes of a stream, no text with an end */
        memcpy(to, ":\n\n", 3); /* a comment: whoever has gone is noticed by it */
        *n = 3;
    }
    if (*n == 0) return HTTP_FILLED_ASLEEP;
    l->said = now;
    return HTTP_FILLED_SOME;
}

/* Another node may have told of events that this one has not looked at yet: its clients go on after those. A number
 * that the log has not reached is none of its events. */
static bool begin_after(http_changes *c, http_exchange *x, uint64_t last, uint64_t *next) {
    store_head head;
    base_err e = {0};
    pthread_mutex_lock(&c->lock);
    *next = last < c->end ? last + 1 : c->end;
    pthread_mutex_unlock(&c->lock);
    if (last < *next || last == UINT64_MAX) return true;
    app *reader = http_reader(x);
    if (reader == NULL) return false;
    if (!store_head_get(app_store(reader), &head, &e)) {
        http_problem_of(x, &e);
        return false;
    }
    if (last < head.size) *next = last + 1;
    return true;
}

enum http_step http_changes_stream(http_changes *c, http_exchange *x, const app_viewer *viewer, uint64_t last) {
    uint64_t next = 0;
    if (!begin_after(c, x, last, &next)) return HTTP_NOW;
    x->kept = base_arena_new_sized(KEPT_MAX, KEPT);
    listener *l = base_arena_alloc(x->kept, sizeof *l);
    *l = (listener){.changes = c, .x = x, .viewer = *viewer, .next = next};
    l->claim = base_arena_str(x->kept, http_claim(x, &l->is_token));
    l->viewer.actor.level = base_arena_str(x->kept, viewer->actor.level);
    l->viewer.actor.who = base_arena_str(x->kept, viewer->actor.who);
    x->fill_block = TEXT_MAX;
    http_set(x, "X-Accel-Buffering", BASE_STR("no"));
    http_stream(x, 200, "text/event-stream", fill, l, NULL);
    return HTTP_NOW;
}
