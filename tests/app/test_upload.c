/* Files that are sent in: whose they are, how long they stay, what names them, what a day holds. */
#include <fcntl.h>

#include "support.h"

#include "app/attach.h"
#include "app/upload.h"

static const int64_t DAY = 86400000, T0 = INT64_C(1700000000000);
static const core_actor XIHU = {{"county", 6}, {"330106", 6}}, PUDONG = {{"county", 6}, {"310115", 6}};
static app_desk at(const desk *d) { return (app_desk){.app = d->app}; }

typedef struct {
    base_arena *arena;
    core_actor by;
    app_upload u;
    bool again;
} sending;

static bool note(void *ctx, store *s, const store_head *head, base_err *e) {
    sending *x = ctx;
    return app_upload_note(s, head, x->arena, x->by, &x->u, &x->again, e);
}

/* Puts a file in its place and on record, as of `now`; kept for ten days. */
static base_str send_in(desk *d, core_actor by, const char *content, int64_t now, bool *again) {
    base_err e = {0};
    files_stored stored;
    files *f = app_files(d->app, &e);
    files_upload *u = f != NULL ? files_begin(f, &e) : NULL;
    assert_true(u != NULL && files_put(u, content, strlen(content), &e) && files_finish(u, &stored, &e));
    sending x = {.arena = d->arena, .by = by};
    x.u = (app_upload){.digest = base_arena_str(d->arena, base_str_of(stored.digest)),
                       .name = BASE_STR("a.txt"),
                       .type = base_arena_str(d->arena, base_str_of(stored.type)),
                       .size = stored.size,
                       .at = now,
                       .until = now + 10 * DAY};
    const app_desk own = at(d);
    if (!app_kept_write(&own, note, &x, &e)) fail_msg("%s", e.en);
    if (again != NULL) *again = x.again;
    return x.u.digest;
}

static bool has(desk *d, core_actor by, base_str digest) {
    app_upload u;
    bool found = false;
    base_err e = {0};
    assert_true(app_upload_find(d->app, d->arena, by, digest, &u, &found, &e));
    return found;
}

static bool lies_there(desk *d, base_str digest) {
    uint64_t size;
    base_err e = {0};
    const int fd = files_read(app_files(d->app, &e), digest, &size, &e);
    if (fd >= 0) (void)close(fd);
    return fd >= 0;
}

static bool has_row(desk *d, base_str digest) {
    store_attachment row;
    bool found = false;
    base_err e = {0};
    assert_true(store_attachment_get(app_store(d->app), d->arena, digest, &row, &found, &e));
    return found;
}

/* `keep` 0: nothing is too young to go. */
static app_upload_swept sweep(desk *d, int64_t now, int64_t keep) {
    app_upload_swept out;
    base_err e = {0};
    const app_desk own = at(d);
    if (!app_upload_sweep(&own, app_files(d->app, &e), now, keep, 100, &out, &e)) fail_msg("%s", e.en);
    return out;
}

static void begin(desk *d) {
    desk_begin(d, LOG_SM3_SM2);
    desk_open(d, APP_WRITE);
    must(d, "county", "330106", "2023-02-20", "register c1 name=甲 industry=I6540");
}

static void name_it(desk *d, base_str digest) {
    char line[200];
    (void)snprintf(line, sizeof line, "plan_task c1 area=digital measures=x goals=sha256:%.*s", (int)digest.n,
                   digest.p);
    must(d, "county", "330106", "2023-02-20", line);
}

static void whose_it_is(void **state) {
    (void)state;
    desk d = {0};
    bool again = true;
    begin(&d);
    const base_str one = send_in(&d, XIHU, "one\n", T0, &again);
    assert_true(!again && has(&d, XIHU, one) && !has(&d, PUDONG, one));
    (void)send_in(&d, PUDONG, "one\n", T0 + 1, &again);
    assert_true(!again && has(&d, PUDONG, one));
    (void)send_in(&d, XIHU, "one\n", T0 + 2, &again);
    assert_true(again);
    const core_actor nobody = {{NULL, 0}, {NULL, 0}};
    assert_false(has(&d, nobody, one));
    desk_end(&d);
}

static void what_nobody_names_goes(void **state) {
    (void)state;
    desk d = {0};
    begin(&d);
    const base_str one = send_in(&d, XIHU, "one\n", T0, NULL), two = send_in(&d, XIHU, "two\n", T0 + DAY, NULL);
    assert_int_equal(sweep(&d, T0 + 10 * DAY - 1, 0).lapsed, 0);
    app_upload_swept s = sweep(&d, T0 + 10 * DAY, 0);
    assert_true(s.lapsed == 1 && s.removed == 1);
    assert_true(!has(&d, XIHU, one) && !has_row(&d, one) && !lies_there(&d, one));
    assert_true(has(&d, XIHU, two) && has_row(&d, two) && lies_there(&d, two));
    /* What went is not named any more. */
    char line[200];
    (void)snprintf(line, sizeof line, "plan_task c1 area=digital measures=x goals=sha256:%.*s", (int)one.n, one.p);
    const app_answer a = ask(&d, "county", "330106", "2023-02-20", line);
    assert_true(a.result == APP_FAILED && a.error.kind == BASE_ERR_INPUT && strstr(a.error.en, "upload it") != NULL);
    /* A file that was only just put there may belong to somebody who is about to put its row. */
    (void)sweep(&d, T0 + 30 * DAY, 10 * DAY);
    assert_true(!has_row(&d, two) && lies_there(&d, two));
    desk_end(&d);
}

static void what_an_event_names_stays(void **state) {
    (void)state;
    desk d = {0};
    begin(&d);
    const base_str one = send_in(&d, XIHU, "one\n", T0, NULL);
    (void)send_in(&d, PUDONG, "one\n", T0 + DAY, NULL);
    name_it(&d, one);
    assert_int_equal(sweep(&d, T0 + 10 * DAY, 0).lapsed, 1);
    assert_true(has_row(&d, one) && lies_there(&d, one) && !has(&d, XIHU, one) && has(&d, PUDONG, one));
    assert_true(sweep(&d, T0 + 20 * DAY, 0).lapsed == 1 && has_row(&d, one) && lies_there(&d, one));
    /* Sent in again by somebody, it still is what an event named before. */
    (void)send_in(&d, PUDONG, "one\n", T0 + 30 * DAY, NULL);
    const app_upload_swept s = sweep(&d, T0 + 60 * DAY, 0);
    assert_true(s.lapsed == 1 && s.removed == 0 && has_row(&d, one) && lies_there(&d, one));
    desk_end(&d);
}

static void one_of_two_lapses(void **state) {
    (void)state;
    desk d = {0};
    begin(&d);
    const base_str one = send_in(&d, XIHU, "one\n", T0, NULL);
    (void)send_in(&d, PUDONG, "one\n", T0 + 5 * DAY, NULL);
    app_upload_swept s = sweep(&d, T0 + 10 * DAY, 0);
    assert_true(s.lapsed == 1 && s.removed == 0 && lies_there(&d, one) && has(&d, PUDONG, one));
    s = sweep(&d, T0 + 15 * DAY, 0);
    assert_true(s.lapsed == 1 && s.removed == 1 && !lies_there(&d, one));
    desk_end(&d);
}

static void what_a_draft_names_waits(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    bool saved;
    uint64_t version;
    begin(&d);
    const base_str one = send_in(&d, XIHU, "one\n", T0, NULL);
    const base_str body = base_arena_fmt(d.arena, "{\"x\":\"sha256:%.*s\"}", (int)one.n, one.p);
    const store_draft draft = {.path = BASE_STR("c1/a"), .at = 1, .by = BASE_STR("x"), .body = body};
    assert_true(store_draft_save(app_store(d.app), &draft, 0, &saved, &version, &e) && saved);
    assert_int_equal(sweep(&d, T0 + 10 * DAY, 3 * DAY).lapsed, 0);
    assert_true(has(&d, XIHU, one) && lies_there(&d, one));
    assert_true(store_draft_delete(app_store(d.app), BASE_STR("c1/a"), &e));
    assert_int_equal(sweep(&d, T0 + 13 * DAY - 1, 0).lapsed, 0);
    assert_true(sweep(&d, T0 + 13 * DAY, 0).removed == 1 && !lies_there(&d, one));
    desk_end(&d);
}

static void files_without_a_row(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    files_stored stray;
    begin(&d);
    const base_str one = send_in(&d, XIHU, "one\n", T0, NULL);
    files *f = app_files(d.app, &e);
    files_upload *u = files_begin(f, &e);
    assert_true(u != NULL && files_put(u, "stray\n", 6, &e) && files_finish(u, &stray, &e));
    const app_desk own = at(&d);
    app_upload_swept out;
    uint64_t removed = 0;
    for (int keep = 1; keep >= 0; keep--) {
        for (unsigned part = 0; part < 256; part++) {
            assert_true(app_upload_sweep_strays(&own, f, (uint8_t)part, keep * DAY, &out, &e));
            removed += out.removed;
        }
        assert_int_equal(removed, keep == 1 ? 0 : 1);
    }
    assert_true(lies_there(&d, one) && !lies_there(&d, base_str_of(stray.digest)));
    desk_end(&d);
}

typedef struct {
    base_arena *arena;
    uint64_t files, bytes;
    int64_t now;
} counting;

static bool count(void *ctx, store *s, const store_head *head, base_err *e) {
    const counting *c = ctx;
    (void)head;
    return app_upload_count(s, c->arena, BASE_STR("wang"), c->files, c->bytes, c->now, e);
}

static app_uploaded counted(desk *d, int64_t now) {
    app_uploaded out;
    base_err e = {0};
    assert_true(app_uploaded_on(d->app, d->arena, BASE_STR("wang"), now, &out, &e));
    return out;
}

static void a_day_is_counted(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    begin(&d);
    const app_desk own = at(&d);
    const int64_t end = app_upload_day_ends(T0);
    assert_true(end > T0 && end - T0 <= DAY && (end + INT64_C(8) * 3600 * 1000) % DAY == 0);
    counting c = {d.arena, 2, 100, end - 1};
    assert_true(app_kept_write(&own, count, &c, &e) && app_kept_write(&own, count, &c, &e));
    assert_true(counted(&d, T0).files == 4 && counted(&d, end - 1).bytes == 200 && counted(&d, end).files == 0);
    c.now = end;
    assert_true(app_kept_write(&own, count, &c, &e));
    assert_true(counted(&d, end).files == 2);
    (void)sweep(&d, end + DAY, 0);
    assert_int_equal(counted(&d, end).files, 0);
    desk_end(&d);
}

static void names_are_cleaned(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    static const struct {
        const char *said, *kept;
    } row[] = {{"证明.pdf", "证明.pdf"},
               {"C:\\a\\b.pdf", "b.pdf"},
               {"../../etc/x", "x"},
               {"", "attachment.pdf"},
               {"a\r\nSet-Cookie: b", "aSet-Cookie: b"},
               {"\xff\xfe", "attachment.pdf"},
               {"a/", "attachment.pdf"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const base_str got = app_upload_name(arena, base_str_of(row[i].said), BASE_STR("application/pdf"));
        if (!base_str_is(got, row[i].kept)) fail_msg("%s: %.*s", row[i].said, (int)got.n, got.p);
    }
    char long_name[300];
    memset(long_name, 'a', sizeof long_name);
    assert_int_equal(app_upload_name(arena, (base_str){long_name, 300}, BASE_STR("text/csv")).n, APP_UPLOAD_NAME_BYTES);
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whose_it_is),
        cmocka_unit_test(what_nobody_names_goes),
        cmocka_unit_test(what_an_event_names_stays),
        cmocka_unit_test(one_of_two_lapses),
        cmocka_unit_test(what_a_draft_names_waits),
        cmocka_unit_test(files_without_a_row),
        cmocka_unit_test(a_day_is_counted),
        cmocka_unit_test(names_are_cleaned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
