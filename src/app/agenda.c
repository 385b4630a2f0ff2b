/* agenda.c - see agenda.h. */
#include "app/agenda.h"

#include <stdlib.h>

#include "base/map.h"

static bool take_stream(void *ctx, const store_standing *row) {
    app_agenda *x = ctx;
    if (x->n > 0 && x->stream[x->n - 1] == row->stream) return true;
    if (x->n == x->cap) {
        x->cap = x->cap == 0 ? 1024 : 2 * x->cap;
        x->stream = realloc(x->stream, x->cap * sizeof *x->stream);
        if (x->stream == NULL) base_fatal("内存不足。Out of memory.");
    }
    x->stream[x->n++] = row->stream;
    return true;
}

static int by_number(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

void app_agenda_sort(app_agenda *x) {
    size_t n = 0;
    if (x->n > 1) qsort(x->stream, x->n, sizeof *x->stream, by_number);
    for (size_t i = 0; i < x->n; i++) {
        if (n == 0 || x->stream[n - 1] != x->stream[i]) x->stream[n++] = x->stream[i];
    }
    x->n = n;
}

void app_agenda_free(app_agenda *x) {
    free(x->stream);
    *x = (app_agenda){0};
}

bool app_agenda_watched(app *a, app_agenda *out, base_date until, base_err *e) {
    return store_watched(app_store(a), until, BASE_DATE_NONE, 0, take_stream, out, e);
}

static bool waiting_in(app *a, app_agenda *out, base_arena *arena, base_map *asked, const rules_case *k, base_err *e) {
    for (size_t s = 0; s < k->n_states; s++) {
        if (k->state[s].rest || k->state[s].end) continue;
        store_waiting_query q = {.kind = k->name, .state = k->state[s].name};
        base_str key = base_arena_fmt(arena, "%.*s|%.*s", (int)q.kind.n, q.kind.p, (int)q.state.n, q.state.p);
        if (base_map_put(asked, key)->value.num++ > 0) continue;
        if (!store_waiting(app_store(a), &q, take_stream, out, e)) return false;
    }
    return true;
}

/* Kinds and states of every version: a case stays under the text it was opened under. */
bool app_agenda_waiting(app *a, app_agenda *out, base_err *e) {
    const core_world *w = app_world(a);
    bool good = true;
    base_arena *arena = base_arena_new((size_t)64 << 20);
    base_map asked;
    base_map_init(&asked, arena);
    for (size_t v = 0; good && v < core_world_versions(w); v++) {
        const rules_book *b = core_world_version(w, v)->book;
        for (size_t k = 0; good && k < b->n_cases; k++) good = waiting_in(a, out, arena, &asked, &b->kase[k], e);
    }
    base_arena_free(arena);
    return good;
}

const core_case *app_agenda_load(app *a, uint64_t stream, base_err *e) {
    store_stream s;
    bool found = false;
    base_arena *arena = base_arena_new_sized((size_t)1 << 20, 512);
    base_err why = {0};
    const core_case *root = NULL;
    if (store_stream_at(app_store(a), arena, stream, &s, &found, &why) && found) root = app_load(a, s.name, &why);
    base_arena_free(arena);
    if (root != NULL) return root;
    if (why.kind == BASE_ERR_NONE)
        base_err_fmt(&why, BASE_ERR_INPUT, "派生表与记录不符（第 %llu 号）；请运行 jiqun rebuild",
                     "a derived table does not agree with the log (stream %llu); run jiqun rebuild",
                     (unsigned long long)stream);
    *e = why;
    return NULL;
}
