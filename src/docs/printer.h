/* printer.h - prints a document in a process of its own.
 *
 * The libraries that print keep typefaces and caches for as long as a process lives, tens of megabytes, and read files
 * that others made (typefaces). A service that answers for months is not to carry that: the same program is started
 * again as `jiqun print`, which reads the document, writes the PDF and ends. It is given nothing but these two ways: no
 * descriptor, no record, no key. It limits its own memory and processor time (DOCS_CHILD_*), and is ended when it takes
 * longer than DOCS_PRINT_S. */
#ifndef JIQUN_DOCS_PRINTER_H
#define JIQUN_DOCS_PRINTER_H

#include "docs/print.h"

enum {
    DOCS_PRINT_S = 60,    /* seconds until a child is ended */
    DOCS_CHILD_MB = 1024, /* address space of a child; most of it are typefaces that are mapped */
    DOCS_CHILD_CPU_S = 40 /* processor time of a child */
};

/* As docs_print; from any thread, and waits. IO: the child could not be started, or ended otherwise than it should. */
bool docs_print_apart(base_str paper, base_buf *pdf, base_err *e);
/* The child: reads from `in` to its end, writes to `out`; what goes wrong is told to the parent in its place. Exit
 * status for the process. */
int docs_print_child(int in, int out);

#endif
