/* import.c - jiqun import register: recognitions of before, taken into a record from a CSV file.
 *
 * First everything is looked at: each row is read, held against the register, and decided without being written. Only
 * when all rows are good (or bad ones are to be left out) are they taken over, in groups, each on disk before the next.
 * The id of a request is made from the content of its row, so that a file given twice, or again after a failure, takes
 * nothing over twice. When loading ends is for whoever is in charge to say. */
#include "cli/import.h"
#include "base/map.h"

enum { GROUP = 256, ACTION_ARGS = 9, CHECKPOINT_EVERY = 64, AT_A_TIME = 1000 };

typedef struct {
    cli *c;
    app *app;
    cli_import_rows rows;
    core_actor actor;
    base_arena *scratch;
    base_map used; /* paths and contents of this file */
    size_t there, taken;
} import;

/* ---- a row as a command ---- */

static core_command command_of(const import *x, const cli_import_row *row, core_arg *arg) {
    static const char *const key[ACTION_ARGS] = {"name",       "county",      "channel",  "announcement", "announced",
                                                 "valid_from", "valid_until", "industry", "subfield"};
    size_t n = 0;
    for (size_t k = 0; k < ACTION_ARGS; k++) {
        /* The county says the channel, which is given only where no county is. */
        bool said = k == CLI_IMPORT_CHANNEL && row->value[CLI_IMPORT_COUNTY].n > 0;
        if (row->value[k].n > 0 && !said) arg[n++] = (core_arg){base_str_of(key[k]), row->value[k]};
    }
    return (core_command){.actor = x->actor,
                          .today = BASE_DATE_NONE,
                          .action = BASE_STR("take_over"),
                          .target = &row->path,
                          .n_targets = 1,
                          .arg = arg,
                          .n_args = n};
}

/* ---- what is there already ---- */

static base_str content_id(import *x, const cli_import_row *row) {
    base_str hex, all = {NULL, 0};
    char digits[LOG_HASH_HEX];
    for (size_t k = 0; k < CLI_IMPORT_COLUMNS; k++) {
        base_str v = row->value[k];
        all = base_arena_fmt(x->scratch, "%.*s%zu:%.*s;", (int)all.n, all.p, v.n, (int)v.n, v.p);
    }
    log_hash h = log_digest(app_hasher(x->app), BASE_STR("import register\n"), all);
    log_hash_hex(&h, digits);
    hex = (base_str){digits, sizeof digits};
    return base_arena_fmt(x->rows.arena, "import:%.*s", (int)hex.n, hex.p);
}

typedef struct {
    const cli_import_row *row;
    base_arena *arena;
    bool found, same;
    base_str path;
} likeness;

static bool is_or_both_none(base_date wanted, base_date has) { return wanted == BASE_DATE_NONE || wanted == has; }

static bool compare(void *ctx, const store_dossier *d) {
    likeness *l = ctx;
    const base_str *v = l->row->value;
    bool place = v[CLI_IMPORT_COUNTY].n > 0 ? base_str_eq(v[CLI_IMPORT_COUNTY], d->county)
                                            : d->county.n == 0 && base_str_eq(v[CLI_IMPORT_CHANNEL], d->channel);
    if (!place || !base_str_eq(v[CLI_IMPORT_NAME], d->name)) return true;
    l->found = true;
    l->path = base_arena_str(l->arena, d->path);
    l->same = d->taken_over && base_str_eq(v[CLI_IMPORT_ANNOUNCEMENT], d->announcement) &&
              l->row->announced == d->announced && is_or_both_none(l->row->valid_from, d->valid_from) &&
              is_or_both_none(l->row->valid_until, d->valid_until);
    return false;
}

/* A cluster of that name in that place. Is it this very recognition, the row is done with; else it is a fault. */
static bool hold_against_register(import *x, cli_import_row *row, base_err *e) {
    likeness l = {.row = row, .arena = x->rows.arena};
    store_register_query q = {.text = base_utf8_head(row->value[CLI_IMPORT_NAME], 120),
                              .county_prefix = row->value[CLI_IMPORT_COUNTY],
                              .after = UINT64_MAX,
                              .limit = STORE_PAGE_MAX};
    base_err why = {0};
    if (!store_register(app_store(x->app), &q, compare, &l, e)) return false;
    if (!l.found) return true;
    row->path = l.path;
    if (l.same) {
        row->fate = CLI_IMPORT_THERE;
        return true;
    }
    base_err_fmt(&why, BASE_ERR_INPUT, "该地已有同名集群（%.*s），其公告、日期与此行不同；已有记录的改动用相应的操作",
                 "a cluster of that name is there already (%.*s), with another announcement or other days; what is on "
                 "record is changed by the actions for it",
                 (int)l.path.n, l.path.p);
    cli_import_fault(&x->rows, row, &why);
    return true;
}

static bool find_request(import *x, cli_import_row *row, base_err *e) {
    store_request r;
    bool found = false;
    row->request = content_id(x, row);
    if (!store_request_find(app_store(x->app), row->request, &r, &found, e)) return false;
    if (found) row->fate = CLI_IMPORT_THERE;
    return found || hold_against_register(x, row, e);
}

/* ---- names of dossiers ---- */

static bool is_free(import *x, base_str path, bool *free, base_err *e) {
    store_stream s;
    bool found = false;
    *free = false;
    if (base_map_get(&x->used, path) != NULL) return true;
    if (!store_stream_find(app_store(x->app), x->scratch, path, &s, &found, e)) return false;
    *free = !found;
    return true;
}

/* ROUND-01, ROUND-02 …: the next one that nobody has. */
static bool next_name(import *x, cli_import_row *row, base_err *e) {
    base_str round = row->value[CLI_IMPORT_ROUND];
    if (round.n == 0) round = base_arena_fmt(x->rows.arena, "%d", base_date_year(row->announced));
    base_map_slot *last = base_map_put(&x->used, base_arena_fmt(x->scratch, "\n%.*s", (int)round.n, round.p));
    int64_t n = last->value.num;
    bool free = false;
    while (!free) {
        row->path = base_arena_fmt(x->rows.arena, "%.*s-%02lld", (int)round.n, round.p, (long long)++n);
        if (!is_free(x, row->path, &free, e)) return false;
    }
    last->value.num = n;
    return true;
}

static bool name_row(import *x, cli_import_row *row, base_err *e) {
    base_err why = {0};
    row->path = row->value[CLI_IMPORT_ID];
    if (row->path.n == 0 && !next_name(x, row, e)) return false;
    base_map_slot *slot = base_map_put(&x->used, row->path);
    if (slot->value.num > 0) {
        base_err_fmt(&why, BASE_ERR_INPUT, "编号 %.*s 已用于第 %lld 行", "the id %.*s is that of line %lld, too",
                     core_cut(row->path), row->path.p, (long long)slot->value.num);
        cli_import_fault(&x->rows, row, &why);
    }
    slot->value.num = row->line;
    return true;
}

/* ---- looking at a row ---- */

static void tell_refusal(import *x, cli_import_row *row, const core_answer *a) {
    for (size_t i = 0; i < a->n_refusals; i++) {
        const core_refusal *r = &a->refusal[i];
        base_err e = {0};
        base_str zh = r->label.zh, en = r->label.en, dz = r->detail.zh, de = r->detail.en;
        base_str said_zh =
            base_arena_fmt(x->scratch, "%.*s%s%.*s", (int)zh.n, zh.p, dz.n > 0 ? "：" : "", (int)dz.n, dz.p);
        base_str said_en =
            base_arena_fmt(x->scratch, "%.*s%s%.*s", (int)en.n, en.p, de.n > 0 ? ": " : "", (int)de.n, de.p);
        base_str said = x->c->zh ? said_zh : said_en;
        base_err_fmt(&e, BASE_ERR_INPUT, "%.*s（%.*s）", "%.*s (%.*s)", (int)said.n, said.p, (int)r->cite.n, r->cite.p);
        cli_import_fault(&x->rows, row, &e);
    }
}

static bool repeats(import *x, cli_import_row *row) {
    base_err why = {0};
    base_map_slot *slot = base_map_put(&x->used, row->request);
    int64_t before = slot->value.num;
    slot->value.num = row->line;
    if (before == 0) return false;
    base_err_fmt(&why, BASE_ERR_INPUT, "与第 %lld 行相同", "is the same as line %lld", (long long)before);
    cli_import_fault(&x->rows, row, &why);
    return true;
}

static bool look_at(import *x, cli_import_row *row, base_err *e) {
    core_arg arg[ACTION_ARGS];
    if (row->fate == CLI_IMPORT_BAD) return true;
    if (!find_request(x, row, e)) return false;
    if (repeats(x, row)) return true;
    x->there += row->fate == CLI_IMPORT_THERE;
    if (row->fate == CLI_IMPORT_NEW && !name_row(x, row, e)) return false;
    if (row->fate != CLI_IMPORT_NEW) return true;
    core_command c = command_of(x, row, arg);
    c.today = cli_today(x->app);
    core_answer a = core_decide(app_world(x->app), &c, x->scratch);
    if (!a.granted) tell_refusal(x, row, &a);
    return true;
}

/* Within one read transaction: one for each question costs more than the answer. */
static bool look_at_some(import *x, size_t from, size_t to, base_err *e) {
    if (!store_begin_read(app_store(x->app), e)) return false;
    bool good = true;
    for (size_t i = from; good && i < to; i++) {
        base_arena_reset(x->scratch);
        good = look_at(x, &x->rows.row[i], e);
    }
    store_end_read(app_store(x->app));
    return good;
}

static bool look_at_all(import *x, base_err *e) {
    for (size_t i = 0; i < x->rows.n; i += AT_A_TIME) {
        const size_t to = i + AT_A_TIME < x->rows.n ? i + AT_A_TIME : x->rows.n;
        if (!look_at_some(x, i, to, e)) return false;
        if (to - i == AT_A_TIME) cli_progress(x->c, to);
    }
    cli_progress_end(x->c);
    return true;
}

/* ---- taking over ---- */

static bool take(import *x, cli_import_row *const *row, size_t n, base_err *e) {
    app_request *request = base_arena_array(x->scratch, n, sizeof *request);
    app_answer *answer = base_arena_array(x->scratch, n, sizeof *answer);
    core_arg *arg = base_arena_array(x->scratch, n * ACTION_ARGS, sizeof *arg);
    for (size_t i = 0; i < n; i++)
        request[i] = (app_request){.id = row[i]->request, .command = command_of(x, row[i], arg + i * ACTION_ARGS)};
    app_submit(x->app, request, n, answer, x->scratch);
    for (size_t i = 0; i < n; i++) {
        if (answer[i].result == APP_GRANTED) x->taken++;
        if (answer[i].result == APP_REPEATED) x->there++;
        if (answer[i].result == APP_REFUSED) tell_refusal(x, row[i], &answer[i].answer);
        if (answer[i].result != APP_FAILED) continue;
        *e = answer[i].error;
        return false;
    }
    return true;
}

static bool take_all(import *x, base_err *e) {
    cli_import_row *row[GROUP];
    size_t n = 0, groups = 0;
    for (size_t i = 0; i <= x->rows.n; i++) {
        if (i < x->rows.n && x->rows.row[i].fate == CLI_IMPORT_NEW) row[n++] = &x->rows.row[i];
        if (n == 0 || (n < GROUP && i < x->rows.n)) continue;
        base_arena_reset(x->scratch);
        if (!take(x, row, n, e)) return false;
        n = 0;
        cli_progress(x->c, x->taken);
        if (++groups % CHECKPOINT_EVERY == 0 && !store_checkpoint_wal(app_store(x->app), false, e)) return false;
    }
    cli_progress_end(x->c);
    return true;
}

/* ---- the command ---- */

static void say_loading(cli *c, const core_world *w) {
    const core_case *p = core_world_programme(w);
    if (p == NULL || !base_str_is(core_state(p)->name, "loading")) return;
    CLI_PUT(c, &c->out, IMPORT_LOADING, cli_pick(c, core_state(p)->label));
    base_buf_putc(&c->out, '\n');
}

static int say(import *x, bool dry, bool skip) {
    cli *c = x->c;
    size_t fresh = 0;
    for (size_t i = 0; i < x->rows.n; i++) fresh += x->rows.row[i].fate == CLI_IMPORT_NEW;
    if (x->rows.bad > CLI_IMPORT_SHOWN) CLI_NOTE(c, MORE_ROWS, cli_num(c, x->rows.bad - CLI_IMPORT_SHOWN));
    if (x->rows.bad > 0 && !skip && x->taken == 0) {
        CLI_COMPLAIN(c, IMPORT_BAD, cli_num(c, x->rows.bad), cli_num(c, x->rows.n));
        return CLI_NEGATIVE;
    }
    if (dry)
        CLI_PUT(c, &c->out, IMPORT_DRY, cli_num(c, fresh), cli_num(c, x->there), cli_num(c, x->rows.bad));
    else
        CLI_PUT(c, &c->out, IMPORT_DONE, cli_num(c, x->taken), cli_num(c, x->there), cli_num(c, x->rows.bad));
    base_buf_putc(&c->out, '\n');
    if (!dry) say_loading(c, app_world(x->app));
    return x->rows.bad > 0 ? CLI_NEGATIVE : CLI_OK;
}

static int run(import *x, bool dry, bool skip) {
    base_err e = {0};
    const rules_book *b = core_world_book(app_world(x->app), cli_today(x->app));
    x->actor.level = base_arena_str(x->rows.arena, b->level[b->owner].name);
    if (!cli_import_read(&x->rows, core_world_divisions(app_world(x->app)))) return CLI_USAGE;
    bool good = look_at_all(x, &e);
    if (good && !dry && (x->rows.bad == 0 || skip)) good = take_all(x, &e);
    if (good) return say(x, dry, skip);
    cli_complain_err(x->c, &e);
    if (x->taken > 0) CLI_COMPLAIN(x->c, IMPORT_BROKEN_OFF, cli_num(x->c, x->taken));
    return CLI_USAGE;
}

static int import_register(cli *c, const cli_where *w, const char *file, bool dry, bool skip) {
import x = {.c = c };
    x.app = cli_open(c, w, dry ? APP_READ : APP_WRITE);
    if (x.app == NULL) return CLI_USAGE;
    x.rows = (cli_import_rows){.c = c, .file = file, .arena = base_arena_new((size_t)2 << 30)};
    x.scratch = base_arena_new((size_t)1 << 30);
    base_map_init(&x.used, x.rows.arena);
    int status = run(&x, dry, skip);
    base_arena_free(x.scratch);
    base_arena_free(x.rows.arena);
    app_close(x.app);
    return status;
}

int cli_import(cli *c, cli_args *a) {
    cli_where where = {0};
    bool dry = false, skip = false;
    const cli_option option[] = {CLI_WHERE_OPTIONS(where), {"--dry-run", NULL, &dry}, {"--skip-bad", NULL, &skip}};
    if (!cli_options(c, a, option, sizeof option / sizeof *option)) return CLI_USAGE;
    if (a->n == 0 || strcmp(a->word[0], "register") != 0) {
        CLI_COMPLAIN(c, IMPORT_WHAT);
        return CLI_USAGE;
    }
    a->word++;
    a->n--;
    return cli_one_word(c, a) ? import_register(c, &where, a->word[0], dry, skip) : CLI_USAGE;
}
