/* portal_i.h - what the pages share: names instead of codes, articles as links, small pieces of markup. */
#ifndef JIQUN_HTTP_PORTAL_I_H
#define JIQUN_HTTP_PORTAL_I_H

#include "http/portal/portal.h"
#include "http/portal/shared.h"

/* ---- names.c ---- */

/* 浙江省杭州市西湖区; of a cluster without a county the channel; the code itself when it is in no table. */
void portal_place(http_html *h, const core_divisions *d, base_str county, base_str channel);
/* 精制茶加工（C1530）; the code alone when it is in no table, a dash when there is none. */
void portal_industry(http_html *h, const http_industries *t, base_str code);
/* Label of a state of a kind of case; the name itself when the rulebook has none of it. */
rules_text portal_state(const rules_book *b, const char *kase, base_str state);
/* 2023年申报批次: a round is called by the year of its last day. */
void portal_round(http_html *h, base_str path, base_date closes);
/* One article in words: as the text has it, in English as "art. 17(3)"; `reading` in words. */
void portal_cite_words(http_html *h, base_str one);
/* An article as a link to what it says in the rulebook; `reading` in words. */
void portal_cite(http_html *h, base_str cite);
/* The anchor of an article on the page of the rulebook. */
void portal_anchor(http_html *h, base_str cite);

/* Whether the first part of the route names a cluster that the public may see; false with an answer written. */
bool portal_cluster_is_there(http_exchange *x);

/* ---- pieces ---- */

/* <dt>text</dt><dd> … </dd> */
void portal_term(http_html *h, enum http_text name);
void portal_term_end(http_html *h);
/* A term whose value is a day; nothing when there is none. */
void portal_term_date(http_html *h, enum http_text name, base_date d);
/* "as recorded at the checkpoint of DATE" below what was said of the record. */
void portal_as_recorded(http_html *h, app *a);

/* ---- kept_page.c ---- */

/* True with the answer written: the page was made before and nothing that it rests on has changed. */
bool portal_page_is_kept(http_exchange *x, app *a);
/* Ends a page (http_page_end) and keeps it. */
enum http_step portal_page_keep(http_html *h, app *a);
/* How many a question of the register has, counted to HTTP_COUNT_MOST + 1; counted once for a state of the log. */
bool portal_count(http_exchange *x, app *a, const store_register_query *q, size_t *n, base_err *e);

/* The book of today; NULL with an answer written when the record has none. */
const rules_book *portal_book(http_exchange *x, app *a);

#endif
