/* register_record.c - the register of a record, read page by page from its tables: a million rows pass through a page's
 * memory. */
#include "cli/register.h"
#include "core/place.h"

typedef struct {
    cli *c;
    app *app;
    cli_register_list list;
    base_str channel; /* wanted; empty: any */
    base_date today;
    uint64_t last;     /* number of the last row looked at */
    size_t seen, left; /* rows of this page; rows still wanted */
    bool more;         /* a row beyond the limit was seen */
} reading;

static base_str channel_of(const reading *r, const store_dossier *d) {
    const core_world *w = app_world(r->app);
    const core_channel *ch = d->county.n > 0 ? core_place_channel(w, d->county, r->today)
                                             : core_channel_find(core_world_divisions(w), d->channel);
    return ch != NULL ? ch->code : (base_str){NULL, 0};
}

static bool take_row(void *ctx, const store_dossier *d) {
    reading *r = ctx;
    base_str channel = channel_of(r, d);
    r->seen++;
    if (r->channel.n > 0 && !base_str_eq(r->channel, channel)) {
        r->last = d->stream;
        return true;
    }
    r->more = r->left == 0;
    if (r->more) return false;
    r->last = d->stream;
    r->left--;
    cli_cluster k = {.path = d->path,
                     .state = d->state,
                     .name = d->name,
                     .county = d->county,
                     .channel = channel,
                     .announcement = d->announcement,
                     .announced = d->announced,
                     .valid_from = d->valid_from,
                     .valid_until = d->valid_until};
    cli_register_row(&r->list, &k);
    return true;
}

static base_str given(const char *s) { return base_str_of(s); }

static bool read_options(cli *c, const cli_register_options *o, store_register_query *q, reading *r) {
    long year = 0, after = -1, limit = 0;
    if (!cli_number(c, "--year", o->year, 1, 9999, &year) ||
        !cli_number(c, "--after", o->after, 0, INT64_MAX, &after) ||
        !cli_number(c, "--limit", o->limit, 1, INT32_MAX, &limit)) {
        return false;
    }
    *q = (store_register_query){.text = given(o->text),
                                .state = given(o->state),
                                .county_prefix = given(o->county),
                                .round = given(o->round),
                                .industry_prefix = given(o->industry),
                                .announced_year = (int)year,
                                .after = after < 0 ? UINT64_MAX : (uint64_t)after,
                                .limit = STORE_PAGE_MAX};
    r->channel = given(o->channel);
    r->left = limit > 0 ? (size_t)limit : SIZE_MAX;
    return true;
}

/* A name that nothing has is an oversight rather than an empty register. */
static bool known(cli *c, const char *option, base_str value, const base_str *name, size_t n) {
    base_buf expected;
    for (size_t i = 0; i < n; i++) {
        if (base_str_eq(name[i], value)) return true;
    }
    if (value.n == 0) return true;
    base_buf_init(&expected, 4096);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) base_buf_putc(&expected, ' ');
        base_buf_puts(&expected, name[i]);
    }
    base_str list = base_arena_str(c->scratch, base_buf_str(&expected));
    base_buf_clear(&expected);
    CLI_PUT(c, &expected, WANTS_ONE_OF, list);
    CLI_COMPLAIN(c, BAD_VALUE, base_str_of(option), value, base_buf_str(&expected));
    base_buf_free(&expected);
    return false;
}

static bool names_are_known(cli *c, const core_world *w, const store_register_query *q, base_str channel) {
    const rules_book *b = core_world_version(w, core_world_versions(w) - 1)->book;
    const core_divisions *d = core_world_divisions(w);
    size_t n = 0, channels = d != NULL ? core_channels_count(d) : 0;
    base_str *name = base_arena_array(c->scratch, RULES_MAX_STATES + channels, sizeof *name);
    if (b->cluster == RULES_NONE) {
        CLI_COMPLAIN(c, REG_NO_CLUSTER);
        return false;
    }
    for (size_t i = 0; i < b->kase[b->cluster].n_states; i++) name[n++] = b->kase[b->cluster].state[i].name;
    if (!known(c, "--state", q->state, name, n)) return false;
    for (n = 0; n < channels; n++) name[n] = core_channel_at(d, n)->code;
    return known(c, "--channel", channel, name, n);
}

static bool read_pages(reading *r, store_register_query *q, base_err *e) {
    do {
        r->seen = 0;
        if (!store_register(app_store(r->app), q, take_row, r, e)) return false;
        q->after = r->last;
        base_arena_reset(r->c->scratch);
    } while (r->seen == q->limit && !r->more);
    return true;
}

static int put_register(cli *c, reading *r, store_register_query *q, enum cli_output format) {
    base_err e = {0};
    if (!store_begin_read(app_store(r->app), &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    cli_register_begin(c, &r->list, format);
    bool good = read_pages(r, q, &e);
    store_end_read(app_store(r->app));
    if (!good) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    cli_register_end(&r->list, core_world_divisions(app_world(r->app)));
    if (r->more) CLI_NOTE(c, REG_MORE, cli_num(c, r->last));
    return CLI_OK;
}

int cli_register_of_record(cli *c, const cli_register_options *o, enum cli_output format) {
    reading r = {.c = c};
    store_register_query q;
    int status = CLI_USAGE;
    if (!read_options(c, o, &q, &r)) return CLI_USAGE;
    r.app = cli_open(c, &o->where, APP_READ);
    if (r.app == NULL) return CLI_USAGE;
    r.today = cli_today(r.app);
    if (names_are_known(c, app_world(r.app), &q, r.channel)) status = put_register(c, &r, &q, format);
    app_close(r.app);
    return status;
}
