/* account_tell.c - whoever has an address is told by mail when something is changed by which he is recognised:
 * password, second factor, link to a provider, his own data; and when a code of his is used twice. The mail waits in
 * the outbox of the same transaction, so it is there when the change is, and only then. A changed address is told at
 * the new one: the old one is kept nowhere.
 */
#include "app/account_i.h"
#include "app/outbox.h"

typedef struct {
    const char *did, *zh, *en;
} change;

static const change CHANGES[] = {
    {APP_DID_PASSWORD, "密码已更换", "the password was changed"},
    {APP_DID_SECOND, "第二因素有变动", "the second factor was changed or a recovery code was used"},
    {APP_DID_REUSED, "一次性验证码被重复使用，已拒绝", "a one-time code was used once more, and refused"},
    {APP_DID_LINKED, "外部登录的绑定有变动", "the link to another provider was changed"},
    {APP_DID_PERSON, "姓名、邮箱或电话有变动", "name, mail or telephone was changed"}};

static const change *change_of(const char *did) {
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++)
        if (strcmp(CHANGES[i].did, did) == 0) return &CHANGES[i];
    return NULL;
}

/* Minutes of Beijing time: 2026-01-02 03:04. */
static base_str minute_of(base_arena *arena, int64_t at) {
    enum { MINUTE_MS = 60000, DAY_MINUTES = 1440, UTC8_MINUTES = 480 };
    const int64_t minutes = at / MINUTE_MS + UTC8_MINUTES;
    int y, m, d;
    base_date_split((base_date)(minutes / DAY_MINUTES), &y, &m, &d);
    const int of_day = (int)(minutes % DAY_MINUTES);
    return base_arena_fmt(arena, "%04d-%02d-%02d %02d:%02d", y, m, d, of_day / 60, of_day % 60);
}

static app_mail mail_of(const app_act *t, const change *c, base_str login) {
    const char *mark = app_is_demonstration(t->w) ? "【演示】" : "";
    const base_str at = minute_of(t->arena, t->now);
    const int n = (int)login.n, n_at = (int)at.n;
    return (app_mail){
        .to = base_arena_fmt(t->arena, "account:%.*s", n, login.p),
        .subject = base_arena_fmt(t->arena, "%s集群工作台账号 %.*s：%s", mark, n, login.p, c->zh),
        .text = base_arena_fmt(
            t->arena,
            "账号 %.*s：%s（%.*s，北京时间）。\n如非本人所为或不知情，请立即联系本单位的系统管理员和安全管理员。\n\n"
            "Account %.*s: %s (%.*s, Beijing time).\nIf you know nothing of it, tell your system and security "
            "officers at once.\n\n本邮件由系统自动发出，请勿回复。This mail was sent by a program; please do not "
            "reply.\n",
            n, login.p, c->zh, n_at, at.p, n, login.p, c->en, n_at, at.p)};
}

bool app_act_tell(app_act *t, const char *did, base_str login, base_err *e) {
    const change *c = change_of(did);
    app_person p;
    store_head head;
    base_err unread = {0};
    if (c == NULL) return true;
    /* An address that can not be read keeps nobody from changing a password. */
    if (!app_person_get(t->w, t->arena, login, &p, &unread) || p.mail.n == 0) return true;
    const app_mail mail = mail_of(t, c, login);
    return store_head_get(t->w->store, &head, e) && app_outbox_put(t->w->store, &head, &mail, 1, e);
}
