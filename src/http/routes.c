/* routes.c - every address of the program. docs/openapi.yaml describes those under /api; a test compares the two. */
#include "http/api/api.h"
#include "http/asset.h"
#include "http/desk.h"
#include "http/portal/portal.h"
#include "http/route.h"

static const http_route routes[] = {
    /* the portal */
    {HTTP_GET, "/", http_portal_home, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/register", http_portal_register, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/register/{cluster}", http_portal_cluster, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/notices", http_portal_notices, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/notices/{cluster}/{case}", http_portal_notice, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_POST, "/notices/{cluster}/{case}", http_portal_object, HTTP_PUBLIC, HTTP_FORM_BODY, true},
    {HTTP_GET, "/objection", http_portal_objection, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_POST, "/objection", http_portal_objection_confirm, HTTP_PUBLIC, HTTP_FORM_BODY, true},
    {HTTP_GET, "/announcements", http_portal_announcements, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/announcements/recognition", http_portal_announcement_recognition, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/announcements/reexamination", http_portal_announcement_reexamination, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/announcements/revocation", http_portal_announcement_revocation, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/register/{cluster}/proof", http_portal_proof, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/verify", http_portal_verify, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/verify/keys", http_portal_keys, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/verify/checkpoint", http_portal_checkpoint_file, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/register.csv", http_portal_register_file, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/register.json", http_portal_register_file, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/register.xml", http_portal_register_file, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/register.xlsx", http_portal_register_file, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/data", http_portal_data, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/data/catalog.jsonld", http_portal_data_catalog, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/data/{file}", http_portal_data_file, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/data/{file}/digest", http_portal_data_digest, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/guide", http_portal_guide, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/rulebook", http_portal_rulebook, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/rulebook/text", http_portal_rulebook_text, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/rulebook/download", http_portal_rulebook_download, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/sitemap", http_portal_sitemap, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/help", http_portal_help, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/accessibility", http_portal_accessibility, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/sitemap.xml", http_portal_sitemap_xml, HTTP_PUBLIC, HTTP_NO_BODY, false},
    {HTTP_GET, "/robots.txt", http_portal_robots, HTTP_PUBLIC, HTTP_NO_BODY, false},
    {HTTP_GET, "/theme/{name}", http_portal_theme, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/signin/oidc", http_api_oidc, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/signin/oidc/callback", http_api_oidc_callback, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/static/{digest}/{name}", http_asset_get, HTTP_PUBLIC, HTTP_NO_BODY, false},
    /* the workbench */
    {HTTP_GET, "/desk", http_desk_get, HTTP_PUBLIC, HTTP_NO_BODY, true},
    {HTTP_GET, "/desk/{path*}", http_desk_get, HTTP_PUBLIC, HTTP_NO_BODY, true},
    /* signing in */
    {HTTP_POST, "/api/v1/session", http_api_signin, HTTP_PUBLIC, HTTP_JSON_BODY, false},
    {HTTP_GET, "/api/v1/session", http_api_session, HTTP_STAGED, HTTP_NO_BODY, false},
    {HTTP_DELETE, "/api/v1/session", http_api_signout, HTTP_STAGED, HTTP_NO_BODY, false},
    {HTTP_POST, "/api/v1/session/second", http_api_second, HTTP_STAGED, HTTP_JSON_BODY, false},
    {HTTP_GET, "/api/v1/sessions", http_api_sessions, HTTP_PERSON, HTTP_NO_BODY, false},
    {HTTP_DELETE, "/api/v1/sessions", http_api_session_end_others, HTTP_PERSON, HTTP_NO_BODY, false},
    {HTTP_DELETE, "/api/v1/sessions/{id}", http_api_session_end, HTTP_PERSON, HTTP_NO_BODY, false},
    /* accounts */
    {HTTP_PUT, "/api/v1/account/password", http_api_password, HTTP_STAGED, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/account/second", http_api_second_begin, HTTP_STAGED, HTTP_NO_BODY, false},
    {HTTP_POST, "/api/v1/account/second/confirm", http_api_second_confirm, HTTP_STAGED, HTTP_JSON_BODY, false},
    {HTTP_GET, "/api/v1/tokens", http_api_tokens, HTTP_PERSON, HTTP_NO_BODY, false},
    {HTTP_POST, "/api/v1/tokens", http_api_token_make, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_DELETE, "/api/v1/tokens/{id}", http_api_token_revoke, HTTP_PERSON, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/accounts", http_api_accounts, HTTP_PERSON, HTTP_NO_BODY, false},
    {HTTP_POST, "/api/v1/accounts", http_api_account_add, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_GET, "/api/v1/accounts/{login}", http_api_account, HTTP_PERSON, HTTP_NO_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/grant", http_api_account_grant, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/revoke", http_api_account_revoke, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/confirm", http_api_account_confirm, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/disable", http_api_account_disable, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/enable", http_api_account_enable, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/password", http_api_account_password, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/reveal", http_api_account_reveal, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/erase", http_api_account_erase, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_POST, "/api/v1/accounts/{login}/second-reset", http_api_account_second_reset, HTTP_PERSON, HTTP_JSON_BODY,
     false},
    {HTTP_PUT, "/api/v1/accounts/{login}/person", http_api_account_person, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_GET, "/api/v1/settings/accounts", http_api_account_settings, HTTP_PERSON, HTTP_NO_BODY, false},
    {HTTP_PUT, "/api/v1/settings/accounts", http_api_account_settings_put, HTTP_PERSON, HTTP_JSON_BODY, false},
    {HTTP_GET, "/api/v1/access", http_api_access, HTTP_PERSON, HTTP_NO_BODY, false},
    /* the record: everybody sees what is public of it, officials what lies in their jurisdiction */
    {HTTP_GET, "/api/v1/clusters", http_api_clusters, HTTP_OPEN, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/clusters/{cluster}", http_api_cluster, HTTP_OPEN, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/clusters/{cluster}/timeline", http_api_timeline, HTTP_OPEN, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/rounds", http_api_rounds, HTTP_OPEN, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/rounds/{round}/cases", http_api_round_cases, HTTP_OPEN, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/figures", http_api_figures, HTTP_OPEN, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/rulebooks", http_api_rulebooks, HTTP_PUBLIC, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/rulebooks/{id}", http_api_rulebook, HTTP_PUBLIC, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/divisions", http_api_divisions, HTTP_PUBLIC, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/channels", http_api_channels, HTTP_PUBLIC, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/waiting", http_api_waiting, HTTP_SIGNED, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/due", http_api_due, HTTP_SIGNED, HTTP_NO_BODY, false},
    {HTTP_POST, "/api/v1/actions/{action}", http_api_act, HTTP_SIGNED, HTTP_JSON_BODY, false},
    {HTTP_GET, "/api/v1/drafts/{path*}", http_api_draft, HTTP_SIGNED, HTTP_NO_BODY, false},
    {HTTP_PUT, "/api/v1/drafts/{path*}", http_api_draft_put, HTTP_SIGNED, HTTP_JSON_BODY, false},
    /* attachments */
    {HTTP_POST, "/api/v1/files", http_api_file_add, HTTP_FILES, HTTP_UPLOAD_BODY, false},
    {HTTP_GET, "/api/v1/files/{digest}", http_api_file, HTTP_FILES, HTTP_NO_BODY, false},
    {HTTP_GET, "/api/v1/clusters/{cluster}/files/{digest}", http_api_cluster_file, HTTP_FILES, HTTP_NO_BODY, false},
    /* what changes */
    {HTTP_GET, "/api/v1/events", http_api_events, HTTP_SIGNED, HTTP_NO_BODY, false},
    /* for whoever runs it */
    {HTTP_GET, "/healthz", http_api_healthz, HTTP_PUBLIC, HTTP_NO_BODY, false},
    {HTTP_GET, "/readyz", http_api_readyz, HTTP_PUBLIC, HTTP_NO_BODY, false},
    {HTTP_GET, "/metrics", http_api_metrics, HTTP_INTERNAL, HTTP_NO_BODY, false},
};

const http_route *http_routes(size_t *n) {
    *n = sizeof routes / sizeof routes[0];
    return routes;
}
