/* due.c - jiqun due: what falls due, is overdue, has ended or is not known on a day, in the world of a scenario. */
#include "core/due.h"

#include "base/json_out.h"
#include "cli/cli.h"

static const char *const group_name[CORE_DUE_GROUPS] = {"overdue", "due", "ended", "not_known", "waiting"};

/* ---- text ---- */

enum { SHOWN_OF_MANY = 3, MANY = 4, NAME_COLUMN = 26 };

static enum cli_text group_title(size_t g) {
    static const enum cli_text title[CORE_DUE_GROUPS] = {CLI_T_DUE_OVERDUE, CLI_T_DUE_SOON, CLI_T_DUE_ENDED,
                                                         CLI_T_DUE_NOT_KNOWN, CLI_T_DUE_WAITING};
    return title[g];
}

static enum base_term_style group_style(size_t g) {
    static const enum base_term_style style[CORE_DUE_GROUPS] = {BASE_TERM_RED, BASE_TERM_YELLOW, BASE_TERM_YELLOW,
                                                                BASE_TERM_CYAN, BASE_TERM_BLUE};
    return style[g];
}

static bool alike(const core_due_item *a, const core_due_item *b) {
    return a->group == b->group && a->date == b->date && a->year == b->year && base_str_eq(a->what.zh, b->what.zh) &&
           base_str_eq(a->kind.zh, b->kind.zh);
}

static void put_days(cli *c, base_buf *b, int32_t days) {
    if (days > 0) CLI_PUT(c, b, DUE_LEFT, cli_num(c, (uint64_t)days));
    if (days < 0) CLI_PUT(c, b, DUE_AGO, cli_num(c, (uint64_t) - (int64_t)days));
    if (days == 0) CLI_PUT(c, b, DUE_TODAY);
}

static void put_levels(cli *c, base_buf *b, const core_due_item *i) {
    bool first = true;
    for (size_t l = 0; l < i->book->n_levels; l++) {
        if ((i->levels >> l & 1U) == 0) continue;
        if (!first) base_buf_puts(b, c->zh ? BASE_STR("、") : BASE_STR(", "));
        base_buf_puts(b, cli_pick(c, i->book->level[l].label));
        first = false;
    }
}

static void put_head(cli *c, base_buf *b, const core_due_item *i) {
    base_buf days;
    base_buf_init(&days, 256);
    put_days(c, &days, i->days);
    base_buf_puts(b, BASE_STR("  "));
    cli_column(b, cli_date(c, i->date), 12);
    cli_column(b, base_buf_str(&days), c->zh ? 14 : 16);
    base_buf_free(&days);
    base_buf_puts(b, cli_pick(c, i->kind));
    if (i->year != 0) {
        base_buf_putc(b, ' ');
        CLI_PUT(c, b, DUE_YEAR, cli_num(c, (uint64_t)i->year));
    }
    base_buf_puts(b, c->zh ? BASE_STR(" · ") : BASE_STR(" · "));
    base_buf_puts(b, cli_pick(c, i->what));
    base_str cite = cli_cite(c, i->cite);
    base_buf_fmt(b, "  [%.*s]", (int)cite.n, cite.p);
    if (i->levels != 0) {
        base_buf who;
        base_buf_init(&who, 4096);
        put_levels(c, &who, i);
        base_buf_puts(b, BASE_STR("  "));
        CLI_PUT(c, b, DUE_WAITS_FOR, base_buf_str(&who));
        base_buf_free(&who);
    }
    base_buf_putc(b, '\n');
}

/* Alike items of one day are one line with the first few names. */
static size_t put_alike(cli *c, const core_due_list *l, size_t at, bool all) {
    base_buf *b = &c->out;
    size_t n = 1;
    while (at + n < l->n && alike(&l->item[at], &l->item[at + n])) n++;
    put_head(c, b, &l->item[at]);
    size_t shown = all || n <= MANY ? n : SHOWN_OF_MANY;
    for (size_t i = 0; i < shown; i++) {
        const core_due_item *x = &l->item[at + i];
        base_buf_puts(b, BASE_STR("              "));
        base_buf_puts(b, x->name);
        base_buf_fmt(b, "  (%.*s)\n", (int)x->path.n, x->path.p);
    }
    if (shown < n) {
        base_buf_puts(b, BASE_STR("              … "));
        CLI_PUT(c, b, DUE_AND_MORE, cli_num(c, n));
        base_buf_putc(b, '\n');
    }
    base_arena_reset(c->scratch);
    cli_spill(c);
    return n;
}

static void put_text(cli *c, const core_due_list *l, base_date today, long days, bool all) {
    base_buf *b = &c->out;
    CLI_PUT(c, b, DUE_HEAD, cli_date(c, today), cli_num(c, (uint64_t)days));
    base_buf_putc(b, '\n');
    size_t at = 0;
    for (size_t g = 0; g < CORE_DUE_GROUPS; g++) {
        if (l->count[g] == 0 && g != CORE_DUE_OVERDUE) continue;
        base_buf_putc(b, '\n');
        base_term_put(c->out_term, b, group_style(g), cli_text(c, group_title(g)));
        base_buf_fmt(b, "  %zu\n", l->count[g]);
        while (at < l->n && l->item[at].group == g) at += put_alike(c, l, at, all);
    }
}

/* ---- for programs ---- */

static void put_level_names(base_buf *b, const core_due_item *i) {
    bool first = true;
    for (size_t l = 0; l < i->book->n_levels; l++) {
        if ((i->levels >> l & 1U) == 0) continue;
        if (!first) base_buf_putc(b, ' ');
        base_buf_puts(b, i->book->level[l].name);
        first = false;
    }
}

static void json_member(base_json *j, const char *key, base_str value) {
    base_json_key(j, base_str_of(key));
    base_json_str(j, value);
}

static void json_item(cli *c, const core_due_item *i) {
    base_json j;
    base_buf who;
    base_buf_init(&who, 4096);
    put_level_names(&who, i);
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    json_member(&j, "group", base_str_of(group_name[i->group]));
    base_json_key(&j, BASE_STR("date"));
    base_json_date(&j, i->date);
    base_json_key(&j, BASE_STR("days"));
    base_json_i64(&j, i->days);
    json_member(&j, "case", i->path);
    json_member(&j, "name", i->name);
    json_member(&j, "kind_zh", i->kind.zh);
    json_member(&j, "kind_en", i->kind.en);
    json_member(&j, "what_zh", i->what.zh);
    json_member(&j, "what_en", i->what.en);
    base_json_key(&j, BASE_STR("year"));
    if (i->year != 0)
        base_json_i64(&j, i->year);
    else
        base_json_null(&j);
    json_member(&j, "article", i->cite);
    json_member(&j, "waits_for", base_buf_str(&who));
    base_json_obj_end(&j);
    base_buf_free(&who);
}

static void put_json(cli *c, const core_due_list *l, base_date today, long days) {
    base_date_put((base_buf_puts(&c->out, BASE_STR("{\"today\":\"")), &c->out), today);
    base_buf_fmt(&c->out, "\",\"days\":%ld,\"items\":[", days);
    for (size_t i = 0; i < l->n; i++) {
        base_buf_puts(&c->out, i > 0 ? BASE_STR(",\n") : BASE_STR("\n"));
        json_item(c, &l->item[i]);
        cli_spill(c);
    }
    base_buf_puts(&c->out, BASE_STR("\n]}\n"));
}

static void csv_item(cli *c, const core_due_item *i) {
    base_buf *b = &c->out, who;
    base_str text[] = {i->path, i->name, cli_pick(c, i->kind), cli_pick(c, i->what)};
    base_buf_init(&who, 4096);
    put_level_names(&who, i);
    base_buf_fmt(b, "%s,", group_name[i->group]);
    if (i->date != BASE_DATE_NONE) base_date_put(b, i->date);
    base_buf_fmt(b, ",%d", (int)i->days);
    for (size_t k = 0; k < 4; k++) {
        base_buf_putc(b, ',');
        base_buf_csv(b, text[k]);
    }
    base_buf_putc(b, ',');
    if (i->year != 0) base_buf_i64(b, i->year);
    base_buf_putc(b, ',');
    base_buf_csv(b, i->cite);
    base_buf_putc(b, ',');
    base_buf_csv(b, base_buf_str(&who));
    base_buf_putc(b, '\n');
    base_buf_free(&who);
    cli_spill(c);
}

/* ---- the command ---- */

static bool read_day(cli *c, const char *value, base_date *day) {
    base_err e = {0};
    if (!cli_required(c, "--today", value)) return false;
    if (base_date_parse(base_str_of(value), day, &e)) return true;
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--today"), base_str_of(value), cli_text(c, CLI_T_WANTS_DATE));
    return false;
}

static int list(cli *c, const char *path, base_date day, long days, enum cli_output format, bool all) {
    cli_scene s;
    int status = CLI_OK;
    core_player *p = cli_scene_world(c, &s, path, &status);
    if (p == NULL) return status;
    if (day < core_player_today(p)) {
        CLI_COMPLAIN(c, DUE_DAY_BACK, cli_date(c, day), cli_date(c, core_player_today(p)));
        core_player_free(p);
        return CLI_USAGE;
    }
    core_due_list l = core_due(core_player_world(p), day, (int32_t)days, c->arena);
    if (format == CLI_FORMAT_TEXT) put_text(c, &l, day, days, all);
    if (format == CLI_FORMAT_JSON) put_json(c, &l, day, days);
    if (format == CLI_FORMAT_CSV) {
        base_buf_puts(&c->out, BASE_STR("group,date,days,case,name,kind,what,year,article,waits_for\n"));
        for (size_t i = 0; i < l.n; i++) csv_item(c, &l.item[i]);
    }
    core_player_free(p);
    return CLI_OK;
}

int cli_due(cli *c, cli_args *a) {
    const char *today = NULL, *days = NULL, *format = NULL;
    bool all = false;
    const cli_option option[] = {
        {"--today", &today, NULL}, {"--days", &days, NULL}, {"--format", &format, NULL}, {"--all", NULL, &all}};
    base_date day = BASE_DATE_NONE;
    long ahead = CORE_DUE_DAYS;
    enum cli_output out = CLI_FORMAT_TEXT;
    if (!cli_options(c, a, option, 4) || !read_day(c, today, &day) ||
        !cli_number(c, "--days", days, 0, CORE_DUE_MAX_DAYS, &ahead) || !cli_format_of(c, format, &out) ||
        !cli_one_word(c, a)) {
        return CLI_USAGE;
    }
    return list(c, a->word[0], day, ahead, out, all);
}
