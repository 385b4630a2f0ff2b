/* replay_decide.c - a command is put together from the events that answered it, decided again on the world before it,
 * and what comes out is held against what stands in the log, byte for byte. */
#include <stdio.h>

#include "app/replay_i.h"

/* ---- comparing ---- */

static bool compare_payload(app_replay *r, const app_replay_part *p, const core_event *made) {
    base_buf_clear(&r->buf);
    core_event_put_payload(&r->buf, made, &p->stamp);
    base_str due = base_buf_str(&r->buf);
    if (base_str_eq(due, p->payload)) return true;
    char zh[96], en[96];
    size_t at = app_first_difference(p->payload, due);
    base_str member = base_utf8_head(app_json_member(at < p->payload.n ? p->payload : due, at), 40);
    app_differ_texts(&r->diff, p->payload, due, "重新裁决的结果与记录不同", "deciding again comes to something else");
    (void)snprintf(zh, sizeof zh, "载荷的 %.*s", (int)member.n, member.p);
    (void)snprintf(en, sizeof en, ", %.*s of the payload", (int)member.n, member.p);
    return app_replay_at(r, p, zh, en);
}

static bool compare_leaf(app_replay *r, const app_replay_part *p, const core_event *made) {
    base_buf_clear(&r->buf);
    core_event_put_leaf(&r->buf, r->world, made, &p->stamp, p->leaf.payload, p->leaf.person);
    base_str due = base_buf_str(&r->buf);
    if (base_str_eq(due, p->leaf_bytes)) return true;
    char zh[96], en[96];
    size_t at = app_first_difference(p->leaf_bytes, due);
    base_str member = base_utf8_head(app_json_member(at < p->leaf_bytes.n ? p->leaf_bytes : due, at), 40);
    app_differ_texts(&r->diff, p->leaf_bytes, due, "重新裁决的结果与记录不同",
                     "deciding again comes to something else");
    (void)snprintf(zh, sizeof zh, "叶的 %.*s", (int)member.n, member.p);
    (void)snprintf(en, sizeof en, ", %.*s of the leaf", (int)member.n, member.p);
    return app_replay_at(r, p, zh, en);
}

/* A person part is there exactly where the rulebook has private values among what is set. */
static bool compare_person(app_replay *r, const app_replay_part *p, const core_event *made) {
    core_event copy = *made;
    base_buf_clear(&r->buf);
    bool has = core_event_part_person(r->event_arena, &copy, &r->buf);
    if (has == (p->leaf.person.n > 0)) return true;
    if (has)
        app_differ(&r->diff, "应有个人信息部分而没有", "a person part is missing");
    else
        app_differ(&r->diff, "不应有个人信息部分", "there should be no person part");
    return app_replay_at(r, p, "叶的 person", ", person of the leaf");
}

static bool compare(app_replay *r, const app_replay_part *p, const core_event *made) {
    return compare_payload(r, p, made) && compare_person(r, p, made) && compare_leaf(r, p, made);
}

/* ---- deciding ---- */

static bool refused(app_replay *r, const core_answer *a) {
    const core_refusal none = {0}, *x = a->n_refusals > 0 ? &a->refusal[0] : &none;
    base_str part[] = {x->cite, x->label.zh, x->label.en};
    const char *text[3];
    for (size_t i = 0; i < 3; i++) text[i] = base_arena_str(r->event_arena, base_utf8_head(part[i], 120)).p;
    app_differ(&r->diff, "重新裁决不予准许（%s %s%.0s）", "deciding again refuses it (%s %.0s%s)", text[0], text[1],
               text[2]);
    return app_replay_at(r, &r->part[0], "", "");
}

static bool decide(app_replay *r) {
    const core_event *first = &r->part[0].event;
    base_str target[CORE_MAX_TARGETS];
    for (size_t i = 0; i < r->n_parts; i++) target[i] = r->part[i].event.path;
    core_command c = {.actor = first->actor,
                      .today = first->day,
                      .edition = r->part[0].stamp.edition,
                      .brief = true,
                      .action = r->part[0].leaf.action,
                      .target = target,
                      .n_targets = r->n_parts,
                      .arg = first->arg,
                      .n_args = first->n_args,
                      .draft = first->facts};
    core_answer a = core_decide(r->world, &c, r->event_arena);
    if (!a.granted || a.n_events != r->n_parts) return refused(r, &a);
    for (size_t i = 0; i < r->n_parts; i++) {
        if (!compare(r, &r->part[i], &a.event[i])) return false;
    }
    return true;
}

static bool adopt(app_replay *r) {
    const app_replay_part *p = &r->part[0];
    core_event made;
    base_err why = {0};
    if (core_adopt(r->world, p->event.adopts, p->event.actor, p->event.day, r->event_arena, &made, &why))
        return compare(r, p, &made);
    app_differ(&r->diff, "文本不得施行：%s%.0s", "the text can not take effect: %.0s%s", why.zh, why.en);
    return app_replay_at(r, p, "", "");
}

bool app_replay_decide(app_replay *r) {
    const app_replay_part *p = &r->part[0];
    if (p->event.adopts != NULL ? adopt(r) : decide(r)) return true;
    const app_erratum *x = app_errata_find(r->o.errata, p->stamp.edition, r->o.origin, p->stamp.seq, p->leaf.action);
    if (x == NULL) return false;
    r->diff = (app_difference){0};
    r->erratum = base_arena_grow(r->arena, r->erratum, r->n_errata, &r->cap_errata, sizeof *r->erratum);
    r->erratum[r->n_errata++] = (app_replay_erratum){p->stamp.seq, x};
    return true;
}
