/* show_reminded.c - of what falls due: who was reminded, on which day and by which way, as the clock has put it down.
 *
 * A reminder says whom it told (clock_remind.c); that a mail was handed over to be sent is put down beside it
 * (clock_mail.c). Whether it arrived nobody can know, so nothing is said of that. Of reminders that were told before
 * this was put down only the day is known. */
#include <stdlib.h>

#include "app/clock_i.h"
#include "app/show_i.h"
#include "core/event_json.h"

enum { DAY_MS = 86400000, BODY_MAX = 16 << 10 };

/* A row as it stands: nothing else may be read while rows are. */
typedef struct {
    base_str key, body;
    int64_t at;
    base_date day;
} reminder;

typedef struct {
    app *app;
    base_arena *arena;
    reminder *item;
    size_t n, cap;
    base_err *e;
} telling;

/* ---- the mails ---- */

static bool mails_of(telling *t, base_str key, base_str office, app_told_office *out) {
    store_entry row = {0};
    bool found = false;
    core_members m;
    uint64_t n = 0;
    const base_str at = base_arena_fmt(t->arena, "%.*s|%.*s", (int)key.n, key.p, (int)office.n, office.p);
    if (!store_entry_get(app_store(t->app), t->arena, APP_SPACE_REMIND_MAILED, at, &row, &found, t->e)) return false;
    if (!found) return true;
    yyjson_doc *doc = core_json_parse(t->arena, row.body, BODY_MAX);
    const bool good = core_members_of(yyjson_doc_get_root(doc), &m) &&
                      core_member_whole(&m, BASE_STR("mails"), 0, UINT32_MAX, &n, t->e) &&
                      core_members_end(&m, "mail", t->e);
    yyjson_doc_free(doc);
    out->asked = true;
    out->mails = (unsigned)n;
    return good || base_err_fmt(t->e, BASE_ERR_INPUT, "提醒的内容不可读", "a reminder can not be read");
}

/* ---- whom it told ---- */

static bool take_offices(telling *t, base_str key, yyjson_val *to, app_reminder_told *out) {
    yyjson_val *one;
    size_t i, n;
    app_told_office *office = base_arena_array(t->arena, yyjson_arr_size(to), sizeof *office);
    yyjson_arr_foreach(to, i, n, one) {
        if (!yyjson_is_str(one)) return false;
        const base_str name = base_arena_str(t->arena, (base_str){yyjson_get_str(one), yyjson_get_len(one)});
        base_str place;
        const base_str level = base_str_cut(name, ':', &place);
        app_told_office *o = &office[out->n_to++];
        *o = (app_told_office){.level = app_word_of_level(t->app->world, level),
                               .place = place,
                               .place_name = app_place_name(t->app->world, place)};
        if (!mails_of(t, key, name, o)) return false;
    }
    out->to = office;
    return true;
}

static bool take_reminder(void *ctx, const store_entry *row) {
    telling *t = ctx;
    t->item = base_arena_grow(t->arena, t->item, t->n, &t->cap, sizeof *t->item);
    t->item[t->n++] = (reminder){.key = base_arena_str(t->arena, row->key),
                                 .body = base_arena_str(t->arena, row->body),
                                 .at = row->at,
                                 .day = (base_date)(row->due / DAY_MS) - APP_REMINDER_DAYS};
    return true;
}

static bool tell(telling *t, const reminder *r, app_reminder_told *out) {
    *out = (app_reminder_told){.at = r->at, .day = r->day};
    if (r->body.n == 0) return true;
    yyjson_doc *doc = core_json_parse(t->arena, r->body, BODY_MAX);
    const bool good = take_offices(t, r->key, yyjson_obj_get(yyjson_doc_get_root(doc), "to"), out);
    yyjson_doc_free(doc);
    if (good || t->e->kind != BASE_ERR_NONE) return good;
    return base_err_fmt(t->e, BASE_ERR_INPUT, "提醒的内容不可读", "a reminder can not be read");
}

/* The newest first. */
static int by_time(const void *a, const void *b) {
    const reminder *x = a, *y = b;
    return (x->at < y->at) - (x->at > y->at);
}

static bool look_up(app *a, base_str path, base_arena *arena, app_reminded *out, base_err *e) {
    telling t = {.app = a, .arena = arena, .e = e};
    const base_str prefix = base_arena_fmt(arena, "%.*s|", (int)path.n, path.p);
    if (!store_entries(app_store(a), APP_SPACE_REMINDER, prefix, (base_str){NULL, 0}, APP_REMINDED_LOOK, take_reminder,
                       &t, e))
        return false;
    if (t.n > 1) qsort(t.item, t.n, sizeof *t.item, by_time);
    out->more = t.n > APP_REMINDED_MOST;
    app_reminder_told *told = base_arena_array(arena, APP_REMINDED_MOST, sizeof *told);
    out->item = told;
    for (; out->n < t.n && out->n < APP_REMINDED_MOST; out->n++) {
        if (!tell(&t, &t.item[out->n], &told[out->n])) return false;
    }
    return true;
}

bool app_show_reminded(app *a, const core_due_list *l, base_arena *arena, const app_reminded **out, base_err *e) {
    app_reminded *all = base_arena_array(arena, l->n, sizeof *all);
    for (size_t i = 0; i < l->n; i++) {
        all[i] = (app_reminded){.n = 0};
        if (!look_up(a, l->item[i].path, arena, &all[i], e)) return false;
    }
    *out = all;
    return true;
}
