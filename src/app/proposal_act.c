/* proposal_act.c - a text is proposed, and what becomes of it; see proposal.h. */
#include "app/proposal_i.h"

enum { ACT_ARENA = 64 << 20, DIGEST_TOLD = 16 };

/* ---- the text ---- */

bool app_text_on_record(void *ctx, base_str id, base_str *text, base_str *file) {
    const core_world *w = ctx;
    *file = id;
    for (size_t i = core_world_versions(w); i > 0; i--) {
        const core_version *v = core_world_version(w, i - 1);
        if (base_str_eq(v->book->id, id)) {
            *text = v->book->text;
            return true;
        }
    }
    for (size_t i = core_world_versions(w); i > 0; i--) {
        const core_version *v = core_world_version(w, i - 1);
        if (v->adoption != NULL && core_adoption_find(v->adoption, id, text, file)) return true;
    }
    return false;
}

static bool name_good(const core_world *w, base_str name, base_err *e) {
    bool good = name.n > 0 && name.n <= APP_PROPOSAL_NAME_MAX && base_utf8_check(name) == name.n;
    for (size_t i = 0; good && i < name.n; i++) {
        const unsigned char c = (unsigned char)name.p[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
        good = letter || (i > 0 && (c == '-' || c == '.' || c == '_'));
    }
    if (!good) {
        return base_err_fmt(e, BASE_ERR_INPUT, "版本名称应为文字、数字和横线，至多 %d 字节，例如 national-2027",
                            "the version's name is letters, digits and dashes, at most %d bytes, as in national-2027",
                            (int)APP_PROPOSAL_NAME_MAX);
    }
    for (size_t i = 0; i < core_world_versions(w); i++) {
        if (!base_str_eq(core_world_version(w, i)->book->id, name)) continue;
        return base_err_fmt(e, BASE_ERR_INPUT, "已有名为 %.*s 的版本，请另取名称",
                            "a version on record is called %.*s: choose another name", (int)name.n, name.p);
    }
    return true;
}

/* What the compiler or the comparison with the version before says first. */
static bool first_fault(base_arena *arena, const rules_diags *d, base_err *e) {
    for (size_t i = 0; i < d->n; i++) {
        const rules_diag *x = &d->item[i];
        if (x->severity != RULES_ERROR) continue;
        return base_err_fmt(e, BASE_ERR_INPUT, "文本第 %u 行：%s%.0s", "line %u: %.0s%s", x->span.line,
                            base_arena_str(arena, x->zh).p, base_arena_str(arena, x->en).p);
    }
    return base_err_fmt(e, BASE_ERR_INPUT, "文本不成立，请先检查并改正", "the text has faults; check it and mend them");
}

/* What it is based on comes with it, and is on record. */
static bool read_text(app *a, base_arena *arena, core_adoption *out, core_bases *bases, base_err *e) {
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    *bases = (core_bases){.find = app_text_on_record, .ctx = a->world};
    if (rules_compile(arena, out->text[0].text, out->name, core_bases_find, bases, d) == NULL)
        return first_fault(arena, d, e);
    if (bases->n > APP_PROPOSAL_BASES) {
        return base_err_fmt(e, BASE_ERR_LIMIT, "文本至多以 %d 份文本为底", "a text is based on at most %d others",
                            (int)APP_PROPOSAL_BASES);
    }
    core_named_text *text = base_arena_array(arena, CORE_ADOPT_MAX_TEXTS, sizeof *text);
    text[0] = out->text[0];
    memcpy(text + 1, bases->text, bases->n * sizeof *text);
    out->text = text;
    out->n_texts = bases->n + 1;
    return core_adoption_read(arena, out, d, e);
}

static bool follows_newest(const app *a, base_arena *arena, const rules_book *b, base_err *e) {
    const size_t n = core_world_versions(a->world);
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    return n == 0 || rules_check_after(core_world_version(a->world, n - 1)->book, b, d) || first_fault(arena, d, e);
}

static bool is_proved(const app_proposal_draft *d, const rules_book *b, uint64_t *proved, base_err *e) {
    core_prove_report r = {0};
    const bool good = core_prove_book(b, &d->prove, &r);
    *proved = r.proved;
    return good || base_err_fmt(e, BASE_ERR_INPUT, "有 %zu 条性质不成立，%zu 条未能判定；请先“检查并证明”",
                                "%zu properties fail and %zu are not settled; check and prove the text first", r.failed,
                                r.not_settled);
}

bool app_proposal_read(app *a, const app_proposal_draft *d, app_proposal *out, base_err *e) {
    base_arena *arena = d->prove.arena;
    const core_named_text text = {d->name, d->text};
    core_adoption adoption = {
        .matter = CORE_ADOPT_RULEBOOK, .name = d->name, .from = d->from, .text = &text, .n_texts = 1};
    core_bases bases;
    const size_t n = core_world_versions(a->world);
    *out = (app_proposal){.name = d->name, .from = d->from, .text = d->text, .day = d->day};
    if (!name_good(a->world, d->name, e) || !read_text(a, arena, &adoption, &bases, e)) return false;
    const log_hash h = log_digest(a->hasher, d->text, (base_str){NULL, 0});
    app_hex(&h, arena, &adoption.digest);
    out->digest = adoption.digest;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): what was read has a book */
    out->label = adoption.book->label;
    if (n > 0) out->follows = core_world_version(a->world, n - 1)->digest;
    out->n_bases = bases.n;
    for (size_t i = 0; i < bases.n; i++) out->base[i] = bases.text[i].name;
    return app_proposal_fits(a->world, out, d->day, e) && core_adoption_fits(a->world, &adoption, e) &&
           follows_newest(a, arena, adoption.book, e) && is_proved(d, adoption.book, &out->proved, e);
}

/* ---- kept ---- */

static bool note(app *w, const app_by *by, const char *did, base_str name, base_str why, int64_t now, base_err *e) {
    const app_access r = {
        .at = now, .who = by->login, .did = base_str_of(did), .about = name, .why = why, .from = by->from};
    return app_access_add(w, &r, e);
}

static base_str head_of(base_str digest) { return base_utf8_head(digest, DIGEST_TOLD); }

/* Room for one more: so many may be open, and of those that have ended the oldest goes. */
static bool make_room(app *w, base_arena *arena, const app_proposal *p, base_err *e) {
    app_proposal *item = NULL;
    size_t n = 0, open = 0;
    if (!app_proposals(w, arena, &item, &n, e)) return false;
    for (size_t i = 0; i < n; i++) {
        if (item[i].state == APP_PROPOSAL_OPEN && !base_str_eq(item[i].name, p->name)) open++;
    }
    if (open >= APP_PROPOSALS_OPEN) {
        return base_err_fmt(e, BASE_ERR_INPUT, "已有 %zu 件提请未办结；请先办结",
                            "%zu proposals are open: deal with them first", open);
    }
    if (n < APP_PROPOSALS_MAX) return true;
    return store_entry_delete(w->store, APP_SPACE_PROPOSAL, item[n - 1].name, e);
}

static bool propose(app *w, base_arena *arena, const app_by *by, const app_proposal *p, int64_t now, base_err *e) {
    app_proposal old = {.version = 0}, fresh = *p;
    bool found = false;
    if (!app_proposal_may(w, arena, by->login, p->day, e) || !name_good(w->world, p->name, e) ||
        !app_proposal_fits(w->world, p, p->day, e) || !make_room(w, arena, p, e) ||
        !app_proposal_get(w, arena, p->name, &old, &found, e))
        return false;
    if (found && old.state == APP_PROPOSAL_OPEN) {
        return base_err_fmt(e, BASE_ERR_INPUT, "名为 %.*s 的提请尚未办结：请先撤回或办结，或另取名称",
                            "a proposal called %.*s is open: have it withdrawn or decided, or choose another name",
                            (int)p->name.n, p->name.p);
    }
    fresh.version = found ? old.version : 0;
    fresh.state = APP_PROPOSAL_OPEN;
    fresh.by = by->login;
    fresh.at = now;
    return app_proposal_put(w, &fresh, now, e) && app_proposal_tell(w, arena, &fresh, e) &&
           note(w, by, APP_DID_PROPOSED, p->name, head_of(p->digest), now, e);
}

bool app_propose(app *w, const app_by *by, const app_proposal *p, int64_t now, base_err *e) {
    bool own;
    if (!app_kept_begin(w, &own, e)) return false;
    base_arena *arena = base_arena_new(ACT_ARENA);
    const bool good = propose(w, arena, by, p, now, e);
    base_arena_free(arena);
    return app_kept_end(w, own, good, e);
}

static bool need(app *w, base_arena *arena, base_str name, app_proposal *p, base_err *e) {
    bool found = false;
    if (!app_proposal_get(w, arena, name, p, &found, e)) return false;
    return found || base_err_fmt(e, BASE_ERR_MISSING, "没有名为 %.*s 的提请", "there is no proposal called %.*s",
                                 (int)base_utf8_head(name, APP_PROPOSAL_NAME_MAX).n, name.n > 0 ? name.p : "");
}

static bool end(app *w, const app_by *by, app_proposal *p, enum app_proposal_state state, base_str why, int64_t now,
                base_err *e) {
    p->state = state;
    p->ended_by = by->login;
    p->why = why;
    p->ended = now;
    return app_proposal_put(w, p, now, e);
}

bool app_proposal_end(app *w, const app_by *by, enum app_proposal_act act, base_str name, base_str why, base_date day,
                      int64_t now, base_err *e) {
    const bool declined = act == APP_PROPOSAL_DECLINE;
    app_proposal p;
    bool own;
    if (!app_kept_begin(w, &own, e)) return false;
    base_arena *arena = base_arena_new(ACT_ARENA);
    const bool good = need(w, arena, name, &p, e) && app_proposal_open(w, arena, &p, act, by->login, day, e) &&
                      end(w, by, &p, declined ? APP_PROPOSAL_DECLINED : APP_PROPOSAL_WITHDRAWN, why, now, e) &&
                      (!declined || app_proposal_tell(w, arena, &p, e)) &&
                      note(w, by, declined ? APP_DID_DECLINED : APP_DID_WITHDREW, name, why, now, e);
    base_arena_free(arena);
    return app_kept_end(w, own, good, e);
}

/* ---- consent, under the lock of a group ---- */

static bool texts_of(const app *a, base_arena *arena, const app_consent *c, const app_proposal *p, core_adoption *out,
                     base_err *e) {
    core_named_text *text = base_arena_array(arena, CORE_ADOPT_MAX_TEXTS, sizeof *text);
    const core_consent said = {.by = p->by, .proposed = p->day, .consented = c->by.login};
    size_t n = 0;
    text[n++] = (core_named_text){p->name, p->text};
    for (size_t i = 0; i < p->n_bases; i++, n++) {
        base_str file;
        text[n].name = p->base[i];
        if (app_text_on_record(a->world, p->base[i], &text[n].text, &file)) continue;
        return base_err_fmt(e, BASE_ERR_MISSING, "记录中没有 %.*s", "%.*s is not on record", (int)p->base[i].n,
                            p->base[i].p);
    }
    text[n++] = (core_named_text){BASE_STR(CORE_CONSENT_NAME), core_consent_text(arena, &said)};
    *out = (core_adoption){.matter = CORE_ADOPT_RULEBOOK, .name = p->name, .from = p->from, .text = text, .n_texts = n};
    return true;
}

bool app_consent_take(app *w, base_arena *arena, const app_consent *c, base_date day, app_proposal *p,
                      core_adoption *out, core_actor *as, base_err *e) {
    app_account x;
    bool found = false;
    if (!need(w, arena, c->name, p, e) || !app_proposal_open(w, arena, p, APP_PROPOSAL_CONSENT, c->by.login, day, e) ||
        !app_account_get(w, arena, c->by.login, &x, &found, e))
        return false;
    *as = x.actor;
    const log_hash h = log_digest(w->hasher, p->text, (base_str){NULL, 0});
    base_str digest;
    app_hex(&h, arena, &digest);
    if (!base_str_eq(digest, c->digest)) {
        return base_err_fmt(e, BASE_ERR_INPUT, "文本与所读的不是同一份（摘要不同）；请重新阅读",
                            "the text is not the one that was read (its digest is another): read it again");
    }
    return texts_of(w, arena, c, p, out, e);
}

bool app_consent_done(app *w, base_arena *arena, const app_consent *c, const app_proposal *p, int64_t now,
                      base_err *e) {
    app_proposal ended = *p;
    ended.text = (base_str){NULL, 0};
    return end(w, &c->by, &ended, APP_PROPOSAL_ADOPTED, (base_str){NULL, 0}, now, e) &&
           app_proposal_tell(w, arena, &ended, e) &&
           note(w, &c->by, APP_DID_CONSENTED, p->name, head_of(p->digest), now, e);
}
