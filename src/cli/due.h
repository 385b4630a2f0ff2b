/* due.h - lists of what falls due as they are printed, wherever the items come from (a scenario's world, a record). */
#ifndef JIQUN_CLI_DUE_H
#define JIQUN_CLI_DUE_H

#include "cli/record.h"
#include "core/due.h"

/* One item with all its words, so that nothing else is needed to print it. */
typedef struct {
    enum core_due_group group;
    base_date date;
    int32_t days;
    int year;
    base_str path, name, cite;
    rules_text kind, what;
    base_str levels;   /* whose turn it is: names, a blank between */
    rules_text labels; /* the same for people */
} cli_due_item;
/* Texts in `arena`, or those of `i`. */
cli_due_item cli_due_words(base_arena *arena, const core_due_item *i);

enum { CLI_DUE_FEW = 4 };
typedef struct {
    cli *c;
    enum cli_output format;
    base_date today;
    long days;
    bool all;                      /* alike items one by one */
    size_t count[CORE_DUE_GROUPS]; /* set before the first item */
    /* of the text form: a run of alike items is held until it ends */
    base_arena *arena;
    cli_due_item held;
    base_str name[CLI_DUE_FEW], path[CLI_DUE_FEW];
    size_t n_held;
    size_t group; /* headings printed so far */
    bool any;
} cli_due_list;

void cli_due_begin(cli_due_list *l);
/* In order of group, date and path. Its words must not lie in c->scratch; they are not needed afterwards. */
void cli_due_put(cli_due_list *l, const cli_due_item *i);
void cli_due_end(cli_due_list *l);

/* ---- from a record (due_record.c) ---- */

/* `day` BASE_DATE_NONE: today. `path`: only these dossiers; none: all. */
int cli_due_of_record(cli *c, const cli_where *w, cli_due_list *l, const cli_args *path);

#endif
