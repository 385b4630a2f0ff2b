/* Writes sheets for test_sheet.sh: `sample OUT` with one of everything, `many N OUT` with N rows, and then says how
 * much memory the process took at most (KiB). */
#include "docs/sheet.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static const docs_column column[] = {{BASE_STR("名称"), DOCS_TEXT, 40},
                                     {BASE_STR("产值（亿元）"), DOCS_FIGURE, 0},
                                     {BASE_STR("公告日期"), DOCS_DATE, 0},
                                     {BASE_STR("企业数"), DOCS_INTEGER, 0}};

static int complain(const base_err *e) {
    fprintf(stderr, "%s: %s / %s\n", e->where, e->zh, e->en);
    return 1;
}

static bool copy_out(int from, const char *path, uint64_t size) {
    char block[65536];
    uint64_t all = 0;
    int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ssize_t n = 0;
    while (to >= 0 && (n = read(from, block, sizeof block)) > 0 && write(to, block, (size_t)n) == n) all += (uint64_t)n;
    close(from);
    return to >= 0 && close(to) == 0 && n == 0 && all == size;
}

static int finish(docs_sheet *s, const char *path) {
    base_err e = {0};
    uint64_t size = 0;
    int fd = docs_sheet_end(s, &size, &e);
    docs_sheet_free(s);
    if (fd < 0) return complain(&e);
    return copy_out(fd, path, size) ? 0 : 1;
}

static int sample(const char *path) {
    base_err e = {0};
    const docs_sheet_options o = {.name = BASE_STR("名录[2026]/甲"),
                                  .notice = BASE_STR("演示数据"),
                                  .column = column,
                                  .n_columns = 4,
                                  .made = 1700000000};
    base_date d = BASE_DATE_NONE, old = BASE_DATE_NONE;
    base_date_make(2022, 10, 18, &d, &e);
    base_date_make(1900, 2, 28, &old, &e);
    static const char *const names[] = {"=1+1",
                                        "+A1",
                                        "-2+3",
                                        "@SUM(A1)",
                                        " 前后有空格 ",
                                        "_x0041_b",
                                        "两\r\n行\t制表",
                                        "<a&b>\"'\x01",
                                        "坏\xFF字",
                                        "https://example.test",
                                        "{=1+1}",
                                        "𠮷野",
                                        "0012"};
    docs_sheet *s = docs_sheet_new(&o, &e);
    if (s == NULL) return complain(&e);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const docs_cell row[] = {docs_text(base_str_of(names[i])), docs_text(BASE_STR("12345678901234567.890")),
                                 docs_date(i == 0   ? BASE_DATE_NONE
                                           : i == 1 ? old
                                                    : d),
                                 i == 2 ? (docs_cell){.set = false}
                                        : docs_integer(i == 3 ? INT64_MAX : (int64_t)i - 1)};
        if (!docs_sheet_row(s, row, &e)) return complain(&e);
    }
    return finish(s, path);
}

static int many(size_t n, const char *path) {
    base_err e = {0};
    char name[64];
    const docs_sheet_options o = {.column = column, .n_columns = 4, .max_rows = n};
    docs_sheet *s = docs_sheet_new(&o, &e);
    if (s == NULL) return complain(&e);
    for (size_t i = 0; i < n; i++) {
        snprintf(name, sizeof name, "某某县第%zu号产业集群", i);
        const docs_cell row[] = {docs_text(base_str_of(name)), docs_text(BASE_STR("52.4")), docs_date(19000),
                                 docs_integer((int64_t)i)};
        if (!docs_sheet_row(s, row, &e)) return complain(&e);
    }
    static const docs_cell beyond[4];
    if (docs_sheet_row(s, beyond, &e) || e.kind != BASE_ERR_LIMIT) return 1;
    docs_sheet_free(s);
    s = docs_sheet_new(&o, &e);
    for (size_t i = 0; i < n; i++) {
        const docs_cell row[] = {docs_text(BASE_STR("甲")), docs_text(BASE_STR("52.4")), docs_date(19000),
                                 docs_integer((int64_t)i)};
        if (!docs_sheet_row(s, row, &e)) return complain(&e);
    }
    int status = finish(s, path);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%ld\n", used.ru_maxrss);
    return status;
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "sample") == 0) return sample(argv[2]);
    if (argc == 4 && strcmp(argv[1], "many") == 0) return many((size_t)strtoul(argv[2], NULL, 10), argv[3]);
    return 2;
}
