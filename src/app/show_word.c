/* show_word.c - names with their labels, and places with their names. */
#include "app/show_i.h"

static rules_text label_or(rules_text l, base_str name) {
    if (l.zh.n == 0) l.zh = l.en.n > 0 ? l.en : name;
    if (l.en.n == 0) l.en = l.zh;
    return l;
}

app_word app_word_with(base_str name, rules_text label) { return (app_word){name, label_or(label, name)}; }

app_word app_word_of_state(const rules_book *b, rules_id kind, rules_id state) {
    const rules_state *s = &b->kase[kind].state[state];
    return app_word_with(s->name, s->label);
}

app_word app_word_of_action(const rules_book *b, rules_id action) {
    return app_word_with(b->action[action].name, b->action[action].label);
}

app_word app_word_of_kind(const rules_book *b, rules_id kind) {
    return app_word_with(b->kase[kind].name, b->kase[kind].label);
}

app_word app_word_of_level(const core_world *w, base_str level) {
    size_t n = core_world_versions(w);
    const rules_book *b = n > 0 ? core_world_version(w, n - 1)->book : NULL;
    rules_id l = b != NULL ? rules_find_level(b, level) : RULES_NONE;
    return app_word_with(level, l != RULES_NONE ? b->level[l].label : (rules_text){{NULL, 0}, {NULL, 0}});
}

rules_text app_label_of_fact(const rules_book *b, rules_id fact) {
    const rules_standard *s = b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
    for (size_t i = 0; s != NULL && i < s->n_criteria; i++) {
        const rules_criterion *c = &s->criterion[i];
        if (c->kind == RULES_VETO && c->fact == fact) return app_word_with(c->id, c->label).label;
    }
    return app_word_with(b->fact[fact].name, b->fact[fact].label).label;
}

const app_word *app_words_of_choices(base_arena *arena, const rules_field *f) {
    app_word *w = base_arena_array(arena, f->n_choices, sizeof *w);
    for (size_t i = 0; i < f->n_choices; i++) w[i] = app_word_with(f->choice[i].name, f->choice[i].label);
    return w;
}

base_str app_fact_text(const rules_book *b, const rules_value *v, base_arena *arena) {
    const rules_fact *f = &b->fact[v->fact];
    char digits[64]; /* an int64 with point and sign */
    base_buf text;
    base_buf_over(&text, digits, sizeof digits);
    if (f->kind == RULES_FACT_STATEMENT) return v->text;
    if (f->kind == RULES_FACT_VETO) return v->raw != 0 ? BASE_STR("yes") : BASE_STR("no");
    base_dec_put(&text, (base_dec){v->raw, b->unit[f->unit].scale});
    return base_arena_str(arena, base_buf_str(&text));
}

base_str app_place_name(const core_world *w, base_str code) {
    const core_divisions *d = core_world_divisions(w);
    if (code.n == 0 || d == NULL) return code;
    const core_channel *ch = core_channel_find(d, code);
    if (ch != NULL) return ch->name;
    const core_division *u = core_division_find(d, code);
    return u != NULL ? u->name : code;
}
