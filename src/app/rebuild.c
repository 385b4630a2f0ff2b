/* rebuild.c - see rebuild.h. Rows are written table by table in batches; of one batch all memory is given back. */
#include "app/rebuild.h"

#include "app/audit_i.h"

enum { BATCH = 4096, BATCH_MAX = 1 << 30 };

typedef struct {
    app_audit_run run; /* marks and the replay, as in an audit */
    app_rebuild_report *report;
    store *s;
    store_head head;
    base_arena *batch;
    base_err *e;
} rebuilding;

/* ---- writing ---- */

static bool write_rows(rebuilding *x, const app_rows *r) {
    store_group g = {.head = &x->head};
    app_rows_into(&g, r);
    x->report->rows += r->n_streams + r->n_standings + r->n_dossiers + r->n_tallies + r->n_rounds;
    return store_write(x->s, &g, x->e);
}

static bool is_full(const app_rows *r) { return r->n_standings >= BATCH || r->n_streams >= BATCH; }

static bool write_streams(rebuilding *x, const app_rerows *rows) {
    app_rows r = {.arena = x->batch};
    for (size_t i = 0; i < app_rerows_streams(rows); i++) {
        app_rerows_stream(rows, i, &r);
        app_rerows_standings(rows, i, &r);
        app_rerows_dossier(rows, i, &r);
        app_rerows_round(rows, i, &r);
        if (!is_full(&r) && i + 1 < app_rerows_streams(rows)) continue;
        if (!write_rows(x, &r)) return false;
        base_arena_reset(x->batch);
        r = (app_rows){.arena = x->batch};
    }
    return true;
}

static bool write_tallies(rebuilding *x, const app_rerows *rows) {
    app_rows all = {.arena = x->batch};
    app_rerows_tallies(rows, &all);
    for (size_t i = 0; i < all.n_tallies; i += BATCH) {
        app_rows part = {.tally = all.tally + i, .n_tallies = all.n_tallies - i < BATCH ? all.n_tallies - i : BATCH};
        if (!write_rows(x, &part)) return false;
    }
    base_arena_reset(x->batch);
    return true;
}

static bool write_requests(rebuilding *x, const app_rerows *rows) {
    for (size_t i = 0; i < rows->n_requests; i += BATCH) {
        store_group g = {.head = &x->head, .request = rows->request + i};
        g.n_requests = rows->n_requests - i < BATCH ? rows->n_requests - i : BATCH;
        x->report->rows += g.n_requests;
        if (!store_write(x->s, &g, x->e)) return false;
    }
    return true;
}

static bool write_tiles(rebuilding *x) {
    app_retree_walk walk = {0};
    log_tile_id id;
    const app_retree *tree = app_replay_tree(x->run.replay);
    store_tile tile[64];
    store_group g = {.head = &x->head, .tile = tile};
    bool more = true;
    while (more) {
        more = app_retree_next(tree, &walk, &id);
        if (more) tile[g.n_tiles++] = (store_tile){id.level, id.index, app_retree_tile(tree, id)};
        if (g.n_tiles < sizeof tile / sizeof *tile && (more || g.n_tiles == 0)) continue;
        x->report->rows += g.n_tiles;
        if (!store_write(x->s, &g, x->e)) return false;
        g.n_tiles = 0;
    }
    return true;
}

static bool write_all(rebuilding *x) {
    const app_rerows *rows = app_replay_rows(x->run.replay);
    return store_drop_derived(x->s, x->e) && write_streams(x, rows) && write_tallies(x, rows) &&
           write_requests(x, rows) && write_tiles(x);
}

/* ---- all of it ---- */

static bool rebuild(rebuilding *x) {
    app_audit_source log = {.x = &x->run, .s = x->s};
    if (!store_begin(x->s, APP_WAIT_MS, &x->head, x->e)) return false;
    log.head = x->head;
    if (!app_audit_source_log(&log, false, x->e)) {
        if (x->run.failed && x->e->kind == BASE_ERR_NONE) *x->e = x->run.error;
        return !x->run.failed; /* a difference is for the report to say */
    }
    return write_all(x) && store_commit(x->s, x->e) == STORE_COMMITTED;
}

bool app_rebuild(const app_place *place, void (*progress)(void *ctx, uint64_t events), void *ctx, base_arena *arena,
                 app_rebuild_report *report, base_err *e) {
    app_audit_options o = {.place = *place, .progress = progress, .ctx = ctx};
    app_audit_report audit = {.day = BASE_DATE_NONE, .payloads = true};
    rebuilding x = {.report = report, .e = e};
    *report = (app_rebuild_report){0};
    x.run = (app_audit_run){.o = &o, .report = &audit, .diff = &audit.difference, .arena = arena};
    x.batch = base_arena_new(BATCH_MAX);
    store_options to = {.address = place->db};
    if (to.address == NULL) to.address = app_audit_path(&x.run, "jiqun.db");
    x.s = store_open(&to, e);
    bool good = x.s != NULL && rebuild(&x);
    report->difference = audit.difference;
    report->events = x.run.replay != NULL ? app_replay_look(x.run.replay).events : 0;
    if (x.s != NULL) store_rollback(x.s);
    store_close(x.s);
    app_replay_free(x.run.replay);
    app_pubs_free(&x.run.keys);
    base_arena_free(x.batch);
    return good;
}
