/* waiting.c - what waits in some places, in order of place, stream and number.
 *
 * A place is asked for by the beginning of its code, so each is a range of the index: from the beginning to the first
 * text after all that begin so. All places travel in one statement; each is read from its beginning or, on a further
 * page, from after the last row, and those that are done are left out. */
#include "store/postgres/pg.h"

/* The last character raised by one, or nothing when there is none greater. UTF-8 sorts as its code points do. */
static bool raise_last(base_str *s, char out[4], size_t *n) {
    size_t at = s->n - 1;
    while (at > 0 && ((unsigned char)s->p[at] & 0xC0) == 0x80) at--;
    uint32_t cp;
    size_t len;
    const bool ok = base_utf8_next((base_str){s->p + at, s->n - at}, &cp, &len);
    s->n = at;
    if (!ok || cp == 0x10FFFF) return false;
    cp = cp + 1 == 0xD800 ? 0xE000 : cp + 1;
    *n = 0;
    if (cp < 0x80) {
        out[(*n)++] = (char)cp;
        return true;
    }
    const unsigned tails = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
    out[(*n)++] = (char)((0xF00U >> (tails + 1) & 0xFF) | cp >> (6 * tails));
    for (unsigned t = tails; t-- > 0;) out[(*n)++] = (char)(0x80 | (cp >> (6 * t) & 0x3F));
    return true;
}

base_str pg_after_prefix(base_arena *arena, base_str prefix) {
    char last[4];
    size_t n = 0;
    while (prefix.n > 0) {
        if (!raise_last(&prefix, last, &n)) continue;
        return base_arena_fmt(arena, "%.*s%.*s", (int)prefix.n, prefix.p, (int)n, last);
    }
    /* Everything begins so: no text in use lies behind the greatest character, several times over. */
    return BASE_STR("\U0010FFFF\U0010FFFF\U0010FFFF\U0010FFFF");
}

typedef struct {
    const store_waiting_query *query;
    store_each_standing each;
    void *ctx;
    const base_str *begins; /* of the places */
    base_str *ends;
    size_t n;
    /* of those that are still to be read: after which key, and to where */
    base_str *place, *until;
    uint64_t *stream, *no;
} question;

static bool give(void *ctx, const pg_any *row) {
    const question *x = ctx;
    return x->each(x->ctx, &row->standing);
}

static void after(pg *p, void *ctx, const pg_any *last) {
    const question *x = ctx;
    const store_waiting_query *q = x->query;
    const bool first = last == NULL && q->after_place.p == NULL;
    const base_str place = last == NULL ? q->after_place : last->standing.place;
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++) {
        const bool within = !first && base_str_cmp(place, x->begins[i]) >= 0;
        if (within && base_str_cmp(place, x->ends[i]) >= 0) continue;
        x->place[n] = within ? place : x->begins[i];
        x->stream[n] = !within ? UINT64_MAX /* -1 */ : last == NULL ? q->after_stream : last->standing.stream;
        x->no[n] = !within ? UINT64_MAX : last == NULL ? q->after_no : last->standing.no;
        x->until[n++] = x->ends[i];
    }
    pg_texts(p, x->place, n);
    pg_numbers(p, x->stream, n);
    pg_numbers(p, x->no, n);
    pg_texts(p, x->until, n);
    pg_text(p, q->kind);
    pg_text(p, q->state);
}

bool pg_waiting(store *s, const store_waiting_query *q, store_each_standing each, void *ctx, base_err *e) {
    static const base_str everywhere = {"", 0};
    pg *p = pg_of(s);
    const bool all = q->n_places == 0;
    question x = {.query = q, .each = each, .ctx = ctx};
    x.begins = all ? &everywhere : q->place;
    x.n = all ? 1 : q->n_places;
    x.ends = base_arena_array(p->work, x.n, sizeof *x.ends);
    x.place = base_arena_array(p->work, x.n, sizeof *x.place);
    x.stream = base_arena_array(p->work, x.n, sizeof *x.stream);
    x.no = base_arena_array(p->work, x.n, sizeof *x.no);
    x.until = base_arena_array(p->work, x.n, sizeof *x.until);
    for (size_t i = 0; i < x.n; i++) x.ends[i] = pg_after_prefix(p->work, x.begins[i]);
    const pg_scan scan = {.sql = PG_PAGE_WAITING, .shape = &pg_standing, .after = after, .give = give, .ctx = &x};
    const bool ok = pg_scan_rows(p, &scan, e);
    base_arena_reset(p->work);
    return ok;
}
