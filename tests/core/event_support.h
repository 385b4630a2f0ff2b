/* event_support.h - events as bytes, for the tests of core: written, read, looked at by a reader of JSON of its own. */
#ifndef JIQUN_TESTS_CORE_EVENT_SUPPORT_H
#define JIQUN_TESTS_CORE_EVENT_SUPPORT_H

#include "support.h"

#include "core/adopt.h"
#include "core/event.h"
#include "core/load.h"

typedef struct {
    base_str leaf, payload, person; /* person empty when there is none */
    core_stamp stamp;
} event_bytes;

/* What stands for digests here: nothing is hashed in core. */
#define SOME_DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* A digest that is a text's own as far as a test goes. */
static inline base_str digest_of_text(base_arena *arena, base_str text) {
    return base_arena_fmt(arena, "%016llx%016llx", (unsigned long long)base_str_hash(text), (unsigned long long)text.n);
}

/* ---- canonical JSON: a checker that shares nothing with the writer ---- */

typedef struct {
    const unsigned char *p, *end;
} json_at;

static inline bool json_value(json_at *j, int depth);

static inline bool json_byte(json_at *j, unsigned char c) {
    if (j->p == j->end || *j->p != c) return false;
    j->p++;
    return true;
}

static inline bool json_word(json_at *j, const char *word) {
    size_t n = strlen(word);
    if ((size_t)(j->end - j->p) < n || memcmp(j->p, word, n) != 0) return false;
    j->p += n;
    return true;
}

/* After the backslash. Only what RFC 8785 writes: two-character escapes where there are any, else \u00xx in small
 * letters, and only for what must be escaped. */
static inline bool json_escape(json_at *j) {
    static const char hex[] = "0123456789abcdef";
    if (j->p == j->end) return false;
    unsigned char c = *j->p++;
    if (c != 0 && strchr("\"\\bfnrt", c) != NULL) return true;
    if (c != 'u' || j->end - j->p < 4 || j->p[0] != '0' || j->p[1] != '0' || j->p[2] > '1') return false;
    const char *low = j->p[3] != 0 ? strchr(hex, j->p[3]) : NULL;
    if (j->p[2] < '0' || low == NULL) return false;
    int code = (j->p[2] - '0') * 16 + (int)(low - hex);
    j->p += 4;
    return code != '\b' && code != '\t' && code != '\n' && code != '\f' && code != '\r';
}

static inline bool json_string(json_at *j) {
    if (!json_byte(j, '"')) return false;
    while (j->p < j->end && *j->p != '"') {
        if (*j->p < 0x20) return false;
        if (*j->p++ == '\\' && !json_escape(j)) return false;
    }
    return json_byte(j, '"');
}

/* Whole numbers only. */
static inline bool json_number(json_at *j) {
    bool minus = json_byte(j, '-');
    const unsigned char *from = j->p;
    while (j->p < j->end && *j->p >= '0' && *j->p <= '9') j->p++;
    size_t n = (size_t)(j->p - from);
    return n > 0 && n < 17 && (n == 1 || *from != '0') && !(minus && *from == '0');
}

static inline bool json_object(json_at *j, int depth) {
    const unsigned char *last = NULL;
    size_t last_n = 0;
    if (json_byte(j, '}')) return true;
    do {
        const unsigned char *key = j->p;
        if (!json_string(j)) return false;
        size_t n = (size_t)(j->p - key);
        size_t common = n < last_n ? n : last_n;
        int order = last != NULL ? memcmp(last, key, common) : -1;
        if (order > 0 || (order == 0 && last_n >= n)) return false;
        last = key;
        last_n = n;
        if (!json_byte(j, ':') || !json_value(j, depth + 1)) return false;
    } while (json_byte(j, ','));
    return json_byte(j, '}');
}

static inline bool json_array(json_at *j, int depth) {
    if (json_byte(j, ']')) return true;
    do {
        if (!json_value(j, depth + 1)) return false;
    } while (json_byte(j, ','));
    return json_byte(j, ']');
}

static inline bool json_value(json_at *j, int depth) {
    if (depth > 8 || j->p == j->end) return false;
    if (json_byte(j, '{')) return json_object(j, depth);
    if (json_byte(j, '[')) return json_array(j, depth);
    if (*j->p == '"') return json_string(j);
    return json_word(j, "true") || json_word(j, "false") || json_word(j, "null") || json_number(j);
}

static inline bool is_canonical(base_str s) {
    json_at j = {(const unsigned char *)s.p, (const unsigned char *)s.p + s.n};
    return base_utf8_check(s) == s.n && json_value(&j, 0) && j.p == j.end;
}

#define assert_canonical(s) assert_canonical_at(s, __FILE__, __LINE__)
static inline void assert_canonical_at(base_str s, const char *file, int at) {
    if (is_canonical(s)) return;
    print_error("not canonical: %.*s\n", (int)s.n, s.p);
    _fail(file, at);
}

/* ---- there and back ---- */

static inline base_str kept_bytes(base_arena *arena, base_buf *b) {
    base_str s = base_arena_str(arena, base_buf_str(b));
    base_buf_clear(b);
    return s;
}

/* Takes the person part out of `e` and writes the three parts. */
static inline event_bytes write_event(base_arena *arena, const core_world *w, core_event *e, core_stamp stamp) {
    base_buf b;
    event_bytes out = {.stamp = stamp};
    base_buf_init(&b, CORE_PAYLOAD_MAX + 1);
    if (core_event_part_person(arena, e, &b)) out.person = kept_bytes(arena, &b);
    base_buf_clear(&b);
    assert_true(core_event_put_payload(&b, e, &stamp));
    out.payload = kept_bytes(arena, &b);
    base_str person = out.person.n > 0 ? BASE_STR(SOME_DIGEST) : (base_str){NULL, 0};
    assert_true(core_event_put_leaf(&b, w, e, &stamp, BASE_STR(SOME_DIGEST), person));
    out.leaf = kept_bytes(arena, &b);
    base_buf_free(&b);
    return out;
}

static inline bool try_read(base_arena *arena, const core_world *w, const event_bytes *bytes, core_event *out,
                            core_stamp *stamp, base_err *e) {
    core_leaf leaf;
    return core_leaf_read(arena, bytes->leaf, &leaf, e) &&
           core_event_read(arena, w, &leaf, bytes->payload, out, stamp, e);
}

static inline core_event read_event(base_arena *arena, const core_world *w, const event_bytes *bytes) {
    core_event out;
    core_stamp stamp;
    base_err e = {0};
    if (!try_read(arena, w, bytes, &out, &stamp, &e)) {
        fail_msg("%s\n%.*s\n%.*s", e.en, (int)bytes->leaf.n, bytes->leaf.p, (int)bytes->payload.n, bytes->payload.p);
    }
    return out;
}

#define assert_same_bytes(a, b) assert_same_bytes_at(a, b, __FILE__, __LINE__)
static inline void assert_same_bytes_at(base_str a, base_str b, const char *file, int at) {
    if (base_str_eq(a, b)) return;
    size_t i = 0;
    while (i < a.n && i < b.n && a.p[i] == b.p[i]) i++;
    print_error("differ at byte %zu:\n%.*s\n%.*s\n", i, (int)a.n, a.p, (int)b.n, b.p);
    _fail(file, at);
}

/* Read and written again it is the same, byte for byte. */
static inline core_event there_and_back(base_arena *arena, const core_world *w, const event_bytes *bytes) {
    core_event e, again;
    core_stamp stamp;
    base_err err = {0};
    if (!try_read(arena, w, bytes, &e, &stamp, &err)) {
        fail_msg("%s\n%.*s\n%.*s", err.en, (int)bytes->leaf.n, bytes->leaf.p, (int)bytes->payload.n, bytes->payload.p);
    }
    assert_int_equal(stamp.seq, bytes->stamp.seq);
    assert_int_equal(stamp.at, bytes->stamp.at);
    assert_int_equal(stamp.edition, bytes->stamp.edition);
    again = e;
    event_bytes second = write_event(arena, w, &again, stamp);
    assert_same_bytes(bytes->payload, second.payload);
    assert_same_bytes(bytes->leaf, second.leaf);
    return e;
}

/* ---- texts that take effect ---- */

static inline core_event adoption_of(base_arena *arena, const core_world *w, core_adoption *a, core_actor by,
                                     base_date day) {
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    core_event out;
    base_err e = {0};
    rules_diags_init(d, arena);
    a->digest = digest_of_text(arena, a->text[0].text);
    if (!core_adoption_read(arena, a, d, &e)) fail_msg("%s", e.en);
    if (!core_adopt(w, a, by, day, arena, &out, &e)) fail_msg("%s", e.en);
    return out;
}

static inline core_adoption adoption_from_file(base_arena *arena, enum core_matter matter, const char *name,
                                               const char *first, const char *second) {
    size_t n = second != NULL ? 2 : 1;
    core_named_text *t = base_arena_array(arena, n, sizeof *t);
    t[0] = (core_named_text){base_str_of(first), read_source(arena, first)};
    if (n > 1) t[1] = (core_named_text){base_str_of(second), read_source(arena, second)};
    return (core_adoption){
        .matter = matter, .name = base_str_of(name), .from = BASE_DATE_NONE, .text = t, .n_texts = n};
}

#endif
