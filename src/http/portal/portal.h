/* portal.h - pages that anybody may read, one file a page; their addresses stand in routes.c. */
#ifndef JIQUN_HTTP_PORTAL_H
#define JIQUN_HTTP_PORTAL_H

#include "app/kept.h"
#include "http/page.h"

enum http_step http_portal_home(http_exchange *x);
enum http_step http_portal_register(http_exchange *x);
enum http_step http_portal_cluster(http_exchange *x);
enum http_step http_portal_rulebook(http_exchange *x);
enum http_step http_portal_rulebook_text(http_exchange *x);
enum http_step http_portal_rulebook_download(http_exchange *x);
enum http_step http_portal_guide(http_exchange *x);
enum http_step http_portal_sitemap(http_exchange *x);
enum http_step http_portal_sitemap_xml(http_exchange *x);
enum http_step http_portal_robots(http_exchange *x);
enum http_step http_portal_help(http_exchange *x);
enum http_step http_portal_accessibility(http_exchange *x);
enum http_step http_portal_notices(http_exchange *x);
enum http_step http_portal_notice(http_exchange *x);
enum http_step http_portal_object(http_exchange *x);
enum http_step http_portal_objection(http_exchange *x);
enum http_step http_portal_objection_confirm(http_exchange *x);
/* Objections whose time is over are taken away, sealed texts and receipts; by the work of the day. */
bool http_portal_objections_sweep(const app_desk *d, int64_t now, base_err *e);
enum http_step http_portal_announcements(http_exchange *x);
enum http_step http_portal_announcement_recognition(http_exchange *x);
enum http_step http_portal_announcement_reexamination(http_exchange *x);
enum http_step http_portal_announcement_revocation(http_exchange *x);
enum http_step http_portal_proof(http_exchange *x);
enum http_step http_portal_verify(http_exchange *x);
enum http_step http_portal_keys(http_exchange *x);
enum http_step http_portal_checkpoint_file(http_exchange *x);
enum http_step http_portal_offline(http_exchange *x);
enum http_step http_portal_data(http_exchange *x);
enum http_step http_portal_data_catalog(http_exchange *x);
enum http_step http_portal_data_file(http_exchange *x);
enum http_step http_portal_data_digest(http_exchange *x);
enum http_step http_portal_register_file(http_exchange *x);
enum http_step http_portal_theme(http_exchange *x); /* sets the cookie and goes back */

#endif
