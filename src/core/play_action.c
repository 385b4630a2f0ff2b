/* play_action.c - steps that are actions: a command is made, decided, folded; drafts are kept between fill and submit.
 *
 * Names are looked at before the command is decided: a word that no rule knows is a slip of the pen and ends the play
 * with a near name, while a word that the rules know and forbid here is an answer like any other. */
#include "core/play_i.h"
#include "core/resolve.h"

typedef struct {
    core_command command;
    base_str *target;
    core_arg *arg;
    core_resolved at; /* of the first target; action RULES_NONE when nothing fits */
    bool resolved;
} request;

/* ---- names ---- */

static bool ready(core_player *p, const core_scenario *s, const core_step *step) {
    if (p->world == NULL) {
        return core_play_bad(p, s, step->word, "C028", CORE_TEXT("尚未选定法规文本", "no rulebook yet"),
                             CORE_TEXT("先写 rulebook national-2022", "begin with: rulebook national-2022"));
    }
    return true;
}

static bool scene_set(core_player *p, const core_scenario *s, const core_step *step) {
    if (p->today == BASE_DATE_NONE) {
        return core_play_bad(p, s, step->word, "C040", CORE_TEXT("尚未写明日期", "no day yet"),
                             CORE_TEXT("此前写 today 2023-03-01", "write before it: today 2023-03-01"));
    }
    if (!p->has_actor) {
        return core_play_bad(
            p, s, step->word, "C041", CORE_TEXT("尚未写明由谁办理", "nobody acts yet"),
            CORE_TEXT("此前写 as ministry、as province 33 等", "write before it: as ministry, as province 33 …"));
    }
    return true;
}

static bool known_action(core_player *p, const core_scenario *s, const core_step *step) {
    static const char *const scene[] = {"today", "as", "expect", "amend", "include", "rulebook"};
    const rules_book *b = p->newest;
    base_str given = step->word[0].text;
    for (size_t i = 0; i < b->n_actions; i++) {
        if (base_str_eq(b->action[i].name, given)) return true;
    }
    size_t n = 0;
    base_str *name = base_arena_array(p->scratch, b->n_actions + sizeof scene / sizeof *scene, sizeof *name);
    for (size_t i = 0; i < b->n_actions; i++) name[n++] = b->action[i].name;
    for (size_t i = 0; i < sizeof scene / sizeof *scene; i++) name[n++] = base_str_of(scene[i]);
    rules_text hint =
        core_near_hint(p->arena, given, name, n,
                       CORE_TEXT("应为 rulebook、today、as、expect、amend、include，或法规文本中的操作",
                                 "expected rulebook, today, as, expect, amend, include, or an action of the rulebook"));
    return core_play_bad(p, s, step->word, "C042", CORE_TEXT("没有这个步骤或操作", "no such step or action"), hint);
}

/* The names that an argument of the action may have, whichever case it is for. */
typedef struct {
    base_arena *arena;
    base_str *name;
    size_t n, cap;
} names;

static void add_name(names *l, base_str name) {
    l->name = base_arena_grow(l->arena, l->name, l->n, &l->cap, sizeof *l->name);
    l->name[l->n++] = name;
}

static void names_of_form(names *l, const rules_book *b, const rules_action *a) {
    for (size_t i = 0; i < b->n_facts; i++) add_name(l, b->fact[i].name);
    if (a->form == RULES_NONE) return;
    const rules_case *k = &b->kase[a->kase];
    for (size_t i = 0; i < k->form[a->form].n_items; i++) {
        rules_id f = k->form[a->form].item[i].field;
        if (f != RULES_NONE) add_name(l, k->field[f].name);
    }
}

static void names_of_criteria(names *l, const rules_book *b) {
    for (size_t i = 0; i < b->n_standards; i++) {
        for (size_t j = 0; j < b->standard[i].n_criteria; j++) add_name(l, b->standard[i].criterion[j].id);
    }
}

static void names_of_action(names *l, const rules_book *b, base_str action) {
    static const char *const remark[] = {"reason", "evidence", "note", "finding", "statement", "text"};
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (!base_str_eq(a->name, action)) continue;
        for (size_t j = 0; j < a->n_args; j++) add_name(l, b->kase[a->kase].field[a->arg[j].field].name);
        if (a->creates && b->kase[a->kase].in_round) add_name(l, BASE_STR("round"));
        if (a->special & RULES_FILLS) names_of_form(l, b, a);
        if (a->special & RULES_JUDGES) names_of_criteria(l, b);
    }
    for (size_t i = 0; i < sizeof remark / sizeof *remark; i++) add_name(l, base_str_of(remark[i]));
}

/* output.2020 and why.output are about output; 1.1 is itself. */
static base_str bare_key(base_str key) {
    base_str why = BASE_STR("why."), rest;
    if (base_str_starts(key, why)) key = (base_str){key.p + why.n, key.n - why.n};
    base_str head = base_str_cut(key, '.', &rest);
    return head.n > 0 && (head.p[0] < '0' || head.p[0] > '9') ? head : key;
}

static bool known_keys(core_player *p, const core_scenario *s, const core_step *step) {
    names l = {.arena = p->scratch};
    for (size_t i = 1; i < step->n; i++) {
        const core_word *w = &step->word[i];
        if (w->eq == CORE_NO_EQ) continue;
        if (l.n == 0) names_of_action(&l, p->newest, step->word[0].text);
        base_str key = bare_key(core_word_key(w));
        size_t at = 0;
        while (at < l.n && !base_str_eq(l.name[at], key)) at++;
        if (at < l.n) continue;
        rules_text hint = core_near_hint(
            p->arena, key, l.name, l.n,
            CORE_TEXT("见法规文本中该操作的 asks、takes", "see asks and takes of the action in the rulebook"));
        return core_play_bad(p, s, w, "C043", CORE_TEXT("此操作没有这个参数", "this action takes no such argument"),
                             hint);
    }
    return true;
}

/* ---- drafts ---- */

static core_draft *draft_of(core_player *p, base_str path) {
    base_map_slot *slot = base_map_put(&p->drafts, path);
    if (slot->value.ptr == NULL) {
        slot->value.ptr = base_arena_alloc(p->arena, sizeof(core_draft));
        core_draft_init(slot->value.ptr, p->arena);
    }
    return slot->value.ptr;
}

/* A value that decide let pass does not go into the draft. */
static void refuse_value(core_player *p, base_str cite, const base_err *e) {
    core_play_refuse(
        p, cite, CORE_TEXT("填写", "fill in"),
        (rules_text){base_arena_str(p->scratch, base_str_of(e->zh)), base_arena_str(p->scratch, base_str_of(e->en))});
}

/* decide has read each value on its own; what may still fail is the number of them. */
static void fill_draft(core_player *p, const request *r) {
    core_draft *d = draft_of(p, r->at.path);
    rules_id form = r->at.book->action[r->at.action].form;
    for (size_t i = 0; i < r->command.n_args; i++) {
        base_err e = {0};
        if (core_draft_fill(r->at.book, r->at.kind, form, d, r->arg[i].key, r->arg[i].value, &e)) continue;
        refuse_value(p, r->at.book->action[r->at.action].cite, &e);
        return;
    }
}

/* ---- the command ---- */

static bool special(const request *r, uint32_t what) {
    return r->resolved && (r->at.book->action[r->at.action].special & what) != 0;
}

static void resolve(core_player *p, request *r) {
    base_err ignored = {0};
    base_str first = r->command.n_targets > 0 ? r->target[0] : (base_str){NULL, 0};
    r->resolved = core_resolve(p->world, r->command.action, first, p->today, p->scratch, &r->at, &ignored);
}

static void make_request(core_player *p, const core_step *step, request *r) {
    size_t n_targets = 0, n_args = 0;
    r->target = base_arena_array(p->scratch, step->n, sizeof *r->target);
    r->arg = base_arena_array(p->scratch, step->n, sizeof *r->arg);
    for (size_t i = 1; i < step->n; i++) {
        const core_word *w = &step->word[i];
        if (w->eq == CORE_NO_EQ)
            r->target[n_targets++] = w->text;
        else
            r->arg[n_args++] = (core_arg){core_word_key(w), core_word_value(w)};
    }
    r->command = (core_command){.actor = p->actor,
                                .today = p->today,
                                .action = step->word[0].text,
                                .target = r->target,
                                .n_targets = n_targets,
                                .arg = r->arg,
                                .n_args = n_args};
    resolve(p, r);
    bool own_draft = p->host->record == NULL && r->resolved && n_targets == 1;
    if (own_draft && special(r, RULES_FREEZES)) r->command.draft = draft_of(p, r->at.path);
}

static void fold_all(core_player *p, const core_answer *a) {
    for (size_t i = 0; i < a->n_events; i++) core_fold(p->world, &a->event[i]);
}

/* Decides in memory. */
static void decide(core_player *p, const request *r, core_answer *a) {
    *a = core_decide(p->world, &r->command, p->scratch);
    if (a->granted && !special(r, RULES_FILLS)) fold_all(p, a);
}

static void tell(core_player *p, const request *r, const core_answer *a) {
    p->said.answer = a;
    p->said.target = r->target;
    p->said.n_targets = r->command.n_targets;
    p->said.refused = !a->granted;
    p->said.reason = a->refusal;
    p->said.n_reasons = a->n_refusals;
    if (!r->resolved) return;
    p->said.book = r->at.book;
    p->said.action = r->at.action;
}

static bool on_record(core_player *p, const core_scenario *s, const core_step *step, request *r, core_answer *a) {
    base_err e = {0};
    if (!core_play_reach(p, s, step, r->target, r->command.n_targets)) return false;
    resolve(p, r);
    base_str cite = r->resolved ? r->at.book->action[r->at.action].cite : (base_str){NULL, 0};
    cite = base_arena_str(p->scratch, cite); /* the book may be another one afterwards */
    if (!core_play_submit(p, s, step, &r->command, a, &e)) return false;
    resolve(p, r);
    tell(p, r, a);
    if (e.kind != BASE_ERR_NONE) refuse_value(p, cite, &e);
    return true;
}

bool core_play_action(core_player *p, const core_scenario *s, const core_step *step) {
    p->said.kind = CORE_PLAY_ACTION;
    if (!ready(p, s, step) || !known_action(p, s, step) || !scene_set(p, s, step) || !known_keys(p, s, step))
        return false;
    request r = {0};
    core_answer *a = base_arena_alloc(p->scratch, sizeof *a);
    make_request(p, step, &r);
    if (p->host->record != NULL) return on_record(p, s, step, &r, a);
    decide(p, &r, a);
    tell(p, &r, a);
    if (a->granted && special(&r, RULES_FILLS)) fill_draft(p, &r);
    return true;
}
