/* grams.h - how names are searched: single characters and pairs of neighbours.
 *
 * Chinese is written without blanks between words, so a name is found by any part of it, from one character. Each name
 * is indexed under its characters and its pairs of neighbours (grams); a text that is looked for has grams too, and
 * whatever contains the text has all of them. One or two characters are found by their gram alone; of longer texts the
 * grams give candidates, which are then looked at.
 *
 * Before all this a text is folded: Unicode's NFKC_Casefold, so that full-width ＬＥＤ, LED and led are the same and an
 * accent is one character whichever way it was typed; every run of blanks is one blank. Both drivers use these
 * functions, so both find the same. */
#ifndef JIQUN_STORE_GRAMS_H
#define JIQUN_STORE_GRAMS_H

#include "base/arena.h"

/* The folded text, in the arena; without blanks at both ends. Text that is not UTF-8 is taken as it is. */
base_str store_fold(base_arena *arena, base_str text);

typedef struct {
    base_str *item;
    size_t n;
} store_texts;

/* The grams of a folded name: each once, in order of bytes; none contains a blank. */
store_texts store_grams(base_arena *arena, base_str folded);

/* What a register query's text asks for. */
typedef struct {
    store_texts word; /* folded, parted by blanks: each has to be in the name */
    store_texts gram; /* whatever contains all words has these: each once, in order of bytes */
    bool exact;       /* whatever has all grams contains all words: no need to look */
} store_wanted;
store_wanted store_wanted_of(base_arena *arena, base_str text);
/* In how many of some names a gram is, which should be drawn from all over: only to choose among grams. */
typedef struct {
    const uint64_t *gram; /* in order; those that one name has are left out */
    const size_t *many;
    size_t n, names;
} store_gram_counts;
/* `work` holds what is not needed any more. */
store_gram_counts store_gram_counts_of(base_arena *keep, base_arena *work, const base_str *folded, size_t n);
/* Of many grams keeps the few that are rare, and stand apart: the list of what nearly every name has is long to read
 * and tells nothing, and neighbours say the same twice. What is left is to be looked at. */
void store_wanted_narrow(base_arena *arena, store_wanted *w, const store_gram_counts *c);
/* Whether the folded name contains every word. */
bool store_has_words(base_str folded, const store_wanted *w);

#endif
