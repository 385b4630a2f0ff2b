/* show_json.c - what dossiers, forms and lists have in common as JSON: words, steps of a time line, what may be done
 * and why not, what is due. docs/openapi.yaml says what each member means; what a viewer may not see was left out
 * before it came here. */
#include "app/show_i.h"

void app_put_label(base_json *j, rules_text t) { base_json_pair(j, t.zh, t.en); }

void app_put_word(base_json *j, app_word w) {
    base_json_obj(j);
    base_json_text(j, "name", w.name);
    base_json_text(j, "zh", w.label.zh);
    base_json_text(j, "en", w.label.en);
    base_json_obj_end(j);
}

void app_put_named_label(base_json *j, const char *name, rules_text t) { base_json_both(j, name, t.zh, t.en); }

void app_put_named_word(base_json *j, const char *name, app_word w) {
    base_json_name(j, name);
    app_put_word(j, w);
}

/* ---- the time line ---- */

static void put_said(base_json *j, const app_said *s) {
    base_json_obj(j);
    base_json_text(j, "key", s->key);
    app_put_named_label(j, "label", s->label);
    base_json_text(j, s->file ? "file" : "value", s->value);
    if (s->words.zh.n > 0) app_put_named_label(j, "words", s->words);
    base_json_some(j, "article", s->cite);
    base_json_obj_end(j);
}

void app_put_step(base_json *j, const app_step *s) {
    base_json_obj(j);
    base_json_number(j, "seq", s->seq);
    base_json_some_day(j, "day", s->day);
    base_json_text(j, "path", s->path);
    base_json_some(j, "name", s->name);
    app_put_named_word(j, "kind", s->kind);
    app_put_named_word(j, "action", s->action);
    app_put_named_word(j, "level", s->level);
    base_json_some(j, "who", s->who);
    base_json_some(j, "place", s->place);
    base_json_text(j, "article", s->article);
    base_json_some(j, "rulebook", s->rulebook);
    if (s->has_state) {
        app_put_named_word(j, "state", s->state);
        base_json_flag(j, "public", s->state_is_public);
    }
    if (s->gives_back) base_json_flag(j, "gives_back", true);
    if (s->n_said > 0) {
        base_json_name(j, "said");
        base_json_arr(j);
        for (size_t i = 0; i < s->n_said; i++) put_said(j, &s->said[i]);
        base_json_arr_end(j);
    }
    base_json_obj_end(j);
}

void app_put_timeline(base_json *j, const app_timeline *t) {
    base_json_obj(j);
    base_json_name(j, "steps");
    base_json_arr(j);
    for (size_t i = 0; i < t->n; i++) app_put_step(j, &t->step[i]);
    base_json_arr_end(j);
    base_json_flag(j, "more", t->more);
    if (t->more) base_json_number(j, "before", t->before);
    base_json_obj_end(j);
}

/* ---- what may be done ---- */

static const char *const why[] = {
    [CORE_WHY_COMMAND] = "command", [CORE_WHY_LEVEL] = "level",       [CORE_WHY_JURISDICTION] = "jurisdiction",
    [CORE_WHY_STATE] = "state",     [CORE_WHY_PARALLEL] = "parallel", [CORE_WHY_NEED] = "need",
    [CORE_WHY_EFFECT] = "effect",   [CORE_WHY_CLOCK] = "clock",
};

void app_put_reasons(base_json *j, const core_refusal *r, size_t n) {
    base_json_arr(j);
    for (size_t i = 0; i < n; i++) {
        base_json_obj(j);
        base_json_text(j, "why", base_str_of(why[r[i].why]));
        base_json_text(j, "target", r[i].target);
        base_json_text(j, "article", r[i].cite);
        app_put_named_label(j, "label", r[i].label);
        app_put_named_label(j, "detail", r[i].detail);
        if (r[i].n_args > 0) {
            base_json_name(j, "args");
            base_json_arr(j);
            for (size_t k = 0; k < r[i].n_args; k++) base_json_str(j, r[i].arg[k]);
            base_json_arr_end(j);
        }
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

base_str app_type_name(enum rules_value_type type) {
    static const char *const name[] = {
        [RULES_V_TEXT] = "text",           [RULES_V_CODE] = "code",         [RULES_V_DATE] = "date",
        [RULES_V_MONTH_DAY] = "month-day", [RULES_V_NUMBER] = "number",     [RULES_V_YESNO] = "yes/no",
        [RULES_V_CHOICE] = "choice",       [RULES_V_DIVISION] = "division",
    };
    return base_str_of(name[type]);
}

void app_put_choices(base_json *j, size_t n, const app_word *choice, const base_str *cite) {
    if (n == 0) return;
    base_json_name(j, "choices");
    base_json_arr(j);
    for (size_t i = 0; i < n; i++) {
        base_json_obj(j);
        base_json_text(j, "name", choice[i].name);
        base_json_text(j, "zh", choice[i].label.zh);
        base_json_text(j, "en", choice[i].label.en);
        if (cite != NULL) base_json_some(j, "article", cite[i]);
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
    base_json_text(j, "name", a->arg.name);
    app_put_named_label(j, "label", a->arg.label);
    base_json_text(j, "type", kind[a->kind] != NULL ? base_str_of(kind[a->kind]) : app_type_name(a->type));
    base_json_flag(j, "required", a->required);
    if (a->is_private) base_json_flag(j, "private", true);
    if (a->of_industry) base_json_text(j, "lookup", BASE_STR("industries"));
    if (a->one_line) base_json_flag(j, "one_line", true);
    if (a->awaited) base_json_flag(j, "awaited", true);
    app_put_choices(j, a->n_choices, a->choice, a->cite);
    base_json_obj_end(j);
}

static void put_awaited(base_json *j, const app_option *o) {
    if (o->n_awaited == 0) return;
    base_json_name(j, "awaited_by");
    base_json_arr(j);
    for (size_t i = 0; i < o->n_awaited; i++) {
        const app_awaited *x = &o->awaited[i];
        base_json_obj(j);
        app_put_named_word(j, "action", x->action);
        app_put_named_label(j, "need", x->need);
        base_json_text(j, "article", x->cite);
        base_json_flag(j, "now", x->now);
        base_json_flag(j, "still", x->still);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

void app_put_option(base_json *j, const app_option *o) {
    static const char *const open[] = {
        [APP_OPEN] = "open", [APP_OPEN_WANTS] = "wants", [APP_CLOSED] = "closed", [APP_OPEN_FILLS] = "fills"};
    base_json_obj(j);
    app_put_named_word(j, "action", o->action);
    app_put_named_label(j, "title", o->title);
    base_json_text(j, "target", o->target);
    app_put_named_word(j, "kind", o->kind);
    base_json_some(j, "part", o->part);
    base_json_text(j, "article", o->cite);
    base_json_text(j, "open", base_str_of(open[o->open]));
    base_json_flag(j, "creates", o->creates);
    if (o->is_new) base_json_flag(j, "new", true);
    if (o->moves) app_put_named_word(j, "to", o->to);
    if (o->gives_back) base_json_flag(j, "gives_back", true);
    base_json_some(j, "desk", o->desk);
    if (o->files) base_json_number(j, "files", CORE_MAX_EVIDENCE);
    base_json_name(j, "args");
    base_json_arr(j);
    for (size_t i = 0; i < o->n_args; i++) put_arg(j, &o->arg[i]);
    base_json_arr_end(j);
    base_json_name(j, o->open == APP_CLOSED ? "reasons" : "conditions");
    app_put_reasons(j, o->reason, o->n_reasons);
    put_awaited(j, o);
    base_json_obj_end(j);
}

void app_put_levels(base_json *j, const rules_book *b, uint16_t levels) {
    base_json_arr(j);
    for (size_t i = 0; b != NULL && i < b->n_levels; i++) {
        if ((levels >> i & 1U) != 0) app_put_word(j, app_word_with(b->level[i].name, b->level[i].label));
    }
    base_json_arr_end(j);
}

/* ---- what is due ---- */

/* Who may be heard meanwhile, whether he was, and whether that is for whoever asks. */
static void put_within(base_json *j, const core_due_item *x, const app_turn *turn) {
    if (x->within == RULES_NONE) return;
    base_json_name(j, "may");
    base_json_obj(j);
    app_put_named_word(j, "action", app_word_of_action(x->book, x->within));
    base_json_name(j, "levels");
    app_put_levels(j, x->book, x->book->action[x->within].levels);
    base_json_flag(j, "done", x->heard);
    base_json_flag(j, "mine", turn->heard_now);
    base_json_obj_end(j);
}

static void put_told(base_json *j, const app_told_office *o) {
    base_json_obj(j);
    app_put_named_word(j, "level", o->level);
    base_json_some(j, "place", o->place);
    base_json_some(j, "place_name", o->place_name);
    if (o->asked) base_json_number(j, "mails", o->mails);
    base_json_obj_end(j);
}

static void put_reminded(base_json *j, const app_reminded *r) {
    base_json_name(j, "reminders");
    base_json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        base_json_obj(j);
        base_json_some_day(j, "day", r->item[i].day);
        base_json_name(j, "to");
        base_json_arr(j);
        for (size_t k = 0; k < r->item[i].n_to; k++) put_told(j, &r->item[i].to[k]);
        base_json_arr_end(j);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    if (r->more) base_json_flag(j, "more_reminders", true);
}

void app_put_due_items(base_json *j, const core_due_list *l, const app_turn *turn, const app_reminded *told) {
    static const char *const group[] = {[CORE_DUE_OVERDUE] = "overdue",
                                        [CORE_DUE_SOON] = "soon",
                                        [CORE_DUE_ENDED] = "ended",
                                        [CORE_DUE_NOT_KNOWN] = "not_known",
                                        [CORE_DUE_WAITING] = "waiting"};
    base_json_arr(j);
    for (size_t i = 0; i < l->n; i++) {
        const core_due_item *x = &l->item[i];
        base_json_obj(j);
        base_json_text(j, "group", base_str_of(group[x->group]));
        base_json_text(j, "path", x->path);
        base_json_text(j, "name", x->name);
        app_put_named_label(j, "kind", app_word_with(x->path, x->kind).label);
        app_put_named_label(j, "what", app_word_with(x->path, x->what).label);
        if (x->returned) base_json_flag(j, "returned", true);
        base_json_some(j, "article", x->cite);
        base_json_some_day(j, "date", x->date);
        if (x->date != BASE_DATE_NONE) {
            base_json_name(j, "days");
            base_json_i64(j, x->days);
        }
        if (x->year > 0) base_json_number(j, "year", (uint64_t)x->year);
        base_json_name(j, "levels");
        app_put_levels(j, x->book, x->levels);
        base_json_flag(j, "mine", turn[i].mine);
        put_within(j, x, &turn[i]);
        if (told != NULL) put_reminded(j, &told[i]);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}
