/* play_record.c - the player with a record behind it: the world is the record's, commands go to it. */
#include "core/play_i.h"

static rules_text said(base_arena *arena, const base_err *e) {
    return (rules_text){base_arena_str(arena, base_str_of(e->zh)), base_arena_str(arena, base_str_of(e->en))};
}

static bool failed(core_player *p, const core_scenario *s, const core_step *step, const base_err *e) {
    return core_play_bad(p, s, step->word, "C060", said(p->arena, e), (rules_text){{NULL, 0}, {NULL, 0}});
}

/* A day that the record has passed meanwhile, by somebody else's doing, is not gone back to. */
static void see_day(core_player *p) {
    const core_play_record *r = p->host->record;
    base_date day = r->today(r->ctx);
    if (!r->days || p->today == BASE_DATE_NONE || day > p->today) p->today = p->said.today = day;
}

bool core_play_reach(core_player *p, const core_scenario *s, const core_step *step, const base_str *path, size_t n) {
    const core_play_record *r = p->host->record;
    base_err e = {0};
    if (r == NULL) return true;
    p->world = r->world(r->ctx, path, n, p->today, &e);
    if (p->world == NULL) return failed(p, s, step, &e);
    see_day(p);
    p->newest = core_world_version(p->world, core_world_versions(p->world) - 1)->book;
    p->newest_text = p->newest->text;
    p->newest_file = p->newest->id;
    return true;
}

/* ---- rulebook ---- */

static bool is_on_record(const core_player *p, base_str id, base_str text) {
    for (size_t i = core_world_versions(p->world); i > 0; i--) {
        const rules_book *b = core_world_version(p->world, i - 1)->book;
        if (text.p != NULL ? base_str_eq(b->text, text) : base_str_eq(b->id, id)) return true;
    }
    return false;
}

bool core_play_agrees(core_player *p, const core_scenario *s, const core_step *step) {
    base_err ignored = {0};
    base_str id = step->word[1].text, text = {NULL, 0}, path;
    bool had = p->agreed;
    p->agreed = true;
    if (had) {
        return core_play_bad(p, s, step->word, "C026", CORE_TEXT("法规文本已经选定", "the rulebook is already chosen"),
                             CORE_TEXT("以后的版本用 amend 施行", "a later version comes into force by amend"));
    }
    /* A text that is not at hand here is known by its name alone. */
    if (p->host->rulebook == NULL || !p->host->rulebook(p->host->ctx, s->file, id, p->scratch, &text, &path, &ignored))
        text.p = NULL;
    if (is_on_record(p, id, text)) return true;
    base_str has = p->newest->id;
    rules_text what = {
        base_arena_fmt(p->arena, "记录依据的不是这份法规文本，而是 %.*s", core_cut(has), has.p),
        base_arena_fmt(p->arena, "the record does not rest on this text but on %.*s", core_cut(has), has.p)};
    return core_play_bad(p, s, &step->word[1], "C061", what,
                         CORE_TEXT("应与 jiqun init --rulebook 所用的文本逐字相同；新版本用 amend 施行",
                                   "it must be word for word the text given to jiqun init --rulebook; a new version "
                                   "comes into force by amend"));
}

/* ---- today ---- */

bool core_play_may_set_day(core_player *p, const core_scenario *s, const core_step *step) {
    if (p->host->record == NULL || p->host->record->days) return true;
    return core_play_bad(
        p, s, step->word, "C062",
        CORE_TEXT("正式记录以当日为准，不能指定日期", "a real record goes by the calendar; no day can be set"),
        CORE_TEXT("演示记录才可指定日期：jiqun init --demo", "a demonstration may be given days: jiqun init --demo"));
}

/* ---- an action ---- */

bool core_play_submit(core_player *p, const core_scenario *s, const core_step *step, const core_command *c,
                      core_answer *out, base_err *e) {
    const core_play_record *r = p->host->record;
    base_err failure = {0};
    if (r->submit(r->ctx, c, p->scratch, out, &p->world, &failure)) return true;
    *e = failure;
    if (failure.kind == BASE_ERR_IO || failure.kind == BASE_ERR_MISSING) return failed(p, s, step, &failure);
    return true;
}

/* ---- amend ---- */

/* Texts that the record brought with the version that is amended come before any that lie about here. */
static bool find_base(void *ctx, base_str id, base_str *text, base_str *file) {
    core_player *p = ctx;
    for (size_t i = core_world_versions(p->world); i > 0; i--) {
        const core_adoption *a = core_world_version(p->world, i - 1)->adoption;
        if (a != NULL && core_adoption_find(a, id, text, file)) return true;
    }
    return p->host->find != NULL && p->host->find(p->host->find_ctx, id, text, file);
}

const rules_book *core_play_amended(core_player *p, base_str version, base_date from, base_str text, core_bases *bases,
                                    rules_diags *d) {
    *bases = (core_bases){.find = p->host->record != NULL ? find_base : p->host->find,
                          .ctx = p->host->record != NULL ? p : p->host->find_ctx};
    const rules_book *b = rules_amend(p->arena, p->newest_text, p->newest_file, text, base_arena_str(p->arena, version),
                                      from, core_bases_find, bases, d);
    /* Changed lines were written out into a whole text, which is based on nothing any more. */
    if (b != NULL && b->text.p != text.p) bases->n = 0;
    return b;
}

bool core_play_adopt(core_player *p, const core_scenario *s, const core_step *step, const rules_book *b,
                     const core_bases *bases) {
    const core_play_record *r = p->host->record;
    base_err e = {0};
    core_named_text *text = base_arena_array(p->arena, bases->n + 1, sizeof *text);
    text[0] = (core_named_text){b->id, b->text};
    if (bases->n > 0) memcpy(text + 1, bases->text, bases->n * sizeof *text);
    core_adoption a = {
        .matter = CORE_ADOPT_RULEBOOK, .name = b->id, .from = b->force_from, .text = text, .n_texts = bases->n + 1};
    if (r->adopt(r->ctx, &a, p->today, &e)) return true;
    if (e.kind != BASE_ERR_INPUT) return failed(p, s, step, &e);
    core_play_refuse(p, (base_str){NULL, 0}, said(p->scratch, &e), (rules_text){{NULL, 0}, {NULL, 0}});
    return true;
}
