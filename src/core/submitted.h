/* submitted.h - what a dossier has submitted, the newest first.
 *
 * Newest is what was submitted last, in the order of the log. Not what stands in the case that was opened last: a case
 * that is given back is submitted anew, with other figures, and may be so after a later one was (第十三条). Nor what
 * stands in the case that an event named last: what others decide about a case, and what becomes of it, says nothing of
 * its figures. Whatever asks for the newest figures or files of a dossier asks here, so that all screens mean the same.
 */
#ifndef JIQUN_CORE_SUBMITTED_H
#define JIQUN_CORE_SUBMITTED_H

#include "core/world.h"

/* The cases of the dossier that were ever submitted, in whatever state they are; `out` in `arena`. Returns how many. */
size_t core_submitted(const core_case *root, base_arena *arena, const core_case ***out);

#endif
