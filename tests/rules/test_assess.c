/* One dossier: boundaries one unit of the last decimal on each side, what lacks evidence, reasons, JSON and text. */
#include <yyjson.h>

#include "oracle.h"
#include "rules/assess_i.h"

/* The verdict of a single condition. */
static const char *verdict_in(const char *condition, const char *facts, enum rules_region region) {
    const struct text t = criterion_of(condition);
    assert_str(said(t), "");
    uint8_t verdict;
    const rules_dossier_facts f = dossier_of(t, facts);
    rules_assess(t.s, &f, region, &verdict);
    text_end(t);
    return rules_verdict_name((enum rules_verdict)verdict);
}

static void is(const char *condition, const char *facts, const char *expected) {
    const char *have = verdict_in(condition, facts, RULES_EAST);
    if (strcmp(have, expected) != 0) fail_msg("%s\n%s\nis %s, expected %s", condition, facts, have, expected);
}

#define EACH        "require output >= 40 亿元 in each of the last 3 years"
#define SHARE_GE    "require sme_output / output >= 70 % in the last year"
#define SHARE_GT    "require sme_output / output > 70 % in the last year"
#define COMPOUND_GT "require growth of output over the last 3 values by compound > 10 %"
#define MEAN_GT     "require growth of output over the last 3 values by mean > 10 %"

static void boundaries(void **state) {
    (void)state;
    is(EACH, "output.2020=40 output.2021=40 output.2022=40", "met");
    is(EACH, "output.2020=40 output.2021=39.9999 output.2022=40", "not_met");
    is(SHARE_GE, "sme_output.2022=70 output.2022=100", "met");
    is(SHARE_GE, "sme_output.2022=69.9999 output.2022=100", "not_met");
    is(SHARE_GT, "sme_output.2022=70 output.2022=100", "not_met");
    is(SHARE_GT, "sme_output.2022=70.0001 output.2022=100", "met");
    is(COMPOUND_GT, "output.2020=100 output.2021=110 output.2022=121", "not_met");
    is(COMPOUND_GT, "output.2020=100 output.2021=110 output.2022=121.0001", "met");
    is(COMPOUND_GT, "output.2020=100 output.2021=110 output.2022=120.9999", "not_met");
    is(MEAN_GT, "output.2020=100 output.2021=110 output.2022=121", "not_met");
    is(MEAN_GT, "output.2020=100 output.2021=110 output.2022=121.0001", "met");
    /* near 10 % the two ways differ: 100, 120, 121 has a mean of 10.4 % and a compound rate of 10 % */
    is(COMPOUND_GT, "output.2020=100 output.2021=120 output.2022=121", "not_met");
    is(MEAN_GT, "output.2020=100 output.2021=120 output.2022=121", "met");
    is("require output = 40 亿元 in the last year", "output.2022=40", "met");
    is("require output = 40 亿元 in the last year", "output.2022=40.0001", "not_met");
    is("require output < 40 亿元 in the last year", "output.2022=40", "not_met");
    is("require output < 40 亿元 in the last year", "output.2022=39.9999", "met");
    is("expect land <= 100 平方公里", "land=100", "met");
    is("expect land <= 100 平方公里", "land=100.0001", "explain");
    is("require rate >= 10 %", "rate=10", "met");
    is("require rate >= 10 %", "rate=9.9999", "not_met");
}

static void units_convert(void **state) {
    (void)state;
    is("require output >= 400000 万元 in the last year", "output.2022=40", "met");
    is("require output >= 400000 万元 in the last year", "output.2022=39.9999", "not_met");
    is("require revenue >= 40 亿元 in the last year", "revenue.2022=400000", "met");
    is("require revenue >= 40 亿元 in the last year", "revenue.2022=399999.9999", "not_met");
    is("require output - revenue >= 0 元 in the last year", "output.2022=40 revenue.2022=400000", "met");
    is("require land >= 150 亩", "land=0.1", "met");
    is("require land >= 150 亩", "land=0.0999", "not_met");
    is("require land > 1000 公顷", "land=10", "not_met");
}

static void the_west_is_relaxed(void **state) {
    (void)state;
    static const char *const low = "output.2020=39 output.2021=40 output.2022=40";
    assert_string_equal(verdict_in(EACH, low, RULES_EAST), "not_met");
    assert_string_equal(verdict_in(EACH, low, RULES_WEST), "explain");
    assert_string_equal(verdict_in(EACH, low, RULES_REGION_NONE), "not_met");
    /* A lack of evidence is not relaxed. */
    assert_string_equal(verdict_in(EACH, "output.2021=40 output.2022=40", RULES_WEST), "no_evidence");
}

static void evidence_that_lacks(void **state) {
    (void)state;
    is(EACH, "output.2020=40 output.2022=40", "no_evidence");
    is(EACH, "output.2020=40 output.2022=39", "not_met"); /* one year misses, whatever the other was */
    is(SHARE_GE, "sme_output.2022=0 output.2022=0", "no_evidence");
    is(SHARE_GE, "sme_output.2022=1", "no_evidence");
    is(SHARE_GE, "sme_output.2021=1 output.2021=1", "no_evidence"); /* of another year */
    is(COMPOUND_GT, "output.2020=0 output.2021=1 output.2022=5", "no_evidence");
    is(MEAN_GT, "output.2020=1 output.2021=0 output.2022=5", "no_evidence");
    is(MEAN_GT, "output.2020=1 output.2022=5", "no_evidence");
    is("require (firms - smes) / (smes - 5 * staff) > 1 %", "firms=3 smes=5 staff=1", "no_evidence");
    is("require firms / (smes - 4 * staff) > 1 %", "firms=3 smes=5 staff=1", "met");
    is("judge plan", "", "no_evidence");
    is("judge plan", "plan=有", "judge");
    is("veto accident over the last 3 years", "", "no_evidence");
    is("veto accident over the last 3 years", "accident=no", "met");
    is("veto accident over the last 3 years", "accident=yes", "not_met");
    is("unknown land \"注\"", "", "unknown");
    is("unknown land", "land=3", "unknown");
}

static void and_or_have_three_values(void **state) {
    (void)state;
    is("require firms >= 2 家 or smes >= 2 家", "firms=2", "met");
    is("require firms >= 2 家 or smes >= 2 家", "firms=1", "no_evidence");
    is("require firms >= 2 家 or smes >= 2 家", "firms=1 smes=1", "not_met");
    is("require firms >= 2 家 and smes >= 2 家", "firms=2", "no_evidence");
    is("require firms >= 2 家 and smes >= 2 家", "firms=1", "not_met");
    is("require firms >= 2 家 and (smes >= 2 家 or staff >= 1 人)", "firms=2 staff=1", "met");
}

/* ---- the whole ---- */

static void the_whole(void **state) {
    (void)state;
    const struct text t = standard_of("  criterion 1 \"一\" require firms >= 1 家\n  criterion 2 \"二\" judge plan\n"
                                      "  criterion 3 \"三\" expect smes >= 1 家\n");
    uint8_t verdict[3];
    static const struct {
        const char *facts;
        enum rules_verdict whole;
    } c[] = {
        {"firms=1 plan=x smes=1", RULES_OPEN}, {"firms=1 plan=x smes=0", RULES_OPEN}, {"firms=0 smes=1", RULES_NOT_MET},
        {"firms=1 smes=1", RULES_NO_EVIDENCE}, {"plan=x smes=1", RULES_NO_EVIDENCE},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        const rules_dossier_facts f = dossier_of(t, c[i].facts);
        assert_int_equal(rules_assess(t.s, &f, RULES_EAST, verdict), c[i].whole);
        assert_int_equal(rules_whole(t.s, verdict), c[i].whole);
    }
    memset(verdict, RULES_MET, sizeof verdict); /* a reviewer has judged */
    assert_int_equal(rules_whole(t.s, verdict), RULES_MET);
    assert_string_equal(rules_verdict_name(RULES_OPEN), "open");
    assert_string_equal(rules_verdict_name((enum rules_verdict)0), "");
    assert_str(rules_verdict_word((enum rules_verdict)9, true), "");
    text_end(t);
}

/* ---- reasons ---- */

static void reads_as(const char *condition, const char *facts, enum rules_region region, const char *zh,
                     const char *en) {
    const struct text t = criterion_of(condition);
    assert_str(said(t), "");
    uint8_t verdict;
    const rules_dossier_facts f = dossier_of(t, facts);
    rules_assess(t.s, &f, region, &verdict);
    base_buf b;
    base_buf_init(&b, 1 << 16);
    assert_true(rules_reason_put(&b, t.book, t.s, 0, &f, 2023, verdict, true));
    assert_str(base_buf_str(&b), zh);
    base_buf_clear(&b);
    assert_true(rules_reason_put(&b, t.book, t.s, 0, &f, 2023, verdict, false));
    assert_str(base_buf_str(&b), en);
    base_buf_free(&b);
    text_end(t);
}

static void reasons_of_figures(void **state) {
    (void)state;
    reads_as(EACH, "output.2020=41 output.2021=46.5 output.2022=52", RULES_EAST,
             "2020年 41、2021年 46.5、2022年 52 亿元，均应 >= 40 亿元：符合",
             "2020: 41, 2021: 46.5, 2022: 52 亿元; each must be >= 40 亿元: met");
    reads_as(EACH, "output.2020=39.9999 output.2022=52", RULES_WEST,
             "2020年 39.9999、2021年 缺、2022年 52 亿元，均应 >= 40 亿元：不符合，所在地区可申请放宽",
             "2020: 39.9999, 2021: missing, 2022: 52 亿元; each must be >= 40 亿元: not met; may be relaxed in this "
             "region");
    reads_as("require output >= 400000 万元 in the last year", "output.2022=52", RULES_EAST,
             "2022年 52 亿元，应 >= 400000 万元：符合", "2022: 52 亿元; must be >= 400000 万元: met");
    reads_as("expect land <= 100 平方公里", "land=100.5", RULES_EAST,
             "集群面积 100.5 平方公里，应 <= 100 平方公里：未达到，需作说明",
             "area of land 100.5 平方公里; must be <= 100 平方公里: missed, to be explained");
    reads_as("require 0.5 * output - revenue < 30 亿元 in the last year", "output.2022=52 revenue.2022=10000",
             RULES_EAST, "2022年：0.5 × 集群总产值 52 - 营业收入 10000 万元 = 25 亿元，应 < 30 亿元：符合",
             "2022: 0.5 × output 52 - revenue 10000 万元 = 25 亿元; must be < 30 亿元: met");
    reads_as("require -firms + smes > 1 家", "firms=1 smes=3", RULES_EAST,
             "-企业总数 1 + 中小企业数 3 = 2 家，应 > 1 家：符合", "-firms 1 + SMEs 3 = 2 家; must be > 1 家: met");
    reads_as("require 2 * land = 3 亩", "land=0.001", RULES_EAST, "2 × 0.001 平方公里 = 3 亩，应 = 3 亩：符合",
             "2 × 0.001 平方公里 = 3 亩; must be = 3 亩: met");
    reads_as("require firms + smes >= 5 家", "firms=1", RULES_EAST, "缺 中小企业数", "missing: SMEs");
}

static void reasons_of_ratios(void **state) {
    (void)state;
    reads_as(SHARE_GE, "sme_output.2022=38 output.2022=52", RULES_EAST, "2022年：38 / 52 ≈ 73.08 %，应 >= 70 %：符合",
             "2022: 38 / 52 ≈ 73.08 %; must be >= 70 %: met");
    reads_as(SHARE_GT, "sme_output.2022=70 output.2022=100", RULES_EAST, "2022年：70 / 100 = 70 %，应 > 70 %：不符合",
             "2022: 70 / 100 = 70 %; must be > 70 %: not met");
    /* A rounded figure never looks like the bound that it misses. */
    reads_as(SHARE_GE, "sme_output.2022=6999.9999 output.2022=10000.0001", RULES_EAST,
             "2022年：6999.9999 / 10000.0001 ≈ 69.999998 %，应 >= 70 %：不符合",
             "2022: 6999.9999 / 10000.0001 ≈ 69.999998 %; must be >= 70 %: not met");
    reads_as(SHARE_GE, "sme_output.2022=38 output.2022=0", RULES_EAST, "2022 年集群总产值为 0，无法计算",
             "output of 2022 is 0: cannot be computed");
    reads_as("require sme_output / output >= 70 % in each of the last 3 years",
             "sme_output.2020=38 output.2020=0 sme_output.2021=1 output.2021=1 output.2022=52", RULES_EAST,
             "缺 2022 年中小企业产值；2020 年集群总产值为 0，无法计算",
             "missing: output of SMEs of 2022; output of 2020 is 0: cannot be computed");
    reads_as("require sme_output / output >= 70 % in each of the last 2 years",
             "sme_output.2021=3 output.2021=10 sme_output.2022=38 output.2022=0", RULES_EAST,
             "2021年：3 / 10 = 30 %、2022年：38 / 0，均应 >= 70 %：不符合",
             "2021: 3 / 10 = 30 %, 2022: 38 / 0; each must be >= 70 %: not met");
    reads_as("require output / revenue > 90 % in the last year", "output.2022=1 revenue.2022=9000", RULES_EAST,
             "2022年：1 亿元 / 9000 万元 ≈ 111.11 %，应 > 90 %：符合",
             "2022: 1 亿元 / 9000 万元 ≈ 111.11 %; must be > 90 %: met");
    reads_as("require (firms + 2 * smes) / (staff - smes) > 50 %", "firms=1 smes=2 staff=10", RULES_EAST,
             "(1 家 + 2 × 2 家) / (10 人 - 2 家) = 62.5 %，应 > 50 %：符合",
             "(1 家 + 2 × 2 家) / (10 人 - 2 家) = 62.5 %; must be > 50 %: met");
    reads_as("require firms / (staff - smes) > 50 %", "firms=1 smes=2 staff=2", RULES_EAST,
             "分母 从业人员 2 人 - 中小企业数 2 家 不大于 0，无法计算",
             "the denominator staff 2 人 - SMEs 2 家 is not above 0: cannot be computed");
}

static void reasons_of_growth(void **state) {
    (void)state;
    reads_as(COMPOUND_GT, "output.2020=41 output.2021=46.5 output.2022=52", RULES_EAST,
             "2020年 41、2021年 46.5、2022年 52 亿元：52 > 41 × 1.1² = 49.61，年均复合增速应 > 10 %：符合",
             "2020: 41, 2021: 46.5, 2022: 52 亿元; 52 > 41 × 1.1² = 49.61; compound yearly growth must be > 10 %: met");
    reads_as(
        COMPOUND_GT, "output.2020=100 output.2021=110 output.2022=121", RULES_EAST,
        "2020年 100、2021年 110、2022年 121 亿元：121 = 100 × 1.1² = 121，年均复合增速应 > 10 %：不符合",
        "2020: 100, 2021: 110, 2022: 121 亿元; 121 = 100 × 1.1² = 121; compound yearly growth must be > 10 %: not met");
    reads_as("require growth of output over the last 2 values by compound >= 5 %", "output.2021=100 output.2022=104",
             RULES_EAST, "2021年 100、2022年 104 亿元：104 < 100 × 1.05 = 105，年均复合增速应 >= 5 %：不符合",
             "2021: 100, 2022: 104 亿元; 104 < 100 × 1.05 = 105; compound yearly growth must be >= 5 %: not met");
    reads_as(
        "require growth of output over the last 4 values by compound >= 5.5 %",
        "output.2019=1 output.2020=1 output.2021=1 output.2022=2", RULES_EAST,
        "2019年 1、2020年 1、2021年 1、2022年 2 亿元：2 > 1 × 1.055³ = 1.174241375，年均复合增速应 >= 5.5 %：符合",
        "2019: 1, 2020: 1, 2021: 1, 2022: 2 亿元; 2 > 1 × 1.055³ = 1.174241375; compound yearly growth must be >= 5.5 "
        "%: met");
    reads_as("require growth of output over the last 9 values by compound >= 5.5 %",
             "output.2014=1 output.2015=1 output.2016=1 output.2017=1 output.2018=1 output.2019=1 output.2020=1 "
             "output.2021=1 output.2022=2",
             RULES_EAST,
             "2014年 1、2015年 1、2016年 1、2017年 1、2018年 1、2019年 1、2020年 1、2021年 1、2022年 2 亿元：2 > 1 × "
             "1.055⁸ ≈ 1.5347，年均复合增速应 >= 5.5 %：符合",
             "2014: 1, 2015: 1, 2016: 1, 2017: 1, 2018: 1, 2019: 1, 2020: 1, 2021: 1, 2022: 2 亿元; 2 > 1 × 1.055⁸ ≈ "
             "1.5347; compound yearly growth must be >= 5.5 %: met");
    reads_as(COMPOUND_GT, "output.2020=41 output.2022=52", RULES_EAST, "缺 2021 年集群总产值",
             "missing: output of 2021");
    reads_as(COMPOUND_GT, "output.2020=0 output.2021=5 output.2022=121", RULES_EAST, "2020 年集群总产值为 0，无法计算",
             "output of 2020 is 0: cannot be computed");
    reads_as(COMPOUND_GT, "output.2021=7", RULES_EAST, "缺 2022 年集群总产值、2020 年集群总产值",
             "missing: output of 2022, output of 2020");
    reads_as(
        MEAN_GT, "output.2020=41 output.2021=46.5 output.2022=52", RULES_EAST,
        "2020年 41、2021年 46.5、2022年 52 亿元：(46.5 / 41 + 52 / 46.5) / 2 - 1 ≈ 12.62 %，年均增速应 > 10 %：符合",
        "2020: 41, 2021: 46.5, 2022: 52 亿元; (46.5 / 41 + 52 / 46.5) / 2 - 1 ≈ 12.62 %; mean yearly growth must "
        "be > 10 %: met");
    reads_as(
        MEAN_GT, "output.2020=50 output.2021=40 output.2022=30", RULES_EAST,
        "2020年 50、2021年 40、2022年 30 亿元：(40 / 50 + 30 / 40) / 2 - 1 = -22.5 %，年均增速应 > 10 %：不符合",
        "2020: 50, 2021: 40, 2022: 30 亿元; (40 / 50 + 30 / 40) / 2 - 1 = -22.5 %; mean yearly growth must be > 10 "
        "%: not met");
}

static void reasons_of_and_or(void **state) {
    (void)state;
    reads_as("require firms + smes >= 3 家 or output >= 10 亿元 in the last year", "firms=0 smes=2", RULES_EAST,
             "企业总数 0 + 中小企业数 2 = 2 家，应 >= 3 家：不符合；或 缺 2022 年集群总产值；综合：缺少依据",
             "firms 0 + SMEs 2 = 2 家; must be >= 3 家: not met; or missing: output of 2022; together: no evidence");
    reads_as("require firms >= 1 家 and (output >= 10 亿元 in each of the last 2 years\n      "
             "or sme_output / output > 5 % in the last year)",
             "firms=1 output.2021=9 output.2022=12 sme_output.2022=6", RULES_EAST,
             "企业总数 1 家，应 >= 1 家：符合；且 (集群总产值 2021年 9、2022年 12 亿元，均应 >= 10 亿元：不符合；"
             "或 中小企业产值 / 集群总产值 2022年：6 / 12 = 50 %，应 > 5 %：符合)；综合：符合",
             "firms 1 家; must be >= 1 家: met; and (output 2021: 9, 2022: 12 亿元; each must be >= 10 亿元: not met; "
             "or output of SMEs / output 2022: 6 / 12 = 50 %; must be > 5 %: met); together: met");
    reads_as("require growth of output over the last 2 values by compound > 1 %\n      and (firms + smes) / (staff + "
             "smes) < 50 %",
             "output.2021=1 output.2022=2 firms=1 smes=1 staff=9", RULES_EAST,
             "集群总产值 2021年 1、2022年 2 亿元：2 > 1 × 1.01 = 1.01，年均复合增速应 > 1 %：符合；"
             "且 企业总数 … / 从业人员 … (1 家 + 1 家) / (9 人 + 1 家) = 20 %，应 < 50 %：符合；综合：符合",
             "output 2021: 1, 2022: 2 亿元; 2 > 1 × 1.01 = 1.01; compound yearly growth must be > 1 %: met; "
             "and firms … / staff … (1 家 + 1 家) / (9 人 + 1 家) = 20 %; must be < 50 %: met; together: met");
}

static void reasons_of_the_rest(void **state) {
    (void)state;
    reads_as("judge plan", "", RULES_EAST, "缺“发展规划”的说明", "missing: the statement on “plan”");
    reads_as("judge plan", "plan=有", RULES_EAST, "已有“发展规划”的说明，待评审判断",
             "there is a statement on “plan”; a reviewer's judgement is awaited");
    reads_as("veto accident over the last 3 years", "", RULES_EAST, "缺近 3 年有无“事故”的记录",
             "missing: whether in the last 3 years there was “accident”");
    reads_as("veto accident over the last 3 years", "accident=否", RULES_EAST, "近 3 年没有“事故”：符合",
             "in the last 3 years there was no “accident”: met");
    reads_as("veto accident over the last 3 years", "accident=是", RULES_EAST, "近 3 年有“事故”：不符合",
             "in the last 3 years there was “accident”: not met");
    reads_as("unknown output \"注\"", "output.2020=1 output.2022=2", RULES_EAST, "注；所填 2020年 1、2022年 2 亿元",
             "threshold not known (“注”); as stated 2020: 1, 2022: 2 亿元");
    reads_as("unknown firms", "firms=3", RULES_EAST, "阈值未获得；所填 3 家", "threshold not known; as stated 3 家");
    reads_as("unknown plan", "plan=x", RULES_EAST, "阈值未获得", "threshold not known");
}

/* Verdicts that a reviewer gave, not the figures. */
static void reasons_of_settled_verdicts(void **state) {
    (void)state;
    const struct text t =
        standard_of("  area 1 \"甲\" relaxable in west\n    criterion 1 \"一\" judge plan\n"
                    "    criterion 2 \"二\" require firms >= 2 家\n    criterion 3 \"三\" unknown land\n");
    const rules_dossier_facts f = dossier_of(t, "firms=1 plan=x");
    static const struct {
        size_t criterion;
        uint8_t verdict;
        bool zh;
        const char *reads;
    } c[] = {
        {0, RULES_MET, true, "评审意见：符合"},
        {0, RULES_NOT_MET, false, "the reviewer's judgement: not met"},
        {1, RULES_MET, true, "企业总数 1 家，应 >= 2 家：不符合，已准予放宽"},
        {1, RULES_MET, false, "firms 1 家; must be >= 2 家: not met; relaxation granted"},
        {1, RULES_NOT_MET, true, "企业总数 1 家，应 >= 2 家：不符合"},
        {2, RULES_MET, true, "符合"},
    };
    base_buf b;
    base_buf_init(&b, 4096);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        base_buf_clear(&b);
        rules_reason_put(&b, t.book, t.s, c[i].criterion, &f, 2023, c[i].verdict, c[i].zh);
        assert_str(base_buf_str(&b), c[i].reads);
    }
    base_buf_clear(&b);
    rules_reason_put(&b, t.book, t.s, 1, &f, 2023, RULES_NO_EVIDENCE, true);
    assert_str(base_buf_str(&b), "企业总数 1 家，应 >= 2 家：缺少依据");
    base_buf_free(&b);
    text_end(t);
}

static void years_out_of_range(void **state) {
    (void)state;
    const struct text t = criterion_of("require output >= 1 亿元 in the last year");
    rules_dossier_facts f = rules_facts_new(t.arena, t.book, t.s);
    base_buf b;
    base_buf_init(&b, 4096);
    rules_reason_put(&b, t.book, t.s, 0, &f, 0, RULES_NO_EVIDENCE, true);
    assert_str(base_buf_str(&b), "缺 ???? 年集群总产值");
    base_buf_free(&b);
    text_end(t);
}

/* ---- JSON and text ---- */

static void as_json(void **state) {
    (void)state;
    const struct text t = standard_of("  criterion 1.4 \"一\" require output >= 40 亿元 in each of the last 2 years\n"
                                      "  criterion 2 \"二\" judge plan\n"
                                      "  criterion 3 \"三\" veto accident over the last 3 years\n"
                                      "  criterion 4 \"四\" unknown land \"见 \\\"注\\\"\"\n");
    assert_str(said(t), "");
    const rules_dossier_facts f = dossier_of(t, "output.2021=46.5 output.2022=52 accident=no");
    uint8_t verdict[4];
    const enum rules_verdict whole = rules_assess(t.s, &f, RULES_EAST, verdict);
    base_buf b;
    base_buf_init(&b, 1 << 16);
    assert_true(rules_assess_json(&b, t.book, t.s, BASE_STR("c\"1"), &f, 2023, verdict, whole));
    assert_str(base_buf_str(&b),
               "{\"id\":\"c\\\"1\",\"rulebook\":\"test-2022\",\"verdict\":\"no_evidence\",\"criteria\":["
               "{\"id\":\"1.4\",\"verdict\":\"met\",\"zh\":\"2021年 46.5、2022年 52 亿元，均应 >= 40 亿元：符合\","
               "\"en\":\"2021: 46.5, 2022: 52 亿元; each must be >= 40 亿元: met\","
               "\"values\":{\"output.2021\":\"46.5\",\"output.2022\":\"52\"}},"
               "{\"id\":\"2\",\"verdict\":\"no_evidence\",\"zh\":\"缺“发展规划”的说明\","
               "\"en\":\"missing: the statement on “plan”\",\"values\":{}},"
               "{\"id\":\"3\",\"verdict\":\"met\",\"zh\":\"近 3 年没有“事故”：符合\","
               "\"en\":\"in the last 3 years there was no “accident”: met\",\"values\":{\"accident\":\"no\"}},"
               "{\"id\":\"4\",\"verdict\":\"unknown\",\"zh\":\"见 \\\"注\\\"\","
               "\"en\":\"threshold not known (“见 \\\"注\\\"”)\",\"values\":{}}]}\n");
    /* What does not fit is taken back. */
    base_buf small;
    base_buf_init(&small, 300);
    base_buf_puts(&small, BASE_STR("before"));
    const rules_writer *w = rules_writer_new(t.arena, t.book, t.s);
    assert_false(rules_writer_json(w, &small, BASE_STR("c"), &f, 2023, verdict, whole));
    assert_str(base_buf_str(&small), "before");
    base_buf_free(&small);
    base_buf_free(&b);
    text_end(t);
}

/* The one thing that a line of text and a line of JSON both show: the reason. */
static void json_is_well_formed(void **state) {
    (void)state;
    dice r = {5};
    base_buf source, b;
    base_buf_init(&source, 1 << 20);
    base_buf_init(&b, 1 << 22);
    for (int i = 0; i < 60; i++) {
        random_standard s;
        random_text(&r, &s, &source);
        const struct text t = text_of(source.p);
        for (int k = 0; t.d->errors == 0 && k < 10; k++) {
            const random_dossier d = random_figures(&r, k % 2 == 0);
            rules_dossier_facts f = rules_facts_new(t.arena, t.book, t.s);
            uint8_t verdict[24];
            take_random(t.book, t.s, &d, &f);
            const enum rules_verdict whole = rules_assess(t.s, &f, d.region, verdict);
            base_buf_clear(&b);
            assert_true(rules_assess_json(&b, t.book, t.s, BASE_STR("c"), &f, 2023, verdict, whole));
            yyjson_doc *doc = yyjson_read(b.p, b.n, YYJSON_READ_NOFLAG);
            if (!doc) fail_msg("not JSON: %.*s", (int)b.n, b.p);
            yyjson_val *list = yyjson_obj_get(yyjson_doc_get_root(doc), "criteria");
            assert_int_equal(yyjson_arr_size(list), t.s->n_criteria);
            for (size_t c = 0; c < t.s->n_criteria; c++) {
                base_buf one;
                base_buf_init(&one, 1 << 20);
                assert_true(rules_reason_put(&one, t.book, t.s, c, &f, 2023, verdict[c], true));
                yyjson_val *zh = yyjson_obj_get(yyjson_arr_get(list, c), "zh");
                assert_true(base_str_eq(base_buf_str(&one), (base_str){yyjson_get_str(zh), yyjson_get_len(zh)}));
                base_buf_free(&one);
            }
            yyjson_doc_free(doc);
        }
        text_end(t);
    }
    base_buf_free(&b);
    base_buf_free(&source);
}

static void as_text(void **state) {
    (void)state;
    const struct text t = standard_of("  criterion 1.4 \"产值\" \"output\" require output >= 40 亿元 in the last year\n"
                                      "  criterion 2 \"规划\" judge plan\n");
    const rules_dossier_facts f = dossier_of(t, "output.2022=52");
    uint8_t verdict[2];
    const enum rules_verdict whole = rules_assess(t.s, &f, RULES_EAST, verdict);
    base_buf b;
    base_buf_init(&b, 1 << 16);
    assert_true(rules_assess_text(&b, t.book, t.s, BASE_STR("c1"), &f, 2023, verdict, whole, true));
    assert_str(base_buf_str(&b), "c1：缺少依据（test-2022，标准 2022，2023 年申报）\n"
                                 "  1.4 产值  符合        2022年 52 亿元，应 >= 40 亿元：符合（附件）\n"
                                 "  2   规划  缺少依据    缺“发展规划”的说明（附件）\n");
    base_buf_clear(&b);
    assert_true(rules_assess_text(&b, t.book, t.s, BASE_STR("c1"), &f, 2023, verdict, whole, false));
    assert_str(base_buf_str(&b), "c1: no evidence (test-2022, standard 2022, application of 2023)\n"
                                 "  1.4 output  met                  2022: 52 亿元; must be >= 40 亿元: met (附件)\n"
                                 "  2   规划    no evidence          missing: the statement on “plan” (附件)\n");
    base_buf_free(&b);
    text_end(t);
}

/* ---- values ---- */

static void refuses(struct text t, const char *key, const char *value, const char *en) {
    rules_values v = {.arena = t.arena};
    base_err e = {0};
    assert_false(rules_values_set_key(t.book, &v, base_str_of(key), base_str_of(value), &e));
    if (!strstr(e.en, en)) fail_msg("%s=%s says \"%s\", expected \"%s\"", key, value, e.en, en);
    assert_true(e.zh[0] != '\0' && e.kind != BASE_ERR_NONE);
    assert_int_equal(v.n, 0);
}

static void values_are_read(void **state) {
    (void)state;
    const struct text t = criterion_of("judge plan");
    rules_values v = values_of(t, "output.2022=52.0 land=1500亩 revenue.2021=0.5亿元 firms=1e3 rate=12.5% plan=有");
    const rules_id output = rules_find_fact(t.book, BASE_STR("output"));
    assert_int_equal(rules_values_get(&v, output, 2022)->raw, 520000);
    assert_null(rules_values_get(&v, output, 2021));
    assert_int_equal(rules_values_get(&v, rules_find_fact(t.book, BASE_STR("land")), 0)->raw, 10000);
    assert_int_equal(rules_values_get(&v, rules_find_fact(t.book, BASE_STR("revenue")), 2021)->raw, 50000000);
    assert_int_equal(rules_values_get(&v, rules_find_fact(t.book, BASE_STR("firms")), 0)->raw, 1000);
    assert_int_equal(rules_values_get(&v, rules_find_fact(t.book, BASE_STR("rate")), 0)->raw, 125000);
    assert_str(rules_values_get(&v, rules_find_fact(t.book, BASE_STR("plan")), 0)->text, "有");
    base_err e;
    assert_true(rules_values_set_key(t.book, &v, BASE_STR("output.2022"), BASE_STR(" 410000 万元 "), &e));
    assert_int_equal(rules_values_get(&v, output, 2022)->raw, 410000);
    assert_int_equal(v.n, 6);
    assert_true(rules_values_set_key(t.book, &v, BASE_STR("land"), BASE_STR("10.00000"), &e));
    text_end(t);
}

static void values_are_refused(void **state) {
    (void)state;
    const struct text t = criterion_of("judge plan");
    refuses(t, "otput.2022", "52", "did you mean output?");
    refuses(t, "zzzzzzzzzz", "52", "no fact \"zzzzzzzzzz\"");
    refuses(t, "output.2022", "abc", "not a number");
    refuses(t, "output.2022", "", "not a number");
    refuses(t, "output.2022", "亿元", "not a number");
    refuses(t, "output.2022", "52.00001", "4 decimals");
    refuses(t, "output.2022", "0.00001 万元", "4 decimals");
    refuses(t, "land", "1 亩", "4 decimals");
    refuses(t, "output.2022", "-1", "negative");
    refuses(t, "output.2022", "100000000000.0001", "over the limit");
    refuses(t, "output.2022", "5 家", "does not convert");
    refuses(t, "output.2022", "5 斤", "no unit");
    refuses(t, "output.22", "5", "not a year");
    refuses(t, "output.202a", "5", "not a year");
    refuses(t, "output.1850", "5", "1850");
    refuses(t, "output", "5", "needs a year");
    refuses(t, "land.2022", "5", "not yearly");
    refuses(t, "plan", "  ", "empty");
    refuses(t, "accident", "maybe", "yes or no");
    char *longest = malloc(20002);
    assert_non_null(longest);
    memset(longest, 'x', 20001);
    longest[20001] = '\0';
    refuses(t, "plan", longest, "longer than");
    free(longest);
    text_end(t);
}

static void values_have_a_limit(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 1 << 20);
    for (int i = 0; i < 10; i++) base_buf_fmt(&b, "fact f%d \"甲\" \"a\" 家 yearly\n", i);
    base_buf_putc(&b, '\0');
    const struct text t = text_of(b.p);
    rules_values v = {.arena = t.arena};
    base_err e = {0};
    for (int i = 0; i < 4000; i++)
        assert_true(rules_values_set(t.book, &v, (rules_id)(i % 10), 1900 + i / 10, BASE_STR("1"), &e));
    assert_false(rules_values_set(t.book, &v, 0, 2950, BASE_STR("1"), &e));
    assert_int_equal(e.kind, BASE_ERR_LIMIT);
    base_buf_free(&b);
    text_end(t);
}

static void years_are_those_before_the_application(void **state) {
    (void)state;
    const struct text t = criterion_of("require output >= 2 亿元 in each of the last 9 years");
    const rules_values v = values_of(t, "output.2010=1 output.2014=14 output.2022=22 output.2023=23 output.2024=24");
    rules_dossier_facts f = rules_facts_new(t.arena, t.book, t.s);
    rules_facts_take(t.book, t.s, &v, 2023, &f);
    assert_int_equal(t.s->n_slots, 9);
    size_t there = 0;
    for (size_t i = 0; i < 9; i++) there += f.slot[i] != RULES_MISSING;
    assert_int_equal(there, 2);
    rules_facts_take(t.book, t.s, &v, 2025, &f);
    for (size_t i = there = 0; i < 9; i++) there += f.slot[i] != RULES_MISSING;
    assert_int_equal(there, 3);
    text_end(t);
}

int main(void) {

    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boundaries),
        cmocka_unit_test(units_convert),
        cmocka_unit_test(the_west_is_relaxed),
        cmocka_unit_test(evidence_that_lacks),
        cmocka_unit_test(and_or_have_three_values),
        cmocka_unit_test(the_whole),
        cmocka_unit_test(reasons_of_figures),
        cmocka_unit_test(reasons_of_ratios),
        cmocka_unit_test(reasons_of_growth),
        cmocka_unit_test(reasons_of_and_or),
        cmocka_unit_test(reasons_of_the_rest),
        cmocka_unit_test(reasons_of_settled_verdicts),
        cmocka_unit_test(years_out_of_range),
        cmocka_unit_test(as_json),
        cmocka_unit_test(json_is_well_formed),
        cmocka_unit_test(as_text),
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(values_are_refused),
        cmocka_unit_test(values_have_a_limit),
        cmocka_unit_test(years_are_those_before_the_application),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
