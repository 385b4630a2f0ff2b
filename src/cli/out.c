/* out.c - standard output through one large buffer, messages and progress on standard error. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "app/app.h"
#include "cli/cli.h"

void cli_flush(cli *c) {
    if (c->out.n > 0 && !c->write_failed && !base_write_all(STDOUT_FILENO, base_buf_str(&c->out))) {
        base_str why = base_str_of(strerror(errno));
        c->write_failed = true;
        CLI_COMPLAIN(c, CAN_NOT_WRITE, why);
    }
    base_buf_clear(&c->out);
}

void cli_spill(cli *c) {
    if (c->out.n > CLI_OUT_SPILL) cli_flush(c);
}

static void to_stderr(cli *c, const base_buf *b) {
    cli_flush(c); /* in the order in which things were said */
    (void)base_write_all(STDERR_FILENO, base_buf_str(b));
}

static void begin_note(const cli *c, base_buf *b) {
    base_buf_init(b, 1 << 20);
    base_buf_puts(b, BASE_STR("jiqun"));
    if (c->command[0] != '\0') base_buf_fmt(b, " %s", c->command);
    base_buf_puts(b, BASE_STR(": "));
}

static void begin_complaint(const cli *c, base_buf *b) {
    begin_note(c, b);
    base_term_put(c->err_term, b, BASE_TERM_RED, cli_text(c, CLI_T_ERROR));
    base_buf_puts(b, BASE_STR(": "));
}

void cli_complain(cli *c, enum cli_text id, const base_str *arg, size_t n) {
    base_buf b;
    begin_complaint(c, &b);
    cli_fill(c, &b, id, arg, n);
    base_buf_putc(&b, '\n');
    to_stderr(c, &b);
    base_buf_free(&b);
}

void cli_note(cli *c, enum cli_text id, const base_str *arg, size_t n) {
    base_buf b;
    begin_note(c, &b);
    cli_fill(c, &b, id, arg, n);
    base_buf_putc(&b, '\n');
    to_stderr(c, &b);
    base_buf_free(&b);
}

void cli_complain_err(cli *c, const base_err *e) {
    base_buf b;
    begin_complaint(c, &b);
    if (e->where[0] != '\0') base_buf_puts(&b, base_str_of(e->where));
    if (e->where[0] != '\0' && e->line > 0) base_buf_fmt(&b, ":%u", e->line);
    if (e->where[0] != '\0' && e->line > 0 && e->col > 0) base_buf_fmt(&b, ":%u", e->col);
    if (e->where[0] != '\0') base_buf_puts(&b, BASE_STR(": "));
    base_buf_puts(&b, base_str_of(c->zh ? e->zh : e->en));
    base_buf_putc(&b, '\n');
    to_stderr(c, &b);
    base_buf_free(&b);
}

void cli_show_diags(cli *c, const rules_diags *d) {
    base_buf b;
    base_buf_init(&b, 16 << 20);
    for (size_t i = 0; i < d->n; i++) rules_diag_put(&b, &d->item[i], c->zh, c->err_term.colour);
    if (d->left_out > 0) {
        CLI_PUT(c, &b, MORE_DIAGS, cli_num(c, d->left_out));
        base_buf_putc(&b, '\n');
    }
    to_stderr(c, &b);
    base_buf_free(&b);
}

void cli_progress(cli *c, uint64_t n) { cli_progress_of(c, CLI_T_PROGRESS_ROWS, n); }

void cli_progress_of(cli *c, enum cli_text what, uint64_t n) {
    base_buf b;
    const base_str arg = cli_num(c, n);
    if (!c->progress) return;
    base_buf_init(&b, 1024);
    base_buf_putc(&b, '\r');
    cli_fill(c, &b, what, &arg, 1);
    (void)base_write_all(STDERR_FILENO, base_buf_str(&b));
    base_buf_free(&b);
}

void cli_progress_text(cli *c, base_str line) {
    if (!c->progress) return;
    (void)base_write_all(STDERR_FILENO, BASE_STR("\r\033[K"));
    (void)base_write_all(STDERR_FILENO, line);
}

void cli_progress_end(cli *c) {
    if (c->progress) (void)base_write_all(STDERR_FILENO, BASE_STR("\r\033[K"));
}

void cli_column(base_buf *b, base_str s, size_t width) {
    base_buf_puts(b, s);
    for (size_t w = base_utf8_width(s); w < width; w++) base_buf_putc(b, ' ');
}

bool cli_write_file(cli *c, const char *path, base_str bytes) {
    base_err e = {0};
    const base_str all = base_str_of(path);
    size_t cut = all.n;
    while (cut > 0 && path[cut - 1] != '/') cut--;
    const char *folder = cut == 0 ? "." : cut == 1 ? "/" : base_arena_str(c->arena, (base_str){path, cut - 1}).p;
    if (cut < all.n && app_write_file(folder, path + cut, bytes, &e)) return true;
    if (e.kind == BASE_ERR_NONE)
        base_err_fmt(&e, BASE_ERR_INPUT, "应为文件名：%s", "a file's name is wanted: %s", path);
    cli_complain_err(c, &e);
    return false;
}
