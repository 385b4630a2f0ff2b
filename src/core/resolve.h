/* resolve.h - which case a command means.
 *
 * A path may name the case itself (c1/a), the case under which one is to be opened (object c1/a), or the case whose
 * only running child is meant (dismiss c1/a): people write what is shortest and clear. */
#ifndef JIQUN_CORE_RESOLVE_H
#define JIQUN_CORE_RESOLVE_H

#include "core/decide.h"

typedef struct {
    const rules_book *book;
    rules_id kind, action;
    core_case *self;   /* NULL when the case is to be opened */
    core_case *parent; /* of the case to be opened; NULL for a stream */
    base_str path;
} core_resolved;

/* Whether it could be a case's path: names of letters, digits, _ - . and any UTF-8, one slash between them. */
bool core_path_ok(base_str path);

/* False with `why` in both languages when no case, no such action or more than one case fits. `action` is set even
 * then when the name is an action of some case, so that a refusal can cite it. */
bool core_resolve(const core_world *w, base_str action, base_str target, base_date today, base_arena *arena,
                  core_resolved *out, base_err *why);

#endif
