/* match_write.c - what was found, as a table for people (CSV, a workbook) and as lines of JSON for programs. Words that
 * somebody gave are written so that no spreadsheet runs them. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "app/match_i.h"
#include "base/file.h"
#include "docs/sheet.h"

enum { COLUMNS = 12, NUMBERS_FROM = 9, BUFFER = 1 << 22, SPILL = 1 << 20 };

static const char *const titles_zh[COLUMNS] = {"集群编号", "集群名称", "所在县",       "区划代码",
                                               "集群状态", "材料",     "材料是否报送", "统一社会信用代码",
                                               "企业",     "名册行号", "清单行号",     "清单中出现次数"};
static const char *const titles_en[COLUMNS] = {"cluster",    "name",       "county",    "code",
                                               "state",      "form",       "submitted", "credit code",
                                               "enterprise", "roster row", "list row",  "times in the list"};

typedef struct {
    int fd; /* -1: not wanted */
    const char *path;
    base_buf b;
} sink;

typedef struct {
    app_match *m;
    const app_match_files *f;
    sink csv, lines;
    docs_sheet *sheet;
} writing;

/* ---- files ---- */

static bool fail(const char *path, base_err *e) {
    base_err_fmt(e, BASE_ERR_IO, "不能写入（%m）", "can not be written (%m)");
    return base_err_at(e, base_str_of(path), 0, 0);
}

static bool begin(sink *s, const char *path, base_err *e) {
    *s = (sink){.fd = -1, .path = path};
    base_buf_init(&s->b, BUFFER);
    if (path == NULL) return true;
    s->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return s->fd >= 0 || fail(path, e);
}

static bool spill(sink *s, size_t at_least, base_err *e) {
    if (s->fd < 0 || s->b.n <= at_least) return true;
    const bool good = base_write_all(s->fd, base_buf_str(&s->b));
    base_buf_clear(&s->b);
    return good || fail(s->path, e);
}

static bool end(sink *s, bool good, base_err *e) {
    if (good) good = spill(s, 0, e);
    if (s->fd >= 0 && close(s->fd) != 0 && good) good = fail(s->path, e);
    base_buf_free(&s->b);
    return good;
}

/* ---- a row ---- */

static app_word state_of(const writing *w, const app_match_roster *r) {
    const rules_book *b = core_world_book(app_world(app_match_app(w->m)), app_match_options_of(w->m)->day);
    const rules_id s = b->cluster != RULES_NONE ? rules_find_state(&b->kase[b->cluster], r->state) : RULES_NONE;
    if (s != RULES_NONE) return app_word_of_state(b, b->cluster, s);
    return (app_word){r->state, {r->state, r->state}};
}

static void put_line(writing *w, const app_match_finding *f, app_word state, base_str place) {
    base_json j;
    const app_match_roster *r = f->roster;
    base_json_init(&j, &w->lines.b);
    base_json_obj(&j);
    base_json_text(&j, "cluster", r->cluster);
    base_json_text(&j, "name", r->name);
    base_json_text(&j, "county", r->county);
    base_json_text(&j, "place", place);
    app_put_named_word(&j, "state", state);
    base_json_text(&j, "path", r->path);
    base_json_flag(&j, "draft", r->draft);
    base_json_text(&j, "file", r->digest);
    base_json_number(&j, "row", f->row);
    base_json_text(&j, "code", f->code);
    base_json_text(&j, "enterprise", f->enterprise);
    base_json_number(&j, "list_row", f->list_row);
    base_json_number(&j, "times", f->times);
    base_json_obj_end(&j);
    base_buf_putc(&w->lines.b, '\n');
}

static void put_csv(writing *w, const base_str *text, const uint32_t *n) {
    base_buf *b = &w->csv.b;
    for (size_t i = 0; i < NUMBERS_FROM; i++) {
        if (i > 0) base_buf_putc(b, ',');
        base_buf_csv_words(b, text[i]);
    }
    for (size_t i = 0; i < COLUMNS - NUMBERS_FROM; i++) {
        base_buf_putc(b, ',');
        base_buf_u64(b, n[i]);
    }
    base_buf_puts(b, BASE_STR("\r\n"));
}

static bool put_row(writing *w, const base_str *text, const uint32_t *n, base_err *e) {
    docs_cell cell[COLUMNS];
    for (size_t i = 0; i < NUMBERS_FROM; i++) cell[i] = docs_text(text[i]);
    for (size_t i = NUMBERS_FROM; i < COLUMNS; i++) cell[i] = docs_integer(n[i - NUMBERS_FROM]);
    return docs_sheet_row(w->sheet, cell, e);
}

static base_str submitted(bool draft, bool zh) {
    if (draft) return zh ? BASE_STR("草稿") : BASE_STR("draft");
    return zh ? BASE_STR("已报送") : BASE_STR("submitted");
}

static bool take(void *ctx, const app_match_finding *f, base_err *e) {
    writing *w = ctx;
    const app_match_roster *r = f->roster;
    const app_word state = state_of(w, r);
    const base_str place = app_place_name(app_world(app_match_app(w->m)), r->county);
    const base_str text[NUMBERS_FROM] = {r->cluster,
                                         r->name,
                                         place,
                                         r->county,
                                         w->f->zh ? state.label.zh : state.label.en,
                                         r->path,
                                         submitted(r->draft, w->f->zh),
                                         f->code,
                                         f->enterprise};
    const uint32_t n[COLUMNS - NUMBERS_FROM] = {f->row, f->list_row, f->times};
    if (w->f->lines != NULL) put_line(w, f, state, place);
    if (w->f->csv != NULL) put_csv(w, text, n);
    if (w->sheet != NULL && !put_row(w, text, n, e)) return false;
    return spill(&w->csv, SPILL, e) && spill(&w->lines, SPILL, e);
}

/* ---- the whole ---- */

static bool begin_sheet(writing *w, base_err *e) {
    docs_column column[COLUMNS] = {{.width = 0}};
    for (size_t i = 0; i < COLUMNS; i++) {
        column[i].title = base_str_of(w->f->zh ? titles_zh[i] : titles_en[i]);
        column[i].type = i < NUMBERS_FROM ? DOCS_TEXT : DOCS_INTEGER;
    }
    const docs_sheet_options o = {.name = w->f->zh ? BASE_STR("比对结果") : BASE_STR("matches"),
                                  .notice = w->f->notice,
                                  .column = column,
                                  .n_columns = COLUMNS,
                                  .made = app_now() / 1000};
    w->sheet = docs_sheet_new(&o, e);
    return w->sheet != NULL;
}

static void begin_csv(writing *w) {
    base_buf_puts(&w->csv.b, BASE_STR("\xEF\xBB\xBF")); /* so that spreadsheets take it for UTF-8 */
    for (size_t i = 0; i < COLUMNS; i++)
        base_buf_fmt(&w->csv.b, "%s%s", w->f->zh ? titles_zh[i] : titles_en[i], i + 1 < COLUMNS ? "," : "\r\n");
}

static bool end_sheet(writing *w, base_err *e) {
    uint64_t size = 0;
    if (w->sheet == NULL) return true;
    const int fd = docs_sheet_end(w->sheet, &size, e);
    const bool good = fd >= 0 && base_file_copy(fd, size, w->f->workbook, 0600, e);
    if (fd >= 0) (void)close(fd);
    return good;
}

bool app_match_write(app_match *m, const app_match_files *f, bool *left_out, base_err *e) {
    writing w = {.m = m, .f = f};
    *left_out = f->workbook != NULL && app_match_report_of(m).list.found > DOCS_ROWS_MAX;
    bool good = begin(&w.csv, f->csv, e);
    good = begin(&w.lines, f->lines, e) && good;
    begin_csv(&w);
    if (good && f->workbook != NULL && !*left_out) good = begin_sheet(&w, e);
    good = good && app_match_each(m, take, &w, e) && end_sheet(&w, e);
    good = end(&w.csv, good, e) && good;
    good = end(&w.lines, good, e) && good;
    docs_sheet_free(w.sheet);
    return good;
}

/* ---- the report ---- */

void app_put_match(base_json *j, const app_match_report *r) {
    base_json_number(j, "clusters", r->clusters);
    base_json_number(j, "without", r->without);
    base_json_number(j, "unmatched", r->unmatched);
    base_json_number(j, "rosters", r->rosters);
    base_json_number(j, "unread", r->unread);
    base_json_number(j, "enterprises", r->enterprises);
    base_json_number(j, "rows", r->list.rows);
    base_json_number(j, "faults", r->list.faults);
    base_json_number(j, "doubts", r->list.doubts);
    base_json_number(j, "matched", r->list.matched);
    base_json_number(j, "found", r->list.found);
    base_json_number(j, "found_clusters", r->found_clusters);
    base_json_name(j, "told");
    base_json_arr(j);
    for (size_t i = 0; i < r->list.n_told; i++) {
        base_json_obj(j);
        base_json_number(j, "row", r->list.told[i].row);
        app_put_named_label(j, "label", r->list.told[i].text);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    base_json_name(j, "unread_rosters");
    base_json_arr(j);
    for (size_t i = 0; i < r->n_told; i++) {
        base_json_obj(j);
        base_json_text(j, "cluster", r->told[i]->cluster);
        base_json_text(j, "name", r->told[i]->name);
        base_json_text(j, "file", r->told[i]->digest);
        base_json_err(j, "label", &r->told[i]->unread);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}
