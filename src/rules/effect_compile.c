/* effect_compile.c - what an action does beside moving its own case: `then FIELD = VALUE`, `then CASE: A or B -> S`.
 *
 * Effects reach the own case and those above it, never brothers or children: so a case can be decided with what is
 * above it in hand, and no action ever waits for many. */
#include "rules/process.h"

static const char *const NO_KEYWORDS[] = {NULL};

/* then CASE: A or B -> S */
static bool take_move(struct rules_build *b, rules_cursor *c, rules_id kase, rules_effect *out) {
    const rules_token *name = rules_take(c);
    rules_take(c);
    enum rules_holder holder;
    rules_id target;
    if (rules_b_find_case(b, name->text) == RULES_NONE) {
        size_t n;
        const base_str *names = rules_names_of_cases(b, &n);
        return rules_unknown(c, "E211", name, names, n);
    }
    if (!rules_holder_of(b, rules_context_of(kase), name->text, &holder, &target) ||
        (holder != RULES_PARENT && holder != RULES_CLUSTER))
        return rules_fault(c, base_str_eq(name->text, rules_b_case_at(b, kase)->out.name) ? "E325" : "E324", name,
                           name->text, rules_no_str());
    out->kind = RULES_E_MOVE;
    out->target = (rules_ref){holder, RULES_NONE};
    out->mask = rules_expect_states(b, c, target);
    if (out->mask == 0 || !rules_expect_punct(c, "->")) return false;
    out->state = rules_expect_state(b, c, target);
    return out->state != RULES_NONE && rules_expect_end(c);
}

/* ---- values ---- */

static bool same_choices(const rules_field *a, const rules_field *b) {
    if (a->n_choices != b->n_choices) return false;
    for (size_t i = 0; i < a->n_choices; i++)
        if (!base_str_eq(a->choice[i].name, b->choice[i].name)) return false;
    return true;
}

static bool take_copy(struct rules_build *b, rules_cursor *c, rules_id kase, const rules_field *to, rules_effect *out) {
    struct rules_path path;
    const rules_token *t = rules_peek(c, 0);
    if (!rules_take_path(b, c, rules_context_of(kase), RULES_NONE, &path)) return false;
    const rules_field *from = path.what == RULES_W_FIELD ? rules_path_field(b, &path) : NULL;
    if (!from || from->type != to->type || !same_choices(from, to))
        return rules_fault(c, "E326", t, base_str_of(rules_type_name(to->type, true)),
                           base_str_of(rules_type_name(to->type, false)));
    out->from = RULES_SET_COPY;
    out->copy = path.ref;
    return true;
}

/* `yes`, `no` or a choice by its name; false when something else stands there. */
static bool accept_constant(rules_cursor *c, const rules_field *to, rules_effect *out) {
    const rules_token *t = rules_peek(c, 0);
    if (!t || rules_token_punct(rules_peek(c, 1), ".")) return false;
    if (to->type == RULES_V_YESNO && (rules_token_is(t, "yes") || rules_token_is(t, "no"))) {
        out->from = RULES_SET_YESNO;
        out->value = rules_token_is(t, "yes");
        return rules_take(c) != NULL;
    }
    for (int32_t i = 0; i < to->n_choices; i++)
        if (base_str_eq(to->choice[i].name, t->text)) {
            out->from = RULES_SET_CHOICE;
            out->value = i;
            return rules_take(c) != NULL;
        }
    return false;
}

static bool take_value(struct rules_build *b, rules_cursor *c, rules_id kase, const rules_field *to,
                       rules_effect *out) {
    const rules_token *t = rules_peek(c, 0);
    if (accept_constant(c, to, out)) return true;
    if (to->type == RULES_V_DATE) {
        out->from = RULES_SET_DATE;
        out->date = rules_take_date(b, c, rules_context_of(kase));
        return out->date != RULES_NONE;
    }
    if (rules_accept_phrase(c, "division of actor")) {
        out->from = RULES_SET_ACTOR_DIVISION;
        if (to->type == RULES_V_DIVISION) return true;
        return rules_fault(c, "E326", t, base_str_of(rules_type_name(to->type, true)),
                           base_str_of(rules_type_name(to->type, false)));
    }
    return take_copy(b, c, kase, to, out);
}

/* then PATH = VALUE */
static bool take_set(struct rules_build *b, rules_cursor *c, rules_id kase, rules_effect *out) {
    struct rules_path path;
    const rules_token *t = rules_peek(c, 0);
    if (!rules_take_path(b, c, rules_context_of(kase), RULES_NONE, &path)) return false;
    if (path.what != RULES_W_FIELD) return rules_fault(c, "E327", t, t->text, rules_no_str());
    const enum rules_holder h = path.ref.holder;
    if (h != RULES_OWN && h != RULES_PARENT && h != RULES_CLUSTER)
        return rules_fault(c, "E324", t, t->text, rules_no_str());
    const rules_field *to = rules_path_field(b, &path);
    out->kind = RULES_E_SET;
    out->target = path.ref;
    return rules_expect_punct(c, "=") && take_value(b, c, kase, to, out) && rules_expect_end(c);
}

bool rules_build_effect(struct rules_build *b, rules_id kase, const rules_line *line, rules_effect *out) {
    rules_line *joined = rules_line_joined(b->arena, line, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(joined, 1, b->d);
    *out = (rules_effect){.date = RULES_NONE, .state = RULES_NONE, .cite = joined->cite, .span = line->span};
    out->target = out->copy = (rules_ref){RULES_OWN, RULES_NONE};
    if (rules_token_punct(rules_peek(&c, 1), ":")) return take_move(b, &c, kase, out);
    return take_set(b, &c, kase, out);
}
