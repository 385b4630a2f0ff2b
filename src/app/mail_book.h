/* mail_book.h - who acts for a level in a place, as recipients of mail: the accounts that are active there.
 *
 * A recipient is named by its account ("account:LOGIN"), not by its address: addresses are sealed, and stay so until
 * the moment of sending (app_outbox_send), so that neither the outbox nor what was given up holds one. */
#ifndef JIQUN_APP_MAIL_BOOK_H
#define JIQUN_APP_MAIL_BOOK_H

#include "app/account.h"
#include "app/clock.h"

enum { APP_BOOK_ACCOUNTS_MAX = 200000 };

typedef struct app_mail_book app_mail_book;

/* Reads the accounts once, as they are now; texts and tables are its own. NULL and `e`. `a` must outlive it. */
app_mail_book *app_mail_book_open(app *a, base_err *e);
void app_mail_book_close(app_mail_book *b); /* NULL is allowed */
/* An app_mail_of, with the book as context. Accounts without an address are left out. */
bool app_mail_book_of(void *book, base_str level, base_str place, app_each_address each, void *each_ctx, base_err *e);

#endif
