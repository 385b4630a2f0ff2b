/* record.c - where a record lies, and opening it. An address may hold a password, so it is never printed whole. */
#include "cli/record.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* ---- addresses ---- */

static bool is_address(const char *db) {
    return strncmp(db, "postgresql://", 13) == 0 || strncmp(db, "postgres://", 11) == 0;
}

/* postgresql://USER:PASSWORD@HOST/NAME?password=… */
base_str cli_address(const cli *c, const char *db) {
    const char *begin = strstr(db, "://");
    base_str rest, all = base_str_of(db), before = base_str_cut(all, '?', &rest);
    if (begin == NULL) return BASE_STR("postgresql://…");
    begin += 3;
    size_t from = (size_t)(begin - db), at = before.n;
    while (at > from && db[at - 1] != '@') at--;
    size_t colon = from;
    while (colon < at && db[colon] != ':') colon++;
    const char *tail = rest.p != NULL ? "?…" : "";
    if (at == from || colon == at) return base_arena_fmt(c->arena, "%.*s%s", (int)before.n, before.p, tail);
    return base_arena_fmt(c->arena, "%.*s:***@%.*s%s", (int)colon, db, (int)(before.n - at), db + at, tail);
}

/* The name of the database in an address, if it is one that may also name a folder. */
static base_str database_name(const char *db) {
    base_str rest, all = base_str_cut(base_str_of(db), '?', &rest);
    size_t slash = all.n;
    while (slash > 0 && all.p[slash - 1] != '/') slash--;
    base_str name = {all.p + slash, all.n - slash};
    if (name.n == 0 || name.n > 100 || slash < 13 || name.p[0] == '.') return (base_str){NULL, 0};
    for (size_t i = 0; i < name.n; i++) {
        char x = name.p[i];
        bool good = (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || (x >= '0' && x <= '9') || x == '_' ||
                    x == '-' || x == '.';
        if (!good) return (base_str){NULL, 0};
    }
    return name;
}

/* ---- places ---- */

static const char *state_folder(cli *c, const char *db) {
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    base_str name = database_name(db);
    if (name.n == 0) return NULL;
    if (state != NULL && state[0] == '/')
        return base_arena_fmt(c->arena, "%s/jiqun/%.*s", state, (int)name.n, name.p).p;
    if (home != NULL && home[0] == '/')
        return base_arena_fmt(c->arena, "%s/.local/state/jiqun/%.*s", home, (int)name.n, name.p).p;
    return NULL;
}

/* What --db says, or the variable of the environment that it names: what stands on a command line is for anybody on
 * this machine to read. */
static const char *address_of(const char *said) {
    static const char env[] = "env:";
    if (said == NULL || strncmp(said, env, sizeof env - 1) != 0) return said;
    const char *value = getenv(said + sizeof env - 1);
    return value != NULL ? value : "";
}

bool cli_place(cli *c, const cli_where *w, app_place *out) {
    const char *db = address_of(w->db);
    if (!cli_where_given(w)) {
        CLI_COMPLAIN(c, NO_PLACE);
        return false;
    }
    if (db != NULL && !is_address(db)) {
        CLI_COMPLAIN(c, BAD_ADDRESS);
        return false;
    }
    *out = (app_place){.folder = w->data, .db = db};
    if (w->data != NULL && w->data[0] == '\0') out->folder = NULL;
    if (w->data == NULL) out->folder = state_folder(c, db);
    if (out->folder == NULL) CLI_COMPLAIN(c, NO_NODE_FOLDER);
    return out->folder != NULL;
}

bool cli_make_folders(cli *c, const char *path) {
    base_str all = base_str_of(path);
    for (size_t i = 1; i <= all.n; i++) {
        if (i < all.n && path[i] != '/') continue;
        const char *part = base_arena_str(c->arena, (base_str){path, i}).p;
        if (mkdir(part, 0700) == 0 || errno == EEXIST) continue;
        base_err e = {0};
        base_err_fmt(&e, BASE_ERR_IO, "不能建立文件夹（%m）", "the folder can not be made (%m)");
        base_err_at(&e, base_str_of(part), 0, 0);
        cli_complain_err(c, &e);
        return false;
    }
    return true;
}

static bool is_there(cli *c, const char *folder, const char *name) {
    struct stat st;
    return stat(base_arena_fmt(c->arena, "%s/%s", folder, name).p, &st) == 0;
}

/* What a wrong folder usually is: a misspelt one, or one in which nothing was begun. */
static bool record_is_there(cli *c, const app_place *place) {
    base_str folder = base_str_of(place->folder);
    if (!is_there(c, place->folder, ".")) {
        CLI_COMPLAIN(c, NO_FOLDER, folder);
        return false;
    }
    if (place->db != NULL || is_there(c, place->folder, "jiqun.db")) return true;
    CLI_COMPLAIN(c, NO_RECORD, folder);
    return false;
}

bool cli_record_place(cli *c, const cli_where *w, app_place *out) {
    return cli_place(c, w, out) && record_is_there(c, out);
}

app *cli_open(cli *c, const cli_where *w, enum app_mode mode) {
    base_err e = {0};
    app_place place;
    if (!cli_record_place(c, w, &place)) return NULL;
    app *a = app_open(&place, mode, &e);
    if (a != NULL) return a;
    if (e.where[0] == '\0')
        base_err_at(&e, place.db != NULL ? cli_address(c, place.db) : base_str_of(place.folder), 0, 0);
    cli_complain_err(c, &e);
    return NULL;
}

base_date cli_today(const app *a) {
    base_date last = app_head(a).day, now = app_today();
    if (last == BASE_DATE_NONE) return now;
    return app_is_demonstration(a) || last > now ? last : now;
}

/* ---- output ---- */

enum { NAME_WIDTH = 14 };

void cli_line(cli *c, enum cli_text name, base_str value) {
    base_buf_puts(&c->out, BASE_STR("  "));
    cli_column(&c->out, cli_text(c, name), c->zh ? NAME_WIDTH : NAME_WIDTH + 6);
    base_buf_puts(&c->out, value);
    base_buf_putc(&c->out, '\n');
}
