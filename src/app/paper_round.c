/* paper_round.c - lists of a round: recommended, on public notice, recognised. */
#include "app/paper_i.h"

#include <stdlib.h>

#include "core/place.h"

enum { LISTED_MAX = 20000 };

typedef struct {
    base_str path, name, county, channel;
    base_date day, until; /* of the state; the last day of it, or of the term */
    base_str announcement;
} listed;

typedef struct {
    app_paper_writer *w;
    listed *item;
    size_t n, cap;
} list;

static listed *add(list *l) {
    if (l->n == LISTED_MAX) return NULL;
    l->item = base_arena_grow(l->w->arena, l->item, l->n, &l->cap, sizeof *l->item);
    l->item[l->n] = (listed){.day = BASE_DATE_NONE, .until = BASE_DATE_NONE};
    return &l->item[l->n++];
}

/* The channel that a place reports to; what lies in no unit has its channel for a place. */
static base_str channel_of(const app_paper_writer *w, base_str county, base_str channel) {
    const core_channel *c = county.n > 0 ? core_place_channel(w->world, county, w->want->day) : NULL;
    if (c != NULL) return c->code;
    return channel.n > 0 ? channel : county;
}

/* ---- recognised ---- */

static bool take_recognised(void *ctx, const app_register_row *row) {
    list *l = ctx;
    if (!base_str_eq(row->row->round, l->w->want->target)) return true;
    listed *x = add(l);
    if (x == NULL) return false;
    *x = (listed){.path = base_arena_str(l->w->arena, row->row->path),
                  .name = base_arena_str(l->w->arena, row->row->name),
                  .county = base_arena_str(l->w->arena, row->row->county),
                  .channel = base_arena_str(l->w->arena, row->channel_code),
                  .announcement = base_arena_str(l->w->arena, row->row->announcement),
                  .day = row->row->announced,
                  .until = row->row->valid_until};
    return true;
}

static bool find_recognised(list *l) {
    app_page page = {.more = true};
    app_list_query q = {.state = BASE_STR("recognised"), .round = l->w->want->target, .limit = APP_SHOW_ROWS_MAX};
    while (page.more && l->n < LISTED_MAX) {
        q.cursor = base_arena_str(l->w->arena, base_str_of(page.cursor));
        if (!app_show_register(l->w->app, &q, l->w->want->viewer, l->w->want->day, take_recognised, l, &page, l->w->e))
            return false;
    }
    return true;
}

/* ---- on public notice ---- */

static bool find_noticed(list *l) {
    app_public_notices all;
    if (!app_show_notices(l->w->app, l->w->want->day, l->w->arena, &all, l->w->e)) return false;
    for (size_t i = 0; i < all.n; i++) {
        const app_public_notice *n = &all.item[i];
        if (!base_str_eq(n->round, l->w->want->target)) continue;
        listed *x = add(l);
        if (x == NULL) return true;
        *x = (listed){.path = n->dossier.path,
                      .name = n->dossier.name,
                      .county = n->dossier.county,
                      .channel = channel_of(l->w, n->dossier.county, n->dossier.channel),
                      .day = n->first,
                      .until = n->last};
    }
    return true;
}

/* ---- recommended ---- */

/* A case that has been recommended and has not come back since. */
static bool is_recommended(const core_case *c) {
    const rules_id state = rules_find_state(core_kind(c), BASE_STR("recommended"));
    return state != RULES_NONE && c->control.state >= state && c->entered[state] != BASE_DATE_NONE;
}

static bool take_case(list *l, const app_waiting_row *row) {
    const app_paper_want *want = l->w->want;
    const base_str none = {NULL, 0}, channel = channel_of(l->w, row->place, none);
    base_str rest;
    if (want->channel.n > 0 && !base_str_eq(channel, want->channel)) return true;
    if (app_load(l->w->app, row->path, l->w->e) == NULL) return l->w->e->kind == BASE_ERR_NONE;
    const core_case *c = core_world_find(l->w->world, row->path, want->day, l->w->arena);
    if (c == NULL || !is_recommended(c)) return true;
    listed *x = add(l);
    if (x == NULL) return true;
    *x = (listed){.path = base_str_cut(row->path, '/', &rest),
                  .name = row->name,
                  .county = row->place,
                  .channel = channel,
                  .day = c->entered[rules_find_state(core_kind(c), BASE_STR("recommended"))],
                  .until = BASE_DATE_NONE};
    return true;
}

static bool find_recommended(list *l) {
    app_list_query q = {.round = l->w->want->target, .limit = APP_SHOW_ROWS_MAX};
    app_waiting_list rows = {.page = {.more = true}};
    while (rows.page.more && l->n < LISTED_MAX) {
        q.cursor = base_arena_str(l->w->arena, base_str_of(rows.page.cursor));
        if (!app_show_round_cases(l->w->app, &q, l->w->want->viewer, l->w->want->day, l->w->arena, &rows, l->w->e))
            return false;
        for (size_t i = 0; i < rows.n; i++) {
            if (!take_case(l, &rows.row[i])) return false;
        }
    }
    return true;
}

/* ---- the document ---- */

static int by_place(const void *a, const void *b) {
    const listed *x = a, *y = b;
    int order = base_str_cmp(x->channel, y->channel);
    if (order == 0) order = base_str_cmp(x->county, y->county);
    return order != 0 ? order : base_str_cmp(x->path, y->path);
}

static void put_rows(app_paper_writer *w, const list *l, base_str last) {
    const docs_paper_column column[] = {{app_paper_say(w, "序号", "No."), 2, false},
                                        {app_paper_say(w, "集群名称", "Cluster"), 9, false},
                                        {app_paper_say(w, "所在地", "Place"), 6, false},
                                        {app_paper_say(w, "推荐渠道", "Channel"), 5, false},
                                        {last, 5, false}};
    docs_paper_table(&w->p, column, 5);
    for (size_t i = 0; i < l->n; i++) {
        const listed *x = &l->item[i];
        const base_str cell[] = {app_paper_number(w, i + 1), x->name, app_paper_place(w, x->county, x->channel),
                                 app_place_name(w->world, x->channel),
                                 app_paper_day(w, x->until != BASE_DATE_NONE ? x->until : x->day)};
        docs_paper_row(&w->p, cell, 5);
    }
    docs_paper_table_end(&w->p);
}

static void put_list(app_paper_writer *w, const list *l) {
    const app_paper_want *want = w->want;
    const core_case *round = core_world_find(w->world, want->target, want->day, w->arena);
    const rules_book *b = round != NULL ? round->book : core_world_book(w->world, want->day);
    const bool notice = want->kind == APP_PAPER_NOTICE, recommended = want->kind == APP_PAPER_RECOMMENDATIONS;
    app_paper_begin(w, b,
                    recommended ? app_paper_say(w, "推荐汇总表", "Recommendations")
                    : notice    ? app_paper_say(w, "公示名单", "On public notice")
                                : app_paper_say(w, "认定名单", "Recognised"));
    docs_paper_note(&w->p, base_arena_fmt(w->arena, want->zh ? "（批次 %.*s%s%.*s）" : "(round %.*s%s%.*s)",
                                          (int)want->target.n, want->target.p, want->channel.n > 0 ? "，" : "",
                                          (int)app_place_name(w->world, want->channel).n,
                                          want->channel.n > 0 ? app_place_name(w->world, want->channel).p : ""));
    if (l->n == 0) {
        docs_paper_text(&w->p, app_paper_say(w, "目前没有。", "There are none."));
    } else {
        if (l->item[0].announcement.n > 0) docs_paper_note(&w->p, l->item[0].announcement);
        put_rows(w, l,
                 recommended ? app_paper_say(w, "推荐日期", "Since")
                 : notice    ? app_paper_say(w, "公示截止", "Last day")
                             : app_paper_say(w, "有效期末日", "Valid until"));
    }
    app_paper_remark(w);
}

static bool is_round(const app_paper_writer *w) {
    const core_case *c = core_world_find(w->world, w->want->target, w->want->day, w->arena);
    return c != NULL && c->parent == NULL && c->kind == c->book->round;
}

bool app_paper_of_round(app_paper_writer *w, bool *found) {
    list l = {.w = w};
    *found = is_round(w) && !(w->want->kind == APP_PAPER_RECOMMENDATIONS && app_viewer_is_public(w->want->viewer));
    if (!*found) return true;
    const bool good = w->want->kind == APP_PAPER_ANNOUNCEMENT ? find_recognised(&l)
                      : w->want->kind == APP_PAPER_NOTICE     ? find_noticed(&l)
                                                              : find_recommended(&l);
    if (!good) return false;
    if (l.n > 1) qsort(l.item, l.n, sizeof *l.item, by_place);
    put_list(w, &l);
    return true;
}
