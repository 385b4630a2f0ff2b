/* bench_event.c - what an event costs: decided, written as bytes, folded, read back, and a dossier loaded from its own.
 *
 *   bench_event SCENARIO [DOSSIERS]
 *
 * The granted steps of the scenario (scenarios/life.case) are taken as a pattern: each is done by every dossier before
 * the next one begins, in rounds that are wide enough. Nothing is written to disk and nothing is hashed: this is the
 * part of a change that is core's. The clock is read around each part of each event, and the middle one of all dossiers
 * is printed: the mean would measure what else the machine does. JIQUN_ROOT names the tree. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "core/load.h"
#include "core/play.h"
#include "timing_i.h"

enum { MAX_STEPS = 200, GROUP = 64, DIGEST = 64 };

/* How long one part of a step took, dossier by dossier. */
struct part {
    double *seconds;
    size_t n;
};

struct pattern {
    core_actor actor;
    base_date day;
    base_str action, path;
    core_arg *arg;
    size_t n_args;
    core_draft *draft;
    struct part decide, encode, fold, read;
    size_t bytes;
};

struct bench {
    base_arena *arena;
    core_divisions *divisions;
    base_workdays *workdays;
    const rules_book *book;
    struct pattern step[MAX_STEPS];
    size_t n_steps, dossiers;
    core_world *world;
    base_str *leaf, *payload; /* [step * dossiers + dossier] */
    uint64_t seq;
    base_buf buf;
};

static char digest[DIGEST + 1];

_Noreturn static void fail(const char *what, const char *detail) {
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(1);
}

static base_str read_file(base_arena *arena, const char *name) {
    const char *root = getenv("JIQUN_ROOT");
    base_str text = {NULL, 0};
    base_err e = {0};
    const char *path = base_arena_fmt(arena, "%s/%s", root != NULL ? root : ".", name).p;
    if (!base_file_read(arena, path, (size_t)16 << 20, &text, &e)) fail(path, e.en);
    return text;
}

/* ---- the pattern ---- */

static base_str kept(struct bench *b, base_str s) { return base_arena_str(b->arena, s); }

/* Places for everybody. */
static base_str wide(struct bench *b, core_arg a) {
    base_str name = a.key;
    bool quota = base_str_is(name, "quota") || base_str_is(name, "quota_separate");
    return quota ? BASE_STR("100000000") : kept(b, a.value);
}

static void take_step(void *ctx, const core_play_step *s) {
    struct bench *b = ctx;
    if (s->kind != CORE_PLAY_ACTION || s->refused || s->answer == NULL || s->answer->n_events != 1) return;
    const core_event *e = s->answer->event;
    if (b->n_steps == MAX_STEPS) fail("scenario", "too many steps");
    struct pattern *p = &b->step[b->n_steps++];
    *p = (struct pattern){.actor = {kept(b, e->actor.level), kept(b, e->actor.who)},
                          .day = e->day,
                          .action = kept(b, e->book->action[e->action].name),
                          .path = kept(b, e->path),
                          .n_args = e->n_args};
    p->arg = base_arena_array(b->arena, e->n_args, sizeof *p->arg);
    for (size_t i = 0; i < e->n_args; i++) p->arg[i] = (core_arg){kept(b, e->arg[i].key), wide(b, e->arg[i])};
    if (e->facts != NULL) p->draft = core_draft_copy(b->arena, e->facts);
}

static void take_pattern(struct bench *b, const char *name) {
    const core_play_host host = {
        .ctx = b, .step = take_step, .divisions = b->divisions, .workdays = b->workdays, .book = b->book};
    core_player *p = core_player_new(&host);
    if (core_player_run(p, read_file(b->arena, name), BASE_STR("scenario")) == CORE_PLAY_BAD) fail(name, "not read");
    core_player_free(p);
}

/* ---- the work ---- */

static void add(struct part *p, double from) { p->seconds[p->n++] = bench_now() - from; }

static void make_room(struct bench *b) {
    for (size_t i = 0; i < b->n_steps; i++) {
        struct part *const part[] = {&b->step[i].decide, &b->step[i].encode, &b->step[i].fold, &b->step[i].read};
        for (size_t k = 0; k < 4; k++)
            part[k]->seconds = base_arena_array(b->arena, b->dossiers, sizeof *part[k]->seconds);
    }
}

/* c1/a of dossier 7 is c7/a; rounds are everybody's. */
static base_str path_of(struct bench *b, const struct pattern *p, size_t dossier) {
    if (p->path.p[0] != 'c') return p->path;
    return base_arena_fmt(b->arena, "c%zu%.*s", dossier, (int)p->path.n - 2, p->path.p + 2);
}

static void write_event(struct bench *b, core_event *e, size_t at, base_arena *scratch) {
    core_stamp s = {.seq = b->seq++,
                    .at = INT64_C(1700000000000),
                    .request = BASE_STR("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
                    .parts = 1,
                    .edition = CORE_EDITION};
    base_buf_clear(&b->buf);
    base_str d = {digest, DIGEST}, person = {NULL, 0};
    if (core_event_part_person(scratch, e, &b->buf)) person = d;
    base_buf_clear(&b->buf);
    if (!core_event_put_payload(&b->buf, e, &s)) fail("payload", "too large");
    size_t n = b->buf.n;
    if (!core_event_put_leaf(&b->buf, b->world, e, &s, d, person)) fail("leaf", "too large");
    base_str both = {b->buf.p, b->buf.n};
    b->payload[at] = (base_str){both.p, n};
    b->leaf[at] = (base_str){both.p + n, both.n - n};
}

static void do_step(struct bench *b, size_t step, size_t dossier, base_arena *scratch) {
    struct pattern *p = &b->step[step];
    base_str path = path_of(b, p, dossier);
    core_command c = {.actor = p->actor,
                      .today = p->day,
                      .action = p->action,
                      .target = &path,
                      .n_targets = 1,
                      .arg = p->arg,
                      .n_args = p->n_args,
                      .draft = p->draft,
                      .brief = true};
    double t = bench_now();
    core_answer a = core_decide(b->world, &c, scratch);
    add(&p->decide, t);
    if (!a.granted) fail(p->action.p, a.refusal[0].detail.en.p);
    core_event e = a.event[0];
    size_t at = step * b->dossiers + dossier;
    t = bench_now();
    write_event(b, &e, at, scratch);
    add(&p->encode, t);
    p->bytes += b->buf.n;
    t = bench_now();
    core_fold(b->world, &e);
    add(&p->fold, t);
    b->payload[at] = kept(b, b->payload[at]);
    b->leaf[at] = kept(b, b->leaf[at]);
}

static void do_all(struct bench *b, base_arena *scratch) {
    for (size_t i = 0; i < b->n_steps; i++) {
        core_world_set_day(b->world, b->step[i].day);
        size_t n = b->step[i].path.p[0] == 'c' ? b->dossiers : 1;
        for (size_t d = 0; d < n; d++) {
            do_step(b, i, d, scratch);
            if (d % GROUP == GROUP - 1 || d + 1 == n) base_arena_reset(scratch);
        }
    }
}

static void read_event(struct bench *b, size_t at, base_arena *scratch, core_event *e) {
    core_leaf leaf;
    core_stamp s;
    base_err err = {0};
    if (!core_leaf_read(scratch, b->leaf[at], &leaf, &err)) fail("leaf", err.en);
    if (!core_event_read(scratch, b->world, &leaf, b->payload[at], e, &s, &err)) fail("payload", err.en);
}

static void read_all(struct bench *b, base_arena *scratch) {
    core_event e;
    for (size_t i = 0; i < b->n_steps; i++) {
        for (size_t d = 0; d < b->dossiers && b->leaf[i * b->dossiers + d].n > 0; d++) {
            double t = bench_now();
            read_event(b, i * b->dossiers + d, scratch, &e);
            add(&b->step[i].read, t);
            if (d % GROUP == GROUP - 1) base_arena_reset(scratch);
        }
        base_arena_reset(scratch);
    }
}

/* Each dossier leaves memory and is loaded again from its events. */
static struct part load_all(struct bench *b, base_arena *scratch) {
    struct part whole = {.seconds = base_arena_array(b->arena, b->dossiers, sizeof *whole.seconds)};
    core_event e;
    base_err err = {0};
    for (size_t d = 0; d < b->dossiers; d++) {
        base_str name = path_of(b, &(struct pattern){.path = BASE_STR("c1")}, d);
        core_stream_drop(b->world, core_stream_here(b->world, name));
        double t = bench_now();
        for (size_t i = 0; i < b->n_steps; i++) {
            if (b->step[i].path.p[0] != 'c') continue;
            read_event(b, i * b->dossiers + d, scratch, &e);
            if (!core_load_event(b->world, &e, i * b->dossiers + d, &err)) fail("load", err.en);
        }
        core_load_end(b->world, name);
        add(&whole, t);
        base_arena_reset(scratch);
    }
    return whole;
}

/* The middle one, in microseconds. */
static double middle(struct part p) {
    if (p.n == 0) return 0;
    qsort(p.seconds, p.n, sizeof *p.seconds, bench_by_size);
    return p.seconds[p.n / 2] * 1e6;
}

static void row(const char *name, size_t n, const double us[4], size_t bytes) {
    printf("%-22s %8zu %8.2f %8.2f %8.2f %10.2f %8.2f %8zu\n", name, n, us[0], us[1], us[2], us[0] + us[1] + us[2],
           us[3], bytes);
}

static void report(const struct bench *b, struct part load) {
    double all[4] = {0};
    size_t n = 0, bytes = 0, of_dossier = 0;
    printf("%-22s %8s %8s %8s %8s %10s %8s %8s\n", "us an event, middle", "events", "decide", "encode", "fold",
           "d + e + f", "read", "bytes");
    for (size_t i = 0; i < b->n_steps; i++) {
        const struct pattern *p = &b->step[i];
        const double us[4] = {middle(p->decide), middle(p->encode), middle(p->fold), middle(p->read)};
        row(p->action.p, p->fold.n, us, p->bytes / p->fold.n);
        for (size_t k = 0; k < 4; k++) all[k] += us[k] * (double)p->fold.n;
        n += p->fold.n;
        bytes += p->bytes;
        of_dossier += p->path.p[0] == 'c';
    }
    for (size_t k = 0; k < 4; k++) all[k] /= (double)n;
    row("all", n, all, bytes / n);
    printf("a dossier of %zu events read and loaded: %.1f us, %.2f us an event\n", of_dossier, middle(load),
           middle(load) / (double)of_dossier);
}

int main(int argc, char **argv) {
    static struct bench b;
    if (argc < 2) {
        fprintf(stderr, "usage: bench_event SCENARIO [DOSSIERS]\n");
        return 2;
    }
    base_err e = {0};
    b.dossiers = argc > 2 ? strtoul(argv[2], NULL, 10) : 2000;
    b.arena = base_arena_new((size_t)16 << 30);
    base_arena *scratch = base_arena_new_sized((size_t)1 << 30, (size_t)8 << 20);
    rules_diags d;
    rules_diags_init(&d, b.arena);
    memset(digest, 'a', DIGEST);
    b.divisions = core_divisions_read(b.arena, read_file(b.arena, "data/divisions.csv"),
                                      read_file(b.arena, "data/channels.csv"), &e);
    b.workdays = base_workdays_read(b.arena, read_file(b.arena, "data/workdays.csv"), BASE_STR("workdays"), &e);
    b.book = rules_compile(b.arena, read_file(b.arena, "rulebooks/national-2022.rules"), BASE_STR("national"), NULL,
                           NULL, &d);
    if (b.divisions == NULL || b.workdays == NULL || b.book == NULL) fail("data", e.en);
    take_pattern(&b, argv[1]);
    make_room(&b);
    b.leaf = base_arena_array(b.arena, b.n_steps * b.dossiers, sizeof *b.leaf);
    b.payload = base_arena_array(b.arena, b.n_steps * b.dossiers, sizeof *b.payload);
    base_buf_init(&b.buf, CORE_PAYLOAD_MAX + CORE_LEAF_MAX);
    b.world = core_world_open(b.arena, (size_t)64 << 20);
    core_adoption book = {.matter = CORE_ADOPT_RULEBOOK,
                          .name = b.book->id,
                          .from = b.book->force_from,
                          .digest = {digest, DIGEST},
                          .book = b.book};
    core_adoption places = {.matter = CORE_ADOPT_DIVISIONS, .divisions = b.divisions};
    core_adoption days = {.matter = CORE_ADOPT_WORKDAYS, .workdays = b.workdays};
    core_adoption_fold(b.world, &book, 1);
    core_adoption_fold(b.world, &places, 2);
    core_adoption_fold(b.world, &days, 3);
    do_all(&b, scratch);
    read_all(&b, scratch);
    report(&b, load_all(&b, scratch));
    core_world_close(b.world);
    base_buf_free(&b.buf);
    base_arena_free(scratch);
    base_arena_free(b.arena);
    return 0;
}
