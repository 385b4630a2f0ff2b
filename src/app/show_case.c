/* show_case.c - one case as it is shown: state, dates, fields, marks, and how it stands against the standard. */
#include "app/attach.h"
#include "app/show_i.h"

enum { VALUE_MAX = 64 << 10 };

static rules_text label_of(const core_world *w, const rules_field *f, core_value x, base_date day) {
    (void)day;
    if (f->type == RULES_V_CHOICE) return app_word_with(f->choice[x.n].name, f->choice[x.n].label).label;
    if (f->type == RULES_V_YESNO)
        return x.n != 0 ? (rules_text){BASE_STR("是"), BASE_STR("yes")} : (rules_text){BASE_STR("否"), BASE_STR("no")};
    bool place = f->type == RULES_V_DIVISION || base_str_is(f->name, "channel");
    base_str name = place ? app_place_name(w, x.text) : (base_str){NULL, 0};
    return (rules_text){name, name};
}

bool app_view_field(const core_world *w, const core_case *c, rules_id field, base_date day, base_arena *arena,
                    app_field *out) {
    const rules_field *f = &core_kind(c)->field[field];
    core_view v = core_view_of(w, c, day, arena);
    if (f->is_private) return false;
    core_value x = core_observe_field(&v, (rules_ref){RULES_OWN, field});
    if (!x.set || (core_value_is_text(f) && x.text.n == 0)) return false;
    /* Words that were not given here stand where they were given. */
    if (core_value_is_text(f) && f->or_else != RULES_NONE && !c->field[field].set) return false;
    *out = (app_field){.field = app_word_with(f->name, f->label), .type = f->type, .label = label_of(w, f, x, day)};
    if (core_value_is_text(f)) {
        out->value = x.text;
        out->file = app_attachment_of(x.text);
        return true;
    }
    char place[64];
    base_buf b;
    base_buf_over(&b, place, sizeof place);
    if (f->type == RULES_V_CHOICE) {
        const base_str cite = f->choice[x.n].cite;
        out->value = f->choice[x.n].name;
        if (!base_str_eq(cite, core_kind(c)->cite)) out->cite = cite;
        return true;
    }
    if (!core_value_put(&b, f, x)) return false;
    out->value = base_arena_str(arena, base_buf_str(&b));
    return true;
}

/* What of a dossier is public: how it was recognised, and what it is. */
static bool field_is_public(const core_case *c, base_str name) {
    static const char *const shown[] = {"name",   "industry",     "subfield",  "county",     "channel",
                                        "region", "announcement", "announced", "valid_from", "valid_until"};
    if (c->kind != c->book->cluster) return c->kind == c->book->round;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        if (base_str_is(name, shown[i])) return true;
    }
    return false;
}

static void put_fields(const core_world *w, const core_case *c, enum app_sight sight, base_date day, base_arena *arena,
                       app_case_view *out) {
    const rules_case *k = core_kind(c);
    app_field *field = base_arena_array(arena, k->n_fields, sizeof *field);
    for (rules_id f = 0; f < k->n_fields; f++) {
        if (sight == APP_SIGHT_PUBLIC && !field_is_public(c, k->field[f].name)) continue;
        if (app_view_field(w, c, f, day, arena, &field[out->n_fields])) out->n_fields++;
    }
    out->field = field;
}

static void put_marks(const core_view *v, const core_case *c, base_arena *arena, app_case_view *out) {
    const rules_case *k = core_kind(c);
    app_marked *mark = base_arena_array(arena, k->n_marks, sizeof *mark);
    for (rules_id m = 0; m < k->n_marks; m++) {
        if (core_observe_mark(v, m) != CORE_YES) continue;
        mark[out->n_marks++] = (app_marked){app_word_with(k->mark[m].name, k->mark[m].label), k->mark[m].cite};
    }
    out->mark = mark;
}

static base_date last_day_of(const core_world *w, const core_case *c) {
    const rules_state *s = core_state(c);
    base_date since = c->entered[c->control.state], last = BASE_DATE_NONE;
    const base_workdays *days = core_world_workdays(w);
    base_err e = {0};
    if (!s->lasts || days == NULL || since == BASE_DATE_NONE) return BASE_DATE_NONE;
    return base_workdays_end(days, since, s->working_days, s->count_first, &last, &e) ? last : BASE_DATE_NONE;
}

static const core_assessment *assessment_of(const core_view *v, base_arena *arena) {
    core_assessment as;
    if (v->self->judged == NULL || v->self->facts.n == 0 || !core_assess_case(v, &as)) return NULL;
    app_settle_vetoes(v, &as);
    return base_arena_copy(arena, &as, sizeof as);
}

void app_view_case(app *a, const core_case *c, enum app_sight sight, base_date day, base_arena *arena,
                   app_case_view *out) {
    const core_world *w = a->world;
    const rules_state *s = core_state(c);
    core_view v = core_view_of(w, c, day, arena);
    *out = (app_case_view){.self = c,
                           .sight = sight,
                           .kind = app_word_of_kind(c->book, c->kind),
                           .state = app_word_of_state(c->book, c->kind, c->control.state),
                           .state_is_public = s->is_public,
                           .rest = s->rest,
                           .end = s->end,
                           .path = c->path,
                           .round = c->round != NULL ? c->round->path : (base_str){NULL, 0},
                           .rulebook = c->book->id,
                           .cite = s->cite.n > 0 ? s->cite : core_kind(c)->cite,
                           .since = c->entered[c->control.state],
                           .opened = sight == APP_SIGHT_FULL ? c->opened : BASE_DATE_NONE,
                           .last_day = last_day_of(w, c),
                           .due = BASE_DATE_NONE,
                           .is_virtual = c->is_virtual};
    put_fields(w, c, sight, day, arena, out);
    if (c->kind == c->book->cluster) app_term_of(c, sight, day, &out->term);
    if (sight != APP_SIGHT_FULL) return;
    rules_id due = core_kind(c)->expected ? core_kind(c)->expected_due : RULES_NONE;
    if (due != RULES_NONE && due < core_kind(c)->n_moments)
        out->due = core_observe_date(&v, core_kind(c)->moment[due].date);
    put_marks(&v, c, arena, out);
    out->assigned = core_text_named(c, "assigned");
    out->judges = core_kind(c)->judged;
    out->assessment = assessment_of(&v, arena);
}
