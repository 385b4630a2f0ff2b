/* printer.c - see printer.h.
 *
 * Parent and child share one pair of sockets. What comes back begins with one byte: 'P', then the file, or 'E', then
 * kind and texts of the error, a line each. */
#include "docs/printer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/file.h"
#include "base/sanitizer.h"
#include "docs/paper.h"

enum { PIECE = 64 << 10 };

/* ---- the child ---- */

/* The sanitizers reserve more address space than any limit. */
static void limit_self(void) {
    const struct rlimit cpu = {DOCS_CHILD_CPU_S, DOCS_CHILD_CPU_S}, none = {0, 0};
    (void)setrlimit(RLIMIT_CPU, &cpu);
    (void)setrlimit(RLIMIT_CORE, &none);
#ifndef UNDER_ASAN
    const struct rlimit memory = {(rlim_t)DOCS_CHILD_MB << 20, (rlim_t)DOCS_CHILD_MB << 20};
    (void)setrlimit(RLIMIT_AS, &memory);
#endif
}

static bool read_all(int in, base_buf *b, base_err *e) {
    char piece[4096];
    for (;;) {
        const ssize_t n = read(in, piece, sizeof piece);
        if (n == 0) return true;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return base_err_fmt(e, BASE_ERR_IO, "不能读取文书", "the document can not be read");
        if (!base_buf_put(b, piece, (size_t)n))
            return base_err_fmt(e, BASE_ERR_LIMIT, "文书超过 %d 字节", "the document has more than %d bytes",
                                DOCS_PAPER_MAX);
    }
}

static bool tell(int out, const base_err *e) {
    base_buf b;
    base_buf_init(&b, 2 * sizeof *e);
    base_buf_fmt(&b, "E%d\n%s\n%s\n", (int)e->kind, e->zh, e->en);
    const bool good = base_write_all(out, base_buf_str(&b));
    base_buf_free(&b);
    return good;
}

int docs_print_child(int in, int out) {
    base_buf paper, pdf;
    base_err e = {0};
    limit_self();
    base_buf_init(&paper, DOCS_PAPER_MAX);
    base_buf_init(&pdf, DOCS_PDF_MAX);
    bool good = read_all(in, &paper, &e) && docs_print(base_buf_str(&paper), &pdf, &e);
    good =
        good ? base_write_all(out, BASE_STR("P")) && base_write_all(out, base_buf_str(&pdf)) : (tell(out, &e), false);
    base_buf_free(&paper);
    base_buf_free(&pdf);
    return good ? 0 : 1;
}

/* ---- the parent ---- */

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool fault(base_err *e, const char *zh, const char *en) {
    return base_err_fmt(e, BASE_ERR_IO, "不能印出文书：%s%.0s", "the document can not be printed: %.0s%s", zh, en);
}

typedef struct {
    int socket;
    base_str left; /* of the document */
    base_buf *answer;
    int64_t until;
} talk;

/* False when the other side takes no more: what it said is read all the same. */
static void send_some(talk *t) {
    const ssize_t n = send(t->socket, t->left.p, t->left.n < PIECE ? t->left.n : PIECE, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) t->left = (base_str){t->left.p + n, t->left.n - (size_t)n};
    if (n < 0 && errno != EAGAIN && errno != EINTR) t->left.n = 0;
    if (t->left.n == 0) (void)shutdown(t->socket, SHUT_WR);
}

/* 1: more will come; 0: that was all; -1: too much, or the socket failed. */
static int receive_some(talk *t) {
    char piece[PIECE];
    const ssize_t n = recv(t->socket, piece, sizeof piece, MSG_DONTWAIT);
    if (n == 0) return 0;
    if (n < 0) return errno == EAGAIN || errno == EINTR ? 1 : -1;
    return base_buf_put(t->answer, piece, (size_t)n) ? 1 : -1;
}

static bool hold_talk(talk *t, base_err *e) {
    for (;;) {
        struct pollfd p = {.fd = t->socket, .events = (short)(POLLIN | (t->left.n > 0 ? POLLOUT : 0))};
        const int64_t left = t->until - now_ms();
        const int n = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return fault(e, "用时过长", "it takes too long");
        if ((p.revents & POLLOUT) != 0) send_some(t);
        if ((p.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
        const int more = receive_some(t);
        if (more < 0) return fault(e, "结果过大或中断", "the result is too large or was cut off");
        if (more == 0) return true;
    }
}

static void take_fault(base_str said, base_err *e) {
    base_str zh, en, rest, kind = base_str_cut(said, '\n', &zh);
    uint64_t n = BASE_ERR_IO;
    zh = base_str_cut(zh, '\n', &en);
    en = base_str_cut(en, '\n', &rest);
    (void)base_number_parse(kind, &n);
    const enum base_err_kind known =
        n == BASE_ERR_INPUT || n == BASE_ERR_LIMIT || n == BASE_ERR_MISSING ? (enum base_err_kind)n : BASE_ERR_IO;
    base_err_fmt(e, known, "%.*s", "%.*s", (int)zh.n, zh.p);
    (void)snprintf(e->en, sizeof e->en, "%.*s", (int)en.n, en.p);
}

static bool judge(const base_buf *answer, int status, base_buf *pdf, base_err *e) {
    const base_str said = base_buf_str(answer);
    const base_str rest = {said.p + 1, said.n > 0 ? said.n - 1 : 0};
    if (said.n > 0 && said.p[0] == 'P' && status == 0) {
        base_buf_clear(pdf);
        return base_buf_puts(pdf, rest) || fault(e, "结果过大", "the result is too large");
    }
    if (said.n == 0 || said.p[0] != 'E')
        return fault(e, "印制进程异常结束", "the process that prints ended unexpectedly");
    take_fault(rest, e);
    return false;
}

/* The socket is standard input and output there; errors go where ours go. */
static bool start(int socket, pid_t *child, base_err *e) {
    static const char *const words[] = {"jiqun", "print", NULL};
    return base_child_start(NULL, words, NULL, socket, socket, STDERR_FILENO, child) == 0 ||
           fault(e, "不能启动进程", "no process can be started");
}

bool docs_print_apart(base_str paper, base_buf *pdf, base_err *e) {
    int pair[2], status = -1;
    pid_t child = -1;
    base_buf answer;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return fault(e, "没有可用的描述符", "no descriptor is left");
    base_buf_init(&answer, (size_t)DOCS_PDF_MAX + 1);
    const bool begun = start(pair[1], &child, e);
    close(pair[1]);
    talk t = {pair[0], paper, &answer, now_ms() + (int64_t)DOCS_PRINT_S * 1000};
    bool good = begun && hold_talk(&t, e);
    if (begun && !good) (void)kill(child, SIGKILL);
    if (begun) status = base_child_wait(child);
    good = good && judge(&answer, status, pdf, e);
    close(pair[0]);
    base_buf_free(&answer);
    return good;
}
