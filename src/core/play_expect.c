/* play_expect.c - what a scenario may ask of the world: the register, and one case by the names of its rulebook. */
#include "core/observe.h"
#include "core/play_i.h"

/* The longest value that is written out for comparison; a text field may be as long as a step. */
enum { VALUE_MAX = 4 << 20 };

static void differs(core_player *p, base_str key, base_str want, base_str found) {
    core_play_differ(p, (rules_text){base_arena_fmt(p->scratch, "%.*s 应为 %.*s，实为 %.*s", core_cut(key), key.p,
                                                    core_cut(want), want.p, core_cut(found), found.p),
                                     base_arena_fmt(p->scratch, "%.*s should be %.*s, is %.*s", core_cut(key), key.p,
                                                    core_cut(want), want.p, core_cut(found), found.p)});
}

/* ---- the register ---- */

static bool expect_count(core_player *p, const core_scenario *s, const core_word *w) {
    const rules_book *b = p->newest;
    base_str key = core_word_key(w), want = core_word_value(w);
    const rules_case *k = b->cluster != RULES_NONE ? &b->kase[b->cluster] : NULL;
    size_t n = 0, n_names = 0;
    base_str *name = base_arena_array(p->scratch, RULES_MAX_STATES + 1, sizeof *name);
    for (size_t i = 0; k != NULL && i < k->n_states; i++) {
        name[n_names++] = k->state[i].name;
        n += core_world_count(p->world, k->state[i].name);
    }
    if (!base_str_is(key, "total")) {
        n = core_world_count(p->world, key);
        if (k == NULL || rules_find_state(k, key) == RULES_NONE) {
            rules_text hint =
                core_near_hint(p->arena, key, name, n_names,
                               CORE_TEXT("应为集群的状态，或 total", "expected a state of the cluster, or total"));
            return core_play_bad(p, s, w, "C051", CORE_TEXT("名录没有这个状态", "the register has no such state"),
                                 hint);
        }
    }
    base_str found = base_arena_fmt(p->scratch, "%zu", n);
    if (!base_str_eq(found, want)) differs(p, key, want, found);
    return true;
}

/* ---- one case ---- */

static base_str date_text(base_arena *arena, base_date d) {
    base_buf b;
    if (d == BASE_DATE_NONE) return BASE_STR("none");
    base_buf_init(&b, 32);
    base_date_put(&b, d);
    base_str s = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

static base_str field_text(core_player *p, const core_view *v, rules_id field) {
    base_buf b;
    base_buf_init(&b, VALUE_MAX);
    core_value_put(&b, &core_kind(v->self)->field[field], core_observe_field(v, (rules_ref){RULES_OWN, field}));
    base_str s = base_arena_str(p->scratch, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

static base_str mark_text(core_tri t) { return t == CORE_YES ? BASE_STR("yes") : BASE_STR("no"); }

/* Last day of a state that lasts, by the working days since it was last entered. */
static base_date last_day(const core_player *p, const core_case *c, rules_id state) {
    const rules_state *st = &core_kind(c)->state[state];
    base_date out = BASE_DATE_NONE;
    base_err e = {0};
    if (!st->lasts || c->entered[state] == BASE_DATE_NONE) return BASE_DATE_NONE;
    const base_workdays *w = core_world_workdays(p->world);
    if (w == NULL || !base_workdays_end(w, c->entered[state], st->working_days, st->count_first, &out, &e)) {
        return BASE_DATE_NONE;
    }
    return out;
}

/* The id of the book, or of an amendment the part after its +. */
static base_str book_text(const core_case *c, base_str want) {
    base_str id = c->book->id;
    for (size_t i = id.n; i-- > 0;) {
        if (id.p[i] != '+') continue;
        base_str tail = {id.p + i + 1, id.n - i - 1};
        return base_str_eq(tail, want) ? tail : id;
    }
    return id;
}

static rules_id find_mark(const rules_case *k, base_str name) {
    for (rules_id i = 0; i < k->n_marks; i++) {
        if (base_str_eq(k->mark[i].name, name)) return i;
    }
    return RULES_NONE;
}

static rules_id find_moment(const rules_case *k, base_str name) {
    if (base_str_is(name, "due")) name = BASE_STR("due_day");
    for (rules_id i = 0; i < k->n_moments; i++) {
        if (base_str_eq(k->moment[i].name, name)) return i;
    }
    return RULES_NONE;
}

/* What the case has under `key`; false when its kind knows no such name. */
static bool look_up(core_player *p, const core_view *v, base_str key, base_str want, base_str *found) {
    const core_case *c = v->self;
    const rules_case *k = core_kind(c);
    rules_id i;
    if (base_str_is(key, "state"))
        *found = core_state(c)->name;
    else if (base_str_is(key, "exists"))
        *found = BASE_STR("yes");
    else if (base_str_is(key, "rulebook"))
        *found = book_text(c, want);
    else if ((i = rules_find_field(k, key)) != RULES_NONE)
        *found = field_text(p, v, i);
    else if ((i = find_mark(k, key)) != RULES_NONE)
        *found = mark_text(core_observe_mark(v, i));
    else if ((i = find_moment(k, key)) != RULES_NONE)
        *found = date_text(p->scratch, core_observe_date(v, k->moment[i].date));
    else if ((i = rules_find_state(k, key)) != RULES_NONE && k->state[i].lasts)
        *found = date_text(p->scratch, last_day(p, c, i));
    else
        return false;
    return true;
}

static bool unknown_key(core_player *p, const core_scenario *s, const core_word *w, const rules_case *k) {
    size_t n = 0;
    base_str *name = base_arena_array(p->scratch, (size_t)k->n_fields + k->n_marks + k->n_moments + 3, sizeof *name);
    for (size_t i = 0; i < k->n_fields; i++) name[n++] = k->field[i].name;
    for (size_t i = 0; i < k->n_marks; i++) name[n++] = k->mark[i].name;
    for (size_t i = 0; i < k->n_moments; i++) name[n++] = k->moment[i].name;
    name[n++] = BASE_STR("state");
    name[n++] = BASE_STR("rulebook");
    name[n++] = BASE_STR("exists");
    rules_text hint =
        core_near_hint(p->arena, core_word_key(w), name, n,
                       CORE_TEXT("应为 state、exists、rulebook，或该事项的字段、标记、时点",
                                 "expected state, exists, rulebook, or a field, mark or moment of the case"));
    return core_play_bad(p, s, w, "C052", CORE_TEXT("该事项没有这一项", "the case has nothing of that name"), hint);
}

/* An expected case that nobody has touched is there only while it is expected. */
static const core_case *find_case(core_player *p, base_str path) {
    const core_case *c = core_world_find(p->world, path, p->today, p->scratch);
    if (c == NULL || !c->is_virtual) return c;
    core_view v = core_view_of(p->world, c, p->today, p->scratch);
    return core_observe_guard(&v, core_kind(c)->expected_guard) == CORE_YES ? c : NULL;
}

static bool expect_case(core_player *p, const core_scenario *s, const core_step *step) {
    const core_case *c = find_case(p, step->word[1].text);
    for (size_t i = 2; i < step->n; i++) {
        const core_word *w = &step->word[i];
        base_str key = core_word_key(w), want = core_word_value(w), found = {NULL, 0};
        if (c == NULL) {
            if (base_str_is(key, "exists"))
                found = BASE_STR("no");
            else
                found = BASE_STR("（没有该事项 no such case）");
        } else {
            core_view v = core_view_of(p->world, c, p->today, p->scratch);
            if (!look_up(p, &v, key, want, &found)) return unknown_key(p, s, w, core_kind(c));
        }
        if (!base_str_eq(found, want)) differs(p, key, want, found);
    }
    return true;
}

static bool well_formed(core_player *p, const core_scenario *s, const core_step *step) {
    rules_text hint = CORE_TEXT("例如 expect c1 state=recognised，或 expect register recognised=1",
                                "for example: expect c1 state=recognised, or: expect register recognised=1");
    if (step->n < 3 || step->want != CORE_WANT_NOTHING_SAID || step->word[1].eq != CORE_NO_EQ) {
        return core_play_bad(p, s, step->word, "C050", CORE_TEXT("expect 的写法不对", "expect is written otherwise"),
                             hint);
    }
    for (size_t i = 2; i < step->n; i++) {
        if (step->word[i].eq != CORE_NO_EQ) continue;
        return core_play_bad(p, s, &step->word[i], "C053", CORE_TEXT("应为 名称=值", "expected NAME=VALUE"), hint);
    }
    return true;
}

bool core_play_expect(core_player *p, const core_scenario *s, const core_step *step) {
    p->said.kind = CORE_PLAY_EXPECT;
    if (!well_formed(p, s, step)) return false;
    if (p->world == NULL || p->today == BASE_DATE_NONE) {
        return core_play_bad(p, s, step->word, "C028", CORE_TEXT("尚未选定法规文本或日期", "no rulebook or no day yet"),
                             CORE_TEXT("先写 rulebook 与 today", "begin with rulebook and today"));
    }
    if (!core_play_reach(p, s, step, &step->word[1].text, 1)) return false;
    if (!base_str_is(step->word[1].text, "register")) return expect_case(p, s, step);
    for (size_t i = 2; i < step->n; i++) {
        if (!expect_count(p, s, &step->word[i])) return false;
    }
    return true;
}
