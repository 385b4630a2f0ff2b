/* names.c - the grams under which names of dossiers are found: a table of (gram, stream).
 *
 * PostgreSQL's own trigrams find nothing of Chinese in a database of locale C, and cannot find one or two characters;
 * so the grams are those of grams.h, and its tables give them sorted by stream, as pages of the register need them. */
#include "store/grams.h"
#include "store/postgres/pg.h"

#include <stdlib.h>

enum { BATCH_ROWS = 1024, BATCH_BYTES = 1 << 20 };

typedef struct {
    pg_gram_row *row;
    size_t n, cap;
} gram_list;

static void add_gram(base_arena *arena, gram_list *list, base_str gram, uint64_t stream) {
    list->row = base_arena_grow(arena, list->row, list->n, &list->cap, sizeof *list->row);
    list->row[list->n++] = (pg_gram_row){gram, stream};
}

/* What is in one of two sorted lists only: `was` goes, `is` comes. */
static void differ(base_arena *arena, uint64_t stream, store_texts was, store_texts is, gram_list *gone,
                   gram_list *come) {
    for (size_t i = 0, k = 0; i < was.n || k < is.n;) {
        const int c = i == was.n ? 1 : k == is.n ? -1 : base_str_cmp(was.item[i], is.item[k]);
        if (c < 0) add_gram(arena, gone, was.item[i], stream);
        if (c > 0) add_gram(arena, come, is.item[k], stream);
        if (c <= 0) i++;
        if (c >= 0) k++;
    }
}

static store_texts grams_of(base_arena *arena, base_str name) { return store_grams(arena, store_fold(arena, name)); }

/* Present names of the dossiers, by stream. */
static PGresult *old_names(pg *p, const store_dossier *dossier, size_t n, base_err *e) {
    uint64_t *stream = base_arena_array(p->work, n, sizeof *stream);
    for (size_t i = 0; i < n; i++) stream[i] = dossier[i].stream;
    pg_new(p);
    pg_numbers(p, stream, n);
    pg_queue(p, PG_OLD_NAMES);
    return pg_fetch(p, e);
}

/* Both are in order of streams. */
static bool differ_all(pg *p, const store_dossier *dossier, size_t n, const PGresult *old, gram_list *gone,
                       gram_list *come, base_err *e) {
    int at = 0;
    for (size_t i = 0; i < n; i++) {
        pg_name_row was = {.stream = UINT64_MAX};
        if (at < PQntuples(old) && !pg_row(old, at, &pg_name, &was, e)) return false;
        const bool known = was.stream == dossier[i].stream;
        if (known) at++;
        if (known && base_str_eq(was.name, dossier[i].name)) continue;
        const store_texts before = known ? grams_of(p->work, was.name) : (store_texts){NULL, 0};
        differ(p->work, dossier[i].stream, before, grams_of(p->work, dossier[i].name), gone, come);
    }
    return true;
}

static int by_gram(const void *a, const void *b) {
    const pg_gram_row *x = a, *y = b;
    const int c = base_str_cmp(x->gram, y->gram);
    return c != 0 ? c : (x->stream > y->stream) - (x->stream < y->stream);
}

static bool put(pg *p, enum pg_sql sql, const gram_list *list, base_err *e) {
    if (list->n > 1) qsort(list->row, list->n, sizeof *list->row, by_gram);
    for (size_t at = 0, part; at < list->n; at += part) {
        part = pg_portion(&pg_gram, list->row + at, list->n - at);
        pg_new(p);
        pg_rows(p, &pg_gram, list->row + at, part);
        pg_queue(p, sql);
        if (p->n_queued > PG_QUEUE_MAX / 2 && !pg_finish(p, e)) return false;
    }
    return true;
}

static bool write_batch(pg *p, const store_dossier *dossier, size_t n, base_err *e) {
    gram_list gone = {0}, come = {0};
    PGresult *old = old_names(p, dossier, n, e);
    const bool ok = old != NULL && differ_all(p, dossier, n, old, &gone, &come, e) &&
                    put(p, PG_DELETE_GRAMS, &gone, e) && put(p, PG_ADD_GRAMS, &come, e) && pg_finish(p, e);
    PQclear(old);
    base_arena_reset(p->work);
    return ok;
}

bool pg_write_names(pg *p, const store_dossier *dossier, size_t n, base_err *e) {
    for (size_t at = 0, i = 0; at < n; at = i) {
        for (size_t bytes = 0; i < n && i - at < BATCH_ROWS && bytes < BATCH_BYTES; i++) bytes += dossier[i].name.n;
        if (!write_batch(p, dossier + at, i - at, e)) return false;
    }
    return true;
}
