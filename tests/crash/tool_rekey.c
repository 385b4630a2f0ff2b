/* tool_rekey.c - accounts whose people and passwords can be told again: for a test that kills whoever replaces the key.
 *
 *     crash_tool_rekey FOLDER ADDRESS make N      N accounts, the seventh of which is erased again
 *     crash_tool_rekey FOLDER ADDRESS check N     "whole": every name is there but the erased one, a password is right
 * and another one is not, the access record is whole; else what is not
 *
 * ADDRESS is - for SQLite. Status 0, or 2 when it is not whole or can not go on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/access.h"
#include "app/account.h"

#define PASSWORD BASE_STR("Correct-horse 7")
#define WRONG    BASE_STR("Correct-horse 8")
enum { ERASED = 7 };
static const int64_t NOW = INT64_C(1772416000000);

typedef struct {
    base_arena *arena;
    app *app;
    base_err e;
    int n;
} desk;

static base_str login_of(desk *d, int i) { return base_arena_fmt(d->arena, "demo%04d", i); }
static base_str name_of(desk *d, int i) { return base_arena_fmt(d->arena, "演示人%04d", i); }

static bool make(desk *d) {
    const app_by console = app_by_console();
    app_password_job j = {.fresh = PASSWORD, .set = true};
    if (!app_password_pepper(d->app, &j, &d->e) || !app_password_do(&j, &d->e)) return false;
    for (int i = 0; i < d->n; i++) {
        const app_account_new x = {
            .login = login_of(d, i), .person = {.name = name_of(d, i)}, .kept = base_str_of(j.kept), .keeps = true};
        if (!app_account_add(d->app, &console, &x, NOW, &d->e)) return false;
    }
    return app_account_erase(d->app, &console, login_of(d, ERASED), BASE_STR("test"), NOW, &d->e);
}

static bool right(desk *d, int i, base_str password, bool want) {
    app_password_job j = {.password = password};
    if (!app_password_of(d->app, d->arena, login_of(d, i), &j, &d->e) || !app_password_do(&j, &d->e)) return false;
    return j.right == want || base_err_fmt(&d->e, BASE_ERR_INPUT, "口令 %d", "the password of account %d", i);
}

static bool check(desk *d) {
    uint64_t records = 0;
    for (int i = 0; i < d->n; i++) {
        app_person p;
        if (!app_person_get(d->app, d->arena, login_of(d, i), &p, &d->e)) return false;
        if (!base_str_eq(p.name, i == ERASED ? (base_str){NULL, 0} : name_of(d, i)))
            return base_err_fmt(&d->e, BASE_ERR_INPUT, "姓名 %d", "the name of account %d", i);
    }
    return right(d, 0, PASSWORD, true) && right(d, d->n - 1, WRONG, false) && app_access_check(d->app, &records, &d->e);
}

int main(int argc, char **argv) {
    if (argc < 5) return 2;
    desk d = {.arena = base_arena_new((size_t)1 << 30), .n = (int)strtol(argv[4], NULL, 10)};
    const app_place place = {.folder = argv[1], .db = strcmp(argv[2], "-") == 0 ? NULL : argv[2]};
    const bool makes = strcmp(argv[3], "make") == 0;
    d.app = app_open(&place, makes ? APP_WRITE : APP_READ, &d.e);
    const bool good = d.app != NULL && (makes ? make(&d) : check(&d));
    (void)printf("%s\n", good ? "whole" : d.e.en);
    app_close(d.app);
    base_arena_free(d.arena);
    return good ? 0 : 2;
}
