/* Every real step has its abstract step: random lives of random clusters under the national rulebook, decided and
 * folded for real, are followed in the prover's abstraction. After every granted step, the abstraction of the dossier
 * after must be among the abstract successors of the abstraction before: first time passes, then the same action acts.
 */
#include "prove_support.h"

#include "core/prove_play_i.h"

enum { RUNS = 160, TRIES = 240, SLICES = 8 };

static size_t below(prng *r, size_t n) { return n == 0 ? 0 : (size_t)(prng_next(r) % n); }

/* ---- slices ---- */

typedef struct {
    core_pv_slice slice;
    core_pv_space sp;
    core_pv_walk walk;
    size_t steps, by_ghost, waited;
} followed;

typedef struct {
    base_arena *arena, *scratch;
    const rules_book *book;
    core_pv_model *m;
    followed f[SLICES];
    /* of the search for one step */
    uint32_t want;
    bool found;
    rules_id action;
    uint32_t *queue;
    size_t n_queue, cap_queue;
    size_t *done; /* [n_actions] */
} bench;

static uint32_t bit_of(const rules_book *b, const char *kind) {
    rules_id k = rules_find_case(b, base_str_of(kind));
    assert_int_not_equal(k, RULES_NONE);
    return UINT32_C(1) << k;
}

static bool look(void *ctx, const core_pv_step *s) {
    bench *x = ctx;
    if (s->action == x->action && s->to == x->want) x->found = true;
    if (s->action != RULES_NONE) return !x->found;
    for (size_t i = 0; i < x->n_queue; i++) {
        if (x->queue[i] == s->to) return !x->found;
    }
    x->queue = base_arena_grow(x->arena, x->queue, x->n_queue, &x->cap_queue, sizeof *x->queue);
    x->queue[x->n_queue++] = s->to;
    return !x->found;
}

static void open_slices(bench *x) {
    static const struct {
        const char *kind, *more[4];
        unsigned stages;
    } wanted[SLICES] = {
        {"application", {NULL}, 0},
        {"application", {NULL}, 1},
        {"application", {NULL}, 2},
        {"application", {"objection", "incident", NULL}, 1},
        {"revocation", {"reexamination", "application", NULL}, 0},
        {"revocation", {"supervision", "incident", "change", NULL}, 2},
        {"reexam_objection", {"application", NULL}, 2},
        {"annual_report", {"support", "task", "service_body", NULL}, 2},
    };
    for (size_t i = 0; i < SLICES; i++) {
        followed *f = &x->f[i];
        rules_proof p = {
            .form = RULES_P_REST, .kase = rules_find_case(x->book, base_str_of(wanted[i].kind)), .guard = RULES_NONE};
        uint32_t more = 0;
        for (size_t k = 0; k < 4 && wanted[i].more[k] != NULL; k++) more |= bit_of(x->book, wanted[i].more[k]);
        assert_true(core_pv_slice_first(&f->slice, x->m, x->arena, &p));
        unsigned stage = 0;
        if (more != 0) core_pv_slice_grow(&f->slice, &p, more, &stage);
        for (unsigned k = 0; k < wanted[i].stages; k++) {
            stage = k;
            core_pv_slice_grow(&f->slice, &p, 0, &stage);
        }
        core_pv_space_init(&f->sp, &f->slice, x->arena, x->scratch);
        core_pv_walk_init(&f->walk, &f->sp, look, x);
    }
}

/* ---- the check of one step ---- */

static uint32_t abstraction(bench *x, followed *f, const core_world *w, const core_case *cluster, base_date day) {
    if (cluster == NULL) return 0;
    base_arena *a = base_arena_new((size_t)1 << 26);
    uint32_t id = core_pv_abstract(&f->sp, w, cluster, day, a);
    base_arena_free(a);
    (void)x;
    return id;
}

/* From `from`, by what nobody does, to `to`. */
static bool time_leads(bench *x, followed *f, uint32_t from, uint32_t to) {
    x->action = RULES_NONE;
    x->want = to;
    x->found = from == to;
    x->n_queue = 0;
    x->queue = base_arena_grow(x->arena, x->queue, x->n_queue, &x->cap_queue, sizeof *x->queue);
    x->queue[x->n_queue++] = from;
    for (size_t i = 0; i < x->n_queue && !x->found && from != 0 && i < 3000; i++) {
        f->walk.stopped = false;
        core_pv_steps_of_time(&f->walk, x->queue[i]);
    }
    return x->found;
}

static bool action_leads(bench *x, followed *f, uint32_t from, uint32_t to, rules_id action) {
    x->action = action;
    x->want = to;
    x->found = false;
    f->walk.stopped = false;
    core_pv_steps_by(&f->walk, from, action);
    return x->found;
}

/* Whether the acting case is one that the abstraction before knows: followed, and with all that it lies in kept. */
static bool is_known(const followed *f, const core_case *c, rules_id kind) {
    if (!core_pv_follows(&f->slice, kind)) return false;
    for (; c != NULL; c = c->parent) {
        core_pv_conf look_at = {.kind = c->kind, .control = c->control};
        if (!core_pv_kept(&f->slice, &look_at)) return false;
    }
    return true;
}

typedef struct {
    uint32_t before[SLICES]; /* of the acting cluster, on the day before the step */
    uint32_t at[SLICES];     /* on the day of the step */
    bool known[SLICES];
} photograph;

static const core_case *root_at(core_pv_script *s, base_str path) {
    base_str rest, head = base_str_cut(path, '/', &rest);
    const core_case *c = core_world_find(core_pv_script_world(s), head, s->today, s->arena);
    return c != NULL && c->kind == s->m->book->cluster ? c : NULL;
}

static void fail_step(bench *x, size_t i, const core_pv_script *s, const char *what) {
    base_str all = core_pv_script_text(s, (base_str){NULL, 0}, x->arena);
    (void)fprintf(stderr, "%.*s", (int)all.n, all.p);
    fail_msg("slice %zu: %s", i, what);
}

static void check_other(bench *x, core_pv_script *s, const core_case *c, base_date was, const uint32_t *before) {
    for (size_t i = 0; i < SLICES; i++) {
        uint32_t now = abstraction(x, &x->f[i], core_pv_script_world(s), c, s->today);
        (void)was;
        if (!time_leads(x, &x->f[i], before[i], now))
            fail_step(x, i, s, "a step elsewhere changed more than time and the round can");
        x->f[i].waited++;
    }
}

static void check_acting(bench *x, core_pv_script *s, const core_case *root, rules_id action, const photograph *p) {
    for (size_t i = 0; i < SLICES; i++) {
        followed *f = &x->f[i];
        uint32_t now = abstraction(x, f, core_pv_script_world(s), root, s->today);
        if (!time_leads(x, f, p->before[i], p->at[i]))
            fail_step(x, i, s, "time alone does not lead to the day of the step");
        bool led = action_leads(x, f, p->at[i], now, action);
        if (p->known[i] && !led) fail_step(x, i, s, "the last step has no abstract step");
        if (!p->known[i] && !led && p->at[i] != now)
            fail_step(x, i, s, "a case that is not followed did what it can not");
        f->steps += p->known[i];
        f->by_ghost += !p->known[i] && led;
    }
}

/* ---- random lives ---- */

typedef struct {
    const core_case *c[200];
    size_t n;
} cases;

static void gather_below(cases *l, const core_case *c) {
    if (l->n == 200) return;
    l->c[l->n++] = c;
    for (const core_case *k = c->child; k != NULL; k = k->sibling) gather_below(l, k);
}

static void gather(core_pv_script *s, cases *l) {
    l->n = 0;
    for (rules_id k = 0; k < s->m->book->n_cases; k++) {
        for (const core_case *c = core_world_first(core_pv_script_world(s), k); c != NULL; c = c->next)
            gather_below(l, c);
    }
}

/* A day: often the same, often just where a date that matters is reached or over. */
static void pass_time(bench *x, core_pv_script *s, prng *r, const cases *l) {
    base_date last;
    base_err e = {0};
    assert_true(base_date_make(2026, 11, 1, &last, &e));
    base_date to = s->today;
    size_t how = below(r, 24);
    if (how == 0) to += (base_date)below(r, 12);
    if (how == 1) to += (base_date)below(r, 200);
    if (how < 5 && how > 1 && l->n > 0) {
        const core_case *c = l->c[below(r, l->n)];
        rules_id v = (rules_id)below(r, x->m->n_vars);
        base_arena *a = base_arena_new((size_t)1 << 26);
        core_view view = core_pv_view_at(s, c->kind, c->path, a);
        bool fits = x->m->var[v].sort == CORE_PV_DATE && x->m->var[v].asker == c->kind;
        base_date d = fits ? core_observe_date(&view, x->m->var[v].date) : BASE_DATE_NONE;
        if (d != BASE_DATE_NONE) to = d + (base_date)below(r, 2);
        base_arena_free(a);
    }
    if (to > s->today && to < last) s->today = to;
}

static size_t random_wish(bench *x, prng *r, core_pv_choice *choice) {
    size_t n = 0;
    for (rules_id v = 0; v < x->m->n_vars; v++) {
        uint8_t value[65];
        if (below(r, 8) != 0 || x->m->var[v].sort == CORE_PV_OTHER) continue;
        size_t k = core_pv_domain(x->m, &x->m->var[v], value);
        choice[n++] = (core_pv_choice){.key = v, .value = value[below(r, k)]};
    }
    return n;
}

static base_str random_target(bench *x, core_pv_script *s, prng *r, const cases *l, rules_id action) {
    const rules_book *b = x->book;
    const rules_action *a = &b->action[action];
    const rules_case *k = &b->kase[a->kase];
    base_str fits[200];
    size_t n = 0, clusters = 0;
    for (size_t i = 0; i < l->n; i++) {
        const core_case *c = l->c[i];
        clusters += c->kind == b->cluster;
        if (!a->creates && c->kind == a->kase && (a->from >> c->control.state & 1U) != 0) fits[n++] = c->path;
        if (a->creates && k->parent == c->kind && n < 199) fits[n++] = core_pv_name(s, a->kase, c->path);
        if (!a->creates && k->expected && k->parent == c->kind && n < 199) {
            fits[n++] = base_arena_fmt(s->arena, "%.*s/%.*s%u", (int)c->path.n, c->path.p, (int)k->expected_prefix.n,
                                       k->expected_prefix.p, 2022U + (unsigned)below(r, 4));
        }
    }
    if (a->creates && k->parent == RULES_NONE && (a->kase != b->cluster || clusters < 3))
        fits[n++] = core_pv_name(s, a->kase, (base_str){NULL, 0});
    return n > 0 ? base_arena_str(s->arena, fits[below(r, n)]) : (base_str){NULL, 0};
}

static base_str random_round(bench *x, prng *r, const cases *l) {
    base_str found = {NULL, 0};
    for (size_t i = 0; i < l->n; i++) {
        if (l->c[i]->kind == x->book->round && (found.n == 0 || below(r, 3) != 0))
            found = l->c[i]->path; /* mostly the newest */
    }
    return found;
}

static void photograph_all(bench *x, core_pv_script *s, const cases *l, base_date day, uint32_t (*out)[SLICES]) {
    for (size_t k = 0; k < l->n; k++) {
        for (size_t i = 0; i < SLICES && l->c[k]->kind == x->book->cluster; i++) {
            out[k][i] = abstraction(x, &x->f[i], core_pv_script_world(s), l->c[k], day);
        }
    }
}

static bool is_among(base_str name, const char *const *list) {
    for (; *list != NULL; list++) {
        if (base_str_is(name, *list)) return true;
    }
    return false;
}

/* Steps that end a life early, or that any number of would prove nothing more, are taken seldom. */
static bool is_passed_over(const rules_book *b, rules_id action, prng *r) {
    static const char *const setback[] = {"withdraw",    "disqualify",         "refuse",
                                          "decline",     "not_recommend",      "return",
                                          "end_loading", "confirm_incident",   "withdraw_provincial",
                                          "fail",        "publish_round",      "close_round",
                                          "revoke",      "propose_revocation", "drop_revocation",
                                          NULL};
    static const char *const idle[] = {"task", "support", "service_body", "practice", "programme", NULL};
    static const char *const idle_action[] = {"rename",         "succeed_division", "enter_pool",
                                              "clear_incident", "register",         NULL};
    const rules_action *a = &b->action[action];
    if (is_among(a->name, setback) && below(r, 8) != 0) return true;
    return (is_among(b->kase[a->kase].name, idle) || is_among(a->name, idle_action)) && below(r, 12) != 0;
}

/* Of several actions that some case could take by its state, the one done least so far. */
static rules_id random_action(bench *x, prng *r, const cases *l) {
    const rules_book *b = x->book;
    rules_id best = (rules_id)below(r, b->n_actions);
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < 24; i++) {
        rules_id action = (rules_id)below(r, b->n_actions);
        const rules_action *a = &b->action[action];
        bool fits = b->kase[a->kase].expected && below(r, 3) == 0;
        for (size_t k = 0; k < l->n && !fits; k++) {
            const core_case *c = l->c[k];
            fits = a->creates ? b->kase[a->kase].parent == c->kind || a->kase == b->round ||
                                    (a->kase == b->cluster && l->n < 30)
                              : a->kase == c->kind && (a->from >> c->control.state & 1U) != 0;
        }
        if (!fits || x->done[action] >= least || below(r, 6) == 0 || is_passed_over(b, action, r)) continue;
        least = x->done[action];
        best = action;
    }
    return best;
}

/* A life that begins late: a recognition in its last year and a round that re-examines. */
static void begin_late(bench *x, core_pv_script *s, prng *r) {
    base_buf b;
    base_buf_init(&b, 1000);
    core_pv_line l = {.today = s->today, .level = BASE_STR("ministry"), .path = BASE_STR("old")};
    base_buf_fmt(&b, "take_over old name=甲 announcement=一 announced=2020-06-01 county=%.*s valid_until=2023-%02d-15",
                 (int)s->county.n, s->county.p, 4 + (int)below(r, 6));
    l.text = base_arena_str(s->arena, base_buf_str(&b));
    l.action = rules_find_action(x->book, x->book->cluster, BASE_STR("take_over"));
    assert_true(core_pv_script_try(s, l));
    base_buf_clear(&b);
    base_buf_fmt(&b, "open_round late closes=2023-%02d-20 reexamination=yes notice_passed=%s quota=9 quota_separate=9",
                 5 + (int)below(r, 4), below(r, 2) != 0 ? "yes" : "no");
    l.text = base_arena_str(s->arena, base_buf_str(&b));
    l.path = BASE_STR("late");
    assert_true(core_pv_script_try(s, l));
    base_buf_free(&b);
}

static size_t live(bench *x, prng *r) {
    core_pv_script s;
    core_prove_options o = options(x->arena);
    base_arena *arena = base_arena_new((size_t)1 << 30);
    assert_true(core_pv_script_init(&s, x->m, &o, arena));
    base_date day = s.today;
    size_t granted = 0;
    if (below(r, 2) != 0) begin_late(x, &s, r);
    for (size_t i = 0; i < TRIES; i++) {
        cases l;
        gather(&s, &l);
        static uint32_t before[200][SLICES];
        photograph_all(x, &s, &l, day, before);
        pass_time(x, &s, r, &l);
        rules_id action = random_action(x, r, &l);
        base_str path = random_target(x, &s, r, &l, action);
        core_pv_choice choice[CORE_PV_MAX_CHOICES * 4];
        core_pv_wish wish = {.choice = choice};
        if (below(r, 5) == 0) wish.n = random_wish(x, r, choice);
        if (path.n == 0 || (x->book->action[action].special & RULES_FILLS) != 0) continue;
        s.mode = (unsigned)below(r, CORE_PV_MODES);
        if ((x->book->action[action].special & RULES_FREEZES) != 0) core_pv_fill(&s, action, path, &wish);
        const core_case *acting = core_world_find(core_pv_script_world(&s), path, s.today, arena);
        photograph p = {0};
        base_str rest, up = path;
        while (up.n > 0 && up.p[up.n - 1] != '/') up.n--;
        if (up.n > 0) up.n--;
        const core_case *lies_in = acting != NULL && !acting->is_virtual ? acting
                                   : up.n > 0 ? core_world_find(core_pv_script_world(&s), up, s.today, arena)
                                              : NULL;
        base_str name = base_arena_str(arena, base_str_cut(path, '/', &rest));
        const core_case *root = root_at(&s, name);
        for (size_t k = 0; k < SLICES; k++) {
            p.before[k] = abstraction(x, &x->f[k], core_pv_script_world(&s), root, day);
            p.at[k] = abstraction(x, &x->f[k], core_pv_script_world(&s), root, s.today);
            p.known[k] = is_known(&x->f[k], lies_in, x->book->action[action].kase);
        }
        core_pv_line line =
            core_pv_line_of(&s, action, path, random_round(x, r, &l), &wish, (unsigned)below(r, 1000), NULL);
        if (!core_pv_script_try(&s, line)) {
            if (s.dirty) s.today = day; /* the player is set back to the last granted day */
            continue;
        }
        granted++;
        x->done[action]++;
        day = s.today;
        root = root_at(&s, name);
        if (root != NULL) check_acting(x, &s, root, action, &p);
        cases now;
        gather(&s, &now);
        for (size_t k = 0; k < now.n; k++) {
            const core_case *c = now.c[k];
            for (size_t j = 0; j < l.n && c->kind == x->book->cluster && c != root; j++) {
                if (l.c[j] == c) check_other(x, &s, c, day, before[j]);
            }
        }
        if (s.n + 3 > CORE_PV_MAX_LINES) break;
    }
    core_pv_script_free(&s);
    base_arena_free(arena);
    return granted;
}

static void show_actions(const bench *x) {
    for (size_t i = 0; i < x->book->n_actions; i++) {
        const rules_action *a = &x->book->action[i];
        (void)printf("%6zu %.*s.%.*s\n", x->done[i], (int)x->book->kase[a->kase].name.n, x->book->kase[a->kase].name.p,
                     (int)a->name.n, a->name.p);
    }
}

static void each_real_step_has_its_abstract_step(void **state) {
    (void)state;
    bench x = {.arena = base_arena_new((size_t)4 << 30), .scratch = base_arena_new((size_t)256 << 20)};
    char why[500] = "";
    x.book = compile(x.arena, shared.national, why, sizeof why);
    if (x.book == NULL) fail_msg("%s", why);
    x.m = core_pv_model_new(x.arena, x.book);
    x.done = base_arena_array(x.arena, x.book->n_actions, sizeof *x.done);
    open_slices(&x);
    prng r = {20220913};
    size_t granted = 0;
    for (size_t i = 0; i < RUNS; i++) granted += live(&x, &r);
    for (size_t i = 0; i < SLICES; i++) {
        print_message("slice %zu: %zu steps of followed cases, %zu by others, %zu elsewhere; %zu configurations\n", i,
                      x.f[i].steps, x.f[i].by_ghost, x.f[i].waited, x.f[i].sp.n);
    }
    for (size_t i = 0; i < SLICES; i++) assert_false(x.f[i].walk.overflow || x.f[i].walk.oracle.overflow);
    size_t kinds_of_step = 0;
    for (size_t i = 0; i < x.book->n_actions; i++) kinds_of_step += x.done[i] > 0;
    if (getenv("JIQUN_PROVE_SHOW") != NULL) show_actions(&x);
    print_message("%zu steps granted, of %zu actions out of %u\n", granted, kinds_of_step, (unsigned)x.book->n_actions);
    assert_true(granted > 5000);
    assert_true(kinds_of_step + 4 >=
                x.book->n_actions); /* all but those that fill a draft, and a few that seldom come about */
    base_arena_free(x.scratch);
    base_arena_free(x.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_real_step_has_its_abstract_step)};
    return cmocka_run_group_tests(tests, read_tree, free_tree);
}
