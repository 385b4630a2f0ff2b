/* values.c - facts as they are written, read into whole numbers of the last decimal, and the slots a standard takes.
 *
 * Everything that enters figures comes through here (drafts, files, samples), so a figure is refused for the same
 * reasons and in the same words everywhere. A dossier has some dozens of values; they are searched in a row. */
#include "base/arena.h"
#include "rules/assess_i.h"
#include "rules/standard_i.h"

/* ---- messages ---- */

/* Enough of an input for a message. */
static base_str shown(base_str s) { return base_utf8_head(s, 60); }

base_str rules_nearest(base_str given, const base_str *names, size_t n) {
    const size_t limit = base_utf8_count(shown(given)) / 3 + 1;
    size_t best = limit + 1;
    base_str found = {NULL, 0};
    for (size_t i = 0; i < n; i++) {
        const size_t distance = base_str_distance(given, names[i], limit);
        if (distance >= best) continue;
        best = distance;
        found = names[i];
    }
    return found;
}

bool rules_unknown_fact(const rules_book *b, base_str name, base_err *e) {
    base_str names[2 * RULES_MAX_FACTS]; /* what-if joins the facts of two books */
    size_t n = 0;
    for (; n < b->n_facts && n < sizeof names / sizeof *names; n++) names[n] = b->fact[n].name;
    const base_str near = rules_nearest(name, names, n), s = shown(name);
    if (near.n > 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "规则文本中没有指标“%.*s”，是否为 %.*s？",
                            "the rulebook has no fact \"%.*s\"; did you mean %.*s?", (int)s.n, s.p, (int)near.n,
                            near.p);
    return base_err_fmt(e, BASE_ERR_INPUT, "规则文本中没有指标“%.*s”", "the rulebook has no fact \"%.*s\"", (int)s.n,
                        s.p);
}

static bool refuse_year(const rules_fact *f, int year, base_err *e) {
    if (f->kind != RULES_FACT_YEARLY)
        return base_err_fmt(e, BASE_ERR_INPUT, "%.*s 不是按年填报的指标，不应带年份",
                            "%.*s is not yearly: no year belongs here", (int)f->name.n, f->name.p);
    if (year == 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "%.*s 按年填报，应写明年份，如 %.*s.2022",
                            "%.*s is yearly and needs a year, such as %.*s.2022", (int)f->name.n, f->name.p,
                            (int)f->name.n, f->name.p);
    return base_err_fmt(e, BASE_ERR_RANGE, "年份 %d 不在 %d 至 %d 之间", "the year %d is not within %d and %d", year,
                        (int)RULES_YEAR_MIN, (int)RULES_YEAR_MAX);
}

/* ---- figures ---- */

/* Where the number ends and its unit begins. */
static size_t number_length(base_str s) {
    size_t n = 0;
    while (n < s.n && s.p[n] != '\0' && strchr("0123456789.-+eE", s.p[n])) n++;
    return n;
}

static bool refuse_unit(const rules_unit *own, base_str name, bool known, base_err *e) {
    const base_str s = shown(name);
    if (known)
        return base_err_fmt(e, BASE_ERR_INPUT, "单位“%.*s”不能换算为%.*s", "the unit \"%.*s\" does not convert to %.*s",
                            (int)s.n, s.p, (int)own->name.n, own->name.p);
    return base_err_fmt(e, BASE_ERR_INPUT, "没有单位“%.*s”，此处应为%.*s",
                        "there is no unit \"%.*s\"; %.*s is expected", (int)s.n, s.p, (int)own->name.n, own->name.p);
}

static bool refuse_decimals(const rules_unit *own, base_str text, base_err *e) {
    const base_str s = shown(text);
    return base_err_fmt(e, BASE_ERR_RANGE, "%.*s 不能用%.*s的 %d 位小数准确表示，或超出上限",
                        "%.*s cannot be kept exactly in %.*s with %d decimals, or is over the limit", (int)s.n, s.p,
                        (int)own->name.n, own->name.p, (int)own->scale);
}

static bool read_figure(const rules_book *b, const rules_fact *f, base_str text, int64_t *raw, base_err *e) {
    const rules_unit *own = &b->unit[f->unit], *from = own;
    text = base_str_trim(text);
    const size_t n = number_length(text);
    const base_str number = {text.p, n};
    base_dec d;
    if (n < text.n) {
        const base_str name = base_str_trim((base_str){text.p + n, text.n - n});
        const rules_id id = n > 0 ? rules_find_unit(b, name) : RULES_NONE;
        if (n > 0 && (id == RULES_NONE || b->unit[id].dimension != own->dimension))
            return refuse_unit(own, name, id != RULES_NONE, e);
        if (id != RULES_NONE) from = &b->unit[id];
    }
    if (!base_dec_parse_json(n > 0 ? number : text, &d, e)) return false;
    if (d.units < 0)
        return base_err_fmt(e, BASE_ERR_RANGE, "%.*s 为负数，应为零或正数",
                            "%.*s is negative; zero or more is expected", (int)n, text.p);
    /* The usual way, without divisions. */
    if (from == own && d.scale <= own->scale) {
        int64_t v;
        if (!__builtin_mul_overflow(d.units, rules_pow10((unsigned)(own->scale - d.scale)), &v) &&
            v <= RULES_RAW_LIMIT) {
            *raw = v;
            return true;
        }
    }
    return rules_unit_convert(from, own, d, raw) || refuse_decimals(own, text, e);
}

static bool read_veto(base_str text, int64_t *raw, base_err *e) {
    static const struct {
        const char *text;
        int64_t value;
    } known[] = {{"no", 0}, {"yes", 1}, {"false", 0}, {"true", 1}, {"否", 0}, {"是", 1}};
    text = base_str_trim(text);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (base_str_is(text, known[i].text)) {
            *raw = known[i].value;
            return true;
        }
    const base_str s = shown(text);
    return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”：应为 yes 或 no（是 或 否）", "\"%.*s\": yes or no is expected",
                        (int)s.n, s.p);
}

static bool check_statement(base_str text, base_err *e) {
    if (base_str_trim(text).n == 0) return base_err_fmt(e, BASE_ERR_INPUT, "说明是空的", "the statement is empty");
    if (text.n > RULES_MAX_STATEMENT)
        return base_err_fmt(e, BASE_ERR_LIMIT, "说明超过 %d 字节", "the statement is longer than %d bytes",
                            (int)RULES_MAX_STATEMENT);
    return true;
}

static bool read_value(const rules_book *b, const rules_fact *f, base_str text, rules_value *out, base_err *e) {
    switch (f->kind) {
    case RULES_FACT_FIGURE:
    case RULES_FACT_YEARLY: return read_figure(b, f, text, &out->raw, e);
    case RULES_FACT_VETO: return read_veto(text, &out->raw, e);
    case RULES_FACT_STATEMENT: break;
    }
    out->text = text;
    return check_statement(text, e);
}

/* ---- the set ---- */

static rules_value *find(const rules_values *v, rules_id fact, int year) {
    for (size_t i = 0; i < v->n; i++)
        if (v->item[i].fact == fact && v->item[i].year == year) return &v->item[i];
    return NULL;
}

const rules_value *rules_values_get(const rules_values *v, rules_id fact, int year) { return find(v, fact, year); }

/* Where the value was put, or NULL with an error. */
static rules_value *store(const rules_book *b, rules_values *v, rules_id fact, int year, base_str text, base_err *e) {
    const rules_fact *f = &b->fact[fact];
    const bool yearly = f->kind == RULES_FACT_YEARLY;
    if (yearly ? year < RULES_YEAR_MIN || year > RULES_YEAR_MAX : year != 0) {
        refuse_year(f, year, e);
        return NULL;
    }
    rules_value one = {.fact = fact, .year = (int16_t)year};
    if (!read_value(b, f, text, &one, e)) return NULL;
    rules_value *at = find(v, fact, year);
    if (!at && v->n == RULES_MAX_VALUES) {
        base_err_fmt(e, BASE_ERR_LIMIT, "一份材料的数据超过 %d 项", "a dossier has more than %d values",
                     (int)RULES_MAX_VALUES);
        return NULL;
    }
    if (!at) {
        v->item = base_arena_grow(v->arena, v->item, v->n, &v->cap, sizeof *v->item);
        at = &v->item[v->n++];
    }
    *at = one;
    return at;
}

bool rules_values_view(const rules_book *b, rules_values *v, rules_id fact, int year, base_str text, base_err *e) {
    return store(b, v, fact, year, text, e) != NULL;
}

bool rules_values_set(const rules_book *b, rules_values *v, rules_id fact, int year, base_str text, base_err *e) {
    rules_value *one = store(b, v, fact, year, text, e);
    if (!one) return false;
    if (one->text.n > 0) one->text = base_arena_str(v->arena, one->text);
    return true;
}

bool rules_year_read(base_str text, int *year) {
    *year = 0;
    if (text.n != 4) return false;
    for (size_t i = 0; i < 4; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') return false;
        *year = *year * 10 + (text.p[i] - '0');
    }
    return true;
}

bool rules_values_set_key(const rules_book *b, rules_values *v, base_str key, base_str text, base_err *e) {
    base_str rest;
    const base_str name = base_str_cut(key, '.', &rest);
    const rules_id fact = rules_find_fact(b, name);
    if (fact == RULES_NONE) return rules_unknown_fact(b, name, e);
    int year = 0;
    if (name.n < key.n && !rules_year_read(rest, &year)) {
        const base_str s = shown(rest);
        return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不是年份，应为四位数字，如 %.*s.2022",
                            "\"%.*s\" is not a year: four digits are expected, such as %.*s.2022", (int)s.n, s.p,
                            (int)name.n, name.p);
    }
    return rules_values_set(b, v, fact, year, text, e);
}

/* ---- what a standard takes of them ---- */

rules_dossier_facts rules_facts_new(base_arena *arena, const rules_book *b, const rules_standard *s) {
    rules_dossier_facts f = {.slot = base_arena_array(arena, s->n_slots, sizeof *f.slot),
                             .stated = base_arena_array(arena, b->n_facts, 1)};
    for (size_t i = 0; i < s->n_slots; i++) f.slot[i] = RULES_MISSING;
    return f;
}

static void take_figure(const rules_standard *s, const rules_value *v, int back, rules_dossier_facts *f) {
    if (back < 0 || back >= RULES_BACKS) return;
    const rules_id slot = s->slot_of[(size_t)v->fact * RULES_BACKS + (size_t)back];
    if (slot != RULES_NONE) f->slot[slot] = v->raw;
}

void rules_facts_take(const rules_book *b, const rules_standard *s, const rules_values *v, int year,
                      rules_dossier_facts *f) {
    for (size_t i = 0; i < s->n_slots; i++) f->slot[i] = RULES_MISSING;
    memset(f->stated, 0, b->n_facts);
    for (size_t i = 0; i < v->n; i++) {
        const rules_value *one = &v->item[i];
        switch (b->fact[one->fact].kind) {
        case RULES_FACT_FIGURE: take_figure(s, one, 0, f); break;
        case RULES_FACT_YEARLY:
            /* The application's own year (back 0) is of no slot: 0 stands for facts that are not yearly. */
            if (one->year < year) take_figure(s, one, year - one->year, f);
            break;
        case RULES_FACT_STATEMENT: f->stated[one->fact] = 1; break;
        case RULES_FACT_VETO: f->stated[one->fact] = one->raw != 0 ? 2 : 1; break;
        }
    }
}

void rules_values_drop_key(const rules_book *b, rules_values *v, base_str key) {
    base_str rest;
    const rules_id fact = rules_find_fact(b, base_str_cut(key, '.', &rest));
    int year = 0;
    if (fact == RULES_NONE || (rest.n > 0 && !rules_year_read(rest, &year))) return;
    for (size_t i = 0; i < v->n; i++) {
        if (v->item[i].fact != fact || v->item[i].year != year) continue;
        memmove(&v->item[i], &v->item[i + 1], (v->n - i - 1) * sizeof *v->item);
        v->n--;
        return;
    }
}
