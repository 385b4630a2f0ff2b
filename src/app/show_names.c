/* show_names.c - industries by their names: no decision asks for them, so the world does not hold the table, and
 * whoever shows a dossier lends it. The code stays what is on record; the name stands beside it. */
#include "app/show_i.h"

static bool is_industry(base_str name) { return base_str_is(name, "industry") || base_str_is(name, "industry_before"); }

static const app_field *named_fields(const app_case_view *c, base_arena *arena, app_name_of name, const void *names) {
    app_field *field = base_arena_copy(arena, c->field, c->n_fields * sizeof *field);
    for (size_t i = 0; i < c->n_fields; i++) {
        if (field[i].type != RULES_V_CODE || !is_industry(field[i].field.name)) continue;
        const base_str known = name(names, field[i].value);
        field[i].label = (rules_text){known, known};
    }
    return field;
}

static const app_said *named_said(const app_step *s, base_arena *arena, app_name_of name, const void *names) {
    app_said *said = base_arena_copy(arena, s->said, s->n_said * sizeof *said);
    for (size_t i = 0; i < s->n_said; i++) {
        const base_str known = is_industry(said[i].key) ? name(names, said[i].value) : (base_str){NULL, 0};
        if (known.n == 0) continue;
        const base_str words =
            base_arena_fmt(arena, "%.*s %.*s", (int)known.n, known.p, (int)said[i].value.n, said[i].value.p);
        said[i].words = (rules_text){words, words};
    }
    return said;
}

void app_name_timeline(app_timeline *t, base_arena *arena, app_name_of name, const void *names) {
    app_step *step = base_arena_copy(arena, t->step, t->n * sizeof *step);
    for (size_t i = 0; i < t->n; i++)
        if (step[i].n_said > 0) step[i].said = named_said(&step[i], arena, name, names);
    t->step = step;
}

static const app_compared *named_before(const app_compared *c, base_arena *arena, app_name_of name, const void *names) {
    const base_str known = c->of_register ? name(names, c->before) : (base_str){NULL, 0};
    if (known.n == 0) return c;
    app_compared *out = base_arena_copy(arena, c, sizeof *out);
    out->before = base_arena_fmt(arena, "%.*s %.*s", (int)known.n, known.p, (int)c->before.n, c->before.p);
    return out;
}

void app_name_dossier(app_dossier *d, base_arena *arena, app_name_of name, const void *names) {
    app_case_view *item = base_arena_copy(arena, d->item, d->n_cases * sizeof *item);
    for (size_t i = 0; i < d->n_cases; i++) {
        if (item[i].n_fields > 0) item[i].field = named_fields(&item[i], arena, name, names);
        if (item[i].compared != NULL) item[i].compared = named_before(item[i].compared, arena, name, names);
    }
    d->item = item;
    app_name_timeline(&d->timeline, arena, name, names);
}
