/* rulebook.c - the text in force, article by article and line by line; its versions; the text to take along.
 *
 * The text is read by the same reader that the compiler uses, so a line stands under the articles that it cites itself.
 * Addresses of lines (#L12) hold for one version; a version is named by the digest that the log has of it. */
#include <stdlib.h>

#include "base/date.h"
#include "http/portal/portal_i.h"
#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"
#include "rules/cite.h"
#include "rules/tree.h"

enum { ARTICLES_MAX = 400, LABEL_MAX = 160, TEXTS_MAX = CORE_ADOPT_MAX_TEXTS };

typedef struct {
    http_exchange *x;
    const core_world *world;
    const core_version *version;
    bool present; /* it is the one in force today */
    core_named_text text[TEXTS_MAX];
    size_t n_texts;
} chosen;

static const core_version *version_of(const core_world *w, const rules_book *b) {
    for (size_t i = 0; i < core_world_versions(w); i++) {
        if (core_world_version(w, i)->book == b) return core_world_version(w, i);
    }
    return NULL;
}

static const core_version *version_named(const core_world *w, base_str digest) {
    for (size_t i = 0; i < core_world_versions(w); i++) {
        const core_version *v = core_world_version(w, i);
        if (digest.n > 0 && base_str_eq(v->digest, digest)) return v;
    }
    return NULL;
}

/* The version that `?version=` names, else that of today. False with an answer written. */
static bool choose(http_exchange *x, chosen *c) {
    base_str named = {NULL, 0};
    app *a = http_portal_reader(x);
    const rules_book *b = a != NULL ? portal_book(x, a) : NULL;
    if (b == NULL) return false;
    *c = (chosen){.x = x, .world = app_world(a), .version = version_of(app_world(a), b), .present = true};
    if (http_query(x, "version", &named) && named.n > 0) {
        const core_version *v = version_named(c->world, named);
        c->present = v == c->version;
        c->version = v;
    }
    if (c->version == NULL) {
        http_problem(x, 404,
                     (rules_text){BASE_STR("没有这一版法规文本；各版列在“法规文本”页"),
                                  BASE_STR("there is no such version; all of them are listed on the page Rulebook")});
        return false;
    }
    const core_adoption *ad = c->version->adoption;
    if (ad == NULL) c->text[c->n_texts++] = (core_named_text){c->version->book->id, c->version->book->text};
    for (size_t i = 0; ad != NULL && i < core_adoption_rules(ad); i++) c->text[c->n_texts++] = ad->text[i];
    return true;
}

static void put_version_query(http_html *h, const chosen *c, const char *path) {
    html_href(h, path);
    if (c->present) return;
    HTML_RAW(h, "?version=");
    html_text(h, c->version->digest);
}

/* ---- articles ---- */

typedef struct {
    uint32_t line, file; /* file: number of the text */
    base_str source;
} cited;

typedef struct {
    base_str name;
    unsigned order; /* 第N条 by N, all others after them in order of appearance */
    cited *line;
    size_t n, cap;
    base_str silent; /* what the rulebook says of an article that asks for nothing */
} article;

typedef struct {
    base_arena *arena;
    article item[ARTICLES_MAX];
    size_t n;
} articles;

static article *article_at(articles *a, base_str name) {
    for (size_t i = 0; i < a->n; i++) {
        if (base_str_eq(a->item[i].name, name)) return &a->item[i];
    }
    if (a->n == ARTICLES_MAX) return NULL;
    const unsigned order = rules_cite_article(name);
    a->item[a->n] = (article){.name = name, .order = order > 0 ? order : 1000 + (unsigned)a->n};
    return &a->item[a->n++];
}

static void add_line(articles *a, base_str name, const rules_line *l, uint32_t file) {
    article *k = name.n > 0 && !base_str_is(name, "silent") ? article_at(a, name) : NULL;
    if (k == NULL || (k->n > 0 && k->line[k->n - 1].line == l->span.line && k->line[k->n - 1].file == file)) return;
    k->line = base_arena_grow(a->arena, k->line, k->n, &k->cap, sizeof *k->line);
    k->line[k->n++] = (cited){l->span.line, file, base_str_trim(l->span.source)};
}

/* 第十七条(三) stands under 第十七条. */
static base_str whole_article(base_str cite) {
    for (size_t i = 0; i < cite.n; i++) {
        if (cite.p[i] == '(') return (base_str){cite.p, i};
    }
    return cite;
}

static void add_cites(articles *a, const rules_line *l, uint32_t file) {
    const base_str comma = BASE_STR("、");
    base_str rest = l->cite;
    while (rest.n > 0) {
        size_t n = 0;
        while (n < rest.n && !base_str_starts((base_str){rest.p + n, rest.n - n}, comma)) n++;
        add_line(a, whole_article((base_str){rest.p, n}), l, file);
        if (n == rest.n) return;
        rest = (base_str){rest.p + n + comma.n, rest.n - n - comma.n};
    }
}

static void walk(articles *a, const rules_line *l, uint32_t file, unsigned depth) {
    for (; l != NULL && depth <= RULES_MAX_DEPTH; l = l->next) {
        add_cites(a, l, file);
        walk(a, l->child, file, depth + 1);
    }
}

static int by_order(const void *x, const void *y) {
    const article *a = x, *b = y;
    return (a->order > b->order) - (a->order < b->order);
}

static articles *collect(const chosen *c) {
    base_arena *arena = c->x->arena;
    articles *a = base_arena_alloc(arena, sizeof *a);
    const rules_book *b = c->version->book;
    a->arena = arena;
    for (size_t i = 0; i < c->n_texts; i++) {
        rules_diags *d = base_arena_alloc(arena, sizeof *d);
        rules_diags_init(d, arena);
        walk(a, rules_tree_read(arena, c->text[i].text, c->text[i].name, d)->child, (uint32_t)i, 0);
    }
    for (size_t i = 0; i < b->n_silent; i++) {
        article *k = article_at(a, b->silent[i].cite);
        if (k != NULL) k->silent = b->silent[i].note;
    }
    qsort(a->item, a->n, sizeof a->item[0], by_order);
    return a;
}

/* ---- the overview ---- */

static void put_line_anchor(http_html *h, uint32_t file, uint32_t line) {
    HTML_RAW(h, "L");
    if (file > 0) {
        html_u64(h, file);
        HTML_RAW(h, "-");
    }
    html_u64(h, line);
}

static void put_cited(http_html *h, const chosen *c, const cited *l) {
    HTML_RAW(h, "<li><a href=\"");
    put_version_query(h, c, "/rulebook/text");
    HTML_RAW(h, "#");
    put_line_anchor(h, l->file, l->line);
    HTML_RAW(h, "\">");
    HTML_T(h, LINE_OF, base_arena_fmt(h->x->arena, "%s%u", l->file > 0 ? "+" : "", l->line));
    HTML_RAW(h, "</a> <code");
    if (!h->zh) HTML_RAW(h, " lang=\"zh-CN\"");
    HTML_RAW(h, ">");
    base_str head = base_utf8_head(l->source, LABEL_MAX);
    html_text(h, head);
    if (head.n < l->source.n) HTML_RAW(h, "…");
    HTML_RAW(h, "</code></li>\n");
}

static void put_article(http_html *h, const chosen *c, const article *k) {
    HTML_RAW(h, "<h3 id=\"");
    html_text(h, k->name);
    HTML_RAW(h, "\">");
    portal_cite_words(h, k->name);
    HTML_RAW(h, "</h3>\n");
    if (k->silent.n > 0) {
        HTML_RAW(h, "<p class=\"hint\">");
        HTML_T(h, SILENT);
        html_zh(h, k->silent);
        HTML_RAW(h, "</p>\n");
    }
    if (k->n == 0) return;
    HTML_RAW(h, "<ul class=\"cited\">\n");
    for (size_t i = 0; i < k->n; i++) put_cited(h, c, &k->line[i]);
    HTML_RAW(h, "</ul>\n");
}

static void put_articles(http_html *h, const chosen *c) {
    const articles *a = collect(c);
    html_heading(h, 2, "articles", HTTP_T_BY_ARTICLE);
    html_p(h, HTTP_T_BY_ARTICLE_WHAT);
    HTML_RAW(h, "<ul class=\"links\">");
    for (size_t i = 0; i < a->n; i++) {
        HTML_RAW(h, "<li><a href=\"#");
        base_buf_percent(h->b, a->item[i].name);
        HTML_RAW(h, "\">");
        portal_cite_words(h, a->item[i].name);
        HTML_RAW(h, "</a></li>");
    }
    HTML_RAW(h, "</ul>\n");
    for (size_t i = 0; i < a->n; i++) put_article(h, c, &a->item[i]);
}

static void put_version_row(http_html *h, const core_version *v, bool present) {
    core_consent consent;
    HTML_RAW(h, "<tr><th scope=\"row\"><a href=\"");
    html_href(h, "/rulebook/text?version=");
    html_text(h, v->digest);
    HTML_RAW(h, "\">");
    html_text(h, v->book->id);
    HTML_RAW(h, "</a>");
    if (present) {
        HTML_RAW(h, " ");
        HTML_T(h, IN_FORCE_NOW);
    }
    if (v->adoption != NULL && core_adoption_consent(v->adoption, &consent)) {
        HTML_RAW(h, " ");
        HTML_T(h, TWO_PERSONS);
    }
    HTML_RAW(h, "</th><td class=\"day\">");
    html_date(h, v->from);
    HTML_RAW(h, "</td><td><code>");
    html_text(h, v->digest);
    HTML_RAW(h, "</code></td><td><a href=\"");
    html_href(h, "/rulebook/download?version=");
    html_text(h, v->digest);
    HTML_RAW(h, "\" download>");
    HTML_T(h, DOWNLOAD);
    HTML_RAW(h, "<span class=\"unseen\"> ");
    html_text(h, v->book->id);
    HTML_RAW(h, "</span></a></td></tr>\n");
}

static void put_versions(http_html *h, const chosen *c) {
    static const enum http_text column[] = {HTTP_T_VERSION, HTTP_T_FIRST_DAY, HTTP_T_DIGEST, HTTP_T_TEXT};
    html_heading(h, 2, "versions", HTTP_T_VERSIONS);
    html_p(h, HTTP_T_VERSIONS_WHAT);
    html_table(h, HTTP_T_VERSIONS, column, sizeof column / sizeof column[0]);
    for (size_t i = 0; i < core_world_versions(c->world); i++)
        put_version_row(h, core_world_version(c->world, i), core_world_version(c->world, i) == c->version);
    html_table_end(h);
}

static void put_facts(http_html *h, const chosen *c) {
    const rules_book *b = c->version->book;
    HTML_RAW(h, "<dl class=\"facts\">\n");
    portal_term(h, HTTP_T_RULES_NAME);
    html_label_marked(h, b->label);
    portal_term_end(h);
    portal_term(h, HTTP_T_RULES_CITES);
    html_zh(h, b->cites);
    portal_term_end(h);
    portal_term_date(h, HTTP_T_FIRST_DAY, c->version->from);
    if (b->based_on.n > 0) {
        portal_term(h, HTTP_T_BASED_ON);
        html_text(h, b->based_on);
        portal_term_end(h);
    }
    portal_term(h, HTTP_T_PROOFS);
    html_u64(h, b->n_proofs);
    portal_term_end(h);
    HTML_RAW(h, "</dl>\n<p><a href=\"");
    put_version_query(h, c, "/rulebook/text");
    HTML_RAW(h, "\">");
    HTML_T(h, WHOLE_TEXT);
    HTML_RAW(h, "</a></p>\n");
}

enum http_step http_portal_rulebook(http_exchange *x) {
    chosen c;
    if (!choose(x, &c)) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_RULEBOOK, http_text_in(x->zh, HTTP_T_RULEBOOK));
    html_p(&h, HTTP_T_RULEBOOK_WHAT);
    put_facts(&h, &c);
    put_versions(&h, &c);
    put_articles(&h, &c);
    return http_page_end(&h);
}

/* ---- the text ---- */

static void put_line(http_html *h, uint32_t file, uint32_t n, base_str line) {
    HTML_RAW(h, "<li id=\"");
    put_line_anchor(h, file, n);
    HTML_RAW(h, "\"><a href=\"#");
    put_line_anchor(h, file, n);
    HTML_RAW(h, "\" aria-label=\"");
    HTML_T(h, LINE_OF, base_arena_fmt(h->x->arena, "%u", n));
    HTML_RAW(h, "\">");
    html_u64(h, n);
    HTML_RAW(h, "</a><code>");
    html_text(h, line);
    HTML_RAW(h, "</code></li>\n");
}

static void put_text(http_html *h, const core_named_text *t, uint32_t file) {
    base_str rest = t->text;
    HTML_RAW(h, "<h2>");
    html_zh(h, t->name);
    HTML_RAW(h, "</h2>\n<div class=\"rules\"");
    if (!h->zh) HTML_RAW(h, " lang=\"zh-CN\"");
    HTML_RAW(h, "><ol>\n");
    for (uint32_t n = 1; rest.n > 0; n++) put_line(h, file, n, base_str_cut(rest, '\n', &rest));
    HTML_RAW(h, "</ol></div>\n");
}

enum http_step http_portal_rulebook_text(http_exchange *x) {
    chosen c;
    if (!choose(x, &c)) return HTTP_NOW;
    http_html h = http_page(x, HTTP_PART_RULEBOOK, http_text_in(x->zh, HTTP_T_WHOLE_TEXT));
    HTML_RAW(&h, "<p>");
    html_text(&h, c.version->book->id);
    HTML_RAW(&h, " · ");
    HTML_T(&h, FIRST_DAY);
    HTML_RAW(&h, " ");
    html_date(&h, c.version->from);
    HTML_RAW(&h, " · <code>");
    html_text(&h, c.version->digest);
    HTML_RAW(&h, "</code></p>\n<p><a href=\"");
    put_version_query(&h, &c, "/rulebook/download");
    HTML_RAW(&h, "\" download>");
    HTML_T(&h, DOWNLOAD_TEXT);
    HTML_RAW(&h, "</a></p>\n");
    for (size_t i = 0; i < c.n_texts; i++) put_text(&h, &c.text[i], (uint32_t)i);
    return http_page_end(&h);
}

/* The very bytes whose digest is on record. */
enum http_step http_portal_rulebook_download(http_exchange *x) {
    chosen c;
    if (!choose(x, &c)) return HTTP_NOW;
    http_answer(x, 200, "text/plain; charset=utf-8");
    base_buf_clear(&x->out);
    http_set(x, "Content-Disposition",
             base_arena_fmt(x->arena, "attachment; filename=\"rulebook-%.16s.rules\"",
                            c.version->digest.n >= 16 ? c.version->digest.p : "0000000000000000"));
    base_buf_puts(&x->out, c.text[0].text);
    return HTTP_NOW;
}
