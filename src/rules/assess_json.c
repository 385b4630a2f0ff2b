/* assess_json.c - an assessment as one JSON object on a line.
 *
 * A writer is made once for a standard: a copy of the book's texts with JSON's escapes done, and whole objects for the
 * criteria whose reason depends on the verdict alone. A line then is copying, and numbers. */
#include "rules/reason_i.h"

enum { VERDICTS = 8, MAX_PIECE = 1 << 20 };

struct rules_writer {
    rules_book book;             /* facts and units with escaped texts; nothing else of it is used */
    rules_standard standard;     /* criteria with escaped notes */
    base_str head;               /* ,"rulebook":"…","verdict":" */
    base_str *open;              /* [n_criteria] {"id":"1.4","verdict":" */
    base_str (*fixed)[VERDICTS]; /* [n_criteria]: the whole object, or empty */
    base_str *key;               /* [n_slots] "output. or "land":" */
};

/* The text between the quotes of its JSON string. */
static base_str escaped(base_arena *arena, base_buf *tmp, base_str s) {
    base_buf_clear(tmp);
    base_buf_json(tmp, s);
    return base_arena_str(arena, (base_str){tmp->p + 1, tmp->n - 2});
}

static void escape_text(base_arena *arena, base_buf *tmp, rules_text *t) {
    t->zh = escaped(arena, tmp, t->zh);
    t->en = escaped(arena, tmp, t->en);
}

static void escape_book(base_arena *arena, base_buf *tmp, rules_writer *w, const rules_book *book) {
    rules_fact *fact = base_arena_copy(arena, book->fact, book->n_facts * sizeof *fact);
    rules_unit *unit = base_arena_copy(arena, book->unit, book->n_units * sizeof *unit);
    for (size_t i = 0; i < book->n_facts; i++) escape_text(arena, tmp, &fact[i].label);
    for (size_t i = 0; i < book->n_units; i++) unit[i].name = escaped(arena, tmp, unit[i].name);
    w->book = *book;
    w->book.fact = fact;
    w->book.unit = unit;
}

static void escape_standard(base_arena *arena, base_buf *tmp, rules_writer *w, const rules_standard *s) {
    rules_criterion *c = base_arena_copy(arena, s->criterion, s->n_criteria * sizeof *c);
    for (size_t i = 0; i < s->n_criteria; i++) c[i].note = escaped(arena, tmp, c[i].note);
    w->standard = *s;
    w->standard.criterion = c;
}

static void write_reasons(struct rules_pen *p, const rules_criterion *c, uint8_t verdict) {
    base_buf_puts(p->b, BASE_STR("\",\"zh\":\""));
    p->zh = true;
    rules_pen_reason(p, c, verdict);
    base_buf_puts(p->b, BASE_STR("\",\"en\":\""));
    p->zh = false;
    rules_pen_reason(p, c, verdict);
    base_buf_puts(p->b, BASE_STR("\",\"values\":{"));
}

/* The object of a criterion without figures. */
static base_str fixed_object(base_arena *arena, base_buf *tmp, const rules_writer *w, size_t i, uint8_t verdict) {
    const rules_criterion *c = &w->standard.criterion[i];
    struct rules_pen p = {.b = tmp, .book = &w->book, .s = &w->standard};
    base_buf_clear(tmp);
    base_buf_puts(tmp, w->open[i]);
    base_buf_puts(tmp, base_str_of(rules_verdict_name((enum rules_verdict)verdict)));
    write_reasons(&p, c, verdict);
    if (c->kind == RULES_VETO && (verdict == RULES_MET || verdict == RULES_NOT_MET)) {
        base_buf_json(tmp, w->book.fact[c->fact].name);
        base_buf_puts(tmp, verdict == RULES_MET ? BASE_STR(":\"no\"") : BASE_STR(":\"yes\""));
    }
    base_buf_puts(tmp, BASE_STR("}}"));
    return base_arena_str(arena, base_buf_str(tmp));
}

static void make_pieces(base_arena *arena, base_buf *tmp, rules_writer *w, const rules_standard *s) {
    w->open = base_arena_array(arena, s->n_criteria, sizeof *w->open);
    w->fixed = base_arena_array(arena, s->n_criteria, sizeof *w->fixed);
    for (size_t i = 0; i < s->n_criteria; i++) {
        const base_str id = escaped(arena, tmp, s->criterion[i].id);
        w->open[i] = base_arena_fmt(arena, "{\"id\":\"%.*s\",\"verdict\":\"", (int)id.n, id.p);
        if (!rules_reason_fixed(&s->criterion[i])) continue;
        for (unsigned v = RULES_MET; v < VERDICTS; v++) w->fixed[i][v] = fixed_object(arena, tmp, w, i, (uint8_t)v);
    }
    w->key = base_arena_array(arena, s->n_slots, sizeof *w->key);
    for (size_t i = 0; i < s->n_slots; i++) {
        const base_str name = escaped(arena, tmp, w->book.fact[s->slot[i].fact].name);
        w->key[i] = base_arena_fmt(arena, s->slot[i].back > 0 ? "\"%.*s." : "\"%.*s\":\"", (int)name.n, name.p);
    }
}

rules_writer *rules_writer_new(base_arena *arena, const rules_book *book, const rules_standard *s) {
    rules_writer *w = base_arena_alloc(arena, sizeof *w);
    base_buf tmp;
    base_buf_init(&tmp, MAX_PIECE);
    escape_book(arena, &tmp, w, book);
    escape_standard(arena, &tmp, w, s);
    const base_str id = escaped(arena, &tmp, book->id);
    w->head = base_arena_fmt(arena, ",\"rulebook\":\"%.*s\",\"verdict\":\"", (int)id.n, id.p);
    make_pieces(arena, &tmp, w, s);
    base_buf_free(&tmp);
    return w;
}

/* "output.2020":"41", … without the figures that are missing. */
static void write_values(const rules_writer *w, struct rules_pen *p, const rules_criterion *c) {
    bool first = true;
    for (size_t i = 0; i < c->n_slots; i++) {
        const rules_id slot = c->slot[i];
        if (p->slot[slot] == RULES_MISSING) continue;
        if (!first) base_buf_putc(p->b, ',');
        first = false;
        base_buf_puts(p->b, w->key[slot]);
        if (w->standard.slot[slot].back > 0) {
            base_buf_put(p->b, p->year[w->standard.slot[slot].back], 4);
            base_buf_puts(p->b, BASE_STR("\":\""));
        }
        rules_pen_figure(p, slot);
        base_buf_putc(p->b, '"');
    }
    base_buf_puts(p->b, BASE_STR("}}"));
}

static void write_criterion(const rules_writer *w, struct rules_pen *p, size_t i, uint8_t verdict) {
    const rules_criterion *c = &w->standard.criterion[i];
    if (verdict < VERDICTS && w->fixed[i][verdict].n > 0) {
        base_buf_puts(p->b, w->fixed[i][verdict]);
        return;
    }
    base_buf_puts(p->b, w->open[i]);
    base_buf_puts(p->b, base_str_of(rules_verdict_name((enum rules_verdict)verdict)));
    write_reasons(p, c, verdict);
    write_values(w, p, c);
}

bool rules_writer_json(const rules_writer *w, base_buf *b, base_str id, const rules_dossier_facts *f, int year,
                       const uint8_t *verdict, enum rules_verdict whole) {
    const size_t begin = b->n;
    struct rules_pen p = {.b = b, .book = &w->book, .s = &w->standard, .slot = f->slot};
    rules_pen_years(&p, year);
    base_buf_puts(b, BASE_STR("{\"id\":"));
    base_buf_json(b, id);
    base_buf_puts(b, w->head);
    base_buf_puts(b, base_str_of(rules_verdict_name(whole)));
    base_buf_puts(b, BASE_STR("\",\"criteria\":["));
    for (size_t i = 0; i < w->standard.n_criteria; i++) {
        if (i > 0) base_buf_putc(b, ',');
        write_criterion(w, &p, i, verdict[i]);
    }
    base_buf_puts(b, BASE_STR("]}\n"));
    if (b->full) base_buf_cut(b, begin);
    return !b->full;
}

bool rules_assess_json(base_buf *b, const rules_book *book, const rules_standard *s, base_str id,
                       const rules_dossier_facts *f, int year, const uint8_t *verdict, enum rules_verdict whole) {
    base_arena *arena = base_arena_new(RULES_WRITER_ROOM);
    const bool ok = rules_writer_json(rules_writer_new(arena, book, s), b, id, f, year, verdict, whole);
    base_arena_free(arena);
    return ok;
}
