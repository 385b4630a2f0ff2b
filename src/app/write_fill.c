/* write_fill.c - forms while they are filled in: a draft is kept beside the log, by version, and leaves no event. So
 * that two people do not overwrite each other, whoever says which version he has seen is told when there is another. */
#include "app/write_i.h"

bool app_draft_of(group *g, const core_resolved *at, core_draft *d, uint64_t *version, base_err *e) {
    *version = 0;
    if (at->self != NULL) return app_draft(g->app, at->self, d, version, g->arena, e);
    core_draft_init(d, g->arena);
    return true;
}

base_str app_actor_text(base_arena *arena, core_actor actor) {
    if (actor.who.n == 0) return actor.level;
    return base_arena_fmt(arena, "%.*s %.*s", (int)actor.level.n, actor.level.p, (int)actor.who.n, actor.who.p);
}

/* The draft as it is, and what the command changes in it. */
static bool filled(const core_command *c, const core_resolved *at, core_draft *d, base_err *e) {
    rules_id form = at->book->action[at->action].form;
    for (size_t i = 0; i < c->n_args; i++) {
        if (!core_draft_fill(at->book, at->kind, form, d, c->arg[i].key, c->arg[i].value, e)) return false;
    }
    return true;
}

static bool overtaken(app_answer *out) {
    return base_err_fmt(&out->error, BASE_ERR_INPUT, "草稿已被他人改动（现为第 %llu 版）；请重新载入",
                        "the draft was changed by somebody else (it has version %llu now); load it again",
                        (unsigned long long)out->version);
}

/* False when the store failed, and the group can not go on. */
static bool save(group *g, const core_command *c, const core_resolved *at, const core_draft *d, app_answer *out) {
    bool saved = false, good = true;
    base_buf body;
    base_buf_init(&body, CORE_PAYLOAD_MAX);
    if (core_draft_put(&body, at->book, d)) {
        store_draft row = {
            .path = at->path, .at = g->at, .by = app_actor_text(g->arena, c->actor), .body = base_buf_str(&body)};
        good = store_draft_save(g->app->store, &row, out->version, &saved, &out->version, &out->error);
        if (good && !saved) overtaken(out);
    } else {
        base_err_fmt(&out->error, BASE_ERR_LIMIT, "填报内容过大", "the draft is too large");
    }
    base_buf_free(&body);
    if (saved) out->result = APP_GRANTED;
    g->writes = g->writes || saved;
    return good;
}

bool app_fill(group *g, const app_request *r, const core_command *c, const core_resolved *at, app_answer *out) {
    core_draft d;
    if (!app_draft_of(g, at, &d, &out->version, &out->error)) return true;
    if (r->versioned && r->version != out->version) {
        overtaken(out);
        return true;
    }
    return !filled(c, at, &d, &out->error) || save(g, c, at, &d, out);
}
