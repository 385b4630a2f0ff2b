/* print_i.h - what the files that print share: a page, lines of text on it.
 *
 * Lengths are whole numbers of pango units, 1024 to a point; cairo is handed points. */
#ifndef JIQUN_DOCS_PRINT_I_H
#define JIQUN_DOCS_PRINT_I_H

#include <yyjson.h>

#include "docs/paper.h"
#include "docs/print.h"
#include "docs/print_library.h"

enum {
    DOCS_POINT = 1024,
    DOCS_MM = 2903, /* 72 / 25.4 points; a thirtieth of a millimetre off over the whole sheet */
    DOCS_LEFT = 28 * DOCS_MM,
    DOCS_TOP = 37 * DOCS_MM,
    DOCS_WIDE = 156 * DOCS_MM,
    DOCS_HIGH = 225 * DOCS_MM,
    DOCS_LINE = DOCS_HIGH / 22,    /* of the text */
    DOCS_ROW = 19 * DOCS_POINT,    /* a line within a table */
    DOCS_PADDING = 4 * DOCS_POINT, /* of its cells */
    DOCS_CELL_TEXT_MAX = 64 << 10, /* bytes of one text */
    DOCS_MODULES_MAX = 177         /* of a QR code */
};

enum docs_face { DOCS_BODY, DOCS_TITLE, DOCS_HEADING, DOCS_SMALL, DOCS_SMALL_BOLD, DOCS_NUMBER, DOCS_FACES };

typedef struct {
    cairo_t *cr;
    PangoFontDescription *font[DOCS_FACES];
    bool zh;
    base_str notice;
    int y; /* from the top of the type area: where the next thing begins */
    unsigned page;
    base_err *e;
} docs_printer;

/* Lines of one text, broken to a width. To be let go by the caller. */
typedef struct {
    PangoLayout *layout;
    int n;
} docs_lines;

void docs_lines_make(docs_printer *p, enum docs_face face, base_str text, int width, docs_lines *out);
void docs_lines_free(docs_lines *l);
/* False with p->e when the machine has no Chinese typeface. */
bool docs_has_typefaces(docs_printer *p);
int docs_line_width(const docs_lines *l, int i);
/* One line with its left end at `x` from the type area's edge, in a line of height `high` that begins at p->y + dy. */
void docs_line_show(docs_printer *p, const docs_lines *l, int i, int x, int dy, int high);

/* Makes room for `high` at p->y: on a new page when it does not fit on this one. False with p->e: too many pages. */
bool docs_room(docs_printer *p, int high);
bool docs_new_page(docs_printer *p);
void docs_page_end(docs_printer *p);
void docs_rule(docs_printer *p, int x, int dy, int to_x, int to_dy); /* a thin line */
void docs_block(docs_printer *p, int x, int dy, int wide, int high); /* filled, in the colour that is set */

/* The parts (print_part.c, print_table.c, print_figure.c). `v`: the array, whose first item is its name. */
bool docs_part_title(docs_printer *p, yyjson_val *v);
bool docs_part_note(docs_printer *p, yyjson_val *v);
bool docs_part_heading(docs_printer *p, yyjson_val *v);
bool docs_part_text(docs_printer *p, yyjson_val *v);
bool docs_part_signed(docs_printer *p, yyjson_val *v);
bool docs_part_fields(docs_printer *p, yyjson_val *v);
bool docs_part_table(docs_printer *p, yyjson_val *v);
bool docs_part_bars(docs_printer *p, yyjson_val *v);
bool docs_part_code(docs_printer *p, yyjson_val *v);

/* Item i as text; false with p->e when it is none or is too long. */
bool docs_item_text(docs_printer *p, yyjson_val *v, size_t i, base_str *out);
bool docs_wrong(docs_printer *p, const char *zh, const char *en);

#endif
