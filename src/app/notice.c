/* notice.c - see notice.h. */
#include "app/notice.h"

#include <stdlib.h>

#include "base/json_out.h"
#include "core/event_json.h"

enum { BODY_MAX = 16 << 10, ORDER = 19, KEY_MAX = 1000 };
#define SPACE      BASE_STR("notice")
#define SPACE_READ BASE_STR("notice-read")

base_str app_notice_office(base_arena *arena, base_str level, base_str place) {
    return base_arena_fmt(arena, "%.*s:%.*s", (int)level.n, level.p, (int)place.n, place.p);
}

base_str app_notice_account(base_arena *arena, base_str account) {
    return base_arena_fmt(arena, "account:%.*s", (int)account.n, account.p);
}

/* ---- putting ---- */

/* The later, the smaller. */
static void put_order(base_buf *b, int64_t at) {
    char digits[ORDER];
    base_digits_pad(digits, (uint64_t)(INT64_MAX - (at > 0 ? at : 0)), ORDER);
    base_buf_put(b, digits, ORDER);
}

static void put_body(base_buf *b, const app_notice *n) {
    base_json j;
    base_json_init(&j, b);
    base_json_obj(&j);
    base_json_name(&j, "at");
    base_json_i64(&j, n->at);
    base_json_some_day(&j, "date", n->date);
    base_json_text(&j, "en", n->text.en);
    base_json_text(&j, "kind", n->kind);
    base_json_some(&j, "path", n->path);
    base_json_text(&j, "zh", n->text.zh);
    base_json_obj_end(&j);
}

bool app_notice_put(store *s, base_str to, base_str id, const app_notice *n, base_err *e) {
    base_buf key, body;
    uint64_t version = 0;
    bool saved = false;
    base_buf_init(&key, KEY_MAX);
    base_buf_init(&body, BODY_MAX);
    base_buf_puts(&key, to);
    base_buf_putc(&key, '|');
    put_order(&key, n->at);
    base_buf_putc(&key, '|');
    base_buf_puts(&key, id);
    put_body(&body, n);
    const store_entry row = {.space = SPACE,
                             .key = base_buf_str(&key),
                             .at = n->at,
                             .due = n->at + (int64_t)APP_NOTICE_DAYS * 86400000,
                             .body = base_buf_str(&body)};
    bool good = !key.full && !body.full;
    if (!good) base_err_fmt(e, BASE_ERR_LIMIT, "提醒过长", "the notice is too long");
    good = good && store_entry_put(s, &row, 0, &saved, &version, e);
    base_buf_free(&key);
    base_buf_free(&body);
    return good;
}

/* ---- listing ---- */

typedef struct {
    base_str key, tail; /* the part after the recipient, by which recipients are laid together */
    app_notice n;
} listed;

typedef struct {
    base_arena *arena;
    listed *item;
    size_t n, cap;
    base_err *e;
    bool good;
} listing;

static bool read_body(base_arena *arena, base_str body, app_notice *n, base_err *e) {
    core_members x;
    uint64_t at = 0;
    base_str date = {NULL, 0};
    n->date = BASE_DATE_NONE;
    yyjson_doc *doc = core_json_parse(arena, body, BODY_MAX);
    bool good =
        core_members_of(yyjson_doc_get_root(doc), &x) && core_member_whole(&x, BASE_STR("at"), 0, INT64_MAX, &at, e) &&
        core_member_optional(&x, BASE_STR("date"), &date, e) && core_member_text(&x, BASE_STR("en"), &n->text.en, e) &&
        core_member_text(&x, BASE_STR("kind"), &n->kind, e) &&
        core_member_optional(&x, BASE_STR("path"), &n->path, e) &&
        core_member_text(&x, BASE_STR("zh"), &n->text.zh, e) && core_members_end(&x, "notice", e) &&
        (date.n == 0 || base_date_parse(date, &n->date, e));
    n->at = (int64_t)at;
    yyjson_doc_free(doc);
    return good || base_err_fmt(e, BASE_ERR_INPUT, "提醒的内容不可读", "a notice can not be read");
}

static bool take(void *ctx, const store_entry *row) {
    listing *l = ctx;
    base_str tail;
    l->item = base_arena_grow(l->arena, l->item, l->n, &l->cap, sizeof *l->item);
    listed *x = &l->item[l->n++];
    *x = (listed){.key = base_arena_str(l->arena, row->key)};
    base_str_cut(x->key, '|', &tail);
    x->tail = tail;
    x->n.key = x->key;
    l->good = read_body(l->arena, row->body, &x->n, l->e);
    return l->good;
}

static int by_tail(const void *a, const void *b) {
    const listed *x = a, *y = b;
    int order = base_str_cmp(x->tail, y->tail);
    return order != 0 ? order : base_str_cmp(x->key, y->key);
}

/* The one that has the place of `after` among those of another recipient, told the same thing at the same moment: it
 * comes later when its key is the greater one. */
static bool take_twin(app *a, listing *l, base_str key, base_err *e) {
    store_entry row = {0};
    bool found = false;
    return store_entry_get(app_store(a), l->arena, SPACE, key, &row, &found, e) && (!found || take(l, &row) || l->good);
}

/* Of each recipient the next `limit`: the newest of all are among them, by (tail, key). */
static bool gather(app *a, listing *l, const base_str *to, size_t n_to, base_str after, size_t limit, base_err *e) {
    base_str tail = {NULL, 0};
    if (after.p != NULL) base_str_cut(after, '|', &tail);
    for (size_t i = 0; i < n_to; i++) {
        base_str prefix = base_arena_fmt(l->arena, "%.*s|", (int)to[i].n, to[i].p), from = {NULL, 0};
        if (after.p != NULL) from = base_arena_fmt(l->arena, "%.*s%.*s", (int)prefix.n, prefix.p, (int)tail.n, tail.p);
        if (after.p != NULL && base_str_cmp(from, after) > 0 && !take_twin(a, l, from, e)) return false;
        if (!store_entries(app_store(a), SPACE, prefix, from, limit, take, l, e) || !l->good) return false;
    }
    if (l->n > 1) qsort(l->item, l->n, sizeof *l->item, by_tail);
    return true;
}

/* ---- what was read ---- */

static bool read_until(app *a, base_arena *arena, base_str account, int64_t *until, base_err *e) {
    store_entry row = {0};
    bool found = false;
    base_str key = base_arena_fmt(arena, "%.*s|", (int)account.n, account.p);
    *until = -1;
    if (!store_entry_get(app_store(a), arena, SPACE_READ, key, &row, &found, e)) return false;
    if (found) *until = row.at;
    return true;
}

static bool is_read(app *a, base_arena *arena, base_str account, int64_t until, app_notice *n, base_err *e) {
    store_entry row = {0};
    n->read = n->at <= until;
    if (n->read) return true;
    base_str key = base_arena_fmt(arena, "%.*s|%.*s", (int)account.n, account.p, (int)n->key.n, n->key.p);
    return store_entry_get(app_store(a), arena, SPACE_READ, key, &row, &n->read, e);
}

/* NOLINTNEXTLINE(readability-function-size): a page of a list, and whose */
bool app_notices(app *a, base_str account, const base_str *to, size_t n_to, base_str after, size_t limit,
                 app_each_notice each, void *ctx, base_err *e) {
    listing l = {.arena = base_arena_new((size_t)256 << 20), .e = e, .good = true};
    int64_t until = -1;
    if (limit > APP_NOTICE_PAGE) limit = APP_NOTICE_PAGE;
    bool good = read_until(a, l.arena, account, &until, e) && gather(a, &l, to, n_to, after, limit, e);
    for (size_t i = 0; good && i < l.n && i < limit; i++) {
        good = is_read(a, l.arena, account, until, &l.item[i].n, e);
        if (good && !each(ctx, &l.item[i].n)) break;
    }
    base_arena_free(l.arena);
    return good;
}

static bool count_unread(void *ctx, const app_notice *n) {
    size_t *count = ctx;
    if (!n->read) ++*count;
    return true;
}

bool app_notices_unread(app *a, base_str account, const base_str *to, size_t n_to, size_t *n, base_err *e) {
    *n = 0;
    return app_notices(a, account, to, n_to, (base_str){NULL, 0}, APP_NOTICE_COUNTED, count_unread, n, e);
}

/* ---- marking ---- */

typedef struct {
    base_str account, key;
    int64_t at;
} marking;

static bool mark(void *ctx, store *s, const store_head *head, base_err *e) {
    const marking *m = ctx;
    base_buf key;
    uint64_t version = 0;
    bool saved = false;
    (void)head;
    base_buf_init(&key, KEY_MAX);
    base_buf_puts(&key, m->account);
    base_buf_putc(&key, '|');
    base_buf_puts(&key, m->key);
    int64_t lapses = m->key.n > 0 ? m->at + (int64_t)APP_NOTICE_DAYS * 86400000 : 0;
    const store_entry row = {.space = SPACE_READ, .key = base_buf_str(&key), .at = m->at, .due = lapses};
    bool good = (!key.full || base_err_fmt(e, BASE_ERR_LIMIT, "提醒编号过长", "the key of the notice is too long")) &&
                store_entry_put(s, &row, STORE_ANY_VERSION, &saved, &version, e);
    base_buf_free(&key);
    return good;
}

bool app_notice_mark(const app_desk *d, base_str account, base_str key, int64_t at, base_err *e) {
    marking m = {account, key, at};
    return app_kept_write(d, mark, &m, e);
}
