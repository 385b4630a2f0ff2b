/* submitted.c - see submitted.h. */
#include "core/submitted.h"

#include <stdlib.h>

typedef struct {
    base_arena *arena;
    const core_case **at;
    size_t n, cap;
} gathering;

static void gather(gathering *g, const core_case *c) {
    if (c->submitted_seq > 0) {
        g->at = base_arena_grow(g->arena, g->at, g->n, &g->cap, sizeof(const core_case *));
        g->at[g->n++] = c;
    }
    for (const core_case *below = c->child; below != NULL; below = below->sibling) gather(g, below);
}

/* No two are of one event. */
static int newer(const void *x, const void *y) {
    const core_case *const *a = x, *const *b = y;
    return (*a)->submitted_seq > (*b)->submitted_seq ? -1 : 1;
}

size_t core_submitted(const core_case *root, base_arena *arena, const core_case ***out) {
    gathering g = {.arena = arena};
    gather(&g, root);
    if (g.n > 1) qsort(g.at, g.n, sizeof(const core_case *), newer);
    *out = g.at;
    return g.n;
}
