/* process_compile.c - the passes of the process half, and the copy of its tables into the book. */
#include "rules/process.h"

/* `n` rows of `row` bytes each, of which the book keeps the first `outer`. */
static const void *outer_part(base_arena *arena, const void *rows, size_t n, size_t row, size_t outer) {
    char *out = base_arena_array(arena, n, outer);
    for (size_t i = 0; i < n; i++) memcpy(out + i * outer, (const char *)rows + i * row, outer);
    return out;
}

static void finish_case(base_arena *arena, struct rules_b_case *k, rules_case *out) {
    *out = k->out;
    out->field = outer_part(arena, k->field, out->n_fields, sizeof *k->field, sizeof *out->field);
    out->moment = outer_part(arena, k->moment, out->n_moments, sizeof *k->moment, sizeof *out->moment);
    out->mark = outer_part(arena, k->mark, out->n_marks, sizeof *k->mark, sizeof *out->mark);
    out->tally = outer_part(arena, k->tally, out->n_tallies, sizeof *k->tally, sizeof *out->tally);
    out->number = outer_part(arena, k->number, out->n_numbers, sizeof *k->number, sizeof *out->number);
    out->form = outer_part(arena, k->form, out->n_forms, sizeof *k->form, sizeof *out->form);
    out->state = k->state;
    out->track = k->track;
}

static void finish(struct rules_build *b) {
    struct rules_process *p = b->process;
    rules_book *book = b->book;
    rules_case *kase = base_arena_array(b->arena, p->n_cases, sizeof *kase);
    for (size_t i = 0; i < p->n_cases; i++) finish_case(b->arena, &p->kase[i], &kase[i]);
    book->kase = kase;
    book->level = p->level;
    book->action = outer_part(b->arena, p->action, p->n_actions, sizeof *p->action, sizeof *book->action);
    book->atom = p->atom;
    book->guard = p->guard;
    book->date = p->date;
    book->proof = p->proof;
    book->silent = p->silent;
    book->n_cases = (uint16_t)p->n_cases;
    book->n_levels = (uint16_t)p->n_levels;
    book->n_actions = (uint16_t)p->n_actions;
    book->n_atoms = (uint16_t)p->n_atoms;
    book->n_guards = (uint16_t)p->n_guards;
    book->n_dates = (uint16_t)p->n_dates;
    book->n_proofs = (uint16_t)p->n_proofs;
    book->n_silent = (uint16_t)p->n_silent;
    book->transition = p->transition;
    book->n_transitions = (uint16_t)p->n_transitions;
    book->programme = rules_b_find_case(b, BASE_STR("programme"));
    book->round = rules_b_find_case(b, BASE_STR("round"));
    book->cluster = rules_b_find_case(b, BASE_STR("cluster"));
}

void rules_build_process(struct rules_build *b, const rules_line *root) {
    struct rules_process *p = base_arena_alloc(b->arena, sizeof *p);
    b->process = p;
    rules_build_levels(b, root);
    rules_declare_cases(b, root);
    for (rules_id i = 0; i < p->n_cases; i++) {
        rules_build_fields(b, i);
        rules_build_case(b, i);
        rules_build_counts(b, i);
        rules_build_forms(b, i);
    }
    rules_build_actions(b);
    rules_build_proofs(b, root);
    rules_build_silent(b, root);
    rules_build_transitions(b, root);
    rules_build_views(b); /* last: anything before may have asked for a moment */
    finish(b);
}
