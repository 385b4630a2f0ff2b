/* page.c - see page.h. */
#include "http/page.h"

#include "http/asset.h"
#include "http/problem.h"
#include "http/service.h"

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order in which it is read */
static const struct {
    enum http_part part;
    const char *path;
    enum http_text name;
} ways[] = {
    {HTTP_PART_HOME, "/", HTTP_T_HOME},
    {HTTP_PART_REGISTER, "/register", HTTP_T_REGISTER},
    {HTTP_PART_NOTICES, "/notices", HTTP_T_NOTICES},
    {HTTP_PART_ANNOUNCEMENTS, "/announcements", HTTP_T_ANNOUNCEMENTS},
    {HTTP_PART_GUIDE, "/guide", HTTP_T_GUIDE},
    {HTTP_PART_RULEBOOK, "/rulebook", HTTP_T_RULEBOOK},
    {HTTP_PART_DATA, "/data", HTTP_T_DATA},
    {HTTP_PART_VERIFY, "/verify", HTTP_T_VERIFY},
};

static void put_head(http_html *h, base_str title) {
    http_exchange *x = h->x;
    HTML_RAW(h, "<!DOCTYPE html>\n<html lang=\"");
    base_buf_puts(h->b, h->zh ? BASE_STR("zh-CN") : BASE_STR("en"));
    if (x->contrast) HTML_RAW(h, "\" class=\"contrast");
    HTML_RAW(h, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html_text(h, title);
    HTML_RAW(h, " · ");
    HTML_T(h, SITE);
    HTML_RAW(h, "</title>\n<link rel=\"stylesheet\" href=\"");
    base_buf_puts(h->b, http_asset_path("portal.css"));
    HTML_RAW(h, "\">\n</head>\n<body>\n");
}

/* The address of this page in the other language. */
static void put_other_language(http_html *h) {
    base_str rest, path = h->x->path;
    if (h->zh) {
        HTML_RAW(h, "/en");
        if (path.n > 1) html_text(h, path);
    } else {
        html_text(h, path.n > 0 ? path : BASE_STR("/"));
    }
    base_str_cut(h->x->target, '?', &rest);
    if (rest.n > 0) {
        HTML_RAW(h, "?");
        html_text(h, rest);
    }
}

static void put_ways(http_html *h, enum http_part part) {
    HTML_RAW(h, "<nav aria-label=\"");
    HTML_T(h, MAIN_WAYS);
    HTML_RAW(h, "\"><ul>");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        HTML_RAW(h, "<li><a href=\"");
        html_href(h, ways[i].path);
        if (ways[i].part == part) HTML_RAW(h, "\" aria-current=\"page");
        HTML_RAW(h, "\">");
        html_fill(h, ways[i].name, NULL, 0);
        HTML_RAW(h, "</a></li>");
    }
    HTML_RAW(h, "</ul></nav>\n");
}

static void put_switches(http_html *h) {
    HTML_RAW(h, "<p class=\"switches\"><a lang=\"");
    base_buf_puts(h->b, h->zh ? BASE_STR("en\" hreflang=\"en") : BASE_STR("zh-CN\" hreflang=\"zh-CN"));
    HTML_RAW(h, "\" href=\"");
    put_other_language(h);
    HTML_RAW(h, "\">");
    base_buf_puts(h->b, h->zh ? BASE_STR("English") : BASE_STR("中文"));
    HTML_RAW(h, "</a> <a href=\"");
    html_href(h, "/theme/");
    base_buf_puts(h->b, h->x->contrast ? BASE_STR("plain") : BASE_STR("contrast"));
    HTML_RAW(h, "\">");
    html_fill(h, h->x->contrast ? HTTP_T_THEME_PLAIN : HTTP_T_THEME_CONTRAST, NULL, 0);
    HTML_RAW(h, "</a>");
    if (http_n_desk_files > 0) {
        HTML_RAW(h, " <a href=\"/desk/");
        if (!h->zh) HTML_RAW(h, "?lang=en");
        HTML_RAW(h, "\">");
        HTML_T(h, WORKBENCH);
        HTML_RAW(h, "</a>");
    }
    HTML_RAW(h, "</p>\n");
}

http_html http_page(http_exchange *x, enum http_part part, base_str title) {
    http_html h = http_html_of(x);
    http_answer(x, 200, "text/html; charset=utf-8");
    http_set(x, "Vary", BASE_STR("Cookie"));
    base_buf_clear(&x->out);
    put_head(&h, title);
    HTML_RAW(&h, "<a class=\"skip\" href=\"#main\">");
    HTML_T(&h, SKIP);
    HTML_RAW(&h, "</a>\n<header>\n<p class=\"site\"><a href=\"");
    html_href(&h, "/");
    HTML_RAW(&h, "\">");
    HTML_T(&h, SITE);
    HTML_RAW(&h, "</a></p>\n");
    put_switches(&h);
    put_ways(&h, part);
    HTML_RAW(&h, "</header>\n");
    if (http_is_demonstration(x->service)) {
        HTML_RAW(&h, "<p class=\"demonstration\" role=\"note\">");
        HTML_T(&h, DEMONSTRATION);
        HTML_RAW(&h, "</p>\n");
    }
    HTML_RAW(&h, "<main id=\"main\" tabindex=\"-1\">\n<h1>");
    html_zh(&h, title);
    HTML_RAW(&h, "</h1>\n");
    return h;
}

enum http_step http_page_end(http_html *h) {
    const http_service_options *o = http_service_settings(h->x->service);
    const char *operator= h->zh ? o->operator_zh : o->operator_en;
    HTML_RAW(h, "</main>\n<footer>\n<nav aria-label=\"");
    HTML_T(h, FOOT_WAYS);
    HTML_RAW(h, "\"><ul><li>");
    html_link(h, "/sitemap", HTTP_T_SITEMAP);
    HTML_RAW(h, "</li><li>");
    html_link(h, "/help", HTTP_T_HELP);
    HTML_RAW(h, "</li><li>");
    html_link(h, "/accessibility", HTTP_T_ACCESSIBILITY);
    HTML_RAW(h, "</li></ul></nav>\n<p>");
    if (operator!= NULL)
        HTML_T(h, RUN_BY, base_str_of(operator));
    else
        HTML_T(h, RUN_BY_NOBODY);
    HTML_RAW(h, "</p>\n");
    if (o->filing != NULL) {
        HTML_RAW(h, "<p>");
        html_text(h, base_str_of(o->filing));
        HTML_RAW(h, "</p>\n");
    }
    HTML_RAW(h, "</footer>\n</body>\n</html>\n");
    return HTTP_NOW;
}

enum http_step http_error_page(http_exchange *x, unsigned status, rules_text detail) {
    http_html h = http_page(x, HTTP_PART_NONE, http_pick(x->zh, http_status_words(status)));
    x->status = status;
    HTML_RAW(&h, "<p>");
    html_label(&h, detail);
    HTML_RAW(&h, "</p>\n<p><a href=\"");
    html_href(&h, "/");
    HTML_RAW(&h, "\">");
    HTML_T(&h, TO_HOME);
    HTML_RAW(&h, "</a></p>\n");
    return http_page_end(&h);
}
