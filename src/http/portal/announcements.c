/* announcements.c - what was announced, each with its list: recognitions, results of re-examination, revocations. */
#include "base/map.h"
#include "http/portal/outcome_i.h"
#include "http/portal/register_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

typedef struct {
    http_exchange *x;
    app *app;
    const rules_book *book;
    portal_outcomes all;
    portal_register rounds; /* names of rounds only */
} page;

static bool begin(http_exchange *x, page *p) {
    base_err e = {0};
    p->x = x;
    p->app = http_portal_reader(x);
    if (p->app == NULL || (p->book = portal_book(x, p->app)) == NULL) return false;
    if (!portal_outcomes_find(x, p->app, &p->all, &e)) {
        http_problem_of(x, &e);
        return false;
    }
    p->rounds = (portal_register){.app = p->app, .book = p->book};
    portal_register_rounds(&p->rounds);
    return true;
}

/* ---- recognitions, by announcement ---- */

typedef struct {
    base_str name, round;
    base_date first, last;
    size_t n;
} announced;

static size_t by_announcement(const page *p, announced **out) {
    base_map seen;
    announced *list = NULL;
    size_t n = 0, cap = 0;
    base_map_init(&seen, p->x->arena);
    for (size_t i = 0; i < p->all.n; i++) {
        const portal_outcome *o = &p->all.item[i];
        if (o->what != PORTAL_RECOGNITION) continue;
        base_map_slot *s = base_map_put(&seen, o->announcement.n > 0 ? o->announcement : BASE_STR("—"));
        if (s->value.num == 0) {
            list = base_arena_grow(p->x->arena, list, n, &cap, sizeof *list);
            list[n++] = (announced){o->announcement, o->round, o->day, o->day, 0};
            s->value.num = (int64_t)n;
        }
        announced *a = &list[s->value.num - 1];
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a number that was given has its place in the list */
        a->first = o->day < a->first ? o->day : a->first;
        a->n++;
    }
    *out = list;
    return n;
}

static void put_announced(http_html *h, const page *p, const announced *a) {
    HTML_RAW(h, "<tr><th scope=\"row\"><a href=\"");
    html_href(h, "/announcements/recognition?of=");
    base_buf_percent(h->b, a->name);
    HTML_RAW(h, "\">");
    if (a->name.n > 0)
        html_zh(h, a->name);
    else
        HTML_T(h, NO_ANNOUNCEMENT);
    HTML_RAW(h, "</a></th><td>");
    if (a->round.n > 0)
        portal_round(h, a->round, portal_round_closes(&p->rounds, a->round));
    else
        HTML_RAW(h, "—");
    HTML_RAW(h, "</td><td class=\"day\">");
    html_date(h, a->first);
    if (a->last != a->first) {
        HTML_T(h, UNTIL);
        html_date(h, a->last);
    }
    HTML_RAW(h, "</td><td class=\"number\">");
    html_u64(h, a->n);
    HTML_RAW(h, "</td></tr>\n");
}

static void put_recognitions(http_html *h, const page *p) {
    static const enum http_text column[] = {HTTP_T_ANNOUNCEMENT, HTTP_T_ROUND, HTTP_T_ANNOUNCED, HTTP_T_CLUSTERS};
    announced *list;
    size_t n = by_announcement(p, &list);
    html_heading(h, 2, "recognitions", HTTP_T_RECOGNITIONS);
    if (n == 0) {
        html_p(h, HTTP_T_NO_RECOGNITIONS);
        return;
    }
    html_table(h, HTTP_T_RECOGNITIONS, column, 4);
    for (size_t i = 0; i < n; i++) put_announced(h, p, &list[i]);
    html_table_end(h);
}

/* ---- a list of clusters ---- */

static void put_cluster(http_html *h, const page *p, const portal_outcome *o) {
    bool is_case = o->what == PORTAL_CASE;
    const char *kind = is_case ? base_arena_str(p->x->arena, o->kind).p : "cluster";
    base_str state = is_case ? o->result : o->state;
    HTML_RAW(h, "<tr><th scope=\"row\"><a href=\"");
    html_href_of(h, "/register/", o->path);
    HTML_RAW(h, "\">");
    html_zh(h, o->name);
    HTML_RAW(h, "</a></th><td>");
    portal_place(h, core_world_divisions(app_world(p->app)), o->county, o->channel);
    HTML_RAW(h, "</td><td>");
    portal_industry(h, http_portal_industries(p->x, p->app), o->industry);
    HTML_RAW(h, "</td><td class=\"day\">");
    html_date(h, o->day);
    HTML_RAW(h, "</td><td><span class=\"state ");
    html_text(h, state);
    HTML_RAW(h, "\">");
    html_label(h, portal_state(p->book, kind, state));
    HTML_RAW(h, "</span></td><td class=\"day\">");
    html_date(h, o->valid_until);
    HTML_RAW(h, "</td></tr>\n");
}

static const enum http_text list_column[] = {HTTP_T_NAME,      HTTP_T_PLACE, HTTP_T_INDUSTRY,
                                             HTTP_T_ANNOUNCED, HTTP_T_STATE, HTTP_T_VALID_UNTIL};
static const enum http_text case_column[] = {HTTP_T_NAME,   HTTP_T_PLACE,  HTTP_T_INDUSTRY,
                                             HTTP_T_ON_DAY, HTTP_T_RESULT, HTTP_T_VALID_UNTIL};

/* Cases of a kind: at most `most` rows. Gives how many there are. */
static size_t put_cases(http_html *h, const page *p, const char *kind, size_t most, enum http_text name) {
    size_t n = 0;
    size_t began = h->b->n;
    html_table(h, name, case_column, 6);
    for (size_t i = 0; i < p->all.n; i++) {
        const portal_outcome *o = &p->all.item[i];
        if (o->what == PORTAL_CASE && base_str_is(o->kind, kind) && n++ < most) put_cluster(h, p, o);
    }
    html_table_end(h);
    if (n == 0) base_buf_cut(h->b, began);
    return n;
}

enum { FEW = 10, ALL = PORTAL_OUTCOMES_MAX };

static void put_section(http_html *h, const page *p, const char *kind, enum http_text name, enum http_text none,
                        const char *path) {
    html_heading(h, 2, kind, name);
    size_t n = put_cases(h, p, kind, FEW, name);
    if (n == 0) html_p(h, none);
    if (n <= FEW) return;
    HTML_RAW(h, "<p>");
    html_link(h, path, HTTP_T_WHOLE_LIST);
    HTML_RAW(h, "</p>\n");
}

enum http_step http_portal_announcements(http_exchange *x) {
    page p;
    if (!begin(x, &p)) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_ANNOUNCEMENTS, http_text_in(x->zh, HTTP_T_ANNOUNCEMENTS));
    html_p(&h, HTTP_T_ANNOUNCEMENTS_WHAT);
    put_recognitions(&h, &p);
    put_section(&h, &p, "reexamination", HTTP_T_REEXAMINATIONS, HTTP_T_NO_REEXAMINATIONS,
                "/announcements/reexamination");
    put_section(&h, &p, "revocation", HTTP_T_REVOCATIONS, HTTP_T_NO_REVOCATIONS, "/announcements/revocation");
    portal_as_recorded(&h, p.app);
    return http_page_end(&h);
}

static enum http_step no_list(http_exchange *x) {
    return http_problem(
        x, 404,
        (rules_text){BASE_STR("没有这项公告；各项公告列在“公告”页"),
                     BASE_STR("there is no such announcement; all are listed on the page Announcements")});
}

enum http_step http_portal_announcement_recognition(http_exchange *x) {
    page p;
    base_str of = {NULL, 0}, round = {NULL, 0};
    bool by_name = http_query(x, "of", &of), by_round = http_query(x, "round", &round);
    if (!begin(x, &p)) return HTTP_NOW;
    if (!by_name && !by_round) return no_list(x);
    http_html h =
        http_page(x, HTTP_PART_ANNOUNCEMENTS, by_name && of.n > 0 ? of : http_text_in(x->zh, HTTP_T_RECOGNITIONS));
    size_t n = 0;
    html_table(&h, HTTP_T_RECOGNITIONS, list_column, 6);
    for (size_t i = 0; i < p.all.n; i++) {
        const portal_outcome *o = &p.all.item[i];
        if (o->what != PORTAL_RECOGNITION || (by_name && !base_str_eq(o->announcement, of)) ||
            (by_round && !base_str_eq(o->round, round)))
            continue;
        put_cluster(&h, &p, o);
        n++;
    }
    if (n == 0) return no_list(x);
    html_table_end(&h);
    portal_as_recorded(&h, p.app);
    return http_page_end(&h);
}

static enum http_step list_of(http_exchange *x, const char *kind, enum http_text name, enum http_text none) {
    page p;
    if (!begin(x, &p)) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_ANNOUNCEMENTS, http_text_in(x->zh, name));
    if (put_cases(&h, &p, kind, ALL, name) == 0) html_p(&h, none);
    portal_as_recorded(&h, p.app);
    return http_page_end(&h);
}

enum http_step http_portal_announcement_reexamination(http_exchange *x) {
    return list_of(x, "reexamination", HTTP_T_REEXAMINATIONS, HTTP_T_NO_REEXAMINATIONS);
}

enum http_step http_portal_announcement_revocation(http_exchange *x) {
    return list_of(x, "revocation", HTTP_T_REVOCATIONS, HTTP_T_NO_REVOCATIONS);
}
