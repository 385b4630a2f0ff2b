/* objection_i.h - an objection from the form to the record.
 *
 * It is received under a number that can not be guessed, sealed (app/seal.h), and waits until its contact is confirmed
 * by a code; only then it becomes an event, by the way of a change as any other. Entries of the store:
 *
 *   "objection"     NUMBER           how it stands; name, contact, evidence and digests of files sealed, until it is on
 *                                    record
 *   "objection-of"  CASE|DIGEST      that one was received for a case: "unconfirmed", "confirmed"; nothing personal
 */
#ifndef JIQUN_HTTP_PORTAL_OBJECTION_I_H
#define JIQUN_HTTP_PORTAL_OBJECTION_I_H

#include "app/seal.h"
#include "app/upload.h"
#include "http/portal/notice_i.h"

enum {
    PORTAL_NUMBER = 24, /* characters of a number: 120 random bits */
    PORTAL_CODE = 8,    /* digits of a code */
    PORTAL_NAME_MAX = 100,
    PORTAL_CONTACT_MAX = 200,
    PORTAL_EVIDENCE_MAX = 12000, /* bytes: some 4,000 Chinese characters */
    PORTAL_EVIDENCE_MIN = 30
};

typedef struct {
    base_str number;
    base_str of;      /* the case on notice */
    base_str path;    /* the case that it becomes */
    base_str state;   /* unconfirmed, confirmed, refused */
    base_str code;    /* keyed digest of the code */
    base_str sealed;  /* base64 */
    base_str why;     /* of one that was refused */
    uint64_t tries;   /* wrong codes */
    uint64_t files;   /* that came with it */
    uint64_t version; /* of the entry */
    int64_t at;
} portal_objection;

/* Reads one by its number; `found` false when there is none. */
bool portal_objection_get(store *s, base_arena *arena, base_str number, portal_objection *out, bool *found,
                          base_err *e);
/* Within a write transaction: with `expect` as in store_entry_put. False with `e` when it was changed meanwhile. */
bool portal_objection_put(store *s, const portal_objection *o, uint64_t expect, int64_t due, base_err *e);
/* Within a write transaction: what is said of it in public. */
bool portal_objection_count(store *s, const app_seal *seal, base_arena *arena, const portal_objection *o, base_err *e);
/* Within a write transaction: the first PORTAL_SWEPT of those that have lapsed are taken away; *n: how many. */
enum { PORTAL_SWEPT = 20 };
bool portal_objection_sweep(store *s, int64_t now, size_t *n, base_err *e);

typedef struct {
    size_t received, unconfirmed; /* counted to HTTP_COUNT_MOST */
} portal_received;
bool portal_objections_of(app *a, base_str path, portal_received *out, base_err *e);

/* A number, a code. */
base_str portal_objection_number(base_arena *arena);
base_str portal_objection_code(base_arena *arena);
bool portal_is_number(base_str s);
/* Keyed digest of a code, by a key that the record has or had (0: the newest). */
base_str portal_code_digest(const app_seal *seal, size_t key, base_arena *arena, base_str number, base_str code);
/* As whom an objection holds its files (app/upload.h), until an event names them; by such a key, too. */
core_actor portal_objection_holder(base_arena *arena, const app_seal *seal, size_t key, base_str number);

/* A field of a form without the blanks around it. */
base_str portal_given(http_exchange *x, const char *name);
/* To the page of its progress; `code` is shown there when it is not empty. */
enum http_step portal_to_progress(http_exchange *x, base_str number, base_str code);

/* The list of those received, below a notice. */
void portal_notice_received(http_html *h, const portal_received *n);

#endif
