/* measure.c - see measure.h. Counters are atomic and only ever grow. */
#include "http/measure.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_out.h"

enum { ROUTES_MAX = 256, CLASSES = 6, JOURNAL_MAX = 1 << 20, LINE_MAX_BYTES = 1024 };

/* Upper ends of the classes of time, in microseconds; the last class has none. */
static const uint64_t ends[] = {50, 100, 250, 500, 1000, 2500, 5000, 10000, 50000, 100000, 500000, 1000000};
enum { ENDS = sizeof ends / sizeof *ends };

struct http_measure {
    atomic_ullong requests[ROUTES_MAX + 1][CLASSES]; /* the last row: no route; class 0: not answered */
    atomic_ullong took[ENDS + 1], micros, bytes;
    char *path;
    int fd;
    pthread_mutex_t lock; /* of fd, text and lost */
    base_buf text;
    uint64_t lost; /* lines for which there was no room */
};

static int open_journal(const char *path, base_err *e) {
    if (strcmp(path, "-") == 0) return STDERR_FILENO;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd < 0) base_err_fmt(e, BASE_ERR_IO, "不能写日志 %s：%m", "can not write the journal %s: %m", path);
    return fd;
}

http_measure *http_measure_new(const char *journal, base_err *e) {
    http_measure *m = base_zeroed(1, sizeof *m);
    m->fd = -1;
    pthread_mutex_init(&m->lock, NULL);
    base_buf_init(&m->text, JOURNAL_MAX);
    if (journal == NULL) return m;
    m->path = strdup(journal);
    if (m->path != NULL) m->fd = open_journal(journal, e);
    if (m->fd >= 0) return m;
    http_measure_free(m);
    return NULL;
}

void http_measure_free(http_measure *m) {
    if (m == NULL) return;
    http_measure_flush(m);
    if (m->fd > STDERR_FILENO) close(m->fd);
    pthread_mutex_destroy(&m->lock);
    base_buf_free(&m->text);
    free(m->path);
    free(m);
}

/* ---- the journal ---- */

void http_measure_flush(http_measure *m) {
    pthread_mutex_lock(&m->lock);
    if (m->fd >= 0 && m->lost > 0) base_buf_fmt(&m->text, "{\"lost\":%llu}\n", (unsigned long long)m->lost);
    m->lost = 0;
    /* A full disk must not stop the service; the next lines are tried again. */
    if (m->fd >= 0) (void)base_write_all(m->fd, base_buf_str(&m->text));
    base_buf_clear(&m->text);
    pthread_mutex_unlock(&m->lock);
}

void http_measure_reopen(http_measure *m) {
    base_err e = {0};
    if (m->path == NULL || m->fd <= STDERR_FILENO) return;
    int fd = open_journal(m->path, &e);
    if (fd < 0) return;
    pthread_mutex_lock(&m->lock);
    close(m->fd);
    m->fd = fd;
    pthread_mutex_unlock(&m->lock);
}

static void put_line(base_buf *b, enum http_method method, const char *route, unsigned status, uint64_t micros,
                     uint64_t bytes) {
    base_json j;
    struct tm t;
    char at[32];
    time_t now = time(NULL);
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &t));
    base_json_init(&j, b);
    base_json_obj(&j);
    base_json_text(&j, "at", base_str_of(at));
    base_json_text(&j, "method", base_str_of(http_method_name(method)));
    base_json_text(&j, "route", base_str_of(route));
    base_json_number(&j, "status", status);
    base_json_number(&j, "us", micros);
    base_json_number(&j, "bytes", bytes);
    base_json_obj_end(&j);
    base_buf_putc(b, '\n');
}

static void note(http_measure *m, enum http_method method, const http_route *route, unsigned status, uint64_t micros,
                 uint64_t bytes) {
    pthread_mutex_lock(&m->lock);
    if (m->text.n + LINE_MAX_BYTES < JOURNAL_MAX) {
        put_line(&m->text, method, route != NULL ? route->path : "", status, micros, bytes);
    } else {
        m->lost++;
    }
    pthread_mutex_unlock(&m->lock);
}

/* ---- counting ---- */

static size_t row_of(const http_route *route) {
    size_t n = 0;
    const http_route *first = http_routes(&n);
    return route == NULL || n > ROUTES_MAX ? ROUTES_MAX : (size_t)(route - first);
}

static void add(atomic_ullong *to, uint64_t n) { atomic_fetch_add_explicit(to, n, memory_order_relaxed); }
static unsigned long long look(atomic_ullong *of) { return atomic_load_explicit(of, memory_order_relaxed); }

void http_measure_request(http_measure *m, enum http_method method, const http_route *route, unsigned status,
                          uint64_t micros, uint64_t bytes) {
    size_t i = 0;
    while (i < ENDS && micros > ends[i]) i++;
    add(&m->requests[row_of(route)][status / 100 < CLASSES ? status / 100 : 0], 1);
    add(&m->took[i], 1);
    add(&m->micros, micros);
    add(&m->bytes, bytes);
    if (m->fd >= 0) note(m, method, route, status, micros, bytes);
}

static void put_requests(http_measure *m, base_buf *b) {
    size_t n = 0;
    const http_route *route = http_routes(&n);
    base_buf_puts(b, BASE_STR("# HELP jiqun_http_requests_total Requests by route and class of status.\n"
                              "# TYPE jiqun_http_requests_total counter\n"));
    for (size_t i = 0; i <= ROUTES_MAX; i++) {
        for (unsigned c = 0; c < CLASSES; c++) {
            unsigned long long count = look(&m->requests[i][c]);
            if (count == 0) continue;
            bool known = i < n && i < ROUTES_MAX;
            base_buf_fmt(b, "jiqun_http_requests_total{method=\"%s\",route=\"%s\",class=\"%uxx\"} %llu\n",
                         known ? http_method_name(route[i].method) : "", known ? route[i].path : "", c, count);
        }
    }
}

void http_measure_put(http_measure *m, base_buf *b) {
    unsigned long long sum = 0;
    put_requests(m, b);
    base_buf_puts(b, BASE_STR("# HELP jiqun_http_request_microseconds Time from the request line to the last byte.\n"
                              "# TYPE jiqun_http_request_microseconds histogram\n"));
    for (size_t i = 0; i < ENDS; i++) {
        sum += look(&m->took[i]);
        base_buf_fmt(b, "jiqun_http_request_microseconds_bucket{le=\"%llu\"} %llu\n", (unsigned long long)ends[i], sum);
    }
    sum += look(&m->took[ENDS]);
    base_buf_fmt(b, "jiqun_http_request_microseconds_bucket{le=\"+Inf\"} %llu\n", sum);
    base_buf_fmt(b, "jiqun_http_request_microseconds_sum %llu\n", look(&m->micros));
    base_buf_fmt(b, "jiqun_http_request_microseconds_count %llu\n", sum);
    base_buf_fmt(b, "# TYPE jiqun_http_sent_bytes_total counter\njiqun_http_sent_bytes_total %llu\n", look(&m->bytes));
}
