/* register.c - the register: search, filters, one page after the other. It asks the read tables and nothing else.
 *
 * Pages go on from the last row's number. Whoever goes on takes along where the pages before began (`trail`), so that
 * he can go back although the store only reads forward. */
#include <stdlib.h>

#include "app/show.h"
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
    html_date(h, app_has_term(d->state) ? d->valid_until : BASE_DATE_NONE);
    HTML_RAW(h, "</td></tr>\n");
}

static void each(rows *r, const store_dossier *d) {
    if (r->n++ >= HTTP_PAGE_ROWS) return;
    put_row(r, d);
    r->last = d->stream;
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
    store_register_query q = p->query;
    for (size_t i = 0, one = 0; (q.state = portal_register_state(p, i)).n > 0; i++) {
        if (!portal_count(p->x, p->app, &q, &one, e)) return false;
        counted += one;
    }
    *more = counted > HTTP_COUNT_MOST;
    *n = *more ? HTTP_COUNT_MOST : counted;
    return true;
}

/* Which clusters are listed here, so that whoever finds nothing knows where else one may stand. */
static void put_scope(http_html *h, const portal_register *p) {
    HTML_RAW(h, "<p class=\"hint\">");
    if (p->all_states)
        HTML_T(h, ALL_STATES_HERE);
    else
        HTML_T(h, ONE_STATE_ONLY, http_pick(h->zh, portal_state(p->book, "cluster", p->query.state)));
    HTML_RAW(h, " ");
    HTML_T(h, NOT_YET_PUBLIC, http_text_in(h->zh, HTTP_T_NOTICES));
    if (!p->all_states) HTML_RAW(h, " ");
    if (!p->all_states) portal_register_link_all(h, p);
    HTML_RAW(h, "</p>\n");
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

/* Which clusters are public at all: who looks for a candidate must not think that there is none of that name. */
static void put_public_states(http_html *h, const rules_book *b) {
    const rules_case *k = &b->kase[b->cluster];
    base_arena *arena = h->x->arena;
    base_str all = {NULL, 0};
    for (size_t i = 0; i < k->n_states; i++) {
        if (!k->state[i].is_public) continue;
        const base_str label = http_pick(h->zh, k->state[i].label);
        const base_str comma = all.n > 0 ? http_text_in(h->zh, HTTP_T_LIST_COMMA) : (base_str){NULL, 0};
        all = base_arena_fmt(arena, "%.*s%.*s%.*s", (int)all.n, all.p, (int)comma.n, comma.p, (int)label.n, label.p);
    }
    HTML_RAW(h, "<p>");
    HTML_T(h, PUBLIC_ARE, all);
    HTML_RAW(h, " ");
    html_link(h, "/notices", HTTP_T_NOTICES);
    HTML_RAW(h, "</p>\n");
}

static bool put_nothing(http_html *h, const portal_register *p, base_err *e) {
    const bool plain = portal_register_is_plain(p);
    html_p(h, plain ? HTTP_T_NO_CLUSTERS : HTTP_T_NONE_FOUND);
    if (!p->all_states && !portal_register_elsewhere(h, p, e)) return false;
    put_public_states(h, p->book);
    if (plain) return true;
    HTML_RAW(h, "<p>");
    html_link(h, "/register?state=all", HTTP_T_ALL_CLUSTERS);
    HTML_RAW(h, "</p>\n");
    return true;
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

/* ---- rows ---- */

typedef struct {
    base_arena *arena;
    store_dossier *row;
    size_t n, cap;
} taken;

static bool take(void *ctx, const store_dossier *d) {
    taken *t = ctx;
    t->row = base_arena_grow(t->arena, t->row, t->n, &t->cap, sizeof *t->row);
    store_dossier *k = &t->row[t->n++];
    *k = *d;
    base_str *text[] = {&k->path,    &k->name,  &k->industry,     &k->subfield, &k->county,
                        &k->channel, &k->state, &k->announcement, &k->round};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = base_arena_str(t->arena, *text[i]);
    return true;
}

static int by_number(const void *a, const void *b) {
    const store_dossier *x = a, *y = b;
    return (x->stream > y->stream) - (x->stream < y->stream);
}

/* One page in the order of one list, whatever the states: the store is asked for each of them, for a page at most. */
static bool put_rows(rows *r, base_err *e) {
    taken t = {.arena = r->h->x->arena};
    store_register_query q = r->p->query;
    q.limit = HTTP_PAGE_ROWS + 1;
    for (size_t i = 0; (q.state = portal_register_state(r->p, i)).n > 0; i++) {
        if (!store_register(app_store(r->p->app), &q, take, &t, e)) return false;
    }
    if (t.n > 1) qsort(t.row, t.n, sizeof *t.row, by_number);
    for (size_t i = 0; i < t.n && i <= HTTP_PAGE_ROWS; i++) each(r, &t.row[i]);
    return true;
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
    put_scope(&h, &p);
    size_t began = h.b->n;
    put_table(&h);
    if (!put_rows(&r, &e)) return http_problem_of(x, &e);
    html_table_end(&h);
    if (r.n == 0) {
        base_buf_cut(h.b, began);
        if (!put_nothing(&h, &p, &e)) return http_problem_of(x, &e);
    }
    put_pages(&h, &p, &r);
    if (r.n > 0) portal_register_link_files(&h, &p);
    portal_as_recorded(&h, p.app);
    return portal_page_keep(&h, a);
}
