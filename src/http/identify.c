/* identify.c - see identify.h. */
#include "http/identify.h"

#include <pthread.h>
#include <stdlib.h>

#include "app/seal.h"
#include "http/problem.h"
#include "http/service_i.h"

enum { PLACES = 1024, TEXT_MAX = 64, HELD_MAX = 16 << 10 };

/* ---- what is remembered ---- */

typedef struct {
    char text[TEXT_MAX]; /* cookie or token as it was sent */
    size_t n;
    int64_t until; /* ms */
    uint64_t generation;
    base_arena *arena; /* of the identity; NULL: nothing is here */
    http_identity identity;
} place;

struct http_identities {
    pthread_mutex_t lock;
    uint64_t generation;
    place place[PLACES];
};

http_identities *http_identities_new(void) {
    http_identities *m = base_zeroed(1, sizeof *m);
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

void http_identities_free(http_identities *m) {
    if (m == NULL) return;
    for (size_t i = 0; i < PLACES; i++) base_arena_free(m->place[i].arena);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

void http_identities_forget(http_identities *m) {
    pthread_mutex_lock(&m->lock);
    m->generation++;
    pthread_mutex_unlock(&m->lock);
}

static base_str again(base_arena *arena, base_str s) {
    return s.n > 0 ? base_arena_str(arena, s) : (base_str){NULL, 0};
}

/* A copy whose texts lie in the arena. */
static http_identity copy(base_arena *arena, const http_identity *from) {
    const base_str login = again(arena, from->account.login), none = {NULL, 0};
    const core_actor actor = {again(arena, from->account.actor.level), again(arena, from->account.actor.who)};
    http_identity to = *from;
    to.account.login = to.session.login = to.token.login = to.who.account = login;
    to.account.actor = to.who.actor = actor;
    to.who.office = app_office_name(from->account.office);
    /* What nobody asks of one that is remembered. */
    to.account.made_by = to.account.granted_by = to.session.address = to.session.agent = to.token.name = none;
    return to;
}

static bool recall(http_exchange *x, base_str text, http_identity *out) {
    http_identities *m = x->service->identities;
    place *p = &m->place[base_str_hash(text) % PLACES];
    pthread_mutex_lock(&m->lock);
    bool here = p->arena != NULL && p->generation == m->generation && p->until > app_now() &&
                base_str_eq((base_str){p->text, p->n}, text);
    if (here) *out = copy(x->arena, &p->identity);
    pthread_mutex_unlock(&m->lock);
    return here;
}

static void remember(http_exchange *x, base_str text, const http_identity *id, uint64_t generation) {
    http_identities *m = x->service->identities;
    if (text.n > TEXT_MAX) return;
    place *p = &m->place[base_str_hash(text) % PLACES];
    pthread_mutex_lock(&m->lock);
    if (p->arena == NULL) p->arena = base_arena_new_sized(HELD_MAX, 512);
    base_arena_reset(p->arena);
    memcpy(p->text, text.p, text.n);
    p->n = text.n;
    p->until = app_now() + HTTP_IDENTITY_S * INT64_C(1000);
    p->generation = generation; /* of before it was looked up */
    p->identity = copy(p->arena, id);
    pthread_mutex_unlock(&m->lock);
}

/* ---- looking up ---- */

/* Its last use is written down, aside: no request waits for it. */
typedef struct {
    base_arena *arena;
    bool is_token;
    app_session session;
    app_token token;
} touch;

static void touched(void *ctx, app *writer) {
    touch *t = ctx;
    base_err e = {0};
    /* A use that is not written down ends the session earlier than it should; that is no reason to fail here. */
    if (t->is_token)
        (void)app_token_touch(writer, &t->token, app_now(), &e);
    else
        (void)app_session_touch(writer, &t->session, app_now(), &e);
    base_arena_free(t->arena);
}

static void touch_later(http_exchange *x, const http_identity *id) {
    base_err e = {0};
    app_queue *q = http_queue(x->service);
    if (q == NULL) return;
    base_arena *arena = base_arena_new_sized(HELD_MAX, 512);
    touch *t = base_arena_alloc(arena, sizeof *t);
    http_identity kept = copy(arena, id);
    *t = (touch){arena, id->who.token, kept.session, kept.token};
    if (!app_queue_work(q, touched, t, &e)) base_arena_free(arena);
}

static enum http_step away(http_exchange *x, const base_err *e) { return http_problem_of(x, e); }

/* *found false: it is of nobody, or has ended. False: the store is away. */
static bool look_up(http_exchange *x, base_str text, bool is_token, http_identity *id, bool *found, base_err *e) {
    int64_t now = app_now();
    bool there = false;
    app *a = http_reader(x);
    *found = false;
    if (a == NULL) return false;
    id->who.token = is_token;
    bool good = is_token ? app_token_find(a, x->arena, text, now, &id->token, &there, e)
                         : app_session_find(a, x->arena, text, now, &id->session, &there, e);
    if (!good) return false;
    if (!there) return true;
    base_str login = is_token ? id->token.login : id->session.login;
    if (!app_account_get(a, x->arena, login, &id->account, &there, e)) return false;
    if (!there || !app_account_is_active(&id->account)) return true;
    if (!is_token &&
        (!app_csrf_of(a, &id->session, id->csrf, e) || !app_csrf_before(a, &id->session, id->csrf_before, e)))
        return false;
    id->who.scopes = is_token ? id->token.scopes : HTTP_SCOPE_ALL;
    *found = true;
    return true;
}

static bool is_stale(const http_identity *id) {
    return id->who.token ? app_token_is_stale(&id->token, app_now()) : app_session_is_stale(&id->session, app_now());
}

static bool take(http_exchange *x, base_str text, bool is_token) {
    base_err e = {0};
    bool found = false;
    http_identity *id = base_arena_alloc(x->arena, sizeof *id);
    http_identities *m = x->service->identities;
    if (!recall(x, text, id)) {
        http_identity fresh = {0};
        pthread_mutex_lock(&m->lock);
        uint64_t generation = m->generation;
        pthread_mutex_unlock(&m->lock);
        if (!look_up(x, text, is_token, &fresh, &found, &e)) {
            if (x->status == 0) away(x, &e);
            return false;
        }
        if (!found) return true;
        if (is_stale(&fresh)) touch_later(x, &fresh);
        *id = copy(x->arena, &fresh);
        remember(x, text, &fresh, generation);
    }
    x->identity = id;
    x->who = &id->who;
    return true;
}

/* A cookie of that name with "__Host-" can be set by this host alone, and over TLS only. */
static const char *cookie_name(const http_exchange *x) { return x->secure ? "__Host-jiqun" : "jiqun"; }

base_str http_claim(const http_exchange *x, bool *is_token) {
    base_str said = http_header(x, "Authorization"), cookie = {NULL, 0};
    *is_token = said.n > 0;
    if (*is_token) {
        if (!base_str_starts(said, BASE_STR("Bearer "))) return (base_str){NULL, 0};
        return base_str_trim((base_str){said.p + 7, said.n - 7});
    }
    http_cookie(x, cookie_name(x), &cookie);
    return cookie;
}

bool http_identify(http_exchange *x) {
    bool is_token = false;
    base_str said = http_claim(x, &is_token);
    return said.n == 0 || take(x, said, is_token);
}

bool http_claim_holds(http_exchange *x, base_str said, bool is_token) {
    base_err e = {0};
    bool found = false;
    http_identity id = {0};
    base_arena *own = x->arena;
    x->arena = base_arena_new_sized(HELD_MAX, 512);
    bool holds = recall(x, said, &id) || (look_up(x, said, is_token, &id, &found, &e) && found);
    base_arena_free(x->arena);
    x->arena = own;
    return holds;
}

/* ---- who may ask ---- */

static bool changes(const http_exchange *x) { return x->method != HTTP_GET && x->method != HTTP_HEAD; }

static bool refuse(http_exchange *x, unsigned status, const char *zh, const char *en) {
    http_problem(x, status, (rules_text){base_str_of(zh), base_str_of(en)});
    if (status == 401) http_set(x, "WWW-Authenticate", BASE_STR("Bearer"));
    return false;
}

static unsigned scope_of(const http_exchange *x) {
    if (x->route->access == HTTP_FILES) return HTTP_SCOPE_FILES;
    return changes(x) ? HTTP_SCOPE_ACT : HTTP_SCOPE_READ;
}

/* What does not say from where it comes is no browser of these years; the word of the form and the kind of the cookie
 * stand behind this. `--site` counts beside Host, which a proxy may have changed. */
static bool of_this_site(const http_exchange *x) {
    const base_str from = http_header(x, "Sec-Fetch-Site"), origin = http_header(x, "Origin");
    base_str site = {NULL, 0}, rest = {NULL, 0};
    if (from.n > 0 && !base_str_is(from, "same-origin") && !base_str_is(from, "none")) return false;
    if (origin.n == 0) return true;
    if (x->service->options.link != NULL && http_site(x, &site) && base_str_eq(origin, site)) return true;
    if (base_str_starts(origin, BASE_STR("http://"))) rest = (base_str){origin.p + 7, origin.n - 7};
    if (base_str_starts(origin, BASE_STR("https://"))) rest = (base_str){origin.p + 8, origin.n - 8};
    return rest.n > 0 && base_str_eq(rest, http_header(x, "Host"));
}

/* A token is sent by a program that means to; a cookie, or nothing at all, is what other sites can make a browser send.
 */
bool http_admit_site(http_exchange *x) {
    if (!changes(x) || http_header(x, "Authorization").n > 0 || of_this_site(x)) return true;
    return refuse(x, 403, "请从本站的页面提交", "hand it in from a page of this site");
}

/* Only this site's own pages know the word that a form carries. */
static bool has_word(http_exchange *x) {
    const base_str given = http_header(x, "X-CSRF-Token");
    return given.n == APP_TOKEN_TEXT && (app_seal_same(given.p, x->identity->csrf, APP_TOKEN_TEXT) ||
                                         app_seal_same(given.p, x->identity->csrf_before, APP_TOKEN_TEXT));
}

/* Anybody may ask: a session that has ended, or is not complete, is nobody. Whoever sends a token means to be somebody,
 * and would not notice that he is not. */
static bool admit_anybody(http_exchange *x) {
    if (x->who == NULL && http_header(x, "Authorization").n > 0) {
        return refuse(x, 401, "接口令牌无效或已过期", "the token is not valid, or has ended");
    }
    if (x->who != NULL && !x->who->token && x->identity->session.stage != APP_STAGE_FULL) x->who = NULL;
    if (x->who == NULL || !x->who->token || (x->who->scopes & HTTP_SCOPE_READ) != 0) return true;
    return refuse(x, 403, "该接口令牌的范围不包括此项", "this token's scope does not contain it");
}

bool http_admit(http_exchange *x) {
    const enum http_access access = x->route->access;
    if (access == HTTP_PUBLIC || access == HTTP_INTERNAL) return true;
    if (access == HTTP_OPEN) return admit_anybody(x);
    if (x->who == NULL)
        return refuse(x, 401, "请先登录，或使用有效的接口令牌", "sign in first, or use a token that is valid");
    if (x->who->token) {
        if (access == HTTP_STAGED || access == HTTP_PERSON) {
            return refuse(x, 403, "接口令牌不能用于账号事务；请登录办理",
                          "a token is of no use for matters of accounts; sign in");
        }
        if ((x->who->scopes & scope_of(x)) != 0) return true;
        return refuse(x, 403, "该接口令牌的范围不包括此项", "this token's scope does not contain it");
    }
    if (changes(x) && !has_word(x)) {
        return refuse(x, 403, "缺少 X-CSRF-Token 或其值不对；请刷新页面后重试",
                      "X-CSRF-Token is missing or wrong; load the page again");
    }
    if (access == HTTP_STAGED || x->identity->session.stage == APP_STAGE_FULL) return true;
    return refuse(x, 403, "登录尚未完成：须先通过第二因素验证，或修改密码",
                  "signing in is not complete: the second factor, or a new password, comes first");
}

void http_set_session(http_exchange *x, base_str token) {
    http_set(x, "Set-Cookie",
             base_arena_fmt(x->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(x), (int)token.n,
                            token.n > 0 ? token.p : "", x->secure ? "; Secure" : "", token.n > 0 ? "" : "; Max-Age=0"));
}

app_by http_by(const http_exchange *x) {
    return (app_by){.login = x->who->account, .office = x->identity->account.office, .from = x->client};
}
