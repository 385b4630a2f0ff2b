/* rulecheck.c - POST /api/v1/rulebooks/check: what the checker says of a text that somebody is writing, whether it may
 * follow the rulebook in force, and on demand the proofs of its `prove` lines.
 *
 * A text of half a megabyte takes a while, proofs take seconds: they are done by a few threads of their own, each with
 * a record that it opens for itself, and bounded in size and time. Nothing of it is kept. */
#include <time.h>

#include "app/proposal.h"
#include "http/api/api_i.h"
#include "http/api/put.h"
#include "http/json.h"
#include "http/service_i.h"

enum { ANSWER_BYTES = 4 << 20 };

typedef struct {
    base_str text;
    bool proves;
    base_str answer;
} job;

/* ---- what is looked at ---- */

static uint64_t now_ns(void *ctx) {
    struct timespec t = {0};
    (void)ctx;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

/* ---- what is said ---- */

static void put_message(base_json *j, const rules_diag *d) {
    base_json_obj(j);
    base_json_text(j, "code", base_str_of(d->code));
    base_json_text(j, "severity", d->severity == RULES_ERROR ? BASE_STR("error") : BASE_STR("warning"));
    base_json_number(j, "line", d->span.line);
    base_json_number(j, "column", d->span.col);
    base_json_number(j, "length", d->span.len);
    app_put_named_label(j, "text", (rules_text){d->zh, d->en});
    if (d->hint_zh.n > 0 || d->hint_en.n > 0) {
        app_put_named_label(j, "hint", (rules_text){d->hint_zh, d->hint_en});
    }
    base_json_obj_end(j);
}

static void put_messages(base_json *j, const rules_diags *d) {
    base_json_name(j, "messages");
    base_json_arr(j);
    for (size_t i = 0; i < d->n; i++) put_message(j, &d->item[i]);
    base_json_arr_end(j);
    base_json_number(j, "left_out", d->left_out);
}

static void put_contents(base_json *j, const rules_book *b) {
    size_t criteria = 0;
    for (size_t i = 0; i < b->n_standards; i++) criteria += b->standard[i].n_criteria;
    base_json_text(j, "id", b->id);
    app_put_named_label(j, "label", b->label);
    base_json_number(j, "cases", b->n_cases);
    base_json_number(j, "actions", b->n_actions);
    base_json_number(j, "criteria", criteria);
    base_json_number(j, "proofs", b->n_proofs);
}

static const char *verdict_name(enum core_proof_verdict v) {
    switch (v) {
    case CORE_PROVED: return "proved";
    case CORE_FAILED: return "failed";
    case CORE_NOT_SETTLED: break;
    }
    return "not_settled";
}

static void put_proof(base_json *j, const core_prove_report *r, const core_proof_result *x) {
    const rules_proof *p = &r->book->proof[x->proof];
    base_json_obj(j);
    base_json_text(j, "verdict", base_str_of(verdict_name(x->verdict)));
    base_json_number(j, "line", p->span.line);
    base_json_text(j, "text", p->text);
    base_json_text(j, "article", p->cite);
    if (x->verdict != CORE_PROVED) app_put_named_label(j, "why", x->why);
    base_json_some(j, "scenario", x->scenario);
    base_json_obj_end(j);
}

static void put_report(base_json *j, const core_prove_report *r) {
    base_json_name(j, "proof");
    base_json_obj(j);
    base_json_number(j, "proved", r->proved);
    base_json_number(j, "failed", r->failed);
    base_json_number(j, "not_settled", r->not_settled);
    base_json_number(j, "milliseconds", r->ns / 1000000U);
    base_json_name(j, "items");
    base_json_arr(j);
    for (size_t i = 0; i < r->n; i++) put_proof(j, r, &r->result[i]);
    base_json_arr_end(j);
    base_json_obj_end(j);
}

/* ---- the work ---- */

static void put_following(base_json *j, base_arena *arena, const core_world *w, base_date today, const rules_book *b) {
    const rules_book *old = core_world_book(w, today);
    if (old == NULL) return;
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    const bool good = rules_check_after(old, b, d);
    base_json_name(j, "follows");
    base_json_obj(j);
    base_json_text(j, "id", old->id);
    base_json_flag(j, "good", good);
    put_messages(j, d);
    base_json_obj_end(j);
}

core_prove_options http_api_prove_options(base_arena *arena, const core_world *w) {
    return (core_prove_options){.arena = arena,
                                .now_ns = now_ns,
                                .until_ns = now_ns(NULL) + (uint64_t)HTTP_PROVE_S * UINT64_C(1000000000),
                                .max_states = HTTP_PROVE_STATES,
                                .divisions = core_world_divisions(w),
                                .workdays = core_world_workdays(w)};
}

static void prove(base_json *j, base_arena *arena, const core_world *w, const rules_book *b) {
    core_prove_report r = {0};
    const core_prove_options o = http_api_prove_options(arena, w);
    (void)core_prove_book(b, &o, &r);
    put_report(j, &r);
}

static bool check(http_exchange *x, app *a, base_arena *arena, base_json *j) {
    const job *t = x->state;
    core_world *w = app_world(a);
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    const rules_book *b = rules_compile(arena, t->text, BASE_STR("rulebook"), app_text_on_record, w, d);
    base_json_obj(j);
    base_json_flag(j, "good", b != NULL);
    put_messages(j, d);
    if (b != NULL) {
        put_contents(j, b);
        put_following(j, arena, w, http_today(x->service), b);
        if (t->proves) prove(j, arena, w, b);
    }
    base_json_obj_end(j);
    return true;
}

static void work(http_exchange *x) {
    job *t = x->state;
    t->answer = http_api_aside(x, ANSWER_BYTES, check);
}

static enum http_step worked(http_exchange *x) {
    const job *t = x->state;
    return http_api_told(x, t->answer);
}

bool http_api_may_draft(http_exchange *x) {
    app *a = http_world(x);
    if (a == NULL) return false;
    if (app_may_draft_rulebook(app_world(a), &x->who->actor, http_today(x->service))) return true;
    http_problem(x, 403,
                 (rules_text){BASE_STR("规则文本由工业和信息化部和省级主管部门起草"),
                              BASE_STR("rulebooks are drafted by the Ministry and the provinces")});
    return false;
}

enum http_step http_api_rulebook_check(http_exchange *x) {
    http_json j;
    job *t = base_arena_alloc(x->arena, sizeof *t);
    x->state = t;
    if (!http_api_may_draft(x) || !http_json_open(x, &j)) return HTTP_NOW;
    t->text = http_json_text(&j, "text", HTTP_RULEBOOK_BYTES, true);
    t->proves = http_json_flag(&j, "prove", false);
    if (!http_json_end(&j)) return HTTP_NOW;
    return http_outward_do(x->service->checking, x, work, worked);
}
