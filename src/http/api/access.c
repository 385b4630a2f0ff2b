/* access.c - GET /api/v1/access: the access record, for the auditor; by pages, or what a query finds as CSV. */
#include "app/access.h"

#include "http/api/api_i.h"
#include "http/api/put.h"

enum { LIST_MAX = 200 };

static bool put_record(void *ctx, const app_access *r) {
    base_json *j = ctx;
    base_json_obj(j);
    base_json_number(j, "number", r->number);
    put_instant(j, "at", r->at);
    base_json_text(j, "who", r->who);
    base_json_text(j, "did", r->did);
    base_json_text(j, "about", r->about);
    base_json_text(j, "why", r->why);
    base_json_text(j, "from", r->from);
    base_json_obj_end(j);
    return true;
}

static enum http_step send_page(http_exchange *x, app *a, const app_access_query *q) {
    base_json j;
    base_err e = {0};
    uint64_t next = 0;
    put_begin(x, &j);
    base_json_name(&j, "items");
    base_json_arr(&j);
    if (!app_accesses(a, q, put_record, &j, &next, &e)) return http_problem_of(x, &e);
    base_json_arr_end(&j);
    base_json_name(&j, "next");
    if (next > 0)
        base_json_u64(&j, next);
    else
        base_json_null(&j);
    return put_end(&j);
}

/* ---- as a table ---- */

static bool put_line(void *ctx, const app_access *r) {
    base_buf *b = ctx;
    const base_str cell[] = {r->who, r->did, r->about, r->why, r->from};
    base_buf_u64(b, r->number);
    base_buf_putc(b, ',');
    core_put_instant(b, r->at);
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) {
        base_buf_putc(b, ',');
        base_buf_csv_words(b, cell[i]);
    }
    base_buf_puts(b, BASE_STR("\r\n"));
    return !b->full;
}

/* Bounded, since it is made while the request is served; what does not fit is told, and the number to go on with. */
static enum http_step send_table(http_exchange *x, app *a, const app_access_query *query) {
    app_access_query q = *query;
    base_err e = {0};
    size_t looked = 0;
    uint64_t next = 0;
    http_answer(x, 200, "text/csv; charset=utf-8");
    http_set(x, "Content-Disposition", BASE_STR("attachment; filename=\"access.csv\""));
    base_buf_puts(&x->out, BASE_STR("number,at,who,did,about,why,from\r\n"));
    do {
        if (!app_accesses(a, &q, put_line, &x->out, &next, &e)) return http_problem_of(x, &e);
        q.before = next;
        looked += LIST_MAX;
    } while (next > 0 && looked < HTTP_ACCESS_ROWS && !x->out.full);
    if (next > 0) base_buf_fmt(&x->out, "# %s before=%llu\r\n", "more:", (unsigned long long)next);
    return HTTP_NOW;
}

enum http_step http_api_access(http_exchange *x) {
    bool csv = false;
    app_access_query q = {.limit = LIST_MAX};
    if (!http_is_auditor(x) || !http_api_number(x, "before", INT64_MAX, 0, &q.before) || !http_api_csv(x, &csv))
        return HTTP_NOW;
    http_query(x, "who", &q.who);
    http_query(x, "about", &q.about);
    http_query(x, "did", &q.did);
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    return csv ? send_table(x, a, &q) : send_page(x, a, &q);
}
