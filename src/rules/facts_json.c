/* facts_json.c - facts as JSON: one object, an array of objects, or one object after the other.
 *
 *   {"id":"c1","region":"east","facts":{"output":{"2022":"52.0"},"land":95,"pillar":"…","accident":false}}
 *
 * The end of each object is found by counting braces, so that the library reads one dossier at a time, in a copy that
 * it may change; its strings then are places in that copy, which gives every fault its line and column. Numbers are
 * taken as they are written: no binary fraction comes between the file and the decimal. */
#include <yyjson.h>

#include "rules/facts_i.h"

struct object {
    rules_facts_reader *r;
    rules_facts_row *row;
    size_t begin; /* in the text */
    char *copy;   /* of the object, changed by the library */
    size_t n;
    base_err *e;
};

/* ---- places ---- */

/* Line and column of the offset; objects come in order, so lines are counted once. */
static bool place(rules_facts_reader *r, size_t offset, base_err *e) {
    for (; r->counted < offset; r->counted++)
        if (r->text.p[r->counted] == '\n') r->line++;
    size_t from = offset;
    while (from > 0 && r->text.p[from - 1] != '\n') from--;
    const size_t col = base_utf8_count((base_str){r->text.p + from, offset - from}) + 1;
    return base_err_at(e, r->file, r->line, (uint32_t)col);
}

/* The place of a key or value whose text lies in the copy; any other has that of `near`. */
static bool at_value(const struct object *o, yyjson_val *v, yyjson_val *near) {
    const char *p = yyjson_is_str(v) ? yyjson_get_str(v) : yyjson_is_raw(v) ? yyjson_get_raw(v) : NULL;
    if (!p && near) p = yyjson_get_str(near);
    const size_t offset = p && p >= o->copy && p < o->copy + o->n ? (size_t)(p - o->copy) : 0;
    return place(o->r, o->begin + offset, o->e);
}

static base_str text_of(yyjson_val *v) {
    if (yyjson_is_raw(v)) return (base_str){yyjson_get_raw(v), yyjson_get_len(v)};
    return (base_str){yyjson_get_str(v), yyjson_get_len(v)};
}

/* ---- the ends of objects ---- */

static size_t skip_blanks(const rules_facts_reader *r, size_t at) {
    while (at < r->text.n && r->text.p[at] != '\0' && strchr(" \t\r\n", r->text.p[at])) at++;
    return at;
}

/* The offset after the object that begins at `at`; 0 with an error. */
static size_t object_end(rules_facts_reader *r, size_t at, base_err *e) {
    const size_t begin = at;
    unsigned depth = 0;
    bool in_string = false;
    for (; at < r->text.n; at++) {
        const char c = r->text.p[at];
        if (at - begin >= RULES_MAX_ROW) {
            base_err_fmt(e, BASE_ERR_LIMIT, "一份材料超过 %d 字节", "a dossier has more than %d bytes",
                         (int)RULES_MAX_ROW);
            return place(r, begin, e), (size_t)0;
        }
        if (in_string) {
            if (c == '\\')
                at++;
            else if (c == '"')
                in_string = false;
            continue;
        }
        if (c == '"') in_string = true;
        if ((c == '{' || c == '[') && ++depth > RULES_MAX_JSON_DEPTH) {
            base_err_fmt(e, BASE_ERR_LIMIT, "嵌套超过 %d 层", "nested deeper than %d", (int)RULES_MAX_JSON_DEPTH);
            return place(r, at, e), (size_t)0;
        }
        if ((c == '}' || c == ']') && --depth == 0) return at + 1;
    }
    base_err_fmt(e, BASE_ERR_INPUT, "此对象没有结束：缺 }", "this object does not end: } is missing");
    return place(r, begin, e), (size_t)0;
}

static bool expected(rules_facts_reader *r, size_t at, const char *zh, const char *en, base_err *e) {
    base_err_fmt(e, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", zh, en);
    return place(r, at < r->text.n ? at : r->text.n, e);
}

bool rules_json_open(rules_facts_reader *r, base_err *e) {
    (void)e;
    if (base_str_starts(r->text, BASE_STR("\xEF\xBB\xBF"))) r->at = 3;
    r->at = skip_blanks(r, r->at);
    r->array = r->text.p[r->at] == '[';
    if (r->array) r->at++;
    return true;
}

/* Moves to the next object. False at the end, or with an error. */
static bool to_object(rules_facts_reader *r, base_err *e) {
    r->at = skip_blanks(r, r->at);
    const bool first = r->first;
    r->first = false;
    if (!r->array) {
        if (r->at == r->text.n) return false;
    } else {
        const char c = r->at < r->text.n ? r->text.p[r->at] : '\0';
        if (c == ']') {
            r->at = skip_blanks(r, r->at + 1);
            if (r->at < r->text.n) expected(r, r->at, "数组之后不应再有内容", "nothing should follow the array", e);
            return false;
        }
        if (!first && c != ',') return expected(r, r->at, "此处应为 , 或 ]", "a comma or ] is expected here", e);
        if (!first) r->at = skip_blanks(r, r->at + 1);
    }
    if (r->at < r->text.n && r->text.p[r->at] == '{') return true;
    return expected(r, r->at, "此处应为一份材料：{", "a dossier is expected here: {", e);
}

/* ---- one object ---- */

static bool not_of_kind(const struct object *o, yyjson_val *key, const char *zh, const char *en) {
    base_err_fmt(o->e, BASE_ERR_INPUT, "应为%s%.0s", "%.0s%s is expected", zh, en);
    rules_reader_field(text_of(key), o->e);
    return at_value(o, key, NULL);
}

static bool field_fault(const struct object *o, yyjson_val *key, yyjson_val *value) {
    rules_reader_field(text_of(key), o->e);
    return at_value(o, value, key);
}

static bool twice(const struct object *o, yyjson_val *key) {
    base_err_fmt(o->e, BASE_ERR_INPUT, "重复出现", "it is given twice");
    rules_reader_field(text_of(key), o->e);
    return at_value(o, key, NULL);
}

static bool take_value(const struct object *o, rules_id fact, int year, yyjson_val *key, yyjson_val *value) {
    base_str text = {NULL, 0};
    if (yyjson_is_null(value)) return true;
    if (yyjson_is_str(value) || yyjson_is_raw(value)) text = text_of(value);
    if (yyjson_is_bool(value)) text = yyjson_get_bool(value) ? BASE_STR("yes") : BASE_STR("no");
    if (!text.p)
        return not_of_kind(o, key, "一个值（数、文本、true 或 false）", "a value (number, text, true or false)");
    if (o->r->book->fact[fact].kind == RULES_FACT_STATEMENT && !yyjson_is_str(value))
        return not_of_kind(o, key, "文本", "text");
    if (rules_values_get(&o->row->values, fact, year)) return twice(o, key);
    return rules_values_view(o->r->book, &o->row->values, fact, year, text, o->e) || field_fault(o, key, value);
}

static bool take_year(const struct object *o, rules_id fact, yyjson_val *key, yyjson_val *value) {
    int year;
    if (rules_year_read(text_of(key), &year) && year >= RULES_YEAR_MIN && year <= RULES_YEAR_MAX)
        return take_value(o, fact, year, key, value);
    return not_of_kind(o, key, "四位数字的年份", "a year of four digits");
}

/* {"2021":"46.5","2022":52} */
static bool take_years(const struct object *o, rules_id fact, yyjson_val *key, yyjson_val *years) {
    yyjson_obj_iter it = yyjson_obj_iter_with(years);
    if (o->r->book->fact[fact].kind != RULES_FACT_YEARLY)
        return not_of_kind(o, key, "一个值：这一指标不按年填报", "one value, as the fact is not yearly,");
    for (yyjson_val *k; (k = yyjson_obj_iter_next(&it)) != NULL;)
        if (!take_year(o, fact, k, yyjson_obj_iter_get_val(k))) return rules_reader_field(text_of(key), o->e);
    return true;
}

static bool take_facts(const struct object *o, yyjson_val *facts) {
    yyjson_obj_iter it = yyjson_obj_iter_with(facts);
    for (yyjson_val *key; (key = yyjson_obj_iter_next(&it)) != NULL;) {
        yyjson_val *value = yyjson_obj_iter_get_val(key);
        const base_map_slot *found = base_map_get(&o->r->fact, text_of(key));
        if (found && yyjson_is_obj(value)) {
            if (!take_years(o, (rules_id)found->value.num, key, value)) return false;
            continue;
        }
        struct rules_column c;
        if (!rules_reader_key(o->r, text_of(key), &c, o->e)) return field_fault(o, key, key);
        if (!take_value(o, c.fact, c.year, key, value)) return false;
    }
    return true;
}

static bool take_id(const struct object *o, yyjson_val *key, yyjson_val *value) {
    if (!yyjson_is_str(value) && !yyjson_is_raw(value)) return not_of_kind(o, key, "编号（文本）", "an id (text)");
    o->row->id = text_of(value);
    if (o->row->id.n > 0 && o->row->id.n <= RULES_MAX_ID) return true;
    return not_of_kind(o, key, "1 至 256 字节的编号", "an id of 1 to 256 bytes");
}

static bool take_region(const struct object *o, yyjson_val *key, yyjson_val *value) {
    if (yyjson_is_null(value)) return true;
    if (!yyjson_is_str(value)) return not_of_kind(o, key, "地区（文本）", "a region (text)");
    return rules_reader_region(text_of(value), &o->row->region, o->e) || field_fault(o, key, value);
}

enum member { ID, REGION, FACTS, YEAR, MEMBERS };

static bool unknown_member(const struct object *o, yyjson_val *key) {
    static const base_str known[MEMBERS] = {{"id", 2}, {"region", 6}, {"facts", 5}, {"year", 4}};
    const base_str near = rules_nearest(text_of(key), known, MEMBERS);
    if (near.n > 0)
        base_err_fmt(o->e, BASE_ERR_INPUT, "不识此项，是否为 %.*s？", "not known here; did you mean %.*s?", (int)near.n,
                     near.p);
    else
        base_err_fmt(o->e, BASE_ERR_INPUT, "不识此项：只有 id、region、facts、year",
                     "not known here: there are id, region, facts and year");
    return field_fault(o, key, key);
}

static bool take_member(const struct object *o, bool *seen, yyjson_val *key, yyjson_val *value) {
    static const char *const name[MEMBERS] = {"id", "region", "facts", "year"};
    const base_str text = text_of(key);
    size_t m = 0;
    while (m < MEMBERS && !base_str_is(text, name[m])) m++;
    if (m == MEMBERS) return unknown_member(o, key);
    if (seen[m]) return twice(o, key);
    seen[m] = true;
    switch ((enum member)m) {
    case ID: return take_id(o, key, value);
    case REGION: return take_region(o, key, value);
    case FACTS:
        return yyjson_is_obj(value) ? take_facts(o, value) : not_of_kind(o, key, "一个对象 {…}", "an object {…}");
    case YEAR:
    case MEMBERS: break;
    }
    return true;
}

static bool take_object(const struct object *o, yyjson_val *root) {
    bool seen[MEMBERS] = {false};
    yyjson_obj_iter it = yyjson_obj_iter_with(root);
    for (yyjson_val *key; (key = yyjson_obj_iter_next(&it)) != NULL;)
        if (!take_member(o, seen, key, yyjson_obj_iter_get_val(key))) return false;
    if (seen[ID] && seen[FACTS]) return true;
    base_err_fmt(o->e, BASE_ERR_INPUT, "材料缺 %s", "the dossier lacks %s", seen[ID] ? "facts" : "id");
    return place(o->r, o->begin, o->e);
}

bool rules_json_next(rules_facts_reader *r, rules_facts_row *row, base_err *e) {
    if (!to_object(r, e)) return false;
    const size_t end = object_end(r, r->at, e);
    if (end == 0) return false;
    struct object o = {.r = r, .row = row, .begin = r->at, .n = end - r->at, .e = e};
    r->at = end;
    const yyjson_read_flag flags = YYJSON_READ_INSITU | YYJSON_READ_NUMBER_AS_RAW;
    const size_t room = yyjson_read_max_memory_usage(o.n, flags);
    void *pool = base_arena_alloc(r->row, room);
    o.copy = base_arena_alloc(r->row, o.n + YYJSON_PADDING_SIZE);
    memcpy(o.copy, r->text.p + o.begin, o.n);
    yyjson_alc alc;
    yyjson_read_err fault;
    if (!yyjson_alc_pool_init(&alc, pool, room)) base_fatal("内存不足。Out of memory.");
    yyjson_doc *doc = yyjson_read_opts(o.copy, o.n, flags, &alc, &fault);
    if (doc) return take_object(&o, yyjson_doc_get_root(doc));
    base_err_fmt(e, BASE_ERR_INPUT, "不是合法的 JSON：%s", "not JSON: %s", fault.msg);
    return place(r, o.begin + (fault.pos < o.n ? fault.pos : o.n), e);
}
