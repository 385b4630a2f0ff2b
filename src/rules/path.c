/* path.c - what a word or `HOLDER.WORD` means in a case.
 *
 * A case sees itself, its parent, the cluster, its round and the programme; nothing else can be named without a
 * quantifier, because of everything else there may be none or many. `setting` is not a case: it is whichever round
 * last said something about the field. */
#include "rules/process.h"

const char *rules_type_name(enum rules_value_type type, bool zh) {
    static const char *const names[][2] = {
        [RULES_V_TEXT] = {"文本", "a text"},           [RULES_V_CODE] = {"代码", "a code"},
        [RULES_V_DATE] = {"日期", "a date"},           [RULES_V_MONTH_DAY] = {"月-日", "a month-day"},
        [RULES_V_NUMBER] = {"数", "a number"},         [RULES_V_YESNO] = {"是或否", "yes/no"},
        [RULES_V_CHOICE] = {"选项", "one of choices"}, [RULES_V_DIVISION] = {"行政区划", "a division"},
    };
    return names[type][zh ? 0 : 1];
}

/* ---- holders ---- */

static rules_id case_named(const struct rules_build *b, const char *name) {
    return rules_b_find_case(b, base_str_of(name));
}

static bool has_ancestor(const struct rules_build *b, rules_id kase, rules_id ancestor) {
    for (rules_id i = 0; kase != RULES_NONE && i <= RULES_MAX_CASES; i++) {
        if (kase == ancestor) return true;
        kase = rules_b_case_at(b, kase)->out.parent;
    }
    return false;
}

static bool sees_round(const struct rules_build *b, rules_id kase) {
    for (rules_id i = 0; kase != RULES_NONE && i <= RULES_MAX_CASES; i++) {
        if (rules_b_case_at(b, kase)->out.in_round) return true;
        kase = rules_b_case_at(b, kase)->out.parent;
    }
    return false;
}

/* What `name` is to a case of kind `kase` itself. */
static bool holder_within(const struct rules_build *b, rules_id kase, base_str name, enum rules_holder *holder,
                          rules_id *found) {
    const struct rules_b_case *own = rules_b_case_at(b, kase);
    if (base_str_is(name, "setting")) {
        *found = case_named(b, "round");
        *holder = RULES_SETTING;
        return *found != RULES_NONE;
    }
    *found = rules_b_find_case(b, name);
    if (*found == RULES_NONE) return false;
    if (*found == kase) return *holder = RULES_OWN, true;
    if (base_str_is(name, "cluster") && has_ancestor(b, kase, *found)) return *holder = RULES_CLUSTER, true;
    if (*found == own->out.parent) return *holder = RULES_PARENT, true;
    if (base_str_is(name, "round") && sees_round(b, kase)) return *holder = RULES_ROUND, true;
    if (base_str_is(name, "programme")) return *holder = RULES_PROGRAMME, true;
    return false;
}

bool rules_holder_of(const struct rules_build *b, struct rules_context s, base_str name, enum rules_holder *holder,
                     rules_id *kase) {
    if (!holder_within(b, s.kase, name, holder, kase)) return false;
    if (s.self == RULES_OWN) return true;
    if (*holder == RULES_OWN) *holder = s.self;
    /* The parent of a parent has no name of its own, unless it is the cluster. */
    return *holder != RULES_PARENT || *kase == s.kase;
}

const rules_field *rules_path_field(const struct rules_build *b, const struct rules_path *p) {
    return &rules_b_case_at(b, p->kase)->field[p->index].out;
}

/* ---- paths ---- */

/* Names that could have stood at the cursor: everything in the case's scope, and the states of `also`. */
static void report_unknown(struct rules_build *b, rules_cursor *c, const rules_token *t, rules_id kase, rules_id also) {
    size_t n, more = 0;
    const base_str *own = rules_names_of(b, kase, RULES_W_NONE, &n);
    const base_str *states = also == RULES_NONE ? NULL : rules_names_of(b, also, RULES_W_STATE, &more);
    base_str *names = base_arena_array(b->arena, n + more, sizeof *names);
    if (n > 0) memcpy(names, own, n * sizeof *names);
    if (states && more > 0) memcpy(names + n, states, more * sizeof *names);
    rules_unknown(c, "E217", t, names, n + more);
}

static bool report_no_holder(struct rules_build *b, rules_cursor *c, const rules_token *t) {
    size_t n;
    const base_str *names = rules_names_of_cases(b, &n);
    return rules_unknown(c, rules_b_find_case(b, t->text) == RULES_NONE ? "E211" : "E218", t, names, n);
}

static bool is_dotted(const rules_cursor *c) {
    const rules_token *dot = rules_peek(c, 1), *name = rules_peek(c, 2);
    return rules_token_punct(dot, ".") && name && name->kind == RULES_T_WORD;
}

static void fill_path(const struct rules_name *name, enum rules_holder holder, rules_id kase, struct rules_path *out) {
    out->what = name->what;
    out->index = name->index;
    out->kase = kase;
    out->ref.holder = holder;
    out->ref.field = name->what == RULES_W_FIELD ? name->index : RULES_NONE;
}

static bool take_dotted(struct rules_build *b, rules_cursor *c, struct rules_context s, struct rules_path *out) {
    const rules_token *first = rules_take(c);
    rules_take(c);
    const rules_token *second = rules_take(c);
    enum rules_holder holder;
    rules_id kase;
    out->span = rules_span_join(first->span, second->span);
    if (!rules_holder_of(b, s, first->text, &holder, &kase)) return report_no_holder(b, c, first);
    const struct rules_name *name = rules_name_find(rules_b_case_at(b, kase), second->text);
    if (!name) {
        report_unknown(b, c, second, kase, RULES_NONE);
        return false;
    }
    fill_path(name, holder, kase, out);
    /* A setting is a field that some round sets; a round's states or marks have no such meaning. */
    if (holder == RULES_SETTING && name->what != RULES_W_FIELD)
        return rules_fault(c, "E219", second, second->text, rules_no_str());
    return true;
}

bool rules_take_path(struct rules_build *b, rules_cursor *c, struct rules_context s, rules_id also,
                     struct rules_path *out) {
    const rules_token *t = rules_peek(c, 0);
    *out = (struct rules_path){.what = RULES_W_NONE, .ref = {s.self, RULES_NONE}, .kase = s.kase, .index = RULES_NONE};
    if (!t || t->kind != RULES_T_WORD) return rules_expected(c, "名称", "a name");
    if (is_dotted(c)) return take_dotted(b, c, s, out);
    rules_take(c);
    out->span = t->span;
    const struct rules_name *name = rules_name_find(rules_b_case_at(b, s.kase), t->text);
    if (name) {
        fill_path(name, s.self, s.kase, out);
        return true;
    }
    enum rules_holder holder;
    rules_id kase;
    if (rules_holder_of(b, s, t->text, &holder, &kase) && holder != RULES_SETTING) {
        *out = (struct rules_path){RULES_W_CASE, {holder, RULES_NONE}, kase, RULES_NONE, t->span};
        return true;
    }
    if (rules_b_find_case(b, t->text) != RULES_NONE) return report_no_holder(b, c, t);
    report_unknown(b, c, t, s.kase, also);
    return false;
}

bool rules_take_field(struct rules_build *b, rules_cursor *c, struct rules_context s, enum rules_value_type type,
                      rules_ref *out) {
    struct rules_path path;
    const rules_token *t = rules_peek(c, 0);
    if (!rules_take_path(b, c, s, RULES_NONE, &path)) return false;
    if (path.what != RULES_W_FIELD || rules_path_field(b, &path)->type != type)
        return rules_fault(c, "E301", t, base_str_of(rules_type_name(type, true)),
                           base_str_of(rules_type_name(type, false)));
    *out = path.ref;
    return true;
}
