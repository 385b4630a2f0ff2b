/* show_chance.h - "can I apply?", before anything is filled in; and how far a dossier is from the standard by what is
 * known of it already.
 *
 * Needs are asked of the rulebook as decide would ask them of a case that is opened now. Figures are those that were
 * submitted last, each with the case that it stands in; drafts are not looked at, they are nobody's word yet. A figure
 * that is not there is never a pass: the criterion lacks evidence. Nothing that a reviewer found, explained or relaxed
 * counts, since a new application begins without it (decision 9). Of a recognised cluster what prolongs its term is
 * asked first, by the rulebook of the day; figures are no part of that. */
#ifndef JIQUN_APP_SHOW_CHANCE_H
#define JIQUN_APP_SHOW_CHANCE_H

#include "app/show.h"
#include "rules/gap.h"

/* What was submitted last of each figure; in the facts of `book`. */
typedef struct {
    rules_values facts;
    const core_case **from; /* [facts.n]: where it stands */
    size_t n_sources;
    const core_case **source; /* each once, newest first */
} app_known;

/* The figures against the newest standard of `book` for an application in `year`. */
typedef struct {
    const rules_book *book;
    const rules_standard *standard; /* NULL: the rulebook has none */
    int year;
    rules_dossier_facts facts;
    uint8_t *verdict; /* [n_criteria] */
    /* By verdict, without vetoes: those are asked of the register of incidents, by a need of their own. */
    unsigned count[RULES_OPEN + 1];
} app_distance;

void app_known_figures(const core_case *root, const rules_book *book, base_arena *arena, app_known *out);
void app_distance_of(const core_world *w, const core_case *root, const app_known *known, const rules_book *book,
                     int year, base_date day, base_arena *arena, app_distance *out);

/* The year of an application in the newest round that is not over; without one, this year. */
int app_application_year(const core_world *w, const rules_book *book, base_date day, base_arena *arena);

enum app_stage {
    APP_STAGE_OPEN,   /* to begin */
    APP_STAGE_SUBMIT, /* to submit */
    APP_STAGE_LATER   /* of other levels' steps, as far as it can be said today */
};
typedef struct {
    enum app_stage stage;
    app_word action;
    base_str cite;
    rules_text label, detail;
    core_tri holds; /* CORE_UNSET: something that it needs is not set */
} app_chance_need;

/* One kind of case and round that is not over; where there is none, an answer without a round. */
typedef struct {
    const core_case *round; /* NULL: none */
    app_word kind, action;  /* of the case that would be opened */
    base_str target;        /* what to name in that action */
    bool own;               /* it is the viewer's to do */
    bool open;              /* all that is needed to begin holds */
    bool may_submit;        /* and, as far as it can be said today, to submit */
    size_t n_needs;
    app_chance_need *need;
    app_distance distance;
} app_chance;

typedef struct {
    base_str path, name;
    base_date day;
    app_known known;
    size_t n;
    app_chance *chance; /* newest round first; by kind of case */
} app_chances;

/* *found false: there is none of that name that the viewer sees in full. */
bool app_show_chances(app *a, base_str path, const app_viewer *v, base_date day, base_arena *arena, app_chances *out,
                      bool *found, base_err *e);
/* The member counts: by verdict, vetoes left out. */
void app_put_distance_counts(base_json *j, const app_distance *d);
void app_put_chances(base_json *j, const app_chances *c);

#endif
