/* test_simulate.c - a simulated country lives the same life in memory and on record, however its groups are cut; and
 * what the rulebook promises is counted again from the events alone: places, sub-fields, notices, grounds. */
#include "../core/world_text.h"
#include "app/simulate.h"
#include "core/load.h"
#include "support.h"

enum { TEXTS = 5, CLUSTERS = 160 };

static app_sim_options options(uint64_t seed, unsigned years, size_t group) {
    return (app_sim_options){
        .clusters = CLUSTERS, .provinces = 3, .years = years, .seed = seed, .group = group, .begins = BASE_DATE_NONE};
}

static app_sim_report simulate(const app_sim_desk *to, app_sim_options o, base_arena *arena) {
    app_sim_report r;
    base_err e = {0};
    if (!app_simulate(to, &o, NULL, NULL, arena, &r, &e)) fail_msg("%s", e.en);
    return r;
}

static app_sim_report simulate_on_record(desk *d, app_sim_options o) {
    app_sim_desk to = app_sim_on_record(d->app);
    return simulate(&to, o, d->arena);
}

static uint64_t count_of(const app_sim_count *list, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++) {
        if (base_str_is(list[i].name, name)) return list[i].n;
    }
    return 0;
}

static base_date date_of(const char *text) {
    base_date d = BASE_DATE_NONE;
    assert_true(base_date_parse(base_str_of(text), &d, NULL));
    return d;
}

/* ---- the same life in memory and on record ---- */

/* A world that begins with the same events as the record. */
static core_world *begun_world(desk *d) {
    core_world *w = core_world_open(d->arena, (size_t)64 << 20);
    core_actor ministry = {BASE_STR("ministry"), {NULL, 0}};
    log_hasher *h = log_hasher_new(LOG_SM3_SM2);
    for (size_t i = 0; i < TEXTS; i++) {
        core_event event;
        base_err e = {0};
        log_hash digest = log_digest(h, d->adoption[i].text[0].text, (base_str){NULL, 0});
        char *hex = base_arena_alloc(d->arena, LOG_HASH_HEX);
        log_hash_hex(&digest, hex);
        d->adoption[i].digest = (base_str){hex, LOG_HASH_HEX};
        if (!core_adopt(w, &d->adoption[i], ministry, date_of("2023-01-01"), d->arena, &event, &e))
            fail_msg("%s", e.en);
        core_fold(w, &event);
    }
    log_hasher_free(h);
    return w;
}

static bool stay(void *ctx, const core_case *root) {
    (void)ctx, (void)root;
    return true;
}

static void same_life(uint64_t seed, unsigned years) {
    desk d = {0};
    base_err e = {0};
    desk_begin(&d, LOG_SM3_SM2);
    core_world *w = begun_world(&d);
    app_sim_desk memory = app_sim_in_memory(w, d.arena);
    app_sim_report in_memory = simulate(&memory, options(seed, years, 100), d.arena);
    desk_open(&d, APP_WRITE);
    app_sim_report on_record = simulate_on_record(&d, options(seed, years, 256));
    assert_int_equal(in_memory.commands, on_record.commands);
    assert_int_equal(in_memory.granted, on_record.granted);
    assert_int_equal(in_memory.events, on_record.events);
    base_str expected = world_text(d.arena, w);
    assert_true(base_str_eq(expected, world_text(d.arena, app_world(d.app))));
    desk_close(&d);
    desk_open(&d, APP_READ); /* and as it is loaded again */
    assert_true(app_dossiers(d.app, stay, NULL, &e));
    assert_true(base_str_eq(expected, world_text(d.arena, app_world(d.app))));
    core_world_close(w);
    desk_end(&d);
}

static void same_in_memory_and_on_record(void **state) {
    (void)state;
    same_life(1, 4);
    same_life(2, 1);
}

/* ---- the events, read back ---- */

typedef struct {
    desk *desk;
    base_arena *arena;
    base_buf leaves; /* what stands in the leaves but for digests */
    base_map recommended, listed, subfield, noticed, places;
    uint64_t grounds[6], objections, names, recognised;
} looking;

static const core_set *set_of(const core_event *e, const char *name) {
    const core_set *found = NULL;
    for (size_t i = 0; i < e->n_sets; i++) {
        const core_set *x = &e->set[i];
        if (x->path.n > 0) continue;
        if (base_str_is(e->book->kase[e->kind].field[x->field].name, name)) found = x;
    }
    return found;
}

static base_str action_of(const core_event *e) { return e->book->action[e->action].name; }
static base_str kind_of(const core_event *e) { return e->book->kase[e->kind].name; }

static base_str root_of(base_str path) {
    base_str rest;
    return base_str_cut(path, '/', &rest);
}

static void keep(looking *l, base_map *m, base_str key, base_str value) {
    base_str *kept = base_arena_alloc(l->arena, sizeof *kept);
    *kept = base_arena_str(l->arena, value);
    base_map_put(m, key)->value.ptr = kept;
}

static base_str kept(const base_map *m, base_str key) {
    const base_map_slot *s = base_map_get(m, key);
    return s != NULL ? *(const base_str *)s->value.ptr : (base_str){NULL, 0};
}

static void look_at_cluster(looking *l, const core_event *e) {
    const core_set *name = set_of(e, "name");
    if (name == NULL) return;
    assert_true(base_str_starts(name->value.text, BASE_STR("演示·")));
    assert_true(base_str_ends(name->value.text, BASE_STR("（虚构）")));
    l->names++;
    const core_set *subfield = set_of(e, "subfield");
    if (subfield != NULL) keep(l, &l->subfield, e->path, subfield->value.text);
}

/* The figure of a round, as its opening set it. */
static void look_at_round(looking *l, const core_event *e) {
    if (!base_str_is(action_of(e), "open_round")) return;
    base_map_put(&l->places, base_arena_fmt(l->arena, "%.*s no", (int)e->path.n, e->path.p))->value.num =
        set_of(e, "quota")->value.n;
    base_map_put(&l->places, base_arena_fmt(l->arena, "%.*s yes", (int)e->path.n, e->path.p))->value.num =
        set_of(e, "quota_separate")->value.n;
    const core_set *one = set_of(e, "one_per_subfield");
    base_map_put(&l->places, base_arena_fmt(l->arena, "%.*s one", (int)e->path.n, e->path.p))->value.num =
        one != NULL ? one->value.n : 0;
}

static void look_at_places(looking *l, const core_event *e) {
    const core_channel *ch = core_channel_find(l->desk->adoption[0].divisions, e->actor.who);
    assert_non_null(ch);
    base_str key = base_arena_fmt(l->arena, "%.*s|%.*s", (int)e->round.n, e->round.p, (int)ch->code.n, ch->code.p);
    int64_t used = ++base_map_put(&l->recommended, key)->value.num;
    base_str quota = base_arena_fmt(l->arena, "%.*s %s", (int)e->round.n, e->round.p, ch->separate ? "yes" : "no");
    assert_true(used <= base_map_get(&l->places, quota)->value.num);
}

static void look_at_list(looking *l, const core_event *e) {
    base_str one = base_arena_fmt(l->arena, "%.*s one", (int)e->round.n, e->round.p);
    base_map_put(&l->noticed, e->path)->value.num = e->day;
    if (base_map_get(&l->places, one)->value.num == 0) return;
    base_str subfield = kept(&l->subfield, root_of(e->path));
    base_str key = base_arena_fmt(l->arena, "%.*s|%.*s", (int)e->round.n, e->round.p, (int)subfield.n, subfield.p);
    assert_int_equal(++base_map_put(&l->listed, key)->value.num, 1);
}

/* On notice for five working days, the first of them the day of the list. */
static void look_at_recognition(looking *l, const core_event *e) {
    base_err err = {0};
    unsigned days = 0;
    const base_map_slot *on = base_map_get(&l->noticed, e->path);
    assert_non_null(on);
    assert_true(base_workdays_count(l->desk->adoption[1].workdays, (base_date)on->value.num, e->day - 1, &days, &err));
    assert_true(days >= 5);
    l->recognised++;
}

static void look_at_revocation(looking *l, const core_event *e) {
    if (base_str_is(action_of(e), "propose_revocation"))
        base_map_put(&l->noticed, e->path)->value.num = set_of(e, "ground")->value.n;
    if (base_str_is(action_of(e), "revoke")) l->grounds[base_map_get(&l->noticed, e->path)->value.num]++;
}

static void look_at(looking *l, const core_event *e) {
    base_str kind = kind_of(e), action = action_of(e);
    if (base_str_is(kind, "cluster")) look_at_cluster(l, e);
    if (base_str_is(kind, "round")) look_at_round(l, e);
    if (base_str_is(kind, "revocation")) look_at_revocation(l, e);
    if (base_str_is(kind, "objection")) l->objections++;
    if (!base_str_is(kind, "application")) return;
    if (base_str_is(action, "recommend")) look_at_places(l, e);
    if (base_str_is(action, "list")) look_at_list(l, e);
    if (base_str_is(action, "recognise")) look_at_recognition(l, e);
}

static void note_leaf(looking *l, const core_leaf *x) {
    const base_str part[] = {x->stream, x->path, x->kind, x->action, x->level, x->who, x->article, x->rulebook};
    base_buf_fmt(&l->leaves, "%llu %d", (unsigned long long)x->seq, x->day);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        base_buf_fmt(&l->leaves, " %.*s", (int)part[i].n, part[i].p);
    base_buf_putc(&l->leaves, '\n');
}

static bool look_at_row(void *ctx, const store_event *row) {
    looking *l = ctx;
    core_leaf leaf;
    core_event event;
    core_stamp stamp;
    base_err e = {0};
    base_arena_reset(l->desk->scratch);
    assert_true(core_leaf_read(l->desk->scratch, row->leaf, &leaf, &e));
    note_leaf(l, &leaf);
    if (!core_event_read(l->desk->scratch, app_world(l->desk->app), &leaf, row->payload, &event, &stamp, &e))
        fail_msg("%s", e.en);
    assert_int_equal(stamp.seq, row->seq);
    if (event.adopts == NULL) look_at(l, &event);
    return true;
}

static looking look_through(desk *d) {
    looking l = {.desk = d, .arena = d->arena};
    base_err e = {0};
    base_map *const map[] = {&l.recommended, &l.listed, &l.subfield, &l.noticed, &l.places};
    for (size_t i = 0; i < sizeof map / sizeof *map; i++) base_map_init(map[i], d->arena);
    base_buf_init(&l.leaves, (size_t)256 << 20);
    assert_true(store_events(app_store(d->app), 0, app_head(d->app).size, look_at_row, &l, &e));
    return l;
}

/* One record with a full life, looked at from several sides. */
static void rules_are_kept(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SHA256_ED25519);
    desk_open(&d, APP_WRITE);
    app_sim_options o = options(2, 4, 256);
    o.clusters = 1500;
    o.quota = 40;
    app_sim_report r = simulate_on_record(&d, o);
    assert_int_equal(r.events + TEXTS, app_head(d.app).size);
    assert_int_equal(r.granted + r.refused, r.commands);
    looking l = look_through(&d);
    assert_int_equal(l.recognised, count_of(r.done, r.n_done, "application.recognise"));
    assert_true(l.recognised > 20);
    assert_true(l.objections > 0);
    for (int i = 0; i < 5; i++)
        if (l.grounds[i] == 0) fail_msg("nobody was revoked on ground %d", i + 1);
    static const char *const articles[] = {"第十二条", "第十三条", "第十四条", "附件", "通知2022"};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        assert_true(count_of(r.against, r.n_against, articles[i]) > 0);
    assert_true(count_of(r.done, r.n_done, "reexamination.pass") > 0);
    assert_true(count_of(r.done, r.n_done, "annual_report.accept") > 0);
    assert_true(count_of(r.done, r.n_done, "revocation.file_statement") > 0);
    assert_true(count_of(r.done, r.n_done, "revocation.hear") >
                count_of(r.done, r.n_done, "revocation.file_statement"));
    assert_int_equal(count_of(r.done, r.n_done, "cluster.register") + count_of(r.done, r.n_done, "cluster.take_over"),
                     o.clusters);
    base_buf_free(&l.leaves);
    desk_end(&d);
}

/* ---- one seed, one life ---- */

static base_str leaves_of(base_arena *arena, uint64_t seed, size_t group) {
    desk d = {0};
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    app_sim_options o = options(seed, 1, group);
    o.clusters = 90;
    simulate_on_record(&d, o);
    looking l = look_through(&d);
    base_str s = base_arena_str(arena, base_buf_str(&l.leaves));
    base_buf_free(&l.leaves);
    desk_end(&d);
    return s;
}

static void same_seed_same_leaves(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)256 << 20);
    base_str one = leaves_of(arena, 7, 256);
    assert_true(one.n > 0);
    assert_true(base_str_eq(one, leaves_of(arena, 7, 3)));
    assert_false(base_str_eq(one, leaves_of(arena, 8, 256)));
    base_arena_free(arena);
}

/* ---- what is not done, and several lives in one record ---- */

static bool three_groups(void *ctx, const app_sim_report *r) {
    size_t *n = ctx;
    (void)r;
    return ++*n < 3;
}

static void stops_and_goes_on(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_sim_report r;
    size_t n = 0;
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    app_sim_desk to = app_sim_on_record(d.app);
    app_sim_options o = options(3, 1, 20);
    assert_true(app_simulate(&to, &o, three_groups, &n, d.arena, &r, &e));
    assert_true(r.stopped);
    assert_int_equal(n, 3);
    assert_int_equal(r.events + TEXTS, app_head(d.app).size);
    /* A second life begins where the record ends, under names of its own. */
    o.shape = APP_SIM_REGISTER;
    r = simulate(&to, o, d.arena);
    assert_int_equal(count_of(r.done, r.n_done, "cluster.register"), o.clusters);
    assert_int_equal(r.refused, 0);
    desk_end(&d);
}

static void says_no(const app_sim_desk *to, app_sim_options o, const char *part) {
    base_arena *arena = base_arena_new((size_t)64 << 20);
    base_err e = {0};
    app_sim_report r;
    assert_false(app_simulate(to, &o, NULL, NULL, arena, &r, &e));
    if (strstr(e.en, part) == NULL) fail_msg("%s", e.en);
    assert_int_equal(r.commands, 0);
    base_arena_free(arena);
}

static void refuses_what_can_not_be(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SM3_SM2);
    core_world *w = begun_world(&d);
    app_sim_desk to = app_sim_in_memory(w, d.arena);
    app_sim_options o = options(1, 5, 256);
    says_no(&to, o, "no table of working days for 2027"); /* the table ends with 2026 */
    o.years = 1;
    o.group = APP_GROUP_MAX + 1;
    says_no(&to, o, "out of range");
    o.group = 1;
    o.begins = date_of("2022-12-31");
    says_no(&to, o, "before the last on record");
    o.begins = BASE_DATE_NONE;
    to.demonstration = false;
    says_no(&to, o, "real record");
    core_world_close(w);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_in_memory_and_on_record), cmocka_unit_test(rules_are_kept),
                                       cmocka_unit_test(same_seed_same_leaves), cmocka_unit_test(stops_and_goes_on),
                                       cmocka_unit_test(refuses_what_can_not_be)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
