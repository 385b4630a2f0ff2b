/* bench_assess.c - how fast a standard is assessed: one dossier, one dossier as JSON, columns, what-if.
 *
 *   bench_assess RULEBOOK [FACTS.jsonl]
 *
 * Dossiers are made up around the boundary values of the national standard by a fixed generator, so every run judges
 * the same. Each task is run RUNS times after one run that is not counted; the least, the middle and the greatest are
 * printed. With a facts file, reading and assessing it as JSON is timed too. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "rules/assess.h"
#include "timing_i.h"

enum { RUNS = 7, DOSSIERS = 4096, ROWS = 1000000 };

struct bench {
    base_arena *arena;
    const rules_book *book;
    const rules_standard *s;
    rules_dossier_facts facts[DOSSIERS];
    enum rules_region region[DOSSIERS];
    uint8_t *verdict;
    rules_columns *columns;
    const rules_book *changed;
    uint8_t **out;
    uint8_t *whole;
    rules_flip *flip;
    size_t rows, assess_rounds, json_dossiers; /* fewer where there are many criteria */
    rules_writer *writer;
    base_buf buf;
    uint64_t sink; /* what was computed, so that it is */
};

/* Runs `work`, which does `n` things at a time, and prints things a second. */
static void rate(struct bench *b, const char *name, double n, void (*work)(struct bench *)) {
    double seconds[RUNS];
    bench_runs(b, work, seconds, RUNS);
    printf("%-44s %14.0f %14.0f %14.0f /s   middle run %.4f s\n", name, n / seconds[RUNS - 1], n / seconds[RUNS / 2],
           n / seconds[0], seconds[RUNS / 2]);
}

/* ---- dossiers ---- */

static uint64_t next(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* About one figure in fifty is missing. */
static void make(struct bench *b, rules_dossier_facts *f, uint64_t *state) {
    for (size_t i = 0; i < b->s->n_slots; i++) {
        const rules_unit *u = &b->book->unit[b->book->fact[b->s->slot[i].fact].unit];
        const uint64_t v = next(state) % (u->scale == 0 ? 12 : 300000) + (u->scale == 0 ? 0 : 250000);
        f->slot[i] = next(state) % 50 == 0 ? RULES_MISSING : (int64_t)v;
    }
    for (size_t i = 0; i < b->book->n_facts; i++) f->stated[i] = (uint8_t)(next(state) % 50 == 0 ? 0 : 1);
}

static void fill(struct bench *b) {
    uint64_t state = 20220913;
    for (size_t i = 0; i < DOSSIERS; i++) {
        b->facts[i] = rules_facts_new(b->arena, b->book, b->s);
        make(b, &b->facts[i], &state);
        b->region[i] = (enum rules_region)(next(&state) % 5);
    }
    rules_dossier_facts one = rules_facts_new(b->arena, b->book, b->s);
    for (size_t i = 0; i < b->rows; i++) {
        make(b, &one, &state);
        rules_columns_add(b->columns, &one, (enum rules_region)(next(&state) % 5));
    }
}

/* ---- tasks ---- */

static void assess(struct bench *b) {
    for (size_t r = 0; r < b->assess_rounds; r++)
        for (size_t i = 0; i < DOSSIERS; i++)
            b->sink += (uint64_t)rules_assess(b->s, &b->facts[i], b->region[i], b->verdict) + b->verdict[0];
}

static void json(struct bench *b) {
    base_buf_clear(&b->buf);
    for (size_t n = 0; n < b->json_dossiers; n++) {
        const size_t i = n % DOSSIERS;
        if (b->buf.n > (size_t)1 << 20) base_buf_clear(&b->buf);
        const enum rules_verdict whole = rules_assess(b->s, &b->facts[i], b->region[i], b->verdict);
        if (!rules_writer_json(b->writer, &b->buf, BASE_STR("cluster-1"), &b->facts[i], 2023, b->verdict, whole))
            abort();
    }
    b->sink += b->buf.n;
}

static void columns(struct bench *b) {
    rules_columns_assess(b->columns, b->s, b->out, b->whole);
    b->sink += b->whole[b->rows - 1];
}

static void wholes(struct bench *b) {
    rules_columns_assess(b->columns, b->s, NULL, b->whole);
    b->sink += b->whole[b->rows - 1];
}

static void whatif(struct bench *b) {
    b->sink += rules_whatif(b->book, b->s, b->changed, &b->changed->standard[0], b->columns, b->flip, b->rows);
}

/* ---- files ---- */

static const rules_book *compile(base_arena *arena, base_str text, const char *path) {
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    const rules_book *book = rules_compile(arena, text, base_str_of(path), NULL, NULL, d);
    if (book && book->n_standards > 0) return book;
    fprintf(stderr, "%s: %zu errors, or no standard\n", path, d->errors);
    exit(2);
}

/* The text with every `from` written as `to`, of equal length. */
static base_str changed_text(base_arena *arena, base_str text, const char *from, const char *to) {
    const size_t n = strlen(from);
    char *p = base_arena_copy(arena, text.p, text.n);
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(p + i, from, n) == 0) memcpy(p + i, to, n);
    return (base_str){p, text.n};
}

static void read_facts(struct bench *b, const char *path) {
    base_str text;
    base_err e = {0};
    base_arena *arena = base_arena_new((size_t)2 << 30);
    if (!base_file_read(arena, path, (size_t)1 << 30, &text, &e)) {
        fprintf(stderr, "%s\n", e.en);
        exit(2);
    }
    const double start = bench_now();
    size_t n = 0;
    rules_facts_reader *r = rules_facts_open(arena, b->book, text, base_str_of(path), &e);
    rules_facts_row row;
    rules_dossier_facts f = rules_facts_new(arena, b->book, b->s);
    for (; r && rules_facts_next(r, &row, &e); n++) {
        rules_facts_take(b->book, b->s, &row.values, 2023, &f);
        const enum rules_verdict whole = rules_assess(b->s, &f, row.region, b->verdict);
        if (b->buf.n > (size_t)1 << 20) base_buf_clear(&b->buf);
        rules_writer_json(b->writer, &b->buf, row.id, &f, 2023, b->verdict, whole);
    }
    const double seconds = bench_now() - start;
    if (e.kind != BASE_ERR_NONE) fprintf(stderr, "%s:%u:%u: %s\n", e.where, e.line, e.col, e.en);
    printf("%-44s %14.0f /s   %zu dossiers, %zu bytes\n", "facts file read, assessed, written as JSON",
           (double)n / seconds, n, text.n);
    base_arena_free(arena);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: bench_assess RULEBOOK [FACTS.jsonl]\n");
        return 2;
    }
    static struct bench b;
    base_str text;
    base_err e = {0};
    b.arena = base_arena_new((size_t)4 << 30);
    if (!base_file_read(b.arena, argv[1], 1 << 20, &text, &e)) {
        fprintf(stderr, "%s\n", e.en);
        return 2;
    }
    b.book = compile(b.arena, text, argv[1]);
    b.s = &b.book->standard[0];
    b.changed = compile(b.arena, changed_text(b.arena, text, ">= 40 亿元", ">= 42 亿元"), argv[1]);
    const double n = b.s->n_criteria;
    const size_t share = b.s->n_criteria < 100 ? 1 : b.s->n_criteria / 25;
    b.rows = ROWS / share;
    b.assess_rounds = 64 / share + 1;
    b.json_dossiers = 32768 / share + 1;
    b.columns = rules_columns_new_for(b.arena, b.book, b.s, b.changed, &b.changed->standard[0], b.rows);
    b.verdict = base_arena_alloc(b.arena, b.s->n_criteria);
    b.whole = base_arena_alloc(b.arena, ROWS);
    b.out = base_arena_array(b.arena, b.s->n_criteria, sizeof *b.out);
    const bool many = b.s->n_criteria > 200;
    for (size_t i = 0; i < b.s->n_criteria && !many; i++) b.out[i] = base_arena_alloc(b.arena, ROWS);
    b.flip = base_arena_array(b.arena, ROWS, sizeof *b.flip);
    b.writer = rules_writer_new(b.arena, b.book, b.s);
    base_buf_init(&b.buf, (size_t)64 << 20);
    fill(&b);

    printf("%s: %.0f criteria; least, middle, greatest of %d runs\n", argv[1], n, (int)RUNS);
    rate(&b, "one dossier, all criteria", (double)DOSSIERS * (double)b.assess_rounds, assess);
    rate(&b, "one dossier, all reasons as JSON", (double)b.json_dossiers, json);
    if (!many) rate(&b, "columns, judgements, all kept", (double)b.rows * n, columns);
    rate(&b, "columns, judgements, wholes kept", (double)b.rows * n, wholes);
    char name[64];
    (void)snprintf(name, sizeof name, "what-if over %zu dossiers, runs", b.rows);
    rate(&b, name, 1, whatif);
    printf("what-if: %zu flips\n",
           rules_whatif(b.book, b.s, b.changed, &b.changed->standard[0], b.columns, b.flip, b.rows));
    if (argc > 2) read_facts(&b, argv[2]);
    fprintf(stderr, "(%llu)\n", (unsigned long long)b.sink);
    base_buf_free(&b.buf);
    base_arena_free(b.arena);
    return 0;
}
