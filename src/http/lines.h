/* lines.h - this program once more, beside the server, and what it says line by line: for an audit, for a match. */
#ifndef JIQUN_HTTP_LINES_H
#define JIQUN_HTTP_LINES_H

#include "base/str.h"

enum { HTTP_LINE_MAX = 1 << 20 };

/* How its words name the database: an address may hold a password, and words are for anybody to read (ps). */
#define HTTP_LINES_DB "env:JIQUN_DB"

typedef struct {
    const char *program;      /* NULL: this one */
    const char *const *words; /* with its name, ending in NULL */
    const char *db;           /* the address behind HTTP_LINES_DB; NULL: none */
    int in;                   /* its standard input; -1: nothing */
    bool (*stops)(void *ctx); /* asked a few times a second: whether it is to be ended */
    void (*line)(void *ctx, base_str line);
    void *ctx;
} http_lines;

/* Runs it to its end, less important than the server: its exit status, 128 and a signal, or an errno. On a thread that
 * may wait. */
int http_lines_of(const http_lines *l);

#endif
