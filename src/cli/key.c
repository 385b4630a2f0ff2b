/* key.c - jiqun key show, prepare, rotate, retire: which keys of personal data there are and what hangs on each; and
 * how one takes the place of another. */
#include "app/rekey.h"
#include "cli/record.h"

/* ---- show ---- */

static enum cli_text name_of(enum app_key_state s) {
    switch (s) {
    case APP_KEY_BEFORE: return CLI_T_KEY_BEFORE;
    case APP_KEY_PREPARED: return CLI_T_KEY_PREPARED;
    case APP_KEY_LEFT: return CLI_T_KEY_LEFT;
    case APP_KEY_RETIRED: return CLI_T_KEY_RETIRED;
    case APP_KEY_NOW: break;
    }
    return CLI_T_KEY_NOW;
}

static base_str day_of(const cli *c, int64_t at) {
    base_buf b;
    base_buf_init(&b, 64);
    core_put_instant(&b, at);
    const base_str day = base_arena_str(c->scratch, base_utf8_head(base_buf_str(&b), 10));
    base_buf_free(&b);
    return day;
}

static void put_key(cli *c, const app_key_report *r, size_t i) {
    const enum app_key_state s = r->key[i].state;
    const base_str passwords = cli_num(c, r->key[i].passwords);
    base_buf b;
    base_buf_init(&b, 512);
    if (s == APP_KEY_NOW)
        CLI_PUT(c, &b, KEY_NOW_HAS, r->key[i].id, day_of(c, r->since), cli_num(c, r->texts.now), passwords);
    else if (s == APP_KEY_BEFORE)
        CLI_PUT(c, &b, KEY_BEFORE_HAS, r->key[i].id, cli_num(c, r->texts.before), passwords);
    else if (s == APP_KEY_PREPARED)
        base_buf_puts(&b, r->key[i].id);
    else
        CLI_PUT(c, &b, KEY_RETIRED_HAS, r->key[i].id, passwords);
    cli_line(c, name_of(s), base_buf_str(&b));
    base_buf_free(&b);
}

/* Texts that open by no key are told wherever all of them are looked at. */
static int lost(cli *c, const app_resealed *t) {
    if (t->lost == 0) return CLI_OK;
    CLI_COMPLAIN(c, KEY_LOST, cli_num(c, t->lost), t->first_lost);
    return CLI_NEGATIVE;
}

static void put_plain(cli *c, uint64_t n) {
    base_buf b;
    if (n == 0) return;
    base_buf_init(&b, 512);
    CLI_PUT(c, &b, KEY_PLAIN_HAS, cli_num(c, n));
    cli_line(c, CLI_T_KEY_PLAIN, base_buf_str(&b));
    base_buf_free(&b);
}

static bool show(cli *c, app *a, int *status, base_err *e) {
    app_key_report r;
    if (!app_key_look(a, c->arena, &r, e)) return false;
    for (size_t i = 0; i < r.n; i++) put_key(c, &r, i);
    put_plain(c, r.texts.plain);
    *status = lost(c, &r.texts);
    return true;
}

/* ---- what changes something ---- */

static bool prepare(cli *c, app *w, int *status, base_err *e) {
    base_str id;
    bool made;
    if (!app_key_prepare(w, c->arena, &id, &made, e)) return false;
    if (made)
        CLI_PUT(c, &c->out, KEY_MADE, id);
    else
        CLI_PUT(c, &c->out, KEY_MADE_BEFORE, id);
    base_buf_putc(&c->out, '\n');
    *status = CLI_OK;
    return true;
}

static bool rotate(cli *c, app *w, int *status, base_err *e) {
    app_rekey_report r;
    if (!app_key_rotate(w, c->arena, app_now(), &r, e)) return false;
    if (r.goes_on)
        CLI_PUT(c, &c->out, KEY_WENT_ON, r.was, r.now, cli_num(c, r.texts.moved));
    else
        CLI_PUT(c, &c->out, KEY_ROTATED, r.was, r.now, cli_num(c, r.texts.moved), cli_num(c, r.links));
    base_buf_putc(&c->out, '\n');
    *status = lost(c, &r.texts);
    return true;
}

static bool retire(cli *c, app *w, int *status, base_err *e) {
    app_retire_report r;
    if (!app_key_retire(w, c->arena, app_now(), &r, e)) return false;
    if (r.id.n > 0)
        CLI_PUT(c, &c->out, KEY_GONE, r.id, cli_num(c, r.texts.now));
    else
        base_buf_puts(&c->out, cli_text(c, CLI_T_KEY_FILE_CLEARED));
    base_buf_putc(&c->out, '\n');
    *status = lost(c, &r.texts);
    return true;
}

/* ---- the command ---- */

static const struct {
    const char *name;
    bool (*run)(cli *c, app *a, int *status, base_err *e);
    bool reads;
} acts[] = {{"show", show, true}, {"prepare", prepare, false}, {"rotate", rotate, false}, {"retire", retire, false}};
enum { ACTS = sizeof acts / sizeof *acts };

int cli_key(cli *c, cli_args *a) {
    cli_where where = {0};
    base_err e = {0};
    int status = CLI_USAGE;
    size_t act = 0;
    const cli_option option[] = {CLI_WHERE_OPTIONS(where)};
    if (!cli_options(c, a, option, sizeof option / sizeof *option)) return CLI_USAGE;
    while (act < ACTS && (a->n != 1 || strcmp(a->word[0], acts[act].name) != 0)) act++;
    if (act == ACTS) {
        CLI_COMPLAIN(c, KEY_WHAT);
        return CLI_USAGE;
    }
    app *w = cli_open(c, &where, acts[act].reads ? APP_READ : APP_WRITE);
    if (w == NULL) return CLI_USAGE;
    if (!acts[act].run(c, w, &status, &e)) {
        cli_complain_err(c, &e);
        status = CLI_USAGE;
    }
    app_close(w);
    return status;
}
