/* rosters.c - POST /api/v1/rosters: a roster of enterprises that was sent in as a file is checked row by row, and what
 * a form takes from it is computed; with `take` the figures are filled in as anybody fills in a form, by version, each
 * with the digest of the file as its source. Without, nothing is written. GET /api/v1/rosters/template.
 *
 * A roster of a hundred thousand rows takes a second: it is read on threads of its own, and what of the record is
 * needed meanwhile is copied before. */
#include <unistd.h>

#include "app/roster.h"
#include "app/upload.h"
#include "http/api/api_i.h"
#include "http/api/put.h"
#include "http/json.h"
#include "http/outward.h"
#include "http/service_i.h"

enum { PATH_MAX_BYTES = 400, YEAR_MAX = 9999 };

typedef struct {
    base_str path, digest;
    int year;
    bool take, read; /* read: the file was looked at */
    const core_sizes *sizes;
    const core_roster *roster;
    app_form form;
    size_t n;
    app_roster_figure figure[CORE_ROSTER_FIGURES_MAX];
} looking;

static enum http_step say(http_exchange *x, unsigned status, const char *zh, const char *en) {
    return http_problem(x, status, (rules_text){base_str_of(zh), base_str_of(en)});
}

/* ---- asked ---- */

static bool read_body(http_exchange *x, looking *l) {
    http_json j;
    if (!http_json_open(x, &j)) return false;
    l->path = http_json_text(&j, "path", PATH_MAX_BYTES, true);
    l->digest = http_json_text(&j, "file", FILES_DIGEST_HEX, true);
    l->year = (int)http_json_number(&j, "year", 0, YEAR_MAX, 0);
    l->take = http_json_flag(&j, "take", false);
    return http_json_end(&j);
}

/* Whoever's authority sent it in, or sees it in the dossier: others learn nothing of it. */
static bool has_file(http_exchange *x, app *a, const core_case *c, const looking *l) {
    const app_viewer v = http_api_viewer(x);
    app_upload mine;
    app_file_named named = {.digest = {NULL, 0}};
    bool found = false;
    base_err e = {0};
    if (!app_upload_find(a, x->arena, v.actor, l->digest, &mine, &found, &e) ||
        (!found && !app_show_file(a, core_root(c), &v, http_today(x->service), l->digest, x->arena, &named, &e))) {
        http_problem_of(x, &e);
        return false;
    }
    if (found || named.digest.n > 0) return true;
    say(x, 422, "没有这一附件：请先上传名册", "there is no such attachment: upload the roster first");
    return false;
}

/* The case whose form it is; NULL with the answer written. */
static const core_case *find_form(http_exchange *x, app *a, looking *l) {
    const app_viewer v = http_api_viewer(x);
    const base_date day = http_today(x->service);
    bool found = false;
    base_err e = {0};
    const core_case *c =
        app_load(a, l->path, &e) != NULL ? core_world_find(app_world(a), l->path, day, x->arena) : NULL;
    if (c != NULL && !app_show_form(a, c, &v, day, x->arena, &l->form, &found, &e)) c = NULL;
    if (c == NULL && e.kind != BASE_ERR_NONE) {
        http_problem_of(x, &e);
        return NULL;
    }
    if (c != NULL && found) return c;
    http_api_none(x);
    return NULL;
}

static void read_roster(http_exchange *x) {
    looking *l = x->state;
    uint64_t size = 0;
    l->read = true;
    const int fd = files_read(http_files(x->service), l->digest, &size, &x->error);
    if (fd < 0) {
        x->error.kind = BASE_ERR_IO; /* it is on record: that it is not here is no fault of who asks */
        return;
    }
    l->roster = app_roster_read(x->arena, x->service->options.roster, l->sizes, fd, size, &x->error);
    (void)close(fd);
}

/* ---- taken over ---- */

static void put_answer(http_exchange *x, bool took) {
    const looking *l = x->state;
    const core_roster_report report = core_roster_report_of(l->roster);
    base_json j;
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_text(&j, "path", l->path);
    base_json_text(&j, "file", l->digest);
    if (l->year > 0) base_json_number(&j, "year", (uint64_t)l->year);
    app_put_roster(&j, &report);
    app_put_roster_figures(&j, l->figure, l->n);
    base_json_flag(&j, "took", took);
    if (took) base_json_number(&j, "version", x->answer->version);
    base_json_obj_end(&j);
    (void)http_api_end(x, &j);
}

static enum http_step took(http_exchange *x) {
    if (!http_api_granted(x)) return HTTP_NOW;
    put_answer(x, true);
    http_api_tag(x, x->answer->version);
    return HTTP_NOW;
}

static base_str fill_action(const core_case *c) {
    rules_id first = 0, n = core_kind_actions(c->book, c->kind, &first);
    for (rules_id i = first; i < first + n; i++)
        if ((c->book->action[i].special & RULES_FILLS) != 0) return c->book->action[i].name;
    return (base_str){NULL, 0};
}

/* Each figure, and behind it its source: filled in in this order (core/draft.h). */
static enum http_step take_over(http_exchange *x, const core_case *c) {
    looking *l = x->state;
    core_arg *arg = base_arena_array(x->arena, l->n * 2, sizeof *arg);
    base_str *target = base_arena_copy(x->arena, &l->path, sizeof l->path);
    const base_str source = base_arena_fmt(x->arena, "sha256:%.*s", (int)l->digest.n, l->digest.p);
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        const app_roster_figure *f = &l->figure[i];
        if (!f->taken) continue;
        arg[n++] = (core_arg){f->key, f->value};
        arg[n++] = (core_arg){base_arena_fmt(x->arena, "roster.%.*s", (int)f->key.n, f->key.p), source};
    }
    if (n == 0)
        return say(x, 422, "由此名册算不出本表所要的指标：请核对产值等列是否填全",
                   "no figure of this form comes of the roster: look whether all its columns are filled in");
    x->request.command = (core_command){.actor = x->who->actor,
                                        .today = BASE_DATE_NONE,
                                        .action = fill_action(c),
                                        .target = target,
                                        .n_targets = 1,
                                        .arg = arg,
                                        .n_args = n};
    x->request.fresh = true;
    http_api_set_day(x);
    return http_submit(x, took);
}

static enum http_step looked(http_exchange *x) {
    looking *l = x->state;
    if (x->error.kind == BASE_ERR_INPUT || (x->error.kind == BASE_ERR_LIMIT && l->read))
        return http_problem(x, 422, (rules_text){base_str_of(x->error.zh), base_str_of(x->error.en)});
    if (x->error.kind == BASE_ERR_LIMIT) x->error.kind = BASE_ERR_IO; /* too many wait */
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    app *a = http_world(x);
    const core_case *c = a != NULL ? find_form(x, a, l) : NULL;
    if (c == NULL) return HTTP_NOW;
    l->n = app_roster_figures(l->roster, c->book, &l->form, l->year, x->arena, l->figure);
    if (l->take && core_roster_report_of(l->roster).faults == 0) return take_over(x, c);
    put_answer(x, false);
    return HTTP_NOW;
}

enum http_step http_api_roster(http_exchange *x) {
    looking *l = base_arena_alloc(x->arena, sizeof *l);
    *l = (looking){.year = 0};
    x->state = l;
    if (!http_api_has_level(x) || !read_body(x, l) || (l->take && !http_api_match(x))) return HTTP_NOW;
    if (x->service->rosters == NULL)
        return say(x, 503, "本服务器没有名册的列定义，不能核对名册", "this server has no definition of rosters");
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const core_case *c = find_form(x, a, l);
    if (c == NULL) return HTTP_NOW;
    const int year = app_roster_year(&l->form);
    if (year == 0) return say(x, 422, "本表没有由名册计算的指标", "this form takes no figure from a roster");
    if (l->year == 0) l->year = year;
    if (!has_file(x, a, c, l)) return HTTP_NOW;
    const core_sizes *sizes = core_world_sizes(app_world(a));
    l->sizes = sizes != NULL ? core_sizes_copy(x->arena, sizes) : NULL;
    return http_outward_do(x->service->rosters, x, read_roster, looked);
}

/* ---- the template ---- */

enum http_step http_api_roster_template(http_exchange *x) {
    base_err e = {0};
    uint64_t size = 0;
    if (x->service->options.roster == NULL)
        return say(x, 503, "本服务器没有名册的列定义", "this server has no definition of rosters");
    const int fd = app_roster_template(x->service->options.roster, x->zh, app_now() / 1000, &size, &e);
    if (fd < 0) return http_problem_of(x, &e);
    return http_api_workbook(
        x, fd, size,
        BASE_STR("attachment; filename=\"roster.xlsx\"; filename*=UTF-8''%E4%BC%81%E4%B8%9A%E5%90%8D%E5%86%8C.xlsx"));
}
