/* owned.c - see owned.h. */
#include "app/owned.h"

static base_str key_of(base_arena *arena, base_str login, base_str id) {
    return base_arena_fmt(arena, "%.*s/%.*s", (int)login.n, login.n > 0 ? login.p : "", (int)id.n,
                          id.n > 0 ? id.p : "");
}

bool app_owned_add(app *w, base_arena *arena, base_str space, base_str login, base_str id, int64_t now, base_err *e) {
    return app_kept_put(w, space, key_of(arena, login, id), now, 0, (base_str){NULL, 0}, e);
}

bool app_owned_drop(app *w, base_arena *arena, base_str space, base_str login, base_str id, base_err *e) {
    return store_entry_delete(w->store, space, key_of(arena, login, id), e);
}

typedef struct {
    base_arena *arena;
    size_t skip; /* bytes of LOGIN/ */
    app_owned *out;
    size_t cap;
} collecting;

static bool take(void *ctx, const store_entry *row) {
    collecting *c = ctx;
    app_owned *o = c->out;
    o->id = base_arena_grow(c->arena, o->id, o->n, &c->cap, sizeof *o->id);
    o->id[o->n++] = base_arena_str(c->arena, (base_str){row->key.p + c->skip, row->key.n - c->skip});
    return true;
}

bool app_owned_of(app *a, base_arena *arena, base_str space, base_str login, app_owned *out, base_err *e) {
    const base_str prefix = key_of(arena, login, (base_str){NULL, 0});
    collecting c = {.arena = arena, .skip = prefix.n, .out = out};
    *out = (app_owned){0};
    return store_entries(a->store, space, prefix, (base_str){NULL, 0}, INT32_MAX, take, &c, e);
}
