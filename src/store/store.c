/* store.c - opening, transactions and whatever writes: arguments and the state of the store are checked here, then the
 * driver does it. */
#include "store/store.h"

#include "store/check.h"

enum { SCRATCH = 512 << 20 };

bool store_is_postgres(const store *s) { return s->postgres; }

store *store_open(const store_options *o, base_err *e) {
    const base_str address = base_str_of(o->address);
    if (address.n == 0 || (o->create && o->read_only)) {
        base_err_fmt(e, BASE_ERR_INPUT, "请给出数据库：文件路径，或 postgresql:// 开头的地址；只读时不能新建",
                     "give a database: the path of a file, or an address that begins with postgresql://; one that is "
                     "read only can not be made");
        return NULL;
    }
    const bool postgres =
        base_str_starts(address, BASE_STR("postgresql://")) || base_str_starts(address, BASE_STR("postgres://"));
    store *s = postgres ? store_postgres_open(o, e) : store_sqlite_open(o, e);
    if (s == NULL) return NULL;
    s->postgres = postgres;
    s->read_only = o->read_only;
    s->scratch = base_arena_new(SCRATCH);
    return s;
}

void store_close(store *s) {
    if (s == NULL) return;
    store_rollback(s);
    store_end_read(s);
    base_arena_free(s->scratch);
    s->driver->close(s);
}

/* ---- transactions ---- */

static bool check_idle(const store *s, base_err *e) {
    if (!store_check_usable(s, e)) return false;
    if (s->mode == STORE_IDLE) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "上一事务尚未结束", "a transaction is open already");
}

static bool check_writing(const store *s, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    if (s->mode == STORE_WRITING) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "没有写事务", "no write transaction is open");
}

bool store_begin(store *s, int wait_ms, store_head *head, base_err *e) {
    if (!check_idle(s, e) || !store_check_writable(s, e)) return false;
    if (!s->driver->begin(s, wait_ms < 0 ? 0 : wait_ms, head, e)) return false;
    s->mode = STORE_WRITING;
    s->failed = false;
    s->size = head->size;
    return true;
}

/* The result of a write; remembers a failure within a write transaction. */
static bool wrote(store *s, bool ok) {
    if (!ok && s->mode == STORE_WRITING) s->failed = true;
    return ok;
}

bool store_write(store *s, const store_group *g, base_err *e) {
    if (!check_writing(s, e)) return false;
    store_group ordered;
    const bool ok = store_check_group(g, s->size, e) && store_order_group(s->scratch, g, &ordered, e) &&
                    s->driver->write(s, &ordered, e);
    base_arena_reset(s->scratch);
    if (ok) s->size = g->head->size;
    return wrote(s, ok);
}

enum store_outcome store_commit(store *s, base_err *e) {
    if (!check_writing(s, e)) {
        store_rollback(s);
        return STORE_NOT_COMMITTED;
    }
    const enum store_outcome outcome = s->driver->commit(s, e);
    s->mode = STORE_IDLE;
    s->lost = outcome == STORE_NOT_KNOWN;
    return outcome;
}

void store_rollback(store *s) {
    if (s->mode != STORE_WRITING) return;
    s->driver->rollback(s);
    s->mode = STORE_IDLE;
    s->failed = false;
}

bool store_begin_read(store *s, base_err *e) {
    if (!check_idle(s, e) || !s->driver->begin_read(s, e)) return false;
    s->mode = STORE_READING;
    return true;
}

void store_end_read(store *s) {
    if (s->mode != STORE_READING) return;
    s->driver->end_read(s);
    s->mode = STORE_IDLE;
}

bool store_is_idle(const store *s) { return s->mode == STORE_IDLE; }

/* ---- kept tables ---- */

bool store_meta_set(store *s, base_str key, base_str value, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    return wrote(s, store_check_text("meta.key", key, e) && store_check_bytes("meta.value", value, e) &&
                        s->driver->meta_set(s, key, value, e));
}

bool store_checkpoint_add(store *s, const store_checkpoint *c, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    return wrote(s, store_check_number("checkpoint.size", c->size, e) &&
                        store_check_bytes("checkpoint.note", c->note, e) && s->driver->checkpoint_add(s, c, e));
}

bool store_draft_save(store *s, const store_draft *d, uint64_t expect, bool *saved, uint64_t *version, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    *saved = false;
    *version = 0;
    return wrote(s, store_check_number("draft.version", expect, e) && store_check_text("draft.path", d->path, e) &&
                        store_check_text("draft.by", d->by, e) && store_check_bytes("draft.body", d->body, e) &&
                        s->driver->draft_save(s, d, expect, saved, version, e));
}

bool store_draft_delete(store *s, base_str path, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    return wrote(s, store_check_text("draft.path", path, e) && s->driver->draft_delete(s, path, e));
}

static bool check_refusals(const store_refusal *r, size_t n, base_err *e) {
    if (n > STORE_ROWS_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "一次最多记录 %d 条拒绝", "at most %d refusals at a time",
                            (int)STORE_ROWS_MAX);
    for (size_t i = 0; i < n; i++) {
        if (!store_check_text("refusal.request", r[i].request, e) ||
            !store_check_text("refusal.actor", r[i].actor, e) || !store_check_text("refusal.action", r[i].action, e) ||
            !store_check_text("refusal.target", r[i].target, e) ||
            !store_check_bytes("refusal.reasons", r[i].reasons, e))
            return false;
    }
    return true;
}

bool store_refusal_add(store *s, const store_refusal *r, size_t n, uint64_t cap, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    if (cap > INT64_MAX) cap = INT64_MAX;
    return wrote(s, check_refusals(r, n, e) && s->driver->refusal_add(s, r, n, cap, e));
}

bool store_attachment_add(store *s, const store_attachment *a, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    return wrote(s, store_check_text("attachment.digest", a->digest, e) &&
                        store_check_number("attachment.size", a->size, e) &&
                        store_check_text("attachment.type", a->type, e) &&
                        store_check_text("attachment.name", a->name, e) && s->driver->attachment_add(s, a, e));
}

bool store_attachment_delete(store *s, base_str digest, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    return wrote(s, store_check_text("attachment.digest", digest, e) && s->driver->attachment_delete(s, digest, e));
}

bool store_message_done(store *s, int64_t id, base_err *e) {
    return store_check_writable(s, e) && wrote(s, s->driver->message_done(s, id, e));
}

bool store_person_put(store *s, uint64_t seq, base_str body, bool *put, base_err *e) {
    *put = false;
    if (!store_check_writable(s, e)) return false;
    return wrote(s, store_check_number("person.seq", seq, e) && store_check_bytes("person.body", body, e) &&
                        s->driver->person_put(s, seq, body, put, e));
}

bool store_person_erase(store *s, uint64_t seq, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    return wrote(s, store_check_number("person.seq", seq, e) && s->driver->person_erase(s, seq, e));
}

static bool check_entry(const store_entry *n, uint64_t expect, base_err *e) {
    if (n->body.n > STORE_ENTRY_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "entry.body 过长：%zu 字节，上限为 %d 字节",
                            "entry.body is too long: %zu bytes, at most %d", n->body.n, (int)STORE_ENTRY_MAX);
    return store_check_entry_key(n->space, n->key, e) && store_check_number("entry.due", (uint64_t)n->due, e) &&
           (expect == STORE_ANY_VERSION || store_check_number("entry.version", expect, e));
}

bool store_entry_put(store *s, const store_entry *n, uint64_t expect, bool *saved, uint64_t *version, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    *saved = false;
    *version = 0;
    return wrote(s, check_entry(n, expect, e) && s->driver->entry_put(s, n, expect, saved, version, e));
}

bool store_entry_delete(store *s, base_str space, base_str key, base_err *e) {
    if (!store_check_writable(s, e)) return false;
    return wrote(s, store_check_entry_key(space, key, e) && s->driver->entry_delete(s, space, key, e));
}

/* ---- upkeep ---- */

bool store_checkpoint_wal(store *s, bool truncate, base_err *e) {
    return check_idle(s, e) && store_check_writable(s, e) && s->driver->checkpoint_wal(s, truncate, e);
}

bool store_drop_derived(store *s, base_err *e) {
    return check_writing(s, e) && wrote(s, s->driver->drop_derived(s, e));
}

bool store_copy(store *s, const char *path, base_err *e) {
    if (!check_idle(s, e)) return false;
    if (path == NULL || *path == '\0')
        return base_err_fmt(e, BASE_ERR_INPUT, "请给出副本的路径", "give a path for the copy");
    return s->driver->copy(s, path, e);
}
