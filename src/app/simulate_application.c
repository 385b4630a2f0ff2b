/* simulate_application.c - an application from its beginning to the recommendation: the county fills in and submits,
 * the province accepts or returns, checks, reviews and recommends (第十二条, 第十三条). Some forget a figure, some are
 * late, some skip the spot check, and every channel tries for more places than it has. */
#include "app/simulate_i.h"
#include "app/simulate_rates.h"

/* Numbers of a submission: the first tries, and those after a return. */
enum { FIRST_TRY = 0, MORE_TRIES = 2, AFTER_RETURN = 8 };

static app_sim_dossier *of(app_sim *s, app_sim_due d) { return &s->dossier[d.dossier]; }
static base_str application(app_sim *s, app_sim_due d) { return app_sim_case(s, d, "a"); }
static bool has(app_sim *s, app_sim_due d, unsigned mark) { return (of(s, d)->marks & mark) != 0; }

static void ended(app_sim *s, app_sim_due d) { of(s, d)->marks &= (uint8_t)~SIM_IS_APPLYING; }

/* What is drawn once for the whole application. */
static app_sim_due whole(app_sim_due d) {
    d.what = SIM_APPLY;
    d.n = 0;
    return d;
}

static bool fills_first(const app_sim *s, app_sim_due d) { return app_sim_chance(s, whole(d), 'f', RATE_FILL); }
static bool skips_check(const app_sim *s, app_sim_due d) { return app_sim_chance(s, whole(d), 'k', RATE_NO_CHECK); }

/* ---- the county ---- */

static void propose_apply(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "apply", application(s, d));
    app_sim_arg(c, "round", app_sim_round(s, d.year));
}

static void applied(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    of(s, d)->marks |= SIM_IS_APPLYING;
    base_date late = app_sim_date(d.year, 7, 1) + app_sim_between(s, d, 'l', 0, 3);
    base_date then = app_sim_chance(s, d, 'L', RATE_LATE) ? late : day + app_sim_between(s, d, 's', 6, 25);
    if (fills_first(s, d))
        app_sim_then(s, d, SIM_FILL, 0, day + APP_SIM_WINDOW);
    else
        app_sim_then(s, d, SIM_SUBMIT, FIRST_TRY, then);
    if (app_sim_chance(s, d, 'o', RATE_OVERREACH))
        app_sim_then(s, d, SIM_OVERREACH, app_sim_below(s, d, 'O', 4), day + app_sim_between(s, d, 'x', 5, 80));
}

/* The form in two parts, as people save it section by section. */
static void propose_fill(app_sim *s, app_sim_due d) {
    core_arg form[APP_SIM_ARGS];
    size_t n = 0;
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "fill", application(s, d));
    app_sim_form(s, d, form, &n);
    for (size_t i = d.n == 0 ? 0 : n / 2; i < (d.n == 0 ? n / 2 : n); i++) app_sim_arg_of(c, form[i]);
}

static void filled(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    if (d.n == 0)
        app_sim_then(s, d, SIM_FILL, 1, day + APP_SIM_WINDOW);
    else
        app_sim_then(s, d, SIM_SUBMIT, FIRST_TRY, day + app_sim_between(s, d, 's', 5, 12));
}

/* A form given with the command. The first time something may be forgotten. */
static const core_draft *form_of(app_sim *s, app_sim_due d, base_str action) {
    const rules_book *b = core_world_book(s->to.world(s->to.ctx), s->day);
    rules_id kind = rules_find_case(b, BASE_STR("application"));
    rules_id form = b->action[rules_find_action(b, kind, action)].form;
    core_draft *draft = base_arena_alloc(s->group, sizeof *draft);
    core_arg arg[APP_SIM_ARGS];
    size_t n = 0;
    bool forgets = d.n == FIRST_TRY && app_sim_chance(s, d, 'i', RATE_INCOMPLETE);
    core_draft_init(draft, s->group);
    app_sim_form(s, d, arg, &n);
    for (size_t i = forgets ? 1 : 0; i < n; i++) {
        base_err e = {0};
        if (core_draft_fill(b, kind, form, draft, arg[i].key, arg[i].value, &e)) continue;
        base_fatal("a simulated form has a wrong value: %s", e.en);
    }
    return draft;
}

static void propose_submit(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "submit", application(s, d));
    if (!fills_first(s, d)) c->command->draft = form_of(s, d, c->command->action);
}

static void not_submitted(app_sim *s, app_sim_due d, base_date day) {
    base_date again = day + app_sim_between(s, d, 'g', 6, 12);
    if (d.n % AFTER_RETURN >= MORE_TRIES || app_sim_chance(s, d, 'G', RATE_GIVE_UP)) {
        if (app_sim_chance(s, d, 'W', 700)) app_sim_then(s, d, SIM_WITHDRAW, 0, again + 20);
        return;
    }
    if (!has(s, d, SIM_IS_PROVINCIAL)) app_sim_then(s, d, SIM_PROVINCIAL, d.n, day + APP_SIM_WINDOW);
    app_sim_then(s, d, SIM_SUBMIT, d.n + 1U, again);
}

static void submitted(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) {
        not_submitted(s, d, day);
        return;
    }
    app_sim_then(s, d, SIM_ACCEPT, d.n >= AFTER_RETURN, day + app_sim_between(s, d, 'a', 5, 14));
    if (app_sim_chance(s, d, 'w', RATE_WITHDRAW))
        app_sim_then(s, d, SIM_WITHDRAW, 0, day + app_sim_between(s, d, 'v', 5, 90));
}

static void propose_withdraw(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_COUNTY, "withdraw", application(s, d));
    app_sim_arg_text(c, "reason", "演示：材料需重新准备");
}

static void withdrawn(app_sim *s, app_sim_due d, base_date day, bool granted) {
    (void)day;
    if (granted) ended(s, d);
}

/* ---- the province ---- */

enum verdict { ACCEPTS, RETURNS, REFUSES };

static enum verdict verdict_of(const app_sim *s, app_sim_due d) {
    if (d.n == 0 && app_sim_chance(s, d, 'r', RATE_RETURN)) return RETURNS;
    return app_sim_chance(s, d, 'n', RATE_REFUSE) ? REFUSES : ACCEPTS;
}

static void propose_accept(app_sim *s, app_sim_due d) {
    static const char *const action[] = {[ACCEPTS] = "accept", [RETURNS] = "return", [REFUSES] = "refuse"};
    enum verdict v = verdict_of(s, d);
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, action[v], application(s, d));
    if (v == RETURNS) app_sim_arg_text(c, "reason", "演示：创新平台的证明材料不全，请补正");
    if (v == REFUSES) app_sim_arg_text(c, "reason", "演示：主导产业不明确，不予受理");
}

static void accepted(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    enum verdict v = verdict_of(s, d);
    if (v == REFUSES) ended(s, d);
    if (v == RETURNS) app_sim_then(s, d, SIM_SUBMIT, AFTER_RETURN, day + app_sim_between(s, d, 's', 5, 12));
    if (v != ACCEPTS) return;
    bool relaxes = app_sim_channel_of(s, d.dossier)->west || app_sim_chance(s, d, 'e', RATE_RELAX_EAST);
    if (relaxes && app_sim_misses_output(s, d)) app_sim_then(s, d, SIM_RELAX, 0, day + APP_SIM_WINDOW);
    app_sim_then(s, d, skips_check(s, d) ? SIM_REVIEW : SIM_CHECK, 0, day + app_sim_between(s, d, 'c', 6, 12));
}

static void propose_relax(app_sim *s, app_sim_due d) {
    bool grants = app_sim_chance(s, d, 'g', RATE_RELAX_GRANTED);
    const char *action = grants ? "grant_relaxation" : "refuse_relaxation";
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, action, application(s, d));
    app_sim_arg_text(c, "criterion", "1.4");
    app_sim_arg_text(c, "reason", grants ? "演示：属西部地区，增速较快，建议适当放宽" : "演示：规模差距较大，不予放宽");
}

static void propose_check(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, "check", application(s, d));
    app_sim_arg_text(c, "finding", "演示：抽查三家企业，产值与报表一致");
}

static void checked(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    if (d.n == 0)
        app_sim_then(s, d, SIM_REVIEW, 0, day + app_sim_between(s, d, 'r', 5, 9));
    else
        app_sim_then(s, d, SIM_RECOMMEND, 1, day + APP_SIM_WINDOW);
}

static void propose_review(app_sim *s, app_sim_due d) {
    const rules_book *b = core_world_book(s->to.world(s->to.ctx), s->day);
    const rules_standard *st = &b->standard[b->n_standards - 1];
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, "review", application(s, d));
    bool lacks = app_sim_chance(s, d, 'l', RATE_JUDGED_NOT_MET);
    for (size_t i = 0; i < st->n_criteria; i++) {
        if (st->criterion[i].kind != RULES_JUDGE) continue;
        app_sim_arg(c, base_arena_str(s->group, st->criterion[i].id).p, lacks ? BASE_STR("not_met") : BASE_STR("met"));
        lacks = false;
    }
}

static void reviewed(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (!granted) return;
    base_date first = app_sim_date(d.year, 7, 4) + app_sim_between(s, d, 'f', 0, 16);
    app_sim_then(s, d, SIM_RECOMMEND, 0, first > day + APP_SIM_WINDOW ? first : day + APP_SIM_WINDOW);
}

/* A channel asks for its places and for a few more; after that it does not ask. */
static void propose_recommend(app_sim *s, app_sim_due d) {
    app_sim_channel *ch = app_sim_channel_of(s, d.dossier);
    uint32_t places = app_sim_quota(s, d.year, ch->separate), more = places * RATE_OVER_QUOTA / 1000;
    if (ch->asked >= places + (more > 0 ? more : 1)) {
        if (app_sim_chance(s, d, 'n', RATE_NOT_RECOMMENDED))
            app_sim_then(s, d, SIM_NOT_RECOMMEND, 0, s->day + app_sim_between(s, d, 'N', 6, 30));
        return;
    }
    ch->asked++;
    app_sim_propose(s, d, SIM_PROVINCE, "recommend", application(s, d));
}

static void recommended(app_sim *s, app_sim_due d, base_date day, bool granted) {
    if (granted) {
        base_date august = app_sim_date(d.year, 8, 6);
        app_sim_then(s, d, SIM_RE_REVIEW, 0, august + app_sim_between(s, d, 'r', 0, 16));
        if (app_sim_chance(s, d, 'c', RATE_CENTRAL_CHECK))
            app_sim_then(s, d, SIM_CENTRAL_CHECK, 0, august + app_sim_between(s, d, 'C', 0, 10));
        return;
    }
    app_sim_channel_of(s, d.dossier)->asked--;
    if (d.n == 0 && skips_check(s, d))
        app_sim_then(s, d, SIM_CHECK, 1, day + APP_SIM_WINDOW);
    else if (app_sim_chance(s, d, 'n', RATE_NOT_RECOMMENDED))
        app_sim_then(s, d, SIM_NOT_RECOMMEND, 0, day + app_sim_between(s, d, 'N', 6, 30));
}

static void propose_not_recommend(app_sim *s, app_sim_due d) {
    app_sim_command *c = app_sim_propose(s, d, SIM_PROVINCE, "not_recommend", application(s, d));
    app_sim_arg_text(c, "reason", "演示：名额所限或不符合标准，不予推荐");
}

/* ---- what is not theirs to do ---- */

static void propose_overreach(app_sim *s, app_sim_due d) {
    static const char *const action[] = {"accept", "recommend", "withdraw", "check"};
    static const enum app_sim_level level[] = {SIM_COUNTY, SIM_MINISTRY, SIM_PUBLIC, SIM_PROVINCE};
    base_str target = application(s, d);
    app_sim_command *c = app_sim_propose(s, d, level[d.n], action[d.n], target);
    if (level[d.n] != SIM_PROVINCE) return;
    const app_sim_channel *own = app_sim_channel_of(s, d.dossier);
    c->command->actor.who = base_str_is(own->code, "11") ? BASE_STR("12") : BASE_STR("11"); /* another province */
    app_sim_arg_text(c, "finding", "演示：不属本省");
}

const app_sim_act app_sim_application_acts[SIM_WHATS] = {
    [SIM_APPLY] = {propose_apply, applied},
    [SIM_FILL] = {propose_fill, filled},
    [SIM_SUBMIT] = {propose_submit, submitted},
    [SIM_WITHDRAW] = {propose_withdraw, withdrawn},
    [SIM_ACCEPT] = {propose_accept, accepted},
    [SIM_RELAX] = {propose_relax, NULL},
    [SIM_CHECK] = {propose_check, checked},
    [SIM_REVIEW] = {propose_review, reviewed},
    [SIM_RECOMMEND] = {propose_recommend, recommended},
    [SIM_NOT_RECOMMEND] = {propose_not_recommend, withdrawn},
    [SIM_OVERREACH] = {propose_overreach, NULL},
};
