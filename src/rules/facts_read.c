/* facts_read.c - facts files: which form it is, and the steps that both forms share.
 *
 * A file is one text that the caller holds (up to a gigabyte); of the dossiers in it only one is in memory at a time,
 * in an arena of the reader's own that is emptied for the next. That arena goes when the last dossier was read or an
 * error ends the reading. */
#include "rules/facts_i.h"

#include <stdio.h>

bool rules_reader_field(base_str what, base_err *e) {
    if (!e) return false;
    char zh[sizeof e->zh], en[sizeof e->en];
    const base_str s = base_utf8_head(what, 80);
    memcpy(zh, e->zh, sizeof zh);
    memcpy(en, e->en, sizeof en);
    /* Both languages take all four, so each skips the other's text by a precision of nothing. */
    return base_err_fmt(e, e->kind, "%.*s：%s%.0s", "%.*s: %.0s%s", (int)s.n, s.p, zh, en);
}

bool rules_reader_fact(const rules_facts_reader *r, base_str name, rules_id *out, base_err *e) {
    const base_map_slot *found = base_map_get(&r->fact, name);
    if (!found) return rules_unknown_fact(r->book, name, e);
    *out = (rules_id)found->value.num;
    return true;
}

bool rules_reader_region(base_str name, enum rules_region *out, base_err *e) {
    static const base_str known[] = {{"east", 4}, {"middle", 6}, {"west", 4}, {"north_east", 10}};
    *out = rules_region_of(name);
    if (*out != RULES_REGION_NONE || name.n == 0) return true;
    const base_str s = base_utf8_head(name, 40), near = rules_nearest(name, known, sizeof known / sizeof *known);
    if (near.n > 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "没有地区“%.*s”，是否为 %.*s？",
                            "there is no region \"%.*s\"; did you mean %.*s?", (int)s.n, s.p, (int)near.n, near.p);
    return base_err_fmt(e, BASE_ERR_INPUT, "没有地区“%.*s”：应为 east、middle、west 或 north_east",
                        "there is no region \"%.*s\": east, middle, west or north_east is expected", (int)s.n, s.p);
}

bool rules_reader_key(const rules_facts_reader *r, base_str key, struct rules_column *out, base_err *e) {
    base_str rest;
    const base_str name = base_str_cut(key, '.', &rest);
    *out = (struct rules_column){RULES_NONE, 0};
    if (!rules_reader_fact(r, name, &out->fact, e)) return false;
    const bool yearly = r->book->fact[out->fact].kind == RULES_FACT_YEARLY;
    if (name.n == key.n) {
        if (!yearly) return true;
        return base_err_fmt(e, BASE_ERR_INPUT, "按年填报，应写明年份，如 %.*s.2022",
                            "it is yearly and needs a year, such as %.*s.2022", (int)name.n, name.p);
    }
    if (!yearly)
        return base_err_fmt(e, BASE_ERR_INPUT, "不按年填报，不应带年份", "it is not yearly: no year belongs here");
    if (rules_year_read(rest, &out->year) && out->year >= RULES_YEAR_MIN && out->year <= RULES_YEAR_MAX) return true;
    const base_str s = base_utf8_head(rest, 40);
    return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不是年份：应为 %d 至 %d 的四位数字",
                        "\"%.*s\" is not a year: four digits from %d to %d are expected", (int)s.n, s.p,
                        (int)RULES_YEAR_MIN, (int)RULES_YEAR_MAX);
}

/* The first character that is not blank, after a byte order mark; '\0' when there is none. */
static char first_character(base_str text) {
    if (base_str_starts(text, BASE_STR("\xEF\xBB\xBF"))) text = (base_str){text.p + 3, text.n - 3};
    for (size_t i = 0; i < text.n; i++)
        if (!strchr(" \t\r\n", text.p[i]) || text.p[i] == '\0') return text.p[i];
    return '\0';
}

rules_facts_reader *rules_facts_open(base_arena *arena, const rules_book *b, base_str text, base_str file,
                                     base_err *e) {
    base_err ignored;
    if (!e) e = &ignored;
    e->kind = BASE_ERR_NONE;
    rules_facts_reader *r = base_arena_alloc(arena, sizeof *r);
    *r = (rules_facts_reader){.book = b, .text = text, .file = file, .line = 1, .first = true};
    base_map_init(&r->fact, arena);
    for (size_t i = 0; i < b->n_facts; i++) base_map_put(&r->fact, b->fact[i].name)->value.num = (int64_t)i;
    const char c = first_character(text);
    if (c == '\0') {
        base_err_fmt(e, BASE_ERR_INPUT, "文件中没有数据：应为 JSON 或带表头的 CSV",
                     "the file holds nothing: JSON, or CSV with a header, is expected");
        base_err_at(e, file, 1, 1);
        return NULL;
    }
    r->json = c == '{' || c == '[';
    const bool ok = r->json ? rules_json_open(r, e) : rules_csv_open(r, arena, e);
    return ok ? r : NULL;
}

void rules_facts_close(rules_facts_reader *r) {
    if (!r) return;
    base_arena_free(r->row);
    r->row = NULL;
    r->done = true;
}

bool rules_facts_next(rules_facts_reader *r, rules_facts_row *row, base_err *e) {
    base_err ignored;
    if (!e) e = &ignored;
    e->kind = BASE_ERR_NONE;
    if (r->done) return false;
    if (r->row)
        base_arena_reset(r->row);
    else
        r->row = base_arena_new(RULES_ROW_ROOM);
    *row = (rules_facts_row){.values = {.arena = r->row}};
    if (r->json ? rules_json_next(r, row, e) : rules_csv_next(r, row, e)) return true;
    rules_facts_close(r);
    return false;
}
