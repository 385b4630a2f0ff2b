/* sender.h - options that say through which server mail is sent, and as whom. */
#ifndef JIQUN_CLI_SENDER_H
#define JIQUN_CLI_SENDER_H

#include "app/outbox.h"
#include "cli/cli.h"

typedef struct {
    const char *smtp, *from, *name, *user, *password_file, *ca;
    bool starttls;
} cli_sender_options;
#define CLI_SENDER_OPTIONS(o)                                                                                          \
    {"--smtp", &(o).smtp, NULL}, {"--from", &(o).from, NULL}, {"--from-name", &(o).name, NULL},                        \
        {"--smtp-user", &(o).user, NULL}, {"--smtp-password-file", &(o).password_file, NULL},                          \
        {"--smtp-ca", &(o).ca, NULL}, {                                                                                \
        "--smtp-starttls", NULL, &(o).starttls                                                                         \
    }

/* Texts live as long as the program. False with a message: a password can not be read, --smtp without --from. */
bool cli_sender(cli *c, const cli_sender_options *o, app_sender *out);

#endif
