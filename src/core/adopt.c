/* adopt.c - see adopt.h. */
#include "core/adopt.h"

#include "core/world_i.h"

static const char *const matter_name[CORE_ADOPT_MATTERS] = {"rulebook", "divisions", "workdays", "sizes", "industries"};

base_str core_matter_name(enum core_matter m) { return base_str_of(matter_name[m]); }

bool core_matter_parse(base_str name, enum core_matter *out) {
    for (size_t i = 0; i < CORE_ADOPT_MATTERS; i++) {
        if (!base_str_is(name, matter_name[i])) continue;
        *out = (enum core_matter)i;
        return true;
    }
    return false;
}

/* Texts that a rulebook is based on come with it, so that nothing outside the log is needed to read it again. */
bool core_adoption_find(const core_adoption *a, base_str id, base_str *text, base_str *file) {
    for (size_t i = 1; i < a->n_texts; i++) {
        if (!base_str_eq(a->text[i].name, id)) continue;
        *text = a->text[i].text;
        *file = a->text[i].name;
        return true;
    }
    return false;
}

static bool find_beside(void *ctx, base_str id, base_str *text, base_str *file) {
    return core_adoption_find(ctx, id, text, file);
}

bool core_bases_find(void *ctx, base_str id, base_str *text, base_str *file) {
    core_bases *b = ctx;
    if (b->find == NULL || !b->find(b->ctx, id, text, file)) return false;
    for (size_t i = 0; i < b->n; i++) {
        if (base_str_eq(b->text[i].name, id)) return true;
    }
    if (b->n == CORE_ADOPT_MAX_TEXTS - 1) return false;
    b->text[b->n++] = (core_named_text){id, *text};
    return true;
}

static bool first_fault(const rules_diags *d, base_err *e) {
    for (size_t i = 0; i < d->n; i++) {
        const rules_diag *x = &d->item[i];
        if (x->severity != RULES_ERROR) continue;
        return base_err_fmt(e, BASE_ERR_INPUT, "法规文本第 %u 行有误：%.*s（%.*s）",
                            "line %u of the rulebook: %.*s (%.*s)", x->span.line, (int)x->zh.n, x->zh.p, (int)x->en.n,
                            x->en.p);
    }
    return base_err_fmt(e, BASE_ERR_INPUT, "法规文本有误", "the rulebook has a fault");
}

static bool read_rulebook(base_arena *arena, core_adoption *a, rules_diags *d, base_err *e) {
    const rules_book *b = rules_compile(arena, a->text[0].text, a->text[0].name, find_beside, a, d);
    if (b == NULL) return first_fault(d, e);
    /* A version made by changes to an earlier text has a name and a first day of its own. */
    rules_book *named = base_arena_copy(arena, b, sizeof *b);
    named->id = a->name;
    named->force_from = a->from;
    a->book = named;
    return true;
}

static bool read_texts(base_arena *arena, core_adoption *a, rules_diags *d, base_err *e) {
    size_t wanted = a->matter == CORE_ADOPT_DIVISIONS ? 2 : 1;
    if (a->n_texts < wanted || a->n_texts > CORE_ADOPT_MAX_TEXTS) {
        return base_err_fmt(e, BASE_ERR_INPUT, "“%s”应有 %zu 份文本", "“%s” wants %zu texts", matter_name[a->matter],
                            wanted);
    }
    switch (a->matter) {
    case CORE_ADOPT_RULEBOOK: return read_rulebook(arena, a, d, e);
    case CORE_ADOPT_DIVISIONS:
        a->divisions = core_divisions_read(arena, a->text[0].text, a->text[1].text, e);
        return a->divisions != NULL;
    case CORE_ADOPT_WORKDAYS:
        a->workdays = base_workdays_read(arena, a->text[0].text, a->text[0].name, e);
        return a->workdays != NULL;
    case CORE_ADOPT_SIZES: a->sizes = core_sizes_read(arena, a->text[0].text, e); return a->sizes != NULL;
    case CORE_ADOPT_INDUSTRIES:
    default: return true;
    }
}

bool core_adoption_read(base_arena *arena, core_adoption *a, rules_diags *d, base_err *e) {
    for (size_t i = 0; i < a->n_texts; i++) {
        base_str t = a->text[i].text;
        size_t at = base_utf8_check(t);
        if (at < t.n) {
            return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”第 %zu 个字节不是 UTF-8 文字",
                                "“%.*s” is not UTF-8 text at byte %zu", (int)base_utf8_head(a->text[i].name, 80).n,
                                a->text[i].name.p, at);
        }
    }
    return read_texts(arena, a, d, e);
}

/* The level whose programme it is; before the first text there is none to ask. */
static bool is_owner(const core_world *w, core_actor actor, base_date today, base_err *e) {
    const rules_book *b = core_world_book(w, today);
    base_str owner = b == NULL ? BASE_STR("ministry") : b->level[b->owner].name;
    if (base_str_eq(actor.level, owner)) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "法规文本与基础数据由 %.*s 施行", "texts are put in force by the %.*s",
                        (int)owner.n, owner.p);
}

bool core_adopt(const core_world *w, const core_adoption *a, core_actor actor, base_date today, base_arena *arena,
                core_event *out, base_err *e) {
    if (w->n_versions > 0 && !is_owner(w, actor, today, e)) return false;
    if (w->last_day != BASE_DATE_NONE && today < w->last_day) {
        return base_err_fmt(e, BASE_ERR_INPUT, "日期早于已记录的最后一日", "the day is before the last one on record");
    }
    if (a->matter == CORE_ADOPT_RULEBOOK && w->n_versions > 0) {
        if (core_world_book_of(w, a->digest) != NULL) {
            return base_err_fmt(e, BASE_ERR_INPUT, "该法规文本已经施行", "this very text is already in force");
        }
        if (!core_world_may_amend(w, a->book, a->from, e)) return false;
    }
    *out = (core_event){.day = today,
                        .actor = actor,
                        .path = BASE_STR("programme"),
                        .kind = RULES_NONE,
                        .action = RULES_NONE,
                        .criterion = RULES_NONE,
                        .adopts = base_arena_copy(arena, a, sizeof *a)};
    return true;
}

void core_adoption_fold(core_world *w, const core_adoption *a, uint64_t seq) {
    core_version v = {.book = a->book, .from = a->from, .digest = base_arena_str(w->arena, a->digest), .seq = seq};
    if (a->matter == CORE_ADOPT_RULEBOOK) v.adoption = base_arena_copy(w->arena, a, sizeof *a);
    if (a->matter == CORE_ADOPT_RULEBOOK && w->n_versions == 0)
        core_world_begin(w, v);
    else if (a->matter == CORE_ADOPT_RULEBOOK)
        core_world_add_version(w, v);
    if (w->programme != NULL) w->programme->touched_seq = seq;
    if (a->divisions != NULL) w->divisions = a->divisions;
    if (a->workdays != NULL) w->workdays = a->workdays;
    if (a->sizes != NULL) w->sizes = a->sizes;
}

const core_sizes *core_world_sizes(const core_world *w) { return w->sizes; }
