/* mail.c - jiqun mail: sends what waits in the outbox, once; lists what was given up. */
#include "app/outbox.h"
#include "base/json_out.h"
#include "cli/record.h"
#include "cli/sender.h"

enum { LISTED = 1000 };

typedef struct {
    cli_where where;
    cli_sender_options sender;
    const char *again, *format;
    bool list;
    enum cli_output out;
} options;

/* ---- sending ---- */

static void put_json(cli *c, const app_sent *s) {
    base_json j;
    const struct {
        const char *name;
        uint64_t n;
    } number[] = {{"sent", s->sent}, {"later", s->later}, {"dead", s->dead}, {"busy", s->busy}};
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        base_json_number(&j, number[i].name, number[i].n);
    }
    base_json_flag(&j, "down", s->down);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}

static void put_text(cli *c, const app_sent *s) {
    CLI_PUT(c, &c->out, MAIL_SENT, cli_num(c, s->sent), cli_num(c, s->later), cli_num(c, s->dead), cli_num(c, s->busy));
    base_buf_putc(&c->out, '\n');
}

static int send_all(cli *c, app *a, const options *o) {
    base_err e = {0};
    app_sent done;
    const app_desk desk = {.app = a};
    app_sender s;
    if (!cli_sender(c, &o->sender, &s)) return CLI_USAGE;
    if (!app_outbox_send(&desk, &s, app_now(), &done, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    if (o->out == CLI_FORMAT_JSON)
        put_json(c, &done);
    else
        put_text(c, &done);
    if (done.why.kind != BASE_ERR_NONE) CLI_NOTE(c, MAIL_WHY, base_str_of(c->zh ? done.why.zh : done.why.en));
    return done.down || done.dead > 0 ? CLI_NEGATIVE : CLI_OK;
}

/* ---- what was given up ---- */

typedef struct {
    cli *c;
    uint64_t n;
} listing;

static bool put_dead(void *ctx, const app_dead_mail *m) {
    listing *l = ctx;
    CLI_PUT(l->c, &l->c->out, MAIL_DEAD, m->key, m->to, m->subject, m->why);
    base_buf_putc(&l->c->out, '\n');
    l->n++;
    return true;
}

static int list_dead(cli *c, app *a) {
    base_err e = {0};
    listing l = {.c = c};
    if (!app_outbox_dead(a, (base_str){NULL, 0}, LISTED, put_dead, &l, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    if (l.n > 0) return CLI_OK;
    CLI_PUT(c, &c->out, MAIL_NONE_DEAD);
    base_buf_putc(&c->out, '\n');
    return CLI_OK;
}

static int send_again(cli *c, app *a, base_str key) {
    base_err e = {0};
    bool found = false;
    const app_desk desk = {.app = a};
    if (!app_outbox_revive(&desk, key, &found, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    if (!found) {
        CLI_COMPLAIN(c, MAIL_NO_SUCH, key);
        return CLI_USAGE;
    }
    CLI_PUT(c, &c->out, MAIL_AGAIN, key);
    base_buf_putc(&c->out, '\n');
    return CLI_OK;
}

/* ---- the command ---- */

static bool read_options(cli *c, cli_args *a, options *o) {
    const cli_option option[] = {CLI_WHERE_OPTIONS(o->where),
                                 CLI_SENDER_OPTIONS(o->sender),
                                 {"--list", NULL, &o->list},
                                 {"--again", &o->again, NULL},
                                 {"--format", &o->format, NULL}};
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_no_words(c, a) ||
        !cli_format_but_csv(c, o->format, &o->out))
        return false;
    if (o->list || o->again != NULL) return true;
    return cli_required(c, "--smtp", o->sender.smtp) && cli_required(c, "--from", o->sender.from);
}

int cli_mail(cli *c, cli_args *a) {
    options o = {0};
    if (!read_options(c, a, &o)) return CLI_USAGE;
    app *r = cli_open(c, &o.where, o.list ? APP_READ : APP_WRITE);
    if (r == NULL) return CLI_USAGE;
    int status = CLI_OK;
    if (o.list)
        status = list_dead(c, r);
    else if (o.again != NULL)
        status = send_again(c, r, base_str_of(o.again));
    else
        status = send_all(c, r, &o);
    app_close(r);
    return status;
}
