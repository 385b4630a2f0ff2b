/* reseal.c - see reseal.h. The list here is the whole of it: app_seal_text seals for no other space, so nothing can be
 * sealed that is not found again when the key is replaced. */
#include "app/reseal.h"

#include <string.h>

#include "app/app_i.h"
#include "app/fields.h"
#include "app/part.h"
#include "app/seal_i.h"
#include "log/note.h"

enum { GROUP = 64, GROUP_ARENA = 256 << 20 };

/* ---- where they lie ---- */

/* An entry is a sealed text, or an object of which one member is, in base64. Person parts of events are no entries;
 * here they look like some, the number of their event being key and version. */
static const struct {
    base_str space;
    const char *member;
    bool parts;
} places[] = {
    {BASE_STR("account.person"), NULL, false}, {BASE_STR("account.secret"), NULL, false},
    {BASE_STR("oidc.go"), NULL, false},        {BASE_STR("key.digests"), NULL, false},
    {BASE_STR("objection"), "sealed", false},  {APP_SPACE_PART, NULL, true},
};
enum { PLACES = sizeof places / sizeof *places };

bool app_sealed_in(base_str space) {
    for (size_t i = 0; i < PLACES; i++) {
        if (base_str_eq(space, places[i].space)) return true;
    }
    return false;
}

/* *sealed.n 0: there is none in it (any more). */
static bool text_in(base_arena *arena, size_t place, const store_entry *row, base_str *sealed, base_err *e) {
    app_fields f;
    *sealed = row->body;
    if (places[place].member == NULL) return true;
    *sealed = (base_str){NULL, 0};
    if (!app_fields_read(arena, row->body, &f, e)) return false;
    const base_str text = app_field_text(&f, places[place].member);
    app_fields_done(&f);
    if (text.n > 0 && !log_base64_get(arena, text, sealed)) *sealed = text; /* which opens by nothing */
    return true;
}

static base_str in_base64(base_arena *arena, base_str sealed) {
    base_buf b;
    base_buf_init(&b, STORE_ENTRY_MAX);
    log_base64_put(&b, sealed);
    const base_str text = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return text;
}

/* The body with another text in its place; all other members as they are. */
static bool body_with(base_arena *arena, size_t place, base_str body, base_str sealed, base_str *out, base_err *e) {
    *out = sealed;
    if (places[place].member == NULL) return true;
    yyjson_doc *doc = yyjson_read(body.p, body.n, 0);
    yyjson_mut_doc *made = yyjson_doc_mut_copy(doc, NULL);
    yyjson_mut_val *root = yyjson_mut_doc_get_root(made);
    const base_str text = in_base64(arena, sealed);
    size_t n = 0;
    char *p = NULL;
    if (yyjson_mut_obj_replace(root, yyjson_mut_str(made, places[place].member), yyjson_mut_strn(made, text.p, text.n)))
        p = yyjson_mut_write(made, 0, &n);
    if (p != NULL) *out = base_arena_str(arena, (base_str){p, n});
    free(p);
    yyjson_mut_doc_free(made);
    yyjson_doc_free(doc);
    return p != NULL || base_err_fmt(e, BASE_ERR_INPUT, "%.*s 的记录不可读", "an entry of %.*s can not be read",
                                     (int)places[place].space.n, places[place].space.p);
}

/* ---- a group of them ---- */

typedef struct {
    base_arena *arena;
    store_entry row[GROUP];
    size_t n;
} group;

static bool take(void *ctx, const store_entry *row) {
    group *g = ctx;
    store_entry *mine = &g->row[g->n++];
    *mine = *row;
    mine->key = base_arena_str(g->arena, row->key);
    mine->body = base_arena_str(g->arena, row->body);
    return g->n < GROUP;
}

static bool take_part(void *ctx, const store_person *row) {
    group *g = ctx;
    g->row[g->n++] = (store_entry){
        .key = app_part_key(g->arena, row->seq), .version = row->seq, .body = base_arena_str(g->arena, row->body)};
    return g->n < GROUP;
}

/* One walk over all of them. */
typedef struct {
    app *app;
    base_arena *arena; /* of a group */
    base_arena *told;  /* of the answer */
    app_resealed *out;
    bool moves;
} walk;

static void lose(walk *k, size_t place, const store_entry *row) {
    const base_str space = places[place].space;
    if (k->out->lost++ == 0)
        k->out->first_lost = base_arena_fmt(k->told, "%.*s %.*s", (int)space.n, space.p, (int)row->key.n, row->key.p);
}

static bool seal_anew(walk *k, const app_seal *s, size_t place, store_entry *row, base_str plain, base_err *e) {
    base_str sealed;
    bool saved = false;
    uint64_t version;
    if (!app_seal_text(s, k->arena, places[place].space, row->key, plain, &sealed, e) ||
        !body_with(k->arena, place, row->body, sealed, &row->body, e))
        return false;
    row->space = places[place].space;
    const bool good = places[place].parts ? store_person_put(app_store(k->app), row->version, row->body, &saved, e)
                                          : store_entry_put(app_store(k->app), row, row->version, &saved, &version, e);
    k->out->moved += saved;
    return good;
}

/* Of an older program. */
static bool look_at_plain(walk *k, const app_seal *s, size_t place, store_entry *row, base_err *e) {
    if (k->moves) return seal_anew(k, s, place, row, row->body, e);
    k->out->plain++;
    return true;
}

static bool look_at(walk *k, const app_seal *s, size_t place, store_entry *row, base_err *e) {
    base_str sealed, plain;
    base_err why = {0};
    const bool read = text_in(k->arena, place, row, &sealed, &why);
    if (read && sealed.n == 0) return true;
    if (places[place].parts && !app_part_is_sealed(row->body)) return look_at_plain(k, s, place, row, e);
    const size_t by =
        read ? app_seal_opened_by(s, k->arena, places[place].space, row->key, sealed, &plain) : s->n_in_use;
    bool good = true;
    if (by == s->n_in_use) {
        lose(k, place, row);
        return true;
    }
    if (by == 0)
        k->out->now++;
    else if (k->moves)
        good = seal_anew(k, s, place, row, plain, e);
    else
        k->out->before++;
    if (plain.n > 0) explicit_bzero((void *)(uintptr_t)plain.p, plain.n);
    return good;
}

static bool read_group(walk *k, size_t place, const store_entry *after, group *g, base_err *e) {
    store *s = app_store(k->app);
    *g = (group){.arena = k->arena};
    if (!places[place].parts)
        return store_entries(s, places[place].space, (base_str){NULL, 0}, after->key, GROUP, take, g, e);
    return store_persons(s, after->key.n > 0 ? after->version + 1 : 0, UINT64_MAX, take_part, g, e);
}

static bool do_group(walk *k, size_t place, const store_entry *after, group *g, base_err *e) {
    if (!read_group(k, place, after, g, e)) return false;
    const app_seal *s = app_seal_of(k->app, e); /* after they were read: it opens them */
    for (size_t i = 0; s != NULL && i < g->n; i++) {
        if (!look_at(k, s, place, &g->row[i], e)) return false;
    }
    return s != NULL;
}

static bool do_place(walk *k, size_t place, base_err *e) {
    base_arena *last = base_arena_new(1 << 20);
    group *g = base_zeroed(1, sizeof *g);
    store_entry after = {.key = {NULL, 0}}; /* the last one of the group before */
    bool good = true;
    do {
        bool own = false;
        base_arena_reset(k->arena);
        good = !k->moves || app_kept_begin(k->app, &own, e);
        good = good && do_group(k, place, &after, g, e);
        if (own) good = app_kept_end(k->app, own, good, e);
        if (!good || g->n < GROUP) break;
        base_arena_reset(last);
        after.version = g->row[g->n - 1].version;
        after.key = base_arena_str(last, g->row[g->n - 1].key);
    } while (true);
    free(g);
    base_arena_free(last);
    return good;
}

static bool do_all(app *a, base_arena *arena, bool moves, app_resealed *out, base_err *e) {
    walk k = {a, base_arena_new(GROUP_ARENA), arena, out, moves};
    bool good = true;
    *out = (app_resealed){.now = 0};
    for (size_t i = 0; good && i < PLACES; i++) good = do_place(&k, i, e);
    base_arena_free(k.arena);
    return good;
}

bool app_reseal_look(app *a, base_arena *arena, app_resealed *out, base_err *e) {
    return do_all(a, arena, false, out, e);
}

bool app_reseal(app *w, base_arena *arena, app_resealed *out, base_err *e) { return do_all(w, arena, true, out, e); }
