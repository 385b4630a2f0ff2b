/* check.h - arguments are looked at once, before a driver sees them.
 *
 * What one driver would take and the other refuse (a NUL in a text, bytes that are not UTF-8, a number over int64_t) is
 * refused here for both. */
#ifndef JIQUN_STORE_CHECK_H
#define JIQUN_STORE_CHECK_H

#include "store/store_i.h"

/* `name` is the table and column as in store.h; it stands in both texts of the error. */
bool store_check_text(const char *name, base_str s, base_err *e);
bool store_check_bytes(const char *name, base_str s, base_err *e);
bool store_check_number(const char *name, uint64_t v, base_err *e);
/* Against `size`, the events before the group. */
bool store_check_group(const store_group *g, uint64_t size, base_err *e);

/* Space and key of an entry. */
bool store_check_entry_key(base_str space, base_str key, base_err *e);

/* The store is one on which anything may be called. */
bool store_check_usable(const store *s, base_err *e);
/* A kept table may be written. */
bool store_check_writable(const store *s, base_err *e);

#endif
