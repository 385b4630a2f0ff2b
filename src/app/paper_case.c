/* paper_case.c - the document of one case. */
#include "app/paper_i.h"

enum { FIELDS_MAX = 100, REASON_MAX = 4000 };

static base_str verdict_word(const app_paper_writer *w, uint8_t verdict) {
    switch ((enum rules_verdict)verdict) {
    case RULES_MET: return app_paper_say(w, "符合", "met");
    case RULES_NOT_MET: return app_paper_say(w, "不符合", "not met");
    case RULES_NO_EVIDENCE: return app_paper_say(w, "缺证据", "no evidence");
    case RULES_UNKNOWN_THRESHOLD: return app_paper_say(w, "标准未明", "standard not known");
    case RULES_AWAITS_JUDGEMENT: return app_paper_say(w, "待评判", "to be judged");
    case RULES_EXPLAIN: return app_paper_say(w, "须说明", "to be explained");
    case RULES_OPEN: break;
    }
    return (base_str){NULL, 0};
}

static base_str field_value(const app_paper_writer *w, const app_field *f) {
    base_date d;
    if (f->file.n > 0) return app_paper_say(w, "见附件", "attached");
    if (f->label.zh.n > 0) return app_paper_pick(w, f->label);
    if (f->type == RULES_V_DATE && base_date_parse(f->value, &d, NULL)) return app_paper_day(w, d);
    return f->value;
}

static void add(docs_paper_pair *pair, size_t *n, base_str name, base_str value) {
    if (value.n > 0 && *n < FIELDS_MAX) pair[(*n)++] = (docs_paper_pair){name, value};
}

void app_paper_fields_of(app_paper_writer *w, const app_case_view *c) {
    docs_paper_pair *pair = base_arena_array(w->arena, FIELDS_MAX, sizeof *pair);
    size_t n = 0;
    for (size_t i = 0; i < c->n_fields; i++)
        add(pair, &n, app_paper_pick(w, c->field[i].field.label), field_value(w, &c->field[i]));
    add(pair, &n, app_paper_say(w, "批次", "Round"), c->round);
    add(pair, &n, app_paper_say(w, "办理状态", "State"), app_paper_pick(w, c->state.label));
    add(pair, &n, app_paper_say(w, "自", "Since"), app_paper_day(w, c->since));
    if (n > 0) docs_paper_fields(&w->p, pair, n);
}

base_str app_paper_value(const app_paper_writer *w, const rules_book *b, const rules_value *v) {
    if (b->fact[v->fact].kind != RULES_FACT_VETO) return app_fact_text(b, v, w->arena);
    return v->raw != 0 ? app_paper_say(w, "是", "yes") : app_paper_say(w, "否", "no");
}

/* ---- what was declared ---- */

static void put_facts(app_paper_writer *w, const core_case *c) {
    const docs_paper_column column[] = {{app_paper_say(w, "指标", "Figure"), 7, false},
                                        {app_paper_say(w, "年度", "Year"), 2, false},
                                        {app_paper_say(w, "数值或说明", "Value or statement"), 9, false},
                                        {app_paper_say(w, "单位", "Unit"), 3, false}};
    if (c->facts.n == 0) return;
    docs_paper_heading(&w->p, app_paper_say(w, "申报内容", "Declared"));
    docs_paper_table(&w->p, column, 4);
    for (size_t i = 0; i < c->facts.n; i++) {
        const rules_value *v = &c->facts.item[i];
        const rules_fact *f = &c->book->fact[v->fact];
        const bool figure = f->kind == RULES_FACT_FIGURE || f->kind == RULES_FACT_YEARLY;
        const base_str none = {NULL, 0},
                       cell[] = {app_paper_pick(w, app_word_with(f->name, f->label).label),
                                 v->year != 0 ? app_paper_number(w, (uint64_t)v->year) : none,
                                 app_paper_value(w, c->book, v), figure ? c->book->unit[f->unit].name : none};
        docs_paper_row(&w->p, cell, 4);
    }
    docs_paper_table_end(&w->p);
}

/* ---- against the standard ---- */

static void put_criterion(app_paper_writer *w, const core_case *c, const core_assessment *as, size_t i) {
    const rules_criterion *k = &as->standard->criterion[i];
    base_buf reason;
    base_buf_init(&reason, REASON_MAX);
    rules_reason_put(&reason, c->book, as->standard, i, &as->facts, as->year, as->settled[i], w->want->zh);
    const base_str cell[] = {k->id, app_paper_pick(w, app_word_with(k->id, k->label).label),
                             verdict_word(w, as->settled[i]), base_buf_str(&reason), k->cite};
    docs_paper_row(&w->p, cell, 5);
    base_buf_free(&reason);
}

void app_paper_standing(app_paper_writer *w, const app_case_view *c) {
    const docs_paper_column column[] = {{app_paper_say(w, "条目", "No."), 2, false},
                                        {app_paper_say(w, "内容", "Criterion"), 6, false},
                                        {app_paper_say(w, "结论", "Verdict"), 3, false},
                                        {app_paper_say(w, "依据的数字", "Arithmetic"), 9, false},
                                        {app_paper_say(w, "条款", "Article"), 3, false}};
    const core_assessment *as = c->assessment;
    if (as == NULL) return;
    const base_str version = as->standard->version;
    docs_paper_heading(
        &w->p, base_arena_fmt(w->arena, w->want->zh ? "对照标准（%.*s版，%d年）" : "Against the standard (%.*s, %d)",
                              (int)version.n, version.p, as->year));
    docs_paper_table(&w->p, column, 5);
    for (size_t i = 0; i < as->standard->n_criteria; i++) put_criterion(w, c->self, as, i);
    docs_paper_table_end(&w->p);
}

/* ---- what has happened ---- */

static bool is_of(const app_step *s, base_str path) { return base_str_eq(s->path, path); }

static void put_steps(app_paper_writer *w, const app_timeline *t, base_str path) {
    const docs_paper_column column[] = {{app_paper_say(w, "日期", "Day"), 5, false},
                                        {app_paper_say(w, "办理", "Step"), 4, false},
                                        {app_paper_say(w, "办理单位", "By"), 6, false},
                                        {app_paper_say(w, "条款", "Article"), 3, false},
                                        {app_paper_say(w, "内容", "Said"), 8, false}};
    docs_paper_heading(&w->p, app_paper_say(w, "办理过程", "Steps"));
    docs_paper_table(&w->p, column, 5);
    for (size_t i = t->n; i-- > 0;) {
        const app_step *s = &t->step[i];
        base_buf said;
        if (!is_of(s, path)) continue;
        base_buf_init(&said, 16 << 10);
        for (size_t k = 0; k < s->n_said; k++) {
            const base_str label = app_paper_pick(w, s->said[k].label),
                           value = s->said[k].file             ? app_paper_say(w, "附件", "attachment")
                                   : s->said[k].words.zh.n > 0 ? app_paper_pick(w, s->said[k].words)
                                                               : s->said[k].value;
            base_buf_fmt(&said, "%s%.*s%s%.*s", k > 0 ? (w->want->zh ? "；" : "; ") : "", (int)label.n, label.p,
                         w->want->zh ? "：" : ": ", (int)value.n, value.p);
        }
        const base_str by = s->place.n > 0 ? s->place : app_paper_pick(w, s->level.label),
                       cell[] = {app_paper_day(w, s->day), app_paper_pick(w, s->action.label), by, s->article,
                                 base_buf_str(&said)};
        docs_paper_row(&w->p, cell, 5);
        base_buf_free(&said);
    }
    docs_paper_table_end(&w->p);
}

/* Who took the last step, and when: the steps are newest first. */
static void put_signed(app_paper_writer *w, const app_timeline *t, base_str path) {
    for (size_t i = 0; i < t->n; i++) {
        const app_step *s = &t->step[i];
        if (!is_of(s, path)) continue;
        docs_paper_signed(&w->p, s->place.n > 0 ? s->place : app_paper_pick(w, s->level.label),
                          app_paper_day(w, s->day));
        return;
    }
}

static const app_case_view *find(const app_dossier *d, base_str path) {
    for (size_t i = 0; i < d->n_cases; i++) {
        if (base_str_eq(d->item[i].path, path)) return &d->item[i];
    }
    return NULL;
}

bool app_paper_case(app_paper_writer *w, bool *found) {
    app_dossier d;
    if (!app_show_dossier(w->app, w->want->target, w->want->viewer, w->want->day, w->arena, &d, found, w->e))
        return false;
    const app_case_view *c = *found ? find(&d, w->want->target) : NULL;
    *found = c != NULL;
    if (c == NULL) return true;
    app_paper_begin(w, c->self->book, app_paper_pick(w, c->kind.label));
    docs_paper_note(&w->p, d.name);
    app_paper_fields_of(w, c);
    if (c->sight == APP_SIGHT_FULL) put_facts(w, c->self);
    app_paper_standing(w, c);
    put_steps(w, &d.timeline, c->path);
    app_paper_remark(w);
    put_signed(w, &d.timeline, c->path);
    return true;
}
