/* print.c - see print.h: reads a document and has its parts set, one after another. */
#include "docs/print.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "docs/print_i.h"

static const char *const face_name[DOCS_FACES] = {
    [DOCS_BODY] = "FangSong,FangSong_GB2312,STFangsong,Noto Serif CJK SC,serif 16",
    [DOCS_TITLE] = "FZXiaoBiaoSong\\-B05S,Noto Serif CJK SC,serif Bold 22",
    [DOCS_HEADING] = "SimHei,Noto Sans CJK SC,sans-serif Medium 16",
    [DOCS_SMALL] = "FangSong,FangSong_GB2312,STFangsong,Noto Serif CJK SC,serif 12",
    [DOCS_SMALL_BOLD] = "SimHei,Noto Sans CJK SC,sans-serif Medium 12",
    [DOCS_NUMBER] = "SimSun,Noto Serif CJK SC,serif 14",
};

static const struct {
    const char *name;
    bool (*put)(docs_printer *p, yyjson_val *v);
} parts[] = {
    {"title", docs_part_title}, {"note", docs_part_note},     {"heading", docs_part_heading},
    {"text", docs_part_text},   {"signed", docs_part_signed}, {"fields", docs_part_fields},
    {"table", docs_part_table}, {"bars", docs_part_bars},     {"code", docs_part_code},
};

static bool put_part(docs_printer *p, yyjson_val *v) {
    const char *name = yyjson_get_str(yyjson_arr_get_first(v));
    for (size_t i = 0; name != NULL && i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(name, parts[i].name) == 0) return parts[i].put(p, v);
    }
    return docs_wrong(p, "有一部分不知是什么", "a part is of no known kind");
}

/* ---- the file ---- */

static cairo_status_t write_piece(void *pdf, const unsigned char *bytes, unsigned n) {
    return base_buf_put(pdf, (const char *)bytes, n) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void describe(cairo_surface_t *surface, yyjson_val *root) {
    char made[40];
    const char *title = yyjson_get_str(yyjson_obj_get(root, "title")),
               *day = yyjson_get_str(yyjson_obj_get(root, "made"));
    base_date date;
    if (title != NULL) docs_pango.pdf_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    docs_pango.pdf_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "jiqun");
    if (day == NULL || !base_date_parse(base_str_of(day), &date, NULL)) return;
    (void)snprintf(made, sizeof made, "%sT00:00:00+08:00", day);
    docs_pango.pdf_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
}

static bool put_all(docs_printer *p, yyjson_val *root) {
    size_t i, n;
    yyjson_val *part, *list = yyjson_obj_get(root, "parts");
    const char *notice = yyjson_get_str(yyjson_obj_get(root, "notice")),
               *language = yyjson_get_str(yyjson_obj_get(root, "language"));
    if (!yyjson_is_arr(list) || language == NULL)
        return docs_wrong(p, "缺少 language 或 parts", "language or parts are lacking");
    p->zh = strcmp(language, "zh") == 0;
    p->notice = base_str_of(notice != NULL ? notice : "");
    docs_pango.line_width(p->cr, 0.6);
    docs_pango.colour(p->cr, 0, 0, 0);
    yyjson_arr_foreach(list, i, n, part) {
        if (!put_part(p, part)) return false;
    }
    docs_page_end(p);
    return true;
}

static bool print_on(cairo_surface_t *surface, yyjson_val *root, const base_buf *pdf, base_err *e) {
    docs_printer p = {.cr = docs_pango.begin(surface), .page = 1, .e = e};
    for (int i = 0; i < DOCS_FACES; i++) p.font[i] = docs_pango.font_new(face_name[i]);
    bool good = docs_has_typefaces(&p) && put_all(&p, root);
    cairo_status_t status = docs_pango.status(p.cr);
    docs_pango.end(p.cr);
    docs_pango.surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) status = docs_pango.surface_status(surface);
    for (int i = 0; i < DOCS_FACES; i++) docs_pango.font_free(p.font[i]);
    if (!good) return false;
    if (pdf->full)
        return base_err_fmt(e, BASE_ERR_LIMIT, "文书超过 %d 字节", "the file has more than %d bytes", DOCS_PDF_MAX);
    return status == CAIRO_STATUS_SUCCESS ||
           base_err_fmt(e, BASE_ERR_IO, "不能印出：%s", "it can not be printed: %s", docs_pango.status_text(status));
}

static void put_bytes(char *to, base_str s) { memcpy(to, s.p, s.n); }

/* Code points that are no characters (U+FFFF) are taken by no typeface and refused by cairo: U+FFFD in their place.
 * Each takes three bytes of its own, or four of which the last three say that it is one. */
static char *without_noncharacters(base_str paper) {
    char *copy = base_zeroed(1, paper.n + 1);
    if (paper.n > 0) memcpy(copy, paper.p, paper.n);
    for (size_t i = 2; i < paper.n; i++) {
        const unsigned char a = (unsigned char)copy[i - 2], b = (unsigned char)copy[i - 1], c = (unsigned char)copy[i];
        const bool bmp = a == 0xEF && ((b == 0xBF && c >= 0xBE) || (b == 0xB7 && c >= 0x90 && c <= 0xAF));
        const bool above = i > 2 && (unsigned char)copy[i - 3] >= 0xF0 && (a & 0x8F) == 0x8F && b == 0xBF && c >= 0xBE;
        if (bmp) put_bytes(copy + i - 2, BASE_STR("\uFFFD"));
        if (above) put_bytes(copy + i - 3, BASE_STR("\uFFFD "));
    }
    return copy;
}

bool docs_print(base_str paper, base_buf *pdf, base_err *e) {
    docs_printer none = {.e = e};
    if (paper.n > DOCS_PAPER_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "文书超过 %d 字节", "the document has more than %d bytes",
                            DOCS_PAPER_MAX);
    char *copy = without_noncharacters(paper);
    yyjson_doc *doc = paper.n > 0 ? yyjson_read(copy, paper.n, 0) : NULL;
    yyjson_val *root = yyjson_doc_get_root(doc);
    bool good = yyjson_is_obj(root) ? docs_pango_load(e) : docs_wrong(&none, "不是 JSON 对象", "it is no JSON object");
    if (good) {
        cairo_surface_t *surface = docs_pango.pdf_new(write_piece, pdf, 595.276, 841.890);
        describe(surface, root);
        good = print_on(surface, root, pdf, e);
        docs_pango.surface_free(surface);
    }
    yyjson_doc_free(doc);
    free(copy);
    return good;
}
