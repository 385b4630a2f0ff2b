/* event_read.c - events from their bytes. Nothing in them is believed: whatever does not fit the rulebook that the leaf
 * names is an error that says which part, so that fold may trust what it is given. */
#include "core/event_json.h"
#include "core/observe.h"

typedef struct {
    base_arena *arena;
    const rules_book *book;
    const core_leaf *leaf;
    core_event *event;
    base_err *e;
} reader;

/* ---- parts of the payload; `v` NULL: not there ---- */

static bool read_args(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item;
    if (v == NULL) return true;
    if (!core_json_items(v, 2, CORE_MAX_ARGS)) return core_event_bad(r->e, "args");
    core_arg *arg = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *arg);
    yyjson_arr_foreach(v, i, n, item) {
        if (!core_json_text(r->arena, yyjson_arr_get_first(item), &arg[i].key)) return core_event_bad(r->e, "args");
        bool is_private = core_name_is_private(r->book, r->event->kind, arg[i].key);
        if (!core_json_open(r->arena, yyjson_arr_get(item, 1), is_private, &arg[i].value))
            return core_event_bad(r->e, "args");
    }
    r->event->arg = arg;
    r->event->n_args = yyjson_arr_size(v);
    return true;
}

static bool read_set(reader *r, yyjson_val *item, core_set *s) {
    base_err why = {0};
    if (!core_json_text(r->arena, yyjson_arr_get_first(item), &s->path)) return false;
    rules_id kind = core_event_kind_at(r->event, s->path);
    if (kind == RULES_NONE) return false;
    s->field = rules_find_field(&r->book->kase[kind], core_json_view(yyjson_arr_get(item, 1)));
    if (s->field == RULES_NONE) return false;
    const rules_field *f = &r->book->kase[kind].field[s->field];
    yyjson_val *v = yyjson_arr_get(item, 2);
    if (yyjson_is_null(v)) return true;
    s->value.set = true;
    if (f->is_private && !yyjson_is_false(v)) return false; /* a blank would have set nothing */
    if (core_value_is_text(f)) return core_json_open(r->arena, v, f->is_private, &s->value.text);
    return yyjson_is_str(v) && core_value_read(r->arena, f, core_json_view(v), &s->value, &why);
}

static bool read_sets(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item;
    if (v == NULL) return true;
    if (!core_json_items(v, 3, CORE_MAX_ARGS)) return core_event_bad(r->e, "sets");
    core_set *set = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *set);
    yyjson_arr_foreach(v, i, n, item) {
        if (!read_set(r, item, &set[i])) return core_event_bad(r->e, "sets");
    }
    r->event->set = set;
    r->event->n_sets = yyjson_arr_size(v);
    return true;
}

static bool read_move(reader *r, yyjson_val *item, core_move *m) {
    if (!core_json_text(r->arena, yyjson_arr_get_first(item), &m->path) || m->path.n == 0) return false;
    m->kind = core_event_kind_at(r->event, m->path);
    if (m->kind == RULES_NONE) return false;
    m->state = rules_find_state(&r->book->kase[m->kind], core_json_view(yyjson_arr_get(item, 1)));
    return m->state != RULES_NONE;
}

static bool read_moves(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item;
    if (v == NULL) return true;
    if (!core_json_items(v, 2, RULES_MAX_CASES)) return core_event_bad(r->e, "moves");
    core_move *move = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *move);
    yyjson_arr_foreach(v, i, n, item) {
        if (!read_move(r, item, &move[i])) return core_event_bad(r->e, "moves");
    }
    r->event->move = move;
    r->event->n_moves = yyjson_arr_size(v);
    return true;
}

/* A place under a tally of the rulebook that counts cases of that kind. */
static bool is_tally(const rules_book *b, const core_count *x, rules_id kind) {
    const rules_case *k = &b->kase[x->owner];
    size_t n = k->name.n + 1 + x->tally.n + 1;
    for (size_t i = 0; i < k->n_tallies; i++) {
        if (!base_str_eq(k->tally[i].name, x->tally) || k->tally[i].kase != kind) continue;
        return x->key.n > n && base_str_starts(x->key, k->name) && x->key.p[k->name.n] == '|' &&
               memcmp(x->key.p + k->name.n + 1, x->tally.p, x->tally.n) == 0 && x->key.p[n - 1] == '|';
    }
    return false;
}

static bool read_count(reader *r, yyjson_val *item, core_count *x) {
    base_str sign = core_json_view(yyjson_arr_get(item, 0)), owner = core_json_view(yyjson_arr_get(item, 2));
    const rules_book *b = r->book;
    x->taken = base_str_is(sign, "+");
    if (!x->taken && !base_str_is(sign, "-")) return false;
    if (!core_json_text(r->arena, yyjson_arr_get(item, 1), &x->path) || owner.p == NULL ||
        !core_json_text(r->arena, yyjson_arr_get(item, 3), &x->tally) ||
        !core_json_text(r->arena, yyjson_arr_get(item, 4), &x->key)) {
        return false;
    }
    rules_id kind = core_event_kind_at(r->event, x->path);
    x->owner = owner.n > 0 ? rules_find_case(b, owner) : RULES_NONE;
    if (kind == RULES_NONE || (owner.n > 0 && x->owner == RULES_NONE)) return false;
    if (x->owner != RULES_NONE) return is_tally(b, x, kind);
    return kind == b->cluster && x->tally.n == 0 && rules_find_state(&b->kase[kind], x->key) != RULES_NONE;
}

static bool read_counts(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item;
    if (v == NULL) return true;
    if (!core_json_items(v, 5, CORE_MAX_ARGS)) return core_event_bad(r->e, "counts");
    core_count *count = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *count);
    yyjson_arr_foreach(v, i, n, item) {
        if (!read_count(r, item, &count[i])) return core_event_bad(r->e, "counts");
    }
    r->event->count = count;
    r->event->n_counts = yyjson_arr_size(v);
    return true;
}

static bool read_facts(reader *r, yyjson_val *v) {
    if (v == NULL) return true;
    core_draft *d = base_arena_alloc(r->arena, sizeof *d);
    r->event->facts = d;
    bool freezes = (r->book->action[r->event->action].special & RULES_FREEZES) != 0;
    return (freezes && core_draft_of(r->arena, r->book, r->event->kind, v, d)) || core_event_bad(r->e, "facts");
}

/* ---- findings ---- */

static bool read_judged(reader *r, yyjson_val *v) {
    const rules_standard *s = core_newest_standard(r->book);
    size_t i, n;
    yyjson_val *item;
    core_event *e = r->event;
    if (v == NULL) return true;
    bool judges = (r->book->action[e->action].special & RULES_JUDGES) != 0;
    if (!judges || s == NULL || !core_json_items(v, 2, CORE_MAX_ARGS)) return core_event_bad(r->e, "judged");
    e->judged_criterion = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *e->judged_criterion);
    e->judged_value = base_arena_alloc(r->arena, yyjson_arr_size(v));
    yyjson_arr_foreach(v, i, n, item) {
        base_str value = core_json_view(yyjson_arr_get(item, 1));
        e->judged_criterion[i] = rules_find_criterion(s, core_json_view(yyjson_arr_get_first(item)));
        e->judged_value[i] = base_str_is(value, "met") ? 1 : 2;
        bool known = e->judged_value[i] == 1 || base_str_is(value, "not_met");
        if (e->judged_criterion[i] == RULES_NONE || !known) return core_event_bad(r->e, "judged");
    }
    e->n_judged = yyjson_arr_size(v);
    return true;
}

static bool read_relax(reader *r, yyjson_val *v) {
    const rules_standard *s = core_newest_standard(r->book);
    if (v == NULL) return true;
    bool relaxes = (r->book->action[r->event->action].special & (RULES_RELAXES | RULES_DENIES)) != 0;
    if (relaxes && s != NULL) r->event->criterion = rules_find_criterion(s, core_json_view(v));
    return r->event->criterion != RULES_NONE || core_event_bad(r->e, "relax");
}

/* ---- what stands in every payload ---- */

static bool read_at(reader *r, core_members *m, core_stamp *s) {
    return core_parse_instant(core_json_view(core_member(m, "at")), &s->at) || core_event_bad(r->e, "at");
}

static bool read_part(reader *r, core_members *m, core_stamp *s) {
    yyjson_val *of = core_member(m, "of"), *part = yyjson_arr_get(of, 0), *parts = yyjson_arr_get(of, 1);
    s->part = 0;
    s->parts = 1;
    if (of == NULL) return true;
    uint64_t i = yyjson_get_uint(part), n = yyjson_get_uint(parts);
    bool good = yyjson_arr_size(of) == 2 && yyjson_is_uint(part) && yyjson_is_uint(parts);
    if (!good || n < 2 || n > CORE_MAX_TARGETS || i >= n) return core_event_bad(r->e, "of");
    s->part = (unsigned)i;
    s->parts = (unsigned)n;
    return true;
}

static bool read_request(reader *r, core_members *m, core_stamp *s) {
    return core_member_text(r->arena, m, "request", &s->request, r->e);
}

/* ---- a text that takes effect ---- */

static bool read_texts(reader *r, yyjson_val *v, core_adoption *a) {
    size_t i, n;
    yyjson_val *item;
    if (!core_json_items(v, 2, CORE_ADOPT_MAX_TEXTS)) return core_event_bad(r->e, "texts");
    core_named_text *t = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *t);
    yyjson_arr_foreach(v, i, n, item) {
        if (!core_json_text(r->arena, yyjson_arr_get_first(item), &t[i].name) ||
            !core_json_text(r->arena, yyjson_arr_get(item, 1), &t[i].text)) {
            return core_event_bad(r->e, "texts");
        }
    }
    a->text = t;
    a->n_texts = yyjson_arr_size(v);
    return true;
}

static bool read_from(reader *r, core_members *m, core_adoption *a) {
    base_err why = {0};
    yyjson_val *from = core_member(m, "from");
    a->from = BASE_DATE_NONE;
    return from == NULL || base_date_parse(core_json_view(from), &a->from, &why) || core_event_bad(r->e, "from");
}

static bool read_adoption(reader *r, yyjson_val *v) {
    core_members m;
    core_adoption *a = base_arena_alloc(r->arena, sizeof *a);
    if (!core_members_of(v, &m)) return core_event_bad(r->e, "adopts");
    if (!core_member_text(r->arena, &m, "digest", &a->digest, r->e) || !read_from(r, &m, a)) return false;
    if (!core_matter_parse(core_json_view(core_member(&m, "matter")), &a->matter))
        return core_event_bad(r->e, "matter");
    if (a->from != BASE_DATE_NONE && a->matter != CORE_ADOPT_RULEBOOK) return core_event_bad(r->e, "from");
    if (!core_member_text(r->arena, &m, "name", &a->name, r->e)) return false;
    if (!read_texts(r, core_member(&m, "texts"), a) || !core_members_end(&m, "adopts", r->e)) return false;
    a->day = r->leaf->day;
    r->event->adopts = a;
    rules_diags d;
    rules_diags_init(&d, r->arena);
    return core_adoption_read(r->arena, a, &d, r->e);
}

/* Of an adoption the leaf says only that it is one, and the digest. */
static bool leaf_adopts(const reader *r) {
    const core_leaf *l = r->leaf;
    if (!base_str_eq(l->action, core_adoption_action())) return core_event_bad(r->e, "action");
    if (!base_str_eq(l->path, core_adoption_path())) return core_event_bad(r->e, "case");
    if (l->kind.n > 0) return core_event_bad(r->e, "kind");
    if (l->article.n > 0) return core_event_bad(r->e, "article");
    if (l->person.n > 0) return core_event_bad(r->e, "person");
    return base_str_eq(l->rulebook, r->event->adopts->digest) || core_event_bad(r->e, "rulebook");
}

/* ---- an action on a case ---- */

/* What the leaf says of kind and action, held against the rulebook. */
static bool leaf_acts(reader *r) {
    const core_leaf *l = r->leaf;
    const rules_book *b = r->book;
    core_event *e = r->event;
    if (b == NULL) {
        return base_err_fmt(r->e, BASE_ERR_MISSING, "事件所依据的法规文本 %.*s 不在记录中",
                            "the rulebook %.*s that the event rests on is not on record",
                            (int)base_utf8_head(l->rulebook, 16).n, l->rulebook.p);
    }
    e->kind = rules_find_case(b, l->kind);
    if (e->kind == RULES_NONE) return core_event_bad(r->e, "kind");
    e->action = rules_find_action(b, e->kind, l->action);
    if (e->action == RULES_NONE) return core_event_bad(r->e, "action");
    const rules_action *a = &b->action[e->action];
    if ((a->special & RULES_FILLS) != 0) return core_event_bad(r->e, "action"); /* changes a draft: no event */
    if (!base_str_eq(l->article, a->cite)) return core_event_bad(r->e, "article");
    rules_id level = rules_find_level(b, l->level);
    if (level == RULES_NONE || (a->levels >> level & 1U) == 0) return core_event_bad(r->e, "level");
    return true;
}

/* A case begins by an action that makes it, or, where one is expected, by any. */
static bool read_opens(reader *r, core_members *m) {
    const rules_action *a = &r->book->action[r->event->action];
    yyjson_val *opens = core_member(m, "opens");
    r->event->opens = opens != NULL;
    if (opens != NULL && !yyjson_is_true(opens)) return core_event_bad(r->e, "opens");
    bool may = a->creates || r->book->kase[a->kase].expected;
    return (r->event->opens ? may : !a->creates) || core_event_bad(r->e, "opens");
}

static bool read_round(reader *r, core_members *m) {
    const rules_case *k = &r->book->kase[r->event->kind];
    if (!core_member_optional(r->arena, m, "round", &r->event->round, r->e)) return false;
    return !r->event->opens || k->in_round == (r->event->round.n > 0) || core_event_bad(r->e, "round");
}

/* A private value has its person part, which its leaf names, and nothing else has one. */
static bool person_fits(const reader *r) {
    return core_event_has_private(r->event) == (r->leaf->person.n > 0) || core_event_bad(r->e, "person");
}

/* A division stands in the leaf, a person's name in the payload. */
static bool read_who(reader *r, core_members *m) {
    base_str who = {NULL, 0};
    bool is_public = core_event_who_is_public(r->event);
    if (!core_member_optional(r->arena, m, "who", &who, r->e)) return false;
    if (is_public ? who.n > 0 : r->leaf->who.n > 0) return core_event_bad(r->e, "who");
    if (!is_public) r->event->actor.who = who;
    return true;
}

static bool read_acting(reader *r, core_members *m, core_stamp *s) {
    return leaf_acts(r) && read_args(r, core_member(m, "args")) && read_at(r, m, s) &&
           read_counts(r, core_member(m, "counts")) && read_facts(r, core_member(m, "facts")) &&
           read_judged(r, core_member(m, "judged")) && read_moves(r, core_member(m, "moves")) && read_part(r, m, s) &&
           read_opens(r, m) && read_relax(r, core_member(m, "relax")) && read_request(r, m, s) && read_round(r, m) &&
           read_sets(r, core_member(m, "sets")) && read_who(r, m) && core_members_end(m, "payload", r->e) &&
           person_fits(r);
}

static bool read_adopting(reader *r, core_members *m, yyjson_val *adopts, core_stamp *s) {
    r->event->book = NULL; /* it rests on none */
    return read_adoption(r, adopts) && leaf_adopts(r) && read_at(r, m, s) && read_part(r, m, s) &&
           read_request(r, m, s) && core_members_end(m, "payload", r->e);
}

static bool read_payload(reader *r, yyjson_val *root, core_stamp *s) {
    core_members m;
    if (!core_members_of(root, &m)) return core_event_bad(r->e, "payload");
    yyjson_val *adopts = core_member(&m, "adopts");
    return adopts != NULL ? read_adopting(r, &m, adopts, s) : read_acting(r, &m, s);
}

/* What a later engine wrote may mean what this one does not know. */
static bool edition_is_known(const core_leaf *l, base_err *e) {
    if (l->edition <= CORE_EDITION) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "事件由更新的程序（第 %u 版引擎）写成；请更新本程序",
                        "the event was written by a newer program (engine edition %u); update this one", l->edition);
}

bool core_event_read(base_arena *arena, const core_world *w, const core_leaf *leaf, base_str payload, core_event *out,
                     core_stamp *s, base_err *e) {
    reader r = {arena, core_world_book_of(w, leaf->rulebook), leaf, out, e};
    *out = (core_event){.day = leaf->day,
                        .actor = {leaf->level, leaf->who},
                        .path = leaf->path,
                        .book = r.book,
                        .kind = RULES_NONE,
                        .action = RULES_NONE,
                        .criterion = RULES_NONE};
    *s = (core_stamp){.seq = leaf->seq, .edition = leaf->edition};
    if (!edition_is_known(leaf, e)) return false;
    yyjson_doc *doc = core_json_parse(payload, CORE_PAYLOAD_MAX);
    if (doc == NULL) return core_event_bad(e, "payload");
    bool good = read_payload(&r, yyjson_doc_get_root(doc), s);
    yyjson_doc_free(doc);
    return good;
}
