/* map.h - text to pointer or number, in an arena: open addressing, kept at most half full, nothing is ever removed. */
#ifndef JIQUN_BASE_MAP_H
#define JIQUN_BASE_MAP_H

#include "base/arena.h"

typedef struct {
    base_str key;
    union {
        void *ptr;
        int64_t num;
    } value;
} base_map_slot;

typedef struct {
    base_arena *arena;
    base_map_slot *slot;
    size_t n, cap;
} base_map;

void base_map_init(base_map *m, base_arena *arena);
/* NULL when the key is not there. Valid until the next base_map_put. */
base_map_slot *base_map_get(const base_map *m, base_str key);
/* The slot of `key`, made with a zero value when it was not there (the key is copied into the arena then). */
base_map_slot *base_map_put(base_map *m, base_str key);

#endif
