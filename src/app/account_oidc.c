/* account_oidc.c - which account somebody has whom another provider vouches for. Two entries: under the digest of
 * issuer and subject the login name, and under the login name that digest, so that an account has one such person at
 * most. Whoever links an account could link it to himself, so it waits for another one to confirm it: who linked it
 * stands in a third entry.
 *
 * What the digest is over is not kept. So when the key is replaced, each link goes under the new key's digest of the
 * digest it had: whoever comes in is looked for by the digest of each key, wrapped by all that came later, and a digest
 * by a key that is retired links nobody any more. */
#include "app/account_i.h"

#define SPACE BASE_STR("oidc")
#define OWNED BASE_STR("oidc.of")
#define BY    BASE_STR("oidc.by")

enum { DIGITS = 64, TEXT_MAX = 500 };

/* The two are parted by a character that neither may have. */
static bool both_of(base_arena *arena, base_str issuer, base_str subject, base_str *both, base_err *e) {
    const bool good = issuer.n > 0 && issuer.n <= TEXT_MAX && subject.n > 0 && subject.n <= TEXT_MAX &&
                      memchr(issuer.p, '\n', issuer.n) == NULL && memchr(subject.p, '\n', subject.n) == NULL;
    if (!good)
        return base_err_fmt(e, BASE_ERR_INPUT, "签发者和用户标识应各为不超过 %d 字节的一行文字",
                            "issuer and subject are one line of at most %d bytes each", (int)TEXT_MAX);
    *both = base_arena_fmt(arena, "%.*s\n%.*s", (int)issuer.n, issuer.p, (int)subject.n, subject.p);
    return true;
}

static base_str wrapped(const app_seal *s, size_t by, base_arena *arena, base_str digest) {
    return app_seal_mac_hex_by(s, by, arena, "oidc of an older key", digest, DIGITS);
}

/* Under which one lies that was linked when key `by` was the newest. */
static base_str key_of(const app_seal *s, size_t by, base_arena *arena, base_str both) {
    base_str digest = app_seal_mac_hex_by(s, by, arena, "oidc", both, DIGITS);
    for (size_t i = by; i > 0; i--) digest = wrapped(s, i - 1, arena, digest);
    return digest;
}

/* The entry of who is linked, by whichever key. */
static bool find(app *a, base_arena *arena, base_str issuer, base_str subject, store_entry *n, bool *found,
                 base_err *e) {
    const app_seal *s = app_seal_of(a, e);
    base_str both = {NULL, 0};
    *found = false;
    if (s == NULL || !both_of(arena, issuer, subject, &both, e)) return false;
    for (size_t i = 0; i < app_seal_keys(s) && !*found; i++) {
        const base_str key = key_of(s, i, arena, both);
        if (!store_entry_get(a->store, arena, SPACE, key, n, found, e)) return false;
        n->key = key;
    }
    return true;
}

bool app_oidc_find(app *a, base_arena *arena, base_str issuer, base_str subject, base_str *login, base_err *e) {
    store_entry n = {0};
    bool found = false;
    *login = (base_str){NULL, 0};
    if (!find(a, arena, issuer, subject, &n, &found, e)) return false;
    if (found) *login = n.body;
    return true;
}

/* ---- another key ---- */

typedef struct {
    base_arena *arena;
    store_entry *row;
    size_t n, cap;
} links;

static bool take_link(void *ctx, const store_entry *row) {
    links *l = ctx;
    l->row = base_arena_grow(l->arena, l->row, l->n, &l->cap, sizeof *l->row);
    l->row[l->n++] = (store_entry){
        .key = base_arena_str(l->arena, row->key), .at = row->at, .body = base_arena_str(l->arena, row->body)};
    return true;
}

/* Under which account it is known stays as it was written. */
static bool wrap(app *w, const app_seal *s, base_arena *arena, const store_entry *row, base_err *e) {
    const base_str key = wrapped(s, 0, arena, row->key);
    return store_entry_delete(w->store, SPACE, row->key, e) && app_kept_put(w, SPACE, key, row->at, 0, row->body, e) &&
           app_kept_put(w, OWNED, row->body, row->at, 0, key, e);
}

bool app_oidc_wrap(app *w, base_arena *arena, uint64_t *n, base_err *e) {
    const app_seal *s = app_seal_of(w, e);
    links l = {.arena = arena};
    *n = 0;
    if (s == NULL ||
        !store_entries(w->store, SPACE, (base_str){NULL, 0}, (base_str){NULL, 0}, INT32_MAX, take_link, &l, e))
        return false;
    for (size_t i = 0; i < l.n; i++) {
        if (!wrap(w, s, arena, &l.row[i], e)) return false;
    }
    *n = l.n;
    return true;
}

/* ---- linking ---- */

/* Takes away what stands under `from` in one space, and what that leads to in the other. */
static bool drop(app_act *t, base_str space, base_str from, base_str other, base_err *e) {
    store_entry n = {0};
    bool found = false;
    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): n is there when it was found */
    if (!store_entry_get(t->w->store, t->arena, space, from, &n, &found, e)) return false;
    return !found ||
           (store_entry_delete(t->w->store, other, n.body, e) && store_entry_delete(t->w->store, space, from, e));
}

bool app_oidc_drop(app_act *t, base_str login, base_err *e) {
    return drop(t, OWNED, login, SPACE, e) && store_entry_delete(t->w->store, BY, login, e);
}

bool app_oidc_linker(app_act *t, base_str login, base_str *by, base_err *e) {
    store_entry n;
    bool found;
    if (!store_entry_get(t->w->store, t->arena, BY, login, &n, &found, e)) return false;
    *by = found ? n.body : (base_str){NULL, 0};
    return true;
}

bool app_oidc_linked(app_act *t, base_str login, bool *linked, base_str *by, base_err *e) {
    store_entry n;
    *by = (base_str){NULL, 0};
    if (!store_entry_get(t->w->store, t->arena, OWNED, login, &n, linked, e)) return false;
    return !*linked || app_oidc_linker(t, login, by, e);
}

bool app_account_linked(app *a, base_arena *arena, base_str login, bool *linked, base_str *by, base_err *e) {
    app_act t = {.w = a, .arena = arena};
    return app_oidc_linked(&t, login, linked, by, e);
}

static bool put(app_act *t, app_account *x, base_str issuer, base_str subject, base_err *e) {
    store_entry had = {0};
    base_str both = {NULL, 0};
    bool found = false;
    if (!find(t->w, t->arena, issuer, subject, &had, &found, e) || !both_of(t->arena, issuer, subject, &both, e) ||
        (found && !drop(t, SPACE, had.key, OWNED, e)))
        return false;
    const app_seal *s = app_seal_of(t->w, e);
    if (s == NULL) return false;
    const base_str key = key_of(s, 0, t->arena, both);
    if (!app_kept_put(t->w, SPACE, key, t->now, 0, x->login, e) ||
        !app_kept_put(t->w, OWNED, x->login, t->now, 0, key, e) ||
        !app_kept_put(t->w, BY, x->login, t->now, 0, t->by->login, e))
        return false;
    x->unconfirmed = x->unconfirmed || t->by->office != APP_OFFICE_CONSOLE;
    return app_account_put(t->w, x, t->now, e);
}

static bool link_to(app_act *t, base_str login, base_str issuer, base_str subject, base_err *e) {
    app_account x;
    if (!app_doing_may(t, subject.n > 0 ? APP_DO_LINK : APP_DO_UNLINK, login, &x, e) || !app_oidc_drop(t, x.login, e))
        return false;
    if (subject.n > 0 && !put(t, &x, issuer, subject, e)) return false;
    return app_sessions_drop(t->w, t->arena, x.login, (base_str){NULL, 0}, e) &&
           app_tokens_drop(t->w, t->arena, x.login, e) && app_act_record(t, APP_DID_LINKED, x.login, issuer, e);
}

bool app_oidc_link(app *w, const app_by *by, base_str login, base_str issuer, base_str subject, int64_t now,
                   base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, link_to(&t, login, issuer, subject, e), e);
}
