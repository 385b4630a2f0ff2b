/* The file of the key of personal data while it is replaced: other machines with a copy of it, others at work, whole or
 * not, whose it is, and backups. */
#include "rekey_support.h"

#include <sys/stat.h>

#include "app/backup.h"

/* ---- other machines ---- */

/* Another machine's folder for the same database, with its own copy of the keys. */
static desk another_machine(const desk *d) {
    desk o = {.arena = d->arena, .scratch = d->scratch};
    const char *path = base_arena_fmt(d->arena, "%s.node", d->place.folder).p;
    shell(d, "mkdir '1' && cp -r '2/keys' '1/'", path, d->place.folder);
    o.place = (app_place){.folder = path, .db = d->place.db != NULL ? d->place.db : in_folder(d, "jiqun.db")};
    return o;
}

static void end_machine(desk *o) {
    desk_close(o);
    remove_folder(o->place.folder);
}

static void another_machine_is_told(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by console = app_by_console();
    app_person p = {.name = BASE_STR("李四")};
    app_rekey_report r;
    desk_with_wang(&d);
    desk o = another_machine(&d);
    desk_open(&o, APP_WRITE);
    assert_true(base_str_is(name_of(&o, "wang"), "张三"));
    const app_rekey_report one = rotate(&d);
    const uint64_t n = whole(&d);
    /* It has the old key in memory and in its file, and uses it for nothing. */
    refused(app_person_get(o.app, o.scratch, BASE_STR("wang"), &p, &e), &e, "copy the file");
    assert_int_equal(e.kind, BASE_ERR_NONE);
    p = (app_person){.name = BASE_STR("李四")};
    refused(app_person_set(o.app, &console, BASE_STR("wang"), &p, T0, &e), &e, "lacks the key");
    refused(app_key_rotate(o.app, o.arena, T0, &r, &e), &e, "lacks the key");
    refused(app_seal_sound(o.place.folder, app_store(o.app), &e), &e, "lacks the key");
    assert_true(base_str_is(name_of(&d, "wang"), "张三") && whole(&d) == n);
    /* With a copy of the file it goes on as it is. */
    put_key_file(&o, key_file(&d));
    assert_true(base_str_is(name_of(&o, "wang"), "张三"));
    good(app_person_set(o.app, &console, BASE_STR("wang"), &p, T0, &e), &e);
    assert_true(base_str_is(name_of(&d, "wang"), "李四") && whole(&d) == n + 1);
    assert_true(app_seal_sound(o.place.folder, app_store(o.app), &e));
    /* What this machine retires the other one has in its file; it does no harm and goes there, too. */
    (void)retire(&d);
    assert_true(base_str_is(name_of(&o, "wang"), "李四"));
    assert_int_equal(look(&o).key[1].state, APP_KEY_LEFT);
    assert_int_equal(retire(&o).id.n, 0);
    assert_true(base_str_eq(key_file(&o), key_file(&d)));
    assert_int_equal(look(&o).key[1].state, APP_KEY_RETIRED);
    /* Made ready, it is everywhere before it is used, and nobody has to do anything then. */
    base_str id, again;
    bool made;
    good(app_key_prepare(d.app, d.arena, &id, &made, &e), &e);
    assert_true(made);
    good(app_key_prepare(d.app, d.arena, &again, &made, &e), &e);
    assert_true(!made && base_str_eq(id, again));
    assert_int_equal(look(&d).key[0].state, APP_KEY_PREPARED);
    put_key_file(&o, key_file(&d));
    const app_rekey_report two = rotate(&o);
    assert_true(base_str_eq(two.now, id) && base_str_eq(two.was, one.now));
    assert_true(base_str_is(name_of(&d, "wang"), "李四") && base_str_is(name_of(&o, "wang"), "李四"));
    /* Two that begin a change each: the second has no copy of the first one's key. */
    (void)retire(&o);
    (void)retire(&d);
    (void)rotate(&d);
    refused(app_key_rotate(o.app, o.arena, T0, &r, &e), &e, "lacks the key");
    end_machine(&o);
    desk_end(&d);
}

/* One of before the change that comes with a key of long ago is told the same, and not that it is another record's. */
static void an_old_file_is_known(void **state) {
    (void)state;
    desk d = {0}, other = {0};
    base_err e = {0};
    desk_with_wang(&d);
    desk_begin(&other, LOG_SHA256_ED25519);
    const base_str one = key_file(&d);
    (void)rotate(&d);
    const base_str two = key_file(&d);
    const base_str second = {two.p + one.n, one.n};
    (void)retire(&d);
    desk_close(&d);
    put_key_file(&d, one);
    desk_open(&d, APP_WRITE);
    refused(app_seal_of(d.app, &e) != NULL, &e, "lacks the key");
    put_key_file(&d, key_file(&other));
    refused(app_seal_of(d.app, &e) != NULL, &e, "not the key of personal data");
    put_key_file(&d, second);
    assert_non_null(app_seal_of(d.app, &e));
    /* in any order: what counts is what the store says; a key that was retired is never taken for a prepared one */
    put_key_file(&d, base_arena_fmt(d.arena, "%.*s%.*s", (int)second.n, second.p, (int)one.n, one.p));
    assert_true(base_str_is(name_of(&d, "wang"), "张三"));
    const app_rekey_report r = rotate(&d);
    assert_false(base_str_eq(r.now, (base_str){one.p + 21, 16}));
    (void)retire(&d);
    assert_int_equal(key_file(&d).n, one.n);
    desk_end(&other);
    desk_end(&d);
}

static void the_file_is_whole_and_the_owners(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_rekey_report r;
    struct stat st;
    desk_with_wang(&d);
    (void)rotate(&d);
    const base_str two = key_file(&d);
    const size_t line = two.n / 2;
    char *p = base_arena_copy(d.arena, two.p, two.n);
    for (size_t i = 0; i < two.n; i++) {
        p[i] = (char)(p[i] ^ 1 << i % 7);
        put_key_file(&d, (base_str){p, two.n});
        assert_false(app_seal_sound(d.place.folder, app_store(d.app), &e));
        assert_int_equal(e.kind, BASE_ERR_INPUT);
        e = (base_err){0};
        p[i] = two.p[i];
    }
    static const struct { int from, to; /* in lines */ } part[] = {{0, 1}, {1, 2}, {0, 0}};
    for (size_t i = 0; i < 3; i++) { /* a line of the two that are in use is missing; and none at all */
        put_key_file(&d, (base_str){two.p + (size_t)part[i].from * line, (size_t)(part[i].to - part[i].from) * line});
        assert_false(app_seal_sound(d.place.folder, app_store(d.app), &e));
        refused(app_key_rotate(d.app, d.arena, T0, &r, &e), &e, i < 2 ? "lacks the key" : "damaged");
    }
    put_key_file(&d, base_arena_fmt(d.arena, "%.*s%.*s", (int)two.n, two.p, (int)line, two.p)); /* one twice */
    refused(app_key_rotate(d.app, d.arena, T0, &r, &e), &e, "damaged");
    put_key_file(&d, (base_str){two.p, two.n - 1});
    refused(app_key_rotate(d.app, d.arena, T0, &r, &e), &e, "damaged");
    put_key_file(&d, two);
    assert_int_equal(chmod(in_folder(&d, "keys/personal.key"), 0640), 0);
    refused(app_key_rotate(d.app, d.arena, T0, &r, &e), &e, "chmod 600");
    assert_int_equal(chmod(in_folder(&d, "keys/personal.key"), 0600), 0);
    /* what was broken off before it had its name is not taken for anything */
    shell(&d, "echo rest > '1.new'", in_folder(&d, "keys/personal.key"), "");
    (void)rotate(&d);
    (void)retire(&d);
    assert_int_equal(stat(in_folder(&d, "keys/personal.key"), &st), 0);
    assert_true((st.st_mode & 0777) == 0600 && st.st_nlink == 1);
    assert_int_not_equal(stat(in_folder(&d, "keys/personal.key.new"), &st), 0);
    if (geteuid() == 0) { /* the service that runs as somebody else can still read it */
        assert_int_equal(chown(in_folder(&d, "keys/personal.key"), 65534, 65534), 0);
        (void)rotate(&d);
        assert_int_equal(stat(in_folder(&d, "keys/personal.key"), &st), 0);
        assert_true(st.st_uid == 65534 && st.st_gid == 65534 && (st.st_mode & 0777) == 0600);
    }
    desk_end(&d);
}

/* What stood in the file is written over; a copy that shares it is its owner's affair. */
static void the_old_file_is_written_over(void **state) {
    (void)state;
    desk d = {0};
    char text[1000];
    desk_with_wang(&d);
    (void)rotate(&d);
    FILE *f = fopen(in_folder(&d, "keys/personal.key"), "r");
    assert_non_null(f);
    (void)retire(&d);
    const size_t n = fread(text, 1, sizeof text, f);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) assert_int_equal(text[i], 0);
    (void)fclose(f);
    (void)rotate(&d);
    shell(&d, "ln '1' '2'", in_folder(&d, "keys/personal.key"), in_folder(&d, "linked"));
    const base_str was = key_file(&d);
    (void)retire(&d);
    base_str kept;
    base_err e = {0};
    good(base_file_read(d.arena, in_folder(&d, "linked"), 4000, &kept, &e), &e);
    assert_true(base_str_eq(kept, was));
    desk_end(&d);
}

/* ---- others at the same time ---- */

/* A server's readers and its writer have the old key in memory when it is replaced beside them. */
static void who_is_at_work_goes_on(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by console = app_by_console();
    const app_person p = {.name = BASE_STR("李四")};
    desk_with_wang(&d);
    desk reader = {.arena = d.arena, .scratch = d.scratch, .place = d.place}, writer = reader;
    desk_open(&reader, APP_READ);
    desk_open(&writer, APP_WRITE);
    assert_true(base_str_is(name_of(&reader, "wang"), "张三") && base_str_is(name_of(&writer, "wang"), "张三"));
    const app_seal *old = app_seal_of(writer.app, &e);
    for (int turn = 0; turn < 3; turn++) {
        (void)rotate(&d);
        good(app_person_set(writer.app, &console, BASE_STR("wang"), &p, T0, &e), &e);
        assert_int_equal(look(&d).texts.before, 0); /* by the new key */
        assert_true(base_str_is(name_of(&reader, "wang"), "李四"));
        (void)retire(&d);
        assert_true(base_str_is(name_of(&reader, "wang"), "李四") && base_str_is(name_of(&writer, "wang"), "李四"));
        (void)whole(&writer);
    }
    assert_true(app_seal_keys(old) == 1); /* what was asked for before can still be looked at */
    desk_close(&reader);
    desk_close(&writer);
    desk_end(&d);
}

/* A backup that is made while texts go over has both keys, and one of before is opened by its own. */
static void backups_have_their_keys(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_manifest m;
    app_audit_report report;
    desk_with_wang(&d);
    const store_entry old = entry(&d, BASE_STR("account.person"), BASE_STR("wang"));
    (void)rotate(&d);
    put_entry(&d, &old); /* half way */
    const char *out = base_arena_fmt(d.arena, "%s.b", d.place.folder).p;
    good(app_backup(&(app_backup_options){.place = d.place, .out = out, .keys = true}, d.arena, &m, &e), &e);
    (void)rotate(&d);
    (void)retire(&d);
    desk back = {.arena = d.arena, .scratch = d.scratch};
    back.place = (app_place){.folder = base_arena_fmt(d.arena, "%s.r", d.place.folder).p};
    good(app_restore(&(app_restore_options){.backup = out, .to = back.place}, d.arena, &m, &report, &e), &e);
    desk_open(&back, APP_WRITE);
    assert_true(base_str_is(name_of(&back, "wang"), "张三"));
    const app_rekey_report r = rotate(&back);
    assert_true(r.goes_on && r.texts.moved == 1);
    (void)retire(&back);
    assert_true(base_str_is(name_of(&back, "wang"), "张三"));
    (void)whole(&back);
    desk_close(&back);
    remove_folder(back.place.folder);
    remove_folder(out);
    desk_end(&d);
}

/* Made while the file and the database do not belong together, it would be of no use, and is none. */
static void a_backup_that_could_not_be_opened_is_none(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_manifest m;
    struct stat st;
    desk_with_wang(&d);
    const base_str one = key_file(&d);
    (void)rotate(&d);
    const base_str two = key_file(&d);
    put_key_file(&d, one);
    const char *out = base_arena_fmt(d.arena, "%s.b", d.place.folder).p;
    app_backup_options o = {.place = d.place, .out = out, .keys = true};
    refused(app_backup(&o, d.arena, &m, &e), &e, "lacks the key");
    assert_int_not_equal(stat(out, &st), 0);
    o.keys = false;
    good(app_backup(&o, d.arena, &m, &e), &e);
    remove_folder(out);
    put_key_file(&d, two);
    o.keys = true;
    good(app_backup(&o, d.arena, &m, &e), &e);
    remove_folder(out);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_machine_is_told),
        cmocka_unit_test(an_old_file_is_known),
        cmocka_unit_test(the_file_is_whole_and_the_owners),
        cmocka_unit_test(the_old_file_is_written_over),
        cmocka_unit_test(who_is_at_work_goes_on),
        cmocka_unit_test(backups_have_their_keys),
        cmocka_unit_test(a_backup_that_could_not_be_opened_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
