/* read.c - see api_i.h. */
#include "http/api/api_i.h"
#include "http/identify.h"

app_viewer http_api_viewer(const http_exchange *x) {
    const http_who *who = x->who;
    app_viewer v = {.reads_all = who != NULL && base_str_is(who->office, "audit")};
    if (who != NULL && who->office.n == 0) v.actor = who->actor;
    return v;
}

static bool refuse(http_exchange *x, const char *name, const char *zh, const char *en) {
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "参数 %s：%s%.0s", "parameter %s: %.0s%s", name, zh, en);
    http_problem_of(x, &e);
    return false;
}

bool http_api_number(http_exchange *x, const char *name, uint64_t most, uint64_t usual, uint64_t *out) {
    base_str s;
    *out = usual;
    if (!http_query(x, name, &s) || s.n == 0) return true;
    if (base_number_parse(s, out) && *out <= most) return true;
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "参数 %s：应为 0 至 %llu 的整数", "parameter %s: a whole number from 0 to %llu",
                 name, (unsigned long long)most);
    http_problem_of(x, &e);
    return false;
}

static bool is_code(base_str s, size_t most) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
                    c == '-' || c == '.';
        if (!good) return false;
    }
    return s.n <= most;
}

enum { KNOWN_MAX = 240 };

static bool is_among(base_str name, const char *const *list) {
    for (; list != NULL && *list != NULL; list++) {
        if (base_str_is(name, *list)) return true;
    }
    return false;
}

bool http_api_known(http_exchange *x, const char *const *known) {
    char list[KNOWN_MAX];
    base_buf all;
    base_buf_over(&all, list, sizeof list);
    size_t i = 0;
    base_err e = {0};
    while (i < x->n_query && is_among(x->query[i].name, known)) i++;
    if (i == x->n_query) return true;
    for (const char *const *k = known; *k != NULL; k++) {
        if (k > known) base_buf_puts(&all, BASE_STR(", "));
        base_buf_puts(&all, base_str_of(*k));
    }
    const base_str name = base_utf8_head(x->query[i].name, 60);
    base_err_fmt(&e, BASE_ERR_INPUT, "没有参数“%.*s”；可用的参数：%.*s", "there is no parameter “%.*s”; known: %.*s",
                 (int)name.n, name.p, (int)all.n, all.p);
    http_problem_of(x, &e);
    return false;
}

bool http_api_query(http_exchange *x, app_list_query *q, const char *const *known) {
    uint64_t year = 0, limit = 0;
    *q = (app_list_query){.limit = 0};
    if (!http_api_known(x, known)) return false;
    if (http_query(x, "q", &q->text)) q->text = base_str_trim(q->text);
    http_query(x, "state", &q->state);
    http_query(x, "place", &q->place);
    http_query(x, "channel", &q->channel);
    http_query(x, "round", &q->round);
    http_query(x, "industry", &q->industry);
    http_query(x, "cursor", &q->cursor);
    if (!is_code(q->place, 9))
        return refuse(x, "place", "应为区划代码或其开头", "the code of a unit, or its beginning");
    if (!is_code(q->channel, 4)) return refuse(x, "channel", "应为渠道代码", "the code of a channel");
    if (!is_code(q->industry, 12)) return refuse(x, "industry", "应为产业代码或其开头", "a code of industry");
    if (!is_code(q->state, 64)) return refuse(x, "state", "应为状态的名称", "the name of a state");
    if (q->round.n > 200) return refuse(x, "round", "过长", "too long");
    if (!http_api_number(x, "year", 9999, 0, &year)) return false;
    if (!http_api_number(x, "limit", APP_SHOW_ROWS_MAX, 0, &limit)) return false;
    q->year = (int)year;
    q->limit = (size_t)limit;
    return true;
}

bool http_api_yes(http_exchange *x, const char *name, bool *out) {
    base_str s = {NULL, 0};
    *out = false;
    if (!http_query(x, name, &s) || s.n == 0) return true;
    *out = base_str_is(s, "yes");
    return *out || base_str_is(s, "no") || refuse(x, name, "应为 yes 或 no", "yes or no");
}

bool http_api_csv(http_exchange *x, bool *out) {
    base_str s = {NULL, 0};
    *out = false;
    if (!http_query(x, "format", &s) || s.n == 0) return true;
    *out = base_str_is(s, "csv");
    return *out || base_str_is(s, "json") || refuse(x, "format", "应为 json 或 csv", "json or csv");
}

bool http_api_day(http_exchange *x, const char *name, base_date *out) {
    base_str s = {NULL, 0};
    base_err e = {0};
    *out = BASE_DATE_NONE;
    if (!http_query(x, name, &s) || s.n == 0 || base_date_parse(s, out, &e)) return true;
    return refuse(x, name, "应为日期（YYYY-MM-DD）", "a day (YYYY-MM-DD)");
}

void http_api_begin(http_exchange *x, base_json *j) {
    http_answer(x, 200, "application/json");
    base_buf_clear(&x->out);
    base_json_init(j, &x->out);
}

enum http_step http_api_end(http_exchange *x, const base_json *j) {
    if (base_json_done(j)) return HTTP_NOW;
    return http_problem(
        x, 413, (rules_text){BASE_STR("内容过大；请缩小范围"), BASE_STR("too much for one answer; ask for less")});
}

enum http_step http_api_none(http_exchange *x) {
    return http_problem(
        x, 404,
        (rules_text){BASE_STR("没有这一项，或不在可见范围内"), BASE_STR("there is none, or it is not for you to see")});
}
