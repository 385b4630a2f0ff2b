/* account_oidc.c - which account somebody has whom another provider vouches for. Two entries: under the digest of
 * issuer and subject the login name, and under the login name that digest, so that an account has one such person at
 * most. Whoever links an account could link it to himself, so it waits for another one to confirm it: who linked it
 * stands in a third entry. */
#include "app/account_i.h"

#define SPACE BASE_STR("oidc")
#define OWNED BASE_STR("oidc.of")
#define BY    BASE_STR("oidc.by")

enum { DIGITS = 64, TEXT_MAX = 500 };

/* The two are parted by a character that neither may have. */
static bool key_of(const app_seal *s, base_arena *arena, base_str issuer, base_str subject, base_str *key,
                   base_err *e) {
    const bool good = issuer.n > 0 && issuer.n <= TEXT_MAX && subject.n > 0 && subject.n <= TEXT_MAX &&
                      memchr(issuer.p, '\n', issuer.n) == NULL && memchr(subject.p, '\n', subject.n) == NULL;
    if (!good)
        return base_err_fmt(e, BASE_ERR_INPUT, "签发者和用户标识应各为不超过 %d 字节的一行文字",
                            "issuer and subject are one line of at most %d bytes each", (int)TEXT_MAX);
    const base_str both = base_arena_fmt(arena, "%.*s\n%.*s", (int)issuer.n, issuer.p, (int)subject.n, subject.p);
    *key = app_seal_mac_hex(s, arena, "oidc", both, DIGITS);
    return true;
}

bool app_oidc_find(app *a, base_arena *arena, base_str issuer, base_str subject, base_str *login, base_err *e) {
    const app_seal *s = app_seal_of(a, e);
    store_entry n = {0};
    base_str key = {NULL, 0};
    bool found = false;
    *login = (base_str){NULL, 0};
    if (s == NULL || !key_of(s, arena, issuer, subject, &key, e) ||
        !store_entry_get(a->store, arena, SPACE, key, &n, &found, e))
        return false;
    if (found) *login = n.body;
    return true;
}

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
    base_str key;
    if (!key_of(app_seal_of(t->w, e), t->arena, issuer, subject, &key, e) || !drop(t, SPACE, key, OWNED, e) ||
        !app_kept_put(t->w, SPACE, key, t->now, 0, x->login, e) ||
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
