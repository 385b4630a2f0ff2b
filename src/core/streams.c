/* streams.c - see streams.h. */
#include "core/streams.h"

enum { FIRST_CAP = 64 };

static size_t place(const core_streams *s, base_str name) {
    size_t mask = s->cap - 1, i = (size_t)base_str_hash(name) & mask;
    while (s->slot[i] != NULL && !base_str_eq(s->slot[i]->path, name)) i = (i + 1) & mask;
    return i;
}

void core_streams_init(core_streams *s, base_arena *arena) { *s = (core_streams){.arena = arena}; }

core_case *core_streams_get(const core_streams *s, base_str name) {
    return s->cap == 0 ? NULL : s->slot[place(s, name)];
}

static void grow(core_streams *s) {
    core_streams old = *s;
    s->cap = old.cap == 0 ? FIRST_CAP : old.cap * 2;
    s->slot = base_arena_array(s->arena, s->cap, sizeof *s->slot);
    for (size_t i = 0; i < old.cap; i++) {
        if (old.slot[i] != NULL) s->slot[place(s, old.slot[i]->path)] = old.slot[i];
    }
}

void core_streams_put(core_streams *s, core_case *root) {
    if ((s->n + 1) * 2 > s->cap) grow(s);
    s->slot[place(s, root->path)] = root;
    s->n++;
}

void core_streams_remove(core_streams *s, base_str name) {
    if (s->cap == 0) return;
    size_t mask = s->cap - 1, hole = place(s, name);
    if (s->slot[hole] == NULL) return;
    s->slot[hole] = NULL;
    s->n--;
    for (size_t i = (hole + 1) & mask; s->slot[i] != NULL; i = (i + 1) & mask) {
        core_case *moved = s->slot[i];
        s->slot[i] = NULL;
        s->slot[place(s, moved->path)] = moved;
    }
}

core_case *core_streams_find(const core_streams *s, base_str path) {
    base_str rest;
    base_str name = base_str_cut(path, '/', &rest);
    core_case *c = core_streams_get(s, name);
    size_t n = name.n;
    while (c != NULL && rest.p != NULL) {
        base_str part = base_str_cut(rest, '/', &rest);
        n += 1 + part.n;
        base_str full = {path.p, n};
        for (c = c->child; c != NULL && !base_str_eq(c->path, full); c = c->sibling) {
        }
    }
    return c;
}
