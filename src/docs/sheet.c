/* sheet.c - see sheet.h; the format is ECMA-376, as little of it as a table of one sheet wants.
 *
 * A text stands in its cell (inlineStr), not in a table that all cells share: such a table would have to be kept until
 * the last row. The sheet is the last part but one: what is said of it as a whole, its filter, names its last row. */
#include "docs/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "docs/zip.h"

enum { XML_MAX = 1 << 20, XML_AT_ONCE = 64 << 10, PLACE_MAX = 16 };
/* Cell formats, as they stand in `styles`. */
enum { PLAIN, TITLE, NOTICE, DATE, FIGURE, WORDS };

struct docs_sheet {
    docs_zip *zip;
    docs_column column[DOCS_COLUMNS_MAX];
    char letters[DOCS_COLUMNS_MAX][4]; /* of each column: A, B … AA */
    char name[4 * DOCS_TITLE_MAX];
    size_t name_n, n_columns, rows, max_rows, head; /* head: lines above the first row */
    int fd;                                         /* -1: what is packed is taken by the caller */
    int64_t made;
    bool broken;
    base_buf xml; /* of the sheet, on its way to be packed */
};

#define XML  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OPEN "http://schemas.openxmlformats.org/"
#define TYPE "application/vnd.openxmlformats-"

static const char types[] =
    XML "<Types xmlns=\"" OPEN "package/2006/content-types\">"
        "<Default Extension=\"rels\" ContentType=\"" TYPE "package.relationships+xml\"/>"
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Override PartName=\"/docProps/core.xml\" ContentType=\"" TYPE "package.core-properties+xml\"/>"
        "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE "officedocument.spreadsheetml.styles+xml\"/>"
        "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "officedocument.spreadsheetml.sheet.main+xml\"/>"
        "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE
        "officedocument.spreadsheetml.worksheet+xml\"/></Types>";

static const char relations[] =
    XML "<Relationships xmlns=\"" OPEN "package/2006/relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" OPEN
        "officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" OPEN
        "package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";

static const char book_relations[] =
    XML "<Relationships xmlns=\"" OPEN "package/2006/relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" OPEN
        "officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" OPEN
        "officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>";

static const char styles[] =
    XML "<styleSheet xmlns=\"" OPEN "spreadsheetml/2006/main\">"
        "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd\"/></numFmts>"
        "<fonts count=\"3\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>"
        "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>"
        "<font><b/><sz val=\"11\"/><color rgb=\"FFB00020\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>"
        "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill>"
        "<fill><patternFill patternType=\"gray125\"/></fill>"
        "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE8EDF3\"/><bgColor indexed=\"64\"/></patternFill>"
        "</fill></fills>"
        "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
        "<cellXfs count=\"6\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
        "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\"/>"
        "<xf numFmtId=\"0\" fontId=\"2\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
        "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
        "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\""
        " applyAlignment=\"1\"><alignment horizontal=\"right\"/></xf>"
        "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
        "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

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

static void put_character(base_buf *b, base_str rest, bool good, uint32_t cp, size_t len) {
    const bool control = good && ((cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0xFFFE || cp == 0xFFFF);
    if (!good || control)
        base_buf_puts(b, BASE_STR("\xEF\xBF\xBD"));
    else if (cp == '&')
        base_buf_puts(b, BASE_STR("&amp;"));
    else if (cp == '<')
        base_buf_puts(b, BASE_STR("&lt;"));
    else if (cp == '>')
        base_buf_puts(b, BASE_STR("&gt;"));
    else if (cp == '"')
        base_buf_puts(b, BASE_STR("&quot;"));
    else if (cp == '_' && looks_like_escape(rest))
        base_buf_puts(b, BASE_STR("_x005F_"));
    else
        base_buf_put(b, rest.p, len);
}

/* False: more UTF-16 units, as a reader counts them, than a cell takes. */
static bool put_words(base_buf *b, base_str s) {
    size_t units = 0;
    for (size_t i = 0, len; i < s.n; i += len) {
        const base_str rest = {s.p + i, s.n - i};
        uint32_t cp;
        const bool good = base_utf8_next(rest, &cp, &len);
        if (good && cp == '\r' && rest.n > 1 && rest.p[1] == '\n') continue;
        units += good && cp > 0xFFFF ? 2 : 1;
        if (units > DOCS_TEXT_MAX) return false;
        put_character(b, rest, good, cp, len);
    }
    return true;
}

/* ---- out ---- */

static bool pack_xml(docs_sheet *s, size_t at_least, base_err *e) {
    if (s->xml.n < at_least && !s->xml.full) return true;
    s->broken = true;
    if (s->xml.full) return base_err_fmt(e, BASE_ERR_LIMIT, "表格中有过长的内容", "something in the table is too long");
    s->broken = !docs_zip_put(s->zip, base_buf_str(&s->xml), e);
    base_buf_clear(&s->xml);
    return !s->broken;
}

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

/* ---- cells ---- */

static void begin_cell(docs_sheet *s, size_t row, size_t col, int style) {
    char place[PLACE_MAX + BASE_DIGITS_MAX];
    base_buf *b = &s->xml;
    char *end = base_digits(stpcpy(place, s->letters[col]), row + 1);
    base_buf_puts(b, BASE_STR("<c r=\""));
    base_buf_put(b, place, (size_t)(end - place));
    base_buf_puts(b, BASE_STR("\" s=\""));
    base_buf_putc(b, (char)('0' + style));
}

static bool too_much_text(docs_sheet *s, size_t row, size_t col, base_err *e) {
    s->broken = true;
    return base_err_fmt(
        e, BASE_ERR_LIMIT, "表格第 %zu 行第 %zu 列的文字超过 %d 个字符，Excel 单元格放不下；请改用 CSV",
        "row %zu, column %zu of the sheet: the text has more than %d characters, which no cell of Excel "
        "takes; use CSV",
        row + 1, col + 1, DOCS_TEXT_MAX);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool write_text(docs_sheet *s, size_t row, size_t col, base_str text, int style, base_err *e) {
    if (text.n == 0) return true;
    begin_cell(s, row, col, style);
    base_buf_puts(&s->xml, is_blank(text.p[0]) || is_blank(text.p[text.n - 1])
                               ? BASE_STR("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">")
                               : BASE_STR("\" t=\"inlineStr\"><is><t>"));
    if (!put_words(&s->xml, text)) return too_much_text(s, row, col, e);
    base_buf_puts(&s->xml, BASE_STR("</t></is></c>"));
    return pack_xml(s, XML_AT_ONCE, e);
}

static bool write_number(docs_sheet *s, size_t row, size_t col, int32_t n, int style) {
    begin_cell(s, row, col, style);
    base_buf_puts(&s->xml, BASE_STR("\"><v>"));
    base_buf_i64(&s->xml, n);
    base_buf_puts(&s->xml, BASE_STR("</v></c>"));
    return true;
}

/* The format counts days from 1899-12-30; before 1900-03-01 it counts one that never was. */
static bool write_date(docs_sheet *s, size_t row, size_t col, base_date d, base_err *e) {
    enum { EPOCH = 25569, FIRST = 61 };
    if (d >= FIRST - EPOCH) return write_number(s, row, col, d + EPOCH, DATE);
    base_buf b;
    base_buf_init(&b, 32);
    bool good = !base_date_put(&b, d) || write_text(s, row, col, base_buf_str(&b), WORDS, e);
    base_buf_free(&b);
    return good;
}

static bool write_integer(docs_sheet *s, size_t row, size_t col, int64_t n, base_err *e) {
    if (n >= INT32_MIN && n <= INT32_MAX) return write_number(s, row, col, (int32_t)n, PLAIN);
    base_buf b;
    base_buf_init(&b, 32);
    base_buf_i64(&b, n);
    bool good = write_text(s, row, col, base_buf_str(&b), FIGURE, e);
    base_buf_free(&b);
    return good;
}

static bool write_cell(docs_sheet *s, size_t row, size_t col, const docs_cell *c, base_err *e) {
    switch (s->column[col].type) {
    case DOCS_TEXT: return write_text(s, row, col, c->text, WORDS, e);
    case DOCS_FIGURE: return write_text(s, row, col, c->text, FIGURE, e);
    case DOCS_DATE: return !c->set || write_date(s, row, col, (base_date)c->n, e);
    case DOCS_INTEGER: return !c->set || write_integer(s, row, col, c->n, e);
    }
    return true;
}

static void begin_row(docs_sheet *s, size_t row) {
    base_buf_puts(&s->xml, BASE_STR("<row r=\""));
    base_buf_u64(&s->xml, row + 1);
    base_buf_puts(&s->xml, BASE_STR("\">"));
}

static bool end_row(docs_sheet *s, base_err *e) {
    base_buf_puts(&s->xml, BASE_STR("</row>"));
    return pack_xml(s, XML_AT_ONCE, e);
}

/* ---- beginning ---- */

/* The name of a sheet has neither []:*?/\ nor a ' at its ends, and at most 31 characters. */
static void set_name(docs_sheet *s, base_str name) {
    size_t n = 0, at = 0;
    for (size_t i = 0, len; i < name.n && n < DOCS_TITLE_MAX; i += len, n++) {
        uint32_t cp;
        base_str rest = {name.p + i, name.n - i};
        bool good = base_utf8_next(rest, &cp, &len) && cp >= 0x20 && cp <= 0xFFFF;
        bool forbidden = !good || (cp < 0x80 && strchr("[]:*?/\\'", (int)cp) != NULL);
        memcpy(s->name + at, forbidden ? " " : rest.p, forbidden ? 1 : len);
        at += forbidden ? 1 : len;
    }
    s->name_n = at;
    if (n == 0) s->name_n = (size_t)(stpcpy(s->name, "Sheet1") - s->name);
}

static void set_columns(docs_sheet *s, const docs_sheet_options *o) {
    s->n_columns = o->n_columns;
    memcpy(s->column, o->column, o->n_columns * sizeof *o->column);
    for (size_t i = 0; i < s->n_columns; i++) {
        char *p = s->letters[i];
        if (i >= 26) *p++ = (char)('A' + i / 26 - 1);
        *p = (char)('A' + i % 26);
    }
}

static bool write_about(docs_sheet *s, base_err *e) {
    char when[32];
    struct tm t;
    const time_t made = (time_t)(s->made > 0 ? s->made : 1);
    base_buf *b = &s->xml;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&made, &t));
    base_buf_fmt(b,
                 XML "<cp:coreProperties xmlns:cp=\"" OPEN "package/2006/metadata/core-properties\""
                     " xmlns:dcterms=\"http://purl.org/dc/terms/\""
                     " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
                     "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%s</dcterms:created></cp:coreProperties>",
                 when);
    const bool good = docs_zip_part(s->zip, "docProps/core.xml", base_buf_str(b), e);
    base_buf_clear(b);
    return good;
}

/* What stands before the rows: the lines that do not scroll away, how wide the columns are. */
static void put_view(docs_sheet *s) {
    static const unsigned width[] = {[DOCS_TEXT] = 24, [DOCS_FIGURE] = 14, [DOCS_DATE] = 12, [DOCS_INTEGER] = 10};
    base_buf *b = &s->xml;
    base_buf_fmt(b,
                 XML "<worksheet xmlns=\"" OPEN
                     "spreadsheetml/2006/main\"><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">"
                     "<pane ySplit=\"%zu\" topLeftCell=\"A%zu\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                     "</sheetView></sheetViews><cols>",
                 s->head, s->head + 1);
    for (size_t i = 0; i < s->n_columns; i++) {
        const unsigned wide = s->column[i].width;
        base_buf_fmt(b, "<col min=\"%zu\" max=\"%zu\" width=\"%u\" customWidth=\"1\"/>", i + 1, i + 1,
                     wide > 0 && wide <= 255 ? wide : width[s->column[i].type]);
    }
    base_buf_puts(b, BASE_STR("</cols><sheetData>"));
}

static bool write_head(docs_sheet *s, const docs_sheet_options *o, base_err *e) {
    size_t row = 0;
    s->head = o->notice.n > 0 ? 2 : 1;
    put_view(s);
    if (o->notice.n > 0) {
        begin_row(s, row);
        if (!write_text(s, row++, 0, o->notice, NOTICE, e) || !end_row(s, e)) return false;
    }
    begin_row(s, row);
    for (size_t i = 0; i < s->n_columns; i++) {
        if (!write_text(s, row, i, o->column[i].title, TITLE, e)) return false;
    }
    return end_row(s, e);
}

static bool begin(docs_sheet *s, const docs_sheet_options *o, base_err *e) {
    return docs_zip_part(s->zip, "[Content_Types].xml", BASE_STR(types), e) &&
           docs_zip_part(s->zip, "_rels/.rels", BASE_STR(relations), e) && write_about(s, e) &&
           docs_zip_part(s->zip, "xl/_rels/workbook.xml.rels", BASE_STR(book_relations), e) &&
           docs_zip_part(s->zip, "xl/styles.xml", BASE_STR(styles), e) &&
           docs_zip_begin(s->zip, "xl/worksheets/sheet1.xml", e) && write_head(s, o, e);
}

docs_sheet *docs_sheet_new(const docs_sheet_options *o, base_err *e) {
    if (o->n_columns == 0 || o->n_columns > DOCS_COLUMNS_MAX) {
        base_err_fmt(e, BASE_ERR_LIMIT, "表格应有 1 至 %d 列，现为 %zu 列", "a sheet has 1 to %d columns, not %zu",
                     DOCS_COLUMNS_MAX, o->n_columns);
        return NULL;
    }
    int fd = o->taken ? -1 : nameless_file(o->folder, e);
    if (fd < 0 && !o->taken) return NULL;
    docs_sheet *s = base_zeroed(1, sizeof *s);
    s->fd = fd;
    s->made = o->made;
    s->max_rows = o->max_rows > 0 && o->max_rows < DOCS_ROWS_MAX ? o->max_rows : DOCS_ROWS_MAX;
    s->zip = docs_zip_new(fd);
    base_buf_init(&s->xml, XML_MAX);
    set_columns(s, o);
    set_name(s, o->name);
    if (begin(s, o, e)) return s;
    docs_sheet_free(s);
    return NULL;
}

void docs_sheet_free(docs_sheet *s) {
    if (s == NULL) return;
    docs_zip_free(s->zip);
    if (s->fd >= 0) close(s->fd);
    base_buf_free(&s->xml);
    free(s);
}

/* ---- rows ---- */

static bool has_failed(const docs_sheet *s, base_err *e) {
    if (s->broken) base_err_fmt(e, BASE_ERR_IO, "表格已写失败", "the sheet has failed before");
    return s->broken;
}

bool docs_sheet_row(docs_sheet *s, const docs_cell *cell, base_err *e) {
    if (has_failed(s, e)) return false;
    if (s->rows == s->max_rows) {
        s->broken = true;
        return base_err_fmt(e, BASE_ERR_LIMIT, "表格最多 %zu 行；请缩小筛选范围，或改用 CSV",
                            "a sheet has at most %zu rows; narrow the filter, or use CSV", s->max_rows);
    }
    const size_t row = s->head + s->rows;
    begin_row(s, row);
    for (size_t i = 0; i < s->n_columns; i++) {
        if (!write_cell(s, row, i, &cell[i], e)) return false;
    }
    s->rows++;
    return end_row(s, e);
}

/* ---- ending ---- */

/* Digits in a text are meant: without `ignoredErrors`, spreadsheets mark each such cell. */
static void put_tail(docs_sheet *s) {
    const char *last = s->letters[s->n_columns - 1];
    base_buf *b = &s->xml;
    base_buf_puts(b, BASE_STR("</sheetData>"));
    if (s->rows > 0) base_buf_fmt(b, "<autoFilter ref=\"A%zu:%s%zu\"/>", s->head, last, s->head + s->rows);
    base_buf_fmt(b,
                 "<ignoredErrors><ignoredError sqref=\"A1:%s%zu\" numberStoredAsText=\"1\"/></ignoredErrors>"
                 "</worksheet>",
                 last, s->head + s->rows);
}

static void put_book(docs_sheet *s) {
    const base_str name = {s->name, s->name_n};
    base_buf *b = &s->xml;
    base_buf_puts(b, BASE_STR(XML "<workbook xmlns=\"" OPEN "spreadsheetml/2006/main\" xmlns:r=\"" OPEN
                                  "officeDocument/2006/relationships\"><bookViews><workbookView/></bookViews>"
                                  "<sheets><sheet name=\""));
    put_words(b, name);
    base_buf_puts(b, BASE_STR("\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"));
    if (s->rows > 0) {
        base_buf_puts(b, BASE_STR("<definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\""
                                  " hidden=\"1\">'"));
        put_words(b, name);
        base_buf_fmt(b, "'!$A$%zu:$%s$%zu</definedName></definedNames>", s->head, s->letters[s->n_columns - 1],
                     s->head + s->rows);
    }
    base_buf_puts(b, BASE_STR("</workbook>"));
}

bool docs_sheet_finish(docs_sheet *s, base_err *e) {
    if (has_failed(s, e)) return false;
    put_tail(s);
    if (!pack_xml(s, 0, e) || !docs_zip_end(s->zip, e)) return false;
    put_book(s);
    s->broken = true; /* nothing follows */
    return docs_zip_part(s->zip, "xl/workbook.xml", base_buf_str(&s->xml), e) && docs_zip_finish(s->zip, e);
}

base_str docs_sheet_packed(const docs_sheet *s) { return docs_zip_packed(s->zip); }

void docs_sheet_taken(docs_sheet *s) { docs_zip_taken(s->zip); }

int docs_sheet_end(docs_sheet *s, uint64_t *size, base_err *e) {
    if (!docs_sheet_finish(s, e)) return -1;
    if (lseek(s->fd, 0, SEEK_SET) != 0) {
        base_err_fmt(e, BASE_ERR_IO, "写表格失败：%m", "the sheet can not be written: %m");
        return -1;
    }
    int fd = s->fd;
    s->fd = -1;
    *size = docs_zip_size(s->zip);
    return fd;
}
