/* transfer.h - a record moves from one store into another: the log, what is kept beside it, and the derived tables,
 * which are made anew. For backup and restore. */
#ifndef JIQUN_APP_TRANSFER_H
#define JIQUN_APP_TRANSFER_H

#include "files/files.h"
#include "log/tree.h"
#include "store/store.h"

/* `to` must be empty. All of it in one transaction; versions of drafts and entries and numbers of refusals and
 * messages begin anew.
 * The root is worked out again on the way: false when it is not that of the head. */
bool app_transfer(store *from, store *to, log_hasher *h, base_err *e);

/* Copies one file between two folders of attachments; false also when it is not what its name says. */
bool app_copy_attachment(const files *from, files *to, base_str digest, base_err *e);

#endif
