/* scene.c - scenario files on disk: the host of a player. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "cli/cli.h"

/* The folder part of a path, "." without one. */
static const char *dir_of(base_arena *arena, base_str path) {
    size_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/') n--;
    return n == 0 ? "." : base_arena_str(arena, (base_str){path.p, n}).p;
}

static bool inside(const char *top, const char *path) {
    size_t n = strlen(top);
    return strncmp(top, path, n) == 0 && (path[n] == '/' || (n > 0 && top[n - 1] == '/'));
}

static bool include(void *ctx, base_str from, base_str name, base_arena *arena, base_str *text, base_str *path,
                    base_err *e) {
    cli_scene *s = ctx;
    char real[PATH_MAX];
    if (name.n == 0 || name.n > 1000 || name.p[0] == '/' || memchr(name.p, '\0', name.n) != NULL) {
        return base_err_fmt(e, BASE_ERR_INPUT, "应为相对于本文件的路径", "expected a path relative to this file");
    }
    const char *dir = dir_of(arena, from);
    const char *at = strcmp(dir, ".") == 0 ? base_arena_str(arena, name).p
                                           : base_arena_fmt(arena, "%s%.*s", dir, (int)name.n, name.p).p;
    if (realpath(at, real) == NULL) {
        return base_err_fmt(e, BASE_ERR_MISSING, "没有文件 %s", "there is no file %s", at);
    }
    if (!inside(s->top, real)) {
        return base_err_fmt(e, BASE_ERR_INPUT, "只能引入情景文件所在目录之内的文件：%s",
                            "only files inside the folder of the scenario can be included: %s", at);
    }
    *path = base_str_of(at);
    return base_file_read(arena, at, CORE_SCENARIO_MAX_TEXT, text, e);
}

static bool rulebook(void *ctx, base_str from, base_str id, base_arena *arena, base_str *text, base_str *path,
                     base_err *e) {
    cli_scene *s = ctx;
    return cli_rulebook_text(s->c, arena, id, dir_of(arena, from), text, path, e);
}

static bool find_text(void *ctx, base_str id, base_str *text, base_str *file) {
    cli_scene *s = ctx;
    return cli_find_text(s->c, id, text, file);
}

bool cli_scene_files(cli *c, cli_scene *s, const char *path, void (*step)(void *ctx, const core_play_step *s)) {
    char real[PATH_MAX];
    *s = (cli_scene){.c = c};
    s->host = (core_play_host){
        .ctx = s, .file = include, .rulebook = rulebook, .find = find_text, .find_ctx = s, .step = step};
    const char *dir = dir_of(c->arena, base_str_of(path));
    if (realpath(dir, real) == NULL) {
        base_err e = {0};
        base_err_fmt(&e, BASE_ERR_IO, "不能打开 %s:%s", "can not open %s: %s", path, strerror(errno));
        cli_complain_err(c, &e);
        return false;
    }
    memcpy(s->top, real, strlen(real) + 1);
    return true;
}

bool cli_scene_init(cli *c, cli_scene *s, const char *path, void (*step)(void *ctx, const core_play_step *s)) {
    return cli_scene_files(c, s, path, step) && cli_reference(c, &s->host.divisions, &s->host.workdays);
}

core_player *cli_scene_world(cli *c, cli_scene *s, const char *path, int *status) {
    base_err e = {0};
    base_str text;
    *status = CLI_USAGE;
    if (!cli_scene_init(c, s, path, NULL)) return NULL;
    if (!base_file_read(c->arena, path, CORE_SCENARIO_MAX_TEXT, &text, &e)) {
        cli_complain_err(c, &e);
        return NULL;
    }
    core_player *p = core_player_new(&s->host);
    enum core_play_result r = core_player_run(p, text, base_str_of(path));
    cli_show_diags(c, core_player_diags(p));
    if (r == CORE_PLAY_AS_EXPECTED && core_player_world(p) != NULL && core_player_today(p) != BASE_DATE_NONE) return p;
    if (r != CORE_PLAY_BAD) {
        CLI_COMPLAIN(c, PLAY_FIRST, base_str_of(path));
        *status = CLI_NEGATIVE;
    }
    core_player_free(p);
    return NULL;
}
