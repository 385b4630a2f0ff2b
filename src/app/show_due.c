/* show_due.c - what falls due in a jurisdiction. The tables say which dossiers are worth looking at; those are loaded
 * and asked, in the order of the day from which they are watched, a page of them at a time. */
#include "app/show_i.h"
#include "core/place.h"

typedef struct {
    app *app;
    const app_viewer *viewer;
    const app_list_query *q;
    base_date day;
    base_arena *arena;
    uint64_t stream[APP_SHOW_ROWS_MAX];
    size_t n, limit, looked;
    base_date last_day;
    uint64_t last;
    bool more;
} watching;

/* Of the place that was asked for. What belongs to no place (rounds) is left out as soon as one is. */
static bool is_there(const watching *w, base_str place) {
    if (!base_str_starts(place, w->q->place)) return false;
    if (w->q->channel.n == 0) return true;
    const core_channel *ch = core_place_channel(w->app->world, place, w->day);
    return ch != NULL && base_str_eq(ch->code, w->q->channel);
}

static bool take_watched(void *ctx, const store_standing *s) {
    watching *w = ctx;
    const core_world *world = w->app->world;
    bool seen = app_may_see_standing(world, w->viewer, w->day, s->place) == APP_SIGHT_FULL && is_there(w, s->place);
    if (w->looked >= APP_SHOW_LOOK_MAX || (seen && w->n == w->limit)) {
        w->more = true;
        return false;
    }
    w->looked++;
    w->last_day = s->watch;
    w->last = s->stream;
    if (seen) w->stream[w->n++] = s->stream;
    return true;
}

typedef struct {
    core_due_item *item;
    app_turn *turn; /* of each */
    size_t n, cap, cap_turn;
} items;

static bool ask_dossier(watching *w, uint64_t stream, int32_t days, items *all, app_due_page *out, base_err *e) {
    store_stream s;
    bool found = false;
    if (!store_stream_at(w->app->store, w->arena, stream, &s, &found, e)) return false;
    const core_case *root = found ? app_load(w->app, s.name, e) : NULL;
    if (root == NULL) return e->kind == BASE_ERR_NONE;
    core_due_list l = core_due_of(w->app->world, root, w->day, days, w->arena);
    app_turn *turn = base_arena_array(w->arena, l.n, sizeof *turn);
    if (!app_show_turns(w->app, w->viewer, w->day, &l, w->arena, turn, e)) return false;
    for (size_t i = 0; i < l.n; i++) {
        if (l.item[i].group == CORE_DUE_WAITING) continue; /* app_show_waiting tells them */
        if (w->q->dated && (l.item[i].date < w->q->from || l.item[i].date > w->q->until)) continue;
        all->item = base_arena_grow(w->arena, all->item, all->n, &all->cap, sizeof *all->item);
        all->turn = base_arena_grow(w->arena, all->turn, all->n, &all->cap_turn, sizeof *all->turn);
        all->turn[all->n] = turn[i];
        core_due_item *x = &all->item[all->n++];
        *x = l.item[i];
        x->path = base_arena_str(w->arena, x->path); /* the dossier may leave memory before it is shown */
        x->name = base_arena_str(w->arena, x->name);
        out->due.count[x->group]++;
    }
    return true;
}

bool app_show_due(app *a, const app_list_query *q, const app_viewer *v, base_date day, int32_t days, base_arena *arena,
                  app_due_page *out, base_err *e) {
    watching *w = base_arena_alloc(arena, sizeof *w);
    app_cursor c = {0};
    items all = {.n = 0};
    base_date until = day;
    uint64_t of =
        app_query_digest(q, v, (uint64_t)(uint32_t)days << 8 | 3 | (q->dated ? (uint64_t)(uint32_t)q->from << 32 : 0));
    *w = (watching){.app = a, .viewer = v, .q = q, .day = day, .arena = arena, .last_day = BASE_DATE_NONE};
    *out = (app_due_page){.day = day, .due = {.n = 0}};
    if (q->limit > APP_SHOW_ROWS_MAX)
        return base_err_fmt(e, BASE_ERR_INPUT, "一页至多 %d 行", "a page has at most %d rows", APP_SHOW_ROWS_MAX);
    if (days < 0 || days > CORE_DUE_MAX_DAYS)
        return base_err_fmt(e, BASE_ERR_INPUT, "天数应为 0 至 %d", "days are 0 to %d", CORE_DUE_MAX_DAYS);
    if (q->cursor.n > 0 && !app_cursor_read(q->cursor, 'd', of, &c, arena, e)) return false;
    if (app_viewer_is_public(v)) return true;
    w->limit = q->limit > 0 ? q->limit : APP_SHOW_ROWS;
    if (q->cursor.n > 0) w->last_day = (base_date)(uint32_t)c.n[0];
    w->last = c.n[1];
    (void)base_date_add_days(day, days, &until, NULL);
    if (!store_watched(a->store, until, w->last_day, w->last, take_watched, w, e)) return false;
    for (size_t i = 0; i < w->n; i++) {
        if (!ask_dossier(w, w->stream[i], days, &all, out, e)) return false;
    }
    out->due.item = all.item;
    out->due.n = all.n;
    out->turn = all.turn;
    out->page = (app_page){.n = w->n, .more = w->more};
    if (q->reminders && !app_show_reminded(a, &out->due, arena, &out->reminded, e)) return false;
    c = (app_cursor){.what = 'd', .of = of, .n = {(uint32_t)w->last_day, w->last, 0}};
    if (w->more) app_cursor_put(out->page.cursor, &c);
    return true;
}
