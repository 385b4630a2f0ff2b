/* documents.c - documents as PDF. What one says is composed here, from what the viewer may see; a process of its own
 * prints it (docs/printer.h), and a thread that may wait is with it meanwhile. */
#include "app/paper.h"
#include "docs/paper.h"
#include "docs/printer.h"
#include "http/api/api_i.h"
#include "http/outward.h"
#include "http/portal/shared.h"
#include "http/service_i.h"

enum { NAME_ROOM = 2048 };

typedef struct {
    app_paper_want want;
    app_viewer viewer;
    base_buf paper;
} printing;

static enum http_step unknown(http_exchange *x, bool of_round) {
    base_buf b;
    base_buf_init(&b, 400);
    for (unsigned i = 0; i < APP_PAPER_KINDS; i++) {
        if (app_paper_is_of_round((enum app_paper_kind)i) == of_round)
            base_buf_fmt(&b, "%s%s", b.n > 0 ? " " : "", app_paper_kind_name((enum app_paper_kind)i));
    }
    const char *all = base_arena_str(x->arena, base_buf_str(&b)).p;
    base_buf_free(&b);
    return http_problem(x, 404,
                        (rules_text){base_arena_fmt(x->arena, "没有这种文书；有：%s", all),
                                     base_arena_fmt(x->arena, "there is no such document; there are: %s", all)});
}

static void set_name(http_exchange *x, const app_paper_want *want) {
    base_buf b;
    base_buf_init(&b, NAME_ROOM);
    base_buf_fmt(&b, "inline; filename=\"%s.pdf\"; filename*=UTF-8''%s-", app_paper_kind_name(want->kind),
                 app_paper_kind_name(want->kind));
    base_buf_percent(&b, want->target);
    base_buf_puts(&b, BASE_STR(".pdf"));
    http_set(x, "Content-Disposition", base_buf_str(&b));
    base_buf_free(&b);
}

/* No reader is held meanwhile. */
static void print(http_exchange *x) {
    printing *p = x->state;
    base_buf_clear(&x->out);
    (void)docs_print_apart(base_buf_str(&p->paper), &x->out, &x->error);
    base_buf_free(&p->paper);
}

static enum http_step printed(http_exchange *x) {
    printing *p = x->state;
    base_buf_free(&p->paper); /* when too many waited */
    if (x->error.kind == BASE_ERR_MISSING)
        x->error.kind = BASE_ERR_IO; /* a library of this machine, not of the asker */
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    x->status = 200;
    x->type = "application/pdf";
    set_name(x, &p->want);
    /* The browser's own viewer is an object in a page of the browser's. */
    http_set(x, "Content-Security-Policy", BASE_STR("default-src 'none'; object-src 'self'; frame-ancestors 'none'"));
    return HTTP_NOW;
}

/* False with an answer. */
static bool compose(http_exchange *x, printing *p) {
    base_err e = {0};
    bool found = false;
    app *a = http_world(x);
    if (a == NULL) return false;
    if (!app_paper(a, &p->want, x->arena, &p->paper, &found, &e)) {
        (void)http_problem_of(x, &e);
        return false;
    }
    if (!found) (void)http_api_none(x);
    return found;
}

static enum http_step document(http_exchange *x, base_str target, base_str kind, bool of_round) {
    printing *p = base_arena_alloc(x->arena, sizeof *p);
    *p = (printing){.viewer = http_api_viewer(x)};
    p->want = (app_paper_want){.target = target, .viewer = &p->viewer, .day = http_today(x->service), .zh = x->zh};
    base_str lang;
    if (http_query(x, "lang", &lang)) p->want.zh = !base_str_is(lang, "en");
    (void)http_site(x, &p->want.site);
    if (!app_paper_kind_of(kind, &p->want.kind) || app_paper_is_of_round(p->want.kind) != of_round)
        return unknown(x, of_round);
    if (of_round) http_query(x, "channel", &p->want.channel);
    if (p->want.kind == APP_PAPER_CASE) http_query(x, "case", &p->want.target);
    if (!http_portal_allow_person(x, HTTP_RATE_DOCUMENT)) return http_portal_too_often(x);
    base_buf_init(&p->paper, DOCS_PAPER_MAX);
    x->state = p;
    if (compose(x, p)) return http_outward_do(x->service->printers, x, print, printed);
    base_buf_free(&p->paper);
    return HTTP_NOW;
}

/* `case` is of this cluster, or of none. */
static bool is_of_cluster(const http_exchange *x) {
    base_str path, rest;
    if (!http_query(x, "case", &path)) return true;
    return base_str_eq(base_str_cut(path, '/', &rest), x->param[0]);
}

enum http_step http_api_cluster_document(http_exchange *x) {
    return is_of_cluster(x) ? document(x, x->param[0], x->param[1], false) : http_api_none(x);
}

enum http_step http_api_round_document(http_exchange *x) { return document(x, x->param[0], x->param[1], true); }
