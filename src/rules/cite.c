/* cite.c - see cite.h. */
#include "rules/cite.h"

unsigned rules_cite_number(base_str s) {
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
    unsigned total = 0, digit = 0;
    while (s.n > 0) {
        if (s.p[0] >= '0' && s.p[0] <= '9') {
            digit = digit * 10 + (unsigned)(s.p[0] - '0');
            s = (base_str){s.p + 1, s.n - 1};
        } else if (base_str_starts(s, BASE_STR("十")) || base_str_starts(s, BASE_STR("百"))) {
            total += (digit > 0 ? digit : 1) * (base_str_starts(s, BASE_STR("十")) ? 10 : 100);
            digit = 0;
            s = (base_str){s.p + 3, s.n - 3};
        } else {
            size_t i = 0;
            while (i < 9 && !base_str_starts(s, base_str_of(digits[i]))) i++;
            if (i == 9 && !base_str_starts(s, BASE_STR("零"))) return 0;
            digit = i == 9 ? 0 : (unsigned)i + 1;
            s = (base_str){s.p + 3, s.n - 3};
        }
        if (total + digit >= RULES_ARTICLES_MAX) return 0;
    }
    return total + digit;
}

/* Takes "第N<unit>" off the front; 0, and nothing taken, when it does not stand there. */
static unsigned take_numbered(base_str *s, base_str unit) {
    const base_str from = BASE_STR("第");
    if (!base_str_starts(*s, from)) return 0;
    size_t at = from.n;
    while (at < s->n && !base_str_starts((base_str){s->p + at, s->n - at}, unit)) at++;
    if (at == s->n) return 0;
    const unsigned n = rules_cite_number((base_str){s->p + from.n, at - from.n});
    if (n > 0) *s = (base_str){s->p + at + unit.n, s->n - at - unit.n};
    return n;
}

unsigned rules_cite_article(base_str one) { return take_numbered(&one, BASE_STR("条")); }

/* Takes "(三)" off the front; false when something else stands there. */
static bool take_item(base_arena *arena, base_str *s, base_str *out) {
    size_t end = 1;
    while (end < s->n && s->p[end] != ')') end++;
    if (s->n == 0 || s->p[0] != '(' || end == s->n) return false;
    const base_str inside = {s->p + 1, end - 1};
    const unsigned n = rules_cite_number(inside);
    if (n == 0) return false;
    *s = (base_str){s->p + end + 1, s->n - end - 1};
    *out = base_arena_fmt(arena, "%.*s(%u)", (int)out->n, out->n > 0 ? out->p : "", n);
    return true;
}

/* 第十七条第二款 */
static bool take_article(base_arena *arena, base_str *s, base_str *out) {
    const unsigned article = take_numbered(s, BASE_STR("条"));
    if (article == 0) return false;
    const unsigned para = take_numbered(s, BASE_STR("款"));
    *out =
        para > 0 ? base_arena_fmt(arena, "art. %u para. %u", article, para) : base_arena_fmt(arena, "art. %u", article);
    return true;
}

/* 附件, 附件2, 通知2022 */
static bool take_paper(base_arena *arena, base_str *s, base_str *out) {
    static const struct {
        const char *zh, *en, *of;
    } kind[] = {{"附件", "annex", " "}, {"通知", "notice", " of "}, {"公告", "announcement", " of "}};
    for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++) {
        const base_str name = base_str_of(kind[i].zh);
        if (!base_str_starts(*s, name)) continue;
        size_t n = name.n;
        while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9') n++;
        *out = base_arena_fmt(arena, "%s%s%.*s", kind[i].en, n > name.n ? kind[i].of : "", (int)(n - name.n),
                              s->p + name.n);
        *s = (base_str){s->p + n, s->n - n};
        return true;
    }
    return false;
}

base_str rules_cite_en(base_arena *arena, base_str one) {
    base_str rest = one, out = {NULL, 0};
    if (!take_article(arena, &rest, &out) && !take_paper(arena, &rest, &out) && !base_str_starts(rest, BASE_STR("(")))
        return one;
    while (rest.n > 0) {
        if (!take_item(arena, &rest, &out)) return one;
    }
    return out;
}
