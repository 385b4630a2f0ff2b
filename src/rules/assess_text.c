/* assess_text.c - an assessment as lines for a reader: the whole, then one line a criterion with verdict, reason and
 * the place in the regulation. */
#include "rules/reason_i.h"

static base_str label_of(const rules_text *t, bool zh) {
    return zh ? (t->zh.n > 0 ? t->zh : t->en) : (t->en.n > 0 ? t->en : t->zh);
}

static void put_head(base_buf *b, const rules_book *book, const rules_standard *s, base_str id, int year,
                     enum rules_verdict whole, bool zh) {
    base_buf_puts(b, id);
    base_buf_puts(b, zh ? BASE_STR("：") : BASE_STR(": "));
    base_buf_puts(b, rules_verdict_word(whole, zh));
    base_buf_puts(b, zh ? BASE_STR("（") : BASE_STR(" ("));
    base_buf_puts(b, book->id);
    base_buf_puts(b, zh ? BASE_STR("，标准 ") : BASE_STR(", standard "));
    base_buf_puts(b, s->version);
    base_buf_fmt(b, zh ? "，%d 年申报）\n" : ", application of %d)\n", year);
}

static void put_padded(base_buf *b, base_str s, size_t width) {
    base_buf_puts(b, s);
    for (size_t w = base_utf8_width(s); w < width; w++) base_buf_putc(b, ' ');
}

/* Nine parameters: the dossier, what it was held against, and how to write it.
 * NOLINTNEXTLINE(readability-function-size) */
bool rules_assess_text(base_buf *b, const rules_book *book, const rules_standard *s, base_str id,
                       const rules_dossier_facts *f, int year, const uint8_t *verdict, enum rules_verdict whole,
                       bool zh) {
    enum { WORD = 10, WORD_EN = 19 };
    size_t id_width = 0, label_width = 0;
    put_head(b, book, s, id, year, whole, zh);
    for (size_t i = 0; i < s->n_criteria; i++) {
        const size_t wide = base_utf8_width(s->criterion[i].id);
        const size_t label = base_utf8_width(label_of(&s->criterion[i].label, zh));
        if (wide > id_width) id_width = wide;
        if (label > label_width) label_width = label;
    }
    for (size_t i = 0; i < s->n_criteria; i++) {
        const rules_criterion *c = &s->criterion[i];
        base_buf_puts(b, BASE_STR("  "));
        put_padded(b, c->id, id_width + 1);
        put_padded(b, label_of(&c->label, zh), label_width + 2);
        put_padded(b, rules_verdict_word((enum rules_verdict)verdict[i], zh), (zh ? WORD : WORD_EN) + 2);
        rules_reason_put(b, book, s, i, f, year, verdict[i], zh);
        if (c->cite.n > 0) {
            base_buf_puts(b, zh ? BASE_STR("（") : BASE_STR(" ("));
            base_buf_puts(b, c->cite);
            base_buf_puts(b, zh ? BASE_STR("）") : BASE_STR(")"));
        }
        base_buf_putc(b, '\n');
    }
    return !b->full;
}
