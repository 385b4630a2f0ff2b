/* tool_token FOLDER LOGIN LEVEL WHO [SCOPES] - makes an account for a level and place, and prints a token of it. An
 * office's name as LEVEL makes an account with that office instead, which has no token. */
#include <stdio.h>

#include "app/token.h"

static int failed(const base_err *e) {
    fprintf(stderr, "tool_token: %s\n", e->en);
    return 1;
}

static bool add(app *w, const char *login, base_err *e) {
    app_by console = app_by_console();
    app_account_new x = {.login = base_str_of(login)};
    return app_account_add(w, &console, &x, app_now(), e);
}

static bool first(app *w, base_err *e) {
    bool any = false;
    return app_account_any(w, &any, e) && (any || add(w, "system0", e));
}

int main(int argc, char **argv) {
    base_err e = {0};
    unsigned scopes = APP_SCOPE_ALL;
    char text[APP_API_TOKEN];
    app_token token;
    if (argc < 5) return 2;
    app *w = app_open(&(app_place){.folder = argv[1]}, APP_WRITE, &e);
    if (w == NULL) return failed(&e);
    base_arena *arena = base_arena_new((size_t)1 << 20);
    app_by console = app_by_console(), owner = {.login = base_str_of(argv[2])};
    app_grant g = {.actor = {base_str_of(argv[3]), base_str_of(argv[4])}};
    bool office = app_office_parse(base_str_of(argv[3]), &g.office);
    if (office) g.actor = (core_actor){{NULL, 0}, {NULL, 0}};
    bool good = argc < 6 || app_scopes_parse(base_str_of(argv[5]), &scopes, &e);
    good = good && first(w, &e) && add(w, argv[2], &e) &&
           app_account_grant(w, &console, base_str_of(argv[2]), &g, app_now(), &e);
    if (good && !office) {
        good = app_token_make(w, &owner, BASE_STR("test"), scopes, app_now() + INT64_C(86400000), app_now(), text,
                              &token, arena, &e);
        if (good) printf("%.*s\n", (int)sizeof text, text);
    }
    app_close(w);
    base_arena_free(arena);
    return good ? 0 : failed(&e);
}
