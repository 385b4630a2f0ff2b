/* lines.c - see lines.h. */
#include "store/lines.h"

static const char *const names[STORE_N_DERIVED] = {
    [STORE_T_STREAM] = "stream", [STORE_T_STANDING] = "standing", [STORE_T_DOSSIER] = "dossier",
    [STORE_T_TALLY] = "tally",   [STORE_T_ROUND] = "round",       [STORE_T_REQUEST] = "request",
    [STORE_T_TILE] = "tile",     [STORE_T_SEARCH] = "search",
};

const char *store_table_name(enum store_table t) { return names[t]; }

enum store_table store_table_find(const char *name) {
    enum store_table t = STORE_T_STREAM;
    while (t < STORE_N_DERIVED && strcmp(names[t], name) != 0) t++;
    return t;
}

static void begin(base_buf *b, enum store_table t) { base_buf_puts(b, base_str_of(names[t])); }

static void put_number(base_buf *b, uint64_t v) {
    base_buf_putc(b, '\t');
    base_buf_u64(b, v);
}

static void put_flag(base_buf *b, bool yes) { base_buf_put(b, yes ? "\t1" : "\t0", 2); }

static void put_date(base_buf *b, base_date d) {
    base_buf_putc(b, '\t');
    if (!base_date_put(b, d)) base_buf_put(b, "\\N", 2);
}

static char escape_of(char c) {
    switch (c) {
    case '\t': return 't';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\\': return '\\';
    default: return '\0';
    }
}

static void put_text(base_buf *b, base_str s) {
    base_buf_putc(b, '\t');
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char c = escape_of(s.p[i]);
        if (c == '\0') continue;
        base_buf_put(b, s.p + from, i - from);
        base_buf_put(b, (const char[]){'\\', c}, 2);
        from = i + 1;
    }
    base_buf_put(b, s.p + from, s.n - from);
}

static void put_hex(base_buf *b, base_str s) {
    static const char digit[] = "0123456789abcdef";
    base_buf_putc(b, '\t');
    for (size_t i = 0; i < s.n; i++) {
        const unsigned char c = (unsigned char)s.p[i];
        base_buf_put(b, (const char[]){digit[c >> 4], digit[c & 15]}, 2);
    }
}

void store_line_stream(base_buf *b, const store_stream *r) {
    begin(b, STORE_T_STREAM);
    put_number(b, r->stream);
    put_text(b, r->name);
    put_text(b, r->kind);
}

void store_line_standing(base_buf *b, const store_standing *r) {
    begin(b, STORE_T_STANDING);
    put_number(b, r->stream);
    put_number(b, r->no);
    put_text(b, r->name);
    put_text(b, r->kind);
    put_text(b, r->state);
    put_date(b, r->since);
    put_number(b, r->last);
    put_text(b, r->place);
    put_flag(b, r->waits);
    put_date(b, r->watch);
}

void store_line_dossier(base_buf *b, const store_dossier *r) {
    begin(b, STORE_T_DOSSIER);
    put_number(b, r->stream);
    put_text(b, r->path);
    put_text(b, r->name);
    put_text(b, r->industry);
    put_text(b, r->subfield);
    put_text(b, r->county);
    put_text(b, r->channel);
    put_text(b, r->state);
    put_date(b, r->announced);
    put_date(b, r->valid_from);
    put_date(b, r->valid_until);
    put_text(b, r->announcement);
    put_text(b, r->round);
    put_flag(b, r->provincial);
    put_flag(b, r->pooled);
    put_flag(b, r->taken_over);
}

void store_line_tally(base_buf *b, const store_tally *r) {
    begin(b, STORE_T_TALLY);
    put_text(b, r->key);
    base_buf_putc(b, '\t');
    base_buf_i64(b, r->n);
}

void store_line_round(base_buf *b, const store_round *r) {
    begin(b, STORE_T_ROUND);
    put_number(b, r->stream);
    put_text(b, r->path);
    put_text(b, r->state);
    put_date(b, r->opened);
    put_date(b, r->county_closes);
    put_date(b, r->closes);
    put_text(b, r->settings);
}

void store_line_request(base_buf *b, const store_request *r) {
    begin(b, STORE_T_REQUEST);
    put_text(b, r->id);
    put_number(b, r->seq);
    put_number(b, r->n);
}

void store_line_tile(base_buf *b, const store_tile *r) {
    begin(b, STORE_T_TILE);
    put_number(b, r->level);
    put_number(b, r->index);
    put_hex(b, r->bytes);
}

void store_line_search(base_buf *b, base_str gram, uint64_t stream) {
    begin(b, STORE_T_SEARCH);
    put_text(b, gram);
    put_number(b, stream);
}
