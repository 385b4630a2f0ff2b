/* show_pool.h - the cultivation pool (第七条): clusters that were never recognised, each with how far it is from the
 * standard by the figures submitted last.
 *
 * They stand worst first over all pages. No table knows a distance, which changes with each submission, text and round,
 * so all of the viewer's are judged for a page, up to APP_POOL_ORDER_MAX of them in APP_POOL_LOOK_MAX dossiers that are
 * looked through. Where there are more, the pages follow the register, only their rows are judged, and they stand worst
 * first within the page; `ordered` says which it is. */
#ifndef JIQUN_APP_SHOW_POOL_H
#define JIQUN_APP_SHOW_POOL_H

#include "app/show_chance.h"

enum {
    APP_POOL_ROWS_MAX = 100,      /* of a page */
    APP_POOL_ORDER_MAX = 5000,    /* candidates that are put in order; each is a dossier that is loaded */
    APP_POOL_LOOK_MAX = 20000,    /* dossiers that are looked through for them */
    APP_POOL_ONE_BYTES = 16 << 20 /* memory of one judgement */
};

typedef struct {
    store_dossier dossier;
    app_word state;
    base_str county, channel_code, channel;
    app_distance distance; /* its count and verdict; figures are gone with the dossier */
    base_date known; /* on which the newest of its figures were submitted, or BASE_DATE_NONE: none were submitted */
} app_pool_row;

typedef struct {
    int year;     /* of the application that is asked about */
    bool ordered; /* over all pages; else within the page */
    size_t n;
    app_pool_row *row;
    app_page page;
} app_pool_list;

/* q: q->pool says whether those in the pool or the others; the filters of the register count. At most
 * APP_POOL_ROWS_MAX rows; with the limit APP_POOL_ORDER_MAX all of them at once, where they are ordered. Nothing for
 * the public. */
bool app_show_pool(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                   app_pool_list *out, base_err *e);
void app_put_pool(base_json *j, const app_pool_list *l);

#endif
