/* transition_compile.c - transitional clauses: `transition CASE in STATE or STATE`.
 *
 * A running case stays under the version it was opened with; only where a later version says so, and only in the states
 * it names, is it judged by that version from its first day on (第十九条). The line is part of the text like any other:
 * it holds for further versions based on it until they drop it. */
#include "rules/process.h"

static const char *const NO_KEYWORDS[] = {NULL};

static void build_transition(struct rules_build *b, const rules_line *line) {
    struct rules_process *p = b->process;
    const rules_line *joined = rules_line_joined(b->arena, line, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(joined, 1, b->d);
    const rules_id kase = rules_expect_case(b, &c);
    if (kase == RULES_NONE || !rules_expect_phrase(&c, "in")) return;
    const rules_transition t = {.kase = kase, .mask = rules_expect_states(b, &c, kase)};
    if (t.mask == 0 || !rules_expect_end(&c)) return;
    if (!rules_room(b, line->span, p->n_transitions, RULES_MAX_CASES, "transition 行", "transition lines")) return;
    p->transition[p->n_transitions++] = t;
}

void rules_build_transitions(struct rules_build *b, const rules_line *root) {
    for (const rules_line *l = root->child; l; l = l->next)
        if (rules_line_is(l, "transition")) build_transition(b, l);
}
