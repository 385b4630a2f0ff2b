/* roster.c - jiqun roster: what is wrong with a roster of enterprises and what it comes to, before it is sent in; and
 * its template. The same check as that of the server, with the size classes of the root. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/roster.h"
#include "cli/cli.h"

enum { DATA_MAX = 4 << 20 };

typedef struct {
    const core_roster_plan *plan;
    const core_sizes *sizes;
    const rules_book *book;
    const core_roster *roster;
} state;

static bool definitions(cli *c, state *s) {
    core_roster_texts t;
    base_str sizes;
    base_err e = {0};
    if (!cli_root_file(c, c->arena, "data/roster_columns.csv", DATA_MAX, &t.columns) ||
        !cli_root_file(c, c->arena, "data/roster_figures.csv", DATA_MAX, &t.figures) ||
        !cli_root_file(c, c->arena, "data/industries.csv", DATA_MAX, &t.industries) ||
        !cli_root_file(c, c->arena, "data/sizes.csv", DATA_MAX, &sizes))
        return false;
    s->plan = core_roster_plan_read(c->arena, &t, &e);
    if (s->plan != NULL) s->sizes = core_sizes_read(c->arena, sizes, &e);
    if (s->plan != NULL && s->sizes != NULL) return true;
    cli_complain_err(c, &e);
    return false;
}

/* ---- the template ---- */

static int make_template(cli *c, const state *s, const char *path) {
    base_err e = {0};
    uint64_t size = 0;
    const int fd = app_roster_template(s->plan, c->zh, 0, &size, &e);
    const bool good = fd >= 0 && base_file_copy(fd, size, path, 0666, &e);
    if (fd >= 0) (void)close(fd);
    if (good) return CLI_OK;
    cli_complain_err(c, &e);
    return CLI_USAGE;
}

/* ---- the check ---- */

/* "C5": as a spreadsheet names it. */
static base_str place(cli *c, const core_roster_fault *f) {
    char letters[8];
    size_t n = sizeof letters;
    for (uint32_t column = f->column; column > 0 && n > 0; column = (column - 1) / 26)
        letters[--n] = (char)('A' + (column - 1) % 26);
    if (f->row == 0) return BASE_STR("-");
    return base_arena_fmt(c->scratch, "%.*s%u", (int)(sizeof letters - n), letters + n, f->row);
}

static void put_fault(cli *c, const core_roster_fault *f) {
    cli_column(&c->out, place(c, f), 10);
    cli_column(&c->out, cli_text(c, f->doubt ? CLI_T_ROSTER_DOUBT : CLI_T_ERROR), 8);
    if (f->title.n > 0) base_buf_fmt(&c->out, "%.*s: ", (int)f->title.n, f->title.p);
    base_buf_puts(&c->out, c->zh ? f->text.zh : f->text.en);
    base_buf_putc(&c->out, '\n');
}

static void put_figure(cli *c, const rules_book *book, const core_roster_figure *f) {
    const rules_fact *fact = &book->fact[f->fact];
    base_buf b;
    base_buf_init(&b, 64);
    base_dec_put(&b, f->value);
    cli_column(&c->out, fact->name, 16);
    cli_column(&c->out, base_buf_str(&b), 16);
    cli_column(&c->out, book->unit[fact->unit].name, 6);
    if (fact->from_roster) base_buf_puts(&c->out, cli_text(c, CLI_T_ROSTER_ENTERS));
    base_buf_putc(&c->out, '\n');
    base_buf_free(&b);
}

static void put_text(cli *c, const state *s, const core_roster_report *r) {
    core_roster_figure f[CORE_ROSTER_FIGURES_MAX];
    for (size_t i = 0; i < r->n_told; i++) put_fault(c, &r->told[i]);
    CLI_PUT(c, &c->out, ROSTER_TOTALS, cli_num(c, r->rows), cli_num(c, r->faults), cli_num(c, r->doubts));
    base_buf_putc(&c->out, '\n');
    const size_t n = core_roster_figures(s->roster, s->book, f);
    for (size_t i = 0; i < n; i++) put_figure(c, s->book, &f[i]);
}

static void put_json(cli *c, const state *s, const core_roster_report *r) {
    app_roster_figure f[CORE_ROSTER_FIGURES_MAX];
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    app_put_roster(&j, r);
    const app_form none = {.n = 0};
    app_put_roster_figures(&j, f, app_roster_figures(s->roster, s->book, &none, 0, c->arena, f));
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}

static int check(cli *c, state *s, const char *path, enum cli_output format) {
    base_err e = {0};
    struct stat st;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd < 0) base_err_fmt(&e, BASE_ERR_IO, "不能打开文件：%m", "the file can not be opened: %m");
        if (fd >= 0) base_err_fmt(&e, BASE_ERR_INPUT, "不是普通文件", "not a regular file");
    } else {
        s->roster = app_roster_read(c->arena, s->plan, s->sizes, fd, (uint64_t)st.st_size, &e);
    }
    if (fd >= 0) (void)close(fd);
    if (s->roster == NULL) {
        base_err_at(&e, base_str_of(path), 0, 0);
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    const core_roster_report r = core_roster_report_of(s->roster);
    if (format == CLI_FORMAT_JSON)
        put_json(c, s, &r);
    else
        put_text(c, s, &r);
    return r.faults > 0 ? CLI_NEGATIVE : CLI_OK;
}

int cli_roster(cli *c, cli_args *a) {
    const char *rulebook = "national-2022", *format = NULL, *template = NULL;
    enum cli_output output;
    state s = {.plan = NULL};
    int status = CLI_OK;
    const cli_option option[] = {
        {"--rulebook", &rulebook, NULL}, {"--format", &format, NULL}, {"--template", &template, NULL}};
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_format_of(c, format, &output) ||
        !definitions(c, &s))
        return CLI_USAGE;
    if (template != NULL) return cli_no_words(c, a) ? make_template(c, &s, template) : CLI_USAGE;
    if (!cli_one_word(c, a)) return CLI_USAGE;
    s.book = cli_book(c, rulebook, &status);
    return s.book != NULL ? check(c, &s, a->word[0], output) : status;
}
