/* account_secret.c - what only the owner of an account knows: password and second factor, sealed as a whole; and the
 * settings that say what is asked for. */
#include "app/account_i.h"
#include "app/seal_i.h"

_Static_assert((int)APP_PASSWORD_PEPPERS == (int)APP_SEAL_EVER, "a pepper of each key");
_Static_assert((int)APP_PASSWORD_PEPPER_ID == (int)APP_SEAL_ID, "named as the key is");

/* ---- as an entry ---- */

static bool read_secret(base_arena *arena, base_str plain, app_secret *s, base_err *e) {
    app_fields f;
    if (!app_fields_read(arena, plain, &f, e)) return false;
    *s = (app_secret){.phc = app_field_text(&f, "phc"),
                      .totp = app_field_text(&f, "totp"),
                      .pending = app_field_text(&f, "pending"),
                      .last_step = (uint64_t)app_field_number(&f, "last_step")};
    (void)app_field_texts(&f, "history", s->history, APP_PASSWORD_HISTORY);
    s->n_codes = app_field_texts(&f, "codes", s->code, APP_RECOVERY_CODES);
    app_fields_done(&f);
    return true;
}

bool app_secret_get(app *a, base_arena *arena, base_str login, app_secret *out, base_err *e) {
    store_entry n;
    base_str plain;
    bool found;
    *out = (app_secret){.phc = {NULL, 0}};
    if (!store_entry_get(a->store, arena, APP_SPACE_SECRET, login, &n, &found, e)) return false;
    const app_seal *s = app_seal_of(a, e);
    if (s == NULL || !found) return s != NULL;
    return app_seal_open(s, arena, APP_SPACE_SECRET, login, n.body, &plain, e) && read_secret(arena, plain, out, e);
}

bool app_secret_put(app *w, base_arena *arena, base_str login, const app_secret *x, int64_t now, base_err *e) {
    const app_seal *s = app_seal_of(w, e);
    base_buf b;
    base_json j;
    base_str sealed;
    size_t n = 0;
    if (s == NULL) return false;
    while (n < APP_PASSWORD_HISTORY && x->history[n].n > 0) n++;
    app_fields_begin(&j, &b);
    base_json_some(&j, "phc", x->phc);
    app_put_texts(&j, "history", x->history, n);
    base_json_some(&j, "totp", x->totp);
    base_json_some(&j, "pending", x->pending);
    app_put_number(&j, "last_step", (int64_t)x->last_step);
    app_put_texts(&j, "codes", x->code, x->n_codes);
    const bool good = app_seal_text(s, arena, APP_SPACE_SECRET, login, app_fields_end(&j, &b), &sealed, e);
    explicit_bzero(b.p, b.n);
    base_buf_free(&b);
    return good && app_kept_put(w, APP_SPACE_SECRET, login, now, 0, sealed, e);
}

/* ---- passwords ---- */

bool app_password_pepper(app *a, app_password_job *job, base_err *e) {
    const app_seal *s = app_seal_of(a, e);
    if (s == NULL) return false;
    job->n_peppers = s->n;
    for (size_t i = 0; i < s->n; i++) {
        memcpy(job->pepper[i].id, s->by[i].id, APP_PASSWORD_PEPPER_ID);
        app_seal_mac_by(s, i, "password", (base_str){"", 0}, job->pepper[i].key);
    }
    return true;
}

bool app_password_of(app *a, base_arena *arena, base_str login, app_password_job *job, base_err *e) {
    app_secret s;
    if (!app_secret_get(a, arena, login, &s, e) || !app_password_pepper(a, job, e)) return false;
    job->phc = s.phc;
    memcpy(job->history, s.history, sizeof s.history);
    return true;
}

static void remember(app_secret *s, base_str kept) {
    if (s->phc.n > 0) {
        memmove(s->history + 1, s->history, (APP_PASSWORD_HISTORY - 1) * sizeof *s->history);
        s->history[0] = s->phc;
    }
    s->phc = kept;
}

/* What somebody else has set he could use, so the account waits for a security officer, and for its owner to choose. */
static bool set_password(app_act *t, base_str login, base_str kept, base_str but, base_err *e) {
    app_account x;
    app_secret s;
    const bool own = base_str_eq(t->by->login, login);
    if (!app_doing_may(t, APP_DO_PASSWORD, login, &x, e) || !app_secret_get(t->w, t->arena, login, &s, e)) return false;
    if (kept.n == 0 || kept.n >= APP_PHC_MAX)
        return base_err_fmt(e, BASE_ERR_INPUT, "没有新密码", "there is no new password");
    remember(&s, kept);
    x.must_change = !own;
    x.unconfirmed = x.unconfirmed || (!own && t->by->office != APP_OFFICE_CONSOLE);
    x.password_set = t->now;
    return app_account_put(t->w, &x, t->now, e) && app_secret_put(t->w, t->arena, x.login, &s, t->now, e) &&
           app_sessions_drop(t->w, t->arena, x.login, own ? but : (base_str){NULL, 0}, e) &&
           app_act_record(t, APP_DID_PASSWORD, x.login, own ? BASE_STR("changed") : BASE_STR("set"), e);
}

bool app_password_set(app *w, const app_by *by, base_str login, base_str kept, base_str but, int64_t now, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, set_password(&t, login, kept, but, e), e);
}

bool app_password_is_due(const app_account_settings *s, const app_account *x, int64_t now) {
    const int64_t day = INT64_C(86400000);
    return x->must_change || (s->password_days > 0 && now - x->password_set >= s->password_days * day);
}

/* ---- second factor ---- */

static bool begin_second(app_act *t, base_str login, uint8_t secret[APP_TOTP_SECRET], base_err *e) {
    app_account x;
    app_secret s;
    char text[APP_TOTP_BASE32];
    if (!app_by_may(t->w, t->arena, t->by, APP_MAY_OWNER, login, e) ||
        !app_account_need(t->w, t->arena, login, &x, e) || !app_secret_get(t->w, t->arena, login, &s, e))
        return false;
    if (x.second)
        return base_err_fmt(e, BASE_ERR_INPUT, "已启用第二因素：须先重置",
                            "a second factor is set up: it is reset first");
    log_random(secret, APP_TOTP_SECRET);
    app_totp_base32(secret, text);
    s.pending = (base_str){text, sizeof text};
    return app_secret_put(t->w, t->arena, x.login, &s, t->now, e);
}

/* The console owns no account's second factor, so it may not begin one. */
bool app_second_begin(app *w, const app_by *by, base_str login, uint8_t secret[APP_TOTP_SECRET], int64_t now,
                      base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, begin_second(&t, login, secret, e), e);
}

static void make_codes(base_arena *arena, app_secret *s, char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE]) {
    for (size_t i = 0; i < APP_RECOVERY_CODES; i++) {
        char hex[64];
        app_recovery_code(codes[i]);
        app_sha256_hex(app_recovery_plain(arena, (base_str){codes[i], APP_RECOVERY_CODE}), hex);
        s->code[i] = base_arena_str(arena, (base_str){hex, sizeof hex});
    }
    s->n_codes = APP_RECOVERY_CODES;
}

static bool confirm_second(app_act *t, base_str login, base_str code, char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE],
                           bool *right, base_err *e) {
    app_account x;
    app_secret s;
    uint8_t secret[APP_TOTP_SECRET];
    if (!app_by_may(t->w, t->arena, t->by, APP_MAY_OWNER, login, e) ||
        !app_account_need(t->w, t->arena, login, &x, e) || !app_secret_get(t->w, t->arena, login, &s, e))
        return false;
    if (!app_totp_secret(s.pending, secret))
        return base_err_fmt(e, BASE_ERR_INPUT, "尚未开始设置第二因素", "no second factor is being set up");
    *right = app_totp_right(secret, base_str_trim(code), t->now, 0, &s.last_step);
    explicit_bzero(secret, sizeof secret);
    if (!*right) return true;
    s.totp = s.pending;
    s.pending = (base_str){NULL, 0};
    x.second = true;
    make_codes(t->arena, &s, codes);
    return app_secret_put(t->w, t->arena, x.login, &s, t->now, e) && app_account_put(t->w, &x, t->now, e) &&
           app_act_record(t, APP_DID_SECOND, x.login, BASE_STR("on"), e);
}

bool app_second_confirm(app *w, const app_by *by, base_str login, base_str code, int64_t now,
                        char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE], bool *right, base_err *e) {
    app_act t;
    *right = false;
    const bool good =
        app_act_begin(&t, w, by, now, e) && app_act_end(&t, confirm_second(&t, login, code, codes, right, e), e);
    *right = *right && good;
    return good;
}

static bool reset_second(app_act *t, base_str login, base_str why, base_err *e) {
    app_account x;
    app_secret s;
    if (!app_doing_may(t, APP_DO_SECOND_RESET, login, &x, e) || !app_secret_get(t->w, t->arena, login, &s, e))
        return false;
    s.totp = s.pending = (base_str){NULL, 0};
    s.n_codes = 0;
    x.second = false;
    return app_secret_put(t->w, t->arena, x.login, &s, t->now, e) && app_account_put(t->w, &x, t->now, e) &&
           app_sessions_drop(t->w, t->arena, x.login, (base_str){NULL, 0}, e) &&
           app_act_record(
               t, APP_DID_SECOND, x.login,
               base_arena_fmt(t->arena, "reset: %.*s", (int)base_utf8_head(why, 250).n, why.n > 0 ? why.p : ""), e);
}

bool app_second_reset(app *w, const app_by *by, base_str login, base_str why, int64_t now, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, reset_second(&t, login, why, e), e);
}

/* Every code that is left is compared. */
static bool take_code(base_arena *arena, app_secret *s, base_str typed) {
    char hex[64];
    const base_str plain = app_recovery_plain(arena, typed);
    size_t found = s->n_codes;
    if (plain.n == 0) return false;
    app_sha256_hex(plain, hex);
    for (size_t i = 0; i < s->n_codes; i++) {
        if (s->code[i].n == sizeof hex && app_seal_same(s->code[i].p, hex, sizeof hex)) found = i;
    }
    if (found == s->n_codes) return false;
    s->code[found] = s->code[--s->n_codes];
    return true;
}

static bool take_second(app_act *t, base_str login, base_str typed, bool *right, size_t *left, base_err *e) {
    app_secret s;
    uint8_t secret[APP_TOTP_SECRET];
    uint64_t step;
    if (!app_secret_get(t->w, t->arena, login, &s, e)) return false;
    *left = s.n_codes;
    if (!app_totp_secret(s.totp, secret)) return true;
    *right = app_totp_right(secret, typed, t->now, s.last_step, &s.last_step);
    const bool again = !*right && app_totp_right(secret, typed, t->now, 0, &step);
    explicit_bzero(secret, sizeof secret);
    /* Somebody else may have seen it: the owner is told (RFC 6238, 5.2; ASVS 2.8.5). */
    if (again) return app_act_record(t, APP_DID_REUSED, login, (base_str){NULL, 0}, e);
    const bool recovery = !*right && take_code(t->arena, &s, typed);
    *right = *right || recovery;
    *left = s.n_codes;
    if (!*right) return true;
    return app_secret_put(t->w, t->arena, login, &s, t->now, e) &&
           (!recovery || app_act_record(t, APP_DID_SECOND, login, BASE_STR("recovery code used"), e));
}

bool app_second_take(app *w, base_str login, base_str code, int64_t now, bool *right, size_t *codes_left, base_err *e) {
    app_act t;
    const app_by by = {.login = login};
    *right = false;
    *codes_left = 0;
    const bool good = app_act_begin(&t, w, &by, now, e) &&
                      app_act_end(&t, take_second(&t, login, base_str_trim(code), right, codes_left, e), e);
    *right = *right && good;
    return good;
}

/* ---- settings ---- */

#define SETTING BASE_STR("setting")
#define NAME    BASE_STR("accounts")

/* What a record does not say yet is as it is at first. */
static void read_settings(const app_fields *f, app_account_settings *out) {
    const int min = (int)app_field_number(f, "password_length"), kinds = (int)app_field_number(f, "password_kinds");
    out->second_offices = app_field_flag(f, "second_offices");
    out->second_all = app_field_flag(f, "second_all");
    out->password_days = (int)app_field_number(f, "password_days");
    if (min > 0) out->password.min = min;
    if (kinds > 0) out->password.kinds = kinds;
}

bool app_account_settings_get(app *a, app_account_settings *out, base_err *e) {
    base_arena *arena = base_arena_new(APP_ACCOUNT_ARENA);
    store_entry n;
    app_fields f;
    bool found;
    *out = (app_account_settings){.second_offices = true, .password = APP_PASSWORD_RULE};
    bool good = store_entry_get(a->store, arena, SETTING, NAME, &n, &found, e);
    if (good && found) {
        good = app_fields_read(arena, n.body, &f, e);
        if (good) read_settings(&f, out);
        if (good) app_fields_done(&f);
    }
    base_arena_free(arena);
    return good;
}

static bool put_settings(app_act *t, const app_account_settings *s, base_err *e) {
    base_buf b;
    base_json j;
    if (!app_by_may(t->w, t->arena, t->by, APP_MAY_SECURITY, (base_str){NULL, 0}, e)) return false;
    if (s->password_days < 0 || s->password_days > APP_PASSWORD_DAYS_MAX)
        return base_err_fmt(e, BASE_ERR_RANGE, "密码有效期应为 0（不限）至 %d 天",
                            "a password lasts 0 (any time) to %d days", (int)APP_PASSWORD_DAYS_MAX);
    const app_password_rule rule = {s->password.min != 0 ? s->password.min : APP_PASSWORD_MIN,
                                    s->password.kinds != 0 ? s->password.kinds : APP_PASSWORD_KINDS};
    if (!app_password_rule_good(&rule, e)) return false;
    app_fields_begin(&j, &b);
    app_put_flag(&j, "second_offices", s->second_offices);
    app_put_flag(&j, "second_all", s->second_all);
    app_put_number(&j, "password_days", s->password_days);
    app_put_number(&j, "password_length", rule.min);
    app_put_number(&j, "password_kinds", rule.kinds);
    const base_str body = base_arena_str(t->arena, app_fields_end(&j, &b));
    base_buf_free(&b);
    return app_kept_put(t->w, SETTING, NAME, t->now, 0, body, e) && app_act_record(t, APP_DID_SETTING, NAME, body, e);
}

bool app_account_settings_put(app *w, const app_by *by, const app_account_settings *s, int64_t now, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, put_settings(&t, s, e), e);
}

bool app_account_needs_second(const app_account_settings *s, const app_account *x) {
    return s->second_all || (s->second_offices && x->office != APP_OFFICE_NONE);
}
