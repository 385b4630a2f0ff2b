/* table.c - see table.h: which kind it is, and what both kinds share. */
#include <errno.h>
#include <unistd.h>

#include "docs/table_i.h"

enum { DIGITS = 15, EXPONENT_MAX = 40, DIGITS_MAX = 400 };

ssize_t docs_read_at(const docs_source *s, uint64_t at, char *to, size_t max) {
    if (at >= s->size) return 0;
    if (max > s->size - at) max = (size_t)(s->size - at);
    for (;;) {
        const ssize_t n = pread(s->fd, to, max, (off_t)at);
        if (n > 0) {
            *s->at = at + (uint64_t)n;
            return n;
        }
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = EIO; /* shorter than it was said to be */
        base_err_fmt(s->e, BASE_ERR_IO, "读取文件时出错：%m", "the file can not be read: %m");
        return -1;
    }
}

/* NOLINTNEXTLINE(readability-non-const-parameter): written to by way of the source, in docs_read_at */
bool docs_table_follow(int fd, uint64_t size, uint64_t *at, docs_each_row each, void *ctx, base_err *e) {
    const docs_source s = {.fd = fd, .size = size, .each = each, .ctx = ctx, .e = e, .at = at};
    char head[4];
    const ssize_t n = docs_read_at(&s, 0, head, sizeof head);
    if (n < 0) return false;
    if (n == sizeof head && memcmp(head, "PK\3\4", sizeof head) == 0) return docs_table_xlsx(&s);
    return docs_table_csv(&s);
}

bool docs_table_read(int fd, uint64_t size, docs_each_row each, void *ctx, base_err *e) {
    uint64_t at = 0;
    return docs_table_follow(fd, size, &at, each, ctx, e);
}

/* ---- numbers ---- */

typedef struct {
    bool negative;
    char digit[DIGITS_MAX]; /* 0 to 9, without zeros before */
    size_t n;
    int point; /* the value is 0.DIGITS times 10 to this */
} number;

static bool read_exponent(base_str s, size_t *i, int *point) {
    const bool minus = *i < s.n && s.p[*i] == '-';
    int exponent = 0;
    if (*i < s.n && (s.p[*i] == '-' || s.p[*i] == '+')) ++*i;
    const size_t from = *i;
    for (; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i)
        if (exponent <= DIGITS_MAX) exponent = exponent * 10 + (s.p[*i] - '0');
    *point += minus ? -exponent : exponent;
    return *i > from;
}

static bool read_number(base_str s, number *x) {
    size_t i = 0, seen = 0;
    bool point = false;
    *x = (number){.negative = s.n > 0 && s.p[0] == '-'};
    for (i = x->negative; i < s.n; i++) {
        const char c = s.p[i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') break;
        seen++;
        if (c == '0' && x->n == 0) {
            x->point -= point;
            continue;
        }
        if (x->n == DIGITS_MAX) return false;
        x->digit[x->n++] = (char)(c - '0');
        x->point += !point;
    }
    if (seen > 0 && i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        if (!read_exponent(s, &i, &x->point)) return false;
    }
    return seen > 0 && i == s.n && x->point <= EXPONENT_MAX && x->point >= -EXPONENT_MAX;
}

/* To 15 digits, half away from zero, and without zeros at the end. */
static void shorten(number *x) {
    if (x->n > DIGITS) {
        bool up = x->digit[DIGITS] >= 5;
        x->n = DIGITS;
        for (size_t i = DIGITS; up && i-- > 0;) {
            up = x->digit[i] == 9;
            x->digit[i] = (char)(up ? 0 : x->digit[i] + 1);
        }
        if (up) {
            x->digit[0] = 1;
            x->n = 1;
            x->point++;
        }
    }
    while (x->n > 0 && x->digit[x->n - 1] == 0) x->n--;
}

bool docs_number_put(base_buf *b, base_str s) {
    number x;
    if (!read_number(s, &x)) return false;
    shorten(&x);
    if (x.n == 0) return base_buf_putc(b, '0');
    if (x.negative) base_buf_putc(b, '-');
    if (x.point <= 0) base_buf_puts(b, BASE_STR("0."));
    for (int i = x.point; i < 0; i++) base_buf_putc(b, '0');
    for (size_t i = 0; i < x.n; i++) {
        if (x.point > 0 && i == (size_t)x.point) base_buf_putc(b, '.');
        base_buf_putc(b, (char)('0' + x.digit[i]));
    }
    for (int i = (int)x.n; i < x.point; i++) base_buf_putc(b, '0');
    return !b->full;
}
