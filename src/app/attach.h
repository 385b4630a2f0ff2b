/* attach.h - attachments of a record: a file comes in and is synced before any event names it.
 *
 * An argument whose value is "sha256:" and 64 digits names an attachment. A request that names one which is not here is
 * refused before it is decided, so no event ever names a file that was lost. */
#ifndef JIQUN_APP_ATTACH_H
#define JIQUN_APP_ATTACH_H

#include "app/app.h"
#include "files/files.h"

/* Reads `fd` to its end. `name` is what its owner calls it, for those who read it later. */
bool app_attach(app *a, int fd, base_str name, files_stored *out, base_err *e);
/* The folder of attachments; opened at first use. NULL and `e`. */
files *app_files(app *a, base_err *e);
/* The digest that a value names; empty when it names none. */
base_str app_attachment_of(base_str value);
/* False with `e` when a value names an attachment that is not here, or is no good name of one. Asked within the write
 * transaction that names it, so that no sweep takes it away in between. */
bool app_attachments_here(app *a, const core_arg *arg, size_t n, base_err *e);

#endif
