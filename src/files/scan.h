/* scan.h - a scanner for viruses is asked about a file that has come in, before it takes its place.
 *
 * The scanner is clamd, by its local socket and its command INSTREAM (clamd(8)): it is sent the bytes and needs no
 * right to read our folder. Whatever it does not call clean is not kept: also what it can not look at, and whatever
 * comes while it does not answer. */
#ifndef JIQUN_FILES_SCAN_H
#define JIQUN_FILES_SCAN_H

#include "files/type.h"

/* True: it is clean. False with `e`: INPUT, something was found, named as the scanner names it; IO, the scanner is not
 * there, has not answered within `seconds`, or did not look at all of it. May be called by several threads at once. */
bool files_scan(const char *socket, unsigned seconds, const files_whole *whole, base_err *e);

#endif
