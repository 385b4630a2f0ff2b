/* play.c - jiqun play: scenario files step by step, each answer against what the file expects; in memory, or into a
 * record, where each answer is shown only when it is on disk. */
#include "cli/record.h"

typedef struct {
    cli_scene scene; /* first: the host's context is a scene, and this is around it */
    bool why, quiet, story;
    cli_record record; /* record.app NULL: in memory */
    base_date shown;   /* the day last printed by --story */
    char line[512];    /* and the last line under it */
    size_t line_n;
    int files; /* how many are played */
    core_play_totals sum;
} showing;

enum { STEP_COLUMN = 70, TEXT_MAX = 200 };

/* One line of a step's source: quoted texts may span many. */
static void put_source(base_buf *b, base_str source) {
    base_str rest, first = base_str_cut(source, '\n', &rest);
    size_t n = first.n > TEXT_MAX ? TEXT_MAX : first.n;
    while (n < first.n && n > 0 && ((unsigned char)first.p[n] & 0xC0U) == 0x80U) n--;
    base_buf_put(b, first.p, n);
    if (n < first.n || rest.p != NULL) base_buf_puts(b, BASE_STR(" …"));
}

/* All articles that refuse, each once. */
static void put_articles(base_buf *b, const core_play_step *s) {
    bool first = true;
    for (size_t i = 0; i < s->n_reasons; i++) {
        base_str cite = s->reason[i].cite;
        bool seen = cite.n == 0;
        for (size_t j = 0; j < i && !seen; j++) seen = base_str_eq(s->reason[j].cite, cite);
        if (seen) continue;
        base_buf_puts(b, first ? BASE_STR("  [") : BASE_STR("、"));
        base_buf_puts(b, cite);
        first = false;
    }
    if (!first) base_buf_putc(b, ']');
}

static void put_reason(cli *c, base_buf *b, const char *indent, const core_refusal *r) {
    base_str label = cli_pick(c, r->label), detail = cli_pick(c, r->detail);
    base_buf_puts(b, base_str_of(indent));
    base_str cite = cli_cite(c, r->cite);
    cli_column(b, cite.n > 0 ? cite : BASE_STR("-"), 14);
    if (base_utf8_width(cite) >= 14) base_buf_puts(b, BASE_STR("  "));
    base_buf_puts(b, label);
    if (detail.n > 0) {
        base_buf_puts(b, label.n > 0 ? (c->zh ? BASE_STR("：") : BASE_STR(": ")) : BASE_STR(""));
        base_buf_puts(b, detail);
    }
    base_buf_putc(b, '\n');
}

static void put_why(cli *c, base_buf *b, const core_play_step *s, bool passed) {
    for (size_t i = 0; i < s->n_reasons; i++) {
        base_term_put(c->out_term, b, BASE_TERM_YELLOW, BASE_STR("      ✗ "));
        put_reason(c, b, "", &s->reason[i]);
    }
    for (size_t i = 0; passed && s->answer != NULL && i < s->answer->n_passed; i++) {
        base_term_put(c->out_term, b, BASE_TERM_GREEN, BASE_STR("      ✓ "));
        put_reason(c, b, "", &s->answer->passed[i]);
    }
}

static void put_verdict(cli *c, base_buf *b, const core_play_step *s, size_t width) {
    enum cli_text said = CLI_T_DONE;
    enum base_term_style style = BASE_TERM_DIM;
    if (s->kind == CORE_PLAY_ACTION) said = CLI_T_OK, style = BASE_TERM_GREEN;
    if (s->kind == CORE_PLAY_EXPECT) said = CLI_T_HOLDS, style = BASE_TERM_GREEN;
    if (s->refused) said = CLI_T_REFUSED, style = BASE_TERM_YELLOW;
    if (!s->as_expected) said = CLI_T_DIFFERS, style = BASE_TERM_RED;
    base_str word = cli_text(c, said);
    base_term_put(c->out_term, b, style, word);
    for (size_t w = base_utf8_width(word); w < width; w++) base_buf_putc(b, ' ');
}

static void show_plain(showing *v, const core_play_step *s) {
    cli *c = v->scene.c;
    base_buf *b = &c->out;
    base_buf_fmt(b, "%.*s:%u  ", (int)s->file.n, s->file.p, s->line);
    put_verdict(c, b, s, 9);
    put_source(b, s->source);
    if (s->refused) put_articles(b, s);
    base_buf_putc(b, '\n');
    if (!s->as_expected) {
        base_buf_puts(b, BASE_STR("      "));
        base_term_put(c->out_term, b, BASE_TERM_RED, cli_pick(c, s->differs));
        base_buf_putc(b, '\n');
    }
    if (v->why || !s->as_expected) put_why(c, b, s, true);
}

/* ---- as a story ---- */

/* "县级主管部门 330106" */
static base_str actor_text(cli *c, const core_play_step *s) {
    base_str name = s->actor.level;
    rules_id level = s->book != NULL ? rules_find_level(s->book, s->actor.level) : RULES_NONE;
    if (level != RULES_NONE) name = cli_pick(c, s->book->level[level].label);
    if (s->actor.who.n == 0) return name;
    return base_arena_fmt(c->scratch, "%.*s %.*s", (int)name.n, name.p, core_cut(s->actor.who), s->actor.who.p);
}

static void put_targets(base_buf *b, const core_play_step *s) {
    for (size_t i = 0; i < s->n_targets && i < 6; i++) {
        base_buf_putc(b, ' ');
        base_buf_put(b, s->target[i].p, (size_t)core_cut(s->target[i]));
    }
    if (s->n_targets > 6) base_buf_puts(b, BASE_STR(" …"));
}

/* What an action leads to, in the words of its case. */
static void put_outcome(cli *c, base_buf *b, const core_play_step *s) {
    const rules_action *a = &s->book->action[s->action];
    if (s->refused || a->to == RULES_NONE) return;
    base_buf_puts(b, BASE_STR(" → "));
    base_buf_puts(b, cli_pick(c, s->book->kase[a->kase].state[a->to].label));
}

/* The remark that a reader wants to see beside the act: why, or what was found. */
static base_str remark_of(const core_play_step *s) {
    static const char *const key[] = {"reason=", "finding=", "statement=", "announcement="};
    base_str none = {NULL, 0};
    for (size_t k = 0; k < sizeof key / sizeof *key; k++) {
        size_t n = strlen(key[k]);
        for (size_t i = 0; s->source.n > n && i + n < s->source.n; i++) {
            if (memcmp(s->source.p + i, key[k], n) != 0 || s->source.p[i + n] != '"') continue;
            base_str rest = {s->source.p + i + n + 1, s->source.n - i - n - 1};
            return base_str_cut(rest, '"', &none);
        }
    }
    return none;
}

/* What the file says of the state reached: the reader's own check. */
static void story_expect(showing *v, const core_play_step *s) {
    base_buf *b = &v->scene.c->out;
    if (!s->as_expected) {
        show_plain(v, s);
        return;
    }
    base_buf_puts(b, BASE_STR("  "));
    base_term_put(v->scene.c->out_term, b, BASE_TERM_GREEN, BASE_STR("✓ "));
    base_str lead = BASE_STR("expect ");
    put_source(b,
               base_str_starts(s->source, lead) ? (base_str){s->source.p + lead.n, s->source.n - lead.n} : s->source);
    base_buf_putc(b, '\n');
}

static void story_day(showing *v, const core_play_step *s) {
    base_buf *b = &v->scene.c->out;
    if (v->shown == s->today) return;
    base_buf_putc(b, '\n');
    base_term_put(v->scene.c->out_term, b, BASE_TERM_BOLD, cli_date(v->scene.c, s->today));
    base_buf_putc(b, '\n');
    v->shown = s->today;
    v->line_n = 0;
}

static void story_line(cli *c, base_buf *line, const core_play_step *s) {
    base_buf_puts(line, BASE_STR("  "));
    cli_column(line, actor_text(c, s), c->zh ? 28 : 38);
    base_buf_puts(line, cli_pick(c, s->book->action[s->action].label));
    put_targets(line, s);
    put_outcome(c, line, s);
}

/* The same act done in several steps (a form filled in parts) is told once. */
static bool told_before(showing *v, const base_buf *line) {
    bool same = v->line_n == line->n && memcmp(v->line, line->p, line->n) == 0;
    v->line_n = line->n <= sizeof v->line ? line->n : 0;
    memcpy(v->line, line->p, v->line_n);
    return same;
}

static void story_action(showing *v, const core_play_step *s) {
    cli *c = v->scene.c;
    base_buf *b = &c->out, line;
    base_buf_init(&line, 1 << 20);
    story_line(c, &line, s);
    bool again = told_before(v, &line) && !s->refused && s->as_expected;
    if (!again) {
        cli_column(b, base_buf_str(&line), c->zh ? STEP_COLUMN : STEP_COLUMN + 14);
        base_buf_puts(b, BASE_STR("  "));
        if (s->refused)
            put_verdict(c, b, s, 0);
        else
            base_term_put(c->out_term, b, BASE_TERM_DIM, cli_cite(c, s->book->action[s->action].cite));
        base_buf_putc(b, '\n');
    }
    base_buf_free(&line);
    base_str remark = remark_of(s);
    if (!s->refused && remark.n > 0) base_buf_fmt(b, "      “%.*s”\n", (int)remark.n, remark.p);
    if (s->refused || v->why) put_why(c, b, s, v->why);
    if (!s->as_expected) show_plain(v, s);
}

static void show_story(showing *v, const core_play_step *s) {
    bool action = s->kind == CORE_PLAY_ACTION && s->book != NULL;
    if (!action && s->kind != CORE_PLAY_EXPECT) {
        if (!s->as_expected) show_plain(v, s);
        return;
    }
    story_day(v, s);
    if (action)
        story_action(v, s);
    else
        story_expect(v, s);
}

static void show(void *ctx, const core_play_step *s) {
    showing *v = ctx;
    cli *c = v->scene.c;
    if (v->quiet && s->as_expected) return;
    if (v->story)
        show_story(v, s);
    else
        show_plain(v, s);
    base_arena_reset(c->scratch);
    if (v->record.app != NULL)
        cli_flush(c); /* so that whoever is broken off has seen what is on record */
    else
        cli_spill(c);
}

/* ---- the command ---- */

static void put_totals(cli *c, const char *path, core_play_totals t) {
    base_buf *b = &c->out;
    CLI_PUT(c, b, PLAY_TOTALS, base_str_of(path), cli_num(c, t.steps), cli_num(c, t.actions), cli_num(c, t.granted),
            cli_num(c, t.refused), cli_num(c, t.expects), cli_num(c, t.differing));
    base_buf_putc(b, '\n');
}

static void add_totals(core_play_totals *sum, core_play_totals t) {
    sum->steps += t.steps;
    sum->actions += t.actions;
    sum->granted += t.granted;
    sum->refused += t.refused;
    sum->expects += t.expects;
    sum->differing += t.differing;
}

static bool set_scene(cli *c, showing *v, const char *path) {
    if (v->record.app == NULL) return cli_scene_init(c, &v->scene, path, show);
    if (!cli_scene_files(c, &v->scene, path, show)) return false;
    v->scene.host.record = &v->record.hooks;
    return true;
}

static int play_file(cli *c, showing *v, const char *path) {
    static const int status[] = {
        [CORE_PLAY_AS_EXPECTED] = CLI_OK, [CORE_PLAY_DIFFERS] = CLI_NEGATIVE, [CORE_PLAY_BAD] = CLI_USAGE};
    base_err e = {0};
    base_str text;
    bool quiet = v->quiet, story = v->story;
    if (!set_scene(c, v, path)) return CLI_USAGE;
    v->shown = BASE_DATE_NONE;
    v->line_n = 0;
    if (!base_file_read(c->arena, path, CORE_SCENARIO_MAX_TEXT, &text, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    core_player *p = core_player_new(&v->scene.host);
    enum core_play_result r = core_player_run(p, text, base_str_of(path));
    cli_show_diags(c, core_player_diags(p));
    if (r == CORE_PLAY_BAD) CLI_COMPLAIN(c, PLAY_BAD, base_str_of(path));
    if (story) base_buf_putc(&c->out, '\n');
    if (!quiet || r != CORE_PLAY_AS_EXPECTED || v->files == 1) put_totals(c, path, core_player_totals(p));
    add_totals(&v->sum, core_player_totals(p));
    core_player_free(p);
    return status[r];
}

static bool open_record(cli *c, showing *v, const cli_where *w) {
    if (!cli_where_given(w)) return true;
    app *a = cli_open(c, w, APP_WRITE);
    if (a != NULL) cli_record_init(c, &v->record, a);
    return a != NULL;
}

int cli_play(cli *c, cli_args *a) {
    showing v = {.shown = BASE_DATE_NONE};
    cli_where where = {0};
    const cli_option option[] = {
        CLI_WHERE_OPTIONS(where), {"--why", NULL, &v.why}, {"--quiet", NULL, &v.quiet}, {"--story", NULL, &v.story}};
    int worst = CLI_OK;
    if (!cli_options(c, a, option, 5) || !cli_some_words(c, a) || !open_record(c, &v, &where)) return CLI_USAGE;
    v.files = a->n;
    for (int i = 0; i < a->n; i++) {
        int status = play_file(c, &v, a->word[i]);
        if (status > worst) worst = status;
        base_arena_reset(c->scratch);
    }
    if (a->n > 1) put_totals(c, cli_text(c, CLI_T_REG_SUM).p, v.sum);
    app_close(v.record.app);
    return worst;
}
