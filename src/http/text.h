/* text.h - every sentence of the pages, in both languages; they stand in text.def. */
#ifndef JIQUN_HTTP_TEXT_H
#define JIQUN_HTTP_TEXT_H

#include "base/buf.h"
#include "rules/rulebook.h"

enum http_text {
#define TEXT(id, zh, en) HTTP_T_##id,
#include "http/text.def"
#undef TEXT
    HTTP_TEXT_COUNT
};

rules_text http_text_of(enum http_text id);
base_str http_text_in(bool zh, enum http_text id);
/* The text of the language, or of the other one when it is empty. */
base_str http_pick(bool zh, rules_text t);

#endif
