/* clock_text.c - how a reminder is worded: which dossier, what of it, by when, and on what it rests. */
#include <stdio.h>

#include "app/clock_i.h"
#include "core/refdata.h"
#include "core/world.h"

static base_str pick(base_str a, base_str b) { return a.n > 0 ? a : b; }

static base_str date_text(base_arena *arena, base_date d) {
    int y, m, day;
    base_date_split(d, &y, &m, &day);
    return base_arena_fmt(arena, "%04d-%02d-%02d", y, m, day);
}

/* "reading" and "silent" are words of the rulebook language, no articles. */
static bool is_article(base_str cite) {
    return cite.n > 0 && !base_str_is(cite, "reading") && !base_str_is(cite, "silent");
}

static base_str close_zh(base_arena *arena, base_str text, base_str cite) {
    if (!is_article(cite)) return base_arena_fmt(arena, "%.*s。", (int)text.n, text.p);
    return base_arena_fmt(arena, "%.*s（%.*s）。", (int)text.n, text.p, (int)cite.n, cite.p);
}

static base_str close_en(base_arena *arena, base_str text, base_str cite) {
    if (!is_article(cite)) return base_arena_fmt(arena, "%.*s.", (int)text.n, text.p);
    return base_arena_fmt(arena, "%.*s (%.*s).", (int)text.n, text.p, (int)cite.n, cite.p);
}

static base_str tail_zh(base_arena *arena, const core_due_item *i) {
    base_str date = date_text(arena, i->group == CORE_DUE_WAITING ? i->over : i->date);
    int n = (int)date.n;
    switch (i->group) {
    case CORE_DUE_OVERDUE: return base_arena_fmt(arena, "应于 %.*s 前办理，已过 %d 天", n, date.p, -i->days);
    case CORE_DUE_SOON:
        if (i->days == 0) return base_arena_fmt(arena, "%.*s，就是今天", n, date.p);
        return base_arena_fmt(arena, "%.*s，还有 %d 天", n, date.p, i->days);
    case CORE_DUE_WAITING: return base_arena_fmt(arena, "期限已于 %.*s 届满，待办理", n, date.p);
    default: return base_arena_fmt(arena, "%.*s", n, date.p);
    }
}

static base_str tail_en(base_arena *arena, const core_due_item *i) {
    base_str date = date_text(arena, i->group == CORE_DUE_WAITING ? i->over : i->date);
    int n = (int)date.n;
    switch (i->group) {
    case CORE_DUE_OVERDUE: return base_arena_fmt(arena, "was due by %.*s, %d days ago", n, date.p, -i->days);
    case CORE_DUE_SOON:
        if (i->days == 0) return base_arena_fmt(arena, "%.*s, which is today", n, date.p);
        return base_arena_fmt(arena, "%.*s, %d days left", n, date.p, i->days);
    case CORE_DUE_WAITING: return base_arena_fmt(arena, "the term ended on %.*s, it can go on", n, date.p);
    default: return base_arena_fmt(arena, "%.*s", n, date.p);
    }
}

/* A period in which somebody may be heard says so, and by what: whoever lets it pass was told. */
static rules_text heard(base_arena *arena, const core_due_item *i) {
    rules_text out = {{NULL, 0}, {NULL, 0}};
    if (i->within == RULES_NONE || i->group != CORE_DUE_SOON) return out;
    const rules_action *a = &i->book->action[i->within];
    const base_str zh = pick(a->label.zh, a->label.en), en = pick(a->label.en, a->label.zh);
    for (size_t l = 0; l < i->book->n_levels; l++) {
        if ((a->levels >> l & 1U) == 0) continue;
        const rules_text who = i->book->level[l].label;
        out.zh = base_arena_fmt(arena, "，%.*s在此期间可以%.*s", (int)who.zh.n, who.zh.p, (int)zh.n, zh.p);
        out.en = base_arena_fmt(arena, ", within which %.*s may %.*s", (int)who.en.n, who.en.p, (int)en.n, en.p);
        return out;
    }
    return out;
}

rules_text app_clock_text(base_arena *arena, const core_due_item *i) {
    base_str name = base_utf8_head(i->name, 300), path = base_utf8_head(i->path, 200);
    base_str kz = pick(i->kind.zh, i->kind.en), ke = pick(i->kind.en, i->kind.zh);
    base_str wz = pick(i->what.zh, i->what.en), we = pick(i->what.en, i->what.zh);
    base_str tz = tail_zh(arena, i), te = tail_en(arena, i);
    const rules_text may = heard(arena, i);
    char year[32] = "", year_en[32] = "";
    if (i->year > 0) snprintf(year, sizeof year, "（%d 年）", i->year);
    if (i->year > 0) snprintf(year_en, sizeof year_en, " %d", i->year);
    base_str zh =
        base_arena_fmt(arena, "%.*s（%.*s）：%.*s%s，%.*s：%.*s%.*s", (int)name.n, name.p, (int)path.n, path.p,
                       (int)kz.n, kz.p, year, (int)wz.n, wz.p, (int)tz.n, tz.p, (int)may.zh.n, may.zh.p);
    base_str en = base_arena_fmt(arena, "%.*s (%.*s): %.*s%s, %.*s: %.*s%.*s", (int)name.n, name.p, (int)path.n, path.p,
                                 (int)ke.n, ke.p, year_en, (int)we.n, we.p, (int)te.n, te.p, (int)may.en.n, may.en.p);
    return (rules_text){.zh = close_zh(arena, zh, i->cite), .en = close_en(arena, en, i->cite)};
}

/* ---- offices ---- */

static base_str place_name(const core_world *w, base_str place) {
    const core_channel *ch = place.n > 0 ? core_channel_find(core_world_divisions(w), place) : NULL;
    const core_division *d = place.n > 0 && ch == NULL ? core_division_find(core_world_divisions(w), place) : NULL;
    return ch != NULL ? ch->name : d != NULL ? d->name : place;
}

rules_text app_clock_office(base_arena *arena, const core_world *w, base_date day, const app_recipient *r) {
    const rules_book *b = core_world_book(w, day);
    rules_text label = {r->level, r->level};
    for (size_t l = 0; l < b->n_levels; l++) {
        if (!base_str_eq(b->level[l].name, r->level)) continue;
        label = (rules_text){pick(b->level[l].label.zh, r->level), pick(b->level[l].label.en, r->level)};
    }
    base_str name = place_name(w, r->place);
    if (name.n == 0) return label;
    return (rules_text){base_arena_fmt(arena, "%.*s %.*s", (int)name.n, name.p, (int)label.zh.n, label.zh.p),
                        base_arena_fmt(arena, "%.*s, %.*s", (int)name.n, name.p, (int)label.en.n, label.en.p)};
}
