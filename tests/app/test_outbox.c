/* test_outbox.c - mails that wait: each is sent once and in order, later, never, or not until the server is back. The
 * server here is a thread that answers as the recipient's name says. */
#include "support.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

#include "app/mail_book.h"
#include "app/outbox.h"

/* ---- a mail server ---- */

static struct {
    int fd, port;
    pthread_t thread;
    pthread_mutex_t lock;
    char to[64][100], id[64][200]; /* what it has taken */
    size_t n;
    bool mute; /* closes each connection at once */
} server = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void take_mail(FILE *f, const char *to) {
    char line[2000], id[200] = "";
    while (fgets(line, sizeof line, f) != NULL && strcmp(line, ".\r\n") != 0) {
        if (strncmp(line, "Message-ID: ", 12) == 0) snprintf(id, sizeof id, "%.190s", line + 12);
    }
    pthread_mutex_lock(&server.lock);
    if (server.n < 64) {
        strcpy(server.to[server.n], to);
        strcpy(server.id[server.n++], id);
    }
    pthread_mutex_unlock(&server.lock);
}

static const char *answer_to(const char *line, FILE *f, char to[100]) {
    if (strncmp(line, "RCPT TO:<", 9) == 0) {
        snprintf(to, 100, "%.*s", (int)strcspn(line + 9, ">@"), line + 9);
        if (strncmp(to, "later", 5) == 0) return "451 later\r\n";
        if (strncmp(to, "never", 5) == 0) return "550 never\r\n";
    }
    if (strncmp(line, "DATA", 4) == 0) {
        fputs("354 go on\r\n", f);
        fflush(f);
        take_mail(f, to);
        if (strncmp(to, "lost", 4) == 0) return NULL;
    }
    return "250 OK\r\n";
}

static void talk(int fd) {
    char line[2000], to[100] = "";
    FILE *f = fdopen(fd, "r+");
    if (f == NULL) return;
    setvbuf(f, NULL, _IONBF, 0);
    fputs("220 test\r\n", f);
    while (fgets(line, sizeof line, f) != NULL && strncmp(line, "QUIT", 4) != 0) {
        const char *answer = answer_to(line, f, to);
        if (answer == NULL) break;
        fputs(answer, f);
    }
    fclose(f);
}

static void *serve(void *ctx) {
    int fd;
    while ((fd = accept(server.fd, NULL, NULL)) >= 0) {
        if (server.mute)
            close(fd);
        else
            talk(fd);
    }
    return ctx;
}

static int start_server(void **state) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    (void)state;
    server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server.fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(server.fd, 10) != 0) return -1;
    getsockname(server.fd, (struct sockaddr *)&at, &n);
    server.port = ntohs(at.sin_port);
    return pthread_create(&server.thread, NULL, serve, NULL);
}

static int stop_server(void **state) {
    (void)state;
    shutdown(server.fd, SHUT_RDWR);
    pthread_join(server.thread, NULL);
    close(server.fd);
    return 0;
}

static size_t taken(const char *to) {
    size_t n = 0;
    pthread_mutex_lock(&server.lock);
    for (size_t i = 0; i < server.n; i++) n += strcmp(server.to[i], to) == 0;
    pthread_mutex_unlock(&server.lock);
    return n;
}

/* ---- a record ---- */

static void begin(desk *d) {
    pthread_mutex_lock(&server.lock);
    server.n = 0;
    server.mute = false;
    pthread_mutex_unlock(&server.lock);
    desk_begin(d, LOG_SHA256_ED25519);
    desk_open(d, APP_WRITE);
}

static void put(const desk *d, const char *to) {
    base_err e = {0};
    const app_desk w = {.app = d->app};
    const app_mail m = {base_str_of(to), BASE_STR("主题"), BASE_STR("正文\n")};
    if (!app_outbox_add(&w, &m, &e)) fail_msg("%s", e.en);
}

static app_sent send_by(app *a, int64_t now) {
    char url[100];
    base_err e = {0};
    app_sent out;
    const app_desk w = {.app = a};
    snprintf(url, sizeof url, "smtp://127.0.0.1:%d", server.port);
    const app_sender s = {
        .server = {.url = url, .total_ms = 5000}, .from = "jiqun@test.example", .from_name = BASE_STR("集群")};
    if (!app_outbox_send(&w, &s, now, &out, &e)) fail_msg("%s", e.en);
    return out;
}

static app_outbox_figures figures(const desk *d) {
    base_err e = {0};
    app_outbox_figures f;
    assert_true(app_outbox_stats(d->app, &f, &e));
    return f;
}

static const int64_t MINUTE = 60000, HOUR = 3600000, DAY = 86400000;

/* ---- tests ---- */

static void in_order_and_once(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    begin(&d);
    for (int i = 0; i < 60; i++) {
        char to[40];
        snprintf(to, sizeof to, "m%d@test.example", i);
        put(&d, to);
    }
    assert_int_equal(figures(&d).waiting, 60);
    app_sent s = send_by(d.app, app_now());
    assert_int_equal(s.sent, 60);
    assert_int_equal(server.n, 60);
    for (int i = 0; i < 60; i++) {
        char to[40];
        snprintf(to, sizeof to, "m%d", i);
        assert_string_equal(server.to[i], to);
    }
    assert_int_equal(figures(&d).waiting, 0);
    assert_int_equal(send_by(d.app, app_now()).sent, 0);
    const app_desk w = {.app = d.app};
    const app_mail bad = {BASE_STR("a@b\r\nBcc: c@d"), BASE_STR("x"), BASE_STR("y")};
    assert_false(app_outbox_add(&w, &bad, &e));
    assert_int_equal(figures(&d).waiting, 0);
    desk_end(&d);
}

static bool one_dead(void *ctx, const app_dead_mail *m) {
    char *key = ctx;
    snprintf(key, 100, "%.*s", (int)m->key.n, m->key.p);
    assert_true(m->why.n > 0 && m->subject.n > 0);
    return true;
}

static void later_and_never(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    int64_t now = app_now();
    begin(&d);
    put(&d, "later@test.example");
    put(&d, "never@test.example");
    put(&d, "good@test.example");
    app_sent s = send_by(d.app, now);
    assert_int_equal(s.later, 1);
    assert_int_equal(s.dead, 1);
    assert_int_equal(s.sent, 1);
    assert_false(s.down);
    app_outbox_figures f = figures(&d);
    assert_int_equal(f.waiting, 1);
    assert_int_equal(f.dead, 1);
    s = send_by(d.app, now + 4 * MINUTE); /* not yet */
    assert_int_equal(s.later, 0);
    assert_int_equal(s.busy, 1);
    assert_int_equal(send_by(d.app, now + 6 * MINUTE).later, 1);
    assert_int_equal(send_by(d.app, now + 12 * MINUTE).later, 0); /* the second wait is twice as long */
    assert_int_equal(send_by(d.app, now + 17 * MINUTE).later, 1);
    assert_int_equal(send_by(d.app, now + APP_MAIL_DAYS * DAY - HOUR).later, 1);
    s = send_by(d.app, now + APP_MAIL_DAYS * DAY + 13 * HOUR);
    assert_int_equal(s.dead, 1);
    assert_int_equal(figures(&d).waiting, 0);
    char key[100] = "";
    assert_true(app_outbox_dead(d.app, (base_str){NULL, 0}, 10, one_dead, key, &e));
    const app_desk w = {.app = d.app};
    bool found = false;
    assert_true(app_outbox_revive(&w, base_str_of(key), &found, &e));
    assert_true(found);
    f = figures(&d);
    assert_int_equal(f.waiting, 1);
    assert_int_equal(f.dead, 1);
    assert_true(app_outbox_revive(&w, BASE_STR("none"), &found, &e));
    assert_false(found);
    desk_end(&d);
}

static void server_down(void **state) {
    (void)state;
    desk d = {0};
    int64_t now = app_now();
    begin(&d);
    put(&d, "a@test.example");
    put(&d, "b@test.example");
    server.mute = true;
    app_sent s = send_by(d.app, now);
    assert_true(s.down);
    assert_true(s.why.zh[0] != '\0');
    assert_int_equal(s.sent + s.later + s.dead, 0);
    server.mute = false;
    s = send_by(d.app, now + 30000); /* everybody waits */
    assert_true(s.down);
    assert_int_equal(s.sent, 0);
    assert_int_equal(send_by(d.app, now + 61000).sent, 1); /* the other one first */
    assert_int_equal(taken("b"), 1);
    assert_int_equal(send_by(d.app, now + 3 * MINUTE).sent, 1);
    server.mute = true; /* for days: nothing is given up */
    put(&d, "c@test.example");
    for (int64_t at = now + 10 * MINUTE; at < now + 10 * DAY; at += DAY) assert_true(send_by(d.app, at).down);
    server.mute = false;
    assert_int_equal(send_by(d.app, now + 12 * DAY).sent, 1);
    assert_int_equal(figures(&d).dead, 0);
    desk_end(&d);
}

/* The server took it, and the answer was lost: it comes again, and can be known by its identity. */
static void answer_lost(void **state) {
    (void)state;
    desk d = {0};
    int64_t now = app_now();
    begin(&d);
    put(&d, "lost@test.example");
    assert_true(send_by(d.app, now).down);
    assert_int_equal(taken("lost"), 1);
    assert_true(send_by(d.app, now + 10 * MINUTE).down);
    assert_int_equal(taken("lost"), 2);
    assert_string_equal(server.id[0], server.id[1]);
    assert_non_null(strstr(server.id[0], "@test.example>"));
    assert_int_equal(figures(&d).waiting, 1);
    desk_end(&d);
}

static bool lease_in_mind(void *ctx, const store_message *row) {
    *(int64_t *)ctx = row->id;
    return false;
}

/* A node that took it and died: nobody else sends it until the lease lapses; then somebody does. */
static void a_lease(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    char key[30];
    int64_t id = 0, now = app_now();
    uint64_t version = 0;
    bool saved = false;
    begin(&d);
    put(&d, "a@test.example");
    assert_true(store_messages(app_store(d.app), 0, 1, lease_in_mind, &id, &e));
    snprintf(key, sizeof key, "%019lld", (long long)id);
    const store_entry lease = {.space = BASE_STR("mail"),
                               .key = base_str_of(key),
                               .at = now,
                               .due = now + APP_MAIL_LEASE_MS,
                               .body = BASE_STR("{\"first\":1,\"tries\":0}")};
    assert_true(store_entry_put(app_store(d.app), &lease, 0, &saved, &version, &e));
    app_sent s = send_by(d.app, now + MINUTE);
    assert_int_equal(s.sent, 0);
    assert_int_equal(s.busy, 1);
    assert_int_equal(send_by(d.app, now + 6 * MINUTE).sent, 1);
    assert_int_equal(taken("a"), 1);
    desk_end(&d);
}

static void add_account(const desk *d, const char *login, const char *mail, const char *level, const char *place) {
    base_err e = {0};
    const app_by by = app_by_console();
    const app_account_new x = {.login = base_str_of(login),
                               .person = {.name = BASE_STR("演示"), .mail = base_str_of(mail)}};
    const app_grant g = {.actor = {base_str_of(level), base_str_of(place)}};
    if (!app_account_add(d->app, &by, &x, app_now(), &e)) fail_msg("%s", e.en);
    if (level[0] != '\0' && !app_account_grant(d->app, &by, base_str_of(login), &g, app_now(), &e))
        fail_msg("%s", e.en);
}

static bool join(void *ctx, base_str address) {
    char *all = ctx;
    size_t n = strlen(all);
    snprintf(all + n, 200 - n, "%.*s ", (int)address.n, address.p);
    return true;
}

/* Accounts are named, their addresses stand nowhere. */
static void by_account(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    char all[200] = "", key[100] = "";
    begin(&d);
    add_account(&d, "first", "first@test.example", "", "");
    add_account(&d, "zhang", "good@test.example", "county", "330106");
    add_account(&d, "li", "never@test.example", "county", "330106");
    add_account(&d, "wang", "", "county", "330106");
    add_account(&d, "zhao", "other@test.example", "county", "330108");
    app_mail_book *b = app_mail_book_open(d.app, &e);
    assert_non_null(b);
    assert_true(app_mail_book_of(b, BASE_STR("county"), BASE_STR("330106"), join, all, &e));
    app_mail_book_close(b);
    assert_true(strcmp(all, "account:zhang account:li ") == 0 || strcmp(all, "account:li account:zhang ") == 0);
    put(&d, "account:zhang");
    put(&d, "account:li");
    put(&d, "account:wang");
    app_sent s = send_by(d.app, app_now());
    assert_int_equal(s.sent, 1);
    assert_int_equal(s.dead, 2);
    assert_null(strstr(s.why.zh, "never@test"));
    assert_int_equal(taken("good"), 1);
    assert_true(app_outbox_dead(d.app, (base_str){NULL, 0}, 10, one_dead, key, &e));
    desk_end(&d);
}

/* Four nodes at once: every mail is sent by one of them. */
static void *send_all(void *ctx) {
    base_err e = {0};
    app *a = app_open(ctx, APP_WRITE, &e);
    if (a == NULL) return NULL;
    app_sent s = send_by(a, app_now());
    app_close(a);
    return (void *)(uintptr_t)(s.sent + 1);
}

static void several_nodes(void **state) {
    (void)state;
    enum { NODES = 4, MAILS = 24 };
    desk d = {0};
    pthread_t node[NODES];
    size_t sent = 0;
    begin(&d);
    for (int i = 0; i < MAILS; i++) put(&d, "all@test.example");
    desk_close(&d);
    for (int i = 0; i < NODES; i++) assert_int_equal(pthread_create(&node[i], NULL, send_all, &d.place), 0);
    for (int i = 0; i < NODES; i++) {
        void *n = NULL;
        pthread_join(node[i], &n);
        assert_non_null(n);
        sent += (uintptr_t)n - 1;
    }
    assert_int_equal(sent, MAILS);
    assert_int_equal(taken("all"), MAILS);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_order_and_once), cmocka_unit_test(later_and_never), cmocka_unit_test(server_down),
        cmocka_unit_test(answer_lost),       cmocka_unit_test(a_lease),         cmocka_unit_test(several_nodes),
        cmocka_unit_test(by_account),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
