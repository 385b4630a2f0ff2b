/* denied.c - see denied.h. */
#include "http/denied.h"

#include "app/access.h"
#include "http/readings.h"
#include "http/service_i.h"

enum { HELD_MAX = 8 << 10 };

typedef struct {
    base_arena *arena;
    atomic_uint *waiting;
    app_access line;
} denied;

static void put(void *ctx, app *writer) {
    denied *d = ctx;
    base_err e = {0};
    (void)app_access_add(writer, &d->line, &e); /* where nothing can be written, /metrics has their number */
    atomic_fetch_sub(d->waiting, 1);
    base_arena_free(d->arena);
}

static void hand_in(const http_exchange *x, app_queue *q, atomic_uint *waiting, base_str about) {
    base_err e = {0};
    base_arena *arena = base_arena_new_sized(HELD_MAX, 1024);
    denied *d = base_arena_alloc(arena, sizeof *d);
    const bool same = base_str_is(x->path, x->route->path);
    *d = (denied){
        .arena = arena,
        .waiting = waiting,
        .line = {.at = app_now(),
                 .who = base_arena_str(arena, x->who->account),
                 .did = BASE_STR(APP_DID_DENIED),
                 .about = base_arena_str(arena, about),
                 .why = same ? (base_str){NULL, 0} : base_arena_str(arena, base_utf8_head(x->path, APP_ACCESS_TEXT)),
                 .from = base_arena_str(arena, x->client)}};
    if (app_queue_work(q, put, d, &e)) return;
    atomic_fetch_sub(waiting, 1);
    base_arena_free(arena);
}

void http_denied_note(http_exchange *x, unsigned status) {
    const base_str kind = BASE_STR("403");
    if (status != 403 || x->who == NULL || x->who->account.n == 0 || x->route == NULL) return;
    http_readings *known = x->service->readings;
    app_queue *q = http_queue(x->service);
    const base_str about = base_arena_fmt(x->arena, "%s %s", http_method_name(x->method), x->route->path);
    if (q == NULL || http_readings_has(known, x->who->account, about, kind)) return;
    if (atomic_fetch_add(&x->service->denied, 1) >= HTTP_DENIED_MAX) {
        atomic_fetch_sub(&x->service->denied, 1);
        return;
    }
    http_readings_add(known, x->who->account, about, kind);
    hand_in(x, q, &x->service->denied, about);
}
