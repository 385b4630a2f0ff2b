/* field_compile.c - fields of a case: type, choices, defaults, and what stands for them when they are not set.
 *
 * An argument that nobody declared is a text: reasons, findings and names are asked for everywhere and mean the same
 * everywhere. Only the well-known ones pass without a warning, so that a misspelt field does not become a new one. */
#include "rules/process.h"

static const char *const NO_KEYWORDS[] = {NULL};

/* ---- choices ---- */

static const rules_token *take_choice_name(rules_cursor *c) {
    const rules_token *t = rules_peek(c, 0);
    if (t && (t->kind == RULES_T_WORD || t->kind == RULES_T_NUMBER)) return rules_take(c);
    rules_expected(c, "选项名称", "the name of a choice");
    return NULL;
}

struct choices {
    struct rules_build *b;
    rules_choice *item;
    struct rules_source *source;
    size_t n, cap, cap_source;
};

static bool add_choice(struct choices *list, const rules_token *name, rules_choice choice, struct rules_source source) {
    struct rules_build *b = list->b;
    if (!rules_room(b, name->span, list->n, RULES_MAX_ITEMS, "选项", "choices")) return false;
    for (size_t i = 0; i < list->n; i++)
        if (base_str_eq(list->item[i].name, name->text)) {
            rules_report(b->d, "E232", name->span, name->text, rules_no_str(), rules_no_str());
            return false;
        }
    list->item = base_arena_grow(b->arena, list->item, list->n, &list->cap, sizeof *list->item);
    list->source = base_arena_grow(b->arena, list->source, list->n, &list->cap_source, sizeof *list->source);
    choice.name = name->text;
    choice.label = rules_label_or(choice.label, name->text);
    list->source[list->n] = source;
    list->item[list->n++] = choice;
    return true;
}

/* A "zh" "en", B "zh" … on the field's own line */
static bool take_listed(struct choices *list, rules_cursor *c, base_str cite) {
    do {
        const rules_token *name = take_choice_name(c);
        if (!name) return false;
        const rules_choice choice = {.label = rules_accept_label(c), .when = RULES_NONE, .cite = cite};
        if (!add_choice(list, name, choice, (struct rules_source){NULL, 0})) return c->failed = true, false;
    } while (rules_accept_punct(c, ","));
    return true;
}

/* NAME "zh" "en" [on evidence | when GUARD], one a line */
static void take_choice_line(struct choices *list, const rules_line *line, base_str cite) {
    rules_line *joined = rules_line_joined(list->b->arena, line, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(joined, 0, list->b->d);
    const rules_token *name = take_choice_name(&c);
    if (!name) return;
    rules_choice choice = {.label = rules_accept_label(&c), .when = RULES_NONE};
    choice.cite = joined->cite.n > 0 ? joined->cite : cite;
    struct rules_source source = {NULL, 0};
    if (rules_accept_word(&c, "when"))
        source = (struct rules_source){joined, c.at};
    else
        choice.on_evidence = rules_accept_phrase(&c, "on evidence");
    if (!source.line) rules_expect_end(&c);
    add_choice(list, name, choice, source);
}

/* ---- type ---- */

static bool take_plain_type(rules_cursor *c, enum rules_value_type *type) {
    static const struct {
        const char *word;
        enum rules_value_type type;
    } known[] = {
        {"text", RULES_V_TEXT},           {"code", RULES_V_CODE},     {"date", RULES_V_DATE},
        {"month-day", RULES_V_MONTH_DAY}, {"number", RULES_V_NUMBER}, {"division", RULES_V_DIVISION},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (rules_accept_word(c, known[i].word)) return *type = known[i].type, true;
    if (rules_accept_word(c, "yes")) {
        *type = RULES_V_YESNO;
        return rules_expect_punct(c, "/") && rules_expect_phrase(c, "no");
    }
    return rules_expected(c, "text、code、date、month-day、number、yes/no、division 或 one of",
                          "text, code, date, month-day, number, yes/no, division or one of");
}

static bool take_type(struct rules_build *b, rules_cursor *c, const rules_line *line, rules_id kase,
                      struct rules_b_field *f) {
    if (!rules_accept_phrase(c, "one of")) return take_plain_type(c, &f->out.type);
    struct choices list = {.b = b};
    const base_str cite = c->line->cite.n > 0 ? c->line->cite : rules_b_case_at(b, kase)->out.cite;
    f->out.type = RULES_V_CHOICE;
    if (rules_at_end(c) && c->line->child) {
        for (const rules_line *l = line->child; l; l = l->next) take_choice_line(&list, l, cite);
    } else if (!take_listed(&list, c, cite)) {
        return false;
    }
    f->out.choice = list.item;
    f->out.n_choices = (uint16_t)list.n;
    f->choice = list.source;
    return true;
}

/* ---- the rest of the line ---- */

static bool take_default(struct rules_build *b, rules_cursor *c, rules_field *f) {
    const rules_token *t = rules_expect_word(c, "缺省值", "a default");
    if (!t) return false;
    if (f->type == RULES_V_YESNO) {
        f->deflt = rules_token_is(t, "yes");
        return f->deflt || rules_token_is(t, "no") || rules_fault(c, "E230", t, t->text, rules_no_str());
    }
    base_str *names = base_arena_array(b->arena, f->n_choices, sizeof *names);
    for (rules_id i = 0; i < f->n_choices; i++) {
        names[i] = f->choice[i].name;
        if (base_str_eq(names[i], t->text)) return f->deflt = i, true;
    }
    if (f->type == RULES_V_CHOICE) return rules_unknown(c, "E216", t, names, f->n_choices);
    return rules_fault(c, "E230", t, t->text, rules_no_str());
}

/* 4101 or 4103: codes that the county's may begin with */
static bool take_within(struct rules_build *b, rules_cursor *c, rules_field *f) {
    base_str *code = NULL;
    size_t n = 0, cap = 0;
    do {
        const rules_token *t =
            rules_expect_kind(c, RULES_T_NUMBER, "区划代码，如 4101", "a division's code such as 4101");
        if (!t || !rules_room(b, t->span, n, RULES_MAX_ITEMS, "区划代码", "codes")) return false;
        code = base_arena_grow(b->arena, code, n, &cap, sizeof *code);
        code[n++] = t->text;
    } while (rules_accept_word(c, "or"));
    f->within = code;
    f->n_within = (uint16_t)n;
    return true;
}

static bool take_from_division(struct rules_build *b, rules_cursor *c, const rules_token *name, rules_field *f) {
    if (!rules_expect_phrase(c, "division")) return false;
    f->derive = RULES_FROM_DIVISION;
    const rules_token *t = rules_peek(c, 0);
    if (f->type == RULES_V_YESNO && t && t->kind == RULES_T_NUMBER) return take_within(b, c, f);
    if (rules_token_is(name, "channel") || rules_token_is(name, "separate") || rules_token_is(name, "region"))
        return true;
    return rules_fault(c, "E231", name, name->text, rules_no_str());
}

static bool take_tail(struct rules_build *b, rules_cursor *c, const rules_token *name, struct rules_b_field *f) {
    for (;;) {
        if (rules_accept_word(c, "default")) {
            if (!take_default(b, c, &f->out)) return false;
        } else if (rules_accept_phrase(c, "or else")) {
            const rules_token *other = rules_expect_word(c, "字段名称", "the name of a field");
            if (!other) return false;
            f->or_else = other->text;
            f->or_else_span = other->span;
        } else if (rules_accept_word(c, "from")) {
            if (!take_from_division(b, c, name, &f->out)) return false;
        } else {
            return rules_expect_end(c);
        }
    }
}

static rules_id push_field(struct rules_build *b, rules_id kase, const rules_token *name, struct rules_b_field f) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    if (!rules_room(b, name->span, k->out.n_fields, RULES_MAX_FIELDS, "字段", "fields")) return RULES_NONE;
    f.out.name = name->text;
    f.out.label = rules_label_or(f.out.label, name->text);
    f.out.span = name->span;
    k->field = base_arena_grow(b->arena, k->field, k->out.n_fields, &k->cap_field, sizeof *k->field);
    k->field[k->out.n_fields] = f;
    rules_declare(b, kase, name, RULES_W_FIELD, k->out.n_fields);
    return k->out.n_fields++;
}

void rules_declare_field(struct rules_build *b, rules_id kase, const rules_line *line) {
    const bool choices_below = line->n > 0 && rules_token_is(&line->token[line->n - 1], "of");
    const rules_line *body = choices_below ? line : rules_line_joined(b->arena, line, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(body, 1, b->d);
    const rules_token *name = rules_expect_word(&c, "字段名称", "the name of a field");
    if (!name) return;
    struct rules_b_field f = {.out = {.or_else = RULES_NONE, .deflt = -1}};
    f.out.label = rules_accept_label(&c);
    f.out.cite = body->cite.n > 0 ? body->cite : rules_b_case_at(b, kase)->out.cite;
    /* A line with a fault still declares its name: everything that speaks of it would be reported otherwise. */
    if (take_type(b, &c, line, kase, &f)) take_tail(b, &c, name, &f);
    push_field(b, kase, name, f);
}

/* ---- arguments that nobody declared ---- */

static const struct {
    const char *name, *zh, *en;
} WELL_KNOWN[] = {
    {"reason", "理由", "reason"},       {"evidence", "证据", "evidence"},         {"finding", "核查情况", "finding"},
    {"criterion", "指标", "criterion"}, {"announcement", "公告", "announcement"}, {"name", "姓名或名称", "name"},
    {"contact", "联系方式", "contact"}, {"opinion", "意见", "opinion"},           {"note", "备注", "note"},
    {"expert", "专家", "expert"},
};

static const rules_text *well_known(base_str name, rules_text *label) {
    for (size_t i = 0; i < sizeof WELL_KNOWN / sizeof *WELL_KNOWN; i++)
        if (base_str_is(name, WELL_KNOWN[i].name)) {
            *label = (rules_text){base_str_of(WELL_KNOWN[i].zh), base_str_of(WELL_KNOWN[i].en)};
            return label;
        }
    return NULL;
}

rules_id rules_declare_implicit(struct rules_build *b, rules_id kase, const rules_token *name) {
    struct rules_b_field f = {.out = {.type = RULES_V_TEXT, .or_else = RULES_NONE, .deflt = -1, .implicit = true}};
    f.out.cite = rules_b_case_at(b, kase)->out.cite;
    if (!well_known(name->text, &f.out.label)) {
        size_t n;
        const base_str *names = rules_names_of(b, kase, RULES_W_FIELD, &n);
        rules_report_near(b->d, "W201", name->span, name->text, names, n);
    }
    return push_field(b, kase, name, f);
}

/* ---- bodies ---- */

static void build_or_else(struct rules_build *b, rules_id kase, struct rules_b_field *f) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    const rules_id other = rules_b_find_field(k, f->or_else);
    if (other == RULES_NONE) {
        size_t n;
        const base_str *names = rules_names_of(b, kase, RULES_W_FIELD, &n);
        rules_report_near(b->d, "E214", f->or_else_span, f->or_else, names, n);
        return;
    }
    if (k->field[other].out.type != f->out.type) {
        rules_report(b->d, "E301", f->or_else_span, base_str_of(rules_type_name(f->out.type, true)),
                     base_str_of(rules_type_name(f->out.type, false)), rules_no_str());
        return;
    }
    f->out.or_else = other;
}

/* `or else` may not come back to where it began. */
static void check_or_else(struct rules_build *b, rules_id kase, const struct rules_b_field *f) {
    const struct rules_b_case *k = rules_b_case_at(b, kase);
    rules_id at = f->out.or_else;
    for (size_t steps = 0; at != RULES_NONE; steps++) {
        if (steps > k->out.n_fields || &k->field[at] == f) {
            const base_str circle = base_arena_fmt(b->arena, "%.*s → %.*s", (int)f->out.name.n, f->out.name.p,
                                                   (int)f->or_else.n, f->or_else.p);
            rules_report(b->d, "E501", f->or_else_span, f->out.name, circle, rules_no_str());
            return;
        }
        at = k->field[at].out.or_else;
    }
}

static void build_choices(struct rules_build *b, rules_id kase, struct rules_b_field *f) {
    rules_choice *choice = base_arena_array(b->arena, f->out.n_choices, sizeof *choice);
    for (size_t i = 0; i < f->out.n_choices; i++) {
        choice[i] = f->out.choice[i];
        if (!f->choice[i].line) continue;
        rules_cursor c = rules_cursor_on(f->choice[i].line, f->choice[i].at, b->d);
        choice[i].when = rules_take_guard(b, &c, rules_context_of(kase));
        rules_expect_end(&c);
    }
    f->out.choice = choice;
}

void rules_build_fields(struct rules_build *b, rules_id kase) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    for (size_t i = 0; i < k->out.n_fields; i++) {
        if (k->field[i].or_else.n > 0) build_or_else(b, kase, &k->field[i]);
        if (k->field[i].out.n_choices > 0) build_choices(b, kase, &k->field[i]);
    }
    for (size_t i = 0; i < k->out.n_fields; i++) check_or_else(b, kase, &k->field[i]);
}
