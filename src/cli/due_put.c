/* due_put.c - what falls due, item by item as it comes: for people with alike items of one day in one line, for
 * programs as JSON or CSV. Whatever the number of items, memory holds one run of alike ones. */
#include "base/json_out.h"
#include "cli/due.h"

enum { SHOWN_OF_MANY = 3 };

static const char *const group_name[CORE_DUE_GROUPS] = {"overdue", "due", "ended", "not_known", "waiting"};

/* ---- the words of an item ---- */

static base_str levels(base_arena *arena, const core_due_item *i, int which) {
    base_str out = {NULL, 0};
    static const char *const between[] = {" ", "、", ", "};
    for (size_t l = 0; l < i->book->n_levels; l++) {
        if ((i->levels >> l & 1U) == 0) continue;
        const rules_level *x = &i->book->level[l];
        base_str word = which == 0 ? x->name : which == 1 ? x->label.zh : x->label.en;
        if (word.n == 0) word = which == 1 ? x->label.en : x->label.zh;
        out = base_arena_fmt(arena, "%.*s%s%.*s", (int)out.n, out.p, out.n > 0 ? between[which] : "", (int)word.n,
                             word.p);
    }
    return out;
}

cli_due_item cli_due_words(base_arena *arena, const core_due_item *i) {
    return (cli_due_item){.group = i->group,
                          .date = i->date,
                          .days = i->days,
                          .year = i->year,
                          .path = i->path,
                          .name = i->name,
                          .cite = i->cite,
                          .kind = i->kind,
                          .what = i->what,
                          .levels = levels(arena, i, 0),
                          .labels = {levels(arena, i, 1), levels(arena, i, 2)}};
}

/* ---- text ---- */

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

static bool alike(const cli_due_item *a, const cli_due_item *b) {
    return a->group == b->group && a->date == b->date && a->year == b->year && base_str_eq(a->what.zh, b->what.zh) &&
           base_str_eq(a->kind.zh, b->kind.zh);
}

static void put_days(cli *c, base_buf *b, int32_t days) {
    if (days > 0) CLI_PUT(c, b, DUE_LEFT, cli_num(c, (uint64_t)days));
    if (days < 0) CLI_PUT(c, b, DUE_AGO, cli_num(c, (uint64_t) - (int64_t)days));
    if (days == 0) CLI_PUT(c, b, DUE_TODAY);
}

static void put_head(cli *c, base_buf *b, const cli_due_item *i) {
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
    base_buf_puts(b, BASE_STR(" · "));
    base_buf_puts(b, cli_pick(c, i->what));
    base_str cite = cli_cite(c, i->cite);
    base_buf_fmt(b, "  [%.*s]", (int)cite.n, cite.p);
    if (i->levels.n > 0) {
        base_buf_puts(b, BASE_STR("  "));
        CLI_PUT(c, b, DUE_WAITS_FOR, cli_pick(c, i->labels));
    }
    base_buf_putc(b, '\n');
}

static void put_name(base_buf *b, base_str name, base_str path) {
    base_buf_puts(b, BASE_STR("              "));
    base_buf_puts(b, name);
    base_buf_fmt(b, "  (%.*s)\n", (int)path.n, path.p);
}

/* Headings up to that of group `g`; of a group that has nothing only "overdue" is worth saying. */
static void put_titles(cli_due_list *l, size_t g) {
    cli *c = l->c;
    base_buf *b = &c->out;
    for (; l->group <= g && l->group < CORE_DUE_GROUPS; l->group++) {
        if (l->count[l->group] == 0 && l->group != CORE_DUE_OVERDUE) continue;
        base_buf_putc(b, '\n');
        base_term_put(c->out_term, b, group_style(l->group), cli_text(c, group_title(l->group)));
        base_buf_fmt(b, "  %zu\n", l->count[l->group]);
    }
}

static void end_run(cli_due_list *l) {
    cli *c = l->c;
    base_buf *b = &c->out;
    size_t shown = l->n_held <= CLI_DUE_FEW ? l->n_held : SHOWN_OF_MANY;
    if (!l->all) {
        for (size_t i = 0; i < shown; i++) put_name(b, l->name[i], l->path[i]);
        if (shown < l->n_held) {
            base_buf_puts(b, BASE_STR("              … "));
            CLI_PUT(c, b, DUE_AND_MORE, cli_num(c, l->n_held));
            base_buf_putc(b, '\n');
        }
    }
    l->n_held = 0;
    base_arena_reset(l->arena);
    base_arena_reset(c->scratch);
}

static base_str keep(cli_due_list *l, base_str s) { return base_arena_str(l->arena, s); }

static void begin_run(cli_due_list *l, const cli_due_item *i) {
    put_titles(l, i->group);
    put_head(l->c, &l->c->out, i);
    l->held = *i;
    l->held.kind.zh = keep(l, i->kind.zh);
    l->held.what.zh = keep(l, i->what.zh);
}

static void text_item(cli_due_list *l, const cli_due_item *i) {
    if (l->n_held > 0 && !alike(&l->held, i)) end_run(l);
    if (l->n_held == 0) begin_run(l, i);
    if (l->all) {
        put_name(&l->c->out, i->name, i->path);
    } else if (l->n_held < CLI_DUE_FEW) {
        l->name[l->n_held] = keep(l, i->name);
        l->path[l->n_held] = keep(l, i->path);
    }
    l->n_held++;
}

/* ---- for programs ---- */

static void json_item(cli *c, const cli_due_item *i) {
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_text(&j, "group", base_str_of(group_name[i->group]));
    base_json_day(&j, "date", i->date);
    base_json_name(&j, "days");
    base_json_i64(&j, i->days);
    base_json_text(&j, "case", i->path);
    base_json_text(&j, "name", i->name);
    base_json_text(&j, "kind_zh", i->kind.zh);
    base_json_text(&j, "kind_en", i->kind.en);
    base_json_text(&j, "what_zh", i->what.zh);
    base_json_text(&j, "what_en", i->what.en);
    base_json_name(&j, "year");
    if (i->year != 0)
        base_json_i64(&j, i->year);
    else
        base_json_null(&j);
    base_json_text(&j, "article", i->cite);
    base_json_text(&j, "waits_for", i->levels);
    base_json_obj_end(&j);
}

static void csv_item(cli *c, const cli_due_item *i) {
    base_buf *b = &c->out;
    base_str text[] = {i->path, i->name, cli_pick(c, i->kind), cli_pick(c, i->what)};
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
    base_buf_csv(b, i->levels);
    base_buf_putc(b, '\n');
}

/* ---- the list ---- */

void cli_due_begin(cli_due_list *l) {
    base_buf *b = &l->c->out;
    l->arena = base_arena_new((size_t)1 << 30);
    if (l->format == CLI_FORMAT_CSV) {
        base_buf_puts(b, BASE_STR("group,date,days,case,name,kind,what,year,article,waits_for\n"));
    } else if (l->format == CLI_FORMAT_JSON) {
        base_date_put((base_buf_puts(b, BASE_STR("{\"today\":\"")), b), l->today);
        base_buf_fmt(b, "\",\"days\":%ld,\"items\":[", l->days);
    } else {
        CLI_PUT(l->c, b, DUE_HEAD, cli_date(l->c, l->today), cli_num(l->c, (uint64_t)l->days));
        base_buf_putc(b, '\n');
    }
}

void cli_due_put(cli_due_list *l, const cli_due_item *i) {
    if (l->format == CLI_FORMAT_TEXT) text_item(l, i);
    if (l->format == CLI_FORMAT_CSV) csv_item(l->c, i);
    if (l->format == CLI_FORMAT_JSON) {
        base_buf_puts(&l->c->out, l->any ? BASE_STR(",\n") : BASE_STR("\n"));
        json_item(l->c, i);
    }
    l->any = true;
    cli_spill(l->c);
}

void cli_due_end(cli_due_list *l) {
    if (l->format == CLI_FORMAT_JSON) base_buf_puts(&l->c->out, BASE_STR("\n]}\n"));
    if (l->format == CLI_FORMAT_TEXT && l->n_held > 0) end_run(l);
    if (l->format == CLI_FORMAT_TEXT) put_titles(l, CORE_DUE_GROUPS);
    base_arena_free(l->arena);
}
