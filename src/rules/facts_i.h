/* facts_i.h - the reader of facts files: what its JSON and its CSV half share. */
#ifndef JIQUN_RULES_FACTS_I_H
#define JIQUN_RULES_FACTS_I_H

#include "base/csv.h"
#include "base/map.h"
#include "rules/assess_i.h"
#include "rules/standard_i.h"

enum {
    RULES_MAX_ROW = 1 << 20,   /* bytes of one dossier */
    RULES_ROW_ROOM = 64 << 20, /* memory for one dossier while it is read */
    RULES_MAX_JSON_DEPTH = 8,
    RULES_MAX_ID = 256
};

struct rules_column {
    rules_id fact;
    int year;
};

struct rules_facts_reader {
    const rules_book *book;
    base_str text, file;
    base_map fact;   /* name -> index */
    base_arena *row; /* emptied for every dossier; NULL before the first and after the last */
    bool done;
    bool json;
    /* JSON */
    size_t at;     /* offset of what is not yet read */
    uint32_t line; /* of `at`, counted as far as `counted` */
    size_t counted;
    bool array, first;
    /* CSV */
    base_csv csv;
    struct rules_column *column; /* [n_columns]; fact RULES_NONE: id or region */
    base_str *title;
    size_t n_columns, id_column, region_column;
};

/* False with an error, or at the end. */
bool rules_json_open(rules_facts_reader *r, base_err *e);
bool rules_json_next(rules_facts_reader *r, rules_facts_row *row, base_err *e);
bool rules_csv_open(rules_facts_reader *r, base_arena *arena, base_err *e);
bool rules_csv_next(rules_facts_reader *r, rules_facts_row *row, base_err *e);

/* A fact by its name, with near names in the error. */
bool rules_reader_fact(const rules_facts_reader *r, base_str name, rules_id *out, base_err *e);
/* A region by its name; empty is none. */
bool rules_reader_region(base_str name, enum rules_region *out, base_err *e);
/* A fact and its year from `output.2020` or `land`. */
bool rules_reader_key(const rules_facts_reader *r, base_str key, struct rules_column *out, base_err *e);
/* Puts "what: " before both messages. Returns false. */
bool rules_reader_field(base_str what, base_err *e);

#endif
