/* simulate.c - drives the generator: windows of days, groups of commands, answers. See simulate_i.h for why a run does
 * not depend on how its groups are cut. */
#include "app/simulate.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/simulate_i.h"
#include "app/simulate_rates.h"

enum { KEEP_MAX = 1 << 30, GROUP_MAX = 1 << 30, STEPS_A_DOSSIER_YEAR = 2 };

/* ---- acts ---- */

static const app_sim_act *act_of(unsigned what) {
    static const app_sim_act *const chapter[] = {app_sim_candidate_acts, app_sim_round_acts, app_sim_application_acts,
                                                 app_sim_ministry_acts,  app_sim_after_acts, app_sim_term_acts};
    for (size_t i = 0; i < sizeof chapter / sizeof *chapter; i++) {
        if (chapter[i][what].propose != NULL) return &chapter[i][what];
    }
    base_fatal("nothing is known of act %u", what);
}

/* ---- what was answered ---- */

static void count_action(app_sim *s, const core_answer *a) {
    char name[128];
    const core_event *e = &a->event[0];
    if (e->book == NULL || e->kind == RULES_NONE) return;
    base_str kind = e->book->kase[e->kind].name, action = e->book->action[e->action].name;
    int n = snprintf(name, sizeof name, "%.*s.%.*s", (int)kind.n, kind.p, (int)action.n, action.p);
    base_map_put(&s->done, (base_str){name, (size_t)n})->value.num += (int64_t)(a->n_events > 0 ? a->n_events : 1);
}

static void count_articles(app_sim *s, const core_answer *a) {
    for (size_t i = 0; i < a->n_refusals; i++) {
        bool before = false;
        for (size_t j = 0; j < i && !before; j++) before = base_str_eq(a->refusal[i].cite, a->refusal[j].cite);
        if (!before) base_map_put(&s->against, a->refusal[i].cite)->value.num++;
    }
}

static bool take_answer(app_sim *s, const app_sim_command *c, const app_answer *a) {
    bool granted = a->result == APP_GRANTED;
    s->report.commands++;
    s->report.granted += granted;
    s->report.refused += a->result == APP_REFUSED;
    s->report.events += granted ? a->n_events : 0;
    for (size_t i = 0; i < c->n_said; i++) s->said[c->first_said + i].granted = granted;
    if (granted) count_action(s, &a->answer);
    if (a->result == APP_REFUSED) count_articles(s, &a->answer);
    if (a->result == APP_REPEATED) {
        return base_err_fmt(s->e, BASE_ERR_INPUT, "这一经过已在此记录中演示过；请换一个种子（--seed）",
                            "this life has been simulated in this record before; take another seed (--seed)");
    }
    if (a->result == APP_FAILED) *s->e = a->error;
    return a->result != APP_FAILED;
}

static void flush(app_sim *s) {
    if (s->n_commands == 0) return;
    s->to.submit(s->to.ctx, s->request, s->n_commands, s->answer, s->group);
    for (size_t i = 0; i < s->n_commands && !s->failed; i++) s->failed = !take_answer(s, &s->command[i], &s->answer[i]);
    s->n_commands = 0;
    base_arena_reset(s->group);
    if (!s->failed && s->each != NULL && !s->each(s->each_ctx, &s->report)) s->report.stopped = true;
}

/* ---- proposing ---- */

static void note_said(app_sim *s, app_sim_due d) {
    s->said = base_arena_grow(s->keep, s->said, s->n_said, &s->cap_said, sizeof *s->said);
    s->said[s->n_said++] = (app_sim_said){d, s->day, false};
}

static core_actor actor_of(const app_sim *s, app_sim_due d, enum app_sim_level level) {
    static const char *const name[] = {"ministry", "province", "county", "public"};
    core_actor a = {base_str_of(name[level]), {NULL, 0}};
    if (level == SIM_COUNTY) a.who = app_sim_place_of(s, d.dossier)->code;
    if (level == SIM_PROVINCE) a.who = app_sim_channel_of(s, d.dossier)->code;
    return a;
}

app_sim_command *app_sim_propose(app_sim *s, app_sim_due d, enum app_sim_level level, const char *action,
                                 base_str target) {
    if (s->n_commands == s->o.group) {
        char room[APP_SIM_PATH_MAX];
        size_t n = target.n; /* it lies in the memory of the group that goes */
        if (n > 0) memcpy(room, target.p, n);
        flush(s);
        target = base_arena_str(s->group, (base_str){room, n});
    }
    size_t at = s->n_commands++;
    app_sim_command *c = &s->command[at];
    app_request *r = &s->request[at];
    *c = (app_sim_command){.command = &r->command, .first_said = s->n_said, .n_said = 1};
    c->arg = base_arena_array(s->group, APP_SIM_ARGS, sizeof *c->arg);
    c->target = base_arena_array(s->group, APP_SIM_TOGETHER, sizeof *c->target);
    c->target[0] = target;
    uint64_t number = s->report.commands + at;
    *r = (app_request){.id = base_arena_fmt(s->group, "simulate-%llu%.*s-%010llu", (unsigned long long)s->o.seed,
                                            (int)s->suffix.n, s->suffix.p, (unsigned long long)number),
                       .fresh = s->report.commands > 0};
    r->command = (core_command){.actor = actor_of(s, d, level), .today = s->day, .action = base_str_of(action)};
    r->command.target = c->target;
    r->command.n_targets = target.n > 0 ? 1 : 0;
    r->command.arg = c->arg;
    note_said(s, d);
    return c;
}

void app_sim_arg_of(app_sim_command *c, core_arg arg) {
    if (c->command->n_args == APP_SIM_ARGS) base_fatal("a simulated command has too many arguments");
    c->arg[c->command->n_args++] = arg;
}

void app_sim_arg(app_sim_command *c, const char *key, base_str value) {
    app_sim_arg_of(c, (core_arg){base_str_of(key), value});
}

void app_sim_arg_text(app_sim_command *c, const char *key, const char *value) {
    app_sim_arg(c, key, base_str_of(value));
}

bool app_sim_join(app_sim *s, app_sim_due d, base_str target) {
    if (s->n_commands == 0) return false;
    app_sim_command *c = &s->command[s->n_commands - 1];
    core_command *last = c->command;
    const app_sim_due *first = &s->said[c->first_said].due;
    bool same = first->what == d.what && first->year == d.year && first->n == d.n && last->today == s->day;
    if (!same || last->n_targets == APP_SIM_TOGETHER) return false;
    c->target[last->n_targets++] = target;
    c->n_said++;
    note_said(s, d);
    return true;
}

/* ---- registration: dossiers come in the order of their numbers ---- */

/* How many are to be registered by the end of the day. */
static uint32_t registered_by(const app_sim *s, base_date day) {
    uint64_t rest = s->o.clusters - s->taken_over;
    base_date opens = app_sim_date(s->year0, 2, 25);
    if (s->o.shape == APP_SIM_REGISTER) {
        return s->taken_over + (uint32_t)(rest * (uint64_t)(day - s->first + 1) / (uint64_t)(s->last - s->first + 1));
    }
    uint64_t stock = rest * RATE_FIRST_STOCK / 1000;
    if (day < opens)
        return s->taken_over + (uint32_t)(stock * (uint64_t)(day - s->first + 1) / (uint64_t)(opens - s->first + 1));
    base_date closed = s->last - 200 > opens ? s->last - 200 : s->last; /* the last ones live for a while, too */
    if (day >= closed) return s->o.clusters;
    return s->taken_over +
           (uint32_t)(stock + (rest - stock) * (uint64_t)(day - opens + 1) / (uint64_t)(closed - opens + 1));
}

static bool goes_on(const app_sim *s) { return !s->failed && !s->report.stopped; }

static void register_due(app_sim *s) {
    uint32_t until = registered_by(s, s->day);
    for (; s->registered < until && goes_on(s); s->registered++) {
        app_sim_due d = {.dossier = s->registered, .what = SIM_REGISTER};
        act_of(SIM_REGISTER)->propose(s, d);
    }
}

/* ---- windows ---- */

static void propose_day(app_sim *s) {
    app_sim_due d;
    while (goes_on(s) && app_sim_take(s, s->day, &d)) act_of(d.what)->propose(s, d);
    register_due(s);
}

static void look_at_answers(app_sim *s) {
    for (size_t i = 0; i < s->n_said; i++) {
        const app_sim_said *x = &s->said[i];
        const app_sim_act *a = act_of(x->due.what);
        if (a->answered != NULL) a->answered(s, x->due, x->day, x->granted);
    }
    s->n_said = 0;
}

/* What a year has in store is drawn when it begins; whoever comes later gets what is left of it. */
static void begin_year(app_sim *s, int year) {
    if (s->o.shape == APP_SIM_REGISTER) return;
    for (uint32_t i = 0; i < s->registered; i++) app_sim_plan(s, i, year);
    for (size_t i = 0; i < s->n_channels; i++) s->channel[i].asked = 0;
}

static void expect(app_sim *s, int year) {
    uint64_t left = (uint64_t)(s->year0 + (int)s->o.years - year);
    uint64_t a_year = s->report.commands - s->at_year;
    if (year > s->year0) s->report.expected = s->report.commands + left * a_year;
    s->at_year = s->report.commands;
}

static void run(app_sim *s) {
    int year = base_date_year(s->first);
    base_date from = s->first;
    while (from <= s->last && goes_on(s)) {
        base_date until = from + APP_SIM_WINDOW;
        s->next_window = from;
        if (base_date_year(from) > year || from == s->first) {
            year = base_date_year(from);
            expect(s, year);
            begin_year(s, year);
        }
        s->next_window = until;
        for (s->day = from; s->day < until && s->day <= s->last && goes_on(s); s->day++) propose_day(s);
        if (goes_on(s)) flush(s);
        s->report.day = s->day - 1;
        if (goes_on(s)) look_at_answers(s);
        from = until;
    }
}

/* ---- beginning ---- */

static bool understands(app_sim *s, const rules_book *b) {
    static const char *const want[][2] = {{"cluster", "register"},   {"application", "submit"},
                                          {"application", "list"},   {"annual_report", "file"},
                                          {"reexamination", "pass"}, {"revocation", "revoke"}};
    bool all = b != NULL;
    for (size_t i = 0; all && i < sizeof want / sizeof *want; i++) {
        rules_id k = rules_find_case(b, base_str_of(want[i][0]));
        all = k != RULES_NONE && rules_find_action(b, k, base_str_of(want[i][1])) != RULES_NONE;
    }
    return all || base_err_fmt(s->e, BASE_ERR_INPUT, "所施行的法规文本没有模拟所需的环节；模拟按 national-2022 编写",
                               "the rulebook in force lacks steps that the simulation takes; it was written for "
                               "national-2022");
}

/* Notices count working days, so every year must have its table. */
static bool has_workdays(app_sim *s, const core_world *w) {
    bool is = false;
    int until = s->year0 + (int)s->o.years;
    for (int year = base_date_year(s->first); year < until; year++) {
        const base_workdays *table = core_world_workdays(w);
        if (table != NULL && base_workday_is(table, app_sim_date(year, 1, 1), &is, NULL)) continue;
        return base_err_fmt(s->e, BASE_ERR_INPUT,
                            "%d 年没有工作日表，模拟自 %d 年起最多 %d 个整年；请减少年数，或让演示记录从更早的日期开始",
                            "there is no table of working days for %d; beginning in %d at most %d whole years can be "
                            "simulated: take fewer, or begin the demonstration on an earlier day",
                            year, s->year0, year > s->year0 ? year - s->year0 : 0);
    }
    return true;
}

static bool set_days(app_sim *s, const core_world *w) {
    const base_date last = core_world_last_day(w);
    s->first = s->o.begins != BASE_DATE_NONE ? s->o.begins : last;
    if (s->first == BASE_DATE_NONE) s->first = core_world_version(w, 0)->from;
    if (last != BASE_DATE_NONE && s->first < last) {
        return base_err_fmt(s->e, BASE_ERR_INPUT, "开始日期早于记录的最后一日",
                            "the first day is before the last on record");
    }
    int year = base_date_year(s->first);
    s->year0 = s->first <= app_sim_date(year, 1, 10) ? year : year + 1;
    s->last = app_sim_date(s->year0 + (int)s->o.years - 1, 12, 31);
    return has_workdays(s, w);
}

/* A life that was begun here has registered a dossier, the first of those that were not taken over. */
static bool is_taken(app_sim *s) {
    if (s->to.is_there(s->to.ctx, app_sim_round(s, s->year0))) return true;
    for (uint32_t i = 0; i <= RATE_TAKEN_OVER_MOST; i++) {
        if (s->to.is_there(s->to.ctx, app_sim_path(s, i))) return true;
    }
    return false;
}

/* The first free ending of names: a record can be told several lives. */
static void choose_suffix(app_sim *s) {
    for (unsigned n = 1;; n++) {
        if (n > 1) s->suffix = base_arena_fmt(s->keep, "-%u", n);
        if (!is_taken(s)) return;
    }
}

static bool options_good(app_sim *s) {
    const app_sim_options *o = &s->o;
    bool good = o->clusters > 0 && o->clusters <= APP_SIM_CLUSTERS_MAX && o->years > 0 &&
                o->years <= APP_SIM_YEARS_MAX && o->group > 0 && o->group <= APP_GROUP_MAX &&
                o->quota <= APP_SIM_QUOTA_MAX && o->provinces <= APP_SIM_PROVINCES;
    return good ||
           base_err_fmt(s->e, BASE_ERR_INPUT, "模拟的参数超出范围", "an option of the simulation is out of range");
}

static bool may_be_written(app_sim *s) {
    return s->to.demonstration ||
           base_err_fmt(s->e, BASE_ERR_INPUT, "这是正式记录；模拟只能写入演示记录（jiqun init --demo）",
                        "this is a real record; only a demonstration may be simulated into (jiqun init --demo)");
}

static bool begin(app_sim *s) {
    const core_world *w = s->to.world(s->to.ctx);
    const rules_book *b = core_world_versions(w) > 0 ? core_world_version(w, 0)->book : NULL;
    if (!may_be_written(s) || !options_good(s) || !understands(s, b) || !set_days(s, w) || !app_sim_places(s))
        return false;
    s->request = base_arena_array(s->keep, s->o.group, sizeof *s->request);
    s->command = base_arena_array(s->keep, s->o.group, sizeof *s->command);
    s->answer = base_arena_array(s->keep, s->o.group, sizeof *s->answer);
    s->dossier = base_arena_array(s->keep, s->o.clusters, sizeof *s->dossier);
    app_sim_agenda_init(s);
    s->next_window = s->report.day = s->first;
    s->report.expected = (uint64_t)s->o.clusters * STEPS_A_DOSSIER_YEAR * s->o.years;
    if (s->o.shape == APP_SIM_LIFE) app_sim_plan_rounds(s);
    choose_suffix(s);
    return true;
}

/* ---- a record to write to ---- */

static core_world *world_of_record(void *ctx) { return app_world(ctx); }

static bool is_on_record(void *ctx, base_str path) {
    base_err e = {0};
    return app_load(ctx, path, &e) != NULL || e.kind != BASE_ERR_NONE;
}

static void submit_to_record(void *ctx, const app_request *request, size_t n, app_answer *answer, base_arena *arena) {
    app_submit(ctx, request, n, answer, arena);
}

app_sim_desk app_sim_on_record(app *a) {
    return (app_sim_desk){a, app_is_demonstration(a), world_of_record, is_on_record, submit_to_record};
}

/* ---- the report ---- */

static int by_name(const void *a, const void *b) {
    const app_sim_count *x = a, *y = b;
    return base_str_cmp(x->name, y->name);
}

static app_sim_count *sorted(const base_map *m, base_arena *arena, size_t *n) {
    app_sim_count *out = base_arena_array(arena, m->n, sizeof *out);
    *n = 0;
    for (size_t i = 0; i < m->cap; i++) {
        if (m->slot[i].key.p == NULL) continue;
        out[(*n)++] = (app_sim_count){base_arena_str(arena, m->slot[i].key), (uint64_t)m->slot[i].value.num};
    }
    if (*n > 1) qsort(out, *n, sizeof *out, by_name);
    return out;
}

bool app_simulate(const app_sim_desk *to, const app_sim_options *o, app_sim_each each, void *ctx, base_arena *arena,
                  app_sim_report *out, base_err *e) {
    app_sim *s = base_arena_alloc(arena, sizeof *s);
    base_err ignored = {0};
    *s = (app_sim){.o = *o, .to = *to, .each = each, .each_ctx = ctx, .e = e != NULL ? e : &ignored};
    s->keep = base_arena_new(KEEP_MAX);
    s->group = base_arena_new(GROUP_MAX);
    base_map_init(&s->done, s->keep);
    base_map_init(&s->against, s->keep);
    bool good = begin(s);
    if (good) run(s);
    *out = s->report;
    out->done = sorted(&s->done, arena, &out->n_done);
    out->against = sorted(&s->against, arena, &out->n_against);
    base_arena_free(s->group);
    base_arena_free(s->keep);
    return good && !s->failed;
}
