/* check_articles.c - every article of the regulation is cited by some line, or is said to have nothing to run.
 *
 * So a rulebook can be read beside the regulation, article by article, and nothing of it is forgotten by oversight.
 * In a rulebook based on another, the lines that come from the other cite their own regulation and do not count. */
#include "rules/cite.h"
#include "rules/process.h"

enum { MAX_NAMED = 6 };

struct articles {
    const struct rules_build *b;
    bool seen[RULES_ARTICLES_MAX];
};

static base_str chinese(base_arena *arena, unsigned n) {
    static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    const unsigned hundreds = n / 100, tens = n / 10 % 10, ones = n % 10;
    const char *zero = hundreds > 0 && tens == 0 && ones > 0 ? "零" : "";
    return base_arena_fmt(arena, "第%s%s%s%s%s%s条", digits[hundreds], hundreds > 0 ? "百" : "", zero,
                          tens > 1 || (tens == 1 && hundreds > 0) ? digits[tens] : "", tens > 0 ? "十" : "",
                          digits[ones]);
}

/* 第十七条(三), 第四条、第十三条 */
static void mark_cited(struct articles *a, base_str cite, rules_span span) {
    const base_str joint = BASE_STR("、"), from = BASE_STR("第");
    const unsigned last = a->b->book->n_articles;
    while (cite.n > 0) {
        size_t end = 0;
        while (end < cite.n && !base_str_starts((base_str){cite.p + end, cite.n - end}, joint)) end++;
        const base_str one = base_str_trim((base_str){cite.p, end});
        cite = end < cite.n ? (base_str){cite.p + end + joint.n, cite.n - end - joint.n} : rules_no_str();
        if (!base_str_starts(one, from)) continue;
        const unsigned n = rules_cite_article(one);
        if (n > 0 && n <= last)
            a->seen[n] = true;
        else
            rules_report(a->b->d, "W501", span, one, chinese(a->b->arena, last), rules_no_str());
    }
}

static bool is_own(const struct rules_build *b, const rules_line *line) {
    for (size_t i = 0; i < b->n_own_files; i++)
        if (base_str_eq(line->span.file, b->own_file[i])) return true;
    return false;
}

/* `silent 第一条 "…"` has its article in the middle. */
static void mark_silent(struct articles *a, const rules_line *line) {
    size_t end = 1;
    while (end < line->n && line->token[end].kind != RULES_T_STRING) end++;
    if (end > 1) mark_cited(a, rules_text_of(a->b->arena, line, 1, end), line->token[1].span);
}

/* As deep as indentation, which the reader limits. */
static void mark_lines(struct articles *a, const rules_line *parent) {
    for (const rules_line *l = parent->child; l; l = l->next) {
        if (is_own(a->b, l)) {
            mark_cited(a, l->cite, l->cite_span);
            if (rules_line_is(l, "silent")) mark_silent(a, l);
        }
        mark_lines(a, l);
    }
}

static const rules_line *articles_line(const rules_line *root) {
    for (const rules_line *l = root->child; l; l = l->next) {
        if (!rules_line_is(l, "rulebook")) continue;
        for (const rules_line *in = l->child; in; in = in->next)
            if (rules_line_is(in, "articles")) return in;
    }
    return NULL;
}

void rules_check_articles(const struct rules_build *b) {
    const rules_line *line = articles_line(b->root);
    if (!line || b->book->n_articles == 0 || !is_own(b, line)) return;
    struct articles a = {.b = b};
    mark_lines(&a, b->root);
    base_str missing = rules_no_str();
    size_t n = 0;
    for (unsigned i = 1; i <= b->book->n_articles; i++) {
        if (a.seen[i] || ++n > MAX_NAMED) continue;
        const base_str name = chinese(b->arena, i);
        missing = base_arena_fmt(b->arena, "%.*s%s%.*s", (int)missing.n, missing.p ? missing.p : "", n > 1 ? "、" : "",
                                 (int)name.n, name.p);
    }
    if (n > MAX_NAMED) missing = base_arena_fmt(b->arena, "%.*s …", (int)missing.n, missing.p);
    if (n > 0) rules_report(b->d, "E512", line->span, missing, rules_no_str(), rules_no_str());
}
