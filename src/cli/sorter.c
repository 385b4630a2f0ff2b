/* sorter.c - see sorter.h. A run is a row of (length, bytes) in a file under TMPDIR that is unlinked at once. */
#include "cli/sorter.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_RUNS = 500, RUN_BUFFER = 64 << 10 };

typedef struct {
    FILE *file;
    base_str head; /* the record that comes next */
    size_t cap;
    char *room;
    bool done;
} run;

struct cli_sorter {
    base_arena *arena; /* records of the run at hand */
    base_str *record;
    size_t n, cap, bytes, memory;
    run run[MAX_RUNS];
    size_t n_runs;
};

cli_sorter *cli_sorter_new(size_t memory) {
    cli_sorter *s = base_zeroed(1, sizeof *s);
    s->memory = memory;
    s->arena = base_arena_new(4 * memory + (1 << 20));
    return s;
}

void cli_sorter_free(cli_sorter *s) {
    if (s == NULL) return;
    for (size_t i = 0; i < s->n_runs; i++) {
        (void)fclose(s->run[i].file);
        free(s->run[i].room);
    }
    base_arena_free(s->arena);
    free(s);
}

static int in_order(const void *a, const void *b) {
    const base_str *x = a, *y = b;
    return base_str_cmp(*x, *y);
}

static bool fail(base_err *e) {
    return base_err_fmt(e, BASE_ERR_IO, "临时文件读写失败；请检查 TMPDIR 的空间（%m）",
                        "a temporary file can not be written or read; look at the room in TMPDIR (%m)");
}

static FILE *nameless(base_err *e) {
    char path[4096];
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || folder[0] == '\0') folder = "/tmp";
    (void)snprintf(path, sizeof path, "%s/jiqun.XXXXXX", folder);
    int fd = mkstemp(path);
    FILE *f = fd >= 0 ? fdopen(fd, "w+") : NULL;
    if (fd >= 0) (void)unlink(path);
    if (f == NULL) fail(e);
    if (f == NULL && fd >= 0) (void)close(fd);
    if (f != NULL) (void)setvbuf(f, NULL, _IOFBF, RUN_BUFFER);
    return f;
}

static bool put_record(FILE *f, base_str r) {
    uint32_t n = (uint32_t)r.n;
    return fwrite(&n, sizeof n, 1, f) == 1 && (r.n == 0 || fwrite(r.p, r.n, 1, f) == 1);
}

static bool write_run(cli_sorter *s, base_err *e) {
    if (s->n_runs == MAX_RUNS) return base_err_fmt(e, BASE_ERR_LIMIT, "条目过多", "there are too many records");
    qsort(s->record, s->n, sizeof *s->record, in_order);
    run *r = &s->run[s->n_runs];
    r->file = nameless(e);
    if (r->file == NULL) return false;
    s->n_runs++;
    bool good = true;
    for (size_t i = 0; good && i < s->n; i++) good = put_record(r->file, s->record[i]);
    if (!good || fflush(r->file) != 0) return fail(e);
    rewind(r->file);
    s->record = NULL;
    s->n = s->cap = s->bytes = 0;
    base_arena_reset(s->arena);
    return true;
}

bool cli_sorter_add(cli_sorter *s, base_str record, base_err *e) {
    size_t cost = record.n + sizeof record;
    if (s->n > 0 && s->bytes + cost > s->memory && !write_run(s, e)) return false;
    s->record = base_arena_grow(s->arena, s->record, s->n, &s->cap, sizeof *s->record);
    s->record[s->n++] = base_arena_str(s->arena, record);
    s->bytes += cost;
    return true;
}

/* The next record of a run becomes its head. */
static bool advance(run *r, base_err *e) {
    uint32_t n = 0;
    if (fread(&n, sizeof n, 1, r->file) != 1) {
        r->done = true;
        return ferror(r->file) == 0 || fail(e);
    }
    if (n > r->cap) {
        char *room = realloc(r->room, n);
        if (room == NULL) base_fatal("内存不足。Out of memory.");
        r->room = room;
        r->cap = n;
    }
    if (n > 0 && fread(r->room, n, 1, r->file) != 1) return fail(e);
    r->head = (base_str){r->room, n};
    return true;
}

static run *least(cli_sorter *s) {
    run *best = NULL;
    for (size_t i = 0; i < s->n_runs; i++) {
        run *r = &s->run[i];
        if (!r->done && (best == NULL || base_str_cmp(r->head, best->head) < 0)) best = r;
    }
    return best;
}

static bool merge(cli_sorter *s, cli_sorter_each_record each, void *ctx, base_err *e) {
    for (size_t i = 0; i < s->n_runs; i++) {
        if (!advance(&s->run[i], e)) return false;
    }
    for (run *r = least(s); r != NULL; r = least(s)) {
        if (!each(ctx, r->head)) return true;
        if (!advance(r, e)) return false;
    }
    return true;
}

bool cli_sorter_each(cli_sorter *s, cli_sorter_each_record each, void *ctx, base_err *e) {
    if (s->n_runs > 0) return (s->n == 0 || write_run(s, e)) && merge(s, each, ctx, e);
    if (s->n > 1) qsort(s->record, s->n, sizeof *s->record, in_order);
    for (size_t i = 0; i < s->n; i++) {
        if (!each(ctx, s->record[i])) break;
    }
    return true;
}
