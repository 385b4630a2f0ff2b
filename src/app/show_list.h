/* show_list.h - what is shown page by page: the register, what waits and was given back, what falls due, rounds and how
 * far they have come, what stands on public notice. Filters and pages are the same for all. */
#ifndef JIQUN_APP_SHOW_LIST_H
#define JIQUN_APP_SHOW_LIST_H

#include "app/show_dossier.h"

enum {
    APP_SHOW_ROWS_MAX = 500,   /* rows of a page */
    APP_SHOW_ROWS = 50,        /* unless told */
    APP_SHOW_LOAD_MAX = 500,   /* dossiers that are brought into memory for one page, where rows do not say whose */
    APP_SHOW_LOOK_MAX = 5000,  /* rows that are looked at for one page: a page may be short, or empty, with `more` */
    APP_SHOW_CURSOR_MAX = 200, /* bytes of a cursor */
    APP_SHOW_TEXT_MAX = 100    /* bytes of a text that is searched */
};

typedef struct {
    base_str text, state, place /* code or its beginning */, channel, round, industry;
    int year;                                                       /* of the announcement; 0: any */
    base_str cursor;                                                /* of the page before; empty: the first */
    size_t limit;                                                   /* 0: APP_SHOW_ROWS */
    enum app_pool { APP_POOL_ANY, APP_POOL_IN, APP_POOL_OUT } pool; /* clusters that were never recognised */
    base_str desk;    /* of a round: cases that an action of this desk takes up (app_desk_of_action); empty: all */
    bool with_states; /* of what waits: tell app_waiting_list.state */
    bool led;         /* instead those in a state that an action of the desk leads to */
    bool dated;       /* of what falls due: only what is of a day from `from` to `until` */
    base_date from, until;
    bool reminders; /* of what falls due: who was reminded of it */
} app_list_query;

typedef struct {
    const store_dossier *row;
    app_word state;
    base_str county, channel_code, channel; /* names of its county and channel, the channel it reports to today */
    base_str industry;                      /* its name, where whoever shows the row lends it (app_name_of) */
} app_register_row;

/* Called for each row, in order; the row lives until it returns. False ends the page there. */
typedef bool (*app_each_row)(void *ctx, const app_register_row *row);
typedef struct {
    size_t n;
    size_t looked; /* of the register: rows that were looked at for it */
    bool more;
    char cursor[APP_SHOW_CURSOR_MAX]; /* of the next page, with a NUL; empty when there is no more */
} app_page;

/* The register as the viewer sees it: the public clusters in a public state, officials those of their jurisdiction (in
 * any state). A cursor belongs to its filters: with others, or when it was changed, it is refused (INPUT). */
bool app_show_register(app *a, const app_list_query *q, const app_viewer *v, base_date day, app_each_row each,
                       void *ctx, app_page *out, base_err *e);
/* How many, counted to at most `most` over at most APP_SHOW_LOOK_MAX rows; *exact false: there are more. */
bool app_count_register(app *a, const app_list_query *q, const app_viewer *v, base_date day, size_t most, size_t *n,
                        bool *exact, base_err *e);

typedef struct {
    base_str path, name; /* of the case; the dossier's name */
    app_word kind, state;
    base_date since;
    base_str place, place_name;
    base_str round;  /* of a list by round; else empty */
    uint16_t levels; /* who may go on; bits of `book` */
    const rules_book *book;
} app_waiting_row;
typedef struct {
    app_word kind, state;
    base_str part; /* app_part_of_kind */
} app_waiting_state;
typedef struct {
    size_t n;
    const app_waiting_row *row;
    app_page page;
    size_t n_states;
    const app_waiting_state
        *state; /* where they were asked for: in which something waits, whatever state is asked for */
} app_waiting_list;

/* Cases of the viewer's jurisdiction that wait for the viewer's own level. q: cursor, limit, round, state (of whatever
 * kind), place. The public has none. */
bool app_show_waiting(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                      app_waiting_list *out, base_err *e);
/* Those that another level has given back to the viewer's, to be mended, and that wait for nobody else: a form that is
 * open again, a report that is due again. The same filters; a page counts clusters that
 * are looked at, so it may be short, or empty, with `more`. */
bool app_show_returned(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                       app_waiting_list *out, base_err *e);
/* The desk at which an action is done, or an empty name: see show_desk.c. */
base_str app_desk_of_action(const rules_book *b, rules_id action);
/* What a kind of cases is in its rulebook, so that nobody has to know it by name: "round", the one in which others are
 * called for; "expected", of which one is due each year; else empty. `kind` may be RULES_NONE. */
base_str app_part_of_kind(const rules_book *b, rules_id kind);
/* By which action this viewer reports what an enterprise of a cluster has done, and which argument names the
 * enterprise. False: the rulebook in force gives his level none. */
typedef struct {
    app_word action;
    base_str argument;
} app_report;
bool app_show_report(const core_world *w, const app_viewer *v, base_date day, app_report *out);
/* Cases of a round that are under way, of the viewer's jurisdiction, whoever they wait for; for the public those in a
 * public state (the list on notice). q->round is wanted. */
bool app_show_round_cases(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                          app_waiting_list *out, base_err *e);

typedef struct {
    base_date day;        /* as of which */
    core_due_list due;    /* by dossier in order of the day from which it is watched; within it by group, date, path */
    const app_turn *turn; /* of each item */
    const app_reminded *reminded; /* of each item, when q->reminders; else NULL */
    app_page page;
} app_due_page;
/* What falls due within `days`, is overdue, has ended, in the viewer's jurisdiction; rounds too. Of the filters place,
 * channel and dated count. Nothing for the public. */
bool app_show_due(app *a, const app_list_query *q, const app_viewer *v, base_date day, int32_t days, base_arena *arena,
                  app_due_page *out, base_err *e);

typedef struct {
    const core_channel *channel;
    int64_t used, places; /* places -1: not set */
} app_places;
typedef struct {
    app_case_view round;
    size_t n_places;
    const app_places *place; /* officials only: of their channel, of all for the ministry and auditors */
} app_round_view;
typedef struct {
    size_t n;
    const app_round_view *round; /* newest first */
} app_rounds;
bool app_show_rounds(app *a, const app_viewer *v, base_date day, base_arena *arena, app_rounds *out, base_err *e);

/* How far a round has come, by channel: of the viewer's channels. */
enum { APP_PROGRESS_STATES = 32 };
typedef struct {
    app_word state;
    size_t n;
    base_date oldest; /* since when the one that has stood there longest does */
} app_progress_state;
typedef struct {
    app_places places;
    size_t n_states;
    app_progress_state state[APP_PROGRESS_STATES]; /* in which cases of it are under way */
} app_progress_row;
typedef struct {
    size_t n;
    app_progress_row *row;
    bool more; /* there are too many cases to be counted */
} app_progress;
bool app_show_progress(app *a, base_str round, const app_viewer *v, base_date day, base_arena *arena, app_progress *out,
                       bool *found, base_err *e);

/* ---- public notice ---- */

enum { APP_PUBLIC_NOTICES_MAX = 2000 };

/* What was objected to one. */
typedef struct {
    base_str path;
    app_word state;
    bool ended;
    base_date since;
} app_objection;

/* A case in a public state that lasts a number of working days: all of it is public but the objections. */
typedef struct {
    store_dossier dossier;
    base_str path, kind, round; /* path of the case: c1/a */
    base_str industry;          /* its name, where whoever shows the notice lends it */
    base_date round_closes;
    const rules_state *state;
    base_date first, last; /* last: NONE when a year has no table of working days */
    rules_id objection;    /* the kind of case by which the public objects, or RULES_NONE */
    size_t n_objections;
    const app_objection *objected; /* in order of opening */
} app_public_notice;

typedef struct {
    app_public_notice *item; /* lists after one another: by last day, first day, kind and round */
    size_t n;
    bool more; /* beyond APP_PUBLIC_NOTICES_MAX */
} app_public_notices;

/* All that stands on notice. False when the store failed. */
bool app_show_notices(app *a, base_date day, base_arena *arena, app_public_notices *out, base_err *e);
/* One by the path of its case; `found` false when it is not on notice. */
bool app_show_notice(app *a, base_str path, base_date day, base_arena *arena, app_public_notice *out, bool *found,
                     base_err *e);
/* Working days from today to the last, today counted; false when it is not known. */
bool app_days_left(const core_world *w, base_date today, base_date last, unsigned *n);

#endif
