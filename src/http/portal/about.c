/* about.c - about the site: site map (for people and for search engines), help, accessibility. */
#include "http/portal/portal_i.h"
#include "http/service.h"

static const struct {
    const char *path;
    enum http_text name, what;
} pages[] = {
    {"/", HTTP_T_HOME, HTTP_T_MAP_HOME},
    {"/register", HTTP_T_REGISTER, HTTP_T_MAP_REGISTER},
    {"/notices", HTTP_T_NOTICES, HTTP_T_MAP_NOTICES},
    {"/objection", HTTP_T_OBJECTION_PROGRESS, HTTP_T_MAP_OBJECTION},
    {"/announcements", HTTP_T_ANNOUNCEMENTS, HTTP_T_MAP_ANNOUNCEMENTS},
    {"/guide", HTTP_T_GUIDE, HTTP_T_MAP_GUIDE},
    {"/rulebook", HTTP_T_RULEBOOK, HTTP_T_MAP_RULEBOOK},
    {"/rulebook/text", HTTP_T_WHOLE_TEXT, HTTP_T_MAP_TEXT},
    {"/data", HTTP_T_DATA, HTTP_T_MAP_DATA},
    {"/verify", HTTP_T_VERIFY, HTTP_T_MAP_VERIFY},
    {"/help", HTTP_T_HELP, HTTP_T_MAP_HELP},
    {"/accessibility", HTTP_T_ACCESSIBILITY, HTTP_T_MAP_ACCESSIBILITY},
};
enum { PAGES = sizeof pages / sizeof pages[0] };

enum http_step http_portal_sitemap(http_exchange *x) {
    http_html h = http_page(x, HTTP_PART_NONE, http_text_in(x->zh, HTTP_T_SITEMAP));
    HTML_RAW(&h, "<ul>\n");
    for (size_t i = 0; i < PAGES; i++) {
        HTML_RAW(&h, "<li>");
        html_link(&h, pages[i].path, pages[i].name);
        HTML_RAW(&h, " — ");
        html_fill(&h, pages[i].what, NULL, 0);
        HTML_RAW(&h, "</li>\n");
    }
    HTML_RAW(&h, "</ul>\n");
    return http_page_end(&h);
}

/* Search engines want the address whole. */
static void put_site(http_html *h) {
    base_str site = {NULL, 0};
    if (http_site(h->x, &site)) html_text(h, site);
}

enum http_step http_portal_sitemap_xml(http_exchange *x) {
    http_html h = http_html_of(x);
    http_answer(x, 200, "application/xml; charset=utf-8");
    HTML_RAW(&h, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (size_t i = 0; i < (size_t)PAGES * 2; i++) {
        h.zh = i < PAGES;
        HTML_RAW(&h, "<url><loc>");
        put_site(&h);
        html_href(&h, pages[i % PAGES].path);
        HTML_RAW(&h, "</loc></url>\n");
    }
    HTML_RAW(&h, "</urlset>\n");
    return HTTP_NOW;
}

/* A demonstration is not to be found among real registers. */
enum http_step http_portal_robots(http_exchange *x) {
    http_html h = http_html_of(x);
    http_answer(x, 200, "text/plain; charset=utf-8");
    if (http_is_demonstration(x->service)) {
        HTML_RAW(&h, "User-agent: *\nDisallow: /\n");
        return HTTP_NOW;
    }
    HTML_RAW(&h, "User-agent: *\nDisallow: /api/\nDisallow: /objection\nDisallow: /theme/\nSitemap: ");
    put_site(&h);
    HTML_RAW(&h, "/sitemap.xml\n");
    return HTTP_NOW;
}

static void put_paragraphs(http_html *h, const enum http_text *text, size_t n) {
    for (size_t i = 0; i + 1 < n; i += 2) {
        html_heading(h, 2, NULL, text[i]);
        html_p(h, text[i + 1]);
    }
}

enum http_step http_portal_help(http_exchange *x) {
    static const enum http_text text[] = {HTTP_T_HELP_SEARCH,      HTTP_T_HELP_SEARCH_TEXT, HTTP_T_HELP_OBJECT,
                                          HTTP_T_HELP_OBJECT_TEXT, HTTP_T_HELP_DATA,        HTTP_T_HELP_DATA_TEXT,
                                          HTTP_T_HELP_VERIFY,      HTTP_T_HELP_VERIFY_TEXT, HTTP_T_HELP_PRINT,
                                          HTTP_T_HELP_PRINT_TEXT};
    http_html h = http_page(x, HTTP_PART_NONE, http_text_in(x->zh, HTTP_T_HELP));
    put_paragraphs(&h, text, sizeof text / sizeof text[0]);
    return http_page_end(&h);
}

enum http_step http_portal_accessibility(http_exchange *x) {
    static const enum http_text text[] = {HTTP_T_ACCESS_AIM,        HTTP_T_ACCESS_AIM_TEXT,  HTTP_T_ACCESS_VIEW,
                                          HTTP_T_ACCESS_VIEW_TEXT,  HTTP_T_ACCESS_KEYS,      HTTP_T_ACCESS_KEYS_TEXT,
                                          HTTP_T_ACCESS_TEST,       HTTP_T_ACCESS_TEST_TEXT, HTTP_T_ACCESS_LACKS,
                                          HTTP_T_ACCESS_LACKS_TEXT, HTTP_T_ACCESS_TELL,      HTTP_T_ACCESS_TELL_TEXT};
    const http_service_options *o = http_service_settings(x->service);
    http_html h = http_page(x, HTTP_PART_NONE, http_text_in(x->zh, HTTP_T_ACCESSIBILITY));
    put_paragraphs(&h, text, sizeof text / sizeof text[0]);
    if (o->contact != NULL) {
        HTML_RAW(&h, "<p>");
        html_zh(&h, base_str_of(o->contact));
        HTML_RAW(&h, "</p>\n");
    } else {
        html_p(&h, HTTP_T_NO_CONTACT);
    }
    return http_page_end(&h);
}
