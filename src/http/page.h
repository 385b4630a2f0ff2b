/* page.h - the frame of every page of the portal: head, banner, ways in, foot.
 *
 * Pages work without scripts. A page says in which language it is, offers the other one at the same address under /en,
 * and has a first link that leads past the head. Of a demonstration every page says so at its top. */
#ifndef JIQUN_HTTP_PAGE_H
#define JIQUN_HTTP_PAGE_H

#include "http/html.h"

/* Parts of the site, as its head lists them. */
enum http_part {
    HTTP_PART_NONE,
    HTTP_PART_HOME,
    HTTP_PART_REGISTER,
    HTTP_PART_NOTICES,
    HTTP_PART_ANNOUNCEMENTS,
    HTTP_PART_GUIDE,
    HTTP_PART_RULEBOOK,
    HTTP_PART_DATA,
    HTTP_PART_VERIFY
};

/* Begins a page with status 200; what follows goes into <main>. `title` is escaped. */
http_html http_page(http_exchange *x, enum http_part part, base_str title);
enum http_step http_page_end(http_html *h);

/* A page that says what went wrong. */
enum http_step http_error_page(http_exchange *x, unsigned status, rules_text detail);

#endif
