/* lists.c - what waits, what falls due, what stands on public notice, rounds with their places and cases, what may be
 * opened anew */
#include <stdlib.h>

#include "http/api/api_i.h"
#include "http/portal/shared.h"
#include "http/service_i.h"

enum http_step http_api_waiting(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_list_query q;
    app_waiting_list l;
    base_json j;
    base_err e = {0};
    static const char *const known[] = {"state", "place", "round", "returned", "states", "cursor", "limit", NULL};
    bool returned = false;
    if (!http_api_query(x, &q, known) || !http_api_yes(x, "returned", &returned) ||
        !http_api_yes(x, "states", &q.with_states))
        return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const base_date day = http_today(x->service);
    if (!(returned ? app_show_returned : app_show_waiting)(a, &q, &v, day, x->arena, &l, &e))
        return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_waiting(&j, &l);
    return http_api_end(x, &j);
}

/* With `from` and `until` the list looks as far ahead as it has to, and no farther. */
static bool window_of(http_exchange *x, app_list_query *q, uint64_t *days) {
    const base_date today = http_today(x->service);
    base_str far = {NULL, 0};
    if (!http_api_day(x, "from", &q->from) || !http_api_day(x, "until", &q->until)) return false;
    q->dated = q->from != BASE_DATE_NONE || q->until != BASE_DATE_NONE;
    if (!q->dated) return true;
    bool wrong = q->from == BASE_DATE_NONE || q->until == BASE_DATE_NONE || q->until < q->from ||
                 q->until > today + CORE_DUE_MAX_DAYS || (http_query(x, "days", &far) && far.n > 0);
    if (wrong) {
        http_problem(x, 400,
                     (rules_text){BASE_STR("from 与 until 须同时给出，until 不早于 from，且不与 days 并用"),
                                  BASE_STR("from and until come together, until not before from, and without days")});
        return false;
    }
    *days = q->until > today ? (uint64_t)(q->until - today) : 0;
    return true;
}

enum http_step http_api_due(http_exchange *x) {
    static const char *const known[] = {"days",      "from",   "until", "place", "channel",
                                        "reminders", "cursor", "limit", NULL};
    const app_viewer v = http_api_viewer(x);
    app_list_query q;
    app_due_page d;
    base_json j;
    uint64_t days = 0;
    base_err e = {0};
    if (!http_api_query(x, &q, known) || !http_api_yes(x, "reminders", &q.reminders)) return HTTP_NOW;
    if (!http_api_number(x, "days", CORE_DUE_MAX_DAYS, APP_SHOW_DUE_DAYS, &days)) return HTTP_NOW;
    if (!window_of(x, &q, &days)) return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_show_due(a, &q, &v, http_today(x->service), (int32_t)days, x->arena, &d, &e))
        return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_due(&j, &d);
    return http_api_end(x, &j);
}

enum http_step http_api_rounds(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_rounds r;
    base_json j;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_show_rounds(a, &v, http_today(x->service), x->arena, &r, &e)) return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_rounds(&j, &r);
    return http_api_end(x, &j);
}

enum http_step http_api_progress(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_progress p;
    base_json j;
    bool found = false;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_show_progress(a, x->param[0], &v, http_today(x->service), x->arena, &p, &found, &e))
        return http_problem_of(x, &e);
    if (!found) return http_api_none(x);
    http_api_begin(x, &j);
    app_put_progress(&j, &p);
    return http_api_end(x, &j);
}

enum http_step http_api_notices(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_public_notices n;
    base_json j;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_show_notices(a, http_today(x->service), x->arena, &n, &e)) return http_problem_of(x, &e);
    const http_industries *t = http_portal_industries(x, a);
    for (size_t i = 0; i < n.n; i++) n.item[i].industry = http_industry_name(t, n.item[i].dossier.industry);
    http_api_begin(x, &j);
    app_put_notices(&j, app_world(a), &v, http_today(x->service), &n);
    return http_api_end(x, &j);
}

enum http_step http_api_options(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_dossier d;
    base_json j;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_show_anew(a, &v, http_today(x->service), x->arena, &d, &e)) return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_anew(&j, &d);
    return http_api_end(x, &j);
}

static bool is_round(const app *a, base_str path, base_date day, base_arena *arena, const core_world *w) {
    (void)a;
    const core_case *c = core_world_find(w, path, day, arena);
    return c != NULL && c->kind == c->book->round;
}

static bool is_desk(base_str s) {
    return base_str_is(s, "list") || base_str_is(s, "announce") || base_str_is(s, "order");
}

static enum http_step wrong_desk(http_exchange *x) {
    return http_problem(
        x, 400,
        (rules_text){
            BASE_STR("desk 应为 list（列入公示名单）、announce（办结并公布）或 order（排序推荐）"),
            BASE_STR("desk is list (put on notice), announce (ended and announced) or order (moved on in order)")});
}

enum http_step http_api_round_cases(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_list_query q;
    app_waiting_list l;
    base_json j;
    base_err e = {0};
    static const char *const known[] = {"state", "place", "desk", "led", "cursor", "limit", NULL};
    if (!http_api_query(x, &q, known) || !http_api_yes(x, "led", &q.led)) return HTTP_NOW;
    http_query(x, "desk", &q.desk);
    if (q.desk.n > 0 && !is_desk(q.desk)) return wrong_desk(x);
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    q.round = x->param[0];
    if (!is_round(a, q.round, http_today(x->service), x->arena, app_world(a))) return http_api_none(x);
    if (!app_show_round_cases(a, &q, &v, http_today(x->service), x->arena, &l, &e)) return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_waiting(&j, &l);
    return http_api_end(x, &j);
}
