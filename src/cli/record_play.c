/* record_play.c - a play that goes to a record: each command through app_submit, each question to the record's world.
 */
#include "cli/record.h"

#include "core/prove.h"

static base_date today(void *ctx) {
    const cli_record *r = ctx;
    return cli_today(r->app);
}

static bool load_all(app *a, const base_str *path, size_t n, base_err *e) {
    for (size_t i = 0; i < n; i++) {
        base_err why = {0};
        if (app_load(a, path[i], &why) != NULL || why.kind == BASE_ERR_NONE) continue;
        *e = why;
        return false;
    }
    return true;
}

static core_world *world(void *ctx, const base_str *path, size_t n, base_date day, base_err *e) {
    cli_record *r = ctx;
    if (day == BASE_DATE_NONE ? !app_refresh(r->app, e) : !app_view(r->app, day, e)) return NULL;
    return load_all(r->app, path, n, e) ? app_world(r->app) : NULL;
}

static bool submit(void *ctx, const core_command *c, base_arena *arena, core_answer *out, core_world **w, base_err *e) {
    cli_record *r = ctx;
    app_answer a;
    app_request request = {.command = *c, .fresh = true, .explain = true};
    if (!r->hooks.days) request.command.today = BASE_DATE_NONE;
    app_submit(r->app, &request, 1, &a, arena);
    *w = app_world(r->app);
    *e = a.error;
    if (a.result == APP_FAILED) return false;
    *out = a.answer;
    if (a.result != APP_REPEATED) return true;
    /* The answer to the commit was lost, and the record has it. */
    out->granted = true;
    return load_all(r->app, c->target, c->n_targets, e);
}

/* A demonstration may be given any text that follows the one before; a real record only one that was proved. */
static bool proved(cli_record *r, const core_adoption *a, base_err *e) {
    core_adoption mine = *a;
    rules_diags d;
    core_prove_report report = {0};
    if (r->hooks.days) return true;
    base_arena *arena = base_arena_new((size_t)1 << 30);
    core_prove_options o = {.arena = arena, .divisions = core_world_divisions(app_world(r->app))};
    o.workdays = core_world_workdays(app_world(r->app));
    rules_diags_init(&d, arena);
    bool good = core_adoption_read(arena, &mine, &d, e);
    if (good && !core_prove_book(mine.book, &o, &report)) {
        good = base_err_fmt(e, BASE_ERR_INPUT, "有 %zu 条性质未能证明；请先运行 jiqun prove",
                            "%zu properties are not proved; run jiqun prove first", report.failed + report.not_settled);
    }
    base_arena_free(arena);
    return good;
}

static bool adopt(void *ctx, const core_adoption *a, base_date day, base_err *e) {
    cli_record *r = ctx;
    const rules_book *b = core_world_book(app_world(r->app), day);
    app_answer answer;
    if (!proved(r, a, e)) return false;
    app_request request = {.adopts = a, .fresh = true};
    /* The text says whose programme it is, and only they put a version in force. */
    const core_actor owner = core_owner(b);
    request.command.actor.level = base_arena_str(r->c->arena, owner.level);
    request.command.actor.who = base_arena_str(r->c->arena, owner.who);
    request.command.today = r->hooks.days ? day : BASE_DATE_NONE;
    base_arena *arena = base_arena_new((size_t)1 << 30);
    app_submit(r->app, &request, 1, &answer, arena);
    *e = answer.error;
    bool good = answer.result == APP_GRANTED || answer.result == APP_REPEATED;
    base_arena_free(arena);
    return good;
}

void cli_record_init(cli *c, cli_record *r, app *a) {
    *r = (cli_record){.c = c, .app = a};
    r->hooks = (core_play_record){
        .ctx = r, .days = app_is_demonstration(a), .today = today, .world = world, .submit = submit, .adopt = adopt};
}
