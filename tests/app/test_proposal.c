/* Two persons put a rulebook in force: who may, what is kept, what stops it, and that it is adopted once. */
#include "account_support.h"

#include "app/proposal.h"

static const char *const FIRST_DAY = "2023-01-02", *const FROM = "2023-06-01";

static base_date day_of(const char *text) {
    base_date d = BASE_DATE_NONE;
    base_err e = {0};
    assert_true(base_date_parse(base_str_of(text), &d, &e));
    return d;
}

static app_by person(const char *login) { return by_office(login, APP_OFFICE_NONE); }

/* A ministry of two, and one of a province. */
static void begin(desk *d) {
    const app_by console = app_by_console();
    desk_begin(d, LOG_SM3_SM2);
    desk_open(d, APP_WRITE);
    static const char *const all[] = {"zhang", "li", "wang", "county"};
    for (size_t i = 0; i < 4; i++) add_account(d, &console, all[i]);
    grant(d, &console, "zhang", level_grant("ministry", ""));
    grant(d, &console, "li", level_grant("ministry", ""));
    grant(d, &console, "wang", level_grant("province", "53"));
    grant(d, &console, "county", level_grant("county", "330106"));
}

/* The text in force with another bar. */
static base_str with_bar(desk *d, int bar) {
    const core_world *w = app_world(d->app);
    base_str text = core_world_version(w, 0)->book->text;
    const char *at = memmem(text.p, text.n, ">= 40 ", 6);
    assert_non_null(at);
    const int before = (int)(at - text.p);
    return base_arena_fmt(d->scratch, "%.*s>= %d %.*s", before, text.p, bar, (int)text.n - before - 6, at + 6);
}

static app_proposal_draft draft_of(desk *d, const char *name, base_str text, const char *from, const char *day) {
    const core_world *w = app_world(d->app);
    return (app_proposal_draft){.name = base_str_of(name),
                                .text = text,
                                .from = day_of(from),
                                .day = day_of(day),
                                .prove = {.arena = d->scratch,
                                          .divisions = core_world_divisions(w),
                                          .workdays = core_world_workdays(w),
                                          .no_witness = true}};
}

static app_proposal read_one(desk *d, const char *name, int bar, const char *from) {
    base_err e = {0};
    app_proposal p;
    const app_proposal_draft draft = draft_of(d, name, with_bar(d, bar), from, FIRST_DAY);
    good(app_proposal_read(d->app, &draft, &p, &e), &e);
    return p;
}

static app_proposal propose(desk *d, const char *login, const char *name, int bar, const char *from) {
    base_err e = {0};
    const app_by by = person(login);
    const app_proposal p = read_one(d, name, bar, from);
    good(app_propose(d->app, &by, &p, T0, &e), &e);
    return p;
}

static app_proposal kept(desk *d, const char *name) {
    base_err e = {0};
    app_proposal p = {.version = 0};
    bool found = false;
    good(app_proposal_get(d->app, d->scratch, base_str_of(name), &p, &found, &e), &e);
    assert_true(found);
    return p;
}

static app_request consent_of(desk *d, const char *login, const char *name, base_str digest, const char *day) {
    app_consent *c = base_arena_alloc(d->scratch, sizeof *c);
    *c = (app_consent){person(login), base_str_of(name), digest};
    return (app_request){.consent = c, .fresh = true, .command = {.today = day_of(day)}};
}

static app_answer consent(desk *d, const char *login, const char *name, base_str digest, const char *day) {
    app_answer a;
    const app_request r = consent_of(d, login, name, digest, day);
    app_submit(d->app, &r, 1, &a, d->scratch);
    return a;
}

static void not_consented(desk *d, const char *login, const char *name, base_str digest, const char *day,
                          const char *says) {
    const uint64_t size = app_head(d->app).size;
    app_answer a = consent(d, login, name, digest, day);
    assert_int_equal(a.result, APP_FAILED);
    refused(false, &a.error, says);
    assert_int_equal(app_head(d->app).size, size);
}

static void one_proposes_and_another_consents(void **state) {
    (void)state;
    desk d = {0};
    core_consent c;
    begin(&d);
    const app_proposal p = propose(&d, "zhang", "national-2027", 50, FROM);
    app_proposal k = kept(&d, "national-2027");
    assert_true(k.state == APP_PROPOSAL_OPEN && base_str_is(k.by, "zhang") && k.proved > 10 && k.n_bases == 0);
    assert_true(base_str_eq(k.text, p.text) && base_str_eq(k.digest, p.digest));
    not_consented(&d, "zhang", "national-2027", p.digest, FIRST_DAY, "another person");
    not_consented(&d, "wang", "national-2027", p.digest, FIRST_DAY, "ministry");
    not_consented(&d, "county", "national-2027", p.digest, FIRST_DAY, "ministry");
    not_consented(&d, "nobody", "national-2027", p.digest, FIRST_DAY, "acts in nothing");
    not_consented(&d, "li", "national-2028", p.digest, FIRST_DAY, "no proposal");
    not_consented(&d, "li", "national-2027", k.follows, FIRST_DAY, "digest");
    app_answer a = consent(&d, "li", "national-2027", p.digest, FIRST_DAY);
    if (a.result != APP_GRANTED) fail_msg("%s", a.error.en);
    const core_version *v = core_world_version(app_world(d.app), 1);
    assert_true(base_str_is(v->book->id, "national-2027") && v->from == day_of(FROM));
    assert_true(base_str_eq(v->digest, p.digest));
    assert_true(core_adoption_consent(v->adoption, &c));
    assert_true(base_str_is(c.by, "zhang") && base_str_is(c.consented, "li") && c.proposed == day_of(FIRST_DAY));
    k = kept(&d, "national-2027");
    assert_true(k.state == APP_PROPOSAL_ADOPTED && base_str_is(k.ended_by, "li") && k.text.n == 0);
    not_consented(&d, "li", "national-2027", p.digest, FIRST_DAY, "put in force");
    if (strncmp(newest_accesses(&d, 2), "li consented national-2027 ", 27) != 0) fail_msg("%s", newest_accesses(&d, 2));
    if (strstr(newest_accesses(&d, 2), "|zhang proposed national-2027 ") == NULL)
        fail_msg("%s", newest_accesses(&d, 2));
    /* What was adopted is on record, and is found there by whoever opens it. */
    desk_close(&d);
    desk_open(&d, APP_READ);
    assert_int_equal(core_world_versions(app_world(d.app)), 2);
    assert_true(core_adoption_consent(core_world_version(app_world(d.app), 1)->adoption, &c));
    desk_end(&d);
}

static void of_two_who_consent_at_once_one_does(void **state) {
    (void)state;
    desk d = {0};
    const app_by console = app_by_console();
    begin(&d);
    add_account(&d, &console, "zhao");
    grant(&d, &console, "zhao", level_grant("ministry", ""));
    const app_proposal p = propose(&d, "zhang", "national-2027", 50, FROM);
    app_answer a[3];
    const app_request r[3] = {consent_of(&d, "li", "national-2027", p.digest, FIRST_DAY),
                              consent_of(&d, "zhao", "national-2027", p.digest, FIRST_DAY),
                              consent_of(&d, "li", "national-2027", p.digest, FIRST_DAY)};
    const uint64_t size = app_head(d.app).size;
    app_submit(d.app, r, 3, a, d.scratch);
    assert_int_equal(a[0].result, APP_GRANTED);
    for (int i = 1; i < 3; i++) {
        assert_int_equal(a[i].result, APP_FAILED);
        refused(false, &a[i].error, "put in force");
    }
    assert_int_equal(app_head(d.app).size, size + 1);
    assert_true(base_str_is(kept(&d, "national-2027").ended_by, "li"));
    desk_end(&d);
}

static bool ended(desk *d, enum app_proposal_act act, const char *login, base_err *e) {
    const app_by by = person(login);
    return app_proposal_end(d->app, &by, act, BASE_STR("national-2027"), BASE_STR("理由"), day_of(FIRST_DAY), T0, e);
}

static void declined_and_withdrawn(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    begin(&d);
    const app_proposal p = propose(&d, "zhang", "national-2027", 50, FROM);
    refused(ended(&d, APP_PROPOSAL_DECLINE, "zhang", &e), &e, "declines what he proposed");
    refused(ended(&d, APP_PROPOSAL_WITHDRAW, "li", &e), &e, "only who proposed it");
    refused(ended(&d, APP_PROPOSAL_DECLINE, "wang", &e), &e, "ministry");
    const app_by li = person("li");
    refused(app_propose(d.app, &li, &p, T0, &e), &e, "is open");
    good(ended(&d, APP_PROPOSAL_DECLINE, "li", &e), &e);
    app_proposal k = kept(&d, "national-2027");
    assert_true(k.state == APP_PROPOSAL_DECLINED && base_str_is(k.why, "理由") && k.text.n > 0 && k.ended == T0);
    not_consented(&d, "li", "national-2027", p.digest, FIRST_DAY, "declined");
    propose(&d, "zhang", "national-2027", 51, FROM); /* anew, under the same name */
    assert_int_equal(kept(&d, "national-2027").state, APP_PROPOSAL_OPEN);
    not_consented(&d, "li", "national-2027", p.digest, FIRST_DAY, "digest");
    good(ended(&d, APP_PROPOSAL_WITHDRAW, "zhang", &e), &e);
    not_consented(&d, "li", "national-2027", p.digest, FIRST_DAY, "withdrawn");
    desk_end(&d);
}

static void what_no_longer_fits(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by console = app_by_console();
    begin(&d);
    const app_proposal p = propose(&d, "zhang", "national-2027", 50, FROM),
                       q = propose(&d, "li", "national-2028", 60, FROM);
    assert_true(app_proposal_fits(app_world(d.app), &q, day_of(FROM), &e)); /* on its first day */
    refused(app_proposal_fits(app_world(d.app), &q, day_of(FROM) + 1, &e), &e, "has passed");
    not_consented(&d, "zhang", "national-2028", q.digest, "2023-06-02", "has passed");
    /* Whoever proposed it may no more, then may again. */
    good(app_account_disable(d.app, &console, BASE_STR("li"), true, BASE_STR("离任"), T0, &e), &e);
    not_consented(&d, "zhang", "national-2028", q.digest, FIRST_DAY, "no right to any more");
    good(app_account_disable(d.app, &console, BASE_STR("li"), false, (base_str){NULL, 0}, T0, &e), &e);
    assert_int_equal(consent(&d, "li", "national-2027", p.digest, FIRST_DAY).result, APP_GRANTED);
    not_consented(&d, "zhang", "national-2028", q.digest, FIRST_DAY, "another text was put in force");
    desk_end(&d);
}

static void not_proposed(desk *d, app_proposal_draft draft, const char *says) {
    base_err e = {0};
    app_proposal p;
    refused(app_proposal_read(d->app, &draft, &p, &e), &e, says);
}

static void what_is_not_proposed(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    begin(&d);
    base_str text = with_bar(&d, 50), now = core_world_version(app_world(d.app), 0)->book->text;
    not_proposed(&d, draft_of(&d, "national-2022", text, FROM, FIRST_DAY), "called national-2022");
    not_proposed(&d, draft_of(&d, "a b", text, FROM, FIRST_DAY), "letters, digits");
    not_proposed(&d, draft_of(&d, "", text, FROM, FIRST_DAY), "letters, digits");
    not_proposed(&d, draft_of(&d, "a/b", text, FROM, FIRST_DAY), "letters, digits");
    not_proposed(&d, draft_of(&d, "n", text, "2023-01-01", FIRST_DAY), "has passed");
    not_proposed(&d, draft_of(&d, "n", now, FROM, FIRST_DAY), "already in force");
    not_proposed(&d, draft_of(&d, "n", BASE_STR("nonsense"), FROM, FIRST_DAY), "line 1");
    app_proposal_draft hasty = draft_of(&d, "n", text, FROM, FIRST_DAY);
    hasty.prove.max_states = 1;
    not_proposed(&d, hasty, "not settled");
    const app_proposal p = read_one(&d, "n", 50, FROM);
    const app_by county = person("county"), wang = person("wang"), nobody = person("nobody");
    refused(app_propose(d.app, &county, &p, T0, &e), &e, "ministry");
    refused(app_propose(d.app, &wang, &p, T0, &e), &e, "ministry");
    refused(app_propose(d.app, &nobody, &p, T0, &e), &e, "acts in nothing");
    desk_end(&d);
}

static void so_many_and_no_more(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    size_t n = 0;
    app_proposal *item = NULL;
    const app_by zhang = person("zhang");
    begin(&d);
    app_proposal p = read_one(&d, "n", 50, FROM);
    for (int i = 0; i < APP_PROPOSALS_MAX + 5; i++) {
        p.name = base_arena_fmt(d.scratch, "n%d", i);
        good(app_propose(d.app, &zhang, &p, T0 + i, &e), &e);
        good(app_proposal_end(d.app, &zhang, APP_PROPOSAL_WITHDRAW, p.name, BASE_STR("x"), day_of(FIRST_DAY), T0 + i,
                              &e),
             &e);
    }
    good(app_proposals(d.app, d.scratch, &item, &n, &e), &e);
    assert_int_equal(n, APP_PROPOSALS_MAX);
    assert_true(base_str_is(item[0].name, "n64") && base_str_is(item[n - 1].name, "n5")); /* the oldest went */
    for (int i = 0; i < APP_PROPOSALS_OPEN; i++) {
        p.name = base_arena_fmt(d.scratch, "n%d", i);
        good(app_propose(d.app, &zhang, &p, T0, &e), &e);
    }
    p.name = BASE_STR("more");
    refused(app_propose(d.app, &zhang, &p, T0, &e), &e, "10 proposals are open");
    good(app_proposals(d.app, d.scratch, &item, &n, &e), &e);
    assert_true(n == APP_PROPOSALS_MAX && item[0].state == APP_PROPOSAL_OPEN);
    desk_end(&d);
}

static void who_else_could(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by console = app_by_console();
    const core_actor ministry = {BASE_STR("ministry"), {NULL, 0}};
    size_t n = 9;
    begin(&d);
    good(app_proposal_others(d.app, ministry, BASE_STR("zhang"), &n, &e), &e);
    assert_int_equal(n, 1);
    good(app_account_disable(d.app, &console, BASE_STR("li"), true, BASE_STR("离任"), T0, &e), &e);
    good(app_proposal_others(d.app, ministry, BASE_STR("zhang"), &n, &e), &e);
    assert_int_equal(n, 0);
    assert_true(app_proposal_may(d.app, d.scratch, BASE_STR("zhang"), day_of(FIRST_DAY), &e));
    refused(app_proposal_may(d.app, d.scratch, BASE_STR("li"), day_of(FIRST_DAY), &e), &e, "disabled");
    refused(app_proposal_may(d.app, d.scratch, BASE_STR("wang"), day_of(FIRST_DAY), &e), &e, "ministry");
    desk_end(&d);
}

static bool take_mail(void *ctx, const store_message *row) {
    base_buf *text = ctx;
    base_buf_puts(text, row->body);
    return base_buf_putc(text, '\n');
}

/* All mails that wait; in memory of the desk. */
static const char *waiting_mails(desk *d) {
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 1 << 20);
    good(store_messages(app_store(d->app), 0, 100, take_mail, &b, &e), &e);
    const char *text = base_arena_str(d->scratch, base_buf_str(&b)).p;
    base_buf_free(&b);
    return text;
}

static size_t times(const char *text, const char *part) {
    size_t n = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) n++;
    return n;
}

static void who_is_told(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    begin(&d);
    propose(&d, "zhang", "national-2027", 50, FROM);
    const char *text = waiting_mails(&d);
    assert_int_equal(times(text, "待您同意施行"), 2); /* one mail: its subject and its text */
    assert_true(times(text, "account:li") == 1 && times(text, "account:wang") + times(text, "account:zhang") == 0);
    good(ended(&d, APP_PROPOSAL_DECLINE, "li", &e), &e);
    text = waiting_mails(&d);
    assert_true(times(text, "account:zhang") == 1 && times(text, "was declined") == 1);
    const app_proposal p = propose(&d, "zhang", "national-2027", 50, FROM);
    assert_int_equal(consent(&d, "li", "national-2027", p.digest, FIRST_DAY).result, APP_GRANTED);
    text = waiting_mails(&d);
    assert_true(times(text, "account:zhang") == 2 && times(text, "was consented to") == 1);
    assert_int_equal(times(text, "account:li"), 2);
    desk_end(&d);
}

/* Somebody reads on the first day of a version; the first who acts on that day must not take away what is being read.
 */
static void what_is_read_stays_when_a_version_begins(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    begin(&d);
    must(&d, "county", "330106", FIRST_DAY, "register c1 name=甲");
    const app_proposal p = propose(&d, "zhang", "national-2027", 50, FROM);
    assert_int_equal(consent(&d, "li", "national-2027", p.digest, FIRST_DAY).result, APP_GRANTED);
    app *reader = app_open(&d.place, APP_READ, &e);
    assert_non_null(reader);
    good(app_view(reader, day_of(FROM), &e), &e);
    const core_case *c1 = app_load(reader, BASE_STR("c1"), &e);
    const core_version *v = core_world_version(app_world(reader), 1);
    assert_non_null(c1);
    must(&d, "county", "330106", FROM, "register c2 name=乙");
    assert_null(app_load(reader, BASE_STR("c2"), &e));
    refused(false, &e, "try again");
    assert_true(base_str_is(c1->path, "c1") && base_str_is(v->book->id, "national-2027"));
    e = (base_err){0};
    good(app_view(reader, day_of(FROM), &e), &e);
    assert_non_null(app_load(reader, BASE_STR("c2"), &e));
    app_close(reader);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_proposes_and_another_consents),
        cmocka_unit_test(what_is_read_stays_when_a_version_begins),
        cmocka_unit_test(of_two_who_consent_at_once_one_does),
        cmocka_unit_test(declined_and_withdrawn),
        cmocka_unit_test(what_no_longer_fits),
        cmocka_unit_test(what_is_not_proposed),
        cmocka_unit_test(so_many_and_no_more),
        cmocka_unit_test(who_else_could),
        cmocka_unit_test(who_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
