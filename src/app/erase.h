/* erase.h - personal data of an event taken out of the record, for good.
 *
 * What is private of an event is its person part: body and salt go, the log still says that there was one. Of an event
 * of the public (an objection) the files that it names go, too, because they may name persons: row and content, unless
 * another event names the same content that was not erased. Each erasure leaves its reason in table meta ("erased.SEQ",
 * "erased.file.DIGEST"), by which an audit knows it from a loss. */
#ifndef JIQUN_APP_ERASE_H
#define JIQUN_APP_ERASE_H

#include "app/app.h"

typedef struct {
    bool before;    /* it had been erased already, and nothing was changed */
    uint64_t files; /* that went with it */
    uint64_t kept;  /* files that another event names, too */
} app_erased;

/* `seq`: number of the event. False with `e`: it has no person part; a file of it does not lie in this folder; … */
bool app_erase_person(const app_place *place, uint64_t seq, base_str reason, app_erased *out, base_err *e);

/* Where the reason stands that a file was erased. */
base_str app_erased_file_key(base_arena *arena, base_str digest);

#endif
