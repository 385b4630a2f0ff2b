/* event_read.c - events from their bytes. Nothing in them is believed: whatever does not fit the rulebook that the leaf
 * names is an error that says which part, so that fold may trust what it is given. */
#include <yyjson.h>

#include "core/event.h"
#include "core/observe.h"
#include "core/world_i.h"

typedef struct {
    base_arena *arena;
    const rules_book *book;
    core_event *event;
    base_err *e;
} reader;

static bool bad(base_err *e, const char *part) {
    return base_err_fmt(e, BASE_ERR_INPUT, "事件的“%s”不合格式", "“%s” of the event is not as it should be", part);
}

static base_str view(yyjson_val *v) {
    return yyjson_is_str(v) ? (base_str){yyjson_get_str(v), yyjson_get_len(v)} : (base_str){NULL, 0};
}

static base_str keep(base_arena *arena, yyjson_val *v) { return base_arena_str(arena, view(v)); }

static bool digits(base_str s, size_t from, size_t n, int *out) {
    *out = 0;
    if (from + n > s.n) return false;
    for (size_t i = from; i < from + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *out = *out * 10 + (s.p[i] - '0');
    }
    return true;
}

bool core_parse_instant(base_str s, int64_t *at) {
    base_date d;
    base_err e = {0};
    int h, m, sec, ms;
    if (s.n != 24 || s.p[10] != 'T' || s.p[13] != ':' || s.p[16] != ':' || s.p[19] != '.' || s.p[23] != 'Z')
        return false;
    if (!base_date_parse((base_str){s.p, 10}, &d, &e) || !digits(s, 11, 2, &h) || !digits(s, 14, 2, &m) ||
        !digits(s, 17, 2, &sec) || !digits(s, 20, 3, &ms) || h > 23 || m > 59 || sec > 59) {
        return false;
    }
    *at = (int64_t)d * 86400000 + h * INT64_C(3600000) + m * INT64_C(60000) + sec * INT64_C(1000) + ms;
    return true;
}

/* ---- the leaf ---- */

typedef struct {
    const char *name;
    base_str *out;
    bool required;
} text_member;

static bool leaf_texts(base_arena *arena, yyjson_val *root, core_leaf *l, base_err *e) {
    const text_member member[] = {
        {"action", &l->action, true},  {"article", &l->article, true},   {"case", &l->path, true},
        {"kind", &l->kind, true},      {"level", &l->level, true},       {"payload", &l->payload, true},
        {"person", &l->person, false}, {"rulebook", &l->rulebook, true}, {"stream", &l->stream, true},
        {"who", &l->who, false},
    };
    for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
        yyjson_val *v = yyjson_obj_get(root, member[i].name);
        if (v == NULL && !member[i].required) continue;
        if (!yyjson_is_str(v)) return bad(e, member[i].name);
        *member[i].out = keep(arena, v);
    }
    return true;
}

static bool leaf_of(base_arena *arena, yyjson_val *root, core_leaf *l, base_err *e) {
    yyjson_val *seq = yyjson_obj_get(root, "seq"), *edition = yyjson_obj_get(root, "edition");
    base_str rest;
    if (!yyjson_is_obj(root)) return bad(e, "leaf");
    if (!leaf_texts(arena, root, l, e)) return false;
    if (!yyjson_is_uint(seq)) return bad(e, "seq");
    l->seq = yyjson_get_uint(seq);
    if (!yyjson_is_uint(edition) || yyjson_get_uint(edition) > UINT16_MAX) return bad(e, "edition");
    l->edition = (unsigned)yyjson_get_uint(edition);
    if (!base_date_parse(view(yyjson_obj_get(root, "day")), &l->day, e)) return bad(e, "day");
    if (l->path.n == 0 || !base_str_eq(base_str_cut(l->path, '/', &rest), l->stream)) return bad(e, "stream");
    return true;
}

static yyjson_doc *parse(base_str bytes, size_t max) {
    if (bytes.n == 0 || bytes.n > max) return NULL;
    union {
        const char *p;
        char *q;
    } in = {bytes.p}; /* yyjson reads only, unless told to work in place */
    return yyjson_read_opts(in.q, bytes.n, YYJSON_READ_NOFLAG, NULL, NULL);
}

bool core_leaf_read(base_arena *arena, base_str bytes, core_leaf *out, base_err *e) {
    *out = (core_leaf){0};
    yyjson_doc *doc = parse(bytes, CORE_LEAF_MAX);
    if (doc == NULL) return bad(e, "leaf");
    bool good = leaf_of(arena, yyjson_doc_get_root(doc), out, e);
    yyjson_doc_free(doc);
    return good;
}

/* ---- the payload ---- */

/* Members of an array of arrays: each item has `n` elements. */
static bool items(yyjson_val *v, size_t n, size_t max) {
    size_t i, count;
    yyjson_val *item;
    if (v == NULL) return true;
    if (!yyjson_is_arr(v) || yyjson_arr_size(v) > max) return false;
    yyjson_arr_foreach(v, i, count, item) {
        if (!yyjson_is_arr(item) || yyjson_arr_size(item) != n) return false;
    }
    return true;
}

static const base_str kept_apart = {"＊", 3};

static bool read_args(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item;
    if (!items(v, 2, CORE_MAX_ARGS)) return bad(r->e, "args");
    core_arg *arg = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *arg);
    yyjson_arr_foreach(v, i, n, item) {
        yyjson_val *value = yyjson_arr_get(item, 1);
        arg[i].key = keep(r->arena, yyjson_arr_get_first(item));
        arg[i].value = yyjson_is_false(value) ? kept_apart : keep(r->arena, value);
        if (!yyjson_is_false(value) && !yyjson_is_str(value)) return bad(r->e, "args");
    }
    r->event->arg = arg;
    r->event->n_args = yyjson_arr_size(v);
    return true;
}

/* The kind of the case at `path`: that of the event (empty) or of one above it. RULES_NONE for anything else. */
static rules_id kind_at(const reader *r, base_str path) {
    const core_event *e = r->event;
    if (path.n == 0) return e->kind;
    if (path.n >= e->path.n || e->path.p[path.n] != '/' || !base_str_starts(e->path, path)) return RULES_NONE;
    size_t up = 0;
    for (size_t i = path.n; i < e->path.n; i++) up += e->path.p[i] == '/';
    rules_id k = e->kind;
    while (up-- > 0 && k != RULES_NONE) k = r->book->kase[k].parent;
    return k;
}

static bool read_set(reader *r, yyjson_val *item, core_set *s) {
    s->path = keep(r->arena, yyjson_arr_get_first(item));
    rules_id kind = kind_at(r, s->path);
    if (kind == RULES_NONE) return bad(r->e, "sets");
    s->field = rules_find_field(&r->book->kase[kind], view(yyjson_arr_get(item, 1)));
    yyjson_val *value = yyjson_arr_get(item, 2);
    if (s->field == RULES_NONE) return bad(r->e, "sets");
    const rules_field *f = &r->book->kase[kind].field[s->field];
    if (yyjson_is_null(value)) return true;
    if (yyjson_is_false(value)) {
        s->value = (core_value){.set = true, .text = kept_apart};
        return f->type == RULES_V_TEXT || f->type == RULES_V_CODE ? true : bad(r->e, "sets");
    }
    return yyjson_is_str(value) && core_value_read(r->arena, f, view(value), &s->value, r->e) ? true
                                                                                              : bad(r->e, "sets");
}

static bool read_sets(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item;
    if (!items(v, 3, CORE_MAX_ARGS)) return bad(r->e, "sets");
    core_set *set = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *set);
    yyjson_arr_foreach(v, i, n, item) {
        if (!read_set(r, item, &set[i])) return false;
    }
    r->event->set = set;
    r->event->n_sets = yyjson_arr_size(v);
    return true;
}

static bool read_moves(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item;
    if (!items(v, 2, RULES_MAX_CASES)) return bad(r->e, "moves");
    core_move *move = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *move);
    yyjson_arr_foreach(v, i, n, item) {
        move[i].path = keep(r->arena, yyjson_arr_get_first(item));
        move[i].kind = move[i].path.n > 0 ? kind_at(r, move[i].path) : RULES_NONE;
        if (move[i].kind == RULES_NONE) return bad(r->e, "moves");
        move[i].state = rules_find_state(&r->book->kase[move[i].kind], view(yyjson_arr_get(item, 1)));
        if (move[i].state == RULES_NONE) return bad(r->e, "moves");
    }
    r->event->move = move;
    r->event->n_moves = yyjson_arr_size(v);
    return true;
}

static bool read_count(reader *r, yyjson_val *item, core_count *x) {
    base_str sign = view(yyjson_arr_get(item, 0)), owner = view(yyjson_arr_get(item, 2));
    x->taken = base_str_is(sign, "+");
    x->path = keep(r->arena, yyjson_arr_get(item, 1));
    x->owner = owner.n > 0 ? rules_find_case(r->book, owner) : RULES_NONE;
    x->tally = keep(r->arena, yyjson_arr_get(item, 3));
    x->key = keep(r->arena, yyjson_arr_get(item, 4));
    bool known = (owner.n == 0) == (x->owner == RULES_NONE);
    return (x->taken || base_str_is(sign, "-")) && known && x->key.n > 0 && kind_at(r, x->path) != RULES_NONE;
}

static bool read_counts(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item;
    if (!items(v, 5, CORE_MAX_ARGS)) return bad(r->e, "counts");
    core_count *count = base_arena_array(r->arena, yyjson_arr_size(v), sizeof *count);
    yyjson_arr_foreach(v, i, n, item) {
        if (!read_count(r, item, &count[i])) return bad(r->e, "counts");
    }
    r->event->count = count;
    r->event->n_counts = yyjson_arr_size(v);
    return true;
}

static bool read_figure(reader *r, yyjson_val *item, rules_values *values) {
    yyjson_val *year = yyjson_arr_get(item, 1), *value = yyjson_arr_get(item, 2);
    rules_id fact = rules_find_fact(r->book, view(yyjson_arr_get_first(item)));
    if (fact == RULES_NONE || !yyjson_is_int(year) || !yyjson_is_str(value)) return bad(r->e, "facts");
    int64_t y = yyjson_get_sint(year);
    if (y < 0 || y > 9999) return bad(r->e, "facts");
    return rules_values_set(r->book, values, fact, (int)y, view(value), r->e);
}

static bool draft_of(reader *r, yyjson_val *v, core_draft *d) {
    size_t i, n;
    yyjson_val *item;
    yyjson_val *fields = yyjson_obj_get(v, "fields"), *values = yyjson_obj_get(v, "values");
    if (fields == NULL || values == NULL || !items(fields, 2, CORE_MAX_ARGS) || !items(values, 3, 10000)) {
        return bad(r->e, "facts");
    }
    core_draft_init(d, r->arena);
    d->n_fields = d->cap = yyjson_arr_size(fields);
    d->field = base_arena_array(r->arena, d->n_fields, sizeof *d->field);
    yyjson_arr_foreach(fields, i, n, item) {
        d->field[i].key = keep(r->arena, yyjson_arr_get_first(item));
        d->field[i].value = keep(r->arena, yyjson_arr_get(item, 1));
    }
    yyjson_arr_foreach(values, i, n, item) {
        if (!read_figure(r, item, &d->facts)) return false;
    }
    return true;
}

static bool read_facts(reader *r, yyjson_val *v) {
    if (v == NULL) return true;
    core_draft *d = base_arena_alloc(r->arena, sizeof *d);
    r->event->facts = d;
    return draft_of(r, v, d);
}

bool core_draft_read(base_arena *arena, const rules_book *book, base_str json, core_draft *out, base_err *e) {
    reader r = {.arena = arena, .book = book, .e = e};
    core_draft_init(out, arena);
    yyjson_doc *doc = parse(json, CORE_PAYLOAD_MAX);
    if (doc == NULL) return bad(e, "facts");
    bool good = draft_of(&r, yyjson_doc_get_root(doc), out);
    yyjson_doc_free(doc);
    return good;
}

static bool read_findings(reader *r, yyjson_val *judged, yyjson_val *relax) {
    const rules_standard *s = r->book->n_standards > 0 ? &r->book->standard[r->book->n_standards - 1] : NULL;
    size_t i, n;
    yyjson_val *item;
    core_event *e = r->event;
    e->criterion = RULES_NONE;
    if (judged == NULL && relax == NULL) return true;
    if (s == NULL || !items(judged, 2, CORE_MAX_ARGS)) return bad(r->e, "judged");
    e->judged_criterion = base_arena_array(r->arena, yyjson_arr_size(judged), sizeof *e->judged_criterion);
    e->judged_value = base_arena_alloc(r->arena, yyjson_arr_size(judged));
    yyjson_arr_foreach(judged, i, n, item) {
        e->judged_criterion[i] = rules_find_criterion(s, view(yyjson_arr_get_first(item)));
        base_str value = view(yyjson_arr_get(item, 1));
        e->judged_value[i] = base_str_is(value, "met") ? 1 : 2;
        if (e->judged_criterion[i] == RULES_NONE || (e->judged_value[i] == 2 && !base_str_is(value, "not_met"))) {
            return bad(r->e, "judged");
        }
    }
    e->n_judged = yyjson_arr_size(judged);
    if (relax != NULL) e->criterion = rules_find_criterion(s, view(relax));
    return relax == NULL || e->criterion != RULES_NONE ? true : bad(r->e, "relax");
}

static bool read_adoption(reader *r, yyjson_val *v) {
    size_t i, n;
    yyjson_val *item, *texts = yyjson_obj_get(v, "texts");
    core_adoption *a = base_arena_alloc(r->arena, sizeof *a);
    if (!core_matter_parse(view(yyjson_obj_get(v, "matter")), &a->matter)) return bad(r->e, "matter");
    if (texts == NULL || !items(texts, 2, CORE_ADOPT_MAX_TEXTS)) return bad(r->e, "texts");
    a->name = keep(r->arena, yyjson_obj_get(v, "name"));
    a->digest = keep(r->arena, yyjson_obj_get(v, "digest"));
    a->from = BASE_DATE_NONE;
    yyjson_val *from = yyjson_obj_get(v, "from");
    if (from != NULL && !base_date_parse(view(from), &a->from, r->e)) return bad(r->e, "from");
    core_named_text *text = base_arena_array(r->arena, yyjson_arr_size(texts), sizeof *text);
    yyjson_arr_foreach(texts, i, n, item) {
        text[i].name = keep(r->arena, yyjson_arr_get_first(item));
        text[i].text = keep(r->arena, yyjson_arr_get(item, 1));
    }
    a->text = text;
    a->n_texts = yyjson_arr_size(texts);
    r->event->adopts = a;
    rules_diags d;
    rules_diags_init(&d, r->arena);
    return core_adoption_read(r->arena, a, &d, r->e);
}

static bool read_stamp(yyjson_val *root, base_arena *arena, core_stamp *s, base_err *e) {
    yyjson_val *of = yyjson_obj_get(root, "of"), *request = yyjson_obj_get(root, "request");
    if (!core_parse_instant(view(yyjson_obj_get(root, "at")), &s->at)) return bad(e, "at");
    if (!yyjson_is_str(request)) return bad(e, "request");
    s->request = keep(arena, request);
    s->part = 0;
    s->parts = 1;
    if (of == NULL) return true;
    uint64_t part = yyjson_get_uint(yyjson_arr_get(of, 0)), parts = yyjson_get_uint(yyjson_arr_get(of, 1));
    if (parts < 2 || parts > CORE_MAX_TARGETS || part >= parts) return bad(e, "of");
    s->part = (unsigned)part;
    s->parts = (unsigned)parts;
    return true;
}

static bool read_case(reader *r, const core_leaf *l, yyjson_val *root) {
    core_event *e = r->event;
    e->kind = rules_find_case(r->book, l->kind);
    if (e->kind == RULES_NONE) return bad(r->e, "kind");
    e->action = rules_find_action(r->book, e->kind, l->action);
    if (e->action == RULES_NONE) return bad(r->e, "action");
    e->opens = yyjson_is_true(yyjson_obj_get(root, "opens"));
    yyjson_val *round = yyjson_obj_get(root, "round");
    if (round != NULL) e->round = keep(r->arena, round);
    return read_args(r, yyjson_obj_get(root, "args")) && read_sets(r, yyjson_obj_get(root, "sets")) &&
           read_moves(r, yyjson_obj_get(root, "moves")) && read_counts(r, yyjson_obj_get(root, "counts")) &&
           read_facts(r, yyjson_obj_get(root, "facts")) &&
           read_findings(r, yyjson_obj_get(root, "judged"), yyjson_obj_get(root, "relax"));
}

static bool read_payload(reader *r, const core_leaf *l, yyjson_val *root, core_stamp *s) {
    core_event *e = r->event;
    if (!yyjson_is_obj(root)) return bad(r->e, "payload");
    if (!read_stamp(root, r->arena, s, r->e)) return false;
    e->day = l->day;
    e->path = l->path;
    e->actor = (core_actor){l->level, l->who};
    yyjson_val *who = yyjson_obj_get(root, "who"), *adopts = yyjson_obj_get(root, "adopts");
    if (who != NULL) e->actor.who = keep(r->arena, who);
    e->kind = e->action = e->criterion = RULES_NONE;
    if (adopts != NULL) return read_adoption(r, adopts);
    if (r->book == NULL) {
        return base_err_fmt(r->e, BASE_ERR_MISSING, "事件所依据的法规文本 %.*s 不在记录中",
                            "the rulebook %.*s that the event rests on is not on record",
                            (int)base_utf8_head(l->rulebook, 16).n, l->rulebook.p);
    }
    return read_case(r, l, root);
}

bool core_event_read(base_arena *arena, const core_world *w, const core_leaf *leaf, base_str payload, core_event *out,
                     core_stamp *s, base_err *e) {
    reader r = {.arena = arena, .book = core_world_book_of(w, leaf->rulebook), .event = out, .e = e};
    *out = (core_event){.book = r.book};
    *s = (core_stamp){.seq = leaf->seq, .edition = leaf->edition};
    yyjson_doc *doc = parse(payload, CORE_PAYLOAD_MAX);
    if (doc == NULL) return bad(e, "payload");
    bool good = read_payload(&r, leaf, yyjson_doc_get_root(doc), s);
    yyjson_doc_free(doc);
    return good;
}

/* ---- whether it fits ---- */

static bool missing(base_err *why, base_str path) {
    return base_err_fmt(why, BASE_ERR_MISSING, "事件提到的事项“%.*s”不在记录中",
                        "the case “%.*s” that the event names is not on record", (int)base_utf8_head(path, 120).n,
                        path.p);
}

bool core_event_fits(const core_world *w, const core_event *e, base_err *why) {
    if (e->adopts != NULL) return true;
    const core_case *c = core_world_at(w, e->path);
    base_str rest, name = base_str_cut(e->path, '/', &rest);
    if (c != NULL && c->kind != e->kind) return bad(why, "kind");
    if (c == NULL && rest.p != NULL) {
        if (core_streams_get(&w->streams, name) == NULL) return w->stream_max > 0 ? true : missing(why, name);
        size_t cut = e->path.n;
        while (e->path.p[cut - 1] != '/') cut--;
        const core_case *parent = core_world_at(w, (base_str){e->path.p, cut - 1});
        if (parent == NULL) return missing(why, (base_str){e->path.p, cut - 1});
        if (parent->kind != e->book->kase[e->kind].parent) return bad(why, "kind");
    }
    if (c == NULL && rest.p == NULL && e->book->kase[e->kind].parent != RULES_NONE) return bad(why, "kind");
    if (c == NULL && !e->opens) return w->stream_max > 0 && rest.p == NULL ? true : missing(why, e->path);
    if (c != NULL && e->opens) return bad(why, "opens");
    if (e->round.n > 0 && core_world_at(w, e->round) == NULL) return missing(why, e->round);
    return true;
}
