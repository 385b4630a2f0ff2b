/* init.c - a record begins: folder, keys, store, and the first events, which put the texts in force that everything
 * later rests on. What was broken off half way is taken up again; a record that has events is never touched. */
#include <errno.h>
#include <sys/stat.h>

#include "app/app_i.h"
#include "app/seal.h"

static bool make_folder(const char *path, base_err *e) {
    struct stat st;
    if (mkdir(path, 0700) == 0) return true;
    if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return true;
    return base_err_fmt(e, BASE_ERR_IO, "不能建立文件夹 %s：%m", "can not make the folder %s: %m", path);
}

static bool has_keys(base_arena *arena, const char *folder) {
    struct stat st;
    return stat(base_arena_fmt(arena, "%s/keys/log-01.pub", folder).p, &st) == 0;
}

/* Existing tlog tools can not verify the other suite: its name says so. */
static base_str origin_of(base_arena *arena, const app_beginning *b) {
    if (b->suite != LOG_SM3_SM2) return b->origin;
    return base_arena_fmt(arena, "%.*s/sm3", (int)b->origin.n, b->origin.p);
}

static bool is_origin(base_str s, base_err *e) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '/' || c == '_';
        if (!good) s.n = 0;
    }
    if (s.n > 0 && s.n <= 120) return true;
    return base_err_fmt(e, BASE_ERR_INPUT,
                        "日志名称应为小写字母、数字、点、横线和斜线，例如 jiqun.example/county-330106",
                        "the log's name is lower-case letters, digits, dots, dashes and slashes, as in "
                        "jiqun.example/county-330106");
}

static bool make_store(const app_place *place, base_arena *arena, const app_beginning *b, base_err *e) {
    store_options o = {.create = true};
    store_head head;
    o.address = place->db != NULL ? place->db : base_arena_fmt(arena, "%s/jiqun.db", place->folder).p;
    store *s = store_open(&o, e);
    if (s == NULL) return false;
    bool good = store_head_get(s, &head, e);
    if (good && head.size > 0) {
        good = base_err_fmt(e, BASE_ERR_INPUT, "此处已有记录（%llu 个事件），未作改动",
                            "there is a record here already (%llu events); it was left as it is",
                            (unsigned long long)head.size);
    }
    good = good && store_meta_set(s, BASE_STR("suite"), base_str_of(log_suite_name(b->suite)), e) &&
           store_meta_set(s, BASE_STR("origin"), origin_of(arena, b), e) &&
           store_meta_set(s, BASE_STR("demonstration"), b->demonstration ? BASE_STR("yes") : BASE_STR("no"), e);
    store_close(s);
    return good;
}

static bool adopt_all(app *a, const app_beginning *b, base_arena *arena, base_err *e) {
    size_t n = b->n_adoptions;
    app_request *request = base_arena_array(arena, n, sizeof *request);
    app_answer *answer = base_arena_array(arena, n, sizeof *answer);
    for (size_t i = 0; i < n; i++) {
        request[i].adopts = &b->adoption[i];
        request[i].command.actor.level = BASE_STR("ministry");
        request[i].command.today = b->day;
    }
    app_submit(a, request, n, answer, arena);
    for (size_t i = 0; i < n; i++) {
        if (answer[i].result == APP_GRANTED) continue;
        *e = answer[i].error;
        return false;
    }
    return true;
}

static bool init(const app_place *place, const app_beginning *b, base_arena *arena, base_err *e) {
    if (!is_origin(b->origin, e) || !make_folder(place->folder, e) || !make_store(place, arena, b, e)) return false;
    const char *keys = base_arena_fmt(arena, "%s/keys", place->folder).p;
    if (!has_keys(arena, place->folder) && !app_keys_make(keys, b->suite, origin_of(arena, b), e)) return false;
    app *a = app_open(place, APP_WRITE, e);
    if (a == NULL) return false;
    bool good = app_seal_of(a, e) != NULL && adopt_all(a, b, arena, e) && app_publish(a, e);
    app_close(a);
    return good;
}

bool app_init(const app_place *place, const app_beginning *begin, base_err *e) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    bool good = init(place, begin, arena, e);
    base_arena_free(arena);
    return good;
}
