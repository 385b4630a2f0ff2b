/* show_support.h - a simulated country on record, for the tests of what is shown of it. */
#ifndef JIQUN_TESTS_APP_SHOW_SUPPORT_H
#define JIQUN_TESTS_APP_SHOW_SUPPORT_H

#include "app/show.h"
#include "app/simulate.h"
#include "support.h"

typedef struct {
    desk desk;
    base_date day; /* the last one on record */
} country;

static inline void country_begin(country *c, uint32_t clusters, unsigned years, uint64_t seed) {
    base_err e = {0};
    app_sim_report r;
    app_sim_options o = {
        .clusters = clusters, .provinces = 3, .years = years, .seed = seed, .group = 256, .begins = BASE_DATE_NONE};
    desk_begin(&c->desk, LOG_SM3_SM2);
    desk_open(&c->desk, APP_WRITE);
    app_sim_desk to = app_sim_on_record(c->desk.app);
    if (!app_simulate(&to, &o, NULL, NULL, c->desk.arena, &r, &e)) fail_msg("%s", e.en);
    c->day = core_world_last_day(app_world(c->desk.app));
}

static inline app_viewer viewer(const char *level, const char *who) {
    return (app_viewer){.actor = {base_str_of(level), base_str_of(who)}};
}

static inline app_viewer the_public(void) { return (app_viewer){.reads_all = false}; }
static inline app_viewer an_auditor(void) { return (app_viewer){.reads_all = true}; }

static inline base_str field_text(const core_case *c, const char *name) {
    rules_id f = rules_find_field(core_kind(c), base_str_of(name));
    return f != RULES_NONE && c->field[f].set ? c->field[f].text : (base_str){NULL, 0};
}

/* Names of all dossiers. */
typedef struct {
    base_arena *arena;
    base_str *path;
    size_t n, cap;
} names;

static inline bool take_name(void *ctx, const core_case *root) {
    names *l = ctx;
    l->path = base_arena_grow(l->arena, l->path, l->n, &l->cap, sizeof *l->path);
    l->path[l->n++] = base_arena_str(l->arena, root->path);
    return true;
}

static inline names all_dossiers(country *c) {
    names l = {.arena = c->desk.arena};
    base_err e = {0};
    if (!app_dossiers(c->desk.app, take_name, &l, &e)) fail_msg("%s", e.en);
    return l;
}

#endif
