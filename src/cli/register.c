/* register.c - jiqun register: the clusters of a scenario's world, or of a record. */
#include "cli/register.h"
#include "core/observe.h"

typedef struct {
    const core_world *world;
    const core_case *k;
    base_date today;
    base_arena *arena;
} looking;

static core_value value(const looking *x, const char *name) {
    rules_id f = rules_find_field(core_kind(x->k), base_str_of(name));
    if (f == RULES_NONE) return (core_value){0};
    core_view v = core_view_of(x->world, x->k, x->today, x->arena);
    return core_observe_field(&v, (rules_ref){RULES_OWN, f});
}

static base_str text_of(const looking *x, const char *name) { return value(x, name).text; }

static base_date date_of(const looking *x, const char *name) {
    core_value v = value(x, name);
    return v.set ? (base_date)v.n : BASE_DATE_NONE;
}

static void put_cluster(cli_register_list *l, const looking *x) {
    cli_cluster k = {.path = x->k->path,
                     .state = core_state(x->k)->name,
                     .name = text_of(x, "name"),
                     .county = text_of(x, "county"),
                     .channel = text_of(x, "channel"),
                     .announcement = text_of(x, "announcement"),
                     .announced = date_of(x, "announced"),
                     .valid_from = date_of(x, "valid_from"),
                     .valid_until = date_of(x, "valid_until")};
    cli_register_row(l, &k);
}

static int put_register(cli *c, const core_player *p, const core_divisions *divisions, enum cli_output format) {
    looking x = {.world = core_player_world(p), .today = core_player_today(p), .arena = c->scratch};
    const rules_book *b = core_world_book(x.world, x.today);
    cli_register_list l;
    if (b->cluster == RULES_NONE) {
        CLI_COMPLAIN(c, REG_NO_CLUSTER);
        return CLI_USAGE;
    }
    cli_register_begin(c, &l, format);
    for (x.k = core_world_first(x.world, b->cluster); x.k != NULL; x.k = x.k->next) {
        put_cluster(&l, &x);
        base_arena_reset(c->scratch);
    }
    cli_register_end(&l, divisions);
    return CLI_OK;
}

static int of_scenario(cli *c, const char *path, enum cli_output format) {
    cli_scene s;
    int status = CLI_OK;
    core_player *p = cli_scene_world(c, &s, path, &status);
    if (p == NULL) return status;
    status = put_register(c, p, s.host.divisions, format);
    core_player_free(p);
    return status;
}

int cli_register(cli *c, cli_args *a) {
    cli_register_options o = {0};
    const char *format = NULL;
    const cli_option option[] = {
        CLI_WHERE_OPTIONS(o.where),        {"--format", &format, NULL},     {"--state", &o.state, NULL},
        {"--county", &o.county, NULL},     {"--channel", &o.channel, NULL}, {"--round", &o.round, NULL},
        {"--industry", &o.industry, NULL}, {"--year", &o.year, NULL},       {"--text", &o.text, NULL},
        {"--after", &o.after, NULL},       {"--limit", &o.limit, NULL}};
    enum cli_output out = CLI_FORMAT_TEXT;
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_format_of(c, format, &out)) return CLI_USAGE;
    bool record = cli_where_given(&o.where);
    if (record ? !cli_no_words(c, a) : !cli_one_word(c, a)) return CLI_USAGE;
    const cli_register_options none = {0};
    if (!record && memcmp(&o, &none, sizeof o) != 0) {
        CLI_COMPLAIN(c, REG_FILTER_OF_RECORD);
        return CLI_USAGE;
    }
    return record ? cli_register_of_record(c, &o, out) : of_scenario(c, a->word[0], out);
}
