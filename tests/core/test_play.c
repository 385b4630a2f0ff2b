/* The player: what a step means, what an answer is held against, what ends a play. The national rulebook is read from
 * the tree; scenarios and included files are in memory. What the regulation answers is tested by tests/scenarios. */
#include "../testing.h"

#include "base/file.h"
#include "core/due.h"
#include "core/play.h"

typedef struct {
    base_arena *arena;
    core_play_host host;
    const char *file[4][2]; /* name, text: what may be included */
    core_player *player;
    enum core_play_result result;
    /* of the last step that was told, and all differences in a row */
    char differs[1000], differs_en[1000];
    bool refused;
    size_t told, reasons;
    uint32_t line;
} stage;

static const core_divisions *divisions;
static const base_workdays *workdays;
static base_arena *shared;
static base_str national;

static base_str tree_file(base_arena *arena, const char *name) {
    char path[2000];
    base_str text;
    base_err e = {0};
    (void)snprintf(path, sizeof path, "%s/%s", JIQUN_SOURCE_DIR, name);
    if (!base_file_read(arena, path, (size_t)64 << 20, &text, &e)) fail_msg("%s", e.en);
    return text;
}

static int read_tree(void **state) {
    (void)state;
    base_err e = {0};
    shared = base_arena_new((size_t)1 << 30);
    national = tree_file(shared, "rulebooks/national-2022.rules");
    divisions = core_divisions_read(shared, tree_file(shared, "data/divisions.csv"),
                                    tree_file(shared, "data/channels.csv"), &e);
    workdays = base_workdays_read(shared, tree_file(shared, "data/workdays.csv"), BASE_STR("workdays.csv"), &e);
    return divisions != NULL && workdays != NULL ? 0 : -1;
}

static int free_tree(void **state) {
    (void)state;
    base_arena_free(shared);
    return 0;
}

static bool rulebook(void *ctx, base_str from, base_str id, base_arena *arena, base_str *text, base_str *path,
                     base_err *e) {
    (void)ctx, (void)from, (void)arena;
    if (!base_str_is(id, "national-2022")) return base_err_fmt(e, BASE_ERR_MISSING, "没有", "none");
    *text = national;
    *path = BASE_STR("national-2022.rules");
    return true;
}

static bool include(void *ctx, base_str from, base_str name, base_arena *arena, base_str *text, base_str *path,
                    base_err *e) {
    const stage *s = ctx;
    (void)from, (void)arena;
    for (size_t i = 0; i < 4 && s->file[i][0] != NULL; i++) {
        if (!base_str_is(name, s->file[i][0])) continue;
        *text = base_str_of(s->file[i][1]);
        *path = name;
        return true;
    }
    return base_err_fmt(e, BASE_ERR_MISSING, "没有文件", "no such file");
}

static void told(void *ctx, const core_play_step *step) {
    stage *s = ctx;
    s->told++;
    s->refused = step->refused;
    s->reasons = step->n_reasons;
    s->line = step->line;
    if (step->as_expected) return;
    (void)snprintf(s->differs, sizeof s->differs, "%.*s", (int)step->differs.zh.n, step->differs.zh.p);
    (void)snprintf(s->differs_en, sizeof s->differs_en, "%.*s", (int)step->differs.en.n, step->differs.en.p);
}

static stage *set(void) {
    stage *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->arena = base_arena_new((size_t)64 << 20);
    s->host = (core_play_host){
        .ctx = s, .file = include, .rulebook = rulebook, .step = told, .divisions = divisions, .workdays = workdays};
    return s;
}

static enum core_play_result run(stage *s, const char *text) {
    if (s->player == NULL) s->player = core_player_new(&s->host);
    s->result = core_player_run(s->player, base_arena_str(s->arena, base_str_of(text)), BASE_STR("t.case"));
    return s->result;
}

static void strike(stage *s) {
    core_player_free(s->player);
    base_arena_free(s->arena);
    free(s);
}

#define HEAD "rulebook national-2022\ntoday 2023-03-01\n"
#define ROUND                                                                                                          \
    HEAD "as ministry\nopen_round r23 closes=2023-07-31 quota=6 quota_separate=2 first=yes report_due=03-31\n"         \
         "as county 330106\nregister c1 name=\"甲 乙\"\napply c1/a round=r23\n"

#define TAKEN_OVER                                                                                                     \
    "rulebook national-2022\ntoday 2023-11-01\nas ministry\n"                                                          \
    "take_over t1 name=旧 county=330106 announcement=告 announced=2023-01-11 valid_from=2023-01-01 "                 \
    "valid_until=2025-12-31\n"

static void plays(const char *text) {
    stage *s = set();
    if (run(s, text) != CORE_PLAY_AS_EXPECTED) {
        const rules_diags *d = core_player_diags(s->player);
        fail_msg("line %u: %s %.*s", s->line, s->differs, d->n ? (int)d->item[0].en.n : 0, d->n ? d->item[0].en.p : "");
    }
    strike(s);
}

static void differs(const char *text, const char *zh, const char *en) {
    stage *s = set();
    assert_int_equal(run(s, text), CORE_PLAY_DIFFERS);
    assert_int_equal(core_player_totals(s->player).differing, 1);
    assert_string_equal(s->differs, zh);
    assert_string_equal(s->differs_en, en);
    strike(s);
}

/* The play ends at this line and column with this code; `hint` is in the English hint. */
static void is_bad(const char *text, const char *code, uint32_t line, uint32_t col, const char *hint) {
    stage *s = set();
    assert_int_equal(run(s, text), CORE_PLAY_BAD);
    const rules_diags *d = core_player_diags(s->player);
    assert_true(d->n >= 1);
    assert_string_equal(d->item[0].code, code);
    assert_int_equal(d->item[0].span.line, line);
    assert_int_equal(d->item[0].span.col, col);
    base_str h = d->item[0].hint_en;
    if (hint[0] != '\0' && memmem(h.p, h.n, hint, strlen(hint)) == NULL)
        fail_msg("\"%s\" is not in \"%.*s\"", hint, (int)h.n, h.p);
    strike(s);
}

static void a_life_begins(void **state) {
    (void)state;
    plays(
        ROUND
        "expect c1 state=candidate name=\"甲 乙\" county=330106 channel=33 provincial=no valid_until=none "
        "validity_ended=no last_year=none exists=yes rulebook=national-2022\n"
        "expect c1/a state=draft outcome=none\nexpect c9 exists=no\nexpect register candidate=1 recognised=0 total=1\n"
        "expect r23 quota=6 report_due=03-31\n");
}

static void the_day_never_goes_back(void **state) {
    (void)state;
    stage *s = set();
    assert_int_equal(run(s, HEAD "today 2023-03-01\ntoday 2023-02-28 -> refused\ntoday 2024-02-29 -> ok\n"),
                     CORE_PLAY_AS_EXPECTED);
    int y, m, d;
    base_date_split(core_player_today(s->player), &y, &m, &d);
    assert_int_equal(y * 10000 + m * 100 + d, 20240229);
    assert_int_equal(run(s, "today 2024-02-28\n"), CORE_PLAY_DIFFERS);
    base_date_split(core_player_today(s->player), &y, &m, &d);
    assert_int_equal(y * 10000 + m * 100 + d, 20240229);
    strike(s);
}

static void answers_that_differ(void **state) {
    (void)state;
    differs(HEAD "as county 330106\nregister c1 name=a -> refused\n", "应当拒绝，却获准许",
            "expected a refusal, was granted");
    differs(ROUND "accept c1/a\n", "应当准许，却被拒绝（第十三条）", "expected ok, was refused (第十三条)");
    differs(ROUND "accept c1/a -> refused 第十四条\n", "应当依 第十四条 拒绝，拒绝所依据的是 第十三条",
            "expected a refusal by 第十四条, was refused by 第十三条");
    differs(ROUND "expect c1 state=revoked\n", "state 应为 revoked，实为 candidate",
            "state should be revoked, is candidate");
    differs(ROUND "expect register candidate=2\n", "candidate 应为 2，实为 1", "candidate should be 2, is 1");
    differs(ROUND "expect c1 state=candidate name=x\n", "name 应为 x，实为 甲 乙", "name should be x, is 甲 乙");
    differs(HEAD "expect c1 state=candidate\n", "state 应为 candidate，实为 （没有该事项 no such case）",
            "state should be candidate, is （没有该事项 no such case）");
    differs(HEAD "expect c1 exists=yes\n", "exists 应为 yes，实为 no", "exists should be yes, is no");
}

/* A difference is reported and the play goes on. */
static void goes_on_after_a_difference(void **state) {
    (void)state;
    stage *s = set();
    assert_int_equal(run(s, ROUND "expect c1 state=revoked\nexpect c1 state=candidate\nexpect c1 county=1 channel=2\n"),
                     CORE_PLAY_DIFFERS);
    core_play_totals t = core_player_totals(s->player);
    assert_int_equal(t.steps, 10);
    assert_int_equal(t.actions, 3);
    assert_int_equal(t.granted, 3);
    assert_int_equal(t.refused, 0);
    assert_int_equal(t.expects, 3);
    assert_int_equal(t.differing, 2);
    assert_int_equal(s->told, 10);
    assert_string_equal(s->differs_en, "county should be 1, is 330106; channel should be 2, is 33");
    strike(s);
}

static void articles(void **state) {
    (void)state;
    base_str joined = BASE_STR("第四条、第十七条(三)、reading");
    assert_true(core_cites(joined, BASE_STR("第四条")));
    assert_true(core_cites(joined, BASE_STR("第十七条")));
    assert_true(core_cites(joined, BASE_STR("第十七条(三)")));
    assert_true(core_cites(joined, BASE_STR("第十七条（三）")));
    assert_true(core_cites(BASE_STR("第十七条（三）"), BASE_STR("第十七条(三)")));
    assert_true(core_cites(joined, BASE_STR("reading")));
    assert_false(core_cites(joined, BASE_STR("第十七条(五)")));
    assert_false(core_cites(joined, BASE_STR("第十")));
    assert_false(core_cites(joined, BASE_STR("第十条")));
    assert_false(core_cites(BASE_STR("第十七条"), BASE_STR("第十七条(三)")));
    assert_false(core_cites(joined, BASE_STR("")));
    assert_false(core_cites((base_str){NULL, 0}, BASE_STR("第四条")));
    plays(ROUND "accept c1/a -> refused 第十三条\nsubmit c1/a -> refused 附件\nsubmit c1/a -> refused\n");
}

static void drafts_are_kept_by_case(void **state) {
    (void)state;
    plays(ROUND
          "fill c1/a output.2020=41 output.2021=46.5 output.2022=1 sme_output.2022=38 leading_output.2022=40\n"
          "fill c1/a land=95 champions=0 little_giants=2 specialised=12 innovative=20\n"
          "submit c1/a -> refused 附件\n"
          "fill c1/a output.2022=52 pillar=x leader=x layout=x innovation_platforms=x infrastructure=x green=x\n"
          "fill c1/a why.high_tech=未统计 opening=x governance=x land=-1 -> refused\n"
          "submit c1/a -> refused 附件\n"
          "fill c1/a opening=x governance=x why.high_tech=未统计\n"
          "submit c1/a\nfill c1/a land=90 -> refused\n"
          "as province 33\nreturn c1/a reason=补正\nas county 330106\nsubmit c1/a\nexpect c1/a state=submitted\n");
}

static void bad_steps_say_where(void **state) {
    (void)state;
    is_bad("open_round r23\n", "C028", 1, 1, "rulebook national-2022");
    is_bad("expect c1 state=x\n", "C028", 1, 1, "rulebook");
    is_bad("amend v from=2023-01-01 x\n", "C028", 1, 1, "rulebook");
    is_bad("rulebook\n", "C024", 1, 1, "rulebook national-2022");
    is_bad("rulebook elsewhere\n", "C025", 1, 10, "");
    is_bad(HEAD "rulebook national-2022\n", "C026", 3, 1, "amend");
    is_bad("today\n", "C020", 1, 1, "today 2023-03-01");
    is_bad("today 2023-02-29\n", "C021", 1, 7, "2023-03-01");
    is_bad("as\n", "C022", 1, 1, "as ministry");
    is_bad("as  provinse 33\n", "C023", 1, 5, "did you mean province?");
    is_bad("as emperor\n", "C023", 1, 4, "levels are");
    is_bad("rulebook national-2022\nas ministry\nopen_round r\n", "C040", 3, 1, "today");
    is_bad(HEAD "open_round r\n", "C041", 3, 1, "as ministry");
    is_bad(HEAD "as ministry\nopen_rond r23\n", "C042", 4, 1, "did you mean open_round?");
    is_bad(HEAD "as ministry\nfrobnicate\n", "C042", 4, 1, "expected rulebook, today");
    is_bad(HEAD "as ministry\nopen_round r23 clsoes=2023-07-31\n", "C043", 4, 16, "did you mean closes?");
    is_bad(ROUND "fill c1/a outptu.2020=1\n", "C043", 8, 11, "did you mean output?");
    is_bad(ROUND "fill c1/a why.lnad=x\n", "C043", 8, 11, "did you mean land?");
    is_bad(HEAD "amend v2\n", "C027", 3, 1, "amend VERSION");
    is_bad(HEAD "amend v2 from=soon x\n", "C021", 3, 10, "2023-03-01");
    is_bad(HEAD "expect c1\n", "C050", 3, 1, "expect c1");
    is_bad(HEAD "expect c1 state=x -> ok\n", "C050", 3, 1, "expect c1");
    is_bad(HEAD "expect c1 a=b state\n", "C053", 3, 15, "expect c1");
    is_bad(HEAD "expect register recognized=1\n", "C051", 3, 17, "did you mean recognised?");
    is_bad(ROUND "expect c1 vaild_until=none\n", "C052", 8, 11, "did you mean valid_until?");
    is_bad(ROUND "expect c1 zzzzzzzz=none\n", "C052", 8, 11, "expected state");
    is_bad("include\n", "C030", 1, 1, "include take-over.case");
    is_bad("include x -> ok\n", "C030", 1, 1, "include take-over.case");
    is_bad("include x\n", "C032", 1, 9, "");
    is_bad(HEAD "a 'b\n", "C001", 3, 3, "put a '");
}

/* What stands after a step that can not be understood is not played. */
static void a_bad_step_ends_the_play(void **state) {
    (void)state;
    stage *s = set();
    assert_int_equal(run(s, ROUND "nonsense\nregister c2 name=b\n"), CORE_PLAY_BAD);
    assert_int_equal(core_world_count(core_player_world(s->player), BASE_STR("candidate")), 1);
    strike(s);
}

static void includes(void **state) {
    (void)state;
    stage *s = set();
    s->file[0][0] = "head.case", s->file[0][1] = ROUND;
    s->file[1][0] = "self.case", s->file[1][1] = "include self.case\n";
    s->file[2][0] = "bad.case", s->file[2][1] = "# one\ntoday x\n";
    assert_int_equal(run(s, "include head.case\nexpect c1/a state=draft\n"), CORE_PLAY_AS_EXPECTED);
    assert_int_equal(core_player_totals(s->player).steps, 8); /* include itself is no step */
    assert_int_equal(run(s, "include bad.case\n"), CORE_PLAY_BAD);
    const rules_diag *d = &core_player_diags(s->player)->item[0];
    assert_true(base_str_is(d->span.file, "bad.case"));
    assert_int_equal(d->span.line, 2);
    assert_int_equal(run(s, "include self.case\n"), CORE_PLAY_BAD);
    assert_string_equal(core_player_diags(s->player)->item[1].code, "C031");
    strike(s);
    s = set();
    s->host.file = NULL;
    assert_int_equal(run(s, "include head.case\n"), CORE_PLAY_BAD);
    strike(s);
}

static void a_book_that_is_given(void **state) {
    (void)state;
    stage *s = set();
    rules_diags d;
    rules_diags_init(&d, s->arena);
    s->host.book = rules_compile(s->arena, national, BASE_STR("n.rules"), NULL, NULL, &d);
    s->host.rulebook = NULL;
    assert_non_null(s->host.book);
    /* The name outlives its step: an amendment cites the file it changes. */
    assert_int_equal(run(s, ROUND "amend v2 from=2023-05-01 'case practice\n  field place \"地点\" text'\n"),
                     CORE_PLAY_AS_EXPECTED);
    assert_ptr_equal(core_world_book(core_player_world(s->player), core_player_today(s->player)), s->host.book);
    strike(s);
}

static void amendments(void **state) {
    (void)state;
    plays(ROUND "amend v2 from=2023-05-01 'case practice\n  state retired \"已撤下\"  end\n  action retire_practice "
                "\"撤下\" by province  published -> retired  第十条\n'\n"
                "amend v3 from=2023-04-01 'case practice\n  field place \"地点\" text\n' -> refused\n"
                "amend v3 from=2023-06-01 'no such line' -> refused\n"
                "today 2023-05-02\nregister c2 name=b\napply c2/a round=r23\n"
                "expect c1/a rulebook=national-2022\nexpect c2/a rulebook=v2\n");
}

/* A draft is bounded, however many lines fill it. */
static void drafts_are_bounded(void **state) {
    (void)state;
    enum { MAX_DRAFT = 4000 };
    static const char *const fact[] = {"output", "sme_output", "leading_output", "revenue", "sme_rd", "target_output"};
    stage *s = set();
    char *text = malloc(1 << 20);
    assert_non_null(text);
    size_t n = (size_t)snprintf(text, 1 << 20, "%s", ROUND);
    for (int i = 0; i < MAX_DRAFT + 10; i++) {
        n += (size_t)snprintf(text + n, (1 << 20) - n, "fill c1/a %s.%d=1%s\n", fact[i % 6], 1950 + i / 6,
                              i < MAX_DRAFT ? "" : " -> refused 第十二条");
    }
    if (run(s, text) != CORE_PLAY_AS_EXPECTED) fail_msg("line %u: %s", s->line, s->differs_en);
    free(text);
    strike(s);
}

static void steps_are_bounded(void **state) {
    (void)state;
    stage *s = set();
    char *text = malloc(200001);
    assert_non_null(text);
    for (size_t i = 0; i < 20000; i++) memcpy(text + i * 10, "as public\n", 10);
    text[200000] = '\0';
    for (int i = 0; i < 10; i++) assert_int_equal(run(s, text), CORE_PLAY_AS_EXPECTED);
    assert_int_equal(run(s, "as public\n"), CORE_PLAY_BAD);
    assert_string_equal(core_player_diags(s->player)->item[0].code, "C013");
    free(text);
    strike(s);
}

/* Dates, last days of states, several refusing articles, judgements by criterion. */
static void what_can_be_asked(void **state) {
    (void)state;
    plays(ROUND "expect c1/a state=draft\nexpect r23 closes=2023-07-31\n"
                "submit c1/a -> refused 附件\nas public\nsubmit c1/a -> refused 第十二条 附件\n"
                "as province 33\nreview c1/a 1.1=met -> refused 第十三条\nrecommend c1/a -> refused 第十三条 附件\n");
    is_bad(ROUND "review c1/a 1.11=met\n", "C043", 8, 13, "did you mean 1.");
    differs(ROUND "as public\nrecommend c1/a\n", "应当准许，却被拒绝（第十三条、附件）",
            "expected ok, was refused (第十三条、附件)");
    plays(TAKEN_OVER "expect t1 last_year=2025-01-01 valid_until=2025-12-31 announced=2023-01-11 not_known=yes\n"
                     "expect t1/report2023 exists=yes due=2024-04-30 year=2023 overdue=no\n"
                     "expect t1/report2020 exists=no\nexpect t1/reportx exists=no\n"
                     "open_supervision t1/s subject=x\npropose_revocation t1/rv ground=二 evidence=x\n"
                     "expect t1/rv state=proposed proposed=2023-11-08 reason=none\n");
}

/* ---- due ---- */

static const core_due_item *find_item(core_due_list l, const char *path, enum core_due_group group) {
    for (size_t i = 0; i < l.n; i++) {
        if (base_str_is(l.item[i].path, path) && l.item[i].group == group) return &l.item[i];
    }
    return NULL;
}

static core_due_list due_on(stage *s, const char *day, int32_t days) {
    base_date d;
    base_err e = {0};
    assert_true(base_date_parse(base_str_of(day), &d, &e));
    core_due_list l = core_due(core_player_world(s->player), d, days, s->arena);
    size_t sum = 0;
    for (size_t g = 0; g < CORE_DUE_GROUPS; g++) sum += l.count[g];
    assert_int_equal(sum, l.n);
    for (size_t i = 1; i < l.n; i++) assert_true(l.item[i - 1].group <= l.item[i].group);
    return l;
}

/* While the programme is loading, nothing that has passed is late or ended: it is not known. */
static void what_is_not_known_is_never_late(void **state) {
    (void)state;
    stage *s = set();
    assert_int_equal(run(s, TAKEN_OVER), CORE_PLAY_AS_EXPECTED);
    core_due_list l = due_on(s, "2026-03-01", 400);
    assert_int_equal(l.count[CORE_DUE_OVERDUE], 0);
    assert_int_equal(l.count[CORE_DUE_ENDED], 0);
    const core_due_item *i = find_item(l, "t1", CORE_DUE_NOT_KNOWN);
    assert_non_null(i);
    assert_int_equal(i->days, -60);
    i = find_item(l, "t1/report2024", CORE_DUE_NOT_KNOWN);
    assert_non_null(i);
    assert_int_equal(i->year, 2024);
    assert_non_null(find_item(l, "t1/report2022", CORE_DUE_NOT_KNOWN)); /* due after the announcement */
    assert_null(find_item(l, "t1/report2021", CORE_DUE_NOT_KNOWN));
    i = find_item(l, "t1/report2025", CORE_DUE_SOON);
    assert_non_null(i);
    assert_true(base_str_is(i->name, "旧"));
    assert_int_equal(i->levels, 1U << rules_find_level(i->book, BASE_STR("county")));
    strike(s);
}

/* Once the record has begun, what passes after that is overdue or ended, and what passed before stays not known. */
static void after_the_record_has_begun(void **state) {
    (void)state;
    stage *s = set();
    assert_int_equal(run(s, TAKEN_OVER "end_loading\n"), CORE_PLAY_AS_EXPECTED);
    core_due_list l = due_on(s, "2026-03-01", 30);
    assert_non_null(find_item(l, "t1/report2022", CORE_DUE_NOT_KNOWN));
    const core_due_item *i = find_item(l, "t1/report2023", CORE_DUE_OVERDUE);
    assert_non_null(i);
    assert_true(core_cites(i->cite, BASE_STR("第十七条")));
    assert_non_null(find_item(l, "t1", CORE_DUE_ENDED));
    assert_null(find_item(l, "t1/report2025", CORE_DUE_SOON)); /* beyond 30 days */
    l = due_on(s, "2025-06-01", 400);
    assert_non_null(find_item(l, "t1", CORE_DUE_SOON));
    l = due_on(s, "2025-06-01", -5);
    assert_int_equal(l.count[CORE_DUE_SOON], 0);
    strike(s);
}

static void open_cases_and_rounds(void **state) {
    (void)state;
    stage *s = set();
    assert_int_equal(run(s, ROUND
                         "fill c1/a why.output=x why.sme_output=x why.leading_output=x why.land=x why.champions=x "
                         "why.little_giants=x why.specialised=x why.innovative=x why.high_tech=x pillar=x leader=x "
                         "layout=x innovation_platforms=x infrastructure=x green=x opening=x governance=x\n"
                         "submit c1/a\n"),
                     CORE_PLAY_AS_EXPECTED);
    core_due_list l = due_on(s, "2023-07-01", 400);
    const core_due_item *i = find_item(l, "r23", CORE_DUE_SOON);
    assert_non_null(i);
    assert_int_equal(i->days, 30);
    assert_null(find_item(l, "r23", CORE_DUE_WAITING));
    i = find_item(l, "c1/a", CORE_DUE_WAITING);
    assert_non_null(i);
    assert_int_equal(i->levels, 1U << rules_find_level(i->book, BASE_STR("province")));
    l = due_on(s, "2023-08-01", 400);
    i = find_item(l, "r23", CORE_DUE_WAITING);
    assert_non_null(i);
    assert_int_equal(i->levels, 1U << rules_find_level(i->book, BASE_STR("ministry")));
    strike(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_life_begins),
        cmocka_unit_test(the_day_never_goes_back),
        cmocka_unit_test(answers_that_differ),
        cmocka_unit_test(goes_on_after_a_difference),
        cmocka_unit_test(articles),
        cmocka_unit_test(drafts_are_kept_by_case),
        cmocka_unit_test(bad_steps_say_where),
        cmocka_unit_test(a_bad_step_ends_the_play),
        cmocka_unit_test(includes),
        cmocka_unit_test(a_book_that_is_given),
        cmocka_unit_test(amendments),
        cmocka_unit_test(drafts_are_bounded),
        cmocka_unit_test(steps_are_bounded),
        cmocka_unit_test(what_can_be_asked),
        cmocka_unit_test(what_is_not_known_is_never_late),
        cmocka_unit_test(after_the_record_has_begun),
        cmocka_unit_test(open_cases_and_rounds),
    };
    return cmocka_run_group_tests_name("core/play", tests, read_tree, free_tree);
}
