/* observe_field.c - values seen from a case: own fields and arguments, those of parent, cluster, round, programme, the
 * settings of rounds, and what follows from the division. */
#include "core/observe_i.h"
#include "core/place.h"

core_view core_view_of(const core_world *w, const core_case *c, base_date today, base_arena *arena) {
    return (core_view){.world = w,
                       .today = today,
                       .book = c->book,
                       .self = c,
                       .parent = c->parent,
                       .round = c->round,
                       .kind = c->kind,
                       .arena = arena};
}

const core_case *core_view_cluster(const core_view *v) {
    if (v->self != NULL) return core_root(v->self);
    return v->parent != NULL ? core_root(v->parent) : NULL;
}

static const core_case *round_of(const core_view *v) {
    const core_case *c = v->self != NULL ? v->self : v->parent;
    if (v->self == NULL && v->round != NULL) return v->round;
    while (c != NULL && c->round == NULL) c = c->parent;
    return c != NULL ? c->round : NULL;
}

/* The day a case is about, which decides the settings that bind it: the end of the year reported on, the day of what
 * happened, else today. */
static base_date about(const core_view *v) {
    const rules_case *k = &v->book->kase[v->kind];
    base_date d;
    base_err e = {0};
    core_value year = {0}, date = {0};
    rules_id f = rules_find_field(k, BASE_STR("year"));
    if (f != RULES_NONE) year = core_observe_field(v, (rules_ref){RULES_OWN, f});
    if (year.set && base_date_make((int)year.n, 12, 31, &d, &e)) return d;
    f = rules_find_field(k, BASE_STR("date"));
    if (f != RULES_NONE && k->field[f].type == RULES_V_DATE) date = core_observe_field(v, (rules_ref){RULES_OWN, f});
    return date.set ? (base_date)date.n : v->today;
}

static const core_case *setting_round(const core_view *v, rules_id field) {
    if (v->book->round == RULES_NONE) return NULL;
    base_date day = about(v);
    const core_case *found = NULL;
    for (const core_case *r = core_world_first(v->world, v->book->round); r != NULL; r = r->next) {
        if (r->opened <= day && field < core_kind(r)->n_fields && r->field[field].set) found = r;
    }
    return found;
}

const core_case *core_holder(const core_view *v, enum rules_holder holder, rules_id field) {
    switch (holder) {
    case RULES_OWN: return v->self;
    case RULES_PARENT: return v->self != NULL ? v->self->parent : v->parent;
    case RULES_CLUSTER: return core_view_cluster(v);
    case RULES_ROUND: return round_of(v);
    case RULES_PROGRAMME: return core_world_programme(v->world);
    case RULES_SETTING: return setting_round(v, field);
    }
    return NULL;
}

const rules_case *core_holder_kind(const core_view *v, enum rules_holder holder) {
    const rules_book *b = v->book;
    rules_id k = RULES_NONE;
    switch (holder) {
    case RULES_OWN: k = v->kind; break;
    case RULES_PARENT: k = b->kase[v->kind].parent; break;
    case RULES_CLUSTER: k = b->cluster; break;
    case RULES_ROUND:
    case RULES_SETTING: k = b->round; break;
    case RULES_PROGRAMME: k = b->programme; break;
    }
    return k == RULES_NONE ? NULL : &b->kase[k];
}

/* By the county on record: a cluster does not leave its city when its county is renamed. */
static core_value lies_within(const core_case *c, const rules_field *f) {
    rules_id county = rules_find_field(core_kind(c), BASE_STR("county"));
    core_value out = {0};
    if (county == RULES_NONE || !c->field[county].set) return out;
    out.set = true;
    for (size_t i = 0; i < f->n_within; i++) {
        if (base_str_starts(c->field[county].text, f->within[i])) out.n = 1;
    }
    return out;
}

static core_value from_division(const core_view *v, const core_case *c, const rules_field *f) {
    core_value out = {0};
    if (f->n_within > 0) return lies_within(c, f);
    const core_channel *ch = core_place_of(v->world, c, v->today);
    if (ch == NULL) return out;
    if (base_str_is(f->name, "channel")) return (core_value){.set = true, .text = ch->code};
    if (base_str_is(f->name, "separate")) return (core_value){.set = true, .n = ch->separate ? 1 : 0};
    for (size_t i = 0; i < f->n_choices; i++) {
        if (core_region_parse(f->choice[i].name) == ch->region) out = (core_value){.set = true, .n = (int64_t)i};
    }
    return out;
}

static core_value stored(const core_view *v, rules_ref ref, const core_case *c) {
    bool own = ref.holder == RULES_OWN;
    for (size_t i = v->n_sets; i > 0; i--) {
        const core_set *s = &v->set[i - 1];
        bool same = own ? s->path.n == 0 : c != NULL && base_str_eq(s->path, c->path);
        if (same && s->field == ref.field) return s->value;
    }
    if (own && v->given != NULL && v->given[ref.field].set) return v->given[ref.field];
    if (c == NULL || ref.field >= core_kind(c)->n_fields) return (core_value){0};
    return c->field[ref.field];
}

core_value core_observe_field(const core_view *v, rules_ref ref) {
    const rules_case *k = core_holder_kind(v, ref.holder);
    const core_case *c = core_holder(v, ref.holder, ref.field);
    const rules_field *f = &k->field[ref.field];
    if (f->derive == RULES_FROM_DIVISION && c != NULL) return from_division(v, c, f);
    core_value out = stored(v, ref, c);
    /* The compiler refuses circles of "or else". */
    for (rules_id other = f->or_else; !out.set && other != RULES_NONE; other = k->field[other].or_else) {
        out = stored(v, (rules_ref){ref.holder, other}, c);
    }
    if (!out.set && f->deflt >= 0) out = (core_value){.set = true, .n = f->deflt};
    return out;
}
