/* random_run.h - random commands over a rulebook, the same in every run, for the tests of core.
 *
 * After every step:
 *   - decide is pure: asked twice it says the same, and nothing in the world has changed;
 *   - several cases of one command are granted exactly when they would be one after the other, with the same outcome;
 *   - counts of tallies and of clusters by state are what a naive recount over all cases gives;
 * and in the end the events folded into a fresh world give the same world. Private values are taken out before an event
 * is folded, as whoever keeps a log does. */
#ifndef JIQUN_TESTS_CORE_RANDOM_RUN_H
#define JIQUN_TESTS_CORE_RANDOM_RUN_H

#include "event_support.h"

enum { STEPS = 500, MAX_LOG = 4 * STEPS, MAX_PATHS = 400, MAX_MANY = 4, MAX_HELD = 2000 };

/* What the test itself believes about who is counted where. */
typedef struct {
    base_str path, key;
    rules_id owner;
    base_str tally;
} held;

typedef struct run run;
struct run {
    const rules_book *book, *later; /* later: NULL, or in force from `later_from` */
    base_date later_from;
    bool counts_otherwise; /* the later text: then a recount by this test would have to know how */
    void (*see)(run *r, const core_event *given, size_t part, size_t parts); /* told of each event; may be NULL */
    void *see_ctx;
    prng rng;
    base_arena *arena, *scratch;
    core_world *world;
    base_date today;
    core_draft draft; /* one for all: complete on most days */
    const core_event *log[MAX_LOG];
    size_t n_log;
    held held[MAX_HELD];
    size_t n_held;
    size_t granted, refused, many_granted, many_refused;
};

static inline core_world *fresh_world(const run *r, base_arena *arena) {
    base_err e = {0};
    core_world *w = core_world_new(arena, r->book, the_library()->divisions, the_library()->workdays);
    if (r->later != NULL) assert_true(core_world_amend(w, r->later, r->later_from, &e));
    w->seq = 2; /* as if divisions and working days had come first */
    for (size_t i = 0; i < w->n_versions; i++) {
        w->version[i].digest = digest_of_text(arena, w->version[i].book->text);
        w->version[i].seq = ++w->seq;
    }
    return w;
}

/* ---- commands ---- */

/* The text in force: what is done is taken from it. */
static inline const rules_book *book_now(const run *r) { return core_world_book(r->world, r->today); }

static inline size_t pick(run *r, size_t n) { return prng_below(&r->rng, n); }

static inline size_t list_paths(const core_world *w, base_str *path) {
    size_t n = 0;
    for (size_t k = 0; k < RULES_MAX_CASES; k++) {
        for (const core_case *c = w->first[k]; c != NULL; c = c->next) {
            if (n < MAX_PATHS) path[n++] = c->path;
            for (const core_case *d = c->child; d != NULL; d = d->sibling) {
                if (n < MAX_PATHS) path[n++] = d->path;
                for (const core_case *f = d->child; f != NULL; f = f->sibling)
                    if (n < MAX_PATHS) path[n++] = f->path;
            }
        }
    }
    return n;
}

static inline base_str value_for(run *r, const rules_field *f) {
    static const char *const text[] = {"甲", "A", "B", "张三", "公告〔2023〕1号"};
    static const char *const county[] = {"330106", "330108", "330205", "510104", "650102"};
    static const char *const channel[] = {"33", "3302", "51"};
    static const char *const month_day[] = {"04-30", "02-29", "12-31"};
    if (pick(r, 40) == 0) return BASE_STR("?");
    if (base_str_is(f->name, "criterion")) return pick(r, 2) == 0 ? BASE_STR("1.4") : BASE_STR("1.2");
    if (f->derive == RULES_FROM_DIVISION) return base_str_of(channel[pick(r, 3)]);
    switch (f->type) {
    case RULES_V_DATE:
        return base_arena_fmt(r->scratch, "202%zu-%02zu-%02zu", 2 + pick(r, 3), 1 + pick(r, 12), 1 + pick(r, 28));
    case RULES_V_NUMBER: return base_arena_fmt(r->scratch, "%zu", pick(r, 4));
    case RULES_V_YESNO: return pick(r, 2) == 0 ? BASE_STR("yes") : BASE_STR("no");
    case RULES_V_MONTH_DAY: return base_str_of(month_day[pick(r, 3)]);
    case RULES_V_CHOICE: return f->choice[pick(r, f->n_choices)].name;
    case RULES_V_DIVISION: return base_str_of(county[pick(r, 5)]);
    case RULES_V_TEXT:
    case RULES_V_CODE: return base_str_of(text[pick(r, 5)]);
    }
    return BASE_STR("?");
}

/* Arguments of the action as its text asks for them: the required ones nearly always. */
static inline size_t arguments(run *r, const rules_action *a, core_arg *arg) {
    const rules_case *k = &book_now(r)->kase[a->kase];
    size_t n = 0;
    for (size_t i = 0; i < a->n_args; i++) {
        if (pick(r, a->arg[i].required ? 30 : 2) == 0) continue;
        const rules_field *f = &k->field[a->arg[i].field];
        arg[n++] = (core_arg){f->name, value_for(r, f)};
    }
    if (a->creates && k->in_round && pick(r, 30) != 0)
        arg[n++] = (core_arg){BASE_STR("round"), pick(r, 2) == 0 ? BASE_STR("r1") : BASE_STR("r2")};
    if ((a->special & RULES_JUDGES) != 0) {
        const rules_standard *s = &book_now(r)->standard[0];
        for (size_t i = 0; i < s->n_criteria; i++) {
            if (s->criterion[i].kind == RULES_JUDGE || pick(r, 8) == 0)
                arg[n++] = (core_arg){s->criterion[i].id, pick(r, 12) == 0 ? BASE_STR("not_met") : BASE_STR("met")};
        }
    }
    return n;
}

static inline core_actor actor_for(run *r, const rules_action *a, const core_case *c) {
    static const char *const county[] = {"330106", "330108", "330205", "510104"};
    const rules_book *b = book_now(r);
    size_t level = pick(r, b->n_levels);
    for (size_t i = 0; pick(r, 12) != 0 && i < b->n_levels && (a->levels >> level & 1U) == 0; i++)
        level = (level + 1) % b->n_levels;
    base_str who = {NULL, 0};
    const core_case *root = c != NULL ? core_root(c) : NULL;
    rules_id f =
        root != NULL && root->kind == b->cluster ? rules_find_field(core_kind(root), BASE_STR("county")) : RULES_NONE;
    base_str at = f != RULES_NONE && root->field[f].set ? root->field[f].text : base_str_of(county[pick(r, 4)]);
    if (pick(r, 20) == 0) at = base_str_of(county[pick(r, 4)]);
    const core_channel *ch = core_place_channel(r->world, at, r->today);
    switch (b->level[level].scope) {
    case RULES_SCOPE_ALL: break;
    case RULES_SCOPE_CHANNEL: who = ch != NULL ? ch->code : who; break;
    case RULES_SCOPE_CITY: who = (base_str){at.p, 4}; break;
    case RULES_SCOPE_DIVISION: who = at; break;
    case RULES_SCOPE_ASSIGNED: who = BASE_STR("张三"); break;
    }
    return (core_actor){b->level[level].name, who};
}

/* A target for the action: a case of its kind, or a new name, or anything at all. */
static inline base_str target_for(run *r, const rules_action *a, const base_str *path, size_t n) {
    base_str some = n > 0 ? path[pick(r, n)] : BASE_STR("c1");
    if (pick(r, 25) == 0) return some;
    const rules_case *k = &book_now(r)->kase[a->kase];
    for (size_t tries = 0; tries < 60 && n > 0; tries++) {
        const core_case *c = core_world_find(r->world, path[pick(r, n)], r->today, r->scratch);
        bool under = a->creates || k->expected;
        if (under && k->parent != RULES_NONE && c->kind == k->parent) {
            if (k->expected)
                return base_arena_fmt(r->scratch, "%.*s/%.*s202%zu", (int)c->path.n, c->path.p,
                                      (int)k->expected_prefix.n, k->expected_prefix.p, 1 + pick(r, 4));
            return base_arena_fmt(r->scratch, "%.*s/%c%zu", (int)c->path.n, c->path.p, 'a' + (int)(a->kase % 26),
                                  pick(r, 3));
        }
        if (!a->creates && c->kind == a->kase && (pick(r, 10) == 0 || (a->from >> c->control.state & 1U) != 0))
            return c->path;
    }
    if (k->parent != RULES_NONE) return some;
    if (a->kase == book_now(r)->round) return pick(r, 2) == 0 ? BASE_STR("r1") : BASE_STR("r2");
    return base_arena_fmt(r->scratch, "c%zu", pick(r, 8));
}

/* ---- naive recounts ---- */

static inline base_str naive_key(const run *r, const rules_tally *t, const core_case *c) {
    base_str part[5] = {{NULL, 0}};
    const core_case *root = core_root(c), *at[2] = {c, root};
    static const char *const name[] = {"", "channel", "subfield", "county", "county"};
    for (size_t i = 1; i < 5; i++) {
        for (size_t j = 0; j < 2 && part[i].n == 0; j++) {
            if (i == 1 && j == 0 && c->parent == NULL) continue; /* a dossier's channel follows its county */
            rules_id f = rules_find_field(core_kind(at[j]), base_str_of(name[i]));
            if (f != RULES_NONE && at[j]->field[f].set && !(i == 1 && j == 1)) part[i] = at[j]->field[f].text;
        }
    }
    const core_channel *ch = core_place_of(r->world, root, r->today);
    if (part[1].n == 0 && ch != NULL) part[1] = ch->code;
    if (c->round != NULL) part[0] = c->round->path;
    part[3].n = part[3].n >= 4 ? 4 : 0;
    base_buf b;
    base_buf_init(&b, 4000);
    for (unsigned i = 0; i < 5; i++) {
        bool asked = (t->keys >> i & 1U) != 0;
        if (asked && part[i].n == 0) {
            base_buf_free(&b);
            return (base_str){NULL, 0};
        }
        base_buf_putc(&b, '|');
        if (asked) base_buf_puts(&b, part[i]);
    }
    base_str key = base_arena_str(r->arena, base_buf_str(&b));
    base_buf_free(&b);
    return key;
}

static inline held *find_held(run *r, base_str path, rules_id owner, base_str tally) {
    for (size_t i = 0; i < r->n_held; i++) {
        held *h = &r->held[i];
        if (h->owner == owner && base_str_eq(h->path, path) && base_str_eq(h->tally, tally)) return h;
    }
    return NULL;
}

/* A case was touched: what counts it and did not before counts it under what its dossier says now. */
static inline void believe(run *r, base_str path) {
    const core_case *c = core_world_find(r->world, path, r->today, r->scratch);
    for (rules_id k = 0; k < c->book->n_cases; k++) {
        for (size_t i = 0; i < c->book->kase[k].n_tallies; i++) {
            const rules_tally *t = &c->book->kase[k].tally[i];
            if (t->kase != c->kind) continue;
            bool counts = (((t->ever ? c->control.ever : UINT64_C(1) << c->control.state)) & t->mask) != 0;
            held *h = find_held(r, path, k, t->name);
            if (!counts) {
                if (h != NULL) *h = r->held[--r->n_held];
                continue;
            }
            base_str key = h == NULL ? naive_key(r, t, c) : h->key;
            if (h != NULL || key.n == 0) continue;
            assert_true(r->n_held < MAX_HELD);
            r->held[r->n_held++] = (held){c->path, key, k, t->name};
        }
    }
}

static inline void recount(run *r) {
    size_t sum = 0;
    for (size_t i = 0; i < r->world->tallies.cap; i++) {
        const base_map_slot *s = &r->world->tallies.slot[i];
        if (s->key.p == NULL) continue;
        int64_t n = 0;
        for (size_t j = 0; j < r->n_held; j++) {
            const held *h = &r->held[j];
            base_str full =
                base_arena_fmt(r->scratch, "%.*s|%.*s%.*s", (int)r->book->kase[h->owner].name.n,
                               r->book->kase[h->owner].name.p, (int)h->tally.n, h->tally.p, (int)h->key.n, h->key.p);
            if (base_str_eq(full, s->key)) n++;
        }
        if (n != s->value.num)
            fail_msg("%.*s: %lld, recounted %lld", (int)s->key.n, s->key.p, (long long)s->value.num, (long long)n);
        sum += (size_t)n;
    }
    assert_int_equal(sum, r->n_held);
    size_t in[RULES_MAX_STATES] = {0};
    for (const core_case *c = r->world->first[r->book->cluster]; c != NULL; c = c->next) in[c->control.state]++;
    assert_memory_equal(in, r->world->clusters_in, sizeof in);
}

/* ---- one step ---- */

static inline const core_event *without_person(run *r, const core_event *given) {
    core_event *e = base_arena_copy(r->arena, given, sizeof *e);
    base_buf person;
    base_buf_init(&person, CORE_PERSON_MAX);
    core_event_part_person(r->arena, e, &person);
    base_buf_free(&person);
    return e;
}

static inline void fold_events(run *r, core_world *w, const core_answer *a, bool keep) {
    for (size_t i = 0; i < a->n_events; i++) {
        const core_event *e = without_person(r, &a->event[i]);
        core_fold(w, e);
        if (!keep) continue;
        if (r->see != NULL) r->see(r, &a->event[i], i, a->n_events);
        assert_true(r->n_log < MAX_LOG);
        r->log[r->n_log++] = e;
        believe(r, e->path);
        for (size_t m = 0; m < e->n_moves; m++) believe(r, e->move[m].path);
    }
}

static inline core_world *replay(const run *r, base_arena *arena) {
    core_world *w = fresh_world(r, arena);
    for (size_t i = 0; i < r->n_log; i++) {
        core_world_set_day(w, r->log[i]->day);
        core_fold(w, r->log[i]);
    }
    core_world_set_day(w, r->today);
    return w;
}

/* The same one after the other, in a world of its own. */
static inline void one_by_one(run *r, const core_command *c, const core_answer *many) {
    base_arena *arena = base_arena_new((size_t)256 << 20);
    core_world *w = replay(r, arena);
    bool all = true;
    for (size_t i = 0; i < c->n_targets && all; i++) {
        core_command one = *c;
        one.target = &c->target[i];
        one.n_targets = 1;
        core_answer a = core_decide(w, &one, arena);
        all = a.granted;
        if (all) fold_events(r, w, &a, false);
    }
    if (all != many->granted) {
        print_refusals(many);
        fail_msg("%.*s of %zu cases: %s together, %s one by one", (int)c->action.n, c->action.p, c->n_targets,
                 many->granted ? "granted" : "refused", all ? "granted" : "refused");
    }
    if (all) {
        core_world *both = replay(r, arena);
        fold_events(r, both, many, false);
        assert_true(base_str_eq(world_text(arena, both), world_text(arena, w)));
    }
    if (all)
        r->many_granted++;
    else
        r->many_refused++;
    base_arena_free(arena);
}

static inline base_str root_name(base_str path) {
    size_t n = 0;
    while (n < path.n && path.p[n] != '/') n++;
    return (base_str){path.p, n};
}

/* Further targets of other dossiers for the same action. Returns how many there are in all. */
static inline size_t add_targets(run *r, const rules_action *a, base_str *target, const base_str *path,
                                 size_t n_paths) {
    size_t n = 1;
    if ((a->special & (RULES_FILLS | RULES_FREEZES)) != 0 || pick(r, 3) != 0) return n;
    for (size_t tries = 0; tries < 12 && n < MAX_MANY; tries++) {
        base_str t = target_for(r, a, path, n_paths);
        bool same = false;
        for (size_t i = 0; i < n; i++) same |= base_str_eq(root_name(t), root_name(target[i]));
        if (!same) target[n++] = t;
    }
    return n;
}

/* An action that the state of some case allows, and that case; else `otherwise`. */
static inline const rules_action *likely_action(run *r, const base_str *path, size_t n, const rules_action *otherwise,
                                                base_str *target) {
    for (size_t tries = 0; tries < 200 && n > 0; tries++) {
        const core_case *c = core_world_find(r->world, path[pick(r, n)], r->today, r->scratch);
        const rules_action *a = &book_now(r)->action[pick(r, book_now(r)->n_actions)];
        if (a->creates || a->kase != c->kind || (a->from >> c->control.state & 1U) == 0) continue;
        /* The register's own actions are many, and what ends a case would leave little to be seen. */
        bool ends = a->to != RULES_NONE && core_kind(c)->state[a->to].end;
        if ((c->parent == NULL && pick(r, 6) != 0) || (ends && pick(r, 12) != 0)) continue;
        *target = c->path;
        return a;
    }
    *target = target_for(r, otherwise, path, n);
    return otherwise;
}

static inline void step(run *r) {
    base_str path[MAX_PATHS], target[MAX_MANY];
    core_arg arg[CORE_MAX_ARGS];
    size_t n_paths = list_paths(r->world, path);
    const rules_action *a = &book_now(r)->action[pick(r, book_now(r)->n_actions)];
    if (pick(r, 3) != 0)
        a = likely_action(r, path, n_paths, a, &target[0]);
    else
        target[0] = a->kase == book_now(r)->programme ? BASE_STR("programme") : target_for(r, a, path, n_paths);
    const core_case *c = core_world_find(r->world, target[0], r->today, r->scratch);
    if (c == NULL) c = core_world_find(r->world, root_name(target[0]), r->today, r->scratch);
    core_command command = {.actor = actor_for(r, a, c), .today = r->today, .action = a->name};
    command.n_args = arguments(r, a, arg);
    command.arg = base_arena_copy(r->arena, arg, command.n_args * sizeof *arg);
    command.n_targets = add_targets(r, a, target, path, n_paths);
    command.target = base_arena_copy(r->arena, target, command.n_targets * sizeof *target);
    for (size_t i = 0; i < command.n_targets; i++) target[i] = base_arena_str(r->arena, target[i]);
    command.target = base_arena_copy(r->arena, target, command.n_targets * sizeof *target);
    if ((a->special & RULES_FREEZES) != 0) command.draft = core_draft_copy(r->arena, &r->draft);

    base_str before = world_text(r->scratch, r->world);
    core_answer first = core_decide(r->world, &command, r->arena), again = core_decide(r->world, &command, r->scratch);
    assert_true(base_str_eq(answer_text(r->scratch, &first), answer_text(r->scratch, &again)));
    assert_true(base_str_eq(before, world_text(r->scratch, r->world)));
    assert_true(first.granted == (first.n_refusals == 0));
    if (command.n_targets > 1) one_by_one(r, &command, &first);
    if (first.granted) fold_events(r, r->world, &first, true);
    if (first.granted)
        r->granted++;
    else
        r->refused++;
    if (!r->counts_otherwise) recount(r);
}

static inline void fill_all(run *r, const char *const *facts) {
    rules_id kind = rules_find_case(r->book, BASE_STR("application"));
    if (kind == RULES_NONE) kind = rules_find_case(r->book, BASE_STR("paper"));
    core_draft_init(&r->draft, r->arena);
    for (size_t i = 0; facts[i] != NULL; i += 2) {
        base_err e = {0};
        if (!core_draft_fill(r->book, kind, 0, &r->draft, base_str_of(facts[i]), base_str_of(facts[i + 1]), &e))
            fail_msg("%s: %s", facts[i], e.en);
    }
}

/* A few dossiers to begin with: "LEVEL WHO|line". */
static inline void prepare(run *r, const char *const *lines) {
    desk *k = base_arena_alloc(r->arena, sizeof *k);
    k->scratch = k->arena = r->arena;
    k->today = r->today;
    for (; *lines != NULL; lines++) {
        base_str line, who, level = base_str_cut(base_str_of(*lines), ' ', &who);
        who = base_str_cut(who, '|', &line);
        k->actor = (core_actor){level, who};
        read_command(k, line.p);
        core_command command = k->command;
        command.target = base_arena_copy(r->arena, k->target, command.n_targets * sizeof *k->target);
        command.arg = base_arena_copy(r->arena, k->arg, command.n_args * sizeof *k->arg);
        if ((base_str_is(command.action, "submit") || base_str_is(command.action, "file"))) command.draft = &r->draft;
        core_answer a = core_decide(r->world, &command, r->arena);
        if (!a.granted) print_refusals(&a);
        assert_true(a.granted);
        fold_events(r, r->world, &a, true);
    }
}

static inline void play(run *r, uint64_t seed, const char *const *lines) {
    r->rng.state = seed;
    r->scratch = base_arena_new((size_t)256 << 20);
    r->world = fresh_world(r, r->arena);
    r->today = date_of("2023-02-01");
    prepare(r, lines);
    for (int i = 0; i < STEPS; i++) {
        base_arena_reset(r->scratch);
        if (pick(r, 4) == 0) r->today += (base_date)pick(r, 5);
        core_world_set_day(r->world, r->today);
        step(r);
    }
    base_arena_reset(r->scratch);
    core_world *again = replay(r, r->arena);
    assert_true(base_str_eq(world_text(r->arena, r->world), world_text(r->arena, again)));
    base_arena_free(r->scratch);
}

/* ---- what to begin with: forms, and commands as "LEVEL WHO|line" ---- */

static const char *const NATIONAL_FACTS[] = {"output.2020",
                                             "41",
                                             "output.2021",
                                             "46.5",
                                             "output.2022",
                                             "52",
                                             "sme_output.2022",
                                             "38",
                                             "leading_output.2022",
                                             "40",
                                             "land",
                                             "95",
                                             "champions",
                                             "0",
                                             "little_giants",
                                             "2",
                                             "specialised",
                                             "12",
                                             "innovative",
                                             "20",
                                             "high_tech",
                                             "9",
                                             "pillar",
                                             "例",
                                             "leader",
                                             "例",
                                             "layout",
                                             "例",
                                             "innovation_platforms",
                                             "例",
                                             "infrastructure",
                                             "例",
                                             "green",
                                             "例",
                                             "opening",
                                             "例",
                                             "governance",
                                             "例",
                                             "why.output",
                                             "例",
                                             "why.sme_output",
                                             "例",
                                             "why.leading_output",
                                             "例",
                                             NULL};

static const char *const NATIONAL_LINES[] = {
    "ministry |open_round r1 closes=2023-12-31 quota=2 quota_separate=1 first=yes one_per_subfield=yes",
    "ministry |open_round r2 closes=2023-11-30 quota=3 quota_separate=2 reexamination=yes change_days=30",
    "ministry |take_over c6 name=己 announcement=告 announced=2022-11-02 county=330205 subfield=A",
    "ministry |take_over c7 name=庚 announcement=告 announced=2022-12-01 county=510104 subfield=B",
    "ministry |end_loading",
    "county 330106|register c1 name=甲 subfield=A",
    "county 330106|register c2 name=乙 subfield=A",
    "county 330108|register c3 name=丙 subfield=B",
    "county 330205|register c4 name=丁 subfield=B",
    "county 510104|register c5 name=戊 subfield=C",
    "province 33|recognise_provincial c1 c2 c3",
    "county 330106|apply c1/a round=r1",
    "county 330106|apply c2/a round=r1",
    "county 330108|apply c3/a round=r1",
    "county 330205|apply c4/a round=r1",
    "county 330106|submit c1/a",
    "county 330106|submit c2/a",
    "county 330108|submit c3/a",
    "county 330205|submit c4/a",
    "province 33|accept c1/a c2/a c3/a",
    "province 33|check c1/a c2/a c3/a finding=好",
    "province 33|review c1/a c2/a c3/a 1.1=met 1.2=met 3=met 4.2=met 5.2=met 6=met 7=met 8=met",
    NULL};

static const char *const HAND_FACTS[] = {"output.2021", "41",  "output.2022", "52", "pillar", "例",
                                         "goals",       "met", "why.output",  "例", NULL};

static const char *const HAND_LINES[] = {"office |open_round r1 closes=2023-12-31 places=2 more=3 big=no",
                                         "office |open_round r2 closes=2023-06-30 places=1 more=2 big=yes due=02-29",
                                         "office |import c6 name=己 county=330205 subfield=A since=2022-06-01",
                                         "office |import c7 name=庚 channel=51 subfield=B since=2022-06-01",
                                         "county 330106|register c1 name=甲 subfield=A",
                                         "county 330106|register c2 name=乙 subfield=B",
                                         "county 330108|register c3 name=丙 subfield=C",
                                         "county 510104|register c5 name=戊 subfield=C",
                                         "county 330106|begin c1/a round=r1",
                                         "county 330106|begin c2/a round=r1",
                                         "county 330108|begin c3/a round=r1",
                                         "county 510104|begin c5/a round=r1",
                                         "county 330106|file c1/a",
                                         "county 510104|file c5/a",
                                         NULL};

#endif
