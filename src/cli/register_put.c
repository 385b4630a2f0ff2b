/* register_put.c - the register: a table by day of announcement and channel, or one cluster a line for programs. */
#include "base/json_out.h"
#include "cli/register.h"

enum { MAX_DAYS = 64, MAX_CHANNELS = 64, COLUMN = 14 };

/* Counts by day of announcement and channel; a candidate has no day. */
struct cli_register_table {
    base_date day[MAX_DAYS];
    base_str channel[MAX_CHANNELS];
    size_t n_days, n_channels, total;
    size_t count[MAX_DAYS][MAX_CHANNELS];
};

/* In order; what does not fit counts in the last place, which happens beyond 63 days or channels only. */
static size_t day_place(cli_register_table *t, base_date day) {
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

static size_t channel_place(base_arena *arena, cli_register_table *t, base_str code) {
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
    t->channel[i] = base_arena_str(arena, code);
    t->n_channels++;
    return i;
}

static void put_channel(cli *c, const cli_register_table *t, const core_divisions *divisions, size_t ch) {
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

static void put_table(cli *c, const cli_register_table *t, const core_divisions *divisions) {
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
    for (size_t ch = 0; ch < t->n_channels; ch++) put_channel(c, t, divisions, ch);
    base_buf_puts(b, BASE_STR("  "));
    cli_column(b, cli_text(c, CLI_T_REG_SUM), 30);
    for (size_t d = 0; d < t->n_days; d++) {
        size_t sum = 0;
        for (size_t ch = 0; ch < t->n_channels; ch++) sum += t->count[d][ch];
        cli_column(b, cli_num(c, sum), COLUMN);
    }
    base_buf_fmt(b, "%zu\n", t->total);
}

/* ---- for programs ---- */

static base_str date_text(base_buf *b, base_date d) {
    base_buf_clear(b);
    if (d != BASE_DATE_NONE) base_date_put(b, d);
    return base_buf_str(b);
}

static void put_json(cli *c, const cli_cluster *k) {
    const struct {
        const char *name;
        base_str text;
        base_date date;
    } member[] = {{"case", k->path, 0},
                  {"state", k->state, 0},
                  {"name", k->name, 0},
                  {"county", k->county, 0},
                  {"channel", k->channel, 0},
                  {"announcement", k->announcement, 0},
                  {"announced", {NULL, 0}, k->announced},
                  {"valid_from", {NULL, 0}, k->valid_from},
                  {"valid_until", {NULL, 0}, k->valid_until}};
    base_json j;
    base_buf day;
    base_buf_init(&day, 64);
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
        base_json_key(&j, base_str_of(member[i].name));
        base_json_str(&j, i < 6 ? member[i].text : date_text(&day, member[i].date));
    }
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
    base_buf_free(&day);
}

static void put_csv(cli *c, const cli_cluster *k) {
    const base_str text[] = {k->path, k->state, k->name, k->county, k->channel, k->announcement};
    const base_date date[] = {k->announced, k->valid_from, k->valid_until};
    base_buf *b = &c->out;
    for (size_t i = 0; i < 6; i++) {
        if (i > 0) base_buf_putc(b, ',');
        base_buf_csv(b, text[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        base_buf_putc(b, ',');
        if (date[i] != BASE_DATE_NONE) base_date_put(b, date[i]);
    }
    base_buf_putc(b, '\n');
}

/* ---- the list ---- */

void cli_register_begin(cli *c, cli_register_list *l, enum cli_output format) {
    *l = (cli_register_list){.c = c, .format = format};
    if (format == CLI_FORMAT_TEXT) l->table = base_arena_alloc(c->arena, sizeof *l->table);
    if (format != CLI_FORMAT_CSV) return;
    base_buf_puts(&c->out, BASE_STR("case,state,name,county,channel,announcement,announced,valid_from,valid_until\n"));
}

void cli_register_row(cli_register_list *l, const cli_cluster *k) {
    cli *c = l->c;
    if (l->format == CLI_FORMAT_TEXT) {
        size_t d = day_place(l->table, k->announced);
        size_t ch = channel_place(c->arena, l->table, k->channel.n > 0 ? k->channel : BASE_STR("-"));
        l->table->count[d][ch]++;
        l->table->total++;
    } else if (l->format == CLI_FORMAT_JSON) {
        put_json(c, k);
    } else {
        put_csv(c, k);
    }
    cli_spill(c);
}

void cli_register_end(cli_register_list *l, const core_divisions *divisions) {
    if (l->format == CLI_FORMAT_TEXT) put_table(l->c, l->table, divisions);
}
