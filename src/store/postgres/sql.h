/* sql.h - names of the statements of the PostgreSQL driver; their texts are in sql.c.
 *
 * ADD is for rows that are new, PUT for rows that replace those of the same key, GET for one row, PAGE for rows after
 * some key, at most so many. */
#ifndef JIQUN_STORE_POSTGRES_SQL_H
#define JIQUN_STORE_POSTGRES_SQL_H

enum pg_sql {
    /* transactions */
    PG_BEGIN_WRITE,
    PG_BEGIN_READ,
    PG_COMMIT,
    PG_ROLLBACK,
    PG_LIMITS,
    PG_MOMENT,
    /* the head */
    PG_GET_HEAD,
    PG_LOCK_HEAD,
    PG_PUT_HEAD,
    /* a group */
    PG_ADD_EVENTS,
    PG_ADD_PERSONS,
    PG_ADD_STREAMS,
    PG_SET_STANDINGS,
    PG_ADD_STANDINGS,
    PG_PUT_DOSSIERS,
    PG_PUT_TALLIES,
    PG_PUT_ROUNDS,
    PG_ADD_REQUESTS,
    PG_PUT_TILES,
    PG_ADD_MESSAGES,
    PG_DELETE_TALLIES,
    PG_OLD_NAMES,
    PG_DELETE_GRAMS,
    PG_ADD_GRAMS,
    /* kept tables */
    PG_GET_META,
    PG_PUT_META,
    PG_PUT_CHECKPOINT,
    PG_NEW_DRAFT,
    PG_NEXT_DRAFT,
    PG_GET_DRAFT,
    PG_DELETE_DRAFT,
    PG_ADD_REFUSALS,
    PG_CAP_REFUSALS,
    PG_ADD_ATTACHMENT,
    PG_DELETE_ATTACHMENT,
    PG_GET_ATTACHMENT,
    PG_DELETE_MESSAGE,
    PG_PUT_PERSON,
    PG_ERASE_PERSON,
    PG_NEW_ENTRY,
    PG_NEXT_ENTRY,
    PG_PUT_ENTRY,
    PG_DELETE_ENTRY,
    /* one row */
    PG_FIND_STREAM,
    PG_LAST_OF_STREAM,
    PG_GET_STREAM,
    PG_GET_STANDING,
    PG_GET_DOSSIER,
    PG_GET_REQUEST,
    PG_GET_TILE,
    PG_LAST_CHECKPOINT,
    PG_GET_ENTRY,
    /* rows */
    PG_PAGE_EVENTS,
    PG_PAGE_CHAIN,
    PG_PAGE_PERSONS,
    PG_PAGE_STREAMS,
    PG_PAGE_STANDINGS,
    PG_PAGE_ALL_STANDINGS,
    PG_PAGE_ROOTS,
    PG_PAGE_WATCHED,
    PG_PAGE_WAITING,
    PG_PAGE_DOSSIERS,
    PG_PAGE_TALLIES,
    PG_PAGE_ROUNDS,
    PG_PAGE_REQUESTS,
    PG_PAGE_TILES,
    PG_PAGE_GRAMS,
    PG_PAGE_CHECKPOINTS,
    PG_PAGE_REFUSALS,
    PG_PAGE_DRAFTS,
    PG_PAGE_ATTACHMENTS,
    PG_PAGE_MESSAGES,
    PG_PAGE_ENTRIES,
    PG_PAGE_ENTRIES_DUE,
    PG_PAGE_ALL_ENTRIES,
    /* upkeep */
    PG_STATS,
    PG_N_SQL
};

extern const char *const pg_sql_text[PG_N_SQL];

#endif
