/* transfer.c - the log and what is kept beside it, from one store into another; see transfer.h. Rows are handed over in
 * batches; of one batch all memory is given back. */
#include "app/transfer.h"

#include "app/app_i.h"

enum { BATCH = 256, BATCH_BYTES = 8 << 20, ARENA_MAX = 1 << 30 };

typedef struct {
    store *to;
    log_hasher *hasher;
    base_arena *arena; /* of a batch */
    store_head head;   /* as far as it has come */
    log_frontier frontier;
    store_event event[BATCH];
    store_person person[BATCH];
    store_refusal refusal[BATCH];
    size_t n, bytes;
    base_err *e;
    bool good;
} transfer;

static base_str keep(transfer *t, base_str s) {
    t->bytes += s.n;
    return base_arena_str(t->arena, s);
}

static bool is_full(const transfer *t) { return t->n == BATCH || t->bytes >= BATCH_BYTES; }

static void begin_batch(transfer *t) {
    t->n = t->bytes = 0;
    base_arena_reset(t->arena);
}

/* ---- the log ---- */

static bool write_events(transfer *t) {
    store_group g = {.head = &t->head, .event = t->event, .n_events = t->n};
    memcpy(t->head.frontier, t->frontier.node, sizeof t->head.frontier);
    t->good = t->n == 0 || store_write(t->to, &g, t->e);
    begin_batch(t);
    return t->good;
}

static bool take_event(void *ctx, const store_event *row) {
    transfer *t = ctx;
    log_hash leaf = log_leaf_hash(t->hasher, row->leaf);
    log_frontier_append(t->hasher, &t->frontier, &leaf);
    store_event *mine = &t->event[t->n++];
    *mine = *row;
    mine->leaf = keep(t, row->leaf);
    mine->payload = keep(t, row->payload);
    mine->salt = keep(t, row->salt);
    t->head.size = row->seq + 1;
    return !is_full(t) || write_events(t);
}

static bool is_whole(transfer *t, const store_head *from) {
    log_hash root = log_frontier_root(t->hasher, &t->frontier);
    if (t->head.size == from->size && memcmp(root.b, from->root, sizeof root.b) == 0) return true;
    return base_err_fmt(t->e, BASE_ERR_INPUT, "日志与其树根不符；请运行 jiqun audit 查明",
                        "the log does not agree with its root; jiqun audit says where");
}

static bool move_events(transfer *t, store *from, const store_head *head) {
    t->head = *head;
    t->head.size = 0;
    return store_events(from, 0, head->size, take_event, t, t->e) && t->good && write_events(t) && is_whole(t, head);
}

static bool write_persons(transfer *t) {
    store_group g = {.head = &t->head, .person = t->person, .n_persons = t->n};
    t->good = t->n == 0 || store_write(t->to, &g, t->e);
    begin_batch(t);
    return t->good;
}

static bool take_person(void *ctx, const store_person *row) {
    transfer *t = ctx;
    store_person *mine = &t->person[t->n++];
    *mine = *row;
    mine->salt = keep(t, row->salt);
    mine->body = keep(t, row->body);
    return !is_full(t) || write_persons(t);
}

/* ---- what is kept beside it ---- */

static bool write_refusals(transfer *t) {
    t->good = t->n == 0 || store_refusal_add(t->to, t->refusal, t->n, APP_REFUSALS_CAP, t->e);
    begin_batch(t);
    return t->good;
}

static bool take_refusal(void *ctx, const store_refusal *row) {
    transfer *t = ctx;
    store_refusal *mine = &t->refusal[t->n++];
    *mine = *row;
    mine->request = keep(t, row->request);
    mine->actor = keep(t, row->actor);
    mine->action = keep(t, row->action);
    mine->target = keep(t, row->target);
    mine->reasons = keep(t, row->reasons);
    return !is_full(t) || write_refusals(t);
}

static bool take_draft(void *ctx, const store_draft *row) {
    transfer *t = ctx;
    uint64_t version = 0;
    bool saved = false;
    t->good = store_draft_save(t->to, row, 0, &saved, &version, t->e);
    if (t->good && !saved) t->good = base_err_fmt(t->e, BASE_ERR_INPUT, "草稿重复", "a draft comes twice");
    return t->good;
}

static bool take_attachment(void *ctx, const store_attachment *row) {
    transfer *t = ctx;
    t->good = store_attachment_add(t->to, row, t->e);
    return t->good;
}

static bool take_entry(void *ctx, const store_entry *row) {
    transfer *t = ctx;
    uint64_t version = 0;
    bool saved = false;
    t->good = store_entry_put(t->to, row, 0, &saved, &version, t->e);
    if (t->good && !saved) t->good = base_err_fmt(t->e, BASE_ERR_INPUT, "条目重复", "an entry comes twice");
    return t->good;
}

static bool take_message(void *ctx, const store_message *row) {
    transfer *t = ctx;
    store_group g = {.head = &t->head, .message = row, .n_messages = 1};
    t->good = store_write(t->to, &g, t->e);
    return t->good;
}

static bool take_checkpoint(void *ctx, const store_checkpoint *row) {
    transfer *t = ctx;
    t->good = store_checkpoint_add(t->to, row, t->e);
    return t->good;
}

static bool move_kept(transfer *t, store *from) {
    return store_persons(from, 0, t->head.size, take_person, t, t->e) && t->good && write_persons(t) &&
           store_refusals(from, 0, take_refusal, t, t->e) && t->good && write_refusals(t) &&
           store_drafts(from, take_draft, t, t->e) && t->good && store_attachments(from, take_attachment, t, t->e) &&
           t->good && store_messages(from, 0, INT32_MAX, take_message, t, t->e) && t->good &&
           store_checkpoints(from, take_checkpoint, t, t->e) && t->good &&
           store_all_entries(from, take_entry, t, t->e) && t->good;
}

static bool move_meta(transfer *t, store *from) {
    static const char *const key[] = {"suite", "origin", "demonstration"};
    for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
        base_str value;
        if (!store_meta_get(from, t->arena, base_str_of(key[i]), &value, t->e)) return false;
        if (value.p != NULL && !store_meta_set(t->to, base_str_of(key[i]), value, t->e)) return false;
    }
    return true;
}

/* ---- all of it ---- */

static bool not_empty(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "数据库中已有记录；请给出空的数据库",
                        "there is a record in the database already; give an empty one");
}

static bool move(transfer *t, store *from) {
    store_head there, head;
    base_str suite;
    if (!store_head_get(from, &head, t->e) || !store_begin(t->to, APP_WAIT_MS, &there, t->e)) return false;
    if (!store_meta_get(t->to, t->arena, BASE_STR("suite"), &suite, t->e)) return false;
    if (there.size > 0 || suite.p != NULL) return not_empty(t->e);
    if (!move_events(t, from, &head) || !move_kept(t, from) || !move_meta(t, from)) return false;
    return store_commit(t->to, t->e) == STORE_COMMITTED;
}

bool app_transfer(store *from, store *to, log_hasher *h, base_err *e) {
    base_arena *whole = base_arena_new(ARENA_MAX);
    transfer *t = base_arena_alloc(whole, sizeof *t);
    *t = (transfer){.to = to, .hasher = h, .e = e, .good = true, .arena = base_arena_new(ARENA_MAX)};
    bool good = store_begin_read(from, e) && move(t, from);
    store_end_read(from);
    store_rollback(to);
    base_arena_free(t->arena);
    base_arena_free(whole);
    return good;
}
