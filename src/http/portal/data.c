/* data.c - open data: the catalogue for people and for programs (DCAT), the files, their digests.
 *
 * What vouches for a file: its digest, and the signed checkpoint of the log that it names. The log's key signs tree
 * heads and certificates and nothing else, so a file has no signature of its own; whoever has the log can make the file
 * again and compare. */
#include <unistd.h>

#include "base/json_out.h"
#include "http/portal/data_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

enum { NOTE_MAX = 128 << 10 };

/* "register.csv" */
static bool parse_name(base_str file, size_t *dataset, enum portal_form *form) {
    base_str end, name = base_str_cut(file, '.', &end);
    for (*dataset = 0; *dataset < PORTAL_DATASETS; (*dataset)++) {
        if (!base_str_is(name, portal_datasets[*dataset].name)) continue;
        for (int f = 0; f < PORTAL_FORMS; f++) {
            *form = (enum portal_form)f;
            if (base_str_is(end, portal_form_name(*form))) return true;
        }
    }
    return false;
}

static enum http_step no_file(http_exchange *x) {
    return http_problem(x, 404,
                        (rules_text){BASE_STR("没有这个文件；各数据集列在“数据开放”页"),
                                     BASE_STR("there is no such file; datasets are listed on the page Open data")});
}

/* ---- the file ---- */

static enum http_step send_file(http_exchange *x) {
    portal_file f;
    base_buf b;
    log_hash sha;
    size_t dataset;
    enum portal_form form = PORTAL_CSV;
    if (!portal_job_file(x, &f)) return HTTP_NOW;
    (void)parse_name(x->param[0], &dataset, &form);
    http_answer(x, 200, portal_form_type(form));
    x->file = f.fd;
    x->file_size = f.bytes;
    base_buf_init(&b, 512);
    if (log_hash_parse_hex((base_str){f.sha256, 64}, &sha)) {
        base_buf_puts(&b, BASE_STR("sha-256=:"));
        log_base64_put(&b, (base_str){(const char *)sha.b, LOG_HASH});
        base_buf_puts(&b, BASE_STR(":"));
        http_set(x, "Repr-Digest", base_buf_str(&b));
    }
    base_buf_clear(&b);
    base_buf_fmt(&b, "attachment; filename=\"%s.%s\"", f.about.dataset, portal_form_name(form));
    http_set(x, "Content-Disposition", base_buf_str(&b));
    http_set(x, "ETag", base_arena_fmt(x->arena, "\"%.64s\"", f.sha256));
    base_buf_free(&b);
    return HTTP_NOW;
}

enum http_step http_portal_data_file(http_exchange *x) {
    size_t dataset;
    enum portal_form form;
    if (!parse_name(x->param[0], &dataset, &form)) return no_file(x);
    return portal_job(x, dataset, form, NULL, send_file);
}

/* ---- its digest ---- */

static enum http_step send_digest(http_exchange *x) {
    portal_file f;
    base_json j;
    base_str note = {NULL, 0};
    base_err e = {0};
    if (!portal_job_file(x, &f)) return HTTP_NOW;
    close(f.fd);
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    const enum log_suite suite = log_hasher_suite(app_hasher(a));
    http_answer(x, 200, "application/json");
    base_buf_clear(&x->out);
    base_json_init(&j, &x->out);
    base_json_obj(&j);
    base_json_text(&j, "file", x->param[0]);
    base_json_number(&j, "bytes", f.bytes);
    base_json_text(&j, "sha256", (base_str){f.sha256, 64});
    if (suite != LOG_SHA256_ED25519) base_json_text(&j, log_suite_name(suite), (base_str){f.own, 64});
    base_json_flag(&j, "demonstration", f.about.demonstration);
    base_json_text(&j, "log", f.about.origin);
    base_json_number(&j, "events", f.about.size);
    base_json_day(&j, "day", f.about.day);
    /* The last checkpoint; one that is smaller than the file's events is followed by one that is not. */
    if (app_published(a, x->arena, &note, &e) && note.p != NULL) base_json_text(&j, "checkpoint", note);
    base_json_obj_end(&j);
    return HTTP_NOW;
}

enum http_step http_portal_data_digest(http_exchange *x) {
    size_t dataset;
    enum portal_form form;
    if (!parse_name(x->param[0], &dataset, &form)) return no_file(x);
    return portal_job(x, dataset, form, NULL, send_digest);
}

/* ---- the register's answer to a query ---- */

static enum portal_form form_of(const http_exchange *x) {
    for (int f = 0; f < PORTAL_FORMS; f++) {
        if (base_str_ends(x->path, base_str_of(portal_form_name((enum portal_form)f)))) return (enum portal_form)f;
    }
    return PORTAL_CSV;
}

static enum http_step send_answer(http_exchange *x) {
    portal_file f;
    enum portal_form form = form_of(x);
    if (!portal_job_file(x, &f)) return HTTP_NOW;
    http_answer(x, 200, portal_form_type(form));
    http_set(x, "Content-Disposition",
             base_arena_fmt(x->arena, "attachment; filename=\"register.%s\"", portal_form_name(form)));
    x->file = f.fd;
    x->file_size = f.bytes;
    return HTTP_NOW;
}

enum http_step http_portal_register_file(http_exchange *x) {
    portal_register *p = base_arena_alloc(x->arena, sizeof *p);
    if (!portal_register_read(x, p)) return HTTP_NOW;
    return portal_job(x, PORTAL_DATA_REGISTER, form_of(x), &p->query, send_answer);
}

/* ---- the catalogue ---- */

static void put_forms(http_html *h, const portal_dataset *d) {
    for (int f = 0; f < PORTAL_FORMS; f++) {
        const char *form = portal_form_name((enum portal_form)f);
        static const char *const shown[] = {"CSV", "JSON", "XML", "XLSX"};
        base_str file = base_arena_fmt(h->x->arena, "%s.%s", d->name, form);
        HTML_RAW(h, "<li><a href=\"/data/");
        html_text(h, file);
        HTML_RAW(h, "\" download>");
        base_buf_puts(h->b, base_str_of(shown[f]));
        HTML_RAW(h, "<span class=\"unseen\"> ");
        html_fill(h, d->title, NULL, 0);
        HTML_RAW(h, "</span></a> <a class=\"small\" href=\"/data/");
        html_text(h, file);
        HTML_RAW(h, "/digest\">");
        HTML_T(h, DIGEST);
        HTML_RAW(h, "<span class=\"unseen\"> ");
        html_text(h, file);
        HTML_RAW(h, "</span></a></li>");
    }
}

static void put_dataset(http_html *h, const portal_dataset *d) {
    HTML_RAW(h, "<tr><th scope=\"row\">");
    html_fill(h, d->title, NULL, 0);
    HTML_RAW(h, "</th><td>");
    html_fill(h, d->what, NULL, 0);
    HTML_RAW(h, "</td><td><ul class=\"links\">");
    put_forms(h, d);
    HTML_RAW(h, "</ul></td></tr>\n");
}

enum http_step http_portal_data(http_exchange *x) {
    static const enum http_text column[] = {HTTP_T_DATASET, HTTP_T_CONTENT, HTTP_T_FILES};
    app *a = http_portal_reader(x);
    if (a == NULL) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_DATA, http_text_in(x->zh, HTTP_T_DATA));
    html_p(&h, HTTP_T_DATA_WHAT);
    html_table(&h, HTTP_T_DATA, column, 3);
    for (size_t i = 0; i < PORTAL_DATASETS; i++) put_dataset(&h, &portal_datasets[i]);
    html_table_end(&h);
    HTML_RAW(&h, "<p><a href=\"/data/catalog.jsonld\">");
    HTML_T(&h, DATA_DCAT);
    HTML_RAW(&h, "</a></p>\n");
    html_heading(&h, 2, "digests", HTTP_T_DATA_DIGESTS);
    html_p(&h, HTTP_T_DATA_DIGESTS_WHAT);
    portal_as_recorded(&h, a);
    return http_page_end(&h);
}

static void put_pair(base_json *j, const char *zh_key, enum http_text id) {
    base_json_name(j, zh_key);
    base_json_arr(j);
    for (int en = 0; en < 2; en++) {
        base_json_obj(j);
        base_json_text(j, "@language", en ? BASE_STR("en") : BASE_STR("zh-CN"));
        base_json_text(j, "@value", http_text_in(!en, id));
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_distribution(base_json *j, http_exchange *x, const portal_dataset *d, enum portal_form f) {
    base_str site = {NULL, 0}, rest;
    (void)http_site(x, &site);
    base_json_obj(j);
    base_json_text(j, "@type", BASE_STR("dcat:Distribution"));
    base_json_text(j, "dcat:downloadURL",
                   base_arena_fmt(x->arena, "%.*s/data/%s.%s", (int)site.n, site.n > 0 ? site.p : "", d->name,
                                  portal_form_name(f)));
    base_json_text(j, "dcat:mediaType", base_str_cut(base_str_of(portal_form_type(f)), ';', &rest));
    base_json_text(j, "dct:format", base_str_of(portal_form_name(f)));
    base_json_obj_end(j);
}

static void put_dcat(base_json *j, http_exchange *x, const portal_dataset *d) {
    base_json_obj(j);
    base_json_text(j, "@type", BASE_STR("dcat:Dataset"));
    base_json_text(j, "dct:identifier", base_str_of(d->name));
    put_pair(j, "dct:title", d->title);
    put_pair(j, "dct:description", d->what);
    base_json_name(j, "dcat:distribution");
    base_json_arr(j);
    for (int f = 0; f < PORTAL_FORMS; f++) put_distribution(j, x, d, (enum portal_form)f);
    base_json_arr_end(j);
    base_json_obj_end(j);
}

enum http_step http_portal_data_catalog(http_exchange *x) {
    base_json j;
    const http_service_options *o = http_service_settings(x->service);
    http_answer(x, 200, "application/ld+json");
    base_buf_clear(&x->out);
    base_json_init(&j, &x->out);
    base_json_obj(&j);
    base_json_name(&j, "@context");
    base_json_obj(&j);
    base_json_text(&j, "dcat", BASE_STR("http://www.w3.org/ns/dcat#"));
    base_json_text(&j, "dct", BASE_STR("http://purl.org/dc/terms/"));
    base_json_obj_end(&j);
    base_json_text(&j, "@type", BASE_STR("dcat:Catalog"));
    put_pair(&j, "dct:title", HTTP_T_SITE);
    put_pair(&j, "dct:description", http_is_demonstration(x->service) ? HTTP_T_DEMONSTRATION : HTTP_T_DATA_WHAT);
    if (o->operator_zh != NULL) base_json_text(&j, "dct:publisher", base_str_of(o->operator_zh));
    base_json_name(&j, "dcat:dataset");
    base_json_arr(&j);
    for (size_t i = 0; i < PORTAL_DATASETS; i++) put_dcat(&j, x, &portal_datasets[i]);
    base_json_arr_end(&j);
    base_json_obj_end(&j);
    return HTTP_NOW;
}
