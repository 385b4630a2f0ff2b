/* tool_show FOLDER LEVEL WHO [TIMES] - shows every dossier of a record to somebody, and says what that costs:
 * microseconds a dossier, the structs alone and with their JSON; then the figures over all of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/show.h"

typedef struct {
    base_arena *arena;
    base_str *path;
    size_t n, cap;
} names;

static bool take_name(void *ctx, const core_case *root) {
    names *l = ctx;
    l->path = base_arena_grow(l->arena, l->path, l->n, &l->cap, sizeof *l->path);
    l->path[l->n++] = base_arena_str(l->arena, root->path);
    return l->n < 2000;
}

static int64_t micros(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int failed(const base_err *e) {
    fprintf(stderr, "tool_show: %s\n", e->en);
    return 1;
}

/* One way over all of them; *bytes of JSON, when it is written. */
static bool show_all(app *a, const names *l, const app_viewer *v, base_date day, bool json, uint64_t *bytes,
                     base_err *e) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    base_buf b;
    base_buf_init(&b, (size_t)32 << 20);
    bool good = true, found = false;
    *bytes = 0;
    for (size_t i = 0; good && i < l->n; i++) {
        app_dossier d;
        base_json j;
        base_arena_reset(arena);
        base_buf_clear(&b);
        good = app_show_dossier(a, l->path[i], v, day, arena, &d, &found, e);
        if (!good || !found || !json) continue;
        base_json_init(&j, &b);
        app_put_dossier(&j, &d);
        *bytes += b.n;
    }
    base_buf_free(&b);
    base_arena_free(arena);
    return good;
}

int main(int argc, char **argv) {
    base_err e = {0};
    if (argc < 4) {
        fprintf(stderr, "tool_show FOLDER LEVEL WHO [TIMES]\n");
        return 2;
    }
    app *a = app_open(&(app_place){.folder = argv[1]}, APP_READ, &e);
    if (a == NULL) return failed(&e);
    names l = {.arena = base_arena_new((size_t)64 << 20)};
    app_viewer v = {.actor = {base_str_of(argv[2]), base_str_of(argv[3])}};
    base_date day = core_world_last_day(app_world(a));
    uint64_t bytes = 0;
    int times = argc > 4 ? atoi(argv[4]) : 1;
    bool good = app_dossiers(a, take_name, &l, &e);
    for (int json = 0; good && json < 2; json++) {
        int64_t began = micros();
        for (int i = 0; good && i < times; i++) good = show_all(a, &l, &v, day, json == 1, &bytes, &e);
        printf("%s: %zu dossiers, %.1f us each, %.1f KB\n", json == 1 ? "json" : "structs", l.n,
               (double)(micros() - began) / (double)times / (double)l.n, (double)bytes / 1024.0 / (double)l.n);
    }
    app_figures *f = base_zeroed(1, sizeof *f);
    int64_t began = micros();
    good = good && app_show_figures(a, day, f, &e);
    printf("figures: %llu dossiers in %lld us\n", (unsigned long long)f->total, (long long)(micros() - began));
    free(f);
    app_close(a);
    base_arena_free(l.arena);
    return good ? 0 : failed(&e);
}
