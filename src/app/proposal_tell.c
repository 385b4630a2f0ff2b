/* proposal_tell.c - a proposal that waits is told to those who could consent, and what came of it to who proposed it,
 * as far as they have an address. The mail waits in the outbox of the same transaction, so it is there when the thing
 * is, and only then. */
#include "app/outbox.h"
#include "app/proposal_i.h"

enum { TOLD_MAX = 20 };

typedef struct {
    core_actor actor;
    base_str but;
    base_arena *arena;
    base_str login[TOLD_MAX];
    size_t n;
} readers;

static bool take_reader(void *ctx, const app_account *x) {
    readers *r = ctx;
    if (app_proposal_could(x, r->actor, r->but)) r->login[r->n++] = base_arena_str(r->arena, x->login);
    return r->n < TOLD_MAX;
}

/* Who could consent to what `by` proposed. */
static bool find_readers(app *w, base_arena *arena, base_str by, readers *r, base_err *e) {
    app_account x;
    bool found = false;
    if (!app_account_get(w, arena, by, &x, &found, e)) return false;
    *r = (readers){.actor = x.actor, .but = by, .arena = arena};
    return !found || app_accounts(w, (base_str){NULL, 0}, APP_ACCOUNTS_SCAN, take_reader, r, e);
}

static app_mail mail_of(app *w, base_arena *arena, const app_proposal *p, base_str to) {
    static const struct {
        const char *zh, *en;
    } said[APP_PROPOSAL_STATES] = {
        [APP_PROPOSAL_OPEN] = {"待您同意施行", "waits for your consent"},
        [APP_PROPOSAL_ADOPTED] = {"已经同意，将按期施行", "was consented to"},
        [APP_PROPOSAL_DECLINED] = {"已被退回，理由见工作台", "was declined; the workbench says why"},
        [APP_PROPOSAL_WITHDRAWN] = {"已撤回", "was withdrawn"}};
    const char *mark = app_is_demonstration(w) ? "【演示】" : "";
    const int n = (int)p->name.n, n_by = (int)p->by.n;
    int y, m, d;
    base_date_split(p->from, &y, &m, &d);
    return (app_mail){.to = base_arena_fmt(arena, "account:%.*s", (int)to.n, to.p),
                      .subject = base_arena_fmt(arena, "%s规则文本 %.*s %s", mark, n, p->name.p, said[p->state].zh),
                      .text = base_arena_fmt(arena,
                                             "规则文本 %.*s（自 %04d-%02d-%02d 施行，提请人 "
                                             "%.*s）%s。\n请登录工作台，在“规则文本”的“提请施行”中办理或查看。\n\n"
                                             "The rulebook %.*s (in force from %04d-%02d-%02d, proposed by %.*s) "
                                             "%s.\nSign in to the workbench: Rulebook, "
                                             "Put into force.\n\n本邮件由系统自动发出，请勿回复。This mail was sent by "
                                             "a program; please do not reply.\n",
                                             n, p->name.p, y, m, d, n_by, p->by.p, said[p->state].zh, n, p->name.p, y,
                                             m, d, n_by, p->by.p, said[p->state].en)};
}

bool app_proposal_tell(app *w, base_arena *arena, const app_proposal *p, base_err *e) {
    readers r = {.arena = arena, .login = {p->by}, .n = 1};
    app_mail mail[TOLD_MAX];
    store_head head;
    size_t n = 0;
    if (p->state == APP_PROPOSAL_OPEN && !find_readers(w, arena, p->by, &r, e)) return false;
    for (size_t i = 0; i < r.n; i++) {
        app_person person;
        base_err unread = {0};
        /* An address that can not be read holds nobody up. */
        if (app_person_get(w, arena, r.login[i], &person, &unread) && person.mail.n > 0)
            mail[n++] = mail_of(w, arena, p, r.login[i]);
    }
    return n == 0 || (store_head_get(w->store, &head, e) && app_outbox_put(w->store, &head, mail, n, e));
}
