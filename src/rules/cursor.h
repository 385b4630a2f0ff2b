/* cursor.h - walks along the tokens of one line: what both halves of the compiler need to read a phrase.
 *
 * "accept" takes a token when it is there and says nothing when it is not; "expect" reports what should have stood
 * there. A cursor reports once: after the first fault of a line the rest of it would only be a consequence, so later
 * expectations fail in silence. Whoever reads several independent things on one line uses several cursors.
 *
 * Codes: E090 expected {1}, found {2}; E091 expected {1}, the line ends; E092 {2} is left over at the end; E093 the
 * number {2} is not within {0}. {0} and {1} are what was expected, in Chinese and in English. */
#ifndef JIQUN_RULES_CURSOR_H
#define JIQUN_RULES_CURSOR_H

#include "rules/rulebook.h"
#include "rules/tree.h"

typedef struct {
    const rules_line *line;
    size_t at; /* index of the next token */
    rules_diags *d;
    bool failed; /* a fault of this line was reported */
} rules_cursor;

/* A cursor before token `at` of `line`. */
static inline rules_cursor rules_cursor_on(const rules_line *line, size_t at, rules_diags *d) {
    return (rules_cursor){.line = line, .at = at, .d = d};
}

/* A word with that text; never a string. */
bool rules_token_is(const rules_token *t, const char *word);
bool rules_token_punct(const rules_token *t, const char *punct);
/* The line begins with `word`. */
bool rules_line_is(const rules_line *line, const char *word);

static inline bool rules_at_end(const rules_cursor *c) { return c->at >= c->line->n; }
/* The token `ahead` places on (0 = the next), or NULL. */
const rules_token *rules_peek(const rules_cursor *c, size_t ahead);
/* The next token, passed over, or NULL at the end. */
const rules_token *rules_take(rules_cursor *c);
bool rules_accept_word(rules_cursor *c, const char *word);
bool rules_accept_punct(rules_cursor *c, const char *punct);
/* All words of `phrase` ("over the last"), or none is taken. */
bool rules_accept_phrase(rules_cursor *c, const char *phrase);

/* Reports that `zh`/`en` was expected at the cursor. Always false. */
bool rules_expected(rules_cursor *c, const char *zh, const char *en);
bool rules_expect_phrase(rules_cursor *c, const char *phrase);
bool rules_expect_punct(rules_cursor *c, const char *punct);
/* Any token of that kind; NULL when another stands there. `zh`, `en`: what it is to be called in a message. */
const rules_token *rules_expect_kind(rules_cursor *c, enum rules_token_kind kind, const char *zh, const char *en);
/* Any word, such as a name. */
const rules_token *rules_expect_word(rules_cursor *c, const char *zh, const char *en);
/* A whole number within [min, max]. */
bool rules_expect_count(rules_cursor *c, unsigned min, unsigned max, unsigned *out);
/* Nothing may follow. */
bool rules_expect_end(rules_cursor *c);
/* Up to two strings: the Chinese label and the English one; an absent one is empty. */
rules_text rules_accept_label(rules_cursor *c);

/* Where the cursor stands: the next token, or the end of the line. */
rules_span rules_here(const rules_cursor *c);
/* From the beginning of `a` to the end of `b` when both stand on one line, else `a`. */
rules_span rules_span_join(rules_span a, rules_span b);

/* A copy of `line` to whose tokens those of its deeper lines are added that begin with none of `keywords` (ended by
 * NULL); such a line continues the one above it, at any depth. The lines that do begin with a keyword are the copy's
 * children. The citation is the last one found. The original is left as it is. */
rules_line *rules_line_joined(base_arena *arena, const rules_line *line, const char *const *keywords);

#endif
