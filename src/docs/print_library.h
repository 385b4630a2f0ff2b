/* print_library.h - the functions of pango, cairo and libqrencode, loaded when the first document is printed
 * (base/library.h). */
#ifndef JIQUN_DOCS_PRINT_LIBRARY_H
#define JIQUN_DOCS_PRINT_LIBRARY_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include "base/err.h"

typedef struct {
    __typeof__(cairo_pdf_surface_create_for_stream) *pdf_new;
    __typeof__(cairo_pdf_surface_set_metadata) *pdf_metadata;
    __typeof__(cairo_create) *begin;
    __typeof__(cairo_destroy) *end;
    __typeof__(cairo_status) *status;
    __typeof__(cairo_status_to_string) *status_text;
    __typeof__(cairo_surface_finish) *surface_finish;
    __typeof__(cairo_surface_status) *surface_status;
    __typeof__(cairo_surface_destroy) *surface_free;
    __typeof__(cairo_show_page) *show_page;
    __typeof__(cairo_move_to) *move_to;
    __typeof__(cairo_line_to) *line_to;
    __typeof__(cairo_rectangle) *rectangle;
    __typeof__(cairo_fill) *fill;
    __typeof__(cairo_stroke) *stroke;
    __typeof__(cairo_set_line_width) *line_width;
    __typeof__(cairo_set_source_rgb) *colour;
    __typeof__(pango_cairo_create_layout) *layout_new;
    __typeof__(pango_cairo_show_layout_line) *show_line;
    __typeof__(pango_layout_get_context) *layout_context;
    __typeof__(pango_cairo_context_set_resolution) *resolution;
    __typeof__(pango_layout_set_text) *layout_text;
    __typeof__(pango_layout_set_width) *layout_width;
    __typeof__(pango_layout_set_wrap) *layout_wrap;
    __typeof__(pango_layout_set_font_description) *layout_font;
    __typeof__(pango_layout_get_line_count) *layout_lines;
    __typeof__(pango_layout_get_line_readonly) *layout_line;
    __typeof__(pango_layout_get_unknown_glyphs_count) *layout_unknown;
    __typeof__(pango_layout_line_get_extents) *line_extents;
    __typeof__(pango_font_description_from_string) *font_new;
    __typeof__(pango_font_description_free) *font_free;
    __typeof__(g_object_unref) *unref;
} docs_pango_functions;

typedef struct {
    __typeof__(QRcode_encodeString8bit) *encode;
    __typeof__(QRcode_free) *free;
} docs_qr_functions;

/* To be called only after the matching load has said true. */
extern docs_pango_functions docs_pango;
extern docs_qr_functions docs_qr;
bool docs_pango_load(base_err *e);
bool docs_qr_load(base_err *e);

#endif
