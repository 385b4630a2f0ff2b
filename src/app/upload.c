/* upload.c - see upload.h. The key of an entry is DIGEST/LEVEL:WHO, so that all who sent one file in lie together. */
#include "app/upload.h"

#include "app/attach.h"
#include "app/fields.h"
#include "app/upload_i.h"

enum { DAY_MS = 86400000, BEIJING_MS = 8 * 3600 * 1000, ENTRIES_SEEN = 1000 };

#define DAYS BASE_STR("upload.day")

/* ---- entries ---- */

static base_str key_of(base_arena *arena, base_str digest, core_actor by) {
    return base_arena_fmt(arena, "%.*s/%.*s:%.*s", (int)digest.n, digest.p, (int)by.level.n, by.level.p, (int)by.who.n,
                          by.who.n > 0 ? by.who.p : "");
}

bool app_upload_read(base_arena *arena, const store_entry *n, app_upload_entry *out, base_err *e) {
    app_fields f;
    if (!app_fields_read(arena, n->body, &f, e)) return false;
    *out = (app_upload_entry){.key = base_arena_str(arena, n->key),
                              .name = app_field_text(&f, "name"),
                              .since = (uint64_t)app_field_number(&f, "since"),
                              .older = app_field_flag(&f, "older"),
                              .at = n->at,
                              .due = n->due};
    app_fields_done(&f);
    out->digest = base_utf8_head(out->key, FILES_DIGEST_HEX);
    return true;
}

bool app_upload_put(store *s, base_arena *arena, const app_upload_entry *x, base_err *e) {
    base_buf b;
    base_json j;
    bool saved;
    uint64_t version;
    (void)arena;
    app_fields_begin(&j, &b);
    base_json_some(&j, "name", x->name);
    app_put_number(&j, "since", (int64_t)x->since);
    app_put_flag(&j, "older", x->older);
    const store_entry n = {
        .space = APP_SPACE_UPLOAD, .key = x->key, .at = x->at, .due = x->due, .body = app_fields_end(&j, &b)};
    const bool good = store_entry_put(s, &n, STORE_ANY_VERSION, &saved, &version, e);
    base_buf_free(&b);
    return good;
}

/* All that authorities hold of one file. */
typedef struct {
    base_arena *arena;
    app_upload_entry least;
    size_t n;
    base_str key; /* of the one that is put */
    bool mine, bad;
} holders;

static bool take_holder(void *ctx, const store_entry *row) {
    holders *h = ctx;
    app_upload_entry x;
    base_err e = {0};
    h->bad = h->bad || !app_upload_read(h->arena, row, &x, &e);
    if (h->bad) return false;
    if (h->n++ == 0 || x.since < h->least.since) h->least.since = x.since;
    h->least.older = h->least.older || x.older;
    h->mine = h->mine || base_str_eq(x.key, h->key);
    return true;
}

bool app_upload_note(store *s, const store_head *head, base_arena *arena, core_actor by, const app_upload *u,
                     bool *again, base_err *e) {
    store_attachment row;
    bool there = false;
    holders h = {.arena = arena, .key = key_of(arena, u->digest, by)};
    *again = false;
    if (!store_attachment_get(s, arena, u->digest, &row, &there, e) ||
        !store_entries(s, APP_SPACE_UPLOAD, base_arena_fmt(arena, "%.*s/", (int)u->digest.n, u->digest.p),
                       (base_str){NULL, 0}, ENTRIES_SEEN, take_holder, &h, e))
        return false;
    row = (store_attachment){.digest = u->digest, .size = u->size, .type = u->type, .name = u->name, .at = u->at};
    if (!there && !store_attachment_add(s, &row, e)) return false;
    app_upload_entry x = {.key = h.key, .name = u->name, .since = head->size, .at = u->at, .due = u->until};
    if (h.n > 0) x.since = h.least.since;
    /* A row that nobody holds was named by an event once, or comes from before: it is not for a sweep to take. */
    x.older = h.least.older || h.bad || (there && h.n == 0);
    *again = h.mine;
    return app_upload_put(s, arena, &x, e);
}

bool app_upload_let_go(store *s, base_arena *arena, core_actor by, base_str digest, int64_t now, base_err *e) {
    store_entry n;
    app_upload_entry x;
    bool found = false;
    if (!store_entry_get(s, arena, APP_SPACE_UPLOAD, key_of(arena, digest, by), &n, &found, e)) return false;
    if (!found) return true;
    if (!app_upload_read(arena, &n, &x, e)) return false;
    x.due = now;
    return app_upload_put(s, arena, &x, e);
}

bool app_upload_find(app *a, base_arena *arena, core_actor by, base_str digest, app_upload *out, bool *found,
                     base_err *e) {
    store_entry n;
    store_attachment row;
    app_upload_entry x;
    *found = false;
    if (digest.n != FILES_DIGEST_HEX || by.level.n == 0) return true;
    if (!store_entry_get(app_store(a), arena, APP_SPACE_UPLOAD, key_of(arena, digest, by), &n, found, e)) return false;
    if (!*found) return true;
    if (!app_upload_read(arena, &n, &x, e) || !store_attachment_get(app_store(a), arena, digest, &row, found, e))
        return false;
    *out = (app_upload){.digest = row.digest, .name = x.name, .type = row.type, .size = row.size, .at = x.at};
    out->until = x.due;
    return true;
}

/* ---- the day's count ---- */

static int64_t day_of(int64_t now) { return (now + BEIJING_MS) / DAY_MS; }

int64_t app_upload_day_ends(int64_t now) { return (day_of(now) + 1) * DAY_MS - BEIJING_MS; }

static bool count_of(store *s, base_arena *arena, base_str login, int64_t now, app_uploaded *out, base_err *e) {
    store_entry n;
    app_fields f;
    bool found = false;
    *out = (app_uploaded){0};
    if (!store_entry_get(s, arena, DAYS, login, &n, &found, e)) return false;
    if (!found) return true;
    if (!app_fields_read(arena, n.body, &f, e)) return false;
    if (app_field_number(&f, "day") == day_of(now)) {
        out->files = (uint64_t)app_field_number(&f, "files");
        out->bytes = (uint64_t)app_field_number(&f, "bytes");
    }
    app_fields_done(&f);
    return true;
}

bool app_uploaded_on(app *a, base_arena *arena, base_str login, int64_t now, app_uploaded *out, base_err *e) {
    return count_of(app_store(a), arena, login, now, out, e);
}

bool app_upload_count(store *s, base_arena *arena, base_str login, uint64_t n_files, uint64_t n_bytes, int64_t now,
                      base_err *e) {
    app_uploaded had;
    base_buf b;
    base_json j;
    bool saved;
    uint64_t version;
    if (!count_of(s, arena, login, now, &had, e)) return false;
    app_fields_begin(&j, &b);
    app_put_number(&j, "day", day_of(now));
    app_put_number(&j, "files", (int64_t)(had.files + n_files));
    app_put_number(&j, "bytes", (int64_t)(had.bytes + n_bytes));
    const store_entry n = {
        .space = DAYS, .key = login, .at = now, .due = app_upload_day_ends(now), .body = app_fields_end(&j, &b)};
    const bool good = store_entry_put(s, &n, STORE_ANY_VERSION, &saved, &version, e);
    base_buf_free(&b);
    return good;
}

/* ---- names ---- */

base_str app_upload_name(base_arena *arena, base_str said, base_str type) {
    size_t from = 0, n = 0;
    for (size_t i = 0; i < said.n; i++) {
        if (said.p[i] == '/' || said.p[i] == '\\') from = i + 1;
    }
    said = (base_str){said.p + from, said.n - from};
    if (base_utf8_check(said) != said.n) said.n = 0;
    char *p = base_arena_alloc(arena, said.n + 1);
    for (size_t i = 0; i < said.n; i++) {
        if ((unsigned char)said.p[i] >= 0x20 && said.p[i] != 0x7f) p[n++] = said.p[i];
    }
    const base_str name = base_str_trim(base_utf8_head((base_str){p, n}, APP_UPLOAD_NAME_BYTES));
    if (name.n > 0) return base_arena_str(arena, name);
    const files_type *t = files_type_of(type);
    return base_arena_fmt(arena, "attachment.%s", t != NULL ? t->suffix : "bin");
}

/* ---- who may name what ---- */

static bool dossier_names(app *a, const core_command *c, const app_viewer *v, base_date day, base_str digest,
                          base_arena *arena, bool *found, base_err *e) {
    *found = false;
    for (size_t i = 0; i < c->n_targets && !*found; i++) {
        app_file_named file;
        base_err why = {0};
        const core_case *at = app_load(a, c->target[i], &why); /* what is wrong with it the writer says */
        if (at == NULL) continue;
        if (!app_show_file(a, core_root(at), v, day, digest, arena, &file, e)) return false;
        *found = file.digest.n > 0;
    }
    return true;
}

bool app_uploads_may_name(app *a, const core_command *c, const app_viewer *v, base_date day, base_arena *arena,
                          base_str *which, base_err *e) {
    *which = (base_str){NULL, 0};
    for (size_t i = 0; i < c->n_args; i++) {
        const base_str digest = app_attachment_of(c->arg[i].value);
        app_upload mine;
        bool found = false;
        if (digest.n == 0) continue;
        if (!app_upload_find(a, arena, v->actor, digest, &mine, &found, e)) return false;
        if (!found && !dossier_names(a, c, v, day, digest, arena, &found, e)) return false;
        if (found) continue;
        *which = digest;
        return true;
    }
    return true;
}
