/* show_timeline.c - what has happened to a dossier, as the viewer may see it.
 *
 * The log is followed back from the last event of the stream. Which state an event left its case in is not in the leaf:
 * it follows from the rulebook's table, so the leaves are gone through once more, oldest first; payloads are looked at
 * for their arguments only, and only where the viewer sees those. */
#include <yyjson.h>

#include "app/attach.h"
#include "app/show_i.h"

typedef struct {
    const core_case *c; /* NULL: none of that path */
    enum app_sight sight;
    rules_id state; /* while going through them in order; RULES_NONE: not known */
} whose;

typedef struct {
    core_leaf leaf;
    base_str payload; /* kept only where it will be shown */
    rules_id kind, action, state;
    const rules_book *book;
} past;

typedef struct {
    app *app;
    const app_viewer *viewer;
    base_date day;
    base_arena *arena;
    uint64_t before;
    size_t most, shown;
    base_map whose; /* by path */
    past *item;     /* newest first */
    size_t n, cap;
    base_err *e;
    bool good;
} walk;

static whose *whose_of(walk *k, base_str path) {
    base_map_slot *s = base_map_put(&k->whose, path);
    if (s->value.ptr != NULL) return s->value.ptr;
    whose *x = base_arena_alloc(k->arena, sizeof *x);
    x->c = core_world_find(k->app->world, path, k->day, k->arena);
    x->sight = x->c != NULL ? app_may_see(k->app->world, k->viewer, k->day, x->c) : APP_SIGHT_NONE;
    x->state = RULES_NONE;
    s->value.ptr = x;
    return x;
}

static bool take_event(void *ctx, const store_event *row) {
    walk *k = ctx;
    k->item = base_arena_grow(k->arena, k->item, k->n, &k->cap, sizeof *k->item);
    past *p = &k->item[k->n];
    *p = (past){.kind = RULES_NONE, .action = RULES_NONE, .state = RULES_NONE};
    k->good = core_leaf_read(k->arena, row->leaf, &p->leaf, k->e);
    if (!k->good) return false;
    k->n++;
    p->book = core_world_book_of(k->app->world, p->leaf.rulebook);
    if (p->book != NULL) p->kind = rules_find_case(p->book, p->leaf.kind);
    if (p->kind != RULES_NONE) p->action = rules_find_action(p->book, p->kind, p->leaf.action);
    if (row->seq < k->before && k->shown <= k->most && whose_of(k, p->leaf.path)->sight == APP_SIGHT_FULL) {
        p->payload = base_arena_str(k->arena, row->payload);
        k->shown++;
    }
    return k->n < APP_SHOW_WALK_MAX;
}

/* ---- states ---- */

static base_str above(base_str path) {
    size_t cut = path.n;
    while (cut > 0 && path.p[cut - 1] != '/') cut--;
    return cut > 1 ? (base_str){path.p, cut - 1} : (base_str){NULL, 0};
}

static base_str top(base_str path) {
    base_str rest;
    return base_str_cut(path, '/', &rest);
}

static void move_others(walk *k, const past *p, const rules_action *a) {
    for (size_t i = 0; i < a->n_effects; i++) {
        const rules_effect *x = &a->effect[i];
        if (x->kind != RULES_E_MOVE) continue;
        base_str path = x->target.holder == RULES_PARENT ? above(p->leaf.path) : top(p->leaf.path);
        if (path.n > 0) whose_of(k, path)->state = x->state;
    }
}

static void settle_states(walk *k) {
    for (size_t i = k->n; i > 0; i--) {
        past *p = &k->item[i - 1];
        if (p->action == RULES_NONE) continue;
        const rules_action *a = &p->book->action[p->action];
        whose *x = whose_of(k, p->leaf.path);
        if (a->to != RULES_NONE) x->state = a->to;
        p->state = x->state;
        move_others(k, p, a);
    }
}

/* ---- what is shown ---- */

static bool is_seen(walk *k, const past *p) {
    const whose *x = whose_of(k, p->leaf.path);
    if (x->sight == APP_SIGHT_FULL) return true;
    if (x->sight == APP_SIGHT_NONE || p->state == RULES_NONE) return false;
    return p->book->kase[p->kind].state[p->state].is_public;
}

static const rules_choice *choice_of(const rules_field *f, base_str value) {
    for (size_t i = 0; i < f->n_choices; i++)
        if (base_str_eq(f->choice[i].name, value)) return &f->choice[i];
    return NULL;
}

/* Its article, where it has one of its own. */
static base_str cite_of(const past *p, base_str key, base_str value) {
    const rules_case *k = p->kind != RULES_NONE ? &p->book->kase[p->kind] : NULL;
    const rules_id f = k != NULL ? rules_find_field(k, key) : RULES_NONE;
    const rules_choice *c = f != RULES_NONE ? choice_of(&k->field[f], value) : NULL;
    return c != NULL && !base_str_eq(c->cite, k->cite) ? c->cite : (base_str){NULL, 0};
}

/* A choice as the rulebook calls it. */
static rules_text words_of_choice(const rules_field *f, base_str value) {
    const rules_choice *c = choice_of(f, value);
    return c != NULL ? app_word_with(value, c->label).label : (rules_text){{NULL, 0}, {NULL, 0}};
}

/* Words that a value can be: a choice, yes and no of a field, met and not met of a criterion. */
static rules_text words_of(const past *p, base_str key, base_str value) {
    static const struct {
        const char *value;
        rules_text words;
        bool of_field;
    } known[] = {{"yes", {BASE_STR("是"), BASE_STR("yes")}, true},
                 {"no", {BASE_STR("否"), BASE_STR("no")}, true},
                 {"met", {BASE_STR("符合"), BASE_STR("met")}, false},
                 {"not_met", {BASE_STR("不符合"), BASE_STR("not met")}, false}};
    if (p->kind == RULES_NONE) return (rules_text){{NULL, 0}, {NULL, 0}};
    const rules_case *k = &p->book->kase[p->kind];
    rules_id f = rules_find_field(k, key);
    if (f != RULES_NONE && k->field[f].type == RULES_V_TEXT) return (rules_text){{NULL, 0}, {NULL, 0}};
    if (f != RULES_NONE && k->field[f].type == RULES_V_CHOICE) return words_of_choice(&k->field[f], value);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        bool fits = f == RULES_NONE ? !known[i].of_field : !known[i].of_field || k->field[f].type == RULES_V_YESNO;
        if (fits && base_str_is(value, known[i].value)) return known[i].words;
    }
    return (rules_text){{NULL, 0}, {NULL, 0}};
}

/* What goes beside a proof proves, too; beside a statement or a finding it is a file. */
static bool asks_evidence(const past *p) {
    if (p->action == RULES_NONE) return true;
    const rules_action *a = &p->book->action[p->action];
    for (size_t i = 0; i < a->n_args; i++) {
        if (base_str_is(p->book->kase[p->kind].field[a->arg[i].field].name, "evidence")) return true;
    }
    return false;
}

/* evidence.1, evidence.2 …: what goes beside the text, whatever the case. */
static bool is_piece(walk *k, const past *p, base_str key, rules_text *label) {
    const base_str head = BASE_STR("evidence.");
    if (!base_str_starts(key, head)) return false;
    const int n = (int)(key.n - head.n);
    const bool proves = asks_evidence(p);
    *label = (rules_text){base_arena_fmt(k->arena, "%s %.*s", proves ? "证据" : "附件", n, key.p + head.n),
                          base_arena_fmt(k->arena, "%s %.*s", proves ? "evidence" : "file", n, key.p + head.n)};
    return true;
}

static rules_text label_of_arg(walk *k, const past *p, base_str key) {
    rules_text piece;
    if (is_piece(k, p, key, &piece)) return piece;
    rules_id f = p->kind != RULES_NONE ? rules_find_field(&p->book->kase[p->kind], key) : RULES_NONE;
    if (f != RULES_NONE) return app_word_with(key, p->book->kase[p->kind].field[f].label).label;
    const rules_standard *s =
        p->book != NULL && p->book->n_standards > 0 ? &p->book->standard[p->book->n_standards - 1] : NULL;
    rules_id c = s != NULL ? rules_find_criterion(s, key) : RULES_NONE;
    if (c == RULES_NONE && base_str_is(key, "round") && p->book != NULL && p->book->round != RULES_NONE)
        return app_word_of_kind(p->book, p->book->round).label;
    return app_word_with(key, c != RULES_NONE ? s->criterion[c].label : (rules_text){{NULL, 0}, {NULL, 0}}).label;
}

/* Arguments as given; private ones stand there as `false` and are left out, and so is what names a file that the viewer
 * may not read. */
static void put_said(walk *k, const past *p, app_step *out) {
    yyjson_doc *doc = p->payload.n > 0 ? yyjson_read(p->payload.p, p->payload.n, 0) : NULL;
    yyjson_val *args = yyjson_obj_get(yyjson_doc_get_root(doc), "args"), *item;
    size_t i, n;
    app_said *said = base_arena_array(k->arena, yyjson_arr_size(args), sizeof *said);
    const bool readable = p->kind == RULES_NONE || app_may_read_files(k->viewer, p->book, p->kind);
    yyjson_arr_foreach(args, i, n, item) {
        yyjson_val *key = yyjson_arr_get(item, 0), *value = yyjson_arr_get(item, 1);
        if (!yyjson_is_str(key) || !yyjson_is_str(value)) continue;
        base_str name = base_arena_str(k->arena, (base_str){yyjson_get_str(key), yyjson_get_len(key)});
        base_str text = base_arena_str(k->arena, (base_str){yyjson_get_str(value), yyjson_get_len(value)});
        base_str file = app_attachment_of(text);
        if (file.n > 0 && !readable) continue;
        said[out->n_said++] = (app_said){.key = name,
                                         .label = label_of_arg(k, p, name),
                                         .value = file.n > 0 ? file : text,
                                         .file = file.n > 0,
                                         .words = words_of(p, name, text),
                                         .cite = cite_of(p, name, text)};
    }
    yyjson_val *who = yyjson_obj_get(yyjson_doc_get_root(doc), "who");
    if (out->who.n == 0 && yyjson_is_str(who))
        out->who = base_arena_str(k->arena, (base_str){yyjson_get_str(who), yyjson_get_len(who)});
    out->said = said;
    yyjson_doc_free(doc);
}

static void put_step(walk *k, const past *p, app_step *out) {
    const core_leaf *l = &p->leaf;
    bool known = p->action != RULES_NONE;
    static const rules_text none = {{NULL, 0}, {NULL, 0}};
    *out = (app_step){.seq = l->seq,
                      .day = l->day,
                      .action = known ? app_word_of_action(p->book, p->action) : app_word_with(l->action, none),
                      .level = app_word_of_level(k->app->world, l->level),
                      .kind = known ? app_word_of_kind(p->book, p->kind) : app_word_with(l->kind, none),
                      .who = l->who,
                      .place = app_place_name(k->app->world, l->who),
                      .article = l->article,
                      .path = l->path,
                      .rulebook = p->book != NULL ? p->book->id : (base_str){NULL, 0}};
    out->gives_back = known && core_due_gives_back(p->book, p->action);
    out->has_state = p->state != RULES_NONE;
    if (out->has_state) {
        out->state = app_word_of_state(p->book, p->kind, p->state);
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a step has its book */
        out->state_is_public = p->book->kase[p->kind].state[p->state].is_public;
    }
    if (whose_of(k, l->path)->sight == APP_SIGHT_FULL) put_said(k, p, out);
}

/* NOLINTNEXTLINE(readability-function-size): whose, for whom, how far, and where it goes */
bool app_show_timeline(app *a, const core_case *root, const app_viewer *v, base_date day, uint64_t before, size_t most,
                       base_arena *arena, app_timeline *out, base_err *e) {
    if (most == 0) most = APP_SHOW_STEPS;
    if (most > APP_SHOW_STEPS_MAX) most = APP_SHOW_STEPS_MAX;
    walk k = {.app = a, .viewer = v, .day = day, .arena = arena, .before = before, .most = most, .e = e, .good = true};
    *out = (app_timeline){.before = before};
    base_map_init(&k.whose, arena);
    if (root->touched_seq == 0) return true;
    if (!store_stream_events(a->store, root->touched_seq - 1, take_event, &k, e) || !k.good) return false;
    settle_states(&k);
    app_step *step = base_arena_array(arena, k.n < most ? k.n : most, sizeof *step);
    for (size_t i = 0; i < k.n && !out->more; i++) {
        if (k.item[i].leaf.seq >= before || !is_seen(&k, &k.item[i])) continue;
        out->more = out->n == most;
        if (out->more) break;
        put_step(&k, &k.item[i], &step[out->n]);
        out->before = step[out->n++].seq;
    }
    out->step = step;
    return true;
}
