/* show_sight.h - who may see what (show.h says what is public), and what the words of a rulebook and of its records are
 * called. */
#ifndef JIQUN_APP_SHOW_SIGHT_H
#define JIQUN_APP_SHOW_SIGHT_H

#include "app/app.h"

/* Whoever reads. Nobody in particular: all empty. An auditor reads everything and acts in nothing: reads_all. */
typedef struct {
    core_actor actor; /* level empty, or "public": the public */
    bool reads_all;
} app_viewer;

enum app_sight {
    APP_SIGHT_NONE,   /* as if it were not there */
    APP_SIGHT_PUBLIC, /* what is public of it */
    APP_SIGHT_FULL    /* everything but private fields, and files: see app_may_read_files */
};

/* What a viewer sees of a case of a dossier, a round or the programme. In full: a county what it acts for, a city and a
 * province what lies in it or reports to it, the ministry and auditors all, an expert the cases that name him, those
 * below them, and the dossier's own row. Everybody sees what is public. What belongs to no place (rounds, texts) is
 * seen in full by whoever is a level of the rulebook. */
enum app_sight app_may_see(const core_world *w, const app_viewer *v, base_date day, const core_case *c);
/* The same of a row: `county`, or where that is empty `channel`, as on record. Only NONE or FULL: whether it is public
 * is for app_state_is_public to say. Experts: NONE (rows do not know to whom a case is assigned). */
enum app_sight app_may_see_place(const core_world *w, const app_viewer *v, base_date day, base_str county,
                                 base_str channel);
/* The same of a row that stands under one place: a unit's code, or a channel's for what lies in no unit. */
enum app_sight app_may_see_standing(const core_world *w, const app_viewer *v, base_date day, base_str place);
/* Whoever may have a programme of its own: a level over everything, or over a channel. */
bool app_may_draft_rulebook(const core_world *w, const core_actor *actor, base_date day);
/* Files of a case that the public opens (an objection) may name persons: they are for the levels that decide on cases
 * of its kind, and for nobody else who sees it in full, the auditor neither. True for all other kinds. */
bool app_may_read_files(const app_viewer *v, const rules_book *b, rules_id kind);
/* The same levels, whoever opens cases of that kind, for what its private fields say (private.h). */
bool app_may_read_private(const app_viewer *v, const rules_book *b, rules_id kind);
bool app_viewer_is_public(const app_viewer *v);
/* A state of clusters, by name. */
bool app_state_is_public(const rules_book *b, base_str state);
bool app_case_is_public(const core_case *c);

/* ---- words ---- */

typedef struct {
    base_str name;
    rules_text label; /* both languages, or the name where the rulebook has none */
} app_word;

app_word app_word_of_state(const rules_book *b, rules_id kind, rules_id state);
app_word app_word_of_action(const rules_book *b, rules_id action);
app_word app_word_of_kind(const rules_book *b, rules_id kind);
/* A level by name, in the newest rulebook; its name when it is none of it. */
app_word app_word_of_level(const core_world *w, base_str level);
/* A fact as it was given: a decimal with as few digits as it needs, a statement's words, yes or no. */
base_str app_fact_text(const rules_book *b, const rules_value *v, base_arena *arena);
/* Name of a division or channel; its code when it is not known. {NULL, 0} for an empty code. */
base_str app_place_name(const core_world *w, base_str code);

#endif
