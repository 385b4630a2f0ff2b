/* rows.c - columns into rows; the order is that of statement.c. */
#include "store/sqlite/sqlite_i.h"

void sqlite_row_event(sqlite3_stmt *q, store_event *r) {
    *r = (store_event){.seq = column_u64(q, 0),
                       .stream = column_u64(q, 1),
                       .prev = column_u64(q, 2),
                       .leaf = column_blob(q, 3),
                       .payload = column_blob(q, 4),
                       .salt = column_blob(q, 5)};
}

void sqlite_row_stream(sqlite3_stmt *q, store_stream *r) {
    *r = (store_stream){.stream = column_u64(q, 0), .name = column_text(q, 1), .kind = column_text(q, 2)};
}

void sqlite_row_standing(sqlite3_stmt *q, store_standing *r) {
    const uint64_t id = column_u64(q, 0);
    *r = (store_standing){.stream = id >> SQLITE_NO_BITS,
                          .no = (uint32_t)(id & SQLITE_NO_MAX),
                          .name = column_text(q, 1),
                          .kind = column_text(q, 2),
                          .state = column_text(q, 3),
                          .since = column_date(q, 4),
                          .last = column_u64(q, 5),
                          .place = column_text(q, 6),
                          .waits = sqlite3_column_int(q, 7) != 0,
                          .watch = column_date(q, 8)};
}

void sqlite_row_dossier(sqlite3_stmt *q, store_dossier *r) {
    *r = (store_dossier){.stream = column_u64(q, 0),
                         .path = column_text(q, 1),
                         .name = column_text(q, 2),
                         .industry = column_text(q, 3),
                         .subfield = column_text(q, 4),
                         .county = column_text(q, 5),
                         .channel = column_text(q, 6),
                         .state = column_text(q, 7),
                         .announced = column_date(q, 8),
                         .valid_from = column_date(q, 9),
                         .valid_until = column_date(q, 10),
                         .announcement = column_text(q, 11),
                         .round = column_text(q, 12),
                         .provincial = sqlite3_column_int(q, 13) != 0,
                         .pooled = sqlite3_column_int(q, 14) != 0,
                         .taken_over = sqlite3_column_int(q, 15) != 0};
}

void sqlite_row_tally(sqlite3_stmt *q, store_tally *r) {
    *r = (store_tally){.key = column_text(q, 0), .n = sqlite3_column_int64(q, 1)};
}

void sqlite_row_round(sqlite3_stmt *q, store_round *r) {
    *r = (store_round){.stream = column_u64(q, 0),
                       .path = column_text(q, 1),
                       .state = column_text(q, 2),
                       .opened = column_date(q, 3),
                       .county_closes = column_date(q, 4),
                       .closes = column_date(q, 5),
                       .settings = column_text(q, 6)};
}

void sqlite_row_request(sqlite3_stmt *q, store_request *r) {
    *r = (store_request){.id = column_text(q, 0), .seq = column_u64(q, 1), .n = (uint32_t)sqlite3_column_int64(q, 2)};
}

void sqlite_row_tile(sqlite3_stmt *q, store_tile *r) {
    const uint64_t id = column_u64(q, 0);
    *r = (store_tile){
        .level = (uint32_t)(id >> 56), .index = id & ((UINT64_C(1) << 56) - 1), .bytes = column_blob(q, 1)};
}
