/* agenda.h - which streams of a record are worth looking at for what falls due, and loading them one by one.
 *
 * The tables of the record say it (store_watched, store_waiting), so that a list of a county and one of a country read
 * only what may be on it. */
#ifndef JIQUN_APP_AGENDA_H
#define JIQUN_APP_AGENDA_H

#include "app/app.h"

/* Numbers of streams; at first all zero. */
typedef struct {
    uint64_t *stream;
    size_t n, cap;
} app_agenda;

/* Adds those that may have something due or overdue by `until`. */
bool app_agenda_watched(app *a, app_agenda *out, base_date until, base_err *e);
/* Adds those in which somebody has to act, under any version of the rulebook. */
bool app_agenda_waiting(app *a, app_agenda *out, base_err *e);
/* In order of numbers, each once. */
void app_agenda_sort(app_agenda *x);
void app_agenda_free(app_agenda *x);

/* The root of a stream, brought into memory. NULL and `e`. */
const core_case *app_agenda_load(app *a, uint64_t stream, base_err *e);

#endif
