/* Any bytes as a sequence of commands over the national text: actions, actors, targets and values from small tables, or
 * raw. Nothing crashes or hangs; decide is pure (the same answer twice, nothing changed by asking); what it refuses has
 * reasons in both languages, and what it grants is read back from its bytes the same and can be folded.
 *
 * A command is two bytes for how far the day goes on, and a byte each for actor, action, number of targets and
 * arguments; then a byte a target, and two bytes an argument. A byte of 255 for a target, a key or a value says that a
 * length and so many raw bytes follow. The data root is JIQUN_ROOT, else the source tree this was built from. */
#include "core/event.h"
#include "core/observe_i.h"
#include "reference.h"

enum { MAX_COMMANDS = 60, MAX_TARGETS = 6, MAX_ARGS = 20, RAW = 255 };

typedef struct {
    const uint8_t *p;
    size_t n;
} input;

static const char *const targets[] = {
    "c1",      "c2",        "c3",   "c1/a",      "c2/a",          "c3/a",          "r1",
    "r2",      "programme", "c1/r", "c2/r",      "c1/report2022", "c1/report2023", "c2/report2023",
    "c1/i1",   "c1/i2",     "c1/v", "c2/v",      "c1/s",          "c1/t",          "c1/a/o1",
    "c1/r/o1", "c1/ch",     "",     "c1/a/x/y/z"};
static const char *const values[] = {"甲",
                                     "A",
                                     "B",
                                     "330106",
                                     "330205",
                                     "510104",
                                     "33",
                                     "3302",
                                     "2023-03-01",
                                     "2023-12-31",
                                     "2026-01-01",
                                     "2022-12-31",
                                     "yes",
                                     "no",
                                     "met",
                                     "not_met",
                                     "0",
                                     "1",
                                     "41",
                                     "52",
                                     "46.5",
                                     "100000000",
                                     "r1",
                                     "r2",
                                     "accident",
                                     "一",
                                     "二",
                                     "三",
                                     "四",
                                     "五",
                                     "较大",
                                     "重大",
                                     "1.4",
                                     "1.1",
                                     "submit",
                                     "recommend",
                                     "04-30",
                                     "02-29",
                                     "other",
                                     "2147483647",
                                     "-1",
                                     "",
                                     "330106;330205",
                                     "公告",
                                     "9999-12-31",
                                     "0001-01-01",
                                     "特别重大",
                                     "tax",
                                     "cyber"};
static const char *const extra_keys[] = {"output.2020",         "output.2021", "output.2022", "sme_output.2022",
                                         "leading_output.2022", "land",        "pillar",      "why.output",
                                         "why.pillar",          "round",       "reason",      "nonsense"};

/* Read once: an input changes nothing of it. */
static const reference *the_reference(void) {
    static reference l;
    if (l.arena == NULL) l = read_reference();
    return &l;
}

static uint8_t take(input *in) {
    if (in->n == 0) return 0;
    in->n--;
    return *in->p++;
}

/* A word of the table, or raw bytes out of the input. */
static base_str word(input *in, const char *const *table, size_t n) {
    uint8_t b = take(in);
    if (b != RAW) return base_str_of(table[b % n]);
    size_t length = take(in);
    if (length > in->n) length = in->n;
    base_str s = {(const char *)in->p, length};
    in->p += length;
    in->n -= length;
    return s;
}

static core_actor actor(uint8_t b) {
    static const core_actor known[] = {{{"ministry", 8}, {NULL, 0}},     {{"province", 8}, {"33", 2}},
                                       {{"province", 8}, {"3302", 4}},   {{"county", 6}, {"330106", 6}},
                                       {{"county", 6}, {"330205", 6}},   {{"public", 6}, {NULL, 0}},
                                       {{"province", 8}, {"51", 2}},     {{"county", 6}, {"510104", 6}},
                                       {{"nobody", 6}, {"\xff\x00", 2}}, {{"county", 6}, {NULL, 0}}};
    return known[b % (sizeof known / sizeof *known)];
}

/* A key that the action knows, for most bytes. */
static base_str key(const reference *l, const rules_action *a, input *in) {
    if (in->n == 0 || *in->p == RAW) return word(in, extra_keys, 1);
    uint8_t b = take(in);
    if (b < 160 && a->n_args > 0) return l->book->kase[a->kase].field[a->arg[b % a->n_args].field].name;
    if (b < 190) return l->book->standard[0].criterion[b % l->book->standard[0].n_criteria].id;
    return base_str_of(extra_keys[b % (sizeof extra_keys / sizeof *extra_keys)]);
}

static void read_command(const reference *l, input *in, core_command *c, base_str *target, core_arg *arg) {
    c->actor = actor(take(in));
    const rules_action *a = &l->book->action[take(in) % l->book->n_actions];
    c->action = a->name;
    uint8_t counts = take(in);
    c->n_targets = counts % MAX_TARGETS;
    c->n_args = counts / MAX_TARGETS % MAX_ARGS;
    for (size_t i = 0; i < c->n_targets; i++) target[i] = word(in, targets, sizeof targets / sizeof *targets);
    for (size_t i = 0; i < c->n_args; i++) {
        arg[i].key = key(l, a, in);
        arg[i].value = word(in, values, sizeof values / sizeof *values);
    }
    c->target = target;
    c->arg = arg;
}

/* ---- what may not change ---- */

static uint64_t mix(uint64_t h, const void *p, size_t n) {
    const unsigned char *b = p;
    for (size_t i = 0; i < n; i++) h = (h ^ b[i]) * UINT64_C(1099511628211);
    return h;
}

static uint64_t mix_str(uint64_t h, base_str s) { return mix(mix(h, &s.n, sizeof s.n), s.p, s.n); }

static uint64_t mix_case(uint64_t h, const core_case *c) {
    rules_id first = 0;
    h = mix_str(h, c->path);
    h = mix(h, &c->control.state, sizeof c->control.state);
    h = mix(h, &c->control.ever, sizeof c->control.ever);
    h = mix(h, &c->control.done, sizeof c->control.done);
    for (size_t i = 0; i < core_kind(c)->n_fields; i++) {
        h = mix(h, &c->field[i].set, sizeof c->field[i].set);
        h = mix_str(mix(h, &c->field[i].n, sizeof c->field[i].n), c->field[i].text);
    }
    h = mix(h, c->entered, core_kind(c)->n_states * sizeof *c->entered);
    h = mix(h, c->first_done, core_kind_actions(c->book, c->kind, &first) * sizeof *c->first_done);
    for (const core_case *k = c->child; k != NULL; k = k->sibling) h = mix_case(h, k);
    return h;
}

static uint64_t digest(const core_world *w) {
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t k = 0; k < RULES_MAX_CASES; k++) {
        for (const core_case *c = w->first[k]; c != NULL; c = c->next) h = mix_case(h, c);
    }
    for (size_t i = 0; i < w->tallies.cap; i++) {
        if (w->tallies.slot[i].key.p != NULL) h = mix(h, &w->tallies.slot[i].value.num, sizeof(int64_t));
    }
    return mix(mix(h, w->clusters_in, sizeof w->clusters_in), &w->seq, sizeof w->seq);
}

static void same_answer(const core_answer *a, const core_answer *b) {
    must(a->granted == b->granted && a->n_events == b->n_events && a->n_refusals == b->n_refusals &&
         a->n_passed == b->n_passed);
    for (size_t i = 0; i < a->n_refusals; i++) {
        must(a->refusal[i].why == b->refusal[i].why && base_str_eq(a->refusal[i].detail.zh, b->refusal[i].detail.zh));
    }
    for (size_t i = 0; i < a->n_events; i++) {
        must(base_str_eq(a->event[i].path, b->event[i].path) && a->event[i].n_sets == b->event[i].n_sets &&
             a->event[i].n_moves == b->event[i].n_moves);
    }
}

static void good_answer(const core_answer *a, const core_command *c) {
    must(a->granted == (a->n_refusals == 0) && a->n_refusals <= CORE_MAX_REFUSALS);
    must(a->granted || a->n_events == 0);
    must(a->n_events <= (c->n_targets == 0 ? 1 : c->n_targets));
    for (size_t i = 0; i < a->n_refusals; i++) {
        must(a->refusal[i].label.zh.n > 0 && a->refusal[i].label.en.n > 0);
        must((a->refusal[i].detail.zh.n > 0) == (a->refusal[i].detail.en.n > 0));
    }
}

static void recount(const core_world *w) {
    size_t in[RULES_MAX_STATES] = {0};
    for (const core_case *c = w->first[w->version[0].book->cluster]; c != NULL; c = c->next) in[c->control.state]++;
    must(memcmp(in, w->clusters_in, sizeof in) == 0);
    for (size_t i = 0; i < w->tallies.cap; i++)
        must(w->tallies.slot[i].key.p == NULL || w->tallies.slot[i].value.num >= 0);
}

/* What is granted can be written into the log, and what stands there fits. */
static base_str payload_of(const core_world *w, core_event *e, const core_stamp *s, base_arena *arena, base_str *leaf) {
    const base_str digest = BASE_STR("00");
    base_buf b;
    base_buf_init(&b, CORE_PAYLOAD_MAX);
    base_str person = core_event_part_person(arena, e, &b) ? digest : (base_str){NULL, 0};
    base_buf_clear(&b);
    must(core_event_put_leaf(&b, w, e, s, digest, person));
    *leaf = base_arena_str(arena, base_buf_str(&b));
    base_buf_clear(&b);
    must(core_event_put_payload(&b, e, s));
    base_str payload = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return payload;
}

static void comes_back(const core_world *w, const core_event *given, base_arena *arena) {
    core_event e = *given, read;
    core_stamp s = {.request = BASE_STR("r"), .parts = 1, .edition = CORE_EDITION};
    core_leaf l;
    base_err err = {0};
    base_str leaf, again, payload = payload_of(w, &e, &s, arena, &leaf);
    must(core_leaf_read(arena, leaf, &l, &err) && core_event_read(arena, w, &l, payload, &read, &s, &err));
    must(core_event_fits(w, &read, &err));
    must(base_str_eq(payload, payload_of(w, &read, &s, arena, &again)) && base_str_eq(leaf, again));
}

static void one_command(const reference *l, core_world *w, input *in, core_draft *draft, base_date *today,
                        base_arena *arena) {
    base_str target[MAX_TARGETS];
    core_arg arg[MAX_ARGS];
    core_command c = {.draft = draft};
    int days = take(in) % 16;
    *today += days * (take(in) % 8);
    core_world_set_day(w, *today);
    c.today = *today;
    read_command(l, in, &c, target, arg);
    for (size_t i = 0; i < c.n_args; i++) {
        /* Whatever a form takes goes into the one draft of this run. */
        rules_id kind = rules_find_case(l->book, BASE_STR("application"));
        if (base_str_is(c.action, "fill")) core_draft_fill(l->book, kind, 0, draft, arg[i].key, arg[i].value, NULL);
    }
    uint64_t before = digest(w);
    core_answer a = core_decide(w, &c, arena), again = core_decide(w, &c, arena);
    must(digest(w) == before);
    same_answer(&a, &again);
    good_answer(&a, &c);
    for (size_t i = 0; i < a.n_events; i++) {
        comes_back(w, &a.event[i], arena);
        must(core_fold(w, &a.event[i]) != NULL);
    }
    recount(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const reference *l = the_reference();
    input in = {data, size};
    base_arena *arena = base_arena_new((size_t)1 << 30);
    core_world *w = core_world_new(arena, l->book, l->divisions, l->workdays);
    core_draft draft;
    core_draft_init(&draft, arena);
    base_date today = 19417; /* 2023-03-01 */
    for (int i = 0; i < MAX_COMMANDS && in.n > 0; i++) one_command(l, w, &in, &draft, &today, arena);
    base_arena_free(arena);
    return 0;
}
