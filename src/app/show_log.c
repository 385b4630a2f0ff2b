/* show_log.c - the log as an auditor goes through it: of all clusters together, newest first, found by what the leaves
 * say. Leaves are not indexed by anything but their number, so a call looks at so many of them and tells where to go
 * on. */
#include "app/show_i.h"

enum { PAGE = 256 };

typedef struct {
    const app_log_query *q;
    const core_world *world;
    base_arena *arena;
    app_step *page; /* of those that are looked at, in the order of the log */
    size_t n;
    base_err *e;
    bool good, over;
} walk;

static bool has(base_str in, base_str part) {
    return part.n == 0 || (in.n >= part.n && memmem(in.p, in.n, part.p, part.n) != NULL);
}

static bool below(base_str path, base_str top) {
    return top.n == 0 || base_str_eq(path, top) ||
           (base_str_starts(path, top) && path.n > top.n && path.p[top.n] == '/');
}

static bool wanted(const app_log_query *q, const app_step *s) {
    if (!below(s->path, q->path) || (q->until != BASE_DATE_NONE && s->day > q->until)) return false;
    return has(s->path, q->text) || has(s->action.name, q->text) || has(s->action.label.zh, q->text) ||
           has(s->action.label.en, q->text) || has(s->who, q->text) || has(s->place, q->text) ||
           has(s->level.label.zh, q->text) || has(s->article, q->text);
}

static void put_step(const walk *k, const core_leaf *l, app_step *s) {
    const rules_book *b = core_world_book_of(k->world, l->rulebook);
    static const rules_text none = {{NULL, 0}, {NULL, 0}};
    const rules_id kind = b != NULL ? rules_find_case(b, l->kind) : RULES_NONE;
    const rules_id action = kind != RULES_NONE ? rules_find_action(b, kind, l->action) : RULES_NONE;
    *s = (app_step){.seq = l->seq,
                    .day = l->day,
                    .kind = kind != RULES_NONE ? app_word_of_kind(b, kind) : app_word_with(l->kind, none),
                    .action = action != RULES_NONE ? app_word_of_action(b, action) : app_word_with(l->action, none),
                    .level = app_word_of_level(k->world, l->level),
                    .who = l->who,
                    .place = app_place_name(k->world, l->who),
                    .article = l->article,
                    .path = l->path,
                    .rulebook = b != NULL ? b->id : (base_str){NULL, 0}};
}

static bool take_event(void *ctx, const store_event *row) {
    walk *k = ctx;
    core_leaf leaf;
    k->good = core_leaf_read(k->arena, row->leaf, &leaf, k->e);
    if (k->good) put_step(k, &leaf, &k->page[k->n++]);
    return k->good && k->n < PAGE;
}

/* Days never go back in a log, so before the first day that is asked for there is nothing more. */
static void give(walk *k, app_step *step, app_timeline *out) {
    const app_log_query *q = k->q;
    for (size_t i = k->n; i > 0 && !k->over; i--) {
        const app_step *s = &k->page[i - 1];
        out->before = s->seq;
        k->over = out->n == APP_SHOW_STEPS || (q->from != BASE_DATE_NONE && s->day < q->from);
        if (k->over) {
            out->more = out->n == APP_SHOW_STEPS;
            out->before = s->seq + 1;
        } else if (wanted(q, s)) {
            step[out->n++] = *s;
        }
    }
}

/* The clusters of those that were found by their names: what is known of a cluster by its path alone nobody can read.
 */
static bool name_clusters(app *a, app_step *step, size_t n, base_arena *arena, base_err *e) {
    for (size_t i = 0; i < n; i++) {
        base_str rest, last = {NULL, 0};
        const base_str root = base_str_cut(step[i].path, '/', &rest);
        store_stream s;
        store_dossier d;
        bool found = false;
        if (i > 0) last = base_str_cut(step[i - 1].path, '/', &rest);
        if (i > 0 && base_str_eq(root, last)) {
            step[i].name = step[i - 1].name;
            continue;
        }
        if (!store_stream_find(a->store, arena, root, &s, &found, e)) return false;
        if (found && !store_dossier_get(a->store, arena, s.stream, &d, &found, e)) return false;
        if (found) step[i].name = d.name;
    }
    return true;
}

bool app_show_log(app *a, const app_log_query *q, base_arena *arena, app_timeline *out, base_err *e) {
    const uint64_t size = app_head(a).size;
    walk k = {.q = q, .world = a->world, .arena = arena, .e = e, .good = true};
    app_step *step = base_arena_array(arena, APP_SHOW_STEPS, sizeof *step);
    uint64_t until = q->before < size ? q->before : size;
    size_t looked = 0;
    k.page = base_arena_array(arena, PAGE, sizeof *k.page);
    *out = (app_timeline){.step = step, .before = until};
    while (until > 0 && !k.over && looked < APP_LOG_SCAN) {
        const uint64_t from = until > PAGE ? until - PAGE : 0;
        k.n = 0;
        if (!store_events(a->store, from, until, take_event, &k, e) || !k.good) return false;
        give(&k, step, out);
        until = from;
        looked += PAGE;
    }
    if (!k.over) out->more = until > 0;
    return name_clusters(a, step, out->n, arena, e);
}
