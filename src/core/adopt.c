/* adopt.c - see adopt.h. */
#include "core/adopt.h"

#include "core/event_i.h"

enum { MAX_NAME = 200 };

static const char *const matter_name[CORE_ADOPT_MATTERS] = {"rulebook", "divisions",  "workdays",
                                                            "sizes",    "industries", "restart"};

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
    if (!core_consent_good(a, e)) return false;
    const rules_book *b = rules_compile(arena, a->text[0].text, a->text[0].name, find_beside, a, d);
    if (b == NULL) return first_fault(d, e);
    /* A version made by changes to an earlier text has a name and a first day of its own. */
    rules_book *named = base_arena_copy(arena, b, sizeof *b);
    named->id = a->name;
    named->force_from = a->from;
    a->book = named;
    return true;
}

static bool is_number(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    }
    return s.n > 0 && s.n < 20;
}

/* What was lost is cited; whether the citation is true is for whoever keeps the log. */
static bool read_restart(const core_adoption *a, base_err *e) {
    static const char *const name[] = {"checkpoint", "origin", "size", "reason"};
    bool good = a->n_texts == sizeof name / sizeof *name;
    for (size_t i = 0; good && i < a->n_texts; i++) {
        good = base_str_is(a->text[i].name, name[i]) && base_str_trim(a->text[i].text).n > 0;
    }
    if (good && is_number(a->text[2].text)) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "重新开始应写明原检查点、原日志名称、事件数与理由",
                        "a restart states the checkpoint, the log's name, the number of events and the reason");
}

static size_t texts_wanted(enum core_matter m) {
    if (m == CORE_ADOPT_RESTART) return 4;
    return m == CORE_ADOPT_DIVISIONS ? 2 : 1;
}

static bool read_texts(base_arena *arena, core_adoption *a, rules_diags *d, base_err *e) {
    size_t wanted = texts_wanted(a->matter);
    size_t most = a->matter == CORE_ADOPT_RULEBOOK ? CORE_ADOPT_MAX_TEXTS : wanted;
    if (a->n_texts < wanted || a->n_texts > most) {
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
    case CORE_ADOPT_RESTART: return read_restart(a, e);
    case CORE_ADOPT_INDUSTRIES:
    default: return true;
    }
}

/* Offset of the first byte that can not stand in a text, or t.n. */
static size_t text_ends(base_str t) {
    size_t at = base_utf8_check(t);
    const char *zero = at > 0 ? memchr(t.p, '\0', at) : NULL;
    return zero != NULL ? (size_t)(zero - t.p) : at;
}

static bool is_name(base_str s) { return s.n > 0 && s.n <= MAX_NAME && core_is_text(s); }

static bool are_texts(const core_adoption *a, base_err *e) {
    bool named = is_name(a->name);
    for (size_t i = 0; i < a->n_texts; i++) {
        base_str name = a->text[i].name, t = a->text[i].text;
        size_t at = text_ends(t);
        named = named && is_name(name);
        if (named && at < t.n) {
            return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”第 %zu 个字节不是 UTF-8 文字",
                                "“%.*s” is not UTF-8 text at byte %zu", (int)base_utf8_head(name, 80).n, name.p, at);
        }
    }
    return named || base_err_fmt(e, BASE_ERR_INPUT, "文本应有名称，UTF-8 文字，至多 %d 字节",
                                 "a text has a name: UTF-8, at most %d bytes", MAX_NAME);
}

bool core_adoption_read(base_arena *arena, core_adoption *a, rules_diags *d, base_err *e) {
    return are_texts(a, e) && read_texts(arena, a, d, e);
}

/* The level whose programme it is, and of a programme of one place that place; where the text names none, whoever is
 * over everything. */
static bool owns(const rules_book *b, core_actor actor) {
    rules_id level = rules_find_level(b, actor.level);
    if (b->owner == RULES_NONE) return level != RULES_NONE && b->level[level].scope == RULES_SCOPE_ALL;
    return level == b->owner && (b->place.n == 0 || base_str_eq(actor.who, b->place));
}

core_actor core_owner(const rules_book *b) {
    rules_id level = b->owner;
    for (rules_id i = 0; level == RULES_NONE && i < b->n_levels; i++) {
        if (b->level[i].scope == RULES_SCOPE_ALL && !base_str_is(b->level[i].name, "public")) level = i;
    }
    return (core_actor){level != RULES_NONE ? b->level[level].name : (base_str){NULL, 0}, b->place};
}

bool core_may_adopt(const core_world *w, core_actor actor, base_date day, base_err *e) {
    const rules_book *b = core_world_book(w, day);
    if (b == NULL || owns(b, actor)) return true; /* before the first text there is none to ask */
    if (b->owner == RULES_NONE) {
        return base_err_fmt(e, BASE_ERR_INPUT, "法规文本与基础数据由管辖全部地区的层级施行",
                            "texts are put in force by a level over everything");
    }
    base_str owner = b->level[b->owner].name;
    return base_err_fmt(e, BASE_ERR_INPUT, "法规文本与基础数据由 %.*s%s%.*s 施行",
                        "texts are put in force by the %.*s%s%.*s", (int)owner.n, owner.p, b->place.n > 0 ? " " : "",
                        (int)b->place.n, b->place.p);
}

bool core_adoption_fits(const core_world *w, const core_adoption *a, base_err *e) {
    if (a->matter != CORE_ADOPT_RULEBOOK || w->n_versions == 0) return true;
    if (core_world_book_of(w, a->digest) != NULL) {
        return base_err_fmt(e, BASE_ERR_INPUT, "该法规文本已经施行", "this very text is already in force");
    }
    return core_world_may_amend(w, a->book, a->from, e);
}

bool core_adopt(const core_world *w, const core_adoption *a, core_actor actor, base_date today, base_arena *arena,
                core_event *out, base_err *e) {
    core_consent c;
    if (!core_may_adopt(w, actor, today, e)) return false;
    if (w->last_day != BASE_DATE_NONE && today < w->last_day) {
        return base_err_fmt(e, BASE_ERR_INPUT, "日期早于已记录的最后一日", "the day is before the last one on record");
    }
    if (core_adoption_consent(a, &c) && c.proposed > today)
        return base_err_fmt(e, BASE_ERR_INPUT, "提请之日晚于同意之日", "it was proposed after the day of consent");
    if (!core_adoption_fits(w, a, e)) return false;
    core_adoption *adopted = base_arena_copy(arena, a, sizeof *a);
    adopted->day = today;
    *out = (core_event){.day = today,
                        .actor = actor,
                        .path = core_adoption_path(),
                        .kind = RULES_NONE,
                        .action = RULES_NONE,
                        .criterion = RULES_NONE,
                        .adopts = adopted};
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
    if (a->divisions != NULL) {
        w->divisions = a->divisions;
        w->places = base_arena_grow(w->arena, w->places, w->n_places, &w->cap_places, sizeof *w->places);
        w->places[w->n_places++] = (core_places){a->divisions, {a->day, seq}};
    }
    if (a->workdays != NULL) w->workdays = a->workdays;
    if (a->sizes != NULL) w->sizes = a->sizes;
}

const core_sizes *core_world_sizes(const core_world *w) { return w->sizes; }
