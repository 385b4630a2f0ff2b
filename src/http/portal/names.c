/* names.c - names instead of codes, and small pieces that many pages have. */
#include "base/date.h"
#include "http/portal/portal_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"
#include "rules/cite.h"

enum { CITES_MAX = 200 };

void portal_place(http_html *h, const core_divisions *d, base_str county, base_str channel) {
    const core_division *u = county.n > 0 ? core_division_find(d, county) : NULL;
    const core_channel *ch = core_channel_find(d, channel);
    if (u != NULL) {
        html_zh(h, u->full);
        return;
    }
    if (county.n == 0 && ch != NULL) {
        html_zh(h, ch->name);
        return;
    }
    base_str code = county.n > 0 ? county : channel;
    html_text(h, code.n > 0 ? code : BASE_STR("—"));
}

void portal_industry(http_html *h, const http_industries *t, base_str code) {
    base_str name = http_industry_name(t, code);
    if (code.n == 0) HTML_RAW(h, "—");
    if (name.n == 0) {
        html_text(h, code);
        return;
    }
    html_zh(h, name);
    HTML_RAW(h, " <span class=\"code\">");
    html_text(h, code);
    HTML_RAW(h, "</span>");
}

rules_text portal_state(const rules_book *b, const char *kase, base_str state) {
    rules_id k = b != NULL ? rules_find_case(b, base_str_of(kase)) : RULES_NONE;
    rules_id s = k != RULES_NONE ? rules_find_state(&b->kase[k], state) : RULES_NONE;
    return s != RULES_NONE ? b->kase[k].state[s].label : (rules_text){state, state};
}

void portal_round(http_html *h, base_str path, base_date closes) {
    char year[BASE_DIGITS_MAX];
    if (closes == BASE_DATE_NONE) {
        html_text(h, path);
        return;
    }
    char *end = base_digits(year, (uint64_t)base_date_year(closes));
    HTML_T(h, ROUND_OF, (base_str){year, (size_t)(end - year)});
}

/* 第十七条(三) stands under 第十七条. */
static base_str article_of(base_str cite) {
    for (size_t i = 0; i < cite.n; i++) {
        if (cite.p[i] == '(') return (base_str){cite.p, i};
    }
    return cite;
}

void portal_anchor(http_html *h, base_str cite) { base_buf_percent(h->b, article_of(cite)); }

void portal_cite_words(http_html *h, base_str one) {
    if (base_str_is(one, "reading"))
        HTML_T(h, OUR_READING);
    else
        html_zh(h, h->zh ? one : rules_cite_en(h->x->arena, one));
}

void portal_cite(http_html *h, base_str cite) {
    const base_str comma = BASE_STR("、");
    for (size_t k = 0; cite.n > 0 && k < CITES_MAX; k++) {
        size_t n = 0;
        while (n < cite.n && !base_str_starts((base_str){cite.p + n, cite.n - n}, comma)) n++;
        base_str one = {cite.p, n};
        cite = n < cite.n ? (base_str){cite.p + n + comma.n, cite.n - n - comma.n} : (base_str){NULL, 0};
        if (k > 0) base_buf_puts(h->b, h->zh ? comma : BASE_STR(", "));
        if (base_str_is(one, "reading")) {
            portal_cite_words(h, one);
            continue;
        }
        HTML_RAW(h, "<a class=\"cite\" href=\"");
        html_href(h, "/rulebook#");
        portal_anchor(h, one);
        HTML_RAW(h, "\">");
        portal_cite_words(h, one);
        HTML_RAW(h, "</a>");
    }
}

void portal_term(http_html *h, enum http_text name) {
    HTML_RAW(h, "<div><dt>");
    html_fill(h, name, NULL, 0);
    HTML_RAW(h, "</dt><dd>");
}

void portal_term_end(http_html *h) { HTML_RAW(h, "</dd></div>\n"); }

void portal_term_date(http_html *h, enum http_text name, base_date d) {
    if (d == BASE_DATE_NONE) return;
    portal_term(h, name);
    html_date(h, d);
    portal_term_end(h);
}

void portal_as_recorded(http_html *h, app *a) {
    http_checkpoint c;
    char size[BASE_DIGITS_MAX];
    base_buf day;
    if (!http_portal_checkpoint(h->x, a, &c)) return;
    base_buf_init(&day, 16);
    base_date_put(&day, c.day);
    HTML_RAW(h, "<p class=\"asof\">");
    HTML_T(h, AS_RECORDED, base_buf_str(&day), (base_str){size, (size_t)(base_digits(size, c.size) - size)});
    HTML_RAW(h, "</p>\n");
    base_buf_free(&day);
}

const rules_book *portal_book(http_exchange *x, app *a) {
    const rules_book *b = core_world_book(app_world(a), http_today(x->service));
    if (b == NULL) {
        http_problem(x, 503,
                     (rules_text){BASE_STR("这份记录还没有施行法规文本"),
                                  BASE_STR("no rulebook is in force in this record yet")});
    }
    return b;
}
