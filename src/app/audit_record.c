/* audit_record.c - an audit of a record: everything is read within one read transaction, so writing may go on beside it
 * and what is seen is one moment. Beside the log: the database itself, person parts, attachments, private keys. */
#include <errno.h>
#include <unistd.h>

#include "app/audit_i.h"
#include "app/erase.h"
#include "app/part.h"
#include "files/files.h"

enum { OPENING_MAX = 4 << 20 };

/* ---- the database itself ---- */

/* The index of names is held against the rows of `dossier` as they stand. Where one of those was changed, that is what
 * is to be told, so what is wrong with the index waits until they were looked at. */
typedef struct {
    app_audit_run *x;
    app_difference index;
} self_faults;

static bool take_fault(void *ctx, base_str table, base_str line) {
    self_faults *f = ctx;
    app_difference *d = base_str_is(table, "search") ? &f->index : f->x->diff;
    base_str t = base_utf8_head(table, 60), l = base_utf8_head(line, 300);
    if (d->any) return true;
    app_differ(d, "数据库自检：%.*s", "the database's own check: %.*s", (int)l.n, l.p);
    base_err_fmt(&d->where, BASE_ERR_INPUT, "表 %.*s", "table %.*s", (int)t.n, t.p);
    return d == &f->index;
}

/* A store that says of its own content that it can not be right: that is what was looked for, and no failure. */
static bool damaged(app_audit_source *r, const base_err *e) {
    app_audit_run *x = r->x;
    x->failed = e->kind != BASE_ERR_INPUT;
    if (x->failed) return false;
    app_differ(x->diff, "%s%.0s", "%.0s%s", e->zh, e->en);
    return app_audit_said(x, "数据库", "the database");
}

static bool self_check(app_audit_source *r, self_faults *f, base_err *e) {
    if (store_self_check(r->s, take_fault, f, e)) return !r->x->diff->any;
    return damaged(r, e);
}

static bool check_index(app_audit_source *r, const self_faults *f) {
    if (f->index.any) *r->x->diff = f->index;
    return !f->index.any;
}

/* ---- person parts ---- */

typedef struct {
    app_audit_run *x;
    const app_replay_person *item;
    size_t n, next;
    log_hasher *hasher;
    app_seal *seal;      /* NULL: there is no key to open them with */
    base_arena *opening; /* of one at a time */
    uint64_t *erased;    /* numbers of events */
    size_t n_erased, cap_erased;
} persons;

static bool at_person(app_audit_run *x, uint64_t seq) {
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "表 person，事件 %llu", "table person, event %llu",
                 (unsigned long long)seq);
    return false;
}

/* One that is sealed and for which there is no key can not be looked into; how many that were is reported. */
static bool check_part(persons *p, const store_person *row, const log_hash *digest) {
    app_audit_run *x = p->x;
    base_str plain;
    base_err why = {0};
    if (p->seal == NULL && app_part_is_sealed(row->body)) {
        x->report->unopened++;
        return true;
    }
    base_arena_reset(p->opening);
    if (!app_part_open(p->seal, p->opening, row->seq, row->body, &plain, &why)) {
        app_differ(x->diff, "%s%.0s", "%.0s%s", why.zh, why.en);
        return at_person(x, row->seq);
    }
    const log_hash made = log_digest(p->hasher, row->salt, plain);
    app_part_wipe(row->body, plain);
    if (row->salt.n == LOG_SALT && log_hash_eq(&made, digest)) return true;
    app_differ(x->diff, "个人信息或其盐被改动：摘要与叶所载不同",
               "the person part or its salt was changed: their digest is not the one that the leaf names");
    return at_person(x, row->seq);
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
        p->erased = base_arena_grow(x->arena, p->erased, p->n_erased, &p->cap_erased, sizeof *p->erased);
        p->erased[p->n_erased++] = row->seq;
        if (row->salt.n == 0 && row->body.n == 0) return true;
        app_differ(x->diff, "注明已删除，内容却还在", "it is marked as erased and is still there");
        return at_person(x, row->seq);
    }
    return check_part(p, row, digest);
}

/* An erasure says why (app_erase_person); what was taken away without a word was not erased by it. */
static bool check_erased(app_audit_source *r, const persons *p, base_err *e) {
    for (size_t i = 0; i < p->n_erased; i++) {
        base_str reason;
        const char *key = base_arena_fmt(r->x->arena, "erased.%llu", (unsigned long long)p->erased[i]).p;
        if (!store_meta_get(r->s, r->x->arena, base_str_of(key), &reason, e)) {
            r->x->failed = true;
            return false;
        }
        if (reason.p != NULL) continue;
        app_differ(r->x->diff, "已删除，表 meta 却没有删除的理由（%s）",
                   "it is erased, and table meta does not say why (%s)", key);
        return at_person(r->x, p->erased[i]);
    }
    return true;
}

static bool look_at_persons(app_audit_source *r, persons *p, base_err *e) {
    if (!store_persons(r->s, 0, UINT64_MAX, take_person, p, e)) {
        r->x->failed = true;
        return false;
    }
    if (r->x->diff->any) return false;
    if (p->next == p->n) return check_erased(r, p, e);
    app_differ(r->x->diff, "缺一行：该事件有个人信息部分", "a row is missing: the event has a person part");
    return at_person(r->x, p->item[p->next].seq);
}

/* A key that does not fit is told of where the keys are looked at. */
static bool check_persons(app_audit_source *r, base_err *e) {
    base_err none = {0};
    persons p = {.x = r->x, .hasher = app_replay_tree(r->x->replay)->hasher};
    p.item = app_replay_persons(r->x->replay, &p.n);
    if (r->x->o->place.folder != NULL) p.seal = app_seal_from(r->x->o->place.folder, r->s, &none);
    p.opening = base_arena_new(OPENING_MAX);
    const bool good = look_at_persons(r, &p, e);
    base_arena_free(p.opening);
    app_seal_close(p.seal);
    return good;
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

/* An erasure says why (app_erase_person). */
static bool was_erased(app_audit_source *r, base_str digest, bool *yes, base_err *e) {
    base_str reason;
    if (!store_meta_get(r->s, r->x->arena, app_erased_file_key(r->x->arena, digest), &reason, e)) {
        r->x->failed = true;
        return false;
    }
    *yes = reason.p != NULL;
    r->x->report->files_erased += *yes ? 1 : 0;
    return true;
}

/* What events name must be there, unless it was erased. */
static bool check_named(app_audit_source *r, const base_map *seen, base_err *e) {
    app_audit_run *x = r->x;
    const base_map *named = app_replay_attachments(x->replay);
    for (size_t i = 0; i < named->cap; i++) {
        const base_map_slot *slot = &named->slot[i];
        bool erased = false;
        if (slot->key.p == NULL || base_map_get(seen, slot->key) != NULL) continue;
        if (!was_erased(r, slot->key, &erased, e)) return false;
        if (erased) continue;
        app_differ(x->diff, "事件 %lld 提到的附件不在表 attachment 中",
                   "event %lld names an attachment that table attachment lacks", (long long)slot->value.num - 1);
        return at_attachment(x, slot->key);
    }
    return true;
}

static bool check_attachments(app_audit_source *r, base_err *e) {
    attachments a = {.x = r->x};
    if (r->x->o->place.folder == NULL) return true;
    const char *folder = app_audit_path(r->x, "files");
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
    return good && !r->x->diff->any && check_named(r, &a.seen, e);
}

/* ---- private keys ---- */

static bool same_pub(const log_pub *a, const log_pub *b) {
    base_buf x, y;
    base_buf_init(&x, 4096);
    base_buf_init(&y, 4096);
    bool same = log_pub_put(&x, a) && log_pub_put(&y, b) && base_str_eq(base_buf_str(&x), base_buf_str(&y));
    base_buf_free(&x);
    base_buf_free(&y);
    return same;
}

/* An auditor's copy may lack them, or may not be allowed to read them. Those that sign no more are looked at too: what
 * is kept must be what it says it is. */
static bool check_key_file(app_audit_source *r, size_t i) {
    app_audit_run *x = r->x;
    base_err why = {0};
    const char *name = base_arena_fmt(x->arena, "keys/log-%02d.key", x->keys.number[i]).p;
    const char *path = app_audit_path(x, name);
    if (access(path, R_OK) != 0) return true;
    log_key *k = log_key_load(path, &why);
    if (k == NULL)
        app_differ(x->diff, "%s%.0s", "%.0s%s", why.zh, why.en);
    else if (!same_pub(log_key_pub(k), x->keys.pub[i]))
        app_differ(x->diff, "私钥与公钥文件不是一对", "private and public key do not belong together");
    log_key_free(k);
    return !x->diff->any || app_audit_said(x, name, name);
}

/* The key of personal data: it is apart from those of the log, and may be missing as they may. */
static bool check_seal(app_audit_source *r) {
    base_err why = {0};
    const char *path = app_audit_path(r->x, "keys/" APP_SEAL_FILE);
    if (access(path, R_OK) != 0 || app_seal_sound(r->x->o->place.folder, r->s, &why)) return true;
    app_differ(r->x->diff, "%s%.0s", "%.0s%s", why.zh, why.en);
    return app_audit_said(r->x, "keys/" APP_SEAL_FILE, "keys/" APP_SEAL_FILE);
}

static bool check_key_files(app_audit_source *r) {
    if (r->x->o->place.folder == NULL || r->x->o->pub != NULL) return true;
    if (!check_seal(r)) return false;
    for (size_t i = r->x->keys.n; i > 0; i--) {
        if (!check_key_file(r, i - 1)) return false;
    }
    return true;
}

/* ---- all of it ---- */

static bool look(app_audit_source *r, base_err *e) {
    self_faults faults = {.x = r->x};
    if (!store_begin_read(r->s, e)) {
        r->x->failed = true;
        return false;
    }
    if (!self_check(r, &faults, e)) return false;
    if (!store_head_get(r->s, &r->head, e)) return damaged(r, e);
    return app_audit_source_log(r, true, e) && check_persons(r, e) && app_audit_tables(r->x, r->s, e) &&
           check_index(r, &faults) && check_attachments(r, e) && check_key_files(r);
}

bool app_audit_record(app_audit_run *x, base_err *e) {
    app_audit_source r = {.x = x};
    store_options o = {.address = x->o->place.db, .read_only = true};
    if (o.address == NULL) o.address = app_audit_path(x, "jiqun.db");
    r.s = store_open(&o, e);
    if (r.s == NULL) return false;
    bool good = look(&r, e);
    if (!good && x->failed && e->kind == BASE_ERR_NONE) *e = x->error;
    store_end_read(r.s);
    store_close(r.s);
    return good || x->diff->any || !x->failed;
}
