/* simulate.h - the life of a whole country, for demonstrations, tests and benches: rounds, applications, notices,
 * objections, reports, changes, incidents, re-examinations and revocations, in the order of days.
 *
 * Nothing here decides. The generator proposes commands, as people would, right ones and wrong ones, and looks at the
 * answers; what a dossier does next depends on them. Every draw is a function of the seed, of who it is about and of
 * what it is for, so one seed gives the same commands on every machine and for every size of group: only salts and
 * times differ. Of a dossier it keeps four bytes, and a few more while something is about to happen to it. All names
 * say that they are demonstration data. */
#ifndef JIQUN_APP_SIMULATE_H
#define JIQUN_APP_SIMULATE_H

#include "app/app.h"

enum { APP_SIM_CLUSTERS_MAX = 5000000, APP_SIM_YEARS_MAX = 20, APP_SIM_PROVINCES = 31, APP_SIM_QUOTA_MAX = 1000000 };

enum app_sim_shape {
    APP_SIM_LIFE,    /* everything */
    APP_SIM_REGISTER /* dossiers are registered, some enter the pool: many rows with few events each */
};

typedef struct {
    uint32_t clusters;
    unsigned provinces; /* their planned cities, and the Corps with 新疆, go with them; 0: all */
    unsigned years;     /* whole calendar years; what is left of the year in which it begins comes before them */
    uint64_t seed;
    size_t group; /* commands a group; at most APP_GROUP_MAX */
    enum app_sim_shape shape;
    unsigned quota;   /* places of a province in every round; 0: those of the real notices */
    base_date begins; /* BASE_DATE_NONE: the last day on record */
} app_sim_options;

/* Where commands go: a record, or a world in memory. */
typedef struct {
    void *ctx;
    bool demonstration; /* else nothing is simulated into it */
    core_world *(*world)(void *ctx);
    bool (*is_there)(void *ctx, base_str path);
    void (*submit)(void *ctx, const app_request *request, size_t n, app_answer *answer, base_arena *arena);
} app_sim_desk;

/* An open record. */
app_sim_desk app_sim_on_record(app *a);
/* A world without a store, made with core_world_new: to see what deciding alone costs, and for tests. Drafts between
 * `fill` and `submit` are kept in `arena`. */
app_sim_desk app_sim_in_memory(core_world *w, base_arena *arena);

typedef struct {
    base_str name; /* 第十三条; or application.submit */
    uint64_t n;
} app_sim_count;

typedef struct {
    uint64_t commands, granted, refused, events;
    base_date day;       /* as far as it has come */
    uint64_t expected;   /* commands in all, as far as can be said */
    bool stopped;        /* `each` said so */
    app_sim_count *done; /* granted, by kind and action; of a group of cases one each */
    size_t n_done;
    app_sim_count *against; /* refusing articles; one that refuses a command twice counts once */
    size_t n_against;
} app_sim_report;

/* Called after every group; false ends the run there. */
typedef bool (*app_sim_each)(void *ctx, const app_sim_report *so_far);

/* False with `e`: not a demonstration, the text in force is not the one that this was written for, the years run past
 * the table of working days, or a group was not written (what was granted before stands). Lists of the report in
 * `arena`, in the order of their names. */
bool app_simulate(const app_sim_desk *to, const app_sim_options *o, app_sim_each each, void *ctx, base_arena *arena,
                  app_sim_report *out, base_err *e);

#endif
