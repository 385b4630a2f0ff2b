/* asset.c - see asset.h. */
#include "http/asset.h"

#include "http/problem.h"

base_str http_asset_path(const char *name) {
    for (size_t i = 0; i < http_n_assets; i++) {
        if (strcmp(http_assets[i].name, name) == 0) return base_str_of(http_assets[i].path);
    }
    return BASE_STR("");
}

static bool takes_gzip(const http_exchange *x) {
    base_str rest = http_header(x, "Accept-Encoding");
    while (rest.n > 0) {
        base_str params, one = base_str_trim(base_str_cut(base_str_cut(rest, ',', &rest), ';', &params));
        if (base_str_is(one, "gzip") && !base_str_is(base_str_trim(params), "q=0")) return true;
    }
    return false;
}

enum http_step http_asset_get(http_exchange *x) {
    for (size_t i = 0; i < http_n_assets; i++) {
        const http_asset *a = &http_assets[i];
        if (!base_str_is(x->path, a->path)) continue;
        bool packed = a->n_packed < a->n && takes_gzip(x);
        http_answer(x, 200, a->type);
        http_set(x, "Cache-Control", BASE_STR("public, max-age=31536000, immutable"));
        http_set(x, "Vary", BASE_STR("Accept-Encoding"));
        if (packed) http_set(x, "Content-Encoding", BASE_STR("gzip"));
        base_buf_put(&x->out, packed ? a->packed : a->bytes, packed ? a->n_packed : a->n);
        return HTTP_NOW;
    }
    return http_problem(x, 404, (rules_text){BASE_STR("没有这个文件"), BASE_STR("there is no such file")});
}
