/* contract_register.h - how dossiers are found: by filters, by any part of a name, page by page. */
#ifndef JIQUN_TESTS_STORE_CONTRACT_REGISTER_H
#define JIQUN_TESTS_STORE_CONTRACT_REGISTER_H

#include "support.h"

static bool add_number(void *ctx, const store_dossier *row) {
    base_buf_fmt(ctx, "%llu ", (unsigned long long)row->stream);
    return true;
}

/* The numbers that a query gives, one after the other; the count must say the same. */
static const char *numbers(store *s, store_register_query q) {
    static char out[2000];
    base_err e = {0};
    base_buf b;
    size_t n = 0;
    if (q.limit == 0) {
        q.limit = STORE_PAGE_MAX;
        q.after = UINT64_MAX;
    }
    base_buf_init(&b, sizeof out - 1);
    good(store_register(s, &q, add_number, &b, &e), &e);
    assert_false(b.full);
    (void)snprintf(out, sizeof out, "%.*s", (int)b.n, b.n > 0 ? b.p : "");
    if (q.limit == STORE_PAGE_MAX && q.after == UINT64_MAX) {
        size_t rows = 0;
        for (size_t i = 0; i < b.n; i++) rows += b.p[i] == ' ';
        good(store_register_count(s, &q, 1000, &n, &e), &e);
        assert_int_equal(n, rows);
    }
    base_buf_free(&b);
    return out;
}

static const char *by_text(store *s, const char *text) { return numbers(s, (store_register_query){.text = str(text)}); }

static void write_dossiers(store *s, const store_dossier *d, size_t n) {
    group *x = group_begin(s);
    for (size_t i = 0; i < n; i++) {
        if (d[i].stream >= x->head.size) add_event(x, d[i].stream, 0);
        x->dossier[x->g.n_dossiers++] = d[i];
    }
    group_commit(x);
}

static store *named(const char *place, const char *const *name, size_t n) {
    store *s = fresh(place);
    store_dossier d[ROWS];
    for (size_t i = 0; i < n; i++) d[i] = dossier_row(i, name[i]);
    write_dossiers(s, d, n);
    return s;
}

static void any_part_of_a_name_finds_it(void **state) {
    (void)state;
    static const char *const name[] = {
        "杭州市西湖区云计算产业集群",
        "宁波市北仑区模具产业集群",
        "西湖龙井茶",
        "LED照明产业集群",
        "Café-Bar (甲)",
        "ﬁ\"x\" 100% _y_",
        "集群集成电路产业集群",
        "𠮷林人参",
        "茶",
        "",
    };
    store *s = named("text", name, sizeof name / sizeof *name);
    assert_string_equal(by_text(s, "茶"), "2 8 ");
    assert_string_equal(by_text(s, "西湖"), "0 2 ");
    assert_string_equal(by_text(s, "集群"), "0 1 3 6 ");
    assert_string_equal(by_text(s, "西湖区"), "0 ");
    assert_string_equal(by_text(s, "产业集群"), "0 1 3 6 ");
    assert_string_equal(by_text(s, "集成电路产业集群"), "6 ");
    assert_string_equal(by_text(s, "集群集群"), ""); /* all its pairs are in the sixth */
    assert_string_equal(by_text(s, "集群 西湖"), "0 ");
    assert_string_equal(by_text(s, " \t集群  西湖　"), "0 ");
    assert_string_equal(by_text(s, "量子"), "");
    assert_string_equal(by_text(s, "湖西"), "");
    assert_string_equal(by_text(s, "   "), "0 1 2 3 4 5 6 7 8 9 ");
    /* Case, width and the way an accent was typed do not matter. */
    assert_string_equal(by_text(s, "led"), "3 ");
    assert_string_equal(by_text(s, "ＬＥＤ"), "3 ");
    assert_string_equal(by_text(s, "eD照"), "3 ");
    assert_string_equal(by_text(s, "CAFE\xCC\x81"), "4 ");
    assert_string_equal(by_text(s, "é"), "4 ");
    assert_string_equal(by_text(s, "cafe"), "");
    assert_string_equal(by_text(s, "fi"), "5 ");
    /* No character means anything but itself. */
    assert_string_equal(by_text(s, "\""), "5 ");
    assert_string_equal(by_text(s, "\"x\""), "5 ");
    assert_string_equal(by_text(s, "（甲）"), "4 ");
    assert_string_equal(by_text(s, "é-b"), "4 ");
    assert_string_equal(by_text(s, "0%"), "5 ");
    assert_string_equal(by_text(s, "_y_"), "5 ");
    assert_string_equal(by_text(s, "%"), "5 ");
    assert_string_equal(by_text(s, "*"), "");
    assert_string_equal(by_text(s, "AND"), "");
    assert_string_equal(by_text(s, "𠮷"), "7 ");
    assert_string_equal(by_text(s, "𠮷林"), "7 ");
    assert_sound(s);
    store_close(s);
}

static void a_new_name_is_found_and_the_old_one_is_not(void **state) {
    (void)state;
    static const char *const name[] = {"云计算产业集群", "云母产业集群"};
    store *s = named("renamed", name, 2);
    assert_string_equal(by_text(s, "云"), "0 1 ");
    store_dossier d = dossier_row(0, "算力产业集群");
    d.state = BASE_STR("recognised");
    write_dossiers(s, &d, 1);
    assert_string_equal(by_text(s, "云"), "1 ");
    assert_string_equal(by_text(s, "云计算"), "");
    assert_string_equal(by_text(s, "算力"), "0 ");
    assert_string_equal(by_text(s, "计"), "");
    assert_string_equal(by_text(s, "产业"), "0 1 ");
    assert_string_equal(numbers(s, (store_register_query){.state = BASE_STR("recognised")}), "0 ");
    assert_string_equal(numbers(s, (store_register_query){.state = BASE_STR("candidate")}), "1 ");
    d.name = BASE_STR("云计算产业集群"); /* and back */
    write_dossiers(s, &d, 1);
    assert_string_equal(by_text(s, "云"), "0 1 ");
    assert_string_equal(by_text(s, "算力"), "");
    d.announcement = BASE_STR("…"); /* nothing that is searched by */
    write_dossiers(s, &d, 1);
    assert_string_equal(by_text(s, "云计算"), "0 ");
    assert_sound(s);
    store_close(s);
}

static store *filtered(void) {
    static const struct {
        const char *state, *county, *channel, *round, *industry;
        base_date announced;
    } row[] = {
        {"recognised", "330106", "", "r2022", "I6540", 19300},    {"recognised", "330203", "", "r2023", "C3011", 19722},
        {"candidate", "330106", "", "", "I6540", BASE_DATE_NONE}, {"revoked", "110108", "", "r2022", "C3099", 19357},
        {"Recognised", "3301", "66", "r 2022", "C", 19358},       {"", "", "66", "", "", 19722},
        {"recognised", "330106001", "", "r2023", "I65", 19723},
    };
    store *s = fresh("filters");
    store_dossier d[ROWS];
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        d[i] = dossier_row(i, "集群");
        d[i].state = str(row[i].state);
        d[i].county = str(row[i].county);
        d[i].channel = str(row[i].channel);
        d[i].round = str(row[i].round);
        d[i].industry = str(row[i].industry);
        d[i].announced = row[i].announced;
    }
    write_dossiers(s, d, sizeof row / sizeof *row);
    return s;
}

static void filters_and_any_of_them_together(void **state) {
    (void)state;
    store *s = filtered();
    const struct {
        store_register_query q;
        const char *want;
    } row[] = {
        {{.state = BASE_STR("recognised")}, "0 1 6 "},
        {{.state = BASE_STR("Recognised")}, "4 "},
        {{.state = BASE_STR("recog")}, ""},
        {{.county_prefix = BASE_STR("33")}, "0 1 2 4 6 "},
        {{.county_prefix = BASE_STR("3")}, "0 1 2 4 6 "},
        {{.county_prefix = BASE_STR("330")}, "0 1 2 4 6 "},
        {{.county_prefix = BASE_STR("3301")}, "0 2 4 6 "},
        {{.county_prefix = BASE_STR("330106")}, "0 2 6 "},
        {{.county_prefix = BASE_STR("330106001")}, "6 "},
        {{.channel = BASE_STR("66")}, "4 5 "},
        {{.round = BASE_STR("r2022")}, "0 3 "},
        {{.round = BASE_STR("r 2022")}, "4 "},
        {{.industry_prefix = BASE_STR("I")}, "0 2 6 "},
        {{.industry_prefix = BASE_STR("I65")}, "0 2 6 "},
        {{.industry_prefix = BASE_STR("I6")}, "0 2 6 "},
        {{.industry_prefix = BASE_STR("I6540")}, "0 2 "},
        {{.industry_prefix = BASE_STR("i")}, ""},
        {{.industry_prefix = BASE_STR("C30")}, "1 3 "},
        {{.announced_year = 2022}, "0 3 "}, /* 19357 is 2022-12-31, 19358 is 2023-01-01 */
        {{.announced_year = 2023}, "1 4 5 "},
        {{.announced_year = 2024}, "6 "},
        {{.announced_year = 1999}, ""},
        {{.state = BASE_STR("recognised"), .county_prefix = BASE_STR("33"), .round = BASE_STR("r2023")}, "1 6 "},
        {{.state = BASE_STR("recognised"), .industry_prefix = BASE_STR("I"), .announced_year = 2022}, "0 "},
        {{.text = BASE_STR("群"), .channel = BASE_STR("66"), .announced_year = 2023}, "4 5 "},
        {{.text = BASE_STR("群集"), .channel = BASE_STR("66")}, ""},
        {{.limit = 0}, "0 1 2 3 4 5 6 "},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *have = numbers(s, row[i].q);
        if (strcmp(have, row[i].want) != 0) fail_msg("query %zu: have \"%s\", want \"%s\"", i, have, row[i].want);
    }
    assert_sound(s);
    store_close(s);
}

static bool stop_at_second(void *ctx, const store_dossier *row) {
    (void)row;
    return ++*(int *)ctx < 2;
}

static void pages_follow_one_another(void **state) {
    (void)state;
    store *s = fresh("pages");
    base_err e = {0};
    store_dossier d[ROWS];
    for (size_t i = 0; i < 50; i++) d[i] = dossier_row(i, i % 2 == 0 ? "双数集群" : "单数产业集群");
    write_dossiers(s, d, 50);
    for (int kind = 0; kind < 3; kind++) {
        store_register_query q = {.limit = 7, .after = UINT64_MAX};
        if (kind == 1) q.text = BASE_STR("单数产");
        if (kind == 2) q.text = BASE_STR("数");
        size_t rows = 0;
        for (int page = 0; page < 9; page++) {
            const char *p = numbers(s, q);
            for (char *end = NULL; *p != '\0'; p = end + 1, rows++) {
                const uint64_t n = strtoull(p, &end, 10);
                assert_int_equal(n, kind == 1 ? 2 * rows + 1 : rows);
                q.after = n;
            }
        }
        assert_int_equal(rows, kind == 1 ? 25 : 50);
    }
    const store_register_query all = {.limit = 10, .after = 41};
    size_t n;
    good(store_register_count(s, &all, 1000, &n, &e), &e); /* how many there are, whatever the page */
    assert_int_equal(n, 50);
    good(store_register_count(s, &all, 20, &n, &e), &e);
    assert_int_equal(n, 20);
    good(store_register_count(s, &(store_register_query){.text = BASE_STR("数")}, 20, &n, &e), &e);
    assert_int_equal(n, 20);
    good(store_register_count(s, &(store_register_query){.text = BASE_STR("数")}, 0, &n, &e), &e);
    assert_int_equal(n, 0);
    assert_string_equal(numbers(s, (store_register_query){.limit = 5, .after = 49}), "");
    assert_string_equal(numbers(s, (store_register_query){.limit = 5, .after = INT64_MAX}), "");
    assert_string_equal(numbers(s, (store_register_query){.limit = 5, .after = (uint64_t)INT64_MAX + 7}), "");
    int seen = 0;
    good(store_register(s, &all, stop_at_second, &seen, &e), &e);
    assert_int_equal(seen, 2);
    seen = 0;
    good(store_dossiers(s, 47, stop_at_second, &seen, &e), &e);
    assert_int_equal(seen, 2);
    bad(store_register(s, &(store_register_query){.limit = 0}, stop_at_second, &seen, &e), &e, BASE_ERR_LIMIT);
    bad(store_register(s, &(store_register_query){.limit = STORE_PAGE_MAX + 1}, stop_at_second, &seen, &e), &e,
        BASE_ERR_LIMIT);
    static char longest[2000];
    memset(longest, 'x', sizeof longest);
    bad(store_register(s, &(store_register_query){.limit = 1, .text = {longest, sizeof longest}}, stop_at_second, &seen,
                       &e),
        &e, BASE_ERR_LIMIT);
    bad(store_register(s, &(store_register_query){.limit = 1, .text = BASE_STR("\xE9")}, stop_at_second, &seen, &e), &e,
        BASE_ERR_INPUT);
    store_close(s);
}

#endif
