/* words_i.h - conditions and dates of a rulebook in words, made from what the compiler made of them. */
#ifndef JIQUN_HTTP_PORTAL_WORDS_I_H
#define JIQUN_HTTP_PORTAL_WORDS_I_H

#include "http/portal/portal_i.h"

/* Whom the words are for. */
typedef struct {
    base_arena *arena;
    const rules_book *book;
    bool zh;
} portal_words;

/* A text of the site with its places filled in, not escaped. */
base_str portal_say(const portal_words *w, enum http_text id, const base_str *arg, size_t n);
#define PORTAL_SAY(w, id, ...)                                                                                         \
    portal_say((w), HTTP_T_##id, (const base_str[]){{NULL, 0}, __VA_ARGS__} + 1,                                       \
               sizeof((const base_str[]){{NULL, 0}, __VA_ARGS__}) / sizeof(base_str) - 1)
base_str portal_word_number(const portal_words *w, int64_t n);
base_str portal_word_join(const portal_words *w, base_str a, enum http_text by, base_str b);

/* "中小企业产值 ÷ 集群总产值 ≥ 70 %（上一年）" */
base_str portal_condition(const portal_words *w, const rules_standard *s, const rules_criterion *c);
/* "公布日期的次日起 3 年期满之日"; `kase` is the case in which the phrase stands. */
base_str portal_date_words(const portal_words *w, rules_id kase, rules_id date);

#endif
