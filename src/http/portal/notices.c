/* notices.c - what stands on public notice, list by list, and each case with the way to object. */
#include "http/portal/notice_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

void portal_notice_period(http_html *h, app *a, const app_public_notice *n) {
    unsigned left = 0;
    const base_date today = http_today(h->x->service);
    HTML_RAW(h, "<dl class=\"facts\">\n");
    portal_term_date(h, HTTP_T_NOTICE_FIRST, n->first);
    portal_term_date(h, HTTP_T_NOTICE_LAST, n->last);
    portal_term(h, HTTP_T_NOTICE_LEFT);
    if (!app_days_left(app_world(a), today, n->last, &left))
        HTML_T(h, NOTICE_NO_TABLE);
    else if (today > n->last)
        HTML_T(h, NOTICE_OVER);
    else
        HTML_T(h, NOTICE_DAYS, base_arena_fmt(h->x->arena, "%u", left));
    portal_term_end(h);
    portal_term(h, HTTP_T_ARTICLE);
    portal_cite(h, n->state->cite);
    portal_term_end(h);
    HTML_RAW(h, "</dl>\n");
}

static bool same_list(const app_public_notice *a, const app_public_notice *b) {
    return base_str_eq(a->round, b->round) && base_str_eq(a->kind, b->kind) && a->first == b->first &&
           a->last == b->last;
}

static void put_title(http_html *h, const app_public_notice *n, const rules_book *b) {
    rules_id k = rules_find_case(b, n->kind);
    if (n->round.n > 0) {
        portal_round(h, n->round, n->round_closes);
        HTML_RAW(h, " · ");
    }
    html_label_marked(h, k != RULES_NONE ? b->kase[k].label : (rules_text){n->kind, n->kind});
}

static void href_of(http_html *h, const char *before, base_str path) {
    base_str rest, root = base_str_cut(path, '/', &rest);
    html_href(h, before);
    base_buf_percent(h->b, root);
    HTML_RAW(h, "/");
    base_buf_percent(h->b, rest);
}

static void put_row(http_html *h, app *a, const app_public_notice *n) {
    HTML_RAW(h, "<tr><th scope=\"row\"><a href=\"");
    href_of(h, "/notices/", n->path);
    HTML_RAW(h, "\">");
    html_zh(h, n->dossier.name);
    HTML_RAW(h, "</a></th><td>");
    portal_place(h, core_world_divisions(app_world(a)), n->dossier.county, n->dossier.channel);
    HTML_RAW(h, "</td><td>");
    portal_industry(h, http_portal_industries(h->x, a), n->dossier.industry);
    HTML_RAW(h, "</td></tr>\n");
}

static void put_list(http_html *h, app *a, const rules_book *b, const app_public_notice *item, size_t n) {
    static const enum http_text column[] = {HTTP_T_NAME, HTTP_T_PLACE, HTTP_T_INDUSTRY};
    HTML_RAW(h, "<h2>");
    put_title(h, item, b);
    HTML_RAW(h, "</h2>\n");
    portal_notice_period(h, a, item);
    HTML_RAW(h, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    HTML_T(h, NOTICE_LIST);
    HTML_RAW(h, "\"><table><caption>");
    HTML_T(h, NOTICE_CLUSTERS, base_arena_fmt(h->x->arena, "%zu", n));
    HTML_RAW(h, "</caption>");
    html_columns(h, column, 3);
    HTML_RAW(h, "<tbody>\n");
    for (size_t i = 0; i < n; i++) put_row(h, a, &item[i]);
    html_table_end(h);
}

enum http_step http_portal_notices(http_exchange *x) {
    app_public_notices n;
    base_err e = {0};
    app *a = http_portal_reader(x);
    const rules_book *b = a != NULL ? portal_book(x, a) : NULL;
    if (b == NULL) return HTTP_NOW;
    if (!app_show_notices(a, http_today(x->service), x->arena, &n, &e)) return http_problem_of(x, &e);
    http_html h = http_page(x, HTTP_PART_NOTICES, http_text_in(x->zh, HTTP_T_NOTICES));
    html_p(&h, HTTP_T_NOTICES_WHAT);
    HTML_RAW(&h, "<p>");
    html_link(&h, "/objection", HTTP_T_OBJECTION_PROGRESS);
    HTML_RAW(&h, "</p>\n");
    html_p(&h, n.n == 0 ? HTTP_T_NO_NOTICES : HTTP_T_NOTICE_NAMES);
    for (size_t i = 0, k; i < n.n; i = k) {
        for (k = i + 1; k < n.n && same_list(&n.item[i], &n.item[k]);) k++;
        put_list(&h, a, b, &n.item[i], k - i);
    }
    if (n.more) html_p(&h, HTTP_T_NOTICES_MORE);
    portal_as_recorded(&h, a);
    return http_page_end(&h);
}
