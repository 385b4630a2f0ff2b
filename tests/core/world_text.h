/* world_text.h - the world as one text: everything that a command could have changed. Two worlds are the same when
 * their texts are. */
#ifndef JIQUN_TESTS_CORE_WORLD_TEXT_H
#define JIQUN_TESTS_CORE_WORLD_TEXT_H

#include "../testing.h"

#include "core/world_i.h"

static inline void put_case(base_buf *b, const core_case *c) {
    const rules_case *k = core_kind(c);
    rules_id first = 0, n = core_kind_actions(c->book, c->kind, &first);
    base_buf_fmt(b, "%.*s|%.*s|%u|%u|%llx|%x|%d|%llu|", (int)c->path.n, c->path.p, (int)c->book->id.n, c->book->id.p,
                 c->kind, c->control.state, (unsigned long long)c->control.ever, c->control.done, c->opened,
                 (unsigned long long)c->opened_seq);
    if (c->round != NULL) base_buf_puts(b, c->round->path);
    for (size_t i = 0; i < k->n_fields; i++) {
        base_buf_putc(b, '|');
        if (c->field[i].set) base_buf_fmt(b, "%lld:", (long long)c->field[i].n);
        base_buf_puts(b, c->field[i].text);
    }
    for (size_t i = 0; i < k->n_states; i++) base_buf_fmt(b, ",%d", c->entered[i]);
    for (size_t i = 0; i < n; i++) base_buf_fmt(b, ";%d", c->first_done[i]);
    base_buf_fmt(b, "|%llu %d", (unsigned long long)c->submitted_seq, c->submitted);
    for (size_t i = 0; i < c->facts.n; i++) {
        const rules_value *x = &c->facts.item[i];
        base_buf_fmt(b, "|%u.%d=%lld%.*s", x->fact, x->year, (long long)x->raw, (int)x->text.n, x->text.p);
    }
    for (const core_note *note = c->why; note != NULL; note = note->next) {
        base_buf_puts(b, note->key);
        base_buf_puts(b, note->text);
    }
    const rules_standard *s = c->book->n_standards > 0 ? &c->book->standard[c->book->n_standards - 1] : NULL;
    for (size_t i = 0; c->judged != NULL && s != NULL && i < s->n_criteria; i++) {
        base_buf_fmt(b, "%d%d", c->judged[i], c->relaxed[i]);
    }
    base_buf_putc(b, '\n');
}

static inline void put_tree(base_buf *b, const core_case *c) {
    put_case(b, c);
    for (const core_case *k = c->child; k != NULL; k = k->sibling) put_tree(b, k);
}

static inline int by_key(const void *a, const void *b) {
    return base_str_cmp(((const base_map_slot *)a)->key, ((const base_map_slot *)b)->key);
}

/* The tallies that are not zero, in the order of their keys. */
static inline void put_tallies(base_buf *b, base_arena *arena, const core_world *w) {
    base_map_slot *all = base_arena_array(arena, w->tallies.n, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < w->tallies.cap; i++) {
        if (w->tallies.slot[i].key.p != NULL && w->tallies.slot[i].value.num != 0) all[n++] = w->tallies.slot[i];
    }
    qsort(all, n, sizeof *all, by_key);
    for (size_t i = 0; i < n; i++) {
        base_buf_fmt(b, "%.*s=%lld\n", (int)all[i].key.n, all[i].key.p, (long long)all[i].value.num);
    }
}

static inline base_str world_text(base_arena *arena, const core_world *w) {
    base_buf b;
    base_buf_init(&b, (size_t)64 << 20);
    base_buf_fmt(&b, "seq %llu day %d successions %zu\n", (unsigned long long)w->seq, w->last_day, w->n_successions);
    for (size_t k = 0; k < RULES_MAX_CASES; k++) {
        for (const core_case *c = w->first[k]; c != NULL; c = c->next) put_tree(&b, c);
    }
    for (size_t s = 0; s < RULES_MAX_STATES; s++) base_buf_fmt(&b, "%zu ", w->clusters_in[s]);
    put_tallies(&b, arena, w);
    assert_false(b.full);
    base_str out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

#endif
