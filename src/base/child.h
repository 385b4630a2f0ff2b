/* child.h - starts this program again as a process of its own, for work whose memory or mishaps are not to be the
 * caller's (docs/printer.h, http/audit.h). */
#ifndef JIQUN_BASE_CHILD_H
#define JIQUN_BASE_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/* Starts `program` (NULL: this one) with `words`, which end in NULL. Its environment is this one's, and `secret`
 * ("NAME= value"; NULL: nothing) in it: what anybody may read of a process is its words. The child has three
 * descriptors, those of in, out and err (-1: nothing), and no other; no signal is ignored or held back in it. 0, or an
 * errno. */
int base_child_start(const char *program, const char *const *words, const char *secret, int in, int out, int err,
                     pid_t *child);
/* Waits for its end: the exit status, or 128 and the signal that ended it. */
int base_child_wait(pid_t child);

#endif
