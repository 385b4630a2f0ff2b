/* publish.c - keys, signed tree heads, and the one that stands outside the database.
 *
 * keys/log-NN.key signs, keys/log-NN.pub is its public half; the highest number signs now, all others go on vouching
 * for what they signed. `published` in the record's folder is the last checkpoint: were the database put back to an
 * older state and written on, two logs of one name would exist. So a writer first looks whether the database extends
 * it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_i.h"
#include "base/file.h"

enum { PUB_LINE_MAX = 4096 };

static bool io_error(base_err *e, const char *path) {
    return base_err_fmt(e, BASE_ERR_IO, "不能写 %s：%m", "can not write %s: %m", path);
}

/* ---- files that are replaced whole ---- */

bool app_write_file(const char *folder, const char *name, base_str text, base_err *e) {
    base_arena *arena = base_arena_new(64 << 10);
    const char *path = base_arena_fmt(arena, "%s/%s", folder, name).p;
    const char *fresh = base_arena_fmt(arena, "%s/.%s.%ld", folder, name, (long)getpid()).p;
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && base_write_all(fd, text) && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0) good = false;
    good = good && rename(fresh, path) == 0 && base_folder_sync(folder);
    if (!good) {
        io_error(e, path);
        (void)unlink(fresh);
    }
    base_arena_free(arena);
    return good;
}

/* ---- keys ---- */

static int by_number(const void *a, const void *b) {
    const int *x = a, *y = b;
    return *x - *y;
}

/* NN of log-NN.pub; 0 for any other name. */
static int key_number(const char *name) {
    static const char before[] = "log-", after[] = ".pub";
    if (strlen(name) != 10 || memcmp(name, before, 4) != 0 || memcmp(name + 6, after, 4) != 0) return 0;
    if (name[4] < '0' || name[4] > '9' || name[5] < '0' || name[5] > '9') return 0;
    return (name[4] - '0') * 10 + (name[5] - '0');
}

/* Numbers of the keys in the folder, in order; -1 when it can not be read. */
static int key_numbers(const char *folder, int *number, int max) {
    DIR *d = opendir(folder);
    int n = 0;
    if (d == NULL) return -1;
    for (struct dirent *f = readdir(d); f != NULL && n < max; f = readdir(d)) {
        int no = key_number(f->d_name);
        if (no > 0) number[n++] = no;
    }
    (void)closedir(d);
    qsort(number, (size_t)n, sizeof *number, by_number);
    return n;
}

static log_pub *read_pub(base_arena *arena, const char *folder, int no, base_err *e) {
    base_str line;
    const char *path = base_arena_fmt(arena, "%s/log-%02d.pub", folder, no).p;
    if (!base_file_read(arena, path, PUB_LINE_MAX, &line, e)) return NULL;
    log_pub *p = log_pub_parse(base_str_trim(line), e);
    if (p == NULL) base_err_at(e, base_str_of(path), 0, 0);
    return p;
}

bool app_pubs_parse(base_str text, base_str source, app_pub_keys *out, base_err *e) {
    *out = (app_pub_keys){.n = 0};
    for (uint32_t no = 1; text.n > 0; no++) {
        const base_str line = base_str_trim(base_str_cut(text, '\n', &text));
        if (line.n == 0) continue;
        if (out->n == LOG_KEYS_MAX)
            return base_err_fmt(e, BASE_ERR_LIMIT, "公钥至多 %d 个", "at most %d public keys", LOG_KEYS_MAX);
        log_pub *p = log_pub_parse(line, e);
        if (p == NULL) return base_err_at(e, source, no, 0);
        out->pub[out->n++] = p;
    }
    if (out->n > 0) return true;
    base_err_fmt(e, BASE_ERR_INPUT, "其中没有公钥", "there is no public key in it");
    return base_err_at(e, source, 0, 0);
}

static bool no_keys(const char *folder, base_err *e) {
    return base_err_fmt(e, BASE_ERR_MISSING, "%s 中没有日志公钥（log-01.pub）；请从备份恢复，或指明 --data",
                        "there is no public key of the log in %s (log-01.pub); restore it, or name --data", folder);
}

bool app_pubs_read(base_arena *arena, const char *folder, app_pub_keys *out, base_err *e) {
    *out = (app_pub_keys){.n = 0};
    int n = key_numbers(folder, out->number, LOG_KEYS_MAX);
    if (n <= 0) return no_keys(folder, e);
    for (; out->n < (size_t)n; out->n++) {
        out->pub[out->n] = read_pub(arena, folder, out->number[out->n], e);
        if (out->pub[out->n] != NULL) continue;
        app_pubs_free(out);
        return false;
    }
    return true;
}

void app_pubs_free(app_pub_keys *keys) {
    for (size_t i = 0; i < keys->n; i++) log_pub_free(keys->pub[i]);
    keys->n = 0;
}

bool app_keys_open(app *a, base_err *e) {
    const char *folder = app_path(a, a->arena, "keys");
    app_pub_keys keys;
    if (!app_pubs_read(a->arena, folder, &keys, e)) return false;
    a->pub = base_arena_copy(a->arena, keys.pub, keys.n * sizeof *a->pub);
    a->n_pubs = keys.n;
    if (a->mode == APP_READ) return true;
    a->key = log_key_load(base_arena_fmt(a->arena, "%s/log-%02d.key", folder, keys.number[keys.n - 1]).p, e);
    if (a->key == NULL) return false;
    a->origin = base_arena_str(a->arena, log_pub_origin(log_key_pub(a->key)));
    return true;
}

void app_keys_close(app *a) {
    log_key_free(a->key);
    for (size_t i = 0; i < a->n_pubs; i++) log_pub_free(a->pub[i]);
    a->key = NULL;
    a->n_pubs = 0;
}

const log_pub *const *app_pubs(const app *a, size_t *n) {
    *n = a->n_pubs;
    return (const log_pub *const *)a->pub;
}

/* A key without its public half was left by a crash and has signed nothing: whole it is taken up, damaged it goes. */
static bool take_up(const char *path, enum log_suite suite, base_str origin, log_key **k, base_err *e) {
    base_err why = {0};
    *k = log_key_load(path, &why);
    if (*k != NULL && log_pub_suite(log_key_pub(*k)) == suite && base_str_eq(log_pub_origin(log_key_pub(*k)), origin))
        return true;
    log_key_free(*k);
    *k = NULL;
    if (why.kind == BASE_ERR_MISSING || (why.kind == BASE_ERR_INPUT && unlink(path) == 0)) return true;
    if (why.kind != BASE_ERR_NONE) {
        *e = why;
        return false;
    }
    return base_err_fmt(e, BASE_ERR_INPUT, "%s 是另一本日志的密钥；请另选文件夹",
                        "%s is the key of another log; name another folder", path);
}

bool app_keys_make(const char *folder, enum log_suite suite, base_str origin, base_err *e) {
    int number[LOG_KEYS_MAX];
    base_buf line;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return io_error(e, folder);
    int n = key_numbers(folder, number, LOG_KEYS_MAX);
    int no = n > 0 ? number[n - 1] + 1 : 1;
    if (no > LOG_KEYS_MAX) return base_err_fmt(e, BASE_ERR_LIMIT, "密钥已达 %d 个", "there are %d keys already", n);
    base_arena *arena = base_arena_new(64 << 10);
    const char *path = base_arena_fmt(arena, "%s/log-%02d.key", folder, no).p;
    log_key *k = NULL;
    bool good = take_up(path, suite, origin, &k, e);
    if (good && k == NULL) {
        k = log_key_new(suite, origin, e);
        good = k != NULL && log_key_save(k, path, e);
    }
    base_buf_init(&line, PUB_LINE_MAX);
    good = good && log_pub_put(&line, log_key_pub(k)) && base_buf_putc(&line, '\n') &&
           app_write_file(folder, base_arena_fmt(arena, "log-%02d.pub", no).p, base_buf_str(&line), e);
    base_buf_free(&line);
    base_arena_free(arena);
    log_key_free(k);
    return good;
}

/* ---- checkpoints ---- */

static log_hash root_of(const app *a) {
    log_hash root;
    memcpy(root.b, a->head.root, sizeof root.b);
    return root;
}

/* Several processes publish beside one another; a later checkpoint is never replaced by an earlier one. */
static bool is_newer(app *a, uint64_t size) {
    base_str note;
    log_checkpoint c;
    size_t n;
    base_err ignored = {0};
    base_arena *arena = base_arena_new(1 << 20);
    const log_pub *const *pub = app_pubs(a, &n);
    bool newer = !app_published(a, arena, &note, &ignored) || note.p == NULL ||
                 !log_checkpoint_open(note, pub, n, &c, NULL, &ignored) || !base_str_eq(c.origin, a->origin) ||
                 c.size < size;
    base_arena_free(arena);
    return newer;
}

static bool publish_file(app *a, base_str note, base_err *e) {
    int fd = open(a->place.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && flock(fd, LOCK_EX) == 0;
    if (!good)
        io_error(e, a->place.folder);
    else if (is_newer(a, a->head.size))
        good = app_write_file(a->place.folder, "published", note, e);
    if (fd >= 0) (void)close(fd); /* gives up the lock */
    return good;
}

/* Further lines of a checkpoint, so that whoever holds only it knows of when it is: the day of the last event, and when
 * it was signed; and that of a demonstration says so, lest it pass for a record, or a record for a demonstration. */
static void put_lines(base_buf *b, base_date day, int64_t at, bool demonstration) {
    base_buf_puts(b, BASE_STR("day "));
    base_date_put(b, day);
    base_buf_puts(b, BASE_STR("\ntime "));
    core_put_instant(b, at);
    base_buf_putc(b, '\n');
    if (demonstration) base_buf_puts(b, BASE_STR("demonstration\n"));
}

bool app_checkpoint_dates(const log_checkpoint *c, base_date *day, int64_t *at) {
    base_str rest = {NULL, 0}, more = {NULL, 0};
    base_str first = base_str_cut(c->extension, '\n', &rest), second = base_str_cut(rest, '\n', &more);
    if (!base_str_starts(first, BASE_STR("day ")) || !base_str_starts(second, BASE_STR("time "))) return false;
    return base_date_parse((base_str){first.p + 4, first.n - 4}, day, NULL) &&
           core_parse_instant((base_str){second.p + 5, second.n - 5}, at);
}

bool app_checkpoint_is_demonstration(const log_checkpoint *c) {
    base_str rest = c->extension, line = {NULL, 0};
    for (int i = 0; i < 3; i++) line = base_str_cut(rest, '\n', &rest);
    return base_str_is(line, "demonstration");
}

bool app_publish_outside(app *a, base_buf *note, store_checkpoint *row, base_err *e) {
    base_buf lines;
    int64_t now = app_now(), at = now > a->head.at ? now : a->head.at;
    log_checkpoint c = {.origin = a->origin, .size = a->head.size, .root = root_of(a)};
    base_buf_init(&lines, 256);
    put_lines(&lines, a->head.day, at, a->demonstration);
    c.extension = base_buf_str(&lines);
    base_buf_clear(note);
    bool good = log_checkpoint_sign(note, &c, a->key, e) && publish_file(a, base_buf_str(note), e);
    if (good) a->published = a->head.size;
    *row = (store_checkpoint){a->head.size, at, base_buf_str(note)};
    base_buf_free(&lines);
    return good;
}

bool app_publish(app *a, base_err *e) {
    if (!app_has_news(a)) return true;
    base_buf note;
    store_checkpoint row;
    base_buf_init(&note, LOG_NOTE_MAX);
    bool good = app_publish_outside(a, &note, &row, e) && store_checkpoint_add(a->store, &row, e);
    base_buf_free(&note);
    return good;
}

bool app_published(app *a, base_arena *arena, base_str *note, base_err *e) {
    const char *path = app_path(a, arena, "published");
    *note = (base_str){NULL, 0};
    if (access(path, F_OK) != 0 && errno == ENOENT) return true;
    return base_file_read(arena, path, LOG_NOTE_MAX, note, e);
}

static bool older(base_err *e, uint64_t has, uint64_t wants) {
    return base_err_fmt(
        e, BASE_ERR_INPUT,
        "数据库只有 %llu 个事件，此前已公布或已答复 %llu 个：数据库被换成了较早的状态，现为只读。请恢复较新的备份；"
        "确已丢失的，运行 jiqun log restart --reason 说明理由",
        "the database has %llu events, and %llu were published or answered before: it was put back to an earlier "
        "state and is read-only now. Restore a newer backup; if the rest is lost for good, run jiqun "
        "log restart --reason",
        (unsigned long long)has, (unsigned long long)wants);
}

static bool forked(base_err *e, uint64_t size) {
    return base_err_fmt(
        e, BASE_ERR_INPUT,
        "数据库前 %llu 个事件与此前所见的不同：记录分叉，现为只读。请恢复正确的备份，或运行 jiqun log restart --reason "
        "说明理由",
        "the first %llu events of the database are not those that were seen before: the log has forked and is "
        "read-only. Restore the right backup, or run jiqun log restart --reason",
        (unsigned long long)size);
}

static bool root_at(app *a, uint64_t size, log_hash *root, base_err *e) {
    log_tile_reader tiles = app_tiles(a);
    if (size != a->head.size) return log_root_of(a->hasher, &tiles, size, root, e);
    *root = root_of(a);
    return true;
}

bool app_extends_head(app *a, const store_head *seen, base_err *e) {
    log_hash root;
    if (seen->size == 0) return true;
    if (seen->size > a->head.size) return older(e, a->head.size, seen->size);
    if (!root_at(a, seen->size, &root, e)) return false;
    return memcmp(root.b, seen->root, sizeof root.b) == 0 || forked(e, seen->size);
}

/* Another process may have written and published since the head was read. */
static bool look_again(app *a, base_err *e) {
    store_head head;
    return store_head_get(a->store, &head, e) && app_catch_up(a, &head, e);
}

bool app_extends_published(app *a, base_err *e) {
    base_str note;
    log_checkpoint c;
    log_hash root;
    size_t n;
    const log_pub *const *pub = app_pubs(a, &n);
    base_arena_reset(a->scratch);
    if (!app_published(a, a->scratch, &note, e)) return false;
    if (note.p == NULL) return true;
    if (!log_checkpoint_open(note, pub, n, &c, NULL, e)) return base_err_at(e, BASE_STR("published"), 0, 0);
    if (c.size > a->head.size && !look_again(a, e)) return false;
    if (c.size > a->head.size) return older(e, a->head.size, c.size);
    if (!root_at(a, c.size, &root, e)) return false;
    a->published = c.size;
    return log_hash_eq(&root, &c.root) || forked(e, c.size);
}
