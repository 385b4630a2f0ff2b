/* files_i.h - what the parts of this floor share: the open folder, and the words for what the system refused.
 *
 * Every name below the folder is made here of constants and of hexadecimal digits that were looked at: `incoming/` and
 * 32 digits for what is under way, two digits and sixty-two for what is stored. No other text ever becomes a path. */
#ifndef JIQUN_FILES_FILES_I_H
#define JIQUN_FILES_FILES_I_H

#include "files/files.h"
#include "files/type.h"

#define FILES_INCOMING "incoming"
enum { FILES_NAME_HEX = 32, FILES_STALE_SECONDS = 3600, FILES_PIECE = 64 * 1024 };

struct files {
    int root; /* the folder */
    uint64_t max;
    files_magic *magic;
    const char *scanner; /* its socket; NULL: none is asked */
    unsigned scan_s;
    char folder[256]; /* for messages */
};

/* s consists of `n` lower-case hexadecimal digits. */
bool files_is_hex(base_str s, size_t n);
/* Writes 2 * n digits and a NUL. */
void files_hex(char *out, const uint8_t *p, size_t n);

/* Opens the folder `name` (two digits, or FILES_INCOMING) under the root; -1 and errno. */
int files_subfolder(const files *f, const char *name);
/* fsync of a folder; true also where the file system has no such thing. */
bool files_sync_folder(int fd);
/* Removes from incoming/ what nobody is writing any more; what can not be removed stays. */
void files_sweep(const files *f, bool alone);

/* By errno: an upload failed, and nothing of it was kept. Returns false. */
bool files_not_saved(const files *f, base_err *e);

#endif
