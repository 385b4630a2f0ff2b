/* SQLite alone: what is opened and what is refused, schemas brought forward, copies, damage, and processes that die. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>

#include "store/sqlite/sqlite_i.h"
#include "support.h"

/* ---- what other programs do to the file ---- */

static void change_file(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) fail_msg("%s: %s", sql, error);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int64_t ask_file(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    const int64_t n = sqlite3_column_int64(q, 0);
    (void)sqlite3_finalize(q);
    (void)sqlite3_close(db);
    return n;
}

static void write_file(const char *path, const void *p, size_t n) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static bool is_there(const char *path) { return access(path, F_OK) == 0; }

/* Opening fails with that kind, and both texts contain `names`. */
static void refused(store_options o, enum base_err_kind kind, const char *names) {
    base_err e = {0};
    store *s = store_open(&o, &e);
    if (s != NULL) fail_msg("%s was opened", o.address);
    if (e.kind != kind || strstr(e.zh, names) == NULL || strstr(e.en, names) == NULL)
        fail_msg("kind %d: %s / %s", (int)e.kind, e.zh, e.en);
}

static void add_some(store *s, int groups) {
    for (int i = 0; i < groups; i++) {
        group *x = group_begin(s);
        const uint64_t c = add_event(x, x->head.size, 0);
        x->stream[x->g.n_streams++] = (store_stream){c, base_arena_fmt(test_arena, "c%d", (int)c), BASE_STR("cluster")};
        x->dossier[x->g.n_dossiers++] = dossier_row(c, "云计算产业集群");
        x->standing[x->g.n_standings++] = standing_row(c, 0, "", "cluster", "candidate", "330106", true);
        group_commit(x);
    }
}

/* ---- opening ---- */

static void only_create_makes_a_file(void **state) {
    (void)state;
    const char *path = test_store_address("made");
    refused((store_options){.address = path}, BASE_ERR_MISSING, "");
    refused((store_options){.address = path, .read_only = true}, BASE_ERR_MISSING, "");
    assert_false(is_there(path));
    refused((store_options){.address = test_path("no/such/folder"), .create = true}, BASE_ERR_MISSING, "");
    const mode_t mask = umask(0);
    store *s = test_open(path);
    add_some(s, 1);
    static const char *const end[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        struct stat st;
        char name[700];
        (void)snprintf(name, sizeof name, "%s%s", path, end[i]);
        assert_int_equal(stat(name, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    umask(mask);
    store_close(s);
    assert_int_equal(ask_file(path, "PRAGMA user_version"), STORE_SCHEMA);
}

static void what_is_no_database_is_refused(void **state) {
    (void)state;
    const char *empty = test_path("empty_file"), *text = test_path("text"), *foreign = test_path("foreign"),
               *pipe = test_path("pipe");
    write_file(empty, "", 0);
    refused((store_options){.address = empty}, BASE_ERR_MISSING, "jiqun init");
    static char line[4096];
    memset(line, 'x', sizeof line);
    write_file(text, line, sizeof line);
    refused((store_options){.address = text}, BASE_ERR_INPUT, "NOTADB");
    refused((store_options){.address = text, .create = true}, BASE_ERR_INPUT, "NOTADB");
    change_file(foreign, "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    refused((store_options){.address = foreign}, BASE_ERR_INPUT, "");
    refused((store_options){.address = foreign, .create = true}, BASE_ERR_INPUT, "");
    assert_int_equal(ask_file(foreign, "SELECT count(*) FROM t"), 1);
    assert_int_equal(ask_file(foreign, "SELECT count(*) FROM sqlite_schema"), 1);
    refused((store_options){.address = test_folder}, BASE_ERR_INPUT, "");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    refused((store_options){.address = pipe, .create = true}, BASE_ERR_INPUT, "");
    store_close(test_open(empty)); /* an interrupted making is gone on with */
    static char longest[5000];
    memset(longest, 'x', sizeof longest - 1);
    refused((store_options){.address = longest, .create = true}, BASE_ERR_LIMIT, "");
}

/* SQLite takes some paths for something else. */
static void a_path_is_only_a_path(void **state) {
    (void)state;
    char before[600];
    assert_non_null(getcwd(before, sizeof before));
    (void)test_path("");
    assert_int_equal(chdir(test_folder), 0);
    static const char *const name[] = {":memory:", "file:x?mode=memory", "a b%20c"};
    for (int i = 0; i < 3; i++) {
        store *s = test_open(name[i]);
        add_some(s, 1);
        store_close(s);
        assert_true(is_there(name[i]));
        s = test_open_read(name[i]);
        assert_int_equal(size_of(s), 1);
        store_close(s);
    }
    assert_int_equal(chdir(before), 0);
}

static void a_file_one_may_not_write(void **state) {
    (void)state;
    const char *path = test_store_address("locked");
    store *s = test_open(path);
    add_some(s, 2);
    store_close(s);
    if (geteuid() == 0) return; /* root may do anything */
    assert_int_equal(chmod(path, 0400), 0);
    base_err e = {0};
    s = store_open(&(store_options){.address = path}, &e);
    store_head head;
    if (s != NULL) bad(store_begin(s, 0, &head, &e), &e, BASE_ERR_IO);
    store_close(s);
    assert_int_equal(chmod(path, 0600), 0);
}

static void *open_once(void *ctx) {
    base_err e = {0};
    store *s = store_open(&(store_options){.address = ctx, .create = true}, &e);
    if (s == NULL) (void)fprintf(stderr, "# %s\n", e.en);
    store_close(s);
    return s != NULL ? ctx : NULL;
}

static void many_may_make_it_at_once(void **state) {
    (void)state;
    enum { TIMES = 5, THREADS = 4 };
    for (int i = 0; i < TIMES; i++) {
        const char *path = test_store_address("race");
        pthread_t thread[THREADS];
        for (int k = 0; k < THREADS; k++)
            assert_int_equal(pthread_create(&thread[k], NULL, open_once, (void *)(uintptr_t)path), 0);
        for (int k = 0; k < THREADS; k++) {
            void *made;
            assert_int_equal(pthread_join(thread[k], &made), 0);
            assert_non_null(made);
        }
        store *s = test_open_read(path);
        assert_sound(s);
        store_close(s);
    }
}

/* ---- schemas ---- */

static void a_newer_schema_is_refused(void **state) {
    (void)state;
    const char *path = test_store_address("newer");
    store_close(test_open(path));
    change_file(path, "PRAGMA user_version = 77");
    refused((store_options){.address = path}, BASE_ERR_INPUT, "77");
    refused((store_options){.address = path, .create = true}, BASE_ERR_INPUT, "77");
    char mine[16];
    (void)snprintf(mine, sizeof mine, "%d", (int)STORE_SCHEMA);
    refused((store_options){.address = path, .read_only = true}, BASE_ERR_INPUT, mine);
    change_file(path, "PRAGMA user_version = 0");
    refused((store_options){.address = path, .create = true}, BASE_ERR_INPUT, "");
    change_file(path, "PRAGMA user_version = 1; PRAGMA application_id = 7");
    refused((store_options){.address = path, .create = true}, BASE_ERR_INPUT, "");
}

/* Two steps that a later version might have; the second works only after the first. */
static const sqlite_step steps[] = {
    [STORE_SCHEMA - 1] = {"ALTER TABLE dossier ADD COLUMN note TEXT NOT NULL DEFAULT ''"},
    {"UPDATE dossier SET note = name; CREATE INDEX dossier_note ON dossier (note)"},
};
static const sqlite_step broken_steps[] = {
    [STORE_SCHEMA - 1] = {"ALTER TABLE dossier ADD COLUMN note TEXT NOT NULL DEFAULT ''"},
    {"UPDATE dossier SET note = name; INSERT INTO head SELECT * FROM head"},
};

static store *open_with(const char *path, const sqlite_step *step, int target, bool read_only, base_err *e) {
    const sqlite_plan plan = {target, NULL, step};
    return store_sqlite_open_with(&(store_options){.address = path, .read_only = read_only}, &plan, e);
}

static void close_bare(store *s) { s->driver->close(s); }

static const char *old_database(const char *name) {
    const char *path = test_store_address(name);
    store *s = test_open(path);
    add_some(s, 5);
    store_close(s);
    return path;
}

static void an_older_schema_is_brought_forward(void **state) {
    (void)state;
    const char *path = old_database("older");
    base_err e = {0};
    assert_null(open_with(path, steps, STORE_SCHEMA + 2, true, &e));
    bad(false, &e, BASE_ERR_INPUT); /* a reader says who has to do it */
    assert_int_equal(ask_file(path, "PRAGMA user_version"), STORE_SCHEMA);
    store *s = open_with(path, steps, STORE_SCHEMA + 2, false, &e);
    good(s != NULL, &e);
    close_bare(s);
    assert_int_equal(ask_file(path, "PRAGMA user_version"), STORE_SCHEMA + 2);
    assert_int_equal(ask_file(path, "SELECT count(*) FROM dossier WHERE note = name"), 5);
    assert_int_equal(ask_file(path, "SELECT size FROM head"), 5);
    refused((store_options){.address = path}, BASE_ERR_INPUT, ""); /* this program is the older one now */
    s = open_with(path, steps, STORE_SCHEMA + 2, true, &e);
    good(s != NULL, &e);
    close_bare(s);
}

static void a_step_that_fails_changes_nothing(void **state) {
    (void)state;
    const char *path = old_database("broken");
    base_err e = {0};
    assert_null(open_with(path, broken_steps, STORE_SCHEMA + 2, false, &e));
    bad(false, &e, BASE_ERR_INPUT);
    assert_int_equal(ask_file(path, "PRAGMA user_version"), STORE_SCHEMA);
    assert_int_equal(ask_file(path, "SELECT count(*) FROM pragma_table_info('dossier') WHERE name = 'note'"), 0);
    store *s = test_open(path);
    assert_int_equal(size_of(s), 5);
    assert_sound(s);
    add_some(s, 1);
    store_close(s);
    s = open_with(path, steps, STORE_SCHEMA + 2, false, &e); /* and the mended step does */
    good(s != NULL, &e);
    close_bare(s);
    assert_int_equal(ask_file(path, "PRAGMA user_version"), STORE_SCHEMA + 2);
}

/* ---- copies ---- */

typedef struct {
    const char *path;
    atomic_bool stop;
    int groups;
} background;

static void *write_on(void *ctx) {
    background *b = ctx;
    base_err e = {0};
    store *s = store_open(&(store_options){.address = b->path}, &e);
    while (s != NULL && !atomic_load(&b->stop)) {
        store_head head;
        if (!store_begin(s, 10000, &head, &e)) break;
        const store_event event = {.seq = head.size,
                                   .stream = head.size,
                                   .leaf = BASE_STR("leaf"),
                                   .payload = BASE_STR("payload"),
                                   .salt = BASE_STR("salt")};
        const store_tally tally = {BASE_STR("all"), (int64_t)++head.size};
        const store_group g = {.head = &head, .event = &event, .n_events = 1, .tally = &tally, .n_tallies = 1};
        if (!store_write(s, &g, &e) || store_commit(s, &e) != STORE_COMMITTED) break;
        b->groups++;
    }
    store_close(s);
    return NULL;
}

static void a_copy_is_whole_while_writing_goes_on(void **state) {
    (void)state;
    background b = {.path = test_store_address("source")};
    const char *copy = test_store_address("copy");
    base_err e = {0};
    pthread_t thread;
    store *s = test_open(b.path);
    add_some(s, 30);
    assert_int_equal(pthread_create(&thread, NULL, write_on, &b), 0);
    uint64_t size = 0;
    for (int i = 0; i < 3; i++) {
        copy = test_store_address("copy");
        /* On a busy machine the writer may have had no turn since the last copy. */
        for (int ms = 0; size_of(s) <= size && ms < 10000; ms++) (void)usleep(1000);
        good(store_copy(s, copy, &e), &e);
        struct stat st;
        assert_int_equal(stat(copy, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        store *c = test_open_read(copy);
        store_figures f;
        assert_true(size_of(c) > size || i == 0);
        size = size_of(c);
        good(store_stats(c, &f, &e), &e);
        assert_int_equal(f.events, size);
        assert_int_equal(f.dossiers, 30);
        assert_sound(c);
        store_close(c);
        c = test_open(copy); /* and can be gone on with */
        add_some(c, 1);
        store_close(c);
        (void)usleep(20000);
    }
    atomic_store(&b.stop, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(b.groups > 0);
    bad(store_copy(s, copy, &e), &e, BASE_ERR_IO); /* there is a file already: it stays */
    assert_true(is_there(copy));
    bad(store_copy(s, test_path("no/such/folder"), &e), &e, BASE_ERR_IO);
    bad(store_copy(s, "", &e), &e, BASE_ERR_INPUT);
    store_close(s);
}

/* ---- the write-ahead log ---- */

static int64_t file_bytes(const char *path, const char *end) {
    struct stat st;
    char name[700];
    (void)snprintf(name, sizeof name, "%s%s", path, end);
    return stat(name, &st) == 0 ? st.st_size : -1;
}

static void the_log_is_moved_into_the_database(void **state) {
    (void)state;
    const char *path = test_store_address("wal");
    store *w = test_open(path), *c = test_open(path), *r = test_open_read(path);
    base_err e = {0};
    add_some(w, 20);
    const int64_t before = file_bytes(path, "-wal");
    assert_true(before > 0);
    good(store_begin_read(r, &e), &e);
    good(store_checkpoint_wal(c, false, &e), &e);
    store_end_read(r);
    for (int i = 0; i < 20; i++) {
        add_some(w, 5);
        good(store_checkpoint_wal(c, false, &e), &e);
    }
    assert_true(file_bytes(path, "-wal") < before * 3); /* it began anew again and again */
    /* A group that is open, and a reader, are waited for only a little. */
    group *x = group_begin(w);
    add_event(x, 0, 0);
    group_write(x);
    good(store_begin_read(r, &e), &e);
    good(store_checkpoint_wal(c, false, &e), &e);
    assert_int_equal(store_commit(w, &e), STORE_COMMITTED);
    store_end_read(r);
    good(store_checkpoint_wal(c, true, &e), &e);
    assert_int_equal(file_bytes(path, "-wal"), 0);
    assert_int_equal(size_of(r), 121);
    store_close(c);
    store_close(r);
    assert_sound(w);
    store_close(w);
    assert_int_equal(file_bytes(path, "-wal"), -1); /* the last one tidies up */
}

static bool file_has(const char *path, const char *end, const char *text) {
    static char p[1 << 22];
    char name[700];
    (void)snprintf(name, sizeof name, "%s%s", path, end);
    FILE *f = fopen(name, "rb");
    if (f == NULL) return false;
    const size_t n = fread(p, 1, sizeof p, f);
    (void)fclose(f);
    return memmem(p, n, text, strlen(text)) != NULL;
}

static bool seal_person(store *s, uint64_t seq, base_err *e) {
    bool put = false;
    return store_person_put(s, seq, BASE_STR("sealed"), &put, e) && put;
}

static void goes_from_the_file(const char *name, bool (*take_away)(store *s, uint64_t seq, base_err *e)) {
    static const char secret[] = "a telephone number that nobody needs any more";
    const char *path = test_store_address(name);
    store *s = test_open(path);
    base_err e = {0};
    /* One part that fits a page and one that needs pages of its own. */
    base_buf body;
    base_buf_init(&body, 1 << 20);
    for (int i = 0; i < 500; i++) base_buf_puts(&body, str(secret));
    group *x = group_begin(s);
    for (uint64_t i = 0; i < 2; i++) {
        add_event(x, 0, i);
        x->person[i] = (store_person){.seq = i, .salt = BASE_STR("salt"), .body = str(secret)};
    }
    x->person[1].body = base_buf_str(&body);
    x->g.n_persons = 2;
    group_commit(x);
    good(store_checkpoint_wal(s, true, &e), &e);
    assert_true(file_has(path, "", secret));
    for (uint64_t i = 0; i < 2; i++) good(take_away(s, i, &e), &e);
    good(store_checkpoint_wal(s, true, &e), &e);
    assert_false(file_has(path, "", secret));
    assert_false(file_has(path, "-wal", secret));
    assert_sound(s);
    store_close(s);
    base_buf_free(&body);
}

static void what_is_erased_is_not_in_the_file(void **state) {
    (void)state;
    goes_from_the_file("erased", store_person_erase);
}

static void what_was_there_before_it_was_sealed_is_not_in_the_file(void **state) {
    (void)state;
    goes_from_the_file("sealed", seal_person);
}

/* ---- damage ---- */

typedef struct {
    int n;
    char text[4000];
} faults;

static bool note_fault(void *ctx, base_str table, base_str line) {
    faults *f = ctx;
    const size_t used = strlen(f->text);
    (void)snprintf(f->text + used, sizeof f->text - used, "%.*s\t%.*s\n", (int)table.n, table.p, (int)line.n, line.p);
    f->n++;
    return true;
}

static faults check_file(const char *path) {
    faults f = {0};
    base_err e = {0};
    store *s = test_open_read(path);
    good(store_self_check(s, note_fault, &f, &e), &e);
    store_close(s);
    return f;
}

static void the_check_tells_what_differs(void **state) {
    (void)state;
    const char *path = old_database("differs");
    assert_int_equal(check_file(path).n, 0);
    change_file(path, "INSERT INTO search (rowid, token) VALUES (2, '错')");
    change_file(path, "UPDATE dossier SET name = '云计算产业' WHERE stream = 4");
    change_file(path, "INSERT INTO search (search, rowid, token) VALUES ('delete', 1, 's:candidate')");
    const faults f = check_file(path);
    static const char *const told[] = {"search\textra\t错\t2\n", "search\textra\t群\t4\n", "search\textra\t业集\t4\n",
                                       "search\tmissing\ts:candidate\t1\n"};
    for (size_t i = 0; i < 4; i++) {
        if (strstr(f.text, told[i]) == NULL) fail_msg("%s", f.text);
    }
    assert_int_equal(f.n, 6); /* and 集, 集群 of the fourth */
}

static void the_check_sees_an_index_that_disagrees(void **state) {
    (void)state;
    const char *path = old_database("index");
    /* The index is dropped from the schema, the table changed, and the index put back. */
    change_file(path, "CREATE TABLE keep AS SELECT * FROM sqlite_schema WHERE name = 'standing_waiting';"
                      "PRAGMA writable_schema = ON;"
                      "DELETE FROM sqlite_schema WHERE name = 'standing_waiting'");
    change_file(path, "UPDATE standing SET place = '440305' WHERE id = 2 << 24");
    change_file(path, "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM keep; DROP TABLE keep");
    const faults f = check_file(path);
    assert_true(f.n > 0);
    if (strstr(f.text, "standing_waiting") == NULL) fail_msg("%s", f.text);
}

/* Whatever byte is damaged: an error or a fault that is told, or nothing that matters; never a crash. */
static void a_damaged_file_is_told(void **state) {
    (void)state;
    const char *path = old_database("damaged"), *hurt = test_path("hurt");
    static char whole[1 << 20], p[1 << 20];
    store *full = test_open(path); /* most of an empty database is pages whose bytes mean nothing */
    add_some(full, 60);
    store_close(full);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    const size_t n = fread(whole, 1, sizeof whole, f);
    (void)fclose(f);
    prng r = {7};
    int noticed = 0;
    enum { TIMES = 60 };
    for (int i = 0; i < TIMES; i++) {
        memcpy(p, whole, n);
        const size_t at = prng_below(&r, n - 4096), bytes = 1 + prng_below(&r, 4096);
        for (size_t k = 0; k < bytes; k++) p[at + k] = (char)prng_next(&r);
        (void)test_store_address("hurt");
        write_file(hurt, p, i % 10 == 9 ? n / 2 : n);
        base_err e = {0};
        faults found = {0};
        store *s = store_open(&(store_options){.address = hurt}, &e);
        if (s == NULL || !store_self_check(s, note_fault, &found, &e) || found.n > 0) {
            noticed++;
            if (s == NULL || found.n == 0) assert_true(e.zh[0] != '\0' && e.en[0] != '\0');
        }
        if (s != NULL) {
            base_buf b;
            base_buf_init(&b, 1 << 20);
            (void)store_derived_lines(s, NULL, add_line, &b, &e);
            base_buf_free(&b);
        }
        store_close(s);
    }
    assert_true(noticed > TIMES / 2);
}

/* ---- processes that die ---- */

/* Writes groups and says after each how many events there are; until it is killed. */
static void write_until_killed(const char *path, int say) {
    base_err e = {0};
    store *s = store_open(&(store_options){.address = path}, &e);
    store_head head;
    while (s != NULL && store_begin(s, 10000, &head, &e)) {
        store_event event[3];
        for (int i = 0; i < 3; i++)
            event[i] = (store_event){.seq = head.size,
                                     .stream = head.size++,
                                     .leaf = BASE_STR("leaf"),
                                     .payload = BASE_STR("payload"),
                                     .salt = BASE_STR("salt")};
        const store_tally tally = {BASE_STR("all"), (int64_t)head.size};
        const store_group g = {.head = &head, .event = event, .n_events = 3, .tally = &tally, .n_tallies = 1};
        if (!store_write(s, &g, &e) || store_commit(s, &e) != STORE_COMMITTED) break;
        if (write(say, &head.size, sizeof head.size) != sizeof head.size) break;
    }
}

static bool only_tally(void *ctx, const store_tally *row) {
    *(int64_t *)ctx = row->n;
    return true;
}

static void what_was_answered_survives_a_kill(void **state) {
    (void)state;
    const char *path = test_store_address("killed");
    store_close(test_open(path));
    uint64_t answered = 0;
    for (int round = 0; round < 8; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        (void)fflush(NULL);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            write_until_killed(path, ends[1]);
            _exit(1);
        }
        (void)close(ends[1]);
        for (int i = 0; i < 5 + round; i++)
            assert_int_equal(read(ends[0], &answered, sizeof answered), sizeof answered);
        (void)usleep((useconds_t)(round * 700));
        assert_int_equal(kill(child, SIGKILL), 0);
        while (read(ends[0], &answered, sizeof answered) == sizeof answered) {
        }
        (void)close(ends[0]);
        assert_int_equal(waitpid(child, NULL, 0), child);
        base_err e = {0};
        int64_t tally = 0;
        store *s = test_open(path);
        const uint64_t size = size_of(s);
        assert_true(size >= answered && size <= answered + 3);
        assert_int_equal(size % 3, 0);
        good(store_tallies(s, only_tally, &tally, &e), &e);
        assert_int_equal(tally, (int64_t)size);
        assert_sound(s);
        store_close(s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STORE_TEST(only_create_makes_a_file),
        STORE_TEST(what_is_no_database_is_refused),
        STORE_TEST(a_path_is_only_a_path),
        STORE_TEST(a_file_one_may_not_write),
        STORE_TEST(many_may_make_it_at_once),
        STORE_TEST(a_newer_schema_is_refused),
        STORE_TEST(an_older_schema_is_brought_forward),
        STORE_TEST(a_step_that_fails_changes_nothing),
        STORE_TEST(a_copy_is_whole_while_writing_goes_on),
        STORE_TEST(the_log_is_moved_into_the_database),
        STORE_TEST(what_is_erased_is_not_in_the_file),
        STORE_TEST(what_was_there_before_it_was_sealed_is_not_in_the_file),
        STORE_TEST(the_check_tells_what_differs),
        STORE_TEST(the_check_sees_an_index_that_disagrees),
        STORE_TEST(a_damaged_file_is_told),
        STORE_TEST(what_was_answered_survives_a_kill),
    };
    (void)unsetenv("JIQUN_TEST_DB");
    return cmocka_run_group_tests(tests, NULL, teardown_all);
}
