/* assess.h - facts against a standard: two ways, one meaning.
 *
 * One dossier: a byte a criterion; the reasons (values, arithmetic, Chinese and English) are a pure function of the
 * standard, the facts and those bytes, so they are written only when somebody reads them. Many dossiers: columns, a
 * criterion at a time over all rows. A property test holds the two against each other. */
#ifndef JIQUN_RULES_ASSESS_H
#define JIQUN_RULES_ASSESS_H

#include "rules/rulebook.h"

enum rules_verdict {
    RULES_MET = 1,
    RULES_NOT_MET,
    RULES_NO_EVIDENCE,
    RULES_UNKNOWN_THRESHOLD, /* "unknown" */
    RULES_AWAITS_JUDGEMENT,  /* "judge" */
    RULES_EXPLAIN,           /* a missed `expect`, or a relaxable miss in the west */
    RULES_OPEN               /* only as the whole */
};
/* met, not_met, no_evidence, unknown, judge, explain, open */
const char *rules_verdict_name(enum rules_verdict v);

/* A figure that is not there. Never a valid raw value. */
#define RULES_MISSING INT64_MIN

/* The facts of one dossier as a standard reads them: one raw value (scaled to the fact's unit) a slot of the standard;
 * veto facts and statements apart. */
typedef struct {
    int64_t *slot;   /* [standard->n_slots]: raw value or RULES_MISSING */
    uint8_t *stated; /* [book->n_facts]: statement given (1), veto no (1) or yes (2), else 0 */
} rules_dossier_facts;

/* A set of facts with names and years, as it is written in a draft, a file or an event: the general form from which
 * slots are taken. */
typedef struct {
    rules_id fact;
    int16_t year;  /* 0 when not yearly */
    int64_t raw;   /* figures; vetoes: 0 no, 1 yes */
    base_str text; /* statements */
} rules_value;

typedef struct {
    rules_value *item;
    size_t n, cap;
    base_arena *arena;
} rules_values;

/* Reads one value as text for `fact` ("41", "46.5"; yes/no/true/false/是/否 for vetoes; text for statements), in the
 * fact's unit or with a unit of its dimension behind it ("410000 万元"). Errors: not a number, too many decimals,
 * negative, over RULES_RAW_LIMIT, a year where none belongs, no year where one is needed. A later value of the same
 * fact and year replaces the earlier one. */
bool rules_values_set(const rules_book *b, rules_values *v, rules_id fact, int year, base_str text, base_err *e);
const rules_value *rules_values_get(const rules_values *v, rules_id fact, int year);
/* `key` is "output.2020" or "land". */
bool rules_values_set_key(const rules_book *b, rules_values *v, base_str key, base_str text, base_err *e);
/* Takes the value of that key away; nothing when there is none. */
void rules_values_drop_key(const rules_book *b, rules_values *v, base_str key);

/* Allocates slots for `s` in the arena, all missing. */
rules_dossier_facts rules_facts_new(base_arena *arena, const rules_book *b, const rules_standard *s);
/* Takes from `v` what the standard reads for an application in `year`. */
void rules_facts_take(const rules_book *b, const rules_standard *s, const rules_values *v, int year,
                      rules_dossier_facts *f);

/* Verdicts, one a criterion, and the whole. Pure; no allocation. `verdict` has s->n_criteria places. */
enum rules_verdict rules_assess(const rules_standard *s, const rules_dossier_facts *f, enum rules_region region,
                                uint8_t *verdict);
/* The whole from the criteria: not_met if a required or veto criterion is not met, else no_evidence if one lacks
 * evidence, else open if one is unknown, awaits judgement or asks for an explanation, else met. */
enum rules_verdict rules_whole(const rules_standard *s, const uint8_t *verdict);

/* The reason for one criterion, as a sentence with its arithmetic: "2022年:38 / 52 ≈ 73.08 %,应当 >= 70 %". */
bool rules_reason_put(base_buf *b, const rules_book *book, const rules_standard *s, size_t criterion,
                      const rules_dossier_facts *f, int year, uint8_t verdict, bool zh);

/* One JSON object on a line, as the issue gives it:
 * {"id","rulebook","verdict","criteria":[{"id","verdict","zh","en","values"}]}. */
bool rules_assess_json(base_buf *b, const rules_book *book, const rules_standard *s, base_str id,
                       const rules_dossier_facts *f, int year, const uint8_t *verdict, enum rules_verdict whole);
/* As above for many dossiers of one standard: what does not depend on figures is written once, when the writer is made.
 * Owned by the arena; book and standard must live as long. */
typedef struct rules_writer rules_writer;
enum { RULES_WRITER_ROOM = 256 << 20 };
rules_writer *rules_writer_new(base_arena *arena, const rules_book *book, const rules_standard *s);
/* A line that does not fit is taken back as a whole. */
bool rules_writer_json(const rules_writer *w, base_buf *b, base_str id, const rules_dossier_facts *f, int year,
                       const uint8_t *verdict, enum rules_verdict whole);
/* Chinese first (or English), one line a criterion. */
bool rules_assess_text(base_buf *b, const rules_book *book, const rules_standard *s, base_str id,
                       const rules_dossier_facts *f, int year, const uint8_t *verdict, enum rules_verdict whole,
                       bool zh);

/* ---- columns ---- */

/* Many dossiers of one application year: a column a slot. Owned by the arena it was made in. */
typedef struct {
    size_t n, cap;
    int64_t **slot;    /* [n_slots][n] */
    uint8_t **stated;  /* [n_facts] or NULL for facts that are neither veto nor statement */
    uint8_t *region;   /* [n], enum rules_region */
    int64_t *slot_max; /* [n_slots]: largest magnitude seen: chooses 64-bit arithmetic where it is exact */
    const rules_standard *standard;
    const rules_book *book; /* in whose facts `standard` and `stated` are numbered */
} rules_columns;

rules_columns *rules_columns_new(base_arena *arena, const rules_book *b, const rules_standard *s, size_t capacity);
/* `f` has the slots of c->standard (rules_facts_new(arena, c->book, c->standard)). False when full. */
bool rules_columns_add(rules_columns *c, const rules_dossier_facts *f, enum rules_region region);
/* verdict[criterion][row]; whole[row]; either may be NULL. `standard` may be another standard over the same slots
 * (what-if): then every slot it reads must exist in the columns (rules_columns_fits). */
void rules_columns_assess(const rules_columns *c, const rules_standard *s, uint8_t **verdict, uint8_t *whole);
/* Whether every figure that a comparison of `s` (a standard of c->book) reads has a column; where it has none, it
 * counts as missing. */
bool rules_columns_fits(const rules_columns *c, const rules_standard *s);

/* Two rulebooks over the same dossiers: which rows flip. Columns are laid out for the union of both standards' slots.
 */
typedef struct {
    uint64_t row;
    uint8_t from, to;   /* enum rules_verdict of the whole */
    rules_id criterion; /* first criterion of the new standard that explains it */
} rules_flip;
/* Judges only criteria that differ once and shares the rest. Returns the number of flips; at most `max` are written. */
size_t rules_whatif(const rules_book *b1, const rules_standard *s1, const rules_book *b2, const rules_standard *s2,
                    const rules_columns *c, rules_flip *flip, size_t max);
/* Columns that both can read: c->book has the facts of both books and c->standard the slots of both standards, so
 * files are read and slots are taken by these. NULL, with the reason in `e`, when a fact of one name has another kind
 * or unit in the other book: then no set of figures fits both. */
rules_columns *rules_columns_for_both(base_arena *arena, const rules_book *b1, const rules_standard *s1,
                                      const rules_book *b2, const rules_standard *s2, size_t capacity, base_err *e);
/* The same without the reason. */
rules_columns *rules_columns_new_for(base_arena *arena, const rules_book *b1, const rules_standard *s1,
                                     const rules_book *b2, const rules_standard *s2, size_t capacity);

/* ---- facts files ---- */

/* One dossier read from a facts file. */
typedef struct {
    base_str id;
    enum rules_region region;
    rules_values values;
} rules_facts_row;

typedef struct rules_facts_reader rules_facts_reader;
/* Facts as JSON (one object, an array, or one object a line) or wide CSV; told apart by the first character. */
rules_facts_reader *rules_facts_open(base_arena *arena, const rules_book *b, base_str text, base_str file, base_err *e);
/* The next dossier; its memory lasts until the next call. False at the end or on an error (e->kind). */
bool rules_facts_next(rules_facts_reader *r, rules_facts_row *row, base_err *e);
/* For who stops before rules_facts_next was false (which closes by itself). NULL is allowed; a second time does
 * nothing.
 */
void rules_facts_close(rules_facts_reader *r);

#endif
