/* show_json.c - a dossier as JSON. docs/openapi.yaml says what each member means; what a viewer may not see was left
 * out before it came here. */
#include "app/paper.h"
#include "app/show_i.h"

static void key(base_json *j, const char *name) { base_json_key(j, base_str_of(name)); }

static void str(base_json *j, const char *name, base_str s) {
    key(j, name);
    base_json_str(j, s);
}

/* Empty: left out. */
static void some(base_json *j, const char *name, base_str s) {
    if (s.n > 0) str(j, name, s);
}

static void day(base_json *j, const char *name, base_date d) {
    if (d == BASE_DATE_NONE) return;
    key(j, name);
    base_json_date(j, d);
}

static void flag(base_json *j, const char *name, bool v) {
    key(j, name);
    base_json_bool(j, v);
}

static void number(base_json *j, const char *name, uint64_t v) {
    key(j, name);
    base_json_u64(j, v);
}

void app_put_label(base_json *j, rules_text t) {
    base_json_obj(j);
    str(j, "zh", t.zh);
    str(j, "en", t.en);
    base_json_obj_end(j);
}

void app_put_word(base_json *j, app_word w) {
    base_json_obj(j);
    str(j, "name", w.name);
    str(j, "zh", w.label.zh);
    str(j, "en", w.label.en);
    base_json_obj_end(j);
}

static void word(base_json *j, const char *name, app_word w) {
    key(j, name);
    app_put_word(j, w);
}

/* ---- the time line ---- */

static void put_said(base_json *j, const app_said *s) {
    base_json_obj(j);
    str(j, "key", s->key);
    key(j, "label");
    app_put_label(j, s->label);
    str(j, s->file ? "file" : "value", s->value);
    if (s->words.zh.n > 0) {
        key(j, "words");
        app_put_label(j, s->words);
    }
    base_json_obj_end(j);
}

static void put_step(base_json *j, const app_step *s) {
    base_json_obj(j);
    number(j, "seq", s->seq);
    day(j, "day", s->day);
    str(j, "path", s->path);
    word(j, "kind", s->kind);
    word(j, "action", s->action);
    word(j, "level", s->level);
    some(j, "who", s->who);
    some(j, "place", s->place);
    str(j, "article", s->article);
    some(j, "rulebook", s->rulebook);
    if (s->has_state) {
        word(j, "state", s->state);
        flag(j, "public", s->state_is_public);
    }
    if (s->n_said > 0) {
        key(j, "said");
        base_json_arr(j);
        for (size_t i = 0; i < s->n_said; i++) put_said(j, &s->said[i]);
        base_json_arr_end(j);
    }
    base_json_obj_end(j);
}

void app_put_timeline(base_json *j, const app_timeline *t) {
    base_json_obj(j);
    key(j, "steps");
    base_json_arr(j);
    for (size_t i = 0; i < t->n; i++) put_step(j, &t->step[i]);
    base_json_arr_end(j);
    flag(j, "more", t->more);
    if (t->more) number(j, "before", t->before);
    base_json_obj_end(j);
}

/* ---- options ---- */

static const char *const why[] = {
    [CORE_WHY_COMMAND] = "command", [CORE_WHY_LEVEL] = "level",       [CORE_WHY_JURISDICTION] = "jurisdiction",
    [CORE_WHY_STATE] = "state",     [CORE_WHY_PARALLEL] = "parallel", [CORE_WHY_NEED] = "need",
    [CORE_WHY_EFFECT] = "effect",   [CORE_WHY_CLOCK] = "clock",
};

void app_put_reasons(base_json *j, const core_refusal *r, size_t n) {
    base_json_arr(j);
    for (size_t i = 0; i < n; i++) {
        base_json_obj(j);
        str(j, "why", base_str_of(why[r[i].why]));
        str(j, "target", r[i].target);
        str(j, "article", r[i].cite);
        key(j, "label");
        app_put_label(j, r[i].label);
        key(j, "detail");
        app_put_label(j, r[i].detail);
        if (r[i].n_args > 0) {
            key(j, "args");
            base_json_arr(j);
            for (size_t k = 0; k < r[i].n_args; k++) base_json_str(j, r[i].arg[k]);
            base_json_arr_end(j);
        }
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static const char *const type_name[] = {
    [RULES_V_TEXT] = "text",           [RULES_V_CODE] = "code",         [RULES_V_DATE] = "date",
    [RULES_V_MONTH_DAY] = "month-day", [RULES_V_NUMBER] = "number",     [RULES_V_YESNO] = "yes/no",
    [RULES_V_CHOICE] = "choice",       [RULES_V_DIVISION] = "division",
};

static void put_choices(base_json *j, size_t n, const app_word *choice, const base_str *cite) {
    if (n == 0) return;
    key(j, "choices");
    base_json_arr(j);
    for (size_t i = 0; i < n; i++) {
        base_json_obj(j);
        str(j, "name", choice[i].name);
        str(j, "zh", choice[i].label.zh);
        str(j, "en", choice[i].label.en);
        if (cite != NULL) some(j, "article", cite[i]);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_arg(base_json *j, const app_arg *a) {
    static const char *const kind[] = {[APP_ARG_VALUE] = NULL,
                                       [APP_ARG_ROUND] = "round",
                                       [APP_ARG_JUDGEMENT] = "judgement",
                                       [APP_ARG_CRITERION] = "criterion"};
    base_json_obj(j);
    str(j, "name", a->arg.name);
    key(j, "label");
    app_put_label(j, a->arg.label);
    str(j, "type", base_str_of(kind[a->kind] != NULL ? kind[a->kind] : type_name[a->type]));
    flag(j, "required", a->required);
    if (a->is_private) flag(j, "private", true);
    if (a->of_industry) str(j, "lookup", BASE_STR("industries"));
    put_choices(j, a->n_choices, a->choice, a->cite);
    base_json_obj_end(j);
}

void app_put_option(base_json *j, const app_option *o) {
    static const char *const open[] = {
        [APP_OPEN] = "open", [APP_OPEN_WANTS] = "wants", [APP_CLOSED] = "closed", [APP_OPEN_FILLS] = "fills"};
    base_json_obj(j);
    word(j, "action", o->action);
    str(j, "target", o->target);
    word(j, "kind", o->kind);
    str(j, "article", o->cite);
    str(j, "open", base_str_of(open[o->open]));
    flag(j, "creates", o->creates);
    if (o->moves) word(j, "to", o->to);
    key(j, "args");
    base_json_arr(j);
    for (size_t i = 0; i < o->n_args; i++) put_arg(j, &o->arg[i]);
    base_json_arr_end(j);
    key(j, o->open == APP_CLOSED ? "reasons" : "conditions");
    app_put_reasons(j, o->reason, o->n_reasons);
    base_json_obj_end(j);
}

static void put_levels(base_json *j, const rules_book *b, uint16_t levels) {
    base_json_arr(j);
    for (size_t i = 0; i < b->n_levels; i++) {
        if ((levels >> i & 1U) != 0) app_put_word(j, app_word_with(b->level[i].name, b->level[i].label));
    }
    base_json_arr_end(j);
}

static void put_other(base_json *j, const app_other *o) {
    base_json_obj(j);
    word(j, "action", o->action);
    str(j, "target", o->target);
    str(j, "article", o->cite);
    key(j, "levels");
    put_levels(j, o->book, o->levels);
    base_json_obj_end(j);
}

/* ---- cases ---- */

static void put_field(base_json *j, const app_field *f) {
    base_json_obj(j);
    word(j, "field", f->field);
    str(j, "type", base_str_of(type_name[f->type]));
    str(j, "value", f->value);
    if (f->label.zh.n > 0) {
        key(j, "label");
        app_put_label(j, f->label);
    }
    some(j, "file", f->file);
    some(j, "article", f->cite);
    base_json_obj_end(j);
}

enum { REASON_MAX = 4000 };

static void put_reason(base_json *j, const char *name, const rules_book *b, const core_assessment *as, size_t i,
                       bool zh) {
    base_buf text;
    base_buf_init(&text, REASON_MAX);
    rules_reason_put(&text, b, as->standard, i, &as->facts, as->year, as->settled[i], zh);
    str(j, name, base_buf_str(&text));
    base_buf_free(&text);
}

/* Names of the facts that a criterion reads, each once. */
static void put_facts_of(base_json *j, const rules_book *b, const rules_standard *s, const rules_criterion *c) {
    key(j, "facts");
    base_json_arr(j);
    if (c->fact != RULES_NONE) base_json_str(j, b->fact[c->fact].name);
    for (size_t i = 0; i < c->n_slots; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) again = again || s->slot[c->slot[k]].fact == s->slot[c->slot[i]].fact;
        if (!again) base_json_str(j, b->fact[s->slot[c->slot[i]].fact].name);
    }
    base_json_arr_end(j);
}

static void put_assessment(base_json *j, const core_case *c, const core_assessment *as) {
    const rules_standard *s = as->standard;
    base_json_obj(j);
    str(j, "standard", s->version);
    number(j, "year", (uint64_t)as->year);
    flag(j, "met", as->met);
    key(j, "criteria");
    base_json_arr(j);
    for (size_t i = 0; i < s->n_criteria; i++) {
        base_json_obj(j);
        const rules_criterion *c1 = &s->criterion[i];
        str(j, "id", c1->id);
        key(j, "label");
        app_put_label(j, app_word_with(c1->id, c1->label).label);
        if (c1->area != RULES_NONE) word(j, "area", app_word_with(s->area[c1->area].id, s->area[c1->area].label));
        str(j, "article", s->criterion[i].cite);
        put_facts_of(j, c->book, s, c1);
        str(j, "figures", base_str_of(rules_verdict_name((enum rules_verdict)as->verdict[i])));
        str(j, "verdict", base_str_of(rules_verdict_name((enum rules_verdict)as->settled[i])));
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
    str(j, "fact", f->name);
    key(j, "label");
    app_put_label(j, app_word_with(f->name, f->label).label);
    if (v->year != 0) number(j, "year", (uint64_t)v->year);
    if (f->kind == RULES_FACT_STATEMENT) {
        str(j, "value", v->text);
    } else if (f->kind == RULES_FACT_VETO) {
        str(j, "value", v->raw != 0 ? BASE_STR("yes") : BASE_STR("no"));
    } else {
        const rules_unit *u = &b->unit[f->unit];
        base_buf text;
        base_buf_init(&text, 64);
        base_dec_put(&text, (base_dec){v->raw, u->scale});
        str(j, "value", base_buf_str(&text)); /* a decimal as text: no reader rounds it */
        base_buf_free(&text);
        str(j, "unit", u->name);
    }
    base_json_obj_end(j);
}

static void put_facts(base_json *j, const core_case *c) {
    if (c->facts.n == 0) return;
    key(j, "facts");
    base_json_arr(j);
    for (size_t i = 0; i < c->facts.n; i++) put_value(j, c->book, &c->facts.item[i]);
    base_json_arr_end(j);
}

static void put_full(base_json *j, const app_case_view *c) {
    flag(j, "expected", c->is_virtual);
    key(j, "marks");
    base_json_arr(j);
    for (size_t i = 0; i < c->n_marks; i++) {
        base_json_obj(j);
        word(j, "mark", c->mark[i].mark);
        some(j, "article", c->mark[i].cite);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    if (c->draft_version > 0) number(j, "draft", c->draft_version);
    put_facts(j, c->self);
    if (c->assessment == NULL) return;
    key(j, "assessment");
    put_assessment(j, c->self, c->assessment);
}

void app_put_case(base_json *j, const app_case_view *c) {
    base_json_obj(j);
    str(j, "path", c->path);
    word(j, "kind", c->kind);
    word(j, "state", c->state);
    flag(j, "public", c->state_is_public);
    flag(j, "ended", c->end);
    some(j, "round", c->round);
    str(j, "rulebook", c->rulebook);
    some(j, "article", c->cite);
    day(j, "since", c->since);
    day(j, "opened", c->opened);
    day(j, "last_day", c->last_day);
    day(j, "due", c->due);
    key(j, "fields");
    base_json_arr(j);
    for (size_t i = 0; i < c->n_fields; i++) put_field(j, &c->field[i]);
    base_json_arr_end(j);
    if (c->sight == APP_SIGHT_FULL) put_full(j, c);
    base_json_obj_end(j);
}

/* ---- the whole ---- */

void app_put_due_items(base_json *j, const core_due_list *l) {
    static const char *const group[] = {[CORE_DUE_OVERDUE] = "overdue",
                                        [CORE_DUE_SOON] = "soon",
                                        [CORE_DUE_ENDED] = "ended",
                                        [CORE_DUE_NOT_KNOWN] = "not_known",
                                        [CORE_DUE_WAITING] = "waiting"};
    base_json_arr(j);
    for (size_t i = 0; i < l->n; i++) {
        const core_due_item *x = &l->item[i];
        base_json_obj(j);
        str(j, "group", base_str_of(group[x->group]));
        str(j, "path", x->path);
        str(j, "name", x->name);
        key(j, "kind");
        app_put_label(j, app_word_with(x->path, x->kind).label);
        key(j, "what");
        app_put_label(j, app_word_with(x->path, x->what).label);
        if (x->returned) flag(j, "returned", true);
        some(j, "article", x->cite);
        day(j, "date", x->date);
        if (x->date != BASE_DATE_NONE) {
            key(j, "days");
            base_json_i64(j, x->days);
        }
        if (x->year > 0) number(j, "year", (uint64_t)x->year);
        key(j, "levels");
        put_levels(j, x->book, x->levels);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

enum { LINK_MAX = 1000 };

/* Where a file is read: by way of the dossier that names it, or by whose authority sent it in. */
static void put_link(base_json *j, base_str cluster, base_str digest) {
    base_buf link;
    base_buf_init(&link, LINK_MAX);
    base_buf_puts(&link, BASE_STR("/api/v1/"));
    if (cluster.n > 0) {
        base_buf_puts(&link, BASE_STR("clusters/"));
        base_buf_percent(&link, cluster);
        base_buf_putc(&link, '/');
    }
    base_buf_puts(&link, BASE_STR("files/"));
    base_buf_puts(&link, digest);
    str(j, "link", base_buf_str(&link));
    base_buf_free(&link);
}

static void put_file(base_json *j, const app_dossier *d, const app_file_named *f) {
    if (f->type.n == 0) return; /* nothing is known of it */
    str(j, "name", f->name);
    str(j, "type", f->type);
    number(j, "size", f->size);
    put_link(j, d->path, f->digest);
}

static void put_files(base_json *j, const app_dossier *d) {
    key(j, "files");
    base_json_arr(j);
    for (size_t i = 0; i < d->n_files; i++) {
        base_json_obj(j);
        str(j, "digest", d->file[i].digest);
        str(j, "path", d->file[i].path);
        str(j, "key", d->file[i].key);
        if (d->file[i].label.zh.n > 0) {
            key(j, "label");
            app_put_label(j, d->file[i].label);
        }
        if (d->file[i].has_seq) number(j, "event", d->file[i].seq);
        put_file(j, d, &d->file[i]);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    if (d->more_files) flag(j, "more_files", true);
}

static void put_options(base_json *j, const app_dossier *d) {
    key(j, "actions");
    base_json_arr(j);
    for (size_t i = 0; i < d->n_options; i++) app_put_option(j, &d->option[i]);
    base_json_arr_end(j);
    key(j, "others");
    base_json_arr(j);
    for (size_t i = 0; i < d->n_others; i++) put_other(j, &d->other[i]);
    base_json_arr_end(j);
}

void app_put_anew(base_json *j, const app_dossier *d) {
    base_json_obj(j);
    put_options(j, d);
    if (d->more_options) flag(j, "more_actions", true);
    base_json_obj_end(j);
}

/* Those of the cluster that can be printed as it stands; of its cases each has one (paper.h). */
static void put_documents(base_json *j, const app_dossier *d) {
    key(j, "documents");
    base_json_arr(j);
    for (unsigned i = 0; i < APP_PAPER_KINDS; i++) {
        const enum app_paper_kind kind = (enum app_paper_kind)i;
        if (app_paper_is_for(kind, d)) base_json_str(j, base_str_of(app_paper_kind_name(kind)));
    }
    base_json_arr_end(j);
}

void app_put_dossier(base_json *j, const app_dossier *d) {
    base_json_obj(j);
    str(j, "path", d->path);
    str(j, "name", d->name);
    str(j, "sight", d->sight == APP_SIGHT_FULL ? BASE_STR("full") : BASE_STR("public"));
    number(j, "version", d->version);
    key(j, "cases");
    base_json_arr(j);
    for (size_t i = 0; i < d->n_cases; i++) app_put_case(j, &d->item[i]);
    base_json_arr_end(j);
    if (d->more_cases) flag(j, "more_cases", true);
    if (d->sight == APP_SIGHT_FULL) {
        key(j, "due");
        app_put_due_items(j, &d->due);
        put_files(j, d);
    }
    put_documents(j, d);
    put_options(j, d);
    if (d->more_options) flag(j, "more_actions", true);
    key(j, "timeline");
    app_put_timeline(j, &d->timeline);
    base_json_obj_end(j);
}

static void put_form_file(base_json *j, const app_form *f, const app_form_file *x) {
    base_str rest;
    const base_str cluster = base_str_cut(f->path, '/', &rest);
    base_json_obj(j);
    str(j, "key", x->key);
    str(j, "digest", x->digest);
    if (x->type.n > 0) {
        str(j, "name", x->name);
        str(j, "type", x->type);
        number(j, "size", x->size);
        put_link(j, x->submitted ? cluster : (base_str){NULL, 0}, x->digest);
    }
    base_json_obj_end(j);
}

static void put_form_files(base_json *j, const app_form *f, const app_form_item *x) {
    if (x->source != NULL) {
        key(j, "source");
        put_form_file(j, f, x->source);
    }
    if (x->n_files == 0) return;
    key(j, "files");
    base_json_arr(j);
    for (size_t i = 0; i < x->n_files; i++) put_form_file(j, f, &x->file[i]);
    base_json_arr_end(j);
}

void app_put_form(base_json *j, const app_form *f) {
    base_json_obj(j);
    str(j, "path", f->path);
    word(j, "form", f->form);
    some(j, "article", f->cite);
    number(j, "version", f->version);
    if (f->returned != NULL) {
        key(j, "returned");
        put_step(j, f->returned);
    }
    key(j, "items");
    base_json_arr(j);
    for (size_t i = 0; i < f->n; i++) {
        const app_form_item *x = &f->item[i];
        base_json_obj(j);
        str(j, "key", x->key);
        key(j, "label");
        app_put_label(j, x->label);
        some(j, "unit", x->unit);
        if (x->year > 0) number(j, "year", (uint64_t)x->year);
        flag(j, "required", x->required);
        flag(j, "text", x->is_text);
        if (x->from_roster) flag(j, "from_roster", true);
        put_choices(j, x->n_choices, x->choice, NULL);
        some(j, "value", x->value);
        some(j, "why", x->why);
        if (x->area.name.n > 0) word(j, "area", x->area);
        if (x->changed) str(j, "before", x->before.p != NULL ? x->before : BASE_STR(""));
        put_form_files(j, f, x);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    if (f->assessment != NULL) {
        key(j, "assessment");
        put_assessment(j, f->self, f->assessment);
    }
    base_json_obj_end(j);
}
