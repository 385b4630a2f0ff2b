/* erase.c - see erase.h.
 *
 * The order: the reason; then the files, row first and content after, as a sweep does it; the person part last.
 * Whatever is interrupted can be done again: as long as the person part is there, the event does not count as erased.
 * Who else names a file is asked of the log as bytes, most of it beside the writers and the rest under their lock. */
#include "app/erase.h"

#include <unistd.h>
#include <yyjson.h>

#include "app/attach.h"
#include "app/relog.h"
#include "core/event_json.h"

enum { ARENA_MAX = 256 << 20, FILES_MOST = CORE_MAX_ARGS };

typedef struct {
    store *s;
    base_arena *arena;
    uint64_t seq;
    base_str text; /* moment and reason, as they are kept */
    app_erased *out;
    size_t n;
    base_str digest[FILES_MOST];
    bool other[FILES_MOST]; /* another event names it */
    uint64_t seen;          /* the log was looked through up to here */
    base_map erased;        /* numbers of events whose person part is gone */
    base_err *e;
} erasing;

/* ---- what the event names ---- */

static void take_arg(erasing *x, yyjson_val *pair) {
    yyjson_val *value = yyjson_arr_get(pair, 1);
    const base_str digest = app_attachment_of((base_str){yyjson_get_str(value), yyjson_get_len(value)});
    if (digest.n == FILES_DIGEST_HEX && x->n < FILES_MOST) x->digest[x->n++] = base_arena_str(x->arena, digest);
}

/* Officials answer for what they send in: only of the public's events the files are somebody's private matter. */
static bool is_of_public(base_str leaf) {
    yyjson_doc *doc = yyjson_read(leaf.p, leaf.n, 0);
    yyjson_val *level = yyjson_obj_get(yyjson_doc_get_root(doc), "level");
    const bool yes = yyjson_equals_str(level, "public");
    yyjson_doc_free(doc);
    return yes;
}

static bool take_event(void *ctx, const store_event *row) {
    erasing *x = ctx;
    yyjson_doc *doc = is_of_public(row->leaf) ? yyjson_read(row->payload.p, row->payload.n, 0) : NULL;
    yyjson_val *args = yyjson_obj_get(yyjson_doc_get_root(doc), "args"), *pair;
    size_t i, n;
    yyjson_arr_foreach(args, i, n, pair) { take_arg(x, pair); }
    yyjson_doc_free(doc);
    return false;
}

/* ---- who else names it ---- */

static base_str number_of(base_arena *arena, uint64_t seq) {
    return base_arena_fmt(arena, "%llu", (unsigned long long)seq);
}

static bool note_erased(void *ctx, const store_person *row) {
    erasing *x = ctx;
    if (row->erased) base_map_put(&x->erased, number_of(x->arena, row->seq))->value.num = 1;
    return true;
}

static bool look_for(void *ctx, const store_event *row) {
    erasing *x = ctx;
    if (row->seq == x->seq) return true;
    for (size_t i = 0; i < x->n; i++) {
        if (x->other[i] || memmem(row->payload.p, row->payload.n, x->digest[i].p, x->digest[i].n) == NULL) continue;
        x->other[i] = base_map_get(&x->erased, number_of(x->arena, row->seq)) == NULL;
    }
    return true;
}

static bool look_through(erasing *x, uint64_t until, base_err *e) {
    if (x->seen >= until) return true;
    if (!store_events(x->s, x->seen, until, look_for, x, e)) return false;
    x->seen = until;
    return true;
}

/* ---- taken away ---- */

base_str app_erased_file_key(base_arena *arena, base_str digest) {
    return base_arena_fmt(arena, "erased.file.%.*s", (int)digest.n, digest.p);
}

static bool drop_rows(erasing *x, base_err *e) {
    for (size_t i = 0; i < x->n; i++) {
        if (x->other[i]) continue;
        if (!store_meta_set(x->s, app_erased_file_key(x->arena, x->digest[i]), x->text, e) ||
            !store_attachment_delete(x->s, x->digest[i], e))
            return false;
    }
    return true;
}

/* So that no event names one in between. */
static bool drop_rows_locked(erasing *x, base_err *e) {
    store_head head;
    if (!store_head_get(x->s, &head, e) || !store_persons(x->s, 0, UINT64_MAX, note_erased, x, e) ||
        !look_through(x, head.size, e) || !store_begin(x->s, APP_WAIT_MS, &head, e))
        return false;
    if (look_through(x, head.size, e) && drop_rows(x, e)) return store_commit(x->s, e) == STORE_COMMITTED;
    store_rollback(x->s);
    return false;
}

static bool drop_files(erasing *x, files *f, base_err *e) {
    for (size_t i = 0; i < x->n; i++) {
        bool gone = false;
        x->out->kept += x->other[i] ? 1 : 0;
        if (x->other[i]) continue;
        if (!files_remove(f, x->digest[i], 0, &gone, e)) return false;
        x->out->files++;
    }
    return true;
}

/* A node's own folder need not hold what another node took in: then nothing is begun. */
static bool all_lie_here(erasing *x, const files *f, base_err *e) {
    for (size_t i = 0; i < x->n; i++) {
        store_attachment row;
        bool found = false;
        uint64_t size = 0;
        if (!store_attachment_get(x->s, x->arena, x->digest[i], &row, &found, e)) return false;
        const int fd = found ? files_read(f, x->digest[i], &size, e) : -1;
        if (found && fd < 0) return false;
        if (fd >= 0) (void)close(fd);
    }
    return true;
}

static bool erase_files(erasing *x, const app_place *place, base_err *e) {
    if (!store_events(x->s, x->seq, x->seq + 1, take_event, x, e)) return false;
    if (x->n == 0) return true;
    files *f = files_open(base_arena_fmt(x->arena, "%s/files", place->folder).p, 0, false, e);
    const bool good = f != NULL && all_lie_here(x, f, e) && drop_rows_locked(x, e) && drop_files(x, f, e);
    files_close(f);
    return good;
}

/* ---- the person part ---- */

typedef struct {
    bool there, erased;
} looked;

static bool look_at(void *ctx, const store_person *row) {
    looked *l = ctx;
    *l = (looked){true, row->erased};
    return false;
}

static bool erase(erasing *x, const app_place *place, base_err *e) {
    looked l = {false, false};
    const uint64_t seq = x->seq;
    if (seq >= LOG_SIZE_MAX || !store_persons(x->s, seq, seq + 1, look_at, &l, e)) return false;
    if (!l.there)
        return base_err_fmt(e, BASE_ERR_MISSING, "事件 %llu 没有个人信息部分", "event %llu has no person part",
                            (unsigned long long)seq);
    x->out->before = l.erased;
    if (l.erased) return true;
    const base_str key = base_arena_fmt(x->arena, "erased.%llu", (unsigned long long)seq);
    /* The reason first: an erasure without one must not be. */
    return store_meta_set(x->s, key, x->text, e) && erase_files(x, place, e) && store_person_erase(x->s, seq, e) &&
           store_checkpoint_wal(x->s, true, e);
}

static base_str reason_kept(base_arena *arena, base_str reason) {
    base_buf b;
    base_buf_init(&b, APP_REASON_MAX + 100);
    core_put_instant(&b, app_now());
    base_buf_putc(&b, ' ');
    base_buf_puts(&b, reason);
    const base_str text = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return text;
}

bool app_erase_person(const app_place *place, uint64_t seq, base_str reason, app_erased *out, base_err *e) {
    *out = (app_erased){.before = false};
    if (!app_reason_good(reason, e)) return false;
    base_arena *arena = base_arena_new(ARENA_MAX);
    erasing *x = base_arena_alloc(arena, sizeof *x);
    memset(x, 0, sizeof *x);
    store_options o = {.address = place->db};
    if (o.address == NULL) o.address = base_arena_fmt(arena, "%s/jiqun.db", place->folder).p;
    x->arena = arena;
    x->seq = seq;
    x->out = out;
    x->text = reason_kept(arena, reason);
    base_map_init(&x->erased, arena);
    x->s = store_open(&o, e);
    const bool good = x->s != NULL && erase(x, place, e);
    store_close(x->s);
    base_arena_free(arena);
    return good;
}
