/* import_read.c - the rows of a register as CSV: every fault is told with its line and column and what was expected, so
 * that a file can be put right in one go. */
#include "cli/import.h"
#include "core/fault.h"

enum { FILE_MAX = 256 << 20 };

static const char *const names[CLI_IMPORT_COLUMNS] = {"cluster_name", "county",     "channel",     "announcement",
                                                      "announced",    "valid_from", "valid_until", "industry",
                                                      "subfield",     "id",         "round"};
/* Columns for people, as data/clusters.csv has them. */
static const char *const passed_over[] = {"recommending_unit", "note", "county_basis"};

const char *cli_import_column_name(enum cli_import_column k) { return names[k]; }

void cli_import_fault(cli_import_rows *r, cli_import_row *row, const base_err *e) {
    base_err mine = *e;
    bool first = row->fate != CLI_IMPORT_BAD;
    row->fate = CLI_IMPORT_BAD;
    if (first) r->bad++;
    if (mine.where[0] == '\0') base_err_at(&mine, base_str_of(r->file), row->line, 0);
    if (r->bad <= CLI_IMPORT_SHOWN) cli_complain_err(r->c, &mine);
}

/* ---- the header ---- */

static int column_of(base_str name) {
    for (int k = 0; k < CLI_IMPORT_COLUMNS; k++) {
        if (base_str_is(name, names[k])) return k;
    }
    return -1;
}

static bool is_passed_over(base_str name) {
    for (size_t i = 0; i < sizeof passed_over / sizeof *passed_over; i++) {
        if (base_str_is(name, passed_over[i])) return true;
    }
    return false;
}

static bool unknown_column(cli_import_rows *r, const base_csv *csv, size_t i) {
    base_err e = {0};
    base_str name[CLI_IMPORT_COLUMNS];
    for (size_t k = 0; k < CLI_IMPORT_COLUMNS; k++) name[k] = base_str_of(names[k]);
    base_str given = csv->field[i], near = core_near(given, name, CLI_IMPORT_COLUMNS);
    const char *zh = near.n > 0 ? "；是否指 " : "";
    const char *en = near.n > 0 ? "; did you mean " : "";
    base_err_fmt(&e, BASE_ERR_INPUT, "没有这一列：“%.*s”%s%.*s", "there is no column “%.*s”%s%.*s", core_cut(given),
                 given.p, r->c->zh ? zh : en, (int)near.n, near.p);
    base_csv_at(csv, i, &e);
    cli_complain_err(r->c, &e);
    return false;
}

static bool read_header(cli_import_rows *r, const base_csv *csv) {
    bool good = true;
    for (size_t k = 0; k < CLI_IMPORT_COLUMNS; k++) r->place[k] = -1;
    r->n_header = csv->n;
    for (size_t i = 0; i < csv->n; i++) {
        base_str name = base_str_trim(csv->field[i]);
        int k = column_of(name);
        if (k >= 0 && r->place[k] < 0)
            r->place[k] = (int)i;
        else if (k >= 0 || !is_passed_over(name))
            good = unknown_column(r, csv, i);
    }
    static const enum cli_import_column wanted[] = {CLI_IMPORT_NAME, CLI_IMPORT_ANNOUNCEMENT, CLI_IMPORT_ANNOUNCED};
    bool all = good && (r->place[CLI_IMPORT_COUNTY] >= 0 || r->place[CLI_IMPORT_CHANNEL] >= 0);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) all = all && r->place[wanted[i]] >= 0;
    if (good && !all) CLI_COMPLAIN(r->c, IMPORT_HEADER, base_str_of(r->file), cli_num(r->c, csv->line));
    return all;
}

/* ---- one row ---- */

static void fault_at(cli_import_rows *r, cli_import_row *row, const base_csv *csv, enum cli_import_column k,
                     base_err *e) {
    base_csv_at(csv, r->place[k] >= 0 ? (size_t)r->place[k] : csv->n, e);
    cli_import_fault(r, row, e);
}

static base_date read_date(cli_import_rows *r, cli_import_row *row, const base_csv *csv, enum cli_import_column k) {
    base_err e = {0};
    base_date d = BASE_DATE_NONE;
    if (row->value[k].n == 0 || base_date_parse(row->value[k], &d, &e)) return d;
    base_err_fmt(&e, BASE_ERR_INPUT, "%s 列应为日期，写作 2026-03-01", "column %s wants a date, written 2026-03-01",
                 names[k]);
    fault_at(r, row, csv, k, &e);
    return BASE_DATE_NONE;
}

static void check_given(cli_import_rows *r, cli_import_row *row, const base_csv *csv, enum cli_import_column k) {
    base_err e = {0};
    if (row->value[k].n > 0) return;
    base_err_fmt(&e, BASE_ERR_INPUT, "%s 列不能为空", "column %s can not be empty", names[k]);
    fault_at(r, row, csv, k, &e);
}

static void check_place(cli_import_rows *r, cli_import_row *row, const base_csv *csv, const core_divisions *d) {
    base_err e = {0};
    base_str county = row->value[CLI_IMPORT_COUNTY], channel = row->value[CLI_IMPORT_CHANNEL];
    if (county.n == 0 && channel.n == 0) {
        base_err_fmt(&e, BASE_ERR_INPUT, "county 与 channel 至少填一项", "either county or channel must be given");
        fault_at(r, row, csv, r->place[CLI_IMPORT_COUNTY] >= 0 ? CLI_IMPORT_COUNTY : CLI_IMPORT_CHANNEL, &e);
    }
    if (county.n > 0 && core_division_find(d, county) == NULL) {
        base_err_fmt(&e, BASE_ERR_INPUT, "没有区划代码 %.*s；应为六位县级代码，例如 330106",
                     "there is no division %.*s; expected the six digits of a county, as 330106", core_cut(county),
                     county.p);
        fault_at(r, row, csv, CLI_IMPORT_COUNTY, &e);
    }
    if (channel.n > 0 && core_channel_find(d, channel) == NULL) {
        base_err_fmt(&e, BASE_ERR_INPUT, "没有推荐渠道 %.*s；应为 33、3302、66 等",
                     "there is no channel %.*s; expected "
                     "33, 3302, 66 or the like",
                     core_cut(channel), channel.p);
        fault_at(r, row, csv, CLI_IMPORT_CHANNEL, &e);
    }
}

static void read_row(cli_import_rows *r, const base_csv *csv, const core_divisions *d) {
    base_err e = {0};
    r->row = base_arena_grow(r->arena, r->row, r->n, &r->cap, sizeof *r->row);
    cli_import_row *row = &r->row[r->n++];
    *row = (cli_import_row){.line = csv->line};
    if (csv->n != r->n_header) {
        base_err_fmt(&e, BASE_ERR_INPUT, "有 %zu 列，表头有 %zu 列", "has %zu fields, the header has %zu", csv->n,
                     r->n_header);
        cli_import_fault(r, row, &e);
        return;
    }
    for (size_t k = 0; k < CLI_IMPORT_COLUMNS; k++) {
        if (r->place[k] >= 0) row->value[k] = base_arena_str(r->arena, base_str_trim(csv->field[r->place[k]]));
    }
    check_given(r, row, csv, CLI_IMPORT_NAME);
    check_given(r, row, csv, CLI_IMPORT_ANNOUNCEMENT);
    check_given(r, row, csv, CLI_IMPORT_ANNOUNCED);
    check_place(r, row, csv, d);
    row->announced = read_date(r, row, csv, CLI_IMPORT_ANNOUNCED);
    row->valid_from = read_date(r, row, csv, CLI_IMPORT_VALID_FROM);
    row->valid_until = read_date(r, row, csv, CLI_IMPORT_VALID_UNTIL);
}

bool cli_import_read(cli_import_rows *r, const core_divisions *divisions) {
    base_err e = {0};
    base_str text;
    base_csv csv;
    if (!base_file_read(r->arena, r->file, FILE_MAX, &text, &e)) {
        cli_complain_err(r->c, &e);
        return false;
    }
    base_csv_open(&csv, r->arena, text, base_str_of(r->file));
    if (!base_csv_next(&csv, &e)) {
        if (e.kind == BASE_ERR_NONE) CLI_COMPLAIN(r->c, NO_ROWS, base_str_of(r->file));
        if (e.kind != BASE_ERR_NONE) cli_complain_err(r->c, &e);
        return false;
    }
    if (!read_header(r, &csv)) return false;
    while (base_csv_next(&csv, &e)) read_row(r, &csv, divisions);
    if (e.kind != BASE_ERR_NONE) cli_complain_err(r->c, &e);
    if (e.kind == BASE_ERR_NONE && r->n == 0) CLI_COMPLAIN(r->c, NO_ROWS, base_str_of(r->file));
    return e.kind == BASE_ERR_NONE && r->n > 0;
}
