/* register_put.c - the register: a table by day of announcement and channel, or one cluster a line for programs. With
 * more days than a line has room for the table goes by year. */
#include "base/json_out.h"
#include "cli/register.h"

enum { WIDE = 8, MAX_DAYS = 64, MAX_CHANNELS = 64, COLUMN = 15 };

/* Counts by day of announcement and channel; a candidate has no day. By year: the first of January stands for it. */
struct cli_register_table {
    bool by_year;
    base_date day[MAX_DAYS];
    base_str channel[MAX_CHANNELS];
    size_t n_days, n_channels, total;
    size_t count[MAX_DAYS][MAX_CHANNELS];
};

/* In order; what does not fit counts in the last place, which happens beyond 63 years or channels only. */
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

static base_date year_of(base_date day) {
    base_date first = BASE_DATE_NONE;
    base_err ignored;
    if (day != BASE_DATE_NONE) base_date_make(base_date_year(day), 1, 1, &first, &ignored);
    return first;
}

/* Days of one year lie side by side, so that they fold into the first of them. */
static void fold_into_years(cli_register_table *t) {
    size_t n = 0;
    for (size_t d = 0; d < t->n_days; d++) {
        const base_date year = year_of(t->day[d]);
        const bool same = n > 0 && t->day[n - 1] == year;
        for (size_t ch = 0; ch < t->n_channels; ch++)
            t->count[same ? n - 1 : n][ch] = t->count[d][ch] + (same ? t->count[n - 1][ch] : 0);
        if (!same) t->day[n++] = year;
    }
    t->n_days = n;
    t->by_year = true;
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

static base_str heading(cli *c, const cli_register_table *t, base_date day) {
    if (day == BASE_DATE_NONE) return cli_text(c, CLI_T_REG_NO_DATE);
    return t->by_year ? cli_num(c, (size_t)base_date_year(day)) : cli_date(c, day);
}

static void put_table(cli *c, const cli_register_table *t, const core_divisions *divisions) {
    base_buf *b = &c->out;
    CLI_PUT(c, b, REG_TOTAL, cli_num(c, t->total));
    base_buf_puts(b, c->zh ? BASE_STR("，") : BASE_STR(", "));
    base_buf_puts(b, cli_text(c, t->by_year ? CLI_T_REG_BY_YEAR : CLI_T_REG_ANNOUNCED));
    base_buf_puts(b, BASE_STR("\n\n  "));
    cli_column(b, cli_text(c, CLI_T_REG_CHANNEL), 30);
    for (size_t d = 0; d < t->n_days; d++) cli_column(b, heading(c, t, t->day[d]), COLUMN);
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
        base_json_text(&j, member[i].name, i < 6 ? member[i].text : date_text(&day, member[i].date));
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
        size_t d = day_place(l->table, l->table->by_year ? year_of(k->announced) : k->announced);
        size_t ch = channel_place(c->arena, l->table, k->channel.n > 0 ? k->channel : BASE_STR("-"));
        l->table->count[d][ch]++;
        l->table->total++;
        if (l->table->n_days > WIDE && !l->table->by_year) fold_into_years(l->table);
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
