/* match.c - jiqun match: which clusters of a record have an enterprise of a list on their rosters. The server runs the
 * program so, too (http/matching.h): --format json says how far it is and ends with the report. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/match.h"
#include "cli/record.h"

enum { DATA_MAX = 4 << 20, UNREAD_SHOWN = 20, FAULTS_SHOWN = 20 };

typedef struct {
    cli_where where;
    const char *place, *viewer, *to, *format;
    enum cli_output out;
} options;

/* ---- progress ---- */

static void told(void *ctx, const app_match_progress *p) {
    cli *c = ctx;
    base_buf b;
    base_buf_init(&b, 1024);
    if (p->listing)
        CLI_PUT(c, &b, MATCH_LIST_AT, cli_num(c, p->rows), cli_num(c, p->total == 0 ? 100 : p->done * 100 / p->total));
    else
        CLI_PUT(c, &b, MATCH_ROSTERS_AT, cli_num(c, p->done), cli_num(c, p->total));
    cli_progress_text(c, base_buf_str(&b));
    base_buf_free(&b);
    base_arena_reset(c->scratch);
}

static void told_json(void *ctx, const app_match_progress *p) {
    cli *c = ctx;
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_text(&j, "stage", p->listing ? BASE_STR("list") : BASE_STR("rosters"));
    base_json_number(&j, "done", p->done);
    base_json_number(&j, "total", p->total);
    base_json_number(&j, "rows", p->rows);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
    cli_flush(c);
}

static void failed(cli *c, const options *o, const base_err *e) {
    cli_progress_end(c);
    if (o->out == CLI_FORMAT_JSON)
        cli_audit_json_failed(c, e);
    else
        cli_complain_err(c, e);
}

/* ---- said ---- */

static bool put_finding(void *ctx, const app_match_finding *f, base_err *e) {
    cli *c = ctx;
    (void)e;
    cli_column(&c->out, f->code, 20);
    cli_column(&c->out, f->roster->path, 16);
    cli_column(&c->out, f->roster->name, 36);
    CLI_PUT(c, &c->out, MATCH_ROWS, cli_num(c, f->row), cli_num(c, f->list_row));
    base_buf_puts(&c->out, BASE_STR("  "));
    base_buf_puts(&c->out, f->enterprise);
    base_buf_putc(&c->out, '\n');
    base_arena_reset(c->scratch);
    cli_spill(c);
    return true;
}

static void put_report(cli *c, const app_match_report *r) {
    for (size_t i = 0; i < r->list.n_told && i < FAULTS_SHOWN; i++) {
        CLI_PUT(c, &c->out, MATCH_FAULT, cli_num(c, r->list.told[i].row), cli_pick(c, r->list.told[i].text));
        base_buf_putc(&c->out, '\n');
    }
    for (size_t i = 0; i < r->n_told && i < UNREAD_SHOWN; i++) {
        CLI_PUT(c, &c->out, MATCH_UNREAD, r->told[i]->path, r->told[i]->name,
                base_str_of(c->zh ? r->told[i]->unread.zh : r->told[i]->unread.en));
        base_buf_putc(&c->out, '\n');
    }
    CLI_PUT(c, &c->out, MATCH_OF_LIST, cli_num(c, r->list.rows), cli_num(c, r->list.faults),
            cli_num(c, r->list.doubts));
    base_buf_putc(&c->out, '\n');
    CLI_PUT(c, &c->out, MATCH_AGAINST, cli_num(c, r->rosters - r->unread), cli_num(c, r->enterprises),
            cli_num(c, r->unread));
    base_buf_putc(&c->out, '\n');
    CLI_PUT(c, &c->out, MATCH_FOUND, cli_num(c, r->found_clusters), cli_num(c, r->list.found));
    base_buf_putc(&c->out, '\n');
    CLI_PUT(c, &c->out, MATCH_WITHOUT, cli_num(c, r->without + r->unmatched), cli_num(c, r->clusters));
    base_buf_putc(&c->out, '\n');
}

static void put_json(cli *c, const app_match_report *r, bool workbook) {
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_name(&j, "report");
    base_json_obj(&j);
    app_put_match(&j, r);
    base_json_flag(&j, "workbook", workbook);
    base_json_obj_end(&j);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}

/* ---- files ---- */

/* By its ending; without one of them all three, under that name and an ending each. */
static app_match_files files_of(cli *c, app *a, const char *to) {
    const base_str name = base_str_of(to);
    app_match_files f = {.zh = c->zh};
    if (app_is_demonstration(a)) f.notice = BASE_STR("演示数据，均为虚构 demonstration data");
    if (base_str_ends(name, BASE_STR(".csv"))) {
        f.csv = to;
    } else if (base_str_ends(name, BASE_STR(".xlsx"))) {
        f.workbook = to;
    } else if (base_str_ends(name, BASE_STR(".jsonl"))) {
        f.lines = to;
    } else {
        f.csv = base_arena_fmt(c->arena, "%s.csv", to).p;
        f.workbook = base_arena_fmt(c->arena, "%s.xlsx", to).p;
        f.lines = base_arena_fmt(c->arena, "%s.jsonl", to).p;
    }
    return f;
}

static bool put_results(cli *c, app *a, const options *o, app_match *m, base_err *e) {
    bool left_out = false;
    if (o->to != NULL) {
        const app_match_files f = files_of(c, a, o->to);
        if (!app_match_write(m, &f, &left_out, e)) return false;
    }
    cli_progress_end(c);
    const app_match_report r = app_match_report_of(m);
    if (o->out == CLI_FORMAT_JSON) {
        put_json(c, &r, o->to != NULL && !left_out);
        return true;
    }
    if (o->to == NULL && !app_match_each(m, put_finding, c, e)) return false;
    put_report(c, &r);
    if (left_out) CLI_NOTE(c, MATCH_NO_WORKBOOK);
    return true;
}

/* ---- the command ---- */

static const core_roster_plan *plan_of(cli *c) {
    core_roster_texts t;
    base_err e = {0};
    if (!cli_root_file(c, c->arena, "data/roster_columns.csv", DATA_MAX, &t.columns) ||
        !cli_root_file(c, c->arena, "data/roster_figures.csv", DATA_MAX, &t.figures) ||
        !cli_root_file(c, c->arena, "data/industries.csv", DATA_MAX, &t.industries))
        return NULL;
    const core_roster_plan *plan = core_roster_plan_read(c->arena, &t, &e);
    if (plan == NULL) cli_complain_err(c, &e);
    return plan;
}

static int open_list(const char *path, uint64_t *size, base_err *e) {
    struct stat st;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) base_err_fmt(e, BASE_ERR_IO, "不能打开文件：%m", "the file can not be opened: %m");
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *size = (uint64_t)st.st_size;
        return fd;
    }
    if (fd >= 0) {
        (void)close(fd);
        base_err_fmt(e, BASE_ERR_INPUT, "不是普通文件", "not a regular file");
    }
    base_err_at(e, base_str_of(path), 0, 0);
    return -1;
}

/* Nobody named: who sits at the console sees all of the record. */
static bool viewer_of(cli *c, app *a, const options *o, app_viewer *v) {
    *v = (app_viewer){.reads_all = o->viewer == NULL};
    if (o->viewer == NULL) return true;
    v->actor.level = base_str_cut(base_str_of(o->viewer), ':', &v->actor.who);
    if (app_may_match(app_world(a), v, cli_today(a))) return true;
    CLI_COMPLAIN(c, MATCH_NOT_FOR, base_str_of(o->viewer));
    return false;
}

static bool match(cli *c, app *a, const options *o, const core_roster_plan *plan, const char *list, base_err *e) {
    app_match_options mo = {.day = cli_today(a),
                            .place = o->place != NULL ? base_str_of(o->place) : (base_str){NULL, 0},
                            .plan = plan,
                            .told = o->out == CLI_FORMAT_JSON ? told_json
                                    : c->progress             ? told
                                                              : NULL,
                            .ctx = c};
    uint64_t size = 0;
    if (!app_refresh(a, e) || !viewer_of(c, a, o, &mo.viewer)) return false;
    const int fd = open_list(list, &size, e);
    app_match *m = app_match_new(a, &mo);
    const bool good = fd >= 0 && app_match_gather(m, e) && app_match_list(m, fd, size, e) && put_results(c, a, o, m, e);
    if (fd >= 0) (void)close(fd);
    app_match_free(m);
    return good;
}

int cli_match(cli *c, cli_args *a) {
    options o = {.to = NULL};
    base_err e = {0};
    const cli_option option[] = {CLI_WHERE_OPTIONS(o.where),
                                 {"--place", &o.place, NULL},
                                 {"--viewer", &o.viewer, NULL},
                                 {"--to", &o.to, NULL},
                                 {"--format", &o.format, NULL}};
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_one_word(c, a) ||
        !cli_format_of(c, o.format, &o.out))
        return CLI_USAGE;
    const core_roster_plan *plan = plan_of(c);
    app *r = plan != NULL ? cli_open(c, &o.where, APP_READ) : NULL;
    if (r == NULL) return CLI_USAGE;
    const bool good = match(c, r, &o, plan, a->word[0], &e);
    if (!good && e.kind != BASE_ERR_NONE) failed(c, &o, &e);
    app_close(r);
    return good ? CLI_OK : CLI_USAGE;
}
