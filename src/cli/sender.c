/* sender.c - see sender.h. */
#include "cli/sender.h"

enum { PASSWORD_MAX = 4096 };

/* The first line of the file, without its end. */
static bool read_password(cli *c, const char *path, const char **out) {
    base_err e = {0};
    base_str text, rest;
    if (path == NULL) return true;
    if (!base_file_read(c->arena, path, PASSWORD_MAX, &text, &e)) {
        cli_complain_err(c, &e);
        return false;
    }
    text = base_str_cut(text, '\n', &rest);
    if (text.n > 0 && text.p[text.n - 1] == '\r') text.n--;
    *out = base_arena_str(c->arena, text).p;
    return true;
}

bool cli_sender(cli *c, const cli_sender_options *o, app_sender *out) {
    *out = (app_sender){.server = {.url = o->smtp, .user = o->user, .starttls = o->starttls, .ca_file = o->ca},
                        .from = o->from,
                        .from_name = base_str_of(o->name != NULL ? o->name : "")};
    return cli_required(c, "--smtp", o->smtp) && cli_required(c, "--from", o->from) &&
           read_password(c, o->password_file, &out->server.password);
}
