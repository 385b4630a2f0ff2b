/* diag_text.h - the texts of all diagnostics, as tables that only diag.c reads.
 *
 * One table a part of the reader, each in a file of its own: form of the text (E0xx, W0xx), facts and standards (E1xx,
 * W1xx), process, proofs and the whole book (E2xx to E5xx, W2xx to W5xx). A text has numbered places {0}, {1}, {2};
 * both languages show the same ones, but where a word is given as {i} in Chinese and as {i + 1} in English. */
#ifndef JIQUN_RULES_DIAG_TEXT_H
#define JIQUN_RULES_DIAG_TEXT_H

#include "rules/diag.h"

typedef struct {
    const char *code;
    enum rules_severity severity;
    const char *zh, *en;           /* what is wrong; no full stop at the end */
    const char *hint_zh, *hint_en; /* what to do; both may be "" */
} rules_diag_text;

typedef struct {
    const rules_diag_text *item; /* sorted by code */
    size_t n;
} rules_diag_table;

extern const rules_diag_table rules_diag_texts_form, rules_diag_texts_standard, rules_diag_texts_process;

enum { RULES_DIAG_TABLES = 3 };
/* The tables one by one, i < RULES_DIAG_TABLES. */
const rules_diag_table *rules_diag_table_at(size_t i);
/* NULL when no table has the code. */
const rules_diag_text *rules_diag_text_find(const char *code);

#endif
