/* attempt_args.c - the arguments of a command: each is named by the rulebook, read by its type, and refused with its
 * place when it does not fit. Nothing that is given is dropped in silence. */
#include "core/attempt.h"

static base_str cite_of(const core_attempt *t) { return t->at.book->action[t->at.action].cite; }

static void refuse_arg(core_attempt *t, base_str key, const base_err *e) {
    rules_text label = {base_arena_fmt(t->arena, "参数 %.*s", (int)key.n, key.p),
                        base_arena_fmt(t->arena, "argument %.*s", (int)key.n, key.p)};
    core_refuse_arg(t, cite_of(t), label, key, e);
}

/* evidence.1 to evidence.20: written as a number is, so that one place has one name. */
static bool is_evidence_of_many(base_str key) {
    const base_str head = BASE_STR("evidence.");
    if (!base_str_starts(key, head) || key.n > head.n + 2 || key.n == head.n) return false;
    unsigned n = 0;
    for (size_t i = head.n; i < key.n; i++) {
        if (key.p[i] < '0' || key.p[i] > '9' || (i == head.n && key.p[i] == '0')) return false;
        n = n * 10 + (unsigned)(key.p[i] - '0');
    }
    return n <= CORE_MAX_EVIDENCE;
}

bool core_is_remark(base_str key, unsigned edition) {
    static const char *const remarks[] = {"reason", "evidence", "note", "finding", "statement", "text"};
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++) {
        if (base_str_is(key, remarks[i])) return true;
    }
    return edition != 1 && is_evidence_of_many(key);
}

static bool set_judgement(core_attempt *t, rules_id criterion, base_str key, base_str value) {
    base_err e = {0};
    bool met = base_str_is(value, "met");
    if (!met && !base_str_is(value, "not_met")) {
        base_err_fmt(&e, BASE_ERR_INPUT, "判定应为 met 或 not_met", "a judgement is met or not_met");
        refuse_arg(t, key, &e);
        return false;
    }
    t->judged_criterion[t->n_judged] = criterion;
    t->judged_value[t->n_judged++] = met ? 1 : 2;
    return true;
}

static const rules_standard *standard_of(const rules_book *b) {
    return b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
}

static bool set_round(core_attempt *t, base_str value) {
    base_err e = {0};
    core_case *c = core_world_find(t->world, value, t->command->today, t->arena);
    if (c != NULL && c->kind == t->at.book->round) {
        t->round = c;
        return true;
    }
    base_err_fmt(&e, BASE_ERR_MISSING, "没有名为“%.*s”的批次", "there is no round “%.*s”",
                 (int)(value.n > 60 ? 60 : value.n), value.p);
    refuse_arg(t, BASE_STR("round"), &e);
    return false;
}

/* Divisions must be known; the channel of a case taken over must be one of the 37. */
static bool check_place(core_attempt *t, const rules_field *f, base_str value) {
    base_err e = {0};
    const core_divisions *d = core_world_divisions(t->world);
    bool channel = f->derive == RULES_FROM_DIVISION;
    if (f->type != RULES_V_DIVISION && !channel) return true;
    if (channel ? core_channel_find(d, value) != NULL : core_division_find(d, value) != NULL) return true;
    int n = (int)base_utf8_head(value, 60).n;
    if (channel)
        base_err_fmt(&e, BASE_ERR_INPUT, "“%.*s”不是已知的推荐渠道代码", "“%.*s” is no known channel", n, value.p);
    else
        base_err_fmt(&e, BASE_ERR_INPUT, "“%.*s”不是已知的行政区划代码", "“%.*s” is no known division", n, value.p);
    refuse_arg(t, f->name, &e);
    return false;
}

static bool set_field(core_attempt *t, const rules_case *k, rules_id field, base_str value) {
    base_err e = {0};
    const rules_field *f = &k->field[field];
    if (!core_value_read(t->arena, f, value, &t->given[field], &e)) {
        refuse_arg(t, f->name, &e);
        return false;
    }
    /* A blank says nothing: it must not wipe out what was said before (the evidence of a proposal, say). */
    bool text = f->type == RULES_V_TEXT || f->type == RULES_V_CODE;
    if (text && base_str_trim(value).n == 0) {
        t->given[field].set = false;
        return true;
    }
    return check_place(t, f, value);
}

static bool takes(const rules_action *a, rules_id field) {
    for (size_t i = 0; i < a->n_args; i++) {
        if (a->arg[i].field == field) return true;
    }
    return false;
}

static bool set_criterion(core_attempt *t, base_str value) {
    const rules_standard *s = standard_of(t->at.book);
    base_err e = {0};
    t->criterion = s != NULL ? rules_find_criterion(s, value) : RULES_NONE;
    if (t->criterion != RULES_NONE) return true;
    base_err_fmt(&e, BASE_ERR_INPUT, "标准中没有指标“%.*s”", "the standard has no criterion “%.*s”",
                 (int)(value.n > 20 ? 20 : value.n), value.p);
    refuse_arg(t, BASE_STR("criterion"), &e);
    return false;
}

static bool fill_ok(core_attempt *t, const core_arg *arg) {
    base_err e = {0};
    core_draft scratch;
    core_draft_init(&scratch, t->arena);
    rules_id form = t->at.book->action[t->at.action].form;
    if (core_draft_fill(t->at.book, t->at.kind, form, &scratch, arg->key, arg->value, &e)) return true;
    refuse_arg(t, arg->key, &e);
    return false;
}

static bool unknown(core_attempt *t, base_str key) {
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "此操作没有这一参数", "this action takes no such argument");
    refuse_arg(t, key, &e);
    return false;
}

static bool no_text(core_attempt *t) {
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "应为 UTF-8 文字", "UTF-8 text is expected");
    refuse_arg(t, BASE_STR("…"), &e);
    return false;
}

static bool take(core_attempt *t, const core_arg *arg) {
    if (!core_is_text(arg->key) || !core_is_text(arg->value)) return no_text(t);
    const rules_book *b = t->at.book;
    const rules_action *a = &b->action[t->at.action];
    const rules_case *k = &b->kase[t->at.kind];
    if (a->special & RULES_FILLS) return fill_ok(t, arg);
    if (k->in_round && a->creates && base_str_is(arg->key, "round")) return set_round(t, arg->value);
    const rules_standard *s = standard_of(b);
    rules_id criterion = (a->special & RULES_JUDGES) && s != NULL ? rules_find_criterion(s, arg->key) : RULES_NONE;
    if (criterion != RULES_NONE) return set_judgement(t, criterion, arg->key, arg->value);
    rules_id field = rules_find_field(k, arg->key);
    if (field == RULES_NONE || !takes(a, field)) {
        if (!core_is_remark(arg->key, t->command->edition)) return unknown(t, arg->key);
        return field == RULES_NONE || set_field(t, k, field, arg->value);
    }
    bool relaxes = (a->special & (RULES_RELAXES | RULES_DENIES)) != 0 && base_str_is(arg->key, "criterion");
    return set_field(t, k, field, arg->value) && (!relaxes || set_criterion(t, arg->value));
}

static bool required(core_attempt *t) {
    const rules_action *a = &t->at.book->action[t->at.action];
    const rules_case *k = &t->at.book->kase[t->at.kind];
    bool all = true;
    for (size_t i = 0; i < a->n_args; i++) {
        const rules_field *f = &k->field[a->arg[i].field];
        const core_value *x = &t->given[a->arg[i].field];
        bool text = f->type == RULES_V_TEXT || f->type == RULES_V_CODE;
        if (!a->arg[i].required || (x->set && !(text && base_str_trim(x->text).n == 0))) continue;
        base_err e = {0};
        base_err_fmt(&e, BASE_ERR_MISSING, "须填写“%.*s”", "“%.*s” is required", (int)f->label.zh.n, f->label.zh.p);
        refuse_arg(t, f->name, &e);
        all = false;
    }
    if (k->in_round && a->creates && t->round == NULL) {
        base_err e = {0};
        base_err_fmt(&e, BASE_ERR_MISSING, "须写明批次", "the round is required");
        refuse_arg(t, BASE_STR("round"), &e);
        all = false;
    }
    return all;
}

/* Fields that a form carries (goals) come with the draft. */
static bool take_draft_fields(core_attempt *t) {
    const rules_action *a = &t->at.book->action[t->at.action];
    const rules_case *k = &t->at.book->kase[t->at.kind];
    if ((a->special & RULES_FREEZES) == 0 || t->command->draft == NULL || a->form == RULES_NONE) return true;
    bool ok = true;
    for (size_t i = 0; i < k->form[a->form].n_items; i++) {
        rules_id f = k->form[a->form].item[i].field;
        if (f == RULES_NONE) continue;
        base_str value = core_draft_get(t->command->draft, k->field[f].name);
        if (value.n > 0 && !set_field(t, k, f, value)) ok = false;
    }
    return ok;
}

bool core_attempt_args(core_attempt *t) {
    const core_command *c = t->command;
    const rules_case *k = &t->at.book->kase[t->at.kind];
    t->given = base_arena_array(t->arena, k->n_fields, sizeof *t->given);
    t->judged_criterion = base_arena_array(t->arena, c->n_args, sizeof *t->judged_criterion);
    t->judged_value = base_arena_alloc(t->arena, c->n_args);
    bool ok = true;
    for (size_t i = 0; i < c->n_args; i++) {
        if (!take(t, &c->arg[i])) ok = false;
    }
    if (!take_draft_fields(t)) ok = false;
    for (rules_id f = 0; f < k->n_fields; f++) {
        if (t->given[f].set) core_attempt_set(t, (base_str){NULL, 0}, f, t->given[f]);
    }
    return required(t) && ok;
}
