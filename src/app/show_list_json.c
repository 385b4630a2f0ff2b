/* show_list_json.c - lists and figures as JSON (docs/openapi.yaml). */
#include "app/show_i.h"

void app_put_page(base_json *j, const app_page *p) {
    base_json_flag(j, "more", p->more);
    if (p->more) base_json_some(j, "cursor", base_str_of(p->cursor));
}

void app_put_register_row(base_json *j, const app_register_row *r) {
    const store_dossier *d = r->row;
    base_json_obj(j);
    base_json_text(j, "path", d->path);
    base_json_text(j, "name", d->name);
    app_put_named_word(j, "state", r->state);
    base_json_some(j, "county", d->county);
    base_json_some(j, "county_name", r->county);
    base_json_some(j, "channel", r->channel_code);
    base_json_some(j, "channel_name", r->channel);
    base_json_some(j, "industry", d->industry);
    base_json_some(j, "industry_name", r->industry);
    base_json_some(j, "subfield", d->subfield);
    base_json_some(j, "round", d->round);
    base_json_some(j, "announcement", d->announcement);
    base_json_some_day(j, "announced", d->announced);
    base_json_some_day(j, "valid_from", d->valid_from);
    base_json_some_day(j, "valid_until", d->valid_until);
    /* What was announced, and no term any more. */
    if (d->valid_until != BASE_DATE_NONE && !app_has_term(d->state)) base_json_flag(j, "ended", true);
    base_json_obj_end(j);
}

static void put_waiting_states(base_json *j, const app_waiting_list *l) {
    base_json_name(j, "states");
    base_json_arr(j);
    for (size_t i = 0; i < l->n_states; i++) {
        base_json_obj(j);
        app_put_named_word(j, "kind", l->state[i].kind);
        app_put_named_word(j, "state", l->state[i].state);
        base_json_some(j, "part", l->state[i].part);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

void app_put_waiting(base_json *j, const app_waiting_list *l) {
    base_json_obj(j);
    base_json_name(j, "rows");
    base_json_arr(j);
    for (size_t i = 0; i < l->n; i++) {
        const app_waiting_row *r = &l->row[i];
        base_json_obj(j);
        base_json_some(j, "path", r->path);
        base_json_some(j, "name", r->name);
        app_put_named_word(j, "kind", r->kind);
        base_json_some(j, "part", app_part_of_kind(r->book, rules_find_case(r->book, r->kind.name)));
        app_put_named_word(j, "state", r->state);
        base_json_some_day(j, "since", r->since);
        base_json_some(j, "place", r->place);
        base_json_some(j, "place_name", r->place_name);
        base_json_some(j, "round", r->round);
        base_json_name(j, "levels");
        app_put_levels(j, r->book, r->levels);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    if (l->state != NULL) put_waiting_states(j, l);
    app_put_page(j, &l->page);
    base_json_obj_end(j);
}

void app_put_due(base_json *j, const app_due_page *d) {
    base_json_obj(j);
    base_json_some_day(j, "day", d->day);
    base_json_name(j, "items");
    app_put_due_items(j, &d->due, d->turn, d->reminded);
    app_put_page(j, &d->page);
    base_json_obj_end(j);
}

static void put_places(base_json *j, const app_round_view *r) {
    base_json_name(j, "places");
    base_json_arr(j);
    for (size_t i = 0; i < r->n_places; i++) {
        const app_places *p = &r->place[i];
        base_json_obj(j);
        base_json_some(j, "channel", p->channel->code);
        base_json_some(j, "name", p->channel->name);
        base_json_name(j, "used");
        base_json_i64(j, p->used);
        if (p->places >= 0) {
            base_json_name(j, "places");
            base_json_i64(j, p->places);
            base_json_name(j, "left");
            base_json_i64(j, p->places > p->used ? p->places - p->used : 0);
        }
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

void app_put_rounds(base_json *j, const app_rounds *r) {
    base_json_obj(j);
    base_json_name(j, "rounds");
    base_json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        base_json_obj(j);
        base_json_name(j, "round");
        app_put_case(j, &r->round[i].round);
        if (r->round[i].n_places > 0) put_places(j, &r->round[i]);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    base_json_obj_end(j);
}

/* ---- figures ---- */

static void put_states(base_json *j, const app_figures *f, const uint32_t *n, bool all) {
    const rules_case *k = &f->book->kase[f->book->cluster];
    base_json_obj(j);
    for (size_t s = 0; s < k->n_states; s++) {
        if (!all && !k->state[s].is_public) continue;
        base_json_key(j, k->state[s].name);
        base_json_u64(j, n[s]);
    }
    base_json_obj_end(j);
}

typedef struct {
    base_json *j;
    const app_figures *f;
    bool all;
} putting;

static bool put_group(void *ctx, base_str code, base_str name, const uint32_t *n) {
    const putting *p = ctx;
    base_json_obj(p->j);
    base_json_text(p->j, "code", code);
    base_json_some(p->j, "name", name);
    base_json_name(p->j, "states");
    put_states(p->j, p->f, n, p->all);
    base_json_obj_end(p->j);
    return true;
}

static bool put_year(void *ctx, base_str code, base_str name, const uint32_t *n) {
    const putting *p = ctx;
    uint64_t sum = 0;
    (void)name;
    for (size_t s = 0; s < APP_FIGURE_STATES; s++) sum += n[s];
    base_json_key(p->j, code);
    base_json_u64(p->j, sum);
    return true;
}

void app_put_figures(base_json *j, const core_world *w, const app_figures *f, bool all) {
    static const struct {
        const char *name;
        enum app_figures_by by;
    } group[] = {{"provinces", APP_BY_PROVINCE},
                 {"industries", APP_BY_INDUSTRY},
                 {"regions", APP_BY_REGION},
                 {"rounds", APP_BY_ROUND},
                 {"announced", APP_BY_YEAR}};
    putting p = {j, f, all};
    base_json_obj(j);
    base_json_number(j, "size", f->size);
    if (f->book == NULL || f->book->cluster == RULES_NONE) {
        base_json_obj_end(j);
        return;
    }
    base_json_name(j, "states");
    put_states(j, f, f->state, all);
    for (size_t i = 0; i < sizeof group / sizeof *group; i++) {
        base_json_name(j, group[i].name);
        base_json_arr(j);
        app_figures_each(w, f, group[i].by, all, put_group, &p);
        base_json_arr_end(j);
    }
    base_json_name(j, "years");
    base_json_obj(j);
    app_figures_each(w, f, APP_BY_YEAR, true, put_year, &p);
    base_json_obj_end(j);
    base_json_obj_end(j);
}
