/* relog.c - see relog.h. */
#include "app/relog.h"

#include <stdio.h>

#include "app/app_i.h"
#include "core/adopt.h"

enum { RESTARTS_MAX = 9999 };

bool app_reason_good(base_str reason, base_err *e) {
    bool good = base_str_trim(reason).n > 0 && reason.n <= APP_REASON_MAX && base_utf8_check(reason) == reason.n &&
                memchr(reason.p, '\0', reason.n) == NULL;
    return good || base_err_fmt(e, BASE_ERR_INPUT, "请写明理由（不超过 %d 字节的文字）",
                                "state the reason (text of at most %d bytes)", APP_REASON_MAX);
}

/* ---- restart ---- */

typedef struct {
    app *app;
    base_arena *arena;
    app_restart_report *report;
    base_str reason, note;
    log_checkpoint lost;
    bool told; /* the event is on record already */
    base_err *e;
} restart;

/* The checkpoint that the database does not extend. */
static bool find_lost(restart *r) {
    base_err why = {0};
    size_t n;
    if (app_extends_published(r->app, &why))
        return base_err_fmt(r->e, BASE_ERR_INPUT, "数据库包含已公布的检查点，没有丢失什么，不必重新开始",
                            "the database extends the published checkpoint: nothing was lost, and nothing restarts");
    const log_pub *const *pub = app_pubs(r->app, &n);
    if (!app_published(r->app, r->arena, &r->note, r->e)) return false;
    if (!log_checkpoint_open(r->note, pub, n, &r->lost, NULL, r->e)) {
        base_err_at(r->e, BASE_STR("published"), 0, 0);
        return false;
    }
    r->report->was = r->lost.origin;
    r->report->published = r->lost.size;
    return true;
}

/* One such event may be there from a restart that was broken off. */
static bool look_back(void *ctx, const store_event *row) {
    restart *r = ctx;
    core_leaf leaf;
    core_event event;
    core_stamp stamp;
    base_err ignored = {0};
    base_arena *arena = base_arena_new((size_t)1 << 30);
    bool adopts = core_leaf_read(arena, row->leaf, &leaf, &ignored) && base_str_is(leaf.action, "adopt");
    if (adopts && core_event_read(arena, app_world(r->app), &leaf, row->payload, &event, &stamp, &ignored) &&
        event.adopts != NULL && event.adopts->matter == CORE_ADOPT_RESTART &&
        base_str_eq(event.adopts->text[0].text, r->note)) {
        r->told = true;
        r->report->seq = row->seq;
    }
    base_arena_free(arena);
    return !r->told;
}

static bool find_told(restart *r) {
    store_standing root;
    bool found = false;
    if (!store_standing_get(r->app->store, r->arena, 0, 0, &root, &found, r->e)) return false;
    return !found || store_stream_events(r->app->store, root.last, look_back, r, r->e);
}

static bool is_used(const restart *r, base_str origin) {
    size_t n;
    const log_pub *const *pub = app_pubs(r->app, &n);
    for (size_t i = 0; i < n; i++) {
        if (base_str_eq(log_pub_origin(pub[i]), origin)) return true;
    }
    return false;
}

static base_str without(base_str s, base_str end) { return base_str_ends(s, end) ? (base_str){s.p, s.n - end.n} : s; }

/* NAME/2, NAME/3 … with the suite's ending behind it; the first that no key has. */
static base_str next_origin(restart *r) {
    const base_str ending = r->app->suite == LOG_SM3_SM2 ? BASE_STR("/sm3") : (base_str){NULL, 0};
    base_str stem = without(r->lost.origin, ending), made = {NULL, 0};
    size_t slash = stem.n;
    while (slash > 0 && stem.p[slash - 1] >= '0' && stem.p[slash - 1] <= '9') slash--;
    bool numbered = slash > 1 && slash < stem.n && stem.p[slash - 1] == '/';
    if (numbered) stem.n = slash - 1;
    for (unsigned no = 2; no <= RESTARTS_MAX; no++) {
        made = base_arena_fmt(r->arena, "%.*s/%u%.*s", (int)stem.n, stem.p, no, (int)ending.n, ending.p);
        if (!is_used(r, made)) break;
    }
    return made;
}

/* The present key is of the name that was lost, or already of a new one. */
static bool make_key(restart *r, const app_place *place) {
    if (base_str_eq(r->app->origin, r->lost.origin)) {
        const char *keys = app_path(r->app, r->arena, "keys");
        if (!app_keys_make(keys, r->app->suite, next_origin(r), r->e)) return false;
    }
    app_close(r->app);
    r->app = app_open(place, APP_MEND, r->e);
    if (r->app == NULL) return false;
    r->report->now = base_arena_str(r->arena, r->app->origin);
    return true;
}

static bool tell(restart *r) {
    core_named_text text[4] = {{BASE_STR("checkpoint"), r->note},
                               {BASE_STR("origin"), r->lost.origin},
                               {BASE_STR("size"), {NULL, 0}},
                               {BASE_STR("reason"), r->reason}};
    text[2].text = base_arena_fmt(r->arena, "%llu", (unsigned long long)r->lost.size);
    core_adoption a = {
        .matter = CORE_ADOPT_RESTART, .name = r->report->now, .from = BASE_DATE_NONE, .text = text, .n_texts = 4};
    const rules_book *b = core_world_book(r->app->world, r->app->head.day);
    app_request request = {.adopts = &a, .fresh = true};
    app_answer answer;
    request.command.today = BASE_DATE_NONE;
    request.command.actor.level = b != NULL ? b->level[b->owner].name : BASE_STR("ministry");
    app_submit(r->app, &request, 1, &answer, r->arena);
    if (answer.result != APP_GRANTED && answer.result != APP_REPEATED) {
        *r->e = answer.error;
        return false;
    }
    r->report->seq = answer.seq;
    return true;
}

static bool go_on(restart *r) {
    if (!store_meta_set(r->app->store, BASE_STR("origin"), r->app->origin, r->e) || !app_publish(r->app, r->e))
        return false;
    r->report->size = r->app->head.size;
    return true;
}

bool app_log_restart(const app_place *place, base_str reason, base_arena *arena, app_restart_report *report,
                     base_err *e) {
    restart r = {.arena = arena, .report = report, .reason = reason, .e = e};
    *report = (app_restart_report){.size = 0};
    if (!app_reason_good(reason, e)) return false;
    r.app = app_open(place, APP_MEND, e);
    bool good =
        r.app != NULL && find_lost(&r) && find_told(&r) && make_key(&r, place) && (r.told || tell(&r)) && go_on(&r);
    app_close(r.app);
    return good;
}

/* ---- a further key ---- */

bool app_log_rotate(const app_place *place, base_arena *arena, base_str *line, base_err *e) {
    app *a = app_open(place, APP_WRITE, e);
    if (a == NULL) return false;
    bool good = app_publish(a, e) && app_keys_make(app_path(a, arena, "keys"), a->suite, a->origin, e);
    app_close(a);
    a = good ? app_open(place, APP_WRITE, e) : NULL; /* it is there, whole, and can sign */
    if (a == NULL) return false;
    base_buf b;
    base_buf_init(&b, 4096);
    good = log_pub_put(&b, a->pub[a->n_pubs - 1]);
    *line = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    app_close(a);
    return good;
}
