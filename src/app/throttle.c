/* throttle.c - see throttle.h. */
#include "app/throttle.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "app/app_i.h"
#include "app/fields.h"
#include "app/seal.h"

#define SPACE BASE_STR("throttle")

enum { DIGITS = 32, NAMELESS_DIGITS = 3 /* 16^3 places */, DECAY_S = 600, ARENA = 8 << 20, SECOND = 1000 };
_Static_assert(1 << (4 * NAMELESS_DIGITS) == APP_THROTTLE_UNKNOWN, "places for names that nobody has");

typedef struct {
    int64_t n, at, until; /* failures, of the last one, wait */
} state;

/* What stands in the store under which the failures are counted. */
static base_str key_of(const app_seal *s, base_arena *arena, enum app_throttle_kind kind, base_str what) {
    static const char *const name[] = {[APP_THROTTLE_LOGIN] = "login",
                                       [APP_THROTTLE_NAMELESS] = "nameless",
                                       [APP_THROTTLE_ADDRESS] = "address",
                                       [APP_THROTTLE_OBJECTION] = "objection"};
    const base_str hex =
        app_seal_mac_hex(s, arena, "throttle", what, kind == APP_THROTTLE_NAMELESS ? NAMELESS_DIGITS : DIGITS);
    return base_arena_fmt(arena, "%s/%.*s", name[kind], (int)hex.n, hex.p);
}

/* What is left of it now: failures of an address wear off one by one, since many may sit behind it. */
static void wear_off(enum app_throttle_kind kind, int64_t now, state *t) {
    const int64_t since = (now - t->at) / SECOND;
    if (since >= APP_THROTTLE_FORGET_S) *t = (state){.at = now};
    if (kind != APP_THROTTLE_ADDRESS || t->n == 0 || since < DECAY_S) return;
    const int64_t worn = since / DECAY_S;
    t->n = t->n > worn ? t->n - worn : 0;
}

static bool read_state(app *a, base_arena *arena, enum app_throttle_kind kind, base_str key, int64_t now, state *t,
                       base_err *e) {
    store_entry n;
    app_fields f;
    bool found;
    *t = (state){.at = now};
    if (!store_entry_get(a->store, arena, SPACE, key, &n, &found, e)) return false;
    if (!found) return true;
    if (!app_fields_read(arena, n.body, &f, e)) return false;
    *t = (state){app_field_number(&f, "n"), app_field_number(&f, "at"), app_field_number(&f, "until")};
    app_fields_done(&f);
    wear_off(kind, now, t);
    return true;
}

static bool write_state(app *w, base_str key, int64_t now, const state *t, base_err *e) {
    base_buf b;
    base_json j;
    app_fields_begin(&j, &b);
    app_put_number(&j, "n", t->n);
    app_put_number(&j, "at", t->at);
    app_put_number(&j, "until", t->until);
    const int64_t due = now + (int64_t)APP_THROTTLE_FORGET_S * SECOND;
    const bool good = app_kept_put(w, SPACE, key, now, due, app_fields_end(&j, &b), e);
    base_buf_free(&b);
    return good;
}

/* The wait that begins with the n-th failure. */
static int64_t wait_of(enum app_throttle_kind kind, int64_t n) {
    const int64_t most = (int64_t)APP_THROTTLE_MOST_S * SECOND;
    const int64_t over = n - (kind == APP_THROTTLE_ADDRESS ? APP_THROTTLE_FREE_ADDRESS : APP_THROTTLE_FREE);
    if (over < 0) return 0;
    if (over >= 20) return most;
    const int64_t wait = (int64_t)APP_THROTTLE_FIRST_S * SECOND << over;
    return wait < most ? wait : most;
}

/* Objections are counted from the first of a day; failures each by itself. */
static void count(enum app_throttle_kind kind, int64_t now, state *t) {
    t->n++;
    if (kind == APP_THROTTLE_OBJECTION) {
        if (t->n == 1) t->at = now;
        t->until = t->n >= APP_THROTTLE_RECEIPTS ? t->at + (int64_t)APP_THROTTLE_FORGET_S * SECOND : 0;
        return;
    }
    const int64_t wait = wait_of(kind, t->n);
    t->at = now;
    t->until = wait > 0 ? now + wait : 0;
}

bool app_throttle_until(app *a, enum app_throttle_kind kind, base_str what, int64_t now, int64_t *until, base_err *e) {
    const app_seal *s = app_seal_of(a, e);
    state t;
    *until = 0;
    if (s == NULL) return false;
    base_arena *arena = base_arena_new(ARENA);
    const bool good = read_state(a, arena, kind, key_of(s, arena, kind, what), now, &t, e);
    if (good) *until = t.until;
    base_arena_free(arena);
    return good;
}

static bool hit(app *w, base_arena *arena, enum app_throttle_kind kind, base_str what, int64_t now, int64_t *until,
                base_err *e) {
    const app_seal *s = app_seal_of(w, e);
    state t;
    if (s == NULL) return false;
    const base_str key = key_of(s, arena, kind, what);
    if (!read_state(w, arena, kind, key, now, &t, e)) return false;
    count(kind, now, &t);
    *until = t.until;
    return write_state(w, key, now, &t, e);
}

bool app_throttle_hit(app *w, enum app_throttle_kind kind, base_str what, int64_t now, int64_t *until, base_err *e) {
    bool own;
    *until = 0;
    if (!app_kept_begin(w, &own, e)) return false;
    base_arena *arena = base_arena_new(ARENA);
    const bool good = hit(w, arena, kind, what, now, until, e);
    base_arena_free(arena);
    return app_kept_end(w, own, good, e);
}

bool app_throttle_clear(app *w, enum app_throttle_kind kind, base_str what, base_err *e) {
    const app_seal *s = app_seal_of(w, e);
    if (s == NULL) return false;
    base_arena *arena = base_arena_new(ARENA);
    const bool good = store_entry_delete(w->store, SPACE, key_of(s, arena, kind, what), e);
    base_arena_free(arena);
    return good;
}

base_str app_throttle_address(base_arena *arena, base_str address) {
    struct in6_addr six;
    const char *text = base_arena_str(arena, address).p;
    if (address.n == 0 || address.n > INET6_ADDRSTRLEN || inet_pton(AF_INET6, text, &six) != 1)
        return base_arena_str(arena, address);
    if (IN6_IS_ADDR_V4MAPPED(&six))
        return base_arena_fmt(arena, "%u.%u.%u.%u", six.s6_addr[12], six.s6_addr[13], six.s6_addr[14], six.s6_addr[15]);
    memset(six.s6_addr + 8, 0, 8);
    char out[INET6_ADDRSTRLEN];
    return base_arena_str(arena, base_str_of(inet_ntop(AF_INET6, &six, out, sizeof out)));
}
