/* outcome.c - see outcome_i.h. */
#include "http/portal/outcome_i.h"

#include <stdlib.h>

#include "http/portal/shared_i.h"
#include "http/service.h"

enum { KEPT_MAX = 64 << 20 };

typedef struct {
    base_arena *arena;
    portal_outcome *item;
    uint64_t *stream; /* of the recognitions, in order */
    size_t n, cap, n_streams, cap_streams;
    uint64_t last;
    size_t page;
    bool more;
    portal_outcome dossier; /* whose cases are looked at */
    const rules_book *book;
} scan;

static portal_outcome *add(scan *s) {
    s->item = base_arena_grow(s->arena, s->item, s->n, &s->cap, sizeof *s->item);
    return &s->item[s->n++];
}

static base_str keep(scan *s, base_str v) { return base_arena_str(s->arena, v); }

static bool take_dossier(void *ctx, const store_dossier *d) {
    scan *s = ctx;
    s->page++;
    s->last = d->stream;
    if (s->n_streams == PORTAL_OUTCOMES_MAX) {
        s->more = true;
        return false;
    }
    *add(s) = (portal_outcome){.what = PORTAL_RECOGNITION,
                               .path = keep(s, d->path),
                               .name = keep(s, d->name),
                               .county = keep(s, d->county),
                               .channel = keep(s, d->channel),
                               .industry = keep(s, d->industry),
                               .round = keep(s, d->round),
                               .state = keep(s, d->state),
                               .announcement = keep(s, d->announcement),
                               .day = d->announced,
                               .valid_until = d->valid_until};
    s->stream = base_arena_grow(s->arena, s->stream, s->n_streams, &s->cap_streams, sizeof *s->stream);
    s->stream[s->n_streams++] = d->stream;
    return true;
}

/* Ends that are public, of what is about the recognition itself: not of applications, which end in it. */
static bool is_result(const rules_book *b, const store_standing *row) {
    rules_id k = rules_find_case(b, row->kind), s;
    if (k == RULES_NONE || b->kase[k].parent != b->cluster) return false;
    s = rules_find_state(&b->kase[k], row->state);
    return s != RULES_NONE && b->kase[k].state[s].is_public && b->kase[k].state[s].end &&
           (base_str_is(row->kind, "reexamination") || base_str_is(row->kind, "revocation"));
}

static bool take_case(void *ctx, const store_standing *row) {
    scan *s = ctx;
    if (row->no == 0 || !is_result(s->book, row)) return true;
    portal_outcome of = s->dossier;
    of.what = PORTAL_CASE;
    of.kind = keep(s, row->kind);
    of.result = keep(s, row->state);
    of.day = row->since;
    *add(s) = of;
    return true;
}

static bool scan_state(app *a, scan *s, const char *state, base_err *e) {
    s->last = UINT64_MAX;
    s->page = STORE_PAGE_MAX;
    while (s->page >= STORE_PAGE_MAX && !s->more) {
        store_register_query q = {.state = base_str_of(state), .after = s->last, .limit = STORE_PAGE_MAX};
        s->page = 0;
        if (!store_register(app_store(a), &q, take_dossier, s, e)) return false;
    }
    return true;
}

static int newest_first(const void *x, const void *y) {
    const portal_outcome *a = x, *b = y;
    if (a->day != b->day) return a->day > b->day ? -1 : 1;
    return base_str_cmp(a->path, b->path);
}

static bool scan_all(http_exchange *x, app *a, scan *s, base_err *e) {
    s->book = core_world_book(app_world(a), http_today(x->service));
    if (s->book == NULL) return true;
    if (!scan_state(a, s, "recognised", e) || !scan_state(a, s, "revoked", e)) return false;
    for (size_t i = 0; i < s->n_streams; i++) {
        s->dossier = s->item[i]; /* the list may move while it grows */
        if (!store_standings(app_store(a), s->stream[i], take_case, s, e)) return false;
    }
    if (s->n > 1) qsort(s->item, s->n, sizeof *s->item, newest_first);
    return true;
}

/* With the lock held. */
static bool renew(http_exchange *x, app *a, http_portal *p, base_err *e) {
    store_head head;
    if (p->outcomes_at != 0 && app_now() - p->outcomes_at < (int64_t)HTTP_FIGURES_S * 1000) return true;
    if (!store_head_get(app_store(a), &head, e)) return false;
    if (p->outcomes_at == 0 || head.size != p->outcomes_size) {
        scan s = {.arena = base_arena_new(KEPT_MAX)};
        if (!scan_all(x, a, &s, e)) {
            base_arena_free(s.arena);
            return false;
        }
        base_arena_free(p->outcomes_arena);
        p->outcomes_arena = s.arena;
        p->outcomes = (portal_outcomes){s.item, s.n, s.more};
        p->outcomes_size = head.size;
    }
    p->outcomes_at = app_now();
    return true;
}

static base_str copy(http_exchange *x, base_str s) { return base_arena_str(x->arena, s); }

bool portal_outcomes_find(http_exchange *x, app *a, portal_outcomes *out, base_err *e) {
    http_portal *p = http_portal_of(x->service);
    pthread_mutex_lock(&p->lock);
    bool good = renew(x, a, p, e);
    *out = (portal_outcomes){.n = good ? p->outcomes.n : 0, .more = p->outcomes.more};
    out->item = base_arena_array(x->arena, out->n + 1, sizeof *out->item);
    for (size_t i = 0; i < out->n; i++) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): n is 0 where there is no list */
        portal_outcome o = p->outcomes.item[i];
        o.path = copy(x, o.path);
        o.name = copy(x, o.name);
        o.county = copy(x, o.county);
        o.channel = copy(x, o.channel);
        o.industry = copy(x, o.industry);
        o.round = copy(x, o.round);
        o.state = copy(x, o.state);
        o.announcement = copy(x, o.announcement);
        o.kind = copy(x, o.kind);
        o.result = copy(x, o.result);
        out->item[i] = o;
    }
    pthread_mutex_unlock(&p->lock);
    return good;
}
