/* simulate_round.c - what the ministry does for all: recognitions of before are taken over, loading ends, and each year
 * a round is opened, closed and published (第十一条, 第十四条). */
#include "app/simulate_i.h"
#include "app/simulate_rates.h"

/* ---- recognitions of before the record ---- */

/* As the first cohort was: announced on 11 January, valid for three calendar years. */
static void propose_take_over(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, "take_over", app_sim_path(s, d.dossier));
    app_sim_arg(c, "name", app_sim_name(s, d.dossier, false));
    app_sim_arg_text(c, "announcement", "演示：系统启用前公布的名单");
    app_sim_arg(c, "announced", app_sim_day_text(s, app_sim_date(s->year0, 1, 11)));
    app_sim_arg(c, "county", app_sim_place_of(s, d.dossier)->code);
    app_sim_arg(c, "industry", app_sim_industry(s, d.dossier));
    app_sim_arg(c, "subfield", app_sim_subfield(s, d.dossier));
    app_sim_arg(c, "valid_from", app_sim_day_text(s, app_sim_date(s->year0, 1, 1)));
    app_sim_arg(c, "valid_until", app_sim_day_text(s, app_sim_date(s->year0 + 2, 12, 31)));
}

static void taken_over(app_sim *s, app_sim_due d, base_date day, bool granted) {
    (void)day;
    if (!granted) return;
    s->dossier[d.dossier] = (app_sim_dossier){SIM_IS_THERE | SIM_IS_RECOGNISED, 2, (uint16_t)(s->year0 - 1)};
    app_sim_plan(s, d.dossier, s->year0);
}

static void propose_end_loading(app_sim *s, app_sim_due d) {
    base_str nobody = {NULL, 0};
    app_sim_propose(s, d, SIM_MINISTRY, "end_loading", nobody);
}

/* ---- rounds ---- */

static void number(app_sim *s, app_sim_command *c, const char *key, unsigned n) {
    app_sim_arg(c, key, base_arena_fmt(s->group, "%u", n));
}

static void propose_open_round(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, "open_round", app_sim_round(s, d.year));
    app_sim_arg(c, "closes", app_sim_day_text(s, app_sim_date(d.year, 7, 31)));
    app_sim_arg(c, "county_closes", app_sim_day_text(s, app_sim_date(d.year, 6, 30)));
    number(s, c, "quota", app_sim_quota(s, d.year, false));
    number(s, c, "quota_separate", app_sim_quota(s, d.year, true));
    app_sim_arg_text(c, "change_days", "30");
    app_sim_arg_text(c, "report_due", (d.year - s->year0) % 2 == 0 ? "04-30" : "03-31");
    if (d.year == s->year0) app_sim_arg_text(c, "first", "yes");
    if (d.year == s->year0) app_sim_arg_text(c, "one_per_subfield", "yes");
    if (d.year == s->year0 + 2) app_sim_arg_text(c, "provincial_by", "recommend");
    if (app_sim_reexamines(s, d.year)) app_sim_arg_text(c, "reexamination", "yes");
    if (app_sim_notices_passed(s, d.year)) app_sim_arg_text(c, "notice_passed", "yes");
    if (!app_sim_states_validity(s, d.year)) return;
    app_sim_arg(c, "valid_from", app_sim_day_text(s, app_sim_date(d.year + 1, 1, 1)));
    app_sim_arg(c, "valid_until", app_sim_day_text(s, app_sim_date(d.year + 3, 12, 31)));
}

static void propose_close_round(app_sim *s, app_sim_due d) {
    app_sim_propose(s, d, SIM_MINISTRY, "close_round", app_sim_round(s, d.year));
}

static void propose_publish_round(app_sim *s, app_sim_due d) {
    app_sim_propose(s, d, SIM_MINISTRY, "publish_round", app_sim_round(s, d.year));
}

const app_sim_act app_sim_round_acts[SIM_WHATS] = {
    [SIM_TAKE_OVER] = {propose_take_over, taken_over},   [SIM_END_LOADING] = {propose_end_loading, NULL},
    [SIM_OPEN_ROUND] = {propose_open_round, NULL},       [SIM_CLOSE_ROUND] = {propose_close_round, NULL},
    [SIM_PUBLISH_ROUND] = {propose_publish_round, NULL},
};
