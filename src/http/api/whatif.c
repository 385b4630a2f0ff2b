/* whatif.c - POST /api/v1/rulebooks/whatif: which dossiers a text that somebody is writing would judge otherwise than
 * the rulebook in force.
 *
 * A country's dossiers are not judged within one answer: each answer is a portion (app/whatif.h) and names where the
 * next begins. The work is done by the threads that check texts, with a record that each opens for itself; nothing of
 * it is kept. */
#include "app/whatif.h"
#include "app/proposal.h"

#include "http/api/api_i.h"
#include "http/api/put.h"
#include "http/json.h"
#include "http/service_i.h"

enum { ANSWER_BYTES = 8 << 20 };

typedef struct {
    base_str text, after, answer;
    app_viewer viewer;
    bool faults; /* the text is none */
} job;

static void put_verdict(base_json *j, const char *name, unsigned verdict) {
    base_json_text(j, name, base_str_of(rules_verdict_name(verdict)));
}

static void put_changes(base_json *j, const app_whatif_portion *p) {
    base_json_name(j, "changes");
    base_json_arr(j);
    for (unsigned from = 0; from <= RULES_OPEN; from++) {
        for (unsigned to = 0; to <= RULES_OPEN; to++) {
            if (p->change[from][to] == 0) continue;
            base_json_obj(j);
            put_verdict(j, "from", from);
            put_verdict(j, "to", to);
            base_json_number(j, "n", p->change[from][to]);
            base_json_obj_end(j);
        }
    }
    base_json_arr_end(j);
}

static void put_criteria(base_json *j, const app_whatif_portion *p) {
    const rules_standard *s = p->standard[1];
    base_json_name(j, "criteria");
    base_json_arr(j);
    for (size_t i = 0; i < s->n_criteria; i++) {
        if (p->by_criterion[i] == 0) continue;
        base_json_obj(j);
        base_json_text(j, "id", s->criterion[i].id);
        app_put_named_label(j, "label", s->criterion[i].label);
        base_json_number(j, "n", p->by_criterion[i]);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_flip(base_json *j, const app_whatif_flip *f) {
    base_json_obj(j);
    base_json_text(j, "path", f->path);
    base_json_text(j, "name", f->name);
    base_json_text(j, "place", f->place);
    base_json_number(j, "year", (uint64_t)f->year);
    put_verdict(j, "from", f->from);
    put_verdict(j, "to", f->to);
    if (f->because != NULL) {
        base_json_text(j, "criterion", f->because->id);
        app_put_named_label(j, "reason", f->reason);
    }
    base_json_obj_end(j);
}

static void put_portion(base_json *j, const app_whatif_portion *p) {
    base_json_obj(j);
    base_json_text(j, "from", p->book[0]->id);
    base_json_text(j, "to", p->book[1]->id);
    base_json_number(j, "seen", p->seen);
    base_json_number(j, "judged", p->judged);
    put_changes(j, p);
    put_criteria(j, p);
    base_json_name(j, "flips");
    base_json_arr(j);
    for (size_t i = 0; i < p->n_flips; i++) put_flip(j, &p->flip[i]);
    base_json_arr_end(j);
    if (p->page.more) base_json_text(j, "next", base_str_of(p->page.cursor));
    base_json_obj_end(j);
}

/* ---- the work ---- */

static bool find(http_exchange *x, app *a, base_arena *arena, base_json *j) {
    job *t = x->state;
    const base_date day = http_today(x->service);
    const app_list_query q = {.cursor = t->after};
    core_world *w = app_world(a);
    app_whatif_portion p;
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    const rules_book *book[2] = {core_world_book(w, day), NULL};
    if (book[0] == NULL)
        return base_err_fmt(&x->error, BASE_ERR_MISSING, "没有现行规则文本", "no rulebook is in force");
    book[1] = rules_compile(arena, t->text, BASE_STR("rulebook"), app_text_on_record, w, d);
    t->faults = book[1] == NULL;
    if (t->faults) return false;
    if (!app_whatif(a, book, &q, &t->viewer, day, arena, &p, &x->error)) return false;
    put_portion(j, &p);
    return true;
}

static void work(http_exchange *x) {
    job *t = x->state;
    t->answer = http_api_aside(x, ANSWER_BYTES, find);
}

static enum http_step worked(http_exchange *x) {
    const job *t = x->state;
    if (t->faults)
        return http_problem(x, 422,
                            (rules_text){BASE_STR("文本不成立，请先检查并改正"),
                                         BASE_STR("the text has faults; check it and mend them first")});
    return http_api_told(x, t->answer);
}

enum http_step http_api_rulebook_whatif(http_exchange *x) {
    http_json j;
    job *t = base_arena_alloc(x->arena, sizeof *t);
    *t = (job){.viewer = http_api_viewer(x)};
    x->state = t;
    if (!http_api_may_draft(x) || !http_json_open(x, &j)) return HTTP_NOW;
    t->text = http_json_text(&j, "text", HTTP_RULEBOOK_BYTES, true);
    t->after = http_json_text(&j, "after", APP_SHOW_CURSOR_MAX, false);
    if (!http_json_end(&j)) return HTTP_NOW;
    return http_outward_do(x->service->checking, x, work, worked);
}
