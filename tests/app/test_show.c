/* test_show.c - what is shown of dossiers, and to whom: jurisdiction as a matrix; what is said to be open is granted,
 * what is said to be closed is refused by the same articles; nothing that is not public is shown to the public. */
#include <time.h>

#include "show_support.h"

/* ---- jurisdiction ---- */

static void only_the_own_is_seen(void **state) {
    static const struct {
        const char *level, *who;
        enum app_sight own, other_county, other_city, planned, abroad, corps;
    } row[] = {
        {"ministry", "", APP_SIGHT_FULL, APP_SIGHT_FULL, APP_SIGHT_FULL, APP_SIGHT_FULL, APP_SIGHT_FULL,
         APP_SIGHT_FULL},
        {"province", "33", APP_SIGHT_FULL, APP_SIGHT_FULL, APP_SIGHT_FULL, APP_SIGHT_NONE, APP_SIGHT_NONE,
         APP_SIGHT_NONE},
        {"province", "3302", APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_FULL, APP_SIGHT_NONE,
         APP_SIGHT_NONE},
        {"province", "66", APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE,
         APP_SIGHT_FULL},
        {"province", "65", APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE,
         APP_SIGHT_NONE},
        {"county", "330106", APP_SIGHT_FULL, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE,
         APP_SIGHT_NONE},
        {"county", "330212", APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_FULL, APP_SIGHT_NONE,
         APP_SIGHT_NONE},
        {"county", "", APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE},
        {"public", "", APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE},
        {"", "", APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE},
        {"nobody", "330106", APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE, APP_SIGHT_NONE,
         APP_SIGHT_NONE},
    };
    static const char *const place[] = {"330106", "330108", "330702", "330212", "320102", "659001"};
    (void)state;
    desk d = {0};
    base_date day = BASE_DATE_NONE;
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_READ);
    assert_true(base_date_parse(BASE_STR("2024-05-06"), &day, NULL));
    const core_world *w = app_world(d.app);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        app_viewer v = viewer(row[i].level, row[i].who);
        const enum app_sight want[] = {row[i].own,     row[i].other_county, row[i].other_city,
                                       row[i].planned, row[i].abroad,       row[i].corps};
        for (size_t k = 0; k < 6; k++) {
            enum app_sight got = app_may_see_place(w, &v, day, base_str_of(place[k]), (base_str){NULL, 0});
            if (got != want[k]) fail_msg("%s %s: %s: %d", row[i].level, row[i].who, place[k], got);
        }
    }
    app_viewer auditor = an_auditor(), province = viewer("province", "33");
    assert_int_equal(app_may_see_place(w, &auditor, day, BASE_STR("330106"), (base_str){NULL, 0}), APP_SIGHT_FULL);
    /* a recognition taken over without a county stands under its channel */
    assert_int_equal(app_may_see_place(w, &province, day, (base_str){NULL, 0}, BASE_STR("33")), APP_SIGHT_FULL);
    assert_int_equal(app_may_see_place(w, &province, day, (base_str){NULL, 0}, BASE_STR("32")), APP_SIGHT_NONE);
    desk_end(&d);
}

/* ---- the public ---- */

static void check_public_case(const app_case_view *c) {
    assert_int_equal(c->sight, APP_SIGHT_PUBLIC);
    assert_true(c->state_is_public || c->self->parent == NULL);
    assert_null(c->assessment);
    assert_int_equal(c->draft_version, 0);
    assert_int_equal(c->n_marks, 0);
    assert_true(c->n_fields == 0 || c->self->parent == NULL);
    for (size_t i = 0; i < c->n_fields; i++) {
        assert_false(base_str_is(c->field[i].field.name, "pooled"));
        assert_false(base_str_is(c->field[i].field.name, "provincial"));
    }
}

static void check_public_steps(const app_timeline *t) {
    for (size_t i = 0; i < t->n; i++) {
        assert_true(t->step[i].has_state && t->step[i].state_is_public);
        assert_int_equal(t->step[i].n_said, 0);
        assert_true(i == 0 || t->step[i].seq < t->step[i - 1].seq);
        assert_false(base_str_is(t->step[i].kind.name, "incident"));
    }
}

static void nothing_else_is_public(country *c, const names *all) {
    app_viewer v = the_public();
    size_t shown = 0, steps = 0;
    for (size_t i = 0; i < all->n; i++) {
        base_err e = {0};
        app_dossier d;
        bool found = false;
        base_arena_reset(c->desk.scratch);
        if (!app_show_dossier(c->desk.app, all->path[i], &v, c->day, c->desk.scratch, &d, &found, &e))
            fail_msg("%s", e.en);
        const core_case *root = app_load(c->desk.app, all->path[i], &e);
        assert_int_equal(found, app_case_is_public(root));
        if (!found) continue;
        shown++;
        steps += d.timeline.n;
        assert_int_equal(d.due.n + d.n_files + d.n_others, 0);
        for (size_t k = 0; k < d.n_cases; k++) check_public_case(&d.item[k]);
        for (size_t k = 0; k < d.n_options; k++) assert_int_not_equal(d.option[k].open, APP_CLOSED);
        check_public_steps(&d.timeline);
    }
    assert_true(shown > 10 && shown < all->n && steps > shown);
}

/* ---- how long a recognition holds ---- */

static void check_term(country *c, const core_case *root, enum app_sight sight, unsigned seen[APP_TERM_ENDED + 1]) {
    app_term t;
    const rules_id f = rules_find_field(core_kind(root), BASE_STR("valid_until"));
    const bool known = root->field[f].set;
    app_term_of(root, sight, c->day, &t);
    seen[t.is]++;
    if (base_str_is(core_state(root)->name, "recognised")) {
        assert_int_equal(t.is, c->day <= (base_date)root->field[f].n ? APP_TERM_RUNS : APP_TERM_OVER);
        assert_int_equal(t.ended, BASE_DATE_NONE);
        return;
    }
    assert_int_equal(t.is, known ? APP_TERM_ENDED : APP_TERM_NONE);
    if (!known) return;
    assert_int_equal(t.ended, root->entered[root->control.state]);
    assert_true(base_str_is(t.action.name, "revoke"));
    const base_str head = BASE_STR("第十七条");
    assert_true(base_str_starts(t.article, head) && (t.article.n > head.n) == (sight == APP_SIGHT_FULL));
}

/* On its last day a term still runs, on the next it is over, whoever decided what by then. */
static void terms_end(country *c, const names *all) {
    unsigned seen[APP_TERM_ENDED + 1] = {0};
    base_err e = {0};
    for (size_t i = 0; i < all->n; i++) {
        const core_case *root = app_load(c->desk.app, all->path[i], &e);
        check_term(c, root, APP_SIGHT_FULL, seen);
        check_term(c, root, APP_SIGHT_PUBLIC, seen);
        app_term t;
        const rules_id f = rules_find_field(core_kind(root), BASE_STR("valid_until"));
        if (!base_str_is(core_state(root)->name, "recognised")) continue;
        const base_date last = (base_date)root->field[f].n;
        app_term_of(root, APP_SIGHT_FULL, last, &t);
        assert_int_equal(t.is, APP_TERM_RUNS);
        app_term_of(root, APP_SIGHT_FULL, last + 1, &t);
        assert_int_equal(t.is, APP_TERM_OVER);
    }
    assert_true(seen[APP_TERM_NONE] > 0 && seen[APP_TERM_RUNS] > 0 && seen[APP_TERM_ENDED] > 0);
}

/* ---- what is open ---- */

static base_str value_for(const app_arg *a, base_date day, base_arena *arena) {
    base_buf b;
    if (a->n_choices > 0) return a->choice[0].name;
    switch (a->type) {
    case RULES_V_DATE:
        base_buf_init(&b, 32);
        base_date_put(&b, day);
        base_str s = base_arena_str(arena, base_buf_str(&b));
        base_buf_free(&b);
        return s;
    case RULES_V_MONTH_DAY: return BASE_STR("04-30");
    case RULES_V_NUMBER: return BASE_STR("5");
    case RULES_V_YESNO: return BASE_STR("yes");
    case RULES_V_DIVISION: return BASE_STR("330106");
    case RULES_V_CODE: return BASE_STR("I6540");
    case RULES_V_TEXT:
    case RULES_V_CHOICE: break;
    }
    return BASE_STR("测试");
}

static app_answer try_option(country *c, const app_viewer *v, const app_option *o, base_arena *arena) {
    core_arg *arg = base_arena_array(arena, o->n_args, sizeof *arg);
    app_request r = {.command = {.actor = v->actor,
                                 .today = c->day,
                                 .action = o->action.name,
                                 .target = &o->target,
                                 .n_targets = 1,
                                 .arg = arg}};
    app_answer answer;
    for (size_t i = 0; i < o->n_args; i++) {
        if (!o->arg[i].required) continue;
        arg[r.command.n_args++] = (core_arg){o->arg[i].arg.name, value_for(&o->arg[i], c->day, arena)};
    }
    app_submit(c->desk.app, &r, 1, &answer, arena);
    return answer;
}

static bool cites(const app_answer *a, const core_refusal *r) {
    for (size_t i = 0; i < a->answer.n_refusals; i++) {
        const core_refusal *x = &a->answer.refusal[i];
        if (x->why == r->why && base_str_eq(x->cite, r->cite) && base_str_eq(x->label.zh, r->label.zh)) return true;
    }
    return false;
}

typedef struct {
    size_t open, wants, fills, closed, with_conditions, judgements, clean;
} tally;

/* A judgement is awaited where the assessment that is told beside it says so. */
static void check_awaited(const app_dossier *d, const app_option *o, tally *t) {
    for (size_t i = 0; i < o->n_args; i++) {
        const core_assessment *as = NULL;
        if (o->arg[i].kind != APP_ARG_JUDGEMENT) continue;
        for (size_t k = 0; k < d->n_cases; k++)
            if (base_str_eq(d->item[k].path, o->target)) as = d->item[k].assessment;
        const rules_id c = as != NULL ? rules_find_criterion(as->standard, o->arg[i].arg.name) : RULES_NONE;
        const bool awaited = c != RULES_NONE && as->settled[c] == RULES_AWAITS_JUDGEMENT;
        assert_int_equal(o->arg[i].awaited, awaited);
        t->judgements++;
    }
}

/* The mark that a case is clean, and what is told of each veto: one thing. */
static void check_vetoes(const app_case_view *c, tally *t) {
    const core_assessment *as = c->assessment;
    const rules_case *k = core_kind(c->self);
    bool asked = false, clean = false, met = true;
    for (rules_id i = 0; i < k->n_marks; i++) asked = asked || base_str_is(k->mark[i].name, "clean");
    if (as == NULL || !asked) return;
    for (size_t i = 0; i < c->n_marks; i++) clean = clean || base_str_is(c->mark[i].mark.name, "clean");
    for (size_t i = 0; i < as->standard->n_criteria; i++) {
        if (as->standard->criterion[i].kind == RULES_VETO) met = met && as->settled[i] == RULES_MET;
    }
    assert_int_equal(met, clean);
    t->clean += clean;
}

static void check_closed(country *c, const app_viewer *v, const app_option *o, base_arena *arena) {
    assert_true(o->n_reasons > 0);
    app_answer a = try_option(c, v, o, arena);
    if (a.result != APP_REFUSED)
        fail_msg("%.*s %.*s is told as closed", (int)o->action.name.n, o->action.name.p, (int)o->target.n, o->target.p);
    for (size_t i = 0; i < o->n_reasons; i++) {
        if (!cites(&a, &o->reason[i]))
            fail_msg("%.*s: %.*s is not among the refusals", (int)o->action.name.n, o->action.name.p,
                     (int)o->reason[i].label.en.n, o->reason[i].label.en.p);
    }
}

/* Where no condition rests on the arguments it must be granted; else what refuses it must be such a condition. */
static void check_open(country *c, const app_viewer *v, const app_option *o, base_arena *arena) {
    app_answer a = try_option(c, v, o, arena);
    if (a.result == APP_GRANTED) return;
    if (a.result == APP_FAILED) fail_msg("%s", a.error.en);
    for (size_t i = 0; i < a.answer.n_refusals; i++) {
        const core_refusal *r = &a.answer.refusal[i];
        bool told = r->why == CORE_WHY_COMMAND && o->n_args > 0;
        for (size_t k = 0; k < o->n_reasons; k++) told = told || base_str_eq(r->label.zh, o->reason[k].label.zh);
        if (!told)
            fail_msg("%.*s %.*s is told as open: %.*s (%.*s)", (int)o->action.name.n, o->action.name.p,
                     (int)o->target.n, o->target.p, (int)r->label.en.n, r->label.en.p, (int)r->detail.en.n,
                     r->detail.en.p);
    }
}

static void check_dossier(country *c, const app_viewer *v, base_str path, size_t turn, tally *t) {
    base_err e = {0};
    app_dossier d;
    bool found = false;
    base_arena *arena = c->desk.scratch;
    base_arena_reset(arena);
    if (!app_show_dossier(c->desk.app, path, v, c->day, arena, &d, &found, &e)) fail_msg("%s", e.en);
    if (!found) return;
    const app_option *chosen = NULL;
    size_t open = 0;
    for (size_t i = 0; i < d.n_cases; i++) check_vetoes(&d.item[i], t);
    for (size_t i = 0; i < d.n_options; i++) {
        const app_option *o = &d.option[i];
        t->open += o->open == APP_OPEN;
        t->wants += o->open == APP_OPEN_WANTS;
        t->fills += o->open == APP_OPEN_FILLS;
        t->closed += o->open == APP_CLOSED;
        t->with_conditions += o->open == APP_OPEN_WANTS && o->n_reasons > 0;
        check_awaited(&d, o, t);
        if (o->open == APP_CLOSED) check_closed(c, v, o, arena);
        if (o->open == APP_OPEN || o->open == APP_OPEN_WANTS) {
            if (chosen == NULL || open % 5 == turn % 5) chosen = o;
            open++;
        }
    }
    if (chosen != NULL) check_open(c, v, chosen, arena); /* the last, since it moves the dossier on */
}

static void what_is_told_comes_true(country *c, const names *all) {
    tally t = {0};
    base_err e = {0};
    for (size_t i = 0; i < all->n; i++) {
        const core_case *root = app_load(c->desk.app, all->path[i], &e);
        base_str county = base_arena_str(c->desk.arena, field_text(root, "county"));
        const core_channel *ch = core_division_channel(core_world_divisions(app_world(c->desk.app)), county);
        const app_viewer by[] = {{.actor = {BASE_STR("county"), county}},
                                 {.actor = {BASE_STR("province"), ch != NULL ? ch->code : BASE_STR("33")}},
                                 {.actor = {BASE_STR("ministry"), {NULL, 0}}},
                                 {.actor = {BASE_STR("public"), {NULL, 0}}}};
        for (size_t k = 0; k < 4; k++) check_dossier(c, &by[(k + i) % 4], all->path[i], i + k, &t);
    }
    if (!(t.clean > 20 && t.judgements > 50 && t.open > 50 && t.wants > 200 && t.closed > 1000 &&
          t.with_conditions > 50))
        fail_msg("open %zu, wants %zu, fills %zu, closed %zu, with conditions %zu", t.open, t.wants, t.fills, t.closed,
                 t.with_conditions);
}

/* ---- as JSON, and how long it takes ---- */

static void is_whole_json(country *c, const names *all) {
    app_viewer v = an_auditor();
    base_buf b;
    base_buf_init(&b, (size_t)8 << 20);
    for (size_t i = 0; i < all->n; i += 3) {
        base_err e = {0};
        app_dossier d;
        bool found = false;
        base_json j;
        base_arena_reset(c->desk.scratch);
        base_buf_clear(&b);
        assert_true(app_show_dossier(c->desk.app, all->path[i], &v, c->day, c->desk.scratch, &d, &found, &e));
        assert_true(found);
        assert_int_equal(d.n_options, 0); /* who reads everything acts in nothing */
        assert_true(d.timeline.n > 0);
        base_json_init(&j, &b);
        app_put_dossier(&j, &d);
        assert_true(base_json_done(&j));
    }
    base_buf_free(&b);
}

static void dossiers_are_shown(void **state) {
    (void)state;
    country c = {0};
    country_begin(&c, 150, 4, 7);
    names all = all_dossiers(&c);
    nothing_else_is_public(&c, &all);
    terms_end(&c, &all);
    is_whole_json(&c, &all);
    what_is_told_comes_true(&c, &all);
    desk_end(&c.desk);
}

/* ---- experts, time lines by pages ---- */

static void a_time_line_goes_on(void **state) {
    (void)state;
    country c = {0};
    base_err e = {0};
    country_begin(&c, 40, 3, 3);
    names all = all_dossiers(&c);
    app_viewer v = viewer("ministry", "");
    for (size_t i = 0; i < all.n; i++) {
        const core_case *root = app_load(c.desk.app, all.path[i], &e);
        app_timeline whole, part = {.before = UINT64_MAX, .more = true};
        assert_true(
            app_show_timeline(c.desk.app, root, &v, c.day, UINT64_MAX, APP_SHOW_STEPS_MAX, c.desk.arena, &whole, &e));
        assert_false(whole.more);
        size_t at = 0;
        while (part.more) {
            assert_true(app_show_timeline(c.desk.app, root, &v, c.day, part.before, 3, c.desk.arena, &part, &e));
            for (size_t k = 0; k < part.n; k++, at++) {
                assert_int_equal(part.step[k].seq, whole.step[at].seq);
                assert_true(base_str_eq(part.step[k].state.name, whole.step[at].state.name));
            }
        }
        assert_int_equal(at, whole.n);
        /* the newest step of each case leaves it as it stands */
        for (size_t k = 0; k < whole.n; k++) {
            const core_case *x = core_world_find(app_world(c.desk.app), whole.step[k].path, c.day, c.desk.arena);
            bool newest = x != NULL && x->parent != NULL;
            for (size_t m = 0; m < k; m++) newest = newest && !base_str_eq(whole.step[m].path, whole.step[k].path);
            if (newest) assert_true(base_str_eq(whole.step[k].state.name, core_state(x)->name));
        }
    }
    desk_end(&c.desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(only_the_own_is_seen), cmocka_unit_test(a_time_line_goes_on),
                                       cmocka_unit_test(dossiers_are_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
