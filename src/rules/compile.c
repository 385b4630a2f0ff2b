/* compile.c - from texts to a rulebook: which texts belong together, in what order they are merged, and the lines of
 * the header.
 *
 * A text may be based on another, and that one on a third; an amendment is one more text on top. All of them are read
 * as trees of lines and merged from the bottom up, so that everything after this sees a single text. The chain is
 * followed in a loop with a limit, never by recursion, because the ids in it are input. */
#include "rules/process.h"

enum { RULES_MAX_CHAIN = 8 };

/* Texts from the top (the newest) to the bottom (based on nothing). */
struct chain {
    rules_line *root[RULES_MAX_CHAIN];
    base_str id[RULES_MAX_CHAIN];
    size_t n;
};

/* One call from outside: what every step of it needs. */
struct job {
    base_arena *arena;
    rules_find_text find;
    void *ctx;
    rules_diags *d;
    size_t errors_before; /* faults that were there when it began */
};

static const char *const TOP_KEYWORDS[] = {"rulebook", "level", "unit",   "fact",       "standard", "sample",
                                           "case",     "prove", "silent", "transition", NULL};
static const char *const HEADER_KEYWORDS[] = {"cites", "articles", "force", "level", "silent", NULL};

static rules_line *child_of(const rules_line *parent, const char *word) {
    for (rules_line *l = parent->child; l; l = l->next)
        if (rules_line_is(l, word)) return l;
    return NULL;
}

/* A place for what is missing from a text altogether. */
static rules_span top_of(const rules_line *root, base_str text, base_str file) {
    if (root->child) return root->child->span;
    base_str rest;
    return (rules_span){.file = file, .source = base_str_cut(text, '\n', &rest), .line = 1, .col = 1, .len = 1};
}

/* ---- the chain of texts ---- */

/* The token that names the base in `rulebook ID … based on BASE`, or NULL. */
static const rules_token *based_on(const rules_line *header) {
    for (size_t i = 2; i + 2 < header->n; i++)
        if (rules_token_is(&header->token[i], "based") && rules_token_is(&header->token[i + 1], "on") &&
            header->token[i + 2].kind == RULES_T_WORD)
            return &header->token[i + 2];
    return NULL;
}

static bool chain_has(const struct chain *c, base_str id) {
    for (size_t i = 0; i < c->n; i++)
        if (base_str_eq(c->id[i], id)) return true;
    return false;
}

/* Follows what `root`, read from `text`, is based on. False when there is no header or a base can not be had;
 * reported. */
static bool chain_read_from(const struct job *job, struct chain *c, rules_line *root, base_str text, base_str file) {
    rules_diags *d = job->d;
    for (c->n = 0;; root = rules_tree_read(job->arena, text, file, d)) {
        const rules_line *header = child_of(root, "rulebook");
        if (!header || header->n < 2 || header->token[1].kind != RULES_T_WORD) {
            const rules_span span = header ? header->span : top_of(root, text, file);
            rules_report(d, "E201", span, rules_no_str(), rules_no_str(), rules_no_str());
            return false;
        }
        c->root[c->n] = root;
        c->id[c->n++] = header->token[1].text;
        const rules_token *base = based_on(header);
        if (!base) return true;
        const char *fault = NULL;
        if (chain_has(c, base->text))
            fault = "E203";
        else if (c->n == RULES_MAX_CHAIN)
            fault = "E204";
        else if (!job->find || !job->find(job->ctx, base->text, &text, &file))
            fault = "E202";
        if (!fault) continue;
        rules_report(d, fault, base->span, base->text, rules_no_str(), rules_no_str());
        return false;
    }
}

static bool chain_read(const struct job *job, struct chain *c, base_str text, base_str file) {
    return chain_read_from(job, c, rules_tree_read(job->arena, text, file, job->d), text, file);
}

/* A text based on another is a document of its own: the number, the articles and the day of force of the lower one are
 * not its own, also where it is silent about them. */
static void merge_headers(const rules_line *base, const rules_line *over) {
    rules_line *lower = child_of(base, "rulebook");
    const rules_line *upper = child_of(over, "rulebook");
    if (!upper) return;
    rules_line **at = &lower->child;
    while (*at) {
        const rules_line *l = *at;
        const bool replaced = rules_line_is(l, "cites") || rules_line_is(l, "articles") || rules_line_is(l, "force") ||
                              (rules_line_is(l, "level") && child_of(upper, "level"));
        if (replaced)
            *at = l->next;
        else
            at = &(*at)->next;
    }
    lower->token = upper->token;
    lower->n = upper->n;
    lower->span = upper->span;
}

static rules_line *chain_merge(const struct job *job, const struct chain *c) {
    rules_line *root = c->root[c->n - 1];
    for (size_t i = c->n - 1; i-- > 0;) {
        merge_headers(root, c->root[i]);
        rules_tree_instead(job->arena, root, c->root[i], job->d);
        rules_tree_merge(job->arena, root, c->root[i], job->d);
    }
    return root;
}

/* ---- the header ---- */

static bool take_day(rules_cursor *c, base_date *out) {
    const rules_token *t = rules_expect_kind(c, RULES_T_DATE, "日期，如 2022-09-13", "a date such as 2022-09-13");
    if (!t) return false;
    if (base_date_parse(t->text, out, NULL)) return true;
    c->failed = true; /* a day that does not exist is reported where tokens are made */
    return false;
}

/* force from DATE [until DATE] */
static void build_force(rules_cursor *c, rules_book *book) {
    if (!rules_expect_phrase(c, "from") || !take_day(c, &book->force_from)) return;
    if (!rules_accept_word(c, "until")) return;
    const rules_token *t = rules_peek(c, 0);
    if (take_day(c, &book->force_until) && book->force_until < book->force_from)
        rules_fault(c, "E225", t, t->text, rules_no_str());
}

/* level LEVEL [of PLACE]: whose programme it is */
static void build_place(rules_cursor *c, rules_book *book) {
    if (!rules_expect_word(c, "层级名称", "the name of a level") || !rules_accept_word(c, "of")) return;
    const rules_token *t = rules_expect_kind(c, RULES_T_NUMBER, "渠道代码，如 53", "the code of a channel such as 53");
    if (t) book->place = t->text;
}

static void build_header_line(struct rules_build *b, const rules_line *line) {
    rules_cursor c = rules_cursor_on(line, 1, b->d);
    unsigned n;
    if (rules_line_is(line, "silent")) return; /* read with those at the top level */
    if (rules_line_is(line, "cites")) {
        const rules_token *t = rules_expect_kind(&c, RULES_T_STRING, "引号内的文号", "the document's number in quotes");
        if (t) b->book->cites = t->text;
    } else if (rules_line_is(line, "articles")) {
        if (rules_expect_count(&c, 1, 999, &n)) b->book->n_articles = (uint16_t)n;
    } else if (rules_line_is(line, "force")) {
        build_force(&c, b->book);
    } else if (rules_line_is(line, "level")) {
        build_place(&c, b->book);
    } else {
        rules_report_keyword(b, line, HEADER_KEYWORDS);
        return;
    }
    rules_expect_end(&c);
}

static bool is_repeated(const rules_line *header, const rules_line *line) {
    if (line->n == 0 || rules_line_is(line, "silent")) return false;
    for (const rules_line *l = header->child; l != line; l = l->next)
        if (l->n > 0 && base_str_eq(l->token[0].text, line->token[0].text)) return true;
    return false;
}

static void build_header(struct rules_build *b, const rules_line *header) {
    rules_cursor c = rules_cursor_on(header, 1, b->d);
    const rules_token *id = rules_take(&c);
    b->book->id = id->text;
    b->book->label = rules_label_or(rules_accept_label(&c), id->text);
    if (rules_accept_phrase(&c, "based on")) {
        const rules_token *base = rules_expect_word(&c, "所依据规则的编号", "the id of a rulebook");
        if (base) b->book->based_on = base->text;
    }
    rules_expect_tail(b, &c, HEADER_KEYWORDS);
    for (const rules_line *l = header->child; l; l = l->next) {
        if (is_repeated(header, l))
            rules_report(b->d, "E223", l->span, l->token[0].text, rules_no_str(), rules_no_str());
        else
            build_header_line(b, l);
    }
}

/* The level whose programme it is; levels are known by now. */
static void build_owner(struct rules_build *b, const rules_line *header) {
    const rules_line *line = child_of(header, "level");
    if (!line || line->n < 2) return;
    b->book->owner = rules_find_level(b->book, line->token[1].text);
    if (b->book->owner != RULES_NONE) return;
    size_t n;
    const base_str *names = rules_names_of_levels(b, &n);
    rules_report_near(b->d, "E212", line->token[1].span, line->token[1].text, names, n);
}

static void check_top_lines(struct rules_build *b, const rules_line *header) {
    for (const rules_line *l = b->root->child; l; l = l->next) {
        size_t i = 0;
        while (TOP_KEYWORDS[i] && !rules_line_is(l, TOP_KEYWORDS[i])) i++;
        if (!TOP_KEYWORDS[i]) rules_report_keyword(b, l, TOP_KEYWORDS);
        if (l != header && rules_line_is(l, "rulebook"))
            rules_report(b->d, "E223", l->span, l->token[0].text, rules_no_str(), rules_no_str());
    }
}

/* ---- the whole ---- */

static rules_book *build(const struct job *job, const rules_line *root, base_str text, const base_str *own_file,
                         size_t n_own_files) {
    rules_book *book = base_arena_alloc(job->arena, sizeof *book);
    rules_diags *d = job->d;
    struct rules_build b = {.arena = job->arena, .d = d, .book = book, .root = root};
    b.own_file = own_file;
    b.n_own_files = n_own_files;
    const rules_line *header = child_of(root, "rulebook");
    book->text = text;
    book->force_from = book->force_until = BASE_DATE_NONE;
    book->owner = book->programme = book->round = book->cluster = RULES_NONE;
    build_header(&b, header);
    check_top_lines(&b, header);
    rules_build_units_and_facts(&b, root);
    rules_build_standards(&b, root);
    rules_build_process(&b, root);
    build_owner(&b, header);
    rules_check_articles(&b);
    /* The checks of the whole follow indexes; they are only worth asking, and only safe, when all of them are there. */
    if (d->errors > job->errors_before) return NULL;
    rules_check_cycles(&b);
    rules_check_lives(book, d);
    return d->errors > job->errors_before ? NULL : book;
}

const rules_book *rules_compile(base_arena *arena, base_str text, base_str file, rules_find_text find, void *ctx,
                                rules_diags *d) {
    const struct job job = {arena, find, ctx, d, d->errors};
    struct chain chain;
    if (!chain_read(&job, &chain, text, file)) return NULL;
    return build(&job, chain_merge(&job, &chain), text, &file, 1);
}

/* ---- amendments ---- */

/* `national-2025` names a whole rulebook; `2025` or `r2` an edition of the one that is amended. */
static base_str amended_id(base_arena *arena, base_str base, base_str version) {
    if (version.n == 0) return base;
    const bool digit = version.p[0] >= '0' && version.p[0] <= '9';
    if (!digit && memchr(version.p, '-', version.n)) return base_arena_str(arena, version);
    return base_arena_fmt(arena, "%.*s+%.*s", (int)base.n, base.p, (int)version.n, version.p);
}

/* The text is a rulebook of its own. */
static bool is_whole(const rules_line *root) { return root->child && rules_line_is(root->child, "rulebook"); }

/* A merged tree stands by itself: written out, it is no longer based on anything. */
static void cut_based_on(rules_line *header) {
    const rules_token *base = based_on(header);
    if (base) header->n = (size_t)(base - header->token) - 2;
}

/* The whole text that an amendment makes, so that the next one can be put on top of it. */
static base_str written_out(base_arena *arena, const rules_line *root, base_str otherwise) {
    base_buf b;
    base_buf_init(&b, (size_t)2 * RULES_MAX_TEXT);
    const base_str text = rules_tree_put(&b, root) ? base_arena_str(arena, base_buf_str(&b)) : otherwise;
    base_buf_free(&b);
    return text;
}

static rules_book *amend_lines(const struct job *job, base_str base_text, base_str base_file, rules_line *over,
                               const base_str *file) {
    struct chain chain;
    if (!chain_read(job, &chain, base_text, base_file)) return NULL;
    rules_line *root = chain_merge(job, &chain);
    rules_tree_merge(job->arena, root, over, job->d);
    const base_str own[] = {base_file, *file};
    rules_book *book = build(job, root, base_text, own, 2);
    if (!book) return NULL;
    cut_based_on(child_of(root, "rulebook"));
    book->text = written_out(job->arena, root, base_text);
    return book;
}

/* Nine arguments: two texts, each with its name, and what a compilation needs.
 * NOLINTNEXTLINE(readability-function-size) */
const rules_book *rules_amend(base_arena *arena, base_str base_text, base_str base_file, base_str text,
                              base_str version, base_date from, rules_find_text find, void *ctx, rules_diags *d) {
    const struct job job = {arena, find, ctx, d, d->errors};
    const base_str file = base_arena_str(arena, version);
    rules_line *over = rules_tree_read(arena, text, file, d);
    rules_book *book = NULL;
    if (!is_whole(over)) {
        book = amend_lines(&job, base_text, base_file, over, &file);
    } else {
        struct chain chain;
        if (chain_read_from(&job, &chain, over, text, file))
            book = build(&job, chain_merge(&job, &chain), text, &file, 1);
    }
    if (!book) return NULL;
    book->id = amended_id(arena, book->id, version);
    book->force_from = from;
    return book;
}
