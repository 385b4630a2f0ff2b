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

enum { NARROW = 4 };

/* How many have it; not counted beyond `enough`. */
static size_t names_with(base_str gram, const base_str *name, size_t n, size_t enough) {
    size_t with = 0;
    for (size_t i = 0; i < n && with < enough; i++) with += memmem(name[i].p, name[i].n, gram.p, gram.n) != NULL;
    return with;
}

void store_wanted_narrow(store_wanted *w, const base_str *name, size_t n) {
    base_str kept[NARROW] = {{NULL, 0}};
    size_t with[NARROW] = {0}, n_kept = 0;
    if (w->gram.n <= NARROW || n == 0) return;
    for (size_t i = 0; i < w->gram.n; i++) {
        const base_str gram = w->gram.item[i];
        const size_t enough = n_kept == NARROW ? with[NARROW - 1] : n;
        const size_t many = names_with(gram, name, n, enough);
        if (n_kept == NARROW && many >= enough) continue;
        size_t at = n_kept < NARROW ? n_kept++ : NARROW - 1;
        for (; at > 0 && with[at - 1] > many; at--) {
            kept[at] = kept[at - 1];
            with[at] = with[at - 1];
        }
        kept[at] = gram;
        with[at] = many;
    }
    memcpy(w->gram.item, kept, n_kept * sizeof *kept);
    w->gram.n = n_kept;
    w->exact = false;
}

bool store_has_words(base_str folded, const store_wanted *w) {
    for (size_t i = 0; i < w->word.n; i++) {
        if (memmem(folded.p, folded.n, w->word.item[i].p, w->word.item[i].n) == NULL) return false;
    }
    return true;
}
