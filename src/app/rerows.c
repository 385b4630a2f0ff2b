/* rerows.c - see rerows.h. */
#include "app/rerows.h"

#include "core/due.h"

#include <stdlib.h>

#define INDEX_MAX ((size_t)4 << 30)

enum { SCRATCH_MAX = 1 << 30 };

void app_rerows_init(app_rerows *r, core_world *w, base_arena *arena) {
    *r = (app_rerows){.world = w, .arena = arena, .texts_day = BASE_DATE_NONE};
    r->scratch = base_arena_new(SCRATCH_MAX);
    base_buf_init(&r->index, INDEX_MAX);
}

void app_rerows_free(app_rerows *r) {
    base_buf_free(&r->index);
    base_arena_free(r->scratch);
}

/* ---- streams ---- */

static void set_index(app_rerows *r, uint64_t number, uint32_t value) {
    static const uint32_t none[64] = {0};
    while (r->index.n <= number * sizeof value) base_buf_put(&r->index, none, sizeof none);
    memcpy(r->index.p + number * sizeof value, &value, sizeof value);
}

static app_rerow *get_row(app_rerows *r, const core_case *root) {
    uint64_t number = root->opened_seq > 0 ? root->opened_seq - 1 : 0;
    uint32_t at = 0;
    if (number * sizeof at < r->index.n) memcpy(&at, r->index.p + number * sizeof at, sizeof at);
    return at > 0 ? &r->item[at - 1] : NULL;
}

static app_rerow *row_of(app_rerows *r, core_case *root) {
    app_rerow *x = get_row(r, root);
    if (x != NULL) return x;
    r->item = base_arena_grow(r->arena, r->item, r->n, &r->cap, sizeof *r->item);
    r->item[r->n++] = (app_rerow){.root = root, .watch = BASE_DATE_NONE};
    set_index(r, root->opened_seq > 0 ? root->opened_seq - 1 : 0, (uint32_t)r->n);
    return &r->item[r->n - 1];
}

/* ---- what is kept as it was ---- */

static void settle(app_rerows *r) {
    for (size_t i = 0; i < r->n_due; i++) {
        app_rerow *x = &r->item[r->due[i]];
        x->watch = core_due_watch(r->world, x->root, r->scratch);
        x->due = false;
        base_arena_reset(r->scratch);
    }
    r->n_due = 0;
}

void app_rerows_before_day(app_rerows *r, base_date day) {
    if (core_world_takes_up(r->world, day)) settle(r);
}

void app_rerows_before(app_rerows *r, const core_event *e) {
    if (app_is_of_all(r->world, e)) settle(r);
}

static void note_waits(app_rerows *r, app_rerow *x, const core_case *c) {
    const rules_state *s = core_state(c);
    if (c->no >= x->cap) {
        uint32_t cap = c->no < 8 ? 16 : c->no * 2;
        uint8_t *waits = base_arena_alloc(r->arena, cap);
        if (x->n > 0) memcpy(waits, x->waits, x->n);
        x->waits = waits;
        x->cap = cap;
    }
    x->waits[c->no] = !s->rest && !s->end;
    if (c->no >= x->n) x->n = c->no + 1;
}

static void note_below(app_rerows *r, app_rerow *x, const core_case *c) {
    for (const core_case *k = c->child; k != NULL; k = k->sibling) {
        note_waits(r, x, k);
        note_below(r, x, k);
    }
}

void app_rerows_after(app_rerows *r, const core_event *e, const core_case *c, uint64_t seq) {
    if (c == NULL) {
        core_case *programme = core_world_programme(r->world);
        r->texts_last = seq + 1;
        r->texts_day = e->day;
        if (programme != NULL) note_waits(r, row_of(r, programme), programme);
        return;
    }
    core_case *root = core_stream_here(r->world, c->path);
    app_rerow *x = row_of(r, root);
    note_waits(r, x, c);
    note_waits(r, x, root);
    for (size_t i = 0; i < e->n_moves; i++) {
        const core_case *moved = core_world_find(r->world, e->move[i].path, e->day, r->scratch);
        if (moved != NULL) note_waits(r, x, moved);
    }
    if (app_changes_place(e, root)) note_below(r, x, root);
    if (x->due) return;
    x->due = true;
    r->due = base_arena_grow(r->arena, r->due, r->n_due, &r->cap_due, sizeof *r->due);
    r->due[r->n_due++] = (size_t)(x - r->item);
}

void app_rerows_command(app_rerows *r, base_str request, uint64_t seq, size_t n) {
    r->request = base_arena_grow(r->arena, r->request, r->n_requests, &r->cap_requests, sizeof *r->request);
    r->request[r->n_requests++] = (store_request){base_arena_str(r->arena, request), seq, (uint32_t)n};
}

static int by_id(const void *a, const void *b) {
    const store_request *x = a, *y = b;
    int order = base_str_cmp(x->id, y->id);
    return order != 0 ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

/* Ids begin with the time, so in the order of the log they are nearly sorted: each goes back past the few before it
 * that are greater. Where they are of another kind, and it is many, they are sorted as any others. */
static void sort_requests(store_request *x, size_t n) {
    enum { FEW = 8 };
    size_t moved = 0;
    for (size_t i = 1; i < n && moved / FEW < n; i++) {
        const store_request one = x[i];
        size_t k = i;
        for (; k > 0 && by_id(&one, &x[k - 1]) < 0; k--) x[k] = x[k - 1];
        x[k] = one;
        moved += i - k;
    }
    if (moved / FEW >= n) qsort(x, n, sizeof *x, by_id);
}

bool app_rerows_end(app_rerows *r, base_str *twice) {
    settle(r);
    if (r->n_requests > 1) sort_requests(r->request, r->n_requests);
    for (size_t i = 1; i < r->n_requests; i++) {
        if (!base_str_eq(r->request[i].id, r->request[i - 1].id)) continue;
        *twice = r->request[i].id;
        return false;
    }
    return true;
}

/* ---- rows ---- */

/* Before a text has made a case of the programme, it has rows all the same. */
static bool is_without_case(const app_rerows *r) { return r->texts_last > 0 && core_world_programme(r->world) == NULL; }

size_t app_rerows_streams(const app_rerows *r) { return r->n + is_without_case(r); }

/* NULL for the programme without a case. */
static const app_rerow *at(const app_rerows *r, size_t i) {
    if (!is_without_case(r)) return &r->item[i];
    return i > 0 ? &r->item[i - 1] : NULL;
}

void app_rerows_stream(const app_rerows *r, size_t i, app_rows *out) {
    const app_rerow *x = at(r, i);
    if (x != NULL)
        app_project_stream(out, x->root);
    else
        app_project_text_stream(out);
}

static void collect(const core_case *c, const core_case **by_no) {
    by_no[c->no] = c;
    for (const core_case *k = c->child; k != NULL; k = k->sibling) collect(k, by_no);
}

void app_rerows_standings(const app_rerows *r, size_t i, app_rows *out) {
    const app_rerow *x = at(r, i);
    if (x == NULL) {
        app_project_texts(out, r->texts_last - 1, r->texts_day);
        return;
    }
    size_t n = (size_t)x->root->n_below + 1, first = out->n_standings;
    const core_case **by_no = base_arena_array(out->arena, n, sizeof *by_no);
    collect(x->root, by_no);
    for (size_t no = 0; no < n; no++) {
        app_project_case(out, by_no[no]);
        out->standing[first + no].waits = no < x->n && x->waits[no] != 0;
    }
    out->standing[first].watch = x->watch;
}

void app_rerows_dossier(const app_rerows *r, size_t i, app_rows *out) {
    const app_rerow *x = at(r, i);
    if (x != NULL) app_project_dossier(out, x->root);
}

void app_rerows_round(const app_rerows *r, size_t i, app_rows *out) {
    const app_rerow *x = at(r, i);
    if (x != NULL) app_project_round(out, x->root);
}

void app_rerows_tallies(const app_rerows *r, app_rows *out) {
    core_counts all = core_world_counts(r->world, out->arena);
    for (size_t i = 0; i < all.n; i++) {
        if (all.item[i].n != 0) app_project_count(out, r->world, all.item[i].key);
    }
}
