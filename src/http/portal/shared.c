/* shared.c - see shared.h. Tables that were given out are kept until the end: a page may still be reading them, and a
 * new one comes once in years. */
#include "http/portal/shared.h"

#include <pthread.h>
#include <stdlib.h>
#include <yyjson.h>

#include "base/csv.h"
#include "http/portal/shared_i.h"
#include "http/service.h"

enum { KEPT_MAX = 256 << 20, OPTIONS_MAX = 256 << 10 };

http_portal *http_portal_new(void) {
    http_portal *p = base_zeroed(1, sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    pthread_mutex_init(&p->page_lock, NULL);
    p->arena = base_arena_new(KEPT_MAX);
    p->jobs = http_portal_jobs_new();
    return p;
}

void http_portal_free(http_portal *p) {
    if (p == NULL) return;
    pthread_mutex_destroy(&p->lock);
    http_portal_jobs_stop(p);
    for (size_t i = 0; i < HTTP_KEPT_PAGES; i++) {
        base_buf_free(&p->page[i].key);
        base_buf_free(&p->page[i].body);
    }
    pthread_mutex_destroy(&p->page_lock);
    base_arena_free(p->outcomes_arena);
    base_arena_free(p->arena);
    free(p);
}

/* ---- readers ---- */

/* Whether its world is to be brought forward; then it is taken as done, so that one request alone does it. */
static bool is_stale(http_portal *p, const app *a) {
    int64_t now = app_now();
    size_t i = 0;
    pthread_mutex_lock(&p->lock);
    while (i + 1 < HTTP_THREADS_MAX && p->reader[i].app != NULL && p->reader[i].app != a) i++;
    bool stale = p->reader[i].app != a || now - p->reader[i].at > (int64_t)HTTP_WORLD_S * 1000;
    p->reader[i].app = a;
    if (stale) p->reader[i].at = now;
    pthread_mutex_unlock(&p->lock);
    return stale;
}

app *http_portal_reader(http_exchange *x) {
    app *a = http_reader(x);
    if (a == NULL || !is_stale(http_portal_of(x->service), a)) return a;
    return http_world(x);
}

/* ---- industries ---- */

/* The newest text of a matter among the programme's events. */
typedef struct {
    base_arena *arena;
    const char *matter;
    base_str text;
} search;

static bool take_adoption(void *ctx, const store_event *row) {
    search *s = ctx;
    yyjson_doc *doc = yyjson_read(row->payload.p, row->payload.n, 0);
    yyjson_val *adopts = yyjson_obj_get(yyjson_doc_get_root(doc), "adopts");
    const char *matter = yyjson_get_str(yyjson_obj_get(adopts, "matter"));
    if (matter != NULL && strcmp(matter, s->matter) == 0) {
        yyjson_val *text = yyjson_arr_get(yyjson_arr_get_first(yyjson_obj_get(adopts, "texts")), 1);
        if (yyjson_is_str(text))
            s->text = base_arena_str(s->arena, (base_str){yyjson_get_str(text), yyjson_get_len(text)});
    }
    yyjson_doc_free(doc);
    return s->text.p == NULL;
}

base_str http_portal_table(base_arena *arena, app *a, const char *matter) {
    search s = {.arena = arena, .matter = matter};
    uint64_t last = 0;
    bool found = false;
    base_err e = {0};
    if (store_stream_last(app_store(a), BASE_STR("programme"), &last, &found, &e) && found && last != UINT64_MAX)
        (void)store_stream_events(app_store(a), last, take_adoption, &s, &e);
    return s.text;
}

static void put_option(base_buf *b, base_str code, base_str before, base_str name) {
    base_buf_puts(b, BASE_STR("<option value=\""));
    base_buf_puts(b, code);
    base_buf_puts(b, BASE_STR("\">"));
    base_buf_puts(b, before);
    base_buf_puts(b, name);
    base_buf_puts(b, BASE_STR("</option>"));
}

/* Clusters state a class with its letter before it (C1530), so the options do the same. */
static base_str with_letter(base_arena *arena, base_str letter, base_str code) {
    return base_arena_fmt(arena, "%.*s%.*s", (int)letter.n, letter.p, (int)code.n, code.p);
}

static size_t level_of(base_str word) {
    static const char *const level[] = {"letter", "division", "group", "class"};
    for (size_t i = 0; i < sizeof level / sizeof level[0]; i++) {
        if (base_str_is(word, level[i])) return i + 1;
    }
    return 0;
}

static void read_rows(base_arena *arena, http_industries *t, base_csv *csv, base_buf *letters) {
    base_str letter = {NULL, 0};
    size_t cap = 0;
    base_err e = {0};
    http_industry *item = NULL;
    while (base_csv_next(csv, &e)) {
        if (csv->n < 3 || base_str_is(csv->field[0], "code")) continue;
        http_industry i = {.name = base_arena_str(arena, csv->field[1]), .level = level_of(csv->field[2])};
        if (i.level == 1) letter = base_arena_str(arena, csv->field[0]);
        i.code = i.level == 1 ? letter : with_letter(arena, letter, csv->field[0]);
        item = base_arena_grow(arena, item, t->n, &cap, sizeof *item);
        item[t->n++] = i;
        base_map_put(&t->by_code, i.code)->value.num = (int64_t)t->n;
        if (i.level > 1) base_map_put(&t->by_code, base_arena_str(arena, csv->field[0]))->value.num = (int64_t)t->n;
        if (i.level == 1) put_option(letters, i.code, with_letter(arena, i.code, BASE_STR(" ")), i.name);
    }
    t->item = item;
}

static void put_provinces(base_buf *b, const core_divisions *d) {
    for (size_t i = 0; i < core_divisions_count(d); i++) {
        const core_division *u = core_division_at(d, i);
        if (u->level == CORE_PROVINCE) put_option(b, (base_str){u->code.p, 2}, (base_str){NULL, 0}, u->name);
    }
}

static http_industries *read_industries(base_arena *arena, app *a) {
    http_industries *t = base_arena_alloc(arena, sizeof *t);
    base_buf options;
    base_csv csv;
    base_buf_init(&options, OPTIONS_MAX);
    base_map_init(&t->by_code, arena);
    base_csv_open(&csv, arena, http_portal_table(arena, a, "industries"), BASE_STR("industries.csv"));
    read_rows(arena, t, &csv, &options);
    t->letters = base_arena_str(arena, base_buf_str(&options));
    base_buf_clear(&options);
    put_provinces(&options, core_world_divisions(app_world(a)));
    t->provinces = base_arena_str(arena, base_buf_str(&options));
    base_buf_free(&options);
    return t;
}

const http_industries *http_portal_industries(http_exchange *x, app *a) {
    http_portal *p = http_portal_of(x->service);
    const core_case *programme = core_world_programme(app_world(a));
    uint64_t now = programme != NULL ? programme->touched_seq : 0;
    pthread_mutex_lock(&p->lock);
    if (p->industries == NULL || p->industries->programme < now) {
        http_industries *t = read_industries(p->arena, a);
        t->programme = now;
        p->industries = t;
    }
    const http_industries *t = p->industries;
    pthread_mutex_unlock(&p->lock);
    return t;
}

base_str http_industry_name(const http_industries *t, base_str code) {
    const base_map_slot *s = base_map_get(&t->by_code, code);
    return s != NULL ? t->item[s->value.num - 1].name : (base_str){NULL, 0};
}

/* ---- the checkpoint ---- */

bool http_portal_checkpoint(http_exchange *x, app *a, http_checkpoint *out) {
    http_portal *p = http_portal_of(x->service);
    int64_t now = app_now();
    pthread_mutex_lock(&p->lock);
    if (p->checkpoint_at == 0 || now - p->checkpoint_at > (int64_t)HTTP_CHECKPOINT_S * 1000) {
        base_str note = {NULL, 0};
        log_checkpoint c;
        size_t n;
        base_err e = {0};
        http_checkpoint k = {.day = BASE_DATE_NONE};
        const log_pub *const *pub = app_pubs(a, &n);
        if (app_published(a, x->arena, &note, &e) && note.p != NULL &&
            log_checkpoint_open(note, pub, n, &c, NULL, &e) && app_checkpoint_dates(&c, &k.day, &k.at))
            k.size = c.size;
        p->checkpoint = k;
        p->checkpoint_at = now;
    }
    *out = p->checkpoint;
    pthread_mutex_unlock(&p->lock);
    return out->day != BASE_DATE_NONE;
}

/* ---- figures ---- */

typedef struct {
    http_figures *f;
    uint64_t last;
    size_t n;
    bool revoked;
} counting;

static bool count_dossier(void *ctx, const store_dossier *d) {
    counting *c = ctx;
    base_str code = d->county.n >= 2 ? d->county : d->channel;
    c->n++;
    c->last = d->stream;
    if (code.n < 2 || code.p[0] < '0' || code.p[0] > '9' || code.p[1] < '0' || code.p[1] > '9') return true;
    /* The Corps reports for itself and lies in Xinjiang. */
    unsigned at = (unsigned)(code.p[0] - '0') * 10 + (unsigned)(code.p[1] - '0');
    at = at == 66 ? 65 : at;
    if (c->revoked)
        c->f->revoked[at]++;
    else
        c->f->recognised[at]++;
    return true;
}

/* Clusters in a state, a page of the store after the other: recognised ones are hundreds, not millions. */
static bool count_state(app *a, const char *state, http_figures *f, bool revoked, base_err *e) {
    counting c = {.f = f, .last = UINT64_MAX, .n = STORE_PAGE_MAX, .revoked = revoked};
    while (c.n == STORE_PAGE_MAX) {
        store_register_query q = {.state = base_str_of(state), .after = c.last, .limit = STORE_PAGE_MAX};
        c.n = 0;
        if (!store_register(app_store(a), &q, count_dossier, &c, e)) return false;
    }
    return true;
}

static bool take_tally(void *ctx, const store_tally *row) {
    http_figures *f = ctx;
    uint64_t n = row->n > 0 ? (uint64_t)row->n : 0;
    const base_str mark = BASE_STR("register|");
    if (base_str_starts(row->key, mark) && f->n_states < HTTP_FIGURE_STATES &&
        row->key.n - mark.n < sizeof f->state[0].name) {
        memcpy(f->state[f->n_states].name, row->key.p + mark.n, row->key.n - mark.n);
        f->state[f->n_states++].n = n;
    }
    if (base_str_is(row->key, "register|recognised")) f->all_recognised = n;
    if (base_str_is(row->key, "register|revoked")) f->all_revoked = n;
    return true;
}

static bool count_totals(app *a, http_figures *f, base_err *e) {
    store_head head;
    *f = (http_figures){.at = app_now()};
    if (!store_head_get(app_store(a), &head, e) || !store_tallies(app_store(a), take_tally, f, e)) return false;
    f->size = head.size;
    return true;
}

static bool count_all(app *a, http_figures *f, base_err *e) {
    return count_totals(a, f, e) && count_state(a, "recognised", f, false, e) && count_state(a, "revoked", f, true, e);
}

uint64_t http_figures_in(const http_figures *f, base_str state) {
    for (size_t i = 0; i < f->n_states; i++) {
        if (base_str_is(state, f->state[i].name)) return f->state[i].n;
    }
    return 0;
}

static bool counted(http_exchange *x, app *a, http_figures *kept, bool (*count)(app *, http_figures *, base_err *),
                    http_figures *out, base_err *e) {
    http_portal *p = http_portal_of(x->service);
    store_head head;
    bool good = true;
    pthread_mutex_lock(&p->lock);
    if (kept->at == 0 || app_now() - kept->at > (int64_t)HTTP_FIGURES_S * 1000) {
        good = store_head_get(app_store(a), &head, e);
        if (good && (kept->at == 0 || head.size != kept->size)) good = count(a, kept, e);
        if (good) kept->at = app_now();
    }
    *out = *kept;
    pthread_mutex_unlock(&p->lock);
    return good;
}

bool http_portal_figures(http_exchange *x, app *a, http_figures *out, base_err *e) {
    return counted(x, a, &http_portal_of(x->service)->figures, count_all, out, e);
}

bool http_portal_totals(http_exchange *x, app *a, http_figures *out, base_err *e) {
    return counted(x, a, &http_portal_of(x->service)->totals, count_totals, out, e);
}
