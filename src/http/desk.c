/* desk.c - see desk.h. */
#include "http/desk.h"

#include "http/page.h"
#include "http/problem.h"
#include "http/service.h"

const http_asset *http_desk_file(base_str path) {
    for (size_t i = 0; i < http_n_desk_files; i++) {
        if (base_str_is(path, http_desk_files[i].path)) return &http_desk_files[i];
    }
    return NULL;
}

/* The page as it was built; its root says in which view it is to be shown, and whether all of it is invented, before
 * any script runs. */
static enum http_step send_page(http_exchange *x, const http_asset *page) {
    static const char built[] = "class=\"plain\"";
    const char *from = (const char *)page->bytes, *end = from + page->n;
    const char *at = memmem(from, page->n, built, sizeof built - 1);
    http_answer(x, 200, page->type);
    if (at != NULL) {
        base_buf_put(&x->out, from, (size_t)(at - from));
        base_buf_fmt(&x->out, "class=\"%s%s%s\"", x->contrast ? "contrast" : "plain",
                     http_is_demonstration(x->service) ? " demonstration" : "",
                     http_service_settings(x->service)->oidc != NULL ? " provider" : "");
        from = at + sizeof built - 1;
    }
    base_buf_put(&x->out, from, (size_t)(end - from));
    return HTTP_NOW;
}

enum http_step http_desk_get(http_exchange *x) {
    if (http_n_desk_files == 0) {
        return http_error_page(x, 404,
                               (rules_text){BASE_STR("此程序构建时没有包含工作台（构建机器上缺少 npm）。公众网站与接口"
                                                     "照常可用；安装 npm 后重新构建即可"),
                                            BASE_STR("this program was built without the workbench (npm was lacking). "
                                                     "The public site and the API work; build it again with npm")});
    }
    /* The workbench changes its language in place, so there is one address for both. */
    if (!x->zh) return http_see_other(x, base_arena_fmt(x->arena, "%.*s?lang=en", (int)x->path.n, x->path.p));
    const http_asset *page = http_desk_file(BASE_STR("/desk/index.html")), *file = http_desk_file(x->path);
    if (file != NULL && file != page) return http_asset_send(x, file);
    if (page == NULL || base_str_starts(x->path, BASE_STR("/desk/assets/")))
        return http_problem(x, 404, (rules_text){BASE_STR("没有这个文件"), BASE_STR("there is no such file")});
    return send_page(x, page);
}
