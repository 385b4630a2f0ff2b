/* simulate_term.c - how a recognition goes on or ends: incidents, re-examination in the last year, revocation on each
 * of its five grounds (第十五条, 第十七条). */
#include "app/simulate_i.h"
#include "app/simulate_rates.h"

static app_sim_dossier *of(app_sim *s, app_sim_due d) { return &s->dossier[d.dossier]; }
static bool has(app_sim *s, app_sim_due d, unsigned mark) { return (of(s, d)->marks & mark) != 0; }

/* ---- incidents ---- */

typedef struct {
    const char *kind, *grade;
    bool grave;
} incident;

static const incident *incident_of(const app_sim *s, app_sim_due d) {
    static const incident known[] = {
        {"accident", "一般", false}, {"accident", "较大", true}, {"accident", "重大", true},
        {"cyber", "较大", false},    {"cyber", "重大", true},    {"tax", NULL, true},
        {"illegal", NULL, true},     {"dishonest", NULL, true},  {"other_grave", NULL, true}};
    d.what = SIM_INCIDENT;
    d.n = 0;
    return &known[app_sim_below(s, d, 'k', sizeof known / sizeof *known)];
}

static void propose_incident(app_sim *s, app_sim_due d) {
    static const enum app_sim_level level[] = {SIM_COUNTY, SIM_PROVINCE, SIM_MINISTRY};
    const incident *x = incident_of(s, d);
    enum app_sim_level by = level[app_sim_below(s, d, 'b', 3)];
    app_sim_command *c = app_sim_propose(s, d, by, "report_incident", app_sim_case(s, d, "i"));
    app_sim_arg_text(c, "kind", x->kind);
    if (x->grade != NULL) app_sim_arg_text(c, "grade", x->grade);
    app_sim_arg(c, "date", app_sim_day_text(s, s->day - app_sim_between(s, d, 'd', 0, 6)));
    app_sim_arg_text(c, "enterprise", "演示企业乙");
}

static void incident_reported(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_INCIDENT_SETTLE, 0, day + app_sim_between(s, d, 's', 5, 25));
}

static bool is_true(const app_sim *s, app_sim_due d) {
    return d.n == 0 && app_sim_chance(s, d, 't', RATE_INCIDENT_TRUE);
}

static void propose_incident_settle(app_sim *s, app_sim_due d) {
    enum app_sim_level level = app_sim_below(s, d, 'v', 3) == 0 ? SIM_MINISTRY : SIM_PROVINCE;
    const char *action = is_true(s, d) ? "confirm_incident" : "clear_incident";
    app_sim_command *c = app_sim_propose(s, d, level, action, app_sim_case(s, d, "i"));
    if (!is_true(s, d)) app_sim_arg_text(c, "reason", "演示：经核实，与集群企业无关");
}

static void incident_settled(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted || !is_true(s, d)) return;
    if (has(s, d, SIM_IS_RECOGNISED) && incident_of(s, d)->grave && app_sim_chance(s, d, 'p', RATE_ACCUSED))
        app_sim_then(s, d, SIM_PROPOSE, 5, day + app_sim_between(s, d, 'P', 6, 20));
    if (app_sim_chance(s, d, 'c', RATE_DROPPED))
        app_sim_then(s, d, SIM_INCIDENT_SETTLE, 1, day + app_sim_between(s, d, 'C', 8, 60));
}

/* ---- re-examination ---- */

static base_str reexamination(app_sim *s, app_sim_due d) { return app_sim_case(s, d, "re"); }

static bool fails(const app_sim *s, app_sim_due d) {
    d.what = SIM_REEXAM;
    d.n = 0;
    return app_sim_chance(s, d, 'f', RATE_REEXAM_NO);
}

static void propose_reexam(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "apply_reexamination", reexamination(s, d));
    app_sim_arg(c, "round", app_sim_round(s, d.year));
}

static void reexam_begun(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_REEXAM_SUBMIT, 0, day + app_sim_between(s, d, 's', 6, 25));
}

static void propose_reexam_submit(app_sim *s, app_sim_due d) {
    const rules_book *b = core_world_book(s->to.world(s->to.ctx), s->day);
    rules_id kind = rules_find_case(b, BASE_STR("reexamination"));
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "submit", reexamination(s, d));
    rules_id form = b->action[rules_find_action(b, kind, c->command->action)].form;
    core_draft *draft = base_arena_alloc(s->group, sizeof *draft);
    base_str met = fails(s, d) ? BASE_STR("not_met") : BASE_STR("met");
    base_err e = {0};
    core_draft_init(draft, s->group);
    if (!core_draft_fill(b, kind, form, draft, BASE_STR("goals"), met, &e) ||
        !core_draft_fill(b, kind, form, draft, BASE_STR("plan"), BASE_STR("演示：第二个三年规划"), &e))
        base_fatal("a simulated form has a wrong value: %s", e.en);
    c->command->draft = draft;
}

static void reexam_submitted(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_REEXAM_REVIEW, 0, day + app_sim_between(s, d, 'r', 5, 20));
}

static void propose_reexam_review(app_sim *s, app_sim_due d) {
    bool no = fails(s, d);
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, "review", reexamination(s, d));
    app_sim_arg_text(c, "goals", no ? "not_met" : "met");
    app_sim_arg_text(c, "passed_on", no ? "no" : "yes");
    if (no) app_sim_arg_text(c, "reason", "演示：规划目标未完成");
}

static void reexam_reviewed(app_sim *s, app_sim_due d, base_date day, bool granted) {
    (void)day;
    if (!granted) return;
    base_date notice = app_sim_notice_day(d.year, 9);
    if (!app_sim_notices_passed(s, d.year) || fails(s, d)) {
        app_sim_then(s, d, SIM_REEXAM_END, 0, notice + app_sim_between(s, d, 'e', 0, 15));
        return;
    }
    app_sim_then(s, d, SIM_REEXAM_LIST, 0, notice);
    if (app_sim_chance(s, d, 'o', RATE_OBJECT))
        app_sim_then(s, d, SIM_REEXAM_OBJECT, 1, notice + app_sim_between(s, d, 'O', 1, 6));
}

static void propose_reexam_list(app_sim *s, app_sim_due d) {
    base_str target = reexamination(s, d);
    if (!app_sim_join(s, d, target)) app_sim_propose(s, d, SIM_MINISTRY, "list", target);
}

static void reexam_listed(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_REEXAM_END, 0, day + app_sim_between(s, d, 'e', 5, 30));
}

static void propose_reexam_object(app_sim *s, app_sim_due d) {
    base_str target = app_sim_under(s, reexamination(s, d), "o", d.n);
    app_sim_command *c = app_sim_propose(s, d, SIM_PUBLIC, "object", target);
    app_sim_arg_text(c, "name", "演示人乙");
    app_sim_arg_text(c, "contact", "演示电话");
    app_sim_arg_text(c, "evidence", "演示：称规划目标未完成");
}

static void reexam_objected(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_REEXAM_SETTLE, d.n, day + app_sim_between(s, d, 's', 5, 25));
}

static void propose_reexam_settle(app_sim *s, app_sim_due d) {
    bool upheld = app_sim_chance(s, d, 'u', RATE_UPHELD);
    base_str target = app_sim_under(s, reexamination(s, d), "o", d.n);
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, upheld ? "uphold" : "dismiss", target);
    app_sim_arg_text(c, "reason", upheld ? "演示：经核实，目标确未完成" : "演示：经核实，目标已完成");
}

enum { PASS_TRIES = 4 };

static void propose_reexam_end(app_sim *s, app_sim_due d) {
    bool no = fails(s, d) || d.n >= PASS_TRIES;
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, no ? "fail" : "pass", reexamination(s, d));
    if (no) app_sim_arg_text(c, "reason", "演示：复核不通过");
}

static void reexam_ended(app_sim *s, app_sim_due d, base_date day, bool granted) {
    bool passed = !fails(s, d) && d.n < PASS_TRIES;
    if (granted && passed) of(s, d)->term = (uint8_t)(of(s, d)->term + 3);
    if (!granted && passed) app_sim_then(s, d, SIM_REEXAM_END, d.n + 1U, day + app_sim_between(s, d, 'a', 6, 12));
}

/* ---- revocation: `n` is the ground, and in tens how often it was tried ---- */

enum { AGAIN = 10, HEAR_TRIES = 3 };

static const char *const ground_name[] = {"", "一", "二", "三", "四", "五"};

static base_str revocation(app_sim *s, app_sim_due d) {
    return base_arena_fmt(s->group, "%.*sg%d", (int)app_sim_case(s, d, "rv").n, app_sim_case(s, d, "rv").p,
                          d.n % AGAIN);
}

static void propose_propose(app_sim *s, app_sim_due d) {
    static const char *const evidence[] = {"",
                                           "演示：有效期已届满，未通过复核",
                                           "演示：产值数据经查不实",
                                           "演示：未按时填报，或不答复监督",
                                           "演示：主导产业变更，未报备",
                                           "演示：事故调查报告"};
    const app_sim_dossier *x = of(s, d);
    bool passed_since = d.n == 1 && s->year0 + x->term > d.year;
    if (!has(s, d, SIM_IS_RECOGNISED) || has(s, d, SIM_IS_ACCUSED) || passed_since) return;
    enum app_sim_level level = app_sim_below(s, d, 'v', 2) == 0 ? SIM_MINISTRY : SIM_PROVINCE;
    app_sim_command *c = app_sim_propose(s, d, level, "propose_revocation", revocation(s, d));
    app_sim_arg_text(c, "ground", ground_name[d.n]);
    app_sim_arg_text(c, "evidence", evidence[d.n]);
}

/* Whether the county speaks at all, and whether it files that itself or has the Ministry write it down. */
static bool speaks(const app_sim *s, app_sim_due d) {
    d.what = SIM_HEAR;
    d.n %= AGAIN;
    return app_sim_chance(s, d, 's', RATE_STATEMENT);
}

static bool files_itself(const app_sim *s, app_sim_due d) {
    d.what = SIM_STATE;
    d.n %= AGAIN;
    return speaks(s, d) && app_sim_chance(s, d, 'o', RATE_STATEMENT_OWN);
}

static void proposed(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    of(s, d)->marks |= SIM_IS_ACCUSED;
    if (files_itself(s, d))
        app_sim_then(s, d, SIM_STATE, d.n, day + app_sim_between(s, d, 't', 5, 8));
    else
        app_sim_then(s, d, SIM_HEAR, d.n, day + app_sim_between(s, d, 'h', 5, 12));
}

static void propose_state(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "file_statement", revocation(s, d));
    app_sim_arg_text(c, "own_statement", "演示：县级主管部门陈述，已整改，请求从轻");
}

static void stated(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_HEAR, d.n, day + app_sim_between(s, d, 'h', 5, 12));
}

static void propose_hear(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, "hear", revocation(s, d));
    if (speaks(s, d) && !files_itself(s, d))
        app_sim_arg_text(c, "statement", "演示：县级主管部门陈述，已整改，请求从轻");
}

static void heard(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted)
        app_sim_then(s, d, SIM_REVOKE, d.n % AGAIN, day + app_sim_between(s, d, 'r', 5, 20));
    else if (d.n < HEAR_TRIES * AGAIN)
        app_sim_then(s, d, SIM_HEAR, d.n + AGAIN, day + 6);
}

static bool drops(const app_sim *s, app_sim_due d) { return d.n >= AGAIN || app_sim_chance(s, d, 'd', RATE_DROPPED); }

static void propose_revoke(app_sim *s, app_sim_due d) {
    bool no = drops(s, d);
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, no ? "drop_revocation" : "revoke", revocation(s, d));
    app_sim_arg_text(c, "reason", no ? "演示：经听取意见，情形不成立" : "演示：情形成立，撤销认定");
}

static void revoked(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted && d.n < AGAIN) app_sim_then(s, d, SIM_REVOKE, d.n + AGAIN, day + 6);
    if (!granted) return;
    of(s, d)->marks &= (uint8_t)~SIM_IS_ACCUSED;
    if (!drops(s, d)) of(s, d)->marks &= (uint8_t)~SIM_IS_RECOGNISED;
}

const app_sim_act app_sim_term_acts[SIM_WHATS] = {
    [SIM_INCIDENT] = {propose_incident, incident_reported},
    [SIM_INCIDENT_SETTLE] = {propose_incident_settle, incident_settled},
    [SIM_REEXAM] = {propose_reexam, reexam_begun},
    [SIM_REEXAM_SUBMIT] = {propose_reexam_submit, reexam_submitted},
    [SIM_REEXAM_REVIEW] = {propose_reexam_review, reexam_reviewed},
    [SIM_REEXAM_LIST] = {propose_reexam_list, reexam_listed},
    [SIM_REEXAM_OBJECT] = {propose_reexam_object, reexam_objected},
    [SIM_REEXAM_SETTLE] = {propose_reexam_settle, NULL},
    [SIM_REEXAM_END] = {propose_reexam_end, reexam_ended},
    [SIM_PROPOSE] = {propose_propose, proposed},
    [SIM_STATE] = {propose_state, stated},
    [SIM_HEAR] = {propose_hear, heard},
    [SIM_REVOKE] = {propose_revoke, revoked},
};
