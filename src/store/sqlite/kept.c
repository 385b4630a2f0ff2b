/* kept.c - what is kept beside the log: drafts, refusals, messages, attachments, signed heads, settings.
 *
 * Each write is a transaction of its own unless the caller has one open. */
#include "store/sqlite/sqlite_i.h"

/* ---- settings and signed heads ---- */

bool sqlite_meta_set(store *base, base_str key, base_str value, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_enter_with(s, Q_META_SET, e);
    if (q == NULL) return false;
    bind_text(q, 1, key);
    bind_blob(q, 2, value);
    return sqlite_run_and_leave(s, q, e);
}

bool sqlite_meta_get(store *base, base_arena *arena, base_str key, base_str *value, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_META_GET, e);
    bool row;
    if (q == NULL) return false;
    bind_text(q, 1, key);
    if (!sqlite_next(s, q, &row, e)) return false;
    if (!row) return true;
    *value = base_arena_str(arena, column_blob(q, 0));
    sqlite_done(q);
    return true;
}

bool sqlite_checkpoint_add(store *base, const store_checkpoint *c, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_enter_with(s, Q_CHECKPOINT_SET, e);
    if (q == NULL) return false;
    bind_u64(q, 1, c->size);
    bind_i64(q, 2, c->at);
    bind_blob(q, 3, c->note);
    return sqlite_run_and_leave(s, q, e);
}

static void row_checkpoint(sqlite3_stmt *q, store_checkpoint *r) {
    *r = (store_checkpoint){.size = column_u64(q, 0), .at = sqlite3_column_int64(q, 1), .note = column_blob(q, 2)};
}

bool sqlite_checkpoint_last(store *base, base_arena *arena, store_checkpoint *out, bool *found, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_CHECKPOINT_LAST, e);
    if (q == NULL || !sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    row_checkpoint(q, out);
    out->note = base_arena_str(arena, out->note);
    sqlite_done(q);
    return true;
}

static bool hand_checkpoint(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    store_checkpoint r;
    row_checkpoint(q, &r);
    return out->each.checkpoint(out->ctx, &r);
}

bool sqlite_checkpoints(store *base, store_each_checkpoint each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_CHECKPOINTS, e);
    sqlite_each_out out = {ctx, {.checkpoint = each}};
    return q != NULL && sqlite_each(s, q, hand_checkpoint, &out, e);
}

/* ---- drafts ---- */

static bool draft_version(sqlite_store *s, base_str path, uint64_t *version, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_DRAFT_GET, e);
    bool row;
    if (q == NULL) return false;
    bind_text(q, 1, path);
    if (!sqlite_next(s, q, &row, e)) return false;
    *version = row ? column_u64(q, 1) : 0;
    if (row) sqlite_done(q);
    return true;
}

static bool save_draft(sqlite_store *s, sqlite3_stmt *q, const store_draft *d, bool *saved, uint64_t *version,
                       base_err *e) {
    if (!sqlite_next(s, q, saved, e)) return false;
    if (!*saved) return draft_version(s, d->path, version, e);
    *version = column_u64(q, 0);
    return sqlite_run(s, q, e);
}

bool sqlite_draft_save(store *base, const store_draft *d, uint64_t expect, bool *saved, uint64_t *version,
                       base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_enter_with(s, expect == 0 ? Q_DRAFT_ADD : Q_DRAFT_SET, e);
    if (q == NULL) return false;
    bind_text(q, 1, d->path);
    bind_i64(q, 2, d->at);
    bind_text(q, 3, d->by);
    bind_blob(q, 4, d->body);
    if (expect != 0) bind_u64(q, 5, expect);
    if (sqlite_leave(s, save_draft(s, q, d, saved, version, e), e)) return true;
    *saved = false;
    return false;
}

bool sqlite_draft_get(store *base, base_arena *arena, base_str path, store_draft *out, bool *found, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_DRAFT_GET, e);
    if (q == NULL) return false;
    bind_text(q, 1, path);
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    *out = (store_draft){.path = base_arena_str(arena, column_text(q, 0)),
                         .version = column_u64(q, 1),
                         .at = sqlite3_column_int64(q, 2),
                         .by = base_arena_str(arena, column_text(q, 3)),
                         .body = base_arena_str(arena, column_blob(q, 4))};
    sqlite_done(q);
    return true;
}

static bool hand_draft(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    const store_draft r = {.path = column_text(q, 0),
                           .version = column_u64(q, 1),
                           .at = sqlite3_column_int64(q, 2),
                           .by = column_text(q, 3),
                           .body = column_blob(q, 4)};
    return out->each.draft(out->ctx, &r);
}

bool sqlite_drafts(store *base, store_each_draft each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_DRAFTS, e);
    sqlite_each_out out = {ctx, {.draft = each}};
    return q != NULL && sqlite_each(s, q, hand_draft, &out, e);
}

bool sqlite_draft_delete(store *base, base_str path, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_enter_with(s, Q_DRAFT_REMOVE, e);
    if (q == NULL) return false;
    bind_text(q, 1, path);
    return sqlite_run_and_leave(s, q, e);
}

/* ---- refusals ---- */

static bool add_refusals(sqlite_store *s, sqlite3_stmt *q, const store_refusal *r, size_t n, base_err *e) {
    for (size_t i = 0; i < n; i++) {
        bind_i64(q, 1, r[i].at);
        bind_date(q, 2, r[i].day);
        bind_text(q, 3, r[i].request);
        bind_text(q, 4, r[i].actor);
        bind_text(q, 5, r[i].action);
        bind_text(q, 6, r[i].target);
        bind_blob(q, 7, r[i].reasons);
        if (!sqlite_run(s, q, e)) return false;
    }
    return true;
}

/* Numbers are given without a gap and taken away from the lowest on, so the newest `cap` are those over max - cap. */
static bool cap_refusals(sqlite_store *s, uint64_t cap, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_REFUSAL_CAP, e);
    if (q == NULL) return false;
    bind_u64(q, 1, cap);
    return sqlite_run(s, q, e);
}

bool sqlite_refusal_add(store *base, const store_refusal *r, size_t n, uint64_t cap, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_enter_with(s, Q_REFUSAL_ADD, e);
    if (q == NULL) return false;
    return sqlite_leave(s, add_refusals(s, q, r, n, e) && cap_refusals(s, cap, e), e);
}

static bool hand_refusal(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    const store_refusal r = {.id = sqlite3_column_int64(q, 0),
                             .at = sqlite3_column_int64(q, 1),
                             .day = column_date(q, 2),
                             .request = column_text(q, 3),
                             .actor = column_text(q, 4),
                             .action = column_text(q, 5),
                             .target = column_text(q, 6),
                             .reasons = column_blob(q, 7)};
    return out->each.refusal(out->ctx, &r);
}

bool sqlite_refusals(store *base, int64_t after, store_each_refusal each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_REFUSALS, e);
    sqlite_each_out out = {ctx, {.refusal = each}};
    if (q == NULL) return false;
    bind_i64(q, 1, after);
    return sqlite_each(s, q, hand_refusal, &out, e);
}

/* ---- attachments ---- */

bool sqlite_attachment_add(store *base, const store_attachment *a, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_enter_with(s, Q_ATTACHMENT_ADD, e);
    if (q == NULL) return false;
    bind_text(q, 1, a->digest);
    bind_u64(q, 2, a->size);
    bind_text(q, 3, a->type);
    bind_text(q, 4, a->name);
    bind_i64(q, 5, a->at);
    return sqlite_run_and_leave(s, q, e);
}

bool sqlite_attachment_delete(store *base, base_str digest, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_enter_with(s, Q_ATTACHMENT_REMOVE, e);
    if (q == NULL) return false;
    bind_text(q, 1, digest);
    return sqlite_run_and_leave(s, q, e);
}

static store_attachment row_attachment(sqlite3_stmt *q) {
    return (store_attachment){.digest = column_text(q, 0),
                              .size = column_u64(q, 1),
                              .type = column_text(q, 2),
                              .name = column_text(q, 3),
                              .at = sqlite3_column_int64(q, 4)};
}

bool sqlite_attachment_get(store *base, base_arena *arena, base_str digest, store_attachment *out, bool *found,
                           base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_ATTACHMENT_GET, e);
    if (q == NULL) return false;
    bind_text(q, 1, digest);
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    *out = row_attachment(q);
    out->digest = base_arena_str(arena, out->digest);
    out->type = base_arena_str(arena, out->type);
    out->name = base_arena_str(arena, out->name);
    sqlite_done(q);
    return true;
}

static bool hand_attachment(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    const store_attachment r = row_attachment(q);
    return out->each.attachment(out->ctx, &r);
}

bool sqlite_attachments(store *base, store_each_attachment each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_ATTACHMENTS, e);
    sqlite_each_out out = {ctx, {.attachment = each}};
    return q != NULL && sqlite_each(s, q, hand_attachment, &out, e);
}

/* ---- messages ---- */

bool sqlite_message_done(store *base, int64_t id, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_enter_with(s, Q_MESSAGE_DONE, e);
    if (q == NULL) return false;
    bind_i64(q, 1, id);
    return sqlite_run_and_leave(s, q, e);
}

static bool hand_message(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    const store_message r = {.id = sqlite3_column_int64(q, 0),
                             .at = sqlite3_column_int64(q, 1),
                             .kind = column_text(q, 2),
                             .body = column_blob(q, 3)};
    return out->each.message(out->ctx, &r);
}

bool sqlite_messages(store *base, int64_t after, size_t limit, store_each_message each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_MESSAGES, e);
    sqlite_each_out out = {ctx, {.message = each}};
    if (q == NULL) return false;
    bind_i64(q, 1, after);
    bind_u64(q, 2, limit);
    return sqlite_each(s, q, hand_message, &out, e);
}

/* ---- personal data ---- */

/* What goes is overwritten in the file, free pages included, and not only taken out of the table. `body` NULL: it is
 * erased; *put then tells nothing. */
static bool replace_person(sqlite_store *s, uint64_t seq, const base_str *body, bool *put, base_err *e) {
    if (!sqlite_exec(s, "PRAGMA secure_delete = ON", e)) return false;
    sqlite3_stmt *q = sqlite_enter_with(s, body == NULL ? Q_PERSON_ERASE : Q_PERSON_PUT, e);
    if (q == NULL) return false;
    bind_u64(q, 1, seq);
    if (body != NULL) bind_blob(q, 2, *body);
    const bool ok = sqlite_run_and_leave(s, q, e);
    *put = ok && sqlite3_changes(s->db) > 0;
    (void)sqlite_exec(s, "PRAGMA secure_delete = FAST", NULL);
    return ok;
}

bool sqlite_person_put(store *base, uint64_t seq, base_str body, bool *put, base_err *e) {
    return replace_person(sqlite_of(base), seq, &body, put, e);
}

bool sqlite_person_erase(store *base, uint64_t seq, base_err *e) {
    bool put;
    return replace_person(sqlite_of(base), seq, NULL, &put, e);
}
