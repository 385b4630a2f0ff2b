/* rows.c - rows of store.h as PostgreSQL's binary parameters and results (big-endian; dates count from 2000-01-01).
 *
 * One table a shape says where each column lies in its struct, so that writing and reading know nothing of single
 * tables. What comes in is checked against the shape: a length that does not fit its type is an error, not memory read
 * beyond its end. */
#include "store/postgres/pg.h"

enum {
    EPOCH = 10957, /* days from 1970-01-01 to 2000-01-01 */
    PORTION_BYTES = 8 << 20,
    PORTION_ROWS = 8192
};

/* Object ids of types, fixed in PostgreSQL's catalogue. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25, OID_DATE = 1082 };

/* ---- shapes ---- */

#define SHAPE(name, row)                                                                                               \
    const pg_shape name = {name##_column, (int)(sizeof name##_column / sizeof *name##_column), sizeof(row)}

static const pg_column pg_event_column[] = {
    {PG_NUMBER, offsetof(store_event, seq)},    {PG_NUMBER, offsetof(store_event, stream)},
    {PG_NUMBER, offsetof(store_event, prev)},   {PG_BYTES, offsetof(store_event, leaf)},
    {PG_BYTES, offsetof(store_event, payload)}, {PG_BYTES, offsetof(store_event, salt)},
};
SHAPE(pg_event, store_event);

static const pg_column pg_person_column[] = {
    {PG_NUMBER, offsetof(store_person, seq)},
    {PG_BYTES, offsetof(store_person, salt)},
    {PG_BYTES, offsetof(store_person, body)},
    {PG_YES, offsetof(store_person, erased)},
};
SHAPE(pg_person, store_person);

static const pg_column pg_stream_column[] = {
    {PG_NUMBER, offsetof(store_stream, stream)},
    {PG_TEXT, offsetof(store_stream, name)},
    {PG_TEXT, offsetof(store_stream, kind)},
};
SHAPE(pg_stream, store_stream);

static const pg_column pg_standing_column[] = {
    {PG_NUMBER, offsetof(store_standing, stream)}, {PG_SMALL, offsetof(store_standing, no)},
    {PG_TEXT, offsetof(store_standing, name)},     {PG_TEXT, offsetof(store_standing, kind)},
    {PG_TEXT, offsetof(store_standing, state)},    {PG_DAY, offsetof(store_standing, since)},
    {PG_NUMBER, offsetof(store_standing, last)},   {PG_TEXT, offsetof(store_standing, place)},
    {PG_YES, offsetof(store_standing, waits)},     {PG_DAY, offsetof(store_standing, watch)},
};
SHAPE(pg_standing, store_standing);

static const pg_column pg_dossier_column[] = {
    {PG_NUMBER, offsetof(store_dossier, stream)},   {PG_TEXT, offsetof(store_dossier, path)},
    {PG_TEXT, offsetof(store_dossier, name)},       {PG_TEXT, offsetof(store_dossier, industry)},
    {PG_TEXT, offsetof(store_dossier, subfield)},   {PG_TEXT, offsetof(store_dossier, county)},
    {PG_TEXT, offsetof(store_dossier, channel)},    {PG_TEXT, offsetof(store_dossier, state)},
    {PG_DAY, offsetof(store_dossier, announced)},   {PG_DAY, offsetof(store_dossier, valid_from)},
    {PG_DAY, offsetof(store_dossier, valid_until)}, {PG_TEXT, offsetof(store_dossier, announcement)},
    {PG_TEXT, offsetof(store_dossier, round)},      {PG_YES, offsetof(store_dossier, provincial)},
    {PG_YES, offsetof(store_dossier, pooled)},      {PG_YES, offsetof(store_dossier, taken_over)},
};
SHAPE(pg_dossier, store_dossier);

static const pg_column pg_tally_column[] = {
    {PG_TEXT, offsetof(store_tally, key)},
    {PG_SIGNED, offsetof(store_tally, n)},
};
SHAPE(pg_tally, store_tally);

static const pg_column pg_round_column[] = {
    {PG_NUMBER, offsetof(store_round, stream)},     {PG_TEXT, offsetof(store_round, path)},
    {PG_TEXT, offsetof(store_round, state)},        {PG_DAY, offsetof(store_round, opened)},
    {PG_DAY, offsetof(store_round, county_closes)}, {PG_DAY, offsetof(store_round, closes)},
    {PG_TEXT, offsetof(store_round, settings)},
};
SHAPE(pg_round, store_round);

static const pg_column pg_request_column[] = {
    {PG_TEXT, offsetof(store_request, id)},
    {PG_NUMBER, offsetof(store_request, seq)},
    {PG_SMALL, offsetof(store_request, n)},
};
SHAPE(pg_request, store_request);

static const pg_column pg_tile_column[] = {
    {PG_SMALL, offsetof(store_tile, level)},
    {PG_NUMBER, offsetof(store_tile, index)},
    {PG_BYTES, offsetof(store_tile, bytes)},
};
SHAPE(pg_tile, store_tile);

static const pg_column pg_checkpoint_column[] = {
    {PG_NUMBER, offsetof(store_checkpoint, size)},
    {PG_SIGNED, offsetof(store_checkpoint, at)},
    {PG_BYTES, offsetof(store_checkpoint, note)},
};
SHAPE(pg_checkpoint, store_checkpoint);

static const pg_column pg_draft_column[] = {
    {PG_TEXT, offsetof(store_draft, path)},  {PG_NUMBER, offsetof(store_draft, version)},
    {PG_SIGNED, offsetof(store_draft, at)},  {PG_TEXT, offsetof(store_draft, by)},
    {PG_BYTES, offsetof(store_draft, body)},
};
SHAPE(pg_draft, store_draft);

static const pg_column pg_refusal_column[] = {
    {PG_SIGNED, offsetof(store_refusal, id)},   {PG_SIGNED, offsetof(store_refusal, at)},
    {PG_DAY, offsetof(store_refusal, day)},     {PG_TEXT, offsetof(store_refusal, request)},
    {PG_TEXT, offsetof(store_refusal, actor)},  {PG_TEXT, offsetof(store_refusal, action)},
    {PG_TEXT, offsetof(store_refusal, target)}, {PG_BYTES, offsetof(store_refusal, reasons)},
};
SHAPE(pg_refusal, store_refusal);

static const pg_column pg_attachment_column[] = {
    {PG_TEXT, offsetof(store_attachment, digest)}, {PG_NUMBER, offsetof(store_attachment, size)},
    {PG_TEXT, offsetof(store_attachment, type)},   {PG_TEXT, offsetof(store_attachment, name)},
    {PG_SIGNED, offsetof(store_attachment, at)},
};
SHAPE(pg_attachment, store_attachment);

static const pg_column pg_message_column[] = {
    {PG_SIGNED, offsetof(store_message, id)},
    {PG_SIGNED, offsetof(store_message, at)},
    {PG_TEXT, offsetof(store_message, kind)},
    {PG_BYTES, offsetof(store_message, body)},
};
SHAPE(pg_message, store_message);

static const pg_column pg_entry_column[] = {
    {PG_TEXT, offsetof(store_entry, space)},     {PG_TEXT, offsetof(store_entry, key)},
    {PG_NUMBER, offsetof(store_entry, version)}, {PG_SIGNED, offsetof(store_entry, at)},
    {PG_SIGNED, offsetof(store_entry, due)},     {PG_BYTES, offsetof(store_entry, body)},
};
SHAPE(pg_entry, store_entry);

static const pg_column pg_gram_column[] = {
    {PG_TEXT, offsetof(pg_gram_row, gram)},
    {PG_NUMBER, offsetof(pg_gram_row, stream)},
};
SHAPE(pg_gram, pg_gram_row);

static const pg_column pg_name_column[] = {
    {PG_NUMBER, offsetof(pg_name_row, stream)},
    {PG_TEXT, offsetof(pg_name_row, name)},
};
SHAPE(pg_name, pg_name_row);

/* ---- out ---- */

static void put32(base_buf *b, uint32_t v) {
    const uint32_t big = __builtin_bswap32(v);
    base_buf_put(b, &big, sizeof big);
}

static void put64(base_buf *b, uint64_t v) {
    const uint64_t big = __builtin_bswap64(v);
    base_buf_put(b, &big, sizeof big);
}

/* Days far out of the calendar stay so, and are refused by the server. */
static uint32_t day_of(base_date d) { return (uint32_t)(d < INT32_MIN + EPOCH ? INT32_MIN + 1 : d - EPOCH); }

void pg_day(pg *p, base_date d) {
    if (d != BASE_DATE_NONE) put32(&p->bytes, day_of(d));
    pg_arg_end(p, d == BASE_DATE_NONE);
}

static uint32_t oid_of(enum pg_type t) {
    switch (t) {
    case PG_NUMBER:
    case PG_SIGNED:
    case PG_SMALL: return OID_INT8;
    case PG_DAY: return OID_DATE;
    case PG_YES: return OID_BOOL;
    case PG_TEXT: return OID_TEXT;
    case PG_BYTES: return OID_BYTEA;
    }
    return 0;
}

/* The head of a one-dimensional array that may hold NULL. */
static void put_array(base_buf *b, enum pg_type t, size_t n) {
    put32(b, n == 0 ? 0 : 1);
    put32(b, 1);
    put32(b, oid_of(t));
    if (n == 0) return;
    put32(b, (uint32_t)n);
    put32(b, 1);
}

static void put_number(base_buf *b, uint64_t v) {
    put32(b, sizeof v);
    put64(b, v);
}

static void put_text(base_buf *b, base_str s) {
    put32(b, (uint32_t)s.n);
    base_buf_puts(b, s);
}

static void put_day(base_buf *b, base_date d) {
    put32(b, d == BASE_DATE_NONE ? UINT32_MAX : sizeof d); /* -1 is NULL */
    if (d != BASE_DATE_NONE) put32(b, day_of(d));
}

static void put_element(base_buf *b, enum pg_type t, const char *at) {
    switch (t) {
    case PG_NUMBER: return put_number(b, *(const uint64_t *)(const void *)at);
    case PG_SIGNED: return put_number(b, (uint64_t) * (const int64_t *)(const void *)at);
    case PG_SMALL: return put_number(b, *(const uint32_t *)(const void *)at);
    case PG_DAY: return put_day(b, *(const base_date *)(const void *)at);
    case PG_YES: return put_text(b, (base_str){*(const bool *)at ? "\1" : "\0", 1});
    case PG_TEXT:
    case PG_BYTES: return put_text(b, *(const base_str *)(const void *)at);
    }
}

void pg_rows(pg *p, const pg_shape *shape, const void *rows, size_t n) {
    for (int c = 0; c < shape->n; c++) {
        const pg_column column = shape->column[c];
        put_array(&p->bytes, column.type, n);
        const char *at = (const char *)rows + column.at;
        for (size_t i = 0; i < n; i++, at += shape->size) put_element(&p->bytes, column.type, at);
        pg_arg_end(p, false);
    }
}

void pg_texts(pg *p, const base_str *item, size_t n) {
    put_array(&p->bytes, PG_TEXT, n);
    for (size_t i = 0; i < n; i++) put_text(&p->bytes, item[i]);
    pg_arg_end(p, false);
}

void pg_numbers(pg *p, const uint64_t *item, size_t n) {
    put_array(&p->bytes, PG_NUMBER, n);
    for (size_t i = 0; i < n; i++) put_number(&p->bytes, item[i]);
    pg_arg_end(p, false);
}

static size_t row_bytes(const pg_shape *shape, const char *row) {
    size_t bytes = 0;
    for (int c = 0; c < shape->n; c++) {
        const pg_column column = shape->column[c];
        const bool text = column.type == PG_TEXT || column.type == PG_BYTES;
        bytes += text ? ((const base_str *)(const void *)(row + column.at))->n : sizeof(uint64_t);
    }
    return bytes;
}

size_t pg_portion(const pg_shape *shape, const void *rows, size_t n) {
    size_t bytes = 0, i = 0;
    for (const char *row = rows; i < n && i < PORTION_ROWS && bytes < PORTION_BYTES; i++, row += shape->size)
        bytes += row_bytes(shape, row);
    return i;
}

/* ---- in ---- */

static uint64_t get64(const char *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return __builtin_bswap64(v);
}

static uint32_t get32(const char *p) {
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return __builtin_bswap32(v);
}

static bool get_number(const char *value, size_t n, uint64_t max, uint64_t *v) {
    if (n != sizeof *v) return false;
    *v = get64(value);
    return *v <= max;
}

static bool get_element(enum pg_type t, const char *value, size_t n, char *at) {
    uint64_t v = 0;
    switch (t) {
    case PG_NUMBER:
        if (!get_number(value, n, INT64_MAX, &v)) return false;
        *(uint64_t *)(void *)at = v;
        return true;
    case PG_SIGNED:
        if (!get_number(value, n, UINT64_MAX, &v)) return false;
        *(int64_t *)(void *)at = (int64_t)v;
        return true;
    case PG_SMALL:
        if (!get_number(value, n, UINT32_MAX, &v)) return false;
        *(uint32_t *)(void *)at = (uint32_t)v;
        return true;
    case PG_DAY:
        if (n != sizeof(base_date)) return false;
        return !__builtin_add_overflow((int32_t)get32(value), EPOCH, (base_date *)(void *)at);
    case PG_YES:
        if (n != 1) return false;
        *(bool *)at = *value != 0;
        return true;
    case PG_TEXT:
    case PG_BYTES: *(base_str *)(void *)at = (base_str){value, n}; return true;
    }
    return false;
}

bool pg_row(const PGresult *r, int i, const pg_shape *shape, void *row, base_err *e) {
    if (PQnfields(r) != shape->n || i >= PQntuples(r)) return pg_fail_form(e);
    memset(row, 0, shape->size);
    for (int c = 0; c < shape->n; c++) {
        const pg_column column = shape->column[c];
        char *at = (char *)row + column.at;
        const bool null = PQgetisnull(r, i, c) != 0;
        if (null && column.type == PG_DAY) {
            *(base_date *)(void *)at = BASE_DATE_NONE;
            continue;
        }
        if (null || !get_element(column.type, PQgetvalue(r, i, c), (size_t)PQgetlength(r, i, c), at))
            return pg_fail_form(e);
    }
    return true;
}

void pg_keep(base_arena *arena, const pg_shape *shape, void *row) {
    for (int c = 0; c < shape->n; c++) {
        const pg_column column = shape->column[c];
        if (column.type != PG_TEXT && column.type != PG_BYTES) continue;
        base_str *s = (base_str *)(void *)((char *)row + column.at);
        *s = base_arena_str(arena, *s);
    }
}

bool pg_value(const PGresult *r, int i, int column, int64_t *v, base_err *e) {
    uint64_t bits = 0;
    if (i >= PQntuples(r) || column >= PQnfields(r) || PQgetisnull(r, i, column) ||
        !get_number(PQgetvalue(r, i, column), (size_t)PQgetlength(r, i, column), UINT64_MAX, &bits))
        return pg_fail_form(e);
    *v = (int64_t)bits;
    return true;
}

base_str pg_value_text(const PGresult *r, int i, int column) {
    return (base_str){PQgetvalue(r, i, column), (size_t)PQgetlength(r, i, column)};
}

/* ---- the head: its root and frontier have fixed places ---- */

typedef struct {
    uint64_t size;
    int64_t at;
    base_date day;
    base_str root, frontier;
} head_row;

static const pg_column pg_head_column[] = {
    {PG_NUMBER, offsetof(head_row, size)}, {PG_SIGNED, offsetof(head_row, at)},      {PG_DAY, offsetof(head_row, day)},
    {PG_BYTES, offsetof(head_row, root)},  {PG_BYTES, offsetof(head_row, frontier)},
};
static SHAPE(pg_head, head_row);

static size_t frontier_bytes(uint64_t size) { return (size_t)__builtin_popcountll(size) * STORE_HASH; }

bool pg_head_row(const PGresult *r, store_head *head, base_err *e) {
    head_row row = {.size = 0};
    if (!pg_row(r, 0, &pg_head, &row, e)) return false;
    if (row.root.n != STORE_HASH || row.frontier.n != frontier_bytes(row.size)) return pg_fail_form(e);
    *head = (store_head){.size = row.size, .at = row.at, .day = row.day};
    memcpy(head->root, row.root.p, STORE_HASH);
    memcpy(head->frontier, row.frontier.p, row.frontier.n);
    return true;
}

void pg_head_args(pg *p, const store_head *head) {
    pg_number(p, (int64_t)head->size);
    pg_number(p, head->at);
    pg_day(p, head->day);
    pg_text(p, (base_str){(const char *)head->root, STORE_HASH});
    pg_text(p, (base_str){(const char *)head->frontier, frontier_bytes(head->size)});
}
