/* file.h - whole files in, with a limit. */
#ifndef JIQUN_BASE_FILE_H
#define JIQUN_BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* Reads a regular file, a pipe or "-" (standard input) of at most `max` bytes into the arena, with a NUL after it.
 * A directory, a missing file or one over the limit is an error that names the path. */
bool base_file_read(base_arena *arena, const char *path, size_t max, base_str *out, base_err *e);

#endif
