/* simulate_i.h - the generator from inside: for the files simulate*.c only.
 *
 * Time goes in windows of five days. In a window every act that is due is proposed, in the order of days; the answers
 * are looked at when the window is over, and what follows from one lies at least five days later. So no proposal rests
 * on an answer of its own window, groups may be cut anywhere, and the run is the same however they are cut. */
#ifndef JIQUN_APP_SIMULATE_I_H
#define JIQUN_APP_SIMULATE_I_H

#include "app/simulate.h"
#include "base/map.h"

enum { APP_SIM_WINDOW = 5, APP_SIM_ARGS = 40, APP_SIM_TOGETHER = 20, APP_SIM_PATH_MAX = 200 };
#define APP_SIM_NOBODY UINT32_MAX /* what is due is due of a round or of the programme */

/* What can be due. Those of a candidate stand in simulate_candidate.c, those of an application in
 * simulate_application.c, and so on. */
enum app_sim_what {
    /* simulate_candidate.c */
    SIM_REGISTER,
    SIM_POOL,
    SIM_PROVINCIAL,
    SIM_UNPROVINCIAL,
    SIM_TASK,
    SIM_TASK_REPORT,
    SIM_TASK_FINISH,
    /* simulate_round.c */
    SIM_TAKE_OVER,
    SIM_END_LOADING,
    SIM_OPEN_ROUND,
    SIM_CLOSE_ROUND,
    SIM_PUBLISH_ROUND,
    /* simulate_application.c */
    SIM_APPLY,
    SIM_FILL,
    SIM_SUBMIT,
    SIM_WITHDRAW,
    SIM_ACCEPT,
    SIM_RELAX,
    SIM_CHECK,
    SIM_REVIEW,
    SIM_RECOMMEND,
    SIM_NOT_RECOMMEND,
    SIM_OVERREACH,
    /* simulate_ministry.c */
    SIM_CENTRAL_CHECK,
    SIM_RE_REVIEW,
    SIM_LIST,
    SIM_OBJECT,
    SIM_SETTLE,
    SIM_RECOGNISE,
    SIM_DECLINE,
    /* simulate_after.c */
    SIM_REPORT,
    SIM_REPORT_SEEN,
    SIM_REPORT_AGAIN,
    SIM_REPORT_TAKEN,
    SIM_CHANGE,
    SIM_CHANGE_CONFIRM,
    SIM_SUPERVISE,
    SIM_ANSWER,
    SIM_ANSWER_LATE,
    SIM_SUPERVISION_CLOSE,
    SIM_RENAME,
    SIM_SUPPORT,
    SIM_BODY,
    SIM_BODY_REMOVE,
    SIM_PRACTICE,
    SIM_PRACTICE_SELECT,
    /* simulate_term.c */
    SIM_INCIDENT,
    SIM_INCIDENT_SETTLE,
    SIM_REEXAM,
    SIM_REEXAM_SUBMIT,
    SIM_REEXAM_REVIEW,
    SIM_REEXAM_LIST,
    SIM_REEXAM_OBJECT,
    SIM_REEXAM_SETTLE,
    SIM_REEXAM_END,
    SIM_PROPOSE,
    SIM_HEAR,
    SIM_REVOKE,
    SIM_STATE,
    SIM_WHATS
};

/* Something due: 12 bytes. */
typedef struct {
    uint32_t dossier, next;
    uint16_t year; /* the calendar year that it belongs to; it names the case */
    uint8_t what, n;
} app_sim_due;

enum {
    SIM_IS_THERE = 1,
    SIM_IS_PROVINCIAL = 2,
    SIM_IS_POOLED = 4,
    SIM_IS_RECOGNISED = 8,
    SIM_IS_APPLYING = 16,
    SIM_IS_ACCUSED = 32
};
typedef struct {
    uint8_t marks, term; /* term: years after the first in which its validity ends */
    uint16_t since;      /* year of its recognition; 0: never */
} app_sim_dossier;

typedef struct {
    base_str code, name; /* 330106, 杭州市西湖区 */
    uint16_t channel;    /* place in `channel` */
} app_sim_place;

typedef struct {
    base_str code, name;
    bool separate, west;
    uint32_t asked; /* recommendations of this round that were asked for and not refused */
} app_sim_channel;

typedef struct {
    uint32_t first, last; /* places in `item`, by ->next; APP_SIM_NOBODY: nothing */
} app_sim_day;

/* One proposal of the window, and the answer to it. */
typedef struct {
    app_sim_due due;
    base_date day;
    bool granted;
} app_sim_said;

typedef struct {
    core_command *command;
    core_arg *arg;    /* its arguments and targets, to be written to */
    base_str *target; /* [APP_SIM_TOGETHER] */
    size_t first_said, n_said;
} app_sim_command;

typedef struct app_sim app_sim;
struct app_sim {
    app_sim_options o;
    app_sim_desk to;
    app_sim_each each;
    void *each_ctx;
    base_arena *keep;  /* for the whole run */
    base_arena *group; /* commands of the group under way, and the answers */
    base_err *e;
    bool failed;
    app_sim_report report;
    base_map done, against;
    uint64_t at_year; /* commands at the beginning of the year, to tell how many are still to come */
    /* the country */
    app_sim_place *place;
    app_sim_channel *channel;
    size_t n_places, n_channels;
    base_str suffix; /* of all names, so that a record can be told several lives: "", "-2" … */
    app_sim_dossier *dossier;
    uint32_t registered, taken_over;
    /* the calendar */
    base_date first, last, day, next_window;
    int year0; /* the first whole year */
    app_sim_day *days;
    app_sim_due *item;
    size_t n_items, cap_items;
    uint32_t free_item;
    /* the window and the group */
    app_sim_said *said;
    size_t n_said, cap_said;
    app_request *request;
    app_sim_command *command;
    app_answer *answer;
    size_t n_commands;
};

/* ---- simulate_random.c: draws ---- */

/* 0 to n - 1, by seed, what is due and `letter`. */
uint32_t app_sim_below(const app_sim *s, app_sim_due d, char letter, uint32_t n);
/* first to last. */
int app_sim_between(const app_sim *s, app_sim_due d, char letter, int first, int last);
/* True `rate` times in a thousand. */
bool app_sim_chance(const app_sim *s, app_sim_due d, char letter, uint32_t rate);

/* ---- simulate_agenda.c ---- */

void app_sim_agenda_init(app_sim *s);
/* Notes it for that day. Not earlier than the next window; what lies after the last day never comes to pass. */
void app_sim_at(app_sim *s, app_sim_due d, base_date day);
/* The same dossier and year, another matter. */
void app_sim_then(app_sim *s, app_sim_due d, enum app_sim_what what, unsigned n, base_date day);
/* Takes out what is due on the day, in the order in which it was noted. False when nothing is left. */
bool app_sim_take(app_sim *s, base_date day, app_sim_due *out);

/* ---- simulate.c: proposing ---- */

enum app_sim_level { SIM_MINISTRY, SIM_PROVINCE, SIM_COUNTY, SIM_PUBLIC };
/* A command by the authority of that level in charge of the dossier; arguments follow. */
app_sim_command *app_sim_propose(app_sim *s, app_sim_due d, enum app_sim_level level, const char *action,
                                 base_str target);
void app_sim_arg_of(app_sim_command *c, core_arg arg);
void app_sim_arg(app_sim_command *c, const char *key, base_str value);
void app_sim_arg_text(app_sim_command *c, const char *key, const char *value);
/* One more case of the command just made, when that was the same act on the same day and has room. */
bool app_sim_join(app_sim *s, app_sim_due d, base_str target);

typedef struct {
    void (*propose)(app_sim *s, app_sim_due d);
    void (*answered)(app_sim *s, app_sim_due d, base_date day, bool granted); /* NULL: nothing follows */
} app_sim_act;
/* Indexed by enum app_sim_what, empty where the act stands in another file. */
extern const app_sim_act app_sim_candidate_acts[SIM_WHATS], app_sim_round_acts[SIM_WHATS],
    app_sim_application_acts[SIM_WHATS], app_sim_ministry_acts[SIM_WHATS], app_sim_after_acts[SIM_WHATS],
    app_sim_term_acts[SIM_WHATS];

/* ---- simulate_plan.c: what a year brings, and how often ---- */

/* Draws what the year has in store for a dossier, from today on. */
void app_sim_plan(app_sim *s, uint32_t dossier, int year);
/* What the years have in store for the rounds. */
void app_sim_plan_rounds(app_sim *s);
/* Years after the first in which a validity begun by the round of `year` ends; whether its days are stated. */
bool app_sim_states_validity(const app_sim *s, int year);
bool app_sim_reexamines(const app_sim *s, int year);
bool app_sim_notices_passed(const app_sim *s, int year);
unsigned app_sim_quota(const app_sim *s, int year, bool separate);
base_date app_sim_date(int year, int month, int day);

/* ---- simulate_text.c ---- */

bool app_sim_places(app_sim *s);
const app_sim_place *app_sim_place_of(const app_sim *s, uint32_t dossier);
app_sim_channel *app_sim_channel_of(const app_sim *s, uint32_t dossier);
base_str app_sim_path(app_sim *s, uint32_t dossier);
/* c0000001/a2024: the case of the year of `d` with that name. */
base_str app_sim_case(app_sim *s, app_sim_due d, const char *name);
base_str app_sim_under(app_sim *s, base_str path, const char *name, unsigned n); /* PATH/o1 */
base_str app_sim_round(app_sim *s, int year);
base_str app_sim_name(app_sim *s, uint32_t dossier, bool renamed);
base_str app_sim_industry(app_sim *s, uint32_t dossier);
base_str app_sim_subfield(app_sim *s, uint32_t dossier);
base_str app_sim_day_text(app_sim *s, base_date d);
/* The form of an application: keys and values of its facts. `n` counts up in `arg`. */
void app_sim_form(app_sim *s, app_sim_due of, core_arg *arg, size_t *n);
bool app_sim_misses_output(const app_sim *s, app_sim_due d);
/* The first day of a notice: the Thursday of the second full week of the month, so that a weekend lies within. */
base_date app_sim_notice_day(int year, int month);

#endif
