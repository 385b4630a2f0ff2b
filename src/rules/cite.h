/* cite.h - citations of the law: which article one names, and how one is written in English.
 *
 * A citation is kept as the text has it (第十七条(三)), whoever reads it; English pages say the same as "art. 17(3)".
 */
#ifndef JIQUN_RULES_CITE_H
#define JIQUN_RULES_CITE_H

#include "base/arena.h"

enum { RULES_ARTICLES_MAX = 1000 };

/* 一 … 九百九十九, or the same in digits; 0 when it is neither. */
unsigned rules_cite_number(base_str s);
/* 第十七条 and 第十七条(三) are 17; 0 for what is no article. */
unsigned rules_cite_article(base_str one);
/* One citation, not a list of them, in English: "art. 17(3)", "art. 17 para. 2", "annex", "notice of 2022"; of a list
 * that goes on, (五) is "(5)". What has no such form is given back as it is. */
base_str rules_cite_en(base_arena *arena, base_str one);

#endif
