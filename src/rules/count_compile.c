/* count_compile.c - what is counted: tallies over a closed set of keys, and the numbers they are held against.
 *
 * The keys are closed because a count over anything else could not be kept in a small table while events come in. */
#include "rules/process.h"

static bool take_key(rules_cursor *c, uint32_t *keys) {
    static const struct {
        const char *word;
        enum rules_key key;
    } known[] = {
        {"round", RULES_KEY_ROUND}, {"channel", RULES_KEY_CHANNEL}, {"subfield", RULES_KEY_SUBFIELD},
        {"city", RULES_KEY_CITY},   {"county", RULES_KEY_COUNTY},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (rules_accept_word(c, known[i].word)) return *keys |= known[i].key, true;
    return rules_expected(c, "round、channel、subfield、city 或 county", "round, channel, subfield, city or county");
}

/* counts CASE with same KEY [and KEY]… that is|was STATES */
static void build_tally(struct rules_build *b, rules_id kase, struct rules_b_tally *t) {
    rules_cursor c = rules_cursor_on(t->source.line, t->source.at, b->d);
    if (!rules_expect_phrase(&c, "counts")) return;
    const rules_token *name = rules_peek(&c, 0);
    t->out.kase = rules_expect_case(b, &c);
    if (t->out.kase == RULES_NONE || !rules_expect_phrase(&c, "with same")) return;
    do {
        if (!take_key(&c, &t->out.keys)) return;
    } while (rules_accept_word(&c, "and"));
    const bool by_round = t->out.keys & RULES_KEY_ROUND;
    if (by_round && !(rules_b_case_at(b, t->out.kase)->out.in_round && rules_b_case_at(b, kase)->out.in_round)) {
        rules_fault(&c, "E241", name, name->text, rules_no_str());
        return;
    }
    if (!rules_expect_phrase(&c, "that")) return;
    t->out.ever = rules_accept_word(&c, "was");
    if (!t->out.ever && !rules_accept_word(&c, "is")) {
        rules_expected(&c, "is 或 was", "is or was");
        return;
    }
    t->out.mask = rules_expect_states(b, &c, t->out.kase);
    rules_expect_end(&c);
}

/* = REF [if GUARD else REF] */
static void build_number(struct rules_build *b, rules_id kase, struct rules_b_number *n) {
    const struct rules_context s = rules_context_of(kase);
    rules_cursor c = rules_cursor_on(n->source.line, n->source.at, b->d);
    if (!rules_expect_punct(&c, "=") || !rules_take_field(b, &c, s, RULES_V_NUMBER, &n->out.yes)) return;
    n->out.no = n->out.yes;
    if (rules_accept_word(&c, "if")) {
        n->out.guard = rules_take_guard(b, &c, s);
        if (n->out.guard == RULES_NONE || !rules_expect_phrase(&c, "else")) return;
        if (!rules_take_field(b, &c, s, RULES_V_NUMBER, &n->out.no)) return;
    }
    rules_expect_end(&c);
}

void rules_build_counts(struct rules_build *b, rules_id kase) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    for (size_t i = 0; i < k->out.n_tallies; i++) build_tally(b, kase, &k->tally[i]);
    for (size_t i = 0; i < k->out.n_numbers; i++) build_number(b, kase, &k->number[i]);
}
