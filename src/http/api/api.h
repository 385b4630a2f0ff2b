/* api.h - handlers of the API, one file a resource; their addresses stand in routes.c. */
#ifndef JIQUN_HTTP_API_H
#define JIQUN_HTTP_API_H

#include "http/exchange.h"

/* health.c: alive; ready to do what it is for */
enum http_step http_api_healthz(http_exchange *x);
enum http_step http_api_readyz(http_exchange *x);
/* metrics.c: for Prometheus */
enum http_step http_api_metrics(http_exchange *x);

/* session.c: signing in and out */
enum http_step http_api_signin(http_exchange *x);
enum http_step http_api_second(http_exchange *x);
enum http_step http_api_session(http_exchange *x);
enum http_step http_api_signout(http_exchange *x);
enum http_step http_api_sessions(http_exchange *x);
/* oidc.c: through another provider */
enum http_step http_api_oidc(http_exchange *x);
enum http_step http_api_oidc_callback(http_exchange *x);
enum http_step http_api_session_end(http_exchange *x);
enum http_step http_api_session_end_others(http_exchange *x);
/* account.c: one's own */
enum http_step http_api_password(http_exchange *x);
enum http_step http_api_password_look(http_exchange *x);
enum http_step http_api_second_begin(http_exchange *x);
enum http_step http_api_second_confirm(http_exchange *x);
enum http_step http_api_account_sessions(http_exchange *x);
enum http_step http_api_account_sessions_end(http_exchange *x);
enum http_step http_api_account_session_end(http_exchange *x);
/* accounts.c: for the offices; false: whoever asks holds none, and the answer says so */
bool http_is_office(http_exchange *x);
enum http_step http_api_accounts(http_exchange *x);
enum http_step http_api_account(http_exchange *x);
enum http_step http_api_account_add(http_exchange *x);
enum http_step http_api_account_grant(http_exchange *x);
enum http_step http_api_account_revoke(http_exchange *x);
enum http_step http_api_account_confirm(http_exchange *x);
enum http_step http_api_account_disable(http_exchange *x);
enum http_step http_api_account_enable(http_exchange *x);
enum http_step http_api_account_second_reset(http_exchange *x);
enum http_step http_api_account_erase(http_exchange *x);
enum http_step http_api_account_person(http_exchange *x);
enum http_step http_api_account_link(http_exchange *x);
enum http_step http_api_account_unlink(http_exchange *x);
enum http_step http_api_account_password(http_exchange *x);
enum http_step http_api_account_reveal(http_exchange *x);
enum http_step http_api_account_settings(http_exchange *x);
enum http_step http_api_account_settings_put(http_exchange *x);
/* access.c, log.c, audit.c: for the auditor; false: whoever asks is none, and the answer says so */
bool http_is_auditor(http_exchange *x);
enum http_step http_api_access(http_exchange *x);
enum http_step http_api_log(http_exchange *x);
enum http_step http_api_audit(http_exchange *x);
enum http_step http_api_audit_start(http_exchange *x);
enum http_step http_api_audit_stop(http_exchange *x);
/* tokens.c */
enum http_step http_api_tokens(http_exchange *x);
enum http_step http_api_token_make(http_exchange *x);
enum http_step http_api_token_revoke(http_exchange *x);
/* events.c */
enum http_step http_api_events(http_exchange *x);

/* documents.c: documents as PDF */
enum http_step http_api_cluster_document(http_exchange *x);
enum http_step http_api_round_document(http_exchange *x);

/* clusters.c: the register, a dossier, its time line */
enum http_step http_api_clusters(http_exchange *x);
enum http_step http_api_cluster(http_exchange *x);
enum http_step http_api_timeline(http_exchange *x);
/* chance.c: whether a cluster may apply */
enum http_step http_api_chances(http_exchange *x);
/* pool.c: the cultivation pool */
enum http_step http_api_pool(http_exchange *x);
/* act.c: actions, and the forms that are filled in before */
enum http_step http_api_act(http_exchange *x);
enum http_step http_api_draft(http_exchange *x);
enum http_step http_api_draft_put(http_exchange *x);
/* order.c: a recommendation's order while it is being made */
enum http_step http_api_order(http_exchange *x);
enum http_step http_api_order_put(http_exchange *x);
/* rosters.c */
enum http_step http_api_roster(http_exchange *x);
enum http_step http_api_roster_template(http_exchange *x);
/* matching.c: a list against all rosters, for the Ministry and the provinces */
enum http_step http_api_matching(http_exchange *x);
enum http_step http_api_matching_start(http_exchange *x);
enum http_step http_api_matching_stop(http_exchange *x);
enum http_step http_api_matching_found(http_exchange *x);
/* files.c */
enum http_step http_api_file_add(http_exchange *x);
enum http_step http_api_file(http_exchange *x);
enum http_step http_api_cluster_file(http_exchange *x);
enum http_step http_api_private(http_exchange *x);
/* lists.c */
enum http_step http_api_waiting(http_exchange *x);
enum http_step http_api_due(http_exchange *x);
enum http_step http_api_rounds(http_exchange *x);
enum http_step http_api_options(http_exchange *x);
enum http_step http_api_round_cases(http_exchange *x);
enum http_step http_api_round_table(http_exchange *x);
enum http_step http_api_notices(http_exchange *x);
enum http_step http_api_progress(http_exchange *x);
enum http_step http_api_figures(http_exchange *x);
/* rulebook.c: rulebooks and reference data */
enum http_step http_api_rulebooks(http_exchange *x);
enum http_step http_api_rulebook(http_exchange *x);
enum http_step http_api_divisions(http_exchange *x);
/* rulecheck.c */
enum http_step http_api_rulebook_check(http_exchange *x);
enum http_step http_api_rulebook_whatif(http_exchange *x);
/* proposals.c: put in force with two persons' consent */
enum http_step http_api_proposals(http_exchange *x);
enum http_step http_api_propose(http_exchange *x);
enum http_step http_api_proposal(http_exchange *x);
enum http_step http_api_proposal_consent(http_exchange *x);
enum http_step http_api_proposal_decline(http_exchange *x);
enum http_step http_api_proposal_withdraw(http_exchange *x);
/* industries.c */
enum http_step http_api_industries(http_exchange *x);
enum http_step http_api_channels(http_exchange *x);

#endif
