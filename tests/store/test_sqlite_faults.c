/* A disk that fails at every point of every way of writing. After each failure the group is wholly there or not at all,
 * the store told the truth about it, the truth also holds for the image that a crash at that moment would leave, and
 * the store works again as soon as the disk does. */
#include "fault_vfs.h"
#include "store/sqlite/sqlite_i.h"
#include "support.h"

/* ---- files ---- */

static void copy_file(const char *from, const char *to) {
    static char p[1 << 16];
    FILE *in = fopen(from, "rb");
    (void)unlink(to);
    if (in == NULL) return;
    FILE *out = fopen(to, "wb");
    assert_non_null(out);
    for (size_t n; (n = fread(p, 1, sizeof p, in)) > 0;) assert_int_equal(fwrite(p, 1, n, out), n);
    (void)fclose(in);
    assert_int_equal(fclose(out), 0);
}

/* Database and log as a crash leaves them: what is in the shared memory is lost. */
static void copy_database(const char *from, const char *to) {
    char a[700], b[700];
    copy_file(from, to);
    (void)snprintf(a, sizeof a, "%s-wal", from);
    (void)snprintf(b, sizeof b, "%s-wal", to);
    copy_file(a, b);
    (void)snprintf(b, sizeof b, "%s-shm", to);
    (void)unlink(b);
}

/* ---- what is written, and what it should look like before and after ---- */

static const char *base_path, *work_path, *image_path;
static char *before, *after;

static void add_rows(group *x) {
    static char large[150000];
    memset(large, 'x', sizeof large);
    for (int i = 0; i < 4; i++) {
        const uint64_t c = add_event(x, x->head.size, 0);
        x->stream[x->g.n_streams++] =
            (store_stream){c, base_arena_fmt(test_arena, "c%llu", (unsigned long long)c), BASE_STR("cluster")};
        x->dossier[x->g.n_dossiers++] = dossier_row(c, "杭州市西湖区云计算产业集群");
        x->standing[x->g.n_standings++] = standing_row(c, 0, "", "cluster", "candidate", "330106", true);
        x->request[x->g.n_requests++] =
            (store_request){base_arena_fmt(test_arena, "q%llu", (unsigned long long)c), c, 1};
    }
    x->event[x->g.n_events - 1].payload = (base_str){large, sizeof large};
    x->standing[x->g.n_standings++] = standing_row(0, 0, "", "cluster", "recognised", "330106", false);
    store_dossier renamed = dossier_row(1, "另一个产业集群");
    renamed.state = BASE_STR("recognised");
    x->dossier[x->g.n_dossiers++] = renamed;
    x->tally[x->g.n_tallies++] = (store_tally){BASE_STR("all"), (int64_t)x->head.size};
}

static bool try_group(store *s, enum store_outcome *outcome, base_err *e) {
    group *x = base_arena_alloc(test_arena, sizeof *x);
    *outcome = STORE_NOT_COMMITTED;
    x->s = s;
    if (!store_begin(s, 1000, &x->head, e)) return false;
    x->g = (store_group){.head = &x->head,
                         .event = x->event,
                         .stream = x->stream,
                         .standing = x->standing,
                         .dossier = x->dossier,
                         .tally = x->tally,
                         .request = x->request};
    add_rows(x);
    if (!store_write(s, &x->g, e)) {
        store_rollback(s);
        return false;
    }
    *outcome = store_commit(s, e);
    return *outcome == STORE_COMMITTED;
}

static char *lines_of(const char *path) {
    store *s = test_open(path);
    char *text = strdup(derived(s, NULL));
    store_close(s);
    return text;
}

static int prepare(void **state) {
    (void)state;
    enum store_outcome outcome;
    base_err e = {0};
    setup_arena(NULL);
    fault_install();
    base_path = strdup(test_path("base"));
    work_path = strdup(test_path("work"));
    image_path = strdup(test_path("image"));
    store *s = test_open(base_path);
    assert_true(try_group(s, &outcome, &e));
    store_close(s);
    before = lines_of(base_path);
    copy_database(base_path, work_path);
    s = test_open(work_path);
    assert_true(try_group(s, &outcome, &e));
    store_close(s);
    after = lines_of(work_path);
    assert_string_not_equal(before, after);
    teardown_arena(NULL);
    return 0;
}

static int tidy(void **state) {
    free(before);
    free(after);
    free((void *)(uintptr_t)base_path);
    free((void *)(uintptr_t)work_path);
    free((void *)(uintptr_t)image_path);
    return teardown_all(state);
}

enum seen { BEFORE, AFTER };

/* Sound, and one of the two. */
static enum seen look(store *s) {
    const char *now = derived(s, NULL);
    assert_sound(s);
    if (strcmp(now, before) == 0) return BEFORE;
    if (strcmp(now, after) != 0) fail_msg("neither before nor after:\n%.3000s", now);
    return AFTER;
}

static enum seen look_at(const char *path) {
    store *s = test_open(path);
    const enum seen seen = look(s);
    store_close(s);
    return seen;
}

static void agrees(enum store_outcome outcome, enum seen seen) {
    if (outcome == STORE_COMMITTED) assert_int_equal(seen, AFTER);
    if (outcome == STORE_NOT_COMMITTED) assert_int_equal(seen, BEFORE);
}

static void told(const base_err *e) { assert_true(e->kind != BASE_ERR_NONE && e->zh[0] != '\0' && e->en[0] != '\0'); }

/* ---- groups ---- */

/* One group with the fault at call `n`; false when the group made fewer calls. */
static bool group_with_fault(enum fault_kind kind, int n, bool sticky, int outcomes[3]) {
    enum store_outcome outcome;
    base_err e = {0};
    copy_database(base_path, work_path);
    store *s = test_open(work_path);
    fault_set(kind, n, sticky);
    const bool ok = try_group(s, &outcome, &e);
    copy_database(work_path, image_path); /* the disk is still broken: as if the power went now */
    fault_lift();
    if (!fault.struck) {
        assert_true(ok);
        store_close(s);
        return false;
    }
    outcomes[outcome]++;
    assert_true(outcome != STORE_COMMITTED || fault.spared);
    if (!ok) told(&e);
    agrees(outcome, look_at(image_path));
    if (outcome == STORE_NOT_KNOWN) {
        store_head head;
        assert_false(store_head_get(s, &head, &e)); /* nothing goes on before it is opened again */
        store_close(s);
        s = test_open(work_path);
    }
    const enum seen seen = look(s);
    agrees(outcome, seen);
    if (seen == BEFORE) assert_true(try_group(s, &outcome, &e));
    assert_int_equal(look(s), AFTER);
    store_close(s);
    assert_int_equal(look_at(work_path), AFTER);
    return true;
}

static int all_faults(enum fault_kind kind, bool sticky, int outcomes[3]) {
    int n = 1;
    outcomes[0] = outcomes[1] = outcomes[2] = 0;
    for (; group_with_fault(kind, n, sticky, outcomes); n++) base_arena_reset(test_arena);
    return n - 1;
}

static void a_group_while_writes_fail(void **state) {
    (void)state;
    static const enum fault_kind kind[] = {FAULT_WRITE, FAULT_FULL};
    int outcomes[3];
    for (int k = 0; k < 2; k++) {
        for (int sticky = 0; sticky < 2; sticky++) {
            const int points = all_faults(kind[k], sticky, outcomes);
            assert_true(points >= 3);
            if (sticky) assert_int_equal(outcomes[STORE_COMMITTED], 0);
            assert_true(points - outcomes[STORE_COMMITTED] >= 3);
            /* A full disk leaves no doubt. */
            if (kind[k] == FAULT_FULL || !sticky) assert_int_equal(outcomes[STORE_NOT_KNOWN], 0);
        }
    }
}

static void a_group_while_syncs_fail(void **state) {
    (void)state;
    int outcomes[3];
    assert_true(all_faults(FAULT_SYNC, false, outcomes) >= 1);
    assert_true(outcomes[STORE_NOT_COMMITTED] >= 1 && outcomes[STORE_NOT_KNOWN] == 0);
    assert_true(all_faults(FAULT_SYNC, true, outcomes) >= 1);
    assert_true(outcomes[STORE_NOT_KNOWN] >= 1); /* the undoing could not be synced either */
}

static void a_group_while_other_calls_fail(void **state) {
    (void)state;
    static const enum fault_kind kind[] = {FAULT_READ, FAULT_TRUNCATE, FAULT_OPEN, FAULT_SHM};
    int outcomes[3];
    for (int k = 0; k < 4; k++) {
        for (int sticky = 0; sticky < 2; sticky++) (void)all_faults(kind[k], sticky, outcomes);
    }
}

/* ---- other ways of writing ---- */

/* Does `act` with faults at every call; after each the database must be as it was or as it should be, and doing it once
 * more must work. */
static void with_all_faults(bool (*act)(store *s, base_err *e)) {
    for (int kind = FAULT_WRITE; kind <= FAULT_SHM; kind++) {
        for (int n = 1; n < 1000; n++) {
            base_err e = {0};
            copy_database(base_path, work_path);
            store *s = test_open(work_path);
            fault_set((enum fault_kind)kind, n, false);
            const bool ok = act(s, &e);
            fault_lift();
            if (!ok) told(&e);
            assert_int_equal(look(s), BEFORE); /* derived tables are none of it */
            e = (base_err){0};
            good(act(s, &e), &e);
            store_close(s);
            base_arena_reset(test_arena);
            if (!fault.struck) break;
        }
    }
}

static bool save_draft(store *s, base_err *e) {
    const store_draft d = {.path = BASE_STR("c1/a"), .by = BASE_STR("x"), .body = BASE_STR("y")};
    store_draft was;
    bool saved, found;
    uint64_t version;
    if (!store_draft_get(s, test_arena, d.path, &was, &found, e)) return false;
    if (!store_draft_save(s, &d, found ? was.version : 0, &saved, &version, e)) return false;
    assert_true(saved);
    return true;
}

static void a_draft_on_a_bad_disk(void **state) {
    (void)state;
    with_all_faults(save_draft);
}

static bool checkpoint(store *s, base_err *e) {
    return store_meta_set(s, BASE_STR("k"), BASE_STR("v"), e) && store_checkpoint_wal(s, false, e) &&
           store_checkpoint_wal(s, true, e);
}

static void a_checkpoint_on_a_bad_disk(void **state) {
    (void)state;
    with_all_faults(checkpoint);
}

static bool copy(store *s, base_err *e) {
    const char *path = test_path("copied");
    const bool ok = store_copy(s, path, e);
    fault_lift();
    if (!ok) {
        assert_int_equal(access(path, F_OK), -1); /* no half of a copy stays behind */
        return false;
    }
    assert_int_equal(look_at(path), BEFORE);
    assert_int_equal(unlink(path), 0);
    return true;
}

static void a_copy_on_a_bad_disk(void **state) {
    (void)state;
    with_all_faults(copy);
}

/* ---- opening ---- */

static void making_a_database_on_a_bad_disk(void **state) {
    (void)state;
    for (int kind = FAULT_WRITE; kind <= FAULT_SHM; kind++) {
        for (int n = 1; n < 1000; n++) {
            base_err e = {0};
            const char *path = test_store_address("new");
            fault_set((enum fault_kind)kind, n, false);
            store *s = store_open(&(store_options){.address = path, .create = true}, &e);
            fault_lift();
            if (s == NULL) told(&e);
            store_close(s);
            s = test_open(path); /* what was begun is gone on with */
            assert_int_equal(size_of(s), 0);
            assert_sound(s);
            store_close(s);
            if (!fault.struck) break;
        }
    }
}

static void bringing_forward_on_a_bad_disk(void **state) {
    (void)state;
    static const sqlite_step step[STORE_SCHEMA] = {
        [STORE_SCHEMA -
         1] = {"ALTER TABLE dossier ADD COLUMN note TEXT NOT NULL DEFAULT ''; UPDATE dossier SET note = name"}};
    static const sqlite_plan plan = {STORE_SCHEMA + 1, NULL, step};
    for (int kind = FAULT_WRITE; kind <= FAULT_SHM; kind++) {
        for (int n = 1; n < 1000; n++) {
            base_err e = {0};
            copy_database(base_path, work_path);
            const store_options o = {.address = work_path};
            fault_set((enum fault_kind)kind, n, false);
            store *s = store_sqlite_open_with(&o, &plan, &e);
            fault_lift();
            if (s != NULL) {
                s->driver->close(s);
            } else {
                told(&e);
                assert_int_equal(look_at(work_path), BEFORE);
            }
            s = store_sqlite_open_with(&o, &plan, &e);
            good(s != NULL, &e);
            s->driver->close(s);
            base_arena_reset(test_arena);
            if (!fault.struck) break;
        }
    }
}

/* Two connections write by turns. Each lengthens the log where it ends, and what the other wrote there stays; most
 * commits leave the file as long as it was. The power goes after the last one. */
static void two_writers_lengthen_one_log(void **state) {
    (void)state;
    copy_database(base_path, work_path);
    store *w[2] = {test_open(work_path), test_open(work_path)};
    char wal[700];
    off_t length = 0;
    int longer = 0;
    (void)snprintf(wal, sizeof wal, "%s-wal", work_path);
    for (int i = 0; i < 80; i++) {
        struct stat st;
        group *x = group_begin(w[i % 2]);
        (void)add_event(x, x->head.size, 0);
        group_commit(x);
        assert_int_equal(stat(wal, &st), 0);
        longer += st.st_size > length;
        length = st.st_size;
    }
    assert_in_range(longer, 3, 20);
    const uint64_t size = size_of(w[0]);
    copy_database(work_path, image_path);
    store *s = test_open(image_path);
    assert_int_equal(size_of(s), size);
    assert_sound(s);
    store_close(s);
    store_close(w[0]);
    store_close(w[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STORE_TEST(two_writers_lengthen_one_log),   STORE_TEST(a_group_while_writes_fail),
        STORE_TEST(a_group_while_syncs_fail),       STORE_TEST(a_group_while_other_calls_fail),
        STORE_TEST(a_draft_on_a_bad_disk),          STORE_TEST(a_checkpoint_on_a_bad_disk),
        STORE_TEST(a_copy_on_a_bad_disk),           STORE_TEST(making_a_database_on_a_bad_disk),
        STORE_TEST(bringing_forward_on_a_bad_disk),
    };
    (void)unsetenv("JIQUN_TEST_DB");
    return cmocka_run_group_tests(tests, prepare, tidy);
}
