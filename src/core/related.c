/* related.c - what stands around a case: its children and siblings, the counts it is held against, its form. */
#include "core/observe_i.h"

enum { MAX_EXPECTED_YEARS = 100 };

/* The earliest year an expected case of `parent` can be about: the one before the earliest day known of it. */
static int first_year(const core_case *parent) {
    const rules_case *k = core_kind(parent);
    int year = base_date_year(parent->opened);
    for (size_t i = 0; i < k->n_fields; i++) {
        if (k->field[i].type != RULES_V_DATE || !parent->field[i].set) continue;
        int y = base_date_year((base_date)parent->field[i].n);
        if (y < year) year = y;
    }
    return year - 1;
}

static bool is_expected(const core_view *v, const core_case *c) {
    core_view of = core_view_of(v->world, c, v->today, v->arena);
    rules_id guard = core_kind(c)->expected_guard;
    return core_observe_guard(&of, guard) == CORE_YES;
}

/* Expected cases that nobody has touched: those already opened are among the real ones. */
static bool each_expected(const core_view *v, core_case *parent, rules_id rel, core_visit visit, void *ctx) {
    int last = base_date_year(v->today);
    int year = first_year(parent);
    if (year < last - MAX_EXPECTED_YEARS) year = last - MAX_EXPECTED_YEARS;
    for (; year <= last; year++) {
        core_case *c = core_expected_of(v->world, parent, rel, year, v->arena);
        if (c == NULL || core_world_at(v->world, c->path) != NULL) continue;
        if (is_expected(v, c) && !visit(ctx, c)) return false;
    }
    return true;
}

void core_each_related(const core_view *v, rules_id rel, bool siblings, core_visit visit, void *ctx) {
    const core_case *base = siblings ? core_holder(v, RULES_PARENT, RULES_NONE) : v->self;
    if (base == NULL) return;
    for (const core_case *c = base->child; c != NULL; c = c->sibling) {
        bool me = v->self != NULL && base_str_eq(c->path, v->self->path);
        if (c->kind == rel && !(siblings && me) && !visit(ctx, c)) return;
    }
    if (!v->book->kase[rel].expected || base->opened == BASE_DATE_NONE) return;
    core_case *parent = core_world_at(v->world, base->path);
    if (parent != NULL) each_expected(v, parent, rel, visit, ctx);
}

static core_case *find(const core_view *v, base_str path) { return core_world_at(v->world, path); }

/* The asking case; while it is being opened, one that stands in for it with the arguments at hand. */
static const core_case *asking(const core_view *v) {
    if (v->self != NULL) return v->self;
    core_case *c = core_case_make(v->arena, v->book, v->kind, BASE_STR("?"), core_control_new(v->book, v->kind, 0));
    c->parent = v->parent != NULL ? find(v, v->parent->path) : NULL;
    c->round = v->round != NULL ? find(v, v->round->path) : NULL;
    for (rules_id f = 0; v->given != NULL && f < core_kind(c)->n_fields; f++) c->field[f] = v->given[f];
    return c;
}

/* What stands at the path of a case that an event opens. */
static core_case *opened_by(const core_view *v, const core_event *e) {
    const rules_case *k = &e->book->kase[e->kind];
    rules_id start = k->expected ? k->first_state : e->book->action[e->action].to;
    core_case *c = core_case_make(v->arena, e->book, e->kind, e->path, core_control_new(e->book, e->kind, start));
    size_t cut = e->path.n;
    while (cut > 0 && e->path.p[cut - 1] != '/') cut--;
    c->parent = cut > 1 ? find(v, (base_str){e->path.p, cut - 1}) : NULL;
    c->round = find(v, e->round);
    return c;
}

/* By how much the count under `key` differs when `c` stands as `after`, with what `sets` give it. */
static int64_t difference(const core_view *v, const rules_tally *t, const core_case *c, core_control after,
                          const core_event *sets, base_str key) {
    core_case then = *c;
    then.control = after;
    then.field = base_arena_copy(v->arena, c->field, core_kind(c)->n_fields * sizeof *c->field);
    for (size_t i = 0; sets != NULL && i < sets->n_sets; i++) {
        if (sets->set[i].path.n == 0) then.field[sets->set[i].field] = sets->set[i].value;
    }
    bool in = core_tally_counts(t, after) &&
              base_str_eq(core_tally_key(v->world, v->book, t, &then, v->today, v->arena), key);
    return (in ? 1 : 0) - (core_tally_holds(c, key) ? 1 : 0);
}

/* What a decision of the same command does to the count: tried on copies of the cases it touches. */
static int64_t pending_change(const core_view *v, const rules_tally *t, const core_event *e, base_str key) {
    int64_t n = 0;
    if (e->kind == t->kase) {
        const core_case *c = find(v, e->path);
        if (c == NULL) c = opened_by(v, e);
        n += difference(v, t, c, core_control_step(e->book, e->action, c->control), e, key);
    }
    for (size_t i = 0; i < e->n_moves; i++) {
        const core_case *c = e->move[i].kind == t->kase ? find(v, e->move[i].path) : NULL;
        if (c == NULL) continue;
        n += difference(v, t, c, core_control_move(c->book, c->kind, c->control, e->move[i].state), NULL, key);
    }
    return n;
}

bool core_tally_value(const core_view *v, const rules_tally *t, int64_t *n) {
    const core_case *c = asking(v);
    base_str key = core_tally_key(v->world, v->book, t, c, v->today, v->arena);
    if (key.n == 0) return false;
    const base_map_slot *s = base_map_get(&v->world->tallies, key);
    *n = (s != NULL ? s->value.num : 0) - (core_tally_holds(c, key) ? 1 : 0);
    for (size_t i = 0; i < v->n_pending; i++) *n += pending_change(v, t, &v->pending[i], key);
    return true;
}

bool core_number_value(const core_view *v, rules_id number, int64_t *n) {
    const rules_number *x = &v->book->kase[v->kind].number[number];
    core_tri t = core_observe_guard(v, x->guard);
    if (t == CORE_UNSET) return false;
    core_value value = core_observe_field(v, t == CORE_YES ? x->yes : x->no);
    *n = value.n;
    return value.set;
}

base_str core_note_get(const core_note *n, base_str key) {
    for (; n != NULL; n = n->next) {
        if (base_str_eq(n->key, key)) return n->text;
    }
    return (base_str){NULL, 0};
}

static base_str note(const core_view *v, base_str key) {
    if (v->draft != NULL) return core_draft_get(v->draft, key);
    return v->self != NULL ? core_note_get(v->self->why, key) : (base_str){NULL, 0};
}

static bool explained(const core_view *v, base_str name) {
    base_str key = base_arena_fmt(v->arena, "why.%.*s", (int)name.n, name.p);
    return base_str_trim(note(v, key)).n > 0;
}

static bool has_fact(const core_view *v, rules_id fact, int year) {
    const rules_values *values = v->draft != NULL ? &v->draft->facts : v->self != NULL ? &v->self->facts : NULL;
    const rules_value *x = values != NULL ? rules_values_get(values, fact, year) : NULL;
    if (x == NULL) return false;
    return v->book->fact[fact].kind != RULES_FACT_STATEMENT || base_str_trim(x->text).n > 0;
}

static bool has_field(const core_view *v, rules_id field) {
    const rules_field *f = &v->book->kase[v->kind].field[field];
    if (core_observe_field(v, (rules_ref){RULES_OWN, field}).set) return true;
    return base_str_trim(note(v, f->name)).n > 0;
}

static bool item_there(const core_view *v, const rules_form_item *item, core_lack lack, void *ctx) {
    if (item->fact == RULES_NONE) {
        if (has_field(v, item->field) || explained(v, v->book->kase[v->kind].field[item->field].name)) return true;
        if (lack != NULL) lack(ctx, v, item, 0);
        return false;
    }
    if (explained(v, v->book->fact[item->fact].name)) return true;
    int year = core_view_year(v);
    bool yearly = v->book->fact[item->fact].kind == RULES_FACT_YEARLY, all = true;
    for (int back = item->last_back; back >= item->first_back; back--) {
        int y = yearly ? year - back : 0;
        if (has_fact(v, item->fact, y)) continue;
        all = false;
        if (lack != NULL) lack(ctx, v, item, y);
    }
    return all;
}

bool core_form_complete(const core_view *v, rules_id form, core_lack lack, void *ctx) {
    const rules_form *f = &v->book->kase[v->kind].form[form];
    bool all = true;
    for (size_t i = 0; i < f->n_items; i++) {
        if (f->item[i].required && !item_there(v, &f->item[i], lack, ctx)) all = false;
    }
    return all;
}
