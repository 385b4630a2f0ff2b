/* Every part of real events damaged in turn: an error in two languages, or an event that is written as it was read and,
 * where it fits, can be folded. */
#include "recording.h"

/* ---- a walk over the values of canonical JSON ---- */

enum { MAX_NODES = 4000, MAX_DEPTH = 10 };

typedef struct {
    size_t from, to; /* of the value */
    size_t member;   /* where its member begins (the name's quote); `from` for items and the whole */
    char type;       /* { [ " 0 t n */
    const char *in;  /* name of the nearest member it lies in */
    bool is_member;
} node;

typedef struct {
    base_arena *arena;
    base_str s;
    size_t at;
    node node[MAX_NODES];
    size_t n;
} walk;

static void walk_value(walk *w, const char *in, size_t member, bool is_member);

static size_t string_end(const walk *w, size_t at) {
    for (at++; w->s.p[at] != '"'; at++) at += w->s.p[at] == '\\';
    return at + 1;
}

static void walk_member(walk *w) {
    size_t from = w->at, to = string_end(w, from);
    const char *name = base_arena_str(w->arena, (base_str){w->s.p + from + 1, to - from - 2}).p;
    w->at = to + 1;
    walk_value(w, name, from, true);
}

static void walk_inside(walk *w, const char *in, char close) {
    w->at++;
    while (w->s.p[w->at] != close) {
        if (w->s.p[w->at] == ',') w->at++;
        if (close == '}')
            walk_member(w);
        else
            walk_value(w, in, w->at, false);
    }
    w->at++;
}

static void walk_value(walk *w, const char *in, size_t member, bool is_member) {
    assert_true(w->n < MAX_NODES);
    size_t i = w->n++, from = w->at;
    char c = w->s.p[from];
    if (c == '{' || c == '[')
        walk_inside(w, in, c == '{' ? '}' : ']');
    else if (c == '"')
        w->at = string_end(w, from);
    else
        while (strchr(",]}", w->s.p[w->at]) == NULL) w->at++;
    char type = c == '-' || (c >= '0' && c <= '9') ? '0' : c == 'f' ? 't' : c;
    w->node[i] = (node){from, w->at, member, type, in, is_member};
}

static walk *walk_of(base_arena *arena, base_str s) {
    walk *w = base_arena_alloc(arena, sizeof *w);
    w->arena = arena;
    w->s = base_arena_str(arena, s); /* with a zero byte behind it */
    walk_value(w, "", 0, false);
    return w;
}

/* The bytes with [from, to) replaced. */
static base_str spliced(base_arena *arena, base_str s, size_t from, size_t to, base_str by) {
    char *p = base_arena_alloc(arena, s.n - (to - from) + by.n + 1);
    memcpy(p, s.p, from);
    if (by.n > 0) memcpy(p + from, by.p, by.n);
    memcpy(p + from + by.n, s.p + to, s.n - to);
    return (base_str){p, s.n - (to - from) + by.n};
}

/* ---- what happens to it ---- */

typedef struct {
    history *h;
    const event_bytes *good;
    base_arena *arena;
    bool leaf;   /* the leaf is damaged, not the payload */
    bool adopts; /* who adopts is not asked here: before the first text there is none to ask */
    size_t refused, read, folded;
} trial;

/* A text that says what it likes. */
static bool is_free(const trial *t, const node *n) {
    static const char *const free_texts[] = {"request", "args",   "sets",  "fields", "values", "texts",
                                             "name",    "round",  "moves", "counts", "judged", "relax",
                                             "who",     "digest", "from",  "at",     "of"};
    if (t->leaf && t->adopts && strcmp(n->in, "level") == 0) return true;
    if (t->leaf)
        return strcmp(n->in, "payload") == 0 || strcmp(n->in, "person") == 0 || strcmp(n->in, "seq") == 0 ||
               strcmp(n->in, "day") == 0 || strcmp(n->in, "case") == 0 || strcmp(n->in, "who") == 0;
    for (size_t i = 0; i < sizeof free_texts / sizeof *free_texts; i++) {
        if (strcmp(n->in, free_texts[i]) == 0) return true;
    }
    return false;
}

/* What was read is written, and read again the same. */
static void comes_back(trial *t, const core_event *e, const core_stamp *stamp) {
    core_event again = *e;
    event_bytes second = write_event(t->arena, t->h->store, &again, *stamp);
    assert_canonical(second.leaf);
    assert_canonical(second.payload);
    there_and_back(t->arena, t->h->store, &second);
}

static void drop_all(core_world *w) {
    for (size_t k = RULES_MAX_CASES; k-- > 0;) {
        core_case *next;
        for (core_case *c = w->first[k]; c != NULL; c = next) {
            next = c->next;
            if (c != w->programme) core_stream_drop(w, c);
        }
    }
}

/* The store's world as it was before the last event was folded. */
static void undo(history *h, bool all) {
    core_counts wrong = core_world_counts(h->store, h->scratch), right = core_world_counts(h->full, h->scratch);
    if (all) {
        restart(h);
        return;
    }
    drop_all(h->store);
    for (size_t i = 0; i < wrong.n; i++) core_world_set_count(h->store, wrong.item[i].key, 0);
    for (size_t i = 0; i < right.n; i++) core_world_set_count(h->store, right.item[i].key, right.item[i].n);
    core_world_resume(h->store, h->n, core_world_last_day(h->full));
    load_streams(h, false, 1);
    load_streams(h, true, 1);
}

static bool attempt(trial *t, base_str damaged) {
    event_bytes bytes = *t->good;
    core_event e;
    core_stamp stamp;
    base_err err = {0};
    if (t->leaf)
        bytes.leaf = damaged;
    else
        bytes.payload = damaged;
    if (!try_read(t->arena, t->h->store, &bytes, &e, &stamp, &err)) {
        assert_true(err.zh[0] != '\0' && err.en[0] != '\0');
        t->refused++;
        return false;
    }
    t->read++;
    comes_back(t, &e, &stamp);
    err = (base_err){0};
    if (!core_event_fits(t->h->store, &e, &err)) {
        assert_true(err.zh[0] != '\0' && err.en[0] != '\0');
        return true;
    }
    core_fold(t->h->store, &e);
    t->folded++;
    undo(t->h, base_str_is(e.path, "programme"));
    return true;
}

static void must_fail(trial *t, base_str damaged, const node *n, const char *how) {
    if (attempt(t, damaged)) fail_msg("%s of “%s” was read: %.*s", how, n->in, (int)damaged.n, damaged.p);
}

/* Something of another type in its place. An unset value is null, one kept apart false, and a list may be empty. */
static void other_types(trial *t, const walk *w, const node *n) {
    static const char *const other[] = {
        "null", "true", "false", "0",   "-1",   "1.5",      "1e3", "123456789012345678901",
        "\"\"", "[]",   "{}",    "[0]", "[[]]", "{\"a\":1}"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        base_str by = base_str_of(other[i]);
        base_str damaged = spliced(t->arena, w->s, n->from, n->to, by);
        bool text = by.p[0] == '"' && n->type == '"' && is_free(t, n);
        bool unset = by.p[0] == 'n' && strcmp(n->in, "sets") == 0;
        bool number = by.p[0] == '0' && n->type == '0' && strcmp(n->in, "edition") != 0;
        bool list = strcmp(other[i], "[]") == 0 && (strcmp(n->in, "fields") == 0 || strcmp(n->in, "values") == 0);
        /* A blank says nothing, so it need not be kept apart. */
        bool of_form = strcmp(n->in, "args") == 0 || strcmp(n->in, "fields") == 0;
        bool blank = of_form && strcmp(other[i], "\"\"") == 0 && w->s.p[n->from] == 'f';
        if (text || unset || number || list || blank || base_str_eq((base_str){w->s.p + n->from, n->to - n->from}, by))
            attempt(t, damaged);
        else
            must_fail(t, damaged, n, other[i]);
    }
}

static void other_texts(trial *t, const walk *w, const node *n) {
    base_str inner = {w->s.p + n->from + 1, n->to - n->from - 2};
    const struct {
        base_str by;
        bool never; /* nothing may be so */
    } other[] = {{BASE_STR("\"x\""), false},
                 {base_arena_fmt(t->arena, "\"x%.*s\"", (int)inner.n, inner.p), false},
                 {base_arena_fmt(t->arena, "\"%.*s/x\"", (int)inner.n, inner.p), false},
                 {base_arena_fmt(t->arena, "\"%.*s\"", inner.n > 0 ? (int)inner.n - 1 : 0, inner.p), false},
                 {base_arena_fmt(t->arena, "\"%.*s\\u0000\"", (int)inner.n, inner.p), true},
                 {base_arena_fmt(t->arena, "\"\\u0000%.*s\"", (int)inner.n, inner.p), true},
                 {base_arena_fmt(t->arena, "\"%.*s\xff\"", (int)inner.n, inner.p), true},
                 {base_arena_fmt(t->arena, "\"%.*s\xe4\xb8\"", (int)inner.n, inner.p), true},
                 {base_arena_fmt(t->arena, "\"%.*s\\ud800\"", (int)inner.n, inner.p), true},
                 {base_arena_fmt(t->arena, "\"%.*s\n\"", (int)inner.n, inner.p), true},
                 {base_arena_fmt(t->arena, "\"%.*s", (int)inner.n, inner.p), true}};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        base_str damaged = spliced(t->arena, w->s, n->from, n->to, other[i].by);
        if (base_str_eq(damaged, w->s)) continue;
        if (other[i].never || !is_free(t, n))
            must_fail(t, damaged, n, other[i].by.p);
        else
            attempt(t, damaged);
    }
}

static bool may_be_missing(const trial *t, const node *n) {
    static const char *const optional[] = {"args",  "counts", "facts", "judged", "moves", "of",
                                           "opens", "relax",  "sets",  "who",    "from"};
    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++) {
        if (strcmp(n->in, optional[i]) == 0) return true;
    }
    return !t->leaf && strcmp(n->in, "round") == 0;
}

/* Members that are not there, there twice, of another name, or elsewhere. */
static void members(trial *t, const walk *w, const node *n) {
    base_str member = {w->s.p + n->member, n->to - n->member}, rest = {w->s.p + n->to, w->s.n - n->to};
    bool first = w->s.p[n->member - 1] == '{', last = rest.p[0] == '}';
    size_t from = n->member - (first ? 0 : 1), to = n->to + (first && !last ? 1 : 0);
    base_str without = spliced(t->arena, w->s, from, to, (base_str){NULL, 0});
    if (may_be_missing(t, n))
        attempt(t, without);
    else
        must_fail(t, without, n, "missing");
    base_str twice = base_arena_fmt(t->arena, "%.*s,%.*s", (int)member.n, member.p, (int)member.n, member.p);
    must_fail(t, spliced(t->arena, w->s, n->member, n->to, twice), n, "twice");
    base_str renamed = base_arena_fmt(t->arena, "\"x%.*s", (int)member.n - 1, member.p + 1);
    must_fail(t, spliced(t->arena, w->s, n->member, n->to, renamed), n, "renamed");
    base_str more = base_arena_fmt(t->arena, "%.*s,\"zz\":1", (int)member.n, member.p);
    must_fail(t, spliced(t->arena, w->s, n->member, n->to, more), n, "another");
    base_str back = base_arena_fmt(t->arena, "%.*s,\"a\":1", (int)member.n, member.p);
    must_fail(t, spliced(t->arena, w->s, n->member, n->to, back), n, "another out of order");
}

/* Over-long lists: the item so many times. */
static void too_many(trial *t, const walk *w, const node *n) {
    if (n->to - n->from <= 2 || w->s.p[n->from + 1] != '[') return;
    base_buf b;
    size_t end = n->from + 1, depth = 0;
    base_buf_init(&b, (size_t)64 << 20);
    do {
        depth += w->s.p[end] == '[';
        depth -= w->s.p[end] == ']';
        end = w->s.p[end] == '"' ? string_end(w, end) : end + 1;
    } while (depth > 0);
    base_str item = {w->s.p + n->from + 1, end - n->from - 1};
    base_buf_putc(&b, '[');
    for (size_t i = 0; i < 11000; i++) {
        if (i > 0) base_buf_putc(&b, ',');
        base_buf_puts(&b, item);
    }
    base_buf_putc(&b, ']');
    base_str damaged = spliced(t->arena, w->s, n->from, n->to, base_buf_str(&b));
    base_buf_free(&b);
    must_fail(t, damaged, n, "too many");
}

static void shorter(trial *t, base_str s) {
    node whole = {.in = "all"};
    for (size_t n = 0; n < s.n; n += 1 + s.n / 200) must_fail(t, (base_str){s.p, n}, &whole, "cut");
    must_fail(t, base_arena_fmt(t->arena, "%.*s,", (int)s.n, s.p), &whole, "more");
    must_fail(t, base_arena_fmt(t->arena, "[%.*s]", (int)s.n, s.p), &whole, "wrapped");
    must_fail(t, base_arena_fmt(t->arena, "\xEF\xBB\xBF%.*s", (int)s.n, s.p), &whole, "mark");
    must_fail(t, BASE_STR("nonsense"), &whole, "no JSON");
}

static void damage(trial *t, base_str s) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    const walk *w = walk_of(arena, s);
    for (size_t i = 0; i < w->n; i++) {
        const node *n = &w->node[i];
        base_arena_reset(t->arena);
        other_types(t, w, n);
        if (n->type == '"') other_texts(t, w, n);
        if (n->is_member) members(t, w, n);
        if (n->type == '[') too_many(t, w, n);
    }
    shorter(t, s);
    base_arena_free(arena);
}

/* Too long by one byte, in a text that may be of any length. */
static void too_long(trial *t, base_str s, size_t max) {
    const walk *w = walk_of(t->arena, s);
    for (size_t i = 0; i < w->n; i++) {
        const char *in = w->node[i].in;
        if (strcmp(in, t->leaf ? "who" : "request") != 0 || w->node[i].type != '"') continue;
        size_t room = max - s.n + (w->node[i].to - w->node[i].from) - 2;
        for (size_t more = 0; more < 2; more++) {
            char *text = base_arena_alloc(t->arena, room + more + 2);
            memset(text, 'a', room + more + 2);
            text[0] = text[room + more + 1] = '"';
            base_str long_one = spliced(t->arena, s, w->node[i].from, w->node[i].to, (base_str){text, room + more + 2});
            assert_int_equal(long_one.n, max + more);
            if (attempt(t, long_one) != (more == 0)) fail_msg("%zu bytes", long_one.n);
        }
    }
}

/* The next event of `from` into both worlds of `h`, all streams in memory. */
static void follow(history *h, const kept_event *next) {
    base_arena_reset(h->scratch);
    core_event e;
    if (h->full != NULL) {
        e = read_event(next->adopts ? h->full_arena : h->scratch, h->full, &next->bytes);
        day_comes(h, e.day);
        fold_into(h->full, &e);
    }
    e = read_event(next->adopts ? h->store_arena : h->scratch, h->store, &next->bytes);
    fold_into(h->store, &e);
    keep(h, &next->bytes, next->stream, next->adopts);
    if (h->full == NULL && h->n == 3) begin_full(h);
}

static void try_one(trial *t, const kept_event *next) {
    t->good = &next->bytes;
    t->adopts = next->adopts;
    t->leaf = true;
    damage(t, next->bytes.leaf);
    too_long(t, next->bytes.leaf, CORE_LEAF_MAX);
    t->leaf = false;
    damage(t, next->bytes.payload);
}

static void a_life_damaged(void **state) {
    (void)state;
    recording *r = record_scenario(base_arena_fmt(the_library()->arena, "%s/scenarios/life.case", source_dir()).p);
    history *h = history_new(7);
    trial t = {.h = h, .arena = base_arena_new((size_t)1 << 30)};
    for (size_t i = 0; i < r->h->n; i++) {
        base_arena_reset(t.arena);
        if (i >= 3) try_one(&t, &r->h->log[i]);
        follow(h, &r->h->log[i]);
    }
    print_message("%zu refused, %zu read, %zu folded\n", t.refused, t.read, t.folded);
    assert_true(t.refused > 10000 && t.read > 1000 && t.folded > 100);
    base_arena_free(t.arena);
    history_free(h);
    recording_free(r);
}

/* Texts that take effect: one that is a table, one that is a rulebook with the text it is based on. */
static void texts_damaged(void **state) {
    (void)state;
    history *h = history_new(11);
    base_arena *arena = base_arena_new((size_t)1 << 30);
    trial t = {.h = h, .arena = base_arena_new((size_t)1 << 30)};
    core_named_text hand = {BASE_STR("hand"), the_library()->hand_text};
    core_adoption first = {.matter = CORE_ADOPT_RULEBOOK, .name = hand.name, .text = &hand, .n_texts = 1};
    first.from = date_of("2020-01-01");
    record_beginning(h, &first);
    core_named_text text[2] = {{BASE_STR("more"), BASE_STR("rulebook more \"更多\" \"more\" based on hand\n"
                                                           "  force from 2024-01-01\n"
                                                           "case cluster\n  field more \"更多\" \"more\" text\n")},
                               hand};
    core_adoption next = {.matter = CORE_ADOPT_RULEBOOK, .name = BASE_STR("more"), .text = text, .n_texts = 2};
    next.from = date_of("2024-01-01");
    core_adoption sizes = adoption_from_file(arena, CORE_ADOPT_SIZES, "sizes", "data/sizes.csv", NULL);
    core_adoption *const both[] = {&next, &sizes};
    const core_actor office = {BASE_STR("office"), {NULL, 0}};
    for (size_t i = 0; i < 2; i++) {
        core_event e = adoption_of(arena, h->full, both[i], office, date_of("2023-01-01"));
        core_stamp stamp = history_stamp(h);
        stamp.parts = 2; /* so that the member is there */
        kept_event one = {write_event(arena, h->full, &e, stamp), BASE_STR("programme"), true};
        try_one(&t, &one);
    }
    assert_true(t.refused > 500 && t.read > 10);
    base_arena_free(t.arena);
    base_arena_free(arena);
    history_free(h);
}

/* ---- by hand ---- */

static event_bytes written(desk *k, const char *line) {
    must(k, line);
    core_event e = k->last.event[0];
    core_stamp stamp = {.seq = 5, .at = 1700000000123, .request = BASE_STR("r"), .parts = 1, .edition = CORE_EDITION};
    return write_event(k->arena, k->world, &e, stamp);
}

static void is_refused(desk *k, const event_bytes *good, const char *from, const char *to, const char *part,
                       const char *file, int at) {
    event_bytes bytes = *good;
    base_str *const in[] = {&bytes.payload, &bytes.leaf};
    size_t n = strlen(from), found = 0;
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j + n <= in[i]->n && found == 0; j++) {
            if (memcmp(in[i]->p + j, from, n) != 0) continue;
            *in[i] = spliced(k->scratch, *in[i], j, j + n, base_str_of(to));
            found = 1;
        }
    }
    core_event e;
    core_stamp stamp;
    base_err err = {0};
    bool read = try_read(k->scratch, k->world, &bytes, &e, &stamp, &err);
    if (found == 1 && !read && holds_text(base_str_of(err.en), part) && err.zh[0] != '\0') return;
    print_error("%s for %s: %s, %s\n%.*s\n%.*s\n", to, from,
                found == 0 ? "not there"
                : read     ? "read"
                           : "refused",
                err.en, (int)good->leaf.n, good->leaf.p, (int)good->payload.n, good->payload.p);
    _fail(file, at);
}

#define must_not_read(k, good, from, to, part) is_refused(k, &(good), from, to, part, __FILE__, __LINE__)

static void begin_paper(desk *k) {
    as(k, "county", "330106");
    must(k, "register c1 name=甲 subfield=A good=yes");
    must(k, "begin c1/a round=r1 person=张三");
    must(k, "fill c1/a output.2021=41 output.2022=52 pillar=例 goals=met why.land=无");
}

static void leaves(void **state) {
    (void)state;
    desk *k = hand_desk();
    begin_paper(k);
    event_bytes good = written(k, "file c1/a");
    there_and_back(k->arena, k->world, &good);
    must_not_read(k, good, "\"action\":\"file\"", "\"action\":\"keep\"", "level");
    must_not_read(k, good, "\"action\":\"file\"", "\"action\":\"fill\"", "action"); /* gives no event */
    must_not_read(k, good, "\"action\":\"file\"", "\"action\":\"register\"", "action");
    must_not_read(k, good, "\"article\":\"第七条\"", "\"article\":\"第六条\"", "article");
    must_not_read(k, good, "\"case\":\"c1/a\"", "\"case\":\"c1//a\"", "case");
    must_not_read(k, good, "\"case\":\"c1/a\"", "\"case\":\"c1/\"", "case");
    must_not_read(k, good, "\"case\":\"c1/a\"", "\"case\":\"c2/a\"", "stream");
    must_not_read(k, good, "\"case\":\"c1/a\"", "\"case\":\"c1/a/b/c/d\"", "case");
    must_not_read(k, good, "\"edition\":2", "\"edition\":3", "newer program");
    must_not_read(k, good, "\"edition\":2", "\"edition\":65536", "edition");
    must_not_read(k, good, "\"kind\":\"paper\"", "\"kind\":\"cluster\"", "action");
    must_not_read(k, good, "\"kind\":\"paper\"", "\"kind\":\"papers\"", "kind");
    must_not_read(k, good, "\"level\":\"county\"", "\"level\":\"office\"", "level");
    must_not_read(k, good, "\"level\":\"county\"", "\"level\":\"\"", "level");
    must_not_read(k, good, SOME_DIGEST, "", "payload");
    must_not_read(k, good, SOME_DIGEST, "00AA", "payload");
    must_not_read(k, good, "\"rulebook\":\"\"", "\"rulebook\":\"00\"", "is not on record");
    must_not_read(k, good, "\"rulebook\"", "\"person\":\"00\",\"rulebook\"", "person");
    must_not_read(k, good, "\"seq\":5", "\"seq\":9007199254740992", "seq");
    must_not_read(k, good, "\"seq\":5", "\"seq\":-5", "seq");
    must_not_read(k, good, "\"seq\":5", "\"seq\":5.0", "seq");
    must_not_read(k, good, "\"day\":\"2023-03-01\"", "\"day\":\"2023-02-29\"", "day");
    desk_free(k);
}

static void payloads(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲 subfield=A good=yes");
    event_bytes begun = written(k, "begin c1/a round=r1 person=张三");
    must_not_read(k, begun, "[\"person\",false]", "[\"person\",\"张\"]", "args");
    must_not_read(k, begun, "[\"\",\"person\",false]", "[\"\",\"person\",\"张\"]", "sets");
    must_not_read(k, begun, "[\"\",\"person\",false]", "[\"\",\"person\",null]", "person");
    must_not_read(k, begun, "[\"round\",\"r1\"]", "[\"round\",false]", "args");
    must_not_read(k, begun, "\"opens\":true", "\"opens\":false", "opens");
    must_not_read(k, begun, ",\"opens\":true", "", "opens");
    must_not_read(k, begun, ",\"round\":\"r1\"", "", "round");
    must_not_read(k, begun, ",\"round\":\"r1\"", ",\"round\":\"\"", "round");
    must_not_read(k, begun, "[\"+\",\"\",\"paper\",\"in_county\"", "[\"*\",\"\",\"paper\",\"in_county\"", "counts");
    must_not_read(k, begun, "[\"+\",\"\",\"paper\",\"in_county\"", "[\"+\",\"c2\",\"paper\",\"in_county\"", "counts");
    must_not_read(k, begun, "[\"+\",\"\",\"paper\",\"in_county\"", "[\"+\",\"c1\",\"paper\",\"in_county\"", "counts");
    must_not_read(k, begun, "[\"+\",\"\",\"paper\",\"in_county\"", "[\"+\",\"\",\"papers\",\"in_county\"", "counts");
    must_not_read(k, begun, "[\"+\",\"\",\"paper\",\"in_county\"", "[\"+\",\"\",\"paper\",\"in_city\"", "counts");
    must_not_read(k, begun, "[\"+\",\"\",\"paper\",\"in_county\"", "[\"+\",\"\",\"\",\"in_county\"", "counts");
    must_not_read(k, begun, "\"paper|in_county|", "\"paper|in_count|", "counts");
    must_not_read(k, begun, "\"paper|in_county|", "\"", "counts");
    must_not_read(k, begun, "\"at\":\"2023-11-14T22:13:20.123Z\"", "\"at\":\"2023-11-14T24:13:20.123Z\"", "at");
    must_not_read(k, begun, "\"at\":\"2023-11-14T22:13:20.123Z\"", "\"at\":\"2023-11-14 22:13:20.123Z\"", "at");
    must_not_read(k, begun, "\"opens\":true", "\"of\":[0,1],\"opens\":true", "of");
    must_not_read(k, begun, "\"opens\":true", "\"of\":[2,2],\"opens\":true", "of");
    must_not_read(k, begun, "\"opens\":true", "\"of\":[0,201],\"opens\":true", "of");
    must_not_read(k, begun, "\"opens\":true", "\"of\":[0,2,3],\"opens\":true", "of");
    must_not_read(k, begun, "\"opens\":true", "\"of\":[0],\"opens\":true", "of");
    must_not_read(k, begun, "\"opens\":true", "\"moves\":[[\"c1\",\"no\"]],\"opens\":true", "moves");
    must_not_read(k, begun, "\"opens\":true", "\"moves\":[[\"\",\"draft\"]],\"opens\":true", "moves");
    must_not_read(k, begun, "\"opens\":true", "\"moves\":[[\"c1/a\",\"draft\"]],\"opens\":true", "moves");
    must_not_read(k, begun, "\"opens\":true", "\"moves\":[[\"r1\",\"open\"]],\"opens\":true", "moves");
    must_not_read(k, begun, "\"opens\":true", "\"judged\":[[\"1.3\",\"met\"]],\"opens\":true", "judged");
    must_not_read(k, begun, "\"opens\":true", "\"facts\":{\"fields\":[],\"values\":[]},\"opens\":true", "facts");
    must_not_read(k, begun, "\"request\"", "\"relax\":\"1.1\",\"request\"", "relax");
    must_not_read(k, begun, "\"sets\"", "\"sets\":[],\"sets\"", "sets");
    must_not_read(k, begun, "}", ",\"who\":\"张\"}", "who");
    desk_free(k);
}

static void facts_and_findings(void **state) {
    (void)state;
    desk *k = hand_desk();
    begin_paper(k);
    event_bytes filed = written(k, "file c1/a");
    must_not_read(k, filed, "[\"output\",2021,\"41\"]", "[\"outputs\",2021,\"41\"]", "facts");
    must_not_read(k, filed, "[\"output\",2021,\"41\"]", "[\"output\",0,\"41\"]", "facts");
    must_not_read(k, filed, "[\"output\",2021,\"41\"]", "[\"output\",20210,\"41\"]", "facts");
    must_not_read(k, filed, "[\"output\",2021,\"41\"]", "[\"output\",2021,\"41.0000001\"]", "facts");
    must_not_read(k, filed, "[\"output\",2021,\"41\"]", "[\"output\",2021,41]", "facts");
    must_not_read(k, filed, "[\"pillar\",0,\"例\"]", "[\"pillar\",0,\" \"]", "facts");
    must_not_read(k, filed, "[\"\",\"goals\",\"met\"]", "[\"\",\"goals\",\"meet\"]", "sets");
    must_not_read(k, filed, "[\"\",\"goals\",\"met\"]", "[\"\",\"goal\",\"met\"]", "sets");
    must_not_read(k, filed, "[\"\",\"goals\",\"met\"]", "[\"c\",\"goals\",\"met\"]", "sets");
    must_not_read(k, filed, "[\"\",\"goals\",\"met\"]", "[\"c1/a\",\"goals\",\"met\"]", "sets");
    must_not_read(k, filed, "[\"\",\"goals\",\"met\"]", "[\"c1\",\"goals\",\"met\"]", "sets");
    as(k, "office", "");
    event_bytes judged = written(k, "judge_it c1/a 1.3=met verdict=ok");
    must_not_read(k, judged, "[\"1.3\",\"met\"]]", "[\"1.3\",\"meet\"]]", "judged");
    must_not_read(k, judged, "\"judged\":[[\"1.3\"", "\"judged\":[[\"9.9\"", "judged");
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_life_damaged), cmocka_unit_test(texts_damaged),
                                       cmocka_unit_test(leaves), cmocka_unit_test(payloads),
                                       cmocka_unit_test(facts_and_findings)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
