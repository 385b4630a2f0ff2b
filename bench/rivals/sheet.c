/* sheet.c - a workbook of what a query of SQLite finds, by libxlsxwriter in constant memory: the rival of
 * bench/export.py.
 *
 *   rival_sheet DATABASE QUERY FILE      the file goes to standard output, too */
#include <sqlite3.h>
#include <stdio.h>
#include <xlsxwriter.h>

static int write_rows(sqlite3_stmt *q, lxw_worksheet *sheet) {
    const int columns = sqlite3_column_count(q);
    lxw_row_t row = 0;
    int rc;
    for (int i = 0; i < columns; i++) worksheet_write_string(sheet, row, (lxw_col_t)i, sqlite3_column_name(q, i), NULL);
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        row++;
        for (int i = 0; i < columns; i++) {
            if (sqlite3_column_type(q, i) == SQLITE_INTEGER)
                worksheet_write_number(sheet, row, (lxw_col_t)i, sqlite3_column_int(q, i), NULL);
            else if (sqlite3_column_bytes(q, i) > 0)
                worksheet_write_string(sheet, row, (lxw_col_t)i, (const char *)sqlite3_column_text(q, i), NULL);
        }
    }
    return rc == SQLITE_DONE ? 0 : 1;
}

static int copy_out(const char *path) {
    char block[65536];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (f == NULL) return 1;
    while ((n = fread(block, 1, sizeof block, f)) > 0) fwrite(block, 1, n, stdout);
    return fclose(f) != 0 || fflush(stdout) != 0;
}

int main(int argc, char **argv) {
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    lxw_workbook_options how = {.constant_memory = LXW_TRUE};
    if (argc != 4 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, argv[2], -1, &q, NULL) != SQLITE_OK)
        return 2;
    lxw_workbook *book = workbook_new_opt(argv[3], &how);
    int status = write_rows(q, workbook_add_worksheet(book, NULL));
    if (workbook_close(book) != LXW_NO_ERROR) status = 1;
    sqlite3_finalize(q);
    sqlite3_close(db);
    return status != 0 ? status : copy_out(argv[3]);
}
