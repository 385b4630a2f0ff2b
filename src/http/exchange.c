/* exchange.c - see exchange.h; what needs the library stands in server.c. */
#include "http/target.h"

static bool find(const http_pair *pair, size_t n, const char *name, base_str *value) {
    for (size_t i = 0; i < n; i++) {
        if (!base_str_is(pair[i].name, name)) continue;
        *value = pair[i].value;
        return true;
    }
    return false;
}

bool http_query(const http_exchange *x, const char *name, base_str *value) {
    return find(x->query, x->n_query, name, value);
}

bool http_form(const http_exchange *x, const char *name, base_str *value) {
    return find(x->form, x->n_form, name, value);
}

bool http_cookie(const http_exchange *x, const char *name, base_str *value) {
    return http_cookie_find(http_header(x, "Cookie"), base_str_of(name), value);
}

void http_answer(http_exchange *x, unsigned status, const char *type) {
    x->status = status;
    x->type = type;
}

void http_set(http_exchange *x, const char *name, base_str value) {
    if (x->n_headers == HTTP_HEADERS_MAX) return;
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if (c < 0x20 || c == 0x7f) return;
    }
    x->header[x->n_headers++] = (http_pair){base_str_of(name), base_arena_str(x->arena, value)};
}

enum http_step http_see_other(http_exchange *x, base_str path) {
    http_answer(x, 303, NULL);
    http_set(x, "Location", path);
    return HTTP_NOW;
}

void http_stream(http_exchange *x, unsigned status, const char *type, http_fill fill, void *ctx, void (*end)(void *)) {
    http_answer(x, status, type);
    x->fill = fill;
    x->fill_ctx = ctx;
    x->fill_end = end;
}
