/* notice_i.h - what stands on public notice: see app/show.h. */
#ifndef JIQUN_HTTP_PORTAL_NOTICE_I_H
#define JIQUN_HTTP_PORTAL_NOTICE_I_H

#include "app/show.h"
#include "http/portal/portal_i.h"

/* First and last day, working days left, article. */
void portal_notice_period(http_html *h, app *a, const app_public_notice *n);

#endif
