/* Any bytes as CSV: reading ends, stays inside the text, and what was read is read again when it is written out. The
 * same bytes are then tried as a table of working days. */
#include "base/buf.h"
#include "base/csv.h"
#include "base/date.h"
#include "fuzzing.h"

static bool inside(base_str part, base_str text) {
    return (uintptr_t)part.p >= (uintptr_t)text.p && (uintptr_t)part.p + part.n <= (uintptr_t)text.p + text.n;
}

/* Writes the record last read and reads it back. */
static void round_trip(const base_csv *c, base_arena *arena, base_buf *b) {
    base_buf_clear(b);
    for (size_t i = 0; i < c->n; i++) {
        if (i > 0) base_buf_putc(b, ',');
        base_buf_csv(b, c->field[i]);
    }
    base_buf_putc(b, '\n');
    must(!b->full);
    if (b->n == 1) return; /* one empty field is an empty line */
    base_csv again;
    base_err e = {0};
    base_csv_open(&again, arena, base_buf_str(b), BASE_STR("again"));
    /* A first field that begins with the byte order mark would lose it: only the begin of a text has one. */
    if (base_str_starts(base_buf_str(b), BASE_STR("\xEF\xBB\xBF"))) again.rest = base_buf_str(b);
    must(base_csv_next(&again, &e));
    must(again.n == c->n);
    for (size_t i = 0; i < c->n; i++) must(base_str_eq(again.field[i], c->field[i]));
    must(!base_csv_next(&again, &e) && e.kind == BASE_ERR_NONE);
}

static void check_error(const base_err *e, base_str text) {
    must(e->kind == BASE_ERR_INPUT || e->kind == BASE_ERR_LIMIT);
    must(e->line >= 1 && e->line <= text.n + 1 && e->col >= 1 && e->col <= text.n + 1);
    must(e->zh[0] != '\0' && e->en[0] != '\0');
    must(base_utf8_check(base_str_of(e->zh)) == strlen(e->zh) && base_utf8_check(base_str_of(e->en)) == strlen(e->en));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const base_str text = {(const char *)data, size};
    base_arena *arena = base_arena_new((size_t)256 << 20);
    base_buf b;
    base_buf_init(&b, 2 * size + BASE_CSV_MAX_FIELDS * 3 + 1);
    base_csv c;
    base_err e = {0};
    base_csv_open(&c, arena, text, BASE_STR("input"));
    c.comments = size % 2 == 0;
    uint32_t line = 0;
    while (base_csv_next(&c, &e)) {
        must(c.n >= 1 && c.n <= BASE_CSV_MAX_FIELDS);
        must(c.line > line && inside(c.record, text));
        line = c.line;
        size_t sum = 0;
        for (size_t i = 0; i < c.n; i++) sum += c.field[i].n;
        must(sum + c.n - 1 <= c.record.n);
        base_err at = {0};
        base_csv_at(&c, c.n - 1, &at);
        must(at.line >= c.line && at.col >= 1);
        round_trip(&c, arena, &b);
    }
    if (e.kind != BASE_ERR_NONE) check_error(&e, text);

    base_err found = {0};
    const base_workdays *w = base_workdays_read(arena, text, BASE_STR("input"), &found);
    must((w == NULL) == (found.kind != BASE_ERR_NONE));
    base_date end;
    if (w != NULL && base_workdays_end(w, 19628, 5, true, &end, NULL)) {
        unsigned n = 0;
        bool last = false;
        must(base_workdays_count(w, 19628, end, &n, NULL) && n == 5);
        must(base_workday_is(w, end, &last, NULL) && last);
    }
    base_buf_free(&b);
    base_arena_free(arena);
    return 0;
}
