/* text.c - see text.h. */
#include "http/text.h"

static const rules_text texts[HTTP_TEXT_COUNT] = {
#define TEXT(id, chinese, english) [HTTP_T_##id] = {BASE_STR(chinese), BASE_STR(english)},
#include "http/text.def"
#undef TEXT
};

rules_text http_text_of(enum http_text id) { return texts[id]; }

base_str http_text_in(bool zh, enum http_text id) { return zh ? texts[id].zh : texts[id].en; }

base_str http_pick(bool zh, rules_text t) {
    base_str first = zh ? t.zh : t.en;
    return first.n > 0 ? first : (zh ? t.en : t.zh);
}
