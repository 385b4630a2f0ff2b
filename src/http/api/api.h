/* api.h - handlers of the API, one file a resource; their addresses stand in routes.c. */
#ifndef JIQUN_HTTP_API_H
#define JIQUN_HTTP_API_H

#include "http/exchange.h"

/* health.c: alive; ready to do what it is for */
enum http_step http_api_healthz(http_exchange *x);
enum http_step http_api_readyz(http_exchange *x);
/* metrics.c: for Prometheus */
enum http_step http_api_metrics(http_exchange *x);

#endif
