/* print_page.c - pages, and lines of text on them. */
#include "docs/print_i.h"

#include <stdio.h>
#include <string.h>

/* ---- lines ---- */

/* Pango takes lengths as int, and ends at a NUL unless told how long a text is. A character that no typeface has is
 * drawn as a box with its number: one odd sign is no reason to print nothing. */
void docs_lines_make(docs_printer *p, enum docs_face face, base_str text, int width, docs_lines *out) {
    out->layout = docs_pango.layout_new(p->cr);
    docs_pango.resolution(docs_pango.layout_context(out->layout), 72); /* a point of type is one of paper */
    docs_pango.layout_font(out->layout, p->font[face]);
    docs_pango.layout_width(out->layout, width);
    docs_pango.layout_wrap(out->layout, PANGO_WRAP_WORD_CHAR);
    docs_pango.layout_text(out->layout, text.n > 0 ? text.p : "", (int)text.n);
    out->n = docs_pango.layout_lines(out->layout);
}

bool docs_has_typefaces(docs_printer *p) {
    static const base_str usual = {"\u96c6\u7fa4\u8ba4\u5b9a\u3001\uff08\uff09", 21};
    bool good = true;
    for (int face = 0; face < DOCS_FACES; face++) {
        docs_lines l;
        docs_lines_make(p, (enum docs_face)face, usual, -1, &l);
        good = good && docs_pango.layout_unknown(l.layout) == 0;
        docs_lines_free(&l);
    }
    return good || base_err_fmt(p->e, BASE_ERR_MISSING, "本机没有中文字体；请安装软件包 fonts-noto-cjk",
                                "there is no Chinese typeface on this machine; install the package fonts-noto-cjk");
}

void docs_lines_free(docs_lines *l) {
    if (l->layout != NULL) docs_pango.unref(l->layout);
    l->layout = NULL;
}

static PangoRectangle extents(const docs_lines *l, int i) {
    PangoRectangle r = {0, 0, 0, 0};
    docs_pango.line_extents(docs_pango.layout_line(l->layout, i), NULL, &r);
    return r;
}

int docs_line_width(const docs_lines *l, int i) { return extents(l, i).width; }

static void move(docs_printer *p, int x, int y) {
    docs_pango.move_to(p->cr, (DOCS_LEFT + x) / (DOCS_POINT * 1.0), (DOCS_TOP + y) / (DOCS_POINT * 1.0));
}

/* The line is in the middle of the height it is given, whatever its typeface asks for. */
void docs_line_show(docs_printer *p, const docs_lines *l, int i, int x, int dy, int high) {
    const PangoRectangle r = extents(l, i);
    move(p, x, p->y + dy + (high - r.height) / 2 - r.y);
    docs_pango.show_line(p->cr, docs_pango.layout_line(l->layout, i));
}

/* ---- rules ---- */

void docs_rule(docs_printer *p, int x, int dy, int to_x, int to_dy) {
    move(p, x, p->y + dy);
    docs_pango.line_to(p->cr, (DOCS_LEFT + to_x) / (DOCS_POINT * 1.0), (DOCS_TOP + p->y + to_dy) / (DOCS_POINT * 1.0));
    docs_pango.stroke(p->cr);
}

void docs_block(docs_printer *p, int x, int dy, int wide, int high) {
    docs_pango.rectangle(p->cr, (DOCS_LEFT + x) / (DOCS_POINT * 1.0), (DOCS_TOP + p->y + dy) / (DOCS_POINT * 1.0),
                         wide / (DOCS_POINT * 1.0), high / (DOCS_POINT * 1.0));
    docs_pango.fill(p->cr);
}

/* ---- pages ---- */

/* A line outside the type area. */
static void edge(docs_printer *p, enum docs_face face, base_str text, int y, bool right) {
    docs_lines l;
    const int before = p->y;
    docs_lines_make(p, face, text, -1, &l);
    p->y = y;
    docs_line_show(p, &l, 0, right ? DOCS_WIDE - docs_line_width(&l, 0) - 14 * DOCS_POINT : 14 * DOCS_POINT, 0,
                   14 * DOCS_POINT);
    p->y = before;
    docs_lines_free(&l);
}

/* The number stands a line of 7 mm below the type area, on the outer side. */
void docs_page_end(docs_printer *p) {
    char number[32];
    const int n = snprintf(number, sizeof number, "\u2014 %u \u2014", p->page);
    edge(p, DOCS_NUMBER, (base_str){number, (size_t)n}, DOCS_HIGH + 7 * DOCS_MM, p->page % 2 == 1);
    if (p->notice.n > 0) edge(p, DOCS_SMALL, p->notice, -14 * DOCS_MM, false);
    docs_pango.show_page(p->cr);
}

bool docs_new_page(docs_printer *p) {
    docs_page_end(p);
    p->page++;
    p->y = 0;
    return p->page <= DOCS_PAGES_MAX ||
           base_err_fmt(p->e, BASE_ERR_LIMIT, "文书超过 %d 页", "the document has more than %d pages", DOCS_PAGES_MAX);
}

bool docs_room(docs_printer *p, int high) { return p->y + high <= DOCS_HIGH || p->y == 0 || docs_new_page(p); }
