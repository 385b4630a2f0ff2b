/* simulate_plan.c - the calendar of a year and what it has in store for each dossier.
 *
 * The calendar follows the rounds of 2022 to 2025 as their notices give them: opened in spring, to the Ministry by the
 * end of July, on notice in September, announced in October. The first round asks for no provincial standing and lets
 * one cluster a sub-field on the list; the second states the days of validity; from the third on there is
 * re-examination. */
#include "app/simulate_i.h"
#include "app/simulate_rates.h"

base_date app_sim_date(int year, int month, int day) {
    base_date d = BASE_DATE_NONE;
    (void)base_date_make(year, month, day, &d, NULL);
    return d;
}

base_date app_sim_notice_day(int year, int month) {
    base_date d = app_sim_date(year, month, 8);
    while (base_date_weekday(d) != 4) d++;
    return d;
}

/* ---- rounds ---- */

unsigned app_sim_quota(const app_sim *s, int year, bool separate) {
    static const unsigned places[][2] = {{5, 3}, {6, 2}, {8, 2}}; /* 2022, 2023, 2024 and after */
    int k = year - s->year0;
    if (s->o.quota > 0) return separate ? (s->o.quota + 3) / 4 : s->o.quota;
    return places[k < 2 ? k : 2][separate];
}

bool app_sim_states_validity(const app_sim *s, int year) { return (year - s->year0) % 3 == 1; }
bool app_sim_reexamines(const app_sim *s, int year) { return year - s->year0 >= 2; }
bool app_sim_notices_passed(const app_sim *s, int year) {
    return app_sim_reexamines(s, year) && (year - s->year0) % 2 == 1;
}

static void plan_taken_over(app_sim *s) {
    uint32_t n = (uint32_t)((uint64_t)s->o.clusters * RATE_TAKEN_OVER / 1000);
    s->taken_over = n < RATE_TAKEN_OVER_MOST ? n : RATE_TAKEN_OVER_MOST;
    for (uint32_t i = 0; i < s->taken_over; i++) {
        app_sim_due d = {.dossier = i, .what = SIM_TAKE_OVER, .year = (uint16_t)s->year0};
        app_sim_at(s, d, app_sim_date(s->year0, 1, 14) + app_sim_between(s, d, 'd', 0, 12));
    }
    s->registered = s->taken_over;
}

void app_sim_plan_rounds(app_sim *s) {
    app_sim_due d = {.dossier = APP_SIM_NOBODY, .year = (uint16_t)s->year0};
    const core_case *programme = core_world_programme(s->to.world(s->to.ctx));
    if (programme != NULL && base_str_is(core_state(programme)->name, "loading")) plan_taken_over(s);
    app_sim_then(s, d, SIM_END_LOADING, 0, app_sim_date(s->year0, 2, 3));
    for (int year = s->year0; year < s->year0 + (int)s->o.years; year++) {
        d.year = (uint16_t)year;
        app_sim_then(s, d, SIM_OPEN_ROUND, 0, app_sim_date(year, 3, 1));
        app_sim_then(s, d, SIM_CLOSE_ROUND, 0, app_sim_date(year, 7, 31)); /* the last day counts: refused */
        app_sim_then(s, d, SIM_CLOSE_ROUND, 1, app_sim_date(year, 8, 5));
        app_sim_then(s, d, SIM_PUBLISH_ROUND, 0, app_sim_date(year, 11, 20));
    }
}

/* ---- one dossier, one year ---- */

typedef struct {
    app_sim *sim;
    app_sim_due due;
    app_sim_dossier *dossier;
    int year;
} planned;

/* A day between two days of the year, at random; nothing when it has passed. */
static void on_some_day(planned p, enum app_sim_what what, unsigned n, base_date from, base_date until) {
    p.due.what = (uint8_t)what;
    p.due.n = (uint8_t)n;
    base_date day = from + (base_date)app_sim_below(p.sim, p.due, 'D', (uint32_t)(until - from + 1));
    if (day >= p.sim->next_window) app_sim_at(p.sim, p.due, day);
}

static void perhaps(planned p, uint32_t rate, enum app_sim_what what, base_date from, base_date until) {
    p.due.what = (uint8_t)what;
    if (app_sim_chance(p.sim, p.due, 'P', rate)) on_some_day(p, what, 0, from, until);
}

static base_date in_year(planned p, int month, int day) { return app_sim_date(p.year, month, day); }

static void plan_application(planned p) {
    unsigned marks = p.dossier->marks;
    uint32_t rate = p.year == p.sim->year0 ? RATE_APPLY_FIRST : RATE_APPLY_OTHER;
    if ((marks & SIM_IS_PROVINCIAL) != 0) rate = RATE_APPLY_PROVINCIAL;
    if (p.dossier->since > 0) rate = RATE_APPLY_ANEW;
    if ((marks & SIM_IS_APPLYING) != 0) rate = RATE_APPLY_TWICE;
    if (p.year < p.sim->year0) return;
    perhaps(p, rate, SIM_APPLY, in_year(p, 3, 8), in_year(p, 5, 25));
}

static void plan_candidate(planned p) {
    base_date first = in_year(p, 1, 6), last = in_year(p, 12, 20);
    plan_application(p);
    if ((p.dossier->marks & SIM_IS_POOLED) != 0) perhaps(p, RATE_TASK, SIM_TASK, first, in_year(p, 6, 30));
    if ((p.dossier->marks & SIM_IS_PROVINCIAL) != 0) perhaps(p, RATE_UNPROVINCIAL, SIM_UNPROVINCIAL, first, last);
    perhaps(p, RATE_INCIDENT_CANDIDATE, SIM_INCIDENT, first, last);
}

/* The report on the year before: due at the end of April or, as a round may say, of March. */
static void plan_report(planned p) {
    p.due.what = SIM_REPORT;
    uint32_t how = app_sim_below(p.sim, p.due, 'P', 1000);
    if (how < RATE_REPORT_IN_TIME)
        on_some_day(p, SIM_REPORT, 0, in_year(p, 1, 8), in_year(p, 3, 30));
    else if (how < RATE_REPORT_LATE)
        on_some_day(p, SIM_REPORT, 0, in_year(p, 5, 2), in_year(p, 7, 10));
    else if (app_sim_chance(p.sim, p.due, 'A', RATE_ACCUSED))
        on_some_day(p, SIM_PROPOSE, 3, in_year(p, 6, 1), in_year(p, 8, 31));
}

static void plan_term(planned p) {
    if (p.sim->year0 + p.dossier->term != p.year) return;
    p.due.what = SIM_REEXAM;
    if (!app_sim_chance(p.sim, p.due, 'P', RATE_REEXAM_MISSED))
        on_some_day(p, SIM_REEXAM, 0, in_year(p, 3, 10), in_year(p, 5, 10));
    /* Whoever has passed by then is not proposed: the ground is looked at when the day has come. */
    bool stated = app_sim_states_validity(p.sim, p.dossier->since) || p.dossier->since < p.sim->year0;
    base_date from = stated ? app_sim_date(p.year + 1, 1, 5) : in_year(p, 11, 1);
    on_some_day(p, SIM_PROPOSE, 1, from, from + 40);
    p.due.n = 1;
    p.due.what = SIM_PROPOSE;
    if (app_sim_chance(p.sim, p.due, 'B', RATE_NO_GROUND)) on_some_day(p, SIM_PROPOSE, 1, in_year(p, 2, 1), from - 30);
}

static void plan_recognised(planned p) {
    base_date first = in_year(p, 1, 6), last = in_year(p, 12, 20);
    plan_report(p);
    plan_term(p);
    perhaps(p, RATE_CHANGE, SIM_CHANGE, in_year(p, 2, 20), last);
    perhaps(p, RATE_SUPERVISE, SIM_SUPERVISE, first, in_year(p, 10, 31));
    perhaps(p, RATE_RENAME, SIM_RENAME, first, last);
    perhaps(p, RATE_SUPPORT, SIM_SUPPORT, first, last);
    perhaps(p, RATE_BODY, SIM_BODY, first, last);
    perhaps(p, RATE_PRACTICE, SIM_PRACTICE, first, in_year(p, 9, 30));
    perhaps(p, RATE_INCIDENT, SIM_INCIDENT, first, in_year(p, 10, 31));
    p.due.what = SIM_PROPOSE;
    if (app_sim_chance(p.sim, p.due, '2', RATE_FALSE_FILING)) on_some_day(p, SIM_PROPOSE, 2, first, last);
    if (app_sim_chance(p.sim, p.due, '4', RATE_UNFILED_CHANGE)) on_some_day(p, SIM_PROPOSE, 4, first, last);
    if (app_sim_chance(p.sim, p.due, '5', RATE_NO_GROUND)) on_some_day(p, SIM_PROPOSE, 5, first, last);
}

void app_sim_plan(app_sim *s, uint32_t dossier, int year) {
    planned p = {s, {.dossier = dossier, .year = (uint16_t)year}, &s->dossier[dossier], year};
    if ((p.dossier->marks & SIM_IS_THERE) == 0) return;
    if ((p.dossier->marks & SIM_IS_RECOGNISED) != 0)
        plan_recognised(p);
    else
        plan_candidate(p);
}
