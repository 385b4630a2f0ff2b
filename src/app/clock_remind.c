/* clock_remind.c - from what falls due in a dossier to reminders: which step has been reached, who has to act, and one
 * transaction for a batch of them. */
#include <stdio.h>

#include "app/clock_i.h"
#include "app/notice.h"
#include "base/json_out.h"
#include "core/place.h"

/* ---- who ---- */

typedef struct {
    base_arena *arena;
    const core_world *world;
    const core_case *root;
    const core_due_item *item;
    base_date day;
    app_recipient *to;
    size_t n, cap;
} finding;

static void add(finding *f, const rules_level *l, base_str place) {
    if (f->n == APP_TOLD_MOST || base_str_is(l->name, "public")) return;
    f->to = base_arena_grow(f->arena, f->to, f->n, &f->cap, sizeof *f->to);
    f->to[f->n++] = (app_recipient){base_arena_str(f->arena, l->name), base_arena_str(f->arena, place)};
}

static bool is_dossier(const core_case *root) { return root->kind == root->book->cluster; }

/* The county as it is today; empty for what was taken over without one. */
static base_str county(const finding *f) {
    base_str code = is_dossier(f->root) ? core_text_named(f->root, "county") : (base_str){NULL, 0};
    return code.n > 0 ? core_place_present(f->world, code, f->day) : code;
}

/* Of a dossier its channel; of what belongs to no place (a round) all of them. */
static void add_channels(finding *f, const rules_level *l) {
    const rules_book *b = f->item->book;
    const core_divisions *d = core_world_divisions(f->world);
    if (is_dossier(f->root)) {
        const core_channel *ch = core_place_of(f->world, f->root, f->day);
        if (ch != NULL) add(f, l, ch->code);
    } else if (b->place.n > 0) {
        add(f, l, b->place);
    } else {
        for (size_t i = 0; i < core_channels_count(d); i++) add(f, l, core_channel_at(d, i)->code);
    }
}

static const core_case *find_case(const core_case *c, base_str path) {
    if (base_str_eq(c->path, path)) return c;
    for (const core_case *k = c->child; k != NULL; k = k->sibling) {
        const core_case *found = find_case(k, path);
        if (found != NULL) return found;
    }
    return NULL;
}

static void add_assigned(finding *f, const rules_level *l) {
    for (const core_case *c = find_case(f->root, f->item->path); c != NULL; c = c->parent) {
        base_str rest = core_text_named(c, "assigned");
        while (rest.n > 0) {
            base_str name = base_str_trim(base_str_cut(rest, ',', &rest));
            if (name.n > 0) add(f, l, name);
        }
    }
}

static void add_level(finding *f, const rules_level *l) {
    base_str here = county(f);
    switch (l->scope) {
    case RULES_SCOPE_ALL: add(f, l, f->item->book->place); break;
    case RULES_SCOPE_CHANNEL: add_channels(f, l); break;
    case RULES_SCOPE_CITY:
        if (here.n >= 4) add(f, l, (base_str){here.p, 4});
        break;
    case RULES_SCOPE_DIVISION:
        if (here.n > 0) add(f, l, here);
        break;
    case RULES_SCOPE_ASSIGNED: add_assigned(f, l); break;
    }
}

static void add_scope(finding *f, enum rules_scope scope) {
    const rules_book *b = f->item->book;
    for (size_t l = 0; l < b->n_levels; l++) {
        if (b->level[l].scope == scope) add_level(f, &b->level[l]);
    }
}

/* Those who may act next. A date on which nobody need act is told to whoever keeps the dossier, of a round to its owner
 * and all channels; and a dossier without a county is its channel's matter. */
static void find_recipients(finding *f) {
    const rules_book *b = f->item->book;
    for (size_t l = 0; l < b->n_levels; l++) {
        if ((f->item->levels >> l & 1U) != 0) add_level(f, &b->level[l]);
    }
    if (f->n > 0) return;
    if (is_dossier(f->root)) {
        add_scope(f, RULES_SCOPE_DIVISION);
        if (f->n == 0) add_scope(f, RULES_SCOPE_CHANNEL);
        return;
    }
    if (b->owner != RULES_NONE) add_level(f, &b->level[b->owner]);
    add_scope(f, RULES_SCOPE_CHANNEL);
}

/* ---- which step ---- */

/* The latest step that has been reached; false when none has. */
static bool step_of(const app_steps *s, const core_due_item *i, base_date day, char out[16]) {
    base_date date = i->group == CORE_DUE_WAITING ? i->over : i->date;
    int32_t reached = -1, late = day - date;
    if (date == BASE_DATE_NONE || i->group == CORE_DUE_NOT_KNOWN) return false;
    if (i->group == CORE_DUE_ENDED) late = 1;
    if (i->group != CORE_DUE_SOON) {
        snprintf(out, 16, "+%d", i->group != CORE_DUE_ENDED && s->every > 0 ? (late - 1) / s->every : 0);
        return late > 0;
    }
    for (size_t k = 0; k < s->n; k++) {
        if (s->before[k] >= i->days) reached = s->before[k];
    }
    snprintf(out, 16, "%d", reached);
    return reached >= 0;
}

static void count(app_clock_done *o, const core_due_item *i) {
    if (i->group == CORE_DUE_SOON) o->due++;
    if (i->group == CORE_DUE_OVERDUE) o->overdue++;
    if (i->group == CORE_DUE_ENDED) o->ended++;
    if (i->group == CORE_DUE_WAITING) o->over++;
}

/* ---- one dossier ---- */

static bool known(const app_clock_work *x, base_str key, bool *found, base_err *e) {
    store_entry row = {0};
    return store_entry_get(app_store(x->desk->app), x->arena, APP_SPACE_REMINDER, key, &row, found, e);
}

static void keep(app_clock_work *x, const core_case *root, const core_due_item *i, base_str key) {
    base_arena *arena = x->batch_arena;
    finding f = {.arena = arena, .world = app_world(x->desk->app), .root = root, .item = i, .day = x->day};
    find_recipients(&f);
    x->batch = base_arena_grow(arena, x->batch, x->n, &x->cap, sizeof *x->batch);
    x->batch[x->n++] = (app_reminder){.key = base_arena_str(arena, key),
                                      .group = i->group,
                                      .path = base_arena_str(arena, i->path),
                                      .date = i->group == CORE_DUE_WAITING ? i->over : i->date,
                                      .text = app_clock_text(arena, i),
                                      .to = f.to,
                                      .n_to = f.n};
}

static bool consider(app_clock_work *x, const core_case *root, const core_due_item *i, base_err *e) {
    char step[16];
    bool found = false;
    if (!step_of(&x->steps, i, x->day, step)) return true;
    count(x->out, i);
    base_date date = i->group == CORE_DUE_WAITING ? i->over : i->date;
    base_str key =
        base_arena_fmt(x->arena, "%.*s|%.*s|%d|%s", (int)i->path.n, i->path.p, (int)i->id.n, i->id.p, (int)date, step);
    if (!known(x, key, &found, e)) return false;
    if (!found) keep(x, root, i, key);
    return true;
}

bool app_clock_look(app_clock_work *x, const core_case *root, base_err *e) {
    int32_t days = x->steps.n > 0 ? x->steps.before[0] : 0;
    core_due_list l = core_due_of(app_world(x->desk->app), root, x->day, days, x->arena);
    bool good = true;
    for (size_t i = 0; good && i < l.n; i++) {
        good = consider(x, root, &l.item[i], e);
    }
    base_arena_reset(x->arena);
    x->out->looked_at++;
    return good;
}

/* ---- a batch ---- */

static base_str kind_of(enum core_due_group g) {
    static const char *const name[CORE_DUE_GROUPS] = {"overdue", "due", "ended", "not_known", "waiting"};
    return base_str_of(name[g]);
}

static bool put_mail_line(const app_clock_work *x, store *s, const app_reminder *r, const app_recipient *to,
                          base_err *e) {
    base_buf body;
    base_json j;
    uint64_t version = 0;
    bool saved = false;
    base_buf_init(&body, 16 << 10);
    base_json_init(&j, &body);
    base_json_obj(&j);
    base_json_text(&j, "en", r->text.en);
    base_json_text(&j, "zh", r->text.zh);
    base_json_obj_end(&j);
    base_str key = base_arena_fmt(x->batch_arena, "%.*s:%.*s|%d|%d|%.*s", (int)to->level.n, to->level.p,
                                  (int)to->place.n, to->place.p, (int)r->group, (int)r->date, (int)r->key.n, r->key.p);
    const store_entry row = {.space = APP_SPACE_REMIND_MAIL, .key = key, .at = x->at, .body = base_buf_str(&body)};
    bool good = store_entry_put(s, &row, STORE_ANY_VERSION, &saved, &version, e);
    base_buf_free(&body);
    return good;
}

static bool tell(app_clock_work *x, store *s, const app_reminder *r, base_err *e) {
    const app_notice n = {.at = x->at, .kind = kind_of(r->group), .path = r->path, .date = r->date, .text = r->text};
    for (size_t i = 0; i < r->n_to; i++) {
        base_str to = app_notice_office(x->batch_arena, r->to[i].level, r->to[i].place);
        if (!app_notice_put(s, to, r->key, &n, e)) return false;
        if (x->o->mail_of != NULL && !put_mail_line(x, s, r, &r->to[i], e)) return false;
    }
    return true;
}

/* Whom it tells: for those who want to know later whether somebody was reminded. */
static void put_told(base_buf *b, const app_reminder *r, base_arena *arena) {
    base_json j;
    base_json_init(&j, b);
    base_json_obj(&j);
    base_json_name(&j, "to");
    base_json_arr(&j);
    for (size_t i = 0; i < r->n_to; i++) base_json_str(&j, app_notice_office(arena, r->to[i].level, r->to[i].place));
    base_json_arr_end(&j);
    base_json_obj_end(&j);
}

typedef struct {
    app_clock_work *x;
    uint64_t reminders, notices;
} flushing;

/* Nothing new when another node was quicker: the entry is there. */
static bool tell_once(app_clock_work *x, store *s, const app_reminder *r, bool *saved, base_err *e) {
    base_buf body;
    uint64_t version = 0;
    base_buf_init(&body, 16 << 10);
    put_told(&body, r, x->batch_arena);
    const store_entry row = {.space = APP_SPACE_REMINDER,
                             .key = r->key,
                             .at = x->at,
                             .due = ((int64_t)x->day + APP_REMINDER_DAYS) * 86400000,
                             .body = base_buf_str(&body)};
    const bool good = store_entry_put(s, &row, 0, saved, &version, e) && (!*saved || tell(x, s, r, e));
    base_buf_free(&body);
    return good;
}

/* Another node may have told some of it meanwhile: the entry says so. */
static bool write_batch(void *ctx, store *s, const store_head *head, base_err *e) {
    flushing *f = ctx;
    app_clock_work *x = f->x;
    (void)head;
    f->reminders = f->notices = 0;
    if (!app_clock_renew(x, s, e)) return false;
    for (size_t i = 0; i < x->n; i++) {
        const app_reminder *r = &x->batch[i];
        bool saved = false;
        if (!tell_once(x, s, r, &saved, e)) return false;
        if (!saved) continue;
        f->reminders++;
        f->notices += r->n_to;
    }
    return true;
}

bool app_clock_flush(app_clock_work *x, base_err *e) {
    flushing f = {.x = x};
    bool good = x->n == 0 || app_clock_write(x, write_batch, &f, e);
    if (good) {
        x->out->reminders += f.reminders;
        x->out->notices += f.notices;
    }
    x->batch = NULL;
    x->n = x->cap = 0;
    base_arena_reset(x->batch_arena);
    return good;
}
