/* show_round.c - rounds with their settings, and for officials the places of each channel that are taken. */
#include "app/show_i.h"

typedef struct {
    const rules_tally *tally;
    const rules_number *number;
    rules_id kase;
} quota;

/* The count of a case that is held against a number of the round, by round and channel (通知2022). */
static bool find_quota(const rules_book *b, quota *out) {
    for (size_t i = 0; i < b->n_atoms; i++) {
        const rules_atom *x = &b->atom[i];
        if (!app_is_quota(b, x)) continue;
        *out = (quota){&b->kase[x->kase].tally[x->tally], &b->kase[x->kase].number[x->number], x->kase};
        return true;
    }
    return false;
}

static int64_t setting(const core_case *round, rules_ref ref) {
    if (ref.holder != RULES_ROUND || ref.field >= core_kind(round)->n_fields || !round->field[ref.field].set) return -1;
    return round->field[ref.field].n;
}

/* Whether a channel takes the number's first value: the rulebook asks the cluster whether its channel is separate. */
static bool takes_first(const rules_book *b, const rules_number *n, const core_channel *ch) {
    if (n->guard == RULES_NONE) return true;
    const rules_guard *g = &b->guard[n->guard];
    if (g->op != RULES_G_ATOM || b->cluster == RULES_NONE) return false;
    const rules_atom *x = &b->atom[g->a];
    const rules_case *k = &b->kase[b->cluster];
    return x->kind == RULES_A_YES && x->ref.holder == RULES_CLUSTER && x->ref.field < k->n_fields &&
           base_str_is(k->field[x->ref.field].name, "separate") && ch->separate;
}

static app_places places_of(const core_world *w, const core_case *round, const quota *q, const core_channel *ch,
                            base_arena *arena) {
    const rules_book *b = round->book;
    base_str kind = b->kase[q->kase].name;
    base_str key = base_arena_fmt(arena, "%.*s|%.*s|%.*s|%.*s|||", (int)kind.n, kind.p, (int)q->tally->name.n,
                                  q->tally->name.p, (int)round->path.n, round->path.p, (int)ch->code.n, ch->code.p);
    return (app_places){ch, core_world_get_count(w, key),
                        setting(round, takes_first(b, q->number, ch) ? q->number->yes : q->number->no)};
}

static void put_places(app *a, const core_case *round, const app_viewer *v, base_date day, base_arena *arena,
                       app_round_view *out) {
    const core_divisions *d = core_world_divisions(a->world);
    quota q;
    if (app_viewer_is_public(v) || d == NULL || !find_quota(round->book, &q)) return;
    app_places *place = base_arena_array(arena, core_channels_count(d), sizeof *place);
    base_str none = {NULL, 0};
    for (size_t i = 0; i < core_channels_count(d); i++) {
        const core_channel *ch = core_channel_at(d, i);
        if (app_may_see_place(a->world, v, day, none, ch->code) != APP_SIGHT_FULL) continue;
        place[out->n_places++] = places_of(a->world, round, &q, ch, arena);
    }
    out->place = place;
}

bool app_show_rounds(app *a, const app_viewer *v, base_date day, base_arena *arena, app_rounds *out, base_err *e) {
    (void)e;
    const rules_book *b = core_world_book(a->world, day);
    size_t n = 0;
    *out = (app_rounds){.n = 0};
    if (b == NULL || b->round == RULES_NONE) return true;
    for (const core_case *c = core_world_first(a->world, b->round); c != NULL; c = c->next) n++;
    app_round_view *round = base_arena_array(arena, n, sizeof *round);
    for (const core_case *c = core_world_first(a->world, b->round); c != NULL; c = c->next) {
        enum app_sight sight = app_may_see(a->world, v, day, c);
        if (sight == APP_SIGHT_NONE) continue;
        app_round_view *r = &round[n - 1 - out->n++];
        app_view_case(a, c, sight, day, arena, &r->round);
        put_places(a, c, v, day, arena, r);
    }
    out->round = round + (n - out->n);
    return true;
}
