/* attempt_refuse.c - a refusal names everything that stands against the command: the article, what it asks, and the
 * fact or date it rests on, in both languages. */
#include "core/attempt.h"
#include "core/observe_i.h"
#include "core/rests.h"

static rules_text text(const char *zh, const char *en) { return (rules_text){base_str_of(zh), base_str_of(en)}; }

static void add_reason(core_reasons *l, base_arena *arena, core_refusal r) {
    if (l->n >= CORE_MAX_REFUSALS) return;
    l->item = base_arena_grow(arena, l->item, l->n, &l->cap, sizeof *l->item);
    l->item[l->n++] = r;
}

void core_refuse(core_attempt *t, enum core_why why, base_str cite, rules_text label, rules_text detail,
                 uint32_t line) {
    add_reason(
        t->refused, t->arena,
        (core_refusal){.why = why, .target = t->at.path, .cite = cite, .label = label, .detail = detail, .line = line});
}

void core_refuse_err(core_attempt *t, enum core_why why, base_str cite, rules_text label, const base_err *e) {
    rules_text detail = {base_arena_str(t->arena, base_str_of(e->zh)), base_arena_str(t->arena, base_str_of(e->en))};
    core_refuse(t, why, cite, label, detail, 0);
}

void core_refuse_arg(core_attempt *t, base_str cite, rules_text label, base_str arg, const base_err *e) {
    const size_t before = t->refused->n;
    core_refuse_err(t, CORE_WHY_COMMAND, cite, label, e);
    if (t->refused->n == before) return;
    base_str *name = base_arena_array(t->arena, 1, sizeof *name);
    name[0] = arg;
    t->refused->item[before].arg = name;
    t->refused->item[before].n_args = 1;
}

/* 第四条、第十三条; one when both are the same. */
static base_str join(core_attempt *t, base_str a, base_str b) {
    if (a.n == 0 || base_str_eq(a, b)) return b;
    if (b.n == 0) return a;
    return base_arena_fmt(t->arena, "%.*s、%.*s", (int)a.n, a.p, (int)b.n, b.p);
}

static void put_label(base_buf *zh, base_buf *en, rules_text l, base_str name, const char *sep_zh, const char *sep_en) {
    if (zh->n > 0) {
        base_buf_puts(zh, base_str_of(sep_zh));
        base_buf_puts(en, base_str_of(sep_en));
    }
    base_buf_puts(zh, l.zh.n > 0 ? l.zh : name);
    base_buf_puts(en, l.en.n > 0 ? l.en : name);
}

typedef struct {
    base_buf zh, en;
} pair;

static void pair_init(pair *p) {
    base_buf_init(&p->zh, 4000);
    base_buf_init(&p->en, 4000);
}

/* Prefix and list as one text; frees the pair. */
static rules_text pair_text(core_attempt *t, pair *p, const char *zh, const char *en) {
    rules_text out = {base_arena_fmt(t->arena, "%s%.*s", zh, (int)p->zh.n, p->zh.p),
                      base_arena_fmt(t->arena, "%s%.*s", en, (int)p->en.n, p->en.p)};
    base_buf_free(&p->zh);
    base_buf_free(&p->en);
    return out;
}

static void refuse_level(core_attempt *t, const rules_action *a) {
    const rules_book *b = t->at.book;
    pair p;
    pair_init(&p);
    for (size_t i = 0; i < b->n_levels; i++) {
        if (a->levels >> i & 1U) put_label(&p.zh, &p.en, b->level[i].label, b->level[i].name, "或", " or ");
    }
    rules_text label = pair_text(t, &p, "应由以下主体办理：", "to be done by: ");
    base_str who = t->command->actor.level;
    rules_text detail = {base_arena_fmt(t->arena, "办理者为 %.*s", (int)who.n, who.p),
                         base_arena_fmt(t->arena, "the actor is %.*s", (int)who.n, who.p)};
    core_refuse(t, CORE_WHY_LEVEL, a->cite, label, detail, a->span.line);
}

static void refuse_state(core_attempt *t, const rules_action *a) {
    const rules_case *k = &t->at.book->kase[t->at.kind];
    pair p;
    pair_init(&p);
    for (size_t i = 0; i < k->n_states; i++) {
        if (a->from >> i & 1U) put_label(&p.zh, &p.en, k->state[i].label, k->state[i].name, "、", ", ");
    }
    if (a->creates) put_label(&p.zh, &p.en, text("尚不存在", "not there yet"), BASE_STR(""), "", "");
    rules_text label = pair_text(t, &p, "所处状态应为：", "its state should be: ");
    rules_text detail = text("尚未开始", "it has not begun");
    if (t->at.self != NULL) {
        const rules_state *s = core_state(t->at.self);
        detail.zh = base_arena_fmt(t->arena, "现为“%.*s”", (int)s->label.zh.n, s->label.zh.p);
        detail.en = base_arena_fmt(t->arena, "it is “%.*s”", (int)s->name.n, s->name.p);
    }
    core_refuse(t, CORE_WHY_STATE, a->cite, label, detail, a->span.line);
}

static void refuse_inside(core_attempt *t, const rules_action *a, const base_err *why) {
    base_str level = t->level != RULES_NONE ? t->at.book->level[t->level].cite : (base_str){NULL, 0};
    core_refuse_err(t, CORE_WHY_JURISDICTION, join(t, level, a->cite),
                    text("在本机关管辖范围内", "within the authority's jurisdiction"), why);
}

static void refuse_parallel(core_attempt *t) {
    const rules_case *k = &t->at.book->kase[t->at.kind];
    core_refuse(t, CORE_WHY_PARALLEL, k->cite, text("同类事项一次办理一件", "one at a time"),
                text("已有一件尚未办结", "another one has not ended"), k->span.line);
}

static rules_text need_label(const rules_need *n) {
    if (n->label.zh.n == 0) return (rules_text){n->span.source, n->span.source};
    return (rules_text){n->label.zh, n->label.en.n > 0 ? n->label.en : n->label.zh};
}

/* A ground that does not stand is refused by the article of the ground. */
static base_str need_cite(core_attempt *t, const rules_need *n) {
    const rules_book *b = t->at.book;
    if (n->guard == RULES_NONE || b->guard[n->guard].op != RULES_G_ATOM) return n->cite;
    const rules_atom *a = &b->atom[b->guard[n->guard].a];
    if (a->kind != RULES_A_HOLDS) return n->cite;
    core_value v = core_observe_field(&t->view, a->ref);
    const rules_field *f = &core_holder_kind(&t->view, a->ref.holder)->field[a->ref.field];
    if (!v.set || f->choice[v.n].cite.n == 0) return n->cite;
    return f->choice[v.n].cite;
}

static void refuse_needs(core_attempt *t, const rules_action *a, core_judgement j) {
    for (size_t i = 0; i < a->n_needs; i++) {
        if (j.needs >> i & 1U) continue;
        rules_text detail = core_explain_guard(&t->view, a->need[i].guard);
        core_refusal r = {.why = CORE_WHY_NEED,
                          .target = t->at.path,
                          .cite = need_cite(t, &a->need[i]),
                          .label = need_label(&a->need[i]),
                          .detail = detail,
                          .line = a->need[i].span.line};
        r.n_args = core_args_of_need(t->at.book, a, a->need[i].guard, t->arena, &r.arg);
        if (r.n_args == 0) r.n_args = core_lacks_of_need(&t->view, a->need[i].guard, &r.arg);
        add_reason(t->refused, t->arena, r);
    }
}

static void refuse_effects(core_attempt *t, const rules_action *a, core_judgement j) {
    for (size_t i = 0; i < a->n_effects; i++) {
        if (j.effects >> i & 1U) continue;
        const rules_effect *e = &a->effect[i];
        const core_case *c = core_holder(&t->view, e->target.holder, RULES_NONE);
        rules_text detail = text("", "");
        if (c != NULL) {
            detail.zh = base_arena_fmt(t->arena, "%.*s 现为“%.*s”", (int)c->path.n, c->path.p,
                                       (int)core_state(c)->label.zh.n, core_state(c)->label.zh.p);
            detail.en = base_arena_fmt(t->arena, "%.*s is “%.*s”", (int)c->path.n, c->path.p,
                                       (int)core_state(c)->name.n, core_state(c)->name.p);
        }
        core_refuse(t, CORE_WHY_EFFECT, e->cite.n > 0 ? e->cite : a->cite,
                    text("所属事项的状态允许这一变化", "the parent's state allows this change"), detail, e->span.line);
    }
}

void core_attempt_refuse(core_attempt *t, core_judgement j, const base_err *outside) {
    const rules_action *a = &t->at.book->action[t->at.action];
    if (!j.level)
        refuse_level(t, a);
    else if (!j.inside)
        refuse_inside(t, a, outside);
    if (!j.state) refuse_state(t, a);
    if (!j.alone) refuse_parallel(t);
    refuse_needs(t, a, j);
    refuse_effects(t, a, j);
    if (t->clock_failed) {
        core_refuse_err(t, CORE_WHY_CLOCK, a->cite, text("工作日可以推算", "working days can be counted"),
                        &t->clock_error);
    }
}

void core_attempt_passed(core_attempt *t, core_judgement j) {
    const rules_action *a = &t->at.book->action[t->at.action];
    for (size_t i = 0; i < a->n_needs && t->passed->n < CORE_MAX_REFUSALS; i++) {
        if ((j.needs >> i & 1U) == 0) continue;
        rules_text detail = core_explain_guard(&t->view, a->need[i].guard);
        const rules_need *n = &a->need[i];
        core_refusal r = {.why = CORE_WHY_NEED,
                          .target = t->at.path,
                          .cite = n->cite,
                          .label = need_label(n),
                          .detail = detail,
                          .line = n->span.line};
        add_reason(t->passed, t->arena, r);
    }
}
