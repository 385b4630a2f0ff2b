/* streams.h - the streams that are in memory, by name: the world's own table, for world_i.h only.
 *
 * A stream is a root case with all its children, in an arena of its own, so that one that nobody uses can leave memory
 * and come back from the record later. Hence this table can take names out again (open addressing, holes are closed by
 * moving back what came after). A case below a root is found by walking down from it: a dossier has tens of cases. */
#ifndef JIQUN_CORE_STREAMS_H
#define JIQUN_CORE_STREAMS_H

#include "core/world.h"

typedef struct {
    base_arena *arena;
    core_case **slot; /* NULL: free */
    size_t n, cap;
} core_streams;

void core_streams_init(core_streams *s, base_arena *arena);
core_case *core_streams_get(const core_streams *s, base_str name);
/* `root` must not be there yet. Its path is the key and must live as long. */
void core_streams_put(core_streams *s, core_case *root);
void core_streams_remove(core_streams *s, base_str name);
/* The case at a path, or NULL. */
core_case *core_streams_find(const core_streams *s, base_str path);

#endif
