/* map.c - see map.h. */
#include "base/map.h"

enum { FIRST_CAP = 64 };

void base_map_init(base_map *m, base_arena *arena) { *m = (base_map){.arena = arena}; }

static size_t place(const base_map *m, base_str key) {
    size_t mask = m->cap - 1, i = (size_t)base_str_hash(key) & mask;
    while (m->slot[i].key.p != NULL && !base_str_eq(m->slot[i].key, key)) i = (i + 1) & mask;
    return i;
}

base_map_slot *base_map_get(const base_map *m, base_str key) {
    if (m->cap == 0) return NULL;
    base_map_slot *s = &m->slot[place(m, key)];
    return s->key.p == NULL ? NULL : s;
}

static void grow(base_map *m) {
    base_map old = *m;
    m->cap = old.cap == 0 ? FIRST_CAP : old.cap * 2;
    m->slot = base_arena_array(m->arena, m->cap, sizeof *m->slot);
    for (size_t i = 0; i < old.cap; i++) {
        if (old.slot[i].key.p != NULL) m->slot[place(m, old.slot[i].key)] = old.slot[i];
    }
}

base_map_slot *base_map_put(base_map *m, base_str key) {
    if ((m->n + 1) * 2 > m->cap) grow(m);
    base_map_slot *s = &m->slot[place(m, key)];
    if (s->key.p == NULL) {
        s->key = base_arena_str(m->arena, key);
        m->n++;
    }
    return s;
}
