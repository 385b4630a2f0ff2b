/* sheet.c - see sheet.h.
 *
 * libxlsxwriter writes to a path. It is given that of a descriptor of ours (/proc/self/fd/N), whose file has lost its
 * name already, so there is nothing to clean up after a crash; its own temporary files are such files, too. */
#include "docs/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"

struct docs_sheet {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *date, *figure, *text;
    docs_column column[DOCS_COLUMNS_MAX];
    size_t n_columns, rows, max_rows, head; /* head: lines above the first row */
    int fd;
    bool broken;
    base_buf word; /* one cell, with a NUL */
};

/* ---- texts as the format can carry them ---- */

/* "_x0041_" in a cell stands for the character of that number: the sign that begins it is written as such a number
 * itself, so that a reader gets back what was given. */
static bool looks_like_escape(base_str s) {
    if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_') return false;
    for (size_t i = 2; i < 6; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return false;
    }
    return true;
}

/* Into `word`, with a NUL; returns how many UTF-16 units a reader counts. */
static size_t write_word(base_buf *b, base_str s) {
    size_t units = 0;
    base_buf_clear(b);
    for (size_t i = 0, len; i < s.n && !b->full; i += len) {
        base_str rest = {s.p + i, s.n - i};
        uint32_t cp;
        bool good = base_utf8_next(rest, &cp, &len);
        if (good && cp == '\r' && rest.n > 1 && rest.p[1] == '\n') continue;
        bool control = good && ((cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0xFFFE || cp == 0xFFFF);
        if (good && cp == '_' && looks_like_escape(rest))
            base_buf_puts(b, BASE_STR("_x005F_"));
        else
            base_buf_puts(b, good && !control ? (base_str){rest.p, len} : BASE_STR("\xEF\xBF\xBD"));
        units += good && cp > 0xFFFF ? 2 : 1;
    }
    base_buf_putc(b, '\0');
    return units;
}

/* ---- beginning ---- */

static int nameless_file(const char *folder, base_err *e) {
    char path[4096];
    const char *tmp = getenv("TMPDIR");
    if (folder == NULL) folder = tmp != NULL && tmp[0] == '/' ? tmp : "/tmp";
    int n = snprintf(path, sizeof path, "%s/jiqun-sheet-XXXXXX", folder);
    errno = ENAMETOOLONG;
    int fd = n > 0 && (size_t)n < sizeof path ? mkostemp(path, O_CLOEXEC) : -1;
    if (fd < 0) {
        base_err_fmt(e, BASE_ERR_IO, "不能建立临时文件（%m）", "a temporary file can not be made (%m)");
        base_err_at(e, base_str_of(folder), 0, 0);
        return -1;
    }
    unlink(path);
    return fd;
}

/* The name of a sheet has neither []:*?/\ nor a ' at its ends, and at most 31 characters. */
static const char *sheet_name(docs_sheet *s, base_str name) {
    size_t n = 0;
    base_buf_clear(&s->word);
    for (size_t i = 0, len; i < name.n && n < DOCS_TITLE_MAX; i += len, n++) {
        uint32_t cp;
        base_str rest = {name.p + i, name.n - i};
        bool good = base_utf8_next(rest, &cp, &len) && cp >= 0x20 && cp <= 0xFFFF;
        bool forbidden = !good || (cp < 0x80 && strchr("[]:*?/\\'", (int)cp) != NULL);
        base_buf_puts(&s->word, forbidden ? BASE_STR(" ") : (base_str){rest.p, len});
    }
    base_buf_putc(&s->word, '\0');
    return n > 0 ? s->word.p : NULL;
}

static void open_formats(docs_sheet *s, lxw_format **title, lxw_format **notice) {
    *title = workbook_add_format(s->book);
    *notice = workbook_add_format(s->book);
    s->date = workbook_add_format(s->book);
    s->figure = workbook_add_format(s->book);
    s->text = workbook_add_format(s->book);
    format_set_bold(*title);
    format_set_bg_color(*title, 0xE8EDF3);
    format_set_bold(*notice);
    format_set_font_color(*notice, 0xB00020);
    format_set_num_format(s->date, "yyyy-mm-dd");
    format_set_num_format(s->figure, "@");
    format_set_align(s->figure, LXW_ALIGN_RIGHT);
    format_set_num_format(s->text, "@");
}

static bool write_text(docs_sheet *s, size_t row, size_t col, base_str text, lxw_format *format, base_err *e);

static bool write_head(docs_sheet *s, const docs_sheet_options *o, base_err *e) {
    static const uint16_t width[] = {[DOCS_TEXT] = 24, [DOCS_FIGURE] = 14, [DOCS_DATE] = 12, [DOCS_INTEGER] = 10};
    lxw_format *title, *notice;
    open_formats(s, &title, &notice);
    for (size_t i = 0; i < s->n_columns; i++) {
        unsigned wide = s->column[i].width;
        uint16_t w = wide > 0 && wide <= 255 ? (uint16_t)wide : width[s->column[i].type];
        worksheet_set_column(s->sheet, (lxw_col_t)i, (lxw_col_t)i, w, NULL);
    }
    if (o->notice.n > 0 && !write_text(s, s->head++, 0, o->notice, notice, e)) return false;
    for (size_t i = 0; i < s->n_columns; i++) {
        if (!write_text(s, s->head, i, o->column[i].title, title, e)) return false;
    }
    s->head++;
    worksheet_freeze_panes(s->sheet, (lxw_row_t)s->head, 0);
    return true;
}

static bool open_book(docs_sheet *s, const docs_sheet_options *o, base_err *e) {
    char path[64], folder[4096];
    snprintf(path, sizeof path, "/proc/self/fd/%d", s->fd);
    snprintf(folder, sizeof folder, "%s", o->folder != NULL ? o->folder : "");
    lxw_workbook_options how = {
        .constant_memory = LXW_TRUE, .tmpdir = o->folder != NULL ? folder : NULL, .use_zip64 = LXW_FALSE};
    errno = ENOMEM;
    s->book = workbook_new_opt(path, &how);
    s->sheet = s->book != NULL ? workbook_add_worksheet(s->book, sheet_name(s, o->name)) : NULL;
    if (s->sheet == NULL)
        return base_err_fmt(e, BASE_ERR_IO, "不能开始写表格（%m）", "the sheet can not be begun (%m)");
    lxw_doc_properties about = {.created = (time_t)(o->made > 0 ? o->made : 1)};
    workbook_set_properties(s->book, &about);
    return write_head(s, o, e);
}

docs_sheet *docs_sheet_new(const docs_sheet_options *o, base_err *e) {
    if (o->n_columns == 0 || o->n_columns > DOCS_COLUMNS_MAX) {
        base_err_fmt(e, BASE_ERR_LIMIT, "表格应有 1 至 %d 列，现为 %zu 列", "a sheet has 1 to %d columns, not %zu",
                     DOCS_COLUMNS_MAX, o->n_columns);
        return NULL;
    }
    int fd = nameless_file(o->folder, e);
    if (fd < 0) return NULL;
    docs_sheet *s = base_zeroed(1, sizeof *s);
    s->fd = fd;
    s->n_columns = o->n_columns;
    memcpy(s->column, o->column, o->n_columns * sizeof *o->column);
    s->max_rows = o->max_rows > 0 && o->max_rows < DOCS_ROWS_MAX ? o->max_rows : DOCS_ROWS_MAX;
    base_buf_init(&s->word, (size_t)1 << 20);
    if (open_book(s, o, e)) return s;
    docs_sheet_free(s);
    return NULL;
}

void docs_sheet_free(docs_sheet *s) {
    if (s == NULL) return;
    if (s->book != NULL) lxw_workbook_free(s->book);
    if (s->fd >= 0) close(s->fd);
    base_buf_free(&s->word);
    free(s);
}

/* ---- rows ---- */

static bool failed(docs_sheet *s, lxw_error code, base_err *e) {
    s->broken = true;
    return base_err_fmt(e, BASE_ERR_IO, "写表格失败：%s（%m）", "the sheet can not be written: %s (%m)",
                        lxw_strerror(code));
}

static bool write_text(docs_sheet *s, size_t row, size_t col, base_str text, lxw_format *format, base_err *e) {
    if (text.n == 0) return true;
    size_t units = write_word(&s->word, text);
    if (s->word.full || units > DOCS_TEXT_MAX) {
        s->broken = true;
        base_err_fmt(e, BASE_ERR_LIMIT, "表格第 %zu 行第 %zu 列的文字超过 %d 个字符，Excel 单元格放不下；请改用 CSV",
                     "row %zu, column %zu of the sheet: the text has more than %d characters, which no cell of Excel "
                     "takes; use CSV",
                     row + 1, col + 1, DOCS_TEXT_MAX);
        return false;
    }
    lxw_error code = worksheet_write_string(s->sheet, (lxw_row_t)row, (lxw_col_t)col, s->word.p, format);
    return code == LXW_NO_ERROR || failed(s, code, e);
}

static bool write_number(docs_sheet *s, size_t row, size_t col, int32_t n, lxw_format *format, base_err *e) {
    lxw_error code = worksheet_write_number(s->sheet, (lxw_row_t)row, (lxw_col_t)col, n, format);
    return code == LXW_NO_ERROR || failed(s, code, e);
}

/* The format counts days from 1899-12-30; before 1900-03-01 it counts one that never was. */
static bool write_date(docs_sheet *s, size_t row, size_t col, base_date d, base_err *e) {
    enum { EPOCH = 25569, FIRST = 61 };
    if (d >= FIRST - EPOCH) return write_number(s, row, col, d + EPOCH, s->date, e);
    base_buf b;
    base_buf_init(&b, 32);
    bool good = !base_date_put(&b, d) || write_text(s, row, col, base_buf_str(&b), s->text, e);
    base_buf_free(&b);
    return good;
}

static bool write_integer(docs_sheet *s, size_t row, size_t col, int64_t n, base_err *e) {
    if (n >= INT32_MIN && n <= INT32_MAX) return write_number(s, row, col, (int32_t)n, NULL, e);
    base_buf b;
    base_buf_init(&b, 32);
    base_buf_i64(&b, n);
    bool good = write_text(s, row, col, base_buf_str(&b), s->figure, e);
    base_buf_free(&b);
    return good;
}

static bool write_cell(docs_sheet *s, size_t row, size_t col, const docs_cell *c, base_err *e) {
    switch (s->column[col].type) {
    case DOCS_TEXT: return write_text(s, row, col, c->text, s->text, e);
    case DOCS_FIGURE: return write_text(s, row, col, c->text, s->figure, e);
    case DOCS_DATE: return !c->set || write_date(s, row, col, (base_date)c->n, e);
    case DOCS_INTEGER: return !c->set || write_integer(s, row, col, c->n, e);
    }
    return true;
}

bool docs_sheet_row(docs_sheet *s, const docs_cell *cell, base_err *e) {
    if (s->broken) return base_err_fmt(e, BASE_ERR_IO, "表格已写失败", "the sheet has failed before");
    if (s->rows == s->max_rows) {
        s->broken = true;
        return base_err_fmt(e, BASE_ERR_LIMIT, "表格最多 %zu 行；请缩小筛选范围，或改用 CSV",
                            "a sheet has at most %zu rows; narrow the filter, or use CSV", s->max_rows);
    }
    size_t row = s->head + s->rows;
    for (size_t i = 0; i < s->n_columns; i++) {
        if (!write_cell(s, row, i, &cell[i], e)) return false;
    }
    s->rows++;
    return true;
}

/* ---- ending ---- */

/* Digits in a text are meant: without this, spreadsheets mark each such cell. */
static void mean_texts(docs_sheet *s) {
    char range[64], last[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(last, (lxw_row_t)(s->head + s->rows), (lxw_col_t)(s->n_columns - 1));
    snprintf(range, sizeof range, "A1:%s", last);
    worksheet_ignore_errors(s->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range);
}

int docs_sheet_end(docs_sheet *s, uint64_t *size, base_err *e) {
    if (s->broken || s->book == NULL) {
        base_err_fmt(e, BASE_ERR_IO, "表格已写失败", "the sheet has failed before");
        return -1;
    }
    mean_texts(s);
    if (s->rows > 0)
        worksheet_autofilter(s->sheet, (lxw_row_t)(s->head - 1), 0, (lxw_row_t)(s->head + s->rows - 1),
                             (lxw_col_t)(s->n_columns - 1));
    errno = 0;
    lxw_error code = workbook_close(s->book);
    s->book = NULL; /* it is gone whatever the answer */
    struct stat st;
    if (code != LXW_NO_ERROR || fstat(s->fd, &st) != 0 || lseek(s->fd, 0, SEEK_SET) != 0) {
        failed(s, code, e);
        return -1;
    }
    int fd = s->fd;
    s->fd = -1;
    *size = (uint64_t)st.st_size;
    return fd;
}
