/* asset.c - see asset.h. */
#include "http/asset.h"

#include "http/problem.h"

base_str http_asset_path(const char *name) {
    for (size_t i = 0; i < http_n_assets; i++) {
        if (strcmp(http_assets[i].name, name) == 0) return base_str_of(http_assets[i].path);
    }
    return BASE_STR("");
}

/* Whether Accept-Encoding names `coding` and does not forbid it. */
static bool takes(const http_exchange *x, const char *coding) {
    base_str rest = http_header(x, "Accept-Encoding");
    while (rest.n > 0) {
        base_str params, one = base_str_trim(base_str_cut(base_str_cut(rest, ',', &rest), ';', &params));
        if (base_str_is(one, coding) && !base_str_is(base_str_trim(params), "q=0")) return true;
    }
    return false;
}

/* Whether If-None-Match holds the tag; compared weakly, as the standard wants it (RFC 9110, 13.1.2). */
static bool has_it(const http_exchange *x, base_str tag) {
    base_str rest = http_header(x, "If-None-Match");
    while (rest.n > 0) {
        base_str one = base_str_trim(base_str_cut(rest, ',', &rest));
        if (base_str_starts(one, BASE_STR("W/"))) one = (base_str){one.p + 2, one.n - 2};
        if (base_str_eq(one, tag) || base_str_is(one, "*")) return true;
    }
    return false;
}

typedef struct {
    const char *coding; /* NULL: as it is */
    const unsigned char *bytes;
    size_t n;
} form;

static form choose(const http_exchange *x, const http_asset *a) {
    if (a->brotli != NULL && a->n_brotli < a->n && takes(x, "br")) return (form){"br", a->brotli, a->n_brotli};
    if (a->gzip != NULL && a->n_gzip < a->n && takes(x, "gzip")) return (form){"gzip", a->gzip, a->n_gzip};
    return (form){NULL, a->bytes, a->n};
}

enum http_step http_asset_send(http_exchange *x, const http_asset *a) {
    const form f = choose(x, a);
    /* A strong tag is one of the bytes that are sent, so each coding has its own. */
    base_str tag = base_arena_fmt(x->arena, "\"%s%s%s\"", a->digest, f.coding != NULL ? "-" : "",
                                  f.coding != NULL ? f.coding : "");
    if (a->policy != NULL) http_set(x, "Content-Security-Policy", base_str_of(a->policy));
    http_set(x, "Cache-Control",
             a->policy != NULL ? BASE_STR("no-cache") : BASE_STR("public, max-age=31536000, immutable"));
    http_set(x, "Vary", BASE_STR("Accept-Encoding"));
    http_set(x, "ETag", tag);
    if (has_it(x, tag)) {
        http_answer(x, 304, NULL);
        return HTTP_NOW;
    }
    http_answer(x, 200, a->type);
    if (f.coding != NULL) http_set(x, "Content-Encoding", base_str_of(f.coding));
    base_buf_put(&x->out, f.bytes, f.n);
    return HTTP_NOW;
}

enum http_step http_asset_get(http_exchange *x) {
    for (size_t i = 0; i < http_n_assets; i++) {
        if (base_str_is(x->path, http_assets[i].path)) return http_asset_send(x, &http_assets[i]);
    }
    return http_problem(x, 404, (rules_text){BASE_STR("没有这个文件"), BASE_STR("there is no such file")});
}
