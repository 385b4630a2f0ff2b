/* facts_csv.c - facts as a wide table: `id,region,output.2020,output.2021,land,…`, a dossier a line.
 *
 * The header says once which column is which fact and year; an empty cell is a figure that is missing. */
#include "rules/facts_i.h"

static bool at(const rules_facts_reader *r, size_t column, base_err *e) {
    base_err_at(e, r->file, r->csv.line, 0);
    return base_csv_at(&r->csv, column, e);
}

/* Whether an earlier column has the same title. */
static bool is_twice(const rules_facts_reader *r, base_map *seen, size_t i, base_err *e) {
    base_map_slot *slot = base_map_put(seen, r->title[i]);
    if (slot->value.num == 0) {
        slot->value.num = (int64_t)i + 1;
        return false;
    }
    base_err_fmt(e, BASE_ERR_INPUT, "这一列已是第 %d 列", "it is column %d already", (int)slot->value.num);
    return true;
}

static bool read_title(rules_facts_reader *r, base_map *seen, size_t i, base_err *e) {
    const base_str title = r->title[i];
    r->column[i].fact = RULES_NONE;
    bool ok = !is_twice(r, seen, i, e);
    if (!ok) {
        /* reported below */
    } else if (base_str_is(title, "id")) {
        r->id_column = i;
    } else if (base_str_is(title, "region")) {
        r->region_column = i;
    } else if (!base_str_is(title, "year")) {
        ok = rules_reader_key(r, title, &r->column[i], e);
    }
    return ok || (rules_reader_field(title.n > 0 ? title : BASE_STR("(空)"), e), at(r, i, e));
}

bool rules_csv_open(rules_facts_reader *r, base_arena *arena, base_err *e) {
    base_csv_open(&r->csv, arena, r->text, r->file);
    r->id_column = r->region_column = SIZE_MAX;
    if (!base_csv_next(&r->csv, e)) {
        if (e->kind != BASE_ERR_NONE) return false;
        base_err_fmt(e, BASE_ERR_INPUT, "没有表头：第一行应为 id,region,…", "no header: id,region,… is expected");
        return base_err_at(e, r->file, 1, 1);
    }
    r->n_columns = r->csv.n;
    r->title = base_arena_array(arena, r->n_columns, sizeof *r->title);
    r->column = base_arena_array(arena, r->n_columns, sizeof *r->column);
    base_map seen;
    base_map_init(&seen, arena);
    for (size_t i = 0; i < r->n_columns; i++) {
        r->title[i] = base_str_trim(r->csv.field[i]);
        if (!read_title(r, &seen, i, e)) return false;
    }
    if (r->id_column != SIZE_MAX) return true;
    base_err_fmt(e, BASE_ERR_INPUT, "表头中没有 id 列", "the header has no column id");
    return base_err_at(e, r->file, r->csv.line, 1);
}

/* A record's bytes are looked at before it is read, so that an open quote can not take the rest of the file. */
static bool size_ok(const rules_facts_reader *r, base_err *e) {
    const base_str rest = r->csv.rest;
    const size_t n = rest.n < (size_t)RULES_MAX_ROW + 1 ? rest.n : (size_t)RULES_MAX_ROW + 1;
    bool in_quotes = false;
    for (size_t i = 0; i < n; i++) {
        if (rest.p[i] == '"') in_quotes = !in_quotes;
        if (rest.p[i] == '\n' && !in_quotes) return true;
    }
    if (n <= RULES_MAX_ROW) return true;
    base_err_fmt(e, BASE_ERR_LIMIT, "一行超过 %d 字节；是否有引号没有结束？",
                 "a line is longer than %d bytes; is there a quote that is not closed?", (int)RULES_MAX_ROW);
    return base_err_at(e, r->file, r->csv.line + 1, 1);
}

static bool read_cell(const rules_facts_reader *r, rules_facts_row *row, size_t i, base_err *e) {
    const base_str cell = base_str_trim(r->csv.field[i]);
    if (i == r->id_column) {
        row->id = cell;
        if (cell.n > 0 && cell.n <= RULES_MAX_ID) return true;
        return base_err_fmt(e, BASE_ERR_INPUT, "编号应为 1 至 %d 字节", "an id has 1 to %d bytes", (int)RULES_MAX_ID);
    }
    if (i == r->region_column) return rules_reader_region(cell, &row->region, e);
    const struct rules_column *c = &r->column[i];
    if (cell.n == 0 || c->fact == RULES_NONE) return true;
    return rules_values_view(r->book, &row->values, c->fact, c->year, cell, e);
}

bool rules_csv_next(rules_facts_reader *r, rules_facts_row *row, base_err *e) {
    /* Fields, and what doubled quotes were undone into, go with the row. */
    r->csv.arena = r->row;
    r->csv.field = NULL;
    r->csv.cap = 0;
    if (!size_ok(r, e) || !base_csv_next(&r->csv, e)) return false;
    if (r->csv.n != r->n_columns) {
        base_err_fmt(e, BASE_ERR_INPUT, "此行有 %d 个字段，而表头有 %d 个", "the line has %d fields, the header %d",
                     (int)r->csv.n, (int)r->n_columns);
        return base_err_at(e, r->file, r->csv.line, 1);
    }
    for (size_t i = 0; i < r->n_columns; i++) {
        if (read_cell(r, row, i, e)) continue;
        rules_reader_field(r->title[i], e);
        return at(r, i, e);
    }
    return true;
}
