/* match.c - see match.h. */
#include "app/match.h"

#include <stdlib.h>

#include "app/app_i.h"
#include "app/attach.h"
#include "app/match_i.h"
#include "core/submitted.h"
#include "docs/table.h"

enum { ARENA_MAX = 1 << 30, CODES_ARENA = 160 << 20, TELL_EVERY = 1 << 16, DOSSIER_BYTES = 64 << 20 };

/* A cluster that the viewer sees, of which the log or a draft names a roster. */
typedef struct {
    base_str path, name, county, state;
} cluster;

struct app_match {
    app *a;
    const app_match_options *o;
    base_arena *arena, *scratch; /* scratch: of one roster */
    core_match *match;
    app_match_streams streams;
    base_map draft; /* paths of clusters, and of the cases whose drafts name a roster */
    cluster *cluster;
    size_t n_clusters, clusters_cap;
    app_match_roster **roster;
    size_t n_rosters, rosters_cap;
    const app_match_roster *unread[APP_MATCH_UNREAD_MAX];
    app_match_report report;
    uint64_t at, size; /* of the list */
    uint32_t rows;
};

bool app_may_match(const core_world *w, const app_viewer *v, base_date day) {
    return !v->reads_all && app_may_draft_rulebook(w, &v->actor, day); /* the same levels */
}

app_match *app_match_new(app *a, const app_match_options *o) {
    app_match *m = base_zeroed(1, sizeof *m);
    m->a = a;
    m->o = o;
    m->arena = base_arena_new(ARENA_MAX);
    m->scratch = base_arena_new(CODES_ARENA);
    m->match = core_match_new(o->plan);
    base_map_init(&m->draft, m->arena);
    return m;
}

void app_match_free(app_match *m) {
    if (m == NULL) return;
    core_match_free(m->match);
    base_arena_free(m->arena);
    base_arena_free(m->scratch);
    free(m);
}

app *app_match_app(const app_match *m) { return m->a; }
const app_match_options *app_match_options_of(const app_match *m) { return m->o; }

static void tell(const app_match *m, bool listing, uint64_t done, uint64_t total) {
    const app_match_progress p = {.listing = listing, .done = done, .total = total, .rows = m->rows};
    if (m->o->told != NULL) m->o->told(m->o->ctx, &p);
}

/* ---- which clusters ---- */

static bool take_draft(void *ctx, const store_draft *row) {
    app_match *m = ctx;
    base_str rest;
    if (!app_match_names_roster(row->body)) return true;
    base_map_put(&m->draft, row->path)->value.num = 1;
    base_map_put(&m->draft, base_str_cut(row->path, '/', &rest))->value.num = 1;
    return true;
}

static int by_number(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool is_named(const app_match *m, const store_dossier *d) {
    const app_match_streams *s = &m->streams;
    return (s->n > 0 && bsearch(&d->stream, s->stream, s->n, sizeof *s->stream, by_number) != NULL) ||
           base_map_get(&m->draft, d->path) != NULL;
}

static bool take_dossier(void *ctx, const store_dossier *d) {
    app_match *m = ctx;
    const base_str place = m->o->place;
    if (place.n > 0 && !base_str_starts(d->county, place) && !base_str_starts(d->channel, place)) return true;
    if (app_may_see_place(app_world(m->a), &m->o->viewer, m->o->day, d->county, d->channel) != APP_SIGHT_FULL)
        return true;
    m->report.clusters++;
    if (!is_named(m, d)) return true;
    m->cluster = base_arena_grow(m->arena, m->cluster, m->n_clusters, &m->clusters_cap, sizeof *m->cluster);
    m->cluster[m->n_clusters++] = (cluster){base_arena_str(m->arena, d->path), base_arena_str(m->arena, d->name),
                                            base_arena_str(m->arena, d->county), base_arena_str(m->arena, d->state)};
    return true;
}

/* ---- which rosters ---- */

static bool is_roster(base_str key) { return base_str_starts(key, BASE_STR("roster.")); }

static void add_roster(app_match *m, const cluster *k, base_str path, base_str value, bool draft, size_t first) {
    const base_str digest = app_attachment_of(value);
    if (digest.n == 0) return;
    for (size_t i = first; i < m->n_rosters; i++)
        if (base_str_eq(m->roster[i]->digest, digest)) return;
    app_match_roster *r = base_arena_alloc(m->arena, sizeof *r);
    *r = (app_match_roster){.cluster = k->path,
                            .name = k->name,
                            .county = k->county,
                            .state = k->state,
                            .path = base_arena_str(m->arena, path),
                            .digest = base_arena_str(m->arena, digest),
                            .draft = draft};
    m->roster = base_arena_grow(m->arena, m->roster, m->n_rosters, &m->rosters_cap, sizeof(app_match_roster *));
    m->roster[m->n_rosters++] = r;
}

static bool has_roster(const core_case *c) {
    for (const core_note *n = c->why; n != NULL; n = n->next)
        if (is_roster(n->key)) return true;
    return false;
}

static const core_case *newest_with_roster(app_match *m, const core_case *root) {
    const core_case **newest;
    const size_t n = core_submitted(root, m->scratch, &newest);
    for (size_t i = 0; i < n; i++)
        if (has_roster(newest[i])) return newest[i];
    return NULL;
}

static bool add_drafts(app_match *m, const cluster *k, const core_case *c, size_t first, base_err *e) {
    core_draft d;
    uint64_t version = 0;
    if (base_map_get(&m->draft, c->path) != NULL) {
        if (!app_draft(m->a, c, &d, &version, m->scratch, e)) return false;
        for (size_t i = 0; i < d.n_fields; i++)
            if (is_roster(d.field[i].key)) add_roster(m, k, c->path, d.field[i].value, true, first);
    }
    for (const core_case *x = c->child; x != NULL; x = x->sibling)
        if (!add_drafts(m, k, x, first, e)) return false;
    return true;
}

static bool add_cluster(app_match *m, const cluster *k, base_err *e) {
    const core_case *root = app_load(m->a, k->path, e);
    const size_t first = m->n_rosters;
    if (root == NULL) return e->kind == BASE_ERR_NONE;
    const core_case *last = newest_with_roster(m, root);
    for (const core_note *n = last != NULL ? last->why : NULL; n != NULL; n = n->next)
        if (is_roster(n->key)) add_roster(m, k, last->path, n->text, false, first);
    const bool good = base_map_get(&m->draft, k->path) == NULL || add_drafts(m, k, root, first, e);
    base_arena_reset(m->scratch);
    if (m->n_rosters > first) m->report.without--;
    return good;
}

/* ---- their codes ---- */

static bool add_codes(app_match *m, size_t i, base_err *e) {
    app_match_codes codes;
    app_match_roster *r = m->roster[i];
    base_arena_reset(m->scratch);
    if (!app_match_codes_of(m->a, m->o->plan, r->digest, m->scratch, &codes, &r->unread)) {
        if (m->report.unread++ < APP_MATCH_UNREAD_MAX) m->unread[m->report.n_told++] = r;
        return true;
    }
    for (size_t k = 0; k < codes.n; k++) {
        const app_match_row *x = &codes.row[k];
        if (!core_match_add(m->match, (core_credit_key)x->high << 64 | x->low, (uint32_t)i, x->row, e)) return false;
    }
    return true;
}

/* Clusters of whose rosters none was read; those of one cluster stand together. */
static void count_unmatched(app_match *m) {
    for (size_t i = 0, end; i < m->n_rosters; i = end) {
        bool read = false;
        for (end = i; end < m->n_rosters && base_str_eq(m->roster[end]->cluster, m->roster[i]->cluster); end++)
            read = read || m->roster[end]->unread.kind == BASE_ERR_NONE;
        m->report.unmatched += !read;
    }
}

bool app_match_gather(app_match *m, base_err *e) {
    app_hold_at_most(m->a, DOSSIER_BYTES);
    if (!app_match_streams_of(m->a, m->arena, &m->streams, e) || !store_drafts(app_store(m->a), take_draft, m, e) ||
        !store_dossiers(app_store(m->a), UINT64_MAX, take_dossier, m, e))
        return false;
    m->report.without = m->report.clusters;
    for (size_t i = 0; i < m->n_clusters; i++)
        if (!add_cluster(m, &m->cluster[i], e)) return false;
    for (size_t i = 0; i < m->n_rosters; i++) {
        if (!add_codes(m, i, e)) return false;
        tell(m, false, i + 1, m->n_rosters);
    }
    app_match_sweep(m->a);
    count_unmatched(m);
    m->report.rosters = (uint32_t)m->n_rosters;
    m->report.enterprises = (uint32_t)core_match_rows(m->match);
    return true;
}

/* ---- the list ---- */

static bool take_row(void *ctx, uint32_t row, const base_str *cell, size_t n, base_err *e) {
    app_match *m = ctx;
    if (++m->rows % TELL_EVERY == 0) tell(m, true, m->at, m->size);
    return core_match_list_row(m->match, row, cell, n, e);
}

bool app_match_list(app_match *m, int fd, uint64_t size, base_err *e) {
    m->size = size;
    tell(m, true, 0, size);
    return docs_table_follow(fd, size, &m->at, take_row, m, e) && core_match_list_end(m->match, e);
}

/* ---- what was found ---- */

app_match_report app_match_report_of(app_match *m) {
    app_match_report r = m->report;
    core_match_found f;
    const app_match_roster *before = NULL;
    r.list = core_match_report_of(m->match);
    r.told = m->unread;
    for (size_t at = 0; core_match_next(m->match, &at, &f); before = m->roster[f.roster])
        r.found_clusters += before == NULL || !base_str_eq(before->cluster, m->roster[f.roster]->cluster);
    return r;
}

bool app_match_each(app_match *m, app_each_finding each, void *ctx, base_err *e) {
    app_match_codes codes = {.n = 0};
    core_match_found f;
    uint32_t loaded = UINT32_MAX;
    size_t k = 0;
    for (size_t at = 0; core_match_next(m->match, &at, &f);) {
        char code[CORE_CREDIT_CHARS];
        if (f.roster != loaded) {
            base_arena_reset(m->scratch);
            if (!app_match_codes_of(m->a, m->o->plan, m->roster[f.roster]->digest, m->scratch, &codes, e)) return false;
            loaded = f.roster;
            k = 0;
        }
        while (k < codes.n && codes.row[k].row < f.row) k++;
        if (k == codes.n || codes.row[k].row != f.row || codes.row[k].name_at > codes.names.n ||
            codes.row[k].name_n > codes.names.n - codes.row[k].name_at)
            return base_err_fmt(e, BASE_ERR_IO, "名册在比对期间有变动，请重新比对",
                                "a roster changed meanwhile: match again");
        const app_match_row *x = &codes.row[k];
        core_credit_key_put((core_credit_key)x->high << 64 | x->low, code);
        const app_match_finding found = {.roster = m->roster[f.roster],
                                         .row = f.row,
                                         .code = {code, sizeof code},
                                         .enterprise = {codes.names.p + x->name_at, x->name_n},
                                         .list_row = f.list_row,
                                         .times = f.times};
        if (!each(ctx, &found, e)) return false;
    }
    return true;
}
