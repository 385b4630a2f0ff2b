/* register_i.h - the question that a page of the register answers: read from the address, shown as a form, written back
 * into links. */
#ifndef JIQUN_HTTP_PORTAL_REGISTER_I_H
#define JIQUN_HTTP_PORTAL_REGISTER_I_H

#include "http/portal/portal_i.h"

enum { PORTAL_ROUNDS_MAX = 200 };

typedef struct {
    base_str path;
    base_date closes;
} portal_round_name;

typedef struct {
    http_exchange *x;
    app *app;
    const rules_book *book;
    const core_divisions *divisions;
    const http_industries *industries;
    portal_round_name round[PORTAL_ROUNDS_MAX]; /* newest last */
    size_t n_rounds;
    bool all_states; /* every public one; query.state is empty then, and stands for no state that the store may be asked
                      */
    bool usual_state; /* the state is the one that is shown unless told */
    base_str year, trail;
    store_register_query query;
} portal_register;

/* False with an answer written. */
bool portal_register_read(http_exchange *x, portal_register *p);
/* No filter is set. */
bool portal_register_is_plain(const portal_register *p);
/* Fills in the rounds; app and book are set. */
void portal_register_rounds(portal_register *p);
base_date portal_round_closes(const portal_register *p, base_str path);
void portal_register_form(http_html *h, const portal_register *p);

/* Name of the n-th public state of the list, from 0; empty beyond the last. The state asked for alone unless all are.
 */
base_str portal_register_state(const portal_register *p, size_t n);
/* The same question over every public state. */
void portal_register_link_all(http_html *h, const portal_register *p);
/* Where nothing was found in the state that was asked for: in which of the other public ones there is something, as
 * links to the same query there. */
bool portal_register_elsewhere(http_html *h, const portal_register *p, base_err *e);

void portal_register_link_first(http_html *h, const portal_register *p);
void portal_register_link_back(http_html *h, const portal_register *p);
void portal_register_link_next(http_html *h, const portal_register *p, uint64_t last);
/* The same query as a file. */
void portal_register_link_files(http_html *h, const portal_register *p);

#endif
