/* home.c - the first page. */
#include "http/portal/portal.h"

enum http_step http_portal_home(http_exchange *x) {
    http_html h = http_page(x, HTTP_PART_HOME, http_text_in(x->zh, HTTP_T_SITE));
    HTML_RAW(&h, "<p><a href=\"");
    html_href(&h, "/register");
    HTML_RAW(&h, "\">");
    HTML_T(&h, REGISTER);
    HTML_RAW(&h, "</a></p>\n");
    return http_page_end(&h);
}
