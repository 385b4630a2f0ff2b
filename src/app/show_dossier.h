/* show_dossier.h - one dossier with all that one screen wants: its time line, its cases, its files, what may be done,
 * and the form of a case that is filled in. */
#ifndef JIQUN_APP_SHOW_DOSSIER_H
#define JIQUN_APP_SHOW_DOSSIER_H

#include "app/show_sight.h"
#include "core/due.h"
#include "core/observe.h"

enum {
    APP_SHOW_STEPS_MAX = 500,    /* steps of a time line at a time */
    APP_SHOW_STEPS = 50,         /* unless told */
    APP_SHOW_WALK_MAX = 20000,   /* events of one dossier that are looked at */
    APP_SHOW_CASES_MAX = 500,    /* cases of one dossier that are shown: the newest */
    APP_SHOW_OPTIONS_MAX = 2000, /* actions that are tried for one dossier */
    APP_SHOW_DUE_DAYS = 180      /* how far a dossier looks ahead */
};

/* ---- the time line ---- */

/* An argument of an event, as it was given. `file`: it names an attachment (then `value` is its digest). */
typedef struct {
    base_str key;
    rules_text label;
    base_str value;
    bool file;
    rules_text words; /* what a value means that is a word of the vocabulary (yes, met); else empty */
    base_str cite;    /* of a choice whose article is its own */
} app_said;

typedef struct {
    uint64_t seq;
    base_date day;
    app_word action, level, kind;
    base_str who, place;              /* code of the authority and its name; an expert's name only in full sight */
    base_str article, path, rulebook; /* rulebook: its id */
    base_str name;                    /* in the log of all clusters: of the one it concerns; else empty */
    app_word state;                   /* the one the case came to, or stayed in */
    bool has_state, state_is_public;
    bool gives_back; /* to be mended by the level that had led it on */
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

/* ---- whose turn it is ---- */

/* Of one thing that falls due. */
typedef struct {
    bool mine;      /* the viewer's level acts next */
    bool heard_now; /* he may do now that by which one may be heard (core_due_item.within) */
} app_turn;

/* ---- who was reminded ---- */

enum {
    APP_REMINDED_MOST = 12,  /* reminders of a case that are told: the newest */
    APP_REMINDED_LOOK = 1000 /* that are looked at */
};
typedef struct {
    app_word level;
    base_str place, place_name;
    bool asked;     /* whether there are mails is known: they were handed over, or nobody has an address */
    unsigned mails; /* handed over to be sent */
} app_told_office;
typedef struct {
    int64_t at;    /* milliseconds since 1970 */
    base_date day; /* for which the clock was at work */
    size_t n_to;   /* by a notice in the program; 0: it was not put down whom it told */
    const app_told_office *to;
} app_reminder_told;
typedef struct {
    size_t n;
    const app_reminder_told *item; /* newest first */
    bool more;
} app_reminded;
/* Of each item the reminders about its case: *out is as long as the list. */
bool app_show_reminded(app *a, const core_due_list *l, base_arena *arena, const app_reminded **out, base_err *e);

/* ---- one dossier ---- */

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
    bool one_line;          /* a text that is a name or a title */
    bool awaited;           /* a judgement that the case still awaits: nobody is asked for it once the action is done */
} app_arg;

/* An action that is refused until another was done. */
typedef struct {
    app_word action;
    rules_text need; /* as the rulebook words it; may be empty */
    base_str cite;
    bool now;   /* it may be done where the case stands */
    bool still; /* what it waits for can still be done in a state where it begins */
} app_awaited;

enum app_open {
    APP_OPEN,       /* granted as it is (today, as far as this reader sees) */
    APP_OPEN_WANTS, /* granted once its arguments are there and fit: see `arg`, and `reason` for what rests on them */
    APP_CLOSED,     /* refused, whatever is given: every reason by article */
    APP_OPEN_FILLS  /* fills in a form: no event; see app_show_form */
};
typedef struct {
    app_word action;
    rules_text title; /* of its button: in English a lone verb names the kind of case beside it ("plan: task") */
    base_str target;  /* what to name: the case, or the one under which a case is opened */
    app_word kind;    /* of the case that it concerns */
    base_str cite;
    enum app_open open;
    bool creates, moves, gives_back;
    base_str part; /* app_part_of_kind */
    base_str desk; /* at which it is done (show_desk.c); empty: at none of its own */
    bool files;    /* files may go along with what it is asked to say: evidence.1 to evidence.CORE_MAX_EVIDENCE */
    bool is_new;   /* `target` is a path that nothing has yet: the server's own proposal */
    app_word to;   /* of one that moves or creates: the state that follows */
    size_t n_args;
    const app_arg *arg;
    size_t n_reasons;
    const core_refusal *reason;
    size_t n_awaited;
    const app_awaited *awaited; /* of one that is open and moves nothing: what waits until it was done */
} app_option;

/* An action that is another level's, and possible by state: for who waits for whom. */
typedef struct {
    app_word action;
    base_str target, cite;
    uint16_t levels; /* bits of `book` */
    const rules_book *book;
} app_other;

/* A stage in the course of a case: a state, or all its ends together. */
typedef struct {
    enum app_stage_is { APP_STAGE_DONE, APP_STAGE_NOW, APP_STAGE_AHEAD, APP_STAGE_SKIPPED } is; /* NOW: the next one */
    size_t n_actions, n_offers, n_wanted, n_notes;
    const app_word *action;     /* that lead there */
    const app_step *step;       /* by which it came there; NULL: it did not, or longer ago than the time line shows */
    base_date day;              /* when it did */
    base_date until;            /* of the next one: last day of a state that lasts */
    const app_step **note;      /* steps on the way there that moved nothing (a statement), oldest first */
    const base_str *offer;      /* names of those of this viewer's actions that lead there, or are on the way there */
    const core_refusal *wanted; /* on what those rest that are open */
} app_stage;
/* What a change says beside what was on record before. */
typedef struct {
    rules_text matter;
    bool known, of_register; /* known: something was; of_register: in the dossier's own row */
    base_str before, before_path, after;
    base_str before_day, after_day;
} app_compared;

/* One of two submissions of a case, and what stands in it. */
typedef struct {
    uint64_t seq;
    base_date day;
    app_word level;
    base_str who, place; /* code of the authority and its name */
} app_submitted;
typedef struct {
    bool given;
    base_str value;   /* of a file: its name */
    rules_text words; /* of a choice */
    base_str file;    /* digest, when it is a file */
} app_stated;
enum app_differs { APP_DIFFERS_VALUE, APP_DIFFERS_WHY, APP_DIFFERS_FILE };
typedef struct {
    enum app_differs what; /* a figure, statement or field; the explanation of its lack; a file that shows it */
    base_str key;          /* of the figure, statement or field */
    rules_text label;
    base_str unit;
    int year; /* 0: it is not yearly */
    app_stated before, after;
} app_mending;
/* How a case that was given back differs, as it was submitted anew, from how it was submitted before. */
typedef struct {
    app_submitted before, after;
    size_t n;
    const app_mending *item;
} app_mended;

/* The term of a recognition as it stands (show_term.c). */
typedef struct {
    enum app_term_is {
        APP_TERM_NONE, /* it has none */
        APP_TERM_RUNS,
        APP_TERM_OVER, /* its last day has passed; the recognition stands until it is revoked */
        APP_TERM_ENDED /* the recognition was ended */
    } is;
    base_date until;        /* as it was announced */
    base_date ended;        /* of ENDED: the day */
    app_word action;        /* by which; no name: it is not known */
    base_str article, path; /* and of which case; of a ground in full sight only */
} app_term;
/* Whether a recognition in that state of the register has a term still. */
bool app_has_term(base_str state);
void app_term_of(const core_case *root, enum app_sight sight, base_date day, app_term *out);

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
    bool has_private;   /* it has private fields, and the viewer may ask for them (private.h) */
    size_t n_fields, n_marks;
    const app_field *field;
    const app_marked *mark;            /* those that are yes */
    const core_assessment *assessment; /* NULL: not judged, nothing submitted, or not for this viewer */
    bool judges;                       /* it is of a kind that is judged by a standard */
    uint64_t draft_version;            /* 0: no draft is kept, or not for this viewer */
    base_str assigned;                 /* the expert whose opinion it is; empty: none's */
    size_t n_stages;
    const app_stage *stage;       /* its course, of a matter that is handled by itself, one at a time; else none */
    const app_compared *compared; /* of a change; NULL: it is none */
    app_term term;                /* of a dossier's own row; else none */
    const app_mended *mended;     /* NULL: it was submitted once at most, or it awaits nobody's decision */
} app_case_view;

/* An attachment that a case names, in a field, a statement or an argument on its time line. */
typedef struct {
    base_str digest, path, key;
    base_str fact;    /* the figure or statement that it shows; empty: none */
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
    core_due_list due;            /* full sight only: what falls due within APP_SHOW_DUE_DAYS, what is overdue … */
    const app_turn *turn;         /* of each of these */
    const app_reminded *reminded; /* likewise; NULL: not asked */
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

/* Puts the names of industries beside their codes, as `name` knows them ({NULL, 0}: it does not). Texts of `names` must
 * live as long as what is named. */
typedef base_str (*app_name_of)(const void *names, base_str code);
void app_name_dossier(app_dossier *d, base_arena *arena, app_name_of name, const void *names);
void app_name_timeline(app_timeline *t, base_arena *arena, app_name_of name, const void *names);

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
    bool is_proof;          /* takes no value, only files that show it: a criterion that the form asks nothing about */
    bool any_year;          /* room for a year that the form does not name: its value is kept by KEY.YEAR, not by KEY */
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
    base_str path, name, cite; /* name: of the cluster */
    uint64_t version;
    size_t n;
    const app_form_item *item;
    const core_case *self;
    const app_option *submit; /* the viewer's own action that submits it, as it stands; NULL: he has none now */
    const app_step *returned; /* how it was given back, with the reasons; NULL: it was not */
    const core_assessment
        *assessment; /* of what stands in the draft, as if it were submitted today; NULL: not judged */
} app_form;
/* *found false: the case has no form, or is not for this viewer in full. */
bool app_show_form(app *a, const core_case *c, const app_viewer *v, base_date day, base_arena *arena, app_form *out,
                   bool *found, base_err *e);

#endif
