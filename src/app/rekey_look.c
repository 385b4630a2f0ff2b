/* rekey_look.c - what hangs on which key; see rekey.h. */
#include <string.h>

#include "app/account_i.h"
#include "app/rekey.h"
#include "app/seal_i.h"

/* ---- keys ---- */

static void put(app_key_report *out, base_arena *arena, base_str id, enum app_key_state state) {
    if (out->n == APP_KEYS_SHOWN) return;
    out->key[out->n].id = base_arena_str(arena, id);
    out->key[out->n].state = state;
    out->key[out->n++].passwords = 0;
}

static bool shown(const app_key_report *out, base_str id) {
    for (size_t i = 0; i < out->n; i++) {
        if (base_str_eq(out->key[i].id, id)) return true;
    }
    return false;
}

static void put_keys(const app_seal *s, const app_seal_ring *r, base_arena *arena, app_key_report *out) {
    const size_t now = app_seal_at(r, app_seal_id(&s->by[0]));
    for (size_t i = r->n; i > now + 1; i--) {
        if (!app_seal_had(s, app_seal_id(&r->key[i - 1])))
            put(out, arena, app_seal_id(&r->key[i - 1]), APP_KEY_PREPARED);
    }
    for (size_t i = 0; i < s->n; i++) {
        const base_str id = app_seal_id(&s->by[i]);
        const bool left = app_seal_at(r, id) < r->n;
        put(out, arena, id,
            i == 0            ? APP_KEY_NOW
            : i < s->n_in_use ? APP_KEY_BEFORE
            : left            ? APP_KEY_LEFT
                              : APP_KEY_RETIRED);
    }
    for (size_t i = now; i > 0; i--) { /* one of which the store knows nothing: it was never used */
        const base_str id = app_seal_id(&r->key[i - 1]);
        if (!shown(out, id)) put(out, arena, id, APP_KEY_LEFT);
    }
}

/* ---- passwords ---- */

typedef struct {
    base_arena *arena;
    base_str *login;
    size_t n, cap;
} logins;

static bool take(void *ctx, const app_account *x) {
    logins *l = ctx;
    l->login = base_arena_grow(l->arena, l->login, l->n, &l->cap, sizeof *l->login);
    l->login[l->n++] = base_arena_str(l->arena, x->login);
    return true;
}

static void count(app_key_report *out, base_str id) {
    for (size_t i = 0; i < out->n; i++) out->key[i].passwords += base_str_eq(out->key[i].id, id);
}

static bool count_passwords(app *a, app_key_report *out, base_err *e) {
    logins l = {.arena = base_arena_new((size_t)256 << 20)};
    base_arena *one = base_arena_new(APP_ACCOUNT_ARENA);
    bool good = app_accounts(a, (base_str){NULL, 0}, INT32_MAX, take, &l, e);
    for (size_t i = 0; good && i < l.n; i++) {
        app_password_job j = {.set = false};
        base_err why = {0};
        base_arena_reset(one);
        if (!app_password_of(a, one, l.login[i], &j, &why)) { /* one that does not open is told as lost */
            good = why.kind != BASE_ERR_IO;
            if (!good && e != NULL) *e = why;
            continue;
        }
        const app_password_pepper_key *p = app_password_mixed_with(&j);
        if (p != NULL) count(out, (base_str){p->id, APP_PASSWORD_PEPPER_ID});
        explicit_bzero(&j, sizeof j);
    }
    base_arena_free(one);
    base_arena_free(l.arena);
    return good;
}

/* ---- all of it ---- */

bool app_key_look(app *a, base_arena *arena, app_key_report *out, base_err *e) {
    app_seal_ring r = {.n = 0};
    store_entry n;
    bool found = false;
    *out = (app_key_report){.n = 0};
    const app_seal *s = app_seal_of(a, e);
    bool good = s != NULL && app_seal_load(app_path(a, arena, "keys/" APP_SEAL_FILE), &r, e) &&
                store_entry_get(a->store, arena, APP_SPACE_KEY, APP_KEY_IN_USE, &n, &found, e);
    if (good) {
        out->since = found ? n.at : 0;
        put_keys(s, &r, arena, out);
    }
    explicit_bzero(&r, sizeof r);
    return good && app_reseal_look(a, arena, &out->texts, e) && count_passwords(a, out, e);
}
