/* proof_compile.c - properties that must always hold, in their fixed forms.
 *
 * An action is named with its case, or alone where its name is unique; where a proof speaks of one case, that case's
 * own actions come first. */
#include "rules/process.h"

static const char *const NO_KEYWORDS[] = {NULL};

struct proof_reader {
    struct rules_build *b;
    rules_cursor c;
    rules_proof p;
};

/* ---- names ---- */

static bool add_action(struct proof_reader *r, const rules_token *t, rules_id action) {
    if (!rules_room(r->b, t->span, r->p.n_actions, RULES_MAX_PROOF_ACTIONS, "性质中的动作", "actions of a proof"))
        return r->c.failed = true, false;
    r->p.action[r->p.n_actions++] = action;
    return true;
}

static bool report_action(struct proof_reader *r, const rules_token *t, rules_id kase) {
    size_t n;
    const base_str *names = rules_names_of_actions(r->b, kase, &n);
    return rules_unknown(&r->c, "E215", t, names, n);
}

/* A case stands where an action is due, and what follows it is none of its actions. */
static bool is_case_alone(const struct proof_reader *r, const rules_token *t) {
    const struct rules_process *p = r->b->process;
    const rules_token *next = rules_peek(&r->c, 0);
    if (!next || next->kind != RULES_T_WORD) return false;
    for (size_t i = 0; i < p->n_actions; i++)
        if (base_str_eq(p->action[i].out.name, t->text)) return false;
    return rules_b_find_case(r->b, t->text) != RULES_NONE;
}

/* The one action of that name in the whole book; RULES_NONE after a report. */
static rules_id unique_action(struct proof_reader *r, const rules_token *t) {
    const struct rules_process *p = r->b->process;
    rules_id found = RULES_NONE;
    for (rules_id i = 0; i < p->n_actions; i++) {
        if (!base_str_eq(p->action[i].out.name, t->text)) continue;
        if (found != RULES_NONE) {
            rules_fault(&r->c, "E401", t, t->text, p->kase[p->action[found].out.kase].out.name);
            return RULES_NONE;
        }
        found = i;
    }
    if (found == RULES_NONE) report_action(r, t, RULES_NONE);
    return found;
}

/* `CASE ACTION` stands here: the word is a case and the next one an action of it. */
static rules_id qualified(const struct proof_reader *r) {
    const rules_token *kase = rules_peek(&r->c, 0), *action = rules_peek(&r->c, 1);
    if (!kase || !action || action->kind != RULES_T_WORD) return RULES_NONE;
    const rules_id id = rules_b_find_case(r->b, kase->text);
    return id == RULES_NONE ? RULES_NONE : rules_b_find_action(r->b, id, action->text);
}

/* An action, first looked for in `kase` (or RULES_NONE). */
static bool take_action(struct proof_reader *r, rules_id kase) {
    rules_id action = qualified(r);
    const rules_token *t = rules_expect_word(&r->c, "操作名称", "the name of an action");
    if (!t) return false;
    if (action != RULES_NONE)
        rules_take(&r->c);
    else if (kase != RULES_NONE)
        action = rules_b_find_action(r->b, kase, t->text);
    if (action == RULES_NONE && is_case_alone(r, t))
        action = rules_expect_action(r->b, &r->c, rules_b_find_case(r->b, t->text));
    else if (action == RULES_NONE)
        action = unique_action(r, t);
    return action != RULES_NONE && add_action(r, t, action);
}

static bool take_actions(struct proof_reader *r, rules_id kase) {
    do {
        if (!take_action(r, kase)) return false;
    } while (rules_accept_punct(&r->c, ",") || rules_accept_word(&r->c, "or") || rules_accept_word(&r->c, "and"));
    return true;
}

/* CASE.FIELD */
static bool take_case_field(struct proof_reader *r) {
    r->p.kase = rules_expect_case(r->b, &r->c);
    if (r->p.kase == RULES_NONE || !rules_expect_punct(&r->c, ".")) return false;
    const rules_token *t = rules_expect_word(&r->c, "字段名称", "the name of a field");
    if (!t) return false;
    const rules_id field = rules_b_find_field(rules_b_case_at(r->b, r->p.kase), t->text);
    r->p.field = (rules_ref){RULES_OWN, field};
    if (field != RULES_NONE) return true;
    size_t n;
    const base_str *names = rules_names_of(r->b, r->p.kase, RULES_W_FIELD, &n);
    return rules_unknown(&r->c, "E214", t, names, n);
}

static bool take_guard(struct proof_reader *r, rules_id kase) {
    r->p.guard = rules_take_guard(r->b, &r->c, rules_context_of(kase));
    return r->p.guard != RULES_NONE;
}

/* ---- the forms ---- */

/* CASE reaches STATE only after …|by …, CASE leaves STATE only by … */
static bool take_reaches(struct proof_reader *r) {
    r->p.kase = rules_expect_case(r->b, &r->c);
    if (r->p.kase == RULES_NONE) return false;
    const bool reaches = rules_accept_word(&r->c, "reaches");
    if (!reaches && !rules_expect_phrase(&r->c, "leaves")) return false;
    r->p.state = rules_expect_state(r->b, &r->c, r->p.kase);
    if (r->p.state == RULES_NONE || !rules_expect_phrase(&r->c, "only")) return false;
    if (reaches && rules_accept_word(&r->c, "after")) {
        r->p.form = RULES_P_REACHES_AFTER;
    } else {
        if (!rules_expect_phrase(&r->c, "by")) return false;
        r->p.form = reaches ? RULES_P_REACHES_BY : RULES_P_LEAVES_BY;
    }
    return take_actions(r, r->p.kase);
}

/* CASE.FIELD changes only by … */
static bool take_changes(struct proof_reader *r) {
    r->p.form = RULES_P_CHANGES_BY;
    return take_case_field(r) && rules_expect_phrase(&r->c, "changes only by") && take_actions(r, r->p.kase);
}

/* between ACTION and ACTION comes ACTION */
static bool take_between(struct proof_reader *r) {
    r->p.form = RULES_P_BETWEEN;
    rules_take(&r->c);
    return take_action(r, RULES_NONE) && rules_expect_phrase(&r->c, "and") && take_action(r, RULES_NONE) &&
           rules_expect_phrase(&r->c, "comes") && take_action(r, RULES_NONE);
}

/* Every action of that name: withdrawing is withdrawing, whatever is withdrawn. */
static bool take_without(struct proof_reader *r) {
    const struct rules_process *p = r->b->process;
    do {
        if (qualified(r) != RULES_NONE) {
            if (!take_action(r, RULES_NONE)) return false;
            continue;
        }
        const rules_token *t = rules_expect_word(&r->c, "操作名称", "the name of an action");
        if (!t) return false;
        const size_t before = r->p.n_actions;
        for (rules_id i = 0; i < p->n_actions; i++)
            if (base_str_eq(p->action[i].out.name, t->text) && !add_action(r, t, i)) return false;
        if (r->p.n_actions == before) return report_action(r, t, RULES_NONE);
    } while (rules_accept_punct(&r->c, ",") || rules_accept_word(&r->c, "or"));
    return true;
}

/* from every state a rest can be reached [without …], from STATE of CASE ACTION can follow [while GUARD] */
static bool take_from(struct proof_reader *r) {
    rules_take(&r->c);
    if (rules_accept_phrase(&r->c, "every state")) {
        r->p.form = RULES_P_REST;
        if (!rules_expect_phrase(&r->c, "a rest can be reached")) return false;
        return !rules_accept_word(&r->c, "without") || take_without(r);
    }
    r->p.form = RULES_P_CAN_FOLLOW;
    rules_cursor state = r->c;
    if (!rules_expect_word(&r->c, "状态名称", "the name of a state") || !rules_expect_phrase(&r->c, "of")) return false;
    r->p.kase = rules_expect_case(r->b, &r->c);
    if (r->p.kase == RULES_NONE) return false;
    r->p.state = rules_expect_state(r->b, &state, r->p.kase);
    if (r->p.state == RULES_NONE) return r->c.failed = true, false;
    if (!take_action(r, r->p.kase) || !rules_expect_phrase(&r->c, "can follow")) return false;
    return !rules_accept_word(&r->c, "while") || take_guard(r, r->p.kase);
}

/* CASE ACTION only when GUARD, CASE ACTION never while GUARD, ACTION extends CASE.FIELD */
static bool take_about_action(struct proof_reader *r) {
    const rules_token *t = rules_peek(&r->c, 0);
    if (!take_action(r, RULES_NONE)) return false;
    r->p.kase = r->b->process->action[r->p.action[0]].out.kase;
    if (rules_accept_word(&r->c, "extends")) {
        r->p.form = RULES_P_EXTENDS;
        if (!take_case_field(r)) return false;
        const rules_field *f = &rules_b_case_at(r->b, r->p.kase)->field[r->p.field.field].out;
        if (f->type == RULES_V_DATE) return true;
        return rules_fault(&r->c, "E301", t, base_str_of(rules_type_name(RULES_V_DATE, true)),
                           base_str_of(rules_type_name(RULES_V_DATE, false)));
    }
    if (rules_accept_phrase(&r->c, "only when")) {
        r->p.form = RULES_P_ONLY_WHEN;
    } else if (rules_accept_phrase(&r->c, "never while")) {
        r->p.form = RULES_P_NEVER_WHILE;
    } else {
        return rules_expected(&r->c, "only when、never while、extends、reaches 或 leaves",
                              "only when, never while, extends, reaches or leaves");
    }
    return take_guard(r, r->p.kase);
}

static bool take_proof(struct proof_reader *r) {
    rules_cursor *c = &r->c;
    const rules_token *t = rules_peek(c, 0), *next = rules_peek(c, 1);
    if (rules_accept_word(c, "no")) {
        r->p.form = RULES_P_ONE_LEVEL;
        return rules_expect_phrase(c, "action is open to two levels unless shared");
    }
    if (rules_token_is(t, "from")) return take_from(r);
    if (rules_token_is(t, "between")) return take_between(r);
    if (rules_token_punct(next, ".")) return take_changes(r);
    if (rules_token_is(next, "reaches") || rules_token_is(next, "leaves")) return take_reaches(r);
    return take_about_action(r);
}

void rules_build_proofs(struct rules_build *b, const rules_line *root) {
    struct rules_process *p = b->process;
    for (const rules_line *l = root->child; l; l = l->next) {
        if (!rules_line_is(l, "prove")) continue;
        const rules_line *joined = rules_line_joined(b->arena, l, NO_KEYWORDS);
        struct proof_reader r = {.b = b, .c = rules_cursor_on(joined, 1, b->d)};
        r.p.kase = r.p.state = r.p.guard = RULES_NONE;
        r.p.field = (rules_ref){RULES_OWN, RULES_NONE};
        r.p.text = rules_text_of(b->arena, joined, 0, joined->n);
        r.p.cite = joined->cite;
        r.p.span = l->span;
        if (!take_proof(&r) || !rules_expect_end(&r.c)) continue;
        if (!rules_room(b, l->span, p->n_proofs, RULES_MAX_PROOFS, "性质", "proofs")) return;
        p->proof = base_arena_grow(b->arena, p->proof, p->n_proofs, &p->cap_proof, sizeof *p->proof);
        p->proof[p->n_proofs++] = r.p;
    }
}
