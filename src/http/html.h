/* html.h - writes HTML: what comes from anywhere but the program itself is escaped.
 *
 * HTML_RAW takes a literal and nothing else; all other functions escape. Texts of the site stand in text.def. */
#ifndef JIQUN_HTTP_HTML_H
#define JIQUN_HTTP_HTML_H

#include "http/exchange.h"
#include "http/text.h"

typedef struct {
    http_exchange *x;
    base_buf *b;
    bool zh;
} http_html;

http_html http_html_of(http_exchange *x);

/* A literal of markup. */
#define HTML_RAW(h, literal) base_buf_put((h)->b, "" literal, sizeof(literal) - 1)
/* Text, also in an attribute between double quotes. */
void html_text(http_html *h, base_str s);
/* A text of the site. Its places {0} … {9} take arguments: HTML_T(h, FOUND, number). */
void html_fill(http_html *h, enum http_text id, const base_str *arg, size_t n);
#define HTML_T(h, id, ...)                                                                                             \
    html_fill((h), HTTP_T_##id, (const base_str[]){{NULL, 0}, __VA_ARGS__} + 1,                                        \
              sizeof((const base_str[]){{NULL, 0}, __VA_ARGS__}) / sizeof(base_str) - 1)
void html_label(http_html *h, rules_text t);
void html_u64(http_html *h, uint64_t n);
/* 2026-03-01 in a <time>; an em dash when there is none. */
void html_date(http_html *h, base_date d);
/* Chinese words of the record (names, articles): in an English page marked as Chinese, so that they are read aloud
 * rightly. */
void html_zh(http_html *h, base_str s);
/* A label of the rulebook or of the law; the same where it has no English. */
void html_label_marked(http_html *h, rules_text t);
/* <p>, <h2>, <h3> with a text of the site; `id` of a heading is a literal or NULL. */
void html_p(http_html *h, enum http_text id);
void html_heading(http_html *h, int level, const char *id, enum http_text text);
/* <th scope="col">, a row of them each. */
/* A table that scrolls by itself where it is too wide, with its name for whoever does not see it; rows follow. */
void html_table(http_html *h, enum http_text name, const enum http_text *column, size_t n);
void html_table_end(http_html *h);
void html_columns(http_html *h, const enum http_text *column, size_t n);
/* <a href> with a text of the site. */
void html_link(http_html *h, const char *path, enum http_text text);
/* Address of a page in the language of this one: /en before it in English. `path` is a literal or already encoded. */
void html_href(http_html *h, const char *path);
/* The same with one segment, encoded, after it. */
void html_href_of(http_html *h, const char *path, base_str segment);

#endif
