/* err.h - what went wrong, where, what was expected and what to do, in both languages.
 *
 * Functions that may fail on input return false (or NULL) and fill a base_err. Nothing is printed below cli.
 * Texts are kept in the struct, cut at a character boundary when too long, so that an error needs no memory. */
#ifndef JIQUN_BASE_ERR_H
#define JIQUN_BASE_ERR_H

#include <stdarg.h>

#include "base/str.h"

enum base_err_kind {
    BASE_ERR_NONE = 0,
    BASE_ERR_INPUT,   /* the caller's text or value is wrong */
    BASE_ERR_RANGE,   /* a number or date does not fit */
    BASE_ERR_MISSING, /* something that is needed is not there: a file, a year's table */
    BASE_ERR_LIMIT,   /* over a stated limit */
    BASE_ERR_IO       /* the system refused; see `sys` */
};

typedef struct {
    enum base_err_kind kind;
    int sys;            /* errno for BASE_ERR_IO */
    uint32_t line, col; /* 1-based; 0 = not known. col counts code points */
    char where[256];    /* file or field; may be empty */
    char zh[512], en[512];
} base_err;

/* Fills zh and en by printf, both with the same arguments in the same order; keeps line, col and where. Each becomes
 * one line of UTF-8: control characters and bytes that are not UTF-8 are replaced by '?', so input may be quoted as it
 * is. For BASE_ERR_IO `sys` takes errno, and both texts may use %m. `e` may be NULL. Always returns false, so that
 * `return base_err_fmt(...)` reads well. */
bool base_err_fmt(base_err *e, enum base_err_kind kind, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* The same for who has a list of arguments. */
bool base_err_vfmt(base_err *e, enum base_err_kind kind, const char *zh, const char *en, va_list args)
    __attribute__((format(printf, 3, 0), format(printf, 4, 0)));
/* Adds the place; an empty `where` keeps the one that is there, and line 0 keeps line and col. `e` may be NULL. Returns
 * false. */
bool base_err_at(base_err *e, base_str where, uint32_t line, uint32_t col);

#endif
