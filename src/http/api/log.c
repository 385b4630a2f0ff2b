/* log.c - GET /api/v1/log: what has happened, of all clusters together, newest first, for the auditor. */
#include "http/api/api_i.h"

static bool read_day(http_exchange *x, const char *name, base_date *out) {
    base_str text = {NULL, 0};
    base_err e = {0};
    http_query(x, name, &text);
    if (text.n == 0 || base_date_parse(text, out, &e)) return true;
    http_problem(x, 400,
                 (rules_text){base_arena_fmt(x->arena, "%s 应为日期，如 2025-06-30", name),
                              base_arena_fmt(x->arena, "%s must be a date such as 2025-06-30", name)});
    return false;
}

enum http_step http_api_log(http_exchange *x) {
    base_json j;
    base_err e = {0};
    app_timeline found;
    app_log_query q = {.from = BASE_DATE_NONE, .until = BASE_DATE_NONE};
    if (!http_is_auditor(x) || !http_api_number(x, "before", INT64_MAX, INT64_MAX, &q.before) ||
        !read_day(x, "from", &q.from) || !read_day(x, "until", &q.until))
        return HTTP_NOW;
    http_query(x, "q", &q.text);
    http_query(x, "path", &q.path);
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_show_log(a, &q, x->arena, &found, &e)) return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_timeline(&j, &found);
    return http_api_end(x, &j);
}
