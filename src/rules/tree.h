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
    RULES_MAX_ALL_TOKENS = 250000 /* in a text: 12,000 criteria; a tree takes at most 64 MB of its arena */
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
    bool moved;  /* by a merge: what stood before it in the text is no longer there */
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

/* Lays `over` over `base` (both roots), in place; `base` is the result, `over` is used up. Every line of `over`:
 *
 *   - Its key is its first word and its name (a sample's: `sample standard 2022`; a value of a sample: what stands
 *     before `=`). The lines under `rulebook` are known by their first word alone, and any `rulebook` meets the base's.
 *   - rulebook, standard, area, case, form and sample are containers: their lines are merged one by one. Their own line
 *     may be repeated by its key alone; what the overlay says beyond that replaces what the base says.
 *   - Another line with the key of one in the base replaces it and all that is indented under it. It keeps the base's
 *     labels when it has none, never its citation. It keeps its place; a line with a new key goes to the end of its
 *     container. A key twice in one overlay is an error (E024).
 *   - `asks`, `offers` of a form: an item named again leaves the list it stood in.
 *   - `prove`, `silent` are added. `also …` (but `also action`) is added; that of the base is not handed on.
 *   - `also action NAME` appends its lines to the base's action; items of `asks` and `takes` as in a form.
 *   - `drop KIND NAME`, `drop KIND "STRING"` (any string in the line) or `drop` and all words of the line (as for
 *     `prove`) removes; also under `also action`. Without a match: E020, E021.
 *
 * Lines of `over` are marked `added`. A result of over RULES_MAX_LINES is reported (E025). */
void rules_tree_merge(base_arena *arena, rules_line *base, rules_line *over, rules_diags *d);

/* Takes `instead of LEVEL, …` off the `level` lines of `over` and hands the actions of `base` to those levels; before
 * rules_tree_merge. A level of the base that nobody names any more is taken out. */
void rules_tree_instead(base_arena *arena, rules_line *base, rules_line *over, rules_diags *d);

/* The formatter: writes the tree back in the one form. Indentation by two; no blanks at line ends, none before a comma,
 * at least one about signs of comparison, `=` and `->`, after a comma and before a string; else blanks stay as the
 * author set them, so that aligned columns stay aligned. Comments are kept, repeated blank lines become one. What is
 * written reads back as the same tokens (when reading the text brought no error), and writing that changes nothing.
 * False when the buffer is full. */
bool rules_tree_put(base_buf *b, const rules_line *root);

#endif
