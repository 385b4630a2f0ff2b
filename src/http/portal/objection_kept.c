/* objection_kept.c - objections as entries of the store. See objection_i.h. */
#include <yyjson.h>

#include "base/json_out.h"
#include "http/portal/objection_i.h"

enum { BODY_MAX = 64 << 10, ROUNDS_MOST = 100, CODES = 100000000 };

static base_str space(void) { return BASE_STR("objection"); }
static base_str space_of(void) { return BASE_STR("objection-of"); }

/* ---- numbers ---- */

/* Without letters that look like digits. */
static const char letters[32] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

base_str portal_objection_number(base_arena *arena) {
    uint8_t random[PORTAL_NUMBER];
    char out[PORTAL_NUMBER];
    log_random(random, sizeof random);
    for (size_t i = 0; i < PORTAL_NUMBER; i++) out[i] = letters[random[i] & 31];
    return base_arena_str(arena, (base_str){out, PORTAL_NUMBER});
}

base_str portal_objection_code(base_arena *arena) {
    uint64_t random = 0;
    char out[PORTAL_CODE];
    log_random(&random, sizeof random);
    base_digits_pad(out, random % CODES, PORTAL_CODE);
    return base_arena_str(arena, (base_str){out, PORTAL_CODE});
}

bool portal_is_number(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (memchr(letters, s.p[i], sizeof letters) == NULL) return false;
    }
    return s.n == PORTAL_NUMBER;
}

/* ---- bodies ---- */

static void put_body(base_buf *b, const portal_objection *o) {
    base_json j;
    base_json_init(&j, b);
    base_json_obj(&j);
    base_json_text(&j, "code", o->code);
    base_json_number(&j, "files", o->files);
    base_json_text(&j, "of", o->of);
    base_json_text(&j, "path", o->path);
    base_json_text(&j, "sealed", o->sealed);
    base_json_text(&j, "state", o->state);
    base_json_number(&j, "tries", o->tries);
    base_json_text(&j, "why", o->why);
    base_json_obj_end(&j);
}

static base_str text_of(base_arena *arena, yyjson_val *root, const char *name) {
    yyjson_val *v = yyjson_obj_get(root, name);
    return base_arena_str(arena, (base_str){yyjson_get_str(v), yyjson_get_len(v)});
}

static bool read_body(base_arena *arena, base_str body, portal_objection *o, base_err *e) {
    yyjson_doc *doc = yyjson_read(body.p, body.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc);
    bool good = yyjson_is_obj(root);
    if (good) {
        o->of = text_of(arena, root, "of");
        o->path = text_of(arena, root, "path");
        o->state = text_of(arena, root, "state");
        o->code = text_of(arena, root, "code");
        o->sealed = text_of(arena, root, "sealed");
        o->why = text_of(arena, root, "why");
        o->files = yyjson_get_uint(yyjson_obj_get(root, "files")); /* 0 where there is none */
        o->tries = yyjson_get_uint(yyjson_obj_get(root, "tries"));
    }
    yyjson_doc_free(doc);
    return good || base_err_fmt(e, BASE_ERR_INPUT, "异议的记录不可读", "an entry of an objection can not be read");
}

bool portal_objection_get(store *s, base_arena *arena, base_str number, portal_objection *out, bool *found,
                          base_err *e) {
    store_entry row;
    if (!store_entry_get(s, arena, space(), number, &row, found, e)) return false;
    if (!*found) return true;
    *out = (portal_objection){.number = base_arena_str(arena, number), .version = row.version, .at = row.at};
    return read_body(arena, row.body, out, e);
}

bool portal_objection_put(store *s, const portal_objection *o, uint64_t expect, int64_t due, base_err *e) {
    base_buf b;
    bool saved = false;
    uint64_t version;
    base_buf_init(&b, BODY_MAX);
    put_body(&b, o);
    const store_entry row = {.space = space(), .key = o->number, .at = o->at, .due = due, .body = base_buf_str(&b)};
    bool good = !b.full || base_err_fmt(e, BASE_ERR_LIMIT, "异议过长", "the objection is too long");
    good = good && store_entry_put(s, &row, expect, &saved, &version, e);
    base_buf_free(&b);
    return good && (saved || base_err_fmt(e, BASE_ERR_INPUT, "该异议刚被处理；请重新查询",
                                          "that objection has just been dealt with; ask for it again"));
}

/* ---- what is said of it in public ---- */

static base_str counted_as(const app_seal *seal, size_t key, base_arena *arena, const portal_objection *o) {
    const base_str digest = app_seal_mac_hex_by(seal, key, arena, "objection-of", o->number, 32);
    return base_arena_fmt(arena, "%.*s|%.*s", (int)o->of.n, o->of.p, (int)digest.n, digest.p);
}

/* One is counted once, whichever key was the newest when it came. */
bool portal_objection_count(store *s, const app_seal *seal, base_arena *arena, const portal_objection *o, base_err *e) {
    bool saved, found = false;
    uint64_t version;
    store_entry row = {.key = {NULL, 0}}, had;
    for (size_t i = 0; i < app_seal_keys(seal) && !found; i++) {
        row.key = counted_as(seal, i, arena, o);
        if (!store_entry_get(s, arena, space_of(), row.key, &had, &found, e)) return false;
    }
    if (!found) row.key = counted_as(seal, 0, arena, o);
    row.space = space_of();
    row.at = o->at;
    row.body = o->state;
    return store_entry_put(s, &row, STORE_ANY_VERSION, &saved, &version, e);
}

static bool count(void *ctx, const store_entry *row) {
    portal_received *n = ctx;
    n->received++;
    if (!base_str_is(row->body, "confirmed")) n->unconfirmed++;
    return true;
}

bool portal_objections_of(app *a, base_str path, portal_received *out, base_err *e) {
    base_arena *arena = base_arena_new(1 << 20);
    *out = (portal_received){0};
    base_str prefix = base_arena_fmt(arena, "%.*s|", (int)path.n, path.p);
    bool good = store_entries(app_store(a), space_of(), prefix, (base_str){NULL, 0}, HTTP_COUNT_MOST, count, out, e);
    base_arena_free(arena);
    return good;
}

/* ---- what has lapsed ---- */

typedef struct {
    base_arena *arena;
    base_str key[PORTAL_SWEPT];
    size_t n;
} lapsed;

static bool take(void *ctx, const store_entry *row) {
    lapsed *l = ctx;
    l->key[l->n++] = base_arena_str(l->arena, row->key);
    return l->n < PORTAL_SWEPT;
}

bool portal_objection_sweep(store *s, int64_t now, size_t *n, base_err *e) {
    lapsed l = {.arena = base_arena_new(1 << 20), .n = 0};
    bool good = store_entries_due(s, space(), now, PORTAL_SWEPT, take, &l, e);
    for (size_t i = 0; good && i < l.n; i++) good = store_entry_delete(s, space(), l.key[i], e);
    base_arena_free(l.arena);
    *n = l.n;
    return good;
}

typedef struct {
    int64_t now;
    size_t n;
} sweeping;

static bool sweep_some(void *ctx, store *s, const store_head *head, base_err *e) {
    sweeping *w = ctx;
    (void)head;
    return portal_objection_sweep(s, w->now, &w->n, e);
}

bool http_portal_objections_sweep(const app_desk *d, int64_t now, base_err *e) {
    sweeping w = {now, PORTAL_SWEPT};
    for (int i = 0; i < ROUNDS_MOST && w.n == PORTAL_SWEPT; i++) {
        if (!app_kept_write(d, sweep_some, &w, e)) return false;
    }
    return true;
}
