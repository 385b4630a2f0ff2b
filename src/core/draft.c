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

static bool drop(const rules_book *b, core_draft *d, base_str key) {
    for (size_t i = 0; i < d->n_fields; i++) {
        if (!base_str_eq(d->field[i].key, key)) continue;
        memmove(&d->field[i], &d->field[i + 1], (d->n_fields - i - 1) * sizeof *d->field);
        d->n_fields--;
        return true;
    }
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
    return rules_values_set_key(b, &d->facts, key, value, e);
}
