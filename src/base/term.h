/* term.h - colours, only on a terminal.
 *
 * Colour repeats what the words say and never says it alone: into a file, a pipe, or for someone who switched it off
 * (NO_COLOR set, TERM unset or "dumb") the same text goes without. */
#ifndef JIQUN_BASE_TERM_H
#define JIQUN_BASE_TERM_H

#include <stdio.h>

#include "base/buf.h"

typedef struct {
    bool colour;
} base_term;

enum base_term_style {
    BASE_TERM_PLAIN,
    BASE_TERM_BOLD,
    BASE_TERM_DIM,
    BASE_TERM_RED,
    BASE_TERM_GREEN,
    BASE_TERM_YELLOW,
    BASE_TERM_BLUE,
    BASE_TERM_CYAN
};

base_term base_term_init(FILE *f);
/* What begins and ends a style: literals, "" without colour. */
const char *base_term_on(base_term t, enum base_term_style style);
const char *base_term_off(base_term t, enum base_term_style style);
/* The text in the style. False when it does not fit; then nothing was written. */
bool base_term_put(base_term t, base_buf *b, enum base_term_style style, base_str text);

#endif
