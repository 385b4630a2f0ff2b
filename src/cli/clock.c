/* clock.c - jiqun clock: the daily work of a record, once, and what came of it. */
#include "app/clock.h"

#include "app/mail_book.h"
#include "app/outbox.h"
#include "base/csv.h"
#include "base/json_out.h"
#include "base/map.h"
#include "cli/record.h"

enum { ADDRESSES_MAX = 16 << 20 };

typedef struct {
    cli_where where;
    const char *today, *remind, *addresses, *link, *format;
    enum cli_output out;
    base_date day;
} options;

/* ---- addresses: of accounts, and beside them of offices by a file ---- */

typedef struct address address;
struct address {
    base_str text;
    address *next;
};

typedef struct {
    cli *c;
    app_mail_book *book;
    base_map office; /* "level:place" -> addresses */
} addresses;

static bool take_row(addresses *x, const base_csv *csv) {
    const base_str *f = csv->field;
    if (csv->n != 3 || f[0].n == 0 || !app_mail_to_good(f[2])) {
        CLI_COMPLAIN(x->c, ADDRESSES_ROW, csv->file, cli_num(x->c, csv->line));
        return false;
    }
    base_str key = base_arena_fmt(x->c->arena, "%.*s:%.*s", (int)f[0].n, f[0].p, (int)f[1].n, f[1].p);
    base_map_slot *slot = base_map_put(&x->office, key);
    address *a = base_arena_alloc(x->c->arena, sizeof *a);
    *a = (address){base_arena_str(x->c->arena, f[2]), slot->value.ptr};
    slot->value.ptr = a;
    return true;
}

static bool read_addresses(addresses *x, const char *path) {
    base_err e = {0};
    base_str text;
    base_csv csv;
    base_map_init(&x->office, x->c->arena);
    if (path == NULL) return true;
    if (!base_file_read(x->c->arena, path, ADDRESSES_MAX, &text, &e)) {
        cli_complain_err(x->c, &e);
        return false;
    }
    base_csv_open(&csv, x->c->arena, text, base_str_of(path));
    bool head = base_csv_next(&csv, &e) && csv.n == 3 && base_str_is(csv.field[0], "level") &&
                base_str_is(csv.field[1], "place") && base_str_is(csv.field[2], "address");
    if (!head && e.kind == BASE_ERR_NONE) {
        CLI_COMPLAIN(x->c, ADDRESSES_HEADER, base_str_of(path));
        return false;
    }
    while (head && base_csv_next(&csv, &e)) {
        if (!take_row(x, &csv)) return false;
    }
    if (e.kind == BASE_ERR_NONE) return true;
    cli_complain_err(x->c, &e);
    return false;
}

static bool mail_of(void *ctx, base_str level, base_str place, app_each_address each, void *each_ctx, base_err *e) {
    addresses *x = ctx;
    if (!app_mail_book_of(x->book, level, place, each, each_ctx, e)) return false;
    base_str key = base_arena_fmt(x->c->arena, "%.*s:%.*s", (int)level.n, level.p, (int)place.n, place.p);
    const base_map_slot *slot = base_map_get(&x->office, key);
    for (const address *a = slot != NULL ? slot->value.ptr : NULL; a != NULL; a = a->next) {
        if (!each(each_ctx, a->text)) return true;
    }
    return true;
}

/* ---- what came of it ---- */

static void put_json(cli *c, const app_clock_done *d) {
    base_json j;
    const struct {
        const char *name;
        uint64_t n;
    } number[] = {{"looked_at", d->looked_at}, {"due", d->due},     {"overdue", d->overdue},
                  {"ended", d->ended},         {"over", d->over},   {"reminders", d->reminders},
                  {"notices", d->notices},     {"mails", d->mails}, {"without_address", d->without_address},
                  {"swept", d->swept}};
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_day(&j, "day", d->day);
    base_json_flag(&j, "ran", d->ran);
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        base_json_number(&j, number[i].name, number[i].n);
    }
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}

static void put_text(cli *c, const app_clock_done *d) {
    if (!d->ran) {
        CLI_PUT(c, &c->out, CLOCK_BEFORE, cli_date(c, d->day));
        base_buf_putc(&c->out, '\n');
        return;
    }
    CLI_PUT(c, &c->out, CLOCK_DONE, cli_date(c, d->day), cli_num(c, d->looked_at), cli_num(c, d->due),
            cli_num(c, d->overdue), cli_num(c, d->ended), cli_num(c, d->over));
    base_buf_putc(&c->out, '\n');
    CLI_PUT(c, &c->out, CLOCK_TOLD, cli_num(c, d->reminders), cli_num(c, d->notices), cli_num(c, d->mails),
            cli_num(c, d->without_address), cli_num(c, d->swept));
    base_buf_putc(&c->out, '\n');
}

/* ---- the command ---- */

static int run(cli *c, app *a, const options *o, addresses *x) {
    base_err e = {0};
    app_clock_done done;
    const app_desk desk = {.app = a};
    const app_clock_options how = {
        .day = o->day, .mail_of = mail_of, .mail_ctx = x, .link = base_str_of(o->link != NULL ? o->link : "")};
    bool good = o->remind == NULL || app_steps_set(&desk, base_str_of(o->remind), &e);
    if (good) x->book = app_mail_book_open(a, &e);
    good = x->book != NULL && app_clock_run(&desk, &how, &done, &e);
    if (!good) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    if (done.elsewhere) {
        CLI_COMPLAIN(c, CLOCK_ELSEWHERE);
        return CLI_NEGATIVE;
    }
    if (o->out == CLI_FORMAT_JSON)
        put_json(c, &done);
    else
        put_text(c, &done);
    return CLI_OK;
}

static bool read_options(cli *c, cli_args *a, options *o) {
    base_err e = {0};
    const cli_option option[] = {CLI_WHERE_OPTIONS(o->where),    {"--today", &o->today, NULL},
                                 {"--remind", &o->remind, NULL}, {"--addresses", &o->addresses, NULL},
                                 {"--link", &o->link, NULL},     {"--format", &o->format, NULL}};
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_no_words(c, a) ||
        !cli_format_but_csv(c, o->format, &o->out))
        return false;
    if (o->today == NULL || base_date_parse(base_str_of(o->today), &o->day, &e)) return true;
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--today"), base_str_of(o->today), cli_text(c, CLI_T_WANTS_DATE));
    return false;
}

int cli_clock(cli *c, cli_args *a) {
    options o = {.day = BASE_DATE_NONE};
    addresses x = {.c = c};
    if (!read_options(c, a, &o) || !read_addresses(&x, o.addresses)) return CLI_USAGE;
    app *r = cli_open(c, &o.where, APP_WRITE);
    if (r == NULL) return CLI_USAGE;
    int status = run(c, r, &o, &x);
    app_mail_book_close(x.book);
    app_close(r);
    return status;
}
