/* shared_i.h - the insides of what the pages keep. */
#ifndef JIQUN_HTTP_PORTAL_SHARED_I_H
#define JIQUN_HTTP_PORTAL_SHARED_I_H

#include <pthread.h>

#include "http/portal/outcome_i.h"
#include "http/portal/shared.h"

typedef struct {
    int64_t minute;
    uint16_t n;
} http_rate_count;
enum { HTTP_RATE_PLACES = 4096 };

typedef struct {
    base_buf key, body; /* key empty: nothing is kept here */
} http_kept_page;
typedef struct {
    uint64_t hash, size; /* of the question, of the log */
    size_t n;
} http_kept_count;
enum { HTTP_KEPT_COUNTS = 1024 };

struct http_portal {
    pthread_mutex_t lock; /* of all that follows */
    base_arena *arena;    /* of tables; until the end */
    const http_industries *industries;
    http_figures figures, totals;
    http_checkpoint checkpoint;
    int64_t checkpoint_at; /* when it was looked at */
    http_rate_count rate[HTTP_RATES][HTTP_RATE_PLACES];
    pthread_mutex_t page_lock; /* of the next two */
    http_kept_page page[HTTP_KEPT_PAGES];
    http_kept_count count[HTTP_KEPT_COUNTS];
    struct http_jobs *jobs; /* data_job.c */
    base_arena *outcomes_arena;
    portal_outcomes outcomes;
    uint64_t outcomes_size; /* of the log */
    int64_t outcomes_at;
    struct {
        const app *app;
        int64_t at; /* when its world was brought to the end of the log */
    } reader[HTTP_THREADS_MAX];
};

struct http_jobs *http_portal_jobs_new(void);
void http_portal_jobs_stop(struct http_portal *p);

#endif
