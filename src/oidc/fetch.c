/* fetch.c - see fetch.h. */
#include "oidc/fetch.h"

#include "base/buf.h"
#include "oidc/curl.h"

static size_t take(char *p, size_t size, size_t n, void *ctx) {
    base_buf *b = ctx;
    return base_buf_put(b, p, size * n) ? size * n : 0;
}

static bool set_up(CURL *c, const oidc_request *r, const char *url) {
    __typeof__(curl_easy_setopt) *set = oidc_curl.easy_setopt;
    const bool loopback = oidc_url_is_loopback(r->url);
    bool good = set(c, CURLOPT_URL, url) == CURLE_OK &&
                set(c, CURLOPT_PROTOCOLS_STR, loopback ? "http,https" : "https") == CURLE_OK &&
                set(c, CURLOPT_PROXY, "") == CURLE_OK && set(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
                set(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
                set(c, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK && set(c, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
                set(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
                set(c, CURLOPT_CONNECTTIMEOUT_MS, (long)OIDC_CONNECT_MS) == CURLE_OK &&
                set(c, CURLOPT_TIMEOUT_MS, (long)OIDC_TOTAL_MS) == CURLE_OK &&
                set(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK && set(c, CURLOPT_WRITEFUNCTION, take) == CURLE_OK;
    if (good && r->ca_file != NULL) good = set(c, CURLOPT_CAINFO, r->ca_file) == CURLE_OK;
    return good;
}

/* The secret is handed over beside the address, and never becomes part of one. */
static bool set_body(CURL *c, base_arena *arena, const oidc_request *r) {
    __typeof__(curl_easy_setopt) *set = oidc_curl.easy_setopt;
    if (r->form.p == NULL) return true;
    bool good =
        set(c, CURLOPT_POSTFIELDSIZE, (long)r->form.n) == CURLE_OK && set(c, CURLOPT_POSTFIELDS, r->form.p) == CURLE_OK;
    if (!good || r->user.p == NULL) return good;
    return set(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC) == CURLE_OK &&
           set(c, CURLOPT_USERNAME, base_arena_str(arena, r->user).p) == CURLE_OK &&
           set(c, CURLOPT_PASSWORD, base_arena_str(arena, r->secret).p) == CURLE_OK;
}

static bool failed(base_err *e, CURLcode code, bool full, const char *why) {
    if (full)
        return base_err_fmt(e, BASE_ERR_LIMIT, "登录服务的答复超过 %d 字节",
                            "the provider's answer has more than %d bytes", (int)OIDC_ANSWER_MAX);
    return base_err_fmt(e, BASE_ERR_IO, "登录服务不能用：%s", "the provider can not be reached: %s",
                        why[0] != '\0' ? why : oidc_curl.easy_strerror(code));
}

bool oidc_fetch(const oidc_request *r, base_arena *arena, unsigned *status, base_str *answer, base_err *e) {
    char why[CURL_ERROR_SIZE] = "";
    base_buf b;
    long got = 0;
    if (!oidc_curl_load(e)) return false;
    CURL *c = oidc_curl.easy_init();
    struct curl_slist *header = oidc_curl.slist_append(NULL, "Accept: application/json");
    if (c == NULL || header == NULL) base_fatal("内存不足。Out of memory.");
    base_buf_init(&b, OIDC_ANSWER_MAX);
    oidc_curl.easy_setopt(c, CURLOPT_WRITEDATA, &b);
    oidc_curl.easy_setopt(c, CURLOPT_ERRORBUFFER, why);
    oidc_curl.easy_setopt(c, CURLOPT_HTTPHEADER, header);
    CURLcode code = CURLE_FAILED_INIT;
    if (set_up(c, r, base_arena_str(arena, r->url).p) && set_body(c, arena, r)) code = oidc_curl.easy_perform(c);
    oidc_curl.easy_getinfo(c, CURLINFO_RESPONSE_CODE, &got);
    oidc_curl.easy_cleanup(c);
    oidc_curl.slist_free_all(header);
    const bool good = code == CURLE_OK || failed(e, code, b.full, why);
    *status = (unsigned)got;
    *answer = good ? base_arena_str(arena, base_buf_str(&b)) : (base_str){NULL, 0};
    base_buf_free(&b);
    return good;
}
