/* objection.c - the progress of an objection, and the code that confirms it. */
#include "app/attach.h"
#include "app/kept.h"
#include "http/portal/objection_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

#include <inttypes.h>
#include <yyjson.h>

enum { TRIES_MAX = 5, DAY_MS = 24 * 3600 * 1000, ARGS = 3, ARGS_MAX = ARGS + HTTP_EVIDENCE_FILES };

/* ---- progress ---- */

typedef struct {
    portal_objection objection;
    store_dossier cluster;
} progress;

/* The objection of a number with the cluster that it is about; both are there, or neither. */
static bool find_progress(app *a, base_arena *arena, base_str number, progress *p, bool *found, base_err *e) {
    store_stream s;
    *found = false;
    if (!portal_is_number(number)) return true;
    if (!portal_objection_get(app_store(a), arena, number, &p->objection, found, e)) return false;
    if (!*found) return true;
    base_str rest, root = base_str_cut(p->objection.of, '/', &rest);
    return store_stream_find(app_store(a), arena, root, &s, found, e) &&
           (!*found || store_dossier_get(app_store(a), arena, s.stream, &p->cluster, found, e));
}

static void put_code_form(http_html *h, base_str number, base_str code, bool wrong) {
    html_heading(h, 2, "confirm", HTTP_T_CONFIRM);
    html_p(h, HTTP_T_CONFIRM_WHAT);
    if (code.n > 0) {
        HTML_RAW(h, "<p class=\"warn\">");
        HTML_T(h, CONFIRM_DEMO, code);
        HTML_RAW(h, "</p>\n");
    }
    HTML_RAW(h, "<form class=\"entry\" method=\"post\" action=\"");
    html_href(h, "/objection");
    HTML_RAW(h, "\">\n");
    if (wrong) HTML_RAW(h, "<p class=\"error\" role=\"alert\" id=\"code-error\">");
    if (wrong) HTML_T(h, CODE_WRONG);
    if (wrong) HTML_RAW(h, "</p>\n");
    HTML_RAW(h, "<input type=\"hidden\" name=\"number\" value=\"");
    html_text(h, number);
    HTML_RAW(h, "\">\n<p><label for=\"code\">");
    HTML_T(h, CODE_LABEL);
    HTML_RAW(h,
             "</label><input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" required "
             "maxlength=\"8\"");
    if (wrong) HTML_RAW(h, " aria-invalid=\"true\" aria-describedby=\"code-error\" autofocus");
    HTML_RAW(h, "></p>\n<p class=\"go\"><button>");
    HTML_T(h, CONFIRM_GO);
    HTML_RAW(h, "</button></p>\n</form>\n");
}

/* How the case stands that it became. */
static void put_case(http_html *h, app *a, const portal_objection *o) {
    base_err e = {0};
    const core_case *c = app_load(a, o->path, &e) != NULL
                             ? core_world_find(app_world(a), o->path, http_today(h->x->service), h->x->arena)
                             : NULL;
    portal_term(h, HTTP_T_STATE);
    if (c != NULL && core_state(c)->is_public) {
        HTML_RAW(h, "<span class=\"state ");
        html_text(h, core_state(c)->name);
        HTML_RAW(h, "\">");
        html_label(h, core_state(c)->label);
        HTML_RAW(h, "</span> ");
        html_date(h, c->entered[c->control.state]);
    } else {
        HTML_T(h, OBJECTION_CONFIRMED);
    }
    portal_term_end(h);
}

static void put_number_form(http_html *h, base_str number) {
    html_p(h, HTTP_T_PROGRESS_WHAT);
    HTML_RAW(h, "<form class=\"hero\" method=\"get\" action=\"");
    html_href(h, "/objection");
    HTML_RAW(h, "\"><label for=\"number\">");
    HTML_T(h, NUMBER);
    HTML_RAW(h, "</label><input id=\"number\" name=\"number\" required maxlength=\"24\" autocomplete=\"off\" value=\"");
    html_text(h, number);
    HTML_RAW(h, "\"><button>");
    HTML_T(h, SEARCH);
    HTML_RAW(h, "</button></form>\n");
}

/* The cluster that it is about: by its name, which is what the one who objected knows it by. */
static void put_cluster(http_html *h, const store_dossier *d) {
    portal_term(h, HTTP_T_CLUSTER);
    HTML_RAW(h, "<a href=\"");
    html_href_of(h, "/register/", d->path);
    HTML_RAW(h, "\">");
    html_zh(h, d->name);
    HTML_RAW(h, "</a>");
    portal_term_end(h);
}

static void put_progress(http_html *h, app *a, const progress *p, base_str code, bool wrong) {
    const portal_objection *o = &p->objection;
    const bool waits = base_str_is(o->state, "unconfirmed");
    HTML_RAW(h, "<dl class=\"facts\">\n");
    portal_term(h, HTTP_T_NUMBER);
    HTML_RAW(h, "<code>");
    html_text(h, o->number);
    HTML_RAW(h, "</code>");
    portal_term_end(h);
    if (o->files > 0) {
        portal_term(h, HTTP_T_EVIDENCE_FILES);
        HTML_T(h, FILES_RECEIVED, base_arena_fmt(h->x->arena, "%" PRIu64, o->files));
        portal_term_end(h);
    }
    put_cluster(h, &p->cluster);
    if (base_str_is(o->state, "confirmed")) {
        put_case(h, a, o);
    } else {
        portal_term(h, HTTP_T_STATE);
        html_fill(h, waits ? HTTP_T_OBJECTION_WAITS : HTTP_T_OBJECTION_REFUSED, NULL, 0);
        html_text(h, o->why);
        portal_term_end(h);
    }
    HTML_RAW(h, "</dl>\n");
    if (waits) HTML_RAW(h, "<p class=\"note\">");
    if (waits) HTML_T(h, KEEP_NUMBER);
    if (waits) HTML_RAW(h, "</p>\n");
    if (waits && o->tries < TRIES_MAX) put_code_form(h, o->number, code, wrong);
    if (waits && o->tries >= TRIES_MAX) html_p(h, HTTP_T_CODE_LOCKED);
}

static base_str upper(base_arena *arena, base_str s) {
    base_str out = base_arena_str(arena, s);
    char *p = base_arena_copy(arena, out.p, out.n);
    for (size_t i = 0; i < out.n; i++) {
        if (p[i] >= 'a' && p[i] <= 'z') p[i] = (char)(p[i] - 'a' + 'A');
    }
    return (base_str){p, out.n};
}

static enum http_step show_progress(http_exchange *x, base_str number, base_str code, bool wrong) {
    progress p;
    bool found = false;
    base_err e = {0};
    app *a = http_portal_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!find_progress(a, x->arena, number, &p, &found, &e)) return http_problem_of(x, &e);
    http_html h = http_page(x, HTTP_PART_NOTICES, http_text_in(x->zh, HTTP_T_OBJECTION_PROGRESS));
    if (found) {
        put_progress(&h, a, &p, code, wrong);
        if (wrong) x->status = 422;
    } else {
        if (number.n > 0) HTML_RAW(&h, "<p class=\"error\" role=\"alert\">");
        if (number.n > 0) HTML_T(&h, NUMBER_UNKNOWN);
        if (number.n > 0) HTML_RAW(&h, "</p>\n");
        if (number.n > 0) x->status = 404;
        put_number_form(&h, number);
    }
    return http_page_end(&h);
}

enum http_step http_portal_objection(http_exchange *x) {
    base_str number = {NULL, 0}, code = {NULL, 0};
    bool demonstration = http_is_demonstration(x->service);
    if (http_query(x, "number", &number)) number = upper(x->arena, base_str_trim(number));
    if (!demonstration || !http_query(x, "code", &code) || code.n != PORTAL_CODE) code = (base_str){NULL, 0};
    if (number.n > 0 && !http_portal_allow(x, HTTP_RATE_CODE)) return http_portal_too_often(x);
    return show_progress(x, number, code, false);
}

/* ---- confirming ---- */

typedef struct {
    http_exchange *x;
    base_str number, code;
    portal_objection o;
    app *writer;
    const app_seal *seal;
    bool found, right;
    core_arg arg[ARGS_MAX];
    size_t n_args;
} confirming;

/* What was refused names no file: they lapse at once. */
static bool let_files_go(confirming *c, store *db, base_err *e) {
    for (size_t key = 0; key < app_seal_keys(c->seal); key++) {
        const core_actor by = portal_objection_holder(c->x->arena, c->seal, key, c->number);
        for (size_t i = ARGS; i < c->n_args; i++) {
            if (!app_upload_let_go(db, c->x->arena, by, app_attachment_of(c->arg[i].value), app_now(), e)) return false;
        }
    }
    return true;
}

/* The text may have been sealed anew since it was looked at: that is no other's doing, and it must not come back as it
 * was. */
static bool look_again(confirming *c, store *db, base_err *e) {
    portal_objection now;
    bool found = false;
    if (!portal_objection_get(db, c->x->arena, c->number, &now, &found, e)) return false;
    const uint64_t tries = base_str_is(c->o.state, "unconfirmed") ? c->o.tries - 1 : c->o.tries;
    if (!found || !base_str_is(now.state, "unconfirmed") || now.tries != tries) return true; /* put says it */
    c->o.version = now.version;
    if (c->o.sealed.n > 0) c->o.sealed = now.sealed;
    return true;
}

static bool put_again(void *ctx, store *db, const store_head *head, base_err *e) {
    confirming *c = ctx;
    (void)head;
    c->seal = app_seal_of(c->writer, e);
    if (c->seal == NULL || !look_again(c, db, e)) return false;
    bool waits = base_str_is(c->o.state, "unconfirmed");
    int64_t days = waits ? HTTP_OBJECTION_DAYS : HTTP_RECEIPT_DAYS;
    return portal_objection_put(db, &c->o, c->o.version, c->o.at + days * DAY_MS, e) &&
           (waits || portal_objection_count(db, c->seal, c->x->arena, &c->o, e)) &&
           (!base_str_is(c->o.state, "refused") || let_files_go(c, db, e));
}

static bool take_text(confirming *c, base_str key, yyjson_val *v) {
    const base_str text = {yyjson_get_str(v), yyjson_get_len(v)};
    if (!yyjson_is_str(v) || c->n_args == ARGS_MAX) return false;
    c->arg[c->n_args++] = (core_arg){key, base_arena_str(c->x->arena, text)};
    return true;
}

/* Each file is a piece of evidence beside the text: evidence.1, evidence.2 … */
static bool take_files(confirming *c, yyjson_val *list) {
    yyjson_val *v;
    size_t i, n;
    yyjson_arr_foreach(list, i, n, v) {
        if (!take_text(c, base_arena_fmt(c->x->arena, "evidence.%zu", i + 1), v)) return false;
    }
    return true;
}

static bool open_sealed(confirming *c, base_err *e) {
    base_arena *arena = c->x->arena;
    base_str sealed = {NULL, 0}, plain = {NULL, 0};
    bool good = log_base64_get(arena, c->o.sealed, &sealed) &&
                app_seal_open(c->seal, arena, BASE_STR("objection"), c->o.number, sealed, &plain, e);
    if (!good) return false;
    yyjson_doc *doc = yyjson_read(plain.p, plain.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc);
    static const char *const key[ARGS] = {"name", "contact", "evidence"};
    c->n_args = 0;
    for (size_t i = 0; i < ARGS; i++) good = good && take_text(c, base_str_of(key[i]), yyjson_obj_get(root, key[i]));
    good = good && take_files(c, yyjson_obj_get(root, "files"));
    yyjson_doc_free(doc);
    return good;
}

/* The key may have been replaced since it was sent. */
static bool is_its_code(const confirming *c) {
    bool right = false;
    for (size_t key = 0; key < app_seal_keys(c->seal); key++) {
        const base_str digest = portal_code_digest(c->seal, key, c->x->arena, c->number, c->code);
        right = right || (digest.n == c->o.code.n && app_seal_same(digest.p, c->o.code.p, digest.n));
    }
    return right;
}

static void look(void *ctx, app *writer) {
    http_exchange *x = ctx;
    confirming *c = x->state;
    base_err *e = &x->error;
    const app_desk desk = {writer, NULL};
    c->writer = writer;
    if (!portal_objection_get(app_store(writer), x->arena, c->number, &c->o, &c->found, e)) return;
    c->seal = app_seal_of(writer, e);
    if (c->seal == NULL) return;
    if (!c->found || !base_str_is(c->o.state, "unconfirmed") || c->o.tries >= TRIES_MAX) return;
    c->right = is_its_code(c);
    if (c->right) {
        if (!open_sealed(c, e) && e->kind == BASE_ERR_NONE)
            base_err_fmt(e, BASE_ERR_INPUT, "异议的内容不可读", "the objection can not be read");
        return;
    }
    c->o.tries++;
    (void)app_kept_write(&desk, put_again, c, e);
}

static void keep(void *ctx, app *writer) {
    http_exchange *x = ctx;
    confirming *c = x->state;
    const app_desk desk = {writer, NULL};
    c->writer = writer;
    (void)app_kept_write(&desk, put_again, c, &x->error);
}

static enum http_step kept(http_exchange *x) {
    confirming *c = x->state;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    return portal_to_progress(x, c->number, (base_str){NULL, 0});
}

/* Granted: what was sealed is in the event's person part now, and goes from here. */
static enum http_step decided(http_exchange *x) {
    confirming *c = x->state;
    if (x->answer->result == APP_FAILED) return http_problem_of(x, &x->answer->error);
    c->o.sealed = (base_str){NULL, 0};
    c->o.code = (base_str){NULL, 0};
    c->o.state = BASE_STR("confirmed");
    if (x->answer->result == APP_REFUSED) {
        c->o.state = BASE_STR("refused");
        if (x->answer->answer.n_refusals > 0) c->o.why = http_pick(x->zh, x->answer->answer.refusal[0].label);
    }
    return http_work(x, keep, kept);
}

static enum http_step looked(http_exchange *x) {
    confirming *c = x->state;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (!c->found || !c->right) return show_progress(x, c->number, (base_str){NULL, 0}, c->found);
    base_str *target = base_arena_alloc(x->arena, sizeof *target);
    *target = c->o.path;
    x->request =
        (app_request){.id = base_arena_fmt(x->arena, "objection-%.64s", c->o.code.p),
                      .command = {.actor = {.level = BASE_STR("public")},
                                  .today = http_is_demonstration(x->service) ? http_today(x->service) : BASE_DATE_NONE,
                                  .action = BASE_STR("object"),
                                  .target = target,
                                  .n_targets = 1,
                                  .arg = c->arg,
                                  .n_args = c->n_args}};
    return http_submit(x, decided);
}

enum http_step http_portal_objection_confirm(http_exchange *x) {
    if (!http_portal_allow(x, HTTP_RATE_CODE)) return http_portal_too_often(x);
    confirming *c = base_arena_alloc(x->arena, sizeof *c);
    *c = (confirming){.x = x, .number = upper(x->arena, portal_given(x, "number")), .code = portal_given(x, "code")};
    if (!portal_is_number(c->number)) return show_progress(x, c->number, (base_str){NULL, 0}, false);
    x->state = c;
    return http_work(x, look, looked);
}
