/* Keeps one file, as a server would, so that scripts can break it at any point.
 *
 *     files_tool_upload put FOLDER [MAX [PIECE]]   stores standard input; prints "DIGEST SIZE TYPE"
 *     files_tool_upload list FOLDER                prints each digest and size, verified
 *     files_tool_upload sweep FOLDER               the same, having opened the folder as its only user
 *
 * Status 0 when it was done, 1 and the reason on standard error when it was refused or failed, 2 for wrong usage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/files.h"

static int failed(const base_err *e) {
    (void)fprintf(stderr, "%s %d %s\n", e->where, (int)e->kind, e->en);
    return 1;
}

static bool copy_in(files_upload *u, size_t piece, base_err *e) {
    char *p = malloc(piece);
    if (p == NULL) base_fatal("no memory");
    ssize_t got;
    bool ok = true;
    while (ok && (got = read(STDIN_FILENO, p, piece)) > 0) ok = files_put(u, p, (size_t)got, e);
    free(p);
    return ok;
}

static int put(files *f, size_t piece) {
    base_err e = {0};
    files_stored out;
    files_upload *u = files_begin(f, &e);
    if (u == NULL) return failed(&e);
    if (!copy_in(u, piece, &e)) {
        files_abort(u);
        return failed(&e);
    }
    if (!files_finish(u, &out, &e)) return failed(&e);
    (void)printf("%s %llu %s\n", out.digest, (unsigned long long)out.size, out.type);
    return fflush(stdout) == 0 ? 0 : 1;
}

typedef struct {
    const files *f;
    bool bad;
} listing;

static bool show(void *ctx, base_str digest, uint64_t size) {
    listing *l = ctx;
    base_err e = {0};
    uint64_t seen = 0;
    if (files_verify(l->f, digest, &seen, &e) && seen == size)
        (void)printf("%.*s %llu\n", (int)digest.n, digest.p, (unsigned long long)size);
    else
        l->bad = failed(&e) != 0;
    return true;
}

static int list(const files *f) {
    base_err e = {0};
    listing l = {f, false};
    if (!files_list(f, show, &l, &e)) return failed(&e);
    return l.bad || fflush(stdout) != 0 ? 1 : 0;
}

int main(int argc, char **argv) {
    base_err e = {0};
    if (argc < 3) return 2;
    const char *what = argv[1];
    const uint64_t max = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
    const size_t piece = argc > 4 ? strtoul(argv[4], NULL, 10) : 65536;
    files *f = files_open(argv[2], max, strcmp(what, "sweep") == 0, &e);
    if (f == NULL) return failed(&e);
    const int status = strcmp(what, "put") == 0 ? put(f, piece) : list(f);
    files_close(f);
    return status;
}
