/* log.c - GET /api/v1/log: what has happened, of all clusters together, newest first, for the auditor; by pages, or all
 * that a query finds as CSV. */
#include <stdlib.h>

#include "http/api/api_i.h"
#include "http/text.h"

enum { PAGE_MEMORY = 64 << 20 };

static enum http_step send_page(http_exchange *x, app *a, const app_log_query *q) {
    base_json j;
    base_err e = {0};
    app_timeline found;
    if (!app_show_log(a, q, x->arena, &found, &e)) return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_timeline(&j, &found);
    return http_api_end(x, &j);
}

/* ---- all of it ---- */

static void put_line(base_buf *b, const app_step *s, bool zh) {
    const base_str cell[] = {s->path,        s->name,
                             s->kind.name,   http_pick(zh, s->kind.label),
                             s->action.name, http_pick(zh, s->action.label),
                             s->level.name,  http_pick(zh, s->level.label),
                             s->who,         s->place,
                             s->article};
    base_buf_u64(b, s->seq);
    base_buf_putc(b, ',');
    base_date_put(b, s->day);
    base_buf_putc(b, ',');
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) http_api_cell(b, cell[i], false);
    http_api_cell(b, s->rulebook, true);
}

/* A page of the log; the cursor is the number before which the next one begins. What a page takes goes with it: a whole
 * log may be long. */
static bool put_lines(http_exchange *x, app *a, const app_list_query *list, const app_viewer *v, base_buf *b,
                      app_page *page, base_err *e) {
    app_log_query q = *(const app_log_query *)x->state;
    base_arena *arena = base_arena_new(PAGE_MEMORY);
    app_timeline found;
    (void)v;
    if (list->cursor.n > 0) q.before = strtoull(list->cursor.p, NULL, 10);
    const bool good = app_show_log(a, &q, arena, &found, e);
    for (size_t i = 0; good && i < found.n; i++) put_line(b, &found.step[i], x->zh);
    *page = (app_page){.n = good ? found.n : 0, .more = good && found.more};
    if (page->more) *base_digits(page->cursor, found.before) = 0;
    base_arena_free(arena);
    return good && !b->full;
}

static enum http_step send_table(http_exchange *x, app *a, const app_log_query *q) {
    const app_list_query none = {.limit = 0};
    const app_viewer v = http_api_viewer(x);
    x->state = base_arena_copy(x->arena, q, sizeof *q);
    return http_api_stream(x, a, &none, &v,
                           BASE_STR("number,day,path,name,kind,kind_label,action,action_label,level,level_label,who,"
                                    "place,article,rulebook\r\n"),
                           BASE_STR("attachment; filename=\"log.csv\""), put_lines);
}

enum http_step http_api_log(http_exchange *x) {
    bool csv = false;
    app_log_query q = {.from = BASE_DATE_NONE, .until = BASE_DATE_NONE};
    if (!http_is_auditor(x) || !http_api_number(x, "before", INT64_MAX, INT64_MAX, &q.before) ||
        !http_api_day(x, "from", &q.from) || !http_api_day(x, "until", &q.until) || !http_api_csv(x, &csv))
        return HTTP_NOW;
    http_query(x, "q", &q.text);
    http_query(x, "path", &q.path);
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    return csv ? send_table(x, a, &q) : send_page(x, a, &q);
}
