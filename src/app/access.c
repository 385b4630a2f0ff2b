/* access.c - see access.h.
 *
 * Records lie in the space "access" under their number with leading zeros; "access.head" holds how many there are and
 * the digest of the last one. A body is that digest in hexadecimal digits, a blank, and a JSON object. The digest is
 * over the one before, the number and the object, under the record's key: a change in the middle breaks the chain, and
 * one that is cut off at its end does not fit the head.
 *
 * When the key is replaced, the chain goes on under the new one, beginning with the record that says so. It never goes
 * back to an older key: whoever has one that leaked could else add to the record, or end it earlier. What stands under
 * older keys is held fast by the first digest of the new one. */
#include "app/access.h"

#include <stdio.h>

#include "app/app_i.h"
#include "app/fields.h"
#include "app/seal.h"

#define SPACE BASE_STR("access")
#define HEAD  BASE_STR("access.head")

enum { HEX = 2 * APP_SEAL_MAC, NUMBER = 20, ARENA = 64 << 20, PAGE = 256 };

typedef struct {
    uint64_t n;
    char mac[HEX]; /* of record n; zeros before the first */
    size_t key;    /* that made it, as app_seal_mac_hex_by counts them; of use in a check only */
} chain;

static base_str key_of(uint64_t n, char out[NUMBER]) {
    (void)base_digits_pad(out, n / 10, NUMBER - 1);
    out[NUMBER - 1] = (char)('0' + n % 10);
    return (base_str){out, NUMBER};
}

static bool damaged(base_err *e, uint64_t n) {
    return base_err_fmt(e, BASE_ERR_INPUT, "访问记录第 %llu 条已被改动、缺失或损坏",
                        "record %llu of the access record was changed, taken out or damaged", (unsigned long long)n);
}

/* The digest of a record that follows `before`. */
static void link_of(const app_seal *s, size_t by, base_arena *arena, const chain *before, uint64_t n, base_str object,
                    char out[HEX]) {
    const base_str text =
        base_arena_fmt(arena, "%.*s %llu %.*s", (int)HEX, before->mac, (unsigned long long)n, (int)object.n, object.p);
    memcpy(out, app_seal_mac_hex_by(s, by, arena, "access record", text, HEX).p, HEX);
}

static bool read_head(app *a, base_arena *arena, chain *c, base_err *e) {
    store_entry n;
    app_fields f;
    bool found;
    memset(c->mac, '0', HEX);
    c->n = 0;
    if (!store_entry_get(a->store, arena, HEAD, HEAD, &n, &found, e)) return false;
    if (!found) return true;
    if (!app_fields_read(arena, n.body, &f, e)) return false;
    const base_str mac = app_field_text(&f, "mac");
    c->n = (uint64_t)app_field_number(&f, "n");
    if (mac.n == HEX) memcpy(c->mac, mac.p, HEX);
    app_fields_done(&f);
    return (mac.n == HEX && c->n <= INT64_MAX) || damaged(e, c->n);
}

static bool write_head(app *w, const chain *c, int64_t now, base_err *e) {
    base_buf b;
    base_json j;
    app_fields_begin(&j, &b);
    app_put_number(&j, "n", (int64_t)c->n);
    base_json_some(&j, "mac", (base_str){c->mac, HEX});
    const bool good = app_kept_put(w, HEAD, HEAD, now, 0, app_fields_end(&j, &b), e);
    base_buf_free(&b);
    return good;
}

static base_str short_of(base_str s) { return base_utf8_head(s, APP_ACCESS_TEXT); }

static base_str object_of(base_buf *b, const app_access *r) {
    base_json j;
    app_fields_begin(&j, b);
    app_put_number(&j, "at", r->at);
    base_json_some(&j, "who", short_of(r->who));
    base_json_some(&j, "did", short_of(r->did));
    base_json_some(&j, "about", short_of(r->about));
    base_json_some(&j, "why", short_of(r->why));
    base_json_some(&j, "from", short_of(r->from));
    return app_fields_end(&j, b);
}

static bool append(app *w, base_arena *arena, const app_seal *s, const app_access *r, base_err *e) {
    char key[NUMBER];
    chain c;
    base_buf b;
    store_entry row = {.space = SPACE, .at = r->at};
    bool saved = false;
    uint64_t version = 0;
    if (!read_head(w, arena, &c, e)) return false;
    const base_str object = object_of(&b, r);
    link_of(s, 0, arena, &c, c.n + 1, object, c.mac);
    c.n++;
    row.key = key_of(c.n, key);
    row.body = base_arena_fmt(arena, "%.*s %.*s", (int)HEX, c.mac, (int)object.n, object.p);
    base_buf_free(&b);
    if (!store_entry_put(w->store, &row, 0, &saved, &version, e)) return false;
    return saved ? write_head(w, &c, r->at, e) : damaged(e, c.n);
}

bool app_access_add(app *w, const app_access *r, base_err *e) {
    bool own;
    if (!app_kept_begin(w, &own, e)) return false;
    base_arena *arena = base_arena_new(ARENA);
    const app_seal *s = app_seal_of(w, e);
    const bool good = s != NULL && append(w, arena, s, r, e);
    base_arena_free(arena);
    return app_kept_end(w, own, good, e);
}

/* ---- reading ---- */

typedef struct {
    base_arena *arena; /* of a page */
    store_entry row[PAGE];
    size_t n;
} page;

static bool take(void *ctx, const store_entry *row) {
    page *p = ctx;
    store_entry *mine = &p->row[p->n++];
    *mine = *row;
    mine->key = base_arena_str(p->arena, row->key);
    mine->body = base_arena_str(p->arena, row->body);
    return p->n < PAGE;
}

/* Those from number `from` on, at most PAGE and none after `last`. */
static bool read_page(app *a, page *p, uint64_t from, uint64_t last, base_err *e) {
    char key[NUMBER];
    const uint64_t many = last + 1 - from;
    base_arena_reset(p->arena);
    p->n = 0;
    return store_entries(a->store, SPACE, (base_str){NULL, 0}, key_of(from - 1, key), many < PAGE ? (size_t)many : PAGE,
                         take, p, e);
}

static base_str object_in(const store_entry *row) {
    if (row->body.n <= HEX || row->body.p[HEX] != ' ') return (base_str){NULL, 0};
    return (base_str){row->body.p + HEX + 1, row->body.n - HEX - 1};
}

static uint64_t number_in(base_str key) {
    uint64_t n = 0;
    for (size_t i = 0; i < key.n && i < NUMBER - 1; i++) n = n * 10 + (uint64_t)(key.p[i] - '0');
    return key.n == NUMBER ? n * 10 + (uint64_t)(key.p[NUMBER - 1] - '0') : 0;
}

static bool read_row(base_arena *arena, const store_entry *row, app_access *r, base_err *e) {
    app_fields f;
    const base_str object = object_in(row);
    const uint64_t number = number_in(row->key);
    if (object.p == NULL || !app_fields_read(arena, object, &f, NULL)) return damaged(e, number);
    *r = (app_access){.number = number,
                      .at = app_field_number(&f, "at"),
                      .who = app_field_text(&f, "who"),
                      .did = app_field_text(&f, "did"),
                      .about = app_field_text(&f, "about"),
                      .why = app_field_text(&f, "why"),
                      .from = app_field_text(&f, "from")};
    app_fields_done(&f);
    return true;
}

static bool wanted(const app_access_query *q, const app_access *r) {
    return (q->who.n == 0 || base_str_eq(q->who, r->who)) && (q->about.n == 0 || base_str_eq(q->about, r->about)) &&
           (q->did.n == 0 || base_str_eq(q->did, r->did));
}

/* Gives a page from its end; *next is where to go on, 0 at the beginning of all. */
static bool give(const app_access_query *q, const page *p, size_t *given, app_each_access each, void *ctx,
                 uint64_t *next, bool *stopped, base_err *e) {
    for (size_t i = p->n; i > 0 && !*stopped; i--) {
        app_access r = {0};
        if (!read_row(p->arena, &p->row[i - 1], &r, e)) return false;
        *next = r.number > 1 ? r.number : 0;
        if (!wanted(q, &r)) continue;
        *stopped = !each(ctx, &r) || ++*given == q->limit;
    }
    return true;
}

bool app_accesses(app *a, const app_access_query *q, app_each_access each, void *ctx, uint64_t *next, base_err *e) {
    base_arena *arena = base_arena_new(ARENA), *rows = base_arena_new(ARENA);
    page *p = base_arena_alloc(arena, sizeof *p);
    chain c;
    size_t given = 0, seen = 0;
    bool stopped = q->limit == 0, good = read_head(a, arena, &c, e);
    uint64_t before = q->before == 0 || q->before > c.n + 1 ? c.n + 1 : q->before;
    p->arena = rows;
    *next = 0;
    while (good && !stopped && before > 1 && seen < APP_ACCESS_SCAN) {
        const uint64_t last = before - 1, from = last >= PAGE ? last - PAGE + 1 : 1;
        good = read_page(a, p, from, last, e) && give(q, p, &given, each, ctx, next, &stopped, e);
        before = from;
        seen += PAGE;
        if (!stopped) *next = before > 1 ? before : 0;
    }
    base_arena_free(rows);
    base_arena_free(arena);
    return good;
}

/* ---- the chain ---- */

static bool follows(const app_seal *s, base_arena *arena, const store_entry *row, chain *c, base_err *e) {
    char mac[HEX];
    const base_str object = object_in(row);
    if (object.p == NULL || number_in(row->key) != c->n + 1) return damaged(e, c->n + 1);
    for (;; c->key--) { /* by the key so far, or by a later one from here on */
        link_of(s, c->key, arena, c, c->n + 1, object, mac);
        if (memcmp(mac, row->body.p, HEX) == 0) break;
        if (c->key == 0) return damaged(e, c->n + 1);
    }
    memcpy(c->mac, mac, HEX);
    c->n++;
    return true;
}

static bool check_all(app *a, base_arena *arena, page *p, chain *c, base_err *e) {
    const app_seal *s = app_seal_of(a, e);
    chain head;
    if (s == NULL || !read_head(a, arena, &head, e)) return false;
    c->key = app_seal_keys(s) - 1;
    for (bool more = true; more;) {
        if (!read_page(a, p, c->n + 1, UINT64_MAX - 1, e)) return false;
        more = p->n > 0;
        for (size_t i = 0; i < p->n; i++) {
            if (!follows(s, p->arena, &p->row[i], c, e)) return false;
        }
    }
    /* Replacing a key is on record under the new one: a record that ends before was cut off. */
    return (c->n == head.n && memcmp(c->mac, head.mac, HEX) == 0 && c->key == 0) || damaged(e, c->n + 1);
}

bool app_access_check(app *a, uint64_t *n, base_err *e) {
    base_arena *arena = base_arena_new(ARENA), *rows = base_arena_new(ARENA);
    page *p = base_arena_alloc(arena, sizeof *p);
    chain c = {.n = 0};
    memset(c.mac, '0', HEX);
    p->arena = rows;
    const bool own = store_is_idle(a->store);
    bool good = !own || store_begin_read(a->store, e);
    good = good && check_all(a, arena, p, &c, e);
    if (own) store_end_read(a->store);
    *n = c.n;
    base_arena_free(rows);
    base_arena_free(arena);
    return good;
}
