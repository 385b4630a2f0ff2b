/* Any bytes as an event that comes at some moment of a life: read or refused with a message in both languages. What is
 * read is written to bytes that read back the same, and if it fits it is folded; then the world is whole.
 *
 * The first byte says how many events of scenarios/life.case are on record, and whether the dossier is in memory; the
 * second, whether what follows is the event itself (leaf, line end, payload) or changes to the next event of that life:
 * four bytes a change, where and how many bytes go (a byte and two, taken modulo), how many of the input come. The data
 * root is JIQUN_ROOT, else the source tree this was built from. */
#include "core/event_i.h"
#include "core/load.h"
#include "core/play.h"
#include "reference.h"

enum { MAX_EVENTS = 100, MAX_CHANGES = 8, SCRATCH = 256 << 20 };

#define DIGEST BASE_STR("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")

typedef struct {
    base_str leaf, payload;
} event_bytes;

typedef struct {
    base_arena *arena;
    core_divisions *divisions;
    base_workdays *workdays;
    const rules_book *book;
    core_world *world; /* only to name the version */
    event_bytes bytes[MAX_EVENTS];
    core_event event[MAX_EVENTS];
    size_t n;
} library;

static core_world *empty_world(const library *l, base_arena *arena) {
    core_world *w = core_world_open(arena, (size_t)64 << 20);
    core_adoption a[] = {
        {.matter = CORE_ADOPT_DIVISIONS, .divisions = l->divisions},
        {.matter = CORE_ADOPT_WORKDAYS, .workdays = l->workdays},
        {.matter = CORE_ADOPT_RULEBOOK, .book = l->book, .from = l->book->force_from, .digest = DIGEST}};
    for (size_t i = 0; i < 3; i++) core_adoption_fold(w, &a[i], i + 1);
    core_world_resume(w, 3, BASE_DATE_NONE);
    return w;
}

/* ---- bytes ---- */

static base_str kept(base_arena *arena, base_buf *b) {
    base_str s = base_arena_str(arena, base_buf_str(b));
    base_buf_clear(b);
    return s;
}

static event_bytes written(base_arena *arena, const core_world *w, core_event *e, const core_stamp *s) {
    base_buf b;
    event_bytes out;
    base_str person = {NULL, 0};
    base_buf_init(&b, (size_t)CORE_PAYLOAD_MAX * 2);
    if (core_event_part_person(arena, e, &b)) person = DIGEST;
    base_buf_clear(&b);
    must(core_event_put_payload(&b, e, s));
    out.payload = kept(arena, &b);
    must(core_event_put_leaf(&b, w, e, s, DIGEST, person));
    out.leaf = kept(arena, &b);
    base_buf_free(&b);
    return out;
}

static bool read_bytes(base_arena *arena, const core_world *w, const event_bytes *bytes, core_event *e, core_stamp *s) {
    core_leaf leaf;
    base_err err = {0};
    bool good =
        core_leaf_read(arena, bytes->leaf, &leaf, &err) && core_event_read(arena, w, &leaf, bytes->payload, e, s, &err);
    must(good || (err.zh[0] != '\0' && err.en[0] != '\0'));
    return good;
}

/* ---- the life ---- */

static void take_step(void *ctx, const core_play_step *s) {
    library *l = ctx;
    core_stamp stamp = {.at = INT64_C(1700000000000), .request = BASE_STR("r"), .parts = 1, .edition = CORE_EDITION};
    if (s->kind != CORE_PLAY_ACTION || s->refused || s->answer == NULL) return;
    for (size_t i = 0; i < s->answer->n_events && l->n < MAX_EVENTS; i++) {
        core_event e = s->answer->event[i];
        stamp.seq = 3 + l->n;
        l->bytes[l->n] = written(l->arena, l->world, &e, &stamp);
        must(read_bytes(l->arena, l->world, &l->bytes[l->n], &l->event[l->n], &stamp));
        l->n++;
    }
}

static const library *the_library(void) {
    static library l;
    if (l.arena != NULL) return &l;
    const reference r = read_reference();
    l.arena = r.arena;
    l.divisions = r.divisions;
    l.workdays = r.workdays;
    l.book = r.book;
    l.world = empty_world(&l, l.arena);
    const core_play_host host = {
        .ctx = &l, .step = take_step, .divisions = l.divisions, .workdays = l.workdays, .book = l.book};
    core_player *p = core_player_new(&host);
    must(core_player_run(p, read_data(l.arena, "scenarios/life.case"), BASE_STR("life")) == CORE_PLAY_AS_EXPECTED);
    core_player_free(p);
    return &l;
}

static core_world *world_at(const library *l, base_arena *arena, size_t n, bool away) {
    core_world *w = empty_world(l, arena);
    for (size_t i = 0; i < n; i++) {
        core_world_set_day(w, l->event[i].day);
        core_fold(w, &l->event[i]);
    }
    core_case *c = core_stream_here(w, BASE_STR("c1"));
    if (away && c != NULL) core_stream_drop(w, c);
    return w;
}

/* ---- the event ---- */

static base_str changed(base_arena *arena, base_str s, const uint8_t **p, size_t *n) {
    size_t at = ((size_t)(*p)[0] << 8 | (*p)[1]) % (s.n + 1), gone = (*p)[2] % 64, come = (*p)[3] % 64;
    *p += 4;
    *n -= 4;
    if (gone > s.n - at) gone = s.n - at;
    if (come > *n) come = *n;
    char *out = base_arena_alloc(arena, s.n - gone + come + 1);
    memcpy(out, s.p, at);
    if (come > 0) memcpy(out + at, *p, come);
    memcpy(out + at + come, s.p + at + gone, s.n - at - gone);
    *p += come;
    *n -= come;
    return (base_str){out, s.n - gone + come};
}

static event_bytes bytes_of(const library *l, base_arena *arena, size_t at, const uint8_t *p, size_t n) {
    event_bytes out;
    bool raw = n == 0 || p[0] % 2 == 0;
    bool leaf = n > 0 && p[0] % 4 == 1;
    if (n > 0) p++, n--;
    if (raw) {
        base_str rest, all = base_arena_str(arena, (base_str){(const char *)p, n});
        out.leaf = base_str_cut(all, '\n', &rest);
        out.payload = rest;
        return out;
    }
    out = l->bytes[at];
    for (int i = 0; i < MAX_CHANGES && n >= 4; i++) {
        base_str *which = leaf ? &out.leaf : &out.payload;
        *which = changed(arena, *which, &p, &n);
    }
    return out;
}

/* Everything that hangs together in a stream is where it belongs. */
static void is_whole(const core_case *c, const core_case *parent) {
    must(c->parent == parent && c->control.state < core_kind(c)->n_states);
    for (size_t i = 0; i < core_kind(c)->n_fields; i++) {
        const rules_field *f = &core_kind(c)->field[i];
        must(!c->field[i].set || f->type != RULES_V_CHOICE || (c->field[i].n >= 0 && c->field[i].n < f->n_choices));
        must(c->field[i].text.n == 0 || memchr(c->field[i].text.p, 0, c->field[i].text.n) == NULL);
    }
    for (size_t i = 0; i < c->facts.n; i++) must(c->facts.item[i].fact < c->book->n_facts);
    for (const core_counted *x = c->counted; x != NULL; x = x->next) must(x->owner < c->book->n_cases && x->key.n > 0);
    for (const core_case *k = c->child; k != NULL; k = k->sibling) is_whole(k, c);
}

static void world_is_whole(const core_world *w) {
    size_t n = 0;
    for (size_t k = 0; k < RULES_MAX_CASES; k++) {
        for (const core_case *c = w->first[k]; c != NULL; c = c->next, n++) {
            must(core_stream_here(w, c->path) == c && c->kind == k);
            is_whole(c, NULL);
        }
    }
    must(n == w->streams.n);
}

static void comes_back(base_arena *arena, const core_world *w, const core_event *e, const core_stamp *s) {
    core_event first = *e, again;
    core_stamp stamp;
    event_bytes one = written(arena, w, &first, s);
    must(read_bytes(arena, w, &one, &again, &stamp));
    must(stamp.seq == s->seq && stamp.at == s->at && stamp.part == s->part && stamp.parts == s->parts);
    event_bytes two = written(arena, w, &again, &stamp);
    must(base_str_eq(one.leaf, two.leaf) && base_str_eq(one.payload, two.payload));
}

static void try_event(core_world *w, const event_bytes *bytes, base_arena *arena) {
    core_event e;
    core_stamp s;
    base_err err = {0};
    core_draft d;
    core_draft_read(arena, w->version[0].book, bytes->payload, &d, &err);
    if (!read_bytes(arena, w, bytes, &e, &s)) return;
    comes_back(arena, w, &e, &s);
    core_world_set_day(w, e.day);
    err = (base_err){0};
    if (!core_event_fits(w, &e, &err)) {
        must(err.zh[0] != '\0' && err.en[0] != '\0');
        return;
    }
    core_case *c = core_fold(w, &e);
    must(c == NULL || base_str_eq(c->path, e.path));
    world_is_whole(w);
    core_world_set_day(w, e.day + 4000); /* a text that was adopted is taken up */
    world_is_whole(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const library *l = the_library();
    size_t at = size > 0 ? data[0] % l->n : 0;
    base_arena *arena = base_arena_new(SCRATCH), *world = base_arena_new(SCRATCH);
    core_world *w = world_at(l, world, at, size > 0 && data[0] >= 2 * MAX_EVENTS);
    event_bytes bytes = bytes_of(l, arena, at, data + (size > 0), size > 0 ? size - 1 : 0);
    try_event(w, &bytes, arena);
    core_world_close(w);
    base_arena_free(world);
    base_arena_free(arena);
    return 0;
}
