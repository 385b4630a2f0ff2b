/* clock_i.h - what the files of the daily work share. */
#ifndef JIQUN_APP_CLOCK_I_H
#define JIQUN_APP_CLOCK_I_H

#include "app/clock.h"
#include "core/due.h"

/* Who is told: a level in a place. */
typedef struct {
    base_str level, place;
} app_recipient;

/* One thing to tell. Everything in the arena of its batch. */
typedef struct {
    base_str key; /* PATH|ID|DATE|STEP */
    enum core_due_group group;
    base_str path;
    base_date date;
    rules_text text;
    const app_recipient *to;
    size_t n_to;
} app_reminder;

enum { APP_REMINDER_BATCH = 200, APP_TOLD_MOST = 64 };

typedef struct {
    const app_desk *desk;
    const app_clock_options *o;
    app_clock_done *out;
    app_steps steps;
    base_date day, last; /* last: whose work was done when this began to look */
    int64_t at;          /* of the notices */
    base_str node;
    base_arena *arena; /* of one dossier */
    base_arena *batch_arena;
    app_reminder *batch;
    size_t n, cap;
} app_clock_work;

#define APP_SPACE_CLOCK       BASE_STR("clock")
#define APP_SPACE_REMINDER    BASE_STR("reminder")
#define APP_SPACE_REMIND_MAIL BASE_STR("reminder-mail")
/* Of a reminder and an office that it told, KEY|LEVEL:PLACE: how many mails were handed over to be sent. */
#define APP_SPACE_REMIND_MAILED BASE_STR("reminder-mailed")

/* ---- clock.c ---- */

/* app_kept_write, and then nothing for a moment: one such transaction after the other would keep whoever else waits for
 * the store's lock from getting it, and the work of the day is in no hurry. */
bool app_clock_write(const app_clock_work *x, app_kept_work work, void *ctx, base_err *e);
/* Within a transaction: the lease is this node's for some more time. */
bool app_clock_renew(const app_clock_work *x, store *s, base_err *e);

/* ---- clock_text.c ---- */

/* What is said of an item; in `arena`. */
rules_text app_clock_text(base_arena *arena, const core_due_item *i);
/* The name of an office for people: its place and its level. */
rules_text app_clock_office(base_arena *arena, const core_world *w, base_date day, const app_recipient *r);

/* ---- clock_remind.c ---- */

/* What falls due in one stream, into the batch. */
bool app_clock_look(app_clock_work *x, const core_case *root, base_err *e);
/* Writes the batch. That may drop dossiers from memory. */
bool app_clock_flush(app_clock_work *x, base_err *e);

/* ---- clock_lapse.c ---- */

/* Tells the owners of tokens and passwords that are about to lapse. */
bool app_clock_lapses(app_clock_work *x, base_err *e);

/* ---- clock_mail.c ---- */

/* One mail a recipient of what waits to be told by mail. */
bool app_clock_mail(app_clock_work *x, base_err *e);

#endif
