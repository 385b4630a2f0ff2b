/* register.c - the register: search, filters, one page after the other. It asks the read tables and nothing else.
 *
 * Pages go on from the last row's number. Whoever goes on takes along where the pages before began (`trail`), so that
 * he can go back although the store only reads forward. */
#include "base/date.h"
#include "http/portal/portal_i.h"
#include "http/portal/register_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

typedef struct {
    http_html *h;
    const portal_register *p;
    size_t n;
    uint64_t last;
} rows;

static void put_row(rows *r, const store_dossier *d) {
    http_html *h = r->h;
    HTML_RAW(h, "<tr><th scope=\"row\"><a href=\"");
    html_href_of(h, "/register/", d->path);
    HTML_RAW(h, "\">");
    html_zh(h, d->name);
    HTML_RAW(h, "</a></th><td>");
    portal_place(h, r->p->divisions, d->county, d->channel);
    HTML_RAW(h, "</td><td>");
    portal_industry(h, r->p->industries, d->industry);
    HTML_RAW(h, "</td><td><span class=\"state ");
    html_text(h, d->state);
    HTML_RAW(h, "\">");
    html_label(h, portal_state(r->p->book, "cluster", d->state));
    HTML_RAW(h, "</span></td><td>");
    if (d->round.n > 0)
        portal_round(h, d->round, portal_round_closes(r->p, d->round));
    else
        HTML_RAW(h, "—");
    HTML_RAW(h, "</td><td class=\"day\">");
    html_date(h, d->announced);
    HTML_RAW(h, "</td><td class=\"day\">");
    html_date(h, d->valid_until);
    HTML_RAW(h, "</td></tr>\n");
}

static bool each(void *ctx, const store_dossier *d) {
    rows *r = ctx;
    if (r->n++ < HTTP_PAGE_ROWS) {
        put_row(r, d);
        r->last = d->stream;
    }
    return true;
}

static void put_table(http_html *h) {
    static const enum http_text column[] = {HTTP_T_NAME,  HTTP_T_PLACE,     HTTP_T_INDUSTRY,   HTTP_T_STATE,
                                            HTTP_T_ROUND, HTTP_T_ANNOUNCED, HTTP_T_VALID_UNTIL};
    HTML_RAW(h, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    HTML_T(h, REGISTER);
    HTML_RAW(h, "\"><table class=\"list\">");
    html_columns(h, column, sizeof column / sizeof column[0]);
    HTML_RAW(h, "<tbody>\n");
}

/* 1234567 as 1,234,567. */
static base_str grouped(base_arena *arena, uint64_t n) {
    char digits[BASE_DIGITS_MAX], out[BASE_DIGITS_MAX * 2];
    size_t len = (size_t)(base_digits(digits, n) - digits), k = 0;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) out[k++] = ',';
        out[k++] = digits[i];
    }
    return base_arena_str(arena, (base_str){out, k});
}

static bool count(const portal_register *p, uint64_t *n, bool *more, base_err *e) {
    size_t counted = 0;
    *more = false;
    if (portal_register_is_plain(p)) {
        http_figures f;
        bool good = http_portal_totals(p->x, p->app, &f, e);
        *n = http_figures_in(&f, p->query.state);
        return good;
    }
    if (!portal_count(p->x, p->app, &p->query, &counted, e)) return false;
    *more = counted > HTTP_COUNT_MOST;
    *n = *more ? HTTP_COUNT_MOST : counted;
    return true;
}

static bool put_count(http_html *h, const portal_register *p, base_err *e) {
    uint64_t n = 0;
    bool more = false;
    if (!count(p, &n, &more, e)) return false;
    base_str said = grouped(h->x->arena, n);
    HTML_RAW(h, "<p class=\"count\" role=\"status\">");
    if (more)
        HTML_T(h, FOUND_MORE, said);
    else
        HTML_T(h, FOUND, said);
    HTML_RAW(h, "</p>\n");
    return true;
}

static void put_nothing(http_html *h, const portal_register *p) {
    if (!portal_register_is_plain(p)) {
        html_p(h, HTTP_T_NONE_FOUND);
        HTML_RAW(h, "<p>");
        html_link(h, "/register", HTTP_T_ALL_CLUSTERS);
        HTML_RAW(h, "</p>\n");
        return;
    }
    html_p(h, HTTP_T_NO_CLUSTERS);
}

static void put_pages(http_html *h, const portal_register *p, const rows *r) {
    bool back = p->query.after != UINT64_MAX, on = r->n > HTTP_PAGE_ROWS;
    if (!back && !on) return;
    HTML_RAW(h, "<nav class=\"pages\" aria-label=\"");
    HTML_T(h, PAGES);
    HTML_RAW(h, "\"><ul>");
    if (back) portal_register_link_first(h, p);
    if (back) portal_register_link_back(h, p);
    if (on) portal_register_link_next(h, p, r->last);
    HTML_RAW(h, "</ul></nav>\n");
}

enum http_step http_portal_register(http_exchange *x) {
    portal_register p;
    base_err e = {0};
    app *a = http_portal_reader(x);
    if (a == NULL || portal_page_is_kept(x, a) || !portal_register_read(x, &p)) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_REGISTER, http_text_in(x->zh, HTTP_T_REGISTER));
    rows r = {.h = &h, .p = &p};
    portal_register_form(&h, &p);
    if (!put_count(&h, &p, &e)) return http_problem_of(x, &e);
    size_t began = h.b->n;
    put_table(&h);
    store_register_query q = p.query;
    q.limit = HTTP_PAGE_ROWS + 1;
    if (!store_register(app_store(p.app), &q, each, &r, &e)) return http_problem_of(x, &e);
    html_table_end(&h);
    if (r.n == 0) {
        base_buf_cut(h.b, began);
        put_nothing(&h, &p);
    }
    put_pages(&h, &p, &r);
    if (r.n > 0) portal_register_link_files(&h, &p);
    portal_as_recorded(&h, p.app);
    return portal_page_keep(&h, a);
}
