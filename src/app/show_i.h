/* show_i.h - what the files of app/show.h share. */
#ifndef JIQUN_APP_SHOW_I_H
#define JIQUN_APP_SHOW_I_H

#include "app/app_i.h"
#include "app/show.h"

/* A word whose label falls back on its name. */
app_word app_word_with(base_str name, rules_text label);
/* What a fact is called where files that show it are named: of a veto, which names the offence, its criterion. */
rules_text app_label_of_fact(const rules_book *b, rules_id fact);
/* The choices of a field, in the order of the rulebook. */
const app_word *app_words_of_choices(base_arena *arena, const rules_field *f);

/* show_turn.c: of each item, whose case is in memory, into `out`, which is as long as the list. */
bool app_show_turns(app *a, const app_viewer *v, base_date day, const core_due_list *l, base_arena *arena,
                    app_turn *out, base_err *e);

/* show_json.c: parts that several files write. */
void app_put_step(base_json *j, const app_step *s);
/* The member `choices`; none when n is 0. `cite`: the article of each, or NULL. */
void app_put_choices(base_json *j, size_t n, const app_word *choice, const base_str *cite);
/* The levels of those bits; b NULL: none. */
void app_put_levels(base_json *j, const rules_book *b, uint16_t levels);
base_str app_type_name(enum rules_value_type type);
/* show_case_json.c: how the standard judges a case. */
void app_put_assessment(base_json *j, const core_case *c, const core_assessment *as);

/* The dossier of that case is in memory: asking it costs next to nothing. */
static inline bool app_is_at_hand(const app *a, base_str path) {
    base_str rest;
    return core_stream_here(a->world, base_str_cut(path, '/', &rest)) != NULL;
}

/* show_case.c: one case with its fields and marks, as far as `sight` goes. */
void app_view_case(app *a, const core_case *c, enum app_sight sight, base_date day, base_arena *arena,
                   app_case_view *out);
/* The value of a field as it is shown. False: it is not set, or private. */
bool app_view_field(const core_world *w, const core_case *c, rules_id field, base_date day, base_arena *arena,
                    app_field *out);

/* show_course.c: the course of its cases, and what its changes stand beside; after options and time line. */
void app_show_courses(app_dossier *d, base_arena *arena);

/* show_veto.c: vetoes of which nothing was declared, as the register of incidents has them. For what is shown only. */
void app_settle_vetoes(const core_view *v, core_assessment *as);

/* show_mended.c: what its cases say otherwise since they were given back. */
bool app_show_mended(app *a, app_dossier *d, const app_viewer *v, base_arena *arena, base_err *e);

/* show_files.c: the files of a dossier; `first` is the newest part of its time line. */
bool app_show_files(app *a, const core_case *root, const app_viewer *v, base_date day, const app_timeline *first,
                    base_arena *arena, app_dossier *out, base_err *e);

/* show_option.c: what may be done with one case, and what may be opened below it. */
typedef struct {
    app *app;
    const app_viewer *viewer;
    base_date day;
    base_arena *arena;
    base_arena *scratch; /* of one decision */
    app_option *option;
    size_t n_options, cap_options;
    app_other *other;
    size_t n_others, cap_others;
    size_t tried;
    bool more;
} app_options;
/* With memory for the decisions that are tried; to be ended by app_options_end, which hands over what was found, or by
 * app_options_drop. */
app_options app_options_begin(app *a, const app_viewer *v, base_date day, base_arena *arena);
void app_options_end(app_options *o, app_dossier *out);
void app_options_drop(app_options *o);
bool app_options_of(app_options *o, const core_case *c, base_err *e);
/* The action of this viewer that submits the form of `c` as it stands, if there is one here. */
bool app_option_to_submit(app_options *o, const core_case *c, base_err *e);
/* Whether this viewer may do that action of `c` as it stands, once he gives what it takes; it is not put with the rest.
 */
bool app_option_is_open(app_options *o, const core_case *c, rules_id action, bool *open, base_err *e);
/* What may be opened that stands under nothing: a cluster, a round. */
bool app_options_anew(app_options *o, base_err *e);
/* Whether a text that the action takes is written in one line. */
bool app_is_one_line(const rules_book *b, const rules_action *a, rules_id field);
/* What to name in an action that opens a case under `c`. */
base_str app_name_to_open(base_arena *arena, const rules_book *b, const rules_action *a, const core_case *c);

/* show_desk.c: whether an action of that desk takes up a case of that kind in that state, or leads one there. */
bool app_desk_takes(const rules_book *b, rules_id kind, rules_id state, base_str desk);
bool app_desk_leads(const rules_book *b, rules_id kind, rules_id state, base_str desk);
/* A count by round and channel that is held against a number. */
bool app_is_quota(const rules_book *b, const rules_atom *x);
/* The first text among the arguments; NULL: there is none. */
const rules_field *app_first_text(const rules_book *b, const rules_action *a);
bool app_reports_incident(const rules_book *b, const rules_action *a);

/* show_awaited.c: fills in what waits for that action of `c`. */
void app_put_awaited(const core_case *c, rules_id action, base_arena *arena, app_option *out);

/* show_cursor.c: where a page ended. `what` names the list; `of` is a digest of its question. */
typedef struct {
    char what;
    uint64_t of;
    uint64_t n[3];
    base_str text; /* a place; at most 32 bytes of letters and digits */
} app_cursor;
void app_cursor_put(char out[APP_SHOW_CURSOR_MAX], const app_cursor *c);
/* False with `e` when it is none of this list and question. */
bool app_cursor_read(base_str s, char what, uint64_t of, app_cursor *out, base_arena *arena, base_err *e);
uint64_t app_query_digest(const app_list_query *q, const app_viewer *v, uint64_t more);

/* show_place.c: the codes under which dossiers stand that somebody sees, or that report somewhere. */
typedef struct {
    bool everywhere, nowhere;
    bool assigned;    /* everywhere, and of that what names the viewer: each dossier has to be asked (app_may_see) */
    base_str unit;    /* beginning of the counties' codes */
    base_str channel; /* of dossiers without a county; or empty */
} app_scope;
app_scope app_viewer_scope(const core_world *w, const app_viewer *v, base_date day);
app_scope app_channel_scope(const core_world *w, base_str channel);
/* Narrows it to a place and what lies in it; false when nothing does. */
bool app_scope_within(app_scope *p, base_str place);

#endif
