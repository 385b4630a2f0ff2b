/* show_list_json.c - lists and figures as JSON (docs/openapi.yaml). */
#include "app/show_i.h"

static void key(base_json *j, const char *name) { base_json_key(j, base_str_of(name)); }

static void some(base_json *j, const char *name, base_str s) {
    if (s.n == 0) return;
    key(j, name);
    base_json_str(j, s);
}

static void day(base_json *j, const char *name, base_date d) {
    if (d == BASE_DATE_NONE) return;
    key(j, name);
    base_json_date(j, d);
}

static void word(base_json *j, const char *name, app_word w) {
    key(j, name);
    app_put_word(j, w);
}

void app_put_page(base_json *j, const app_page *p) {
    key(j, "more");
    base_json_bool(j, p->more);
    if (p->more) some(j, "cursor", base_str_of(p->cursor));
}

void app_put_register_row(base_json *j, const app_register_row *r) {
    const store_dossier *d = r->row;
    base_json_obj(j);
    key(j, "path");
    base_json_str(j, d->path);
    key(j, "name");
    base_json_str(j, d->name);
    word(j, "state", r->state);
    some(j, "county", d->county);
    some(j, "county_name", r->county);
    some(j, "channel", r->channel_code);
    some(j, "channel_name", r->channel);
    some(j, "industry", d->industry);
    some(j, "subfield", d->subfield);
    some(j, "round", d->round);
    some(j, "announcement", d->announcement);
    day(j, "announced", d->announced);
    day(j, "valid_from", d->valid_from);
    day(j, "valid_until", d->valid_until);
    base_json_obj_end(j);
}

static void put_levels(base_json *j, const rules_book *b, uint16_t levels) {
    base_json_arr(j);
    for (size_t i = 0; b != NULL && i < b->n_levels; i++) {
        if ((levels >> i & 1U) != 0) app_put_word(j, app_word_with(b->level[i].name, b->level[i].label));
    }
    base_json_arr_end(j);
}

void app_put_waiting(base_json *j, const app_waiting_list *l) {
    base_json_obj(j);
    key(j, "rows");
    base_json_arr(j);
    for (size_t i = 0; i < l->n; i++) {
        const app_waiting_row *r = &l->row[i];
        base_json_obj(j);
        some(j, "path", r->path);
        some(j, "name", r->name);
        word(j, "kind", r->kind);
        word(j, "state", r->state);
        day(j, "since", r->since);
        some(j, "place", r->place);
        some(j, "place_name", r->place_name);
        some(j, "round", r->round);
        key(j, "levels");
        put_levels(j, r->book, r->levels);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    app_put_page(j, &l->page);
    base_json_obj_end(j);
}

void app_put_due(base_json *j, const app_due_page *d) {
    base_json_obj(j);
    day(j, "day", d->day);
    key(j, "items");
    app_put_due_items(j, &d->due);
    app_put_page(j, &d->page);
    base_json_obj_end(j);
}

static void put_places(base_json *j, const app_round_view *r) {
    key(j, "places");
    base_json_arr(j);
    for (size_t i = 0; i < r->n_places; i++) {
        const app_places *p = &r->place[i];
        base_json_obj(j);
        some(j, "channel", p->channel->code);
        some(j, "name", p->channel->name);
        key(j, "used");
        base_json_i64(j, p->used);
        if (p->places >= 0) {
            key(j, "places");
            base_json_i64(j, p->places);
            key(j, "left");
            base_json_i64(j, p->places > p->used ? p->places - p->used : 0);
        }
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

void app_put_rounds(base_json *j, const app_rounds *r) {
    base_json_obj(j);
    key(j, "rounds");
    base_json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        base_json_obj(j);
        key(j, "round");
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
    key(p->j, "code");
    base_json_str(p->j, code);
    some(p->j, "name", name);
    key(p->j, "states");
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
    key(j, "size");
    base_json_u64(j, f->size);
    if (f->book == NULL || f->book->cluster == RULES_NONE) {
        base_json_obj_end(j);
        return;
    }
    key(j, "states");
    put_states(j, f, f->state, all);
    for (size_t i = 0; i < sizeof group / sizeof *group; i++) {
        key(j, group[i].name);
        base_json_arr(j);
        app_figures_each(w, f, group[i].by, all, put_group, &p);
        base_json_arr_end(j);
    }
    key(j, "years");
    base_json_obj(j);
    app_figures_each(w, f, APP_BY_YEAR, true, put_year, &p);
    base_json_obj_end(j);
    base_json_obj_end(j);
}
