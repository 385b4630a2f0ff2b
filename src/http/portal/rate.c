/* rate.c - how often one address may ask for what costs much: counted by the minute, in memory, in a table of fixed
 * size. Two addresses that share a place of it share the count; that may only be too strict. */
#include "http/portal/portal_i.h"
#include "http/portal/shared_i.h"
#include "http/problem.h"
#include "http/service.h"

static const uint16_t most[HTTP_RATES] = {
    [HTTP_RATE_PROOF] = HTTP_PROOFS_MINUTE,         [HTTP_RATE_FILE] = HTTP_FILES_MINUTE,
    [HTTP_RATE_OBJECTION] = HTTP_OBJECTIONS_MINUTE, [HTTP_RATE_CODE] = HTTP_CODES_MINUTE,
    [HTTP_RATE_SIGNIN] = HTTP_SIGNINS_MINUTE,       [HTTP_RATE_DOCUMENT] = HTTP_DOCUMENTS_MINUTE,
};

/* Of an IPv6 address the first 64 bits: a subscriber has all that follow. */
static base_str network(base_str address) {
    size_t colons = 0;
    for (size_t i = 0; i < address.n; i++) {
        if (address.p[i] == ':' && ++colons == 4) return (base_str){address.p, i};
    }
    return address;
}

static bool count(http_exchange *x, enum http_rate what, base_str who) {
    http_portal *p = http_portal_of(x->service);
    const int64_t minute = app_now() / 60000;
    uint64_t at = (base_str_hash(who) ^ ((uint64_t)what << 60)) % HTTP_RATE_PLACES;
    pthread_mutex_lock(&p->lock);
    http_rate_count *c = &p->rate[what][at];
    if (c->minute != minute) *c = (http_rate_count){.minute = minute};
    bool good = c->n < most[what];
    if (good) c->n++;
    pthread_mutex_unlock(&p->lock);
    return good;
}

bool http_portal_allow(http_exchange *x, enum http_rate what) { return count(x, what, network(x->client)); }

bool http_portal_allow_person(http_exchange *x, enum http_rate what) {
    return x->who != NULL ? count(x, what, x->who->account) : http_portal_allow(x, what);
}

enum http_step http_portal_too_often(http_exchange *x) {
    enum http_step step = http_problem(
        x, 429,
        (rules_text){BASE_STR("请求过于频繁；请一分钟后再试"), BASE_STR("too many requests; try again in a minute")});
    http_set(x, "Retry-After", BASE_STR("60"));
    return step;
}
