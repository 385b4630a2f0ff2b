/* simulate_candidate.c - clusters that are not recognised: registration, the pool, provincial standing, cultivation
 * tasks (第六条, 第七条, 第十二条). */
#include "app/simulate_i.h"
#include "app/simulate_rates.h"

static app_sim_dossier *of(app_sim *s, app_sim_due d) { return &s->dossier[d.dossier]; }

/* ---- registration ---- */

static void propose_register(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "register", app_sim_path(s, d.dossier));
    app_sim_arg(c, "name", app_sim_name(s, d.dossier, false));
    app_sim_arg(c, "industry", app_sim_industry(s, d.dossier));
    app_sim_arg(c, "subfield", app_sim_subfield(s, d.dossier));
}

static void registered(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    of(s, d)->marks |= SIM_IS_THERE;
    d.year = (uint16_t)base_date_year(day);
    bool pooled = app_sim_chance(s, d, 'p', RATE_POOL);
    if (pooled) app_sim_then(s, d, SIM_POOL, 0, day + app_sim_between(s, d, 'q', 5, 150));
    if (s->o.shape == APP_SIM_REGISTER) return;
    uint32_t rate = pooled ? RATE_PROVINCIAL_POOLED : RATE_PROVINCIAL_OTHER;
    if (app_sim_chance(s, d, 'v', rate))
        app_sim_then(s, d, SIM_PROVINCIAL, 0, day + app_sim_between(s, d, 'w', 10, 300));
    app_sim_plan(s, d.dossier, d.year);
}

/* ---- the province ---- */

static void propose_pool(app_sim *s, app_sim_due d) {
    app_sim_propose(s, d, SIM_PROVINCE, "enter_pool", app_sim_path(s, d.dossier));
}

static void pooled(app_sim *s, app_sim_due d, base_date day, bool granted) {
    (void)day;
    if (granted) of(s, d)->marks |= SIM_IS_POOLED;
}

static void propose_provincial(app_sim *s, app_sim_due d) {
    if ((of(s, d)->marks & SIM_IS_PROVINCIAL) == 0)
        app_sim_propose(s, d, SIM_PROVINCE, "recognise_provincial", app_sim_path(s, d.dossier));
}

static void provincial(app_sim *s, app_sim_due d, base_date day, bool granted) {
    (void)day;
    if (granted) of(s, d)->marks |= SIM_IS_PROVINCIAL;
}

static void propose_unprovincial(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, "withdraw_provincial", app_sim_path(s, d.dossier));
    app_sim_arg_text(c, "reason", "演示：不再符合省级集群条件");
}

static void unprovincial(app_sim *s, app_sim_due d, base_date day, bool granted) {
    (void)day;
    if (granted) of(s, d)->marks &= (uint8_t)~SIM_IS_PROVINCIAL;
}

/* ---- cultivation tasks ---- */

static base_str task(app_sim *s, app_sim_due d) { return app_sim_case(s, d, "t"); }

static void propose_task(app_sim *s, app_sim_due d) {
    static const char *const area[] = {"leading_industry", "innovation", "digital", "green", "opening", "governance"};
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "plan_task", task(s, d));
    app_sim_arg_text(c, "area", area[app_sim_below(s, d, 'a', sizeof area / sizeof *area)]);
    app_sim_arg_text(c, "goals", "演示：两年内培育专精特新企业五家");
    app_sim_arg_text(c, "measures", "演示：建设公共服务平台，组织供需对接");
}

static void task_planned(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_TASK_REPORT, 0, day + app_sim_between(s, d, 'r', 60, 150));
}

static void propose_task_report(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "report_task", task(s, d));
    app_sim_arg_text(c, "progress", "演示：平台已建成，完成年度目标的六成");
}

static void task_reported(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_TASK_FINISH, 0, day + app_sim_between(s, d, 'f', 90, 300));
}

static void propose_task_finish(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "finish_task", task(s, d));
    app_sim_arg_text(c, "progress", "演示：目标全部完成");
}

const app_sim_act app_sim_candidate_acts[SIM_WHATS] = {
    [SIM_REGISTER] = {propose_register, registered},     [SIM_POOL] = {propose_pool, pooled},
    [SIM_PROVINCIAL] = {propose_provincial, provincial}, [SIM_UNPROVINCIAL] = {propose_unprovincial, unprovincial},
    [SIM_TASK] = {propose_task, task_planned},           [SIM_TASK_REPORT] = {propose_task_report, task_reported},
    [SIM_TASK_FINISH] = {propose_task_finish, NULL},
};
