/* show_course.c - the course of a case from its opening to its end, as one may follow it on a screen: what is done and
 * by which article, what is next and what is still wanted for it, what is offered to this viewer. And a change beside
 * what was on record before.
 *
 * States are declared in the order in which a case goes through them; so its stages are those, and all its ends
 * together the last one. It is told of a matter that is handled by itself and one at a time: those of a round go the
 * round's way. */
#include "app/show_i.h"

/* ---- stages ---- */

typedef struct {
    const app_dossier *d;
    const app_case_view *c;
    base_arena *arena;
    uint64_t states; /* of the stage at hand */
    uint64_t before; /* of the one before it */
    app_stage *stage;
} staging;

static bool has_course(const app_case_view *c) {
    const rules_case *k = core_kind(c->self);
    return c->sight == APP_SIGHT_FULL && !c->is_virtual && k->one_at_a_time && !k->in_round;
}

static uint64_t ends_of(const rules_case *k) {
    uint64_t ends = 0;
    for (rules_id i = 0; i < k->n_states; i++)
        if (k->state[i].end) ends |= UINT64_C(1) << i;
    return ends;
}

static bool leads_here(const staging *s, rules_id to) { return to != RULES_NONE && (s->states >> to & 1U) != 0; }

static void put_actions(staging *s) {
    const rules_book *b = s->c->self->book;
    rules_id first = 0, n = core_kind_actions(b, s->c->self->kind, &first);
    app_word *word = base_arena_array(s->arena, n, sizeof *word);
    for (rules_id i = first; i < first + n; i++)
        if (leads_here(s, b->action[i].to)) word[s->stage->n_actions++] = app_word_of_action(b, i);
    s->stage->action = word;
}

/* Whether a step of the case moved it: what was done within a state belongs to the way to the next stage. */
static bool moved(const staging *s, const app_step *x) {
    const rules_book *b = s->c->self->book;
    const rules_id action = rules_find_action(b, s->c->self->kind, x->action.name);
    return action == RULES_NONE || b->action[action].to != RULES_NONE;
}

static void put_notes(staging *s) {
    const rules_case *k = core_kind(s->c->self);
    s->stage->note = base_arena_array(s->arena, s->d->timeline.n, sizeof(const app_step *));
    for (size_t i = s->d->timeline.n; i-- > 0;) {
        const app_step *x = &s->d->timeline.step[i];
        if (!x->has_state || !base_str_eq(x->path, s->c->path) || moved(s, x)) continue;
        const rules_id state = rules_find_state(k, x->state.name);
        if (state != RULES_NONE && (s->before >> state & 1U) != 0) s->stage->note[s->stage->n_notes++] = x;
    }
}

/* The newest step by which the case came to one of its states. */
static void put_step(staging *s) {
    const rules_case *k = core_kind(s->c->self);
    for (size_t i = 0; i < s->d->timeline.n && s->stage->step == NULL; i++) {
        const app_step *x = &s->d->timeline.step[i];
        if (!x->has_state || !base_str_eq(x->path, s->c->path) || !moved(s, x)) continue;
        const rules_id state = rules_find_state(k, x->state.name);
        if (leads_here(s, state)) s->stage->step = x;
    }
    for (rules_id i = 0; i < k->n_states; i++)
        if ((s->states >> i & 1U) != 0 && s->c->self->entered[i] != BASE_DATE_NONE)
            s->stage->day = s->c->self->entered[i];
}

static bool is_offered(const staging *s, const app_option *o) {
    if (o->creates || !base_str_eq(o->target, s->c->path)) return false;
    if (!o->moves) return s->stage->is == APP_STAGE_NOW && o->open != APP_CLOSED;
    return leads_here(s, rules_find_state(core_kind(s->c->self), o->to.name));
}

/* What this viewer may do to bring it there, and on what that rests. */
static void put_offers(staging *s) {
    base_str *offer = base_arena_array(s->arena, s->d->n_options, sizeof *offer);
    core_refusal *wanted = NULL;
    size_t cap = 0;
    for (size_t i = 0; i < s->d->n_options; i++) {
        const app_option *o = &s->d->option[i];
        if (!is_offered(s, o)) continue;
        offer[s->stage->n_offers++] = o->action.name;
        for (size_t r = 0; o->open != APP_CLOSED && r < o->n_reasons; r++) {
            wanted = base_arena_grow(s->arena, wanted, s->stage->n_wanted, &cap, sizeof *wanted);
            wanted[s->stage->n_wanted++] = o->reason[r];
        }
    }
    s->stage->offer = offer;
    s->stage->wanted = wanted;
}

static void put_stage(staging *s, uint64_t states, bool *next) {
    const core_control *now = &s->c->self->control;
    *s->stage = (app_stage){.is = APP_STAGE_AHEAD, .day = BASE_DATE_NONE, .until = BASE_DATE_NONE};
    s->before = s->states;
    s->states = states;
    put_actions(s);
    put_notes(s);
    if ((now->ever & states) != 0) {
        s->stage->is = APP_STAGE_DONE;
        put_step(s);
        return;
    }
    if (s->c->end) {
        s->stage->is = APP_STAGE_SKIPPED;
        return;
    }
    if (*next) {
        s->stage->is = APP_STAGE_NOW;
        s->stage->until = s->c->last_day;
    }
    *next = false;
    put_offers(s);
}

static void put_course(const app_dossier *d, app_case_view *c, base_arena *arena) {
    const rules_case *k = core_kind(c->self);
    const uint64_t ends = ends_of(k);
    app_stage *stage = base_arena_array(arena, (size_t)k->n_states + 1, sizeof *stage);
    staging s = {.d = d, .c = c, .arena = arena};
    bool next = true;
    for (rules_id i = 0; i < k->n_states; i++) {
        if ((ends >> i & 1U) != 0) continue;
        s.stage = &stage[c->n_stages++];
        put_stage(&s, UINT64_C(1) << i, &next);
    }
    s.stage = &stage[c->n_stages];
    if (ends != 0) put_stage(&s, ends, &next);
    if (ends != 0) c->n_stages++;
    c->stage = stage;
}

/* ---- changes ---- */

static const app_field *field_of(const app_case_view *c, const char *name) {
    for (size_t i = 0; i < c->n_fields; i++)
        if (base_str_is(c->field[i].field.name, name)) return &c->field[i];
    return NULL;
}

static base_str value_of(const app_case_view *c, const char *name) {
    const app_field *f = field_of(c, name);
    return f != NULL ? f->value : (base_str){NULL, 0};
}

/* The change of the same matter that was filed last before it; else what the register says of it. */
static void put_before(const app_dossier *d, size_t at, base_str matter, app_compared *out) {
    for (size_t i = at; i-- > 0;) {
        const app_case_view *c = &d->item[i];
        if (!base_str_eq(c->kind.name, d->item[at].kind.name) || !base_str_eq(value_of(c, "kind"), matter)) continue;
        out->known = true;
        out->before = value_of(c, "to");
        out->before_day = value_of(c, "date");
        out->before_path = c->path;
        return;
    }
    if (!base_str_is(matter, "leading_industry") || d->n_cases == 0) return;
    /* Once it is confirmed the register says what came of it: what it said before stands in the change. */
    out->before = value_of(&d->item[at], "industry_before");
    if (out->before.n == 0) out->before = value_of(&d->item[0], "industry");
    out->known = out->of_register = out->before.n > 0;
}

static const app_compared *compare(const app_dossier *d, size_t at, base_arena *arena) {
    const app_case_view *c = &d->item[at];
    const app_field *matter = field_of(c, "kind");
    if (c->sight != APP_SIGHT_FULL || !base_str_is(c->kind.name, "change") || matter == NULL) return NULL;
    app_compared *out = base_arena_alloc(arena, sizeof *out);
    *out = (app_compared){.matter = matter->label, .after = value_of(c, "to"), .after_day = value_of(c, "date")};
    put_before(d, at, matter->value, out);
    return out;
}

void app_show_courses(app_dossier *d, base_arena *arena) {
    app_case_view *item = base_arena_copy(arena, d->item, d->n_cases * sizeof *item);
    for (size_t i = 0; i < d->n_cases; i++) {
        if (has_course(&item[i])) put_course(d, &item[i], arena);
        item[i].compared = compare(d, i, arena);
    }
    d->item = item;
}
