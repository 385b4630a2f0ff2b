/* theme.c - plain view, or large type and high contrast: kept in a cookie that says nothing else. */
#include "http/portal/portal.h"
#include "http/problem.h"

/* Back to the page one came from, if it is one of this site. */
static base_str back(http_exchange *x) {
    base_str from = http_header(x, "Referer"), host = http_header(x, "Host"), rest = {NULL, 0};
    if (base_str_starts(from, BASE_STR("http://"))) rest = (base_str){from.p + 7, from.n - 7};
    if (base_str_starts(from, BASE_STR("https://"))) rest = (base_str){from.p + 8, from.n - 8};
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): what begins with a host that is not empty is not empty */
    if (host.n == 0 || !base_str_starts(rest, host) || rest.n == host.n || rest.p[host.n] != '/') {
        return x->zh ? BASE_STR("/") : BASE_STR("/en");
    }
    rest = (base_str){rest.p + host.n, rest.n - host.n};
    /* "//elsewhere" would be another site; browsers take a backslash for a slash. */
    return rest.n > 1 && (rest.p[1] == '/' || rest.p[1] == '\\') ? BASE_STR("/") : rest;
}

enum http_step http_portal_theme(http_exchange *x) {
    bool contrast = base_str_is(x->param[0], "contrast");
    if (!contrast && !base_str_is(x->param[0], "plain")) {
        return http_problem(
            x, 404, (rules_text){BASE_STR("显示方式只有 plain 与 contrast"), BASE_STR("a view is plain or contrast")});
    }
    http_set(x, "Set-Cookie",
             base_arena_fmt(x->arena, "theme=%s; Path=/; Max-Age=%d; SameSite=Lax; HttpOnly%s",
                            contrast ? "contrast" : "plain", contrast ? 31536000 : 0, x->secure ? "; Secure" : ""));
    return http_see_other(x, back(x));
}
