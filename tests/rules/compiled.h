/* compiled.h - what the tests of the compiler share: a small rulebook that is right, lines put behind it, and what was
 * said about them in a form that fits on one line: "E217 nothing; W201 reasn" is each code with the text it points at.
 */
#ifndef JIQUN_TESTS_RULES_COMPILED_H
#define JIQUN_TESTS_RULES_COMPILED_H

#include "said.h"

#include "base/file.h"
#include "rules/rulebook.h"

/* Ends within the case "work", so that lines indented by two are its own. */
#define SMALL                                                                                                          \
    "rulebook small \"小规则\" \"small\"\n"                                                                         \
    "level office \"机关\" \"office\" over everything  第一条\n"                                                  \
    "level county \"县\" \"county\" over its division  第一条\n"                                                   \
    "fact land \"面积\" \"land\" 平方公里\n"                                                                     \
    "fact output \"产值\" \"output\" 亿元 yearly\n"                                                                \
    "case programme \"项目\" \"programme\" single  第一条\n"                                                      \
    "  state running \"运行\" \"running\" rest\n"                                                                    \
    "case round \"批次\" \"round\"  第一条\n"                                                                     \
    "  field closes \"截止\" \"closes\" date\n"                                                                      \
    "  field places \"名额\" \"places\" number\n"                                                                    \
    "  field due \"期限\" \"due\" month-day\n"                                                                       \
    "  state open \"开\" \"open\"\n"                                                                                  \
    "  state closed \"关\" \"closed\" end\n"                                                                          \
    "  moment term \"末日\" \"term\" = last day of 3 years from closes\n"                                            \
    "  action open_round \"开\" \"open\" by office new -> open\n"                                                     \
    "    asks closes\n"                                                                                                \
    "  action close_round \"关\" \"close\" by office open -> closed\n"                                                \
    "case cluster \"集群\" \"cluster\"  第一条\n"                                                                 \
    "  field name \"名称\" \"name\" text\n"                                                                          \
    "  field good \"好\" \"good\" yes/no\n"                                                                           \
    "  field since \"起\" \"since\" date\n"                                                                           \
    "  field county \"县\" \"county\" division\n"                                                                     \
    "  state candidate \"候选\" \"candidate\" rest\n"                                                                \
    "  state known \"已认定\" \"known\" rest\n"                                                                     \
    "  moment later \"以后\" \"later\" = the day after since\n"                                                      \
    "  mark fine \"良好\" \"fine\" when good\n"                                                                      \
    "  action register \"登记\" \"register\" by county new -> candidate\n"                                           \
    "    asks name\n"                                                                                                  \
    "case note \"记录\" \"note\" of cluster  第一条\n"                                                            \
    "  field grade \"等级\" \"grade\" one of low \"低\", mid \"中\", high \"高\"\n"                               \
    "  state made \"已记\" \"made\"\n"                                                                               \
    "  state kept \"已存\" \"kept\" end\n"                                                                           \
    "  mark grave \"重\" \"grave\" when grade is at least mid\n"                                                      \
    "  mark light \"轻\" \"light\" when grade is low\n"                                                               \
    "  action make \"记\" \"make\" by county new -> made\n"                                                           \
    "    asks grade\n"                                                                                                 \
    "  action keep \"存\" \"keep\" by office made -> kept\n"                                                          \
    "case work \"事\" \"work\" of cluster  in round  one at a time  第一条\n"                                      \
    "  judged by standard on year of round.closes\n"                                                                   \
    "  form sheet \"表\" \"sheet\"\n"                                                                                 \
    "    asks land, kind\n"                                                                                            \
    "    offers output\n"                                                                                              \
    "  field kind \"类\" \"kind\" one of a \"甲\", b \"乙\", c \"丙\"\n"                                           \
    "  field day \"日\" \"day\" date\n"                                                                               \
    "  field n \"数\" \"n\" number\n"                                                                                 \
    "  field ok \"可\" \"ok\" yes/no default no\n"                                                                    \
    "  field words \"文\" \"words\" text\n"                                                                           \
    "  field md \"月日\" \"md\" month-day\n"                                                                         \
    "  field where \"县\" \"where\" division\n"                                                                       \
    "  state begun \"已开始\" \"begun\" rest\n"                                                                     \
    "  state noticed \"公示\" \"noticed\" lasts 5 working days counting the first\n"                                 \
    "  state done \"完\" \"done\" end\n"                                                                              \
    "  tally used \"已用\" \"used\" counts work with same round and channel that was noticed\n"                      \
    "  number limit \"限\" \"limit\" = round.places\n"                                                                \
    "  action begin \"开始\" \"begin\" by county new -> begun\n"                                                     \
    "  action notice \"公示\" \"notice\" by office begun -> noticed\n"                                               \
    "  action finish \"完成\" \"finish\" by office noticed -> done\n"                                                \
    "    then cluster: candidate -> known\n"

#define BODY                                                                                                           \
    "  state made \"记\" \"made\" end\n"                                                                              \
    "  action make_it \"记\" \"make\" by county new -> made  第一条\n"

#define ACT "  action x by office in begun\n"

struct compiled {
    base_arena *arena;
    rules_diags *d;
    const rules_book *book;
};

/* The tables point into the text, so a copy of it lives as long as they do. */
static inline struct compiled compiled_text(const char *text, rules_find_text find, void *ctx) {
    struct compiled c = {.arena = base_arena_new((size_t)256 << 20)};
    c.d = base_arena_alloc(c.arena, sizeof *c.d);
    rules_diags_init(c.d, c.arena);
    const base_str kept = base_arena_str(c.arena, base_str_of(text));
    c.book = rules_compile(c.arena, kept, BASE_STR("small.rules"), find, ctx, c.d);
    return c;
}

static inline void compiled_end(struct compiled c) { base_arena_free(c.arena); }

/* "E217 nothing; W201 reasn", in the arena. */
static inline base_str said(struct compiled c) { return said_of(c.arena, c.d); }

/* The small rulebook with `lines` behind it. */
static inline struct compiled small_with(const char *lines) {
    const size_t n = sizeof SMALL + strlen(lines);
    char *text = malloc(n);
    assert_non_null(text);
    (void)snprintf(text, n, "%s%s", SMALL, lines);
    const struct compiled c = compiled_text(text, NULL, NULL);
    free(text);
    return c;
}

/* Holds what is said about the lines against `expected`; "" when they are right. */
static inline void says(const char *lines, const char *expected) {
    const struct compiled c = small_with(lines);
    const base_str have = said(c);
    if (!base_str_is(have, expected))
        fail_msg("%.400s\nsays     %.*s\nexpected %s", lines, (int)have.n, have.p, expected);
    assert_true((c.book == NULL) == (c.d->errors > 0));
    compiled_end(c);
}

#endif
