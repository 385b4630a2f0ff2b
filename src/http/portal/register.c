/* register.c - the register: search, filters, one page after the other. It asks the read tables and nothing else. */
#include "base/date.h"
#include "http/portal/portal.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

enum { TEXT_MAX = 100 };

typedef struct {
    http_html *h;
    const rules_book *book;
    const core_divisions *divisions;
    size_t n;
    uint64_t last;
} rows;

static rules_text state_label(const rules_book *b, base_str name) {
    for (size_t k = 0; b != NULL && k < b->n_cases; k++) {
        if (b->kase[k].parent != RULES_NONE || !base_str_is(b->kase[k].name, "cluster")) continue;
        for (size_t s = 0; s < b->kase[k].n_states; s++) {
            if (base_str_eq(b->kase[k].state[s].name, name)) return b->kase[k].state[s].label;
        }
    }
    return (rules_text){name, name};
}

static void put_row(rows *r, const store_dossier *d) {
    http_html *h = r->h;
    HTML_RAW(h, "<tr><th scope=\"row\"><a href=\"");
    html_href_of(h, "/register/", d->path);
    HTML_RAW(h, "\">");
    html_text(h, d->name);
    HTML_RAW(h, "</a></th><td>");
    html_text(h, d->county.n > 0 ? d->county : d->channel);
    HTML_RAW(h, "</td><td>");
    html_text(h, d->industry);
    HTML_RAW(h, "</td><td>");
    html_label(h, state_label(r->book, d->state));
    HTML_RAW(h, "</td><td>");
    html_date(h, d->announced);
    HTML_RAW(h, "</td><td>");
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

static bool number(base_str s, uint64_t *n) {
    *n = 0;
    if (s.n == 0 || s.n > 18) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *n = *n * 10 + (uint64_t)(s.p[i] - '0');
    }
    return true;
}

static bool read_query(http_exchange *x, store_register_query *q) {
    base_str after = {NULL, 0};
    *q = (store_register_query){.after = UINT64_MAX, .limit = HTTP_PAGE_ROWS + 1};
    http_query(x, "q", &q->text);
    http_query(x, "state", &q->state);
    http_query(x, "place", &q->county_prefix);
    http_query(x, "industry", &q->industry_prefix);
    http_query(x, "round", &q->round);
    if (http_query(x, "after", &after) && !number(after, &q->after)) {
        http_problem(x, 400,
                     (rules_text){BASE_STR("地址中的页码有误；请从第一页重新翻页"),
                                  BASE_STR("the page in the address is wrong; begin with the first page")});
        return false;
    }
    if (q->text.n <= TEXT_MAX) return true;
    http_problem(
        x, 400,
        (rules_text){BASE_STR("查询文字过长：至多 100 字节"), BASE_STR("the text is too long: at most 100 bytes")});
    return false;
}

static void put_form(http_html *h, const store_register_query *q) {
    HTML_RAW(h, "<form method=\"get\" role=\"search\"><label for=\"q\">");
    HTML_T(h, SEARCH_NAME);
    HTML_RAW(h, "</label> <input id=\"q\" name=\"q\" maxlength=\"30\" value=\"");
    html_text(h, q->text);
    HTML_RAW(h, "\"> <button>");
    HTML_T(h, SEARCH);
    HTML_RAW(h, "</button></form>\n");
}

static void put_columns(http_html *h) {
    static const enum http_text column[] = {HTTP_T_NAME,  HTTP_T_COUNTY,    HTTP_T_INDUSTRY,
                                            HTTP_T_STATE, HTTP_T_ANNOUNCED, HTTP_T_VALID_UNTIL};
    HTML_RAW(h, "<table><thead><tr>");
    for (size_t i = 0; i < sizeof column / sizeof column[0]; i++) {
        HTML_RAW(h, "<th scope=\"col\">");
        html_fill(h, column[i], NULL, 0);
        HTML_RAW(h, "</th>");
    }
    HTML_RAW(h, "</tr></thead><tbody>\n");
}

/* The same query, further on. */
static void put_next(http_html *h, uint64_t last) {
    const http_exchange *x = h->x;
    HTML_RAW(h, "<p><a rel=\"next\" href=\"");
    html_href(h, "/register?");
    for (size_t i = 0; i < x->n_query; i++) {
        if (base_str_is(x->query[i].name, "after")) continue;
        http_encode(h->b, x->query[i].name);
        HTML_RAW(h, "=");
        http_encode(h->b, x->query[i].value);
        HTML_RAW(h, "&amp;");
    }
    HTML_RAW(h, "after=");
    html_u64(h, last);
    HTML_RAW(h, "\">");
    HTML_T(h, NEXT_PAGE);
    HTML_RAW(h, "</a></p>\n");
}

enum http_step http_portal_register(http_exchange *x) {
    store_register_query q;
    base_err e = {0};
    app *a = http_reader(x);
    if (a == NULL || !read_query(x, &q)) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_REGISTER, http_text_in(x->zh, HTTP_T_REGISTER));
    rows r = {.h = &h, .book = core_world_book(app_world(a), http_today(x->service))};
    put_form(&h, &q);
    put_columns(&h);
    if (!store_register(app_store(a), &q, each, &r, &e)) return http_problem_of(x, &e);
    HTML_RAW(&h, "</tbody></table>\n");
    if (r.n == 0) {
        HTML_RAW(&h, "<p>");
        HTML_T(&h, NONE_FOUND);
        HTML_RAW(&h, "</p>\n");
    }
    if (r.n > HTTP_PAGE_ROWS) put_next(&h, r.last);
    return http_page_end(&h);
}
