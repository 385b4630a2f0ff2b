/* outbox_send.c - takes messages under lease, sends them, and writes down what came of it. See outbox.h. */
#include <stdio.h>

#include "app/account.h"
#include "app/outbox_i.h"
#include "base/json_out.h"
#include "core/event_json.h"
#include "mail/message.h"

enum { PAGE = 50 };

typedef struct {
    const app_desk *desk;
    const app_sender *sender;
    app_sent *out;
    base_arena *arena; /* of one page */
    base_buf wire;
    mail_link *link;
    int64_t now, begun; /* as given; by the clock when it was given */
    bool was_down;      /* an entry says that the server was down */
} sending;

/* One message on its way. */
typedef struct {
    int64_t id, at;
    base_str body;
    app_mail mail;
    sending *x;
    int64_t now, due;
    uint64_t tries, first; /* first: when it was first tried, milliseconds since 1970 */
    bool claimed, remove, bury;
    base_str why;
} letter;

static int64_t now_of(const sending *x) { return x->now + (app_now() - x->begun); }

static int64_t wait_of(uint64_t tries, int64_t first, int64_t most) {
    int64_t wait = first;
    while (tries-- > 0 && wait < most) wait *= 2;
    return wait < most ? wait : most;
}

/* ---- the entry of a message: how often it was tried, and until when it is somebody's ---- */

static bool read_tries(base_arena *arena, base_str body, letter *m, base_err *e) {
    core_members x;
    yyjson_doc *doc = core_json_parse(arena, body, 4096);
    bool good = core_members_of(yyjson_doc_get_root(doc), &x) &&
                core_member_whole(&x, BASE_STR("first"), 0, INT64_MAX, &m->first, e) &&
                core_member_whole(&x, BASE_STR("tries"), 0, UINT32_MAX, &m->tries, e) &&
                core_members_end(&x, "mail", e);
    yyjson_doc_free(doc);
    return good;
}

static bool put_tries(store *s, const letter *m, uint64_t expect, bool *saved, base_err *e) {
    char digits[APP_OUTBOX_KEY], text[100];
    uint64_t version = 0;
    int n = snprintf(text, sizeof text, "{\"first\":%llu,\"tries\":%llu}", (unsigned long long)m->first,
                     (unsigned long long)m->tries);
    const store_entry row = {.space = BASE_STR("mail"),
                             .key = app_outbox_key(m->id, digits),
                             .at = m->now,
                             .due = m->due,
                             .body = {text, (size_t)n}};
    return store_entry_put(s, &row, expect, saved, &version, e);
}

static bool still_there(void *ctx, const store_message *row) {
    int64_t *id = ctx;
    *id = row->id;
    return false;
}

/* Ours from now on, unless it is sent already, or another node has it, or its time has not come. */
static bool claim(void *ctx, store *s, const store_head *head, base_err *e) {
    letter *m = ctx;
    char digits[APP_OUTBOX_KEY];
    store_entry row = {0};
    bool found = false;
    int64_t there = 0;
    (void)head;
    m->claimed = false;
    if (!store_messages(s, m->id - 1, 1, still_there, &there, e)) return false;
    if (there != m->id) return true;
    if (!store_entry_get(s, m->x->arena, BASE_STR("mail"), app_outbox_key(m->id, digits), &row, &found, e))
        return false;
    if (found && row.due > m->now) return true;
    m->first = (uint64_t)m->now;
    m->tries = 0;
    if (found && !read_tries(m->x->arena, row.body, m, e)) return false;
    m->due = m->now + APP_MAIL_LEASE_MS;
    return put_tries(s, m, found ? row.version : 0, &m->claimed, e);
}

/* A look without a transaction: most of what waits for its time needs no more. */
static bool may_be_due(sending *x, const letter *m, bool *due, base_err *e) {
    char digits[APP_OUTBOX_KEY];
    store_entry row = {0};
    bool found = false;
    if (!store_entry_get(app_store(x->desk->app), x->arena, BASE_STR("mail"), app_outbox_key(m->id, digits), &row,
                         &found, e))
        return false;
    *due = !found || row.due <= now_of(x);
    return true;
}

/* ---- what came of it ---- */

static bool settle(void *ctx, store *s, const store_head *head, base_err *e) {
    letter *m = ctx;
    char digits[APP_OUTBOX_KEY];
    bool saved = false;
    (void)head;
    if (m->bury) return app_outbox_bury(s, m->id, &m->mail, m->why, m->now, e);
    if (!m->remove) return put_tries(s, m, STORE_ANY_VERSION, &saved, e);
    return store_message_done(s, m->id, e) &&
           store_entry_delete(s, BASE_STR("mail"), app_outbox_key(m->id, digits), e) &&
           (!m->x->was_down || store_entry_delete(s, APP_MAIL_STOP_SPACE, APP_MAIL_STOP_KEY, e));
}

/* Nobody sends until some time has passed. The message is not counted as tried, but waits twice as long: were it the
 * message at which the server breaks down, others would never be sent before it. */
static bool stop_all(void *ctx, store *s, const store_head *head, base_err *e) {
    letter *m = ctx;
    letter earlier = {0};
    store_entry row = {0};
    uint64_t version = 0;
    bool found = false, saved = false;
    char text[100];
    (void)head;
    if (!store_entry_get(s, m->x->arena, APP_MAIL_STOP_SPACE, APP_MAIL_STOP_KEY, &row, &found, e)) return false;
    if (found && !read_tries(m->x->arena, row.body, &earlier, e)) return false;
    if (!found) earlier.first = (uint64_t)m->now;
    int n = snprintf(text, sizeof text, "{\"first\":%llu,\"tries\":%llu}", (unsigned long long)earlier.first,
                     (unsigned long long)earlier.tries + 1);
    const store_entry stop = {.space = APP_MAIL_STOP_SPACE,
                              .key = APP_MAIL_STOP_KEY,
                              .at = m->now,
                              .due = m->now + wait_of(earlier.tries, APP_MAIL_DOWN_MS, APP_MAIL_DOWN_MOST_MS),
                              .body = {text, (size_t)n}};
    m->due = m->now + 2 * (stop.due - m->now);
    return store_entry_put(s, &stop, STORE_ANY_VERSION, &saved, &version, e) &&
           put_tries(s, m, STORE_ANY_VERSION, &saved, e);
}

static bool after(sending *x, letter *m, enum mail_outcome outcome, const base_err *why, base_err *e) {
    m->now = now_of(x);
    m->why = base_str_of(why->zh);
    if (outcome != MAIL_SENT) x->out->why = *why;
    if (outcome == MAIL_DOWN) {
        x->out->down = true;
        return app_kept_write(x->desk, stop_all, m, e);
    }
    m->remove = outcome == MAIL_SENT;
    m->bury = outcome == MAIL_REFUSED ||
              (outcome == MAIL_LATER && m->now - (int64_t)m->first >= (int64_t)APP_MAIL_DAYS * 86400000);
    m->due = m->now + wait_of(m->tries, APP_MAIL_RETRY_MS, APP_MAIL_RETRY_MOST_MS);
    m->tries++;
    if (!app_kept_write(x->desk, settle, m, e)) return false;
    if (m->remove)
        x->out->sent++;
    else if (m->bury)
        x->out->dead++;
    else
        x->out->later++;
    if (m->remove) x->was_down = false;
    return true;
}

/* ---- one message ---- */

/* The address of whom the mail is for; anything but SENT, and `why`, when there is none. */
static enum mail_outcome address_of(sending *x, const letter *m, base_str *to, base_err *why) {
    base_str account, kind = base_str_cut(m->mail.to, ':', &account);
    app_person who = {0};
    *to = m->mail.to;
    if (!base_str_is(kind, "account")) return MAIL_SENT;
    if (!app_person_get(x->desk->app, x->arena, account, &who, why)) return MAIL_LATER;
    *to = who.mail;
    if (mail_address_good(who.mail)) return MAIL_SENT;
    base_err_fmt(why, BASE_ERR_INPUT, "该账号没有可用的邮箱", "the account has no address for mail");
    return MAIL_REFUSED;
}

/* Servers repeat the address when they complain. */
static void without_address(base_err *why, base_str address) {
    char *const text[] = {why->zh, why->en};
    for (size_t i = 0; i < 2; i++) {
        char *at;
        while ((at = memmem(text[i], strlen(text[i]), address.p, address.n)) != NULL) memset(at, '*', address.n);
    }
}

/* The identity rests on the record and its row alone, so that one mail sent twice can be told. */
static enum mail_outcome hand_over(sending *x, letter *m, base_err *why) {
    char id[MAIL_ID_MAX];
    const base_str origin = app_origin(x->desk->app), from = base_str_of(x->sender->from);
    int n = snprintf(id, sizeof id, "jiqun.%016llx.%lld.%lld", (unsigned long long)base_str_hash(origin),
                     (long long)m->id, (long long)m->at);
    if (!app_outbox_read(x->arena, m->body, &m->mail, NULL, why)) return MAIL_REFUSED;
    base_str to;
    enum mail_outcome outcome = address_of(x, m, &to, why);
    if (outcome != MAIL_SENT) return outcome;
    const mail_message wire = {.from = from,
                               .from_name = x->sender->from_name,
                               .to = to,
                               .subject = m->mail.subject,
                               .text = m->mail.text,
                               .id = {id, (size_t)n},
                               .at = m->at};
    base_buf_clear(&x->wire);
    if (!mail_message_put(&x->wire, &wire, why)) return MAIL_REFUSED;
    outcome = mail_send(x->link, from, to, base_buf_str(&x->wire), why);
    if (outcome != MAIL_SENT) without_address(why, to);
    return outcome;
}

static bool one(sending *x, letter *m, base_err *e) {
    bool due = false;
    base_err why = {0};
    if (!may_be_due(x, m, &due, e)) return false;
    if (due) {
        m->now = now_of(x);
        if (!app_kept_write(x->desk, claim, m, e)) return false;
    }
    if (!m->claimed) {
        x->out->busy++;
        return true;
    }
    enum mail_outcome outcome = hand_over(x, m, &why);
    return after(x, m, outcome, &why, e);
}

/* ---- all of them ---- */

typedef struct {
    sending *x;
    letter letter[PAGE];
    size_t n, seen;
    int64_t last;
} page;

static bool take(void *ctx, const store_message *row) {
    page *p = ctx;
    p->seen++;
    p->last = row->id;
    if (!base_str_is(row->kind, "mail")) return true;
    p->letter[p->n++] =
        (letter){.x = p->x, .id = row->id, .at = row->at, .body = base_arena_str(p->x->arena, row->body)};
    return true;
}

static bool tried(const app_sent *o, uint64_t most) { return o->sent + o->later + o->dead >= most; }

static bool pass(sending *x, base_err *e) {
    page p = {.x = x};
    do {
        p.n = p.seen = 0;
        base_arena_reset(x->arena);
        if (!store_messages(app_store(x->desk->app), p.last, PAGE, take, &p, e)) return false;
        for (size_t i = 0; i < p.n; i++) {
            if (x->out->down || tried(x->out, APP_MAIL_PASS)) return true;
            if (!one(x, &p.letter[i], e)) return false;
        }
    } while (p.seen == PAGE);
    return true;
}

static bool all_wait(sending *x, base_err *e) {
    store_entry row = {0};
    bool good = store_entry_get(app_store(x->desk->app), x->arena, APP_MAIL_STOP_SPACE, APP_MAIL_STOP_KEY, &row,
                                &x->was_down, e);
    x->out->down = good && x->was_down && row.due > x->now;
    if (x->out->down)
        base_err_fmt(&x->out->why, BASE_ERR_IO, "邮件服务器此前不能用，稍后再试",
                     "the mail server could not be used before; it is tried again later");
    return good;
}

bool app_outbox_send(const app_desk *d, const app_sender *sender, int64_t now, app_sent *out, base_err *e) {
    sending x = {.desk = d, .sender = sender, .out = out, .now = now, .begun = app_now()};
    *out = (app_sent){0};
    if (!mail_address_good(base_str_of(sender->from)))
        return base_err_fmt(e, BASE_ERR_INPUT, "发件人不是可用的邮箱地址", "the sender is no address for mail");
    if (!app_refresh(d->app, e)) return false;
    x.link = mail_open(&sender->server, e);
    if (x.link == NULL) return false;
    x.arena = base_arena_new((size_t)256 << 20);
    base_buf_init(&x.wire, MAIL_MESSAGE_MAX);
    bool good = all_wait(&x, e) && (out->down || pass(&x, e));
    base_buf_free(&x.wire);
    base_arena_free(x.arena);
    mail_close(x.link);
    return good;
}
