/* tree.h - a rulebook as lines: the reader's first half.
 *
 * The text is cut into lines, each line into tokens, and lines are hung under one another by indentation. Everything
 * after this (facts, standards, cases, proofs) works on the tree and never sees bytes again. A text "based on" another
 * is merged here too: at the level of lines, so that every later stage sees one complete rulebook in which each line
 * still knows its own file and place. */
#ifndef JIQUN_RULES_TREE_H
#define JIQUN_RULES_TREE_H

#include "rules/diag.h"

enum {
    RULES_MAX_TEXT = 1 << 20, /* bytes of one text */
    RULES_MAX_LINES = 20000,
    RULES_MAX_DEPTH = 8,          /* of indentation */
    RULES_MAX_COLUMNS = 120,      /* code points; a longer line is a warning, 2,000 an error */
    RULES_MAX_LINE = 2000,        /* code points */
    RULES_MAX_TOKENS = 200,       /* in a line */
    RULES_MAX_ALL_TOKENS = 200000 /* in a text; with the limits above, a tree takes at most 32 MB of its arena */
};

enum rules_token_kind {
    RULES_T_WORD,   /* output, round-2, sme_output, 亿元, 一般; 第十七条(三) when it is not the last token */
    RULES_T_NUMBER, /* 40, 0.5, 2022; also the id of a criterion, 1.4 */
    RULES_T_DATE,   /* 2022-09-13 */
    RULES_T_MONTH_DAY, /* 04-30 */
    RULES_T_STRING,    /* without its quotes, escapes undone; both "…" only */
    RULES_T_CITE,      /* 第十七条(三), 附件, 通知2022, reading, silent: only as the last token of a line */
    RULES_T_PUNCT      /* >= <= > < = + - * / ( ) : , . -> % */
};

typedef struct {
    enum rules_token_kind kind;
    base_str text;
    rules_span span;
    bool spaced; /* a blank stands before it */
} rules_token;

/* A line of comment with its '#', or a blank line when the text is empty; `depth` 0 is the first column. */
typedef struct {
    base_str text;
    uint32_t depth;
} rules_note;

typedef struct rules_line rules_line;
struct rules_line {
    rules_token *token; /* without the citation; a line whose body goes on in deeper lines that begin with no keyword
                           of their own is NOT joined here: see rules_line_joined */
    size_t n;
    base_str cite; /* the citation at the line's end, or {NULL,0} */
    rules_span cite_span, span;
    rules_line *child, *next, *parent;
    bool added;   /* comes from an overlay */
    bool dropped; /* used by rules_tree_merge only */
    /* For the formatter: what stands above the line (of the root: below the last line), and at its end. */
    rules_note *note;
    size_t n_notes;
    base_str comment;
    uint32_t comment_blanks;
};

/* Cuts `text` into a tree under a root line without tokens. Every fault of form is reported; what can be read is
 * returned, so that later stages may report more. Never NULL. */
rules_line *rules_tree_read(base_arena *arena, base_str text, base_str file, rules_diags *d);

/* Merges `over` into `base` (both roots), in place. Key of a line = its first word and its name (the second token).
 * Containers (rulebook, standard, area, case, form, sample) are merged child by child; other lines with the same key
 * replace the base's, keeping its strings when the new line has none; new keys are added at the end of their
 * container; `drop KIND NAME` removes; `also action NAME` appends children to the base's action; `prove` and `silent`
 * lines are added. A `drop` or `also` without a match is reported. */
void rules_tree_merge(base_arena *arena, rules_line *base, rules_line *over, rules_diags *d);

/* Writes the tree back in the one form (indentation by two, columns of one block aligned where the author aligned
 * them: a token's blanks before strings, units and citations are kept as one or more). The formatter. */
bool rules_tree_put(base_buf *b, const rules_line *root);

#endif
