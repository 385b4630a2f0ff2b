/* scenario.h - reads a scenario file (*.case): one step a line, words as in a shell.
 *
 *     open_round r23 closes=2023-07-31 quota=6     # a comment
 *     submit c1/a  -> refused 第十二条
 *
 * Blanks separate words. '…' keeps everything, "…" everything but \" and \\; both may span lines, and what touches is
 * one word (name="a b"). A backslash outside quotes keeps the next character, and at the end of a line joins the next.
 * `#` begins a comment where a word could begin. `->` outside quotes parts the step from the answer it must get.
 *
 * The reader hands out one step at a time and keeps nothing of the ones before, so a file costs the memory of its
 * longest step. It knows no rulebook: what a step means is the player's (play.h). */
#ifndef JIQUN_CORE_SCENARIO_H
#define JIQUN_CORE_SCENARIO_H

#include "core/fault.h"

enum {
    CORE_SCENARIO_MAX_TEXT = 16 << 20, /* bytes of one file */
    CORE_SCENARIO_MAX_STEP = 2 << 20,  /* bytes of one step; holds a whole rulebook for `amend` */
    CORE_SCENARIO_MAX_LINE = 64 << 10, /* bytes of one line */
    CORE_SCENARIO_MAX_WORDS = 800,     /* in one step */
    CORE_SCENARIO_MAX_STEPS = 200000
};
#define CORE_NO_EQ SIZE_MAX

typedef struct {
    base_str text;  /* quotes and backslashes undone */
    size_t eq;      /* place in `text` of the first = outside quotes with something before it, or CORE_NO_EQ */
    const char *at; /* where it begins in the file */
    size_t at_n;    /* its bytes there */
    uint32_t line;
    bool quoted; /* something in it is quoted */
} core_word;

enum core_want { CORE_WANT_NOTHING_SAID, CORE_WANT_OK, CORE_WANT_REFUSED };

typedef struct {
    const core_word *word; /* n >= 1; before the arrow */
    size_t n;
    enum core_want want;
    const core_word *article; /* after `-> refused` */
    size_t n_articles;
    base_str source; /* as written, without blanks and comment at its end */
    uint32_t line;
} core_step;

typedef struct {
    base_str text, file;
    size_t pos;
    uint32_t line;
    base_arena *arena; /* of the step at hand; reset by each core_scenario_next */
} core_scenario;

/* `arena` belongs to the reader alone until it is done. A byte order mark is skipped. */
void core_scenario_open(core_scenario *s, base_str text, base_str file, base_arena *arena);
/* The next step; its memory lasts until the next call. False at the end of the file. Lines with a fault are reported
 * into `d` and passed over. */
bool core_scenario_next(core_scenario *s, core_step *step, rules_diags *d);
/* Reads all of it and reports every fault of form, limits and bytes that are not UTF-8 among them: what passes here
 * gives no fault in core_scenario_next. */
bool core_scenario_check(base_str text, base_str file, base_arena *arena, rules_diags *d);

rules_span core_word_span(const core_scenario *s, const core_word *w);
base_str core_word_key(const core_word *w);   /* before the =; all of it when there is none */
base_str core_word_value(const core_word *w); /* behind the = */

#endif
