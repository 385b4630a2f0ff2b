/* health.c - for balancers and supervisors: /healthz says that the process answers, /readyz that the record can be read
 * and, where this node writes, written. */
#include "app/seal.h"
#include "http/api/api.h"
#include "http/problem.h"
#include "http/service_i.h"

static enum http_step plain(http_exchange *x, unsigned status, base_str words) {
    http_answer(x, status, "text/plain; charset=utf-8");
    base_buf_puts(&x->out, words);
    base_buf_putc(&x->out, '\n');
    return HTTP_NOW;
}

enum http_step http_api_healthz(http_exchange *x) { return plain(x, 200, BASE_STR("ok")); }

/* A node whose key of personal data is missing or older can let nobody sign in, and says so. */
static bool has_key(const http_exchange *x, app *a, base_err *why) {
    return !http_service_settings(x->service)->writes || app_seal_of(a, why) != NULL;
}

enum http_step http_api_readyz(http_exchange *x) {
    base_err why = {0};
    store_head head;
    app *a = http_reader(x);
    if (a == NULL || !store_head_get(app_store(a), &head, &why)) return plain(x, 503, BASE_STR("the store is away"));
    if (http_service_is_ready(x->service, &why) && has_key(x, a, &why)) return plain(x, 200, BASE_STR("ready"));
    return plain(x, 503, why.en[0] != 0 ? base_str_of(why.en) : BASE_STR("opening the record"));
}
