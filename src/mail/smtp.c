/* smtp.c - see smtp.h.
 *
 * libcurl says that something failed, and what the server answered last; at which step it was is taken from the
 * commands that go by (never kept: they may hold the password). A 5xx to our name, our sender or our password is a
 * matter of the server or its settings: no mail would go, and none may be given up because of it. */
#include "mail/smtp.h"

#include <stdlib.h>

#include "base/arena.h"
#include "mail/curl.h"
#include "mail/message.h"

enum step { STEP_BEFORE, STEP_RECIPIENT, STEP_TEXT };
enum { REPLY_MAX = 200 };

struct mail_link {
    CURL *curl;
    const mail_server *server;
    /* of the mail under way */
    base_str left;
    enum step step;
    char reply[REPLY_MAX]; /* the last complaint of the server */
    char why[CURL_ERROR_SIZE];
};

/* ---- opening ---- */

static bool url_fits(const char *url, base_err *e) {
    base_str u = base_str_of(url);
    bool tls = base_str_starts(u, BASE_STR("smtps://"));
    size_t from = tls ? 8 : 7;
    bool good = (tls || base_str_starts(u, BASE_STR("smtp://"))) && u.n > from && u.n < 300;
    for (size_t i = from; good && i < u.n; i++)
        good = u.p[i] > ' ' && u.p[i] < 0x7F && strchr("/@?#\\", u.p[i]) == NULL;
    if (good) return true;
    return base_err_fmt(e, BASE_ERR_INPUT,
                        "邮件服务器地址应为 smtp://主机[:端口] 或 smtps://主机[:端口]，其中不写用户和密码",
                        "the address of the mail server is smtp://HOST[:PORT] or smtps://HOST[:PORT], without user and "
                        "password");
}

static bool fits(const mail_server *s, base_err *e) {
    if (!url_fits(s->url, e)) return false;
    if ((s->user == NULL) == (s->password == NULL)) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "邮件服务器的用户名和密码要么都给，要么都不给",
                        "user and password of the mail server are given both or neither");
}

static size_t read_mail(char *to, size_t size, size_t n, void *ctx) {
    mail_link *l = ctx;
    size_t most = size * n < l->left.n ? size * n : l->left.n;
    if (most > 0) memcpy(to, l->left.p, most);
    l->left.p += most;
    l->left.n -= most;
    return most;
}

/* Its last complaint: what follows one is only that it takes its leave. */
static void keep_reply(mail_link *l, base_str line) {
    if (line.n == 0 || (line.p[0] != '4' && line.p[0] != '5')) return;
    line = base_utf8_head(base_str_trim(line), REPLY_MAX - 1);
    if (line.n > 0) memcpy(l->reply, line.p, line.n);
    l->reply[line.n] = '\0';
}

/* curl_debug_callback. NOLINTNEXTLINE(readability-non-const-parameter) */
static int watch(CURL *curl, curl_infotype type, char *data, size_t n, void *ctx) {
    mail_link *l = ctx;
    const base_str line = {data, n};
    (void)curl;
    if (type == CURLINFO_HEADER_IN) keep_reply(l, line);
    if (type != CURLINFO_HEADER_OUT) return 0;
    if (base_str_starts(line, BASE_STR("RCPT TO:"))) l->step = STEP_RECIPIENT;
    if (base_str_starts(line, BASE_STR("DATA"))) l->step = STEP_TEXT;
    return 0;
}

/* Texts are copied by libcurl. */
static bool set_up(mail_link *l) {
    const mail_server *s = l->server;
    CURL *c = l->curl;
    long total = s->total_ms > 0 ? s->total_ms : MAIL_TOTAL_MS;
    if (total > MAIL_TOTAL_MOST_MS) total = MAIL_TOTAL_MOST_MS;
    bool tls = s->starttls || s->user != NULL;
    bool good = mail_curl.easy_setopt(c, CURLOPT_URL, s->url) == CURLE_OK &&
                mail_curl.easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
                mail_curl.easy_setopt(c, CURLOPT_USE_SSL, (long)(tls ? CURLUSESSL_ALL : CURLUSESSL_TRY)) == CURLE_OK &&
                mail_curl.easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK &&
                mail_curl.easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
    if (good && s->ca_file != NULL) good = mail_curl.easy_setopt(c, CURLOPT_CAINFO, s->ca_file) == CURLE_OK;
    if (good && s->user != NULL)
        good = mail_curl.easy_setopt(c, CURLOPT_USERNAME, s->user) == CURLE_OK &&
               mail_curl.easy_setopt(c, CURLOPT_PASSWORD, s->password) == CURLE_OK;
    mail_curl.easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)(s->connect_ms > 0 ? s->connect_ms : MAIL_CONNECT_MS));
    mail_curl.easy_setopt(c, CURLOPT_TIMEOUT_MS, total);
    /* Without this the farewell to a server that says nothing any more would wait for two minutes. */
    mail_curl.easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (total + 999) / 1000);
    mail_curl.easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    mail_curl.easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    mail_curl.easy_setopt(c, CURLOPT_UPLOAD, 1L);
    mail_curl.easy_setopt(c, CURLOPT_READFUNCTION, read_mail);
    mail_curl.easy_setopt(c, CURLOPT_READDATA, l);
    mail_curl.easy_setopt(c, CURLOPT_VERBOSE, 1L);
    mail_curl.easy_setopt(c, CURLOPT_DEBUGFUNCTION, watch);
    mail_curl.easy_setopt(c, CURLOPT_DEBUGDATA, l);
    mail_curl.easy_setopt(c, CURLOPT_ERRORBUFFER, l->why);
    return good;
}

mail_link *mail_open(const mail_server *server, base_err *e) {
    if (!fits(server, e) || !mail_curl_load(e)) return NULL;
    mail_link *l = base_zeroed(1, sizeof *l);
    if (mail_curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) base_fatal("内存不足。Out of memory.");
    l->server = server;
    l->curl = mail_curl.easy_init();
    if (l->curl == NULL) base_fatal("内存不足。Out of memory.");
    if (set_up(l)) return l;
    base_err_fmt(e, BASE_ERR_INPUT, "本机的 libcurl 不能发送邮件", "libcurl of this machine can not send mail");
    mail_close(l);
    return NULL;
}

void mail_close(mail_link *l) {
    if (l == NULL) return;
    mail_curl.easy_cleanup(l->curl);
    mail_curl.global_cleanup();
    free(l);
}

/* ---- one mail ---- */

static enum mail_outcome outcome_of(const mail_link *l, CURLcode code, long reply) {
    if (code == CURLE_OK) return MAIL_SENT;
    if (code != CURLE_SEND_ERROR && code != CURLE_WEIRD_SERVER_REPLY && code != CURLE_RECV_ERROR) return MAIL_DOWN;
    if (l->step == STEP_BEFORE || reply == 421) return MAIL_DOWN;
    if (reply >= 400 && reply < 500) return MAIL_LATER;
    return reply >= 500 && reply < 600 ? MAIL_REFUSED : MAIL_DOWN;
}

static void explain(const mail_link *l, CURLcode code, enum mail_outcome outcome, base_err *e) {
    bool said = code != CURLE_OPERATION_TIMEDOUT && l->reply[0] != '\0';
    const char *why = said ? l->reply : l->why[0] != '\0' ? l->why : mail_curl.easy_strerror(code);
    if (outcome == MAIL_DOWN)
        base_err_fmt(e, BASE_ERR_IO, "邮件服务器不能用：%s", "the mail server can not be used: %s", why);
    else if (outcome == MAIL_LATER)
        base_err_fmt(e, BASE_ERR_IO, "邮件服务器暂时不收：%s", "the mail server does not take it now: %s", why);
    else
        base_err_fmt(e, BASE_ERR_INPUT, "邮件服务器拒收：%s", "the mail server refuses it: %s", why);
}

enum mail_outcome mail_send(mail_link *l, base_str from, base_str to, base_str message, base_err *e) {
    char sender[MAIL_ADDRESS_MAX + 3], recipient[MAIL_ADDRESS_MAX + 3];
    if (!mail_address_good(from) || !mail_address_good(to) || message.n > MAIL_MESSAGE_MAX) {
        base_err_fmt(e, BASE_ERR_INPUT, "邮件地址不可用，或邮件过大", "an address is none, or the mail is too large");
        return MAIL_REFUSED;
    }
    snprintf(sender, sizeof sender, "<%.*s>", (int)from.n, from.p);
    snprintf(recipient, sizeof recipient, "<%.*s>", (int)to.n, to.p);
    struct curl_slist *list = mail_curl.slist_append(NULL, recipient);
    if (list == NULL) base_fatal("内存不足。Out of memory.");
    l->left = message;
    l->step = STEP_BEFORE;
    l->reply[0] = l->why[0] = '\0';
    mail_curl.easy_setopt(l->curl, CURLOPT_MAIL_FROM, sender);
    mail_curl.easy_setopt(l->curl, CURLOPT_MAIL_RCPT, list);
    mail_curl.easy_setopt(l->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message.n);
    CURLcode code = mail_curl.easy_perform(l->curl);
    long reply = 0;
    mail_curl.easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &reply);
    mail_curl.easy_setopt(l->curl, CURLOPT_MAIL_RCPT, NULL);
    mail_curl.slist_free_all(list);
    enum mail_outcome outcome = outcome_of(l, code, reply);
    if (outcome != MAIL_SENT) explain(l, code, outcome, e);
    return outcome;
}
