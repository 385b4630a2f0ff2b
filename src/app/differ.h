/* differ.h - the first place where a record is not what it should be, told so that somebody can go and look.
 *
 * What is compared is long (payloads, rows), so the parts shown are cut around the first byte that differs, and of a
 * payload the member is named in which it lies. */
#ifndef JIQUN_APP_DIFFER_H
#define JIQUN_APP_DIFFER_H

#include "base/arena.h"
#include "base/err.h"

enum { APP_SHOWN = 400 };

typedef struct {
    bool any;
    base_err where, what; /* their texts, zh and en */
    bool shows;           /* there are two sides to be shown */
    char found[APP_SHOWN], expected[APP_SHOWN];
} app_difference;

/* Each returns false, so that `return app_differ(…)` reads well. `where` is filled by the caller. */
bool app_differ(app_difference *d, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
/* With both sides: cut around the first byte in which they differ. */
bool app_differ_texts(app_difference *d, base_str found, base_str expected, const char *zh, const char *en, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
bool app_differ_numbers(app_difference *d, uint64_t found, uint64_t expected, const char *zh, const char *en);

/* The name of the member of a JSON object in which byte `at` of its text lies; empty when it is in none. */
base_str app_json_member(base_str json, size_t at);
/* The first byte in which they differ. */
size_t app_first_difference(base_str a, base_str b);

#endif
