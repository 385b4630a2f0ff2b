/* log.c - jiqun log show, restart, rotate: what the log is called, how far it goes and who signs it; and how it goes on
 * under a new name or a new key. */
#include "app/relog.h"
#include "cli/record.h"

/* ---- show ---- */

static void put_line(cli *c, enum cli_text name, const base_buf *b) { cli_line(c, name, base_buf_str(b)); }

static void put_hash(cli *c, const uint8_t root[STORE_HASH]) {
    log_hash h;
    char hex[LOG_HASH_HEX];
    memcpy(h.b, root, sizeof h.b);
    log_hash_hex(&h, hex);
    cli_line(c, CLI_T_ROOT_HASH, (base_str){hex, sizeof hex});
}

static void put_checkpoint(cli *c, enum cli_text name, const log_checkpoint *k) {
    base_buf b;
    base_date day;
    int64_t at;
    base_buf_init(&b, 1024);
    CLI_PUT(c, &b, LOG_EVENTS_OF, cli_num(c, k->size), k->origin);
    if (app_checkpoint_dates(k, &day, &at)) {
        base_buf when;
        base_buf_init(&when, 64);
        core_put_instant(&when, at);
        CLI_PUT(c, &b, LOG_AS_OF, cli_date(c, day), base_buf_str(&when));
        base_buf_free(&when);
    }
    put_line(c, name, &b);
    base_buf_free(&b);
}

static void put_last(cli *c, app *a) {
    store_checkpoint row;
    log_checkpoint k;
    bool found = false;
    size_t n;
    base_err e = {0};
    base_str note;
    const log_pub *const *pub = app_pubs(a, &n);
    if (store_checkpoint_last(app_store(a), c->arena, &row, &found, &e) && found &&
        log_checkpoint_open(row.note, pub, n, &k, NULL, &e))
        put_checkpoint(c, CLI_T_LOG_LAST, &k);
    else
        cli_line(c, CLI_T_LOG_LAST, cli_text(c, CLI_T_LOG_NONE));
    if (app_published(a, c->arena, &note, &e) && note.p != NULL && log_checkpoint_open(note, pub, n, &k, NULL, &e))
        put_checkpoint(c, CLI_T_LOG_PUBLISHED, &k);
    else
        cli_line(c, CLI_T_LOG_PUBLISHED, cli_text(c, CLI_T_LOG_NONE));
}

static void put_keys(cli *c, app *a) {
    size_t n;
    const log_pub *const *pub = app_pubs(a, &n);
    for (size_t i = 0; i < n; i++) {
        base_buf b;
        base_buf_init(&b, 4096);
        log_pub_put(&b, pub[i]);
        put_line(c, i + 1 == n ? CLI_T_LOG_KEY_NOW : CLI_T_LOG_KEY_BEFORE, &b);
        base_buf_free(&b);
    }
}

static int show(cli *c, const cli_where *where) {
    base_err e = {0};
    app *a = cli_open(c, where, APP_READ);
    if (a == NULL) return CLI_USAGE;
    store_head head = app_head(a);
    cli_line(c, CLI_T_ORIGIN, app_origin(a));
    cli_line(c, CLI_T_STAT_EVENTS, cli_num(c, head.size));
    cli_line(c, CLI_T_LAST_DAY, cli_date(c, head.day));
    put_hash(c, head.root);
    put_last(c, a);
    put_keys(c, a);
    bool extends = app_extends_published(a, &e);
    app_close(a);
    if (extends) return CLI_OK;
    cli_complain_err(c, &e);
    return CLI_NEGATIVE;
}

/* ---- restart, rotate ---- */

static int restart(cli *c, const cli_where *where, const char *reason) {
    app_place place;
    app_restart_report r;
    base_err e = {0};
    if (!cli_place(c, where, &place) || !cli_required(c, "--reason", reason)) return CLI_USAGE;
    if (!app_log_restart(&place, base_str_of(reason), c->arena, &r, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    CLI_PUT(c, &c->out, LOG_RESTARTED, r.now, cli_num(c, r.seq), r.was, cli_num(c, r.published), cli_num(c, r.size));
    base_buf_putc(&c->out, '\n');
    return CLI_OK;
}

static int rotate(cli *c, const cli_where *where) {
    app_place place;
    base_str line;
    base_err e = {0};
    if (!cli_place(c, where, &place)) return CLI_USAGE;
    if (!app_log_rotate(&place, c->arena, &line, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    CLI_PUT(c, &c->out, LOG_ROTATED);
    base_buf_putc(&c->out, '\n');
    cli_line(c, CLI_T_PUBLIC_KEY, line);
    return CLI_OK;
}

int cli_log(cli *c, cli_args *a) {
    cli_where where = {0};
    const char *reason = NULL;
    const cli_option option[] = {CLI_WHERE_OPTIONS(where), {"--reason", &reason, NULL}};
    if (!cli_options(c, a, option, sizeof option / sizeof *option)) return CLI_USAGE;
    base_str what = a->n == 1 ? base_str_of(a->word[0]) : (base_str){NULL, 0};
    if (base_str_is(what, "restart")) return restart(c, &where, reason);
    if (base_str_is(what, "show") && reason == NULL) return show(c, &where);
    if (base_str_is(what, "rotate") && reason == NULL) return rotate(c, &where);
    CLI_COMPLAIN(c, LOG_WHAT);
    return CLI_USAGE;
}
