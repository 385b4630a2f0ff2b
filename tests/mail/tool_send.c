/* Sends one mail for test_smtp.sh, or two alike over one connection:
 *
 *   mail_tool_send URL FROM TO SUBJECT TEXT [tls] [ca FILE] [user NAME PASSWORD] [ms N] [twice]
 *
 * and prints how it went: sent, later, refused or down, and why. */
#include <stdio.h>
#include <stdlib.h>

#include "mail/message.h"
#include "mail/smtp.h"

static void options(mail_server *s, bool *twice, int n, char **word) {
    for (int i = 0; i < n; i++) {
        if (strcmp(word[i], "tls") == 0) s->starttls = true;
        if (strcmp(word[i], "twice") == 0) *twice = true;
        if (strcmp(word[i], "ca") == 0 && i + 1 < n) s->ca_file = word[++i];
        if (strcmp(word[i], "ms") == 0 && i + 1 < n) s->total_ms = atoi(word[++i]);
        if (strcmp(word[i], "user") == 0 && i + 2 < n) {
            s->user = word[++i];
            s->password = word[++i];
        }
    }
}

int main(int argc, char **argv) {
    static const char *const name[] = {"sent", "later", "refused", "down"};
    base_err e = {0};
    bool twice = false;
    if (argc < 6) return 2;
    mail_server server = {.url = argv[1]};
    options(&server, &twice, argc - 6, argv + 6);
    const mail_message m = {.from = base_str_of(argv[2]),
                            .from_name = BASE_STR("集群工作平台"),
                            .to = base_str_of(argv[3]),
                            .subject = base_str_of(argv[4]),
                            .text = base_str_of(argv[5]),
                            .id = BASE_STR("outbox.7.1700000000000"),
                            .at = 1700000000000};
    base_buf b;
    base_buf_init(&b, MAIL_MESSAGE_MAX);
    mail_link *l = mail_open(&server, &e);
    bool good = l != NULL && mail_message_put(&b, &m, &e);
    for (int i = 0; good && i <= (int)twice; i++) {
        enum mail_outcome o = mail_send(l, m.from, m.to, base_buf_str(&b), &e);
        printf("%s%s%s\n", name[o], o == MAIL_SENT ? "" : " ", o == MAIL_SENT ? "" : e.en);
    }
    if (!good) printf("error %s\n", e.en);
    mail_close(l);
    base_buf_free(&b);
    return 0;
}
