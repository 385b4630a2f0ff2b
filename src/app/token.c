/* token.c - see token.h. As sessions, tokens lie under their digest, with an entry beside by which those of an account
 * are found. */
#include "app/token.h"

#include "app/owned.h"

#define SPACE BASE_STR("token")
#define OWNED BASE_STR("token.of")

static const struct {
    enum app_scope scope;
    const char *name;
} scopes_all[] = {{APP_SCOPE_READ, "read"}, {APP_SCOPE_ACT, "act"}, {APP_SCOPE_FILES, "files"}};
enum { N_SCOPES = sizeof scopes_all / sizeof *scopes_all };

bool app_scopes_parse(base_str text, unsigned *scopes, base_err *e) {
    *scopes = 0;
    while (text.n > 0) {
        const base_str word = base_str_cut(text, ' ', &text);
        size_t i = 0;
        while (i < N_SCOPES && !base_str_is(word, scopes_all[i].name)) i++;
        if (i < N_SCOPES) *scopes |= scopes_all[i].scope;
        if (i == N_SCOPES && word.n > 0)
            return base_err_fmt(e, BASE_ERR_INPUT, "没有权限范围 %.*s：可用 read、act、files",
                                "there is no scope %.*s: there are read, act and files",
                                (int)base_utf8_head(word, 40).n, word.p);
    }
    return *scopes != 0 || base_err_fmt(e, BASE_ERR_INPUT, "请给出权限范围：read、act、files 中的一个或几个",
                                        "give scopes: one or several of read, act, files");
}

base_str app_scopes_text(base_arena *arena, unsigned scopes) {
    base_str out = {"", 0};
    for (size_t i = 0; i < N_SCOPES; i++) {
        if ((scopes & scopes_all[i].scope) == 0) continue;
        out = base_arena_fmt(arena, "%.*s%s%s", (int)out.n, out.p, out.n > 0 ? " " : "", scopes_all[i].name);
    }
    return out;
}

/* ---- as entries ---- */

static base_str id_of(const app_token *t) { return (base_str){t->id, APP_SESSION_ID}; }

static bool read_token(base_arena *arena, const store_entry *n, app_token *t, base_err *e) {
    app_fields f;
    if (!app_fields_read(arena, n->body, &f, e)) return false;
    *t = (app_token){.login = app_field_text(&f, "login"),
                     .name = app_field_text(&f, "name"),
                     .scopes = (unsigned)app_field_number(&f, "scopes") & APP_SCOPE_ALL,
                     .made = app_field_number(&f, "made"),
                     .ends = app_field_number(&f, "ends"),
                     .used = app_field_number(&f, "used")};
    app_fields_done(&f);
    if (n->key.n != APP_SESSION_ID)
        return base_err_fmt(e, BASE_ERR_INPUT, "令牌记录已损坏", "what is kept of a token is damaged");
    memcpy(t->id, n->key.p, APP_SESSION_ID);
    return true;
}

static bool put(app *w, const app_token *t, uint64_t expect, int64_t now, base_err *e) {
    base_buf b;
    base_json j;
    bool saved;
    uint64_t version;
    app_fields_begin(&j, &b);
    base_json_some(&j, "login", t->login);
    base_json_some(&j, "name", t->name);
    app_put_number(&j, "scopes", t->scopes);
    app_put_number(&j, "made", t->made);
    app_put_number(&j, "ends", t->ends);
    app_put_number(&j, "used", t->used);
    const store_entry n = {.space = SPACE, .key = id_of(t), .at = now, .due = t->ends, .body = app_fields_end(&j, &b)};
    const bool good = store_entry_put(w->store, &n, expect, &saved, &version, e);
    base_buf_free(&b);
    return good;
}

static bool get(app *a, base_arena *arena, base_str id, app_token *t, uint64_t *version, bool *found, base_err *e) {
    store_entry n;
    if (!store_entry_get(a->store, arena, SPACE, id, &n, found, e)) return false;
    *version = *found ? n.version : 0;
    return !*found || read_token(arena, &n, t, e);
}

static bool drop(app *w, base_arena *arena, base_str login, base_str id, base_err *e) {
    return store_entry_delete(w->store, SPACE, id, e) && app_owned_drop(w, arena, OWNED, login, id, e);
}

/* ---- those of one account ---- */

bool app_tokens_drop(app *w, base_arena *arena, base_str login, base_err *e) {
    app_owned l;
    if (!app_owned_of(w, arena, OWNED, login, &l, e)) return false;
    for (size_t i = 0; i < l.n; i++) {
        if (!drop(w, arena, login, l.id[i], e)) return false;
    }
    return true;
}

bool app_tokens(app *a, base_arena *arena, base_str login, int64_t now, app_each_token each, void *ctx, base_err *e) {
    app_owned l;
    if (!app_owned_of(a, arena, OWNED, login, &l, e)) return false;
    for (size_t i = 0; i < l.n; i++) {
        app_token t;
        uint64_t version;
        bool found;
        if (!get(a, arena, l.id[i], &t, &version, &found, e)) return false;
        if (found && now < t.ends && !each(ctx, &t)) break;
    }
    return true;
}

typedef struct {
    base_arena *arena;
    app_each_token each;
    void *ctx;
    base_err *e;
    bool good;
} ending;

static bool take_ending(void *ctx, const store_entry *row) {
    ending *x = ctx;
    app_token t;
    const store_entry kept = {.key = row->key, .body = base_arena_str(x->arena, row->body)};
    x->good = read_token(x->arena, &kept, &t, x->e);
    return x->good && x->each(x->ctx, &t);
}

bool app_tokens_ending(app *a, base_arena *arena, int64_t until, size_t most, app_each_token each, void *ctx,
                       base_err *e) {
    ending x = {arena, each, ctx, e, true};
    return store_entries_due(a->store, SPACE, until, most, take_ending, &x, e) && x.good;
}

/* ---- making one ---- */

static bool may_make(app_act *t, unsigned scopes, int64_t ends, base_str name, base_err *e) {
    app_account x;
    app_owned l;
    const int64_t most = t->now + (int64_t)APP_TOKEN_DAYS_MAX * 86400000;
    if (!app_account_need(t->w, t->arena, t->by->login, &x, e)) return false;
    if (!app_account_is_active(&x) || x.actor.level.n == 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "只有办理业务的账号可以建立令牌",
                            "tokens are for accounts that act on cases");
    if (scopes == 0 || (scopes & ~(unsigned)APP_SCOPE_ALL) != 0 || name.n == 0 || name.n > APP_TOKEN_NAME ||
        base_utf8_check(name) != name.n || memchr(name.p, 0, name.n) != NULL)
        return base_err_fmt(e, BASE_ERR_INPUT, "令牌应有不超过 %d 字节的名称和至少一个权限范围",
                            "a token has a name of at most %d bytes and at least one scope", (int)APP_TOKEN_NAME);
    if (ends <= t->now || ends > most)
        return base_err_fmt(e, BASE_ERR_RANGE, "令牌的有效期应为 1 至 %d 天", "a token lasts 1 to %d days",
                            (int)APP_TOKEN_DAYS_MAX);
    if (!app_owned_of(t->w, t->arena, OWNED, x.login, &l, e)) return false;
    return l.n < APP_TOKENS_MAX ||
           base_err_fmt(e, BASE_ERR_LIMIT, "每个账号最多 %d 个令牌：请先撤销不用的",
                        "an account has at most %d tokens: revoke one first", (int)APP_TOKENS_MAX);
}

static bool make(app_act *t, base_str name, unsigned scopes, int64_t ends, char text[APP_API_TOKEN], app_token *out,
                 base_arena *arena, base_err *e) {
    if (!may_make(t, scopes, ends, name, e)) return false;
    memcpy(text, "jq_", APP_TOKEN_PREFIX);
    *out = (app_token){.login = base_arena_str(arena, t->by->login),
                       .name = base_arena_str(arena, name),
                       .scopes = scopes,
                       .made = t->now,
                       .ends = ends};
    app_token_new(text + APP_TOKEN_PREFIX, out->id);
    app_token_id((base_str){text, APP_API_TOKEN}, out->id);
    return put(t->w, out, 0, t->now, e) && app_owned_add(t->w, t->arena, OWNED, out->login, id_of(out), t->now, e) &&
           app_act_record(t, APP_DID_TOKEN, out->login, base_arena_fmt(t->arena, "made: %.*s", (int)name.n, name.p), e);
}

/* NOLINTNEXTLINE(readability-function-size): who, from where, when, and where the answer goes */
bool app_token_make(app *w, const app_by *by, base_str name, unsigned scopes, int64_t ends, int64_t now,
                    char text[APP_API_TOKEN], app_token *out, base_arena *arena, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, make(&t, name, scopes, ends, text, out, arena, e), e);
}

/* ---- using and ending one ---- */

bool app_token_find(app *a, base_arena *arena, base_str text, int64_t now, app_token *out, bool *found, base_err *e) {
    char id[APP_SESSION_ID];
    uint64_t version;
    *found = false;
    if (text.n != APP_API_TOKEN || !base_str_starts(text, BASE_STR("jq_"))) return true;
    app_token_id(text, id);
    if (!get(a, arena, (base_str){id, sizeof id}, out, &version, found, e)) return false;
    *found = *found && now < out->ends;
    return true;
}

static bool revoke(app_act *t, base_str login, base_str id, bool *found, base_err *e) {
    app_token x;
    uint64_t version;
    if (!app_by_may(t->w, t->arena, t->by, APP_MAY_SYSTEM | APP_MAY_SECURITY | APP_MAY_OWNER, login, e) ||
        !get(t->w, t->arena, id, &x, &version, found, e))
        return false;
    *found = *found && base_str_eq(x.login, login);
    if (!*found) return true;
    return drop(t->w, t->arena, login, id, e) &&
           app_act_record(t, APP_DID_TOKEN, login,
                          base_arena_fmt(t->arena, "revoked: %.*s", (int)x.name.n, x.name.n > 0 ? x.name.p : ""), e);
}

bool app_token_revoke(app *w, const app_by *by, base_str login, base_str id, int64_t now, bool *found, base_err *e) {
    app_act t;
    *found = false;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, revoke(&t, login, id, found, e), e);
}

bool app_token_is_stale(const app_token *t, int64_t now) { return now / 86400000 != t->used / 86400000; }

bool app_token_touch(app *w, const app_token *t, int64_t now, base_err *e) {
    base_arena *arena = base_arena_new(APP_ACCOUNT_ARENA);
    app_token have;
    uint64_t version;
    bool found, good = get(w, arena, id_of(t), &have, &version, &found, e);
    if (good && found && app_token_is_stale(&have, now)) {
        have.used = now;
        good = put(w, &have, version, now, e);
    }
    base_arena_free(arena);
    return good;
}
