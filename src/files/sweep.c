/* sweep.c - removes what broken uploads left.
 *
 * Whoever writes a file in incoming/ holds a lock on it, which ends with the process however that ends. So a file that
 * can be locked here is nobody's any more. An upload locks its file a moment after it has made it; if the sweep comes
 * first, the upload sees that its file has lost its name, and makes another (upload.c). Age is the second condition
 * where others may use the folder, for file systems that show one machine no locks of another. */
#include "files/files_i.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool is_old(const struct stat *st) { return st->st_mtime < time(NULL) - FILES_STALE_SECONDS; }

static void sweep_one(int incoming, const char *name, bool alone) {
    const int fd = openat(incoming, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    if (fd < 0) return;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (alone || is_old(&st)) && flock(fd, LOCK_EX | LOCK_NB) == 0)
        (void)unlinkat(incoming, name, 0);
    (void)close(fd);
}

void files_sweep(const files *f, bool alone) {
    const int incoming = files_subfolder(f, FILES_INCOMING);
    if (incoming < 0) return;
    DIR *dir = fdopendir(incoming);
    if (dir == NULL) {
        (void)close(incoming);
        return;
    }
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        if (files_is_hex(base_str_of(d->d_name), FILES_NAME_HEX)) sweep_one(incoming, d->d_name, alone);
    }
    (void)closedir(dir);
}
