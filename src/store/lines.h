/* lines.h - derived rows as lines of text, the same on every driver, so that an audit can compare them.
 *
 * A line is the table's name, the key columns and the values, parted by tabs. Texts have tab, line feed, carriage
 * return and backslash written \t \n \r \\; bytes are lower-case hex; a date is YYYY-MM-DD, or \N for none; yes and no
 * are 1 and 0. No line ends with a line feed. */
#ifndef JIQUN_STORE_LINES_H
#define JIQUN_STORE_LINES_H

#include "base/buf.h"
#include "store/store.h"

/* In the order in which store_derived_lines goes through them. Within a table rows are ordered by key: numbers by
 * value, texts by bytes. `search` has a line for each gram of each dossier's name, ordered by gram, then by stream. */
enum store_table {
    STORE_T_STREAM,
    STORE_T_STANDING,
    STORE_T_DOSSIER,
    STORE_T_TALLY,
    STORE_T_ROUND,
    STORE_T_REQUEST,
    STORE_T_TILE,
    STORE_T_SEARCH,
    STORE_N_DERIVED
};
const char *store_table_name(enum store_table t);
/* STORE_N_DERIVED when there is none of that name. */
enum store_table store_table_find(const char *name);

/* Each appends one line to `b`. */
void store_line_stream(base_buf *b, const store_stream *r);     /* stream | name, kind */
void store_line_standing(base_buf *b, const store_standing *r); /* stream, no | name, kind, state, since … */
void store_line_dossier(base_buf *b, const store_dossier *r);   /* stream | path … */
void store_line_tally(base_buf *b, const store_tally *r);       /* key | n */
void store_line_round(base_buf *b, const store_round *r);       /* stream | path … */
void store_line_request(base_buf *b, const store_request *r);   /* id | seq, n */
void store_line_tile(base_buf *b, const store_tile *r);         /* level, index | bytes */
void store_line_search(base_buf *b, base_str gram, uint64_t stream);

#endif
