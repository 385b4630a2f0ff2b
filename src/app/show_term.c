/* show_term.c - the term of a recognition as it stands today: it runs, it is over and the recognition stands
 * (第十五条), or the recognition was ended before or after it, by which case and article.
 *
 * What the register says of the term is what was announced; so a recognition that was revoked goes on having it.
 * Whoever reads it has to be told that it ended, and when. */
#include "app/show_i.h"

static bool ends_it(const rules_action *a, const core_case *c, const core_case *root) {
    if (a->creates || a->kase != c->kind || a->to != c->control.state) return false;
    if (c->entered[c->control.state] != root->entered[root->control.state]) return false;
    for (size_t i = 0; i < a->n_effects; i++) {
        const rules_effect *x = &a->effect[i];
        const bool above = x->target.holder == RULES_CLUSTER || (x->target.holder == RULES_PARENT && c->parent == root);
        if (x->kind == RULES_E_MOVE && above && x->state == root->control.state) return true;
    }
    return false;
}

/* A case may say by which article of several (the ground of a revocation); that is no more public than its fields. */
static base_str article_of(const core_case *c, const rules_action *a, enum app_sight sight) {
    const rules_case *k = core_kind(c);
    for (rules_id f = 0; sight == APP_SIGHT_FULL && f < k->n_fields; f++) {
        if (k->field[f].type != RULES_V_CHOICE || !c->field[f].set) continue;
        const base_str cite = k->field[f].choice[c->field[f].n].cite;
        if (!base_str_eq(cite, k->cite)) return cite;
    }
    return a->cite;
}

/* The newest case below `c` that moved the dossier to where it stands. */
static void find(const core_case *c, const core_case *root, enum app_sight sight, app_term *out) {
    for (const core_case *k = c->child; k != NULL; k = k->sibling) {
        rules_id first = 0, n = core_kind_actions(k->book, k->kind, &first);
        for (rules_id i = first; i < first + n; i++) {
            const rules_action *a = &k->book->action[i];
            if (!ends_it(a, k, root)) continue;
            out->action = app_word_of_action(k->book, i);
            out->article = article_of(k, a, sight);
            out->path = k->path;
        }
        find(k, root, sight, out);
    }
}

bool app_has_term(base_str state) { return base_str_is(state, "recognised"); }

void app_term_of(const core_case *root, enum app_sight sight, base_date day, app_term *out) {
    *out = (app_term){.is = APP_TERM_NONE, .until = core_date_named(root, "valid_until"), .ended = BASE_DATE_NONE};
    if (out->until == BASE_DATE_NONE) return;
    if (app_has_term(core_state(root)->name)) {
        out->is = day > out->until ? APP_TERM_OVER : APP_TERM_RUNS;
        return;
    }
    out->is = APP_TERM_ENDED;
    out->ended = root->entered[root->control.state];
    find(root, root, sight, out);
}
