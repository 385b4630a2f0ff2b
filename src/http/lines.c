/* lines.c - see lines.h. */
#include "http/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/child.h"

enum { LOOK_MS = 200, NICER = 10, SECRET_MAX = 16 << 10 };

static void take_lines(const http_lines *l, base_buf *b) {
    const char *from = b->p, *end = b->p + b->n, *at;
    while (from < end && (at = memchr(from, '\n', (size_t)(end - from))) != NULL) {
        l->line(l->ctx, (base_str){from, (size_t)(at - from)});
        from = at + 1;
    }
    const base_str rest = {from, (size_t)(end - from)};
    base_buf kept;
    base_buf_init(&kept, HTTP_LINE_MAX);
    base_buf_puts(&kept, rest);
    base_buf_free(b);
    *b = kept;
}

/* Until it has ended, or is told to. */
static void listen_to(const http_lines *l, int in, pid_t child) {
    char piece[16 << 10];
    base_buf b;
    bool told = false;
    base_buf_init(&b, HTTP_LINE_MAX);
    for (;;) {
        struct pollfd p = {.fd = in, .events = POLLIN};
        if (!told && l->stops(l->ctx)) {
            told = true;
            (void)kill(child, SIGTERM);
        }
        if (poll(&p, 1, LOOK_MS) == 0) continue;
        const ssize_t n = read(in, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        base_buf_put(&b, piece, (size_t)n);
        take_lines(l, &b);
    }
    base_buf_free(&b);
}

static int start(const http_lines *l, int out, pid_t *child) {
    base_buf secret;
    if (l->db == NULL) return base_child_start(l->program, l->words, NULL, l->in, out, -1, child);
    base_buf_init(&secret, SECRET_MAX);
    base_buf_puts(&secret, BASE_STR("JIQUN_DB="));
    base_buf_puts(&secret, base_str_of(l->db));
    base_buf_putc(&secret, '\0');
    const int failed = secret.full ? E2BIG : base_child_start(l->program, l->words, secret.p, l->in, out, -1, child);
    explicit_bzero(secret.p, secret.n);
    base_buf_free(&secret);
    return failed;
}

int http_lines_of(const http_lines *l) {
    int ends[2], status = 0;
    pid_t child = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    const int failed = start(l, ends[1], &child);
    (void)close(ends[1]);
    if (failed == 0) {
        (void)setpriority(PRIO_PROCESS, (id_t)child, NICER); /* where it is allowed */
        listen_to(l, ends[0], child);
        status = base_child_wait(child);
    }
    (void)close(ends[0]);
    return failed != 0 ? failed : status;
}
