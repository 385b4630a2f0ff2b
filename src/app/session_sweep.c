/* session_sweep.c - what has lapsed is taken away: sessions with the entries by which they are found, API tokens,
 * failures that are forgotten, and who was sent to a provider and did not come back. */
#include "app/owned.h"
#include "app/session_i.h"

typedef struct {
    base_arena *arena;
    base_str *key, *login;
    size_t n, cap_keys, cap_logins;
} lapsed;

static bool take(void *ctx, const store_entry *row) {
    lapsed *l = ctx;
    app_fields f;
    base_str login = {NULL, 0};
    if (app_fields_read(l->arena, base_arena_str(l->arena, row->body), &f, NULL)) {
        login = base_arena_str(l->arena, app_field_text(&f, "login"));
        app_fields_done(&f);
    }
    l->key = base_arena_grow(l->arena, l->key, l->n, &l->cap_keys, sizeof *l->key);
    l->login = base_arena_grow(l->arena, l->login, l->n, &l->cap_logins, sizeof *l->login);
    l->key[l->n] = base_arena_str(l->arena, row->key);
    l->login[l->n++] = login;
    return true;
}

/* `owned`: the space in which LOGIN/KEY stands; .p NULL: none. */
static bool sweep_space(app *w, base_arena *arena, base_str space, base_str owned, int64_t now, size_t limit, size_t *n,
                        base_err *e) {
    lapsed l = {.arena = arena};
    if (*n >= limit || !store_entries_due(w->store, space, now, limit - *n, take, &l, e)) return *n >= limit;
    for (size_t i = 0; i < l.n; i++, ++*n) {
        if (!store_entry_delete(w->store, space, l.key[i], e)) return false;
        if (owned.p != NULL && !app_owned_drop(w, arena, owned, l.login[i], l.key[i], e)) return false;
    }
    return true;
}

bool app_session_sweep(app *w, int64_t now, size_t limit, size_t *n, base_err *e) {
    bool own;
    *n = 0;
    if (!app_kept_begin(w, &own, e)) return false;
    base_arena *arena = base_arena_new((size_t)256 << 20);
    const base_str none = {NULL, 0};
    const bool good = sweep_space(w, arena, APP_SPACE_SESSION, APP_SPACE_OWNED, now, limit, n, e) &&
                      sweep_space(w, arena, BASE_STR("token"), BASE_STR("token.of"), now, limit, n, e) &&
                      sweep_space(w, arena, BASE_STR("throttle"), none, now, limit, n, e) &&
                      sweep_space(w, arena, APP_SPACE_OIDC_GO, none, now, limit, n, e);
    base_arena_free(arena);
    return app_kept_end(w, own, good, e);
}

/* ---- after a restore ---- */

static bool forget_space(store *s, base_arena *arena, base_str space, base_err *e) {
    lapsed l = {.arena = arena};
    if (!store_entries(s, space, (base_str){NULL, 0}, (base_str){NULL, 0}, INT32_MAX, take, &l, e)) return false;
    for (size_t i = 0; i < l.n; i++) {
        if (!store_entry_delete(s, space, l.key[i], e)) return false;
    }
    return true;
}

bool app_sessions_forget(store *s, base_err *e) {
    static const char *const space[] = {"session", "session.of", "token", "token.of"};
    store_head head;
    if (!store_begin(s, APP_WAIT_MS, &head, e)) return false;
    base_arena *arena = base_arena_new((size_t)256 << 20);
    bool good = true;
    for (size_t i = 0; good && i < sizeof space / sizeof *space; i++)
        good = forget_space(s, arena, base_str_of(space[i]), e);
    base_arena_free(arena);
    if (good) return store_commit(s, e) == STORE_COMMITTED;
    store_rollback(s);
    return false;
}
