/* text.c - texts by number, in the language in use; see text.def. */
#include "cli/cli.h"

static const rules_text texts[CLI_TEXT_COUNT] = {
#define TEXT(id, chinese, english) [CLI_T_##id] = {BASE_STR(chinese), BASE_STR(english)},
#include "cli/text.def"
#undef TEXT
};

base_str cli_text(const cli *c, enum cli_text id) { return c->zh ? texts[id].zh : texts[id].en; }

base_str cli_pick(const cli *c, rules_text t) {
    base_str first = c->zh ? t.zh : t.en;
    if (first.n > 0) return first;
    return c->zh ? t.en : t.zh;
}

void cli_fill(const cli *c, base_buf *b, enum cli_text id, const base_str *arg, size_t n) {
    base_str t = cli_text(c, id);
    size_t began = 0;
    for (size_t i = 0; i + 2 < t.n; i++) {
        if (t.p[i] != '{' || t.p[i + 2] != '}' || t.p[i + 1] < '0' || t.p[i + 1] > '9') continue;
        size_t which = (size_t)(t.p[i + 1] - '0');
        base_buf_put(b, t.p + began, i - began);
        if (which < n) base_buf_puts(b, arg[which]);
        began = i + 3;
    }
    base_buf_put(b, t.p + began, t.n - began);
}

base_str cli_num(const cli *c, uint64_t n) { return base_arena_fmt(c->scratch, "%llu", (unsigned long long)n); }

base_str cli_date(const cli *c, base_date d) {
    int y = 0, m = 0, day = 0;
    if (d == BASE_DATE_NONE) return BASE_STR("-");
    base_date_split(d, &y, &m, &day);
    return base_arena_fmt(c->scratch, "%04d-%02d-%02d", y, m, day);
}

base_str cli_cite(const cli *c, base_str cite) {
    const base_str word = BASE_STR("reading");
    const char *said = c->zh ? "本系统理解" : "our reading";
    if (!base_str_ends(cite, word)) return cite;
    return base_arena_fmt(c->scratch, "%.*s%s", (int)(cite.n - word.n), cite.p, said);
}
