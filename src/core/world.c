/* world.c - the cases and how they are found; see world.h. */
#include "core/world_i.h"

/* A stream begins small and seldom passes a few kilobytes. */
enum { STREAM_FIRST = 2048 };

static core_world *empty_world(base_arena *arena) {
    core_world *w = base_arena_alloc(arena, sizeof *w);
    w->arena = arena;
    w->last_day = BASE_DATE_NONE;
    core_streams_init(&w->streams, arena);
    base_map_init(&w->tallies, arena);
    return w;
}

static void add_version(core_world *w, core_version v) {
    w->version = base_arena_grow(w->arena, w->version, w->n_versions, &w->cap_versions, sizeof *w->version);
    w->version[w->n_versions++] = v;
}

void core_world_begin(core_world *w, core_version first) {
    const rules_book *b = first.book;
    add_version(w, first);
    w->n_taken_up = 1;
    if (b->programme == RULES_NONE) return;
    w->programme = core_case_make(core_stream_arena(w), b, b->programme, BASE_STR("programme"),
                                  core_control_new(b, b->programme, 0));
    core_world_link(w, w->programme);
}

core_world *core_world_new(base_arena *arena, const rules_book *first, const core_divisions *divisions,
                           const base_workdays *workdays) {
    core_world *w = empty_world(arena);
    w->divisions = divisions;
    w->workdays = workdays;
    core_world_begin(w, (core_version){.book = first, .from = first->force_from});
    return w;
}

core_world *core_world_open(base_arena *arena, size_t stream_max) {
    core_world *w = empty_world(arena);
    w->stream_max = stream_max;
    return w;
}

void core_world_close(core_world *w) {
    if (w == NULL || w->stream_max == 0) return;
    for (size_t i = 0; i < w->streams.cap; i++) {
        if (w->streams.slot[i] != NULL) base_arena_free(w->streams.slot[i]->arena);
    }
    w->streams = (core_streams){0};
}

base_arena *core_stream_arena(core_world *w) {
    return w->stream_max == 0 ? w->arena : base_arena_new_sized(w->stream_max, STREAM_FIRST);
}

base_arena *core_world_arena(core_world *w) { return w->arena; }
base_date core_world_last_day(const core_world *w) { return w->last_day; }
size_t core_world_versions(const core_world *w) { return w->n_versions; }
const core_version *core_world_version(const core_world *w, size_t i) { return &w->version[i]; }

const rules_book *core_world_book_of(const core_world *w, base_str digest) {
    for (size_t i = w->n_versions; i > 0; i--) {
        if (base_str_eq(w->version[i - 1].digest, digest)) return w->version[i - 1].book;
    }
    return NULL;
}

base_str core_world_digest_of(const core_world *w, const rules_book *book) {
    for (size_t i = w->n_versions; i > 0; i--) {
        if (w->version[i - 1].book == book) return w->version[i - 1].digest;
    }
    return (base_str){NULL, 0};
}
const base_workdays *core_world_workdays(const core_world *w) { return w->workdays; }
const core_divisions *core_world_divisions(const core_world *w) { return w->divisions; }
core_case *core_world_programme(const core_world *w) { return w->programme; }
core_case *core_world_first(const core_world *w, rules_id kind) { return w->first[kind]; }
uint64_t core_world_seq(const core_world *w) { return w->seq; }

const rules_book *core_world_book(const core_world *w, base_date day) {
    if (w->n_versions == 0) return NULL;
    const rules_book *b = w->version[0].book;
    for (size_t i = 1; i < w->n_versions; i++) {
        if (w->version[i].from <= day) b = w->version[i].book;
    }
    return b;
}

/* Guards of a pinned version name fields and states of the cluster by index, while the cluster itself follows the
 * newest text. So a version may add at the end, but must keep what stands where it stands. */
static bool choices_extend(const rules_field *old, const rules_field *now) {
    if (now->n_choices < old->n_choices) return false;
    for (size_t i = 0; i < old->n_choices; i++) {
        if (!base_str_eq(old->choice[i].name, now->choice[i].name)) return false;
    }
    return true;
}

static bool case_extends(const rules_case *old, const rules_case *now) {
    if (!base_str_eq(old->name, now->name) || old->parent != now->parent) return false;
    if (now->n_states < old->n_states || now->n_fields < old->n_fields) return false;
    for (size_t i = 0; i < old->n_states; i++) {
        if (!base_str_eq(old->state[i].name, now->state[i].name)) return false;
    }
    for (size_t i = 0; i < old->n_fields; i++) {
        if (!base_str_eq(old->field[i].name, now->field[i].name)) return false;
        if (old->field[i].type != now->field[i].type) return false;
        if (!choices_extend(&old->field[i], &now->field[i])) return false;
    }
    return true;
}

/* Name of the first case that does not begin as the old one does, or NULL. */
static const rules_case *first_moved(const rules_book *old, const rules_book *now) {
    for (size_t i = 0; i < old->n_cases; i++) {
        if (i >= now->n_cases || !case_extends(&old->kase[i], &now->kase[i])) return &old->kase[i];
    }
    return NULL;
}

/* A running case moves to a later version only where that version's own transitional clause says so. */
static bool moves_on(const core_case *c, const rules_book *book) {
    if (core_kind_follows(book, c->kind)) return true;
    for (size_t i = 0; i < book->n_transitions; i++) {
        const rules_transition *t = &book->transition[i];
        if (t->kase == c->kind && (t->mask >> c->control.state & 1U) != 0) return true;
    }
    return false;
}

void core_stream_take_up(core_world *w, core_case *c, const rules_book *book, bool world) {
    if (c->book != book && moves_on(c, book)) {
        core_case_rebook(c, book);
        core_tally_recount(w, c, book, world);
    }
    for (core_case *k = c->child; k != NULL; k = k->sibling) core_stream_take_up(w, k, book, world);
}

void core_world_set_day(core_world *w, base_date today) {
    for (; w->n_taken_up < w->n_versions && w->version[w->n_taken_up].from <= today; w->n_taken_up++) {
        const rules_book *book = w->version[w->n_taken_up].book;
        for (size_t k = 0; k < book->n_cases; k++) {
            for (core_case *c = w->first[k]; c != NULL; c = c->next) core_stream_take_up(w, c, book, true);
        }
    }
}

bool core_world_may_amend(const core_world *w, const rules_book *book, base_date from, base_err *e) {
    const core_version *last = &w->version[w->n_versions - 1];
    if (w->n_versions > 1 && from < last->from) {
        return base_err_fmt(e, BASE_ERR_INPUT, "新版本的施行日早于上一版本的施行日",
                            "the version would be in force before the one it follows");
    }
    if (w->last_day != BASE_DATE_NONE && from < w->last_day) {
        return base_err_fmt(e, BASE_ERR_INPUT, "新版本的施行日早于已记录的最后一日；规则不溯及既往",
                            "the version would be in force before the last day on record; rules do not reach back");
    }
    const rules_case *moved = first_moved(last->book, book);
    if (moved != NULL) {
        return base_err_fmt(e, BASE_ERR_INPUT,
                            "新版本改动了“%.*s”原有状态、字段或选项的次序、名称或类型；只能在末尾增加",
                            "the version changes the states, fields or choices of “%.*s”; it may only add at the end",
                            (int)moved->name.n, moved->name.p);
    }
    return true;
}

void core_world_add_version(core_world *w, core_version v) { add_version(w, v); }

bool core_world_amend(core_world *w, const rules_book *book, base_date from, base_err *e) {
    if (!core_world_may_amend(w, book, from, e)) return false;
    add_version(w, (core_version){.book = book, .from = from});
    return true;
}

bool core_kind_follows(const rules_book *b, rules_id kind) {
    const rules_case *k = &b->kase[kind];
    if (k->parent != RULES_NONE) return false;
    for (size_t i = 0; i < k->n_states; i++) {
        if (k->state[i].end) return false;
    }
    return true;
}

static base_date *no_dates(base_arena *arena, size_t n) {
    base_date *d = base_arena_array(arena, n, sizeof *d);
    for (size_t i = 0; i < n; i++) d[i] = BASE_DATE_NONE;
    return d;
}

static size_t n_criteria(const rules_book *b) {
    size_t most = 0;
    for (size_t i = 0; i < b->n_standards; i++) {
        if (b->standard[i].n_criteria > most) most = b->standard[i].n_criteria;
    }
    return most;
}

core_case *core_case_make(base_arena *arena, const rules_book *book, rules_id kind, base_str path,
                          core_control control) {
    core_case *c = base_arena_alloc(arena, sizeof *c);
    const rules_case *k = &book->kase[kind];
    rules_id first = 0;
    c->arena = arena;
    c->path = base_arena_str(arena, path);
    c->book = book;
    c->kind = kind;
    c->control = control;
    c->field = base_arena_array(arena, k->n_fields, sizeof *c->field);
    c->entered = no_dates(arena, k->n_states);
    c->first_done = no_dates(arena, core_kind_actions(book, kind, &first));
    c->opened = c->submitted = BASE_DATE_NONE;
    c->facts.arena = arena;
    if (k->judged) {
        c->judged = base_arena_alloc(arena, n_criteria(book));
        c->relaxed = base_arena_alloc(arena, n_criteria(book));
    }
    return c;
}

/* The bits of `done` where the new text has those pairs; a pair that it adds begins as not done. */
static uint32_t tracks_moved(const core_case *c, const rules_book *book) {
    const rules_case *was = core_kind(c), *now = &book->kase[c->kind];
    uint32_t done = 0;
    for (size_t i = 0; i < was->n_tracks; i++) {
        rules_id action = rules_find_action(book, c->kind, c->book->action[was->track[i].action].name);
        if ((c->control.done >> i & 1U) == 0 || action == RULES_NONE) continue;
        for (size_t j = 0; j < now->n_tracks; j++) {
            if (now->track[j].action == action && now->track[j].state == was->track[i].state) done |= UINT32_C(1) << j;
        }
    }
    return done;
}

/* Findings stay with the criterion of that number. */
static uint8_t *findings_moved(base_arena *arena, const core_case *c, const rules_book *book, const uint8_t *found) {
    uint8_t *out = base_arena_alloc(arena, n_criteria(book));
    if (c->book->n_standards == 0 || book->n_standards == 0 || found == NULL) return out;
    const rules_standard *was = &c->book->standard[c->book->n_standards - 1];
    const rules_standard *now = &book->standard[book->n_standards - 1];
    for (size_t i = 0; i < was->n_criteria; i++) {
        rules_id to = rules_find_criterion(now, was->criterion[i].id);
        if (to != RULES_NONE) out[to] = found[i];
    }
    return out;
}

/* Figures stay with the fact of that name; of a fact that the text no longer knows nothing is asked any more. */
static rules_values facts_moved(base_arena *arena, const core_case *c, const rules_book *book) {
    rules_values out = {.arena = arena};
    out.item = base_arena_array(arena, c->facts.n, sizeof *out.item);
    out.cap = c->facts.n;
    for (size_t i = 0; i < c->facts.n; i++) {
        rules_value x = c->facts.item[i];
        x.fact = rules_find_fact(book, c->book->fact[x.fact].name);
        if (x.fact != RULES_NONE) out.item[out.n++] = x;
    }
    return out;
}

void core_case_rebook(core_case *c, const rules_book *book) {
    base_arena *arena = c->arena;
    const rules_case *was = core_kind(c), *now = &book->kase[c->kind];
    rules_id first = 0;
    core_value *field = base_arena_array(arena, now->n_fields, sizeof *field);
    base_date *entered = no_dates(arena, now->n_states);
    base_date *done = no_dates(arena, core_kind_actions(book, c->kind, &first));
    rules_id had = core_kind_actions(c->book, c->kind, &first);
    if (was->n_fields > 0) memcpy(field, c->field, was->n_fields * sizeof *field);
    memcpy(entered, c->entered, was->n_states * sizeof *entered);
    for (rules_id i = 0; i < had; i++) {
        rules_id to = rules_find_action(book, c->kind, c->book->action[first + i].name), base = 0;
        core_kind_actions(book, c->kind, &base);
        if (to != RULES_NONE) done[to - base] = c->first_done[i];
    }
    c->control.done = tracks_moved(c, book);
    if (now->judged) {
        c->judged = findings_moved(arena, c, book, c->judged);
        c->relaxed = findings_moved(arena, c, book, c->relaxed);
    }
    c->facts = facts_moved(arena, c, book);
    c->field = field;
    c->entered = entered;
    c->first_done = done;
    c->book = book;
}

bool core_case_takes(const core_case *c, rules_id field, core_value v) {
    const rules_case *k = core_kind(c);
    if (field >= k->n_fields) return false;
    const rules_field *f = &k->field[field];
    return f->type != RULES_V_CHOICE || !v.set || (v.n >= 0 && v.n < f->n_choices);
}

void core_world_link(core_world *w, core_case *c) {
    if (c->parent != NULL) {
        core_case *p = c->parent;
        if (p->last_child == NULL)
            p->child = c;
        else
            p->last_child->sibling = c;
        p->last_child = c;
        return;
    }
    core_streams_put(&w->streams, c);
    c->before = w->last[c->kind];
    if (w->last[c->kind] == NULL)
        w->first[c->kind] = c;
    else
        w->last[c->kind]->next = c;
    w->last[c->kind] = c;
}

void core_world_unlink(core_world *w, core_case *root) {
    core_streams_remove(&w->streams, root->path);
    if (root->before != NULL)
        root->before->next = root->next;
    else
        w->first[root->kind] = root->next;
    if (root->next != NULL)
        root->next->before = root->before;
    else
        w->last[root->kind] = root->before;
    root->next = root->before = NULL;
}

core_case *core_world_find(const core_world *w, base_str path, base_date today, base_arena *scratch) {
    core_case *c = core_world_at(w, path);
    return c != NULL ? c : core_expected_make(w, path, today, scratch);
}

/* "report2024" under the prefix "report" gives 2024; -1 when it is no such name. */
static int expected_year(base_str name, base_str prefix) {
    if (prefix.n == 0 || !base_str_starts(name, prefix) || name.n != prefix.n + 4) return -1;
    int year = 0;
    for (size_t i = prefix.n; i < name.n; i++) {
        if (name.p[i] < '0' || name.p[i] > '9') return -1;
        year = year * 10 + (name.p[i] - '0');
    }
    return year >= 1000 ? year : -1;
}

core_case *core_expected_make(const core_world *w, base_str path, base_date today, base_arena *scratch) {
    size_t cut = path.n;
    while (cut > 0 && path.p[cut - 1] != '/') cut--;
    if (cut < 2) return NULL;
    core_case *parent = core_world_at(w, (base_str){path.p, cut - 1});
    if (parent == NULL) return NULL;
    base_str name = {path.p + cut, path.n - cut};
    const rules_book *b = core_world_book(w, today);
    for (rules_id k = 0; b != NULL && k < b->n_cases; k++) {
        if (!b->kase[k].expected || b->kase[k].parent != parent->kind) continue;
        int year = expected_year(name, b->kase[k].expected_prefix);
        if (year >= 0) return core_expected_of(w, parent, k, year, scratch);
    }
    return NULL;
}

/* An expected case is opened, in law, on the first day after the year it is about: that day fixes its version. */
core_case *core_expected_of(const core_world *w, core_case *parent, rules_id kind, int year, base_arena *scratch) {
    base_date opened = BASE_DATE_NONE;
    base_err e = {0};
    if (!base_date_make(year + 1, 1, 1, &opened, &e)) return NULL;
    const rules_book *b = core_world_book(w, opened);
    if (b == NULL || kind >= b->n_cases) return NULL;
    const rules_case *k = &b->kase[kind];
    base_str path = base_arena_fmt(scratch, "%.*s/%.*s%04d", (int)parent->path.n, parent->path.p,
                                   (int)k->expected_prefix.n, k->expected_prefix.p, year);
    core_case *c = core_case_make(scratch, b, kind, path, core_control_new(b, kind, k->first_state));
    c->parent = parent;
    c->opened = opened;
    c->entered[k->first_state] = opened;
    c->is_virtual = true;
    rules_id f = rules_find_field(k, BASE_STR("year"));
    if (f != RULES_NONE) c->field[f] = (core_value){.set = true, .n = year};
    return c;
}

const core_case *core_root(const core_case *c) {
    while (c->parent != NULL) c = c->parent;
    return c;
}

core_case *core_ancestor(const core_case *c, rules_id kind) {
    core_case *p = c->parent;
    while (p != NULL && p->kind != kind) p = p->parent;
    return p;
}

size_t core_world_count(const core_world *w, base_str state) {
    const rules_book *b = w->version[w->n_versions - 1].book;
    if (b->cluster == RULES_NONE) return 0;
    rules_id s = rules_find_state(&b->kase[b->cluster], state);
    return s == RULES_NONE ? 0 : w->clusters_in[s];
}

/* ---- fields by name ---- */

static core_value value_named(const core_case *c, const char *name) {
    const rules_id f = c != NULL ? rules_find_field(core_kind(c), base_str_of(name)) : RULES_NONE;
    return f != RULES_NONE ? c->field[f] : (core_value){.set = false};
}

base_str core_text_named(const core_case *c, const char *name) {
    const core_value v = value_named(c, name);
    return v.set ? v.text : (base_str){NULL, 0};
}

base_date core_date_named(const core_case *c, const char *name) {
    const core_value v = value_named(c, name);
    return v.set ? (base_date)v.n : BASE_DATE_NONE;
}
