/* outbox.c - what is in the outbox, and what was given up; outbox_send.c sends. See outbox.h. */
#include "app/account.h"
#include "app/outbox_i.h"
#include "base/json_out.h"
#include "core/event_json.h"
#include "mail/message.h"

enum { COUNTED = 10000 };

base_str app_outbox_key(int64_t id, char out[APP_OUTBOX_KEY]) {
    base_digits_pad(out, (uint64_t)id, 19);
    return (base_str){out, 19};
}

/* ---- bodies: canonical JSON, members in order of their names ---- */

static void put_body(base_buf *b, const app_mail *m, const base_str *why) {
    base_json j;
    base_buf_clear(b);
    base_json_init(&j, b);
    base_json_obj(&j);
    base_json_text(&j, "subject", m->subject);
    base_json_text(&j, "text", m->text);
    base_json_text(&j, "to", m->to);
    if (why != NULL) base_json_text(&j, "why", *why);
    base_json_obj_end(&j);
}

bool app_outbox_read(base_arena *arena, base_str body, app_mail *m, base_str *why, base_err *e) {
    core_members x;
    yyjson_doc *doc = core_json_parse(arena, body, STORE_ENTRY_MAX);
    bool good =
        core_members_of(yyjson_doc_get_root(doc), &x) && core_member_text(&x, BASE_STR("subject"), &m->subject, e) &&
        core_member_text(&x, BASE_STR("text"), &m->text, e) && core_member_text(&x, BASE_STR("to"), &m->to, e) &&
        (why == NULL || core_member_text(&x, BASE_STR("why"), why, e)) && core_members_end(&x, "message", e);
    yyjson_doc_free(doc);
    if (!good) base_err_fmt(e, BASE_ERR_INPUT, "待发邮件的内容不可读", "a message of the outbox can not be read");
    return good;
}

/* ---- putting in ---- */

bool app_mail_to_good(base_str to) {
    const base_str account = BASE_STR("account:");
    if (!base_str_starts(to, account)) return mail_address_good(to);
    return to.n > account.n && to.n <= account.n + APP_LOGIN_MAX;
}

static bool fits(const app_mail *m, base_err *e) {
    if (!app_mail_to_good(m->to))
        return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不是可用的邮箱地址", "“%.*s” is no address for mail",
                            (int)base_utf8_head(m->to, 100).n, m->to.p);
    if (m->text.n <= MAIL_TEXT_MAX && m->subject.n <= MAIL_SUBJECT_MAX) return true;
    return base_err_fmt(e, BASE_ERR_LIMIT, "邮件过长：主题至多 %d 字节，正文至多 %d 字节",
                        "the mail is too long: a subject has at most %d bytes, a text %d", MAIL_SUBJECT_MAX,
                        MAIL_TEXT_MAX);
}

bool app_outbox_put(store *s, const store_head *head, const app_mail *mail, size_t n, base_err *e) {
    base_arena *arena = base_arena_new((size_t)512 << 20);
    base_buf b;
    base_buf_init(&b, STORE_ENTRY_MAX);
    store_message *row = base_arena_array(arena, n, sizeof *row);
    bool good = n <= APP_GROUP_MAX || base_err_fmt(e, BASE_ERR_LIMIT, "邮件过多", "too many mails at once");
    for (size_t i = 0; good && i < n; i++) {
        good = fits(&mail[i], e);
        if (!good) break;
        put_body(&b, &mail[i], NULL);
        good = !b.full || base_err_fmt(e, BASE_ERR_LIMIT, "邮件过长", "the mail is too long");
        row[i] =
            (store_message){.at = app_now(), .kind = BASE_STR("mail"), .body = base_arena_str(arena, base_buf_str(&b))};
    }
    const store_group g = {.head = head, .message = row, .n_messages = n};
    good = good && store_write(s, &g, e);
    base_buf_free(&b);
    base_arena_free(arena);
    return good;
}

static bool add_one(void *ctx, store *s, const store_head *head, base_err *e) {
    return app_outbox_put(s, head, ctx, 1, e);
}

bool app_outbox_add(const app_desk *d, const app_mail *mail, base_err *e) {
    app_mail m = *mail;
    return app_kept_write(d, add_one, &m, e);
}

/* ---- what was given up ---- */

bool app_outbox_bury(store *s, int64_t id, const app_mail *m, base_str why, int64_t now, base_err *e) {
    char digits[APP_OUTBOX_KEY];
    uint64_t version = 0;
    bool saved = false;
    base_buf b;
    base_buf_init(&b, STORE_ENTRY_MAX);
    put_body(&b, m, &why);
    const store_entry row = {.space = BASE_STR("mail-dead"),
                             .key = app_outbox_key(id, digits),
                             .at = now,
                             .due = now + (int64_t)APP_MAIL_DEAD_DAYS * 86400000,
                             .body = base_buf_str(&b)};
    bool good = !b.full && store_entry_put(s, &row, STORE_ANY_VERSION, &saved, &version, e) &&
                store_entry_delete(s, BASE_STR("mail"), row.key, e) && store_message_done(s, id, e);
    base_buf_free(&b);
    return good;
}

typedef struct {
    base_arena *arena;
    app_each_dead each;
    void *ctx;
    base_err *e;
    bool good;
} dead_list;

static bool give_dead(void *ctx, const store_entry *row) {
    dead_list *l = ctx;
    app_mail m;
    app_dead_mail x = {.key = row->key, .at = row->at};
    base_arena_reset(l->arena);
    l->good = app_outbox_read(l->arena, row->body, &m, &x.why, l->e);
    x.to = m.to;
    x.subject = m.subject;
    return l->good && l->each(l->ctx, &x);
}

bool app_outbox_dead(app *a, base_str after, size_t limit, app_each_dead each, void *ctx, base_err *e) {
    dead_list l = {base_arena_new((size_t)64 << 20), each, ctx, e, true};
    bool good = store_entries(app_store(a), BASE_STR("mail-dead"), (base_str){NULL, 0}, after, limit, give_dead, &l, e);
    base_arena_free(l.arena);
    return good && l.good;
}

typedef struct {
    base_str key;
    bool found;
} revival;

static bool revive(void *ctx, store *s, const store_head *head, base_err *e) {
    revival *r = ctx;
    base_arena *arena = base_arena_new((size_t)16 << 20);
    store_entry row;
    app_mail m;
    base_str why;
    bool good = store_entry_get(s, arena, BASE_STR("mail-dead"), r->key, &row, &r->found, e);
    if (good && r->found)
        good = app_outbox_read(arena, row.body, &m, &why, e) && app_outbox_put(s, head, &m, 1, e) &&
               store_entry_delete(s, BASE_STR("mail-dead"), r->key, e);
    base_arena_free(arena);
    return good;
}

bool app_outbox_revive(const app_desk *d, base_str key, bool *found, base_err *e) {
    revival r = {.key = key};
    bool good = app_kept_write(d, revive, &r, e);
    *found = good && r.found;
    return good;
}

/* ---- figures ---- */

static bool count_message(void *ctx, const store_message *row) {
    app_outbox_figures *f = ctx;
    if (f->waiting++ == 0) f->oldest = row->at;
    return true;
}

static bool count_dead(void *ctx, const store_entry *row) {
    (void)row;
    ++*(uint64_t *)ctx;
    return true;
}

bool app_outbox_stats(app *a, app_outbox_figures *out, base_err *e) {
    store *s = app_store(a);
    base_arena *arena = base_arena_new((size_t)4 << 20);
    store_entry stop;
    bool stopped = false;
    *out = (app_outbox_figures){0};
    bool good = store_messages(s, 0, COUNTED, count_message, out, e) &&
                store_entries(s, BASE_STR("mail-dead"), (base_str){NULL, 0}, (base_str){NULL, 0}, COUNTED, count_dead,
                              &out->dead, e) &&
                store_entry_get(s, arena, APP_MAIL_STOP_SPACE, APP_MAIL_STOP_KEY, &stop, &stopped, e);
    if (good && stopped && stop.due > app_now()) out->stopped_for = stop.due;
    base_arena_free(arena);
    return good;
}
