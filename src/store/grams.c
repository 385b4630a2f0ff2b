/* grams.c - see grams.h.
 *
 * Nearly every name consists of Han and ASCII characters, full-width forms of the latter and middle dots. They fold to
 * themselves, to lower case and to ASCII, so such names never see the Unicode tables. */
#include "store/grams.h"

#include <stdlib.h>

#include <utf8proc.h>

static bool is_blank(unsigned char c) { return c <= 0x20 || c == 0x7F; }

/* U+4E00 to U+9FFF, in the three bytes at p: no such character has another form or joins with a neighbour. */
static bool is_han(const unsigned char *p) {
    return p[0] >= 0xE4 && p[0] <= 0xE9 && (p[0] > 0xE4 || p[1] >= 0xB8) && (p[1] & 0xC0) == 0x80 &&
           (p[2] & 0xC0) == 0x80;
}

/* U+FF01 to U+FF5E, in the three bytes at p: the forms of "!" to "~" that are as wide as a Han character. */
static bool is_wide(const unsigned char *p) {
    return p[0] == 0xEF &&
           ((p[1] == 0xBC && p[2] >= 0x81 && p[2] <= 0xBF) || (p[1] == 0xBD && p[2] >= 0x80 && p[2] <= 0x9E));
}

static unsigned char narrow(const unsigned char *p) {
    return (unsigned char)((p[1] == 0xBC ? p[2] - 0x81 : p[2] - 0x80 + 0x3F) + '!');
}

/* Bytes of the character at p, of which n are there; 0: it is to be looked up. */
static size_t plain_bytes(const unsigned char *p, size_t n) {
    if (p[0] < 0x80) return 1;
    if (n >= 3 && (is_han(p) || is_wide(p))) return 3;
    return n >= 2 && p[0] == 0xC2 && p[1] == 0xB7 ? 2 : 0; /* U+00B7, the middle dot */
}

static bool is_plain(base_str s) {
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n;) {
        const size_t n = plain_bytes(p + i, s.n - i);
        if (n == 0) return false;
        i += n;
    }
    return true;
}

/* Copies s with ASCII in lower case, wide forms as ASCII, and each run of blanks as one blank, none at the ends. */
static base_str squeeze(base_arena *arena, base_str s) {
    char *out = base_arena_alloc(arena, s.n + 1);
    size_t n = 0;
    bool blank = false;
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = p[i];
        if (s.n - i >= 3 && is_wide(p + i)) {
            c = narrow(p + i);
            i += 2;
        }
        if (is_blank(c)) {
            blank = true;
            continue;
        }
        if (blank && n > 0) out[n++] = ' ';
        blank = false;
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return (base_str){out, n};
}

base_str store_fold(base_arena *arena, base_str text) {
    if (is_plain(text)) return squeeze(arena, text);
    const utf8proc_option_t how =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE; /* NFKC_Casefold */
    utf8proc_uint8_t *folded = NULL;
    const utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &folded, how);
    if (n < 0) return squeeze(arena, text);
    const base_str out = squeeze(arena, (base_str){(const char *)folded, (size_t)n});
    free(folded);
    return out;
}

static size_t char_bytes(base_str s) {
    uint32_t cp;
    size_t len;
    (void)base_utf8_next(s, &cp, &len);
    return len;
}

/* A gram has at most two characters, so at most eight bytes, and no NUL: as a number it is ordered as its bytes are. */
static uint64_t packed(base_str s) {
    uint64_t x = 0;
    for (size_t i = 0; i < s.n; i++) x |= (uint64_t)(unsigned char)s.p[i] << (56 - 8 * i);
    return x;
}

/* To the eight bytes at `p`. */
static base_str unpacked(char *p, uint64_t x) {
    size_t n = 0;
    for (; x != 0; x <<= 8) p[n++] = (char)(x >> 56);
    return (base_str){p, n};
}

/* By insertion with halving gaps: a name has some tens of grams. */
static void sort_numbers(uint64_t *x, size_t n) {
    for (size_t gap = n / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < n; i++) {
            const uint64_t one = x[i];
            size_t k = i;
            for (; k >= gap && one < x[k - gap]; k -= gap) x[k] = x[k - gap];
            x[k] = one;
        }
    }
}

static void sort_once(base_arena *arena, store_texts *t) {
    uint64_t *x = base_arena_array(arena, t->n + 1, sizeof *x);
    char *bytes = base_arena_alloc(arena, (t->n + 1) * sizeof *x);
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++) x[i] = packed(t->item[i]);
    sort_numbers(x, t->n);
    for (size_t i = 0; i < t->n; i++) {
        if (i > 0 && x[i] == x[i - 1]) continue;
        t->item[kept] = unpacked(bytes + kept * sizeof *x, x[i]);
        kept++;
    }
    t->n = kept;
}

/* Adds the characters (when `single`) and the pairs of `s`; room is there. A pair over a blank is none. */
static void add_grams(store_texts *t, base_str s, bool single) {
    size_t before = 0; /* bytes of the character before */
    for (size_t i = 0, len; i < s.n; i += len) {
        len = char_bytes((base_str){s.p + i, s.n - i});
        if (s.p[i] == ' ') {
            before = 0;
            continue;
        }
        if (single) t->item[t->n++] = (base_str){s.p + i, len};
        if (before > 0) t->item[t->n++] = (base_str){s.p + i - before, before + len};
        before = len;
    }
}

store_texts store_grams(base_arena *arena, base_str folded) {
    store_texts t = {base_arena_array(arena, 2 * folded.n + 1, sizeof(base_str)), 0};
    add_grams(&t, folded, true);
    sort_once(arena, &t);
    return t;
}

store_wanted store_wanted_of(base_arena *arena, base_str text) {
    base_str rest = store_fold(arena, text);
    store_wanted w = {.exact = true};
    w.word.item = base_arena_array(arena, rest.n + 1, sizeof(base_str));
    w.gram.item = base_arena_array(arena, rest.n + 1, sizeof(base_str));
    while (rest.n > 0) {
        const base_str word = base_str_cut(rest, ' ', &rest);
        const size_t first = char_bytes(word);
        w.word.item[w.word.n++] = word;
        add_grams(&w.gram, word, first == word.n);
        if (first < word.n && first + char_bytes((base_str){word.p + first, word.n - first}) < word.n) w.exact = false;
    }
    sort_once(arena, &w.gram);
    return w;
}

/* ---- the few that say most ---- */

enum {
    NARROW = 4, /* grams at most */
    SAYS_ENOUGH =
        15,        /* bits: by chance one name of 30,000 has them all; what more grams say costs more than it saves */
    NEIGHBOURS = 5 /* characters: a county names its province, so together they say less than each alone */
};

static int by_number(const void *a, const void *b) {
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* All grams of all names, in order; how many. */
static uint64_t *all_grams(base_arena *work, const base_str *folded, size_t n, size_t *all) {
    size_t most = 0;
    for (size_t i = 0; i < n; i++) most += 2 * folded[i].n;
    uint64_t *x = base_arena_array(work, most + 1, sizeof *x);
    *all = 0;
    for (size_t i = 0; i < n; i++) {
        const store_texts t = store_grams(work, folded[i]);
        for (size_t k = 0; k < t.n; k++) x[(*all)++] = packed(t.item[k]);
    }
    qsort(x, *all, sizeof *x, by_number);
    return x;
}

store_gram_counts store_gram_counts_of(base_arena *keep, base_arena *work, const base_str *folded, size_t n) {
    size_t all, kinds = 0;
    uint64_t *x = all_grams(work, folded, n, &all);
    size_t *many = base_arena_array(work, all + 1, sizeof *many);
    for (size_t i = 0, k; i < all; i = k) {
        for (k = i + 1; k < all && x[k] == x[i];) k++;
        if (k - i < 2) continue;
        x[kinds] = x[i];
        many[kinds++] = k - i;
    }
    store_gram_counts c = {.n = kinds, .names = n};
    c.gram = memcpy(base_arena_array(keep, kinds + 1, sizeof *x), x, kinds * sizeof *x);
    c.many = memcpy(base_arena_array(keep, kinds + 1, sizeof *many), many, kinds * sizeof *many);
    return c;
}

/* 0: one of the names has it, or none. */
static size_t names_with(const store_gram_counts *c, base_str gram) {
    const uint64_t x = packed(gram);
    const uint64_t *at = bsearch(&x, c->gram, c->n, sizeof x, by_number);
    return at != NULL ? c->many[at - c->gram] : 0;
}

/* How much it says that a name has it, in bits. */
static unsigned says(const store_gram_counts *c, size_t many) {
    unsigned bits = 0;
    for (size_t of = many > 0 ? c->names / many : 2 * c->names; of > 1; of /= 2) bits++;
    return bits;
}

/* A gram of a text, at the character `at`; `bits` it would say beside those that are kept. */
typedef struct {
    base_str gram;
    size_t at;
    unsigned bits;
    bool near, out; /* `out`: kept already, or shares a character with one that is */
} choice;

static size_t list_choices(choice *out, const store_wanted *w, const store_gram_counts *c, base_str *room) {
    size_t n = 0, at = 0;
    for (size_t i = 0; i < w->word.n; i++) {
        const base_str word = w->word.item[i];
        store_texts t = {room, 0};
        add_grams(&t, word, char_bytes(word) == word.n);
        for (size_t k = 0; k < t.n; k++)
            out[n++] = (choice){.gram = t.item[k], .at = at + k, .bits = says(c, names_with(c, t.item[k]))};
        at += t.n + 2;
    }
    return n;
}

/* Of those that say as much the last: what stands before a rare gram is mostly implied by it. NULL: there is none. */
static choice *best_of(choice *x, size_t n) {
    choice *best = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!x[i].out && (best == NULL || x[i].bits >= best->bits)) best = &x[i];
    }
    return best;
}

static void keep_apart(choice *x, size_t n, size_t at) {
    for (size_t i = 0; i < n; i++) {
        const size_t gap = x[i].at > at ? x[i].at - at : at - x[i].at;
        if (gap < 2) x[i].out = true;
        if (gap > NEIGHBOURS || x[i].near) continue;
        x[i].near = true;
        x[i].bits /= 2;
    }
}

void store_wanted_narrow(base_arena *arena, store_wanted *w, const store_gram_counts *c) {
    if (w->gram.n <= NARROW || c->names == 0) return;
    size_t bytes = 0, kept = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < w->word.n; i++) bytes += w->word.item[i].n;
    choice *x = base_arena_array(arena, bytes + 1, sizeof *x);
    base_str *room = base_arena_array(arena, bytes + 1, sizeof *room);
    const size_t n = list_choices(x, w, c, room);
    for (choice *one; kept < NARROW && bits < SAYS_ENOUGH && (one = best_of(x, n)) != NULL;) {
        w->gram.item[kept++] = one->gram;
        bits += one->bits;
        keep_apart(x, n, one->at);
    }
    w->gram.n = kept;
    w->exact = false;
}

bool store_has_words(base_str folded, const store_wanted *w) {
    for (size_t i = 0; i < w->word.n; i++) {
        if (memmem(folded.p, folded.n, w->word.item[i].p, w->word.item[i].n) == NULL) return false;
    }
    return true;
}
