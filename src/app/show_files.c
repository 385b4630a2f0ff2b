/* show_files.c - the attachments of a dossier: those that cases seen in full name in a field or a statement, and those
 * that events of such cases name on the time line. What a viewer does not see in full names nothing for him. */
#include "app/attach.h"
#include "app/show_i.h"

enum { PAGES_MOST = APP_SHOW_WALK_MAX / APP_SHOW_STEPS_MAX };

typedef struct {
    app *app;
    const app_viewer *viewer;
    base_date day;
    base_arena *arena;
    base_str only; /* one digest; empty: all */
    app_file_named *item;
    size_t n, cap;
} naming;

/* The same event names a file once; so does the field that the event has set: then the event's is told. */
static void name_file(naming *m, base_str digest, base_str path, app_word key, const app_step *by) {
    if (digest.n == 0 || (m->only.n > 0 && !base_str_eq(digest, m->only))) return;
    for (size_t i = 0; i < m->n; i++) {
        app_file_named *f = &m->item[i];
        if (!base_str_eq(f->digest, digest) || !base_str_eq(f->path, path) || !base_str_eq(f->key, key.name)) continue;
        if (f->has_seq && by != NULL && f->seq != by->seq) continue;
        if (by != NULL) f->seq = by->seq;
        f->has_seq = f->has_seq || by != NULL;
        return;
    }
    m->item = base_arena_grow(m->arena, m->item, m->n, &m->cap, sizeof *m->item);
    m->item[m->n++] = (app_file_named){.digest = digest, .path = path, .key = key.name, .label = key.label};
    if (by == NULL) return;
    m->item[m->n - 1].has_seq = true;
    m->item[m->n - 1].seq = by->seq;
}

/* What was named since shows that figure or statement. */
static void shows(naming *m, size_t before, base_str fact) {
    for (size_t i = before; i < m->n; i++) m->item[i].fact = fact;
}

static void of_case(naming *m, const core_case *c) {
    if (app_may_see(m->app->world, m->viewer, m->day, c) != APP_SIGHT_FULL) return;
    if (!app_may_read_files(m->viewer, c->book, c->kind)) return;
    for (rules_id i = 0; i < core_kind(c)->n_fields; i++) {
        app_field f;
        if (app_view_field(m->app->world, c, i, m->day, m->arena, &f)) name_file(m, f.file, c->path, f.field, NULL);
    }
    for (size_t i = 0; i < c->facts.n; i++) {
        const rules_value *x = &c->facts.item[i];
        const rules_fact *fact = &c->book->fact[x->fact];
        const size_t before = m->n;
        name_file(m, app_attachment_of(x->text), c->path, app_word_with(fact->name, fact->label), NULL);
        shows(m, before, fact->name);
    }
    for (const core_note *n = c->why; n != NULL; n = n->next) {
        const size_t before = m->n;
        const base_str about = core_draft_file_fact(n->key);
        const rules_id fact = about.n > 0 ? rules_find_fact(c->book, about) : RULES_NONE;
        if (about.n == 0) continue;
        app_word key = {.name = n->key};
        if (fact != RULES_NONE) key.label = app_label_of_fact(c->book, fact);
        name_file(m, app_attachment_of(n->text), c->path, key, NULL);
        if (base_str_starts(n->key, BASE_STR("evidence."))) shows(m, before, about);
    }
}

static void of_cases(naming *m, const core_case *c) {
    of_case(m, c);
    for (const core_case *k = c->child; k != NULL; k = k->sibling) of_cases(m, k);
}

static void of_steps(naming *m, const app_timeline *t) {
    for (size_t i = 0; i < t->n; i++) {
        const app_step *s = &t->step[i];
        for (size_t k = 0; k < s->n_said; k++) {
            if (s->said[k].file)
                name_file(m, s->said[k].value, s->path, (app_word){s->said[k].key, s->said[k].label}, s);
        }
    }
}

/* `first`: its newest part, when that is there already. */
static bool of_timeline(naming *m, const core_case *root, const app_timeline *first, bool *more, base_err *e) {
    app_timeline t = {.more = true, .before = UINT64_MAX};
    if (first != NULL) t = *first;
    if (first != NULL) of_steps(m, first);
    for (int pages = 0; t.more && pages < PAGES_MOST; pages++) {
        if (!app_show_timeline(m->app, root, m->viewer, m->day, t.before, APP_SHOW_STEPS_MAX, m->arena, &t, e))
            return false;
        of_steps(m, &t);
    }
    *more = t.more;
    return true;
}

static bool describe(naming *m, base_err *e) {
    for (size_t i = 0; i < m->n; i++) {
        store_attachment row;
        bool found = false;
        if (!store_attachment_get(m->app->store, m->arena, m->item[i].digest, &row, &found, e)) return false;
        if (!found) continue;
        m->item[i].size = row.size;
        m->item[i].type = row.type;
        m->item[i].name = row.name;
    }
    return true;
}

bool app_show_files(app *a, const core_case *root, const app_viewer *v, base_date day, const app_timeline *first,
                    base_arena *arena, app_dossier *out, base_err *e) {
    naming m = {.app = a, .viewer = v, .day = day, .arena = arena};
    of_cases(&m, root);
    if (!of_timeline(&m, root, first, &out->more_files, e) || !describe(&m, e)) return false;
    out->file = m.item;
    out->n_files = m.n;
    return true;
}

bool app_show_file(app *a, const core_case *root, const app_viewer *v, base_date day, base_str digest,
                   base_arena *arena, app_file_named *out, base_err *e) {
    naming m = {.app = a, .viewer = v, .day = day, .arena = arena, .only = digest};
    bool more = false;
    *out = (app_file_named){.digest = {NULL, 0}};
    if (digest.n == 0) return true;
    of_cases(&m, root);
    if (m.n == 0 && !of_timeline(&m, root, NULL, &more, e)) return false;
    if (m.n == 0) return true;
    m.n = 1;
    if (!describe(&m, e)) return false;
    *out = m.item[0];
    return true;
}
