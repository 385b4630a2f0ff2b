/* draft.c - see draft.h. */
#include "core/draft.h"

void core_draft_init(core_draft *d, base_arena *arena) {
    memset(d, 0, sizeof *d);
    d->arena = arena;
    d->facts.arena = arena;
}

core_draft *core_draft_copy(base_arena *arena, const core_draft *d) {
    core_draft *c = base_arena_alloc(arena, sizeof *c);
    core_draft_init(c, arena);
    c->facts.n = c->facts.cap = d->facts.n;
    c->facts.item = base_arena_array(arena, d->facts.n, sizeof *c->facts.item);
    for (size_t i = 0; i < d->facts.n; i++) {
        c->facts.item[i] = d->facts.item[i];
        c->facts.item[i].text = base_arena_str(arena, d->facts.item[i].text);
    }
    c->n_fields = c->cap = d->n_fields;
    c->field = base_arena_array(arena, d->n_fields, sizeof *c->field);
    for (size_t i = 0; i < d->n_fields; i++) {
        c->field[i].key = base_arena_str(arena, d->field[i].key);
        c->field[i].value = base_arena_str(arena, d->field[i].value);
    }
    return c;
}

base_str core_draft_get(const core_draft *d, base_str key) {
    for (size_t i = 0; i < d->n_fields; i++) {
        if (base_str_eq(d->field[i].key, key)) return d->field[i].value;
    }
    return (base_str){NULL, 0};
}

static void put_field(core_draft *d, base_str key, base_str value) {
    base_str kept = base_arena_str(d->arena, value);
    for (size_t i = 0; i < d->n_fields; i++) {
        if (base_str_eq(d->field[i].key, key)) {
            d->field[i].value = kept;
            return;
        }
    }
    d->field = base_arena_grow(d->arena, d->field, d->n_fields, &d->cap, sizeof *d->field);
    d->field[d->n_fields++] = (core_draft_field){base_arena_str(d->arena, key), kept};
}

static bool drop_field(core_draft *d, base_str before, base_str key) {
    for (size_t i = 0; i < d->n_fields; i++) {
        const base_str own = d->field[i].key;
        const base_str rest = {own.p + before.n, own.n - before.n};
        if (own.n < before.n || !base_str_starts(own, before) || !base_str_eq(rest, key)) continue;
        memmove(&d->field[i], &d->field[i + 1], (d->n_fields - i - 1) * sizeof *d->field);
        d->n_fields--;
        return true;
    }
    return false;
}

static bool drop(const rules_book *b, core_draft *d, base_str key) {
    if (drop_field(d, BASE_STR(""), key)) return true;
    drop_field(d, BASE_STR("roster."), key);
    rules_values_drop_key(b, &d->facts, key);
    return true;
}

/* True when the form asks for the field of that name. */
static bool form_has_field(const rules_case *k, rules_id form, base_str key) {
    if (form == RULES_NONE) return false;
    for (size_t i = 0; i < k->form[form].n_items; i++) {
        rules_id f = k->form[form].item[i].field;
        if (f != RULES_NONE && base_str_eq(k->field[f].name, key)) return true;
    }
    return false;
}

static bool explains(const rules_book *b, const rules_case *k, rules_id form, base_str name) {
    return rules_find_fact(b, name) != RULES_NONE || form_has_field(k, form, name);
}

/* What follows `prefix` in `key`; empty when it does not begin so. */
static base_str after(base_str key, base_str prefix) {
    return base_str_starts(key, prefix) ? (base_str){key.p + prefix.n, key.n - prefix.n} : (base_str){NULL, 0};
}

base_str core_draft_file_fact(base_str key) {
    base_str rest, name = after(key, BASE_STR("evidence."));
    if (name.n == 0) name = after(key, BASE_STR("roster."));
    return name.n > 0 ? base_str_cut(name, '.', &rest) : name;
}

static bool names_file(base_str value) {
    const base_str hex = after(value, BASE_STR("sha256:"));
    if (hex.n != 64) return false;
    for (size_t i = 0; i < hex.n; i++) {
        const char c = hex.p[i];
        if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return false;
    }
    return true;
}

/* evidence.FACT.N, roster.FACT or roster.FACT.YEAR. */
static bool file_key_ok(const rules_book *b, const rules_case *k, rules_id form, base_str key) {
    uint64_t n = 0;
    const base_str evidence = after(key, BASE_STR("evidence.")), roster = after(key, BASE_STR("roster."));
    base_str number, name = base_str_cut(evidence.n > 0 ? evidence : roster, '.', &number);
    const bool numbered = number.n == 0 ? evidence.n == 0 : base_number_parse(number, &n) && number.p[0] != '0';
    if (!numbered || (evidence.n > 0 && n > CORE_EVIDENCE_MAX)) return false;
    if (evidence.n > 0) return explains(b, k, form, name);
    const rules_id fact = rules_find_fact(b, name);
    return fact != RULES_NONE && b->fact[fact].from_roster;
}

static bool put_file(const rules_book *b, const rules_case *k, rules_id form, core_draft *d, base_str key,
                     base_str value, base_err *e) {
    if (!file_key_ok(b, k, form, key))
        return base_err_fmt(e, BASE_ERR_INPUT, "没有可附材料的项目“%.*s”；应为 evidence.指标名.1 至 %d",
                            "nothing to show by “%.*s”; write evidence.FACT.1 to %d", (int)(key.n > 60 ? 60 : key.n),
                            key.p, CORE_EVIDENCE_MAX);
    if (!names_file(value))
        return base_err_fmt(e, BASE_ERR_INPUT, "应写明附件：sha256: 和 64 位摘要",
                            "a file is named by sha256: and 64 digits");
    put_field(d, key, value);
    return true;
}

bool core_is_text(base_str s) { return base_utf8_check(s) == s.n && (s.n == 0 || memchr(s.p, '\0', s.n) == NULL); }

bool core_draft_fill(const rules_book *b, rules_id kind, rules_id form, core_draft *d, base_str key, base_str value,
                     base_err *e) {
    const rules_case *k = &b->kase[kind];
    if (!core_is_text(key) || !core_is_text(value))
        return base_err_fmt(e, BASE_ERR_INPUT, "应为 UTF-8 文字", "UTF-8 text is expected");
    if (value.p == NULL) return drop(b, d, key);
    if (form_has_field(k, form, key)) {
        put_field(d, key, value);
        return true;
    }
    base_str why = BASE_STR("why.");
    if (base_str_starts(key, why)) {
        base_str name = {key.p + why.n, key.n - why.n};
        if (!explains(b, k, form, name)) {
            return base_err_fmt(e, BASE_ERR_INPUT, "没有可说明的项目“%.*s”；应为 why.指标名",
                                "nothing to explain by the name “%.*s”; write why.FACT",
                                (int)(name.n > 60 ? 60 : name.n), name.p);
        }
        put_field(d, key, value);
        return true;
    }
    if (core_draft_file_fact(key).n > 0) return put_file(b, k, form, d, key, value, e);
    if (!rules_values_set_key(b, &d->facts, key, value, e)) return false;
    drop_field(d, BASE_STR("roster."), key);
    return true;
}
