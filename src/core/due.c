/* due.c - see due.h. */
#include "core/due.h"

#include <stdlib.h>

typedef struct {
    const core_world *world;
    base_date today, until;
    base_arena *arena;
    core_due_item *item;
    size_t n, cap;
} collector;

/* ---- looking things up by name ---- */

static core_tri mark(const core_view *v, const char *name) {
    const rules_case *k = core_kind(v->self);
    for (rules_id i = 0; i < k->n_marks; i++) {
        if (base_str_is(k->mark[i].name, name)) return core_observe_mark(v, i);
    }
    return CORE_UNSET;
}

static const rules_mark *find_mark(const rules_case *k, const char *name) {
    for (size_t i = 0; i < k->n_marks; i++) {
        if (base_str_is(k->mark[i].name, name)) return &k->mark[i];
    }
    return NULL;
}

static const rules_moment *find_moment(const rules_case *k, const char *name) {
    for (size_t i = 0; i < k->n_moments; i++) {
        if (base_str_is(k->moment[i].name, name)) return &k->moment[i];
    }
    return NULL;
}

static base_date date_field(const core_view *v, const char *name, const rules_field **field) {
    const rules_case *k = core_kind(v->self);
    rules_id f = rules_find_field(k, base_str_of(name));
    if (f == RULES_NONE || k->field[f].type != RULES_V_DATE) return BASE_DATE_NONE;
    core_value x = core_observe_field(v, (rules_ref){RULES_OWN, f});
    *field = &k->field[f];
    return x.set ? (base_date)x.n : BASE_DATE_NONE;
}

static base_str name_of(const core_case *c) {
    const core_case *root = core_root(c);
    rules_id f = rules_find_field(core_kind(root), BASE_STR("name"));
    return f != RULES_NONE && root->field[f].set ? root->field[f].text : root->path;
}

/* ---- whose turn ---- */

static unsigned bits(uint64_t x) { return (unsigned)__builtin_popcountll(x); }

uint16_t core_due_levels(const rules_book *b, rules_id kind, unsigned state) {
    unsigned fewest = RULES_MAX_STATES + 1;
    uint16_t levels = 0;
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        bool moves = a->to != RULES_NONE && a->to != state;
        if (a->kase != kind || a->creates || !moves || (a->from >> state & 1U) == 0) continue;
        if (bits(a->from) < fewest) {
            fewest = bits(a->from);
            levels = 0;
        }
        if (bits(a->from) == fewest) levels |= a->levels;
    }
    return levels;
}

/* ---- given back ---- */

/* States are declared in the order in which a case goes through them. `onward` leads from the state to a later one,
 * from which somebody else leads back. */
static bool leads_back(const rules_book *b, rules_id kind, rules_id state, const rules_action *onward) {
    rules_id first = 0, n = core_kind_actions(b, kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &b->action[i];
        if (!a->creates && a->to == state && (a->from >> onward->to & 1U) != 0 && (a->levels & onward->levels) == 0)
            return true;
    }
    return false;
}

bool core_due_takes_back(const rules_book *b, rules_id kind, rules_id state) {
    rules_id first = 0, n = core_kind_actions(b, kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &b->action[i];
        if (a->creates || a->to == RULES_NONE || a->to <= state || (a->from >> state & 1U) == 0) continue;
        if (leads_back(b, kind, state, a)) return true;
    }
    return false;
}

bool core_due_gives_back(const rules_book *b, rules_id action) {
    const rules_action *back = &b->action[action];
    rules_id first = 0, n = core_kind_actions(b, back->kase, &first);
    if (back->creates || back->to == RULES_NONE) return false;
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &b->action[i];
        if (a->creates || a->to == RULES_NONE || a->to <= back->to || (a->from >> back->to & 1U) == 0) continue;
        if ((back->from >> a->to & 1U) != 0 && (back->levels & a->levels) == 0) return true;
    }
    return false;
}

static bool given_back(const core_case *c) {
    const rules_book *b = c->book;
    const rules_id state = c->control.state;
    rules_id first = 0, n = core_kind_actions(b, c->kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &b->action[i];
        if (a->creates || a->to == RULES_NONE || a->to <= state || (a->from >> state & 1U) == 0) continue;
        if (c->entered[a->to] == BASE_DATE_NONE) continue;
        if (leads_back(b, c->kind, state, a)) return true;
    }
    return false;
}

bool core_was_returned(const core_case *c) { return !c->is_virtual && given_back(c); }

/* ---- collecting ---- */

static core_due_item *add(collector *d, const core_case *c, enum core_due_group group, base_date date) {
    d->item = base_arena_grow(d->arena, d->item, d->n, &d->cap, sizeof *d->item);
    core_due_item *i = &d->item[d->n++];
    *i = (core_due_item){.group = group,
                         .path = c->path,
                         .name = name_of(c),
                         .kind = core_kind(c)->label,
                         .cite = core_kind(c)->cite,
                         .date = date,
                         .days = date == BASE_DATE_NONE ? 0 : date - d->today,
                         .over = BASE_DATE_NONE,
                         .within = RULES_NONE,
                         .returned = core_was_returned(c),
                         .book = c->book};
    return i;
}

static bool falls_due(const collector *d, base_date date) {
    return date != BASE_DATE_NONE && date >= d->today && date <= d->until;
}

static void label(core_due_item *i, base_str id, rules_text what, base_str cite) {
    i->id = id;
    i->what = what;
    if (cite.n > 0) i->cite = cite;
}

/* ---- a case that is expected each year ---- */

/* Filed late and not yet done with stays a ground until it is (第十七条(三)), so it is listed with what is overdue. */
static void expected_passed(collector *d, const core_view *v, base_date due, int year) {
    const core_case *c = v->self;
    const char *names[] = {"overdue", "late"};
    const rules_mark *unknown = find_mark(core_kind(c), "not_known");
    core_due_item *i = NULL;
    if (unknown != NULL && core_state(c)->rest && mark(v, "not_known") == CORE_YES) {
        i = add(d, c, CORE_DUE_NOT_KNOWN, due);
        label(i, unknown->name, unknown->label, unknown->cite);
        i->year = year;
        return;
    }
    for (size_t n = 0; n < 2; n++) {
        const rules_mark *m = find_mark(core_kind(c), names[n]);
        if (m == NULL || core_state(c)->end || mark(v, names[n]) != CORE_YES) continue;
        i = add(d, c, CORE_DUE_OVERDUE, due);
        label(i, m->name, m->label, m->cite);
        i->year = year;
        i->levels = core_due_levels(c->book, c->kind, c->control.state);
        return;
    }
}

static void expected_year(collector *d, const core_case *parent, rules_id kind, int year) {
    const rules_case *k = &parent->book->kase[kind];
    base_str path = base_arena_fmt(d->arena, "%.*s/%.*s%04d", (int)parent->path.n, parent->path.p,
                                   (int)k->expected_prefix.n, k->expected_prefix.p, year);
    const core_case *c = core_world_find(d->world, path, d->today, d->arena);
    if (c == NULL) return;
    core_view v = core_view_of(d->world, c, d->today, d->arena);
    k = core_kind(c);
    if (c->is_virtual && core_observe_guard(&v, k->expected_guard) != CORE_YES) return;
    if (k->expected_due == RULES_NONE) return;
    const rules_moment *m = &k->moment[k->expected_due];
    base_date due = core_observe_date(&v, m->date);
    if (due == BASE_DATE_NONE) return;
    if (due < d->today) {
        expected_passed(d, &v, due, year);
        return;
    }
    /* Filed once it has moved; then it waits for somebody else. */
    if (!falls_due(d, due) || c->control.state != k->first_state) return;
    core_due_item *i = add(d, c, CORE_DUE_SOON, due);
    label(i, m->name, m->label, m->cite);
    i->year = year;
    i->levels = core_due_levels(c->book, c->kind, c->control.state);
}

static void expected_cases(collector *d, const core_case *parent) {
    const rules_book *b = parent->book;
    const rules_field *f = NULL;
    core_view v = core_view_of(d->world, parent, d->today, d->arena);
    base_date since = date_field(&v, "announced", &f);
    if (since == BASE_DATE_NONE) since = parent->opened;
    if (since == BASE_DATE_NONE) return;
    int first = base_date_year(since) - 1, last = base_date_year(d->until);
    if (first < base_date_year(d->today) - CORE_DUE_YEARS_BACK) first = base_date_year(d->today) - CORE_DUE_YEARS_BACK;
    for (rules_id k = 0; k < b->n_cases; k++) {
        if (!b->kase[k].expected || b->kase[k].parent != parent->kind) continue;
        for (int year = first; year <= last; year++) expected_year(d, parent, k, year);
    }
}

/* ---- clusters, rounds, states ---- */

static void ended(collector *d, const core_view *v, base_date until) {
    static const struct {
        const char *mark;
        enum core_due_group group;
    } reading[] = {
        {"not_known", CORE_DUE_NOT_KNOWN}, {"result_pending", CORE_DUE_ENDED}, {"validity_ended", CORE_DUE_ENDED}};
    if (mark(v, "validity_ended") != CORE_YES) return;
    for (size_t i = 0; i < sizeof reading / sizeof *reading; i++) {
        const rules_mark *m = find_mark(core_kind(v->self), reading[i].mark);
        if (m == NULL || mark(v, reading[i].mark) != CORE_YES) continue;
        label(add(d, v->self, reading[i].group, until), m->name, m->label, m->cite);
        return;
    }
}

static void cluster(collector *d, const core_case *c) {
    core_view v = core_view_of(d->world, c, d->today, d->arena);
    const rules_field *f = NULL;
    base_date until = date_field(&v, "valid_until", &f);
    const rules_mark *end = find_mark(core_kind(c), "validity_ended");
    const rules_moment *m = find_moment(core_kind(c), "last_year");
    if (until == BASE_DATE_NONE || !core_state(c)->is_public || !base_str_is(core_state(c)->name, "recognised")) return;
    if (falls_due(d, until))
        label(add(d, c, CORE_DUE_SOON, until), f->name, f->label, end != NULL ? end->cite : (base_str){NULL, 0});
    base_date from = m != NULL ? core_observe_date(&v, m->date) : BASE_DATE_NONE;
    if (m != NULL && falls_due(d, from)) label(add(d, c, CORE_DUE_SOON, from), m->name, m->label, m->cite);
    ended(d, &v, until);
}

/* Dates of a round count while it is in the state in which it was opened. */
static void round_dates(collector *d, const core_case *c) {
    const char *names[] = {"county_closes", "closes"};
    core_view v = core_view_of(d->world, c, d->today, d->arena);
    if (bits(c->control.ever) > 1) return;
    for (size_t i = 0; i < 2; i++) {
        const rules_field *f = NULL;
        base_date day = date_field(&v, names[i], &f);
        if (falls_due(d, day)) label(add(d, c, CORE_DUE_SOON, day), f->name, f->label, f->cite);
    }
}

/* The last day that has to pass before anybody can go on in this state; BASE_DATE_NONE: nothing of the kind. */
static base_date runs_until(const collector *d, const core_case *c, base_date last_day) {
    core_view v = core_view_of(d->world, c, d->today, d->arena);
    const rules_field *f = NULL;
    if (last_day != BASE_DATE_NONE && d->today <= last_day) return last_day;
    if (c->kind != c->book->round || bits(c->control.ever) > 1) return last_day;
    base_date closes = date_field(&v, "closes", &f);
    return closes != BASE_DATE_NONE ? closes : last_day;
}

static base_date last_day_of_state(const collector *d, const core_case *c) {
    const rules_state *s = core_state(c);
    base_date last = BASE_DATE_NONE;
    base_err e = {0};
    const base_workdays *w = core_world_workdays(d->world);
    base_date since = c->entered[c->control.state];
    if (!s->lasts || w == NULL || since == BASE_DATE_NONE) return BASE_DATE_NONE;
    return base_workdays_end(w, since, s->working_days, s->count_first, &last, &e) ? last : BASE_DATE_NONE;
}

/* Whoever may be heard before a state that lasts is left should learn it with the day. */
static void hearing(core_due_item *i, const core_case *c) {
    const rules_book *b = c->book;
    const uint64_t here = UINT64_C(1) << c->control.state;
    rules_id first = 0, n = core_kind_actions(b, c->kind, &first);
    for (rules_id k = first; core_state(c)->lasts && k < first + n; k++) {
        const rules_action *a = &b->action[k];
        if (a->creates || a->to != RULES_NONE || a->from != here || a->n_args == 0) continue;
        i->within = k;
        i->heard = c->field[a->arg[0].field].set;
        return;
    }
}

static void state_of(collector *d, const core_case *c) {
    const rules_state *s = core_state(c);
    base_date last = last_day_of_state(d, c);
    if (falls_due(d, last)) {
        core_due_item *soon = add(d, c, CORE_DUE_SOON, last);
        label(soon, s->name, s->label, s->cite);
        hearing(soon, c);
    }
    base_date over = runs_until(d, c, last);
    if (s->rest || s->end || (over != BASE_DATE_NONE && d->today <= over)) return;
    core_due_item *i = add(d, c, CORE_DUE_WAITING, c->entered[c->control.state]);
    label(i, s->name, s->label, s->cite);
    i->levels = core_due_levels(c->book, c->kind, c->control.state);
    i->over = over;
    hearing(i, c);
}

/* A dossier, its cases in the order they were opened; a case has at most three above it. */
static void visit(collector *d, const core_case *c) {
    if (c->kind == c->book->cluster) cluster(d, c);
    if (c->kind == c->book->round) round_dates(d, c);
    if (c->kind != c->book->programme) state_of(d, c);
    expected_cases(d, c);
    for (const core_case *k = c->child; k != NULL; k = k->sibling) visit(d, k);
}

static int order(const void *a, const void *b) {
    const core_due_item *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    if (x->date != y->date) return x->date < y->date ? -1 : 1;
    return base_str_cmp(x->path, y->path);
}

static collector begin(const core_world *w, base_date today, int32_t days, base_arena *arena) {
    collector d = {.world = w, .today = today, .arena = arena, .until = today};
    base_err e = {0};
    if (days < 0) days = 0;
    if (days > CORE_DUE_MAX_DAYS) days = CORE_DUE_MAX_DAYS;
    if (!base_date_add_days(today, days, &d.until, &e)) d.until = today;
    return d;
}

static core_due_list in_order(collector *d) {
    core_due_list out = {.n = d->n, .item = d->item};
    core_due_sort(d->item, d->n);
    for (size_t i = 0; i < d->n; i++) out.count[d->item[i].group]++;
    return out;
}

void core_due_sort(core_due_item *item, size_t n) {
    if (n > 1) qsort(item, n, sizeof *item, order);
}

core_due_list core_due(const core_world *w, base_date today, int32_t days, base_arena *arena) {
    collector d = begin(w, today, days, arena);
    const rules_book *b = core_world_book(w, today);
    for (rules_id k = 0; k < b->n_cases; k++) {
        if (b->kase[k].parent != RULES_NONE) continue;
        for (const core_case *c = core_world_first(w, k); c != NULL; c = c->next) visit(&d, c);
    }
    return in_order(&d);
}

core_due_list core_due_of(const core_world *w, const core_case *root, base_date today, int32_t days,
                          base_arena *arena) {
    collector d = begin(w, today, days, arena);
    visit(&d, root);
    return in_order(&d);
}

/* ---- from when on to look at all ---- */

static base_date earlier(base_date a, base_date b) {
    if (a == BASE_DATE_NONE) return b;
    return b == BASE_DATE_NONE || a < b ? a : b;
}

/* The first day after the earliest year whose case is not done with. For years that are over, whether a case is
 * expected is settled: what decides it (rounds) can not be dated back. Later years are taken to be. */
static base_date watch_expected(collector *d, const core_case *parent, rules_id kind, int first) {
    const rules_case *k = &parent->book->kase[kind];
    int now = base_date_year(d->today);
    base_date day = BASE_DATE_NONE;
    base_err e = {0};
    for (int year = first; year <= now + 1; year++) {
        base_str path = base_arena_fmt(d->arena, "%.*s/%.*s%04d", (int)parent->path.n, parent->path.p,
                                       (int)k->expected_prefix.n, k->expected_prefix.p, year);
        const core_case *c = core_world_find(d->world, path, d->today, d->arena);
        if (c == NULL || core_state(c)->end) continue;
        core_view v = core_view_of(d->world, c, d->today, d->arena);
        bool settled = year < now && c->is_virtual;
        if (settled && core_observe_guard(&v, core_kind(c)->expected_guard) != CORE_YES) continue;
        return base_date_make(year + 1, 1, 1, &day, &e) ? day : BASE_DATE_NONE;
    }
    return BASE_DATE_NONE;
}

static base_date watch_case(collector *d, const core_case *c) {
    const rules_book *b = c->book;
    core_view v = core_view_of(d->world, c, d->today, d->arena);
    const rules_field *f = NULL;
    base_date day = BASE_DATE_NONE, since = date_field(&v, "announced", &f);
    bool recognised = c->kind == b->cluster && base_str_is(core_state(c)->name, "recognised");
    if (recognised) day = earlier(day, since != BASE_DATE_NONE ? since : c->opened);
    if (c->kind == b->round && bits(c->control.ever) <= 1) day = earlier(day, c->opened);
    if (core_state(c)->lasts) day = earlier(day, c->entered[c->control.state]);
    if (!recognised) return day;
    /* A recognised dossier is looked at from its next report on, or from when its term draws to its end. */
    base_date until = date_field(&v, "valid_until", &f), next = BASE_DATE_NONE;
    base_err e = {0};
    if (since == BASE_DATE_NONE) since = c->opened;
    for (rules_id k = 0; k < b->n_cases; k++) {
        if (b->kase[k].expected && b->kase[k].parent == c->kind)
            next = earlier(next, watch_expected(d, c, k, base_date_year(since) - 1));
    }
    base_date term = BASE_DATE_NONE;
    if (until != BASE_DATE_NONE && !base_date_add_months(until, -12, &term, &e)) term = until;
    base_date both = earlier(next, term);
    return both != BASE_DATE_NONE ? both : day;
}

static base_date watch_tree(collector *d, const core_case *c) {
    base_date day = watch_case(d, c);
    for (const core_case *k = c->child; k != NULL; k = k->sibling) day = earlier(day, watch_tree(d, k));
    return day;
}

base_date core_due_watch(const core_world *w, const core_case *root, base_arena *arena) {
    collector d = {.world = w, .today = root->touched, .arena = arena};
    if (root->kind == root->book->programme || root->touched == BASE_DATE_NONE) return BASE_DATE_NONE;
    return watch_tree(&d, root);
}
