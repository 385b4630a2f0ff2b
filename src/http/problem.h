/* problem.h - answers that say no: RFC 9457 for programs, a page for people.
 *
 * Whoever asks under /api gets application/problem+json; anybody else a page of the portal with the same words. A
 * problem says what was wrong, what was expected and what to do, in the language of the request. */
#ifndef JIQUN_HTTP_PROBLEM_H
#define JIQUN_HTTP_PROBLEM_H

#include "http/exchange.h"
#include "rules/rulebook.h"

/* Drops what was written so far and answers with `detail`. Always HTTP_NOW, so that `return http_problem(…)` reads
 * well. */
enum http_step http_problem(http_exchange *x, unsigned status, rules_text detail);
/* From an error of the floors below: INPUT and RANGE 400, MISSING 404, LIMIT 413, IO 503. */
enum http_step http_problem_of(http_exchange *x, const base_err *e);
/* An action that was refused (409): every need that is not met, each with its article. */
enum http_step http_problem_refused(http_exchange *x, const app_answer *a);

/* Words for a status. */
rules_text http_status_words(unsigned status);
bool http_is_api(const http_exchange *x);

#endif
