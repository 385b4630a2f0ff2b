/* whatif_record.c - which dossiers on record another text would judge otherwise. Portions come from the app; what has
 * been looked at is told on a terminal. */
#include <unistd.h>

#include "app/whatif.h"
#include "cli/whatif.h"

typedef struct {
    cli_flips *put;
    app *app;
    const rules_book *book[2];
    uint64_t seen;
} walk;

static void put_portion(walk *w, const app_whatif_portion *p) {
    for (size_t i = 0; i < p->n_flips; i++) {
        const app_whatif_flip *f = &p->flip[i];
        const rules_id because =
            f->because != NULL ? (rules_id)(f->because - p->standard[1]->criterion) : (rules_id)RULES_NONE;
        cli_flips_put(w->put, f->path, f->from, f->to, because);
    }
    w->seen += p->seen;
    w->put->rows += p->judged;
    if (p->page.more && isatty(STDERR_FILENO) == 1)
        (void)dprintf(STDERR_FILENO, "\r%llu … ", (unsigned long long)w->seen);
}

static bool all_portions(walk *w, base_err *e) {
    const app_viewer everybody = {.reads_all = true};
    app_whatif_portion p = {.page = {.more = true}};
    char cursor[APP_SHOW_CURSOR_MAX] = "";
    while (p.page.more) {
        base_arena *arena = base_arena_new((size_t)1 << 30);
        const app_list_query q = {.cursor = base_str_of(cursor)};
        const bool good = app_whatif(w->app, w->book, &q, &everybody, cli_today(w->app), arena, &p, e);
        if (good) put_portion(w, &p);
        memcpy(cursor, p.page.cursor, sizeof cursor);
        base_arena_free(arena);
        if (!good) return false;
    }
    return true;
}

static int go_through(walk *w) {
    cli *c = w->put->c;
    base_err e = {0};
    if (w->book[0] == NULL) w->book[0] = core_world_book(app_world(w->app), cli_today(w->app));
    if (w->book[0] == NULL) {
        CLI_COMPLAIN(c, WHATIF_NO_TEXT);
        return CLI_USAGE;
    }
    cli_flips_begin(w->put);
    if (!all_portions(w, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    if (isatty(STDERR_FILENO) == 1) (void)dprintf(STDERR_FILENO, "\r");
    cli_flips_end(w->put);
    if (w->put->format == CLI_FORMAT_TEXT) {
        CLI_PUT(c, &c->out, WHATIF_SEEN, cli_num(c, w->seen), cli_num(c, w->seen - w->put->rows));
        base_buf_putc(&c->out, '\n');
    }
    return CLI_OK;
}

int cli_whatif_of_record(cli_flips *x, const cli_where *where, const rules_book *const book[2]) {
    walk w = {.put = x, .book = {book[0], book[1]}};
    w.app = cli_open(x->c, where, APP_READ);
    if (w.app == NULL) return CLI_USAGE;
    const int status = go_through(&w);
    app_close(w.app);
    return status;
}
