/* show_figures.h - how many dossiers stand in which state: of the country, by province, industry, region, round and
 * year. */
#ifndef JIQUN_APP_SHOW_FIGURES_H
#define JIQUN_APP_SHOW_FIGURES_H

#include "app/show_sight.h"

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

#endif
