/* show_case_json.c - one case as JSON: its fields, what was submitted, and how the standard judges it, criterion by
 * criterion with the reason. */
#include "app/show_i.h"

enum { REASON_MAX = 4000 };

static void put_field(base_json *j, const app_field *f) {
    base_json_obj(j);
    app_put_named_word(j, "field", f->field);
    base_json_text(j, "type", app_type_name(f->type));
    base_json_text(j, "value", f->value);
    if (f->label.zh.n > 0) app_put_named_label(j, "label", f->label);
    base_json_some(j, "file", f->file);
    base_json_some(j, "article", f->cite);
    base_json_obj_end(j);
}

static void put_reason(base_json *j, const char *name, const rules_book *b, const core_assessment *as, size_t i,
                       bool zh) {
    base_buf text;
    base_buf_init(&text, REASON_MAX);
    rules_reason_put(&text, b, as->standard, i, &as->facts, as->year, as->settled[i], zh);
    base_json_text(j, name, base_buf_str(&text));
    base_buf_free(&text);
}

/* Names of the facts that a criterion reads, each once. */
static void put_facts_of(base_json *j, const rules_book *b, const rules_standard *s, const rules_criterion *c) {
    base_json_name(j, "facts");
    base_json_arr(j);
    if (c->fact != RULES_NONE) base_json_str(j, b->fact[c->fact].name);
    for (size_t i = 0; i < c->n_slots; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) again = again || s->slot[c->slot[k]].fact == s->slot[c->slot[i]].fact;
        if (!again) base_json_str(j, b->fact[s->slot[c->slot[i]].fact].name);
    }
    base_json_arr_end(j);
}

void app_put_assessment(base_json *j, const core_case *c, const core_assessment *as) {
    const rules_standard *s = as->standard;
    base_json_obj(j);
    base_json_text(j, "standard", s->version);
    base_json_number(j, "year", (uint64_t)as->year);
    base_json_flag(j, "met", as->met);
    base_json_name(j, "criteria");
    base_json_arr(j);
    for (size_t i = 0; i < s->n_criteria; i++) {
        base_json_obj(j);
        const rules_criterion *c1 = &s->criterion[i];
        base_json_text(j, "id", c1->id);
        app_put_named_label(j, "label", app_word_with(c1->id, c1->label).label);
        if (c1->area != RULES_NONE)
            app_put_named_word(j, "area", app_word_with(s->area[c1->area].id, s->area[c1->area].label));
        base_json_text(j, "article", s->criterion[i].cite);
        put_facts_of(j, c->book, s, c1);
        base_json_text(j, "figures", base_str_of(rules_verdict_name((enum rules_verdict)as->verdict[i])));
        base_json_text(j, "verdict", base_str_of(rules_verdict_name((enum rules_verdict)as->settled[i])));
        if (c1->kind == RULES_VETO && as->settled[i] != as->verdict[i]) base_json_flag(j, "from_register", true);
        put_reason(j, "zh", c->book, as, i, true);
        put_reason(j, "en", c->book, as, i, false);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    base_json_obj_end(j);
}

static void put_value(base_json *j, const rules_book *b, const rules_value *v) {
    const rules_fact *f = &b->fact[v->fact];
    base_json_obj(j);
    base_json_text(j, "fact", f->name);
    app_put_named_label(j, "label", app_word_with(f->name, f->label).label);
    if (v->year != 0) base_json_number(j, "year", (uint64_t)v->year);
    if (f->kind == RULES_FACT_STATEMENT) {
        base_json_text(j, "value", v->text);
    } else if (f->kind == RULES_FACT_VETO) {
        base_json_text(j, "value", v->raw != 0 ? BASE_STR("yes") : BASE_STR("no"));
    } else {
        const rules_unit *u = &b->unit[f->unit];
        base_buf text;
        base_buf_init(&text, 64);
        base_dec_put(&text, (base_dec){v->raw, u->scale});
        base_json_text(j, "value", base_buf_str(&text)); /* a decimal as text: no reader rounds it */
        base_buf_free(&text);
        base_json_text(j, "unit", u->name);
    }
    base_json_obj_end(j);
}

static void put_facts(base_json *j, const core_case *c) {
    if (c->facts.n == 0) return;
    base_json_name(j, "facts");
    base_json_arr(j);
    for (size_t i = 0; i < c->facts.n; i++) put_value(j, c->book, &c->facts.item[i]);
    base_json_arr_end(j);
}

static void put_stage(base_json *j, const app_stage *s) {
    static const char *const is[] = {[APP_STAGE_DONE] = "done",
                                     [APP_STAGE_NOW] = "now",
                                     [APP_STAGE_AHEAD] = "ahead",
                                     [APP_STAGE_SKIPPED] = "skipped"};
    base_json_obj(j);
    base_json_text(j, "is", base_str_of(is[s->is]));
    base_json_name(j, "actions");
    base_json_arr(j);
    for (size_t i = 0; i < s->n_actions; i++) app_put_word(j, s->action[i]);
    base_json_arr_end(j);
    if (s->step != NULL) {
        base_json_name(j, "step");
        app_put_step(j, s->step);
    }
    base_json_some_day(j, "day", s->day);
    base_json_name(j, "notes");
    base_json_arr(j);
    for (size_t i = 0; i < s->n_notes; i++) app_put_step(j, s->note[i]);
    base_json_arr_end(j);
    base_json_some_day(j, "until", s->until);
    base_json_name(j, "offers");
    base_json_arr(j);
    for (size_t i = 0; i < s->n_offers; i++) base_json_str(j, s->offer[i]);
    base_json_arr_end(j);
    base_json_name(j, "wanted");
    app_put_reasons(j, s->wanted, s->n_wanted);
    base_json_obj_end(j);
}

static void put_course(base_json *j, const app_case_view *c) {
    if (c->n_stages == 0) return;
    base_json_name(j, "course");
    base_json_arr(j);
    for (size_t i = 0; i < c->n_stages; i++) put_stage(j, &c->stage[i]);
    base_json_arr_end(j);
}

static void put_compared(base_json *j, const app_compared *c) {
    if (c == NULL) return;
    base_json_name(j, "compared");
    base_json_obj(j);
    app_put_named_label(j, "matter", c->matter);
    base_json_text(j, "after", c->after);
    base_json_some(j, "day", c->after_day);
    if (c->known) {
        base_json_name(j, "before");
        base_json_obj(j);
        base_json_text(j, "value", c->before);
        base_json_some(j, "day", c->before_day);
        base_json_some(j, "path", c->before_path);
        base_json_obj_end(j);
    }
    base_json_obj_end(j);
}

static void put_submitted(base_json *j, const char *name, const app_submitted *s) {
    base_json_name(j, name);
    base_json_obj(j);
    base_json_number(j, "event", s->seq);
    base_json_some_day(j, "day", s->day);
    app_put_named_word(j, "level", s->level);
    base_json_some(j, "who", s->who);
    base_json_some(j, "place", s->place);
    base_json_obj_end(j);
}

static void put_stated(base_json *j, const char *name, const app_stated *s) {
    if (!s->given) return;
    base_json_name(j, name);
    base_json_obj(j);
    base_json_text(j, "value", s->value);
    if (s->words.zh.n > 0) app_put_named_label(j, "words", s->words);
    base_json_some(j, "file", s->file);
    base_json_obj_end(j);
}

static void put_difference(base_json *j, const app_mending *d) {
    static const char *const what[] = {
        [APP_DIFFERS_VALUE] = "value", [APP_DIFFERS_WHY] = "why", [APP_DIFFERS_FILE] = "file"};
    base_json_obj(j);
    base_json_text(j, "what", base_str_of(what[d->what]));
    base_json_text(j, "key", d->key);
    app_put_named_label(j, "label", d->label);
    base_json_some(j, "unit", d->unit);
    if (d->year > 0) base_json_number(j, "year", (uint64_t)d->year);
    put_stated(j, "before", &d->before);
    put_stated(j, "after", &d->after);
    base_json_obj_end(j);
}

static void put_mended(base_json *j, const app_mended *a) {
    if (a == NULL) return;
    base_json_name(j, "mended");
    base_json_obj(j);
    put_submitted(j, "before", &a->before);
    put_submitted(j, "after", &a->after);
    base_json_name(j, "changes");
    base_json_arr(j);
    for (size_t i = 0; i < a->n; i++) put_difference(j, &a->item[i]);
    base_json_arr_end(j);
    base_json_obj_end(j);
}

static void put_full(base_json *j, const app_case_view *c) {
    base_json_flag(j, "expected", c->is_virtual);
    if (c->has_private) base_json_flag(j, "private", true);
    base_json_name(j, "marks");
    base_json_arr(j);
    for (size_t i = 0; i < c->n_marks; i++) {
        base_json_obj(j);
        app_put_named_word(j, "mark", c->mark[i].mark);
        base_json_some(j, "article", c->mark[i].cite);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    if (c->draft_version > 0) base_json_number(j, "draft", c->draft_version);
    base_json_some(j, "assigned", c->assigned);
    put_course(j, c);
    put_compared(j, c->compared);
    put_mended(j, c->mended);
    put_facts(j, c->self);
    if (c->assessment == NULL) return;
    base_json_name(j, "assessment");
    app_put_assessment(j, c->self, c->assessment);
}

static void put_term(base_json *j, const app_term *t) {
    static const char *const is[] = {[APP_TERM_RUNS] = "runs", [APP_TERM_OVER] = "over", [APP_TERM_ENDED] = "ended"};
    if (t->is == APP_TERM_NONE) return;
    base_json_name(j, "term");
    base_json_obj(j);
    base_json_text(j, "is", base_str_of(is[t->is]));
    base_json_some_day(j, "until", t->until);
    base_json_some_day(j, "ended", t->ended);
    if (t->action.name.n > 0) app_put_named_word(j, "action", t->action);
    base_json_some(j, "article", t->article);
    base_json_some(j, "path", t->path);
    base_json_obj_end(j);
}

void app_put_case(base_json *j, const app_case_view *c) {
    base_json_obj(j);
    base_json_text(j, "path", c->path);
    app_put_named_word(j, "kind", c->kind);
    app_put_named_word(j, "state", c->state);
    base_json_flag(j, "public", c->state_is_public);
    base_json_flag(j, "ended", c->end);
    base_json_some(j, "round", c->round);
    base_json_text(j, "rulebook", c->rulebook);
    base_json_some(j, "article", c->cite);
    base_json_some_day(j, "since", c->since);
    base_json_some_day(j, "opened", c->opened);
    base_json_some_day(j, "last_day", c->last_day);
    base_json_some_day(j, "due", c->due);
    put_term(j, &c->term);
    base_json_name(j, "fields");
    base_json_arr(j);
    for (size_t i = 0; i < c->n_fields; i++) put_field(j, &c->field[i]);
    base_json_arr_end(j);
    if (c->sight == APP_SIGHT_FULL) put_full(j, c);
    base_json_obj_end(j);
}
