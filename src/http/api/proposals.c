/* proposals.c - /api/v1/proposals: a rulebook is proposed, read, and put in force from a day with the consent of a
 * second person (app/proposal.h says who may what, and refuses everybody else).
 *
 * Whoever has not the right, and is no auditor, is shown an empty list and why; a proposal by its name is to him as if
 * it were not there. Reading, checking and proving what is proposed is done by the threads that check texts; what is
 * kept goes to the writer, and a consent is a request like any action. */
#include "app/proposal.h"

#include "http/api/api_i.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/json.h"
#include "http/service_i.h"

enum { WORK_BYTES = 1 << 30 };

static enum http_step told(http_exchange *x, unsigned status, const base_err *e) {
    return http_problem(x, status, (rules_text){base_str_of(e->zh), base_str_of(e->en)});
}

/* What the state of things forbids is a conflict; everything else as ever. */
static enum http_step refused(http_exchange *x, const base_err *e) {
    return e->kind == BASE_ERR_INPUT ? told(x, 409, e) : http_problem_of(x, e);
}

static bool may(http_exchange *x, app *a, base_err *why) {
    return app_proposal_may(a, x->arena, x->who->account, http_today(x->service), why);
}

static bool sees(http_exchange *x, app *a) {
    base_err why = {0};
    return base_str_is(x->who->office, "audit") || may(x, a, &why);
}

/* False with the answer written. */
static bool has_right(http_exchange *x) {
    base_err why = {0};
    app *a = http_world(x);
    if (a == NULL) return false;
    if (may(x, a, &why)) return true;
    if (why.kind == BASE_ERR_INPUT)
        told(x, 403, &why);
    else
        http_problem_of(x, &why);
    return false;
}

/* ---- showing ---- */

static base_str id_of(const core_world *w, base_str digest) {
    for (size_t i = core_world_versions(w); i > 0; i--) {
        const core_version *v = core_world_version(w, i - 1);
        if (base_str_eq(v->digest, digest)) return v->book->id;
    }
    return (base_str){NULL, 0};
}

static void put_acts(http_exchange *x, base_json *j, app *a, const app_proposal *p) {
    base_json_name(j, "acts");
    base_json_arr(j);
    for (enum app_proposal_act i = 0; i < APP_PROPOSAL_ACTS; i++) {
        base_err why = {0};
        base_json_obj(j);
        base_json_text(j, "act", base_str_of(app_proposal_act_name(i)));
        put_open(j, app_proposal_open(a, x->arena, p, i, x->who->account, http_today(x->service), &why), &why);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_proposal(http_exchange *x, base_json *j, app *a, const app_proposal *p) {
    base_err why = {0};
    base_json_text(j, "name", p->name);
    app_put_named_label(j, "label", p->label);
    base_json_day(j, "from", p->from);
    base_json_text(j, "digest", p->digest);
    base_json_text(j, "follows", id_of(app_world(a), p->follows));
    base_json_text(j, "state", base_str_of(app_proposal_state_name(p->state)));
    base_json_number(j, "proved", p->proved);
    base_json_text(j, "by", p->by);
    put_instant(j, "at", p->at);
    base_json_text(j, "ended_by", p->ended_by);
    put_instant(j, "ended", p->ended);
    base_json_text(j, "reason", p->why);
    if (p->state == APP_PROPOSAL_OPEN) {
        base_json_name(j, "fits");
        base_json_obj(j);
        put_open(j, app_proposal_fits(app_world(a), p, http_today(x->service), &why), &why);
        base_json_obj_end(j);
    }
    put_acts(x, j, a, p);
}

static bool put_right(http_exchange *x, base_json *j, app *a, base_err *e) {
    base_err why = {0};
    size_t others = 0;
    base_json_name(j, "propose");
    base_json_obj(j);
    const bool open = may(x, a, &why);
    put_open(j, open, &why);
    base_json_obj_end(j);
    if (open && !app_proposal_others(a, x->who->actor, x->who->account, &others, e)) return false;
    base_json_number(j, "others", others);
    return true;
}

enum http_step http_api_proposals(http_exchange *x) {
    app_proposal *item = NULL;
    size_t n = 0;
    base_json j;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (sees(x, a) && !app_proposals(a, x->arena, &item, &n, &e)) return http_problem_of(x, &e);
    put_begin(x, &j);
    if (!put_right(x, &j, a, &e)) return http_problem_of(x, &e);
    base_json_name(&j, "items");
    base_json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        base_json_obj(&j);
        put_proposal(x, &j, a, &item[i]);
        base_json_obj_end(&j);
    }
    base_json_arr_end(&j);
    return put_end(&j);
}

static enum http_step show(http_exchange *x, base_str name, unsigned status) {
    app_proposal p;
    bool found = false;
    base_json j;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_proposal_get(a, x->arena, name, &p, &found, &e)) return http_problem_of(x, &e);
    if (!found || !sees(x, a)) return http_api_none(x);
    put_begin(x, &j);
    x->status = status;
    put_proposal(x, &j, a, &p);
    base_json_some(&j, "text", p.text);
    return put_end(&j);
}

enum http_step http_api_proposal(http_exchange *x) { return show(x, x->param[0], 200); }

/* ---- proposing ---- */

typedef struct {
    app_proposal_draft draft;
    app_proposal proposal;
} job;

/* What was read lives in the arena of the work, which ends with it. */
static void keep(base_arena *arena, app_proposal *p) {
    base_str *const part[] = {&p->label.zh, &p->label.en, &p->digest, &p->follows};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) *part[i] = base_arena_str(arena, *part[i]);
    for (size_t i = 0; i < p->n_bases; i++) p->base[i] = base_arena_str(arena, p->base[i]);
}

static void read_and_prove(http_exchange *x) {
    job *t = x->state;
    app *a = app_open(&x->service->options.place, APP_READ, &x->error);
    if (a == NULL) return;
    base_arena *arena = base_arena_new(WORK_BYTES);
    t->draft.prove = http_api_prove_options(arena, app_world(a));
    (void)app_proposal_read(a, &t->draft, &t->proposal, &x->error);
    keep(x->arena, &t->proposal);
    base_arena_free(arena);
    app_close(a);
}

static void propose(void *ctx, app *writer) {
    http_exchange *x = ctx;
    const job *t = x->state;
    const app_by by = http_by(x);
    (void)(app_refresh(writer, &x->error) && app_propose(writer, &by, &t->proposal, app_now(), &x->error));
}

static enum http_step proposed(http_exchange *x) {
    const job *t = x->state;
    if (x->error.kind != BASE_ERR_NONE) return refused(x, &x->error);
    return show(x, t->draft.name, 201);
}

static enum http_step was_read(http_exchange *x) {
    if (x->error.kind == BASE_ERR_INPUT) return told(x, 422, &x->error);
    if (x->error.kind == BASE_ERR_LIMIT) return told(x, 503, &x->error);
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    return http_work(x, propose, proposed);
}

enum http_step http_api_propose(http_exchange *x) {
    http_json j;
    base_err e = {0};
    job *t = base_arena_alloc(x->arena, sizeof *t);
    x->state = t;
    if (!has_right(x) || !http_json_open(x, &j)) return HTTP_NOW;
    t->draft.day = http_today(x->service);
    t->draft.name = http_json_text(&j, "name", APP_PROPOSAL_NAME_MAX, true);
    t->draft.text = http_json_text(&j, "text", HTTP_RULEBOOK_BYTES, true);
    const base_str from = http_json_text(&j, "from", 10, true);
    if (!http_json_end(&j)) return HTTP_NOW;
    if (!base_date_parse(from, &t->draft.from, &e)) return told(x, 422, &e);
    return http_outward_do(x->service->checking, x, read_and_prove, was_read);
}

/* ---- declining, withdrawing ---- */

typedef struct {
    enum app_proposal_act act;
    base_str reason;
} ending;

static void end(void *ctx, app *writer) {
    http_exchange *x = ctx;
    const ending *t = x->state;
    const app_by by = http_by(x);
    const base_date day = http_today(x->service);
    (void)(app_refresh(writer, &x->error) &&
           app_proposal_end(writer, &by, t->act, x->param[0], t->reason, day, app_now(), &x->error));
}

static enum http_step ended(http_exchange *x) {
    if (x->error.kind != BASE_ERR_NONE) return refused(x, &x->error);
    return show(x, x->param[0], 200);
}

static enum http_step end_by(http_exchange *x, enum app_proposal_act act) {
    http_json j;
    ending *t = base_arena_alloc(x->arena, sizeof *t);
    x->state = t;
    t->act = act;
    if (!has_right(x) || !http_json_open(x, &j)) return HTTP_NOW;
    t->reason = http_json_words(&j, "reason", APP_PROPOSAL_WHY_MAX);
    if (!http_json_end(&j)) return HTTP_NOW;
    return http_work(x, end, ended);
}

enum http_step http_api_proposal_decline(http_exchange *x) { return end_by(x, APP_PROPOSAL_DECLINE); }
enum http_step http_api_proposal_withdraw(http_exchange *x) { return end_by(x, APP_PROPOSAL_WITHDRAW); }

/* ---- consent ---- */

static enum http_step consented(http_exchange *x) {
    const enum app_result result = x->answer->result;
    /* Repeated: the answer to the commit was lost, and it is on record. */
    if (result != APP_GRANTED && result != APP_REPEATED) return refused(x, &x->answer->error);
    return show(x, x->param[0], 200);
}

enum http_step http_api_proposal_consent(http_exchange *x) {
    http_json j;
    app_consent *c = base_arena_alloc(x->arena, sizeof *c);
    if (!has_right(x) || !http_json_open(x, &j)) return HTTP_NOW;
    *c = (app_consent){.by = http_by(x), .name = x->param[0]};
    c->digest = http_json_text(&j, "digest", LOG_HASH_HEX, true);
    if (!http_json_end(&j)) return HTTP_NOW;
    x->request.consent = c;
    x->request.fresh = true;
    x->request.command.today = BASE_DATE_NONE;
    http_api_set_day(x);
    return http_submit(x, consented);
}
