/* bench_load.c - many clients of a server, each of which asks the next thing as soon as it has the answer to the last:
 * what bench/actions.py and bench/office.py drive. It costs little beside what it measures: one thread, epoll.
 *
 *     bench_load PORT MILLISECONDS CLIENTS STEPS BEGIN
 *
 * CLIENTS has a line for each: cookie, word against forged requests, and names of dossiers. STEPS has a line for each:
 * kind, method, target, body, with tabs between. A client goes through them in order, again and again: {n} is the
 * number of that round (from BEGIN), {c} the client's, {d} one of its dossiers, {file} a small PDF that nobody sent
 * before. What was asked is waited for at the end, so that all of it was answered. A status over 299 ends it all. Told
 * are, for each kind: how many, p50, p99 and the longest in ms; then how many rounds all have done, and for how long it
 * went on. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "record_i.h"

enum { KINDS = 16, STEPS = 256, WORDS = 400, IN = 4 << 20, FILE_BYTES = 20000, TIMES = 4 << 20 };

typedef struct {
    char name[32];
    double *ms;
    size_t n;
} kind;

typedef struct {
    kind *kind;
    char *method, *target, *body;
} step;

typedef struct {
    int fd;
    size_t number, at, round, n_dossiers, picked;
    char *cookie, *csrf, *dossier[WORDS];
    double from;
    base_buf out;
    size_t sent, got;
    bool stuck; /* told when there is room to send again */
    char *in;
} client;

typedef struct {
    kind kind[KINDS];
    step step[STEPS];
    size_t n_steps, n_clients, under_way;
    client *client;
    base_arena *arena;
    int epoll;
    double until;
} bench;

static _Noreturn void give_up(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

/* ---- what to do ---- */

static kind *kind_of(bench *b, const char *name) {
    for (size_t i = 0; i < KINDS; i++) {
        kind *k = &b->kind[i];
        if (k->ms != NULL && strcmp(k->name, name) == 0) return k;
        if (k->ms != NULL) continue;
        (void)snprintf(k->name, sizeof k->name, "%s", name);
        k->ms = calloc(TIMES, sizeof *k->ms);
        if (k->ms == NULL) give_up(name, "no memory");
        return k;
    }
    give_up(name, "too many kinds");
}

static char *next_line(FILE *f) {
    char *line = NULL;
    size_t cap = 0;
    ssize_t n = getline(&line, &cap, f);
    if (n > 0) {
        if (line[n - 1] == '\n') line[n - 1] = '\0';
        return line;
    }
    free(line);
    return NULL;
}

static FILE *open_list(const char *path) {
    FILE *f = fopen(path, "r");
    if (f == NULL) give_up(path, strerror(errno));
    return f;
}

static void read_steps(bench *b, const char *path) {
    FILE *f = open_list(path);
    for (char *line; (line = next_line(f)) != NULL;) {
        char *part[4];
        for (size_t i = 0; i < 4; i++) part[i] = line != NULL ? strsep(&line, "\t") : NULL;
        if (part[3] == NULL || b->n_steps == STEPS) give_up(path, "expected kind, method, target, body");
        b->step[b->n_steps++] = (step){kind_of(b, part[0]), part[1], part[2], part[3]};
    }
    (void)fclose(f);
}

static void read_clients(bench *b, const char *path, size_t begin) {
    FILE *f = open_list(path);
    for (char *line; (line = next_line(f)) != NULL;) {
        b->client = realloc(b->client, (b->n_clients + 1) * sizeof *b->client);
        if (b->client == NULL) give_up(path, "no memory");
        client *c = &b->client[b->n_clients];
        *c = (client){.number = b->n_clients++, .round = begin, .in = malloc(IN)};
        c->cookie = strsep(&line, " ");
        c->csrf = line != NULL ? strsep(&line, " ") : NULL;
        if (c->csrf == NULL || c->in == NULL) give_up(path, "expected cookie, word and dossiers");
        while (line != NULL && c->n_dossiers < WORDS) c->dossier[c->n_dossiers++] = strsep(&line, " ");
        base_buf_init(&c->out, 1 << 20);
    }
    (void)fclose(f);
}

/* ---- one request ---- */

static void put_file(client *c, base_buf *to) {
    char line[64];
    size_t begin = to->n;
    base_buf_puts(to, BASE_STR("%PDF-1.7\n"));
    while (to->n - begin < FILE_BYTES) {
        int n = snprintf(line, sizeof line, "client %zu round %zu step %zu\n", c->number, c->round, c->at);
        base_buf_put(to, line, (size_t)n);
    }
}

static void put_word(client *c, base_buf *to, const char *word) {
    char text[24];
    if (strncmp(word, "{d}", 3) == 0) {
        base_buf_puts(to, base_str_of(c->n_dossiers > 0 ? c->dossier[c->picked++ % c->n_dossiers] : ""));
        return;
    }
    (void)snprintf(text, sizeof text, "%zu", word[1] == 'n' ? c->round : c->number);
    base_buf_puts(to, base_str_of(text));
}

static void fill_in(client *c, base_buf *to, const char *from) {
    if (strcmp(from, "{file}") == 0) {
        put_file(c, to);
        return;
    }
    for (; *from != '\0'; from++) {
        if (from[0] == '{' && strchr("ncd", from[1]) != NULL && from[2] == '}') {
            put_word(c, to, from);
            from += 2;
        } else {
            base_buf_put(to, from, 1);
        }
    }
}

static void ask(bench *b, client *c) {
    const step *s = &b->step[c->at];
    base_arena_reset(b->arena);
    base_buf body;
    base_buf_init(&body, 1 << 20);
    fill_in(c, &body, s->body);
    base_buf_clear(&c->out);
    base_buf_puts(&c->out, base_arena_fmt(b->arena, "%s ", s->method));
    fill_in(c, &c->out, s->target);
    base_buf_puts(&c->out, base_arena_fmt(b->arena, " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\n", c->cookie));
    if (strcmp(s->method, "GET") != 0) {
        const char *type = strcmp(s->body, "{file}") == 0 ? "application/octet-stream" : "application/json";
        base_buf_puts(&c->out,
                      base_arena_fmt(b->arena, "X-CSRF-Token: %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n",
                                     c->csrf, type, body.n));
    }
    base_buf_puts(&c->out, BASE_STR("\r\n"));
    base_buf_puts(&c->out, base_buf_str(&body));
    base_buf_free(&body);
    c->sent = c->got = 0;
    c->from = bench_now();
    b->under_way++;
}

static void send_on(bench *b, client *c) {
    while (c->sent < c->out.n) {
        ssize_t n = send(c->fd, c->out.p + c->sent, c->out.n - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            c->sent += (size_t)n;
            continue;
        }
        if (n < 0 && errno != EAGAIN) give_up("send", strerror(errno));
        break;
    }
    const bool stuck = c->sent < c->out.n;
    if (stuck == c->stuck) return;
    c->stuck = stuck;
    struct epoll_event want = {.events = EPOLLIN | (stuck ? (uint32_t)EPOLLOUT : 0), .data.ptr = c};
    (void)epoll_ctl(b->epoll, EPOLL_CTL_MOD, c->fd, &want);
}

/* ---- one answer ---- */

/* Whether all of it is there; each answer of these says its length. */
static bool is_whole(const client *c) {
    const char *end = memmem(c->in, c->got, "\r\n\r\n", 4);
    if (end == NULL) return false;
    const size_t head = (size_t)(end - c->in) + 4;
    const char *said = memmem(c->in, head, "Content-Length: ", 16);
    if (said == NULL) give_up("answer", "it does not say its length");
    return c->got >= head + strtoul(said + 16, NULL, 10);
}

static void answered(bench *b, client *c) {
    const step *s = &b->step[c->at];
    if (s->kind->n == TIMES) give_up(s->kind->name, "too many");
    s->kind->ms[s->kind->n++] = (bench_now() - c->from) * 1e3;
    c->in[c->got] = '\0';
    if (c->got < 12 || c->in[9] != '2') {
        fprintf(stderr, "%.*s\n%s\n", (int)(c->out.n < 600 ? c->out.n : 600), c->out.p, c->in);
        exit(1);
    }
    b->under_way--;
    if (++c->at == b->n_steps) {
        c->at = 0;
        c->round++;
    }
}

static void hear(bench *b, client *c) {
    ssize_t n = recv(c->fd, c->in + c->got, IN - 1 - c->got, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) give_up("answer", n == 0 ? "the connection was closed" : strerror(errno));
    c->got += (size_t)n;
    if (!is_whole(c)) return;
    answered(b, c);
    if (bench_now() >= b->until) return;
    ask(b, c);
    send_on(b, c);
}

/* ---- all of them ---- */

static void connect_all(bench *b, uint16_t port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int on = 1;
    b->epoll = epoll_create1(0);
    for (size_t i = 0; i < b->n_clients; i++) {
        client *c = &b->client[i];
        struct epoll_event want = {.events = EPOLLIN, .data.ptr = c};
        c->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0) give_up("connect", strerror(errno));
        (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (epoll_ctl(b->epoll, EPOLL_CTL_ADD, c->fd, &want) != 0) give_up("epoll", strerror(errno));
    }
}

static void go(bench *b) {
    struct epoll_event some[128];
    for (size_t i = 0; i < b->n_clients; i++) {
        ask(b, &b->client[i]);
        send_on(b, &b->client[i]);
    }
    while (b->under_way > 0) {
        int n = epoll_wait(b->epoll, some, 128, 60000);
        if (n <= 0) give_up("answers", "none for a minute");
        for (int i = 0; i < n; i++) {
            if ((some[i].events & EPOLLOUT) != 0) send_on(b, some[i].data.ptr);
            if ((some[i].events & ~(uint32_t)EPOLLOUT) != 0) hear(b, some[i].data.ptr);
        }
    }
}

int main(int argc, char **argv) {
    if (argc < 6) {
        fprintf(stderr, "usage: bench_load PORT MILLISECONDS CLIENTS STEPS BEGIN\n");
        return 2;
    }
    static bench b;
    b.arena = base_arena_new(1 << 20);
    read_steps(&b, argv[4]);
    read_clients(&b, argv[3], strtoul(argv[5], NULL, 10));
    connect_all(&b, (uint16_t)strtoul(argv[1], NULL, 10));
    const double began = bench_now();
    b.until = began + strtod(argv[2], NULL) / 1e3;
    go(&b);
    const double took = bench_now() - began;
    size_t rounds = SIZE_MAX;
    for (size_t i = 0; i < b.n_clients; i++) {
        if (b.client[i].round < rounds) rounds = b.client[i].round;
    }
    for (kind *k = b.kind; k < b.kind + KINDS && k->ms != NULL; k++) {
        printf("%s\t%zu\t%.4f\t%.4f\t%.4f\n", k->name, k->n, bench_share(k->ms, k->n, 0.5),
               bench_share(k->ms, k->n, 0.99), bench_share(k->ms, k->n, 1));
    }
    printf("all\t%zu\t%.6f\n", rounds, took);
    return 0;
}
