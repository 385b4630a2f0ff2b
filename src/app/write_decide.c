/* write_decide.c - the requests of a group decided in order, each by the world as those before it left it: answered
 * before, granted, refused with all reasons, filled into a draft, or a text taken up. */
#include "app/proposal.h"
#include "app/seal.h"
#include "app/write_i.h"

/* True when the request is answered already: by an earlier group, or by an earlier one of this group. */
static bool repeated(group *g, size_t i) {
    app_answer *out = &g->answer[i];
    store_request row;
    bool found = false;
    base_map_slot *slot = base_map_put(&g->ids, out->id);
    if (slot->value.num > 0) {
        const app_answer *first = &g->answer[slot->value.num - 1];
        *out = *first;
        if (first->result == APP_GRANTED) out->result = APP_REPEATED;
        return true;
    }
    slot->value.num = (int64_t)i + 1;
    if (g->request[i].id.n == 0 || g->request[i].fresh) return false;
    if (!store_request_find(g->app->store, out->id, &row, &found, &out->error)) return true;
    if (!found) return false;
    out->result = APP_REPEATED;
    out->seq = row.seq;
    out->n_events = row.n;
    return true;
}

/* The day comes to `day`: versions take effect. False when the group can not go on. */
static bool come_to(group *g, base_date day, base_err *e) {
    app *a = g->app;
    if (!core_world_takes_up(a->world, day)) return true;
    app_group_settle(g);
    /* A version that counts otherwise: every dossier is looked at once. */
    if (core_world_recounts(a->world, day) && !app_recount(a, g->arena, &a->recounted, day, e)) return false;
    core_world_set_day(a->world, day);
    return true;
}

/* In a demonstration a day may be given, and a refusal on a later day leaves no event behind. */
static bool day_has_passed(const app *a, base_date day, app_answer *out) {
    if (!core_world_is_ahead(a->world, day)) return false;
    base_err_fmt(&out->error, BASE_ERR_INPUT, "同一组请求的日期只能向前", "within a group days only go forward");
    return true;
}

static base_str reasons_json(group *g, const core_answer *a) {
    base_json j;
    base_buf_clear(&g->buf);
    base_json_init(&j, &g->buf);
    base_json_arr(&j);
    for (size_t i = 0; i < a->n_refusals; i++) {
        const core_refusal *r = &a->refusal[i];
        const base_str part[] = {r->cite, r->label.zh, r->label.en, r->detail.zh, r->detail.en, r->target};
        static const char *const name[] = {"article", "zh", "en", "detail_zh", "detail_en", "case"};
        base_json_obj(&j);
        for (size_t k = 0; k < sizeof name / sizeof *name; k++) {
            base_json_text(&j, name[k], part[k]);
        }
        base_json_obj_end(&j);
    }
    base_json_arr_end(&j);
    return base_arena_str(g->arena, base_buf_str(&g->buf));
}

static void refused(group *g, const core_command *c, app_answer *out) {
    g->refusal = base_arena_grow(g->arena, g->refusal, g->n_refusals, &g->cap_refusals, sizeof *g->refusal);
    g->refusal[g->n_refusals++] = (store_refusal){.at = g->at,
                                                  .day = c->today,
                                                  .request = out->id,
                                                  .actor = app_actor_text(g->arena, c->actor),
                                                  .action = c->action,
                                                  .target = c->n_targets > 0 ? c->target[0] : (base_str){NULL, 0},
                                                  .reasons = reasons_json(g, &out->answer)};
    out->result = APP_REFUSED;
}

/* Without the key of personal data nothing private can be recorded: that is told to who asks, and the group goes on. */
static bool can_seal(group *g, app_answer *out) {
    for (size_t i = 0; i < out->answer.n_events; i++) {
        if (!core_event_has_private(&out->answer.event[i])) continue;
        return app_seal_of(g->app, &out->error) != NULL;
    }
    return true;
}

/* The events of an answer are the answer's; what is recorded is a copy without private values. */
static bool granted(group *g, app_answer *out) {
    size_t n = out->answer.n_events;
    core_event *event = base_arena_copy(g->arena, out->answer.event, n * sizeof *event);
    app_group_note(g, out);
    return app_group_record(g, out, event, n);
}

/* False when the group can not go on: what was folded can not be undone. */
static bool act(group *g, const app_request *r, app_answer *out) {
    core_command c = r->command;
    core_resolved at;
    core_draft d;
    uint64_t version;
    base_err none = {0};
    if (c.today == BASE_DATE_NONE) c.today = g->today;
    c.brief = !r->explain;
    if (day_has_passed(g->app, c.today, out)) return true;
    if (!come_to(g, c.today, &out->error)) return false;
    base_str target = c.n_targets > 0 ? c.target[0] : (base_str){NULL, 0};
    bool resolved = core_resolve(g->app->world, c.action, target, c.today, g->arena, &at, &none);
    uint32_t special = resolved ? at.book->action[at.action].special : 0;
    if ((special & RULES_FREEZES) != 0 && c.draft == NULL) {
        if (!app_draft_of(g, &at, &d, &version, &out->error)) return true;
        c.draft = base_arena_copy(g->arena, &d, sizeof d); /* the answer's events point to it */
    }
    out->answer = core_decide(g->app->world, &c, g->arena);
    if (!out->answer.granted) {
        refused(g, &c, out);
        return true;
    }
    if ((special & RULES_FILLS) != 0) return app_fill(g, r, &c, &at, out);
    if (!can_seal(g, out)) return true;
    if (!granted(g, out)) return false;
    if ((special & RULES_FREEZES) == 0) return true;
    return store_draft_delete(g->app->store, out->answer.event[0].path, &out->error);
}

/* The world keeps the text for as long as it is open. */
static bool adopt(group *g, const app_request *r, const core_adoption *adopts, app_answer *out) {
    app *a = g->app;
    core_adoption *mine = base_arena_copy(a->world_arena, adopts, sizeof *mine);
    core_named_text *text = base_arena_array(a->world_arena, mine->n_texts, sizeof *text);
    core_event event;
    rules_diags diags;
    for (size_t i = 0; i < mine->n_texts; i++) {
        text[i].name = base_arena_str(a->world_arena, adopts->text[i].name);
        text[i].text = base_arena_str(a->world_arena, adopts->text[i].text);
    }
    mine->text = text;
    mine->name = base_arena_str(a->world_arena, mine->name);
    rules_diags_init(&diags, a->world_arena);
    if (!core_adoption_read(a->world_arena, mine, &diags, &out->error)) return true;
    log_hash h = log_digest(a->hasher, text[0].text, (base_str){NULL, 0});
    app_hex(&h, a->world_arena, &mine->digest);
    base_date day = r->command.today != BASE_DATE_NONE ? r->command.today : g->today;
    if (day_has_passed(a, day, out)) return true;
    if (!come_to(g, day, &out->error)) return false;
    if (!core_adopt(a->world, mine, r->command.actor, day, g->arena, &event, &out->error)) return true;
    return app_group_record(g, out, &event, 1);
}

/* What was proposed is looked at, decided and ended under the same lock. */
static bool consent(group *g, const app_request *r, app_answer *out) {
    const base_date day = r->command.today != BASE_DATE_NONE ? r->command.today : g->today;
    app_request by_owner = *r;
    app_proposal p;
    core_adoption adopts;
    by_owner.command.today = day;
    if (!app_consent_take(g->app, g->arena, r->consent, day, &p, &adopts, &by_owner.command.actor, &out->error))
        return true;
    if (!adopt(g, &by_owner, &adopts, out)) return false;
    return out->result != APP_GRANTED || app_consent_done(g->app, g->arena, r->consent, &p, g->at, &out->error);
}

static bool decide_one(group *g, const app_request *r, app_answer *out) {
    if (r->consent != NULL) return consent(g, r, out);
    return r->adopts != NULL ? adopt(g, r, r->adopts, out) : act(g, r, out);
}

bool app_group_decide(group *g) {
    for (size_t i = 0; i < g->n; i++) {
        const app_request *r = &g->request[i];
        app_answer *out = &g->answer[i];
        if (!g->ready[i] || repeated(g, i)) continue;
        if (!app_attachments_here(g->app, r->command.arg, r->command.n_args, &out->error)) continue;
        if (decide_one(g, r, out)) continue;
        g->error = out->error;
        return false;
    }
    return true;
}
