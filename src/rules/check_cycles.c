/* check_cycles.c - nothing may be defined by itself, and no definition may rest on too many others.
 *
 * Marks ask guards, guards ask dates, marks, numbers and choices, dates ask dates. All of them are rows of one graph
 * here, walked once with a stack of its own, so that the length of a chain costs memory and not the machine's stack.
 * Whoever evaluates a guard later may recurse: the depth is known to be small. */
#include "rules/process.h"

enum { DEEPEST = 512 };

/* Where the rows of each table begin among the nodes. */
struct graph {
    const rules_book *book;
    uint32_t dates, marks, numbers, fields, n; /* guards begin at 0 */
    uint32_t mark_of[RULES_MAX_CASES], number_of[RULES_MAX_CASES], field_of[RULES_MAX_CASES];
};

static struct graph graph_of(const rules_book *book) {
    struct graph g = {.book = book, .dates = book->n_guards};
    g.marks = g.numbers = g.fields = g.dates + book->n_dates;
    for (size_t k = 0; k < book->n_cases; k++) g.numbers += book->kase[k].n_marks;
    g.fields = g.numbers;
    for (size_t k = 0; k < book->n_cases; k++) g.fields += book->kase[k].n_numbers;
    uint32_t mark = g.marks, number = g.numbers, field = g.fields;
    for (size_t k = 0; k < book->n_cases; k++) {
        g.mark_of[k] = mark;
        g.number_of[k] = number;
        g.field_of[k] = field;
        mark += book->kase[k].n_marks;
        number += book->kase[k].n_numbers;
        field += book->kase[k].n_fields;
    }
    g.n = field;
    return g;
}

static const uint32_t NO_NODE = UINT32_MAX;

static uint32_t guard_node(rules_id guard) { return guard == RULES_NONE ? NO_NODE : guard; }

/* The case whose mark an atom asks. */
static rules_id mark_case(const rules_book *book, const rules_atom *a) {
    switch (a->ref.holder) {
    case RULES_OWN: return a->kase;
    case RULES_PARENT: return book->kase[a->kase].parent;
    case RULES_CLUSTER: return book->cluster;
    case RULES_ROUND:
    case RULES_SETTING: return book->round;
    case RULES_PROGRAMME: return book->programme;
    }
    return RULES_NONE;
}

static uint32_t date_node(const struct graph *g, rules_id date) {
    return date == RULES_NONE ? NO_NODE : g->dates + date;
}

/* The i-th thing that an atom rests on; NO_NODE when that place is empty. */
static uint32_t atom_edge(const struct graph *g, const rules_atom *a, size_t i) {
    switch (i) {
    case 0: return date_node(g, a->date);
    case 1: return date_node(g, a->date2);
    case 2: return guard_node(a->where);
    default: break;
    }
    if (a->kind == RULES_A_MARK) return g->mark_of[mark_case(g->book, a)] + a->mark;
    if (a->kind == RULES_A_TALLY && a->number != RULES_NONE) return g->number_of[a->kase] + a->number;
    if (a->kind == RULES_A_HOLDS) return g->field_of[a->kase] + a->ref.field;
    return NO_NODE;
}

enum { ATOM_EDGES = 4 };

/* Row of a table kept by case: *k gets the case. */
static rules_id row_of(const struct graph *g, const uint32_t *first, uint32_t node, rules_id *k) {
    for (*k = (rules_id)(g->book->n_cases - 1); first[*k] > node; --*k) continue;
    return (rules_id)(node - first[*k]);
}

/* The i-th node that `node` rests on. False when there are no more; *to may be NO_NODE in between. */
static bool edge(const struct graph *g, uint32_t node, size_t i, uint32_t *to) {
    const rules_book *book = g->book;
    rules_id k;
    *to = NO_NODE;
    if (node < g->dates) {
        const rules_guard *guard = &book->guard[node];
        if (guard->op == RULES_G_ATOM) {
            if (i < ATOM_EDGES) *to = atom_edge(g, &book->atom[guard->a], i);
            return i < ATOM_EDGES;
        }
        if (i < 2) *to = guard_node(i == 0 ? guard->a : guard->b);
        return i < 2;
    }
    if (node < g->marks) {
        const rules_date_expr *e = &book->date[node - g->dates];
        if (i < 2) *to = date_node(g, i == 0 ? e->a : e->b);
        return i < 2;
    }
    if (node < g->numbers) {
        const rules_id mark = row_of(g, g->mark_of, node, &k);
        *to = guard_node(book->kase[k].mark[mark].guard);
        return i == 0;
    }
    if (node < g->fields) {
        const rules_id number = row_of(g, g->number_of, node, &k);
        *to = guard_node(book->kase[k].number[number].guard);
        return i == 0;
    }
    const rules_id field = row_of(g, g->field_of, node, &k);
    const rules_field *f = &book->kase[k].field[field];
    if (i < f->n_choices) *to = guard_node(f->choice[i].when);
    return i < f->n_choices;
}

/* What a reader knows the node by; NULL for a guard or a date that is only part of something. */
static const struct rules_name *name_of(const struct rules_build *b, const struct graph *g, uint32_t node) {
    const struct rules_process *p = b->process;
    rules_id k;
    if (node >= g->fields) {
        const rules_id field = row_of(g, g->field_of, node, &k);
        return rules_name_find(&p->kase[k], p->kase[k].field[field].out.name);
    }
    if (node >= g->numbers) {
        const rules_id number = row_of(g, g->number_of, node, &k);
        return rules_name_find(&p->kase[k], p->kase[k].number[number].out.name);
    }
    if (node >= g->marks) {
        const rules_id mark = row_of(g, g->mark_of, node, &k);
        return rules_name_find(&p->kase[k], p->kase[k].mark[mark].out.name);
    }
    for (size_t i = 0; node >= g->dates && i < p->n_views; i++) {
        const struct rules_view *v = &p->view[i];
        if (v->date == node - g->dates)
            return rules_name_find(&p->kase[v->kase], p->kase[v->kase].moment[v->moment].out.name);
    }
    return NULL;
}

/* ---- the walk ---- */

struct step {
    uint32_t node, next; /* next: the edge to look at */
};

struct walk {
    const struct rules_build *b;
    struct graph g;
    uint16_t *depth; /* 0 = not seen, IN_HAND = on the stack, else how much it rests on, and 1 */
    struct step *stack;
    size_t n;
    bool deep; /* said once */
};

static const uint16_t IN_HAND = UINT16_MAX;

/* `node` is on the stack already: the names from there to the top, and the first one again, are the circle. */
static void report_circle(const struct walk *w, uint32_t node) {
    const struct rules_name *first = NULL;
    base_str circle = rules_no_str();
    size_t from = w->n;
    while (from > 0 && w->stack[from - 1].node != node) from--;
    for (size_t i = from > 0 ? from - 1 : 0; i < w->n; i++) {
        const struct rules_name *name = name_of(w->b, &w->g, w->stack[i].node);
        if (!name) continue;
        if (!first) first = name;
        circle = base_arena_fmt(w->b->arena, "%.*s%.*s → ", (int)circle.n, circle.p ? circle.p : "", (int)name->name.n,
                                name->name.p);
    }
    if (!first) return;
    circle = base_arena_fmt(w->b->arena, "%.*s%.*s", (int)circle.n, circle.p, (int)first->name.n, first->name.p);
    rules_report(w->b->d, "E501", first->span, first->name, circle, rules_no_str());
}

static void finish_node(struct walk *w) {
    const uint32_t node = w->stack[--w->n].node;
    uint16_t deepest = 0;
    uint32_t to;
    for (size_t i = 0; edge(&w->g, node, i, &to); i++)
        if (to != NO_NODE && w->depth[to] != IN_HAND && w->depth[to] > deepest) deepest = w->depth[to];
    w->depth[node] = (uint16_t)(deepest + (deepest < IN_HAND - 1));
    if (deepest < DEEPEST || w->deep) return;
    const struct rules_name *name = name_of(w->b, &w->g, node);
    if (!name) return; /* what it is part of comes next */
    w->deep = true;
    const base_str limit = base_arena_fmt(w->b->arena, "%d", DEEPEST);
    rules_report(w->b->d, "E511", name->span, name->name, limit, rules_no_str());
}

static void walk_from(struct walk *w, uint32_t start) {
    if (w->depth[start] != 0) return;
    w->depth[start] = IN_HAND;
    w->stack[w->n++] = (struct step){start, 0};
    while (w->n > 0) {
        struct step *top = &w->stack[w->n - 1];
        uint32_t to;
        if (!edge(&w->g, top->node, top->next++, &to)) {
            finish_node(w);
        } else if (to != NO_NODE && w->depth[to] == IN_HAND) {
            report_circle(w, to);
        } else if (to != NO_NODE && w->depth[to] == 0) {
            w->depth[to] = IN_HAND;
            w->stack[w->n++] = (struct step){to, 0};
        }
    }
}

void rules_check_cycles(const struct rules_build *b) {
    struct walk w = {.b = b, .g = graph_of(b->book)};
    w.depth = base_arena_array(b->arena, w.g.n, sizeof *w.depth);
    w.stack = base_arena_array(b->arena, w.g.n, sizeof *w.stack);
    /* Names first, so that a circle is found from one of them. */
    for (uint32_t node = w.g.n; node-- > 0;) walk_from(&w, node);
}
