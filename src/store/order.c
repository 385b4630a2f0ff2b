/* order.c - the rows of a group in key order.
 *
 * Rows that are written in key order touch each page of a table once, and a group whose rows of one key were folded
 * into the last of them costs one write for it. A group mostly comes in order already: then nothing is copied. */
#include "store/store_i.h"

#include <stdlib.h>

static int cmp_u64(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

static int by_stream(const void *a, const void *b) {
    return cmp_u64(((const store_stream *)a)->stream, ((const store_stream *)b)->stream);
}

static int by_standing(const void *a, const void *b) {
    const store_standing *x = a, *y = b;
    const int c = cmp_u64(x->stream, y->stream);
    return c != 0 ? c : cmp_u64(x->no, y->no);
}

static int by_dossier(const void *a, const void *b) {
    return cmp_u64(((const store_dossier *)a)->stream, ((const store_dossier *)b)->stream);
}

static int by_tally(const void *a, const void *b) {
    return base_str_cmp(((const store_tally *)a)->key, ((const store_tally *)b)->key);
}

static int by_round(const void *a, const void *b) {
    return cmp_u64(((const store_round *)a)->stream, ((const store_round *)b)->stream);
}

static int by_request(const void *a, const void *b) {
    return base_str_cmp(((const store_request *)a)->id, ((const store_request *)b)->id);
}

static int by_tile(const void *a, const void *b) {
    const store_tile *x = a, *y = b;
    const int c = cmp_u64(x->level, y->level);
    return c != 0 ? c : cmp_u64(x->index, y->index);
}

static int by_person(const void *a, const void *b) {
    return cmp_u64(((const store_person *)a)->seq, ((const store_person *)b)->seq);
}

typedef int (*compare)(const void *a, const void *b);

struct sorted {
    compare by;
    const char *row; /* address in the caller's array: of equal rows the later one is the greater */
};

static int by_row(const void *a, const void *b) {
    const struct sorted *x = a, *y = b;
    const int c = x->by(x->row, y->row);
    return c != 0 ? c : (x->row > y->row) - (x->row < y->row);
}

static bool in_order(const char *rows, size_t n, size_t size, compare by) {
    for (size_t i = 1; i < n; i++) {
        if (by(rows + (i - 1) * size, rows + i * size) >= 0) return false;
    }
    return true;
}

/* `rows` themselves or a copy in order, with `*n` made smaller where keys came again. */
static const void *order(base_arena *arena, const void *rows, size_t *n, size_t size, compare by) {
    if (*n < 2 || in_order(rows, *n, size, by)) return rows;
    struct sorted *s = base_arena_array(arena, *n, sizeof *s);
    for (size_t i = 0; i < *n; i++) s[i] = (struct sorted){by, (const char *)rows + i * size};
    qsort(s, *n, sizeof *s, by_row);
    char *out = base_arena_array(arena, *n, size);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        if (i + 1 < *n && by(s[i].row, s[i + 1].row) == 0) continue;
        memcpy(out + kept++ * size, s[i].row, size);
    }
    *n = kept;
    return out;
}

static bool order_new(base_arena *arena, const void **rows, size_t *n, size_t size, compare by, const char *name,
                      base_err *e) {
    const size_t before = *n;
    *rows = order(arena, *rows, n, size, by);
    if (*n == before) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "%s 中有重复的主键", "a key comes twice in %s", name);
}

bool store_order_group(base_arena *arena, const store_group *g, store_group *out, base_err *e) {
    *out = *g;
    out->standing = order(arena, g->standing, &out->n_standings, sizeof *g->standing, by_standing);
    out->dossier = order(arena, g->dossier, &out->n_dossiers, sizeof *g->dossier, by_dossier);
    out->tally = order(arena, g->tally, &out->n_tallies, sizeof *g->tally, by_tally);
    out->round = order(arena, g->round, &out->n_rounds, sizeof *g->round, by_round);
    out->tile = order(arena, g->tile, &out->n_tiles, sizeof *g->tile, by_tile);
    const void *person = g->person, *stream = g->stream, *request = g->request;
    if (!order_new(arena, &person, &out->n_persons, sizeof *g->person, by_person, "person", e) ||
        !order_new(arena, &stream, &out->n_streams, sizeof *g->stream, by_stream, "stream", e) ||
        !order_new(arena, &request, &out->n_requests, sizeof *g->request, by_request, "request", e))
        return false;
    out->person = person;
    out->stream = stream;
    out->request = request;
    return true;
}
