/* proof.c - the file that proves how a cluster stands, made and signed by the writer; the keys that vouch for it; and
 * the page that says what is proved and how to check it. */
#include "app/certificate.h"
#include "http/desk.h"
#include "http/portal/portal_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

typedef struct {
    base_str file;
    bool good;
} making;

static void make(void *ctx, app *writer) {
    http_exchange *x = ctx;
    making *m = x->state;
    app_certificate said;
    m->good = app_certify(writer, x->param[0], x->arena, &m->file, &said, &x->error);
}

static enum http_step made(http_exchange *x) {
    making *m = x->state;
    base_buf name;
    if (!m->good) return http_problem_of(x, &x->error);
    base_buf_init(&name, 2048);
    base_buf_puts(&name, BASE_STR("attachment; filename*=UTF-8''"));
    base_buf_percent(&name, x->param[0]);
    base_buf_puts(&name, BASE_STR(".proof"));
    http_answer(x, 200, "text/plain; charset=utf-8");
    http_set(x, "Content-Disposition", base_buf_str(&name));
    base_buf_free(&name);
    base_buf_clear(&x->out);
    base_buf_puts(&x->out, m->file);
    return HTTP_NOW;
}

/* Looked for first by a reader: what is not there need not bother the writer. */
enum http_step http_portal_proof(http_exchange *x) {
    if (!portal_cluster_is_there(x)) return HTTP_NOW;
    if (http_queue(x->service) == NULL) {
        return http_problem(x, 503,
                            (rules_text){BASE_STR("本站只供查阅，不在此出具证明；请向保管记录的单位索取"),
                                         BASE_STR("this site is for reading only and signs no proofs; ask whoever "
                                                  "keeps the record")});
    }
    if (!http_portal_allow(x, HTTP_RATE_PROOF)) return http_portal_too_often(x);
    x->state = base_arena_alloc(x->arena, sizeof(making));
    return http_work(x, make, made);
}

/* ---- keys ---- */

static void put_keys(base_buf *b, app *a) {
    size_t n;
    const log_pub *const *pub = app_pubs(a, &n);
    for (size_t i = 0; i < n; i++) {
        log_pub_put(b, pub[i]);
        base_buf_putc(b, '\n');
    }
}

enum http_step http_portal_keys(http_exchange *x) {
    app *a = http_portal_reader(x);
    if (a == NULL) return HTTP_NOW;
    http_answer(x, 200, "text/plain; charset=utf-8");
    http_set(x, "Content-Disposition", BASE_STR("attachment; filename=\"log.pub\""));
    base_buf_clear(&x->out);
    put_keys(&x->out, a);
    return HTTP_NOW;
}

enum http_step http_portal_checkpoint_file(http_exchange *x) {
    base_str note = {NULL, 0};
    base_err e = {0};
    app *a = http_portal_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_published(a, x->arena, &note, &e)) return http_problem_of(x, &e);
    if (note.p == NULL) {
        return http_problem(x, 404,
                            (rules_text){BASE_STR("还没有公布检查点"), BASE_STR("no checkpoint was published yet")});
    }
    http_answer(x, 200, "text/plain; charset=utf-8");
    base_buf_clear(&x->out);
    base_buf_puts(&x->out, note);
    return HTTP_NOW;
}

/* ---- the page that checks by itself ---- */

static const http_asset *offline(void) { return http_desk_file(BASE_STR("/desk/verify.html")); }

enum http_step http_portal_offline(http_exchange *x) {
    const http_asset *page = offline();
    if (page != NULL) return http_asset_send(x, page);
    return http_problem(
        x, 404,
        (rules_text){BASE_STR("此程序构建时没有包含离线核验页（构建机器上缺少 npm）；可用命令 jiqun verify"),
                     BASE_STR("this program was built without the page that checks offline (npm was "
                              "lacking); use jiqun verify")});
}

static void put_offline(http_html *h) {
    const http_asset *page = offline();
    if (page == NULL) return;
    html_p(h, HTTP_T_VERIFY_BROWSER);
    HTML_RAW(h, "<p class=\"links\"><a href=\"/verify/offline\">");
    html_fill(h, HTTP_T_VERIFY_OPEN, NULL, 0);
    HTML_RAW(h, "</a> <a href=\"/verify/offline\" download=\"verify.html\">");
    html_fill(h, HTTP_T_VERIFY_SAVE, NULL, 0);
    HTML_RAW(h, "</a></p>\n");
}

/* ---- the page ---- */

static void put_key_list(http_html *h, app *a) {
    size_t n;
    const log_pub *const *pub = app_pubs(a, &n);
    html_heading(h, 2, "keys", HTTP_T_KEYS);
    html_p(h, HTTP_T_KEYS_WHAT);
    HTML_RAW(h, "<ul class=\"keys\">");
    for (size_t i = 0; i < n; i++) {
        base_buf line;
        base_buf_init(&line, 4096);
        log_pub_put(&line, pub[i]);
        HTML_RAW(h, "<li><code>");
        html_text(h, base_buf_str(&line));
        HTML_RAW(h, "</code></li>");
        base_buf_free(&line);
    }
    HTML_RAW(h, "</ul>\n<p class=\"links\">");
    html_link(h, "/verify/keys", HTTP_T_KEYS_GET);
    HTML_RAW(h, " ");
    html_link(h, "/verify/checkpoint", HTTP_T_CHECKPOINT_GET);
    HTML_RAW(h, "</p>\n");
}

static void put_list(http_html *h, enum http_text title, const enum http_text *item, size_t n) {
    html_heading(h, 2, NULL, title);
    HTML_RAW(h, "<ul>");
    for (size_t i = 0; i < n; i++) {
        HTML_RAW(h, "<li>");
        html_fill(h, item[i], NULL, 0);
        HTML_RAW(h, "</li>");
    }
    HTML_RAW(h, "</ul>\n");
}

enum http_step http_portal_verify(http_exchange *x) {
    static const enum http_text says[] = {HTTP_T_VERIFY_SAYS_1, HTTP_T_VERIFY_SAYS_2, HTTP_T_VERIFY_SAYS_3};
    static const enum http_text not [] = {HTTP_T_VERIFY_NOT_1, HTTP_T_VERIFY_NOT_2, HTTP_T_VERIFY_NOT_3};
    app *a = http_portal_reader(x);
    if (a == NULL) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_VERIFY, http_text_in(x->zh, HTTP_T_VERIFY));
    html_p(&h, HTTP_T_VERIFY_WHAT);
    put_list(&h, HTTP_T_VERIFY_SAYS, says, 3);
    put_list(&h, HTTP_T_VERIFY_NOT, not, 3);
    html_heading(&h, 2, "how", HTTP_T_VERIFY_HOW);
    put_offline(&h);
    html_p(&h, HTTP_T_VERIFY_COMMAND);
    HTML_RAW(&h, "<pre><code>jiqun verify --pub log.pub FILE.proof</code></pre>\n");
    html_p(&h, log_hasher_suite(app_hasher(a)) == LOG_SM3_SM2 ? HTTP_T_VERIFY_SUITE_SM : HTTP_T_VERIFY_SUITE_SHA);
    put_key_list(&h, a);
    portal_as_recorded(&h, a);
    return http_page_end(&h);
}
