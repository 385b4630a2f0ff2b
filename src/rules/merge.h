/* merge.h - the parts of rules_tree_merge: keys of lines, and lists of items that are taken apart. Used by merge*.c. */
#ifndef JIQUN_RULES_MERGE_H
#define JIQUN_RULES_MERGE_H

#include "base/map.h"
#include "rules/tree.h"

/* Where the children of a line stand; decides what their key is and which of them are containers in turn. */
enum rules_place {
    RULES_IN_TEXT,
    RULES_IN_HEADER, /* under `rulebook` */
    RULES_IN_STANDARD,
    RULES_IN_AREA,
    RULES_IN_CASE,
    RULES_IN_FORM,
    RULES_IN_SAMPLE,
    RULES_IN_ACTION, /* only what `also action` brings together */
    RULES_IN_LEAF    /* not merged: the line is replaced as a whole */
};

/* The place that the children of `line`, itself in `place`, are in. */
enum rules_place rules_place_under(enum rules_place place, const rules_line *line);
/* Number of tokens at the beginning that say which line it is, its first word among them; 0 when lines of this kind are
 * only ever added. */
size_t rules_key_length(enum rules_place place, const rules_line *line);
/* Tokens from..to as one text, strings in quotes: equal when the tokens are. */
base_str rules_tokens_text(base_arena *arena, const rules_token *token, size_t from, size_t to);

/* Lists: the lines `asks`, `takes`, `offers` of a form or an action, item by item. */
typedef struct {
    base_arena *arena;
    base_map item; /* name -> struct list_item */
    rules_line **line;
    size_t n, cap;
} rules_lists;

bool rules_line_is_list(enum rules_place place, const rules_line *line);
/* Takes the list lines among the children of `parent` apart: each is joined with its deeper lines. */
void rules_lists_open(rules_lists *l, base_arena *arena, rules_line *parent, enum rules_place place);
/* Removes the item from whichever list has it; with `keyword`, only from a line that begins so. False: not there. */
bool rules_lists_remove(rules_lists *l, base_str item, const base_str *keyword);
/* Removes all items that `line` names. */
void rules_lists_remove_named(rules_lists *l, const rules_line *line);
/* Puts the lists together again; one with no items left is marked `dropped`. */
void rules_lists_close(rules_lists *l);

/* Hangs every criterion that stands by itself at the top of `over` under the standard and area where `base` has it. */
void rules_place_loose(base_arena *arena, const rules_line *base, rules_line *over);

#endif
