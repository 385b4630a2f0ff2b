/* serve.c - a request is prepared when its headers are there and served when its body is. */
#include "http/evidence.h"
#include "http/identify.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"
#include "http/upload.h"

enum { LANG_COOKIE_MAX = 8 };

/* Pages say their language in the address; programs in Accept-Language. */
static void choose_language(http_exchange *x, base_str *segment, size_t *n) {
    x->zh = true;
    if (*n > 0 && base_str_is(segment[0], "en")) {
        x->zh = false;
        for (size_t i = 1; i < *n; i++) segment[i - 1] = segment[i];
        (*n)--;
        x->path = *n > 0 ? (base_str){x->path.p + 3, x->path.n - 3} : BASE_STR("/");
        return;
    }
    if (http_is_api(x)) x->zh = !base_str_starts(http_header(x, "Accept-Language"), BASE_STR("en"));
}

static void choose_theme(http_exchange *x) {
    base_str said;
    x->contrast = http_cookie(x, "theme", &said) && base_str_is(said, "contrast");
}

static bool not_found(http_exchange *x, unsigned allowed) {
    base_buf names;
    if (allowed == 0) {
        http_problem(x, 404,
                     (rules_text){BASE_STR("没有这个地址；请从首页或目录查找"),
                                  BASE_STR("there is nothing at this address; look from the home page")});
        return false;
    }
    base_buf_init(&names, 100);
    for (int m = 0; m < HTTP_OTHER; m++) {
        if ((allowed & (1u << m)) == 0) continue;
        if (names.n > 0) base_buf_puts(&names, BASE_STR(", "));
        base_buf_puts(&names, base_str_of(http_method_name((enum http_method)m)));
        if (m == HTTP_GET) base_buf_puts(&names, BASE_STR(", HEAD"));
    }
    http_problem(x, 405,
                 (rules_text){BASE_STR("此地址不支持这种方法；可用的方法见 Allow"),
                              BASE_STR("this address does not take that method; see Allow")});
    http_set(x, "Allow", base_buf_str(&names));
    base_buf_free(&names);
    return false;
}

static bool decode_places(http_exchange *x, const base_str *raw, base_err *e) {
    for (size_t i = 0; i < HTTP_SEGMENTS_MAX; i++) {
        if (raw[i].p != NULL && !http_decode(x->arena, raw[i], false, &x->param[i], e)) return false;
    }
    return true;
}

/* This machine itself, and whoever is named. A proxy that is not named would make everybody look like this machine. */
static bool may_monitor(http_exchange *x) {
    const http_service_options *o = http_service_settings(x->service);
    for (size_t i = 0; i < o->n_monitors; i++) {
        if (base_str_is(x->client, o->monitor[i])) return true;
    }
    bool here = base_str_is(x->client, "127.0.0.1") || base_str_is(x->client, "::1");
    if (here && http_header(x, "X-Forwarded-For").p == NULL && http_header(x, "Forwarded").p == NULL) return true;
    http_problem(x, 403,
                 (rules_text){BASE_STR("只对本机与指定的监控地址开放（--monitor）"),
                              BASE_STR("open to this machine and named monitors only (--monitor)")});
    return false;
}

static bool admit_public(http_exchange *x) {
    const bool good = x->route->body != HTTP_EVIDENCE_FORM || http_evidence_admit(x);
    http_reader_return(x);
    return good;
}

/* Before the body is read: nobody fills a disk who may not. */
static bool admit(http_exchange *x) {
    if (!http_admit_site(x)) return false;
    if (x->route->access == HTTP_PUBLIC) return admit_public(x);
    if (x->route->access == HTTP_INTERNAL) return may_monitor(x);
    bool good = http_identify(x) && http_admit(x) && (x->route->body != HTTP_UPLOAD_BODY || http_upload_admit(x));
    http_reader_return(x);
    return good;
}

bool http_prepare(http_exchange *x) {
    base_str segment[HTTP_SEGMENTS_MAX], raw[HTTP_SEGMENTS_MAX] = {{NULL, 0}}, query;
    size_t n = 0;
    unsigned allowed = 0;
    base_err e = {0};
    base_str whole;
    x->zh = true;
    if (!http_target_split(x->target, segment, &n, &x->path, &query, &e)) goto bad;
    if (!http_decode(x->arena, x->path, false, &whole, &e)) goto bad;
    choose_language(x, segment, &n);
    choose_theme(x);
    x->route = http_route_find(x->method, segment, n, raw, &allowed);
    if (x->route == NULL || (!x->zh && !x->route->page && !http_is_api(x))) return not_found(x, allowed);
    if (!decode_places(x, raw, &e) || !http_pairs(x->arena, query, &x->query, &x->n_query, &e)) goto bad;
    return admit(x);
bad:
    http_problem(x, e.kind == BASE_ERR_LIMIT ? 414 : 400, (rules_text){base_str_of(e.zh), base_str_of(e.en)});
    return false;
}

size_t http_body_max(const http_exchange *x) {
    switch (x->route->body) {
    case HTTP_JSON_BODY: return HTTP_JSON_MAX;
    case HTTP_FORM_BODY: return HTTP_FORM_MAX;
    case HTTP_EVIDENCE_FORM: return x->evidence != NULL ? HTTP_EVIDENCE_BODY : HTTP_FORM_MAX;
    case HTTP_UPLOAD_BODY: return http_upload_body_max(x);
    case HTTP_NO_BODY: break;
    }
    return 0;
}

bool http_body_streams(const http_exchange *x) { return x->route->body == HTTP_UPLOAD_BODY || x->evidence != NULL; }

void http_body_put(http_exchange *x, const char *p, size_t n) {
    if (x->evidence != NULL)
        http_evidence_put(x, p, n);
    else
        http_upload_put(x, p, n);
}

static bool has_type(const http_exchange *x, const char *type) {
    base_str rest, said = base_str_trim(base_str_cut(http_header(x, "Content-Type"), ';', &rest));
    return base_str_is(said, type);
}

static bool check_body(http_exchange *x) {
    base_err e = {0};
    if (x->evidence != NULL) return http_evidence_end(x);
    if (x->body.n == 0) return true;
    if (x->route->body == HTTP_JSON_BODY && !has_type(x, "application/json")) {
        http_problem(x, 415, (rules_text){BASE_STR("应为 application/json"), BASE_STR("expected application/json")});
        return false;
    }
    if (x->route->body != HTTP_FORM_BODY && x->route->body != HTTP_EVIDENCE_FORM) return true;
    if (!has_type(x, "application/x-www-form-urlencoded")) {
        http_problem(x, 415,
                     (rules_text){BASE_STR("应为 application/x-www-form-urlencoded"),
                                  BASE_STR("expected application/x-www-form-urlencoded")});
        return false;
    }
    if (http_pairs(x->arena, x->body, &x->form, &x->n_form, &e)) return true;
    http_problem_of(x, &e);
    return false;
}

enum http_step http_serve(http_exchange *x) {
    if (!check_body(x)) return HTTP_NOW;
    if (x->route->body == HTTP_UPLOAD_BODY && !http_upload_end(x)) return HTTP_NOW;
    return x->route->handler(x);
}

enum http_step http_resume(http_exchange *x) { return x->resume(x); }
