/* magic.c - libmagic behind a lock.
 *
 * A handle of libmagic serves one thread at a time, and its tables cost some milliseconds and some megabytes: so there
 * is one a folder, opened when the first upload needs it. It is given a bounded head and no file, and its own readers
 * of archives, programs and compound documents are off: they follow lengths and offsets in the file, and nothing of
 * that kind is taken anyway. */
#include "files/type.h"

#include <magic.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"

enum {
    QUIET = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_ELF
};

struct files_magic {
    pthread_mutex_t lock;
    struct magic_set *handle; /* NULL until needed */
};

files_magic *files_magic_new(void) {
    files_magic *m = files_must(calloc(1, sizeof *m));
    if (pthread_mutex_init(&m->lock, NULL) != 0) base_fatal("内存不足。Out of memory.");
    return m;
}

void files_magic_free(files_magic *m) {
    if (m == NULL) return;
    if (m->handle != NULL) magic_close(m->handle);
    (void)pthread_mutex_destroy(&m->lock);
    free(m);
}

static bool load(files_magic *m, base_err *e) {
    if (m->handle != NULL) return true;
    struct magic_set *const handle = files_must(magic_open(QUIET));
    if (magic_load(handle, NULL) == 0) {
        m->handle = handle;
        return true;
    }
    const char *why = magic_error(handle);
    base_err_fmt(e, BASE_ERR_MISSING, "不能读取文件类型库（%s）：请安装 libmagic-mgc",
                 "the table of file types can not be read (%s): install libmagic-mgc", why != NULL ? why : "?");
    magic_close(handle);
    return false;
}

static bool ask(files_magic *m, const void *p, size_t n, char media[FILES_TYPE_MAX], base_err *e) {
    if (!load(m, e)) return false;
    const char *said = magic_buffer(m->handle, p, n < FILES_HEAD ? n : FILES_HEAD);
    if (said == NULL) {
        const char *why = magic_error(m->handle);
        return base_err_fmt(e, BASE_ERR_INPUT, "不能识别文件类型（%s）：请另存为 PDF 后上传",
                            "the kind of file can not be told (%s): save it as PDF and upload that",
                            why != NULL ? why : "?");
    }
    const base_str word = base_utf8_head(base_str_of(said), FILES_TYPE_MAX - 1);
    memcpy(media, word.p, word.n);
    media[word.n] = '\0';
    return true;
}

bool files_magic_ask(files_magic *m, const void *p, size_t n, char media[FILES_TYPE_MAX], base_err *e) {
    (void)pthread_mutex_lock(&m->lock);
    const bool ok = ask(m, p, n, media, e);
    (void)pthread_mutex_unlock(&m->lock);
    return ok;
}
