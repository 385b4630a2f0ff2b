/* cluster.c - how one cluster stands, what happened to it in public, and the way to prove it. */
#include "app/show.h"
#include "http/portal/portal_i.h"
#include "http/portal/register_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

typedef struct {
    http_exchange *x;
    app *app;
    const rules_book *book;
    const core_case *root;
    store_dossier d;
} page;

/* Whether a case right below it stands in a public state: a candidate is shown while it is on public notice. */
typedef struct {
    const rules_book *book;
    bool is;
} publicity;

static bool look_for_public(void *ctx, const store_standing *row) {
    publicity *p = ctx;
    if (row->no == 0 || memchr(row->name.p, '/', row->name.n) != NULL) return true;
    rules_id k = rules_find_case(p->book, row->kind);
    rules_id s = k != RULES_NONE ? rules_find_state(&p->book->kase[k], row->state) : RULES_NONE;
    p->is = s != RULES_NONE && p->book->kase[k].state[s].is_public;
    return !p->is;
}

static bool is_public(const page *p, base_err *e) {
    publicity at = {.book = p->book, .is = false};
    if (p->book == NULL || p->book->cluster == RULES_NONE) return false;
    rules_id s = rules_find_state(&p->book->kase[p->book->cluster], p->d.state);
    if (s != RULES_NONE && p->book->kase[p->book->cluster].state[s].is_public) return true;
    return store_standings(app_store(p->app), p->d.stream, look_for_public, &at, e) && at.is;
}

/* False with an answer written. */
static bool find(http_exchange *x, page *p) {
    store_stream s;
    bool found = false;
    base_err e = {0};
    p->x = x;
    p->app = http_portal_reader(x);
    if (p->app == NULL) return false;
    if (!store_stream_find(app_store(p->app), x->arena, x->param[0], &s, &found, &e) ||
        (found && !store_dossier_get(app_store(p->app), x->arena, s.stream, &p->d, &found, &e))) {
        http_problem_of(x, &e);
        return false;
    }
    p->book = core_world_book(app_world(p->app), http_today(x->service));
    found = found && is_public(p, &e);
    if (!found && e.kind != BASE_ERR_NONE) {
        http_problem_of(x, &e);
        return false;
    }
    if (!found) {
        http_problem(x, 404,
                     (rules_text){BASE_STR("名录中没有这个集群；请核对地址，或在名录中按名称查找"),
                                  BASE_STR("the register has no such cluster; look at the address again, or search the "
                                           "register by name")});
    }
    return found;
}

/* The state, and what its dates say of it today. */
static void put_state(http_html *h, const page *p) {
    const base_date today = http_today(p->x->service), until = p->d.valid_until;
    const bool recognised = base_str_is(p->d.state, "recognised");
    HTML_RAW(h, "<p class=\"standing\"><span class=\"state ");
    html_text(h, p->d.state);
    HTML_RAW(h, "\">");
    html_label(h, portal_state(p->book, "cluster", p->d.state));
    HTML_RAW(h, "</span> ");
    if (recognised && until != BASE_DATE_NONE && today > until)
        HTML_T(h, STANDS_ENDED);
    else if (recognised)
        HTML_T(h, STANDS_RECOGNISED);
    else if (base_str_is(p->d.state, "revoked"))
        HTML_T(h, STANDS_REVOKED);
    else
        HTML_T(h, STANDS_CANDIDATE);
    HTML_RAW(h, "</p>\n");
}

static void put_text(http_html *h, enum http_text name, base_str value) {
    if (value.n == 0) return;
    portal_term(h, name);
    html_zh(h, value);
    portal_term_end(h);
}

static void put_round(http_html *h, const page *p) {
    portal_register r = {.app = p->app, .book = p->book};
    if (p->d.round.n == 0) return;
    portal_register_rounds(&r);
    portal_term(h, HTTP_T_ROUND);
    HTML_RAW(h, "<a href=\"");
    html_href_of(h, "/announcements/recognition?round=", p->d.round);
    HTML_RAW(h, "\">");
    portal_round(h, p->d.round, portal_round_closes(&r, p->d.round));
    HTML_RAW(h, "</a>");
    portal_term_end(h);
}

/* The term as it was announced is no longer one once the recognition was ended: on which day, and by which article. */
static void put_validity(http_html *h, const page *p) {
    app_term t;
    app_term_of(p->root, APP_SIGHT_PUBLIC, http_today(p->x->service), &t);
    portal_term_date(h, HTTP_T_VALID_FROM, p->d.valid_from);
    if (t.is != APP_TERM_ENDED) {
        portal_term_date(h, HTTP_T_VALID_UNTIL, p->d.valid_until);
        return;
    }
    portal_term(h, HTTP_T_TERM_ENDED);
    html_date(h, t.ended);
    if (t.action.name.n > 0) {
        HTML_RAW(h, " ");
        html_label_marked(h, t.action.label);
        HTML_RAW(h, " ");
        portal_cite(h, t.article);
    }
    portal_term_end(h);
    portal_term_date(h, HTTP_T_TERM_ONCE, p->d.valid_until);
}

static void put_terms(http_html *h, const page *p) {
    HTML_RAW(h, "<dl class=\"facts\">\n");
    portal_term(h, HTTP_T_PLACE);
    portal_place(h, core_world_divisions(app_world(p->app)), p->d.county, p->d.channel);
    portal_term_end(h);
    portal_term(h, HTTP_T_INDUSTRY);
    portal_industry(h, http_portal_industries(p->x, p->app), p->d.industry);
    portal_term_end(h);
    put_text(h, HTTP_T_SUBFIELD, p->d.subfield);
    put_text(h, HTTP_T_ANNOUNCEMENT, p->d.announcement);
    portal_term_date(h, HTTP_T_ANNOUNCED, p->d.announced);
    put_round(h, p);
    put_validity(h, p);
    if (p->d.taken_over) {
        portal_term(h, HTTP_T_ORIGIN);
        HTML_T(h, TAKEN_OVER);
        portal_term_end(h);
    }
    put_text(h, HTTP_T_IDENTIFIER, p->d.path);
    HTML_RAW(h, "</dl>\n");
}

static void put_proof(http_html *h, const page *p) {
    html_heading(h, 2, "proof", HTTP_T_PROOF);
    html_p(h, HTTP_T_PROOF_WHAT);
    HTML_RAW(h, "<p><a class=\"button\" href=\"");
    html_href_of(h, "/register/", p->d.path);
    HTML_RAW(h, "/proof\" download>");
    HTML_T(h, PROOF_GET);
    HTML_RAW(h, "</a> ");
    html_link(h, "/verify", HTTP_T_PROOF_HOW);
    if (base_str_is(p->d.state, "recognised")) {
        HTML_RAW(h, " <a href=\"/api/v1/clusters/");
        base_buf_percent(h->b, p->d.path);
        base_buf_puts(h->b,
                      h->zh ? BASE_STR("/documents/certificate\">") : BASE_STR("/documents/certificate?lang=en\">"));
        HTML_T(h, CERTIFICATE_GET);
        HTML_RAW(h, "</a>");
    }
    HTML_RAW(h, "</p>\n");
}

/* ---- what happened, as far as it is public ---- */

static void put_word(http_html *h, const app_word *w) {
    html_label_marked(h, w->label.zh.n + w->label.en.n > 0 ? w->label : (rules_text){w->name, w->name});
}

static void put_step(http_html *h, const app_step *s) {
    HTML_RAW(h, "<li>");
    html_date(h, s->day);
    HTML_RAW(h, " <strong>");
    put_word(h, &s->action);
    HTML_RAW(h, "</strong> <span class=\"small\">");
    put_word(h, &s->kind);
    HTML_RAW(h, " · ");
    put_word(h, &s->level);
    if (s->place.n > 0) {
        HTML_RAW(h, " ");
        html_zh(h, s->place);
    }
    if (s->article.n > 0) {
        HTML_RAW(h, " · ");
        portal_cite(h, s->article);
    }
    HTML_RAW(h, "</span>");
    if (s->has_state && s->state_is_public) {
        HTML_RAW(h, " → ");
        put_word(h, &s->state);
    }
    HTML_RAW(h, "</li>\n");
}

static bool put_timeline(http_html *h, const page *p, base_err *e) {
    static const app_viewer anybody = {.reads_all = false};
    app_timeline t;
    if (!app_show_timeline(p->app, p->root, &anybody, http_today(p->x->service), UINT64_MAX, 0, p->x->arena, &t, e))
        return false;
    if (t.n == 0) return true;
    html_heading(h, 2, "timeline", HTTP_T_TIMELINE);
    HTML_RAW(h, "<ol class=\"timeline\">\n");
    for (size_t i = 0; i < t.n; i++) put_step(h, &t.step[i]);
    HTML_RAW(h, "</ol>\n");
    if (t.more) html_p(h, HTTP_T_TIMELINE_MORE);
    return true;
}

static enum http_step cluster_page(http_exchange *x, app *a) {
    page p;
    base_err e = {0};
    if (!find(x, &p)) return HTTP_NOW;
    p.root = app_load(p.app, p.d.path, &e);
    if (p.root == NULL) return http_problem_of(x, &e);
    http_html h = http_page(x, HTTP_PART_REGISTER, p.d.name);
    put_state(&h, &p);
    put_terms(&h, &p);
    if (!put_timeline(&h, &p, &e)) return http_problem_of(x, &e);
    put_proof(&h, &p);
    portal_as_recorded(&h, p.app);
    return portal_page_keep(&h, a);
}

enum http_step http_portal_cluster(http_exchange *x) {
    app *a = http_portal_reader(x);
    if (a == NULL || portal_page_is_kept(x, a)) return HTTP_NOW;
    app_moment_begin(a);
    const enum http_step step = cluster_page(x, a);
    app_moment_end(a);
    return step;
}

bool portal_cluster_is_there(http_exchange *x) {
    page p;
    return find(x, &p);
}
