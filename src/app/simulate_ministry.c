/* simulate_ministry.c - from the recommendation to recognition: re-review, the list, the public notice with objections,
 * the announcement (第十四条). Lists and announcements name several clusters in one command: all or none; whoever
 * stands in the way of the others is dealt with alone afterwards. */
#include "app/simulate_i.h"
#include "app/simulate_rates.h"

/* Numbers of a listing or recognition: with others; alone, once and again. */
enum { TOGETHER = 0, EARLY = 1, ALONE = 2, LAST_TRY = 4 };

static app_sim_dossier *of(app_sim *s, app_sim_due d) { return &s->dossier[d.dossier]; }
static base_str application(app_sim *s, app_sim_due d) { return app_sim_case(s, d, "a"); }

static void ended(app_sim *s, app_sim_due d, base_date day, bool granted) {
    (void)day;
    if (granted) of(s, d)->marks &= (uint8_t)~SIM_IS_APPLYING;
}

static void propose_central_check(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, "central_check", application(s, d));
    app_sim_arg_text(c, "finding", "演示：实地核查，材料属实");
}

/* ---- re-review ---- */

enum verdict { AGREES, DENIES_RELAXATION, DECLINES, DISQUALIFIES };

static enum verdict verdict_of(const app_sim *s, app_sim_due d) {
    if (app_sim_chance(s, d, 'q', RATE_DISQUALIFY)) return DISQUALIFIES;
    if (app_sim_chance(s, d, 'd', RATE_DECLINE)) return DECLINES;
    bool relaxed = app_sim_misses_output(s, d);
    return d.n == 0 && relaxed && app_sim_chance(s, d, 'x', RATE_RELAX_DENIED) ? DENIES_RELAXATION : AGREES;
}

static void propose_re_review(app_sim *s, app_sim_due d) {
    static const char *const action[] = {"re_review", "deny_relaxation", "decline", "disqualify"};
    static const char *const reason[] = {NULL, "演示：规模与标准差距较大", "演示：竞争力不及同批其他集群",
                                         "演示：申报材料不实"};
    enum verdict v = verdict_of(s, d);
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, action[v], application(s, d));
    if (reason[v] != NULL) app_sim_arg_text(c, "reason", reason[v]);
    if (v == DENIES_RELAXATION) app_sim_arg_text(c, "criterion", "1.4");
}

static void re_reviewed(app_sim *s, app_sim_due d, base_date day, bool granted) {
    enum verdict v = verdict_of(s, d);
    if (v == DENIES_RELAXATION) app_sim_then(s, d, SIM_RE_REVIEW, 1, day + APP_SIM_WINDOW);
    if (v == DECLINES || v == DISQUALIFIES) ended(s, d, day, granted);
    if (v != AGREES) return;
    if (!granted) {
        app_sim_then(s, d, SIM_DECLINE, 0, day + APP_SIM_WINDOW);
        return;
    }
    base_date notice = app_sim_notice_day(d.year, 9);
    app_sim_then(s, d, SIM_LIST, TOGETHER, notice);
    if (app_sim_chance(s, d, 'o', RATE_OBJECT))
        app_sim_then(s, d, SIM_OBJECT, 1, notice + app_sim_between(s, d, 'O', 1, 6));
    if (app_sim_chance(s, d, 'l', RATE_OBJECT_LATE)) app_sim_then(s, d, SIM_OBJECT, 2, notice + 9);
}

/* ---- list and notice ---- */

static void propose_list(app_sim *s, app_sim_due d) {
    base_str target = application(s, d);
    if (d.n == TOGETHER && app_sim_join(s, d, target)) return;
    app_sim_propose(s, d, SIM_MINISTRY, "list", target);
}

static void listed(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted && d.n == TOGETHER)
        app_sim_then(s, d, SIM_LIST, ALONE, day + APP_SIM_WINDOW);
    else if (!granted)
        app_sim_then(s, d, SIM_DECLINE, 0, day + APP_SIM_WINDOW);
    else if (app_sim_chance(s, d, 'e', RATE_EARLY))
        app_sim_then(s, d, SIM_RECOGNISE, EARLY, day + APP_SIM_WINDOW);
    else
        app_sim_then(s, d, SIM_RECOGNISE, TOGETHER, app_sim_date(d.year, 10, 16));
}

static void propose_object(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_PUBLIC, "object", app_sim_under(s, application(s, d), "o", d.n));
    app_sim_arg_text(c, "name", "演示人甲");
    app_sim_arg_text(c, "contact", "演示电话");
    app_sim_arg_text(c, "evidence", "演示：称一家企业已外迁，产值有重复计算");
}

static void objected(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) app_sim_then(s, d, SIM_SETTLE, d.n, day + app_sim_between(s, d, 's', 5, 40));
}

static void propose_settle(app_sim *s, app_sim_due d) {
    bool upheld = app_sim_chance(s, d, 'u', RATE_UPHELD);
    base_str target = app_sim_under(s, application(s, d), "o", d.n);
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, upheld ? "uphold" : "dismiss", target);
    app_sim_arg_text(c, "reason", upheld ? "演示：经核实，所反映情况属实" : "演示：经核实，该企业仅迁移仓库");
}

/* ---- recognition ---- */

static void propose_recognise(app_sim *s, app_sim_due d) {
    base_str target = application(s, d);
    if (d.n == TOGETHER && app_sim_join(s, d, target)) return;
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, "recognise", target);
    app_sim_arg(c, "announcement", base_arena_fmt(s->group, "演示公告%u年第1号", d.year));
}

static void recognised(app_sim *s, app_sim_due d, base_date day, bool granted) {
    app_sim_dossier *x = of(s, d);
    if (granted) {
        x->marks |= SIM_IS_RECOGNISED;
        x->marks &= (uint8_t) ~(SIM_IS_APPLYING | SIM_IS_ACCUSED);
        x->since = d.year;
        x->term = (uint8_t)(d.year + 3 - s->year0);
        return;
    }
    if (d.n >= LAST_TRY)
        app_sim_then(s, d, SIM_DECLINE, 0, day + APP_SIM_WINDOW);
    else
        app_sim_then(s, d, SIM_RECOGNISE, d.n < ALONE ? ALONE : d.n + 1U, day + app_sim_between(s, d, 'a', 8, 16));
}

static void propose_decline(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_MINISTRY, "decline", application(s, d));
    app_sim_arg_text(c, "reason", "演示：复审或公示中发现不符合条件");
}

const app_sim_act app_sim_ministry_acts[SIM_WHATS] = {
    [SIM_CENTRAL_CHECK] = {propose_central_check, NULL},
    [SIM_RE_REVIEW] = {propose_re_review, re_reviewed},
    [SIM_LIST] = {propose_list, listed},
    [SIM_OBJECT] = {propose_object, objected},
    [SIM_SETTLE] = {propose_settle, NULL},
    [SIM_RECOGNISE] = {propose_recognise, recognised},
    [SIM_DECLINE] = {propose_decline, ended},
};
