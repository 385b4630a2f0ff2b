/* Makes the calls that its arguments name, in the folder it stands in, and prints what each gave: the number that came
 * back, or the name of the error. Each name is one of libc's, so that none of them is forgotten by preload.c.
 *
 *     fault_tool_calls NAME…        writes write "0123456789" to a file `f`; "stat" prints the size of f */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

int __open_2(const char *name, int flags);
int __open64_2(const char *name, int flags);
int __openat_2(int dir, const char *name, int flags);
int __openat64_2(int dir, const char *name, int flags);

static int fd = -1, dir = -1;
static struct iovec two[] = {{NULL, 0}, {(void *)(char[]){"01234"}, 5}, {(void *)(char[]){"56789"}, 5}};

static int closed(int opened) { return opened < 0 ? opened : close(opened); }
static int made(int kept) { return fd = kept, kept < 0 ? -1 : 0; }
static long size_of_f(void) {
    struct stat st;
    return stat("f", &st) == 0 ? (long)st.st_size : -1;
}
static int given(int error) { return errno = error, error == 0 ? 0 : -1; }

#define CALL(name, expression)                                                                                         \
    if (strcmp(word, #name) == 0) return (long)(expression)

static long opens(const char *word) {
    CALL(make, made(open("f", O_RDWR | O_CREAT | O_TRUNC, 0600)));
    CALL(open, closed(open("f", O_RDONLY)));
    CALL(open64, closed(open64("f", O_RDONLY)));
    CALL(openat, closed(openat(AT_FDCWD, "f", O_RDONLY)));
    CALL(openat64, closed(openat64(dir, "f", O_RDONLY)));
    CALL(__open_2, closed(__open_2("f", O_RDONLY)));
    CALL(__open64_2, closed(__open64_2("f", O_RDONLY)));
    CALL(__openat_2, closed(__openat_2(dir, "f", O_RDONLY)));
    CALL(__openat64_2, closed(__openat64_2(dir, "f", O_RDONLY)));
    CALL(creat, closed(creat("c", 0600)));
    CALL(creat64, closed(creat64("c", 0600)));
    return -2;
}

static long writes(const char *word) {
    CALL(write, write(fd, "0123456789", 10));
    CALL(one, write(fd, "0", 1));
    CALL(pwrite, pwrite(fd, "0123456789", 10, 0));
    CALL(pwrite64, pwrite64(fd, "0123456789", 10, 0));
    CALL(writev, writev(fd, two, 3));
    CALL(pwritev, pwritev(fd, two, 3, 0));
    CALL(pwritev64, pwritev64(fd, two, 3, 0));
    CALL(fsync, fsync(fd));
    CALL(fdatasync, fdatasync(fd));
    CALL(ftruncate, ftruncate(fd, 3));
    CALL(ftruncate64, ftruncate64(fd, 3));
    CALL(fallocate, fallocate(fd, 0, 0, 7));
    CALL(fallocate64, fallocate64(fd, 0, 0, 7));
    CALL(posix_fallocate, given(posix_fallocate(fd, 0, 7)));
    CALL(posix_fallocate64, given(posix_fallocate64(fd, 0, 7)));
    return -2;
}

static long names(const char *word) {
    CALL(rename, rename("f", "f"));
    CALL(renameat, renameat(dir, "f", dir, "f"));
    CALL(renameat2, renameat2(AT_FDCWD, "f", dir, "f", 0));
    CALL(link, link("f", "l"));
    CALL(linkat, linkat(dir, "f", dir, "l2", 0));
    CALL(unlink, unlink("l"));
    CALL(unlinkat, unlinkat(dir, "l2", 0));
    CALL(mkdir, mkdir("d", 0700));
    CALL(mkdirat, mkdirat(dir, "d2", 0700));
    CALL(stat, size_of_f());
    return -2;
}

int main(int argc, char **argv) {
    dir = open(".", O_RDONLY | O_DIRECTORY);
    for (int i = 1; i < argc; i++) {
        errno = 0;
        long got = opens(argv[i]);
        if (got == -2) got = writes(argv[i]);
        if (got == -2) got = names(argv[i]);
        if (got == -2) return 2;
        const char *error = got == -1 ? strerrorname_np(errno) : NULL;
        (void)(error != NULL ? printf("%s=%s\n", argv[i], error) : printf("%s=%ld\n", argv[i], got));
        (void)fflush(stdout);
    }
    return 0;
}
