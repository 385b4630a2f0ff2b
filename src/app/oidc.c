/* oidc.c - see oidc.h. */
#include "app/oidc.h"

#include "app/account_i.h"

/* ---- signing in ---- */

bool app_oidc_signin(app *w, base_arena *arena, app_signin *s, const oidc_person *p, base_err *e) {
    s->result = APP_SIGNIN_WRONG;
    s->known = false;
    if (!app_oidc_find(w, arena, p->issuer, p->subject, &s->login, e)) return false;
    return s->login.n == 0 || app_signin_vouched(w, arena, s, p->second, e);
}

/* ---- what is under way ---- */

static base_str digest_of(base_arena *arena, base_str text) {
    char *hex = base_arena_alloc(arena, 64);
    app_sha256_hex(text, hex);
    return (base_str){hex, 64};
}

bool app_oidc_flow_put(app *w, base_arena *arena, const oidc_flow *f, base_str redirect, base_str browser, int64_t now,
                       base_err *e) {
    base_buf b;
    base_json j;
    base_str sealed;
    bool own;
    const base_str key = digest_of(arena, (base_str){f->state, OIDC_RANDOM});
    if (!app_kept_begin(w, &own, e)) return false;
    const app_seal *s = app_seal_of(w, e);
    app_fields_begin(&j, &b);
    base_json_some(&j, "nonce", (base_str){f->nonce, OIDC_RANDOM});
    base_json_some(&j, "verifier", (base_str){f->verifier, OIDC_RANDOM});
    base_json_some(&j, "redirect", redirect);
    base_json_some(&j, "browser", digest_of(arena, browser));
    const base_str plain = app_fields_end(&j, &b);
    const bool good = s != NULL && app_seal_text(s, arena, APP_SPACE_OIDC_GO, key, plain, &sealed, e) &&
                      app_kept_put(w, APP_SPACE_OIDC_GO, key, now, now + (int64_t)OIDC_FLOW_S * 1000, sealed, e);
    base_buf_free(&b);
    return app_kept_end(w, own, good, e);
}

static bool read_flow(const app_fields *f, base_str state, oidc_flow *out) {
    const base_str nonce = app_field_text(f, "nonce"), verifier = app_field_text(f, "verifier");
    if (nonce.n != OIDC_RANDOM || verifier.n != OIDC_RANDOM || state.n != OIDC_RANDOM) return false;
    memcpy(out->state, state.p, OIDC_RANDOM);
    memcpy(out->nonce, nonce.p, OIDC_RANDOM);
    memcpy(out->verifier, verifier.p, OIDC_RANDOM);
    return true;
}

/* One that another browser has is left to it. */
/* NOLINTNEXTLINE(readability-function-size): what was sent, by whom, and what stands under it */
static bool take(app *w, base_arena *arena, base_str state, base_str browser, int64_t now, oidc_flow *out,
                 base_str *redirect, bool *found, base_err *e) {
    store_entry n;
    app_fields f;
    base_str plain;
    const base_str key = digest_of(arena, state), mine = digest_of(arena, browser);
    const app_seal *s = app_seal_of(w, e);
    if (s == NULL || !store_entry_get(w->store, arena, APP_SPACE_OIDC_GO, key, &n, found, e)) return false;
    if (!*found || n.due <= now) {
        *found = false;
        return true;
    }
    if (!app_seal_open(s, arena, APP_SPACE_OIDC_GO, key, n.body, &plain, e) || !app_fields_read(arena, plain, &f, e))
        return false;
    const base_str owner = app_field_text(&f, "browser");
    *redirect = app_field_text(&f, "redirect");
    *found = owner.n == mine.n && app_seal_same(owner.p, mine.p, mine.n) && read_flow(&f, state, out);
    app_fields_done(&f);
    return !*found || store_entry_delete(w->store, APP_SPACE_OIDC_GO, key, e);
}

/* NOLINTNEXTLINE(readability-function-size): as `take` */
bool app_oidc_flow_take(app *w, base_arena *arena, base_str state, base_str browser, int64_t now, oidc_flow *f,
                        base_str *redirect, bool *found, base_err *e) {
    bool own;
    *found = false;
    if (state.n != OIDC_RANDOM || browser.n == 0) return true;
    if (!app_kept_begin(w, &own, e)) return false;
    const bool good = take(w, arena, state, browser, now, f, redirect, found, e);
    if (app_kept_end(w, own, good, e)) return true;
    *found = false;
    return false;
}
