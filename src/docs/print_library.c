/* print_library.c - see print_library.h. */
#include "docs/print_library.h"

#include "base/library.h"

docs_pango_functions docs_pango;
docs_qr_functions docs_qr;

/* libpangocairo stands on pango, cairo and gobject, so all of them are found through it. */
static const base_function drawing[] = {
    {"cairo_pdf_surface_create_for_stream", offsetof(docs_pango_functions, pdf_new)},
    {"cairo_pdf_surface_set_metadata", offsetof(docs_pango_functions, pdf_metadata)},
    {"cairo_create", offsetof(docs_pango_functions, begin)},
    {"cairo_destroy", offsetof(docs_pango_functions, end)},
    {"cairo_status", offsetof(docs_pango_functions, status)},
    {"cairo_status_to_string", offsetof(docs_pango_functions, status_text)},
    {"cairo_surface_finish", offsetof(docs_pango_functions, surface_finish)},
    {"cairo_surface_status", offsetof(docs_pango_functions, surface_status)},
    {"cairo_surface_destroy", offsetof(docs_pango_functions, surface_free)},
    {"cairo_show_page", offsetof(docs_pango_functions, show_page)},
    {"cairo_move_to", offsetof(docs_pango_functions, move_to)},
    {"cairo_line_to", offsetof(docs_pango_functions, line_to)},
    {"cairo_rectangle", offsetof(docs_pango_functions, rectangle)},
    {"cairo_fill", offsetof(docs_pango_functions, fill)},
    {"cairo_stroke", offsetof(docs_pango_functions, stroke)},
    {"cairo_set_line_width", offsetof(docs_pango_functions, line_width)},
    {"cairo_set_source_rgb", offsetof(docs_pango_functions, colour)},
    {"pango_cairo_create_layout", offsetof(docs_pango_functions, layout_new)},
    {"pango_cairo_show_layout_line", offsetof(docs_pango_functions, show_line)},
    {"pango_layout_get_context", offsetof(docs_pango_functions, layout_context)},
    {"pango_cairo_context_set_resolution", offsetof(docs_pango_functions, resolution)},
    {"pango_layout_set_text", offsetof(docs_pango_functions, layout_text)},
    {"pango_layout_set_width", offsetof(docs_pango_functions, layout_width)},
    {"pango_layout_set_wrap", offsetof(docs_pango_functions, layout_wrap)},
    {"pango_layout_set_font_description", offsetof(docs_pango_functions, layout_font)},
    {"pango_layout_get_line_count", offsetof(docs_pango_functions, layout_lines)},
    {"pango_layout_get_line_readonly", offsetof(docs_pango_functions, layout_line)},
    {"pango_layout_get_unknown_glyphs_count", offsetof(docs_pango_functions, layout_unknown)},
    {"pango_layout_line_get_extents", offsetof(docs_pango_functions, line_extents)},
    {"pango_font_description_from_string", offsetof(docs_pango_functions, font_new)},
    {"pango_font_description_free", offsetof(docs_pango_functions, font_free)},
    {"g_object_unref", offsetof(docs_pango_functions, unref)},
};

static const base_function coding[] = {
    {"QRcode_encodeString8bit", offsetof(docs_qr_functions, encode)},
    {"QRcode_free", offsetof(docs_qr_functions, free)},
};

static base_library pangocairo = {.file = "libpangocairo-1.0.so.0",
                                  .version = "1.50",
                                  .package = "libpangocairo-1.0-0",
                                  .function = drawing,
                                  .n = sizeof drawing / sizeof *drawing,
                                  .table = &docs_pango,
                                  .lock = PTHREAD_MUTEX_INITIALIZER};

static base_library qrencode = {.file = "libqrencode.so.4",
                                .version = "4.1",
                                .package = "libqrencode4",
                                .function = coding,
                                .n = sizeof coding / sizeof *coding,
                                .table = &docs_qr,
                                .lock = PTHREAD_MUTEX_INITIALIZER};

bool docs_pango_load(base_err *e) { return base_library_load(&pangocairo, e); }
bool docs_qr_load(base_err *e) { return base_library_load(&qrencode, e); }
