/* private.c - see private.h. */
#include "app/private.h"

#include <yyjson.h>

#include "app/part.h"
#include "app/show_i.h"

enum { PARTS_MOST = 64 };

/* ---- which events ---- */

typedef struct {
    const core_case *c;
    base_arena *arena;
    app_private *out;
    size_t cap, looked;
    bool good;
    base_err *e;
} finding;

static bool take_event(void *ctx, const store_event *row) {
    finding *f = ctx;
    core_leaf l;
    f->good = core_leaf_read(f->arena, row->leaf, &l, f->e);
    if (!f->good) return false;
    if (l.person.n > 0 && base_str_eq(l.path, f->c->path)) {
        f->out->part = base_arena_grow(f->arena, f->out->part, f->out->n, &f->cap, sizeof *f->out->part);
        f->out->part[f->out->n++] =
            (app_private_part){.seq = l.seq, .day = l.day, .rulebook = l.rulebook, .kind = l.kind};
    }
    return ++f->looked < APP_SHOW_WALK_MAX && f->out->n < PARTS_MOST;
}

bool app_private_find(app *a, const core_case *c, base_arena *arena, app_private *out, base_err *e) {
    const core_case *root = core_root(c);
    finding f = {.c = c, .arena = arena, .out = out, .good = true, .e = e};
    *out = (app_private){.n = 0};
    if (root->touched_seq == 0) return true;
    if (!store_stream_events(a->store, root->touched_seq - 1, take_event, &f, e) || !f.good) return false;
    for (size_t i = 0; i < out->n / 2; i++) {
        const app_private_part swapped = out->part[i];
        out->part[i] = out->part[out->n - 1 - i];
        out->part[out->n - 1 - i] = swapped;
    }
    return true;
}

/* ---- what they say ---- */

typedef struct {
    base_arena *arena;
    base_str body;
    bool there, erased;
} taken;

static bool take_part(void *ctx, const store_person *row) {
    taken *t = ctx;
    t->there = true;
    t->erased = row->erased;
    t->body = base_arena_str(t->arena, row->body);
    return false;
}

static app_word field_of(const core_world *w, const app_private_part *p, base_str name, base_arena *arena) {
    const rules_book *b = core_world_book_of(w, p->rulebook);
    const rules_id kind = b != NULL ? rules_find_case(b, p->kind) : RULES_NONE;
    const rules_id f = kind != RULES_NONE ? rules_find_field(&b->kase[kind], name) : RULES_NONE;
    static const rules_text none = {{NULL, 0}, {NULL, 0}};
    const app_word word = app_word_with(name, f != RULES_NONE ? b->kase[kind].field[f].label : none);
    return (app_word){base_arena_str(arena, word.name),
                      {base_arena_str(arena, word.label.zh), base_arena_str(arena, word.label.en)}};
}

static bool read_values(const core_world *w, app_private_part *p, base_str plain, base_arena *arena, base_err *e) {
    yyjson_doc *doc = yyjson_read(plain.p, plain.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc), *pair;
    size_t i, n;
    app_private_value *value = base_arena_array(arena, yyjson_arr_size(root), sizeof *value);
    yyjson_arr_foreach(root, i, n, pair) {
        yyjson_val *key = yyjson_arr_get(pair, 0), *said = yyjson_arr_get(pair, 1);
        if (!yyjson_is_str(key) || !yyjson_is_str(said)) continue;
        const base_str name = {yyjson_get_str(key), yyjson_get_len(key)};
        const base_str text = {yyjson_get_str(said), yyjson_get_len(said)};
        value[p->n++] = (app_private_value){field_of(w, p, name, arena), base_arena_str(arena, text)};
    }
    p->value = value;
    const bool good = yyjson_is_arr(root) && p->n == yyjson_arr_size(root);
    yyjson_doc_free(doc);
    if (good) return true;
    return base_err_fmt(e, BASE_ERR_IO, "第 %llu 号事件的个人信息不合格式：请运行 jiqun audit",
                        "the person part of event %llu is not as it should be: run jiqun audit",
                        (unsigned long long)p->seq);
}

static bool read_part(app *a, const app_seal *s, app_private_part *p, base_arena *arena, base_err *e) {
    taken t = {.arena = arena};
    base_str plain;
    if (!store_persons(a->store, p->seq, p->seq + 1, take_part, &t, e)) return false;
    p->erased = t.erased;
    if (t.erased) return true;
    if (!t.there)
        return base_err_fmt(e, BASE_ERR_IO, "第 %llu 号事件的个人信息缺失：请运行 jiqun audit",
                            "the person part of event %llu is missing: run jiqun audit", (unsigned long long)p->seq);
    return app_part_open(s, arena, p->seq, t.body, &plain, e) && read_values(a->world, p, plain, arena, e);
}

bool app_private_read(app *a, app_private *p, base_arena *arena, base_err *e) {
    const app_seal *s = app_seal_of(a, e);
    if (s == NULL) return false;
    for (size_t i = 0; i < p->n; i++) {
        p->part[i].n = 0;
        if (!read_part(a, s, &p->part[i], arena, e)) return false;
    }
    return true;
}
