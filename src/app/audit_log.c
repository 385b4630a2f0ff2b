/* audit_log.c - an audit of an exported log. */
#include "app/audit_i.h"

bool app_audit_exported(app_audit_run *x, base_err *e) {
    (void)x;
    return base_err_fmt(e, BASE_ERR_INPUT, "x", "x");
}
