/* account.c - accounts as entries: how they are read, made, and what is known of the people who have them; see
 * account.h. */
#include "app/account_i.h"

/* ---- login names ---- */

static bool bad_login(base_err *e) {
    return base_err_fmt(
        e, BASE_ERR_INPUT, "登录名应为 %d 至 %d 个字符的小写字母、数字、点、横线、下划线，以字母开头",
        "a login name is %d to %d small letters, digits, dots, dashes and underscores, beginning with a "
        "letter",
        (int)APP_LOGIN_MIN, (int)APP_LOGIN_MAX);
}

bool app_login_of(base_arena *arena, base_str typed, base_str *login, base_err *e) {
    typed = base_str_trim(typed);
    *login = (base_str){NULL, 0};
    if (typed.n < APP_LOGIN_MIN || typed.n > APP_LOGIN_MAX) return bad_login(e);
    char *p = base_arena_copy(arena, typed.p, typed.n);
    for (size_t i = 0; i < typed.n; i++) {
        if (p[i] >= 'A' && p[i] <= 'Z') p[i] = (char)(p[i] | 0x20);
        const bool letter = p[i] >= 'a' && p[i] <= 'z';
        const bool other = (p[i] >= '0' && p[i] <= '9') || p[i] == '.' || p[i] == '-' || p[i] == '_';
        if (!letter && (!other || i == 0)) return bad_login(e);
    }
    if (base_str_is((base_str){p, typed.n}, "console")) return bad_login(e);
    *login = (base_str){p, typed.n};
    return true;
}

/* ---- as entries ---- */

bool app_account_read(base_arena *arena, const store_entry *n, app_account *x, base_err *e) {
    app_fields f;
    if (!app_fields_read(arena, n->body, &f, e)) return false;
    *x = (app_account){.login = base_arena_str(arena, n->key),
                       .version = n->version,
                       .made = app_field_number(&f, "made"),
                       .made_by = app_field_text(&f, "made_by"),
                       .actor = {.level = app_field_text(&f, "level"), .who = app_field_text(&f, "who")},
                       .granted_by = app_field_text(&f, "granted_by"),
                       .granted = app_field_number(&f, "granted"),
                       .disabled = app_field_flag(&f, "disabled"),
                       .unconfirmed = app_field_flag(&f, "unconfirmed"),
                       .must_change = app_field_flag(&f, "must_change"),
                       .second = app_field_flag(&f, "second"),
                       .password_set = app_field_number(&f, "password_set"),
                       .signed_in = app_field_number(&f, "signed_in")};
    const bool good = app_office_parse(app_field_text(&f, "office"), &x->office);
    app_fields_done(&f);
    if (good && (x->office == APP_OFFICE_NONE || x->actor.level.n == 0)) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "账号 %.*s 的记录已损坏", "what is kept of the account %.*s is damaged",
                        (int)n->key.n, n->key.p);
}

bool app_account_put(app *w, const app_account *x, int64_t now, base_err *e) {
    base_buf b;
    base_json j;
    bool saved = false;
    uint64_t version;
    app_fields_begin(&j, &b);
    app_put_number(&j, "made", x->made);
    base_json_some(&j, "made_by", x->made_by);
    base_json_some(&j, "office", app_office_name(x->office));
    base_json_some(&j, "level", x->actor.level);
    base_json_some(&j, "who", x->actor.who);
    base_json_some(&j, "granted_by", x->granted_by);
    app_put_number(&j, "granted", x->granted);
    app_put_flag(&j, "disabled", x->disabled);
    app_put_flag(&j, "unconfirmed", x->unconfirmed);
    app_put_flag(&j, "must_change", x->must_change);
    app_put_flag(&j, "second", x->second);
    app_put_number(&j, "password_set", x->password_set);
    app_put_number(&j, "signed_in", x->signed_in);
    const store_entry n = {.space = APP_SPACE_ACCOUNT, .key = x->login, .at = now, .body = app_fields_end(&j, &b)};
    const bool good = store_entry_put(w->store, &n, x->version, &saved, &version, e);
    base_buf_free(&b);
    if (!good || saved) return good;
    return base_err_fmt(e, BASE_ERR_INPUT,
                        x->version == 0 ? "登录名 %.*s 已有人使用，或曾有人使用"
                                        : "账号 %.*s 刚被他人修改，请刷新后重试",
                        x->version == 0 ? "the login name %.*s is taken, or was once"
                                        : "the account %.*s was just changed by somebody else: look again",
                        (int)x->login.n, x->login.p);
}

bool app_account_get(app *a, base_arena *arena, base_str login, app_account *out, bool *found, base_err *e) {
    store_entry n;
    return store_entry_get(a->store, arena, APP_SPACE_ACCOUNT, login, &n, found, e) &&
           (!*found || app_account_read(arena, &n, out, e));
}

bool app_account_need(app *a, base_arena *arena, base_str login, app_account *out, base_err *e) {
    bool found;
    if (!app_account_get(a, arena, login, out, &found, e)) return false;
    return found || base_err_fmt(e, BASE_ERR_MISSING, "没有账号 %.*s", "there is no account %.*s",
                                 (int)base_utf8_head(login, 60).n, login.n > 0 ? login.p : "");
}

bool app_account_is_active(const app_account *x) {
    return !x->disabled && !x->unconfirmed && (x->office != APP_OFFICE_NONE || x->actor.level.n > 0);
}

/* ---- all of them ---- */

typedef struct {
    base_arena *arena; /* of one account */
    app_each_account each;
    void *ctx;
    base_err *e;
    bool good;
} taker;

static bool take(void *ctx, const store_entry *row) {
    taker *t = ctx;
    app_account x;
    base_arena_reset(t->arena);
    t->good = app_account_read(t->arena, row, &x, t->e);
    return t->good && t->each(t->ctx, &x);
}

bool app_accounts(app *a, base_str after, size_t limit, app_each_account each, void *ctx, base_err *e) {
    taker t = {base_arena_new(APP_ACCOUNT_ARENA), each, ctx, e, true};
    const bool good =
        store_entries(a->store, APP_SPACE_ACCOUNT, (base_str){NULL, 0}, after, limit, take, &t, e) && t.good;
    base_arena_free(t.arena);
    return good;
}

static bool found_one(void *ctx, const app_account *x) {
    (void)x;
    *(bool *)ctx = true;
    return false;
}

bool app_account_any(app *a, bool *any, base_err *e) {
    *any = false;
    return app_accounts(a, (base_str){NULL, 0}, 1, found_one, any, e);
}

/* ---- people ---- */

static bool write_person(app *w, base_arena *arena, base_str login, const app_person *p, int64_t now, base_err *e) {
    const app_seal *s = app_seal_of(w, e);
    base_buf b;
    base_json j;
    base_str sealed = {NULL, 0};
    if (s == NULL) return false;
    app_fields_begin(&j, &b);
    base_json_some(&j, "name", p->name);
    base_json_some(&j, "mail", p->mail);
    base_json_some(&j, "phone", p->phone);
    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): sealed is there when the line before went well */
    bool good = app_seal_text(s, arena, APP_SPACE_PERSON, login, app_fields_end(&j, &b), &sealed, e);
    explicit_bzero(b.p, b.n);
    base_buf_free(&b);
    return good && app_kept_put(w, APP_SPACE_PERSON, login, now, 0, sealed, e);
}

bool app_person_get(app *a, base_arena *arena, base_str login, app_person *out, base_err *e) {
    store_entry n;
    app_fields f;
    base_str plain;
    bool found;
    *out = (app_person){.name = {NULL, 0}};
    if (!store_entry_get(a->store, arena, APP_SPACE_PERSON, login, &n, &found, e)) return false;
    const app_seal *s = app_seal_of(a, e);
    if (s == NULL || !found) return s != NULL;
    if (!app_seal_open(s, arena, APP_SPACE_PERSON, login, n.body, &plain, e) || !app_fields_read(arena, plain, &f, e))
        return false;
    *out = (app_person){app_field_text(&f, "name"), app_field_text(&f, "mail"), app_field_text(&f, "phone")};
    app_fields_done(&f);
    return true;
}

static bool is_line(base_str s) {
    bool good = s.n <= APP_PERSON_TEXT && base_utf8_check(s) == s.n;
    for (size_t i = 0; good && i < s.n; i++) good = (unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7F;
    return good;
}

static bool is_mail(base_str s) {
    const char *at = s.n > 0 ? memchr(s.p, '@', s.n) : NULL;
    if (s.n == 0) return true;
    if (at == NULL || at == s.p || at + 1 == s.p + s.n || memchr(at + 1, '@', (size_t)(s.p + s.n - at - 1)) != NULL)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.p[i];
        if (c == ' ' || c == '<' || c == '>' || c == ',' || c == ';' || c == '"') return false;
    }
    return true;
}

static bool person_good(const app_person *p, base_err *e) {
    if (!is_line(p->name) || !is_line(p->phone) || !is_line(p->mail))
        return base_err_fmt(e, BASE_ERR_INPUT, "姓名、邮箱、电话各为一行文字，不超过 %d 字节",
                            "name, mail and telephone are one line of at most %d bytes each", (int)APP_PERSON_TEXT);
    return is_mail(p->mail) || base_err_fmt(e, BASE_ERR_INPUT, "邮箱地址应形如 name@example.cn",
                                            "a mail address looks like name@example.cn");
}

bool app_person_set(app *w, const app_by *by, base_str login, const app_person *p, int64_t now, base_err *e) {
    app_act t;
    app_account x;
    if (!person_good(p, e) || !app_act_begin(&t, w, by, now, e)) return false;
    const bool good = app_doing_may(&t, APP_DO_PERSON, login, &x, e) && write_person(w, t.arena, x.login, p, now, e) &&
                      app_act_record(&t, APP_DID_PERSON, x.login, (base_str){NULL, 0}, e);
    return app_act_end(&t, good, e);
}

/* ---- making one ---- */

/* The first one of all can only be made by who owns the machine, and begins as system officer: there is nobody else who
 * could grant it. */
static bool may_add(app_act *t, bool *first, base_err *e) {
    bool any;
    if (!app_account_any(t->w, &any, e)) return false;
    *first = !any;
    return app_by_may(t->w, t->arena, t->by, APP_MAY_SYSTEM, (base_str){NULL, 0}, e);
}

static bool add(app_act *t, const app_account_new *n, base_err *e) {
    bool first;
    base_str login;
    app_secret secret = {.phc = n->kept};
    if (!may_add(t, &first, e) || !app_login_of(t->arena, n->login, &login, e)) return false;
    const app_account x = {.login = login,
                           .made = t->now,
                           .made_by = t->by->login,
                           .office = first ? APP_OFFICE_SYSTEM : APP_OFFICE_NONE,
                           .granted_by = first ? t->by->login : (base_str){NULL, 0},
                           .granted = first ? t->now : 0,
                           .must_change = n->kept.n > 0 && !n->keeps,
                           .password_set = n->kept.n > 0 ? t->now : 0};
    if (!app_account_put(t->w, &x, t->now, e) || !write_person(t->w, t->arena, login, &n->person, t->now, e) ||
        !app_secret_put(t->w, t->arena, login, &secret, t->now, e) ||
        !app_act_record(t, APP_DID_CREATED, login, (base_str){NULL, 0}, e))
        return false;
    return !first || app_act_record(t, APP_DID_GRANTED, login, app_office_name(x.office), e);
}

bool app_account_add(app *w, const app_by *by, const app_account_new *n, int64_t now, base_err *e) {
    app_act t;
    if (!person_good(&n->person, e) || !app_act_begin(&t, w, by, now, e)) return false;
    return app_act_end(&t, add(&t, n, e), e);
}
