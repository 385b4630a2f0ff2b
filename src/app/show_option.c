/* show_option.c - what can I do now, and why not: every action of the viewer's level is put to decide as it stands,
 * without arguments, and the answer is read.
 *
 * Nothing is judged here a second time. What decide refuses only because an argument is not there yet is told apart
 * from what it refuses whatever is given (core/rests.h).
 *
 * The rulebook knows texts and not how long they are. One line have: what becomes a column of the register; what is
 * private, the names of persons and the ways to reach them; and the only text with which a case is opened, which says
 * what it is about and names it in lists, or the enterprise that an incident is about. Everything else is written in as
 * many lines as it takes. */
#include "app/show_i.h"
#include "core/rests.h"

enum { ONE_DECISION_MAX = 64 << 20 }; /* memory of one decision that is tried */
enum { ROUNDS_A_YEAR = 9 };

/* ---- arguments ---- */

/* By which article each choice stands where its line names one: the grounds of a revocation. */
static const base_str *cites_of_choices(base_arena *arena, const rules_field *f, base_str own) {
    base_str *cite = base_arena_array(arena, f->n_choices, sizeof *cite);
    bool some = false;
    for (size_t i = 0; i < f->n_choices; i++) {
        cite[i] = f->choice[i].cite;
        some = some || !base_str_eq(cite[i], own);
    }
    return some ? cite : NULL;
}

/* Whether an effect writes that argument into the register. */
static bool goes_into_register(const rules_action *a, rules_id field) {
    for (size_t i = 0; i < a->n_effects; i++) {
        const rules_effect *x = &a->effect[i];
        if (x->kind == RULES_E_SET && x->from == RULES_SET_COPY && x->target.holder == RULES_CLUSTER &&
            x->copy.holder == RULES_OWN && x->copy.field == field)
            return true;
    }
    return false;
}

/* A text that an action takes beside no other names what is opened; beside others it is told of, but for the enterprise
 * that an incident is about. */
static bool names_what_opens(const rules_book *b, const rules_action *a, const rules_field *f) {
    size_t texts = 0;
    if (!a->creates || f->implicit || app_first_text(b, a) != f) return false;
    for (size_t i = 0; i < a->n_args; i++)
        texts += b->kase[a->kase].field[a->arg[i].field].type == RULES_V_TEXT ? 1 : 0;
    return texts == 1 || app_reports_incident(b, a);
}

bool app_is_one_line(const rules_book *b, const rules_action *a, rules_id field) {
    const rules_field *f = &b->kase[a->kase].field[field];
    if (f->type != RULES_V_TEXT) return false;
    if (f->is_private || goes_into_register(a, field)) return true;
    if (a->kase == b->cluster && !f->implicit) return true;
    return names_what_opens(b, a, f);
}

/* What may be shown by files that go beside the words (evidence.1 …): a finding, a proof, a statement, an answer. */
static bool takes_files(const app_option *x) {
    static const char *const name[] = {"evidence", "statement", "own_statement", "finding", "text", "account"};
    for (size_t i = 0; i < x->n_args; i++) {
        if (x->arg[i].kind != APP_ARG_VALUE || x->arg[i].type != RULES_V_TEXT) continue;
        for (size_t k = 0; k < sizeof name / sizeof *name; k++) {
            if (base_str_is(x->arg[i].arg.name, name[k])) return true;
        }
    }
    return false;
}

static app_arg arg_of_field(base_arena *arena, const rules_book *b, const rules_action *of, size_t i) {
    const rules_case *k = &b->kase[of->kase];
    const rules_field *f = &k->field[of->arg[i].field];
    app_arg a = {.arg = app_word_with(f->name, f->label),
                 .kind = APP_ARG_VALUE,
                 .type = f->type,
                 .required = of->arg[i].required,
                 .is_private = f->is_private};
    a.one_line = app_is_one_line(b, of, of->arg[i].field);
    a.of_industry = f->type == RULES_V_CODE && base_str_is(f->name, "industry");
    if (f->type != RULES_V_CHOICE) return a;
    a.n_choices = f->n_choices;
    a.choice = app_words_of_choices(arena, f);
    a.cite = cites_of_choices(arena, f, k->cite);
    return a;
}

/* Rounds that have not ended. */
static app_arg arg_of_round(const app_options *o, const rules_book *b) {
    const core_world *w = o->app->world;
    app_arg a = {.arg = app_word_of_kind(b, b->round), .kind = APP_ARG_ROUND, .type = RULES_V_CODE, .required = true};
    app_word *choice = NULL;
    size_t cap = 0;
    a.arg.name = BASE_STR("round");
    for (const core_case *r = core_world_first(w, b->round); r != NULL; r = r->next) {
        if (core_state(r)->end) continue;
        choice = base_arena_grow(o->arena, choice, a.n_choices, &cap, sizeof *choice);
        choice[a.n_choices++] = app_word_with(r->path, (rules_text){r->path, r->path});
    }
    a.choice = choice;
    return a;
}

static const app_word *met_or_not(base_arena *arena) {
    app_word *w = base_arena_array(arena, 2, sizeof *w);
    w[0] = app_word_with(BASE_STR("met"), (rules_text){BASE_STR("符合"), BASE_STR("met")});
    w[1] = app_word_with(BASE_STR("not_met"), (rules_text){BASE_STR("不符合"), BASE_STR("not met")});
    return w;
}

static bool wants_criterion(const rules_action *a, const rules_field *f) {
    return (a->special & (RULES_RELAXES | RULES_DENIES)) != 0 && base_str_is(f->name, "criterion");
}

static void choose_criteria(const app_options *o, const rules_standard *s, app_arg *arg) {
    app_word *w = base_arena_array(o->arena, s->n_criteria, sizeof *w);
    arg->kind = APP_ARG_CRITERION;
    for (size_t i = 0; i < s->n_criteria; i++) {
        if (s->criterion[i].relaxable) w[arg->n_choices++] = app_word_with(s->criterion[i].id, s->criterion[i].label);
    }
    arg->choice = w;
}

/* Whether the case as it stands awaits a judgement of that criterion; `as` NULL: it is not judged, or has no figures.
 */
static bool is_awaited(const core_assessment *as, const rules_standard *s, size_t criterion) {
    return as != NULL && as->standard == s && as->settled[criterion] == RULES_AWAITS_JUDGEMENT;
}

static const core_assessment *assess(const app_options *o, const core_case *c, core_assessment *out) {
    if (c == NULL || c->judged == NULL || c->facts.n == 0) return NULL;
    const core_view v = core_view_of(o->app->world, c, o->day, o->scratch);
    return core_assess_case(&v, out) ? out : NULL;
}

static void put_args(const app_options *o, const rules_book *b, const rules_action *a, const core_case *c,
                     app_option *out) {
    const rules_case *k = &b->kase[a->kase];
    const rules_standard *s = b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
    size_t n_criteria = s != NULL ? s->n_criteria : 0;
    bool judges = (a->special & RULES_JUDGES) != 0 && s != NULL;
    core_assessment as;
    const core_assessment *stands = judges && !a->creates ? assess(o, c, &as) : NULL;
    app_arg *arg = base_arena_array(o->arena, (size_t)a->n_args + 1 + (judges ? n_criteria : 0), sizeof *arg);
    size_t n = 0;
    if (a->creates && k->in_round && b->round != RULES_NONE) arg[n++] = arg_of_round(o, b);
    for (size_t i = 0; i < a->n_args; i++) {
        const rules_field *f = &k->field[a->arg[i].field];
        arg[n] = arg_of_field(o->arena, b, a, i);
        if (wants_criterion(a, f) && s != NULL) choose_criteria(o, s, &arg[n]);
        n++;
    }
    for (size_t i = 0; judges && i < s->n_criteria; i++) {
        if (s->criterion[i].kind == RULES_REQUIRE || s->criterion[i].kind == RULES_VETO) continue;
        arg[n++] = (app_arg){.arg = app_word_with(s->criterion[i].id, s->criterion[i].label),
                             .kind = APP_ARG_JUDGEMENT,
                             .type = RULES_V_CHOICE,
                             .n_choices = 2,
                             .choice = met_or_not(o->arena),
                             .awaited = is_awaited(stands, s, i)};
    }
    out->arg = arg;
    out->n_args = n;
}

static bool wants_args(const app_option *x) {
    for (size_t i = 0; i < x->n_args; i++) {
        if (x->arg[i].required) return true;
    }
    return false;
}

/* ---- the answer ---- */

/* The need that a refusal tells of; NULL when it is none. */
static const rules_need *need_of(const rules_action *a, const core_refusal *r) {
    for (size_t i = 0; i < a->n_needs; i++) {
        const rules_need *n = &a->need[i];
        base_str label = n->label.zh.n > 0 ? n->label.zh : n->span.source;
        if (n->span.line == r->line && label.p == r->label.zh.p) return n;
    }
    return NULL;
}

/* An argument that is wanted and was not given; everything else about a command is a reason. */
static bool is_missing_arg(const app_option *x, const core_refusal *r) {
    const base_str begins = BASE_STR("argument ");
    if (r->why != CORE_WHY_COMMAND || !base_str_starts(r->label.en, begins)) return false;
    base_str name = {r->label.en.p + begins.n, r->label.en.n - begins.n};
    for (size_t i = 0; i < x->n_args; i++) {
        if (x->arg[i].required && base_str_eq(x->arg[i].arg.name, name)) return true;
    }
    return false;
}

static rules_text keep_text(base_arena *arena, rules_text t) {
    return (rules_text){base_arena_str(arena, t.zh), base_arena_str(arena, t.en)};
}

static core_refusal keep(base_arena *arena, const core_refusal *r) {
    core_refusal k = *r;
    base_str *arg = base_arena_array(arena, r->n_args, sizeof *arg);
    for (size_t i = 0; i < r->n_args; i++) arg[i] = base_arena_str(arena, r->arg[i]);
    k.arg = arg;
    k.target = base_arena_str(arena, r->target);
    k.cite = base_arena_str(arena, r->cite);
    k.label = keep_text(arena, r->label);
    k.detail = keep_text(arena, r->detail);
    return k;
}

/* Reasons that hold whatever is given come as a refusal; else those that rest on arguments are told beside them. */
static void read_answer(const app_options *o, const rules_book *b, const rules_action *a, const core_answer *answer,
                        app_option *x) {
    core_refusal *reason = base_arena_array(o->arena, answer->n_refusals, sizeof *reason);
    size_t firm = 0, loose = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < answer->n_refusals; i++) {
            const core_refusal *r = &answer->refusal[i];
            const rules_need *n = r->why == CORE_WHY_NEED ? need_of(a, r) : NULL;
            bool rests = n != NULL && core_rests_on_args(b, a, n->guard);
            if (is_missing_arg(x, r) || rests != (pass == 1)) continue;
            if (pass == 1 && firm > 0) continue;
            reason[firm + loose] = keep(o->arena, r);
            firm += pass == 0;
            loose += pass == 1;
        }
    }
    x->reason = reason;
    x->n_reasons = firm + loose;
    if (firm > 0)
        x->open = APP_CLOSED;
    else if (answer->granted && (a->special & RULES_FILLS) != 0)
        x->open = APP_OPEN_FILLS;
    else
        x->open = answer->granted && !wants_args(x) ? APP_OPEN : APP_OPEN_WANTS;
}

static bool draft_of(const app_options *o, const core_case *c, core_draft *d, base_err *e) {
    uint64_t version = 0;
    return app_draft(o->app, c, d, &version, o->scratch, e);
}

static app_option *add(app_options *o) {
    o->option = base_arena_grow(o->arena, o->option, o->n_options, &o->cap_options, sizeof *o->option);
    return &o->option[o->n_options];
}

static rules_text title_of(base_arena *arena, const rules_book *b, const rules_action *a) {
    const base_str en = app_word_with(a->name, a->label).label.en;
    const base_str kind = app_word_of_kind(b, a->kase).label.en;
    rules_text title = app_word_with(a->name, a->label).label;
    if (en.n > 0 && memchr(en.p, ' ', en.n) == NULL)
        title.en = base_arena_fmt(arena, "%.*s: %.*s", (int)en.n, en.p, (int)kind.n, kind.p);
    return title;
}

/* `c`: the case itself, or the one under which it would be opened. `quiet`: only worth telling when it is open. */
static bool try_action(app_options *o, const rules_book *b, rules_id action, const core_case *c, base_str target,
                       bool quiet, base_err *e) {
    const rules_action *a = &b->action[action];
    core_draft draft;
    core_command command = {.actor = o->viewer->actor,
                            .today = o->day,
                            .action = a->name,
                            .target = &target,
                            .n_targets = 1,
                            .brief = true};
    if (app_viewer_is_public(o->viewer)) command.actor = (core_actor){BASE_STR("public"), {NULL, 0}};
    if (o->tried++ >= APP_SHOW_OPTIONS_MAX) {
        o->more = true;
        return true;
    }
    bool here = a->creates || (a->from >> c->control.state & 1U) != 0;
    if ((a->special & RULES_FREEZES) != 0 && here && c != NULL && !c->is_virtual) {
        if (!draft_of(o, c, &draft, e)) return false;
        command.draft = &draft;
    }
    core_answer answer = core_decide(o->app->world, &command, o->scratch);
    app_option *x = add(o);
    *x = (app_option){.action = app_word_of_action(b, action),
                      .title = title_of(o->arena, b, a),
                      .target = target,
                      .kind = app_word_of_kind(b, a->kase),
                      .cite = a->cite,
                      .creates = a->creates,
                      .is_new = c == NULL,
                      .moves = a->to != RULES_NONE,
                      .gives_back = core_due_gives_back(b, action),
                      .part = app_part_of_kind(b, a->kase),
                      .desk = app_desk_of_action(b, action)};
    if (x->moves) x->to = app_word_of_state(b, a->kase, a->to);
    put_args(o, b, a, c, x);
    x->files = takes_files(x);
    read_answer(o, b, a, &answer, x);
    if (c != NULL && !a->creates) app_put_awaited(c, action, o->arena, x);
    if (!quiet || x->open != APP_CLOSED) o->n_options++;
    base_arena_reset(o->scratch);
    return true;
}

/* ---- which actions ---- */

static void tell_other(app_options *o, const rules_book *b, rules_id action, base_str target) {
    const rules_action *a = &b->action[action];
    o->other = base_arena_grow(o->arena, o->other, o->n_others, &o->cap_others, sizeof *o->other);
    o->other[o->n_others++] = (app_other){app_word_of_action(b, action), target, a->cite, a->levels, b};
}

static base_str level_name(const app_options *o) {
    return app_viewer_is_public(o->viewer) ? BASE_STR("public") : o->viewer->actor.level;
}

static bool is_mine(const app_options *o, const rules_book *b, const rules_action *a) {
    rules_id level = rules_find_level(b, level_name(o));
    return level != RULES_NONE && (a->levels >> level & 1U) != 0;
}

static bool own_actions(app_options *o, const core_case *c, base_err *e) {
    rules_id first = 0, n = core_kind_actions(c->book, c->kind, &first);
    bool quiet = core_state(c)->end || app_viewer_is_public(o->viewer);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &c->book->action[i];
        bool here = (a->from >> c->control.state & 1U) != 0;
        if (a->creates || (quiet && !here)) continue;
        if (is_mine(o, c->book, a)) {
            if (!try_action(o, c->book, i, c, c->path, quiet, e)) return false;
        } else if (here && !quiet) {
            tell_other(o, c->book, i, c->path);
        }
    }
    return true;
}

bool app_option_to_submit(app_options *o, const core_case *c, base_err *e) {
    rules_id first = 0, n = core_kind_actions(c->book, c->kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &c->book->action[i];
        const bool here = (a->from >> c->control.state & 1U) != 0;
        if ((a->special & RULES_FREEZES) != 0 && here && is_mine(o, c->book, a))
            return try_action(o, c->book, i, c, c->path, false, e);
    }
    return true;
}

bool app_option_is_open(app_options *o, const core_case *c, rules_id action, bool *open, base_err *e) {
    const size_t before = o->n_options;
    *open = false;
    if (o->viewer->reads_all || !is_mine(o, c->book, &c->book->action[action])) return true;
    if (!try_action(o, c->book, action, c, c->path, true, e)) return false;
    *open = o->n_options > before;
    o->n_options = before;
    return true;
}

/* Opening a case is told by naming the one above it, unless that has an action of the same name. */
base_str app_name_to_open(base_arena *arena, const rules_book *b, const rules_action *a, const core_case *c) {
    if (rules_find_action(c->book, c->kind, a->name) == RULES_NONE) return c->path;
    base_str kind = b->kase[a->kase].name;
    return base_arena_fmt(arena, "%.*s/%.*s%u", (int)c->path.n, c->path.p, (int)kind.n, kind.p,
                          (unsigned)core_root(c)->n_below + 1);
}

static bool opening_actions(app_options *o, const core_case *c, base_err *e) {
    const rules_book *b = core_world_book(o->app->world, o->day);
    bool quiet = core_state(c)->end || app_viewer_is_public(o->viewer);
    if (c->is_virtual) return true;
    for (rules_id k = 0; k < b->n_cases; k++) {
        if (b->kase[k].parent != c->kind) continue;
        rules_id first = 0, n = core_kind_actions(b, k, &first);
        for (rules_id i = first; i < first + n; i++) {
            const rules_action *a = &b->action[i];
            if (!a->creates || !is_mine(o, b, a)) continue;
            if (!try_action(o, b, i, c, app_name_to_open(o->arena, b, a, c), quiet, e)) return false;
        }
    }
    return true;
}

/* A path that nothing has yet. The number of the log's next event makes it one; two who ask at once get the same, and
 * the later of them is refused and asks again. A round is called by its year, the second of a year r2025-2: people say
 * the name and write it into documents. */
static base_str free_path(const app_options *o, const rules_book *b, rules_id kind) {
    const core_world *w = o->app->world;
    base_str name = b->kase[kind].name;
    int year = base_date_year(o->day);
    for (int i = 1; kind == b->round && i <= ROUNDS_A_YEAR; i++) {
        base_str path = i == 1 ? base_arena_fmt(o->arena, "%.*s%d", 1, name.p, year)
                               : base_arena_fmt(o->arena, "%.*s%d-%d", 1, name.p, year, i);
        if (core_world_find(w, path, o->day, o->arena) == NULL) return path;
    }
    return base_arena_fmt(o->arena, "%.*s%llu", 1, name.p, (unsigned long long)core_world_seq(w));
}

bool app_options_anew(app_options *o, base_err *e) {
    const rules_book *b = core_world_book(o->app->world, o->day);
    if (o->viewer->reads_all || app_viewer_is_public(o->viewer) || b == NULL) return true;
    for (rules_id k = 0; k < b->n_cases; k++) {
        if (b->kase[k].parent != RULES_NONE) continue;
        rules_id first = 0, n = core_kind_actions(b, k, &first);
        for (rules_id i = first; i < first + n; i++) {
            const rules_action *a = &b->action[i];
            if (!a->creates || !is_mine(o, b, a)) continue;
            if (!try_action(o, b, i, NULL, free_path(o, b, k), false, e)) return false;
        }
    }
    return true;
}

bool app_options_of(app_options *o, const core_case *c, base_err *e) {
    if (o->viewer->reads_all) return true;
    return own_actions(o, c, e) && opening_actions(o, c, e);
}

app_options app_options_begin(app *a, const app_viewer *v, base_date day, base_arena *arena) {
    return (app_options){
        .app = a, .viewer = v, .day = day, .arena = arena, .scratch = base_arena_new(ONE_DECISION_MAX)};
}

void app_options_drop(app_options *o) { base_arena_free(o->scratch); }

void app_options_end(app_options *o, app_dossier *out) {
    app_options_drop(o);
    out->option = o->option;
    out->n_options = o->n_options;
    out->other = o->other;
    out->n_others = o->n_others;
    out->more_options = o->more;
}
