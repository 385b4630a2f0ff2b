/* clock.h - the daily work: who has to be reminded of what.
 *
 * The clock decides nothing and moves no case. For a day it derives from the rules what is due, overdue, ended, or may
 * go on because a term is over (core/due.h), and reminds those who have to act: by a notice in the program and, where
 * an address is known, one mail a recipient and day. Only dossiers that the record says to watch are read.
 *
 * Whoever has a token, or where passwords grow old a password, is told APP_LAPSE_DAYS before it lapses, and once more
 * APP_LAPSE_LAST_DAYS before.
 *
 * A reminder is told once: an entry "reminder" by case, date and step stands in the same transaction as its notices and
 * its place in the next mail. So a second run, another node at the same moment or a crash in between tell nothing twice
 * and lose nothing. A day that was missed needs no run of its own: what had been reached by then is still so, and the
 * latest step reached is told. */
#ifndef JIQUN_APP_CLOCK_H
#define JIQUN_APP_CLOCK_H

#include "app/kept.h"

/* When to remind. In the record: entry "setting", key "reminders", as "30,10,3,0,+7". */
enum { APP_STEPS_MAX = 8, APP_STEP_DAYS_MAX = 365 };
#define APP_STEPS_DEFAULT "30,10,3,0,+7"
typedef struct {
    int32_t before[APP_STEPS_MAX]; /* days before the date, falling */
    size_t n;
    int32_t every; /* and again each so many days while overdue; 0: only once */
} app_steps;
/* Numbers that fall, then perhaps "+N". False with `e`. */
bool app_steps_parse(base_str text, app_steps *out, base_err *e);
bool app_steps_get(app *a, app_steps *out, base_err *e);
bool app_steps_set(const app_desk *d, base_str text, base_err *e);

/* Addresses of those who act for a level in a place ("county", "330106"; "ministry", ""): calls `each` for every one.
 */
typedef bool (*app_each_address)(void *ctx, base_str address);
typedef bool (*app_mail_of)(void *ctx, base_str level, base_str place, app_each_address each, void *each_ctx,
                            base_err *e);

enum {
    APP_CLOCK_HOUR = 6,                  /* of the day in UTC+8: app_clock_tick begins not before */
    APP_CLOCK_LEASE_MS = 10 * 60 * 1000, /* of the node that is at work; renewed as it goes on */
    APP_LAPSE_DAYS = 14,
    APP_LAPSE_LAST_DAYS = 3,
    APP_REMINDER_DAYS = 400, /* what was told is known for so long after the date */
    APP_MAIL_ITEMS = 50      /* reminders named in one mail; the others are counted */
};

typedef struct {
    base_date day;       /* BASE_DATE_NONE: by the calendar, UTC+8; a day that is given wants a demonstration */
    app_mail_of mail_of; /* NULL: nobody has an address */
    void *mail_ctx;
    base_str node; /* name of this node, for the lease; empty: made from host and process */
    base_str link; /* address of the site, for mails ("https://…"); may be empty */
} app_clock_options;

typedef struct {
    base_date day;
    bool ran;                           /* false: done before (tick), too early, or another node is at it */
    bool elsewhere;                     /* another node is at it, or has just ended it */
    uint64_t looked_at;                 /* streams that were read */
    uint64_t due, overdue, ended, over; /* what the rules give, reminded of before or not; over: a term has run */
    uint64_t reminders;                 /* told now */
    uint64_t notices;
    uint64_t mails;           /* put into the outbox */
    uint64_t without_address; /* recipients */
    uint64_t swept;           /* entries that had lapsed */
} app_clock_done;

/* The work of the day, now. Called again it tells what is new. False with `e`: what was told until then stays told. */
bool app_clock_run(const app_desk *d, const app_clock_options *o, app_clock_done *out, base_err *e);
/* The same when it is due: not done for that day, and the hour has come (or a day was missed). To be called about once
 * a minute; costs one read otherwise. */
bool app_clock_tick(const app_desk *d, const app_clock_options *o, app_clock_done *out, base_err *e);
/* The last day whose work was done; BASE_DATE_NONE: none. */
bool app_clock_last(app *a, base_date *day, base_err *e);

#endif
