/* matching_keep.h - what matches have found, on disk beside the record: so that it outlives the server that ran them.
 *
 * A result is three files (lines, a table, a workbook) and what is said of it, in the folder's match/ under a name made
 * of the authority: an authority has one. What is said of it is written last and is taken away first, so a result that
 * is known is whole. It is no record: it lapses after HTTP_MATCH_DAYS, and is no part of a backup. */
#ifndef JIQUN_HTTP_MATCHING_KEEP_H
#define JIQUN_HTTP_MATCHING_KEEP_H

#include "http/matching.h"

enum { HTTP_MATCHING_PATH = 4096 };

/* Moves the files of a run, whose paths begin with `prefix`, to their place, and says in `prefix` where they are now.
 * False: they are where they were, and will not outlive this server. */
bool http_matching_keep(const char *folder, char prefix[HTTP_MATCHING_PATH], const http_matching_figures *f);
/* Takes away files whose paths begin so, and what is said of them. */
void http_matching_drop(const char *prefix);
/* The result of an authority, and where its files are, without their endings. False: there is none. */
bool http_matching_find(const char *folder, core_actor actor, base_arena *arena, http_matching_figures *f,
                        char prefix[HTTP_MATCHING_PATH]);
/* Takes it away. */
void http_matching_forget(const char *folder, core_actor actor);
/* Takes away results that have lapsed, the oldest of more than HTTP_MATCHES_KEPT, and what servers have left that did
 * not end in order. */
void http_matching_tidy(const char *folder);
/* When it lapses. */
int64_t http_matching_until(const http_matching_figures *f);

#endif
