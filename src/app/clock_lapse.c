/* clock_lapse.c - whoever has a token or a password that is about to lapse is told in time: a program that can not sign
 * in any more, or somebody who has to think of a new password while a deadline passes, is a matter of the office, too.
 *
 * Told are the owner's notices and, where there is one, the owner's address, once for each of two steps; the entry
 * "reminder" that says so stands in the same transaction. */
#include "app/clock_i.h"
#include "app/notice.h"
#include "app/outbox.h"
#include "app/token.h"

enum { DAY_MS = 86400000, TOKENS_MOST = 20000, ACCOUNTS_PAGE = 500, AT_ONCE = 100 };

typedef struct {
    base_str key, login;
    rules_text text;
    int64_t ends;
    bool has_address;
} lapse;

typedef struct {
    app_clock_work *x;
    base_arena *arena;
    int days; /* of a password */
    lapse *item;
    size_t n, cap;
    base_str after; /* the last account that was looked at */
    size_t looked_at;
    bool told[AT_ONCE];
    size_t from, to; /* of those that are written now */
} lapses;

/* ---- who ---- */

static base_date day_of(int64_t at) { return (base_date)((at + INT64_C(8) * 3600000) / DAY_MS); }

static base_str day_text(base_arena *arena, int64_t at) {
    int y, m, d;
    base_date_split(day_of(at), &y, &m, &d);
    return base_arena_fmt(arena, "%04d-%02d-%02d", y, m, d);
}

/* 0: not yet, or not any more. */
static int step_of(const lapses *l, int64_t ends) {
    const int64_t left = ends - l->x->at;
    if (left <= 0 || left > (int64_t)APP_LAPSE_DAYS * DAY_MS) return 0;
    return left <= (int64_t)APP_LAPSE_LAST_DAYS * DAY_MS ? APP_LAPSE_LAST_DAYS : APP_LAPSE_DAYS;
}

static lapse *add(lapses *l, base_str login, base_str key, int64_t ends) {
    l->item = base_arena_grow(l->arena, l->item, l->n, &l->cap, sizeof *l->item);
    lapse *p = &l->item[l->n++];
    *p = (lapse){.key = key, .login = base_arena_str(l->arena, login), .ends = ends};
    return p;
}

static bool take_token(void *ctx, const app_token *t) {
    lapses *l = ctx;
    const int step = step_of(l, t->ends), n = (int)t->name.n;
    if (step == 0) return true;
    const base_str day = day_text(l->arena, t->ends);
    lapse *p = add(l, t->login, base_arena_fmt(l->arena, "token:%.*s|%d", APP_SESSION_ID, t->id, step), t->ends);
    p->text.zh = base_arena_fmt(l->arena, "接口令牌“%.*s”将于 %.*s 失效：请在此之前另建一个并换用", n, t->name.p,
                                (int)day.n, day.p);
    p->text.en = base_arena_fmt(l->arena, "the API token “%.*s” ends on %.*s: make another one and use that", n,
                                t->name.p, (int)day.n, day.p);
    return true;
}

static bool take_account(void *ctx, const app_account *a) {
    lapses *l = ctx;
    const int64_t ends = a->password_set + (int64_t)l->days * DAY_MS;
    const int step = a->password_set > 0 && app_account_is_active(a) ? step_of(l, ends) : 0;
    l->after = base_arena_str(l->arena, a->login);
    l->looked_at++;
    if (step == 0) return true;
    const base_str day = day_text(l->arena, ends);
    const base_str key =
        base_arena_fmt(l->arena, "password:%.*s|%d|%d", (int)a->login.n, a->login.p, (int)day_of(ends), step);
    lapse *p = add(l, a->login, key, ends);
    p->text.zh = base_arena_fmt(l->arena, "密码将于 %.*s 到期：请在此之前更换", (int)day.n, day.p);
    p->text.en = base_arena_fmt(l->arena, "the password lapses on %.*s: change it before that day", (int)day.n, day.p);
    return true;
}

static bool look_at_accounts(lapses *l, base_err *e) {
    app_account_settings s;
    if (!app_account_settings_get(l->x->desk->app, &s, e)) return false;
    l->days = s.password_days;
    if (s.password_days == 0) return true;
    do {
        l->looked_at = 0;
        if (!app_accounts(l->x->desk->app, l->after, ACCOUNTS_PAGE, take_account, l, e)) return false;
    } while (l->looked_at == ACCOUNTS_PAGE);
    return true;
}

/* Those that were told already leave; of the others it is asked whether they have an address. */
static bool leave_told(lapses *l, base_err *e) {
    app *a = l->x->desk->app;
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        store_entry row;
        bool found = false;
        app_person p;
        base_err unread = {0};
        if (!store_entry_get(app_store(a), l->arena, APP_SPACE_REMINDER, l->item[i].key, &row, &found, e)) return false;
        if (found) continue;
        /* One that can not be read keeps nobody else from being told. */
        l->item[i].has_address = app_person_get(a, l->arena, l->item[i].login, &p, &unread) && p.mail.n > 0;
        l->item[n++] = l->item[i];
    }
    l->n = n;
    return true;
}

/* ---- telling ---- */

static app_mail mail_of(const lapses *l, const lapse *p) {
    const char *mark = app_is_demonstration(l->x->desk->app) ? "【演示】" : "";
    const int n = (int)p->login.n;
    const base_str link = l->x->o->link;
    return (app_mail){.to = base_arena_fmt(l->arena, "account:%.*s", n, p->login.p),
                      .subject = base_arena_fmt(l->arena, "%s集群工作台账号 %.*s：凭据即将到期", mark, n, p->login.p),
                      .text = base_arena_fmt(
                          l->arena,
                          "账号 %.*s：%.*s。\n\nAccount %.*s: %.*s.\n\n%.*s\n本邮件由系统自动发出，请勿回复。This mail "
                          "was sent by a program; please do not reply.\n",
                          n, p->login.p, (int)p->text.zh.n, p->text.zh.p, n, p->login.p, (int)p->text.en.n,
                          p->text.en.p, (int)link.n, link.n > 0 ? link.p : "")};
}

/* Another node may have told it meanwhile: the entry says so. */
static bool tell(lapses *l, store *s, const store_head *head, const lapse *p, bool *told, base_err *e) {
    uint64_t version = 0;
    const store_entry row = {.space = APP_SPACE_REMINDER,
                             .key = p->key,
                             .at = l->x->at,
                             .due = p->ends + (int64_t)APP_REMINDER_DAYS * DAY_MS};
    if (!store_entry_put(s, &row, 0, told, &version, e)) return false;
    if (!*told) return true;
    const app_notice n = {.at = l->x->at, .kind = BASE_STR("lapse"), .date = day_of(p->ends), .text = p->text};
    if (!app_notice_put(s, app_notice_account(l->arena, p->login), p->key, &n, e)) return false;
    const app_mail mail = mail_of(l, p);
    return !p->has_address || app_outbox_put(s, head, &mail, 1, e);
}

static bool write_some(void *ctx, store *s, const store_head *head, base_err *e) {
    lapses *l = ctx;
    if (!app_clock_renew(l->x, s, e)) return false;
    for (size_t i = l->from; i < l->to; i++) {
        if (!tell(l, s, head, &l->item[i], &l->told[i - l->from], e)) return false;
    }
    return true;
}

static void count(lapses *l) {
    for (size_t i = l->from; i < l->to; i++) {
        if (!l->told[i - l->from]) continue;
        l->x->out->reminders++;
        l->x->out->notices++;
        l->x->out->mails += l->item[i].has_address;
        l->x->out->without_address += !l->item[i].has_address;
    }
}

bool app_clock_lapses(app_clock_work *x, base_err *e) {
    lapses l = {.x = x, .arena = base_arena_new((size_t)256 << 20)};
    const int64_t until = x->at + (int64_t)APP_LAPSE_DAYS * DAY_MS;
    bool good = app_tokens_ending(x->desk->app, l.arena, until, TOKENS_MOST, take_token, &l, e) &&
                look_at_accounts(&l, e) && leave_told(&l, e);
    for (l.from = 0; good && l.from < l.n; l.from = l.to) {
        l.to = l.from + AT_ONCE < l.n ? l.from + AT_ONCE : l.n;
        good = app_clock_write(x, write_some, &l, e);
        if (good) count(&l);
    }
    base_arena_free(l.arena);
    return good;
}
