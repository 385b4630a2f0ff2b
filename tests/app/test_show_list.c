/* test_show_list.c - lists page by page against the dossiers themselves, for every level; cursors; places; figures. */
#include "base/map.h"
#include "core/place.h"
#include "show_support.h"

/* ---- the register ---- */

typedef struct {
    base_arena *arena;
    base_map seen;
    size_t n;
} seen;

static bool see_row(void *ctx, const app_register_row *r) {
    seen *s = ctx;
    base_map_slot *slot = base_map_put(&s->seen, r->row->path);
    assert_int_equal(slot->value.num++, 0); /* no row comes twice */
    s->n++;
    return true;
}

static seen all_pages(country *c, app_list_query q, const app_viewer *v, size_t limit) {
    seen s = {.arena = c->desk.arena};
    app_page page = {.more = true};
    base_err e = {0};
    base_map_init(&s.seen, s.arena);
    q.limit = limit;
    while (page.more) {
        size_t before = s.n;
        if (!app_show_register(c->desk.app, &q, v, c->day, see_row, &s, &page, &e)) fail_msg("%s", e.en);
        assert_int_equal(page.n, s.n - before);
        assert_true(page.n <= limit);
        q.cursor = base_arena_str(s.arena, base_str_of(page.cursor));
        assert_int_equal(page.more, q.cursor.n > 0);
    }
    return s;
}

static bool belongs(country *c, const app_viewer *v, const core_case *root) {
    if (app_viewer_is_public(v)) return core_state(root)->is_public;
    return app_may_see_place(app_world(c->desk.app), v, c->day, field_text(root, "county"),
                             field_text(root, "channel")) == APP_SIGHT_FULL;
}

static void check_register(country *c, const names *all, const app_viewer *v, size_t limit, size_t *shown) {
    base_err e = {0};
    seen s = all_pages(c, (app_list_query){.limit = 0}, v, limit);
    size_t expected = 0, n = 0;
    bool exact = false;
    for (size_t i = 0; i < all->n; i++) {
        const core_case *root = app_load(c->desk.app, all->path[i], &e);
        bool wanted = belongs(c, v, root);
        expected += wanted;
        if (wanted != (base_map_get(&s.seen, all->path[i]) != NULL))
            fail_msg("%.*s %.*s: %.*s", (int)v->actor.level.n, v->actor.level.p, (int)v->actor.who.n, v->actor.who.p,
                     (int)all->path[i].n, all->path[i].p);
    }
    assert_int_equal(s.n, expected);
    app_list_query q = {.limit = 0};
    assert_true(app_count_register(c->desk.app, &q, v, c->day, 1000, &n, &exact, &e));
    assert_true(exact && n == expected);
    *shown += expected;
}

static void filters_hold(country *c, const names *all) {
    app_viewer v = viewer("ministry", "");
    base_err e = {0};
    seen province = all_pages(c, (app_list_query){.channel = BASE_STR("11")}, &v, 7);
    seen place = all_pages(c, (app_list_query){.place = BASE_STR("11")}, &v, 7);
    seen recognised = all_pages(c, (app_list_query){.state = BASE_STR("recognised")}, &v, 7);
    size_t reports = 0, lies = 0, are = 0;
    for (size_t i = 0; i < all->n; i++) {
        const core_case *root = app_load(c->desk.app, all->path[i], &e);
        const core_channel *ch = core_place_of(app_world(c->desk.app), root, c->day);
        reports += ch != NULL && base_str_is(ch->code, "11");
        lies += base_str_starts(field_text(root, "county"), BASE_STR("11"));
        are += base_str_is(core_state(root)->name, "recognised");
    }
    assert_true(province.n == reports && place.n == lies && recognised.n == are && are > 0);
}

static void cursors_are_held_to_their_question(country *c) {
    app_viewer v = viewer("ministry", ""), other = viewer("province", "11");
    app_list_query q = {.limit = 3};
    app_page page;
    base_err e = {0};
    seen s = {.arena = c->desk.arena};
    base_map_init(&s.seen, s.arena);
    assert_true(app_show_register(c->desk.app, &q, &v, c->day, see_row, &s, &page, &e));
    assert_true(page.more);
    q.cursor = base_str_of(page.cursor);
    assert_false(app_show_register(c->desk.app, &q, &other, c->day, see_row, &s, &page, &e));
    q.state = BASE_STR("candidate");
    assert_false(app_show_register(c->desk.app, &q, &v, c->day, see_row, &s, &page, &e));
    q.state = (base_str){NULL, 0};
    char text[APP_SHOW_CURSOR_MAX];
    memcpy(text, q.cursor.p, q.cursor.n);
    for (size_t i = 0; i < q.cursor.n; i++) {
        char was = text[i];
        text[i] = was == 'a' ? 'b' : 'a';
        app_list_query changed = {.limit = 3, .cursor = {text, q.cursor.n}};
        if (app_show_register(c->desk.app, &changed, &v, c->day, see_row, &s, &page, &e)) fail_msg("byte %zu", i);
        assert_int_equal(e.kind, BASE_ERR_INPUT);
        text[i] = was;
    }
}

/* ---- what waits ---- */

static size_t wait_below(country *c, const app_viewer *v, const core_case *x, base_map *rows) {
    const rules_state *s = core_state(x);
    rules_id level = rules_find_level(x->book, v->actor.level);
    bool waits = !s->rest && !s->end && level != RULES_NONE &&
                 (core_due_levels(x->book, x->kind, x->control.state) >> level & 1U) != 0;
    size_t n = waits;
    if (waits && base_map_get(rows, x->path) == NULL) fail_msg("%.*s waits", (int)x->path.n, x->path.p);
    for (const core_case *k = x->child; k != NULL; k = k->sibling) n += wait_below(c, v, k, rows);
    return n;
}

static base_str pair_of(country *c, app_word kind, app_word state) {
    return base_arena_fmt(c->desk.arena, "%.*s %.*s", (int)kind.name.n, kind.name.p, (int)state.name.n, state.name.p);
}

/* In which states something waits is told with any page, and is what all pages have. */
static void check_states(country *c, const app_viewer *v, const base_map *pairs, size_t n_pairs) {
    const app_list_query q = {.limit = 1, .state = BASE_STR("no_such_state"), .with_states = true};
    app_waiting_list l;
    base_err e = {0};
    assert_true(app_show_waiting(c->desk.app, &q, v, c->day, c->desk.arena, &l, &e));
    assert_int_equal(l.n, 0);
    assert_int_equal(l.n_states, n_pairs);
    for (size_t i = 0; i < l.n_states; i++)
        assert_non_null(base_map_get(pairs, pair_of(c, l.state[i].kind, l.state[i].state)));
}

static size_t check_waiting(country *c, const names *all, const app_viewer *v) {
    app_list_query q = {.limit = 2};
    base_map pairs;
    size_t n_pairs = 0;
    app_waiting_list l = {.page = {.more = true}};
    base_map rows;
    base_err e = {0};
    size_t n = 0, expected = 0;
    base_map_init(&rows, c->desk.arena);
    base_map_init(&pairs, c->desk.arena);
    while (l.page.more) {
        if (!app_show_waiting(c->desk.app, &q, v, c->day, c->desk.arena, &l, &e)) fail_msg("%s", e.en);
        assert_null(l.state);
        for (size_t i = 0; i < l.n; i++) {
            assert_int_equal(base_map_put(&rows, l.row[i].path)->value.num++, 0);
            n_pairs += base_map_put(&pairs, pair_of(c, l.row[i].kind, l.row[i].state))->value.num++ == 0;
        }
        n += l.n;
        q.cursor = base_arena_str(c->desk.arena, base_str_of(l.page.cursor));
    }
    for (size_t i = 0; i < all->n; i++) {
        const core_case *root = app_load(c->desk.app, all->path[i], &e);
        if (belongs(c, v, root)) expected += wait_below(c, v, root, &rows);
    }
    /* what belongs to no dossier (a round that is open) waits, too */
    assert_true(n >= expected && n <= expected + 3);
    check_states(c, v, &pairs, n_pairs);
    return n;
}

/* ---- rounds, figures ---- */

static void places_are_counted(country *c) {
    app_viewer ministry = viewer("ministry", ""), province = viewer("province", "11"), open = the_public();
    app_rounds r;
    base_err e = {0};
    int64_t used = 0;
    assert_true(app_show_rounds(c->desk.app, &ministry, c->day, c->desk.arena, &r, &e));
    assert_true(r.n > 0 && r.round[0].n_places == 37);
    for (size_t i = 0; i < r.n; i++) {
        for (size_t k = 0; k < r.round[i].n_places; k++) {
            assert_true(r.round[i].place[k].places < 0 || r.round[i].place[k].used <= r.round[i].place[k].places);
            used += r.round[i].place[k].used;
        }
    }
    assert_true(used > 0);
    assert_true(app_show_rounds(c->desk.app, &province, c->day, c->desk.arena, &r, &e));
    assert_int_equal(r.round[0].n_places, 1);
    assert_true(app_show_rounds(c->desk.app, &open, c->day, c->desk.arena, &r, &e));
    assert_true(r.n > 0 && r.round[0].n_places == 0);
}

typedef struct {
    size_t groups;
    uint64_t sum;
} counted;

static bool count_group(void *ctx, base_str code, base_str name, const uint32_t *n) {
    counted *k = ctx;
    (void)name;
    assert_true(code.n > 0 || k->groups == 0); /* only the first region has no code */
    k->groups++;
    for (size_t s = 0; s < APP_FIGURE_STATES; s++) k->sum += n[s];
    return true;
}

static counted counted_by(const country *c, const app_figures *f, enum app_figures_by by) {
    counted k = {.groups = 0};
    app_figures_each(app_world(c->desk.app), f, by, true, count_group, &k);
    return k;
}

static void figures_add_up(country *c, const names *all) {
    app_figures *f = base_arena_alloc(c->desk.arena, sizeof *f);
    base_err e = {0};
    uint64_t states = 0, provinces = 0, industries = 0;
    assert_true(app_show_figures(c->desk.app, c->day, f, &e));
    assert_int_equal(f->total, all->n);
    for (size_t s = 0; s < APP_FIGURE_STATES; s++) {
        states += f->state[s];
        for (size_t i = 0; i < 100; i++) provinces += f->province[i][s];
        for (size_t i = 0; i < 26; i++) industries += f->industry[i][s];
    }
    assert_true(states == all->n && provinces == all->n && industries == all->n);
    for (enum app_figures_by by = APP_BY_PROVINCE; by <= APP_BY_REGION; by++)
        assert_int_equal(counted_by(c, f, by).sum, all->n);
    const counted rounds = counted_by(c, f, APP_BY_ROUND), years = counted_by(c, f, APP_BY_YEAR);
    assert_true(rounds.sum > 0 && years.sum > 0 && rounds.groups == f->n_rounds); /* some were taken over */
    assert_int_equal(f->region[CORE_REGION_NONE][0], 0);
}

static void lists_are_the_dossiers(void **state) {
    (void)state;
    country c = {0};
    size_t shown = 0, waits = 0;
    country_begin(&c, 120, 2, 11);
    names all = all_dossiers(&c);
    const core_case *first = app_load(c.desk.app, all.path[0], NULL);
    base_str county = base_arena_str(c.desk.arena, field_text(first, "county"));
    const core_divisions *d = core_world_divisions(app_world(c.desk.app));
    base_str channel = core_division_channel(d, county)->code;
    const app_viewer by[] = {viewer("ministry", ""),
                             the_public(),
                             an_auditor(),
                             {.actor = {BASE_STR("county"), county}},
                             {.actor = {BASE_STR("province"), channel}},
                             viewer("province", "66")};
    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        check_register(&c, &all, &by[i], i % 2 == 0 ? 7 : 50, &shown);
        if (!by[i].reads_all && !app_viewer_is_public(&by[i])) waits += check_waiting(&c, &all, &by[i]);
    }
    assert_true(shown > 2 * all.n && waits > 0);
    filters_hold(&c, &all);
    cursors_are_held_to_their_question(&c);
    places_are_counted(&c);
    figures_add_up(&c, &all);
    desk_end(&c.desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lists_are_the_dossiers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
