/* kept.c - what is kept beside the log: drafts, refusals, messages, attachments, signed heads, settings.
 *
 * Each write is one synchronisation, and so a transaction of its own unless one is open. */
#include "store/postgres/pg.h"

/* ---- settings and signed heads ---- */

bool pg_meta_set(store *s, base_str key, base_str value, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, key);
    pg_text(p, value);
    pg_queue(p, PG_PUT_META);
    return pg_finish(p, e);
}

bool pg_meta_get(store *s, base_arena *arena, base_str key, base_str *value, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, key);
    pg_queue(p, PG_GET_META);
    PGresult *r = pg_fetch(p, e);
    if (r != NULL && PQntuples(r) > 0) *value = base_arena_str(arena, pg_value_text(r, 0, 0));
    PQclear(r);
    return r != NULL;
}

bool pg_checkpoint_add(store *s, const store_checkpoint *c, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_number(p, (int64_t)c->size);
    pg_number(p, c->at);
    pg_text(p, c->note);
    pg_queue(p, PG_PUT_CHECKPOINT);
    return pg_finish(p, e);
}

/* ---- drafts ---- */

/* The version in the first row; 0 when there is none. */
static bool version_of(const PGresult *r, int column, uint64_t *version, base_err *e) {
    int64_t v = 0;
    *version = 0;
    if (r == NULL || (PQntuples(r) > 0 && !pg_value(r, 0, column, &v, e))) return false;
    *version = (uint64_t)v;
    return true;
}

bool pg_draft_save(store *s, const store_draft *d, uint64_t expect, bool *saved, uint64_t *version, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, d->path);
    pg_number(p, d->at);
    pg_text(p, d->by);
    pg_text(p, d->body);
    if (expect != 0) pg_number(p, (int64_t)expect);
    pg_queue(p, expect == 0 ? PG_NEW_DRAFT : PG_NEXT_DRAFT);
    PGresult *r = pg_fetch(p, e);
    bool ok = version_of(r, 0, version, e);
    PQclear(r);
    *saved = ok && *version != 0;
    if (!ok || *saved) return ok;
    pg_new(p);
    pg_text(p, d->path);
    pg_queue(p, PG_GET_DRAFT);
    r = pg_fetch(p, e);
    ok = version_of(r, 1, version, e);
    PQclear(r);
    return ok;
}

bool pg_draft_delete(store *s, base_str path, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, path);
    pg_queue(p, PG_DELETE_DRAFT);
    return pg_finish(p, e);
}

/* ---- refusals ---- */

bool pg_refusal_add(store *s, const store_refusal *r, size_t n, uint64_t cap, base_err *e) {
    pg *p = pg_of(s);
    const size_t skip = n > cap ? n - (size_t)cap : 0; /* of more than `cap` only the newest come in at all */
    bool ok = true;
    for (size_t at = skip, part; ok && at < n; at += part) {
        part = pg_portion(&pg_refusal, r + at, n - at);
        pg_new(p);
        pg_rows(p, &pg_refusal, r + at, part);
        pg_queue(p, PG_ADD_REFUSALS);
        if (p->n_queued > PG_QUEUE_MAX / 2) ok = pg_finish(p, e);
    }
    if (!ok) return false;
    pg_new(p);
    pg_number(p, (int64_t)cap);
    pg_queue(p, PG_CAP_REFUSALS);
    return pg_finish(p, e);
}

/* ---- attachments, messages, personal data ---- */

bool pg_attachment_add(store *s, const store_attachment *a, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, a->digest);
    pg_number(p, (int64_t)a->size);
    pg_text(p, a->type);
    pg_text(p, a->name);
    pg_number(p, a->at);
    pg_queue(p, PG_ADD_ATTACHMENT);
    return pg_finish(p, e);
}

bool pg_attachment_delete(store *s, base_str digest, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, digest);
    pg_queue(p, PG_DELETE_ATTACHMENT);
    return pg_finish(p, e);
}

bool pg_attachment_get(store *s, base_arena *arena, base_str digest, store_attachment *out, bool *found, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, digest);
    return pg_get(p, PG_GET_ATTACHMENT, &pg_attachment, arena, out, found, e);
}

bool pg_message_done(store *s, int64_t id, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_number(p, id);
    pg_queue(p, PG_DELETE_MESSAGE);
    return pg_finish(p, e);
}

bool pg_person_put(store *s, uint64_t seq, base_str body, bool *put, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_number(p, (int64_t)seq);
    pg_text(p, body);
    pg_queue(p, PG_PUT_PERSON);
    PGresult *r = pg_fetch(p, e);
    *put = r != NULL && PQntuples(r) > 0;
    PQclear(r);
    return r != NULL;
}

bool pg_person_erase(store *s, uint64_t seq, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_number(p, (int64_t)seq);
    pg_queue(p, PG_ERASE_PERSON);
    return pg_finish(p, e);
}
