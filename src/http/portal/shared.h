/* shared.h - what the pages keep between requests: names of industries, figures of the whole register, who asked how
 * often.
 *
 * A reader knows divisions and rulebooks; it does not know the names of industries, which no decision asks for, nor
 * figures over all clusters. Both are read once and kept: the names until a newer table takes effect, the figures for
 * HTTP_FIGURES_S seconds. What was given out stays valid until the service ends. */
#ifndef JIQUN_HTTP_PORTAL_SHARED_H
#define JIQUN_HTTP_PORTAL_SHARED_H

#include "base/map.h"
#include "http/exchange.h"

typedef struct http_portal http_portal;
http_portal *http_portal_new(void);
void http_portal_free(http_portal *p); /* NULL is allowed */

/* A reader whose world is at most HTTP_WORLD_S seconds old: for pages that read the tables and want of the world no
 * more than names, rounds and the rulebook. NULL with an answer written. */
app *http_portal_reader(http_exchange *x);

/* One unit of GB/T 4754. */
typedef struct {
    base_str code, name;
    size_t level; /* 1 letter, 2 division, 3 group, 4 class */
} http_industry;

typedef struct {
    uint64_t programme; /* of the texts on record when it was read */
    const http_industry *item;
    size_t n;
    base_map by_code;   /* index + 1 */
    base_str letters;   /* <option>s of the letters, in order */
    base_str provinces; /* <option>s of the provinces, by the divisions that hold with it */
} http_industries;

/* The newest text of a matter (core/adopt.h) as it was put on record; empty when there is none. */
base_str http_portal_table(base_arena *arena, app *a, const char *matter);
/* Never NULL; without units when the record has no table. */
const http_industries *http_portal_industries(http_exchange *x, app *a);
/* The unit of a code as clusters state it ("C1530", "1530", "C"); {NULL,0} when it is not in the table. */
base_str http_industry_name(const http_industries *t, base_str code);

enum { HTTP_PROVINCES_MAX = 100, HTTP_FIGURE_STATES = 16 };
/* Of one moment. Index: the first two digits of a code. */
typedef struct {
    uint64_t size; /* of the log */
    int64_t at;
    uint32_t recognised[HTTP_PROVINCES_MAX], revoked[HTTP_PROVINCES_MAX];
    uint64_t all_recognised, all_revoked;
    size_t n_states;
    struct {
        char name[64]; /* with a NUL */
        uint64_t n;
    } state[HTTP_FIGURE_STATES];
} http_figures;
/* Clusters in a state. */
uint64_t http_figures_in(const http_figures *f, base_str state);
/* False when the store failed. */
bool http_portal_figures(http_exchange *x, app *a, http_figures *out, base_err *e);
/* The same without those of provinces, which want a look at each cluster. */
bool http_portal_totals(http_exchange *x, app *a, http_figures *out, base_err *e);

/* The checkpoint that stands outside the database, looked at every HTTP_CHECKPOINT_S seconds. False when there is none.
 */
typedef struct {
    uint64_t size;
    base_date day; /* of its last event */
    int64_t at;    /* when it was signed */
} http_checkpoint;
bool http_portal_checkpoint(http_exchange *x, app *a, http_checkpoint *out);

/* ---- rate.c: how often an address may ask for what costs much ---- */

enum http_rate {
    HTTP_RATE_PROOF,
    HTTP_RATE_FILE,
    HTTP_RATE_OBJECTION,
    HTTP_RATE_CODE,
    HTTP_RATE_SIGNIN,
    HTTP_RATE_DOCUMENT,
    HTTP_RATES
};
bool http_portal_allow(http_exchange *x, enum http_rate what);
/* The same by account for whoever is signed in: an office has one address for many people. */
bool http_portal_allow_person(http_exchange *x, enum http_rate what);
/* 429. */
enum http_step http_portal_too_often(http_exchange *x);

#endif
