/* session.c - sessions as entries; see session.h. A session lies under the digest of its token; beside it stands an
 * empty entry by which those of one account are found. */
#include "app/session.h"

#include <openssl/evp.h>

#include "app/owned.h"
#include "app/seal_i.h"
#include "app/session_i.h"

enum { AGENT_MAX = 100, SECOND = 1000 };

/* ---- tokens ---- */

void app_sha256_hex(base_str text, char out[64]) {
    static const char digit[] = "0123456789abcdef";
    uint8_t hash[32];
    if (EVP_Q_digest(NULL, "SHA256", NULL, text.n > 0 ? text.p : "", text.n, hash, NULL) != 1)
        base_fatal("OpenSSL 没有 SHA-256。OpenSSL has no SHA-256.");
    for (size_t i = 0; i < sizeof hash; i++) {
        out[2 * i] = digit[hash[i] >> 4];
        out[2 * i + 1] = digit[hash[i] & 15];
    }
}

void app_token_id(base_str text, char id[APP_SESSION_ID]) { app_sha256_hex(text, id); }

/* 32 bytes in base64url, without padding. */
static void put_base64url(const uint8_t p[APP_TOKEN_BYTES], char out[APP_TOKEN_TEXT]) {
    static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < APP_TOKEN_TEXT; i++) {
        const int bit = 6 * i, at = bit / 8, shift = 10 - bit % 8;
        const unsigned two = (unsigned)p[at] << 8 | (at + 1 < APP_TOKEN_BYTES ? p[at + 1] : 0U);
        out[i] = set[two >> shift & 63];
    }
}

void app_token_new(char text[APP_TOKEN_TEXT], char id[APP_SESSION_ID]) {
    uint8_t r[APP_TOKEN_BYTES];
    log_random(r, sizeof r);
    put_base64url(r, text);
    explicit_bzero(r, sizeof r);
    app_token_id((base_str){text, APP_TOKEN_TEXT}, id);
}

static base_str id_of(const app_session *s) { return (base_str){s->id, APP_SESSION_ID}; }

/* ---- as entries ---- */

static int64_t end_of(const app_session *s) {
    if (s->stage != APP_STAGE_FULL) return s->made + (int64_t)APP_SESSION_STAGE_S * SECOND;
    const int64_t idle = s->seen + (int64_t)APP_SESSION_IDLE_S * SECOND;
    const int64_t last = s->made + (int64_t)APP_SESSION_END_S * SECOND;
    return idle < last ? idle : last;
}

bool app_session_read(base_arena *arena, const store_entry *n, app_session *s, base_err *e) {
    app_fields f;
    if (!app_fields_read(arena, n->body, &f, e)) return false;
    const int64_t stage = app_field_number(&f, "stage");
    *s = (app_session){.login = app_field_text(&f, "login"),
                       .stage = (enum app_stage)stage,
                       .made = app_field_number(&f, "made"),
                       .seen = app_field_number(&f, "seen"),
                       .address = app_field_text(&f, "address"),
                       .agent = app_field_text(&f, "agent"),
                       .oidc = app_field_flag(&f, "oidc")};
    app_fields_done(&f);
    s->ends = end_of(s);
    if (n->key.n == APP_SESSION_ID && stage >= APP_STAGE_SECOND && stage <= APP_STAGE_FULL) {
        memcpy(s->id, n->key.p, APP_SESSION_ID);
        return true;
    }
    return base_err_fmt(e, BASE_ERR_INPUT, "会话记录已损坏", "what is kept of a session is damaged");
}

static base_str body_of(base_buf *b, const app_session *s) {
    base_json j;
    app_fields_begin(&j, b);
    base_json_some(&j, "login", s->login);
    app_put_number(&j, "stage", s->stage);
    app_put_number(&j, "made", s->made);
    app_put_number(&j, "seen", s->seen);
    base_json_some(&j, "address", s->address);
    base_json_some(&j, "agent", s->agent);
    app_put_flag(&j, "oidc", s->oidc);
    return app_fields_end(&j, b);
}

static bool put(app *w, const app_session *s, uint64_t expect, int64_t now, bool *saved, base_err *e) {
    base_buf b;
    uint64_t version;
    const store_entry n = {
        .space = APP_SPACE_SESSION, .key = id_of(s), .at = now, .due = s->ends, .body = body_of(&b, s)};
    const bool good = store_entry_put(w->store, &n, expect, saved, &version, e);
    base_buf_free(&b);
    return good;
}

bool app_session_drop(app *w, base_arena *arena, base_str login, base_str id, base_err *e) {
    return store_entry_delete(w->store, APP_SPACE_SESSION, id, e) &&
           app_owned_drop(w, arena, APP_SPACE_OWNED, login, id, e);
}

static bool get(app *a, base_arena *arena, base_str id, app_session *s, bool *found, base_err *e) {
    store_entry n;
    return store_entry_get(a->store, arena, APP_SPACE_SESSION, id, &n, found, e) &&
           (!*found || app_session_read(arena, &n, s, e));
}

bool app_sessions_drop(app *w, base_arena *arena, base_str login, base_str but, base_err *e) {
    app_owned l;
    if (!app_owned_of(w, arena, APP_SPACE_OWNED, login, &l, e)) return false;
    for (size_t i = 0; i < l.n; i++) {
        if (!base_str_eq(l.id[i], but) && !app_session_drop(w, arena, login, l.id[i], e)) return false;
    }
    return true;
}

/* The oldest goes when there would be too many; what is there no more goes anyway. */
static bool make_room(app *w, base_arena *arena, base_str login, base_err *e) {
    app_owned l;
    base_str oldest = {NULL, 0};
    int64_t made = INT64_MAX;
    if (!app_owned_of(w, arena, APP_SPACE_OWNED, login, &l, e)) return false;
    if (l.n < APP_SESSIONS_MAX) return true;
    for (size_t i = 0; i < l.n; i++) {
        app_session s;
        bool found;
        if (!get(w, arena, l.id[i], &s, &found, e)) return false;
        if (found && s.made >= made) continue;
        made = found ? s.made : INT64_MIN;
        oldest = l.id[i];
    }
    return app_session_drop(w, arena, login, oldest, e);
}

bool app_session_put_new(app *w, base_arena *arena, app_session *s, int64_t now, char token[APP_TOKEN_TEXT],
                         base_err *e) {
    bool saved;
    if (!make_room(w, arena, s->login, e)) return false;
    app_token_new(token, s->id);
    s->agent = base_utf8_head(s->agent, AGENT_MAX);
    s->seen = now;
    s->ends = end_of(s);
    return put(w, s, 0, now, &saved, e) && app_owned_add(w, arena, APP_SPACE_OWNED, s->login, id_of(s), now, e);
}

/* ---- looking ---- */

bool app_session_find(app *a, base_arena *arena, base_str token, int64_t now, app_session *out, bool *found,
                      base_err *e) {
    char id[APP_SESSION_ID];
    *found = false;
    if (token.n != APP_TOKEN_TEXT) return true;
    app_token_id(token, id);
    if (!get(a, arena, (base_str){id, sizeof id}, out, found, e)) return false;
    *found = *found && now < out->ends;
    return true;
}

bool app_sessions(app *a, base_arena *arena, base_str login, int64_t now, app_each_session each, void *ctx,
                  base_err *e) {
    app_owned l;
    if (!app_owned_of(a, arena, APP_SPACE_OWNED, login, &l, e)) return false;
    for (size_t i = 0; i < l.n; i++) {
        app_session s;
        bool found;
        if (!get(a, arena, l.id[i], &s, &found, e)) return false;
        if (found && now < s.ends && !each(ctx, &s)) break;
    }
    return true;
}

/* ---- going on ---- */

bool app_session_is_stale(const app_session *s, int64_t now) {
    return s->stage == APP_STAGE_FULL && now - s->seen >= (int64_t)APP_SESSION_TOUCH_S * SECOND;
}

/* One that was ended meanwhile stays so, and one that is used at the same time elsewhere is touched once. */
bool app_session_touch(app *w, const app_session *s, int64_t now, base_err *e) {
    base_arena *arena = base_arena_new(APP_ACCOUNT_ARENA);
    store_entry n;
    app_session have;
    bool found, saved, good = store_entry_get(w->store, arena, APP_SPACE_SESSION, id_of(s), &n, &found, e);
    good = good && (!found || app_session_read(arena, &n, &have, e));
    if (good && found && now < have.ends && app_session_is_stale(&have, now)) {
        have.seen = now;
        have.ends = end_of(&have);
        good = put(w, &have, n.version, now, &saved, e);
    }
    base_arena_free(arena);
    return good;
}

bool app_stage_of(app *a, const app_account *x, bool oidc, bool second, int64_t now, enum app_stage *stage,
                  base_err *e) {
    app_account_settings settings;
    if (!app_account_settings_get(a, &settings, e)) return false;
    *stage = APP_STAGE_FULL;
    if (!oidc && app_password_is_due(&settings, x, now)) *stage = APP_STAGE_CHANGE;
    if (app_account_needs_second(&settings, x) && !x->second && !second) *stage = APP_STAGE_ENROL;
    if (x->second && !second) *stage = APP_STAGE_SECOND;
    return true;
}

static bool renew(app *w, base_arena *arena, app_session *s, int64_t now, char token[APP_TOKEN_TEXT], base_err *e) {
    app_session have;
    app_account x;
    bool found;
    if (!get(w, arena, id_of(s), &have, &found, e)) return false;
    if (!found || now >= have.ends)
        return base_err_fmt(e, BASE_ERR_MISSING, "会话已结束，请重新登录", "the session has ended: sign in again");
    if (!app_account_need(w, arena, have.login, &x, e)) return false;
    const bool past = have.stage != APP_STAGE_SECOND && (x.second || (have.oidc && have.stage == APP_STAGE_FULL));
    if (!app_stage_of(w, &x, have.oidc, past, now, &have.stage, e) ||
        !app_session_drop(w, arena, have.login, id_of(s), e))
        return false;
    *s = have;
    return app_session_put_new(w, arena, s, now, token, e);
}

bool app_session_renew(app *w, base_arena *arena, app_session *s, int64_t now, char token[APP_TOKEN_TEXT],
                       base_err *e) {
    bool own;
    return app_kept_begin(w, &own, e) && app_kept_end(w, own, renew(w, arena, s, now, token, e), e);
}

/* ---- ending ---- */

static bool end_one(app_act *t, base_str login, base_str id, bool *found, base_err *e) {
    app_session s;
    if (!app_by_may(t->w, t->arena, t->by, APP_MAY_SYSTEM | APP_MAY_SECURITY | APP_MAY_OWNER, login, e) ||
        !get(t->w, t->arena, id, &s, found, e))
        return false;
    *found = *found && base_str_eq(s.login, login);
    if (!*found) return true;
    const bool self = base_str_eq(t->by->login, login);
    return app_session_drop(t->w, t->arena, login, id, e) &&
           app_act_record(t, self ? APP_DID_SIGNOUT : APP_DID_SESSION, login, base_utf8_head(id, 12), e);
}

bool app_session_end(app *w, const app_by *by, base_str login, base_str id, int64_t now, bool *found, base_err *e) {
    app_act t;
    *found = false;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, end_one(&t, login, id, found, e), e);
}

static bool end_all(app_act *t, base_str login, base_str but, base_err *e) {
    return app_by_may(t->w, t->arena, t->by, APP_MAY_SYSTEM | APP_MAY_SECURITY | APP_MAY_OWNER, login, e) &&
           app_sessions_drop(t->w, t->arena, login, but, e) &&
           app_act_record(t, APP_DID_SESSION, login, BASE_STR("all"), e);
}

bool app_session_end_all(app *w, const app_by *by, base_str login, base_str but, int64_t now, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, end_all(&t, login, but, e), e);
}

/* ---- forms ---- */

static bool csrf_by(app *a, const app_session *s, bool before, char out[APP_TOKEN_TEXT], base_err *e) {
    const app_seal *seal = app_seal_of(a, e);
    uint8_t mac[APP_SEAL_MAC];
    if (seal == NULL) return false;
    app_seal_mac_by(seal, before ? seal->n_in_use - 1 : 0, "form of a session", id_of(s), mac);
    put_base64url(mac, out);
    return true;
}

bool app_csrf_of(app *a, const app_session *s, char out[APP_TOKEN_TEXT], base_err *e) {
    return csrf_by(a, s, false, out, e);
}

bool app_csrf_before(app *a, const app_session *s, char out[APP_TOKEN_TEXT], base_err *e) {
    return csrf_by(a, s, true, out, e);
}

bool app_csrf_right(app *a, const app_session *s, base_str given, bool *right, base_err *e) {
    char want[APP_TOKEN_TEXT], before[APP_TOKEN_TEXT];
    *right = false;
    if (!app_csrf_of(a, s, want, e) || !app_csrf_before(a, s, before, e)) return false;
    *right = given.n == sizeof want &&
             (app_seal_same(given.p, want, sizeof want) || app_seal_same(given.p, before, sizeof before));
    return true;
}
