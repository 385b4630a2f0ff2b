/* home.c - the first page: search, figures, the country as tiles, what is open and what is on notice. */
#include "http/portal/notice_i.h"
#include "http/portal/register_i.h"
#include "http/problem.h"
#include "http/service.h"

/* The country as a grid of equal tiles, each about where it lies; places stand in portal.css by code. No outline is
 * drawn, so nothing of the country can be left out or moved. */

static void put_search(http_html *h) {
    HTML_RAW(h, "<form class=\"hero\" method=\"get\" role=\"search\" action=\"");
    html_href(h, "/register");
    HTML_RAW(h, "\"><label for=\"q\">");
    HTML_T(h, SEARCH_REGISTER);
    HTML_RAW(h, "</label><input id=\"q\" name=\"q\" maxlength=\"33\"><button>");
    HTML_T(h, SEARCH);
    HTML_RAW(h, "</button></form>\n");
}

static void put_card(http_html *h, const char *path, enum http_text name, uint64_t n) {
    HTML_RAW(h, "<li><strong>");
    html_u64(h, n);
    HTML_RAW(h, "</strong> ");
    html_link(h, path, name);
    HTML_RAW(h, "</li>");
}

static void put_cards(http_html *h, const http_figures *f, const app_public_notices *n) {
    html_heading(h, 2, "figures", HTTP_T_FIGURES);
    HTML_RAW(h, "<ul class=\"cards\">");
    put_card(h, "/register?state=recognised", HTTP_T_COUNT_RECOGNISED, f->all_recognised);
    put_card(h, "/register?state=revoked", HTTP_T_COUNT_REVOKED, f->all_revoked);
    put_card(h, "/notices", HTTP_T_COUNT_NOTICES, n->n);
    HTML_RAW(h, "</ul>\n");
}

/* ---- tiles ---- */

/* 浙江, 内蒙古, 黑龙江, 香港: without the kind of unit, of longer names the first two characters. */
static base_str short_name(base_str name) {
    static const char *const kind[] = {"特别行政区", "自治区", "省", "市"};
    enum { TWO = 6, THREE = 9 }; /* bytes of as many characters */
    for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++) {
        base_str k = base_str_of(kind[i]);
        if (!base_str_ends(name, k)) continue;
        name.n -= k.n;
        break;
    }
    return name.n > THREE ? base_utf8_head(name, TWO) : name;
}

static unsigned two_digits(base_str code) { return (unsigned)(code.p[0] - '0') * 10 + (unsigned)(code.p[1] - '0'); }

static const char *shade(uint32_t n, uint32_t most) {
    if (n == 0) return "";
    if (n * 3 <= most) return " l1";
    return n * 3 <= most * 2 ? " l2" : " l3";
}

static void put_tile(http_html *h, const core_division *u, const http_figures *f, uint32_t most) {
    unsigned at = two_digits(u->code);
    base_str code = {u->code.p, 2};
    HTML_RAW(h, "<li class=\"u");
    html_text(h, code);
    base_buf_puts(h->b, base_str_of(u->channel != NULL ? shade(f->recognised[at], most) : ""));
    HTML_RAW(h, "\">");
    if (u->channel == NULL) {
        HTML_RAW(h, "<span class=\"none\">");
        html_zh(h, short_name(u->name));
        HTML_RAW(h, " <b>");
        HTML_T(h, NO_DATA);
        HTML_RAW(h, "</b></span></li>\n");
        return;
    }
    HTML_RAW(h, "<a href=\"");
    html_href(h, "/register?state=recognised&amp;place=");
    html_text(h, code);
    HTML_RAW(h, "\">");
    html_zh(h, short_name(u->name));
    HTML_RAW(h, " <b>");
    html_u64(h, f->recognised[at]);
    HTML_RAW(h, "</b></a></li>\n");
}

static void put_tile_row(http_html *h, const core_division *u, const http_figures *f) {
    unsigned at = two_digits(u->code);
    HTML_RAW(h, "<tr><th scope=\"row\">");
    html_zh(h, u->name);
    HTML_RAW(h, "</th>");
    if (u->channel == NULL) {
        HTML_RAW(h, "<td colspan=\"2\">");
        HTML_T(h, NO_DATA);
        HTML_RAW(h, "</td></tr>\n");
        return;
    }
    HTML_RAW(h, "<td class=\"number\">");
    html_u64(h, f->recognised[at]);
    HTML_RAW(h, "</td><td class=\"number\">");
    html_u64(h, f->revoked[at]);
    HTML_RAW(h, "</td></tr>\n");
}

static void put_country(http_html *h, const core_divisions *d, const http_figures *f) {
    static const enum http_text column[] = {HTTP_T_UNIT, HTTP_T_COUNT_RECOGNISED, HTTP_T_COUNT_REVOKED};
    uint32_t most = 0;
    for (size_t i = 0; i < HTTP_PROVINCES_MAX; i++) most = f->recognised[i] > most ? f->recognised[i] : most;
    html_heading(h, 2, "country", HTTP_T_COUNTRY);
    html_p(h, HTTP_T_COUNTRY_WHAT);
    HTML_RAW(h, "<ul class=\"tiles\">\n");
    for (size_t i = 0; i < core_divisions_count(d); i++) {
        const core_division *u = core_division_at(d, i);
        if (u->level == CORE_PROVINCE) put_tile(h, u, f, most);
    }
    HTML_RAW(h, "</ul>\n<details><summary>");
    HTML_T(h, AS_TABLE);
    HTML_RAW(h, "</summary><table class=\"narrow\">");
    html_columns(h, column, 3);
    HTML_RAW(h, "<tbody>\n");
    for (size_t i = 0; i < core_divisions_count(d); i++) {
        const core_division *u = core_division_at(d, i);
        if (u->level == CORE_PROVINCE) put_tile_row(h, u, f);
    }
    HTML_RAW(h, "</tbody></table></details>\n");
}

/* ---- rounds ---- */

/* On record a round is open until the Ministry closes it; but whoever reads this page asks whether he can still apply,
 * and after its last days he can not. */
static void put_round_state(http_html *h, const core_case *c, base_date county, base_date closes) {
    const base_date today = http_today(h->x->service);
    const bool open = base_str_is(core_state(c)->name, "open");
    const bool over = open && closes != BASE_DATE_NONE && today > closes;
    const bool county_over = open && !over && county != BASE_DATE_NONE && today > county;
    HTML_RAW(h, " <span class=\"state ");
    html_text(h, over || county_over ? BASE_STR("over") : core_state(c)->name);
    HTML_RAW(h, "\">");
    if (over)
        HTML_T(h, ROUND_OVER);
    else if (county_over)
        HTML_T(h, ROUND_COUNTY_OVER);
    else
        html_label(h, core_state(c)->label);
    HTML_RAW(h, "</span> ");
}

static void put_one_round(http_html *h, const core_case *c) {
    const base_date closes = core_date_named(c, "closes"), county = core_date_named(c, "county_closes");
    HTML_RAW(h, "<p>");
    portal_round(h, c->path, closes);
    put_round_state(h, c, county, closes);
    if (county != BASE_DATE_NONE) {
        HTML_T(h, COUNTY_CLOSES);
        html_date(h, county);
        HTML_RAW(h, " · ");
    }
    HTML_T(h, CLOSES);
    html_date(h, closes);
    HTML_RAW(h, "</p>\n");
}

static void put_rounds(http_html *h, app *a, const rules_book *b) {
    bool any = false;
    html_heading(h, 2, "rounds", HTTP_T_OPEN_ROUNDS);
    const core_case *c = b != NULL && b->round != RULES_NONE ? core_world_first(app_world(a), b->round) : NULL;
    for (; c != NULL; c = c->next) {
        if (core_state(c)->end || !core_state(c)->is_public) continue;
        put_one_round(h, c);
        any = true;
    }
    if (!any) html_p(h, HTTP_T_NO_OPEN_ROUND);
    HTML_RAW(h, "<p>");
    html_link(h, "/guide", HTTP_T_HOW_TO_APPLY);
    HTML_RAW(h, "</p>\n");
}

enum http_step http_portal_home(http_exchange *x) {
    http_figures f;
    app_public_notices n;
    base_err e = {0};
    app *a = http_portal_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!http_portal_figures(x, a, &f, &e) || !app_show_notices(a, http_today(x->service), x->arena, &n, &e))
        return http_problem_of(x, &e);
    http_html h = http_page(x, HTTP_PART_HOME, http_text_in(x->zh, HTTP_T_SITE));
    html_p(&h, HTTP_T_HOME_WHAT);
    put_search(&h);
    put_cards(&h, &f, &n);
    put_country(&h, core_world_divisions(app_world(a)), &f);
    put_rounds(&h, a, core_world_book(app_world(a), http_today(x->service)));
    portal_as_recorded(&h, a);
    return http_page_end(&h);
}
