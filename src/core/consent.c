/* consent.c - two persons' consent to a rulebook, as a text that comes with it; see adopt.h.
 *
 * It is a text like the others and no member of its own, so that the form of an event stays as it is: whoever read
 * adoptions before reads these, too. There is one way to write it, and a text that is written otherwise is none. */
#include "core/adopt.h"

#include <stdio.h>

enum { MAX_LOGIN = 60, TEXT_BYTES = 256 };

static bool is_consent(const core_named_text *t) { return base_str_is(t->name, CORE_CONSENT_NAME); }

static base_str consent_text(char *to, size_t n, const core_consent *c) {
    int y, m, d;
    base_date_split(c->proposed, &y, &m, &d);
    const int made = snprintf(to, n, "proposed %04d-%02d-%02d %.*s\nconsented %.*s\n", y, m, d, (int)c->by.n, c->by.p,
                              (int)c->consented.n, c->consented.p);
    return (base_str){to, made > 0 && (size_t)made < n ? (size_t)made : 0};
}

base_str core_consent_text(base_arena *arena, const core_consent *c) {
    char text[TEXT_BYTES];
    return base_arena_str(arena, consent_text(text, sizeof text, c));
}

static bool is_login(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] <= ' ') return false;
    }
    return s.n > 0 && s.n <= MAX_LOGIN;
}

/* A line "WORD REST"; takes it off the text. */
static bool take_line(base_str *text, base_str word, base_str *rest) {
    base_str line = base_str_cut(*text, '\n', text);
    return base_str_eq(base_str_cut(line, ' ', rest), word) && rest->p != NULL;
}

static bool read_consent(base_str text, core_consent *out) {
    char again[TEXT_BYTES];
    base_str rest = text, proposed = {NULL, 0};
    base_err none = {0};
    *out = (core_consent){.proposed = BASE_DATE_NONE};
    if (!take_line(&rest, BASE_STR("proposed"), &proposed)) return false;
    if (!take_line(&rest, BASE_STR("consented"), &out->consented)) return false;
    base_str day = base_str_cut(proposed, ' ', &out->by);
    if (!base_date_parse(day, &out->proposed, &none) || !is_login(out->by) || !is_login(out->consented)) return false;
    return base_str_eq(consent_text(again, sizeof again, out), text);
}

bool core_adoption_consent(const core_adoption *a, core_consent *out) {
    if (a->matter != CORE_ADOPT_RULEBOOK || a->n_texts < 2) return false;
    const core_named_text *last = &a->text[a->n_texts - 1];
    return is_consent(last) && read_consent(last->text, out);
}

size_t core_adoption_rules(const core_adoption *a) {
    const bool more = a->matter == CORE_ADOPT_RULEBOOK && a->n_texts > 1 && is_consent(&a->text[a->n_texts - 1]);
    return a->n_texts - (more ? 1 : 0);
}

bool core_consent_good(const core_adoption *a, base_err *e) {
    core_consent c;
    for (size_t i = 1; i < a->n_texts; i++) {
        if (!is_consent(&a->text[i])) continue;
        if (i + 1 < a->n_texts || !core_adoption_consent(a, &c)) {
            return base_err_fmt(e, BASE_ERR_INPUT, "同意的记载应为最后一份文本，写明提请日、提请人与同意人",
                                "consent is the last of the texts and says who proposed it when, and who consented");
        }
        if (base_str_eq(c.by, c.consented)) {
            return base_err_fmt(e, BASE_ERR_INPUT, "提请人与同意人应为两人",
                                "who proposes and who consents are two persons");
        }
    }
    return true;
}
