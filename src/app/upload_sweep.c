/* upload_sweep.c - what lapses of the files that were sent in. See upload.h.
 *
 * Whether an event names a file is asked of the log itself, as bytes, from the moment of the upload: it could not be
 * named before. Most of that is read beside the writer; under the lock only what was written meanwhile, and the drafts.
 * A file is removed in a second transaction, in which its row is still missing: a process that dies in between leaves a
 * file without a row, which the next sweep of strays takes. */
#include "app/app_i.h"
#include "app/fields.h"
#include "app/part.h"
#include "app/upload_i.h"

enum { ARENA_MAX = 256 << 20, OPENING_MAX = 4 << 20, DAYS_MOST = 500, STRAYS_MOST = 500 };

typedef struct {
    const app_desk *desk;
    files *f;
    base_arena *arena;
    int64_t now, keep_ms;
    app_upload_entry *item;
    size_t n, cap;
    base_map event, draft; /* digest -> 1 when it is named there; those that are looked for are in both */
    const app_seal *seal;  /* opens person parts … */
    base_arena *opening;   /* … one at a time */
    base_err unopened;     /* of one that does not open */
    uint64_t seen;         /* the log was looked through up to here */
    base_str *gone;        /* digests whose rows went */
    size_t n_gone;
    app_upload_swept *out;
} sweep;

/* ---- who names it ---- */

static void note_named(const base_map *m, base_str text) {
    const base_str mark = BASE_STR("sha256:");
    const char *end = text.p + text.n;
    for (const char *p = text.p; p != NULL && (size_t)(end - p) >= mark.n + FILES_DIGEST_HEX; p++) {
        p = memmem(p, (size_t)(end - p), mark.p, mark.n);
        if (p == NULL || (size_t)(end - p) < mark.n + FILES_DIGEST_HEX) return;
        base_map_slot *slot = base_map_get(m, (base_str){p + mark.n, FILES_DIGEST_HEX});
        if (slot != NULL) slot->value.num = 1;
    }
}

static bool in_event(void *ctx, const store_event *row) {
    const sweep *w = ctx;
    note_named(&w->event, row->payload);
    return true;
}

/* One that does not open may name any of them: then nothing lapses. */
static bool in_person(void *ctx, const store_person *row) {
    sweep *w = ctx;
    base_str plain;
    base_arena_reset(w->opening);
    if (!app_part_open(w->seal, w->opening, row->seq, row->body, &plain, &w->unopened)) return false;
    note_named(&w->event, plain);
    app_part_wipe(row->body, plain);
    return true;
}

static bool in_draft(void *ctx, const store_draft *row) {
    const sweep *w = ctx;
    note_named(&w->draft, row->body);
    return true;
}

static bool look_through(sweep *w, store *s, uint64_t until, base_err *e) {
    if (w->seen >= until) return true;
    w->unopened = (base_err){0};
    if (!store_events(s, w->seen, until, in_event, w, e) || !store_persons(s, w->seen, until, in_person, w, e))
        return false;
    if (w->unopened.kind != BASE_ERR_NONE) {
        *e = w->unopened;
        return false;
    }
    w->seen = until;
    return true;
}

static bool is_named(const base_map *m, base_str digest) {
    const base_map_slot *slot = base_map_get(m, digest);
    return slot != NULL && slot->value.num != 0;
}

/* ---- what has lapsed ---- */

static bool take_lapsed(void *ctx, const store_entry *row) {
    sweep *w = ctx;
    app_upload_entry x;
    base_err e = {0};
    if (!app_upload_read(w->arena, row, &x, &e)) return true; /* damaged: left for people to look at */
    w->item = base_arena_grow(w->arena, w->item, w->n, &w->cap, sizeof *w->item);
    w->item[w->n++] = x;
    base_map_put(&w->event, x.digest);
    base_map_put(&w->draft, x.digest);
    if (!x.older && x.since < w->seen) w->seen = x.since;
    return true;
}

static bool count_holder(void *ctx, const store_entry *row) {
    (void)row;
    ++*(size_t *)ctx;
    return true;
}

static bool settle(sweep *w, store *s, app_upload_entry *x, base_err *e) {
    size_t holders = 0;
    if (!x->older && !is_named(&w->event, x->digest) && is_named(&w->draft, x->digest)) {
        x->due = w->now + w->keep_ms;
        return app_upload_put(s, w->arena, x, e);
    }
    w->out->lapsed++;
    if (!store_entry_delete(s, APP_SPACE_UPLOAD, x->key, e)) return false;
    if (x->older || is_named(&w->event, x->digest)) return true;
    const base_str prefix = base_arena_fmt(w->arena, "%.*s/", (int)x->digest.n, x->digest.p);
    if (!store_entries(s, APP_SPACE_UPLOAD, prefix, (base_str){NULL, 0}, 1, count_holder, &holders, e)) return false;
    if (holders > 0) return true; /* somebody else's has not lapsed */
    w->gone[w->n_gone++] = x->digest;
    return store_attachment_delete(s, x->digest, e);
}

static bool settle_all(void *ctx, store *s, const store_head *head, base_err *e) {
    sweep *w = ctx;
    w->n_gone = 0;
    w->out->lapsed = 0;
    if (!look_through(w, s, head->size, e) || !store_drafts(s, in_draft, w, e)) return false;
    for (size_t i = 0; i < w->n; i++) {
        store_entry now;
        bool found = false;
        /* Sent in again meanwhile: its time has begun anew. */
        if (!store_entry_get(s, w->arena, APP_SPACE_UPLOAD, w->item[i].key, &now, &found, e)) return false;
        if (found && now.due == w->item[i].due && !settle(w, s, &w->item[i], e)) return false;
    }
    return true;
}

static int64_t age_of(const sweep *w) {
    return w->keep_ms / 1000 < APP_UPLOAD_STRAY_S ? w->keep_ms / 1000 : APP_UPLOAD_STRAY_S;
}

static bool remove_files(void *ctx, store *s, const store_head *head, base_err *e) {
    sweep *w = ctx;
    (void)head;
    for (size_t i = 0; i < w->n_gone; i++) {
        store_attachment row;
        bool found = false, gone = false;
        if (!store_attachment_get(s, w->arena, w->gone[i], &row, &found, e)) return false;
        if (found) continue;
        if (!files_remove(w->f, w->gone[i], age_of(w), &gone, e)) return false;
        if (gone) w->out->removed++;
    }
    return true;
}

static sweep begin(const app_desk *d, files *f, int64_t keep_ms, app_upload_swept *out) {
    sweep w = {.desk = d, .f = f, .keep_ms = keep_ms, .out = out, .seen = UINT64_MAX};
    *out = (app_upload_swept){0};
    w.arena = base_arena_new(ARENA_MAX);
    w.opening = base_arena_new(OPENING_MAX);
    base_map_init(&w.event, w.arena);
    base_map_init(&w.draft, w.arena);
    return w;
}

static void end(const sweep *w) {
    base_arena_free(w->arena);
    base_arena_free(w->opening);
}

/* Where there is no key only what was sealed can not be read. Replaced meanwhile, it opens what was there before; for
 * the rest this is done again at the next sweep. */
static bool take_seal(sweep *w, base_err *e) {
    base_err why = {0};
    w->seal = app_seal_of(w->desk->app, &why);
    if (w->seal != NULL || why.kind == BASE_ERR_MISSING) return true;
    *e = why;
    return false;
}

static bool sweep_lapsed(sweep *w, size_t most, base_err *e) {
    app *a = w->desk->app;
    if (!store_entries_due(app_store(a), APP_SPACE_UPLOAD, w->now, most, take_lapsed, w, e)) return false;
    if (w->n == 0) return true;
    w->gone = base_arena_array(w->arena, w->n, sizeof *w->gone);
    if (!take_seal(w, e) || !app_refresh(a, e) || !look_through(w, app_store(a), app_head(a).size, e)) return false;
    return app_kept_write(w->desk, settle_all, w, e) && (w->n_gone == 0 || app_kept_write(w->desk, remove_files, w, e));
}

/* ---- counts of days that are over ---- */

typedef struct {
    base_arena *arena;
    base_str key[DAYS_MOST];
    size_t n;
} days;

static bool take_day(void *ctx, const store_entry *row) {
    days *d = ctx;
    d->key[d->n++] = base_arena_str(d->arena, row->key);
    return d->n < DAYS_MOST;
}

static bool drop_days(void *ctx, store *s, const store_head *head, base_err *e) {
    const days *d = ctx;
    (void)head;
    for (size_t i = 0; i < d->n; i++) {
        if (!store_entry_delete(s, BASE_STR("upload.day"), d->key[i], e)) return false;
    }
    return true;
}

static bool sweep_days(sweep *w, base_err *e) {
    days d = {.arena = w->arena, .n = 0};
    return store_entries_due(app_store(w->desk->app), BASE_STR("upload.day"), w->now, DAYS_MOST, take_day, &d, e) &&
           (d.n == 0 || app_kept_write(w->desk, drop_days, &d, e));
}

bool app_upload_sweep(const app_desk *d, files *f, int64_t now, int64_t keep_ms, size_t most, app_upload_swept *out,
                      base_err *e) {
    sweep w = begin(d, f, keep_ms, out);
    w.now = now;
    const bool good = sweep_lapsed(&w, most, e) && sweep_days(&w, e);
    end(&w);
    return good;
}

/* ---- files without a row ---- */

static bool take_file(void *ctx, base_str digest, uint64_t size) {
    sweep *w = ctx;
    (void)size;
    w->item = base_arena_grow(w->arena, w->item, w->n, &w->cap, sizeof *w->item);
    w->item[w->n++] = (app_upload_entry){.digest = base_arena_str(w->arena, digest)};
    return true;
}

static bool find_strays(sweep *w, base_err *e) {
    w->gone = base_arena_array(w->arena, w->n, sizeof *w->gone);
    for (size_t i = 0; i < w->n && w->n_gone < STRAYS_MOST; i++) {
        store_attachment row;
        bool found = false;
        if (!store_attachment_get(app_store(w->desk->app), w->arena, w->item[i].digest, &row, &found, e)) return false;
        if (!found) w->gone[w->n_gone++] = w->item[i].digest;
    }
    return true;
}

bool app_upload_sweep_strays(const app_desk *d, files *f, uint8_t part, int64_t keep_ms, app_upload_swept *out,
                             base_err *e) {
    sweep w = begin(d, f, keep_ms, out);
    const bool good = files_list_part(f, part, take_file, &w, e) && find_strays(&w, e) &&
                      (w.n_gone == 0 || app_kept_write(d, remove_files, &w, e));
    end(&w);
    return good;
}
