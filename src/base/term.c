/* term.c - colours, only on a terminal. */
#include "base/term.h"

#include <stdlib.h>
#include <unistd.h>

base_term base_term_init(FILE *f) {
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    const bool off = no_color != NULL && no_color[0] != '\0'; /* an empty value counts as not set: no-color.org */
    const bool able = term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
    return (base_term){.colour = !off && able && f != NULL && isatty(fileno(f)) == 1};
}

const char *base_term_on(base_term t, enum base_term_style style) {
    static const char *const codes[] = {
        [BASE_TERM_PLAIN] = "",        [BASE_TERM_BOLD] = "\033[1m",   [BASE_TERM_DIM] = "\033[2m",
        [BASE_TERM_RED] = "\033[31m",  [BASE_TERM_GREEN] = "\033[32m", [BASE_TERM_YELLOW] = "\033[33m",
        [BASE_TERM_BLUE] = "\033[34m", [BASE_TERM_CYAN] = "\033[36m",
    };
    return t.colour ? codes[style] : "";
}

const char *base_term_off(base_term t, enum base_term_style style) {
    return t.colour && style != BASE_TERM_PLAIN ? "\033[0m" : "";
}

bool base_term_put(base_term t, base_buf *b, enum base_term_style style, base_str text) {
    const size_t start = b->n;
    base_buf_puts(b, base_str_of(base_term_on(t, style)));
    base_buf_puts(b, text);
    if (base_buf_puts(b, base_str_of(base_term_off(t, style)))) return true;
    base_buf_cut(b, start);
    return false;
}
