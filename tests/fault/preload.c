/* preload.c - lets a chosen system call fail, write half, or be the last one of its process.
 *
 *     LD_PRELOAD=$JIQUN_TOOLS/fault_preload.so JIQUN_FAULT='write:ENOSPC:after=37:path=/data' jiqun …
 *
 * JIQUN_FAULT holds rules parted by ';'. A rule is CALLS:ACTION and then, in any order, :after=N, :times=N, :path=TEXT.
 *
 *   CALLS    one or more of  open write pwrite writev fsync fdatasync ftruncate rename link unlink fallocate mkdir,
 *            joined by '+'; or '*' for all. Each stands for its whole family: open for open64, openat, creat …; rename
 *            for renameat and renameat2; writev for pwritev.
 *   ACTION   EIO ENOSPC EROFS EDQUOT EACCES EMFILE EINTR   the call does nothing and fails so
 *            short   a write (of more than one byte) writes only half; other calls pass
 *            kill    the process ends by SIGKILL before the call
 *            tear    a write writes half, then the process ends by SIGKILL; other calls: as kill
 *            pass    nothing: for counting
 *   after=N  the first N calls that match go through (0)
 *   times=N  then N calls get the action, and later ones go through again (1); times=all: all later ones
 *   path=T   only calls whose path contains T. The path is absolute; for a call on a descriptor it is that of the open
 *            file, so T may also be "socket:" or "pipe:"; for rename and link it is "OLD -> NEW".
 *
 * Every rule counts for itself, in each process anew (a forked child goes on from the count of its parent). All rules
 * see every call; the first whose action is due decides. A rule that can not be read ends the process at once with
 * status 2, so that a misspelt rule does not look like a passed test.
 *
 * JIQUN_FAULT_LOG=FILE appends a line for each call that matches a rule: "PID CALL PATH ACTION", ACTION being "pass"
 * where nothing was done. With the rule '*:pass:path=/data' its lines are the calls that can be made to fail:
 *
 *     n=$(wc -l <log);  for i in $(seq 0 $((n - 1))): JIQUN_FAULT="*:EIO:after=$i:path=/data" …
 *
 * Not seen are calls that libc makes within itself (fopen, fprintf …: they do not pass through these names), writes
 * through mmap, sendfile and copy_file_range. The calls are made by syscall(2), so nothing is looked up at the begin;
 * 64-bit Linux only. */
#undef _FILE_OFFSET_BITS /* open and open64 are two names here */
#undef _FORTIFY_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { OPEN, WRITE, PWRITE, WRITEV, FSYNC, FDATASYNC, FTRUNCATE, RENAME, LINK, UNLINK, FALLOCATE, MKDIR, CALLS };
static const char *const call_name[CALLS] = {"open",      "write",  "pwrite", "writev", "fsync",     "fdatasync",
                                             "ftruncate", "rename", "link",   "unlink", "fallocate", "mkdir"};

enum { PASS = 0, SHORT = -1, KILL = -2, TEAR = -3 }; /* or an errno */
static const struct {
    const char *name;
    int action;
} action_name[] = {{"pass", PASS},     {"short", SHORT},   {"kill", KILL},   {"tear", TEAR},
                   {"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EROFS", EROFS}, {"EDQUOT", EDQUOT},
                   {"EACCES", EACCES}, {"EMFILE", EMFILE}, {"EINTR", EINTR}};
enum { ACTIONS = sizeof action_name / sizeof action_name[0], RULES_MAX = 16, PATH_SIZE = 2 * PATH_MAX + 8 };

typedef struct {
    unsigned calls; /* bits */
    int action;
    unsigned long after, times;
    char path[256];
    atomic_ulong seen;
} rule;

static rule rules[RULES_MAX];
static size_t n_rules;
static int log_fd = -1;

/* ------------------------------------------------------------------ rules */

_Noreturn static void bad_rule(const char *what) {
    (void)dprintf(STDERR_FILENO, "JIQUN_FAULT: can not read '%s'\n", what);
    _exit(2);
}

static unsigned calls_of(char *text) {
    unsigned bits = 0;
    char *save = NULL;
    if (strcmp(text, "*") == 0) return (1U << CALLS) - 1;
    for (char *word = strtok_r(text, "+", &save); word != NULL; word = strtok_r(NULL, "+", &save)) {
        unsigned i = 0;
        while (i < CALLS && strcmp(word, call_name[i]) != 0) i++;
        if (i == CALLS) bad_rule(word);
        bits |= 1U << i;
    }
    return bits;
}

static int action_of(const char *word) {
    for (size_t i = 0; i < ACTIONS; i++) {
        if (strcmp(word, action_name[i].name) == 0) return action_name[i].action;
    }
    bad_rule(word);
}

static const char *name_of(int action) {
    for (size_t i = 0; i < ACTIONS; i++) {
        if (action_name[i].action == action) return action_name[i].name;
    }
    return "?";
}

static unsigned long number_of(const char *digits, const char *word) {
    char *end;
    const unsigned long n = strtoul(digits, &end, 10);
    if (*digits < '0' || *digits > '9' || *end != '\0') bad_rule(word);
    return n;
}

static void read_option(rule *r, const char *word) {
    if (strncmp(word, "after=", 6) == 0) {
        r->after = number_of(word + 6, word);
    } else if (strcmp(word, "times=all") == 0) {
        r->times = ULONG_MAX;
    } else if (strncmp(word, "times=", 6) == 0) {
        r->times = number_of(word + 6, word);
    } else if (strncmp(word, "path=", 5) == 0 && word[5] != '\0' && strlen(word + 5) < sizeof r->path) {
        memcpy(r->path, word + 5, strlen(word + 5) + 1);
    } else {
        bad_rule(word);
    }
}

static void read_rule(char *text) {
    char *save = NULL;
    if (n_rules == RULES_MAX) bad_rule(text);
    rule *r = &rules[n_rules];
    char *calls = strtok_r(text, ":", &save), *action = strtok_r(NULL, ":", &save);
    if (calls == NULL || action == NULL) bad_rule(text);
    r->calls = calls_of(calls);
    r->action = action_of(action);
    r->times = 1;
    for (const char *word; (word = strtok_r(NULL, ":", &save)) != NULL;) read_option(r, word);
    n_rules++;
}

__attribute__((constructor)) static void read_rules(void) {
    const char *given = getenv("JIQUN_FAULT"), *log = getenv("JIQUN_FAULT_LOG");
    char *copy = given == NULL ? NULL : strdup(given), *save = NULL;
    if (copy == NULL) return;
    for (char *text = strtok_r(copy, ";", &save); text != NULL; text = strtok_r(NULL, ";", &save)) read_rule(text);
    free(copy);
    if (log == NULL || log[0] == '\0') return;
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0) bad_rule(log);
}

/* ------------------------------------------------------------------ what a call gets */

static void path_of_fd(int fd, char out[PATH_MAX]) {
    char link[64];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t n = readlink(link, out, PATH_MAX - 1);
    out[n < 0 ? 0 : n] = '\0';
}

static void path_of(int dir, const char *name, char out[PATH_MAX]) {
    out[0] = '\0';
    if (name[0] != '/' && dir != AT_FDCWD) path_of_fd(dir, out);
    if (name[0] != '/' && dir == AT_FDCWD && getcwd(out, PATH_MAX) == NULL) out[0] = '\0';
    const size_t n = strlen(out);
    (void)snprintf(out + n, PATH_MAX - n, "%s%s", n > 0 ? "/" : "", name);
}

static void note(enum call c, const char *path, int action) {
    char line[PATH_SIZE + 64];
    const int n = snprintf(line, sizeof line, "%d %s %s %s\n", (int)getpid(), call_name[c], path, name_of(action));
    if (n > 0 && (size_t)n < sizeof line) (void)syscall(SYS_write, log_fd, line, (size_t)n);
}

_Noreturn static void die(void) {
    for (;;) (void)syscall(SYS_kill, getpid(), SIGKILL);
}

static bool asked(enum call c) {
    for (size_t i = 0; i < n_rules; i++) {
        if ((rules[i].calls >> c & 1U) != 0) return true;
    }
    return false;
}

/* The action for this call, with errno set for one that fails. A kill does not return. */
static int due(enum call c, const char *path) {
    const int sys = errno;
    int action = PASS;
    bool matched = false;
    for (size_t i = 0; i < n_rules; i++) {
        rule *r = &rules[i];
        if ((r->calls >> c & 1U) == 0 || (r->path[0] != '\0' && strstr(path, r->path) == NULL)) continue;
        matched = true;
        const unsigned long n = atomic_fetch_add(&r->seen, 1);
        if (action == PASS && n >= r->after && n - r->after < r->times) action = r->action;
    }
    const bool writes = c == WRITE || c == PWRITE || c == WRITEV;
    if (!writes && action == SHORT) action = PASS;
    if (!writes && action == TEAR) action = KILL;
    if (matched && log_fd >= 0) note(c, path, action);
    if (action == KILL) die();
    errno = action > 0 ? action : sys;
    return action;
}

static int due_fd(enum call c, int fd) {
    char path[PATH_MAX];
    if (!asked(c)) return PASS;
    const int sys = errno;
    path_of_fd(fd, path);
    errno = sys;
    return due(c, path);
}

static int due_at(enum call c, int dir, const char *name) {
    char path[PATH_MAX];
    if (!asked(c)) return PASS;
    const int sys = errno;
    path_of(dir, name, path);
    errno = sys;
    return due(c, path);
}

static int due_two(enum call c, int old_dir, const char *old, int new_dir, const char *new) {
    char from[PATH_MAX], to[PATH_MAX], both[PATH_SIZE];
    if (!asked(c)) return PASS;
    const int sys = errno;
    path_of(old_dir, old, from);
    path_of(new_dir, new, to);
    (void)snprintf(both, sizeof both, "%s -> %s", from, to);
    errno = sys;
    return due(c, both);
}

/* ------------------------------------------------------------------ the calls */

/* Names that libc has, some of them not in its headers. */
int __open_2(const char *name, int flags);
int __open64_2(const char *name, int flags);
int __openat_2(int dir, const char *name, int flags);
int __openat64_2(int dir, const char *name, int flags);

static int do_open(int dir, const char *name, int flags, mode_t mode) {
    return due_at(OPEN, dir, name) > 0 ? -1 : (int)syscall(SYS_openat, dir, name, flags, mode);
}

static bool takes_mode(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

static mode_t mode_of(int flags, va_list args) { return takes_mode(flags) ? va_arg(args, mode_t) : 0; }

int open(const char *name, int flags, ...) {
    va_list args;
    va_start(args, flags);
    const mode_t mode = mode_of(flags, args);
    va_end(args);
    return do_open(AT_FDCWD, name, flags, mode);
}

int open64(const char *name, int flags, ...) {
    va_list args;
    va_start(args, flags);
    const mode_t mode = mode_of(flags, args);
    va_end(args);
    return do_open(AT_FDCWD, name, flags, mode);
}

int openat(int dir, const char *name, int flags, ...) {
    va_list args;
    va_start(args, flags);
    const mode_t mode = mode_of(flags, args);
    va_end(args);
    return do_open(dir, name, flags, mode);
}

int openat64(int dir, const char *name, int flags, ...) {
    va_list args;
    va_start(args, flags);
    const mode_t mode = mode_of(flags, args);
    va_end(args);
    return do_open(dir, name, flags, mode);
}

int __open_2(const char *name, int flags) { return do_open(AT_FDCWD, name, flags, 0); }
int __open64_2(const char *name, int flags) { return do_open(AT_FDCWD, name, flags, 0); }
int __openat_2(int dir, const char *name, int flags) { return do_open(dir, name, flags, 0); }
int __openat64_2(int dir, const char *name, int flags) { return do_open(dir, name, flags, 0); }
int creat(const char *name, mode_t mode) { return do_open(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return do_open(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }

static size_t part_of(int action, size_t n) { return (action == SHORT || action == TEAR) && n > 1 ? n / 2 : n; }

static ssize_t after_write(int action, long done) {
    if (action == TEAR) die();
    return done;
}

ssize_t write(int fd, const void *p, size_t n) {
    const int action = due_fd(WRITE, fd);
    return action > 0 ? -1 : after_write(action, syscall(SYS_write, fd, p, part_of(action, n)));
}

static ssize_t do_pwrite(int fd, const void *p, size_t n, off64_t at) {
    const int action = due_fd(PWRITE, fd);
    return action > 0 ? -1 : after_write(action, syscall(SYS_pwrite64, fd, p, part_of(action, n), at));
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at) { return do_pwrite(fd, p, n, at); }
ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at) { return do_pwrite(fd, p, n, at); }

/* Half of several pieces is half of the first that holds something. */
static const struct iovec *first_of(const struct iovec *v, int n) {
    int i = 0;
    while (i < n - 1 && v[i].iov_len == 0) i++;
    return v + i;
}

ssize_t writev(int fd, const struct iovec *v, int n) {
    const int action = due_fd(WRITEV, fd);
    if (action > 0) return -1;
    if (action == PASS || n < 1) return syscall(SYS_writev, fd, v, n);
    const struct iovec *first = first_of(v, n);
    return after_write(action, syscall(SYS_write, fd, first->iov_base, part_of(action, first->iov_len)));
}

static ssize_t do_pwritev(int fd, const struct iovec *v, int n, off64_t at) {
    const int action = due_fd(WRITEV, fd);
    if (action > 0) return -1;
    if (action == PASS || n < 1) return syscall(SYS_pwritev, fd, v, n, at, 0L);
    const struct iovec *first = first_of(v, n);
    return after_write(action, syscall(SYS_pwrite64, fd, first->iov_base, part_of(action, first->iov_len), at));
}

ssize_t pwritev(int fd, const struct iovec *v, int n, off_t at) { return do_pwritev(fd, v, n, at); }
ssize_t pwritev64(int fd, const struct iovec *v, int n, off64_t at) { return do_pwritev(fd, v, n, at); }

int fsync(int fd) { return due_fd(FSYNC, fd) > 0 ? -1 : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return due_fd(FDATASYNC, fd) > 0 ? -1 : (int)syscall(SYS_fdatasync, fd); }

static int do_ftruncate(int fd, off64_t n) {
    return due_fd(FTRUNCATE, fd) > 0 ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}
int ftruncate(int fd, off_t n) { return do_ftruncate(fd, n); }
int ftruncate64(int fd, off64_t n) { return do_ftruncate(fd, n); }

static int do_fallocate(int fd, int mode, off64_t at, off64_t n) {
    return due_fd(FALLOCATE, fd) > 0 ? -1 : (int)syscall(SYS_fallocate, fd, mode, at, n);
}
int fallocate(int fd, int mode, off_t at, off_t n) { return do_fallocate(fd, mode, at, n); }
int fallocate64(int fd, int mode, off64_t at, off64_t n) { return do_fallocate(fd, mode, at, n); }

/* These two give the error number back and leave errno alone. */
static int do_posix_fallocate(int fd, off64_t at, off64_t n) {
    const int sys = errno;
    const int error = do_fallocate(fd, 0, at, n) == 0 ? 0 : errno;
    errno = sys;
    return error;
}
int posix_fallocate(int fd, off_t at, off_t n) { return do_posix_fallocate(fd, at, n); }
int posix_fallocate64(int fd, off64_t at, off64_t n) { return do_posix_fallocate(fd, at, n); }

static int do_rename(int old_dir, const char *old, int new_dir, const char *new, unsigned flags) {
    if (due_two(RENAME, old_dir, old, new_dir, new) > 0) return -1;
    return (int)syscall(SYS_renameat2, old_dir, old, new_dir, new, flags);
}
int rename(const char *old, const char *new) { return do_rename(AT_FDCWD, old, AT_FDCWD, new, 0); }
int renameat(int old_dir, const char *old, int new_dir, const char *new) {
    return do_rename(old_dir, old, new_dir, new, 0);
}
int renameat2(int old_dir, const char *old, int new_dir, const char *new, unsigned flags) {
    return do_rename(old_dir, old, new_dir, new, flags);
}

int linkat(int old_dir, const char *old, int new_dir, const char *new, int flags) {
    if (due_two(LINK, old_dir, old, new_dir, new) > 0) return -1;
    return (int)syscall(SYS_linkat, old_dir, old, new_dir, new, flags);
}
int link(const char *old, const char *new) { return linkat(AT_FDCWD, old, AT_FDCWD, new, 0); }

int unlinkat(int dir, const char *name, int flags) {
    return due_at(UNLINK, dir, name) > 0 ? -1 : (int)syscall(SYS_unlinkat, dir, name, flags);
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }

int mkdirat(int dir, const char *name, mode_t mode) {
    return due_at(MKDIR, dir, name) > 0 ? -1 : (int)syscall(SYS_mkdirat, dir, name, mode);
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }
