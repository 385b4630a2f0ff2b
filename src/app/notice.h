/* notice.h - what people are told within the program: for an office (a level in a place) or for an account.
 *
 * Space "notice": key RECIPIENT|ORDER|ID, so that a recipient's newest come first. A notice is put once by its id,
 * however often it is put. Who has read what is kept by account (space "notice-read"), because an office has several.
 * Notices lapse after APP_NOTICE_DAYS and are swept by the daily work. */
#ifndef JIQUN_APP_NOTICE_H
#define JIQUN_APP_NOTICE_H

#include "app/kept.h"
#include "rules/rulebook.h"

enum {
    APP_NOTICE_DAYS = 400,
    APP_NOTICE_PAGE = 100,  /* most of one page */
    APP_NOTICE_COUNTED = 99 /* unread ones are counted to here */
};

/* Who is told. Texts in `arena`. */
base_str app_notice_office(base_arena *arena, base_str level, base_str place);
base_str app_notice_account(base_arena *arena, base_str account);

typedef struct {
    base_str key;  /* of the list: where a page goes on, what is marked as read. Not looked at when it is put */
    int64_t at;    /* milliseconds since 1970 */
    base_str kind; /* "due", "overdue", "ended", "waiting", or another's own word */
    base_str path; /* the case; may be empty */
    base_date date;
    rules_text text;
    bool read;
} app_notice;

/* Within a write transaction. `id`: what it tells of; the same id told before to that recipient at the same `at` is no
 * error and nothing new. */
bool app_notice_put(store *s, base_str to, base_str id, const app_notice *n, base_err *e);
/* What the recipients `to` were told, newest first, after `after` (the key of the last one seen; .p NULL: from the
 * newest), at most `limit`; `read` as `account` has it. Texts live until `each` returns. */
typedef bool (*app_each_notice)(void *ctx, const app_notice *n);
bool app_notices(app *a, base_str account, const base_str *to, size_t n_to, base_str after, size_t limit,
                 app_each_notice each, void *ctx, base_err *e);
/* Counted to APP_NOTICE_COUNTED. */
bool app_notices_unread(app *a, base_str account, const base_str *to, size_t n_to, size_t *n, base_err *e);
/* Marks one as read by `account`; or, `key` empty, everything up to `at`. */
bool app_notice_mark(const app_desk *d, base_str account, base_str key, int64_t at, base_err *e);

#endif
