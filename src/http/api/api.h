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
enum http_step http_api_session_end(http_exchange *x);
enum http_step http_api_session_end_others(http_exchange *x);
/* events.c */
enum http_step http_api_events(http_exchange *x);

#endif
