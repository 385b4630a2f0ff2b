/* tool_consent.c - proposes a rulebook in a record, consents to it, and says how both stand: for a test that kills the
 * one who consents at each of its calls.
 *
 *     crash_tool_consent FOLDER propose BY     the text in force with another bar: "proposed"
 *     crash_tool_consent FOLDER consent BY     "ack", or "failed TEXT"
 *     crash_tool_consent FOLDER look           "STATE VERSIONS TOLD": the proposal's state, how many versions are in
 * force by consent, and how often the access record says that somebody consented
 *
 * On SQLite. Status 0, or 2 when it can not go on. */
#include <stdio.h>
#include <string.h>

#include "app/access.h"
#include "app/proposal.h"

#define NAME BASE_STR("crash-2")
static const int64_t NOW = INT64_C(1772416000000);
enum { LEAD = 40 /* days until it is to hold */ };

typedef struct {
    base_arena *arena;
    app *app;
    base_err e;
} desk;

/* The text in force with another bar. */
static bool text_of(desk *d, base_str *out) {
    const base_str text = core_world_version(app_world(d->app), 0)->book->text;
    const char *at = memmem(text.p, text.n, ">= 40 ", 6);
    if (at == NULL) return false;
    const int before = (int)(at - text.p);
    *out = base_arena_fmt(d->arena, "%.*s>= 50 %.*s", before, text.p, (int)text.n - before - 6, at + 6);
    return true;
}

static bool propose(desk *d, base_str by) {
    const core_world *w = app_world(d->app);
    const base_date day = app_head(d->app).day;
    app_proposal_draft draft = {.name = NAME, .from = day + LEAD, .day = day, .prove = {.arena = d->arena}};
    app_proposal p;
    draft.prove.divisions = core_world_divisions(w);
    draft.prove.workdays = core_world_workdays(w);
    draft.prove.no_witness = true;
    if (!text_of(d, &draft.text) || !app_proposal_read(d->app, &draft, &p, &d->e)) return false;
    return app_propose(d->app, &(app_by){.login = by}, &p, NOW, &d->e) && puts("proposed") >= 0;
}

static bool get(desk *d, app_proposal *p) {
    bool found = false;
    return app_proposal_get(d->app, d->arena, NAME, p, &found, &d->e) && found;
}

static bool consent(desk *d, base_str by) {
    app_proposal p;
    app_answer a;
    if (!get(d, &p)) return false;
    app_consent c = {{.login = by}, NAME, p.digest};
    const app_request r = {.consent = &c, .fresh = true, .command = {.today = app_head(d->app).day}};
    app_submit(d->app, &r, 1, &a, d->arena);
    return a.result == APP_GRANTED ? puts("ack") >= 0 : printf("failed %s\n", a.error.en) > 0;
}

static size_t by_consent(const core_world *w) {
    size_t n = 0;
    core_consent c;
    for (size_t i = 0; i < core_world_versions(w); i++) {
        const core_adoption *a = core_world_version(w, i)->adoption;
        if (a != NULL && core_adoption_consent(a, &c)) n++;
    }
    return n;
}

static bool count(void *ctx, const app_access *r) {
    size_t *n = ctx;
    if (base_str_eq(r->about, NAME)) ++*n;
    return true;
}

static bool look(desk *d) {
    app_proposal p;
    size_t told = 0;
    uint64_t next;
    const app_access_query q = {.did = BASE_STR(APP_DID_CONSENTED), .limit = 10};
    if (!get(d, &p) || !app_accesses(d->app, &q, count, &told, &next, &d->e)) return false;
    return printf("%s %zu %zu\n", app_proposal_state_name(p.state), by_consent(app_world(d->app)), told) > 0;
}

static bool act(desk *d, const char *what, base_str by) {
    if (strcmp(what, "propose") == 0) return propose(d, by);
    return strcmp(what, "consent") == 0 ? consent(d, by) : look(d);
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    desk d = {.arena = base_arena_new((size_t)1 << 30)};
    const app_place place = {.folder = argv[1]};
    d.app = app_open(&place, strcmp(argv[2], "look") == 0 ? APP_READ : APP_WRITE, &d.e);
    const bool good = d.app != NULL && act(&d, argv[2], base_str_of(argc > 3 ? argv[3] : ""));
    if (!good) (void)printf("failed %s\n", d.e.en);
    app_close(d.app);
    base_arena_free(d.arena);
    return good ? 0 : 2;
}
