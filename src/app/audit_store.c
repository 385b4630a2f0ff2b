/* audit_store.c - an audit of a record: everything is read within one read transaction, so writing may go on beside it
 * and what is seen is one moment. */
#include <errno.h>
#include <unistd.h>

#include "app/audit_i.h"
#include "base/file.h"
#include "files/files.h"

typedef struct {
    app_audit_run *x;
    store *s;
    store_head head;
    base_str demonstration;
} record;

static bool said(app_audit_run *x, const char *zh, const char *en) {
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", zh, en);
    return false;
}

static const char *in_folder(const app_audit_run *x, const char *name) {
    return base_arena_fmt(x->arena, "%s/%s", x->o->place.folder, name).p;
}

/* ---- the database itself ---- */

static bool take_fault(void *ctx, base_str table, base_str line) {
    app_audit_run *x = ctx;
    base_str t = base_utf8_head(table, 60), l = base_utf8_head(line, 300);
    app_differ(x->diff, "数据库自检：%.*s", "the database's own check: %.*s", (int)l.n, l.p);
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "表 %.*s", "table %.*s", (int)t.n, t.p);
    return false;
}

static bool self_check(record *r, base_err *e) {
    if (store_self_check(r->s, take_fault, r->x, e)) return !r->x->diff->any;
    r->x->failed = true;
    return false;
}

static bool read_meta(record *r, enum log_suite *suite, base_str *origin, base_err *e) {
    base_str name;
    app_audit_run *x = r->x;
    if (!store_meta_get(r->s, x->arena, BASE_STR("suite"), &name, e) ||
        !store_meta_get(r->s, x->arena, BASE_STR("origin"), origin, e) ||
        !store_meta_get(r->s, x->arena, BASE_STR("demonstration"), &r->demonstration, e)) {
        x->failed = true;
        return false;
    }
    bool flag = base_str_is(r->demonstration, "yes") || base_str_is(r->demonstration, "no");
    if (name.p != NULL && log_suite_parse(name, suite) && origin->n > 0 && flag) return true;
    app_differ(x->diff, "缺算法（suite）、名称（origin）或是否演示（demonstration），或所载不合",
               "suite, origin or demonstration is missing or makes no sense");
    return said(x, "表 meta", "table meta");
}

static bool check_keys(record *r, enum log_suite suite, base_str origin) {
    app_audit_run *x = r->x;
    const log_pub *now = x->keys.n > 0 ? x->keys.pub[x->keys.n - 1] : NULL;
    if (now == NULL) return true;
    bool named = false;
    for (size_t i = 0; i < x->keys.n; i++) named = named || base_str_eq(log_pub_origin(x->keys.pub[i]), origin);
    if (log_pub_suite(now) == suite && named) return true;
    base_str o = base_utf8_head(origin, 200);
    app_differ(x->diff, "没有一把公钥属于日志 %.*s 及其算法", "no public key is one of the log %.*s and its algorithms",
               (int)o.n, o.p);
    return said(x, "公钥，或表 meta 的 origin、suite", "public keys, or origin and suite of table meta");
}

/* ---- the log ---- */

static bool take_mark(void *ctx, const store_checkpoint *row) {
    app_audit_add_mark(ctx, row->size, row->at, row->note);
    return true;
}

static bool take_event(void *ctx, const store_event *row) { return app_audit_event(ctx, row); }

static bool check_log(record *r, base_err *e) {
    app_audit_run *x = r->x;
    if (!store_checkpoints(r->s, take_mark, x, e)) {
        x->failed = true;
        return false;
    }
    if (!app_audit_marks(x)) return false;
    if (!store_events(r->s, 0, UINT64_MAX, take_event, x, e)) {
        x->failed = true;
        return false;
    }
    return app_audit_events_end(x);
}

static bool check_head(record *r) {
    app_audit_run *x = r->x;
    app_replay_figures f = app_replay_look(x->replay);
    const app_retree *tree = app_replay_tree(x->replay);
    log_hash root = app_retree_root(tree);
    size_t nodes = (size_t)log_frontier_nodes(&tree->frontier) * LOG_HASH;
    if (r->head.size != f.events) {
        app_differ_numbers(x->diff, r->head.size, f.events, "事件数不对", "another number of events");
        return said(x, "表 head 的 size 栏", "table head, column size");
    }
    if (memcmp(r->head.root, root.b, LOG_HASH) != 0) {
        app_differ(x->diff, "不是各事件算得的树根", "it is not the root of the tree of the events");
        return said(x, "表 head 的 root 栏", "table head, column root");
    }
    if (memcmp(r->head.frontier, tree->frontier.node, nodes) != 0) {
        app_differ(x->diff, "不是各事件算得的前沿", "it is not the frontier of the tree of the events");
        return said(x, "表 head 的 frontier 栏", "table head, column frontier");
    }
    if (f.events > 0 && r->head.day != f.day) {
        app_differ(x->diff, "不是最后一个事件的日期", "it is not the day of the last event");
        return said(x, "表 head 的 day 栏", "table head, column day");
    }
    if (f.events == 0 || r->head.at == f.at) return true;
    app_differ(x->diff, "不是最后一个事件的时间", "it is not the time of the last event");
    return said(x, "表 head 的 at 栏", "table head, column at");
}

/* The checkpoint that stands outside the database. With several nodes each has its own, which may be older. */
static bool check_published(record *r, base_err *e) {
    app_audit_run *x = r->x;
    log_checkpoint c;
    base_str note;
    if (x->o->place.folder == NULL) return true;
    const char *path = in_folder(x, "published");
    bool there = access(path, F_OK) == 0;
    if (there && !base_file_read(x->arena, path, LOG_NOTE_MAX, &note, e)) {
        x->failed = true;
        return false;
    }
    if (there && !app_audit_one_mark(x, note, "库外的检查点（published）", "the checkpoint outside (published)", &c))
        return false;
    uint64_t size = there ? c.size : 0, last = x->n_marks > 0 ? x->mark[x->n_marks - 1].size : 0;
    if (size > x->report->signed_size) x->report->signed_size = size;
    if (size >= last || store_is_postgres(r->s)) return true;
    app_differ_numbers(x->diff, size, last, "它早于库内最后的检查点", "it is older than the last one in the database");
    return said(x, "库外的检查点（published）", "the checkpoint outside (published)");
}

/* ---- person parts ---- */

typedef struct {
    app_audit_run *x;
    const app_replay_person *item;
    size_t n, next;
    log_hasher *hasher;
} persons;

static bool at_person(app_audit_run *x, uint64_t seq) {
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "表 person，事件 %llu", "table person, event %llu",
                 (unsigned long long)seq);
    return false;
}

static bool take_person(void *ctx, const store_person *row) {
    persons *p = ctx;
    app_audit_run *x = p->x;
    bool due = p->next < p->n && p->item[p->next].seq <= row->seq;
    if (due && p->item[p->next].seq < row->seq) {
        app_differ(x->diff, "缺一行：该事件有个人信息部分", "a row is missing: the event has a person part");
        return at_person(x, p->item[p->next].seq);
    }
    if (!due) {
        app_differ(x->diff, "多出一行：该事件没有个人信息部分", "one row too many: the event has no person part");
        return at_person(x, row->seq);
    }
    const log_hash *digest = &p->item[p->next++].digest;
    if (row->erased) {
        x->report->erased++;
        if (row->salt.n == 0 && row->body.n == 0) return true;
        app_differ(x->diff, "注明已删除，内容却还在", "it is marked as erased and is still there");
        return at_person(x, row->seq);
    }
    log_hash made = log_digest(p->hasher, row->salt, row->body);
    if (row->salt.n == LOG_SALT && log_hash_eq(&made, digest)) return true;
    app_differ(x->diff, "个人信息或其盐被改动：摘要与叶所载不同",
               "the person part or its salt was changed: their digest is not the one that the leaf names");
    return at_person(x, row->seq);
}

static bool check_persons(record *r, base_err *e) {
    persons p = {.x = r->x, .hasher = app_replay_tree(r->x->replay)->hasher};
    p.item = app_replay_persons(r->x->replay, &p.n);
    if (!store_persons(r->s, 0, UINT64_MAX, take_person, &p, e)) {
        r->x->failed = true;
        return false;
    }
    if (r->x->diff->any) return false;
    if (p.next == p.n) return true;
    app_differ(r->x->diff, "缺一行：该事件有个人信息部分", "a row is missing: the event has a person part");
    return at_person(r->x, p.item[p.next].seq);
}

/* ---- attachments ---- */

typedef struct {
    app_audit_run *x;
    files *files;
    base_map seen;
} attachments;

static bool at_attachment(app_audit_run *x, base_str digest) {
    base_str d = base_utf8_head(digest, 64);
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "附件 %.*s", "attachment %.*s", (int)d.n, d.p);
    return false;
}

static bool take_attachment(void *ctx, const store_attachment *row) {
    attachments *a = ctx;
    app_audit_run *x = a->x;
    base_err why = {0};
    uint64_t size = 0;
    base_map_put(&a->seen, row->digest);
    x->report->attachments++;
    if (a->files == NULL) {
        app_differ(x->diff, "附件文件夹不在", "the folder of attachments is not there");
        return at_attachment(x, row->digest);
    }
    if (!files_verify(a->files, row->digest, &size, &why)) {
        app_differ(x->diff, "%s%.0s", "%.0s%s", why.zh, why.en);
        return at_attachment(x, row->digest);
    }
    x->report->attachment_bytes += size;
    if (size == row->size) return true;
    app_differ_numbers(x->diff, row->size, size, "表 attachment 的 size 栏不是文件的大小",
                       "column size of table attachment is not that of the file");
    return at_attachment(x, row->digest);
}

/* What events name must be there. */
static bool check_named(app_audit_run *x, const base_map *seen) {
    const base_map *named = app_replay_attachments(x->replay);
    for (size_t i = 0; i < named->cap; i++) {
        const base_map_slot *slot = &named->slot[i];
        if (slot->key.p == NULL || base_map_get(seen, slot->key) != NULL) continue;
        app_differ(x->diff, "事件 %lld 提到的附件不在表 attachment 中",
                   "event %lld names an attachment that table attachment lacks", (long long)slot->value.num - 1);
        return at_attachment(x, slot->key);
    }
    return true;
}

static bool check_attachments(record *r, base_err *e) {
    attachments a = {.x = r->x};
    if (r->x->o->place.folder == NULL) return true;
    const char *folder = in_folder(r->x, "files");
    if (access(folder, F_OK) == 0) {
        a.files = files_open(folder, 0, false, e);
        if (a.files == NULL) {
            r->x->failed = true;
            return false;
        }
    }
    base_map_init(&a.seen, r->x->arena);
    bool good = store_attachments(r->s, take_attachment, &a, e);
    files_close(a.files);
    r->x->failed = !good;
    return good && !r->x->diff->any && check_named(r->x, &a.seen);
}

/* ---- the present key ---- */

static bool same_pub(const log_pub *a, const log_pub *b) {
    base_buf x, y;
    base_buf_init(&x, 4096);
    base_buf_init(&y, 4096);
    bool same = log_pub_put(&x, a) && log_pub_put(&y, b) && base_str_eq(base_buf_str(&x), base_buf_str(&y));
    base_buf_free(&x);
    base_buf_free(&y);
    return same;
}

/* An auditor's copy may lack it, or may not be allowed to read it. */
static bool check_key_file(record *r) {
    app_audit_run *x = r->x;
    base_err why = {0};
    if (x->o->place.folder == NULL || x->o->pub != NULL) return true;
    const char *name = base_arena_fmt(x->arena, "keys/log-%02d.key", x->keys.number[x->keys.n - 1]).p;
    const char *path = in_folder(x, name);
    if (access(path, R_OK) != 0) return true;
    log_key *k = log_key_load(path, &why);
    if (k == NULL)
        app_differ(x->diff, "%s%.0s", "%.0s%s", why.zh, why.en);
    else if (!same_pub(log_key_pub(k), x->keys.pub[x->keys.n - 1]))
        app_differ(x->diff, "私钥与公钥文件不是一对", "private and public key do not belong together");
    log_key_free(k);
    return !x->diff->any || said(x, name, name);
}

/* ---- all of it ---- */

static bool begin_replay(record *r, enum log_suite suite, base_str origin, base_err *e) {
    app_audit_run *x = r->x;
    if (!log_suite_ready(suite)) {
        x->failed = true;
        return base_err_fmt(e, BASE_ERR_MISSING, "本机的 OpenSSL 没有本记录所用的算法（%s）",
                            "OpenSSL on this machine lacks the algorithms of this record (%s)", log_suite_name(suite));
    }
    app_replay_options o = {.suite = suite,
                            .origin = origin,
                            .errata = x->o->errata,
                            .decides = true,
                            .links = true,
                            .payloads = true,
                            .calendar = base_str_is(r->demonstration, "no")};
    x->replay = app_replay_new(&o);
    return true;
}

static bool look(record *r, base_err *e) {
    app_audit_run *x = r->x;
    enum log_suite suite;
    base_str origin;
    const char *keys = x->o->place.folder != NULL ? in_folder(x, "keys") : NULL;
    if (!store_begin_read(r->s, e) || !store_head_get(r->s, &r->head, e) || !app_audit_keys(x, keys, e)) {
        x->failed = true;
        return false;
    }
    if (!self_check(r, e) || !read_meta(r, &suite, &origin, e) || !check_keys(r, suite, origin)) return false;
    x->report->origin = origin;
    return begin_replay(r, suite, origin, e) && check_log(r, e) && check_head(r) && check_published(r, e) &&
           check_persons(r, e) && app_audit_tables(x, r->s, e) && check_attachments(r, e) && check_key_file(r);
}

bool app_audit_record(app_audit_run *x, base_err *e) {
    record r = {.x = x};
    const app_place *p = &x->o->place;
    store_options o = {.address = p->db, .read_only = true};
    if (o.address == NULL) o.address = in_folder(x, "jiqun.db");
    r.s = store_open(&o, e);
    if (r.s == NULL) return false;
    bool good = look(&r, e);
    if (!good && x->failed && e->kind == BASE_ERR_NONE) *e = x->error;
    store_end_read(r.s);
    store_close(r.s);
    return good || x->diff->any || !x->failed;
}
