/* fields.c - see fields.h. */
#include "app/fields.h"

#include "app/app_i.h"
#include "core/event_json.h"

/* ---- reading ---- */

bool app_fields_read(base_arena *arena, base_str body, app_fields *f, base_err *e) {
    f->doc = core_json_parse(arena, body, STORE_ENTRY_MAX);
    if (f->doc != NULL && yyjson_is_obj(yyjson_doc_get_root(f->doc))) return true;
    app_fields_done(f);
    return base_err_fmt(e, BASE_ERR_INPUT, "数据库中的一个条目已损坏：请从备份恢复",
                        "an entry of the database is damaged: restore a backup");
}

void app_fields_done(app_fields *f) {
    yyjson_doc_free(f->doc);
    f->doc = NULL;
}

static yyjson_val *member(const app_fields *f, const char *name) {
    return yyjson_obj_get(yyjson_doc_get_root(f->doc), name);
}

base_str app_field_text(const app_fields *f, const char *name) {
    base_str s;
    return core_json_text(member(f, name), &s) ? s : (base_str){NULL, 0};
}

int64_t app_field_number(const app_fields *f, const char *name) {
    yyjson_val *v = member(f, name);
    return yyjson_is_int(v) ? yyjson_get_sint(v) : 0;
}

bool app_field_flag(const app_fields *f, const char *name) { return yyjson_is_true(member(f, name)); }

size_t app_field_texts(const app_fields *f, const char *name, base_str *out, size_t max) {
    yyjson_val *v = member(f, name), *item;
    size_t i, count, n = 0;
    if (!yyjson_is_arr(v)) return 0;
    yyjson_arr_foreach(v, i, count, item) {
        if (n < max && core_json_text(item, &out[n])) n++;
    }
    return n;
}

/* ---- writing ---- */

void app_fields_begin(base_json *j, base_buf *b) {
    base_buf_init(b, STORE_ENTRY_MAX);
    base_json_init(j, b);
    base_json_obj(j);
}

void app_put_number(base_json *j, const char *name, int64_t v) {
    if (v == 0) return;
    base_json_name(j, name);
    base_json_i64(j, v);
}

void app_put_flag(base_json *j, const char *name, bool v) {
    if (v) base_json_flag(j, name, true);
}

void app_put_texts(base_json *j, const char *name, const base_str *v, size_t n) {
    if (n == 0) return;
    base_json_name(j, name);
    base_json_arr(j);
    for (size_t i = 0; i < n; i++) base_json_str(j, v[i]);
    base_json_arr_end(j);
}

base_str app_fields_end(base_json *j, base_buf *b) {
    base_json_obj_end(j);
    return base_buf_str(b);
}

/* ---- puts that belong together ---- */

bool app_kept_begin(app *w, bool *own, base_err *e) {
    store_head head;
    *own = false;
    if (w->store == NULL) return base_err_fmt(e, BASE_ERR_IO, "数据库未打开", "the store is not open");
    if (!store_is_idle(w->store)) return true;
    *own = store_begin(w->store, APP_WAIT_MS, &head, e);
    return *own;
}

bool app_kept_end(app *w, bool own, bool good, base_err *e) {
    if (!own) return good;
    if (good) return store_commit(w->store, e) == STORE_COMMITTED;
    store_rollback(w->store);
    return false;
}

bool app_kept_put(app *w, base_str space, base_str key, int64_t now, int64_t due, base_str body, base_err *e) {
    const store_entry n = {.space = space, .key = key, .at = now, .due = due, .body = body};
    bool saved;
    uint64_t version;
    return store_entry_put(w->store, &n, STORE_ANY_VERSION, &saved, &version, e);
}
