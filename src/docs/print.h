/* print.h - a document (paper.h) as PDF.
 *
 * A4 in the measures of GB/T 9704-2012: the type area is 156 by 225 mm, 37 mm below the upper and 28 mm from the left
 * edge; 22 lines of size 3 (16 points) a page; the title in size 2; page numbers in size 4, below the type area, on
 * the outer side. The typefaces that the standard names are used where the machine has them (FangSong, SimHei); else
 * free ones stand in for them: Noto Serif and Noto Sans, so a machine without either is told which package to install.
 *
 * Pango lays out the lines and cairo writes the file; both are loaded when something is printed (print_library.h), and
 * keep caches of their own to the end of the process. So the server prints in a child (printer.h). */
#ifndef JIQUN_DOCS_PRINT_H
#define JIQUN_DOCS_PRINT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum {
    DOCS_PDF_MAX = 8 << 20, /* bytes of the file */
    DOCS_PAGES_MAX = 2000
};

/* False with `e`: the text is no document (INPUT, saying which part), too long (LIMIT), or a library or typeface is not
 * there (MISSING). The file goes into `pdf`, which is to have room for DOCS_PDF_MAX. */
bool docs_print(base_str paper, base_buf *pdf, base_err *e);

#endif
