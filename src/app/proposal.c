/* proposal.c - proposals as entries, and whether something may be done with one; see proposal.h. */
#include "app/proposal_i.h"

#include <stdlib.h>

enum { ROW_ARENA = 16 << 20 };

/* ---- names ---- */

static const char *const STATES[APP_PROPOSAL_STATES] = {"open", "adopted", "declined", "withdrawn"};
static const char *const ACTS[APP_PROPOSAL_ACTS] = {"consent", "decline", "withdraw"};

const char *app_proposal_state_name(enum app_proposal_state s) { return STATES[s]; }
const char *app_proposal_act_name(enum app_proposal_act act) { return ACTS[act]; }

static bool parse_state(base_str name, enum app_proposal_state *out) {
    for (size_t i = 0; i < APP_PROPOSAL_STATES; i++) {
        if (!base_str_is(name, STATES[i])) continue;
        *out = (enum app_proposal_state)i;
        return true;
    }
    return false;
}

/* ---- as entries ---- */

static bool read_proposal(base_arena *arena, const store_entry *n, app_proposal *p, base_err *e) {
    app_fields f;
    if (!app_fields_read(arena, n->body, &f, e)) return false;
    *p = (app_proposal){.name = base_arena_str(arena, n->key),
                        .version = n->version,
                        .label = {app_field_text(&f, "zh"), app_field_text(&f, "en")},
                        .from = (base_date)app_field_number(&f, "from"),
                        .text = app_field_text(&f, "text"),
                        .digest = app_field_text(&f, "digest"),
                        .follows = app_field_text(&f, "follows"),
                        .proved = (uint64_t)app_field_number(&f, "proved"),
                        .by = app_field_text(&f, "by"),
                        .at = app_field_number(&f, "at"),
                        .day = (base_date)app_field_number(&f, "day"),
                        .ended_by = app_field_text(&f, "ended_by"),
                        .why = app_field_text(&f, "why"),
                        .ended = app_field_number(&f, "ended")};
    p->n_bases = app_field_texts(&f, "bases", p->base, APP_PROPOSAL_BASES);
    const bool good = parse_state(app_field_text(&f, "state"), &p->state);
    app_fields_done(&f);
    return good || base_err_fmt(e, BASE_ERR_INPUT, "提请施行 %.*s 的记录已损坏",
                                "what is kept of the proposal %.*s is damaged", (int)n->key.n, n->key.p);
}

bool app_proposal_put(app *w, const app_proposal *p, int64_t now, base_err *e) {
    base_buf b;
    base_json j;
    bool saved = false;
    uint64_t version;
    app_fields_begin(&j, &b);
    base_json_some(&j, "state", base_str_of(STATES[p->state]));
    base_json_some(&j, "zh", p->label.zh);
    base_json_some(&j, "en", p->label.en);
    app_put_number(&j, "from", p->from);
    base_json_some(&j, "text", p->text);
    base_json_some(&j, "digest", p->digest);
    base_json_some(&j, "follows", p->follows);
    app_put_texts(&j, "bases", p->base, p->n_bases);
    app_put_number(&j, "proved", (int64_t)p->proved);
    base_json_some(&j, "by", p->by);
    app_put_number(&j, "at", p->at);
    app_put_number(&j, "day", p->day);
    base_json_some(&j, "ended_by", p->ended_by);
    base_json_some(&j, "why", p->why);
    app_put_number(&j, "ended", p->ended);
    const store_entry n = {.space = APP_SPACE_PROPOSAL, .key = p->name, .at = now, .body = app_fields_end(&j, &b)};
    const bool good = !b.full && store_entry_put(w->store, &n, p->version, &saved, &version, e);
    const bool full = b.full;
    base_buf_free(&b);
    if (full) return base_err_fmt(e, BASE_ERR_LIMIT, "文本过长，不能提请", "the text is too long to be proposed");
    if (!good || saved) return good;
    return base_err_fmt(e, BASE_ERR_INPUT, "该提请刚被他人办理，请刷新后重试",
                        "somebody else has just dealt with it: look again");
}

bool app_proposal_get(app *a, base_arena *arena, base_str name, app_proposal *out, bool *found, base_err *e) {
    store_entry n;
    return store_entry_get(a->store, arena, APP_SPACE_PROPOSAL, name, &n, found, e) &&
           (!*found || read_proposal(arena, &n, out, e));
}

typedef struct {
    base_arena *arena, *row;
    app_proposal *item;
    size_t n, cap;
    base_err *e;
    bool good;
} taken;

/* Without its text: all of them together can be more than a reader has room for. */
static app_proposal small_copy(base_arena *arena, const app_proposal *p) {
    app_proposal c = *p;
    base_str *const part[] = {&c.name, &c.label.zh, &c.label.en, &c.digest, &c.follows, &c.by, &c.ended_by, &c.why};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) *part[i] = base_arena_str(arena, *part[i]);
    c.text = (base_str){NULL, 0};
    c.n_bases = 0;
    return c;
}

static bool take(void *ctx, const store_entry *row) {
    taken *t = ctx;
    app_proposal p;
    base_arena_reset(t->row);
    t->good = read_proposal(t->row, row, &p, t->e);
    if (!t->good) return false;
    t->item = base_arena_grow(t->arena, t->item, t->n, &t->cap, sizeof *t->item);
    t->item[t->n++] = small_copy(t->arena, &p);
    return true;
}

static int open_first(const void *a, const void *b) {
    const app_proposal *x = a, *y = b;
    const int open = (x->state != APP_PROPOSAL_OPEN) - (y->state != APP_PROPOSAL_OPEN);
    if (open != 0) return open;
    const int64_t at = x->ended > 0 ? x->ended : x->at, other = y->ended > 0 ? y->ended : y->at;
    return (at < other) - (at > other);
}

bool app_proposals(app *a, base_arena *arena, app_proposal **out, size_t *n, base_err *e) {
    const base_str none = {NULL, 0};
    taken t = {.arena = arena, .row = base_arena_new(ROW_ARENA), .e = e, .good = true};
    const bool good = store_entries(a->store, APP_SPACE_PROPOSAL, none, none, STORE_PAGE_MAX, take, &t, e) && t.good;
    base_arena_free(t.row);
    if (!good) return false;
    if (t.n > 1) qsort(t.item, t.n, sizeof *t.item, open_first);
    *out = t.item;
    *n = t.n;
    return true;
}

/* ---- who may ---- */

/* What the account may today: a session can be older than what its account was granted. */
static bool has_right(app *a, base_arena *arena, base_str login, base_date day, base_err *why) {
    app_account x;
    bool found = false;
    if (!app_account_get(a, arena, login, &x, &found, why)) return false;
    if (found && app_account_is_active(&x) && x.actor.level.n > 0) return core_may_adopt(a->world, x.actor, day, why);
    return base_err_fmt(why, BASE_ERR_INPUT, "账号 %.*s 不办理事项，或已停用",
                        "the account %.*s acts in nothing, or is disabled", (int)login.n, login.n > 0 ? login.p : "");
}

bool app_proposal_may(app *a, base_arena *arena, base_str login, base_date day, base_err *why) {
    return has_right(a, arena, login, day, why);
}

typedef struct {
    core_actor actor;
    base_str but;
    size_t n;
} counting;

bool app_proposal_could(const app_account *x, core_actor actor, base_str but) {
    const bool same = base_str_eq(x->actor.level, actor.level) && base_str_eq(x->actor.who, actor.who);
    return same && app_account_is_active(x) && !base_str_eq(x->login, but);
}

static bool count_other(void *ctx, const app_account *x) {
    counting *c = ctx;
    if (app_proposal_could(x, c->actor, c->but)) c->n++;
    return true;
}

bool app_proposal_others(app *a, core_actor actor, base_str but, size_t *n, base_err *e) {
    counting c = {actor, but, 0};
    const bool good = app_accounts(a, (base_str){NULL, 0}, APP_ACCOUNTS_SCAN, count_other, &c, e);
    *n = c.n;
    return good;
}

/* ---- what may be done ---- */

bool app_proposal_fits(const core_world *w, const app_proposal *p, base_date day, base_err *why) {
    const size_t n = core_world_versions(w);
    const core_version *newest = n > 0 ? core_world_version(w, n - 1) : NULL;
    if (newest == NULL || !base_str_eq(newest->digest, p->follows)) {
        return base_err_fmt(why, BASE_ERR_INPUT, "提请之后另有文本施行，对照的已不是最新文本；请以新文本为底重新提请",
                            "another text was put in force meanwhile: propose anew, beginning from that one");
    }
    return p->from >= day ||
           base_err_fmt(why, BASE_ERR_INPUT, "所定施行日已过；规则不溯及既往，请另定施行日重新提请",
                        "the day from which it was to hold has passed: propose it anew for a later one");
}

static bool is_open(const app_proposal *p, base_err *why) {
    static const struct {
        const char *zh, *en;
    } said[APP_PROPOSAL_STATES] = {
        [APP_PROPOSAL_ADOPTED] = {"已经两人同意并施行", "it was consented to and put in force"},
        [APP_PROPOSAL_DECLINED] = {"已被退回", "it was declined"},
        [APP_PROPOSAL_WITHDRAWN] = {"已由提请人撤回", "it was withdrawn by who proposed it"}};
    if (p->state == APP_PROPOSAL_OPEN) return true;
    return base_err_fmt(why, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", said[p->state].zh, said[p->state].en);
}

static bool may_consent(app *a, base_arena *arena, const app_proposal *p, base_date day, base_err *why) {
    base_err lost = {0};
    if (!app_proposal_fits(a->world, p, day, why)) return false;
    if (has_right(a, arena, p->by, day, &lost)) return true;
    *why = lost;
    return lost.kind == BASE_ERR_INPUT &&
           base_err_fmt(why, BASE_ERR_INPUT, "提请人 %.*s 已无此项职权；请由有职权者重新提请",
                        "%.*s, who proposed it, has no right to any more: somebody who has may propose it anew",
                        (int)p->by.n, p->by.p);
}

bool app_proposal_open(app *a, base_arena *arena, const app_proposal *p, enum app_proposal_act act, base_str login,
                       base_date day, base_err *why) {
    const bool own = base_str_eq(p->by, login);
    if (!is_open(p, why) || !has_right(a, arena, login, day, why)) return false;
    if (act == APP_PROPOSAL_WITHDRAW) {
        return own || base_err_fmt(why, BASE_ERR_INPUT, "只有提请人可以撤回；不同意的请退回并写明理由",
                                   "only who proposed it withdraws it; who does not agree declines and says why");
    }
    if (own) {
        return base_err_fmt(why, BASE_ERR_INPUT, "提请人不能同意或退回本人的提请：须由另一人办理",
                            "nobody consents to or declines what he proposed: another person has to");
    }
    return act == APP_PROPOSAL_DECLINE || may_consent(a, arena, p, day, why);
}
