/* clock_mail.c - what waits to be told by mail becomes one mail a recipient: in the same transaction the mail goes into
 * the outbox and its lines leave, so a crash in between tells nothing twice and loses nothing. Several recipients share
 * a transaction: each has to reach the disk, and of a whole country there are thousands. */
#include "app/clock_i.h"
#include "app/outbox.h"
#include "core/event_json.h"

enum { LINES_AT_ONCE = 1000, ADDRESSES_MAX = 20, RECIPIENTS_AT_ONCE = 50, ROWS_AT_ONCE = 1000 };

typedef struct {
    base_str key, en, zh;
} line;

typedef struct {
    app_clock_work *x;
    base_arena *arena;
    app_recipient to;
    base_str prefix; /* of its keys */
    line *item;
    size_t n, cap;
    app_mail mail[ADDRESSES_MAX];
    size_t n_mails;
    bool good, gone;
    base_err *e;
} letters;

/* Those of one transaction. */
typedef struct {
    app_clock_work *x;
    letters *item[RECIPIENTS_AT_ONCE];
    size_t n, rows;
} sheaf;

/* ---- the lines of one recipient ---- */

static bool read_line(base_arena *arena, base_str body, line *l, base_err *e) {
    core_members m;
    yyjson_doc *doc = core_json_parse(arena, body, 64 << 10);
    bool good = core_members_of(yyjson_doc_get_root(doc), &m) && core_member_text(&m, BASE_STR("en"), &l->en, e) &&
                core_member_text(&m, BASE_STR("zh"), &l->zh, e) && core_members_end(&m, "reminder", e);
    yyjson_doc_free(doc);
    return good || base_err_fmt(e, BASE_ERR_INPUT, "待发提醒的内容不可读", "a reminder can not be read");
}

static bool take_line(void *ctx, const store_entry *row) {
    letters *l = ctx;
    l->item = base_arena_grow(l->arena, l->item, l->n, &l->cap, sizeof *l->item);
    line *x = &l->item[l->n++];
    *x = (line){.key = base_arena_str(l->arena, row->key)};
    l->good = l->n > APP_MAIL_ITEMS || read_line(l->arena, row->body, x, l->e);
    return l->good;
}

static bool take_first(void *ctx, const store_entry *row) {
    letters *l = ctx;
    base_str rest, who = base_str_cut(base_arena_str(l->arena, row->key), '|', &rest);
    l->prefix = base_arena_fmt(l->arena, "%.*s|", (int)who.n, who.p);
    l->to.level = base_str_cut(who, ':', &l->to.place);
    return false;
}

/* ---- the mail ---- */

static void put_lines(base_buf *b, const letters *l, bool zh) {
    size_t shown = l->n < APP_MAIL_ITEMS ? l->n : APP_MAIL_ITEMS;
    for (size_t i = 0; i < shown; i++) {
        base_str text = zh ? l->item[i].zh : l->item[i].en;
        base_buf_fmt(b, "%zu. %.*s\n", i + 1, (int)text.n, text.p);
    }
    if (shown < l->n) base_buf_fmt(b, zh ? "另有 %zu 项，请登录查看。\n" : "%zu more: please sign in.\n", l->n - shown);
}

static base_str text_of(const letters *l, base_str date) {
    const core_world *w = app_world(l->x->desk->app);
    rules_text office = app_clock_office(l->arena, w, l->x->day, &l->to);
    base_str link = l->x->o->link;
    base_buf b;
    base_buf_init(&b, (size_t)200 << 10);
    if (app_is_demonstration(l->x->desk->app))
        base_buf_puts(&b, BASE_STR("（演示数据，并非真实事项。Demonstration data, not real.）\n\n"));
    base_buf_fmt(&b, "%.*s：\n截至 %.*s，下列 %zu 项需要留意：\n\n", (int)office.zh.n, office.zh.p, (int)date.n, date.p,
                 l->n);
    put_lines(&b, l, true);
    base_buf_fmt(&b, "\n%.*s: as of %.*s, %zu matters need attention:\n\n", (int)office.en.n, office.en.p, (int)date.n,
                 date.p, l->n);
    put_lines(&b, l, false);
    if (link.n > 0) base_buf_fmt(&b, "\n%.*s\n", (int)link.n, link.p);
    base_buf_puts(
        &b, BASE_STR("\n本邮件由系统自动发出，请勿回复。This mail was sent by a program; please do not reply.\n"));
    base_str text = base_arena_str(l->arena, base_buf_str(&b));
    base_buf_free(&b);
    return text;
}

static bool take_address(void *ctx, base_str address) {
    letters *l = ctx;
    if (l->n_mails < ADDRESSES_MAX) l->mail[l->n_mails++].to = base_arena_str(l->arena, address);
    return l->n_mails < ADDRESSES_MAX;
}

/* What is no address was given by hand once; it must not keep the others from being told. */
static void drop_bad_addresses(letters *l) {
    size_t n = 0;
    for (size_t i = 0; i < l->n_mails; i++) {
        if (app_mail_to_good(l->mail[i].to)) l->mail[n++] = l->mail[i];
    }
    l->n_mails = n;
}

static bool write_mails(letters *l, base_err *e) {
    int y, m, d;
    const app_clock_options *o = l->x->o;
    if (!o->mail_of(o->mail_ctx, l->to.level, l->to.place, take_address, l, e)) return false;
    drop_bad_addresses(l);
    base_date_split(l->x->day, &y, &m, &d);
    base_str date = base_arena_fmt(l->arena, "%04d-%02d-%02d", y, m, d);
    base_str text = l->n_mails > 0 ? text_of(l, date) : date;
    const char *mark = app_is_demonstration(l->x->desk->app) ? "【演示】" : "";
    for (size_t i = 0; i < l->n_mails; i++) {
        l->mail[i].subject =
            base_arena_fmt(l->arena, "%s集群事项提醒：%zu 项（%.*s）", mark, l->n, (int)date.n, date.p);
        l->mail[i].text = text;
    }
    return true;
}

/* ---- one transaction ---- */

/* The reminder that a line tells of: what follows OFFICE|GROUP|DATE| in its key. */
static base_str reminder_of(base_str key) {
    base_str rest = key;
    for (int i = 0; i < 3; i++) (void)base_str_cut(rest, '|', &rest);
    return rest;
}

/* Puts down, beside a reminder, how many mails go to that office: none where nobody there has an address. */
static bool note_mailed(const letters *l, store *s, base_str line_key, base_err *e) {
    const base_str about = reminder_of(line_key);
    uint64_t version = 0;
    bool saved = false;
    const store_entry row = {.space = APP_SPACE_REMIND_MAILED,
                             .key =
                                 base_arena_fmt(l->arena, "%.*s|%.*s:%.*s", (int)about.n, about.p, (int)l->to.level.n,
                                                l->to.level.p, (int)l->to.place.n, l->to.place.p),
                             .at = l->x->at,
                             .due = ((int64_t)l->x->day + APP_REMINDER_DAYS) * 86400000,
                             .body = base_arena_fmt(l->arena, "{\"mails\":%zu}", l->n_mails)};
    return store_entry_put(s, &row, STORE_ANY_VERSION, &saved, &version, e);
}

static bool hand_in_one(letters *l, store *s, const store_head *head, base_err *e) {
    store_entry row = {0};
    bool there = false;
    if (!store_entry_get(s, l->arena, APP_SPACE_REMIND_MAIL, l->item[0].key, &row, &there, e)) return false;
    l->gone = !there; /* another node was quicker */
    if (l->gone) return true;
    if (l->n_mails > 0 && !app_outbox_put(s, head, l->mail, l->n_mails, e)) return false;
    for (size_t i = 0; i < l->n; i++) {
        if (!store_entry_delete(s, APP_SPACE_REMIND_MAIL, l->item[i].key, e) || !note_mailed(l, s, l->item[i].key, e))
            return false;
    }
    return true;
}

static bool hand_in(void *ctx, store *s, const store_head *head, base_err *e) {
    const sheaf *f = ctx;
    if (!app_clock_renew(f->x, s, e)) return false;
    for (size_t i = 0; i < f->n; i++) {
        if (!hand_in_one(f->item[i], s, head, e)) return false;
    }
    return true;
}

/* *more false: nobody comes after `after`, or there was a failure. */
static bool gather_one(sheaf *f, base_arena *arena, base_str after, bool *more, base_err *e) {
    store *s = app_store(f->x->desk->app);
    letters *l = base_arena_alloc(arena, sizeof *l);
    *l = (letters){.x = f->x, .arena = arena, .e = e, .good = true};
    *more = false;
    if (!store_entries(s, APP_SPACE_REMIND_MAIL, (base_str){NULL, 0}, after, 1, take_first, l, e)) return false;
    if (l->prefix.n == 0) return true;
    if (!store_entries(s, APP_SPACE_REMIND_MAIL, l->prefix, (base_str){NULL, 0}, LINES_AT_ONCE, take_line, l, e) ||
        !l->good || l->n == 0 || !write_mails(l, e))
        return false;
    f->item[f->n++] = l;
    f->rows += l->n;
    *more = true;
    return true;
}

/* What comes after all lines of a recipient, whose keys begin with its name and '|'. */
static base_str behind(base_arena *arena, base_str prefix) {
    return base_arena_fmt(arena, "%.*s}", (int)prefix.n - 1, prefix.p);
}

static void count_sheaf(const sheaf *f) {
    for (size_t i = 0; i < f->n; i++) {
        const letters *l = f->item[i];
        if (l->gone) continue;
        f->x->out->mails += l->n_mails;
        if (l->n_mails == 0) f->x->out->without_address++;
    }
}

bool app_clock_mail(app_clock_work *x, base_err *e) {
    bool good = true, more = x->o->mail_of != NULL;
    base_arena *arena = base_arena_new((size_t)256 << 20);
    while (good && more) {
        sheaf f = {.x = x};
        base_str after = {NULL, 0};
        base_arena_reset(arena);
        good = app_refresh(x->desk->app, e);
        while (good && more && f.n < RECIPIENTS_AT_ONCE && f.rows < ROWS_AT_ONCE) {
            good = gather_one(&f, arena, after, &more, e);
            if (more) after = behind(arena, f.item[f.n - 1]->prefix);
        }
        if (!good || f.n == 0) break;
        more = true; /* a recipient may have more lines than go into one mail */
        good = app_clock_write(x, hand_in, &f, e);
        if (good) count_sheaf(&f);
    }
    base_arena_free(arena);
    return good;
}
