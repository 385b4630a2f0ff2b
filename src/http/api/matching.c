/* matching.c - /api/v1/matching: a list of enterprises, sent in as a file before, is matched against the rosters of
 * whatever the authority sees (http/matching.h): started, looked at, ended; what was found page by page and as files.
 *
 * For levels over everything or over a channel; an auditor reads what others have found out by other ways. What was
 * found belongs to the authority that asked, whoever of it asks. */
#include "http/matching.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/access.h"
#include "app/match.h"
#include "app/upload.h"
#include "http/api/api_i.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/json.h"
#include "http/matching_keep.h"
#include "http/service_i.h"

enum { PAGE_BYTES = 1 << 20, PLACE_BYTES = 9, ROWS = 100, ROWS_MAX = 500 };

static enum http_step say(http_exchange *x, unsigned status, const char *zh, const char *en) {
    return http_problem(x, status, (rules_text){base_str_of(zh), base_str_of(en)});
}

/* False with the answer written. */
static bool may(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app *a = http_world(x);
    if (a == NULL) return false;
    if (app_may_match(app_world(a), &v, http_today(x->service))) return true;
    say(x, 403, "名单比对由全国和省级主管部门办理", "lists are matched by the Ministry and the provinces");
    return false;
}

/* ---- how far it is ---- */

static const char *state_name(enum http_matching_state s) {
    switch (s) {
    case HTTP_MATCHING_RUNNING: return "running";
    case HTTP_MATCHING_DONE: return "done";
    case HTTP_MATCHING_FAILED: return "failed";
    case HTTP_MATCHING_STOPPED: return "stopped";
    case HTTP_MATCHING_NONE: break;
    }
    return "none";
}

static void put_limits(base_json *j) {
    base_json_name(j, "limits");
    base_json_obj(j);
    base_json_number(j, "list_mb", HTTP_LIST_MB);
    base_json_number(j, "list_rows", CORE_MATCH_LIST_MAX);
    base_json_number(j, "days", HTTP_MATCH_DAYS);
    base_json_obj_end(j);
}

static enum http_step tell(http_exchange *x, unsigned status) {
    base_json j;
    const http_matching_figures f = http_matching_look(x->service->matching, x->who->actor, x->arena);
    put_begin(x, &j);
    x->status = status;
    base_json_text(&j, "state", base_str_of(state_name(f.state)));
    put_limits(&j);
    if (f.state != HTTP_MATCHING_NONE) {
        base_json_text(&j, "by", f.want.by);
        base_json_text(&j, "file", f.want.file);
        base_json_text(&j, "name", f.want.name);
        base_json_some(&j, "place", f.want.place);
        put_instant(&j, "began", f.began);
        put_instant(&j, "ended", f.ended);
        base_json_text(&j, "stage", f.listing ? BASE_STR("list") : BASE_STR("rosters"));
        base_json_number(&j, "done", f.done);
        base_json_number(&j, "total", f.total);
        base_json_number(&j, "rows", f.rows);
    }
    if (f.state == HTTP_MATCHING_FAILED) base_json_err(&j, "error", &f.error);
    if (f.state == HTTP_MATCHING_DONE) {
        put_instant(&j, "until", http_matching_until(&f));
        base_json_name(&j, "report");
        base_json_value(&j, f.report);
    }
    return put_end(&j);
}

enum http_step http_api_matching(http_exchange *x) { return may(x) ? tell(x, 200) : HTTP_NOW; }

enum http_step http_api_matching_stop(http_exchange *x) {
    if (!may(x)) return HTTP_NOW;
    http_matching_stop(x->service->matching, x->who->actor);
    return put_nothing(x);
}

/* ---- begun ---- */

static void note(void *ctx, app *writer) {
    http_exchange *x = ctx;
    const http_matching_want *w = x->state;
    const app_by by = http_by(x);
    const app_access r = {.at = app_now(),
                          .who = by.login,
                          .did = BASE_STR(APP_DID_MATCH),
                          .about = base_arena_fmt(x->arena, "sha256:%.*s", (int)w->file.n, w->file.p),
                          .why = w->place,
                          .from = by.from};
    (void)app_access_add(writer, &r, &x->error);
}

static enum http_step start(http_exchange *x) {
    const http_matching_want *w = x->state;
    bool started = false;
    uint64_t size = 0;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    const int list = files_read(http_files(x->service), w->file, &size, &x->error);
    if (list < 0) {
        x->error.kind = BASE_ERR_IO; /* it is on record: that it is not here is no fault of who asks */
        return http_problem_of(x, &x->error);
    }
    if (!http_matching_start(x->service->matching, w, list, &started, &x->error)) return http_problem_of(x, &x->error);
    if (started) return tell(x, 202);
    return say(x, 409, "另一项比对正在进行，一次只能有一项；请稍后再试",
               "a match is running, and there is one at a time; try again shortly");
}

static bool is_place(base_str s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return true;
}

enum http_step http_api_matching_start(http_exchange *x) {
    http_matching_want *w = base_arena_alloc(x->arena, sizeof *w);
    app_upload list;
    http_json j;
    bool found = false;
    base_err e = {0};
    if (!may(x) || !http_json_open(x, &j)) return HTTP_NOW;
    *w = (http_matching_want){.actor = x->who->actor, .by = x->who->account};
    w->file = http_json_text(&j, "file", FILES_DIGEST_HEX, true);
    w->place = http_json_text(&j, "place", PLACE_BYTES, false);
    if (!http_json_end(&j)) return HTTP_NOW;
    if (!is_place(w->place))
        return say(x, 422, "place 应为区划代码或其开头", "place is the code of a unit or its beginning");
    if (x->service->options.roster == NULL)
        return say(x, 503, "本服务器没有名册的列定义，不能比对", "this server has no definition of rosters");
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_upload_find(a, x->arena, x->who->actor, w->file, &list, &found, &e)) return http_problem_of(x, &e);
    if (!found) return say(x, 422, "没有这一附件：请先上传清单", "there is no such attachment: upload the list first");
    w->name = list.name;
    w->place = base_arena_str(x->arena, w->place);
    x->state = w;
    return http_work(x, note, start);
}

/* ---- what was found ---- */

static enum http_step give_file(http_exchange *x, bool workbook) {
    struct stat st;
    const int fd = http_matching_open(x->service->matching, x->who->actor, x->arena, workbook ? "xlsx" : "csv");
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0) (void)close(fd);
        return http_api_none(x);
    }
    if (workbook)
        return http_api_workbook(x, fd, (uint64_t)st.st_size, BASE_STR("attachment; filename=\"matches.xlsx\""));
    http_answer(x, 200, "text/csv; charset=utf-8");
    http_set(x, "Content-Disposition", BASE_STR("attachment; filename=\"matches.csv\""));
    x->file = fd;
    x->file_size = (uint64_t)st.st_size;
    return HTTP_NOW;
}

/* A page is a piece of the file of lines, from the beginning of one (the cursor) on. */
static size_t put_rows(base_json *j, base_str text, uint64_t limit) {
    base_str rest = text;
    for (uint64_t n = 0; n < limit && rest.n > 0; n++) {
        const char *end = memchr(rest.p, '\n', rest.n);
        if (end == NULL) break;
        const base_str line = {rest.p, (size_t)(end - rest.p)};
        base_json_value(j, line);
        rest = (base_str){end + 1, rest.n - line.n - 1};
    }
    return text.n - rest.n;
}

static bool begins_line(int fd, uint64_t at, uint64_t size) {
    char before = '\n';
    return at <= size && (at == 0 || (pread(fd, &before, 1, (off_t)at - 1) == 1 && before == '\n'));
}

/* How what was found is reported, as the rulebook has it; nothing where this level does not report. */
static void put_report(http_exchange *x, base_json *j) {
    const app_viewer v = http_api_viewer(x);
    app_report r;
    app *a = http_reader(x);
    if (a == NULL || !app_show_report(app_world(a), &v, http_today(x->service), &r)) return;
    base_json_name(j, "report");
    base_json_obj(j);
    app_put_named_word(j, "action", r.action);
    base_json_text(j, "argument", r.argument);
    base_json_obj_end(j);
}

static enum http_step give_page(http_exchange *x, int fd, uint64_t from, uint64_t limit) {
    struct stat st;
    base_json j;
    if (fstat(fd, &st) != 0 || !begins_line(fd, from, (uint64_t)st.st_size))
        return say(x, 400, "cursor 不是此列表的", "the cursor is none of this list");
    char *piece = base_arena_alloc(x->arena, PAGE_BYTES);
    const ssize_t n = pread(fd, piece, PAGE_BYTES, (off_t)from);
    put_begin(x, &j);
    base_json_name(&j, "rows");
    base_json_arr(&j);
    const size_t used = put_rows(&j, (base_str){piece, n > 0 ? (size_t)n : 0}, limit);
    base_json_arr_end(&j);
    put_report(x, &j);
    const bool more = from + used < (uint64_t)st.st_size;
    base_json_flag(&j, "more", more);
    if (more) base_json_text(&j, "cursor", base_arena_fmt(x->arena, "%" PRIu64, from + used));
    return put_end(&j);
}

enum http_step http_api_matching_found(http_exchange *x) {
    uint64_t limit = 0, from = 0;
    base_str format = {NULL, 0};
    if (!may(x)) return HTTP_NOW;
    http_query(x, "format", &format);
    if (base_str_is(format, "csv") || base_str_is(format, "xlsx")) return give_file(x, base_str_is(format, "xlsx"));
    if (format.n > 0 && !base_str_is(format, "json"))
        return say(x, 400, "format 为 json、csv 或 xlsx", "format is json, csv or xlsx");
    if (!http_api_number(x, "limit", ROWS_MAX, ROWS, &limit) || !http_api_number(x, "cursor", INT64_MAX, 0, &from))
        return HTTP_NOW;
    const int fd = http_matching_open(x->service->matching, x->who->actor, x->arena, "jsonl");
    if (fd < 0) return http_api_none(x);
    const enum http_step step = give_page(x, fd, from, limit > 0 ? limit : ROWS);
    (void)close(fd);
    return step;
}
