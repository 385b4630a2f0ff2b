/* register.c - jiqun register: the clusters of a world, one by one, or as a table by day of announcement and channel.
 */
#include "base/json_out.h"
#include "cli/cli.h"
#include "core/observe.h"

enum { MAX_DAYS = 64, MAX_CHANNELS = 64, COLUMN = 14 };

/* Counts by day of announcement and channel; a candidate has no day. */
typedef struct {
    base_date day[MAX_DAYS];
    base_str channel[MAX_CHANNELS];
    size_t n_days, n_channels, total;
    size_t count[MAX_DAYS][MAX_CHANNELS];
} table;

static core_value value(const core_world *w, const core_case *c, base_date today, base_arena *arena, const char *name) {
    rules_id f = rules_find_field(core_kind(c), base_str_of(name));
    if (f == RULES_NONE) return (core_value){0};
    core_view v = core_view_of(w, c, today, arena);
    return core_observe_field(&v, (rules_ref){RULES_OWN, f});
}

/* In order; what does not fit counts in the last place, which happens beyond 63 days or channels only. */
static size_t day_place(table *t, base_date day) {
    size_t i = 0;
    while (i < t->n_days && t->day[i] < day) i++;
    if ((i < t->n_days && t->day[i] == day) || t->n_days == MAX_DAYS) return i == MAX_DAYS ? i - 1 : i;
    memmove(&t->day[i + 1], &t->day[i], (t->n_days - i) * sizeof *t->day);
    memmove(&t->count[i + 1], &t->count[i], (t->n_days - i) * sizeof *t->count);
    memset(&t->count[i], 0, sizeof t->count[i]);
    t->day[i] = day;
    t->n_days++;
    return i;
}

static size_t channel_place(table *t, base_str code) {
    size_t i = 0;
    while (i < t->n_channels && base_str_cmp(t->channel[i], code) < 0) i++;
    if ((i < t->n_channels && base_str_eq(t->channel[i], code)) || t->n_channels == MAX_CHANNELS) {
        return i == MAX_CHANNELS ? i - 1 : i;
    }
    memmove(&t->channel[i + 1], &t->channel[i], (t->n_channels - i) * sizeof *t->channel);
    for (size_t d = 0; d < t->n_days; d++) {
        memmove(&t->count[d][i + 1], &t->count[d][i], (t->n_channels - i) * sizeof t->count[d][0]);
        t->count[d][i] = 0;
    }
    t->channel[i] = code;
    t->n_channels++;
    return i;
}

static void put_row(cli *c, const table *t, const core_divisions *divisions, size_t ch) {
    const core_channel *known = core_channel_find(divisions, t->channel[ch]);
    size_t sum = 0;
    base_buf_puts(&c->out, BASE_STR("  "));
    cli_column(&c->out, t->channel[ch], 6);
    cli_column(&c->out, known != NULL ? known->name : t->channel[ch], 24);
    for (size_t d = 0; d < t->n_days; d++) {
        sum += t->count[d][ch];
        cli_column(&c->out, t->count[d][ch] ? cli_num(c, t->count[d][ch]) : BASE_STR("·"), COLUMN);
    }
    base_buf_fmt(&c->out, "%zu\n", sum);
}

static void put_table(cli *c, const table *t, const core_divisions *divisions) {
    base_buf *b = &c->out;
    CLI_PUT(c, b, REG_TOTAL, cli_num(c, t->total));
    base_buf_puts(b, c->zh ? BASE_STR("，") : BASE_STR(", "));
    CLI_PUT(c, b, REG_ANNOUNCED);
    base_buf_puts(b, BASE_STR("\n\n  "));
    cli_column(b, cli_text(c, CLI_T_REG_CHANNEL), 30);
    for (size_t d = 0; d < t->n_days; d++) {
        cli_column(b, t->day[d] == BASE_DATE_NONE ? cli_text(c, CLI_T_REG_NO_DATE) : cli_date(c, t->day[d]), COLUMN);
    }
    base_buf_puts(b, cli_text(c, CLI_T_REG_SUM));
    base_buf_putc(b, '\n');
    for (size_t ch = 0; ch < t->n_channels; ch++) put_row(c, t, divisions, ch);
    base_buf_puts(b, BASE_STR("  "));
    cli_column(b, cli_text(c, CLI_T_REG_SUM), 30);
    for (size_t d = 0; d < t->n_days; d++) {
        size_t sum = 0;
        for (size_t ch = 0; ch < t->n_channels; ch++) sum += t->count[d][ch];
        cli_column(b, cli_num(c, sum), COLUMN);
    }
    base_buf_fmt(b, "%zu\n", t->total);
}

static const char *const columns[] = {"name",      "county",     "channel",    "announcement",
                                      "announced", "valid_from", "valid_until"};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void put_value(base_buf *b, const core_case *c, const char *name, core_value v) {
    rules_id f = rules_find_field(core_kind(c), base_str_of(name));
    if (f != RULES_NONE && v.set) core_value_put(b, &core_kind(c)->field[f], v);
}

static void put_cluster(cli *c, const core_world *w, const core_case *k, base_date today, enum cli_output format) {
    base_buf text;
    base_json j;
    base_buf_init(&text, 4 << 20);
    base_json_init(&j, &c->out);
    bool json = format == CLI_FORMAT_JSON;
    if (json) {
        base_json_obj(&j);
        base_json_key(&j, BASE_STR("case"));
        base_json_str(&j, k->path);
        base_json_key(&j, BASE_STR("state"));
        base_json_str(&j, core_state(k)->name);
    } else {
        base_buf_csv(&c->out, k->path);
        base_buf_fmt(&c->out, ",%.*s", (int)core_state(k)->name.n, core_state(k)->name.p);
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        base_buf_clear(&text);
        put_value(&text, k, columns[i], value(w, k, today, c->scratch, columns[i]));
        if (json) {
            base_json_key(&j, base_str_of(columns[i]));
            base_json_str(&j, base_buf_str(&text));
        } else {
            base_buf_putc(&c->out, ',');
            base_buf_csv(&c->out, base_buf_str(&text));
        }
    }
    if (json) base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
    base_buf_free(&text);
}

static void put_header(cli *c) {
    base_buf_puts(&c->out, BASE_STR("case,state"));
    for (size_t i = 0; i < COLUMNS; i++) base_buf_fmt(&c->out, ",%s", columns[i]);
    base_buf_putc(&c->out, '\n');
}

static void count(cli *c, table *t, const core_world *w, const core_case *k, base_date today) {
    core_value day = value(w, k, today, c->arena, "announced"), channel = value(w, k, today, c->arena, "channel");
    size_t d = day_place(t, day.set ? (base_date)day.n : BASE_DATE_NONE);
    size_t ch = channel_place(t, channel.set ? channel.text : BASE_STR("-"));
    t->count[d][ch]++;
    t->total++;
}

static int put_register(cli *c, const core_player *p, const core_divisions *divisions, enum cli_output format) {
    const core_world *w = core_player_world(p);
    base_date today = core_player_today(p);
    const rules_book *b = core_world_book(w, today);
    table *t = base_arena_alloc(c->arena, sizeof *t);
    if (b->cluster == RULES_NONE) {
        CLI_COMPLAIN(c, REG_NO_CLUSTER);
        return CLI_USAGE;
    }
    if (format == CLI_FORMAT_CSV) put_header(c);
    for (const core_case *k = core_world_first(w, b->cluster); k != NULL; k = k->next) {
        if (format == CLI_FORMAT_TEXT)
            count(c, t, w, k, today);
        else
            put_cluster(c, w, k, today, format);
        base_arena_reset(c->scratch);
        cli_spill(c);
    }
    if (format == CLI_FORMAT_TEXT) put_table(c, t, divisions);
    return CLI_OK;
}

int cli_register(cli *c, cli_args *a) {
    const char *format = NULL;
    const cli_option option[] = {{"--format", &format, NULL}};
    enum cli_output out = CLI_FORMAT_TEXT;
    cli_scene s;
    int status = CLI_OK;
    if (!cli_options(c, a, option, 1) || !cli_format_of(c, format, &out) || !cli_one_word(c, a)) return CLI_USAGE;
    core_player *p = cli_scene_world(c, &s, a->word[0], &status);
    if (p == NULL) return status;
    status = put_register(c, p, s.host.divisions, out);
    core_player_free(p);
    return status;
}
