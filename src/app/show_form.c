/* show_form.c - a form as it is to be filled in: what it asks for by year, and what stands in its draft. */
#include "app/attach.h"
#include "app/show_i.h"

typedef struct {
    const core_case *c;
    const core_draft *draft;
    base_arena *arena;
    app_form *out;
    app_form_item *item;
    size_t cap;
} filling;

static base_str text_of(const filling *f, const rules_value *v) {
    return v != NULL ? app_fact_text(f->c->book, v, f->arena) : (base_str){NULL, 0};
}

static app_form_item *add(filling *f) {
    f->item = base_arena_grow(f->arena, f->item, f->out->n, &f->cap, sizeof *f->item);
    return &f->item[f->out->n++];
}

/* ---- against the standard ---- */

static bool reads(const rules_standard *s, const rules_criterion *c, rules_id fact) {
    if (c->fact == fact) return true;
    for (size_t i = 0; i < c->n_slots; i++) {
        if (s->slot[c->slot[i]].fact == fact) return true;
    }
    return false;
}

static app_word area_of(const rules_book *b, rules_id fact) {
    const rules_standard *s = b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
    for (size_t i = 0; s != NULL && i < s->n_criteria; i++) {
        const rules_criterion *c = &s->criterion[i];
        if (c->area != RULES_NONE && reads(s, c, fact))
            return app_word_with(s->area[c->area].id, s->area[c->area].label);
    }
    return (app_word){{NULL, 0}, {{NULL, 0}, {NULL, 0}}};
}

/* The draft as if it were submitted today: the case with the draft's figures and explanations, and without findings,
 * which a submission voids (decision 9). */
static const core_assessment *assess_draft(app *a, const core_case *c, const core_draft *draft, base_date day,
                                           base_arena *arena) {
    if (!core_kind(c)->judged || c->book->n_standards == 0) return NULL;
    const rules_standard *s = &c->book->standard[c->book->n_standards - 1];
    core_case as_if = *c;
    core_assessment *out = base_arena_alloc(arena, sizeof *out);
    as_if.facts = draft->facts;
    as_if.why = NULL;
    as_if.judged = base_arena_alloc(arena, s->n_criteria);
    as_if.relaxed = base_arena_alloc(arena, s->n_criteria);
    for (size_t i = 0; i < draft->n_fields; i++) {
        core_note *n = base_arena_alloc(arena, sizeof *n);
        *n = (core_note){draft->field[i].key, draft->field[i].value, as_if.why};
        as_if.why = n;
    }
    core_view v = core_view_of(a->world, c, day, arena);
    v.self = &as_if;
    if (!core_assess_case(&v, out)) return NULL;
    app_settle_vetoes(&v, out);
    return out;
}

/* ---- files ---- */

static bool was_submitted(const core_case *c, base_str value) {
    for (const core_note *n = c->why; n != NULL; n = n->next)
        if (base_str_eq(n->text, value)) return true;
    return false;
}

static bool describe(app *a, const filling *f, const core_draft_field *field, app_form_file *out, base_err *e) {
    store_attachment row;
    bool found = false;
    *out = (app_form_file){
        .key = field->key, .digest = app_attachment_of(field->value), .submitted = was_submitted(f->c, field->value)};
    if (!store_attachment_get(a->store, f->arena, out->digest, &row, &found, e)) return false;
    if (!found) return true;
    out->name = row.name;
    out->type = row.type;
    out->size = row.size;
    return true;
}

/* The item of "evidence.output.1", which is the first of that name, and of "roster.output.2022", the one of that key.
 */
static app_form_item *item_of(const filling *f, base_str key, bool *source) {
    const base_str roster = BASE_STR("roster."), fact = core_draft_file_fact(key);
    *source = base_str_starts(key, roster);
    for (size_t i = 0; f->item != NULL && i < f->out->n; i++) {
        base_str rest;
        app_form_item *x = &f->item[i];
        const base_str own = *source ? x->key : base_str_cut(x->key, '.', &rest);
        if (base_str_eq(own, *source ? (base_str){key.p + roster.n, key.n - roster.n} : fact)) return x;
    }
    return NULL;
}

static bool add_files(app *a, const filling *f, base_err *e) {
    for (size_t i = 0; i < f->draft->n_fields; i++) {
        const core_draft_field *field = &f->draft->field[i];
        bool source = false;
        app_form_item *x = core_draft_file_fact(field->key).n > 0 ? item_of(f, field->key, &source) : NULL;
        if (x == NULL) continue;
        app_form_file *all = base_arena_array(f->arena, x->n_files + 1, sizeof *all);
        if (!describe(a, f, field, &all[source ? 0 : x->n_files], e)) return false;
        if (source) {
            x->source = all;
            continue;
        }
        if (x->n_files > 0) memcpy(all, x->file, x->n_files * sizeof *all);
        x->file = all;
        x->n_files++;
    }
    return true;
}

/* ---- given back ---- */

/* The newest step that brought the case back to where it stands. */
static bool how_returned(app *a, const core_case *c, const app_viewer *v, base_date day, base_arena *arena,
                         const app_step **out, base_err *e) {
    app_timeline t;
    const base_str state = core_state(c)->name;
    if (!app_show_timeline(a, core_root(c), v, day, UINT64_MAX, APP_SHOW_STEPS, arena, &t, e)) return false;
    for (size_t i = 0; i < t.n; i++) {
        const app_step *s = &t.step[i];
        if (!base_str_eq(s->path, c->path) || !s->has_state || !base_str_eq(s->state.name, state)) continue;
        *out = s;
        return true;
    }
    return true;
}

static base_str note_of(const core_case *c, base_str key) {
    for (const core_note *n = c->why; n != NULL; n = n->next)
        if (base_str_eq(n->key, key)) return n->text;
    return (base_str){NULL, 0};
}

/* What is another now than it was when it was submitted. */
static void compare(const filling *f) {
    for (size_t i = 0; f->item != NULL && i < f->out->n; i++) {
        base_str rest;
        app_form_item *x = &f->item[i];
        const rules_id fact = rules_find_fact(f->c->book, base_str_cut(x->key, '.', &rest));
        if (fact == RULES_NONE)
            x->before = note_of(f->c, x->key);
        else
            x->before = text_of(f, rules_values_get(&f->c->facts, fact, x->year));
        x->changed = !base_str_eq(x->before, x->value);
    }
}

/* ---- items ---- */

static void add_fact(filling *f, const rules_form_item *i, int year) {
    const rules_book *b = f->c->book;
    const rules_fact *fact = &b->fact[i->fact];
    app_form_item *x = add(f);
    *x = (app_form_item){.key = fact->name,
                         .label = app_word_with(fact->name, fact->label).label,
                         .unit = fact->unit != RULES_NONE ? b->unit[fact->unit].name : (base_str){NULL, 0},
                         .year = year,
                         .required = i->required,
                         .is_text = fact->kind == RULES_FACT_STATEMENT,
                         .from_roster = fact->from_roster,
                         .area = area_of(b, i->fact),
                         .value = text_of(f, rules_values_get(&f->draft->facts, i->fact, year))};
    if (year > 0) x->key = base_arena_fmt(f->arena, "%.*s.%d", (int)fact->name.n, fact->name.p, year);
    x->any_year = fact->kind == RULES_FACT_YEARLY && year == 0;
    base_str why = base_arena_fmt(f->arena, "why.%.*s", (int)fact->name.n, fact->name.p);
    x->why = core_draft_get(f->draft, why);
}

/* A figure by year of which the form names no years: those that were given, and last room for another. Which years are
 * meant is for whoever fills it in; a plan looks ahead. */
static void add_years(filling *f, const rules_form_item *i) {
    const rules_values *own = &f->draft->facts, *old = core_was_returned(f->c) ? &f->c->facts : NULL;
    for (size_t k = 0; k < own->n; k++)
        if (own->item[k].fact == i->fact) add_fact(f, i, own->item[k].year);
    for (size_t k = 0; old != NULL && k < old->n; k++)
        if (old->item[k].fact == i->fact && rules_values_get(own, i->fact, old->item[k].year) == NULL)
            add_fact(f, i, old->item[k].year);
    add_fact(f, i, 0);
}

static void add_field(filling *f, const rules_form_item *i) {
    const rules_field *field = &core_kind(f->c)->field[i->field];
    *add(f) = (app_form_item){.key = field->name,
                              .label = app_word_with(field->name, field->label).label,
                              .required = i->required,
                              .is_text = field->n_choices == 0,
                              .n_choices = field->n_choices,
                              .choice = app_words_of_choices(f->arena, field),
                              .value = core_draft_get(f->draft, field->name)};
}

static void add_item(filling *f, const rules_form_item *i, int year) {
    if (i->fact == RULES_NONE) {
        add_field(f, i);
    } else if (f->c->book->fact[i->fact].kind == RULES_FACT_YEARLY && i->first_back == 0) {
        add_years(f, i);
    } else if (i->first_back == 0 || year == 0) {
        add_fact(f, i, 0);
    } else {
        unsigned from = i->first_back > i->last_back ? i->first_back : i->last_back;
        unsigned to = i->first_back > i->last_back ? i->last_back : i->first_back;
        for (unsigned back = from; back >= to && back > 0; back--) add_fact(f, i, year - (int)back);
    }
}

static bool asks(const rules_form *form, const rules_standard *s, const rules_criterion *c) {
    for (size_t i = 0; i < form->n_items; i++) {
        if (form->item[i].fact != RULES_NONE && reads(s, c, form->item[i].fact)) return true;
    }
    return false;
}

static bool has_item(const filling *f, base_str key) {
    for (size_t i = 0; f->item != NULL && i < f->out->n; i++) {
        if (base_str_eq(f->item[i].key, key)) return true;
    }
    return false;
}

/* A criterion may be asked about though the form has no figure for it: a veto is for the register to answer, and a
 * return can still ask for what shows it. So each has a place for files. */
static void add_proofs(filling *f, const rules_form *form) {
    const rules_book *b = f->c->book;
    const rules_standard *s = b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
    for (size_t i = 0; core_kind(f->c)->judged && s != NULL && i < s->n_criteria; i++) {
        const rules_criterion *c = &s->criterion[i];
        const rules_id about = c->fact == RULES_NONE && c->n_slots > 0 ? s->slot[c->slot[0]].fact : c->fact;
        if (about == RULES_NONE || asks(form, s, c)) continue;
        const rules_fact *fact = &b->fact[about];
        if (has_item(f, fact->name)) continue;
        *add(f) = (app_form_item){
            .key = fact->name, .label = app_label_of_fact(b, about), .is_proof = true, .area = area_of(b, about)};
    }
}

static rules_id form_of(const core_case *c) {
    rules_id first = 0, n = core_kind_actions(c->book, c->kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        if ((c->book->action[i].special & RULES_FILLS) != 0) return c->book->action[i].form;
    }
    return RULES_NONE;
}

static int year_of(app *a, const core_case *c, base_date day, base_arena *arena) {
    core_view v = core_view_of(a->world, c, day, arena);
    if (!core_kind(c)->judged) return base_date_year(day);
    base_date d = core_observe_date(&v, core_kind(c)->judged_on);
    return d != BASE_DATE_NONE ? base_date_year(d) : 0;
}

/* What stands against submitting it as it is, or that nothing does. */
static bool how_submitted(app *a, const core_case *c, const app_viewer *v, base_date day, base_arena *arena,
                          const app_option **out, base_err *e) {
    app_options o = app_options_begin(a, v, day, arena);
    const bool good = v->reads_all || app_option_to_submit(&o, c, e);
    base_arena_free(o.scratch);
    *out = o.n_options > 0 ? o.option : NULL;
    return good;
}

bool app_show_form(app *a, const core_case *c, const app_viewer *v, base_date day, base_arena *arena, app_form *out,
                   bool *found, base_err *e) {
    core_draft draft;
    rules_id form = form_of(c);
    *found = form != RULES_NONE && !c->is_virtual && app_may_see(a->world, v, day, c) == APP_SIGHT_FULL;
    if (!*found) return true;
    const rules_form *f = &core_kind(c)->form[form];
    const base_str name = core_text_named(core_root(c), "name");
    *out = (app_form){.form = app_word_with(f->name, f->label),
                      .path = c->path,
                      .name = name.n > 0 ? name : core_root(c)->path,
                      .cite = f->cite};
    if (!app_draft(a, c, &draft, &out->version, arena, e)) return false;
    filling x = {.c = c, .draft = &draft, .arena = arena, .out = out};
    int year = year_of(a, c, day, arena);
    for (size_t i = 0; i < f->n_items; i++) add_item(&x, &f->item[i], year);
    add_proofs(&x, f);
    out->item = x.item;
    if (!add_files(a, &x, e)) return false;
    if (core_was_returned(c)) {
        if (!how_returned(a, c, v, day, arena, &out->returned, e)) return false;
        compare(&x);
    }
    if (!how_submitted(a, c, v, day, arena, &out->submit, e)) return false;
    out->self = c;
    out->assessment = assess_draft(a, c, &draft, day, arena);
    return true;
}
