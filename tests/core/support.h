/* support.h - what the tests of core share: the reference data and the national text loaded once, rulebooks written in
 * the test, and a desk from which commands are issued as somebody on some day.
 *
 * A desk speaks in lines, as a scenario does (`apply c1/a round=r1`, quotes '…' around blanks), but knows neither the
 * reader nor the player: what is tested here is decide and fold alone. */
#ifndef JIQUN_TESTS_CORE_SUPPORT_H
#define JIQUN_TESTS_CORE_SUPPORT_H

#include "../testing.h"

#include "base/file.h"
#include "core/observe_i.h"
#include "core/place.h"
#include "core/resolve.h"
#include "rules/diag_text.h"
#include "world_text.h"

enum { DESK_WORDS = 700, DESK_DRAFTS = 40 };

/* ---- what is read once a program ---- */

typedef struct {
    base_arena *arena;
    core_divisions *divisions;
    base_workdays *workdays;
    base_str national_text;
    const rules_book *national;
    base_str hand_text; /* tests/core/hand.rules: what the national text does not reach */
    const rules_book *hand;
} library;

static inline const char *source_dir(void) {
    const char *root = getenv("JIQUN_ROOT");
    return root != NULL ? root : JIQUN_SOURCE_DIR;
}

static inline base_str read_source(base_arena *arena, const char *name) {
    base_str text = {NULL, 0};
    base_err e = {0};
    const char *path = base_arena_fmt(arena, "%s/%s", source_dir(), name).p;
    if (!base_file_read(arena, path, (size_t)8 << 20, &text, &e)) fail_msg("%s: %s", path, e.en);
    return text;
}

static inline void show_diags(const rules_diags *d) {
    base_buf b;
    base_buf_init(&b, (size_t)1 << 20);
    for (size_t i = 0; i < d->n; i++) rules_diag_put(&b, &d->item[i], false, false);
    print_error("%.*s\n", (int)b.n, b.p);
    base_buf_free(&b);
}

/* A rulebook written in a test: must compile. */
static inline const rules_book *book_of(base_arena *arena, const char *text) {
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    const rules_book *b = rules_compile(arena, base_str_of(text), BASE_STR("test.rules"), NULL, NULL, d);
    if (b == NULL) show_diags(d);
    assert_non_null(b);
    return b;
}

static inline library *the_library(void) {
    static library l;
    return &l;
}

static inline int load_library(void **state) {
    (void)state;
    library *l = the_library();
    base_err e = {0};
    l->arena = base_arena_new((size_t)256 << 20);
    l->divisions = core_divisions_read(l->arena, read_source(l->arena, "data/divisions.csv"),
                                       read_source(l->arena, "data/channels.csv"), &e);
    l->workdays =
        base_workdays_read(l->arena, read_source(l->arena, "data/workdays.csv"), BASE_STR("workdays.csv"), &e);
    if (l->divisions == NULL || l->workdays == NULL) return -1;
    l->national_text = read_source(l->arena, "rulebooks/national-2022.rules");
    l->national = book_of(l->arena, l->national_text.p);
    l->hand_text = read_source(l->arena, "tests/core/hand.rules");
    l->hand = book_of(l->arena, l->hand_text.p);

    return 0;
}

static inline int unload_library(void **state) {
    (void)state;
    base_arena_free(the_library()->arena);
    return 0;
}

static inline base_date date_of(const char *text) {
    base_date d = BASE_DATE_NONE;
    if (!base_date_parse(base_str_of(text), &d, NULL)) fail_msg("no date: %s", text);
    return d;
}

/* ---- a desk ---- */

typedef struct {
    base_arena *arena, *scratch; /* scratch holds the last answer */
    core_world *world;
    base_date today;
    core_actor actor;
    base_str draft_path[DESK_DRAFTS];
    core_draft draft[DESK_DRAFTS];
    size_t n_drafts;
    core_answer last;
    /* the command of the last answer */
    base_str target[DESK_WORDS];
    core_arg arg[DESK_WORDS];
    core_command command;
} desk;

static inline desk *desk_of(const rules_book *book) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    desk *k = base_arena_alloc(arena, sizeof *k);
    k->arena = arena;
    k->scratch = base_arena_new((size_t)256 << 20);
    k->world = core_world_new(arena, book, the_library()->divisions, the_library()->workdays);
    k->today = date_of("2023-03-01");
    k->actor = (core_actor){BASE_STR("ministry"), {NULL, 0}};
    return k;
}

static inline desk *desk_new(void) { return desk_of(the_library()->national); }

static inline void desk_free(desk *k) {
    base_arena_free(k->scratch);
    base_arena_free(k->arena);
}

static inline void today(desk *k, const char *date) {
    k->today = date_of(date);
    core_world_set_day(k->world, k->today);
}

static inline void as(desk *k, const char *level, const char *who) {
    k->actor = (core_actor){base_str_of(level), base_str_of(who)};
}

static inline core_draft *draft_of(desk *k, base_str path) {
    for (size_t i = 0; i < k->n_drafts; i++) {
        if (base_str_eq(k->draft_path[i], path)) return &k->draft[i];
    }
    assert_true(k->n_drafts < DESK_DRAFTS);
    k->draft_path[k->n_drafts] = base_arena_str(k->arena, path);
    core_draft_init(&k->draft[k->n_drafts], k->arena);
    return &k->draft[k->n_drafts++];
}

/* The next word: up to a blank outside '…'; false at the end. */
static inline bool next_word(desk *k, const char **at, base_str *word) {
    while (**at == ' ' || **at == '\n') (*at)++;
    if (**at == '\0') return false;
    char *out = base_arena_alloc(k->scratch, strlen(*at) + 1);
    size_t n = 0;
    bool quoted = false;
    for (; **at != '\0' && (quoted || (**at != ' ' && **at != '\n')); (*at)++) {
        if (**at == '\'')
            quoted = !quoted;
        else
            out[n++] = **at;
    }
    *word = (base_str){out, n};
    return true;
}

/* Reads the line into k->command. */
static inline void read_command(desk *k, const char *line) {
    base_str word, first = {NULL, 0};
    size_t n_targets = 0, n_args = 0;
    while (next_word(k, &line, &word)) {
        const char *eq = memchr(word.p, '=', word.n);
        assert_true(n_targets + n_args < DESK_WORDS);
        if (first.n == 0) {
            first = word;
        } else if (eq == NULL) {
            k->target[n_targets++] = word;
        } else {
            size_t cut = (size_t)(eq - word.p);
            k->arg[n_args++] = (core_arg){{word.p, cut}, {eq + 1, word.n - cut - 1}};
        }
    }
    k->command = (core_command){.actor = k->actor,
                                .today = k->today,
                                .action = first,
                                .target = k->target,
                                .n_targets = n_targets,
                                .arg = k->arg,
                                .n_args = n_args};
}

/* The form that goes with the command: filled, or carried. NULL when it has none. */
static inline core_draft *form_of(desk *k, core_resolved *at) {
    base_err e = {0};
    base_str first = k->command.n_targets > 0 ? k->command.target[0] : (base_str){NULL, 0};
    if (!core_resolve(k->world, k->command.action, first, k->today, k->scratch, at, &e)) return NULL;
    uint32_t special = at->book->action[at->action].special;
    return (special & (RULES_FILLS | RULES_FREEZES)) != 0 ? draft_of(k, at->path) : NULL;
}

/* Decides k->command and folds what was granted. */
static inline bool carry_out(desk *k) {
    core_resolved at;
    core_draft *draft = form_of(k, &at);
    bool fills = draft != NULL && (at.book->action[at.action].special & RULES_FILLS) != 0;
    if (draft != NULL && !fills) k->command.draft = draft;
    k->last = core_decide(k->world, &k->command, k->scratch);
    if (!k->last.granted) return false;
    for (size_t i = 0; fills && i < k->command.n_args; i++) {
        rules_id form = at.book->action[at.action].form;
        assert_true(core_draft_fill(at.book, at.kind, form, draft, k->arg[i].key, k->arg[i].value, NULL));
    }
    for (size_t i = 0; i < k->last.n_events; i++) core_fold(k->world, &k->last.event[i]);
    return true;
}

static inline bool does(desk *k, const char *line) {
    base_arena_reset(k->scratch);
    read_command(k, line);
    return carry_out(k);
}

/* A desk with the rulebook made by hand, and one round. */
static inline desk *hand_desk(void) {
    desk *k = desk_of(the_library()->hand);
    as(k, "office", "");
    if (!does(k, "open_round r1 closes=2023-12-31 places=2 more=3 big=no")) fail_msg("no round");
    return k;
}

static inline void print_refusals(const core_answer *a) {
    for (size_t i = 0; i < a->n_refusals; i++) {
        const core_refusal *r = &a->refusal[i];
        print_error("  %.*s [%.*s] %.*s: %.*s | %.*s: %.*s\n", (int)r->target.n, r->target.p, (int)r->cite.n, r->cite.p,
                    (int)r->label.zh.n, r->label.zh.p, (int)r->detail.zh.n, r->detail.zh.p, (int)r->label.en.n,
                    r->label.en.p, (int)r->detail.en.n, r->detail.en.p);
    }
}

/* Granted, or the test fails where it stands. */
#define must(k, line) must_at(k, line, __FILE__, __LINE__)
static inline void must_at(desk *k, const char *line, const char *file, int at) {
    if (does(k, line)) return;
    print_refusals(&k->last);
    print_error("refused: %s\n", line);
    _fail(file, at);
}

/* The first refusal of that sort, or NULL. */
static inline const core_refusal *refusal_of(const desk *k, enum core_why why) {
    for (size_t i = 0; i < k->last.n_refusals; i++) {
        if (k->last.refusal[i].why == why) return &k->last.refusal[i];
    }
    return NULL;
}

static inline bool holds_text(base_str s, const char *part) {
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= s.n; i++) {
        if (memcmp(s.p + i, part, n) == 0) return true;
    }
    return false;
}

/* Refused, for a reason of that sort whose label or detail says `zh` and `en` ("" = whatever). */
static inline bool refused(desk *k, const char *line, enum core_why why, const char *zh, const char *en) {
    if (does(k, line)) return false;
    for (size_t i = 0; i < k->last.n_refusals; i++) {
        const core_refusal *r = &k->last.refusal[i];
        if (r->why != why) continue;
        if ((holds_text(r->label.zh, zh) || holds_text(r->detail.zh, zh)) &&
            (holds_text(r->label.en, en) || holds_text(r->detail.en, en)))
            return true;
    }
    return false;
}

#define must_refuse(k, line, why, zh, en) must_refuse_at(k, line, why, zh, en, __FILE__, __LINE__)
static inline void must_refuse_at(desk *k, const char *line, enum core_why why, const char *zh, const char *en,
                                  const char *file, int at) {
    if (refused(k, line, why, zh, en)) return;
    print_refusals(&k->last);
    print_error("%s: %s\n", k->last.granted ? "granted" : "refused for something else", line);
    _fail(file, at);
}

static inline core_case *case_at(desk *k, const char *path) {
    core_case *c = core_world_find(k->world, base_str_of(path), k->today, k->scratch);
    if (c == NULL) fail_msg("no case %s", path);
    return c;
}

static inline base_str state_of(desk *k, const char *path) { return core_state(case_at(k, path))->name; }

/* A field as it is seen today, as a scenario would show it. */
static inline base_str field_of(desk *k, const char *path, const char *name) {
    const core_case *c = case_at(k, path);
    core_view v = core_view_of(k->world, c, k->today, k->scratch);
    rules_id f = rules_find_field(core_kind(c), base_str_of(name));
    if (f == RULES_NONE) fail_msg("%s has no field %s", path, name);
    base_buf b;
    base_buf_init(&b, 1 << 20);
    core_value_put(&b, &core_kind(c)->field[f], core_observe_field(&v, (rules_ref){RULES_OWN, f}));
    base_str out = base_arena_str(k->scratch, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

static inline core_tri mark_of_case(desk *k, const char *path, const char *name) {
    const core_case *c = case_at(k, path);
    core_view v = core_view_of(k->world, c, k->today, k->scratch);
    for (rules_id i = 0; i < core_kind(c)->n_marks; i++) {
        if (base_str_is(core_kind(c)->mark[i].name, name)) return core_observe_mark(&v, i);
    }
    fail_msg("%s has no mark %s", path, name);
    return CORE_UNSET;
}

static inline base_date moment_of(desk *k, const char *path, const char *name) {
    const core_case *c = case_at(k, path);
    core_view v = core_view_of(k->world, c, k->today, k->scratch);
    for (rules_id i = 0; i < core_kind(c)->n_moments; i++) {
        if (base_str_is(core_kind(c)->moment[i].name, name)) return core_observe_date(&v, core_kind(c)->moment[i].date);
    }
    fail_msg("%s has no moment %s", path, name);
    return BASE_DATE_NONE;
}

/* An answer as one text. */
static inline base_str answer_text(base_arena *arena, const core_answer *a) {
    base_buf b;
    base_buf_init(&b, (size_t)64 << 20);
    base_buf_fmt(&b, "%d %zu\n", a->granted, a->n_events);
    for (size_t i = 0; i < a->n_refusals; i++) {
        const core_refusal *r = &a->refusal[i];
        base_buf_fmt(&b, "%d %u ", r->why, r->line);
        const base_str part[] = {r->target, r->cite, r->label.zh, r->label.en, r->detail.zh, r->detail.en};
        for (size_t j = 0; j < 6; j++) {
            base_buf_puts(&b, part[j]);
            base_buf_putc(&b, '|');
        }
    }
    for (size_t i = 0; i < a->n_events; i++) {
        const core_event *e = &a->event[i];
        base_buf_fmt(&b, "\n%.*s %.*s %u %d", (int)e->path.n, e->path.p, (int)e->round.n, e->round.p, e->action,
                     e->opens);
        for (size_t j = 0; j < e->n_sets; j++) {
            base_buf_fmt(&b, " %.*s.%u=%lld%.*s", (int)e->set[j].path.n, e->set[j].path.p, e->set[j].field,
                         (long long)e->set[j].value.n, (int)e->set[j].value.text.n, e->set[j].value.text.p);
        }
        for (size_t j = 0; j < e->n_moves; j++) {
            base_buf_fmt(&b, " %.*s->%u", (int)e->move[j].path.n, e->move[j].path.p, e->move[j].state);
        }
    }
    for (size_t i = 0; i < a->n_passed; i++) base_buf_puts(&b, a->passed[i].detail.zh);
    assert_false(b.full);
    base_str out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

#endif
