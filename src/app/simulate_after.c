/* simulate_after.c - what a recognised cluster has to do and is given each year: reports, changes, supervision,
 * support, service bodies, practice cases, a new name (第八条 to 第十条, 第十六条, 第十七条(三)(四)). */
#include "app/simulate_i.h"
#include "app/simulate_rates.h"

static const char *pick(const app_sim *s, app_sim_due d, char letter, const char *const *from, uint32_t n) {
    return from[app_sim_below(s, d, letter, n)];
}

/* ---- annual reports: filed in the year `d.year` on the year before ---- */

static base_str report(app_sim *s, app_sim_due d) {
    d.year--;
    return app_sim_case(s, d, "report");
}

static void propose_report(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "file", report(s, d));
    app_sim_arg_text(c, "progress", "演示：产值增长，年度目标基本完成");
    app_sim_arg_text(c, "experience", "演示：共享算力，链主带动");
    app_sim_arg_text(c, "problems", "演示：人才不足，用地紧张");
    app_sim_arg_text(c, "measures", "演示：与高校共建实训基地，盘活存量厂房");
}

static void reported(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_REPORT_SEEN, 0, day + app_sim_between(s, d, 's', 5, 20));
}

static bool returns(const app_sim *s, app_sim_due d) {
    return d.n == 0 && app_sim_chance(s, d, 'r', RATE_REPORT_RETURNED);
}

static void propose_report_seen(app_sim *s, app_sim_due d) {
    bool back = returns(s, d);
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, back ? "return" : "forward", report(s, d));
    if (back) app_sim_arg_text(c, "reason", "演示：请补充中小企业产值");
}

static void report_seen(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    enum app_sim_what next = returns(s, d) ? SIM_REPORT_AGAIN : SIM_REPORT_TAKEN;
    app_sim_then(s, d, next, 0, day + app_sim_between(s, d, 'n', 5, 20));
}

static void propose_report_again(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "refile", report(s, d));
    app_sim_arg_text(c, "progress", "演示：产值增长，其中中小企业占七成以上");
}

static void report_again(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_REPORT_SEEN, 1, day + app_sim_between(s, d, 's', 5, 15));
}

static void propose_report_taken(app_sim *s, app_sim_due d) {
    base_str target = report(s, d);
    if (!app_sim_join(s, d, target)) app_sim_propose(s, d, SIM_MINISTRY, "accept", target);
}

/* ---- changes ---- */

static void propose_change(app_sim *s, app_sim_due d) {
    static const char *const kind[] = {"leading_industry", "range", "operator", "other"};
    static const char *const to[] = {"演示：主导产业调整", "演示：增加一个片区", "演示：由新的运营机构接任",
                                     "演示：龙头企业重组"};
    const uint32_t which = app_sim_below(s, d, 'k', 4);
    bool late = app_sim_chance(s, d, 'l', RATE_CHANGE_LATE);
    base_date happened = s->day - (late ? app_sim_between(s, d, 'd', 35, 50) : app_sim_between(s, d, 'd', 2, 28));
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "file_change", app_sim_case(s, d, "ch"));
    app_sim_arg_text(c, "kind", kind[which]);
    app_sim_arg(c, "date", app_sim_day_text(s, happened));
    app_sim_arg_text(c, "to", to[which]);
    if (which == 0) app_sim_arg(c, "industry", app_sim_industry(s, d.dossier + 1));
}

static void changed(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_CHANGE_CONFIRM, 0, day + app_sim_between(s, d, 'c', 5, 20));
}

static void propose_change_confirm(app_sim *s, app_sim_due d) {
    app_sim_propose(s, d, SIM_PROVINCE, "confirm_change", app_sim_case(s, d, "ch"));
}

/* ---- supervision ---- */

static base_str supervision(app_sim *s, app_sim_due d) { return app_sim_case(s, d, "s"); }

static void propose_supervise(app_sim *s, app_sim_due d) {
    enum app_sim_level level = app_sim_below(s, d, 'v', 2) == 0 ? SIM_PROVINCE : SIM_MINISTRY;
    app_sim_command *c = app_sim_propose(s, d, level, "open_supervision", supervision(s, d));
    app_sim_arg_text(c, "subject", "演示：请报送规划目标完成情况");
}

static bool uncooperative(const app_sim *s, app_sim_due d) {
    d.what = SIM_SUPERVISE;
    return app_sim_chance(s, d, 'u', RATE_UNCOOPERATIVE);
}

static void supervised(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_ANSWER, 0, day + app_sim_between(s, d, 'a', 5, 40));
}

static void propose_answer(app_sim *s, app_sim_due d) {
    bool refuses = uncooperative(s, d);
    enum app_sim_level level = refuses ? SIM_PROVINCE : SIM_COUNTY;
    app_sim_command *c = app_sim_propose(s, d, level, refuses ? "refuse_supervision" : "answer", supervision(s, d));
    if (refuses)
        app_sim_arg_text(c, "reason", "演示：两次催告仍不答复");
    else
        app_sim_arg_text(c, "text", "演示：目标按期完成，材料附后");
}

static void answered(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    if (!uncooperative(s, d)) {
        app_sim_then(s, d, SIM_SUPERVISION_CLOSE, 0, day + app_sim_between(s, d, 'c', 5, 30));
        return;
    }
    if (app_sim_chance(s, d, 'p', RATE_ACCUSED))
        app_sim_then(s, d, SIM_PROPOSE, 3, day + app_sim_between(s, d, 'P', 10, 30));
    app_sim_then(s, d, SIM_ANSWER_LATE, 0, day + app_sim_between(s, d, 'l', 40, 90));
}

static void propose_answer_late(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "answer", supervision(s, d));
    app_sim_arg_text(c, "text", "演示：补充答复，材料附后");
}

static void answered_late(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_SUPERVISION_CLOSE, 0, day + app_sim_between(s, d, 'c', 5, 30));
}

static void propose_supervision_close(app_sim *s, app_sim_due d) {
    app_sim_propose(s, d, SIM_PROVINCE, "close_supervision", supervision(s, d));
}

/* ---- what is given, and what is only recorded ---- */

static void propose_rename(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, "rename", app_sim_path(s, d.dossier));
    app_sim_arg(c, "name", app_sim_name(s, d.dossier, true));
    app_sim_arg_text(c, "announcement", "演示：更名公告");
}

static void propose_support(app_sim *s, app_sim_due d) {
    static const char *const kind[] = {"fiscal", "financial", "industry", "innovation",
                                       "land",   "talent",    "project",  "fund"};
    static const enum app_sim_level level[] = {SIM_COUNTY, SIM_PROVINCE, SIM_MINISTRY};
    enum app_sim_level by = level[app_sim_below(s, d, 'b', 3)];
    app_sim_command *c = app_sim_propose(s, d, by, "record_support", app_sim_case(s, d, "sp"));
    app_sim_arg_text(c, "kind", pick(s, d, 'k', kind, 8));
    app_sim_arg_text(c, "by", "演示：产业发展专项");
    app_sim_arg(c, "date", app_sim_day_text(s, s->day - app_sim_between(s, d, 'd', 0, 30)));
    app_sim_arg(c, "amount", base_arena_fmt(s->group, "%d", app_sim_between(s, d, 'a', 20, 900)));
}

static void propose_body(app_sim *s, app_sim_due d) {
    static const char *const kind[] = {"operator", "leading_firm", "association", "professional", "platform", "base"};
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "list_body", app_sim_case(s, d, "b"));
    app_sim_arg_text(c, "kind", pick(s, d, 'k', kind, 6));
    app_sim_arg_text(c, "name", "演示：公共技术服务中心");
}

static void body_listed(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted && app_sim_chance(s, d, 'r', RATE_BODY_REMOVED))
        app_sim_then(s, d, SIM_BODY_REMOVE, 0, day + app_sim_between(s, d, 'R', 30, 300));
}

static void propose_body_remove(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "remove_body", app_sim_case(s, d, "b"));
    app_sim_arg_text(c, "reason", "演示：服务期满");
}

static void propose_practice(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, "publish_practice", app_sim_case(s, d, "p"));
    app_sim_arg_text(c, "title", "演示：大中小企业融通发展案例");
}

static void practice_published(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted && app_sim_chance(s, d, 's', RATE_PRACTICE_SELECTED))
        app_sim_then(s, d, SIM_PRACTICE_SELECT, 0, day + app_sim_between(s, d, 'S', 10, 80));
}

static void propose_practice_select(app_sim *s, app_sim_due d) {
    app_sim_propose(s, d, SIM_MINISTRY, "select_practice", app_sim_case(s, d, "p"));
}

const app_sim_act app_sim_after_acts[SIM_WHATS] = {
    [SIM_REPORT] = {propose_report, reported},
    [SIM_REPORT_SEEN] = {propose_report_seen, report_seen},
    [SIM_REPORT_AGAIN] = {propose_report_again, report_again},
    [SIM_REPORT_TAKEN] = {propose_report_taken, NULL},
    [SIM_CHANGE] = {propose_change, changed},
    [SIM_CHANGE_CONFIRM] = {propose_change_confirm, NULL},
    [SIM_SUPERVISE] = {propose_supervise, supervised},
    [SIM_ANSWER] = {propose_answer, answered},
    [SIM_ANSWER_LATE] = {propose_answer_late, answered_late},
    [SIM_SUPERVISION_CLOSE] = {propose_supervision_close, NULL},
    [SIM_RENAME] = {propose_rename, NULL},
    [SIM_SUPPORT] = {propose_support, NULL},
    [SIM_BODY] = {propose_body, body_listed},
    [SIM_BODY_REMOVE] = {propose_body_remove, NULL},
    [SIM_PRACTICE] = {propose_practice, practice_published},
    [SIM_PRACTICE_SELECT] = {propose_practice_select, NULL},
};
