/* objection_form.c - a case on notice with the form to object, and handing one in.
 *
 * The form may bring files (http/evidence.h). What is wrong with them costs nothing that was typed; what is right is
 * put in its place first, and goes on record as sent in by this objection together with it: unconfirmed, both lapse on
 * the same day (app/upload.h). Their own names are not kept, because they may name persons. */
#include "app/attach.h"
#include "app/kept.h"
#include "app/outbox.h"
#include "app/throttle.h"
#include "base/json_out.h"
#include "http/evidence.h"
#include "http/portal/objection_i.h"
#include "http/portal/words_i.h"
#include "http/problem.h"
#include "http/service_i.h"
#include "http/target.h"
#include "mail/message.h"

enum { DAY_MS = 24 * 3600 * 1000, PLAIN_MAX = 32 << 10 };

/* ---- what was filled in ---- */

typedef struct {
    base_str name, contact, evidence;
    enum http_text wrong[3];        /* HTTP_T_NOTHING: nothing */
    const http_evidence_file *file; /* what is wrong with them stands there */
    size_t n_files;
    enum http_text files_wrong; /* all together */
    bool any_wrong;
} filled;

base_str portal_given(http_exchange *x, const char *name) {
    base_str v = {NULL, 0};
    return http_form(x, name, &v) ? base_str_trim(v) : v;
}

static bool is_line(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return false;
    }
    return true;
}

static const filled nothing_yet = {.wrong = {HTTP_T_NOTHING, HTTP_T_NOTHING, HTTP_T_NOTHING},
                                   .files_wrong = HTTP_T_NOTHING};

static bool files_are_wrong(const filled *f) {
    bool wrong = f->files_wrong != HTTP_T_NOTHING;
    for (size_t i = 0; i < f->n_files; i++) wrong = wrong || f->file[i].wrong != HTTP_T_NOTHING;
    return wrong;
}

static filled read_form(http_exchange *x) {
    filled f = nothing_yet;
    f.name = portal_given(x, "name");
    f.contact = portal_given(x, "contact");
    f.evidence = portal_given(x, "evidence");
    f.file = http_evidence_files(x, &f.n_files, &f.files_wrong);
    if (base_utf8_count(f.name) < 2 || f.name.n > PORTAL_NAME_MAX || !is_line(f.name)) f.wrong[0] = HTTP_T_WRONG_NAME;
    if (f.contact.n > PORTAL_CONTACT_MAX || !mail_address_good(f.contact)) f.wrong[1] = HTTP_T_WRONG_CONTACT;
    if (f.evidence.n < PORTAL_EVIDENCE_MIN || f.evidence.n > PORTAL_EVIDENCE_MAX) f.wrong[2] = HTTP_T_WRONG_EVIDENCE;
    f.any_wrong = files_are_wrong(&f);
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

static base_str megabytes(http_html *h) { return base_arena_fmt(h->x->arena, "%d", (int)HTTP_EVIDENCE_MB); }
static base_str at_most(http_html *h) { return base_arena_fmt(h->x->arena, "%d", (int)HTTP_EVIDENCE_FILES); }

/* What is wrong with the files, one by one; they have to be chosen anew in any case. */
static void put_files_wrong(http_html *h, const filled *f) {
    if (f->files_wrong != HTTP_T_NOTHING) html_fill(h, f->files_wrong, (base_str[]){at_most(h)}, 1);
    for (size_t i = 0; i < f->n_files; i++) {
        const http_evidence_file *x = &f->file[i];
        if (x->wrong == HTTP_T_NOTHING) continue;
        const base_str arg[] = {base_arena_fmt(h->x->arena, "%zu", i + 1),
                                base_str_of(h->x->zh ? x->why.zh : x->why.en)};
        html_fill(h, x->wrong, arg, 2);
        HTML_RAW(h, " ");
    }
    html_fill(h, HTTP_T_FILES_AGAIN, NULL, 0);
}

/* Nothing of them is kept with a form that is shown again. */
static bool files_again(const filled *f) { return files_are_wrong(f) || (f->any_wrong && f->n_files > 0); }

static void put_files(http_html *h, const filled *f) {
    const bool wrong = files_are_wrong(f);
    HTML_RAW(h, "<fieldset><legend>");
    HTML_T(h, FILES_LEGEND);
    HTML_RAW(h, "</legend><span class=\"hint\" id=\"files-hint\">");
    HTML_T(h, FILES_HINT, at_most(h), megabytes(h));
    HTML_RAW(h, "</span>");
    if (files_again(f)) {
        HTML_RAW(h, "<span class=\"error\" id=\"files-error\">");
        put_files_wrong(h, f);
        HTML_RAW(h, "</span>");
    }
    for (int i = 1; i <= HTTP_EVIDENCE_FILES; i++) {
        const base_str n = base_arena_fmt(h->x->arena, "%d", i);
        HTML_RAW(h, "<p><label for=\"file");
        html_text(h, n);
        HTML_RAW(h, "\">");
        HTML_T(h, FILE_N, n);
        HTML_RAW(h, "</label><input type=\"file\" name=\"file\" accept=\".pdf,.jpg,.jpeg,.png\" id=\"file");
        html_text(h, n);
        HTML_RAW(h, "\"");
        put_described(h, "files", wrong ? HTTP_T_FILE_WRONG : HTTP_T_NOTHING);
        HTML_RAW(h, "></p>");
    }
    HTML_RAW(h, "</fieldset>\n");
}

static void begin_way(http_html *h, const char *field, enum http_text label) {
    HTML_RAW(h, "<li><a href=\"#");
    base_buf_puts(h->b, base_str_of(field));
    HTML_RAW(h, "\">");
    HTML_T(h, WRONG_AT, http_text_in(h->zh, label));
}

/* What is wrong, each with the way to its field: the field may be out of sight. Read out and stood at when the page
 * comes. */
static void put_summary(http_html *h, const filled *f) {
    static const char *const field[] = {"name", "contact", "evidence"};
    static const enum http_text label[] = {HTTP_T_REAL_NAME, HTTP_T_CONTACT_MAIL, HTTP_T_EVIDENCE};
    if (!f->any_wrong) return;
    HTML_RAW(h, "<div class=\"wrong\" role=\"alert\" id=\"wrong\" tabindex=\"-1\" autofocus>\n<p class=\"error\">");
    HTML_T(h, FORM_WRONG);
    HTML_RAW(h, "</p>\n<ul>");
    for (size_t i = 0; i < sizeof field / sizeof *field; i++) {
        if (f->wrong[i] == HTTP_T_NOTHING) continue;
        begin_way(h, field[i], label[i]);
        html_fill(h, f->wrong[i], NULL, 0);
        HTML_RAW(h, "</a></li>\n");
    }
    if (files_again(f)) {
        begin_way(h, "file1", HTTP_T_EVIDENCE_FILES);
        put_files_wrong(h, f);
        HTML_RAW(h, "</a></li>\n");
    }
    HTML_RAW(h, "</ul></div>\n");
}

static void put_form(http_html *h, const filled *f) {
    HTML_RAW(h, "<form class=\"entry\" method=\"post\" enctype=\"multipart/form-data\" action=\"");
    html_href_of(h, "/notices/", h->x->param[0]);
    HTML_RAW(h, "/");
    base_buf_percent(h->b, h->x->param[1]);
    HTML_RAW(h, "\">\n");
    put_summary(h, f);
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
    HTML_RAW(h, "</textarea></p>\n");
    put_files(h, f);
    HTML_RAW(h, "<p class=\"trap\" aria-hidden=\"true\"><label for=\"website\">");
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
    return find(x, &p) ? show(x, &p, &nothing_yet, 200) : HTTP_NOW;
}

/* ---- handing in ---- */

typedef struct {
    http_exchange *x;
    filled form;
    portal_objection o;
    base_str code, of, address;
    app_upload file[HTTP_EVIDENCE_FILES]; /* the same content once */
    size_t n_files;
    app *writer;
    const app_seal *seal; /* in the transaction */
    bool too_often;
} handing;

core_actor portal_objection_holder(base_arena *arena, const app_seal *seal, size_t key, base_str number) {
    return (core_actor){.level = BASE_STR("public"),
                        .who = app_seal_mac_hex_by(seal, key, arena, "objection-files", number, 32)};
}

static bool is_there(const handing *s, base_str digest) {
    for (size_t i = 0; i < s->n_files; i++) {
        if (base_str_eq(s->file[i].digest, digest)) return true;
    }
    return false;
}

static void name_files(handing *s) {
    base_arena *arena = s->x->arena;
    for (size_t i = 0; i < s->form.n_files; i++) {
        const files_stored *f = &s->form.file[i].stored;
        const base_str digest = base_str_of(f->digest);
        const files_type *type = files_type_of(base_str_of(f->type));
        if (is_there(s, digest)) continue;
        const size_t n = s->n_files++;
        s->file[n] = (app_upload){.digest = digest, .type = base_str_of(f->type), .size = f->size, .at = s->o.at};
        s->file[n].until = s->o.at + (int64_t)HTTP_OBJECTION_DAYS * DAY_MS;
        s->file[n].name = base_arena_fmt(arena, "异议证据%zu.%s", n + 1, type != NULL ? type->suffix : "bin");
    }
    s->o.files = s->n_files;
}

static bool note_files(handing *s, store *db, const store_head *head, base_err *e) {
    const core_actor by = portal_objection_holder(s->x->arena, s->seal, 0, s->o.number);
    bool again = false;
    for (size_t i = 0; i < s->n_files; i++) {
        if (!app_upload_note(db, head, s->x->arena, by, &s->file[i], &again, e)) return false;
    }
    return http_evidence_count(s->x, db, s->seal, e);
}

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
    base_json_name(&j, "files");
    base_json_arr(&j);
    for (size_t i = 0; i < s->n_files; i++)
        base_json_str(&j, base_arena_fmt(arena, "sha256:%.*s", (int)s->file[i].digest.n, s->file[i].digest.p));
    base_json_arr_end(&j);
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

base_str portal_code_digest(const app_seal *seal, size_t key, base_arena *arena, base_str number, base_str code) {
    base_str both = base_arena_fmt(arena, "%.*s|%.*s", (int)number.n, number.p, (int)code.n, code.p);
    return app_seal_mac_hex_by(seal, key, arena, "objection-code", both, 64);
}

static bool put_mail(handing *s, store *db, const store_head *head, base_err *e) {
    const portal_words w = {s->x->arena, NULL, s->x->zh};
    const app_mail mail = {.to = s->form.contact,
                           .subject = http_text_in(s->x->zh, HTTP_T_CODE_SUBJECT),
                           .text = PORTAL_SAY(&w, CODE_MAIL, s->o.number, s->code)};
    return app_outbox_put(db, head, &mail, 1, e);
}

/* By the key that is in use in this transaction. */
static bool seal_it(handing *s, base_err *e) {
    base_arena *arena = s->x->arena;
    s->seal = app_seal_of(s->writer, e);
    if (s->seal == NULL) return false;
    const base_str name = app_seal_mac_hex(s->seal, arena, "objection-path", s->o.number, 12);
    s->o.path = base_arena_fmt(arena, "%.*s/p%.*s", (int)s->of.n, s->of.p, (int)name.n, name.p);
    s->o.code = portal_code_digest(s->seal, 0, arena, s->o.number, s->code);
    s->o.sealed = sealed_of(s, e);
    return s->o.sealed.p != NULL;
}

static bool put_all(void *ctx, store *db, const store_head *head, base_err *e) {
    handing *s = ctx;
    const int64_t lapses = s->o.at + (int64_t)HTTP_OBJECTION_DAYS * DAY_MS;
    size_t swept = 0;
    return seal_it(s, e) && portal_objection_sweep(db, s->o.at, &swept, e) &&
           portal_objection_put(db, &s->o, 0, lapses, e) &&
           portal_objection_count(db, s->seal, s->x->arena, &s->o, e) && note_files(s, db, head, e) &&
           put_mail(s, db, head, e);
}

static void hand_in(void *ctx, app *writer) {
    http_exchange *x = ctx;
    handing *s = x->state;
    base_err *e = &x->error;
    const app_desk desk = {writer, NULL};
    portal_received n;
    int64_t until = 0, now = app_now();
    s->writer = writer;
    if (!app_throttle_until(writer, APP_THROTTLE_OBJECTION, s->address, now, &until, e) ||
        !portal_objections_of(writer, s->of, &n, e))
        return;
    s->too_often = until > now || n.unconfirmed >= HTTP_OBJECTIONS_NOTICE;
    if (s->too_often) return;
    s->code = portal_objection_code(x->arena);
    s->o = (portal_objection){
        .number = portal_objection_number(x->arena), .of = s->of, .state = BASE_STR("unconfirmed"), .at = now};
    name_files(s);
    if (!app_kept_write(&desk, put_all, s, e)) return;
    (void)app_throttle_hit(writer, APP_THROTTLE_OBJECTION, s->address, now, &until, &(base_err){0});
}

enum http_step portal_to_progress(http_exchange *x, base_str number, base_str code) {
    base_str path = base_arena_fmt(x->arena, "%s/objection?number=%.*s%s%.*s", x->zh ? "" : "/en", (int)number.n,
                                   number.p, code.n > 0 ? "&code=" : "", (int)code.n, code.n > 0 ? code.p : "");
    return http_see_other(x, path);
}

static enum http_step handed_in(http_exchange *x) {
    handing *s = x->state;
    if (s->too_often) return http_portal_too_often(x);
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    /* Of a demonstration nobody reads the mail, so the code is shown. */
    return portal_to_progress(x, s->o.number, http_is_demonstration(x->service) ? s->code : (base_str){NULL, 0});
}

/* On a thread that may wait for the disk. */
static void keep_files(http_exchange *x) { http_evidence_keep(x); }

/* What only the whole file could tell. */
static enum http_step files_kept(http_exchange *x) {
    handing *s = x->state;
    page p;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (!files_are_wrong(&s->form)) return http_work(x, hand_in, handed_in);
    s->form.any_wrong = true;
    return find(x, &p) ? show(x, &p, &s->form, 422) : HTTP_NOW;
}

static bool has_to_wait(app *a, base_str address) {
    int64_t until = 0;
    base_err e = {0};
    const int64_t now = app_now();
    /* What can not be told now the writer will ask again. */
    return app_throttle_until(a, APP_THROTTLE_OBJECTION, address, now, &until, &e) && until > now;
}

enum http_step http_portal_object(http_exchange *x) {
    page p;
    if (!find(x, &p)) return HTTP_NOW;
    const filled f = read_form(x);
    const bool trapped = portal_given(x, "website").n > 0;
    const bool open = p.notice.objection != RULES_NONE &&
                      (p.notice.last == BASE_DATE_NONE || http_today(x->service) <= p.notice.last);
    if (f.any_wrong || trapped || !open || http_queue(x->service) == NULL) return show(x, &p, &f, 422);
    const base_str address = app_throttle_address(x->arena, x->client);
    if (!http_portal_allow(x, HTTP_RATE_OBJECTION) || has_to_wait(p.app, address)) return http_portal_too_often(x);
    handing *s = base_arena_alloc(x->arena, sizeof *s);
    *s = (handing){.x = x, .form = f, .of = p.notice.path, .address = address};
    x->state = s;
    if (f.n_files == 0) return http_work(x, hand_in, handed_in);
    return http_outward_do(x->service->disk, x, keep_files, files_kept);
}
