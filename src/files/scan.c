/* scan.c - see scan.h.
 *
 *     zINSTREAM NUL  { length in four bytes, that many bytes }…  0 in four bytes   →   stream: OK | NAME FOUND | …
 * ERROR
 *
 * A scanner that has had enough answers early and hangs up, so a failed sending is followed by a look for an answer. */
#include "files/scan.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "files/files_i.h"

enum { REPLY_MAX = 1024, SHOWN_MAX = 120, LENGTH_BYTES = 4, MS = 1000 };

typedef struct {
    int fd;
    int64_t until; /* ms of the monotonic clock */
} talk;

static int64_t now_ms(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * MS + t.tv_nsec / 1000000;
}

/* False and ETIMEDOUT, or what poll said. */
static bool wait_for(const talk *t, short what) {
    for (;;) {
        struct pollfd p = {.fd = t->fd, .events = what};
        const int64_t left = t->until - now_ms();
        const int got = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (got > 0) return true;
        if (got == 0) errno = ETIMEDOUT;
        if (got == 0 || errno != EINTR) return false;
    }
}

/* How long a queue before the scanner may hold up a connect is set on the socket: poll can not wait for that. */
static bool reach(talk *t, const char *path, unsigned seconds) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const struct timeval most = {.tv_sec = (time_t)seconds};
    if (strlen(path) >= sizeof at.sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(at.sun_path, path, strlen(path));
    t->until = now_ms() + (int64_t)seconds * MS;
    t->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return t->fd >= 0 && setsockopt(t->fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most) == 0 &&
           connect(t->fd, (const struct sockaddr *)&at, sizeof at) == 0;
}

static bool say(const talk *t, const uint8_t *p, size_t n) {
    while (n > 0) {
        if (!wait_for(t, POLLOUT)) return false;
        const ssize_t sent = send(t->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (sent < 0) continue;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

static void put_length(uint8_t out[LENGTH_BYTES], size_t n) {
    for (unsigned i = 0; i < LENGTH_BYTES; i++) out[i] = (uint8_t)(n >> (8 * (LENGTH_BYTES - 1 - i)));
}

static bool say_file(const talk *t, const files_whole *whole, uint8_t *room) {
    static const uint8_t end[LENGTH_BYTES] = {0};
    for (uint64_t at = 0; at < whole->size;) {
        const size_t n = whole->size - at < FILES_PIECE ? (size_t)(whole->size - at) : (size_t)FILES_PIECE;
        if (!whole->read(whole->ctx, at, room + LENGTH_BYTES, n)) return false;
        put_length(room, n);
        if (!say(t, room, LENGTH_BYTES + n)) return false;
        at += n;
    }
    return say(t, end, sizeof end);
}

static bool hung_up(void) { return errno == EPIPE || errno == ECONNRESET; }

/* Sends all of it, or as much as the scanner wants. False and errno. */
static bool ask(const talk *t, const files_whole *whole) {
    static const char command[] = "zINSTREAM";
    uint8_t *room = files_must(malloc((size_t)LENGTH_BYTES + FILES_PIECE));
    errno = EIO; /* of a file that can not be read back */
    const bool ok = (say(t, (const uint8_t *)command, sizeof command) && say_file(t, whole, room)) || hung_up();
    const int sys = errno;
    free(room);
    errno = sys;
    return ok;
}

/* Up to its NUL or to the end; false and errno. */
static bool hear(const talk *t, char out[REPLY_MAX], size_t *n) {
    for (*n = 0; *n < REPLY_MAX;) {
        if (!wait_for(t, POLLIN)) return false;
        const ssize_t got = recv(t->fd, out + *n, REPLY_MAX - *n, MSG_DONTWAIT);
        if (got < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (got < 0) continue;
        const char *end = memchr(out + *n, '\0', (size_t)got);
        *n = end != NULL ? (size_t)(end - out) : *n + (size_t)got;
        if (end != NULL || got == 0) return true;
    }
    return true;
}

/* What another program says, fit to be shown. */
static base_str shown(base_str s, char out[SHOWN_MAX]) {
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < SHOWN_MAX; i++) {
        if (s.p[i] >= ' ' && s.p[i] <= '~') out[n++] = s.p[i];
    }
    return (base_str){out, n};
}

static bool not_there(base_err *e) {
    return base_err_fmt(
        e, BASE_ERR_IO, "附件没有保存，病毒扫描程序没有应答（%m）：请稍后再传；仍不行时请管理员检查 clamd",
        "the attachment was not kept, the scanner for viruses does not answer (%m): try again later; if that "
        "does not help, the administrator should look at clamd");
}

static bool judge(base_str reply, base_err *e) {
    static const base_str before = BASE_STR("stream: "), found = BASE_STR(" FOUND");
    char room[SHOWN_MAX];
    if (base_str_is(reply, "stream: OK")) return true;
    if (base_str_starts(reply, before) && base_str_ends(reply, found) && reply.n > before.n + found.n) {
        const base_str name = shown((base_str){reply.p + before.n, reply.n - before.n - found.n}, room);
        return base_err_fmt(e, BASE_ERR_INPUT, "文件带有恶意代码（%.*s），没有保存：请清除后重新上传，或换一份",
                            "the file carries malicious code (%.*s) and was not kept: clean it, or send another",
                            (int)name.n, name.p);
    }
    const base_str said = shown(reply, room);
    return base_err_fmt(e, BASE_ERR_IO, "附件没有保存，病毒扫描程序未能查完（%.*s）：请告知管理员检查 clamd 的设置",
                        "the attachment was not kept, the scanner for viruses did not look at all of it (%.*s): the "
                        "administrator should look at the settings of clamd",
                        (int)said.n, said.p);
}

bool files_scan(const char *socket, unsigned seconds, const files_whole *whole, base_err *e) {
    char reply[REPLY_MAX];
    size_t n = 0;
    talk t = {.fd = -1};
    const bool heard = reach(&t, socket, seconds) && ask(&t, whole) && hear(&t, reply, &n);
    if (!heard) (void)not_there(e);
    if (t.fd >= 0) (void)close(t.fd);
    return heard && judge((base_str){reply, n}, e);
}
