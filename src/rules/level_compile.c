/* level_compile.c - levels of authority, and the articles that have nothing to run. */
#include "rules/process.h"

static const char *const NO_KEYWORDS[] = {NULL};

static bool take_over(rules_cursor *c, enum rules_scope *scope) {
    static const struct {
        const char *phrase;
        enum rules_scope scope;
    } known[] = {
        {"everything", RULES_SCOPE_ALL},
        {"its channel", RULES_SCOPE_CHANNEL},
        {"its city", RULES_SCOPE_CITY},
        {"its division", RULES_SCOPE_DIVISION},
        {"what is assigned", RULES_SCOPE_ASSIGNED},
    };
    if (!rules_expect_phrase(c, "over")) return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (rules_accept_phrase(c, known[i].phrase)) return *scope = known[i].scope, true;
    return rules_expected(c, "everything、its channel、its city、its division 或 what is assigned",
                          "everything, its channel, its city, its division or what is assigned");
}

static void build_level(struct rules_build *b, const rules_line *line) {
    struct rules_process *p = b->process;
    const rules_line *joined = rules_line_joined(b->arena, line, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(joined, 1, b->d);
    const rules_token *name = rules_expect_word(&c, "层级名称", "the name of a level");
    if (!name || !rules_room(b, name->span, p->n_levels, RULES_MAX_LEVELS, "层级", "levels")) return;
    if (rules_b_find_level(b, name->text) != RULES_NONE) {
        rules_report(b->d, "E232", name->span, name->text, rules_no_str(), rules_no_str());
        return;
    }
    rules_level level = {.name = name->text, .cite = joined->cite};
    level.label = rules_label_or(rules_accept_label(&c), name->text);
    if (take_over(&c, &level.scope)) rules_expect_end(&c);
    p->level[p->n_levels++] = level;
}

void rules_build_levels(struct rules_build *b, const rules_line *root) {
    for (const rules_line *l = root->child; l; l = l->next)
        if (rules_line_is(l, "level")) build_level(b, l);
}

/* ---- silent ---- */

/* `silent ARTICLE "note"`: the article stands in the middle of the line, so it is several tokens here. */
static void build_silent(struct rules_build *b, const rules_line *line) {
    struct rules_process *p = b->process;
    rules_cursor c = rules_cursor_on(line, 1, b->d);
    while (!rules_at_end(&c) && rules_peek(&c, 0)->kind != RULES_T_STRING) rules_take(&c);
    if (c.at == 1) {
        rules_expected(&c, "条款，如 第一条", "an article, such as 第一条");
        return;
    }
    const rules_silent silent = {.cite = rules_text_of(b->arena, line, 1, c.at), .note = rules_accept_label(&c).zh};
    rules_expect_end(&c);
    if (!rules_room(b, line->span, p->n_silent, RULES_MAX_SILENT, "silent 行", "silent lines")) return;
    p->silent = base_arena_grow(b->arena, p->silent, p->n_silent, &p->cap_silent, sizeof *p->silent);
    p->silent[p->n_silent++] = silent;
}

void rules_build_silent(struct rules_build *b, const rules_line *root) {
    for (const rules_line *l = root->child; l; l = l->next) {
        if (rules_line_is(l, "silent")) build_silent(b, l);
        if (!rules_line_is(l, "rulebook")) continue;
        for (const rules_line *in = l->child; in; in = in->next)
            if (rules_line_is(in, "silent")) build_silent(b, in);
    }
}
