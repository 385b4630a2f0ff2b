/* prove_script.c - a scenario under trial: lines are put to the player one by one, and taken back by playing anew. */
#include "core/prove_play_i.h"

static void answered(void *ctx, const core_play_step *step) {
    core_pv_script *s = ctx;
    if (step->kind == CORE_PLAY_TODAY && step->refused) s->refused = true;
    if (step->kind != CORE_PLAY_ACTION) return;
    s->refused = s->refused || step->refused;
    for (size_t i = 0; i < step->n_reasons; i++) {
        const core_refusal *r = &step->reason[i];
        if (r->why == CORE_WHY_NEED && s->n_needs < sizeof s->need / sizeof *s->need)
            s->need[s->n_needs++] = r->line;
        else
            s->n_other++;
    }
}

static bool find_county(core_pv_script *s) {
    const core_divisions *d = s->o->divisions;
    const core_division *any = NULL;
    for (size_t i = 0; i < core_divisions_count(d); i++) {
        const core_division *x = core_division_at(d, i);
        base_err e = {0};
        base_str place = s->m->book->place;
        bool fits = x->level == CORE_COUNTY && x->channel != NULL && x->channel->kind == CORE_CHANNEL_PROVINCE;
        if (place.n > 0) fits = x->level == CORE_COUNTY && x->channel != NULL && base_str_eq(x->channel->code, place);
        if (!fits || !core_division_may_register(d, x->code, s->today, &e)) continue;
        if (any == NULL) any = x;
        if (x->region != CORE_REGION_WEST) continue; /* where a standard may be relaxed, every action can be shown */
        any = x;
        break;
    }
    if (any == NULL) return false;
    s->county = any->code;
    s->channel = any->channel->code;
    return true;
}

bool core_pv_script_init(core_pv_script *s, const core_pv_model *m, const core_prove_options *o, base_arena *arena) {
    *s = (core_pv_script){.m = m, .o = o, .arena = arena};
    base_err e = {0};
    if (o->divisions == NULL || o->workdays == NULL) return false;
    int year = m->book->sample_year > 0 ? m->book->sample_year : base_date_year(m->book->force_from);
    if (!base_date_make(year, 3, 1, &s->today, &e)) return false;
    return find_county(s);
}

void core_pv_script_free(core_pv_script *s) {
    core_player_free(s->player);
    s->player = NULL;
}

static void put_line(base_buf *b, const core_pv_line *l, const core_pv_line *before) {
    if (before == NULL || before->today != l->today) {
        base_buf_puts(b, BASE_STR("today "));
        base_date_put(b, l->today);
        base_buf_putc(b, '\n');
    }
    if (before == NULL || !base_str_eq(before->level, l->level) || !base_str_eq(before->who, l->who)) {
        base_buf_fmt(b, "as %.*s%s%.*s\n", (int)l->level.n, l->level.p, l->who.n > 0 ? " " : "", (int)l->who.n,
                     l->who.p);
    }
    base_buf_puts(b, l->text);
    base_buf_putc(b, '\n');
}

static bool run(core_pv_script *s, base_buf *b) {
    base_str text = base_arena_str(s->arena, base_buf_str(b));
    base_buf_free(b);
    return core_player_run(s->player, text, BASE_STR("history.case")) != CORE_PLAY_BAD;
}

static void open_player(core_pv_script *s) {
    core_player_free(s->player);
    s->host = (core_play_host){
        .ctx = s, .step = answered, .divisions = s->o->divisions, .workdays = s->o->workdays, .book = s->m->book};
    s->player = core_player_new(&s->host);
    s->runs++;
    s->dirty = false;
    base_buf b;
    base_buf_init(&b, (size_t)1 << 20);
    base_buf_fmt(&b, "rulebook %.*s\n", (int)s->m->book->id.n, s->m->book->id.p);
    for (size_t i = 0; i < s->n; i++) put_line(&b, &s->line[i], i > 0 ? &s->line[i - 1] : NULL);
    run(s, &b);
}

static core_player *ready(core_pv_script *s) {
    if (s->player == NULL || s->dirty) open_player(s);
    return s->player;
}

const core_world *core_pv_script_world(core_pv_script *s) { return core_player_world(ready(s)); }

/* States along the way up from the case at `path`: `after` or before the line. */
static void look(core_pv_script *s, core_pv_line *l, bool after) {
    const core_world *w = core_player_world(s->player);
    base_arena *scratch = base_arena_new((size_t)1 << 26);
    base_str path = l->path;
    for (uint8_t i = 0; i < CORE_PV_MAX_CHAIN && path.n > 0; i++) {
        const core_case *c = core_world_find(w, path, l->today, scratch);
        core_pv_link *k = &l->link[i];
        if (!after) *k = (core_pv_link){path, RULES_NONE, 0xff, 0xff};
        if (c != NULL) {
            k->kind = c->kind;
            if (after)
                k->after = c->control.state;
            else
                k->before = c->control.state;
        }
        l->n_links = (uint8_t)(i + 1);
        while (path.n > 0 && path.p[path.n - 1] != '/') path.n--;
        if (path.n > 0) path.n--;
    }
    base_arena_free(scratch);
}

bool core_pv_script_try(core_pv_script *s, core_pv_line line) {
    base_buf b;
    core_player *p = ready(s);
    s->refused = false;
    s->n_needs = s->n_other = 0;
    s->tries++;
    if (s->n == CORE_PV_MAX_LINES) return false;
    look(s, &line, false);
    base_buf_init(&b, (size_t)1 << 20);
    put_line(&b, &line, NULL);
    bool understood = run(s, &b);
    s->dirty =
        !understood || (s->refused && core_player_today(p) != (s->n > 0 ? s->line[s->n - 1].today : BASE_DATE_NONE));
    if (!understood || s->refused) return false;
    look(s, &line, true);
    s->line = base_arena_grow(s->arena, s->line, s->n, &s->cap, sizeof *s->line);
    s->line[s->n++] = line;
    return true;
}

void core_pv_script_cut(core_pv_script *s, size_t n, base_date today) {
    if (n < s->n) s->dirty = true;
    s->n = n;
    s->today = today;
}

base_str core_pv_script_text(const core_pv_script *s, base_str comment, base_arena *arena) {
    base_buf b;
    base_buf_init(&b, (size_t)1 << 20);
    if (comment.n > 0) base_buf_fmt(&b, "# %.*s\n", (int)comment.n, comment.p);
    base_buf_fmt(&b, "rulebook %.*s\n", (int)s->m->book->id.n, s->m->book->id.p);
    for (size_t i = 0; i < s->n; i++) put_line(&b, &s->line[i], i > 0 ? &s->line[i - 1] : NULL);
    base_str text = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return text;
}
