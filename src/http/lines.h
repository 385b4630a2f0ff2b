/* lines.h - this program once more, beside the server, and what it says line by line: for an audit, for a match. */
#ifndef JIQUN_HTTP_LINES_H
#define JIQUN_HTTP_LINES_H

#include "base/str.h"

enum { HTTP_LINE_MAX = 1 << 20 };

typedef struct {
    const char *program;      /* NULL: this one */
    const char *const *words; /* with its name, ending in NULL */
    int in;                   /* its standard input; -1: nothing */
    bool (*stops)(void *ctx); /* asked a few times a second: whether it is to be ended */
    void (*line)(void *ctx, base_str line);
    void *ctx;
} http_lines;

/* Runs it to its end, less important than the server: its exit status, 128 and a signal, or an errno. On a thread that
 * may wait. */
int http_lines_of(const http_lines *l);

#endif
