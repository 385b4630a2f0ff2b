/* secret.c - see secret.h. */
#include "cli/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"

/* One line without its end, byte by byte so that nothing after it is taken. False: there is none, or it is too long. */
static bool read_line(int fd, char out[CLI_SECRET_MAX], size_t *n) {
    *n = 0;
    for (;;) {
        char c;
        const ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return *n > 0;
        if (c == '\n') break;
        if (*n == CLI_SECRET_MAX) return false;
        out[(*n)++] = c;
    }
    if (*n > 0 && out[*n - 1] == '\r') --*n;
    return *n > 0;
}

static bool none_given(base_err *e) { return base_err_fmt(e, BASE_ERR_INPUT, "没有读到密码", "no password was given"); }

static bool ask(const cli *c, int tty, enum cli_text prompt, char out[CLI_SECRET_MAX], size_t *n) {
    (void)base_write_all(tty, cli_text(c, prompt));
    const bool good = read_line(tty, out, n);
    (void)base_write_all(tty, BASE_STR("\n"));
    return good;
}

static bool ask_twice(const cli *c, int tty, char out[CLI_SECRET_MAX], size_t *n, base_err *e) {
    char again[CLI_SECRET_MAX];
    size_t n_again = 0;
    bool good =
        (ask(c, tty, CLI_T_USER_ASK, out, n) && ask(c, tty, CLI_T_USER_ASK_AGAIN, again, &n_again)) || none_given(e);
    if (good && (n_again != *n || memcmp(again, out, *n) != 0))
        good = base_err_fmt(e, BASE_ERR_INPUT, "两次输入不一致", "the two are not the same");
    explicit_bzero(again, sizeof again);
    return good;
}

static bool from_terminal(const cli *c, char out[CLI_SECRET_MAX], size_t *n, base_err *e) {
    struct termios before, silent;
    const int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0 || tcgetattr(tty, &before) != 0) {
        if (tty >= 0) (void)close(tty);
        return base_err_fmt(e, BASE_ERR_INPUT, "没有终端可供输入密码：请用 --password-stdin 或 --once",
                            "there is no terminal to ask for a password: use --password-stdin or --once");
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    (void)tcsetattr(tty, TCSAFLUSH, &silent);
    const bool good = ask_twice(c, tty, out, n, e);
    (void)tcsetattr(tty, TCSAFLUSH, &before);
    (void)close(tty);
    return good;
}

bool cli_secret(cli *c, bool from_stdin, char out[CLI_SECRET_MAX], size_t *n, base_err *e) {
    if (!from_stdin) return from_terminal(c, out, n, e);
    return read_line(STDIN_FILENO, out, n) || none_given(e);
}
