/* audit_table.c - derived tables: every row is worked out anew and held against the one that is stored, side by side in
 * the order of their keys. The index of names is not among them: the database's own check holds it against the rows of
 * `dossier`, which are. */
#include <stdio.h>

#include "app/audit_i.h"
#include "store/lines.h"

enum { COLUMNS_MAX = 20, LINE_MAX = 16 << 20, BATCH_FIRST = 256 << 10, BATCH_MAX = 1 << 30 };

typedef struct {
    const char *zh;
    unsigned keys;    /* leading columns that make the key */
    unsigned numbers; /* bit per column: a number */
    const char *column[COLUMNS_MAX];
} table_info;

static const table_info info[STORE_N_DERIVED] = {
    [STORE_T_STREAM] = {"事项编号", 1, 1, {"stream", "name", "kind"}},
    [STORE_T_STANDING] = {"现状",
                          2,
                          3,
                          {"stream", "no", "name", "kind", "state", "since", "last", "place", "waits", "watch"}},
    [STORE_T_DOSSIER] = {"集群",
                         1,
                         1,
                         {"stream", "path", "name", "industry", "subfield", "county", "channel", "state", "announced",
                          "valid_from", "valid_until", "announcement", "round", "provincial", "pooled", "taken_over"}},
    [STORE_T_TALLY] = {"计数", 1, 0, {"key", "n"}},
    [STORE_T_ROUND] = {"批次", 1, 1, {"stream", "path", "state", "opened", "county_closes", "closes", "settings"}},
    [STORE_T_REQUEST] = {"请求", 1, 0, {"id", "seq", "n"}},
    [STORE_T_TILE] = {"树块", 2, 3, {"level", "index", "bytes"}},
};

/* The rows that must be there, one after the other. */
typedef struct {
    app_audit_run *x;
    enum store_table table;
    const app_rerows *rows;
    app_rows batch; /* of one stream */
    size_t at;      /* in the batch */
    size_t stream;  /* the next one */
    app_retree_walk walk;
    base_buf line;
    bool there; /* `line` holds one */
} due;

/* ---- what must be there ---- */

static size_t batch_size(const due *d) {
    switch (d->table) {
    case STORE_T_STREAM: return d->batch.n_streams;
    case STORE_T_STANDING: return d->batch.n_standings;
    case STORE_T_DOSSIER: return d->batch.n_dossiers;
    case STORE_T_ROUND: return d->batch.n_rounds;
    case STORE_T_TALLY: return d->batch.n_tallies;
    default: return 0;
    }
}

static void load_batch(due *d) {
    base_arena *arena = d->batch.arena;
    base_arena_reset(arena);
    d->batch = (app_rows){.arena = arena};
    d->at = 0;
    size_t i = d->stream++;
    switch (d->table) {
    case STORE_T_STREAM: app_rerows_stream(d->rows, i, &d->batch); break;
    case STORE_T_STANDING: app_rerows_standings(d->rows, i, &d->batch); break;
    case STORE_T_DOSSIER: app_rerows_dossier(d->rows, i, &d->batch); break;
    case STORE_T_ROUND: app_rerows_round(d->rows, i, &d->batch); break;
    case STORE_T_TALLY: app_rerows_tallies(d->rows, &d->batch); break;
    default: break;
    }
}

static void put_line(due *d) {
    size_t i = d->at++;
    switch (d->table) {
    case STORE_T_STREAM: store_line_stream(&d->line, &d->batch.stream[i]); break;
    case STORE_T_STANDING: store_line_standing(&d->line, &d->batch.standing[i]); break;
    case STORE_T_DOSSIER: store_line_dossier(&d->line, &d->batch.dossier[i]); break;
    case STORE_T_ROUND: store_line_round(&d->line, &d->batch.round[i]); break;
    case STORE_T_TALLY: store_line_tally(&d->line, &d->batch.tally[i]); break;
    default: break;
    }
}

static bool next_of_batch(due *d) {
    size_t streams = d->table == STORE_T_TALLY ? 1 : app_rerows_streams(d->rows);
    while (d->at >= batch_size(d)) {
        if (d->stream >= streams) return false;
        load_batch(d);
    }
    put_line(d);
    return true;
}

static bool next_request(due *d) {
    if (d->at >= d->rows->n_requests) return false;
    store_line_request(&d->line, &d->rows->request[d->at++]);
    return true;
}

static bool next_tile(due *d) {
    log_tile_id id;
    const app_retree *tree = app_replay_tree(d->x->replay);
    if (!app_retree_next(tree, &d->walk, &id)) return false;
    store_tile row = {id.level, id.index, app_retree_tile(tree, id)};
    store_line_tile(&d->line, &row);
    return true;
}

static void next(due *d) {
    base_buf_clear(&d->line);
    if (d->table == STORE_T_REQUEST)
        d->there = next_request(d);
    else if (d->table == STORE_T_TILE)
        d->there = next_tile(d);
    else
        d->there = next_of_batch(d);
}

/* ---- side by side ---- */

/* Column `i` of a line, whose first word is the table's name. */
static base_str column(base_str line, unsigned i) {
    base_str rest = line, out = base_str_cut(rest, '\t', &rest);
    for (unsigned k = 0; k <= i; k++) out = base_str_cut(rest, '\t', &rest);
    return out;
}

static int compare_key(const table_info *t, base_str a, base_str b) {
    for (unsigned i = 0; i < t->keys; i++) {
        base_str x = column(a, i), y = column(b, i);
        bool number = (t->numbers >> i & 1U) != 0;
        if (number && x.n != y.n) return x.n < y.n ? -1 : 1;
        int order = base_str_cmp(x, y);
        if (order != 0) return order;
    }
    return 0;
}

/* "表 standing（现状）stream=12 no=0 的 state 栏"; `field` NULL: the row as a whole. */
static bool at_row(app_audit_run *x, enum store_table table, base_str line, const char *field) {
    const table_info *t = &info[table];
    char key[200] = "", zh[64] = "", en[64] = "";
    for (unsigned i = 0; i < t->keys; i++) {
        size_t n = strlen(key);
        base_str v = base_utf8_head(column(line, i), 80);
        (void)snprintf(key + n, sizeof key - n, "%s%s=%.*s", i > 0 ? " " : "", t->column[i], (int)v.n, v.p);
    }
    if (field != NULL) {
        (void)snprintf(zh, sizeof zh, " 的 %s 栏", field);
        (void)snprintf(en, sizeof en, ", column %s", field);
    }
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "表 %s（%s）%s%s%.0s", "table %s%.0s, %s%.0s%s",
                 store_table_name(table), t->zh, key, zh, en);
    return false;
}

static bool differs(due *d, base_str stored) {
    const table_info *t = &info[d->table];
    base_str expected = base_buf_str(&d->line);
    for (unsigned i = 0; i < COLUMNS_MAX && t->column[i] != NULL; i++) {
        base_str x = column(stored, i), y = column(expected, i);
        if (base_str_eq(x, y)) continue;
        app_differ_texts(d->x->diff, x, y, "与由日志重新算得的不同", "it is not what follows from the log");
        return at_row(d->x, d->table, stored, t->column[i]);
    }
    app_differ_texts(d->x->diff, stored, expected, "与由日志重新算得的不同", "it is not what follows from the log");
    return at_row(d->x, d->table, stored, NULL);
}

static bool lacks(due *d) {
    app_differ(d->x->diff, "缺此行", "the row is missing");
    return at_row(d->x, d->table, base_buf_str(&d->line), NULL);
}

static bool take_line(void *ctx, base_str table, base_str line) {
    due *d = ctx;
    (void)table;
    if (d->there && base_str_eq(base_buf_str(&d->line), line)) {
        d->x->report->rows++;
        next(d);
        return true;
    }
    int order = d->there ? compare_key(&info[d->table], line, base_buf_str(&d->line)) : -1;
    if (order == 0) return differs(d, line);
    if (order > 0) return lacks(d);
    app_differ(d->x->diff, "多出此行", "the row should not be there");
    return at_row(d->x, d->table, line, NULL);
}

static bool check_table(app_audit_run *x, store *s, enum store_table table, base_err *e) {
    due d = {.x = x, .table = table, .rows = app_replay_rows(x->replay)};
    d.batch.arena = base_arena_new_sized(BATCH_MAX, BATCH_FIRST);
    base_buf_init(&d.line, LINE_MAX);
    next(&d);
    bool good = store_derived_lines(s, store_table_name(table), take_line, &d, e);
    x->failed = !good;
    good = good && !x->diff->any && (!d.there || lacks(&d));
    base_buf_free(&d.line);
    base_arena_free(d.batch.arena);
    return good;
}

bool app_audit_tables(app_audit_run *x, store *s, base_err *e) {
    for (int t = 0; t < STORE_N_DERIVED; t++) {
        if (t != STORE_T_SEARCH && !check_table(x, s, (enum store_table)t, e)) return false;
    }
    return true;
}
