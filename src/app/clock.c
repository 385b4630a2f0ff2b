/* clock.c - a day's work: whose turn it is to do it, which dossiers are read, and what had lapsed. See clock.h. */
#include "app/clock.h"

#include <time.h>
#include <unistd.h>

#include "app/agenda.h"
#include "app/clock_i.h"

enum {
    HOLD_BYTES = 4 << 20,
    SWEEP_AT_ONCE = 500,
    SWEEP_MOST = 200000,
    DAY_MS = 86400000,
    ZONE_MS = 8 * 3600000,
    PAUSE_MS = 25
};
#define KEY_LAST  BASE_STR("last")
#define KEY_LEASE BASE_STR("lease")

/* ---- the last day ---- */

static bool last_day(store *s, base_arena *arena, base_date *day, base_err *e) {
    store_entry row = {0};
    bool found = false;
    *day = BASE_DATE_NONE;
    return store_entry_get(s, arena, APP_SPACE_CLOCK, KEY_LAST, &row, &found, e) &&
           (!found || base_date_parse(row.body, day, e));
}

bool app_clock_last(app *a, base_date *day, base_err *e) {
    base_arena *arena = base_arena_new((size_t)4 << 20);
    bool good = last_day(app_store(a), arena, day, e);
    base_arena_free(arena);
    return good;
}

static bool day_done(void *ctx, store *s, const store_head *head, base_err *e) {
    const app_clock_work *x = ctx;
    base_buf b;
    uint64_t version = 0;
    bool saved = false;
    (void)head;
    base_buf_init(&b, 32);
    base_date_put(&b, x->day);
    const store_entry row = {.space = APP_SPACE_CLOCK, .key = KEY_LAST, .at = app_now(), .body = base_buf_str(&b)};
    bool good = store_entry_put(s, &row, STORE_ANY_VERSION, &saved, &version, e) &&
                store_entry_delete(s, APP_SPACE_CLOCK, KEY_LEASE, e);
    base_buf_free(&b);
    return good;
}

/* ---- one node at a time ---- */

bool app_clock_write(const app_clock_work *x, app_kept_work work, void *ctx, base_err *e) {
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    const bool good = app_kept_write(x->desk, work, ctx, e);
    (void)nanosleep(&pause, NULL);
    return good;
}

bool app_clock_renew(const app_clock_work *x, store *s, base_err *e) {
    int64_t now = app_now();
    uint64_t version = 0;
    bool saved = false;
    const store_entry row = {
        .space = APP_SPACE_CLOCK, .key = KEY_LEASE, .at = now, .due = now + APP_CLOCK_LEASE_MS, .body = x->node};
    return store_entry_put(s, &row, STORE_ANY_VERSION, &saved, &version, e);
}

/* Another node may be at it, or may have ended it since this one looked which day was the last. */
static bool take_lease(void *ctx, store *s, const store_head *head, base_err *e) {
    app_clock_work *x = ctx;
    store_entry row = {0};
    base_date last;
    bool found = false;
    (void)head;
    if (!store_entry_get(s, x->arena, APP_SPACE_CLOCK, KEY_LEASE, &row, &found, e) || !last_day(s, x->arena, &last, e))
        return false;
    x->out->elsewhere = last != x->last || (found && row.due > app_now() && !base_str_eq(row.body, x->node));
    return x->out->elsewhere || app_clock_renew(x, s, e);
}

static base_str node_name(base_arena *arena) {
    char host[200] = "";
    if (gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
    return base_arena_fmt(arena, "%s:%ld", host, (long)getpid());
}

/* ---- what has lapsed ---- */

typedef struct {
    base_arena *arena;
    base_str space, key[SWEEP_AT_ONCE];
    size_t n;
} sweeping;

static bool take_lapsed(void *ctx, const store_entry *row) {
    sweeping *w = ctx;
    w->key[w->n++] = base_arena_str(w->arena, row->key);
    return w->n < SWEEP_AT_ONCE;
}

static bool drop_lapsed(void *ctx, store *s, const store_head *head, base_err *e) {
    const sweeping *w = ctx;
    (void)head;
    for (size_t i = 0; i < w->n; i++) {
        if (!store_entry_delete(s, w->space, w->key[i], e)) return false;
    }
    return true;
}

static bool sweep_space(app_clock_work *x, base_str space, base_err *e) {
    sweeping w = {.arena = x->batch_arena, .space = space};
    do {
        w.n = 0;
        base_arena_reset(w.arena);
        if (!app_refresh(x->desk->app, e) ||
            !store_entries_due(app_store(x->desk->app), space, x->at, SWEEP_AT_ONCE, take_lapsed, &w, e) ||
            (w.n > 0 && !app_clock_write(x, drop_lapsed, &w, e)))
            return false;
        x->out->swept += w.n;
    } while (w.n == SWEEP_AT_ONCE && x->out->swept < SWEEP_MOST);
    return true;
}

static bool sweep(app_clock_work *x, base_err *e) {
    static const char *const space[] = {"reminder", "reminder-mailed", "notice", "notice-read", "mail-dead"};
    for (size_t i = 0; i < sizeof space / sizeof *space; i++) {
        if (!sweep_space(x, base_str_of(space[i]), e)) return false;
    }
    return true;
}

/* ---- the work ---- */

static bool look_at_all(app_clock_work *x, const app_agenda *all, base_err *e) {
    for (size_t i = 0; i < all->n; i++) {
        const core_case *root = app_agenda_load(x->desk->app, all->stream[i], e);
        if (root == NULL || !app_clock_look(x, root, e)) return false;
        if (x->n >= APP_REMINDER_BATCH && !app_clock_flush(x, e)) return false;
    }
    return app_clock_flush(x, e);
}

static bool remind(app_clock_work *x, base_err *e) {
    app_agenda all = {0};
    base_err beyond = {0};
    base_date until = x->day;
    int32_t days = x->steps.n > 0 ? x->steps.before[0] : 0;
    if (!base_date_add_days(x->day, days, &until, &beyond)) until = x->day;
    app_hold_at_most(x->desk->app, HOLD_BYTES);
    bool good = app_refresh(x->desk->app, e) && app_agenda_watched(x->desk->app, &all, until, e);
    app_agenda_sort(&all);
    good = good && look_at_all(x, &all, e);
    app_agenda_free(&all);
    return good;
}

static bool work(app_clock_work *x, base_err *e) {
    if (!app_steps_get(x->desk->app, &x->steps, e) || !app_kept_write(x->desk, take_lease, x, e)) return false;
    if (x->out->elsewhere) return true;
    x->out->ran = true;
    return remind(x, e) && app_clock_lapses(x, e) && app_clock_mail(x, e) && sweep(x, e) &&
           app_kept_write(x->desk, day_done, x, e);
}

/* The day it is for the record; of a demonstration the last one on record. */
static bool choose_day(const app_desk *d, base_date given, base_date *day, base_err *e) {
    base_date last = app_head(d->app).day, now = app_today();
    bool demonstration = app_is_demonstration(d->app);
    if (given != BASE_DATE_NONE && !demonstration)
        return base_err_fmt(e, BASE_ERR_INPUT, "只有演示数据可以指定日期",
                            "a day may be given of a demonstration only");
    *day = last != BASE_DATE_NONE && (demonstration || last > now) ? last : now;
    if (given != BASE_DATE_NONE) *day = given;
    if (last == BASE_DATE_NONE || *day >= last) return true;
    return base_err_fmt(e, BASE_ERR_RANGE, "日期早于记录的最后一天", "the day is earlier than the last one on record");
}

/* Which day it is, and which was the last whose work was done. */
static bool look_at_days(const app_desk *d, const app_clock_options *o, base_date *last, app_clock_done *out,
                         base_err *e) {
    *out = (app_clock_done){.day = BASE_DATE_NONE};
    return app_refresh(d->app, e) && choose_day(d, o->day, &out->day, e) && app_clock_last(d->app, last, e);
}

static bool run(const app_desk *d, const app_clock_options *o, base_date last, app_clock_done *out, base_err *e) {
    app_clock_work x = {.desk = d, .o = o, .out = out, .day = out->day, .last = last};
    x.arena = base_arena_new((size_t)1 << 30);
    x.batch_arena = base_arena_new((size_t)1 << 30);
    base_arena *names = base_arena_new_sized((size_t)64 << 10, 512);
    x.node = o->node.n > 0 ? o->node : node_name(names);
    x.at = app_is_demonstration(d->app) ? (int64_t)x.day * DAY_MS + APP_CLOCK_HOUR * (int64_t)3600000 - ZONE_MS
                                        : app_now();
    bool good = work(&x, e);
    base_arena_free(names);
    base_arena_free(x.batch_arena);
    base_arena_free(x.arena);
    return good;
}

/* In the small hours people sleep; but what was missed is not put off any more. */
static bool hour_has_come(const app_desk *d, base_date day, base_date last) {
    int64_t hour = (app_now() + ZONE_MS) % DAY_MS / 3600000;
    return app_is_demonstration(d->app) || hour >= APP_CLOCK_HOUR || last == BASE_DATE_NONE || day - last > 1;
}

bool app_clock_run(const app_desk *d, const app_clock_options *o, app_clock_done *out, base_err *e) {
    base_date last = BASE_DATE_NONE;
    if (!look_at_days(d, o, &last, out, e)) return false;
    return (last != BASE_DATE_NONE && out->day < last) || run(d, o, last, out, e);
}

bool app_clock_tick(const app_desk *d, const app_clock_options *o, app_clock_done *out, base_err *e) {
    base_date last = BASE_DATE_NONE;
    if (!look_at_days(d, o, &last, out, e)) return false;
    bool due = (last == BASE_DATE_NONE || out->day > last) && hour_has_come(d, out->day, last);
    return !due || run(d, o, last, out, e);
}
