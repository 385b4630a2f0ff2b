/* show_progress.c - how far a round has come, channel by channel: places, cases under way by state, since when the
 * oldest of each waits. It is counted from the same pages that a list of the round shows. */
#include "app/show_i.h"
#include "core/place.h"

enum { PAGES = 40 }; /* of APP_SHOW_ROWS_MAX rows: beyond it says that there is more */

static app_progress_row *row_of(app_progress *p, const core_world *w, base_str place, base_date day) {
    const core_channel *ch = core_place_channel(w, place, day);
    base_str code = ch != NULL ? ch->code : place;
    for (size_t i = 0; i < p->n; i++) {
        if (base_str_eq(p->row[i].places.channel->code, code)) return &p->row[i];
    }
    return NULL;
}

static void count(app_progress_row *r, const app_waiting_row *c) {
    app_progress_state *s = NULL;
    for (size_t i = 0; i < r->n_states; i++) {
        if (base_str_eq(r->state[i].state.name, c->state.name)) s = &r->state[i];
    }
    if (s == NULL) {
        if (r->n_states == APP_PROGRESS_STATES) return;
        s = &r->state[r->n_states++];
        *s = (app_progress_state){.state = c->state, .oldest = c->since};
    }
    s->n++;
    if (c->since < s->oldest) s->oldest = c->since;
}

static bool find_round(app *a, base_str round, const app_viewer *v, base_date day, base_arena *arena, app_progress *out,
                       bool *found, base_err *e) {
    app_rounds all;
    *found = false;
    if (!app_show_rounds(a, v, day, arena, &all, e)) return false;
    for (size_t i = 0; i < all.n; i++) {
        if (!base_str_eq(all.round[i].round.path, round)) continue;
        *found = true;
        out->n = all.round[i].n_places;
        out->row = base_arena_array(arena, out->n + 1, sizeof *out->row);
        for (size_t k = 0; k < out->n; k++) out->row[k] = (app_progress_row){.places = all.round[i].place[k]};
    }
    return true;
}

bool app_show_progress(app *a, base_str round, const app_viewer *v, base_date day, base_arena *arena, app_progress *out,
                       bool *found, base_err *e) {
    app_list_query q = {.round = round, .limit = APP_SHOW_ROWS_MAX};
    *out = (app_progress){.n = 0};
    if (!find_round(a, round, v, day, arena, out, found, e) || !*found) return e->kind == BASE_ERR_NONE;
    for (size_t page = 0; out->n > 0 && page < PAGES; page++) {
        app_waiting_list l;
        if (!app_show_round_cases(a, &q, v, day, arena, &l, e)) return false;
        for (size_t i = 0; i < l.n; i++) {
            app_progress_row *r = row_of(out, a->world, l.row[i].place, day);
            if (r != NULL) count(r, &l.row[i]);
        }
        out->more = l.page.more;
        if (!l.page.more) break;
        q.cursor = base_arena_str(arena, base_str_of(l.page.cursor));
    }
    return true;
}

/* ---- as JSON ---- */

static void put_row(base_json *j, const app_progress_row *r) {
    const app_places *p = &r->places;
    base_json_obj(j);
    base_json_text(j, "channel", p->channel->code);
    base_json_text(j, "name", p->channel->name);
    base_json_name(j, "used");
    base_json_i64(j, p->used);
    if (p->places >= 0) {
        base_json_name(j, "places");
        base_json_i64(j, p->places);
        base_json_name(j, "left");
        base_json_i64(j, p->places - p->used);
    }
    base_json_name(j, "states");
    base_json_arr(j);
    for (size_t i = 0; i < r->n_states; i++) {
        base_json_obj(j);
        app_put_named_word(j, "state", r->state[i].state);
        base_json_number(j, "n", r->state[i].n);
        base_json_day(j, "oldest", r->state[i].oldest);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    base_json_obj_end(j);
}

void app_put_progress(base_json *j, const app_progress *p) {
    base_json_obj(j);
    base_json_name(j, "rows");
    base_json_arr(j);
    for (size_t i = 0; i < p->n; i++) put_row(j, &p->row[i]);
    base_json_arr_end(j);
    base_json_flag(j, "more", p->more);
    base_json_obj_end(j);
}
