/* user.c - jiqun user: accounts, for whoever owns the machine. The first of all is made here; everything done here
 * stands on the access record as done on the console. Passwords come from the terminal or from standard input, never
 * from the command line, where every user of the machine could read them. */
#include <stdlib.h>

#include "app/account.h"
#include "app/mask.h"
#include "base/json_out.h"
#include "cli/record.h"
#include "cli/secret.h"

typedef struct {
    cli_where where;
    const char *name, *mail, *phone, *office, *level, *place, *reason, *format, *issuer, *subject;
    bool from_stdin, once, keep;
} options;

typedef struct {
    cli *c;
    const options *o;
    const char *login; /* NULL: none was given */
    app *app;
    app_by by;
    int64_t now;
    base_err e;
} call;

static bool said(call *x, enum cli_text id, base_str a) {
    cli_fill(x->c, &x->c->out, id, &a, 1);
    base_buf_putc(&x->c->out, '\n');
    return true;
}

static base_str given(const char *s) { return s != NULL ? base_str_of(s) : (base_str){NULL, 0}; }
static base_str login_of(const call *x) { return base_str_of(x->login); }

/* ---- passwords ---- */

static bool kept_of(call *x, base_str login, base_str password, bool fresh, base_str *kept) {
    app_password_job *j = base_arena_alloc(x->c->arena, sizeof *j);
    app_account_settings settings;
    if (!app_account_settings_get(x->app, &settings, &x->e) || !app_password_pepper(x->app, j, &x->e)) return false;
    if (!app_password_good(login, password, &settings.password, &x->e)) return false;
    if (!fresh && !app_password_of(x->app, x->c->arena, login, j, &x->e)) return false;
    j->fresh = password;
    j->set = true;
    if (!app_password_do(j, &x->e)) return false;
    *kept = base_str_of(j->kept);
    return !j->reused || base_err_fmt(&x->e, BASE_ERR_INPUT, "该密码近期用过，请换一个",
                                      "that password was used before: choose another one");
}

/* A new password as the PHC text that is kept; `once` is told when one was made here. `fresh`: there was none before.
 */
static bool new_password(call *x, base_str login, bool fresh, base_str *kept, char once[APP_PASSWORD_ONCE + 1]) {
    char typed[CLI_SECRET_MAX];
    base_str password = {typed, 0};
    once[0] = '\0';
    if (x->o->once) {
        app_password_once(once);
        once[APP_PASSWORD_ONCE] = '\0';
        return kept_of(x, login, base_str_of(once), fresh, kept);
    }
    const bool good =
        cli_secret(x->c, x->o->from_stdin, typed, &password.n, &x->e) && kept_of(x, login, password, fresh, kept);
    explicit_bzero(typed, sizeof typed);
    return good;
}

static void tell_once(call *x, const char *once) {
    if (once[0] != '\0') (void)said(x, CLI_T_USER_ONCE, base_str_of(once));
}

/* ---- what can be done ---- */

static bool add(call *x) {
    char once[APP_PASSWORD_ONCE + 1];
    bool any;
    app_account_new n = {.person = {given(x->o->name), given(x->o->mail), given(x->o->phone)}};
    if (!app_login_of(x->c->arena, login_of(x), &n.login, &x->e) || !app_account_any(x->app, &any, &x->e) ||
        !new_password(x, n.login, true, &n.kept, once))
        return false;
    n.keeps = x->o->keep || (!any && !x->o->once);
    if (!app_account_add(x->app, &x->by, &n, x->now, &x->e)) return false;
    tell_once(x, once);
    return said(x, any ? CLI_T_USER_ADDED : CLI_T_USER_FIRST, n.login);
}

static bool password(call *x) {
    char once[APP_PASSWORD_ONCE + 1];
    base_str kept;
    if (!new_password(x, login_of(x), false, &kept, once) ||
        !app_password_set(x->app, &x->by, login_of(x), kept, (base_str){NULL, 0}, x->now, &x->e))
        return false;
    tell_once(x, once);
    return said(x, CLI_T_USER_PASSWORD, login_of(x));
}

static bool grant(call *x) {
    app_grant g = {.actor = {given(x->o->level), given(x->o->place)}};
    if (!app_office_parse(given(x->o->office), &g.office))
        return base_err_fmt(&x->e, BASE_ERR_INPUT, "--office 应为 system、security 或 audit",
                            "--office is system, security or audit");
    return app_account_grant(x->app, &x->by, login_of(x), &g, x->now, &x->e) &&
           said(x, CLI_T_USER_GRANTED, login_of(x));
}

static bool revoke(call *x) {
    return app_account_revoke(x->app, &x->by, login_of(x), given(x->o->reason), x->now, &x->e) &&
           said(x, CLI_T_USER_REVOKED, login_of(x));
}

static bool disable(call *x) {
    return app_account_disable(x->app, &x->by, login_of(x), true, given(x->o->reason), x->now, &x->e) &&
           said(x, CLI_T_USER_DISABLED, login_of(x));
}

static bool enable(call *x) {
    return app_account_disable(x->app, &x->by, login_of(x), false, given(x->o->reason), x->now, &x->e) &&
           said(x, CLI_T_USER_ENABLED, login_of(x));
}

static bool confirm(call *x) {
    return app_account_confirm(x->app, &x->by, login_of(x), x->now, &x->e) &&
           said(x, CLI_T_USER_CONFIRMED, login_of(x));
}

static bool link_to(call *x) {
    if (x->o->issuer == NULL || x->o->subject == NULL || x->o->subject[0] == '\0')
        return base_err_fmt(&x->e, BASE_ERR_INPUT, "应给出 --issuer 与 --subject", "give --issuer and --subject");
    return app_oidc_link(x->app, &x->by, login_of(x), given(x->o->issuer), given(x->o->subject), x->now, &x->e) &&
           said(x, CLI_T_USER_LINKED, login_of(x));
}

static bool unlink_it(call *x) {
    const base_str none = {NULL, 0};
    return app_oidc_link(x->app, &x->by, login_of(x), none, none, x->now, &x->e) &&
           said(x, CLI_T_USER_UNLINKED, login_of(x));
}

static bool totp_reset(call *x) {
    return app_second_reset(x->app, &x->by, login_of(x), given(x->o->reason), x->now, &x->e) &&
           said(x, CLI_T_USER_TOTP, login_of(x));
}

static bool erase(call *x) {
    return app_account_erase(x->app, &x->by, login_of(x), given(x->o->reason), x->now, &x->e) &&
           said(x, CLI_T_USER_ERASED, login_of(x));
}

/* ---- the list ---- */

typedef struct {
    app_account *item;
    size_t n, cap;
    base_arena *arena;
} accounts;

static bool take(void *ctx, const app_account *x) {
    accounts *l = ctx;
    l->item = base_arena_grow(l->arena, l->item, l->n, &l->cap, sizeof *l->item);
    app_account *mine = &l->item[l->n++];
    *mine = *x;
    mine->login = base_arena_str(l->arena, x->login);
    mine->actor = (core_actor){base_arena_str(l->arena, x->actor.level), base_arena_str(l->arena, x->actor.who)};
    return true;
}

static const char *state_of(const app_account *x) {
    if (x->disabled) return "disabled";
    if (x->unconfirmed) return "unconfirmed";
    return app_account_is_active(x) ? "active" : "inert";
}

static base_str state_text(const cli *c, const app_account *x) {
    if (x->disabled) return cli_text(c, CLI_T_USER_IS_DISABLED);
    if (x->unconfirmed) return cli_text(c, CLI_T_USER_IS_UNCONFIRMED);
    return cli_text(c, app_account_is_active(x) ? CLI_T_USER_IS_ACTIVE : CLI_T_USER_IS_INERT);
}

static base_str office_text(const cli *c, enum app_office o) {
    switch (o) {
    case APP_OFFICE_SYSTEM: return cli_text(c, CLI_T_USER_SYSTEM);
    case APP_OFFICE_SECURITY: return cli_text(c, CLI_T_USER_SECURITY);
    case APP_OFFICE_AUDIT: return cli_text(c, CLI_T_USER_AUDIT);
    case APP_OFFICE_NONE:
    case APP_OFFICE_CONSOLE: break;
    }
    return BASE_STR("—");
}

static void put_text(call *x, const app_account *a, base_str name) {
    cli *c = x->c;
    base_str as = office_text(c, a->office);
    if (a->actor.level.n > 0)
        as = base_arena_fmt(c->scratch, "%.*s %.*s", (int)a->actor.level.n, a->actor.level.p, (int)a->actor.who.n,
                            a->actor.who.p);
    cli_column(&c->out, a->login, 20);
    cli_column(&c->out, as, 22);
    cli_column(&c->out, state_text(c, a), 14);
    cli_column(&c->out, cli_text(c, a->second ? CLI_T_USER_SECOND : CLI_T_USER_NO_SECOND), 12);
    base_buf_puts(&c->out, name);
    base_buf_putc(&c->out, '\n');
}

static void put_json(base_json *j, const app_account *a, base_str name) {
    const struct {
        const char *key;
        base_str value;
    } member[] = {{"login", a->login},     {"office", app_office_name(a->office)}, {"level", a->actor.level},
                  {"place", a->actor.who}, {"state", base_str_of(state_of(a))},    {"name", name}};
    base_json_obj(j);
    for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
        base_json_text(j, member[i].key, member[i].value);
    }
    base_json_flag(j, "second_factor", a->second);
    base_json_obj_end(j);
}

/* Names are masked here too: nobody is asked why he looks at a list. */
static bool put_all(call *x, const accounts *l, bool json) {
    base_json j;
    if (json) {
        base_json_init(&j, &x->c->out);
        base_json_arr(&j);
    }
    for (size_t i = 0; i < l->n; i++) {
        app_person p;
        if (!app_person_get(x->app, x->c->arena, l->item[i].login, &p, &x->e)) return false;
        const base_str name = app_mask_name(x->c->arena, p.name);
        if (json)
            put_json(&j, &l->item[i], name);
        else
            put_text(x, &l->item[i], name);
    }
    if (json) {
        base_json_arr_end(&j);
        base_buf_putc(&x->c->out, '\n');
    } else if (l->n == 0) {
        base_buf_puts(&x->c->out, cli_text(x->c, CLI_T_USER_NONE));
        base_buf_putc(&x->c->out, '\n');
    }
    return true;
}

static bool list(call *x) {
    accounts l = {.arena = x->c->arena};
    const bool json = x->o->format != NULL && strcmp(x->o->format, "json") == 0;
    return app_accounts(x->app, (base_str){NULL, 0}, INT32_MAX, take, &l, &x->e) && put_all(x, &l, json);
}

/* ---- the command ---- */

static const struct {
    const char *name;
    bool (*run)(call *x);
    bool reads, has_reason;
} acts[] = {
    {"add", add, false, false},         {"list", list, true, false},          {"grant", grant, false, false},
    {"revoke", revoke, false, true},    {"disable", disable, false, true},    {"enable", enable, false, true},
    {"confirm", confirm, false, false}, {"password", password, false, false}, {"totp-reset", totp_reset, false, true},
    {"erase", erase, false, true},      {"link", link_to, false, false},      {"unlink", unlink_it, false, false},
};

static int run(cli *c, const options *o, size_t act, const char *login) {
    call x = {.c = c, .o = o, .login = login, .by = app_by_console(), .now = app_now()};
    x.app = cli_open(c, &o->where, acts[act].reads ? APP_READ : APP_WRITE);
    if (x.app == NULL) return CLI_USAGE;
    const bool good = acts[act].run(&x);
    if (!good) cli_complain_err(c, &x.e);
    app_close(x.app);
    return good ? CLI_OK : CLI_USAGE;
}

int cli_user(cli *c, cli_args *a) {
    options o = {.name = NULL};
    enum cli_output format = CLI_FORMAT_TEXT;
    const cli_option option[] = {
        CLI_WHERE_OPTIONS(o.where),    {"--name", &o.name, NULL},       {"--mail", &o.mail, NULL},
        {"--phone", &o.phone, NULL},   {"--office", &o.office, NULL},   {"--level", &o.level, NULL},
        {"--place", &o.place, NULL},   {"--reason", &o.reason, NULL},   {"--format", &o.format, NULL},
        {"--issuer", &o.issuer, NULL}, {"--subject", &o.subject, NULL}, {"--password-stdin", NULL, &o.from_stdin},
        {"--once", NULL, &o.once},     {"--keep", NULL, &o.keep}};
    size_t act = 0;
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_format_of(c, o.format, &format))
        return CLI_USAGE;
    while (act < sizeof acts / sizeof *acts && (a->n == 0 || strcmp(a->word[0], acts[act].name) != 0)) act++;
    const bool known = act < sizeof acts / sizeof *acts;
    if (!known || a->n != (acts[act].run == list ? 1 : 2) || format == CLI_FORMAT_CSV || (o.once && o.from_stdin)) {
        CLI_COMPLAIN(c, USER_WHAT);
        return CLI_USAGE;
    }
    if (acts[act].has_reason && !cli_required(c, "--reason", o.reason)) return CLI_USAGE;
    return run(c, &o, act, a->n > 1 ? a->word[1] : NULL);
}
