/* scan.c - going through rows page by page, all of one moment.
 *
 * Most questions have a handful of rows, so the first page is asked for alone, as one statement: when it is not full,
 * that was all. Otherwise nothing of it is used, and the pages are read anew in one read transaction, which sees one
 * moment however long it takes. Pages grow, so that a long way costs few statements and a short one little. */
#include "store/postgres/pg.h"

enum { FIRST_PAGE = 64, LARGEST_PAGE = 1024, PAGE_BYTES = 4 << 20 };

static PGresult *ask(pg *p, const pg_scan *scan, const pg_any *last, size_t limit, base_err *e) {
    pg_new(p);
    pg_number(p, (int64_t)limit);
    scan->after(p, scan->ctx, last);
    if (scan->text != NULL)
        pg_queue_text(p, scan->text);
    else
        pg_queue(p, scan->sql);
    return pg_fetch(p, e);
}

typedef struct {
    size_t given; /* rows */
    bool stopped; /* by who takes them, or because there are enough */
} progress;

static bool wanted(const pg_scan *scan, const pg_any *row) {
    return scan->accept == NULL || scan->accept(scan->ctx, row);
}

/* Gives all rows of a page; `last` becomes the last one. */
static bool give(const pg_scan *scan, const PGresult *r, progress *at, pg_any *last, base_err *e) {
    const int n = PQntuples(r);
    for (int i = 0; i < n && !at->stopped; i++) {
        if (!pg_row(r, i, scan->shape, last, e)) return false;
        if (!wanted(scan, last)) continue;
        at->given++;
        at->stopped = !scan->give(scan->ctx, last) || at->given == scan->most;
    }
    return true;
}

/* Whether a first page is all that is wanted. */
static bool is_all(const pg_scan *scan, const PGresult *r, size_t limit) {
    const int n = PQntuples(r);
    if ((size_t)n < limit) return true;
    size_t enough = 0;
    for (int i = 0; scan->most > 0 && i < n; i++) {
        pg_any row;
        if (!pg_row(r, i, scan->shape, &row, NULL)) return true; /* to be told when it is given */
        enough += wanted(scan, &row);
    }
    return scan->most > 0 && enough >= scan->most;
}

/* Twice as many rows the next time, unless they are large ones. */
static size_t next_page(const PGresult *r, size_t limit) {
    if (PQresultMemorySize(r) > PAGE_BYTES) return limit > 1 ? limit / 2 : 1;
    return limit < LARGEST_PAGE ? limit * 2 : limit;
}

/* In a transaction: all pages. The texts of the last row of a page live until the next one was asked for. */
static bool all_pages(pg *p, const pg_scan *scan, base_err *e) {
    pg_any last;
    progress at = {0};
    PGresult *before = NULL;
    size_t limit = FIRST_PAGE;
    bool ok = true;
    for (bool more = true; ok && more && !at.stopped;) {
        PGresult *r = ask(p, scan, before == NULL ? NULL : &last, limit, e);
        PQclear(before);
        before = r;
        ok = r != NULL && give(scan, r, &at, &last, e);
        if (!ok) break;
        more = (size_t)PQntuples(r) == limit;
        limit = next_page(r, limit);
    }
    PQclear(before);
    return ok;
}

static void end(pg *p) {
    pg_queue_bare(p, PG_ROLLBACK);
    (void)pg_finish(p, NULL);
}

bool pg_begin_read(store *s, base_err *e) {
    pg *p = pg_of(s);
    pg_queue_bare(p, PG_BEGIN_READ);
    pg_queue_bare(p, PG_MOMENT);
    if (pg_finish(p, e)) return true;
    end(p);
    return false;
}

void pg_end_read(store *s) { end(pg_of(s)); }

/* While it is open the store counts as reading: scans then stay within it. */
bool pg_enter_read(pg *p, bool *own, base_err *e) {
    *own = p->base.mode == STORE_IDLE && pg_begin_read(&p->base, e);
    if (*own) p->base.mode = STORE_READING;
    return p->base.mode != STORE_IDLE;
}

void pg_leave_read(pg *p, bool own) {
    if (!own) return;
    end(p);
    p->base.mode = STORE_IDLE;
}

bool pg_scan_rows(pg *p, const pg_scan *scan, base_err *e) {
    if (p->base.mode != STORE_IDLE) return all_pages(p, scan, e);
    size_t limit = FIRST_PAGE;
    if (scan->most > 0 && scan->most <= LARGEST_PAGE) limit = scan->accept == NULL ? scan->most : limit + scan->most;
    PGresult *r = ask(p, scan, NULL, limit, e);
    if (r == NULL) return false;
    if (is_all(scan, r, limit)) {
        pg_any last;
        progress at = {0};
        const bool ok = give(scan, r, &at, &last, e);
        PQclear(r);
        return ok;
    }
    PQclear(r);
    bool own;
    const bool ok = pg_enter_read(p, &own, e) && all_pages(p, scan, e);
    pg_leave_read(p, own);
    return ok;
}
