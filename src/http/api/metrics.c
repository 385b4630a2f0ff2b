/* metrics.c - /metrics: what is counted here, by the server, by the writer, and how far the record goes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/api/api.h"
#include "http/service_i.h"

static void put(base_buf *b, const char *name, const char *kind, uint64_t n) {
    base_buf_fmt(b, "# TYPE jiqun_%s %s\njiqun_%s %llu\n", name, kind, name, (unsigned long long)n);
}

static uint64_t resident_bytes(void) {
    char line[128] = "", *rest = NULL;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f == NULL) return 0;
    bool read = fgets(line, sizeof line, f) != NULL;
    fclose(f);
    if (!read) return 0;
    (void)strtoull(line, &rest, 10); /* all of it; what is resident comes second */
    uint64_t resident = strtoull(rest, NULL, 10);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void put_process(base_buf *b) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    put(b, "process_cpu_microseconds_total", "counter",
        (uint64_t)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000 +
            (uint64_t)(r.ru_utime.tv_usec + r.ru_stime.tv_usec));
    put(b, "process_resident_bytes", "gauge", resident_bytes());
}

static void put_server(base_buf *b, http_server *server) {
    if (server == NULL) return;
    http_server_figures f = http_server_look(server);
    put(b, "http_connections_total", "counter", f.connections);
    put(b, "http_cut_off_total", "counter", f.cut_off);
    put(b, "http_connections", "gauge", f.open);
    put(b, "http_streams", "gauge", f.streams);
    put(b, "http_body_bytes", "gauge", f.bodies);
}

static void put_chores(base_buf *b, http_chores *c) {
    if (c == NULL) return;
    http_chores_figures f = http_chores_look(c);
    put(b, "clock_days_total", "counter", f.days);
    put(b, "clock_reminders_total", "counter", f.reminders);
    put(b, "mail_sent_total", "counter", f.sent);
    put(b, "mail_down", "gauge", f.mail_down);
    put(b, "chores_failed_total", "counter", f.failed);
}

static void put_writer(base_buf *b, app_queue *q) {
    if (q == NULL) return;
    app_queue_figures f = app_queue_look(q);
    put(b, "writer_groups_total", "counter", f.groups);
    put(b, "writer_requests_total", "counter", f.requests);
    put(b, "writer_granted_total", "counter", f.granted);
    put(b, "writer_refused_total", "counter", f.refused);
    put(b, "writer_failed_total", "counter", f.failed);
    put(b, "writer_largest_group", "gauge", f.largest_group);
    put(b, "log_published_size", "gauge", f.published);
}

enum http_step http_api_metrics(http_exchange *x) {
    store_head head;
    base_err e = {0};
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    bool there = store_head_get(app_store(a), &head, &e);
    http_answer(x, 200, "text/plain; version=0.0.4; charset=utf-8");
    http_measure_put(x->service->measure, &x->out);
    put_server(&x->out, x->service->server);
    put_writer(&x->out, http_queue(x->service));
    put_chores(&x->out, http_service_chores(x->service));
    put(&x->out, "store_up", "gauge", there);
    if (there) put(&x->out, "log_size", "gauge", head.size);
    put_process(&x->out);
    return HTTP_NOW;
}
