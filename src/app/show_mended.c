/* show_mended.c - a case that was given back and submitted anew: what it says otherwise now than it did then.
 *
 * The draft has gone into the second submission, so it can not be asked. Both submissions stand on record, each whole:
 * they are read back from the log and held against each other, fact by fact, by name, since the text may have changed
 * in between. The way back from one submission to the one before, or to the opening of the case, is a few events. */
#include "app/attach.h"
#include "app/show_i.h"

typedef struct {
    core_event event;
    core_stamp stamp;
} submission;

typedef struct {
    app *app;
    const core_case *c;
    base_arena *arena;
    base_err *e;
    submission found[2]; /* the newest first */
    size_t n;
    bool good;
} looking;

static bool look(void *ctx, const store_event *row) {
    looking *k = ctx;
    const store_event kept = {.seq = row->seq,
                              .leaf = base_arena_str(k->arena, row->leaf),
                              .payload = base_arena_str(k->arena, row->payload)};
    submission *s = &k->found[k->n];
    k->good = app_read_event(k->app, k->arena, &kept, &s->event, &s->stamp, k->e);
    if (!k->good) return false;
    const bool own = s->event.adopts == NULL && base_str_eq(s->event.path, k->c->path);
    if (own && s->event.facts != NULL) k->n++;
    return k->n < 2 && row->seq + 1 > k->c->opened_seq;
}

/* ---- what differs ---- */

typedef struct {
    app *app;
    base_arena *arena;
    const submission *then, *now;
    bool files; /* the viewer may read them */
    app_mending *item;
    size_t n, cap;
} comparing;

static app_mending *add(comparing *k, enum app_differs what, base_str key, rules_text label) {
    k->item = base_arena_grow(k->arena, k->item, k->n, &k->cap, sizeof *k->item);
    app_mending *d = &k->item[k->n++];
    *d = (app_mending){.what = what, .key = key, .label = app_word_with(key, label).label};
    return d;
}

static const rules_value *value_of(const submission *s, base_str fact, int year) {
    const rules_id id = rules_find_fact(s->event.book, fact);
    return id != RULES_NONE ? rules_values_get(&s->event.facts->facts, id, year) : NULL;
}

static app_stated stated(const comparing *k, const submission *s, const rules_value *v) {
    if (v == NULL) return (app_stated){.given = false};
    return (app_stated){.given = true, .value = app_fact_text(s->event.book, v, k->arena)};
}

static void compare_fact(comparing *k, const rules_book *b, const rules_value *v) {
    const rules_fact *f = &b->fact[v->fact];
    const app_stated then = stated(k, k->then, value_of(k->then, f->name, v->year)),
                     now = stated(k, k->now, value_of(k->now, f->name, v->year));
    if (then.given == now.given && base_str_eq(then.value, now.value)) return;
    app_mending *d = add(k, APP_DIFFERS_VALUE, f->name, f->label);
    d->year = v->year;
    d->unit = f->unit != RULES_NONE ? b->unit[f->unit].name : (base_str){NULL, 0};
    d->before = then;
    d->after = now;
}

/* In the order of the newer text; what is there no more comes last. */
static void compare_facts(comparing *k) {
    const rules_values *now = &k->now->event.facts->facts, *then = &k->then->event.facts->facts;
    const rules_book *b = k->now->event.book, *old = k->then->event.book;
    for (size_t i = 0; i < now->n; i++) compare_fact(k, b, &now->item[i]);
    for (size_t i = 0; i < then->n; i++) {
        const rules_value *v = &then->item[i];
        if (value_of(k->now, old->fact[v->fact].name, v->year) == NULL) compare_fact(k, old, v);
    }
}

/* ---- fields, explanations and files ---- */

static base_str after(base_str key, base_str prefix) {
    return base_str_starts(key, prefix) ? (base_str){key.p + prefix.n, key.n - prefix.n} : (base_str){NULL, 0};
}

static rules_text label_of(const submission *s, base_str name) {
    const rules_book *b = s->event.book;
    const rules_case *k = &b->kase[s->event.kind];
    const rules_id fact = rules_find_fact(b, name), field = rules_find_field(k, name);
    if (fact != RULES_NONE) return app_label_of_fact(b, fact);
    return field != RULES_NONE ? k->field[field].label : (rules_text){{NULL, 0}, {NULL, 0}};
}

static app_stated stated_field(const submission *s, base_str key) {
    const rules_case *k = &s->event.book->kase[s->event.kind];
    const rules_id field = rules_find_field(k, key);
    app_stated out = {.value = core_draft_get(s->event.facts, key)};
    out.given = out.value.p != NULL;
    for (size_t i = 0; out.given && field != RULES_NONE && i < k->field[field].n_choices; i++) {
        const rules_choice *c = &k->field[field].choice[i];
        if (base_str_eq(c->name, out.value)) out.words = app_word_with(c->name, c->label).label;
    }
    return out;
}

static bool is_private(const submission *s, base_str key) {
    const rules_case *k = &s->event.book->kase[s->event.kind];
    const rules_id field = rules_find_field(k, key);
    return field != RULES_NONE && k->field[field].is_private;
}

static void compare_field(comparing *k, const submission *of, base_str key) {
    const base_str why = after(key, BASE_STR("why."));
    const app_stated then = stated_field(k->then, key), now = stated_field(k->now, key);
    if (is_private(of, key) || (then.given == now.given && base_str_eq(then.value, now.value))) return;
    const base_str name = why.n > 0 ? why : key;
    app_mending *d = add(k, why.n > 0 ? APP_DIFFERS_WHY : APP_DIFFERS_VALUE, name, label_of(of, name));
    d->before = then;
    d->after = now;
}

/* Whether a submission names that file for that figure, under whatever number. */
static bool names_file(const submission *s, base_str fact, base_str value) {
    const core_draft *d = s->event.facts;
    for (size_t i = 0; i < d->n_fields; i++) {
        if (base_str_eq(d->field[i].value, value) && base_str_eq(core_draft_file_fact(d->field[i].key), fact))
            return true;
    }
    return false;
}

static bool name_of_file(const comparing *k, app_stated *out, base_err *e) {
    store_attachment row;
    bool found = false;
    if (!store_attachment_get(k->app->store, k->arena, out->file, &row, &found, e)) return false;
    out->value = found ? row.name : out->file;
    return true;
}

/* A file that only one of the two names has been added or taken away. */
static bool compare_file(comparing *k, const submission *of, const core_draft_field *f, base_err *e) {
    const base_str fact = core_draft_file_fact(f->key);
    app_stated file = {.given = true, .file = app_attachment_of(f->value)};
    if (!k->files || names_file(of == k->now ? k->then : k->now, fact, f->value)) return true;
    if (!name_of_file(k, &file, e)) return false;
    app_mending *d = add(k, APP_DIFFERS_FILE, fact, label_of(of, fact));
    *(of == k->now ? &d->after : &d->before) = file;
    return true;
}

static bool compare_fields(comparing *k, const submission *of, base_err *e) {
    const core_draft *d = of->event.facts, *newer = k->now->event.facts;
    for (size_t i = 0; i < d->n_fields; i++) {
        if (core_draft_file_fact(d->field[i].key).n > 0) {
            if (!compare_file(k, of, &d->field[i], e)) return false;
        } else if (of == k->now || core_draft_get(newer, d->field[i].key).p == NULL) {
            compare_field(k, of, d->field[i].key);
        }
    }
    return true;
}

/* ---- the whole ---- */

static app_submitted by_whom(const core_world *w, const submission *s) {
    const base_str who = s->event.actor.who;
    return (app_submitted){.seq = s->stamp.seq,
                           .day = s->event.day,
                           .level = app_word_of_level(w, s->event.actor.level),
                           .who = who,
                           .place = app_place_name(w, who)};
}

static bool answer_of(app *a, const app_viewer *v, const core_case *c, base_arena *arena, const app_mended **out,
                      base_err *e) {
    looking k = {.app = a, .c = c, .arena = arena, .e = e, .good = true};
    if (!store_stream_events(a->store, c->submitted_seq - 1, look, &k, e) || !k.good) return false;
    if (k.n < 2) return true;
    comparing with = {.app = a, .arena = arena, .now = &k.found[0], .then = &k.found[1]};
    with.files = app_may_read_files(v, c->book, c->kind);
    compare_facts(&with);
    if (!compare_fields(&with, with.now, e) || !compare_fields(&with, with.then, e)) return false;
    app_mended *x = base_arena_alloc(arena, sizeof *x);
    *x = (app_mended){
        .before = by_whom(a->world, with.then), .after = by_whom(a->world, with.now), .n = with.n, .item = with.item};
    *out = x;
    return true;
}

bool app_show_mended(app *a, app_dossier *d, const app_viewer *v, base_arena *arena, base_err *e) {
    app_case_view *item = base_arena_copy(arena, d->item, d->n_cases * sizeof *item);
    d->item = item;
    for (size_t i = 0; i < d->n_cases; i++) {
        const core_case *c = item[i].self;
        if (item[i].sight != APP_SIGHT_FULL || item[i].rest || item[i].end || c->submitted_seq == 0) continue;
        if (!answer_of(a, v, c, arena, &item[i].mended, e)) return false;
    }
    return true;
}
