/* file.h - whole files in, with a limit; bytes out, and folders synced. */
#ifndef JIQUN_BASE_FILE_H
#define JIQUN_BASE_FILE_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"

/* Reads a regular file, a pipe or "-" (standard input) of at most `max` bytes into the arena, with a NUL after it.
 * A directory, a missing file or one over the limit is an error that names the path. */
bool base_file_read(base_arena *arena, const char *path, size_t max, base_str *out, base_err *e);
/* Writes all of it, however often the system takes a part. False: errno says why, and a part may have been written. */
bool base_write_all(int fd, base_str bytes);
/* Makes, or overwrites, the file at `path` from the first `size` bytes of `from`. False with `e`, which names the path.
 */
bool base_file_copy(int from, uint64_t size, const char *path, mode_t mode, base_err *e);
/* Has the names in a folder on disk. False: errno says why. */
bool base_folder_sync(const char *folder);
/* The same for the folder in which `path` lies. */
bool base_folder_sync_of(const char *path);

#endif
