/* merge.c - lays one text over another.
 *
 * A province writes only what differs from the national text. Which lines meet is decided by their key: the first word
 * and the name after it. Containers are merged line by line, everything else is replaced as a whole, because half an
 * action of the one text and half of the other would be a rule that nobody wrote. For the same reason a citation is
 * never inherited by a line that was replaced: it would name an article for words that do not stand there. */
#include "rules/merge.h"

#include "rules/cursor.h"

struct merge {
    base_arena *arena;
    rules_diags *d;
};

/* The children of one container of the base while an overlay's are merged into them. */
struct meeting {
    struct merge *m;
    rules_line *base;
    enum rules_place place;
    rules_line *last;    /* child of base */
    base_map by_key;     /* key -> rules_line of base */
    base_map by_wording; /* what else a `drop` may name a line by; filled when there is one */
    base_map seen;       /* keys that the overlay wrote */
    rules_lists lists;
    bool has_wording, has_lists;
};

static const base_str NOTHING = {NULL, 0};

/* ---- keys ---- */

enum rules_place rules_place_under(enum rules_place place, const rules_line *line) {
    static const struct {
        enum rules_place place, under;
        const char *word;
    } container[] = {
        {RULES_IN_TEXT, RULES_IN_HEADER, "rulebook"}, {RULES_IN_TEXT, RULES_IN_STANDARD, "standard"},
        {RULES_IN_TEXT, RULES_IN_SAMPLE, "sample"},   {RULES_IN_TEXT, RULES_IN_CASE, "case"},
        {RULES_IN_STANDARD, RULES_IN_AREA, "area"},   {RULES_IN_CASE, RULES_IN_FORM, "form"},
    };
    for (size_t i = 0; i < sizeof container / sizeof container[0]; i++)
        if (place == container[i].place && rules_line_is(line, container[i].word)) return container[i].under;
    return RULES_IN_LEAF;
}

/* `output.2022 = 38` is known by what stands before the sign. */
static size_t tokens_before_sign(const rules_line *line) {
    size_t n = 0;
    while (n < line->n && !rules_token_punct(&line->token[n], "=")) n++;
    return n;
}

static size_t at_most(size_t n, size_t most) { return n < most ? n : most; }

size_t rules_key_length(enum rules_place place, const rules_line *line) {
    const bool in_head = place == RULES_IN_TEXT || place == RULES_IN_HEADER;
    if (line->n == 0 || line->token[0].kind != RULES_T_WORD) return 0;
    if (in_head && (rules_line_is(line, "prove") || rules_line_is(line, "silent") || rules_line_is(line, "also")))
        return 0;
    if (place == RULES_IN_ACTION || place == RULES_IN_FORM) return 0;
    if (place == RULES_IN_SAMPLE) return tokens_before_sign(line);
    if (place == RULES_IN_HEADER || rules_line_is(line, "rulebook")) return 1;
    return at_most(line->n, rules_line_is(line, "sample") ? 3 : 2);
}

base_str rules_tokens_text(base_arena *arena, const rules_token *token, size_t from, size_t to) {
    size_t n = 0;
    for (size_t i = from; i < to; i++) n += token[i].text.n + 3;
    char *p = base_arena_alloc(arena, n), *end = p;
    for (size_t i = from; i < to; i++) {
        const bool string = token[i].kind == RULES_T_STRING;
        if (i > from) *end++ = ' ';
        if (string) *end++ = '"';
        if (token[i].text.n > 0) memcpy(end, token[i].text.p, token[i].text.n);
        end += token[i].text.n;
        if (string) *end++ = '"';
    }
    return (base_str){p, (size_t)(end - p)};
}

static rules_line *line_of(const base_map *map, base_str key) {
    const base_map_slot *slot = base_map_get(map, key);
    rules_line *line = slot ? slot->value.ptr : NULL;
    return line && !line->dropped ? line : NULL;
}

/* The first line with a key keeps it; a second one is for the compiler to report. */
static void note_line(base_map *map, base_str key, rules_line *line) {
    base_map_slot *slot = base_map_put(map, key);
    const rules_line *old = slot->value.ptr;
    if (!old || old->dropped) slot->value.ptr = line;
}

static base_str key_of(const struct meeting *t, const rules_line *line) {
    const size_t n = rules_key_length(t->place, line);
    return n == 0 ? NOTHING : rules_tokens_text(t->m->arena, line->token, 0, n);
}

/* ---- adding and replacing ---- */

/* Depth is limited by the reader. */
static void mark_added(rules_line *line) {
    line->added = true;
    for (rules_line *l = line->child; l; l = l->next) mark_added(l);
}

static void append(struct meeting *t, rules_line *line) {
    mark_added(line);
    line->parent = t->base;
    line->next = NULL;
    if (t->last)
        t->last->next = line;
    else
        t->base->child = line;
    t->last = line;
}

/* Strings directly after the first `key` tokens: the labels. */
static size_t count_labels(const rules_line *line, size_t key) {
    size_t n = 0;
    while (n < 2 && key + n < line->n && line->token[key + n].kind == RULES_T_STRING) n++;
    return n;
}

/* The tokens a[0..a_key) b[from..to) a[a_key..). */
static void insert_tokens(base_arena *arena, rules_line *a, size_t a_key, const rules_line *b, size_t from, size_t to) {
    if (from >= to) return;
    rules_token *token = base_arena_array(arena, a->n + to - from, sizeof *token);
    memcpy(token, a->token, a_key * sizeof *token);
    memcpy(token + a_key, b->token + from, (to - from) * sizeof *token);
    memcpy(token + a_key + to - from, a->token + a_key, (a->n - a_key) * sizeof *token);
    a->token = token;
    a->n += to - from;
}

/* A line without labels of its own keeps those of the line it replaces. */
static void keep_labels(base_arena *arena, rules_line *new, const rules_line *old, size_t key) {
    if (new->n < key || old->n < key || count_labels(new, key) > 0) return;
    insert_tokens(arena, new, key, old, key, key + count_labels(old, key));
}

static void replace(struct meeting *t, rules_line *old, rules_line *new) {
    const rules_line was = *old;
    mark_added(new);
    if (t->place != RULES_IN_SAMPLE) keep_labels(t->m->arena, new, &was, 2);
    *old = *new;
    old->next = was.next;
    old->parent = was.parent;
    for (rules_line *l = old->child; l; l = l->next) l->parent = old;
    if (old->n_notes > 0) return;
    old->note = was.note;
    old->n_notes = was.n_notes;
}

/* The first line of a container: what the overlay says of it, else what the base said. */
static void merge_first_line(base_arena *arena, rules_line *base, rules_line *over, size_t key) {
    const size_t labels = count_labels(over, key);
    const bool is_header = rules_line_is(over, "rulebook");
    if (!is_header && over->n == key + labels) {
        if (labels > 0) {
            rules_line head = *over;
            const size_t old = key + count_labels(base, key);
            insert_tokens(arena, &head, head.n, base, old, base->n);
            base->token = head.token;
            base->n = head.n;
        }
        if (over->cite.n == 0) return;
    } else {
        keep_labels(arena, over, base, is_header ? 2 : key);
        base->token = over->token;
        base->n = over->n;
        base->span = over->span;
        base->added = true;
    }
    base->cite = over->cite;
    base->cite_span = over->cite_span;
}

/* ---- drop ---- */

/* `silent 第五条` without a remark: the article, read as a citation, is the line's name. `n`: tokens before it. */
static rules_line with_cited_name(base_arena *arena, const rules_line *line, size_t n) {
    rules_line whole = *line;
    if (line->n != n || line->cite.n == 0 || !rules_token_is(&line->token[n - 1], "silent")) return whole;
    const rules_token name = {RULES_T_WORD, line->cite, line->cite_span, true, false};
    whole.token = base_arena_array(arena, n + 1, sizeof name);
    memcpy(whole.token, line->token, n * sizeof name);
    whole.token[n] = name;
    whole.n++;
    return whole;
}

static void note_wordings(struct meeting *t, rules_line *line) {
    static const char *const no_keywords[] = {NULL};
    base_arena *arena = t->m->arena;
    if (line->n == 0) return;
    const rules_line whole = with_cited_name(arena, line, 1);
    const rules_line *joined = line->child ? rules_line_joined(arena, line, no_keywords) : &whole;
    note_line(&t->by_wording, rules_tokens_text(arena, joined->token, 0, joined->n), line);
    if (joined->n > 1) note_line(&t->by_wording, rules_tokens_text(arena, joined->token, 0, 2), line);
    for (size_t i = 1; i < joined->n; i++) {
        if (joined->token[i].kind != RULES_T_STRING) continue;
        const rules_token pair[2] = {joined->token[0], joined->token[i]};
        note_line(&t->by_wording, rules_tokens_text(arena, pair, 0, 2), line);
    }
}

/* The line that `drop …` names: by its key, by a string in it, or by all its words. */
static rules_line *find_dropped(struct meeting *t, base_str wording) {
    rules_line *line = line_of(&t->by_key, wording);
    if (line) return line;
    if (!t->has_wording) {
        t->has_wording = true;
        for (line = t->base->child; line; line = line->next)
            if (!line->dropped) note_wordings(t, line);
    }
    return line_of(&t->by_wording, wording);
}

/* Names of the base's lines that begin with the same word. */
static const base_str *names_like(const struct meeting *t, base_str kind, size_t *n) {
    base_str *names = NULL;
    size_t cap = 0;
    *n = 0;
    for (const rules_line *l = t->base->child; l; l = l->next) {
        if (l->dropped || l->n < 2 || !base_str_eq(l->token[0].text, kind)) continue;
        names = base_arena_grow(t->m->arena, names, *n, &cap, sizeof *names);
        names[(*n)++] = l->token[1].text;
    }
    return names;
}

static void report_missing(struct meeting *t, const char *code, const rules_line *line, base_str name) {
    const size_t first = at_most(line->n - 1, 2);
    size_t n;
    const base_str *names = names_like(t, line->token[1].text, &n);
    rules_report_near(t->m->d, code, rules_span_join(line->token[first].span, line->token[line->n - 1].span), name,
                      names, n);
}

static rules_lists *lists_of(struct meeting *t) {
    if (!t->has_lists) rules_lists_open(&t->lists, t->m->arena, t->base, t->place);
    t->has_lists = true;
    return &t->lists;
}

static void drop(struct meeting *t, const rules_line *line) {
    const size_t named = t->place == RULES_IN_SAMPLE ? 2 : 3;
    rules_line whole = with_cited_name(t->m->arena, line, 2);
    line = &whole;
    if (line->n < named) {
        rules_report(t->m->d, "E022", line->span, NOTHING, NOTHING, NOTHING);
        return;
    }
    const rules_line inner = {.token = line->token + 1, .n = line->n - 1};
    if (rules_line_is_list(t->place, &inner) && inner.n == 2) {
        if (rules_lists_remove(lists_of(t), inner.token[1].text, &inner.token[0].text)) return;
    } else {
        rules_line *found = find_dropped(t, rules_tokens_text(t->m->arena, inner.token, 0, inner.n));
        if (found) {
            found->dropped = true;
            return;
        }
    }
    report_missing(t, "E020", line, rules_tokens_text(t->m->arena, inner.token, at_most(inner.n - 1, 1), inner.n));
}

/* ---- meetings ---- */

static void open_meeting(struct meeting *t, struct merge *m, rules_line *base, enum rules_place place) {
    *t = (struct meeting){.m = m, .base = base, .place = place};
    base_map_init(&t->by_key, m->arena);
    base_map_init(&t->by_wording, m->arena);
    base_map_init(&t->seen, m->arena);
    for (rules_line *l = base->child; l; l = l->next) {
        const base_str key = key_of(t, l);
        if (key.n > 0) note_line(&t->by_key, key, l);
        /* A transitional clause speaks of the change to the text it stands in, not of later ones. */
        l->dropped = (place == RULES_IN_TEXT || place == RULES_IN_HEADER) && rules_line_is(l, "also");
        t->last = l;
    }
}

static void close_meeting(struct meeting *t) {
    if (t->has_lists) rules_lists_close(&t->lists);
    for (rules_line **at = &t->base->child; *at;) {
        if ((*at)->dropped)
            *at = (*at)->next;
        else
            at = &(*at)->next;
    }
}

static bool is_more_of_action(const rules_line *line) {
    return rules_line_is(line, "also") && line->n > 1 && rules_token_is(&line->token[1], "action");
}

/* In an action: what is added, or dropped from it. */
static void extend_action(struct merge *m, rules_line *action, rules_line *over) {
    struct meeting t;
    open_meeting(&t, m, action, RULES_IN_ACTION);
    for (rules_line *l = over->child, *next; l; l = next) {
        next = l->next;
        if (rules_line_is(l, "drop")) {
            drop(&t, l);
            continue;
        }
        if (rules_line_is_list(t.place, l)) rules_lists_remove_named(lists_of(&t), l);
        append(&t, l);
    }
    close_meeting(&t);
}

static void also_action(struct meeting *t, rules_line *line) {
    if (line->n != 3 || line->token[2].kind != RULES_T_WORD) {
        rules_report(t->m->d, "E023", line->span, NOTHING, NOTHING, NOTHING);
        return;
    }
    rules_line *action = line_of(&t->by_key, rules_tokens_text(t->m->arena, line->token, 1, 3));
    if (action)
        extend_action(t->m, action, line);
    else
        report_missing(t, "E021", line, line->token[2].text);
}

static void merge_children(struct merge *m, rules_line *base, rules_line *over, enum rules_place place);

/* A line with a key: it meets its like in the base, or is new. */
static void meet(struct meeting *t, rules_line *line, base_str key) {
    base_map_slot *seen = base_map_put(&t->seen, key);
    if (seen->value.num++ > 0) {
        const rules_span at = line->token[at_most(line->n, 2) - 1].span;
        rules_report(t->m->d, "E024", at, key, NOTHING, NOTHING);
        return;
    }
    rules_line *old = line_of(&t->by_key, key);
    const enum rules_place under = rules_place_under(t->place, line);
    if (!old) {
        append(t, line);
        note_line(&t->by_key, key, line);
    } else if (under == RULES_IN_LEAF) {
        replace(t, old, line);
    } else {
        merge_first_line(t->m->arena, old, line, rules_key_length(t->place, line));
        merge_children(t->m, old, line, under);
    }
}

/* Recursion is as deep as containers lie in one another: text, standard, area. */
static void merge_children(struct merge *m, rules_line *base, rules_line *over, enum rules_place place) {
    struct meeting t;
    open_meeting(&t, m, base, place);
    for (rules_line *l = over->child, *next; l; l = next) {
        next = l->next;
        if (rules_line_is(l, "drop")) {
            drop(&t, l);
            continue;
        }
        if (is_more_of_action(l)) {
            also_action(&t, l);
            continue;
        }
        if (rules_line_is_list(place, l)) rules_lists_remove_named(lists_of(&t), l);
        const base_str key = key_of(&t, l);
        if (key.n > 0)
            meet(&t, l, key);
        else
            append(&t, l);
    }
    close_meeting(&t);
}

static size_t count_lines(const rules_line *line) {
    size_t n = 0;
    for (const rules_line *l = line->child; l; l = l->next) n += 1 + count_lines(l);
    return n;
}

void rules_tree_merge(base_arena *arena, rules_line *base, rules_line *over, rules_diags *d) {
    struct merge m = {arena, d};
    const rules_span place = over->child ? over->child->span : over->span;
    rules_place_loose(arena, base, over);
    merge_children(&m, base, over, RULES_IN_TEXT);
    if (count_lines(base) > RULES_MAX_LINES)
        rules_report(d, "E025", place, base_arena_fmt(arena, "%d", RULES_MAX_LINES), NOTHING, NOTHING);
}
