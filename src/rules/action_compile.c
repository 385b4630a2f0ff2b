/* action_compile.c - actions: who, from where to where, what is asked, what must hold, what follows. */
#include "rules/process.h"

static const char *const NO_KEYWORDS[] = {NULL};
static const char *const ACTION_KEYWORDS[] = {"asks",    "takes",  "needs",   "then", "fills",
                                              "freezes", "judges", "relaxes", NULL};

/* ---- header ---- */

/* by LEVEL, LEVEL [shared] */
static bool take_levels(struct rules_build *b, rules_cursor *c, rules_action *a) {
    if (!rules_expect_phrase(c, "by")) return false;
    do {
        const rules_token *t = rules_expect_word(c, "层级名称", "the name of a level");
        if (!t) return false;
        const rules_id level = rules_b_find_level(b, t->text);
        if (level == RULES_NONE) {
            size_t n;
            const base_str *names = rules_names_of_levels(b, &n);
            return rules_unknown(c, "E212", t, names, n);
        }
        a->levels = (uint16_t)(a->levels | (1U << level));
    } while (rules_accept_punct(c, ","));
    a->shared = rules_accept_word(c, "shared");
    return true;
}

/* new -> S, A or B -> S, in A or B, or nothing: then in any state */
static bool take_source(struct rules_build *b, rules_cursor *c, rules_action *a) {
    const rules_token *t = rules_peek(c, 0);
    if (!t || t->kind != RULES_T_WORD) {
        a->from = rules_bits(rules_b_case_at(b, a->kase)->out.n_states);
        return true;
    }
    if (rules_accept_word(c, "in")) {
        a->from = rules_expect_states(b, c, a->kase);
        return a->from != 0;
    }
    a->creates = rules_accept_word(c, "new");
    if (!a->creates) {
        a->from = rules_expect_states(b, c, a->kase);
        if (a->from == 0) return false;
    }
    if (!rules_expect_punct(c, "->")) return false;
    a->to = rules_expect_state(b, c, a->kase);
    return a->to != RULES_NONE;
}

/* ---- arguments ---- */

static bool take_arg(struct rules_build *b, rules_cursor *c, rules_action *a, rules_arg *args, bool required) {
    const rules_token *t = rules_expect_word(c, "字段名称", "the name of a field");
    if (!t || !rules_room(b, t->span, a->n_args, RULES_MAX_PARTS, "参数", "arguments")) return false;
    struct rules_b_case *k = rules_b_case_at(b, a->kase);
    rules_id field = rules_b_find_field(k, t->text);
    if (field == RULES_NONE) field = rules_declare_implicit(b, a->kase, t);
    if (field == RULES_NONE) return false;
    for (size_t i = 0; i < a->n_args; i++)
        if (args[i].field == field) return rules_fault(c, "E232", t, t->text, rules_no_str());
    if (rules_accept_word(c, "private")) {
        if (k->field[field].out.type != RULES_V_TEXT) return rules_fault(c, "E245", t, t->text, rules_no_str());
        k->field[field].out.is_private = true;
    }
    args[a->n_args++] = (rules_arg){field, required};
    return true;
}

static void declare_args(struct rules_build *b, const rules_line *action, rules_action *a) {
    rules_arg args[RULES_MAX_PARTS];
    for (const rules_line *l = action->child; l; l = l->next) {
        const bool asks = rules_line_is(l, "asks");
        if (!asks && !rules_line_is(l, "takes")) continue;
        rules_cursor c = rules_cursor_on(rules_line_joined(b->arena, l, NO_KEYWORDS), 1, b->d);
        bool good;
        do good = take_arg(b, &c, a, args, asks);
        while (good && rules_accept_punct(&c, ","));
        if (good) rules_expect_end(&c);
    }
    a->arg = base_arena_copy(b->arena, args, a->n_args * sizeof *args);
}

void rules_declare_action(struct rules_build *b, rules_id kase, const rules_line *line) {
    struct rules_process *p = b->process;
    rules_line *joined = rules_line_joined(b->arena, line, ACTION_KEYWORDS);
    rules_cursor c = rules_cursor_on(joined, 1, b->d);
    const rules_token *name = rules_expect_word(&c, "操作名称", "the name of an action");
    if (!name || !rules_room(b, name->span, p->n_actions, RULES_MAX_ACTIONS, "操作", "actions")) return;
    const rules_id old = rules_b_find_action(b, kase, name->text);
    if (old != RULES_NONE) {
        const base_str at = base_arena_fmt(b->arena, "%u", p->action[old].out.span.line);
        rules_report(b->d, "E209", name->span, name->text, at, rules_no_str());
        return;
    }
    rules_action a = {.name = name->text, .kase = kase, .to = RULES_NONE, .form = RULES_NONE, .span = name->span};
    a.label = rules_label_or(rules_accept_label(&c), name->text);
    a.cite = joined->cite.n > 0 ? joined->cite : rules_b_case_at(b, kase)->out.cite;
    if (take_levels(b, &c, &a) && take_source(b, &c, &a)) rules_expect_tail(b, &c, ACTION_KEYWORDS);
    declare_args(b, joined, &a);
    p->action = base_arena_grow(b->arena, p->action, p->n_actions, &p->cap_action, sizeof *p->action);
    p->action[p->n_actions++] = (struct rules_b_action){a, {joined, c.at}};
}

/* ---- needs and effects ---- */

static bool build_need(struct rules_build *b, const rules_action *a, const rules_line *line, rules_need *out) {
    rules_line *joined = rules_line_joined(b->arena, line, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(joined, 1, b->d);
    *out = (rules_need){.guard = rules_take_guard(b, &c, rules_context_of(a->kase)), .span = line->span};
    if (out->guard == RULES_NONE) return false;
    const size_t end = c.at;
    out->label = rules_accept_label(&c);
    if (out->label.zh.n == 0) return rules_expected(&c, "中文说明（引号内）", "a label in quotes, Chinese first");
    if (out->label.en.n == 0) out->label.en = rules_text_of(b->arena, joined, 1, end);
    out->cite = joined->cite.n > 0 ? joined->cite : a->cite;
    return rules_expect_end(&c);
}

static void build_parts(struct rules_build *b, const rules_line *action, rules_action *a) {
    rules_need needs[RULES_MAX_PARTS];
    rules_effect effects[RULES_MAX_PARTS];
    for (const rules_line *l = action->child; l; l = l->next) {
        if (rules_line_is(l, "needs")) {
            if (!rules_room(b, l->span, a->n_needs, RULES_MAX_PARTS, "条件", "needs")) return;
            rules_need need = {.guard = RULES_NONE};
            if (build_need(b, a, l, &need)) needs[a->n_needs++] = need;
        } else if (rules_line_is(l, "then")) {
            if (!rules_room(b, l->span, a->n_effects, RULES_MAX_PARTS, "效果", "effects")) return;
            rules_effect effect = {.kind = RULES_E_SET};
            if (!rules_build_effect(b, a->kase, l, &effect)) continue;
            if (effect.cite.n == 0) effect.cite = a->cite;
            effects[a->n_effects++] = effect;
        }
    }
    a->need = base_arena_copy(b->arena, needs, a->n_needs * sizeof *needs);
    a->effect = base_arena_copy(b->arena, effects, a->n_effects * sizeof *effects);
}

/* ---- fills, freezes, judges, relaxes ---- */

static void take_form(struct rules_build *b, rules_cursor *c, rules_action *a) {
    const struct rules_b_case *k = rules_b_case_at(b, a->kase);
    const rules_token *t = rules_expect_word(c, "表单名称", "the name of a form");
    const struct rules_name *name = t ? rules_name_find(k, t->text) : NULL;
    if (name && name->what == RULES_W_FORM) {
        a->form = name->index;
        return;
    }
    size_t n;
    const base_str *names = rules_names_of(b, a->kase, RULES_W_FORM, &n);
    if (t) rules_unknown(c, "E221", t, names, n);
}

static bool asks_criterion(const struct rules_build *b, const rules_action *a) {
    for (size_t i = 0; i < a->n_args; i++)
        if (a->arg[i].required &&
            base_str_is(rules_b_case_at(b, a->kase)->field[a->arg[i].field].out.name, "criterion"))
            return true;
    return false;
}

static void build_special(struct rules_build *b, const rules_line *line, rules_action *a) {
    rules_cursor c = rules_cursor_on(rules_line_joined(b->arena, line, NO_KEYWORDS), 1, b->d);
    const rules_token *t = &line->token[0];
    const struct rules_b_case *k = rules_b_case_at(b, a->kase);
    if (rules_token_is(t, "fills") || rules_token_is(t, "freezes")) {
        a->special |= rules_token_is(t, "fills") ? RULES_FILLS : RULES_FREEZES;
        take_form(b, &c, a);
    } else {
        if (!k->out.judged) rules_fault(&c, "E307", t, k->out.name, rules_no_str());
        if (rules_token_is(t, "judges")) {
            rules_expect_phrase(&c, "standard");
            a->special |= RULES_JUDGES;
        } else {
            rules_expect_phrase(&c, "criterion");
            if (!asks_criterion(b, a)) rules_fault(&c, "E244", t, a->name, rules_no_str());
            a->special |= rules_accept_word(&c, "not") ? RULES_DENIES : RULES_RELAXES;
        }
    }
    rules_expect_end(&c);
}

void rules_build_actions(struct rules_build *b) {
    static const char *const special[] = {"fills", "freezes", "judges", "relaxes"};
    for (size_t i = 0; i < b->process->n_actions; i++) {
        struct rules_b_action *a = &b->process->action[i];
        build_parts(b, a->source.line, &a->out);
        for (const rules_line *l = a->source.line->child; l; l = l->next)
            for (size_t s = 0; s < sizeof special / sizeof *special; s++)
                if (rules_line_is(l, special[s])) build_special(b, l, &a->out);
    }
}
