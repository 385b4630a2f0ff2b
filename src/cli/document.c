/* document.c - jiqun document and print: documents of a record as PDF.
 *
 * What is printed goes through a process of its own, here as in the service; jiqun print is that process. */
#include <unistd.h>

#include "app/paper.h"
#include "cli/record.h"
#include "docs/paper.h"
#include "docs/printer.h"

static bool kind_of(cli *c, const char *name, enum app_paper_kind *out) {
    base_buf b;
    if (app_paper_kind_of(base_str_of(name), out)) return true;
    base_buf_init(&b, 400);
    for (unsigned i = 0; i < APP_PAPER_KINDS; i++)
        base_buf_fmt(&b, "%s%s", i > 0 ? " " : "", app_paper_kind_name((enum app_paper_kind)i));
    CLI_COMPLAIN(c, DOCUMENT_KIND, base_str_of(name), base_buf_str(&b));
    base_buf_free(&b);
    return false;
}

/* As text, or as PDF. */
static bool compose(cli *c, app *r, app_paper_want *want, bool text, base_buf *out) {
    static const app_viewer all = {.reads_all = true};
    base_buf paper;
    base_err e = {0};
    bool found = false;
    base_buf_init(&paper, DOCS_PAPER_MAX);
    want->viewer = &all;
    want->day = cli_today(r);
    want->zh = c->zh;
    bool good = app_refresh(r, &e) && app_paper(r, want, c->arena, &paper, &found, &e);
    if (good && !found)
        good = base_err_fmt(&e, BASE_ERR_INPUT, "记录中没有：%s", "the record has no %s",
                            base_arena_str(c->arena, want->target).p);
    good = good && (text ? base_buf_puts(out, base_buf_str(&paper)) : docs_print_apart(base_buf_str(&paper), out, &e));
    base_buf_free(&paper);
    if (!good) cli_complain_err(c, &e);
    return good;
}

int cli_document(cli *c, cli_args *a) {
    cli_where where = {0};
    const char *to = NULL, *channel = "", *site = "";
    bool text = false;
    const cli_option option[] = {CLI_WHERE_OPTIONS(where),
                                 {"--to", &to, NULL},
                                 {"--channel", &channel, NULL},
                                 {"--site", &site, NULL},
                                 {"--text", NULL, &text}};
    app_paper_want want = {.kind = APP_PAPER_CASE};
    base_buf out;
    if (!cli_options(c, a, option, sizeof option / sizeof *option)) return CLI_USAGE;
    if (a->n != 2) {
        CLI_COMPLAIN(c, DOCUMENT_WHAT);
        return CLI_USAGE;
    }
    if (!kind_of(c, a->word[0], &want.kind)) return CLI_USAGE;
    want.target = base_str_of(a->word[1]);
    want.channel = base_str_of(channel);
    want.site = base_str_of(site);
    app *r = cli_open(c, &where, APP_READ);
    if (r == NULL) return CLI_USAGE;
    base_buf_init(&out, DOCS_PDF_MAX);
    if (to == NULL) to = base_arena_fmt(c->arena, "%s.%s", a->word[0], text ? "json" : "pdf").p;
    const bool good = compose(c, r, &want, text, &out) && cli_write_file(c, to, base_buf_str(&out));
    if (good) {
        CLI_PUT(c, &c->out, DOCUMENT_WRITTEN, base_str_of(to));
        base_buf_putc(&c->out, '\n');
    }
    base_buf_free(&out);
    app_close(r);
    return good ? CLI_OK : CLI_USAGE;
}

/* Ends without looking back: what the libraries keep to the end of a process is no leak of ours. */
int cli_print(cli *c, cli_args *a) {
    if (!cli_options(c, a, NULL, 0) || !cli_no_words(c, a)) return CLI_USAGE;
    _exit(docs_print_child(STDIN_FILENO, STDOUT_FILENO));
}
