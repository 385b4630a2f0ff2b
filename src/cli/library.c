/* library.c - where rulebooks and reference data are found.
 *
 * The root is the first of: --root or JIQUN_ROOT; beside the program as installed (../share/jiqun); above it, as in a
 * build folder of the source tree; the prefix that was compiled in. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "rules/tree.h"

#ifndef JIQUN_SHARE_DIR
#define JIQUN_SHARE_DIR "/usr/local/share/jiqun"
#endif

enum { TEXT_MAX = 4 << 20, DATA_MAX = 64 << 20 };

static bool is_dir(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

static bool holds_rulebooks(cli *c, const char *root) {
    return is_dir(base_arena_fmt(c->scratch, "%s/rulebooks", root).p);
}

/* The folder of the program itself, or NULL. */
static const char *program_dir(cli *c) {
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0) return NULL;
    while (n > 0 && path[n - 1] != '/') n--;
    return base_arena_str(c->arena, (base_str){path, (size_t)n}).p;
}

const char *cli_root_quietly(cli *c) {
    if (c->root != NULL && (c->rooted || holds_rulebooks(c, c->root))) return c->root;
    const char *dir = program_dir(c);
    const char *place[] = {dir ? base_arena_fmt(c->arena, "%s../share/jiqun", dir).p : NULL,
                           dir ? base_arena_fmt(c->arena, "%s..", dir).p : NULL, JIQUN_SHARE_DIR};
    for (size_t i = 0; c->root == NULL && i < sizeof place / sizeof *place; i++) {
        if (place[i] == NULL || !holds_rulebooks(c, place[i])) continue;
        c->root = place[i];
        c->rooted = true;
        return c->root;
    }
    return NULL;
}

const char *cli_root(cli *c) {
    const char *root = cli_root_quietly(c);
    if (root == NULL) CLI_COMPLAIN(c, NO_ROOT);
    return root;
}

bool cli_root_file(cli *c, base_arena *arena, const char *path, size_t max, base_str *text) {
    base_err e = {0};
    const char *root = cli_root(c);
    if (root == NULL) return false;
    if (base_file_read(arena, base_arena_fmt(c->arena, "%s/%s", root, path).p, max, text, &e)) return true;
    cli_complain_err(c, &e);
    return false;
}

static bool looks_like_path(base_str name) {
    return memchr(name.p, '/', name.n) != NULL || base_str_ends(name, BASE_STR(".rules")) || base_str_is(name, "-");
}

/* An id is looked for beside the file that asks, then in the root; a path is taken as it is. NULL when nothing fits. */
static const char *find_rulebook(cli *c, base_str name, const char *beside) {
    const char *at = base_arena_str(c->arena, name).p;
    if (beside != NULL && looks_like_path(name) && name.p[0] != '/') {
        const char *near = base_arena_fmt(c->arena, "%s/%s", beside, at).p;
        if (is_file(near)) return near;
    }
    if (looks_like_path(name)) return at;
    if (beside != NULL) {
        const char *near = base_arena_fmt(c->arena, "%s/%s.rules", beside, at).p;
        if (is_file(near)) return near;
    }
    if (is_file(at)) return at;
    const char *root = cli_root(c);
    const char *there = root ? base_arena_fmt(c->arena, "%s/rulebooks/%s.rules", root, at).p : NULL;
    return there != NULL && is_file(there) ? there : NULL;
}

bool cli_rulebook_text(cli *c, base_arena *arena, base_str name, const char *beside, base_str *text, base_str *path,
                       base_err *e) {
    if (name.n == 0 || name.n > 1000 || memchr(name.p, '\0', name.n) != NULL) {
        return base_err_fmt(e, BASE_ERR_INPUT, "法规文本的名称不对", "this is no name of a rulebook");
    }
    const char *found = find_rulebook(c, name, beside);
    if (found == NULL) {
        return base_err_fmt(e, BASE_ERR_MISSING, "没有法规文本“%.*s”；应为文件路径，或 rulebooks 中的标识",
                            "there is no rulebook “%.*s”; name a file, or an id in rulebooks", core_cut(name), name.p);
    }
    *path = base_str_of(found);
    return base_file_read(arena, found, TEXT_MAX, text, e);
}

bool cli_find_text(void *ctx, base_str id, base_str *text, base_str *file) {
    cli *c = ctx;
    base_err e = {0};
    return cli_rulebook_text(c, c->arena, id, NULL, text, file, &e);
}

const rules_book *cli_book(cli *c, const char *name, int *status) {
    base_err e = {0};
    base_str text = {NULL, 0}, path = {NULL, 0};
    *status = CLI_USAGE;
    if (!cli_rulebook_text(c, c->arena, base_str_of(name), NULL, &text, &path, &e)) {
        cli_complain_err(c, &e);
        return NULL;
    }
    rules_diags *d = base_arena_alloc(c->arena, sizeof *d);
    rules_diags_init(d, c->arena);
    const rules_book *b = rules_compile(c->arena, text, path, cli_find_text, c, d);
    cli_show_diags(c, d);
    *status = b != NULL ? CLI_OK : CLI_NEGATIVE;
    if (b == NULL) CLI_COMPLAIN(c, CHECK_FAILED, path, cli_num(c, d->errors));
    return b;
}

bool cli_reference(cli *c, const core_divisions **divisions, const base_workdays **workdays) {
    base_err e = {0};
    base_str units, channels, days;
    if (!cli_root_file(c, c->arena, "data/divisions.csv", DATA_MAX, &units) ||
        !cli_root_file(c, c->arena, "data/channels.csv", DATA_MAX, &channels) ||
        !cli_root_file(c, c->arena, "data/workdays.csv", DATA_MAX, &days)) {
        return false;
    }
    *divisions = core_divisions_read(c->arena, units, channels, &e);
    if (*divisions != NULL) *workdays = base_workdays_read(c->arena, days, BASE_STR("data/workdays.csv"), &e);
    if (*divisions != NULL && *workdays != NULL) return true;
    cli_complain_err(c, &e);
    return false;
}
