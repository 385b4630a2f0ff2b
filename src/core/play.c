/* play.c - the player's loop, and the steps that are not actions; see play.h. */
#include "core/play_i.h"

/* The world of one scenario, and what one step may need. */
#define ARENA_MAX   ((size_t)4 << 30)
#define SCRATCH_MAX ((size_t)1 << 30)

static const rules_text NO_HINT;

core_player *core_player_new(const core_play_host *host) {
    base_arena *arena = base_arena_new(ARENA_MAX);
    core_player *p = base_arena_alloc(arena, sizeof *p);
    p->arena = arena;
    p->scratch = base_arena_new(SCRATCH_MAX);
    p->host = host;
    p->today = BASE_DATE_NONE;
    rules_diags_init(&p->diags, arena);
    base_map_init(&p->drafts, arena);
    return p;
}

void core_player_free(core_player *p) {
    if (p == NULL) return;
    base_arena_free(p->scratch);
    base_arena_free(p->arena);
}

core_play_totals core_player_totals(const core_player *p) { return p->totals; }
const rules_diags *core_player_diags(const core_player *p) { return &p->diags; }
const core_world *core_player_world(const core_player *p) { return p->world; }
base_date core_player_today(const core_player *p) { return p->today; }

/* ---- answers ---- */

bool core_play_bad(core_player *p, const core_scenario *s, const core_word *w, const char *code, rules_text what,
                   rules_text hint) {
    core_fault(&p->diags, code, core_word_span(s, w), what, hint);
    return false;
}

void core_play_refuse(core_player *p, base_str cite, rules_text label, rules_text detail) {
    core_refusal *all = base_arena_array(p->scratch, p->said.n_reasons + 1, sizeof *all);
    if (p->said.n_reasons > 0) memcpy(all, p->said.reason, p->said.n_reasons * sizeof *all);
    all[p->said.n_reasons] = (core_refusal){.why = CORE_WHY_COMMAND, .cite = cite, .label = label, .detail = detail};
    p->said.reason = all;
    p->said.n_reasons++;
    p->said.refused = true;
}

void core_play_differ(core_player *p, rules_text what) {
    rules_text was = p->said.differs;
    p->said.as_expected = false;
    if (was.zh.n == 0) {
        p->said.differs = what;
        return;
    }
    p->said.differs.zh = base_arena_fmt(p->scratch, "%.*s;%.*s", (int)was.zh.n, was.zh.p, (int)what.zh.n, what.zh.p);
    p->said.differs.en = base_arena_fmt(p->scratch, "%.*s; %.*s", (int)was.en.n, was.en.p, (int)what.en.n, what.en.p);
}

/* ---- articles ---- */

/* Full-width parentheses as ASCII ones, so that both ways of writing a paragraph compare. */
static base_str plain_article(base_str a, char *room, size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < a.n && n < max; i++) {
        if (a.n - i >= 3 && memcmp(a.p + i, "\xEF\xBC\x88", 3) == 0) {
            room[n++] = '(';
            i += 2;
        } else if (a.n - i >= 3 && memcmp(a.p + i, "\xEF\xBC\x89", 3) == 0) {
            room[n++] = ')';
            i += 2;
        } else {
            room[n++] = a.p[i];
        }
    }
    return (base_str){room, n};
}

static bool article_matches(base_str cited, base_str article) {
    char room[2][128];
    if (cited.n > sizeof room[0] || article.n > sizeof room[0] || article.n == 0) return false;
    base_str c = plain_article(cited, room[0], sizeof room[0]), a = plain_article(article, room[1], sizeof room[1]);
    return base_str_starts(c, a) && (c.n == a.n || c.p[a.n] == '(');
}

bool core_cites(base_str cite, base_str article) {
    static const char mark[] = "、";
    const size_t mark_n = sizeof mark - 1;
    size_t began = 0;
    if (cite.n == 0) return false;
    for (size_t i = 0; i + mark_n <= cite.n; i++) {
        if (memcmp(cite.p + i, mark, mark_n) != 0) continue;
        if (article_matches((base_str){cite.p + began, i - began}, article)) return true;
        began = i + mark_n;
    }
    return article_matches((base_str){cite.p + began, cite.n - began}, article);
}

static bool some_reason_cites(const core_play_step *said, base_str article) {
    for (size_t i = 0; i < said->n_reasons; i++) {
        if (core_cites(said->reason[i].cite, article)) return true;
    }
    return false;
}

/* All articles that refuse, each once, for messages. */
static base_str cited(core_player *p) {
    base_str all = {NULL, 0};
    for (size_t i = 0; i < p->said.n_reasons; i++) {
        base_str c = p->said.reason[i].cite;
        if (c.n == 0 || core_cites(all, c)) continue;
        if (all.n == 0)
            all = c;
        else
            all = base_arena_fmt(p->scratch, "%.*s、%.*s", (int)all.n, all.p, (int)c.n, c.p);
    }
    return all.n > 0 ? all : BASE_STR("-");
}

/* Holds the answer against what stands behind the arrow. */
static void compare(core_player *p, const core_step *step) {
    if (step->want != CORE_WANT_REFUSED) {
        if (!p->said.refused) return;
        base_str by = cited(p);
        core_play_differ(p,
                         (rules_text){base_arena_fmt(p->scratch, "应当准许，却被拒绝（%.*s）", (int)by.n, by.p),
                                      base_arena_fmt(p->scratch, "expected ok, was refused (%.*s)", (int)by.n, by.p)});
        return;
    }
    if (!p->said.refused) {
        core_play_differ(p, CORE_TEXT("应当拒绝，却获准许", "expected a refusal, was granted"));
        return;
    }
    for (size_t i = 0; i < step->n_articles; i++) {
        base_str a = step->article[i].text, by = cited(p);
        if (some_reason_cites(&p->said, a)) continue;
        core_play_differ(p, (rules_text){base_arena_fmt(p->scratch, "应当依 %.*s 拒绝，拒绝所依据的是 %.*s",
                                                        core_cut(a), a.p, (int)by.n, by.p),
                                         base_arena_fmt(p->scratch, "expected a refusal by %.*s, was refused by %.*s",
                                                        core_cut(a), a.p, (int)by.n, by.p)});
    }
}

/* ---- steps that set the scene ---- */

static rules_text err_text(base_arena *arena, const base_err *e) {
    return (rules_text){base_arena_str(arena, base_str_of(e->zh)), base_arena_str(arena, base_str_of(e->en))};
}

static bool play_today(core_player *p, const core_scenario *s, const core_step *step) {
    base_err e = {0};
    base_date d;
    p->said.kind = CORE_PLAY_TODAY;
    if (!core_play_may_set_day(p, s, step)) return false;
    if (step->n != 2) {
        return core_play_bad(p, s, step->word, "C020", CORE_TEXT("today 后应有一个日期", "today wants one date"),
                             CORE_TEXT("例如 today 2023-03-01", "for example: today 2023-03-01"));
    }
    if (!base_date_parse(step->word[1].text, &d, &e)) {
        return core_play_bad(p, s, &step->word[1], "C021", err_text(p->arena, &e),
                             CORE_TEXT("日期写作 2023-03-01", "a date is written 2023-03-01"));
    }
    if (p->today != BASE_DATE_NONE && d < p->today) {
        core_play_refuse(p, (base_str){NULL, 0}, CORE_TEXT("日期不得倒退", "the day does not go back"), NO_HINT);
        return true;
    }
    p->today = p->said.today = d;
    if (p->world != NULL && p->host->record == NULL) core_world_set_day(p->world, d);
    return true;
}

/* Levels that some rulebook has; one that this rulebook lacks is for decide to refuse. */
static bool known_level(const core_player *p, base_str name, base_str *all, size_t *n) {
    static const char *const common[] = {"ministry", "province", "city", "county", "expert", "public", "clock"};
    *n = 0;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) all[(*n)++] = base_str_of(common[i]);
    for (size_t i = 0; p->newest != NULL && i < p->newest->n_levels; i++) all[(*n)++] = p->newest->level[i].name;
    for (size_t i = 0; i < *n; i++) {
        if (base_str_eq(all[i], name)) return true;
    }
    return false;
}

static bool play_as(core_player *p, const core_scenario *s, const core_step *step) {
    base_str name[8 + RULES_MAX_LEVELS];
    size_t n;
    p->said.kind = CORE_PLAY_AS;
    if (step->n < 2) {
        return core_play_bad(p, s, step->word, "C022", CORE_TEXT("as 后应有层级", "as wants a level"),
                             CORE_TEXT("例如 as ministry、as province 33、as county 330106",
                                       "for example: as ministry, as province 33, as county 330106"));
    }
    base_str level = step->word[1].text;
    if (!known_level(p, level, name, &n)) {
        rules_text hint =
            core_near_hint(p->arena, level, name, n,
                           CORE_TEXT("层级为 ministry、province、city、county、expert、public、clock",
                                     "levels are ministry, province, city, county, expert, public, clock"));
        return core_play_bad(p, s, &step->word[1], "C023", CORE_TEXT("没有这个层级", "no such level"), hint);
    }
    base_str who = {NULL, 0};
    for (size_t i = 2; i < step->n; i++) {
        base_str w = step->word[i].text;
        who = i == 2 ? w : base_arena_fmt(p->scratch, "%.*s %.*s", (int)who.n, who.p, (int)w.n, w.p);
    }
    p->actor = (core_actor){base_arena_str(p->arena, level), base_arena_str(p->arena, who)};
    p->has_actor = true;
    p->said.actor = p->actor;
    return true;
}

static const rules_book *compile_book(core_player *p, const core_scenario *s, const core_step *step) {
    base_err e = {0};
    base_str id = step->word[1].text, text, path;
    if (p->host->book != NULL) {
        p->newest_text = p->host->book->text;
        p->newest_file = base_arena_str(p->arena, id);
        return p->host->book;
    }
    if (p->host->rulebook == NULL || !p->host->rulebook(p->host->ctx, s->file, id, p->arena, &text, &path, &e)) {
        if (e.kind == BASE_ERR_NONE) base_err_fmt(&e, BASE_ERR_MISSING, "没有这个法规文本", "no such rulebook");
        core_play_bad(p, s, &step->word[1], "C025", err_text(p->arena, &e), NO_HINT);
        return NULL;
    }
    p->newest_text = text;
    p->newest_file = base_arena_str(p->arena, path);
    return rules_compile(p->arena, text, p->newest_file, p->host->find, p->host->find_ctx, &p->diags);
}

static bool play_rulebook(core_player *p, const core_scenario *s, const core_step *step) {
    p->said.kind = CORE_PLAY_RULEBOOK;
    if (step->n != 2) {
        return core_play_bad(p, s, step->word, "C024",
                             CORE_TEXT("rulebook 后应有一个法规文本的标识", "rulebook wants one id"),
                             CORE_TEXT("例如 rulebook national-2022", "for example: rulebook national-2022"));
    }
    if (p->host->record != NULL) return core_play_agrees(p, s, step);
    if (p->world != NULL) {
        return core_play_bad(p, s, step->word, "C026", CORE_TEXT("法规文本已经选定", "the rulebook is already chosen"),
                             CORE_TEXT("以后的版本用 amend 施行", "a later version comes into force by amend"));
    }
    const rules_book *b = compile_book(p, s, step);
    if (b == NULL) return false;
    p->newest = b;
    p->world = core_world_new(p->arena, b, p->host->divisions, p->host->workdays);
    return true;
}

/* What the compiler found wrong, as reasons of a refusal. */
static void refuse_by_diags(core_player *p, const rules_diags *d) {
    for (size_t i = 0; i < d->n; i++) {
        const rules_diag *x = &d->item[i];
        if (x->severity != RULES_ERROR) continue;
        core_play_refuse(p, (base_str){NULL, 0}, (rules_text){x->zh, x->en}, (rules_text){x->hint_zh, x->hint_en});
    }
    p->said.diags = d;
}

static bool amend(core_player *p, const core_scenario *s, const core_step *step, base_date from) {
    base_err e = {0};
    core_bases bases;
    rules_diags *d = base_arena_alloc(p->arena, sizeof *d);
    rules_diags_init(d, p->arena);
    base_str text = base_arena_str(p->arena, step->word[3].text);
    const rules_book *b = core_play_amended(p, step->word[1].text, from, text, &bases, d);
    if (b == NULL) {
        refuse_by_diags(p, d);
        return true;
    }
    if (p->host->record != NULL) return core_play_adopt(p, s, step, b, &bases);
    if (!core_world_amend(p->world, b, from, &e)) {
        core_play_refuse(p, (base_str){NULL, 0}, err_text(p->scratch, &e), NO_HINT);
        return true;
    }
    p->newest = b;
    p->newest_text = b->text;
    core_world_set_day(p->world, p->today);
    return true;
}

static bool play_amend(core_player *p, const core_scenario *s, const core_step *step) {
    base_err e = {0};
    base_date from = BASE_DATE_NONE;
    p->said.kind = CORE_PLAY_AMEND;
    if (step->n != 4 || !base_str_is(core_word_key(&step->word[2]), "from") || step->word[2].eq == CORE_NO_EQ) {
        return core_play_bad(p, s, step->word, "C027", CORE_TEXT("amend 的写法不对", "amend is written otherwise"),
                             CORE_TEXT("amend 版本 from=日期 '法规文本的改动'",
                                       "amend VERSION from=DATE 'lines that change the rulebook'"));
    }
    if (p->world == NULL) {
        return core_play_bad(p, s, step->word, "C028", CORE_TEXT("尚未选定法规文本", "no rulebook yet"),
                             CORE_TEXT("先写 rulebook national-2022", "begin with: rulebook national-2022"));
    }
    if (!base_date_parse(core_word_value(&step->word[2]), &from, &e)) {
        return core_play_bad(p, s, &step->word[2], "C021", err_text(p->arena, &e),
                             CORE_TEXT("日期写作 2023-03-01", "a date is written 2023-03-01"));
    }
    return amend(p, s, step, from);
}

static enum core_play_result run_text(core_player *p, base_str text, base_str file);

static bool play_include(core_player *p, const core_scenario *s, const core_step *step) {
    base_err e = {0};
    base_str text, path;
    p->said.kind = CORE_PLAY_INCLUDE;
    if (step->n != 2 || step->want != CORE_WANT_NOTHING_SAID) {
        return core_play_bad(p, s, step->word, "C030", CORE_TEXT("include 后应有一个文件名", "include wants one file"),
                             CORE_TEXT("例如 include take-over.case", "for example: include take-over.case"));
    }
    if (p->depth == CORE_PLAY_MAX_DEPTH) {
        return core_play_bad(
            p, s, step->word, "C031", CORE_TEXT("include 套得太深", "include is nested too deeply"),
            CORE_TEXT("至多 32 层；文件不得引入自己", "at most 32 deep; a file must not include itself"));
    }
    if (p->host->file == NULL ||
        !p->host->file(p->host->ctx, s->file, step->word[1].text, p->arena, &text, &path, &e)) {
        if (e.kind == BASE_ERR_NONE)
            base_err_fmt(&e, BASE_ERR_MISSING, "不能引入文件", "files can not be included here");
        return core_play_bad(p, s, &step->word[1], "C032", err_text(p->arena, &e), NO_HINT);
    }
    bool good = run_text(p, text, base_arena_str(p->arena, path)) != CORE_PLAY_BAD;
    p->said = (core_play_step){.kind = CORE_PLAY_INCLUDE, .as_expected = true}; /* its steps have been told */
    return good;
}

/* ---- the loop ---- */

static bool play_step(core_player *p, const core_scenario *s, const core_step *step) {
    static const struct {
        const char *word;
        bool (*play)(core_player *, const core_scenario *, const core_step *);
    } scene[] = {{"today", play_today}, {"as", play_as},           {"expect", core_play_expect},
                 {"amend", play_amend}, {"include", play_include}, {"rulebook", play_rulebook}};
    for (size_t i = 0; i < sizeof scene / sizeof *scene; i++) {
        if (base_str_is(step->word[0].text, scene[i].word)) return scene[i].play(p, s, step);
    }
    return core_play_action(p, s, step);
}

static void count_step(core_player *p) {
    p->totals.steps++;
    p->totals.expects += p->said.kind == CORE_PLAY_EXPECT;
    p->totals.differing += !p->said.as_expected;
    if (p->said.kind != CORE_PLAY_ACTION) return;
    p->totals.actions++;
    p->totals.granted += !p->said.refused;
    p->totals.refused += p->said.refused;
}

static bool play_one(core_player *p, const core_scenario *s, const core_step *step) {
    base_arena_reset(p->scratch);
    p->said = (core_play_step){.file = s->file,
                               .source = step->source,
                               .line = step->line,
                               .today = p->today,
                               .actor = p->actor,
                               .as_expected = true,
                               .action = RULES_NONE};
    if (p->totals.steps >= CORE_SCENARIO_MAX_STEPS) {
        return core_play_bad(
            p, s, step->word, "C013", CORE_TEXT("步骤过多", "too many steps"),
            CORE_TEXT("至多 200,000 步，引入的文件计算在内", "at most 200,000 steps, included files counted"));
    }
    if (!core_play_reach(p, s, step, NULL, 0) || !play_step(p, s, step)) return false;
    if (p->said.kind == CORE_PLAY_INCLUDE) return true;
    compare(p, step);
    count_step(p);
    if (p->host->step != NULL) p->host->step(p->host->ctx, &p->said);
    return true;
}

static enum core_play_result run_text(core_player *p, base_str text, base_str file) {
    core_scenario s;
    core_step step;
    base_arena *words = base_arena_new(SCRATCH_MAX);
    bool good = core_scenario_check(text, file, words, &p->diags);
    p->depth++;
    core_scenario_open(&s, text, file, words);
    while (good && core_scenario_next(&s, &step, &p->diags)) good = play_one(p, &s, &step);
    p->depth--;
    base_arena_free(words);
    if (!good) return CORE_PLAY_BAD;
    return p->totals.differing > 0 ? CORE_PLAY_DIFFERS : CORE_PLAY_AS_EXPECTED;
}

enum core_play_result core_player_run(core_player *p, base_str text, base_str file) { return run_text(p, text, file); }
