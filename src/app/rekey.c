/* rekey.c - see rekey.h.
 *
 * What makes it safe to be broken off: a key is in the file before the store knows it, and leaves the file after the
 * store has struck it out. The change itself is one transaction: which keys are in use, the old key's half that makes
 * digests, links, and a record under the new key. Whoever writes looks up which key is in use within its own
 * transaction (app_seal_of), so after that one everything is sealed by the new key. */
#include "app/rekey.h"

#include <string.h>
#include <unistd.h>

#include "app/account_i.h"
#include "app/seal_i.h"

/* ---- the file ---- */

/* The ring of this machine while nobody else changes it. */
typedef struct {
    const char *path;
    int lock;
    app_seal_ring ring;
} held;

/* The file as it is now, and not as it was when the app read it. */
static bool hold(app *w, base_arena *arena, held *h, base_err *e) {
    h->path = app_path(w, arena, "keys/" APP_SEAL_FILE);
    h->lock = app_seal_lock(app_path(w, arena, "keys"), e);
    const app_seal *s = h->lock >= 0 ? app_seal_of(w, e) : NULL;
    if (s == NULL || !app_seal_load(h->path, &h->ring, e)) return false;
    app_seal *again = base_zeroed(1, sizeof *again);
    const bool good = app_seal_fill(w->store, arena, &h->ring, (base_str){s->known, s->n_known}, again, e);
    app_seal_close(again);
    return good;
}

static void let_go(held *h) {
    if (h->lock >= 0) (void)close(h->lock);
    explicit_bzero(&h->ring, sizeof h->ring);
}

static size_t at_of_now(const held *h, const app_seal *s) { return app_seal_at(&h->ring, app_seal_id(&s->by[0])); }

/* The next to be used; ring.n: there is none. */
static size_t prepared_at(const held *h, const app_seal *s) {
    size_t i = at_of_now(h, s) + 1;
    while (i < h->ring.n && app_seal_had(s, app_seal_id(&h->ring.key[i]))) i++;
    return i < h->ring.n ? i : h->ring.n;
}

static bool add_key(held *h, base_err *e) {
    if (h->ring.n == APP_SEAL_IN_FILE)
        return base_err_fmt(e, BASE_ERR_LIMIT, "keys/%s 已有 %d 个密钥：请先运行 jiqun key retire",
                            "keys/%s holds %d keys already: run jiqun key retire first", APP_SEAL_FILE,
                            (int)APP_SEAL_IN_FILE);
    app_seal_key *k = &h->ring.key[h->ring.n++];
    log_random(k->key, APP_SEAL_KEY);
    app_seal_derive(k);
    return app_seal_replace(h->path, &h->ring, e);
}

/* ---- prepare ---- */

static bool prepare(app *w, base_arena *arena, held *h, base_str *id, bool *made, base_err *e) {
    const app_seal *s = app_seal_of(w, e);
    if (s == NULL) return false;
    *made = prepared_at(h, s) == h->ring.n;
    if (*made && !add_key(h, e)) return false;
    *id = base_arena_str(arena, app_seal_id(&h->ring.key[prepared_at(h, s)]));
    return true;
}

bool app_key_prepare(app *w, base_arena *arena, base_str *id, bool *made, base_err *e) {
    held h = {.lock = -1};
    const bool good = hold(w, arena, &h, e) && prepare(w, arena, &h, id, made, e);
    let_go(&h);
    return good;
}

/* ---- the change ---- */

/* The old key's half, under the next number; it is opened by whoever has the new key. */
static bool keep_half(app *w, const app_seal *s, base_arena *arena, const app_seal_key *old, int64_t now, base_err *e) {
    base_str sealed;
    const base_str half = {(const char *)old->mac, APP_SEAL_DIGESTS};
    const base_str key =
        base_arena_fmt(arena, "%0*d/%.*s", (int)APP_SEAL_NUMBER, (int)(s->n - 1), (int)APP_SEAL_ID, old->id);
    return app_seal_text(s, arena, APP_SPACE_DIGESTS, key, half, &sealed, e) &&
           app_kept_put(w, APP_SPACE_DIGESTS, key, now, 0, sealed, e);
}

static bool tell(app *w, base_str id, const char *why, int64_t now, base_err *e) {
    const app_access r = {
        .at = now, .who = app_by_console().login, .did = BASE_STR(APP_DID_KEY), .about = id, .why = base_str_of(why)};
    return app_access_add(w, &r, e);
}

/* As the store will know it: `fresh` before those that are there. */
static app_seal *with_key(const app_seal *s, const app_seal_key *fresh) {
    app_seal *next = base_zeroed(1, sizeof *next);
    next->by[0] = *fresh;
    memcpy(next->by + 1, s->by, s->n * sizeof *s->by);
    next->n_in_use = s->n_in_use + 1;
    next->n = s->n + 1;
    memcpy(next->known, fresh->id, APP_SEAL_ID);
    next->known[APP_SEAL_ID] = ' ';
    memcpy(next->known + APP_SEAL_ID + 1, s->by[0].id, APP_SEAL_ID);
    next->n_known = APP_SEAL_KNOWN;
    return next;
}

static bool put_known(app *w, base_str known, int64_t now, base_err *e) {
    return app_kept_put(w, APP_SPACE_KEY, APP_KEY_IN_USE, now, 0, known, e);
}

static bool change(app *w, base_arena *arena, const app_seal_key *fresh, int64_t now, app_rekey_report *out,
                   base_err *e) {
    const app_seal *s = app_seal_of(w, e);
    if (s == NULL) return false;
    if (s->n_in_use == APP_SEAL_IN_USE) return true; /* another machine was first: that one is gone on with */
    if (s->n == APP_SEAL_EVER)
        return base_err_fmt(e, BASE_ERR_LIMIT, "一份记录至多先后使用 %d 个密钥", "a record has at most %d keys in all",
                            (int)APP_SEAL_EVER);
    app_seal *next = with_key(s, fresh);
    if (!put_known(w, (base_str){next->known, next->n_known}, now, e)) {
        app_seal_close(next);
        return false;
    }
    app_seal_take(w, next);
    out->goes_on = false;
    return keep_half(w, next, arena, &next->by[1], now, e) && app_oidc_wrap(w, arena, &out->links, e) &&
           tell(w, app_seal_id(fresh), "replaced", now, e);
}

static bool rotate(app *w, base_arena *arena, held *h, int64_t now, app_rekey_report *out, base_err *e) {
    bool own = false;
    const app_seal *s = app_seal_of(w, e);
    if (s == NULL) return false;
    out->goes_on = true;
    if (s->n_in_use < APP_SEAL_IN_USE) {
        if (prepared_at(h, s) == h->ring.n && !add_key(h, e)) return false;
        const app_seal_key *fresh = &h->ring.key[prepared_at(h, s)];
        if (!app_kept_begin(w, &own, e)) return false;
        const bool good = change(w, arena, fresh, now, out, e);
        if (!app_kept_end(w, own, good, e)) return false;
    }
    s = app_seal_of(w, e);
    if (s == NULL) return false;
    out->now = base_arena_str(arena, app_seal_id(&s->by[0]));
    out->was = base_arena_str(arena, app_seal_id(&s->by[1]));
    return app_reseal(w, arena, &out->texts, e);
}

bool app_key_rotate(app *w, base_arena *arena, int64_t now, app_rekey_report *out, base_err *e) {
    held h = {.lock = -1};
    *out = (app_rekey_report){.links = 0};
    const bool good = hold(w, arena, &h, e) && rotate(w, arena, &h, now, out, e);
    let_go(&h);
    return good;
}

/* ---- retire ---- */

static bool still_needed(const app_seal *s, uint64_t n, base_err *e) {
    return base_err_fmt(
        e, BASE_ERR_INPUT, "密钥 %.*s 尚不能停用：仍有 %llu 项内容由它加密；请运行 jiqun key rotate 继续重新加密",
        "the key %.*s can not be retired yet: %llu texts are still sealed by it; run jiqun key rotate to "
        "go on sealing them anew",
        (int)APP_SEAL_ID, s->by[1].id, (unsigned long long)n);
}

/* What the old key vouched for is known by it afterwards. */
static bool half_is_kept(app *w, const app_seal *s, base_arena *arena, base_err *e) {
    base_str half = {NULL, 0};
    store_entry n;
    bool found = false;
    const base_str key =
        base_arena_fmt(arena, "%0*d/%.*s", (int)APP_SEAL_NUMBER, (int)(s->n - 1), (int)APP_SEAL_ID, s->by[1].id);
    if (!store_entry_get(w->store, arena, APP_SPACE_DIGESTS, key, &n, &found, e)) return false;
    if (found && app_seal_opened_by(s, arena, APP_SPACE_DIGESTS, key, n.body, &half) == 0 &&
        half.n == APP_SEAL_DIGESTS && app_seal_same(half.p, s->by[1].mac, half.n))
        return true;
    return base_err_fmt(
        e, BASE_ERR_INPUT, "密钥 %.*s 的摘要部分未能保全，不能停用：请恢复备份",
        "the half of the key %.*s that knows old digests is not kept, so it can not be retired: restore "
        "a backup",
        (int)APP_SEAL_ID, s->by[1].id);
}

/* Since when the newest is in use does not change by it. */
static bool leave_one(app *w, const app_seal *s, base_arena *arena, base_err *e) {
    store_entry n;
    bool found = false;
    return store_entry_get(w->store, arena, APP_SPACE_KEY, APP_KEY_IN_USE, &n, &found, e) && found &&
           put_known(w, app_seal_id(&s->by[0]), n.at, e);
}

/* Nobody writes between the look and the striking out. */
static bool strike_out(app *w, base_arena *arena, int64_t now, app_retire_report *out, base_err *e) {
    const app_seal *s = app_seal_of(w, e);
    if (s == NULL) return false;
    if (s->n_in_use < APP_SEAL_IN_USE) return true; /* another machine was first */
    if (!app_reseal_look(w, arena, &out->texts, e)) return false;
    if (out->texts.before > 0) return still_needed(s, out->texts.before, e);
    const base_str old = base_arena_str(arena, app_seal_id(&s->by[1]));
    if (!half_is_kept(w, s, arena, e) || !leave_one(w, s, arena, e)) return false;
    out->id = old;
    return tell(w, old, "retired", now, e);
}

/* Leaves the key in use in the file, and those prepared; *any: there was another. */
static bool clear_file(held *h, const app_seal *s, bool *any, base_err *e) {
    const size_t now = at_of_now(h, s), before = h->ring.n;
    size_t n = 0;
    for (size_t i = now; i < before; i++) {
        if (i == now || !app_seal_had(s, app_seal_id(&h->ring.key[i]))) h->ring.key[n++] = h->ring.key[i];
    }
    h->ring.n = n;
    *any = n < before;
    return !*any || app_seal_replace(h->path, &h->ring, e);
}

static bool retire(app *w, base_arena *arena, held *h, int64_t now, app_retire_report *out, base_err *e) {
    bool own = false, any = false;
    if (!app_kept_begin(w, &own, e)) return false;
    const bool good = strike_out(w, arena, now, out, e);
    if (!app_kept_end(w, own, good, e)) return false;
    const app_seal *s = app_seal_of(w, e);
    if (s == NULL || !clear_file(h, s, &any, e)) return false;
    return any || out->id.n > 0 ||
           base_err_fmt(e, BASE_ERR_INPUT, "没有可以停用的密钥：现用密钥是 %.*s，请先运行 jiqun key rotate 更换",
                        "there is no key to retire: %.*s is in use; replace it first, with jiqun key rotate",
                        (int)APP_SEAL_ID, s->by[0].id);
}

bool app_key_retire(app *w, base_arena *arena, int64_t now, app_retire_report *out, base_err *e) {
    held h = {.lock = -1};
    *out = (app_retire_report){.id = {NULL, 0}};
    const bool good = hold(w, arena, &h, e) && retire(w, arena, &h, now, out, e);
    let_go(&h);
    return good;
}
