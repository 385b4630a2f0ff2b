/* due_record.c - what falls due in a record.
 *
 * Its tables say which dossiers are worth looking at (a date may come by then, or somebody has to act); only those are
 * loaded, one after the other, and asked as a scenario's world is asked. Items are put in order outside of memory, so
 * that a country's list costs what a county's does. */
#include "app/agenda.h"
#include "cli/due.h"
#include "cli/sorter.h"

enum { SORT_BYTES = 8 << 20, HOLD_BYTES = 4 << 20, RECORD_MAX = 1 << 20, FIELDS = 9 };

typedef struct {
    cli *c;
    app *app;
    cli_due_list *list;
    cli_sorter *sorter;
    uint32_t number; /* of the item: alike ones stay as they were found */
    base_buf line;
    base_arena *arena;
} looking;

/* ---- items as records of the sorter: group, date, path, number; then the words, a NUL after each ---- */

static void put_be32(base_buf *b, uint32_t v) {
    const char byte[] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
    base_buf_put(b, byte, sizeof byte);
}

static uint32_t get_be32(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static const uint32_t SIGN = UINT32_C(0x80000000); /* so that negative days come before positive ones */

static void put_text(base_buf *b, base_str s) {
    base_buf_puts(b, s);
    base_buf_putc(b, '\0');
}

static bool keep_item(looking *x, const core_due_item *i, base_err *e) {
    cli_due_item w = cli_due_words(x->arena, i);
    base_buf *b = &x->line;
    const base_str text[FIELDS] = {w.name,    w.cite,   w.kind.zh,   w.kind.en,  w.what.zh,
                                   w.what.en, w.levels, w.labels.zh, w.labels.en};
    base_buf_clear(b);
    base_buf_putc(b, (char)('0' + (int)w.group));
    put_be32(b, (uint32_t)w.date ^ SIGN);
    put_text(b, w.path);
    put_be32(b, x->number++);
    put_be32(b, (uint32_t)w.year);
    for (size_t k = 0; k < FIELDS; k++) put_text(b, text[k]);
    x->list->count[w.group]++;
    return cli_sorter_add(x->sorter, base_buf_str(b), e);
}

static base_str take_text(base_str *r) {
    base_str rest, first = base_str_cut(*r, '\0', &rest);
    *r = rest;
    return first;
}

static uint32_t take_be32(base_str *r) {
    uint32_t v = get_be32(r->p);
    *r = (base_str){r->p + 4, r->n - 4};
    return v;
}

static bool put_item(void *ctx, base_str r) {
    looking *x = ctx;
    cli_due_item i = {.group = (enum core_due_group)(r.p[0] - '0')};
    r = (base_str){r.p + 1, r.n - 1};
    i.date = (base_date)(take_be32(&r) ^ SIGN);
    i.days = i.date == BASE_DATE_NONE ? 0 : i.date - x->list->today;
    i.path = take_text(&r);
    (void)take_be32(&r);
    i.year = (int)take_be32(&r);
    i.name = take_text(&r);
    i.cite = take_text(&r);
    i.kind.zh = take_text(&r);
    i.kind.en = take_text(&r);
    i.what.zh = take_text(&r);
    i.what.en = take_text(&r);
    i.levels = take_text(&r);
    i.labels.zh = take_text(&r);
    i.labels.en = take_text(&r);
    cli_due_put(x->list, &i);
    return !x->c->write_failed;
}

/* ---- one dossier ---- */

static bool look_at(looking *x, const core_case *root, base_err *e) {
    core_due_list l = core_due_of(app_world(x->app), root, x->list->today, (int32_t)x->list->days, x->arena);
    bool good = true;
    for (size_t i = 0; good && i < l.n; i++) good = keep_item(x, &l.item[i], e);
    base_arena_reset(x->arena);
    return good;
}

static bool look_at_named(looking *x, const char *path, base_err *e) {
    const core_case *c = app_load(x->app, base_str_of(path), e);
    if (c != NULL) return look_at(x, core_root(c), e);
    if (e->kind != BASE_ERR_NONE) return false;
    return base_err_fmt(e, BASE_ERR_MISSING, "记录中没有“%s”", "the record has no “%s”", path);
}

/* ---- which dossiers ---- */

static bool look_at_all(looking *x, const app_agenda *all, base_err *e) {
    for (size_t i = 0; i < all->n; i++) {
        const core_case *root = app_agenda_load(x->app, all->stream[i], e);
        if (root == NULL || !look_at(x, root, e)) return false;
        if (i % 1000 == 0) cli_progress(x->c, i);
    }
    cli_progress_end(x->c);
    return true;
}

static bool look_everywhere(looking *x, base_err *e) {
    base_date until = x->list->today;
    base_err beyond = {0};
    app_agenda all = {0};
    if (!base_date_add_days(until, (int32_t)x->list->days, &until, &beyond)) until = x->list->today;
    bool good = app_agenda_watched(x->app, &all, until, e) && app_agenda_waiting(x->app, &all, e);
    app_agenda_sort(&all);
    good = good && look_at_all(x, &all, e);
    app_agenda_free(&all);
    return good;
}

/* ---- the command ---- */

static bool gather(looking *x, const cli_args *path, base_err *e) {
    if (path->n == 0) return look_everywhere(x, e);
    for (int i = 0; i < path->n; i++) {
        if (!look_at_named(x, path->word[i], e)) return false;
    }
    return true;
}

static bool print(looking *x, base_err *e) {
    cli_due_begin(x->list);
    bool good = cli_sorter_each(x->sorter, put_item, x, e);
    cli_due_end(x->list);
    return good;
}

static bool list(looking *x, const cli_args *path, base_err *e) {
    if (!app_refresh(x->app, e) || !store_begin_read(app_store(x->app), e)) return false;
    bool good = gather(x, path, e);
    store_end_read(app_store(x->app));
    return good && print(x, e);
}

static bool day_fits(cli *c, const app *a, cli_due_list *l) {
    base_date last = app_head(a).day;
    if (l->today == BASE_DATE_NONE) l->today = cli_today(a);
    if (last == BASE_DATE_NONE || l->today >= last) return true;
    CLI_COMPLAIN(c, DUE_BEFORE_RECORD, cli_date(c, l->today), cli_date(c, last));
    return false;
}

int cli_due_of_record(cli *c, const cli_where *w, cli_due_list *l, const cli_args *path) {
    base_err e = {0};
    looking x = {.c = c, .list = l};
    x.app = cli_open(c, w, APP_READ);
    if (x.app == NULL) return CLI_USAGE;
    if (!day_fits(c, x.app, l)) {
        app_close(x.app);
        return CLI_USAGE;
    }
    app_hold_at_most(x.app, HOLD_BYTES);
    x.sorter = cli_sorter_new(SORT_BYTES);
    x.arena = base_arena_new((size_t)1 << 30);
    base_buf_init(&x.line, RECORD_MAX);
    bool good = list(&x, path, &e);
    if (!good) cli_complain_err(c, &e);
    base_buf_free(&x.line);
    base_arena_free(x.arena);
    cli_sorter_free(x.sorter);
    app_close(x.app);
    return good ? CLI_OK : CLI_USAGE;
}
