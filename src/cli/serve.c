/* serve.c - jiqun serve: the pages and the API over a record, until SIGTERM or SIGINT.
 *
 * A socket that a supervisor has opened (LISTEN_FDS, as systemd does it) is taken instead of an address. Signals are
 * waited for by the first thread alone; all others have them blocked. */
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/upload.h"
#include "cli/record.h"
#include "cli/sender.h"
#include "http/server.h"
#include "http/service.h"
#include "oidc/oidc.h"

enum {
    SOCKET_FIRST = 3,
    PEM_MAX = 1 << 20,
    ADDRESSES_MAX = 16,
    SECONDS_MAX = 3600,
    SECRET_FILE_MAX = 4096,
    LARGE_PIECE = 2 << 20,
    MEMORY_MOST_MB = 65536,
    SOCKET_PATH_MAX = 107, /* of Linux */
    ROSTER_TEXT_MAX = 4 << 20
};

typedef struct {
    cli_where where;
    const char *address, *port, *today, *threads, *certificate, *key, *proxies;
    const char *operator_zh, *operator_en, *filing, *contact, *journal, *monitors;
    const char *link;
    cli_sender_options sender;
    const char *header_s, *body_s, *idle_s;
    const char *file_max, *keep_unnamed, *scanner, *memory;
    const char *issuer, *client, *secret, *ca;
    bool read_only;
} options;

/* -1 when no socket was handed over. */
static int inherited_socket(void) {
    const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
    if (pid == NULL || n == NULL || strtol(pid, NULL, 10) != (long)getpid() || strcmp(n, "1") != 0) return -1;
    return SOCKET_FIRST;
}

static bool read_pem(cli *c, const char *path, base_str *out) {
    base_err e = {0};
    if (path == NULL) return true;
    if (base_file_read(c->arena, path, PEM_MAX, out, &e)) return true;
    cli_complain_err(c, &e);
    return false;
}

/* A list of addresses, written with commas. */
static bool split_addresses(cli *c, const char *name, const char *text, const char *const **out, size_t *n) {
    const char **list = base_arena_array(c->arena, ADDRESSES_MAX, sizeof *list);
    base_str rest = base_str_of(text);
    while (rest.n > 0) {
        base_str one = base_str_trim(base_str_cut(rest, ',', &rest));
        if (one.n == 0) continue;
        if (*n == ADDRESSES_MAX) {
            CLI_COMPLAIN(c, SERVE_ADDRESSES, base_str_of(name), cli_num(c, ADDRESSES_MAX));
            return false;
        }
        list[(*n)++] = base_arena_str(c->arena, one).p;
    }
    *out = list;
    return true;
}

static bool seconds(cli *c, const char *name, const char *text, unsigned *out) {
    long n = 0;
    if (!cli_number(c, name, text, 1, SECONDS_MAX, &n)) return false;
    *out = (unsigned)n;
    return true;
}

static bool server_options(cli *c, const options *o, http_server_options *out) {
    long port = 8080, threads = 0;
    *out = (http_server_options){.address = o->address, .socket = inherited_socket()};
    if (!cli_number(c, "--port", o->port, 0, 65535, &port)) return false;
    if (!cli_number(c, "--threads", o->threads, 1, HTTP_THREADS_MAX, &threads)) return false;
    if (!seconds(c, "--header-seconds", o->header_s, &out->header_s) ||
        !seconds(c, "--body-seconds", o->body_s, &out->body_s) ||
        !seconds(c, "--idle-seconds", o->idle_s, &out->idle_s))
        return false;
    out->port = (uint16_t)port;
    out->threads = (unsigned)threads;
    if ((o->certificate == NULL) != (o->key == NULL)) {
        CLI_COMPLAIN(c, SERVE_TLS);
        return false;
    }
    return split_addresses(c, "--proxy", o->proxies, &out->proxy, &out->n_proxies) &&
           read_pem(c, o->certificate, &out->certificate) && read_pem(c, o->key, &out->key);
}

/* Attachments: the most of one, in megabytes, the days that one is kept which nobody names, and who scans them. */
static bool attachments(cli *c, const options *o, http_service_options *out) {
    long mb = FILES_MAX_BYTES >> 20, days = APP_UPLOAD_KEEP_DAYS;
    if (o->scanner != NULL && (o->scanner[0] != '/' || strlen(o->scanner) > SOCKET_PATH_MAX)) {
        CLI_COMPLAIN(c, SERVE_CLAMD, base_str_of(o->scanner), cli_num(c, SOCKET_PATH_MAX));
        return false;
    }
    out->scanner = o->scanner;
    if (!cli_number(c, "--file-max", o->file_max, 1, FILES_MAX_BYTES >> 20, &mb) ||
        !cli_number(c, "--keep-unnamed", o->keep_unnamed, 0, APP_UPLOAD_KEEP_MOST, &days))
        return false;
    out->file_max = (uint64_t)mb << 20;
    out->keep_days = (unsigned)days;
    return true;
}

/* Megabytes of dossiers that each reader keeps at hand. With none, each is read from its events whenever it is wanted.
 */
static bool memory(cli *c, const options *o, app_place *out) {
    long mb = 0;
    if (o->memory == NULL) return true; /* as much as an app keeps by itself */
    if (!cli_number(c, "--memory", o->memory, 0, MEMORY_MOST_MB, &mb)) return false;
    out->memory = mb > 0 ? (size_t)mb << 20 : 1;
    return true;
}

/* A provider to sign in through; its secret is read from a file, never from the command line. */
static bool provider(cli *c, const options *o, oidc_client **out) {
    base_err e = {0};
    oidc_options p = {.issuer = base_str_of(o->issuer), .client = base_str_of(o->client), .ca_file = o->ca};
    if (o->issuer == NULL && o->client == NULL && o->secret == NULL && o->ca == NULL) return true;
    if (o->issuer == NULL || o->client == NULL) {
        CLI_COMPLAIN(c, SERVE_OIDC);
        return false;
    }
    if (o->secret == NULL || base_file_read(c->arena, o->secret, SECRET_FILE_MAX, &p.secret, &e)) {
        p.secret = base_str_trim(p.secret);
        *out = oidc_client_new(&p, &e);
    }
    if (*out == NULL) cli_complain_err(c, &e);
    return *out != NULL;
}

/* How rosters are read; none where there is no root with data. */
static bool rosters(cli *c, http_service_options *out) {
    core_roster_texts t;
    base_err e = {0};
    if (cli_root_quietly(c) == NULL) return true;
    if (!cli_root_file(c, c->arena, "data/roster_columns.csv", ROSTER_TEXT_MAX, &t.columns) ||
        !cli_root_file(c, c->arena, "data/roster_figures.csv", ROSTER_TEXT_MAX, &t.figures) ||
        !cli_root_file(c, c->arena, "data/industries.csv", ROSTER_TEXT_MAX, &t.industries))
        return false;
    out->root = c->root;
    out->roster = core_roster_plan_read(c->arena, &t, &e);
    if (out->roster == NULL) cli_complain_err(c, &e);
    return out->roster != NULL;
}

static bool read_day(cli *c, const char *text, base_date *out) {
    base_err e = {0};
    if (text == NULL || base_date_parse(base_str_of(text), out, &e)) return true;
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--today"), base_str_of(text), cli_text(c, CLI_T_WANTS_DATE));
    return false;
}

static void block_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* A large piece goes back to the system as soon as it is freed: 19 MiB of a password that was looked at, a table that
 * was written. Left to itself the library would keep the next ones for good. What is smaller stays with the thread:
 * else it would be given back after nearly every page, and taken again for the next. */
static void give_back_memory(void) {
    mallopt(M_MMAP_THRESHOLD, LARGE_PIECE);
    mallopt(M_TRIM_THRESHOLD, LARGE_PIECE);
}

static void say_address(cli *c, const options *o, const http_server_options *s, uint16_t port) {
    const char *address = o->address != NULL ? o->address : "127.0.0.1";
    bool v6 = strchr(address, ':') != NULL;
    CLI_PUT(c, &c->out, SERVING,
            base_arena_fmt(c->scratch, "%s://%s%s%s:%u/", s->certificate.n > 0 ? "https" : "http", v6 ? "[" : "",
                           address, v6 ? "]" : "", (unsigned)port));
    base_buf_putc(&c->out, '\n');
    cli_flush(c);
}

static int run(cli *c, const options *o, const http_service_options *service, const http_server_options *server) {
    sigset_t set;
    int signal_number = 0;
    base_err e = {0};
    block_signals(&set);
    give_back_memory();
    http_service *s = http_service_start(service, &e);
    if (s == NULL) goto failed;
    http_server *h = http_server_start(server, s, &e);
    if (h == NULL) goto failed;
    say_address(c, o, server, http_server_port(h));
    while (sigwait(&set, &signal_number) == 0 && signal_number == SIGHUP) http_service_reopen(s);
    http_server_stop(h);
    http_service_stop(s);
    return CLI_OK;
failed:
    http_service_stop(s);
    cli_complain_err(c, &e);
    return CLI_USAGE;
}

int cli_serve(cli *c, cli_args *a) {
    options o = {0};
    http_service_options service = {.today = BASE_DATE_NONE};
    http_server_options server;
    app_sender sender;
    const cli_option list[] = {CLI_WHERE_OPTIONS(o.where),
                               {"--address", &o.address, NULL},
                               {"--port", &o.port, NULL},
                               {"--threads", &o.threads, NULL},
                               {"--today", &o.today, NULL},
                               {"--certificate", &o.certificate, NULL},
                               {"--key", &o.key, NULL},
                               {"--proxy", &o.proxies, NULL},
                               {"--operator", &o.operator_zh, NULL},
                               {"--operator-en", &o.operator_en, NULL},
                               {"--filing", &o.filing, NULL},
                               {"--contact", &o.contact, NULL},
                               {"--journal", &o.journal, NULL},
                               {"--monitor", &o.monitors, NULL},
                               {"--site", &o.link, NULL},
                               CLI_SENDER_OPTIONS(o.sender),
                               {"--header-seconds", &o.header_s, NULL},
                               {"--body-seconds", &o.body_s, NULL},
                               {"--idle-seconds", &o.idle_s, NULL},
                               {"--file-max", &o.file_max, NULL},
                               {"--keep-unnamed", &o.keep_unnamed, NULL},
                               {"--clamd", &o.scanner, NULL},
                               {"--memory", &o.memory, NULL},
                               {"--oidc-issuer", &o.issuer, NULL},
                               {"--oidc-client", &o.client, NULL},
                               {"--oidc-secret-file", &o.secret, NULL},
                               {"--oidc-ca", &o.ca, NULL},
                               {"--read-only", NULL, &o.read_only}};
    if (!cli_options(c, a, list, sizeof list / sizeof *list) || !cli_no_words(c, a)) return CLI_USAGE;
    if (!cli_record_place(c, &o.where, &service.place) || !server_options(c, &o, &server)) return CLI_USAGE;
    if (!read_day(c, o.today, &service.today) || !attachments(c, &o, &service) || !rosters(c, &service) ||
        !memory(c, &o, &service.place))
        return CLI_USAGE;
    service.readers = server.threads;
    service.writes = !o.read_only;
    service.operator_zh = o.operator_zh;
    service.operator_en = o.operator_en != NULL ? o.operator_en : o.operator_zh;
    service.filing = o.filing;
    service.contact = o.contact;
    service.journal = o.journal;
    service.link = o.link;
    if (o.sender.smtp != NULL && !cli_sender(c, &o.sender, &sender)) return CLI_USAGE;
    if (o.sender.smtp != NULL) service.sender = &sender;
    if (!split_addresses(c, "--monitor", o.monitors, &service.monitor, &service.n_monitors)) return CLI_USAGE;
    if (!provider(c, &o, &service.oidc)) return CLI_USAGE;
    const int status = run(c, &o, &service, &server);
    oidc_client_free(service.oidc);
    return status;
}
