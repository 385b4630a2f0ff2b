/* rekey_support.h - the key of personal data in few words, for test_rekey.c and test_rekey_file.c. */
#ifndef JIQUN_TESTS_APP_REKEY_SUPPORT_H
#define JIQUN_TESTS_APP_REKEY_SUPPORT_H

#include "account_support.h"

#include "app/rekey.h"
#include "app/seal_i.h"

static inline const char *in_folder(const desk *d, const char *name) {
    return base_arena_fmt(d->arena, "%s/%s", d->place.folder, name).p;
}

/* Runs a command with `a` for 1 and `b` for 2. */
static inline void shell(const desk *d, const char *format, const char *a, const char *b) {
    base_buf out;
    base_buf_init(&out, 4096);
    for (const char *p = format; *p != '\0'; p++) {
        if (*p == '1' || *p == '2')
            base_buf_puts(&out, base_str_of(*p == '1' ? a : b));
        else
            base_buf_putc(&out, *p);
    }
    assert_int_equal(system(base_arena_str(d->arena, base_buf_str(&out)).p), 0); /* NOLINT: paths that mkdtemp made */
    base_buf_free(&out);
}

static inline base_str key_file(const desk *d) {
    base_err e = {0};
    base_str text;
    good(base_file_read(d->arena, in_folder(d, "keys/personal.key"), 4000, &text, &e), &e);
    return text;
}

static inline void put_key_file(const desk *d, base_str text) {
    base_err e = {0};
    good(app_write_file(in_folder(d, "keys"), "personal.key", text, &e), &e);
}

static inline app_rekey_report rotate(desk *d) {
    base_err e = {0};
    app_rekey_report r;
    good(app_key_rotate(d->app, d->arena, T0, &r, &e), &e);
    return r;
}

static inline app_retire_report retire(desk *d) {
    base_err e = {0};
    app_retire_report r;
    good(app_key_retire(d->app, d->arena, T0, &r, &e), &e);
    return r;
}

static inline app_key_report look(desk *d) {
    base_err e = {0};
    app_key_report r;
    good(app_key_look(d->app, d->arena, &r, &e), &e);
    return r;
}

static inline base_str name_of(desk *d, const char *login) {
    base_err e = {0};
    app_person p;
    good(app_person_get(d->app, d->scratch, base_str_of(login), &p, &e), &e);
    return p.name;
}

static inline store_entry entry(desk *d, base_str space, base_str key) {
    base_err e = {0};
    store_entry n;
    bool found;
    good(store_entry_get(app_store(d->app), d->arena, space, key, &n, &found, &e), &e);
    assert_true(found);
    n.space = space;
    n.key = key;
    return n;
}

static inline void put_entry(desk *d, const store_entry *n) {
    base_err e = {0};
    bool saved;
    uint64_t version;
    good(store_entry_put(app_store(d->app), n, STORE_ANY_VERSION, &saved, &version, &e), &e);
}

static inline uint64_t whole(desk *d) {
    base_err e = {0};
    uint64_t n = 0;
    good(app_access_check(d->app, &n, &e), &e);
    return n;
}

#endif
