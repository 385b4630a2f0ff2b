/* proof.c - jiqun proof and verify: how a cluster stands, in a small file that can be checked with a public key alone.
 */
#include "app/certificate.h"
#include "cli/record.h"

/* ---- what is certified ---- */

static void put_known(cli *c, enum cli_text name, base_str value) {
    if (value.n > 0) cli_line(c, name, value);
}

static void put_state(cli *c, const app_certificate *x) {
    base_str label = c->zh ? x->state_zh : x->state_en;
    base_buf b;
    base_buf_init(&b, 4096);
    base_buf_puts(&b, x->state);
    if (label.n > 0 && !base_str_eq(label, x->state))
        base_buf_fmt(&b, c->zh ? "（%.*s）" : " (%.*s)", (int)label.n, label.p);
    cli_line(c, CLI_T_PROOF_STATE, base_buf_str(&b));
    base_buf_free(&b);
}

static void put_term(cli *c, const app_certificate *x) {
    base_buf b;
    if (x->valid_from.n == 0 && x->valid_until.n == 0) return;
    base_buf_init(&b, 256);
    CLI_PUT(c, &b, PROOF_TERM_IS, x->valid_from, x->valid_until);
    /* Of a recognition that was ended it is what was announced, and no more. */
    cli_line(c, base_str_is(x->state, "recognised") ? CLI_T_PROOF_TERM : CLI_T_PROOF_TERM_ONCE, base_buf_str(&b));
    base_buf_free(&b);
}

static void put_events(cli *c, const app_certificate *x) {
    for (size_t i = 0; i < x->n_events; i++) {
        const app_certified_event *v = &x->event[i];
        base_buf b;
        base_buf_init(&b, 64 << 10);
        CLI_PUT(c, &b, PROOF_EVENT_IS, cli_num(c, v->seq), cli_date(c, v->day), v->action, cli_cite(c, v->article));
        cli_line(c, CLI_T_PROOF_EVENT, base_buf_str(&b));
        base_buf_free(&b);
    }
}

static void put_certificate(cli *c, const app_certificate *x) {
    base_buf when, b;
    base_buf_init(&when, 64);
    base_buf_init(&b, 4096);
    core_put_instant(&when, x->at);
    if (x->demonstration) cli_line(c, CLI_T_KIND, cli_text(c, CLI_T_PROOF_DEMONSTRATION));
    cli_line(c, CLI_T_PROOF_CLUSTER, x->cluster);
    put_known(c, CLI_T_PROOF_NAME, x->name);
    put_known(c, CLI_T_PROOF_COUNTY, x->county);
    put_known(c, CLI_T_PROOF_CHANNEL, x->channel);
    put_state(c, x);
    put_known(c, CLI_T_PROOF_ANNOUNCED, x->announced);
    put_known(c, CLI_T_PROOF_ANNOUNCEMENT, x->announcement);
    put_term(c, x);
    put_events(c, x);
    CLI_PUT(c, &b, PROOF_LOG_IS, x->checkpoint.origin, cli_num(c, x->checkpoint.size), base_buf_str(&when));
    cli_line(c, CLI_T_PROOF_LOG, base_buf_str(&b));
    base_buf_free(&when);
    base_buf_free(&b);
}

static void put_limits(cli *c, const app_certificate *x) {
    CLI_PUT(c, &c->out, PROOF_LIMITS, cli_date(c, x->day));
    base_buf_putc(&c->out, '\n');
}

/* ---- proof ---- */

int cli_proof(cli *c, cli_args *a) {
    cli_where where = {0};
    const char *to = NULL;
    const cli_option option[] = {CLI_WHERE_OPTIONS(where), {"--to", &to, NULL}};
    app_certificate said;
    base_str file;
    base_err e = {0};
    if (!cli_options(c, a, option, sizeof option / sizeof *option)) return CLI_USAGE;
    if (a->n != 1) {
        CLI_COMPLAIN(c, PROOF_WHAT);
        return CLI_USAGE;
    }
    app *r = cli_open(c, &where, APP_WRITE);
    if (r == NULL) return CLI_USAGE;
    bool good = app_certify(r, base_str_of(a->word[0]), c->arena, &file, &said, &e);
    if (!good) cli_complain_err(c, &e);
    if (good && to == NULL) to = base_arena_fmt(c->arena, "%s.proof", a->word[0]).p;
    good = good && cli_write_file(c, to, file);
    if (good) {
        CLI_PUT(c, &c->out, PROOF_WRITTEN, base_str_of(to));
        base_buf_putc(&c->out, '\n');
        put_certificate(c, &said);
        put_limits(c, &said);
    }
    app_close(r);
    return good ? CLI_OK : CLI_USAGE;
}

/* ---- verify ---- */

/* A file with public keys, one a line, or a key itself. */
static bool read_keys(cli *c, const char *named, app_pub_keys *keys) {
    base_err e = {0};
    base_str text = base_str_of(named);
    const char *plus = strchr(named, '+');
    const bool given = plus != NULL && strchr(plus + 1, '+') != NULL;
    if ((given || base_file_read(c->arena, named, APP_PUB_FILE_MAX, &text, &e)) &&
        app_pubs_parse(text, given ? BASE_STR("--pub") : base_str_of(named), keys, &e))
        return true;
    cli_complain_err(c, &e);
    return false;
}

static int check(cli *c, const char *path, const app_pub_keys *keys) {
    base_err e = {0};
    base_str file;
    app_certificate x;
    if (!base_file_read(c->arena, path, APP_CERTIFICATE_MAX, &file, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    if (!app_certificate_check(c->arena, file, (const log_pub *const *)keys->pub, keys->n, &x, &e)) {
        CLI_PUT(c, &c->out, VERIFY_NOT, base_str_of(path), base_str_of(c->zh ? e.zh : e.en));
        base_buf_putc(&c->out, '\n');
        return CLI_NEGATIVE;
    }
    CLI_PUT(c, &c->out, VERIFY_GOOD, base_str_of(path));
    base_buf_putc(&c->out, '\n');
    put_certificate(c, &x);
    put_limits(c, &x);
    return CLI_OK;
}

int cli_verify(cli *c, cli_args *a) {
    const char *named = NULL;
    const cli_option option[] = {{"--pub", &named, NULL}};
    app_pub_keys keys = {.n = 0};
    if (!cli_options(c, a, option, 1) || !cli_required(c, "--pub", named) || !cli_one_word(c, a)) return CLI_USAGE;
    int status = read_keys(c, named, &keys) ? check(c, a->word[0], &keys) : CLI_USAGE;
    app_pubs_free(&keys);
    return status;
}
