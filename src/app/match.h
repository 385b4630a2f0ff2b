/* match.h - a list of enterprises against the rosters of a record: which clusters have such an enterprise.
 *
 * A finding decides nothing. It says which row of which roster, in which form of which cluster, has the code of which
 * row of the list, so that somebody looks and, where there is cause, reports an incident. A cluster without a roster
 * that can be read is counted as such: nothing is known of it, which is not the same as nothing being wrong.
 *
 * Which rosters: of each cluster that the viewer sees in full, those of the newest submission that has any, and those
 * of drafts where they are others (decision 34). Codes and names of each roster are kept in the folder's match/, by the
 * digest of the file, so that it is read once; what is there can be removed at any time. */
#ifndef JIQUN_APP_MATCH_H
#define JIQUN_APP_MATCH_H

#include "app/show.h"
#include "core/match.h"

enum { APP_MATCH_UNREAD_MAX = 100 /* rosters that can not be read, told one by one */ };

typedef struct {
    bool listing;         /* rosters are read, then the list */
    uint64_t done, total; /* rosters; bytes of the list */
    uint32_t rows;        /* of the list */
} app_match_progress;

typedef struct {
    app_viewer viewer;
    base_date day;
    base_str place; /* clusters whose county or channel begins so; empty: all */
    const core_roster_plan *plan;
    void (*told)(void *ctx, const app_match_progress *p); /* now and then; NULL: nobody wants to know */
    void *ctx;
} app_match_options;

/* Whether somebody may match: a level over everything or over a channel. An auditor may not. */
bool app_may_match(const core_world *w, const app_viewer *v, base_date day);

typedef struct {
    base_str cluster, name, county, state; /* state: its name */
    base_str path;                         /* of the case in whose form the roster stands */
    base_str digest;
    bool draft; /* the form is not submitted, or not as it stands now */
    base_err unread;
} app_match_roster;

typedef struct app_match app_match;
/* The app is at the end of the log, and stays so; options and app are the caller's. */
app_match *app_match_new(app *a, const app_match_options *o);
void app_match_free(app_match *m); /* NULL is allowed */

/* Finds the rosters and reads them. */
bool app_match_gather(app_match *m, base_err *e);
/* Reads the list, once: `size` bytes of `fd`. False with `e`: it is no such list (INPUT), too long (LIMIT), IO. */
bool app_match_list(app_match *m, int fd, uint64_t size, base_err *e);

typedef struct {
    uint32_t clusters;  /* that the viewer sees in that place */
    uint32_t without;   /* of them without a roster */
    uint32_t unmatched; /* of them with rosters of which none could be read */
    uint32_t rosters, unread;
    uint32_t enterprises; /* rows of rosters that were held against the list */
    uint32_t found_clusters;
    core_match_report list;
    size_t n_told;
    const app_match_roster *const *told; /* the first rosters that could not be read */
} app_match_report;
app_match_report app_match_report_of(app_match *m);

typedef struct {
    const app_match_roster *roster;
    uint32_t row; /* of the roster */
    base_str code, enterprise;
    uint32_t list_row, times; /* the first row of the list that has it; how many have */
} app_match_finding;
/* Cluster by cluster, in order of registration. False with `e` when a roster can not be read again, or `each` said
 * no. */
typedef bool (*app_each_finding)(void *ctx, const app_match_finding *f, base_err *e);
bool app_match_each(app_match *m, app_each_finding each, void *ctx, base_err *e);

/* Writes all that was found to new files or over old ones, in one pass; a path may be NULL. `lines`: an object of JSON
 * a line. *left_out: more rows than a workbook takes, so there is none. `notice` stands above the titles of the
 * workbook. False with `e`; then nothing of them is of use. */
typedef struct {
    const char *csv, *workbook, *lines;
    base_str notice;
    bool zh;
} app_match_files;
bool app_match_write(app_match *m, const app_match_files *f, bool *left_out, base_err *e);
/* Members of an object that is open: what the report says. */
void app_put_match(base_json *j, const app_match_report *r);

#endif
