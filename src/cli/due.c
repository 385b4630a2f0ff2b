/* due.c - jiqun due: what falls due, is overdue, has ended or is not known on a day, in the world of a scenario or in a
 * record. */
#include "cli/due.h"

static bool read_day(cli *c, const char *value, base_date *day) {
    base_err e = {0};
    if (base_date_parse(base_str_of(value), day, &e)) return true;
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--today"), base_str_of(value), cli_text(c, CLI_T_WANTS_DATE));
    return false;
}

static int of_scenario(cli *c, const char *path, cli_due_list *out) {
    cli_scene s;
    int status = CLI_OK;
    core_player *p = cli_scene_world(c, &s, path, &status);
    if (p == NULL) return status;
    if (out->today < core_player_today(p)) {
        CLI_COMPLAIN(c, DUE_DAY_BACK, cli_date(c, out->today), cli_date(c, core_player_today(p)));
        core_player_free(p);
        return CLI_USAGE;
    }
    core_due_list l = core_due(core_player_world(p), out->today, (int32_t)out->days, c->arena);
    memcpy(out->count, l.count, sizeof out->count);
    base_arena *words = base_arena_new((size_t)1 << 20);
    cli_due_begin(out);
    for (size_t i = 0; i < l.n; i++) {
        cli_due_item x = cli_due_words(words, &l.item[i]);
        cli_due_put(out, &x);
        base_arena_reset(words);
    }
    cli_due_end(out);
    base_arena_free(words);
    core_player_free(p);
    return CLI_OK;
}

int cli_due(cli *c, cli_args *a) {
    const char *today = NULL, *days = NULL, *format = NULL;
    cli_where where = {0};
    cli_due_list l = {.c = c, .today = BASE_DATE_NONE, .days = CORE_DUE_DAYS};
    const cli_option option[] = {CLI_WHERE_OPTIONS(where),
                                 {"--today", &today, NULL},
                                 {"--days", &days, NULL},
                                 {"--format", &format, NULL},
                                 {"--all", NULL, &l.all}};
    if (!cli_options(c, a, option, sizeof option / sizeof *option)) return CLI_USAGE;
    bool record = cli_where_given(&where);
    if ((!record && !cli_required(c, "--today", today)) || (today != NULL && !read_day(c, today, &l.today)) ||
        !cli_number(c, "--days", days, 0, CORE_DUE_MAX_DAYS, &l.days) || !cli_format_of(c, format, &l.format)) {
        return CLI_USAGE;
    }
    if (record) return cli_due_of_record(c, &where, &l, a);
    return cli_one_word(c, a) ? of_scenario(c, a->word[0], &l) : CLI_USAGE;
}
