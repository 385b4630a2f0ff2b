/* objection.c - a case on notice with the form to object; handing one in; its progress; the code that confirms it. */
#include "app/kept.h"
#include "app/outbox.h"
#include "app/throttle.h"
#include "base/json_out.h"
#include "http/portal/objection_i.h"
#include "http/portal/words_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"
#include "mail/message.h"

#include <yyjson.h>

enum { TRIES_MAX = 5, DAY_MS = 24 * 3600 * 1000, PLAIN_MAX = 32 << 10 };

/* ---- what was filled in ---- */

typedef struct {
    base_str name, contact, evidence;
    enum http_text wrong[3]; /* HTTP_T_NOTHING: nothing */
    bool any_wrong;
} filled;

static base_str given(http_exchange *x, const char *name) {
    base_str v = {NULL, 0};
    return http_form(x, name, &v) ? base_str_trim(v) : v;
}

static bool is_line(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return false;
    }
    return true;
}

static filled read_form(http_exchange *x) {
    filled f = {given(x, "name"),
                given(x, "contact"),
                given(x, "evidence"),
                {HTTP_T_NOTHING, HTTP_T_NOTHING, HTTP_T_NOTHING},
                false};
    if (base_utf8_count(f.name) < 2 || f.name.n > PORTAL_NAME_MAX || !is_line(f.name)) f.wrong[0] = HTTP_T_WRONG_NAME;
    if (f.contact.n > PORTAL_CONTACT_MAX || !mail_address_good(f.contact)) f.wrong[1] = HTTP_T_WRONG_CONTACT;
    if (f.evidence.n < PORTAL_EVIDENCE_MIN || f.evidence.n > PORTAL_EVIDENCE_MAX) f.wrong[2] = HTTP_T_WRONG_EVIDENCE;
    for (int i = 0; i < 3; i++) f.any_wrong = f.any_wrong || f.wrong[i] != HTTP_T_NOTHING;
    return f;
}

/* ---- the page of a case on notice ---- */

typedef struct {
    app *app;
    app_public_notice notice;
    portal_received received;
} page;

static base_str case_path(http_exchange *x) {
    return base_arena_fmt(x->arena, "%.*s/%.*s", (int)x->param[0].n, x->param[0].p, (int)x->param[1].n, x->param[1].p);
}

/* False with an answer written. */
static bool find(http_exchange *x, page *p) {
    base_err e = {0};
    bool found = false;
    p->app = http_portal_reader(x);
    if (p->app == NULL) return false;
    if (!app_show_notice(p->app, case_path(x), http_today(x->service), x->arena, &p->notice, &found, &e) ||
        (found && !portal_objections_of(p->app, p->notice.path, &p->received, &e))) {
        http_problem_of(x, &e);
        return false;
    }
    if (!found) {
        http_problem(x, 404,
                     (rules_text){BASE_STR("没有这项公示，或公示已经结束"),
                                  BASE_STR("there is no such notice, or it has ended")});
    }
    return found;
}

void portal_notice_received(http_html *h, const portal_received *n) {
    HTML_RAW(h, "<p>");
    HTML_T(h, RECEIVED, base_arena_fmt(h->x->arena, "%zu", n->received),
           base_arena_fmt(h->x->arena, "%zu", n->unconfirmed));
    HTML_RAW(h, "</p>\n");
}

static void put_wrong(http_html *h, const char *field, enum http_text wrong) {
    if (wrong == HTTP_T_NOTHING) return;
    HTML_RAW(h, "<span class=\"error\" id=\"");
    base_buf_puts(h->b, base_str_of(field));
    HTML_RAW(h, "-error\">");
    html_fill(h, wrong, NULL, 0);
    HTML_RAW(h, "</span>");
}

static void put_described(http_html *h, const char *field, enum http_text wrong) {
    HTML_RAW(h, " aria-describedby=\"");
    base_buf_puts(h->b, base_str_of(field));
    HTML_RAW(h, "-hint");
    if (wrong != HTTP_T_NOTHING) {
        HTML_RAW(h, " ");
        base_buf_puts(h->b, base_str_of(field));
        HTML_RAW(h, "-error\" aria-invalid=\"true");
    }
    HTML_RAW(h, "\"");
}

static void put_label(http_html *h, const char *field, enum http_text label, enum http_text hint) {
    HTML_RAW(h, "<p><label for=\"");
    base_buf_puts(h->b, base_str_of(field));
    HTML_RAW(h, "\">");
    html_fill(h, label, NULL, 0);
    HTML_RAW(h, "</label><span class=\"hint\" id=\"");
    base_buf_puts(h->b, base_str_of(field));
    HTML_RAW(h, "-hint\">");
    html_fill(h, hint, NULL, 0);
    HTML_RAW(h, "</span>");
}

static void put_form(http_html *h, const filled *f) {
    HTML_RAW(h, "<form class=\"entry\" method=\"post\" action=\"");
    html_href_of(h, "/notices/", h->x->param[0]);
    HTML_RAW(h, "/");
    base_buf_percent(h->b, h->x->param[1]);
    HTML_RAW(h, "\">\n");
    if (f->any_wrong) HTML_RAW(h, "<p class=\"error\" role=\"alert\">");
    if (f->any_wrong) HTML_T(h, FORM_WRONG);
    if (f->any_wrong) HTML_RAW(h, "</p>\n");
    put_label(h, "name", HTTP_T_REAL_NAME, HTTP_T_REAL_NAME_HINT);
    put_wrong(h, "name", f->wrong[0]);
    HTML_RAW(h, "<input id=\"name\" name=\"name\" autocomplete=\"name\" required maxlength=\"50\"");
    put_described(h, "name", f->wrong[0]);
    HTML_RAW(h, " value=\"");
    html_text(h, f->name);
    HTML_RAW(h, "\"></p>\n");
    put_label(h, "contact", HTTP_T_CONTACT_MAIL, HTTP_T_CONTACT_MAIL_HINT);
    put_wrong(h, "contact", f->wrong[1]);
    HTML_RAW(h,
             "<input id=\"contact\" name=\"contact\" type=\"email\" autocomplete=\"email\" required maxlength=\"200\"");
    put_described(h, "contact", f->wrong[1]);
    HTML_RAW(h, " value=\"");
    html_text(h, f->contact);
    HTML_RAW(h, "\"></p>\n");
    put_label(h, "evidence", HTTP_T_EVIDENCE, HTTP_T_EVIDENCE_HINT);
    put_wrong(h, "evidence", f->wrong[2]);
    HTML_RAW(h, "<textarea id=\"evidence\" name=\"evidence\" required maxlength=\"4000\" rows=\"10\"");
    put_described(h, "evidence", f->wrong[2]);
    HTML_RAW(h, ">");
    html_text(h, f->evidence);
    HTML_RAW(h, "</textarea></p>\n<p class=\"trap\" aria-hidden=\"true\"><label for=\"website\">");
    HTML_T(h, LEAVE_EMPTY);
    HTML_RAW(h, "</label><input id=\"website\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\"></p>\n"
                "<p class=\"go\"><button>");
    HTML_T(h, HAND_IN);
    HTML_RAW(h, "</button></p>\n</form>\n");
}

static enum http_step show(http_exchange *x, const page *p, const filled *f, unsigned status) {
    const app_public_notice *n = &p->notice;
    const base_date today = http_today(x->service);
    http_html h = http_page(x, HTTP_PART_NOTICES, n->dossier.name);
    x->status = status;
    portal_notice_period(&h, p->app, n);
    HTML_RAW(&h, "<p><a href=\"");
    html_href_of(&h, "/register/", n->dossier.path);
    HTML_RAW(&h, "\">");
    HTML_T(&h, SEE_CLUSTER);
    HTML_RAW(&h, "</a></p>\n");
    html_heading(&h, 2, "object", HTTP_T_OBJECT);
    portal_notice_received(&h, &p->received);
    if (n->objection == RULES_NONE || (n->last != BASE_DATE_NONE && today > n->last)) {
        html_p(&h, HTTP_T_OBJECT_NOT_NOW);
    } else if (http_queue(x->service) == NULL) {
        html_p(&h, HTTP_T_OBJECT_READ_ONLY);
    } else {
        html_p(&h, HTTP_T_OBJECT_WHAT);
        html_p(&h, HTTP_T_OBJECT_PRIVACY);
        put_form(&h, f);
    }
    portal_as_recorded(&h, p->app);
    return http_page_end(&h);
}

enum http_step http_portal_notice(http_exchange *x) {
    page p;
    const filled none = {.wrong = {HTTP_T_NOTHING, HTTP_T_NOTHING, HTTP_T_NOTHING}};
    return find(x, &p) ? show(x, &p, &none, 200) : HTTP_NOW;
}

/* ---- handing in ---- */

typedef struct {
    http_exchange *x;
    filled form;
    portal_objection o;
    base_str code, of, address;
    const app_seal *seal;
    bool too_often;
} handing;

static base_str sealed_of(handing *s, base_err *e) {
    base_arena *arena = s->x->arena;
    base_buf b;
    base_json j;
    base_str sealed = {NULL, 0};
    base_buf_init(&b, PLAIN_MAX);
    base_json_init(&j, &b);
    base_json_obj(&j);
    base_json_text(&j, "contact", s->form.contact);
    base_json_text(&j, "evidence", s->form.evidence);
    base_json_text(&j, "name", s->form.name);
    base_json_obj_end(&j);
    bool good = app_seal_text(s->seal, arena, BASE_STR("objection"), s->o.number, base_buf_str(&b), &sealed, e);
    if (b.n > 0) explicit_bzero(b.p, b.n);
    base_buf_clear(&b);
    if (good) log_base64_put(&b, sealed);
    sealed = good ? base_arena_str(arena, base_buf_str(&b)) : (base_str){NULL, 0};
    base_buf_free(&b);
    return sealed;
}

static base_str code_digest(const app_seal *seal, base_arena *arena, base_str number, base_str code) {
    base_str both = base_arena_fmt(arena, "%.*s|%.*s", (int)number.n, number.p, (int)code.n, code.p);
    return app_seal_mac_hex(seal, arena, "objection-code", both, 64);
}

static bool put_mail(handing *s, store *db, const store_head *head, base_err *e) {
    const portal_words w = {s->x->arena, NULL, s->x->zh};
    const app_mail mail = {.to = s->form.contact,
                           .subject = http_text_in(s->x->zh, HTTP_T_CODE_SUBJECT),
                           .text = PORTAL_SAY(&w, CODE_MAIL, s->o.number, s->code)};
    return app_outbox_put(db, head, &mail, 1, e);
}

static bool put_all(void *ctx, store *db, const store_head *head, base_err *e) {
    handing *s = ctx;
    const int64_t lapses = s->o.at + (int64_t)HTTP_OBJECTION_DAYS * DAY_MS;
    return portal_objection_sweep(db, s->o.at, e) && portal_objection_put(db, &s->o, 0, lapses, e) &&
           portal_objection_count(db, s->seal, s->x->arena, &s->o, e) && put_mail(s, db, head, e);
}

static void hand_in(void *ctx, app *writer) {
    http_exchange *x = ctx;
    handing *s = x->state;
    base_err *e = &x->error;
    const app_desk desk = {writer, NULL};
    portal_received n;
    int64_t until = 0, now = app_now();
    s->seal = app_seal_of(writer, e);
    if (s->seal == NULL || !app_throttle_until(writer, APP_THROTTLE_OBJECTION, s->address, now, &until, e) ||
        !portal_objections_of(writer, s->of, &n, e))
        return;
    s->too_often = until > now || n.unconfirmed >= HTTP_OBJECTIONS_NOTICE;
    if (s->too_often) return;
    s->code = portal_objection_code(x->arena);
    s->o = (portal_objection){
        .number = portal_objection_number(x->arena), .of = s->of, .state = BASE_STR("unconfirmed"), .at = now};
    base_str name = app_seal_mac_hex(s->seal, x->arena, "objection-path", s->o.number, 12);
    s->o.path = base_arena_fmt(x->arena, "%.*s/p%.*s", (int)s->of.n, s->of.p, (int)name.n, name.p);
    s->o.code = code_digest(s->seal, x->arena, s->o.number, s->code);
    s->o.sealed = sealed_of(s, e);
    if (s->o.sealed.p == NULL || !app_kept_write(&desk, put_all, s, e)) return;
    (void)app_throttle_hit(writer, APP_THROTTLE_OBJECTION, s->address, now, &until, &(base_err){0});
}

static enum http_step to_progress(http_exchange *x, base_str number, base_str code) {
    base_str path = base_arena_fmt(x->arena, "%s/objection?number=%.*s%s%.*s", x->zh ? "" : "/en", (int)number.n,
                                   number.p, code.n > 0 ? "&code=" : "", (int)code.n, code.n > 0 ? code.p : "");
    return http_see_other(x, path);
}

static enum http_step handed_in(http_exchange *x) {
    handing *s = x->state;
    if (s->too_often) return http_portal_too_often(x);
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    /* Of a demonstration nobody reads the mail, so the code is shown. */
    return to_progress(x, s->o.number, http_is_demonstration(x->service) ? s->code : (base_str){NULL, 0});
}

enum http_step http_portal_object(http_exchange *x) {
    page p;
    if (!find(x, &p)) return HTTP_NOW;
    const filled f = read_form(x);
    const bool trapped = given(x, "website").n > 0;
    const bool open = p.notice.objection != RULES_NONE &&
                      (p.notice.last == BASE_DATE_NONE || http_today(x->service) <= p.notice.last);
    if (f.any_wrong || trapped || !open) return show(x, &p, &f, 422);
    if (!http_portal_allow(x, HTTP_RATE_OBJECTION)) return http_portal_too_often(x);
    handing *s = base_arena_alloc(x->arena, sizeof *s);
    *s = (handing){.x = x, .form = f, .of = p.notice.path, .address = app_throttle_address(x->arena, x->client)};
    x->state = s;
    return http_work(x, hand_in, handed_in);
}

/* ---- progress ---- */

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
    if (wrong) HTML_RAW(h, "<p class=\"error\" role=\"alert\">");
    if (wrong) HTML_T(h, CODE_WRONG);
    if (wrong) HTML_RAW(h, "</p>\n");
    HTML_RAW(h, "<input type=\"hidden\" name=\"number\" value=\"");
    html_text(h, number);
    HTML_RAW(h, "\">\n<p><label for=\"code\">");
    HTML_T(h, CODE_LABEL);
    HTML_RAW(h,
             "</label><input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" required "
             "maxlength=\"8\"></p>\n<p class=\"go\"><button>");
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
        HTML_RAW(h, "</span>");
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

static void put_progress(http_html *h, app *a, const portal_objection *o, base_str code, bool wrong) {
    base_str rest, root = base_str_cut(o->of, '/', &rest);
    const bool waits = base_str_is(o->state, "unconfirmed");
    HTML_RAW(h, "<dl class=\"facts\">\n");
    portal_term(h, HTTP_T_NUMBER);
    HTML_RAW(h, "<code>");
    html_text(h, o->number);
    HTML_RAW(h, "</code>");
    portal_term_end(h);
    portal_term(h, HTTP_T_CLUSTER);
    HTML_RAW(h, "<a href=\"");
    html_href_of(h, "/register/", root);
    HTML_RAW(h, "\">");
    html_text(h, root);
    HTML_RAW(h, "</a>");
    portal_term_end(h);
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
    portal_objection o;
    bool found = false;
    base_err e = {0};
    app *a = http_portal_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (portal_is_number(number) && !portal_objection_get(app_store(a), x->arena, number, &o, &found, &e))
        return http_problem_of(x, &e);
    http_html h = http_page(x, HTTP_PART_NOTICES, http_text_in(x->zh, HTTP_T_OBJECTION_PROGRESS));
    if (found) {
        put_progress(&h, a, &o, code, wrong);
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
    const app_seal *seal;
    bool found, right;
    core_arg arg[3];
    base_str name, contact, evidence;
} confirming;

static bool put_again(void *ctx, store *db, const store_head *head, base_err *e) {
    confirming *c = ctx;
    (void)head;
    bool waits = base_str_is(c->o.state, "unconfirmed");
    int64_t days = waits ? HTTP_OBJECTION_DAYS : HTTP_RECEIPT_DAYS;
    return portal_objection_put(db, &c->o, c->o.version, c->o.at + days * DAY_MS, e) &&
           (waits || portal_objection_count(db, c->seal, c->x->arena, &c->o, e));
}

static bool open_sealed(confirming *c, base_err *e) {
    base_arena *arena = c->x->arena;
    base_str sealed = {NULL, 0}, plain = {NULL, 0};
    bool good = log_base64_get(arena, c->o.sealed, &sealed) &&
                app_seal_open(c->seal, arena, BASE_STR("objection"), c->o.number, sealed, &plain, e);
    if (!good) return false;
    yyjson_doc *doc = yyjson_read(plain.p, plain.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc);
    static const char *const key[] = {"name", "contact", "evidence"};
    for (int i = 0; i < 3; i++) {
        yyjson_val *v = yyjson_obj_get(root, key[i]);
        c->arg[i] =
            (core_arg){base_str_of(key[i]), base_arena_str(arena, (base_str){yyjson_get_str(v), yyjson_get_len(v)})};
        good = good && yyjson_is_str(v);
    }
    yyjson_doc_free(doc);
    return good;
}

static void look(void *ctx, app *writer) {
    http_exchange *x = ctx;
    confirming *c = x->state;
    base_err *e = &x->error;
    const app_desk desk = {writer, NULL};
    c->seal = app_seal_of(writer, e);
    if (c->seal == NULL || !portal_objection_get(app_store(writer), x->arena, c->number, &c->o, &c->found, e)) return;
    if (!c->found || !base_str_is(c->o.state, "unconfirmed") || c->o.tries >= TRIES_MAX) return;
    base_str digest = code_digest(c->seal, x->arena, c->number, c->code);
    c->right = digest.n == c->o.code.n && app_seal_same(digest.p, c->o.code.p, digest.n);
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
    c->seal = app_seal_of(writer, &x->error);
    if (c->seal != NULL) (void)app_kept_write(&desk, put_again, c, &x->error);
}

static enum http_step kept(http_exchange *x) {
    confirming *c = x->state;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    return to_progress(x, c->number, (base_str){NULL, 0});
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
                                  .n_args = 3}};
    return http_submit(x, decided);
}

enum http_step http_portal_objection_confirm(http_exchange *x) {
    if (!http_portal_allow(x, HTTP_RATE_CODE)) return http_portal_too_often(x);
    confirming *c = base_arena_alloc(x->arena, sizeof *c);
    *c = (confirming){.x = x, .number = upper(x->arena, given(x, "number")), .code = given(x, "code")};
    if (!portal_is_number(c->number)) return show_progress(x, c->number, (base_str){NULL, 0}, false);
    x->state = c;
    return http_work(x, look, looked);
}
