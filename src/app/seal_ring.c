/* seal_ring.c - which keys of personal data are in use: the store says so, the file has them; see seal.h.
 *
 * The store holds their ids, the newest first, and of each key before them the half that makes digests, sealed like any
 * text. So a file that is older or another's is noticed at the first use, before anything is read or written by it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app_i.h"
#include "app/seal_i.h"

#include "log/suite.h"

enum { ARENA = 2 * STORE_ENTRY_MAX, ARENA_FIRST = 1 << 10 };

/* ---- what may be wrong ---- */

static bool other_key(base_err *e) {
    return base_err_fmt(
        e, BASE_ERR_INPUT, "keys/%s 不是本数据库所用的个人信息密钥：请从备份或另一节点复制正确的文件",
        "keys/%s is not the key of personal data that this database was written with: copy the right one "
        "from a backup or from another node",
        APP_SEAL_FILE);
}

static bool no_key(base_err *e) {
    return base_err_fmt(
        e, BASE_ERR_MISSING, "没有 keys/%s：数据库中的个人信息无法读取，请从备份（--with-keys）或另一节点复制该文件",
        "keys/%s is missing, so personal data in the database can not be read: copy it from a backup made "
        "--with-keys, or from another node",
        APP_SEAL_FILE);
}

/* The file is of this record, and not of today. */
static bool lacks(base_err *e, base_str id) {
    return base_err_fmt(
        e, BASE_ERR_IO,
        "keys/%s 缺少正在使用的密钥 %.*s（个人信息密钥已更换）：请从更换密钥的机器复制该文件，不必重新启动；"
        "在此之前不能经本机登录和办理，已有数据不受影响",
        "keys/%s lacks the key %.*s that is in use (the key of personal data was replaced): copy the file from the "
        "machine where that was done; nothing has to be started again. Until then nobody can sign in or work by way of "
        "this machine; nothing on record is affected",
        APP_SEAL_FILE, (int)id.n, id.p);
}

static bool bad_entry(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "数据库中关于个人信息密钥的记录已损坏：请恢复备份",
                        "what the database holds of the key of personal data is damaged: restore a backup");
}

/* ---- what the store knows ---- */

bool app_seal_known(store *db, base_arena *arena, base_str *known, base_err *e) {
    store_entry n;
    bool found;
    *known = (base_str){NULL, 0};
    if (!store_entry_get(db, arena, APP_SPACE_KEY, APP_KEY_IN_USE, &n, &found, e)) return false;
    if (found) *known = n.body;
    return true;
}

/* Ids of keys before the ones in use, the oldest first. */
typedef struct {
    base_arena *arena;
    store_entry row[APP_SEAL_EVER];
    size_t n;
} past;

static bool take_past(void *ctx, const store_entry *row) {
    past *p = ctx;
    p->row[p->n++] =
        (store_entry){.key = base_arena_str(p->arena, row->key), .body = base_arena_str(p->arena, row->body)};
    return p->n < APP_SEAL_EVER;
}

static base_str id_in(base_str key) {
    enum { LEAD = APP_SEAL_NUMBER + 1 };
    return key.n == LEAD + APP_SEAL_ID ? (base_str){key.p + LEAD, APP_SEAL_ID} : (base_str){NULL, 0};
}

static bool read_past(store *db, past *p, base_err *e) {
    return store_entries(db, APP_SPACE_DIGESTS, (base_str){NULL, 0}, (base_str){NULL, 0}, APP_SEAL_EVER, take_past, p,
                         e);
}

static bool holds_past(const app_seal_ring *r, const past *p) {
    for (size_t i = 0; i < p->n; i++) {
        if (app_seal_at(r, id_in(p->row[i].key)) < r->n) return true;
    }
    return false;
}

/* ---- ring and store together ---- */

static bool take_in_use(const app_seal_ring *r, base_str known, const past *p, app_seal *s, base_err *e) {
    base_str first = {NULL, 0};
    s->n_in_use = 0;
    for (base_str rest = known; rest.n > 0;) {
        const base_str id = base_str_cut(rest, ' ', &rest);
        const size_t at = app_seal_at(r, id);
        if (id.n != APP_SEAL_ID || s->n_in_use == APP_SEAL_IN_USE) return bad_entry(e);
        if (at < r->n)
            s->by[s->n_in_use++] = r->key[at];
        else if (first.n == 0)
            first = id;
    }
    if (first.n == 0) return s->n_in_use > 0 || bad_entry(e);
    return s->n_in_use > 0 || holds_past(r, p) ? lacks(e, first) : other_key(e);
}

static bool take_one_past(base_arena *arena, const store_entry *row, app_seal *s, base_err *e) {
    base_str half;
    app_seal_key *k = &s->by[s->n];
    const base_str id = id_in(row->key);
    if (id.p == NULL || s->n == APP_SEAL_EVER) return bad_entry(e);
    for (size_t i = 0; i < s->n_in_use; i++) {
        if (base_str_eq(id, app_seal_id(&s->by[i]))) return true; /* while it is being replaced */
    }
    if (!app_seal_open(s, arena, APP_SPACE_DIGESTS, row->key, row->body, &half, e)) return false;
    if (half.n != APP_SEAL_DIGESTS) return bad_entry(e);
    memcpy(k->id, id.p, APP_SEAL_ID);
    memcpy(k->mac, half.p, APP_SEAL_DIGESTS);
    s->n++;
    return true;
}

bool app_seal_fill(store *db, base_arena *arena, const app_seal_ring *r, base_str known, app_seal *s, base_err *e) {
    past p = {.arena = arena};
    if (known.n > sizeof s->known) return bad_entry(e);
    if (!read_past(db, &p, e) || !take_in_use(r, known, &p, s, e)) return false;
    s->n = s->n_in_use;
    for (size_t i = p.n; i > 0; i--) {
        if (!take_one_past(arena, &p.row[i - 1], s, e)) return false;
    }
    memcpy(s->known, known.p, known.n);
    s->n_known = known.n;
    return true;
}

/* ---- of an open record ---- */

/* Makes the store know it; of two who do so at once the first counts. */
static bool tell_store(app *a, base_arena *arena, base_str id, base_err *e) {
    const store_entry n = {.space = APP_SPACE_KEY, .key = APP_KEY_IN_USE, .at = app_now(), .body = id};
    base_str known;
    bool saved;
    uint64_t version;
    if (!store_entry_put(a->store, &n, 0, &saved, &version, e)) return false;
    if (saved) return true;
    return app_seal_known(a->store, arena, &known, e) && (base_str_eq(known, id) || other_key(e));
}

static bool make_key(app *a, base_arena *arena, const char *path, app_seal_ring *r, base_err *e) {
    if (a->mode == APP_READ) return no_key(e);
    r->n = 1;
    log_random(r->key[0].key, APP_SEAL_KEY);
    app_seal_derive(&r->key[0]);
    if (!app_seal_save(path, r, e)) return false;
    if (tell_store(a, arena, app_seal_id(&r->key[0]), e)) return true;
    (void)unlink(path); /* it sealed nothing */
    return false;
}

/* A record that knows of no key yet. */
static bool begin(app *a, base_arena *arena, const char *path, bool missing, app_seal_ring *r, app_seal *s,
                  base_err *e) {
    if (missing && !make_key(a, arena, path, r, e)) return false;
    const base_str id = app_seal_id(&r->key[0]);
    if (a->mode != APP_READ && !tell_store(a, arena, id, e)) return false;
    if (!app_seal_fill(a->store, arena, r, id, s, e)) return false;
    if (a->mode == APP_READ) s->n_known = 0; /* the store does not say it yet */
    return true;
}

static bool find(app *a, base_arena *arena, base_str known, app_seal *s, base_err *e) {
    const char *path = app_path(a, arena, "keys/" APP_SEAL_FILE);
    app_seal_ring r = {.n = 0};
    base_err why = {0};
    bool good = app_seal_load(path, &r, &why);
    const bool missing = !good && why.kind == BASE_ERR_MISSING;
    if (!good && !missing && e != NULL) *e = why;
    if (known.p == NULL)
        good = (good || missing) && begin(a, arena, path, missing, &r, s, e);
    else
        good = good ? app_seal_fill(a->store, arena, &r, known, s, e) : missing && no_key(e);
    explicit_bzero(&r, sizeof r);
    return good;
}

bool app_seal_had(const app_seal *s, base_str id) {
    for (size_t i = 0; i < s->n; i++) {
        if (base_str_eq(app_seal_id(&s->by[i]), id)) return true;
    }
    return false;
}

void app_seal_take(app *a, app_seal *s) {
    s->before = a->seal;
    a->seal = s;
}

const app_seal *app_seal_of(app *a, base_err *e) {
    base_str known;
    if (a->store == NULL) {
        base_err_fmt(e, BASE_ERR_IO, "数据库未打开", "the store is not open");
        return NULL;
    }
    base_arena *arena = base_arena_new_sized(ARENA, ARENA_FIRST);
    bool good = app_seal_known(a->store, arena, &known, e);
    if (good && (a->seal == NULL || !base_str_eq(known, (base_str){a->seal->known, a->seal->n_known}))) {
        app_seal *s = base_zeroed(1, sizeof *s);
        good = find(a, arena, known, s, e);
        if (good)
            app_seal_take(a, s);
        else
            app_seal_close(s);
    }
    base_arena_free(arena);
    return good ? a->seal : NULL;
}

void app_seal_close(app_seal *s) {
    while (s != NULL) {
        app_seal *before = s->before;
        explicit_bzero(s, sizeof *s);
        free(s);
        s = before;
    }
}

static bool read_ring(const char *folder, store *db, base_arena *arena, app_seal *s, base_err *e) {
    app_seal_ring r = {.n = 0};
    base_str known;
    base_err why = {0};
    bool good = app_seal_known(db, arena, &known, e);
    if (good && !app_seal_load(base_arena_fmt(arena, "%s/keys/" APP_SEAL_FILE, folder).p, &r, &why)) {
        good = why.kind == BASE_ERR_MISSING;
        if (!good) *e = why;
    } else if (good) {
        good = known.p == NULL || app_seal_fill(db, arena, &r, known, s, e);
    }
    explicit_bzero(&r, sizeof r);
    return good;
}

app_seal *app_seal_from(const char *folder, store *db, base_err *e) {
    base_arena *arena = base_arena_new((size_t)ARENA);
    app_seal *s = base_zeroed(1, sizeof *s);
    const bool good = read_ring(folder, db, arena, s, e);
    base_arena_free(arena);
    if (good && s->n_in_use > 0) return s;
    app_seal_close(s);
    return NULL;
}

bool app_seal_sound(const char *folder, store *db, base_err *e) {
    base_err why = {0};
    app_seal_close(app_seal_from(folder, db, &why));
    if (why.kind != BASE_ERR_NONE) *e = why;
    return why.kind == BASE_ERR_NONE;
}
