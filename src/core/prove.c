/* prove.c - every `prove` line of a rulebook, one after the other; see prove_i.h for the method.
 *
 * Each line has memory of its own, freed when it is done, so a book costs no more than its largest proof. */
#include "core/prove.h"

#include "core/prove_play_i.h"

#define WALK_MAX    ((size_t)2 << 30)
#define SCRATCH_MAX ((size_t)256 << 20)

enum { MAX_SLICES = 10 };

typedef struct {
    const rules_book *book;
    const core_prove_options *o;
    const core_pv_model *m;
    base_arena *arena;          /* of the report */
    base_arena *walk, *scratch; /* of one slice */
    rules_proof p;              /* its kase is the one that is followed */
    core_pv_form form;
    core_proof_result *out;
    size_t max_states;
    uint32_t blame; /* kinds that the last broken history leaned on though they are not followed */
} proving;

static uint64_t now(const core_prove_options *o) { return o->now_ns != NULL ? o->now_ns(o->now_ctx) : 0; }

static void settle(proving *x, enum core_proof_verdict verdict, rules_text why) {
    x->out->verdict = verdict;
    x->out->why = why;
}

static rules_text text(const char *zh, const char *en) { return (rules_text){base_str_of(zh), base_str_of(en)}; }

static void open_slice(proving *x) {
    x->walk = base_arena_new(WALK_MAX);
    x->scratch = base_arena_new(SCRATCH_MAX);
}

static void close_slice(proving *x) {
    base_arena_free(x->walk);
    base_arena_free(x->scratch);
}

static void count(proving *x, const core_pv_explore *e) {
    x->out->states += e->n;
    x->out->transitions += e->transitions;
    x->out->followed = (size_t)__builtin_popcount(e->sp->s->kinds);
}

static void keep_history(proving *x, const core_pv_explore *e, const core_pv_state *const *step, size_t n) {
    x->out->step = core_pv_tell(e, step, n, x->arena);
    x->out->n_steps = n > 0 ? n - 1 : 0;
}

static base_str comment(const proving *x) {
    return base_arena_fmt(x->arena, "%.*s：%.*s", (int)x->p.text.n, x->p.text.p, (int)x->out->why.zh.n,
                          x->out->why.zh.p);
}

/* ---- what must never happen ---- */

static void blame_choices(proving *x, const core_pv_choice *c, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (c[i].key >= x->m->n_vars) continue;
        const rules_atom *a = &x->book->atom[x->m->var[c[i].key].atom];
        if (a->kind == RULES_A_REL) x->blame |= UINT32_C(1) << a->rel;
    }
}

/* The kinds of acting cases that are not followed, and those that the last step asked about. */
static void blame_history(proving *x, const core_pv_state *const *step, size_t n) {
    x->blame = 0;
    for (size_t i = 1; i < n; i++) {
        if (step[i]->action != RULES_NONE) x->blame |= UINT32_C(1) << x->book->action[step[i]->action].kase;
    }
    if (n > 1) blame_choices(x, step[n - 1]->choice, step[n - 1]->n_choices);
}

/* Plays the history of a broken property; true when the player grants it and it breaks the property for real. */
static bool play_broken(proving *x, const core_pv_explore *e) {
    size_t n;
    const core_pv_state **step = core_pv_history(e, e->last.parent, &e->last, x->walk, &n);
    bool broken = false;
    keep_history(x, e, step, n);
    blame_history(x, step, n);
    settle(x, CORE_NOT_SETTLED, core_pv_form_why(&x->form, x->arena, e->last.action));
    for (unsigned mode = 0; mode < CORE_PV_MODES && !broken; mode++) {
        core_pv_script s;
        if (!core_pv_script_init(&s, x->m, x->o, x->walk)) return false;
        s.mode = mode;
        broken = core_pv_replay(&s, e, step, n, &x->form) && core_pv_broken(&s, &x->form);
        if (broken) x->out->scenario = core_pv_script_text(&s, comment(x), x->arena);
        x->out->played += broken;
        core_pv_script_free(&s);
    }
    if (broken) x->out->verdict = CORE_FAILED;
    return broken;
}

/* True when the slice settled it. */
static bool try_never(proving *x, const core_pv_slice *slice) {
    core_pv_space sp;
    core_pv_explore e;
    open_slice(x);
    core_pv_space_init(&sp, slice, x->walk, x->scratch);
    core_pv_explore_run(&e, &sp, x->max_states, core_pv_form_breaks, &x->form);
    count(x, &e);
    bool done = false;
    if (e.broken) {
        done = play_broken(x, &e);
    } else if (e.full) {
        if (x->out->n_steps == 0)
            settle(x, CORE_NOT_SETTLED, text("状态过多，未能走完", "too many states to walk through"));
        done = true;
    } else {
        settle(x, CORE_PROVED, (rules_text){{NULL, 0}, {NULL, 0}});
        done = true;
    }
    close_slice(x);
    return done;
}

/* ---- what can be reached ---- */

/* True when there is no way on for real, as far as the search goes. */
static bool no_way_on(proving *x, core_pv_script *s, base_str at) {
    bool way = true;
    core_pv_wish none = {0};
    size_t lines = s->n;
    base_date today = s->today;
    if (x->p.form == RULES_P_REST)
        way = core_pv_way_out(s, &x->p, at);
    else
        way = core_pv_do(s, x->p.action[0], at, &none);
    core_pv_script_cut(s, lines, today);
    return !way && s->tries < CORE_PV_MAX_TRIES;
}

/* The facts under which no move leads on are brought about, and the way on is looked for. */
static void play_stuck(proving *x, core_pv_reach *r, const core_pv_position *stuck) {
    core_pv_explore *e = r->x;
    size_t n;
    const core_pv_state **step = core_pv_history(e, stuck->state, NULL, x->walk, &n);
    base_str at;
    keep_history(x, e, step, n);
    const rules_state *state =
        &x->book->kase[r->kind].state[e->sp->conf[stuck->path.id[stuck->path.n - 1]]->control.state];
    const rules_case *k = &x->book->kase[r->kind];
    rules_text why = {base_arena_fmt(x->arena, "“%.*s”处于“%.*s”时，无从到达", (int)k->label.zh.n, k->label.zh.p,
                                     (int)state->label.zh.n, state->label.zh.p),
                      base_arena_fmt(x->arena, "%.*s in %.*s can not get there", (int)k->name.n, k->name.p,
                                     (int)state->name.n, state->name.p)};
    settle(x, CORE_NOT_SETTLED, why);
    core_pv_reach_facts(r, stuck);
    blame_history(x, step, n);
    blame_choices(x, r->fact.c, r->fact.n);
    for (unsigned mode = 0; mode < CORE_PV_MODES; mode++) {
        core_pv_script s;
        if (!core_pv_script_init(&s, x->m, x->o, x->walk)) return;
        s.mode = mode;
        if (core_pv_replay_to(&s, r, step, n, stuck, &at)) {
            x->out->played++;
            if (no_way_on(x, &s, at)) {
                x->out->verdict = CORE_FAILED;
                x->out->scenario = core_pv_script_text(&s, comment(x), x->arena);
            }
        }
        core_pv_script_free(&s);
        if (x->out->verdict == CORE_FAILED) return;
    }
}

/* A way on that was proved is also walked for real, once for each state that the property speaks of. False when the
 * player came there and found none: then the proof is not believed. */
static bool play_ways(proving *x, core_pv_reach *r) {
    uint64_t seen = 0;
    for (size_t i = 0; i < r->n && !x->o->no_witness; i++) {
        const core_pv_position *at = &r->at[i];
        unsigned state = r->x->sp->conf[at->path.id[at->path.n - 1]]->control.state;
        core_pv_script s;
        base_str path;
        size_t n;
        if (!at->asked || at->idle || (seen >> state & 1U) != 0) continue;
        if (!core_pv_script_init(&s, x->m, x->o, x->walk)) return true;
        const core_pv_state **step = core_pv_history(r->x, at->state, NULL, x->walk, &n);
        seen |= UINT64_C(1) << state;
        r->fact.n = 0;
        bool there = core_pv_replay_to(&s, r, step, n, at, &path);
        bool stuck = there && no_way_on(x, &s, path);
        x->out->played += there && !stuck;
        core_pv_script_free(&s);
        if (stuck) return false;
    }
    return true;
}

static bool try_reach(proving *x, const core_pv_slice *slice, rules_id kind) {
    core_pv_space sp;
    core_pv_explore e;
    core_pv_reach r;
    open_slice(x);
    core_pv_space_init(&sp, slice, x->walk, x->scratch);
    core_pv_explore_run(&e, &sp, x->max_states, NULL, NULL);
    count(x, &e);
    bool done = false;
    if (e.full) {
        if (x->out->n_steps == 0)
            settle(x, CORE_NOT_SETTLED, text("状态过多，未能走完", "too many states to walk through"));
        done = true;
    } else {
        core_pv_reach_run(&r, &e, &x->p, kind);
        x->out->transitions += r.tried;
        const core_pv_position *stuck = core_pv_reach_stuck(&r);
        if (r.overflow) {
            settle(x, CORE_NOT_SETTLED, text("一步的情形过多", "too many ways in one step"));
        } else if (stuck == NULL && play_ways(x, &r)) {
            settle(x, CORE_PROVED, (rules_text){{NULL, 0}, {NULL, 0}});
            done = true;
        } else if (stuck == NULL) {
            settle(x, CORE_NOT_SETTLED,
                   text("证明所依的途径未能实际走通", "the way that the proof rests on could not be walked"));
        } else {
            play_stuck(x, &r, stuck);
            done = x->out->verdict == CORE_FAILED;
        }
    }
    close_slice(x);
    return done;
}

/* ---- one line ---- */

/* `kind`: whose way out is asked; RULES_NONE for what must never happen. */
static void prove_in_slices(proving *x, rules_id kind) {
    core_pv_slice slice;
    if (!core_pv_slice_first(&slice, x->m, x->arena, &x->p)) {
        settle(x, CORE_NOT_SETTLED, text("所涉操作不在同一卷宗", "the actions do not belong to one dossier"));
        return;
    }
    unsigned stage = 0;
    for (unsigned i = 0; i < MAX_SLICES; i++) {
        bool done = kind != RULES_NONE ? try_reach(x, &slice, kind) : try_never(x, &slice);
        /* Who waits must see the clock: where something is to be reached, dates come before other cases. */
        uint32_t blame = kind != RULES_NONE && stage == 0 ? 0 : x->blame;
        if (done || !core_pv_slice_grow(&slice, &x->p, blame, &stage)) return;
    }
}

static bool has_work(const rules_case *k) {
    for (size_t i = 0; i < k->n_states; i++) {
        if (!k->state[i].rest && !k->state[i].end) return true;
    }
    return false;
}

/* A rest from every state of every kind: the first kind without one settles it. */
static void prove_rest(proving *x) {
    settle(x, CORE_PROVED, (rules_text){{NULL, 0}, {NULL, 0}});
    for (rules_id k = 0; k < x->book->n_cases; k++) {
        if (!has_work(&x->book->kase[k])) continue;
        x->p.kase = k;
        prove_in_slices(x, k);
        if (x->out->verdict != CORE_PROVED) return;
    }
}

static void prove_one(proving *x) {
    bool by_text = x->p.form == RULES_P_CHANGES_BY || x->p.form == RULES_P_EXTENDS || x->p.form == RULES_P_ONE_LEVEL;
    const rules_proof *as_written = &x->book->proof[x->out->proof];
    core_pv_form_init(&x->form, x->book, as_written);
    if (by_text && !x->form.any_bad) {
        settle(x, CORE_PROVED, (rules_text){{NULL, 0}, {NULL, 0}});
        return;
    }
    if (by_text) {
        x->p.kase = core_pv_form_kind(&x->form);
        x->p.n_actions = 0;
    }
    if (x->p.form == RULES_P_REST)
        prove_rest(x);
    else
        prove_in_slices(x, x->p.form == RULES_P_CAN_FOLLOW ? x->p.kase : RULES_NONE);
}

static void out_of_time(core_proof_result *r) {
    r->verdict = CORE_NOT_SETTLED;
    r->why = (rules_text){BASE_STR("时间已到，未作证明"), BASE_STR("there was no time left to prove it")};
}

bool core_prove_book(const rules_book *book, const core_prove_options *o, core_prove_report *out) {
    base_arena *model = base_arena_new(SCRATCH_MAX);
    *out = (core_prove_report){.book = book, .n = book->n_proofs};
    out->result = base_arena_array(o->arena, book->n_proofs, sizeof *out->result);
    const core_pv_model *m = core_pv_model_new(model, book);
    uint64_t began = now(o);
    for (rules_id i = 0; i < book->n_proofs; i++) {
        core_proof_result *r = &out->result[i];
        uint64_t from = now(o);
        proving x = {.book = book,
                     .o = o,
                     .m = m,
                     .arena = o->arena,
                     .p = book->proof[i],
                     .out = r,
                     .max_states = o->max_states > 0 ? o->max_states : CORE_PROVE_MAX_STATES};
        r->proof = i;
        if (o->until_ns > 0 && from > o->until_ns)
            out_of_time(r);
        else
            prove_one(&x);
        r->ns = now(o) - from;
        out->states += r->states;
        out->transitions += r->transitions;
        out->proved += r->verdict == CORE_PROVED;
        out->failed += r->verdict == CORE_FAILED;
        out->not_settled += r->verdict == CORE_NOT_SETTLED;
    }
    out->ns = now(o) - began;
    base_arena_free(model);
    return out->proved == out->n;
}
