/* show.h - what people read of a record, the same for the API and the portal: a dossier with all that one screen wants,
 * time lines, lists, figures; and who may see what.
 *
 * Everything here reads and decides nothing; the app may be opened APP_READ and is to stand at the end of the log
 * (app_refresh, or app_view for a later day). Labels come from the rulebook, by which each case is judged. Structs live
 * in the arena handed in; they point into the record's world, so they are to be used before the app reads on. What is
 * bounded says so by an enum below and tells that there is `more`.
 *
 * WHAT IS PUBLIC. The rulebook marks states as public; nothing else makes anything public.
 *   - A case is public while it stands in a public state and all cases above it are. A dossier is public while its own
 *     state is public or a case right below it stands in a public state (a candidate that is on public notice).
 *   - Of a dossier: path, name, industry, sub-field, county, channel, region, state and since when; of a recognition
 *     its announcement, day and term (第十四条, 第十五条). Not: whether it is in the pool, provincial standing,
 * figures, assessments, drafts, findings, files, deadlines of reports, what is open to whom.
 *   - Of a public case below it: kind, path, round, state, since when, and the last day of a state that lasts (the
 *     notice). Not: its fields, reasons given, who objected and why.
 *   - Of its time line: events of public cases that left them in a public state, as the log's leaf shows them: day,
 *     action, level and place, article. Arguments of an event are never public here.
 *   - Of rounds: all of them, with their settings; places used are not.
 * Private fields (is_private) are shown to nobody here: they stand in the person part, which another door opens. */
#ifndef JIQUN_APP_SHOW_H
#define JIQUN_APP_SHOW_H

#include "app/app.h"
#include "base/json_out.h"
#include "core/due.h"
#include "core/observe.h"

enum {
    APP_SHOW_STEPS_MAX = 500,    /* steps of a time line at a time */
    APP_SHOW_STEPS = 50,         /* unless told */
    APP_SHOW_WALK_MAX = 20000,   /* events of one dossier that are looked at */
    APP_SHOW_CASES_MAX = 500,    /* cases of one dossier that are shown: the newest */
    APP_SHOW_OPTIONS_MAX = 2000, /* actions that are tried for one dossier */
    APP_SHOW_ROWS_MAX = 500,     /* rows of a page */
    APP_SHOW_ROWS = 50,          /* unless told */
    APP_SHOW_LOAD_MAX = 500,     /* dossiers that are loaded for one page, where the rows do not say whose they are */
    APP_SHOW_LOOK_MAX = 5000,    /* rows that are looked at for one page: a page may be short, or empty, with `more` */
    APP_SHOW_SHEET_MAX = 5000,   /* rows of a workbook; a list that is longer is had as CSV, which is streamed */
    APP_SHOW_CURSOR_MAX = 200,   /* bytes of a cursor */
    APP_SHOW_TEXT_MAX = 100,     /* bytes of a text that is searched */
    APP_SHOW_DUE_DAYS = 180      /* how far a dossier looks ahead */
};

/* ------------------------------------------------------------------ who may see what */

/* Whoever reads. Nobody in particular: all empty. An auditor reads everything and acts in nothing: reads_all. */
typedef struct {
    core_actor actor; /* level empty, or "public": the public */
    bool reads_all;
} app_viewer;

enum app_sight {
    APP_SIGHT_NONE,   /* as if it were not there */
    APP_SIGHT_PUBLIC, /* what is public of it */
    APP_SIGHT_FULL    /* everything but private fields */
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
bool app_viewer_is_public(const app_viewer *v);
/* A state of clusters, by name. */
bool app_state_is_public(const rules_book *b, base_str state);
bool app_case_is_public(const core_case *c);

/* ------------------------------------------------------------------ words */

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

/* ------------------------------------------------------------------ the time line */

/* An argument of an event, as it was given. `file`: it names an attachment (then `value` is its digest). */
typedef struct {
    base_str key;
    rules_text label;
    base_str value;
    bool file;
    rules_text words; /* what a value means that is a word of the vocabulary (yes, met); else empty */
} app_said;

typedef struct {
    uint64_t seq;
    base_date day;
    app_word action, level, kind;
    base_str who, place;              /* code of the authority and its name; an expert's name only in full sight */
    base_str article, path, rulebook; /* rulebook: its id */
    app_word state;                   /* the one the case came to, or stayed in */
    bool has_state, state_is_public;
    size_t n_said;
    const app_said *said; /* full sight only; never private ones */
} app_step;

typedef struct {
    size_t n;
    const app_step *step; /* newest first */
    bool more;
    uint64_t before; /* for what follows: only events before this number */
} app_timeline;

/* The newest `most` (0: APP_SHOW_STEPS) steps before event `before` (UINT64_MAX: the newest) that the viewer sees.
 * `root`: of a stream in memory. */
bool app_show_timeline(app *a, const core_case *root, const app_viewer *v, base_date day, uint64_t before, size_t most,
                       base_arena *arena, app_timeline *out, base_err *e);

/* The log of all clusters together, newest first, for whoever may see everything: an auditor. Empty filters do not
 * count. Steps have neither states nor what was said. At most APP_SHOW_STEPS of them, out of at most APP_LOG_SCAN
 * events that one call looks at: `more` may be true where none was found. */
enum { APP_LOG_SCAN = 20480 };
typedef struct {
    uint64_t before;       /* only events before this number */
    base_str path;         /* of a cluster or case, and what lies below it */
    base_str text;         /* part of the path, of the action's name, of level, place, code or article */
    base_date from, until; /* days; BASE_DATE_NONE: any */
} app_log_query;
bool app_show_log(app *a, const app_log_query *q, base_arena *arena, app_timeline *out, base_err *e);

/* ------------------------------------------------------------------ one dossier */

typedef struct {
    app_word field;
    enum rules_value_type type;
    base_str value;   /* as core_value_put writes it */
    rules_text label; /* of a choice, yes or no, a place; else empty */
    base_str file;    /* digest, when the value names an attachment */
    base_str cite;    /* of a choice whose article is its own */
} app_field;

typedef struct {
    app_word mark;
    base_str cite;
} app_marked;

/* One argument that an action takes. */
enum app_arg_type { APP_ARG_VALUE, APP_ARG_ROUND, APP_ARG_JUDGEMENT, APP_ARG_CRITERION };
typedef struct {
    app_word arg;
    enum app_arg_type kind;
    enum rules_value_type type; /* of APP_ARG_VALUE */
    bool required, is_private;
    size_t n_choices;
    const app_word *choice; /* of a choice; rounds that are open; criteria; met, not_met */
    const base_str *cite;   /* the article of each; NULL: they have none of their own */
    bool of_industry;       /* a code of GB/T 4754 */
} app_arg;

enum app_open {
    APP_OPEN,       /* granted as it is (today, as far as this reader sees) */
    APP_OPEN_WANTS, /* granted once its arguments are there and fit: see `arg`, and `reason` for what rests on them */
    APP_CLOSED,     /* refused, whatever is given: every reason by article */
    APP_OPEN_FILLS  /* fills in a form: no event; see app_show_form */
};
typedef struct {
    app_word action;
    base_str target; /* what to name: the case, or the one under which a case is opened */
    app_word kind;   /* of the case that it concerns */
    base_str cite;
    enum app_open open;
    bool creates, moves;
    app_word to; /* of one that moves or creates: the state that follows */
    size_t n_args;
    const app_arg *arg;
    size_t n_reasons;
    const core_refusal *reason;
} app_option;

/* An action that is another level's, and possible by state: for who waits for whom. */
typedef struct {
    app_word action;
    base_str target, cite;
    uint16_t levels; /* bits of `book` */
    const rules_book *book;
} app_other;

typedef struct {
    const core_case *self;
    enum app_sight sight;
    app_word kind, state;
    bool state_is_public, rest, end;
    base_str path, round, rulebook, cite;
    base_date since, opened;
    base_date last_day; /* of a state that lasts, or BASE_DATE_NONE */
    base_date due;      /* of an expected case, or BASE_DATE_NONE */
    bool is_virtual;    /* expected, and nobody has touched it yet */
    size_t n_fields, n_marks;
    const app_field *field;
    const app_marked *mark;            /* those that are yes */
    const core_assessment *assessment; /* NULL: not judged, nothing submitted, or not for this viewer */
    bool judges;                       /* it is of a kind that is judged by a standard */
    uint64_t draft_version;            /* 0: no draft is kept, or not for this viewer */
} app_case_view;

/* An attachment that a case names, in a field, a statement or an argument on its time line. */
typedef struct {
    base_str digest, path, key;
    rules_text label; /* of what names it: the figure that it shows, the argument */
    bool has_seq;
    uint64_t seq; /* of the event that names it; fields and statements have none */
    uint64_t size;
    base_str type, name; /* empty: there is no row of it */
} app_file_named;

typedef struct {
    base_str path, name;
    enum app_sight sight;
    uint64_t version; /* of the stream: 1 + number of its last event */
    size_t n_cases;
    const app_case_view *item; /* the dossier's own first, then in order of opening; expected ones where they belong */
    bool more_cases;
    core_due_list due; /* full sight only: what falls due within APP_SHOW_DUE_DAYS, what is overdue … */
    app_timeline timeline;
    size_t n_files;
    const app_file_named *file; /* full sight only */
    bool more_files;            /* the time line was too long to look through */
    size_t n_options, n_others;
    const app_option *option; /* of the viewer's own level, on record today; by case, in the order of the rulebook */
    const app_other *other;
    bool more_options;
} app_dossier;

/* NULL-like: *found false when there is none that the viewer sees (`path` may be that of a case in it). The dossier is
 * loaded and shown as of `day`, which is not before the record's last one. */
bool app_show_dossier(app *a, base_str path, const app_viewer *v, base_date day, base_arena *arena, app_dossier *out,
                      bool *found, base_err *e);

/* The options alone, without time line and files. */
bool app_show_options(app *a, const core_case *root, const app_viewer *v, base_date day, base_arena *arena,
                      app_dossier *out, base_err *e);

/* The attachment `digest` where a case of the stream names it that the viewer sees in full, with what is known of it;
 * out->digest is empty when none does. The same files as those of app_show_dossier. */
bool app_show_file(app *a, const core_case *root, const app_viewer *v, base_date day, base_str digest,
                   base_arena *arena, app_file_named *out, base_err *e);

/* What belongs to no dossier: what may be opened anew (a cluster, a round), and the actions of rounds that are not
 * over. Fills option, other and more_options of `out`. */
bool app_show_anew(app *a, const app_viewer *v, base_date day, base_arena *arena, app_dossier *out, base_err *e);

/* A file that a draft names. */
typedef struct {
    base_str key, digest; /* evidence.output.1 */
    base_str name, type;  /* empty: there is no row of it */
    uint64_t size;
    bool submitted; /* the last submission names it, too: it is read by way of the dossier */
} app_form_file;
/* The form of a case that is filled in, with what stands in its draft. */
typedef struct {
    base_str key; /* output.2022, pillar, goals */
    rules_text label;
    base_str unit;
    int year;
    bool required, is_text, from_roster;
    size_t n_choices;       /* 0: it is written freely */
    const app_word *choice; /* of a field of the case */
    base_str value, why;    /* as it stands in the draft; the explanation of its lack */
    app_word area;          /* of the standard, in which the figure is first asked for; no name: none */
    size_t n_files;
    const app_form_file *file; /* that show it: with its first year only, they are those of all years */
    base_str before;           /* as it was submitted, where it is another now; only in a form that was given back */
    bool changed;
    const app_form_file *source; /* the roster that the value was computed from; NULL: none */
} app_form_item;
typedef struct {
    app_word form;
    base_str path, cite;
    uint64_t version;
    size_t n;
    const app_form_item *item;
    const core_case *self;
    const app_step *returned; /* how it was given back, with the reasons; NULL: it was not */
    const core_assessment
        *assessment; /* of what stands in the draft, as if it were submitted today; NULL: not judged */
} app_form;
/* *found false: the case has no form, or is not for this viewer in full. */
bool app_show_form(app *a, const core_case *c, const app_viewer *v, base_date day, base_arena *arena, app_form *out,
                   bool *found, base_err *e);

/* ------------------------------------------------------------------ lists */

typedef struct {
    base_str text, state, place /* code or its beginning */, channel, round, industry;
    int year;                                                       /* of the announcement; 0: any */
    base_str cursor;                                                /* of the page before; empty: the first */
    size_t limit;                                                   /* 0: APP_SHOW_ROWS */
    enum app_pool { APP_POOL_ANY, APP_POOL_IN, APP_POOL_OUT } pool; /* clusters that were never recognised */
    bool dated; /* of what falls due: only what is of a day from `from` to `until` */
    base_date from, until;
} app_list_query;

typedef struct {
    const store_dossier *row;
    app_word state;
    base_str county, channel_code, channel; /* names of its county and channel, the channel it reports to today */
} app_register_row;

/* Called for each row, in order; the row lives until it returns. False ends the page there. */
typedef bool (*app_each_row)(void *ctx, const app_register_row *row);
typedef struct {
    size_t n;
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
    size_t n;
    const app_waiting_row *row;
    app_page page;
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
/* Cases of a round that are under way, of the viewer's jurisdiction, whoever they wait for; for the public those in a
 * public state (the list on notice). q->round is wanted. */
bool app_show_round_cases(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                          app_waiting_list *out, base_err *e);

typedef struct {
    base_date day;     /* as of which */
    core_due_list due; /* by dossier in order of the day from which it is watched; within it by group, date, path */
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

/* ------------------------------------------------------------------ public notice */

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

/* ------------------------------------------------------------------ figures */

enum {
    APP_FIGURE_STATES = RULES_MAX_STATES,
    APP_FIGURE_YEARS = 100,
    APP_FIGURE_FIRST_YEAR = 2000,
    APP_FIGURE_REGIONS = CORE_REGION_NORTH_EAST + 1,
    APP_FIGURE_ROUNDS = 60, /* the rest counts for no round */
    APP_FIGURE_ROUND = 40   /* bytes of the path of one */
};

/* Of one moment, over all dossiers. Keep it: it is one scan of the register (see docs). State s is that of `book`. */
typedef struct {
    uint64_t size; /* of the log */
    const rules_book *book;
    uint64_t total;
    uint32_t state[APP_FIGURE_STATES];
    uint32_t province[100][APP_FIGURE_STATES]; /* by the first two digits; the Corps (66) for itself */
    uint32_t industry[26][APP_FIGURE_STATES];  /* by the letter */
    /* announced in APP_FIGURE_FIRST_YEAR + i, by what became of them; */
    uint32_t year[APP_FIGURE_YEARS][APP_FIGURE_STATES];
    uint32_t region[APP_FIGURE_REGIONS][APP_FIGURE_STATES]; /* of the channel; 0: of none that is known */
    size_t n_rounds;
    struct {
        char path[APP_FIGURE_ROUND];
        size_t n_path;
        uint32_t state[APP_FIGURE_STATES];
    } round[APP_FIGURE_ROUNDS]; /* of the recognition, in the order in which they were met */
} app_figures;
bool app_show_figures(app *a, base_date day, app_figures *out, base_err *e);

enum app_figures_by {
    APP_BY_PROVINCE,
    APP_BY_INDUSTRY, /* the letter; its name is for the caller to know */
    APP_BY_REGION,   /* east, middle, west, north-east */
    APP_BY_ROUND,
    APP_BY_YEAR
};
/* Groups in which something was counted; `all` false: only in states that are public. `n` by state. */
typedef bool (*app_each_figure)(void *ctx, base_str code, base_str name, const uint32_t *n);
void app_figures_each(const core_world *w, const app_figures *f, enum app_figures_by by, bool all, app_each_figure each,
                      void *ctx);

/* ------------------------------------------------------------------ as JSON (the API; docs/openapi.yaml) */

void app_put_word(base_json *j, app_word w);
void app_put_label(base_json *j, rules_text t);
void app_put_timeline(base_json *j, const app_timeline *t);
void app_put_option(base_json *j, const app_option *o);
void app_put_anew(base_json *j, const app_dossier *d);
void app_put_reasons(base_json *j, const core_refusal *r, size_t n);
void app_put_dossier(base_json *j, const app_dossier *d);
void app_put_case(base_json *j, const app_case_view *c);
void app_put_due_items(base_json *j, const core_due_list *l);
void app_put_form(base_json *j, const app_form *f);
void app_put_register_row(base_json *j, const app_register_row *r);
/* The members more and cursor of an object that is open. */
void app_put_page(base_json *j, const app_page *p);
void app_put_waiting(base_json *j, const app_waiting_list *l);
void app_put_due(base_json *j, const app_due_page *d);
void app_put_rounds(base_json *j, const app_rounds *r);
void app_put_progress(base_json *j, const app_progress *p);
/* Objections only to who sees the place of the dossier in full. */
void app_put_notices(base_json *j, const core_world *w, const app_viewer *v, base_date day,
                     const app_public_notices *n);
/* What is public of the figures: states that are. */
void app_put_figures(base_json *j, const core_world *w, const app_figures *f, bool all);

#endif
