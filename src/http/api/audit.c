/* audit.c - /api/v1/audit: a run of the audit (http/audit.h), for the auditor: started, looked at, ended. */
#include "http/audit.h"

#include "app/access.h"
#include "app/show.h"
#include "http/api/api.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/problem.h"
#include "http/service_i.h"

bool http_is_auditor(http_exchange *x) {
    if (base_str_is(x->who->office, "audit")) return true;
    http_problem(x, 403, (rules_text){BASE_STR("此项由审计管理员办理"), BASE_STR("this is the matter of the auditor")});
    return false;
}

static const char *state_name(enum http_audit_state s) {
    switch (s) {
    case HTTP_AUDIT_RUNNING: return "running";
    case HTTP_AUDIT_DONE: return "done";
    case HTTP_AUDIT_FAILED: return "failed";
    case HTTP_AUDIT_STOPPED: return "stopped";
    case HTTP_AUDIT_NONE: break;
    }
    return "none";
}

static enum http_step tell(http_exchange *x, unsigned status) {
    base_json j;
    const http_audit_figures f = http_audit_look(x->service->audit, x->arena);
    put_begin(x, &j);
    x->status = status;
    base_json_text(&j, "state", base_str_of(state_name(f.state)));
    if (f.state != HTTP_AUDIT_NONE) {
        base_json_text(&j, "by", f.by);
        put_instant(&j, "began", f.began);
        put_instant(&j, "ended", f.ended);
        base_json_number(&j, "done", f.done);
        base_json_number(&j, "total", f.total);
    }
    if (f.state == HTTP_AUDIT_FAILED) base_json_err(&j, "error", &f.error);
    if (f.state == HTTP_AUDIT_DONE) {
        base_json_name(&j, "report");
        base_json_value(&j, f.report);
    }
    return put_end(&j);
}

enum http_step http_api_audit(http_exchange *x) { return http_is_auditor(x) ? tell(x, 200) : HTTP_NOW; }

enum http_step http_api_audit_stop(http_exchange *x) {
    if (!http_is_auditor(x)) return HTTP_NOW;
    http_audit_stop(x->service->audit);
    return put_nothing(x);
}

/* ---- POST ---- */

static void note(void *ctx, app *writer) {
    http_exchange *x = ctx;
    const app_by by = http_by(x);
    const app_access r = {.at = app_now(), .who = by.login, .did = BASE_STR(APP_DID_AUDIT), .from = by.from};
    (void)app_access_add(writer, &r, &x->error);
}

static enum http_step busy(http_exchange *x) {
    return http_problem(x, 409,
                        (rules_text){BASE_STR("核验正在进行，一次只能有一项；请等待其结束，或先中止"),
                                     BASE_STR("an audit is running, and there is one at a time; wait for it, or stop "
                                              "it first")});
}

static enum http_step start(http_exchange *x) {
    bool started = false;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!http_audit_start(x->service->audit, x->who->account, app_head(a).size, &started, &x->error))
        return http_problem_of(x, &x->error);
    return started ? tell(x, 202) : busy(x);
}

enum http_step http_api_audit_start(http_exchange *x) {
    if (!http_is_auditor(x)) return HTTP_NOW;
    if (http_audit_look(x->service->audit, x->arena).state == HTTP_AUDIT_RUNNING) return busy(x);
    return http_work(x, note, start);
}
