/* tool_attach.c - for scripts: brings a file into a record as an attachment, and prints the value that names it.
 *
 *   app_tool_attach FOLDER FILE [DB]  */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "app/attach.h"

static int complain(const base_err *e) {
    fprintf(stderr, "app_tool_attach: %s\n", e->en);
    return 1;
}

int main(int argc, char **argv) {
    base_err e = {0};
    files_stored stored;
    if (argc < 3) return 2;
    app_place place = {.folder = argv[1], .db = argc > 3 && argv[3][0] != '\0' ? argv[3] : NULL};
    int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        perror(argv[2]);
        return 1;
    }
    app *a = app_open(&place, APP_WRITE, &e);
    bool good = a != NULL && app_attach(a, fd, BASE_STR("evidence.txt"), &stored, &e);
    if (good) printf("sha256:%s\n", stored.digest);
    app_close(a);
    close(fd);
    return good ? 0 : complain(&e);
}
