/* client.c - a provider as it is known: its discovery document and keys, kept for a while; see oidc.h. One lock is held
 * while they are fetched, so that a provider is asked once by however many wait for it. */
#include <errno.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <yyjson.h>

#include "base/buf.h"
#include "oidc/fetch.h"
#include "oidc/jwt.h"

typedef struct {
    base_str authorization, token, jwks;
    bool says_issuer;  /* every answer of it names the issuer */
    bool takes_claims; /* it can be asked how somebody was recognised */
} document;

struct oidc_client {
    base_arena *arena;
    oidc_options o;
    pthread_mutex_t lock; /* of all that follows */
    base_arena *known;    /* of `document` */
    document document;
    oidc_keys *keys;
    int64_t document_at, keys_at; /* seconds of a clock that only goes forward; 0: never */
};

static int64_t ticks(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec + 1;
}

/* ---- addresses ---- */

static base_str host_of(base_str url) {
    const size_t from = base_str_starts(url, BASE_STR("https://")) ? 8 : 7;
    if (url.n <= from) return (base_str){NULL, 0};
    base_str rest = {url.p + from, url.n - from};
    size_t n = 0;
    while (n < rest.n && strchr("/?", rest.p[n]) == NULL) n++;
    rest.n = n;
    if (n > 0 && rest.p[0] == '[') {
        const char *end = memchr(rest.p, ']', n);
        return end != NULL ? (base_str){rest.p, (size_t)(end - rest.p) + 1} : (base_str){NULL, 0};
    }
    return base_str_cut(rest, ':', &(base_str){0});
}

bool oidc_url_is_loopback(base_str url) {
    const base_str host = host_of(url);
    return base_str_is(host, "127.0.0.1") || base_str_is(host, "[::1]") || base_str_is(host, "localhost");
}

bool oidc_url_good(base_str url, bool loopback) {
    const bool tls = base_str_starts(url, BASE_STR("https://")), plain = base_str_starts(url, BASE_STR("http://"));
    if (url.n > OIDC_URL_MAX || (!tls && !plain)) return false;
    for (size_t i = 0; i < url.n; i++) {
        if (url.p[i] <= ' ' || url.p[i] >= 0x7F || strchr("\\\"<>#@`{}|^", url.p[i]) != NULL) return false;
    }
    return host_of(url).n > 0 && (tls || (loopback && oidc_url_is_loopback(url)));
}

/* ---- beginning ---- */

static bool is_plain(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < ' ' || s.p[i] >= 0x7F) return false;
    }
    return true;
}

static bool fits(const oidc_options *o, base_err *e) {
    if (!oidc_url_good(o->issuer, true) || memchr(o->issuer.p, '?', o->issuer.n) != NULL)
        return base_err_fmt(e, BASE_ERR_INPUT,
                            "登录服务的地址应为 https://…（本机可用 http://），不含 “?”，且与其自称完全一致",
                            "the provider's address is https://… (http:// on this machine), without '?', exactly as "
                            "the provider itself writes it");
    if (o->client.n == 0 || o->client.n > OIDC_CLIENT_MAX || !is_plain(o->client))
        return base_err_fmt(e, BASE_ERR_INPUT, "请给出本系统在登录服务登记的名称（client id），1 至 %d 个可打印字符",
                            "the name under which this service is registered there (client id) has 1 to %d printable "
                            "characters",
                            (int)OIDC_CLIENT_MAX);
    if (o->secret.n > OIDC_CLIENT_MAX || !is_plain(o->secret))
        return base_err_fmt(e, BASE_ERR_INPUT, "登录服务的密钥文件应只有一行、至多 %d 个可打印字符",
                            "the secret is one line of at most %d printable characters", (int)OIDC_CLIENT_MAX);
    return true;
}

oidc_client *oidc_client_new(const oidc_options *o, base_err *e) {
    if (!fits(o, e)) return NULL;
    oidc_client *c = base_zeroed(1, sizeof *c);
    c->arena = base_arena_new_sized(64 << 10, 1024);
    c->known = base_arena_new_sized(1 << 20, 4096);
    c->o = (oidc_options){.issuer = base_arena_str(c->arena, o->issuer),
                          .client = base_arena_str(c->arena, o->client),
                          .secret = base_arena_str(c->arena, o->secret)};
    if (o->ca_file != NULL) c->o.ca_file = base_arena_str(c->arena, base_str_of(o->ca_file)).p;
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void oidc_client_free(oidc_client *c) {
    if (c == NULL) return;
    oidc_keys_free(c->keys);
    base_arena_free(c->known);
    base_arena_free(c->arena);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

base_str oidc_client_issuer(const oidc_client *c) { return c->o.issuer; }

/* ---- the provider's own word ---- */

static bool get(const oidc_client *c, base_arena *arena, base_str url, base_str *answer, base_err *e) {
    const oidc_request r = {.url = url, .ca_file = c->o.ca_file};
    unsigned status = 0;
    if (!oidc_fetch(&r, arena, &status, answer, e)) return false;
    if (status == 200) return true;
    return base_err_fmt(e, BASE_ERR_IO, "登录服务对 %.*s 的答复为 %u；应为 200",
                        "the provider answers %.*s with %u; 200 is expected", (int)url.n, url.p, status);
}

static base_str text_of(yyjson_val *o, const char *name) {
    yyjson_val *v = yyjson_obj_get(o, name);
    return yyjson_is_str(v) ? (base_str){yyjson_get_str(v), yyjson_get_len(v)} : (base_str){NULL, 0};
}

/* Whether a list names it; one that is not there says nothing against it. */
static bool offers(yyjson_val *o, const char *list, const char *what) {
    yyjson_val *a = yyjson_obj_get(o, list), *one;
    if (a == NULL) return true;
    yyjson_arr_iter it = yyjson_arr_iter_with(a);
    while ((one = yyjson_arr_iter_next(&it)) != NULL) {
        if (yyjson_equals_str(one, what)) return true;
    }
    return false;
}

static bool address_of(oidc_client *c, yyjson_val *o, const char *name, base_str *out, base_err *e) {
    const base_str url = text_of(o, name);
    *out = base_arena_str(c->known, url);
    if (oidc_url_good(url, oidc_url_is_loopback(c->o.issuer))) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "登录服务的说明文件中 %s 缺失或不是 https 地址",
                        "%s is missing in the provider's discovery document, or no https address", name);
}

static bool read_document(oidc_client *c, yyjson_val *o, base_err *e) {
    document *d = &c->document;
    if (!base_str_eq(text_of(o, "issuer"), c->o.issuer))
        return base_err_fmt(e, BASE_ERR_INPUT, "登录服务的说明文件自称的 issuer 与所设 %.*s 不一致",
                            "the provider's discovery document names another issuer than %.*s", (int)c->o.issuer.n,
                            c->o.issuer.p);
    if (!offers(o, "code_challenge_methods_supported", "S256") || !offers(o, "response_types_supported", "code"))
        return base_err_fmt(e, BASE_ERR_INPUT, "登录服务不支持授权码流程和 PKCE（S256）",
                            "the provider has no authorization code flow with PKCE (S256)");
    d->says_issuer = yyjson_get_bool(yyjson_obj_get(o, "authorization_response_iss_parameter_supported"));
    d->takes_claims = yyjson_get_bool(yyjson_obj_get(o, "claims_parameter_supported"));
    return address_of(c, o, "authorization_endpoint", &d->authorization, e) &&
           address_of(c, o, "token_endpoint", &d->token, e) && address_of(c, o, "jwks_uri", &d->jwks, e);
}

/* With the lock. */
static bool know_document(oidc_client *c, base_arena *arena, base_err *e) {
    base_str text, at = c->o.issuer;
    if (c->document_at != 0 && ticks() - c->document_at < OIDC_DOCUMENT_S) return true;
    if (at.p[at.n - 1] == '/') at.n--;
    const base_str url = base_arena_fmt(arena, "%.*s/.well-known/openid-configuration", (int)at.n, at.p);
    if (!get(c, arena, url, &text, e)) return false;
    c->document_at = 0;
    base_arena_reset(c->known);
    yyjson_doc *doc = text.n > 0 ? yyjson_read(text.p, text.n, 0) : NULL;
    const bool good = read_document(c, yyjson_doc_get_root(doc), e);
    yyjson_doc_free(doc);
    if (good) c->document_at = ticks();
    return good;
}

/* With the lock. `anew`: although there are some, unless they are fresh. */
static bool know_keys(oidc_client *c, base_arena *arena, bool anew, base_err *e) {
    base_str text;
    const int64_t age = ticks() - c->keys_at;
    if (c->keys != NULL && age < (anew ? OIDC_REFETCH_S : OIDC_DOCUMENT_S)) return true;
    if (!get(c, arena, c->document.jwks, &text, e)) return false;
    oidc_keys *k = oidc_keys_read(text, e);
    if (k == NULL) return false;
    oidc_keys_free(c->keys);
    c->keys = k;
    c->keys_at = ticks();
    return true;
}

/* ---- going ---- */

void oidc_random(char out[OIDC_RANDOM]) {
    uint8_t r[32];
    size_t n = 0;
    while (n < sizeof r) {
        const ssize_t got = getrandom(r + n, sizeof r - n, 0);
        if (got > 0) n += (size_t)got;
        if (got < 0 && errno != EINTR) base_fatal("没有随机数。No random bytes.");
    }
    (void)oidc_base64url_put(r, sizeof r, out);
    explicit_bzero(r, sizeof r);
}

void oidc_flow_new(oidc_flow *f) {
    oidc_random(f->state);
    oidc_random(f->nonce);
    oidc_random(f->verifier);
}

static void put_pair(base_buf *b, const char *name, base_str value) {
    static const char hex[] = "0123456789ABCDEF";
    base_buf_fmt(b, "%s=", name);
    for (size_t i = 0; i < value.n; i++) {
        const unsigned char c = (unsigned char)value.p[i];
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            base_buf_putc(b, (char)c);
            continue;
        }
        const char three[] = {'%', hex[c >> 4], hex[c & 15]};
        base_buf_put(b, three, sizeof three);
    }
    base_buf_putc(b, '&');
}

/* SHA-256 of the verifier, base64url (RFC 7636). */
static void challenge_of(const oidc_flow *f, char out[OIDC_RANDOM]) {
    uint8_t digest[32];
    if (EVP_Digest(f->verifier, OIDC_RANDOM, digest, NULL, EVP_sha256(), NULL) != 1)
        base_fatal("SHA-256 不能用。SHA-256 does not work.");
    (void)oidc_base64url_put(digest, sizeof digest, out);
}

static void put_query(base_buf *b, const oidc_client *c, const oidc_flow *f, base_str redirect, bool claims) {
    char challenge[OIDC_RANDOM];
    challenge_of(f, challenge);
    put_pair(b, "response_type", BASE_STR("code"));
    put_pair(b, "client_id", c->o.client);
    put_pair(b, "redirect_uri", redirect);
    put_pair(b, "scope", BASE_STR("openid profile"));
    put_pair(b, "state", (base_str){f->state, OIDC_RANDOM});
    put_pair(b, "nonce", (base_str){f->nonce, OIDC_RANDOM});
    put_pair(b, "code_challenge", (base_str){challenge, OIDC_RANDOM});
    put_pair(b, "code_challenge_method", BASE_STR("S256"));
    if (claims) put_pair(b, "claims", BASE_STR("{\"id_token\":{\"amr\":null,\"acr\":null}}"));
    b->n--; /* the last '&' */
}

bool oidc_begin(oidc_client *c, base_arena *arena, const oidc_flow *f, base_str redirect, base_str *url, base_err *e) {
    base_buf b;
    base_buf_init(&b, 4 * (size_t)OIDC_URL_MAX + 2048);
    pthread_mutex_lock(&c->lock);
    const bool good = know_document(c, arena, e), claims = c->document.takes_claims;
    if (good) {
        const base_str at = c->document.authorization;
        base_buf_puts(&b, at);
        base_buf_putc(&b, memchr(at.p, '?', at.n) != NULL ? '&' : '?');
    }
    pthread_mutex_unlock(&c->lock);
    if (good) {
        put_query(&b, c, f, redirect, claims);
        *url = base_arena_str(arena, base_buf_str(&b));
    }
    const bool fitted = !b.full;
    base_buf_free(&b);
    return good && (fitted || base_err_fmt(e, BASE_ERR_LIMIT, "登录地址过长", "the address to sign in at is too long"));
}

/* ---- coming back ---- */

/* What the provider says of an error is a word of a few letters; anything else is not repeated. */
static base_str word_of(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '_') return BASE_STR("?");
    }
    return s.n > 0 && s.n <= 60 ? s : BASE_STR("?");
}

static bool read_answer(base_arena *arena, unsigned status, base_str text, base_str *token, base_err *e) {
    yyjson_doc *doc = text.n > 0 ? yyjson_read(text.p, text.n, 0) : NULL;
    yyjson_val *o = yyjson_doc_get_root(doc);
    const base_str word = base_arena_str(arena, word_of(text_of(o, "error")));
    *token = base_arena_str(arena, text_of(o, "id_token"));
    yyjson_doc_free(doc);
    if (status != 200)
        return base_err_fmt(e, BASE_ERR_INPUT, "登录服务不接受这个授权码（%u %.*s）；请重新登录",
                            "the provider does not take this code (%u %.*s); sign in again", status, (int)word.n,
                            word.p);
    return token->n > 0 || base_err_fmt(e, BASE_ERR_INPUT, "登录服务没有给出 ID 令牌（id_token）",
                                        "the provider's answer has no ID token (id_token)");
}

static base_str encoded(base_arena *arena, base_str s) {
    base_buf b;
    base_buf_init(&b, 3 * (size_t)OIDC_CLIENT_MAX + 8);
    put_pair(&b, "", s);
    const base_str all = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return (base_str){all.p + 1, all.n - 2};
}

static bool exchange(const oidc_client *c, base_arena *arena, const oidc_flow *f, base_str redirect, base_str code,
                     base_str url, base_str *token, base_err *e) {
    base_buf b;
    base_str text;
    unsigned status = 0;
    oidc_request r = {.url = url, .ca_file = c->o.ca_file};
    base_buf_init(&b, 3 * ((size_t)OIDC_CODE_MAX + OIDC_URL_MAX + OIDC_CLIENT_MAX) + 1024);
    put_pair(&b, "grant_type", BASE_STR("authorization_code"));
    put_pair(&b, "code", code);
    put_pair(&b, "redirect_uri", redirect);
    put_pair(&b, "code_verifier", (base_str){f->verifier, OIDC_RANDOM});
    if (c->o.secret.n == 0) put_pair(&b, "client_id", c->o.client);
    b.n--;
    r.form = base_buf_str(&b);
    if (c->o.secret.n > 0) { /* RFC 6749, 2.3.1: both encoded as in a form */
        r.user = encoded(arena, c->o.client);
        r.secret = encoded(arena, c->o.secret);
    }
    const bool good = oidc_fetch(&r, arena, &status, &text, e) && read_answer(arena, status, text, token, e);
    base_buf_free(&b);
    return good;
}

/* With the lock. An unknown key may be a new one: the keys are asked for once more. */
static enum oidc_checked check(oidc_client *c, base_arena *arena, base_str token, const oidc_expected *x,
                               oidc_person *out, base_err *e) {
    if (!know_keys(c, arena, false, e)) return OIDC_BAD;
    enum oidc_checked got = oidc_token_check(arena, token, c->keys, x, out, e);
    if (got != OIDC_UNKNOWN_KEY) return got;
    if (!know_keys(c, arena, true, e)) return OIDC_BAD;
    return oidc_token_check(arena, token, c->keys, x, out, e);
}

/* NOLINTNEXTLINE(readability-function-size): what came back, when, and where the answer goes */
bool oidc_finish(oidc_client *c, base_arena *arena, const oidc_flow *f, base_str redirect, base_str code, base_str iss,
                 int64_t now, oidc_person *out, base_err *e) {
    const oidc_expected x = {c->o.issuer, c->o.client, {f->nonce, OIDC_RANDOM}, now};
    base_str token, url = {NULL, 0};
    bool says = false;
    if (code.n == 0 || code.n > OIDC_CODE_MAX)
        return base_err_fmt(e, BASE_ERR_INPUT, "登录服务没有给出授权码", "the provider gave no code");
    pthread_mutex_lock(&c->lock);
    bool good = know_document(c, arena, e);
    if (good) url = base_arena_str(arena, c->document.token);
    says = c->document.says_issuer;
    pthread_mutex_unlock(&c->lock);
    if (!good) return false;
    if ((iss.n > 0 || says) && !base_str_eq(iss, c->o.issuer))
        return base_err_fmt(e, BASE_ERR_INPUT, "答复不是所设登录服务发来的（iss）", "another provider answered (iss)");
    if (!exchange(c, arena, f, redirect, code, url, &token, e)) return false;
    pthread_mutex_lock(&c->lock);
    good = check(c, arena, token, &x, out, e) == OIDC_GOOD;
    pthread_mutex_unlock(&c->lock);
    return good;
}
