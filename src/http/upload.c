/* upload.c - see upload.h. */
#include "http/upload.h"

#include <pthread.h>
#include <stdlib.h>
#include <strings.h>

#include "app/match.h"
#include "app/upload.h"
#include "http/identify.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "http/service_i.h"

enum { FORM_ROOM = 64 << 10, MB = 1 << 20, COUNT_ARENA = 64 << 10 };

/* One upload; in the arena of its exchange. */
struct http_upload {
    http_multipart *parts; /* NULL: the body is the file */
    app_uploaded before;   /* today, before it began */
    uint64_t bytes;        /* of the file so far; under the lock of all */
    bool list;             /* of enterprises, to be matched: it may be large */
    base_str name;
    bool has_file, in_file, today_is_full, kept;
    size_t n_fields, field_bytes;
    http_pair field[HTTP_PARTS_MAX];
    base_buf value; /* of the field that is coming */
};

struct http_uploads {
    pthread_mutex_t lock;
    const http_exchange *at[HTTP_UPLOADS_MAX];
};

http_uploads *http_uploads_new(void) {
    http_uploads *u = base_zeroed(1, sizeof *u);
    pthread_mutex_init(&u->lock, NULL);
    return u;
}

void http_uploads_free(http_uploads *u) {
    if (u == NULL) return;
    pthread_mutex_destroy(&u->lock);
    free(u);
}

/* ---- may it begin ---- */

static bool refuse(http_exchange *x, unsigned status, const char *zh, const char *en) {
    http_problem(x, status, (rules_text){base_str_of(zh), base_str_of(en)});
    return false;
}

static bool tomorrow(http_exchange *x) {
    http_wait_until(x, app_upload_day_ends(app_now()));
    base_str after = {NULL, 0};
    for (size_t i = 0; i < x->n_headers; i++) {
        if (base_str_is(x->header[i].name, "Retry-After")) after = x->header[i].value;
    }
    x->n_headers = 0;
    refuse(x, 429, "该账号今日上传的附件已达上限，请明日再传",
           "this account has sent in as many attachments today as it may; go on tomorrow");
    http_set(x, "Retry-After", after);
    return false;
}

/* Takes a place for x, whose x->taking is set; false when there is none, of all or of this account. */
static bool take_place(http_exchange *x, bool *mine) {
    http_uploads *u = x->service->uploads;
    size_t free_at = HTTP_UPLOADS_MAX, own = 0;
    pthread_mutex_lock(&u->lock);
    for (size_t i = 0; i < HTTP_UPLOADS_MAX; i++) {
        if (u->at[i] == NULL)
            free_at = i;
        else if (base_str_eq(u->at[i]->who->account, x->who->account))
            own++;
    }
    *mine = own >= HTTP_UPLOADS_ACCOUNT;
    const bool good = free_at < HTTP_UPLOADS_MAX && !*mine;
    if (good) u->at[free_at] = x;
    pthread_mutex_unlock(&u->lock);
    return good;
}

static bool has_kind(const http_exchange *x, const char *kind) {
    base_str rest, said = base_str_trim(base_str_cut(http_header(x, "Content-Type"), ';', &rest));
    return said.n == strlen(kind) && strncasecmp(said.p, kind, said.n) == 0;
}

static const http_multipart_calls calls;

static bool begin_parts(http_exchange *x) {
    base_err e = {0};
    base_str boundary;
    if (!http_multipart_boundary(x->arena, http_header(x, "Content-Type"), &boundary, &e))
        return refuse(x, 400, e.zh, e.en);
    x->taking->parts = http_multipart_new(x->arena, boundary, &calls, x);
    return true;
}

/* Whoever may match lists may send one in. False with the answer written. */
static bool may_list(http_exchange *x, bool *list) {
    const app_viewer v = {.actor = x->who->actor};
    base_str kind = {NULL, 0};
    http_query(x, "kind", &kind);
    *list = base_str_is(kind, "list");
    if (!*list) return true;
    app *a = http_world(x);
    if (a == NULL) return false;
    return app_may_match(app_world(a), &v, http_today(x->service)) ||
           refuse(x, 403, "名单比对由全国和省级主管部门办理", "lists are matched by the Ministry and the provinces");
}

bool http_upload_admit(http_exchange *x) {
    base_err e = {0};
    bool mine = false, list = false;
    if (x->who->office.n > 0 || x->who->actor.level.n == 0)
        return refuse(x, 403, "此账号不办理事项", "this account acts in no cases");
    if (http_queue(x->service) == NULL)
        return refuse(x, 503, "现在不能接收附件：记录只供查阅，或尚未打开；请稍后再试",
                      "no attachment is taken now: the record is open for reading only, or not open yet; try again "
                      "shortly");
    if (!may_list(x, &list)) return false;
    struct http_upload *u = base_arena_alloc(x->arena, sizeof *u);
    memset(u, 0, sizeof *u);
    u->list = list;
    app *a = http_reader(x);
    if (a == NULL) return false;
    if (!app_uploaded_on(a, x->arena, x->who->account, app_now(), &u->before, &e)) {
        http_problem_of(x, &e);
        return false;
    }
    if (u->before.files >= HTTP_UPLOAD_DAY_FILES || u->before.bytes / MB >= HTTP_UPLOAD_DAY_MB) return tomorrow(x);
    base_buf_init(&u->value, HTTP_FORM_MAX);
    x->taking = u;
    if (!take_place(x, &mine)) {
        x->taking = NULL;
        refuse(x, mine ? 429 : 503, "正在上传的附件过多，请稍后再试",
               "too many attachments are coming in; try again shortly");
        http_set(x, "Retry-After", BASE_STR("5"));
        return false;
    }
    return !has_kind(x, "multipart/form-data") || begin_parts(x);
}

size_t http_upload_body_max(const http_exchange *x) {
    const bool list = x->taking != NULL && x->taking->list;
    const size_t most = list ? (size_t)HTTP_LIST_MB * MB : (size_t)files_max(http_files(x->service));
    return x->taking != NULL && x->taking->parts != NULL ? most + FORM_ROOM : most;
}

/* ---- piece by piece ---- */

/* Uploads of one account that run side by side share what is left of its day. */
static bool fits_today(http_exchange *x, size_t n) {
    http_uploads *u = x->service->uploads;
    uint64_t sum = x->taking->before.bytes + n;
    pthread_mutex_lock(&u->lock);
    for (size_t i = 0; i < HTTP_UPLOADS_MAX; i++) {
        if (u->at[i] != NULL && base_str_eq(u->at[i]->who->account, x->who->account)) sum += u->at[i]->taking->bytes;
    }
    const bool fits = sum <= (uint64_t)HTTP_UPLOAD_DAY_MB * MB;
    if (fits) x->taking->bytes += n;
    pthread_mutex_unlock(&u->lock);
    x->taking->today_is_full = !fits;
    return fits || base_err_fmt(&x->error, BASE_ERR_LIMIT, "该账号今日上传已达上限",
                                "this account has sent in as much today as it may");
}

static bool take_bytes(http_exchange *x, const char *p, size_t n, base_err *e) {
    if (!fits_today(x, n)) return false;
    if (x->upload == NULL) {
        x->upload = files_begin(http_files(x->service), e);
        if (x->upload != NULL && x->taking->list) files_allow(x->upload, (uint64_t)HTTP_LIST_MB * MB);
    }
    return x->upload != NULL && files_put(x->upload, p, n, e);
}

void http_upload_put(http_exchange *x, const char *p, size_t n) {
    struct http_upload *u = x->taking;
    if (x->upload_failed || u == NULL) return;
    x->upload_failed =
        u->parts != NULL ? !http_multipart_put(u->parts, p, n, &x->error) : !take_bytes(x, p, n, &x->error);
    if (!x->upload_failed) return;
    files_abort(x->upload); /* what it took on disk is free at once, however long the rest is in coming */
    x->upload = NULL;
}

/* ---- parts ---- */

static bool part_begins(void *ctx, const http_part *part, base_err *e) {
    http_exchange *x = ctx;
    struct http_upload *u = x->taking;
    u->in_file = part->filename.p != NULL;
    if (u->in_file) {
        if (u->has_file) return base_err_fmt(e, BASE_ERR_INPUT, "一次只能上传一个文件", "one file at a time");
        u->has_file = true;
        u->name = part->filename;
        return true;
    }
    u->field[u->n_fields].name = part->name;
    base_buf_clear(&u->value);
    return true;
}

static bool part_data(void *ctx, const char *p, size_t n, base_err *e) {
    http_exchange *x = ctx;
    struct http_upload *u = x->taking;
    if (u->in_file) return take_bytes(x, p, n, e);
    u->field_bytes += n;
    if (u->field_bytes <= HTTP_FORM_MAX && base_buf_put(&u->value, p, n)) return true;
    return base_err_fmt(e, BASE_ERR_LIMIT, "表单超过 %d 字节", "the form is over %d bytes", (int)HTTP_FORM_MAX);
}

static bool part_ends(void *ctx, base_err *e) {
    http_exchange *x = ctx;
    struct http_upload *u = x->taking;
    if (u->in_file) return true;
    const base_str value = base_buf_str(&u->value);
    if (base_utf8_check(value) != value.n || (value.n > 0 && memchr(value.p, 0, value.n) != NULL))
        return base_err_fmt(e, BASE_ERR_INPUT, "表单的文字应为 UTF-8", "text in a form must be UTF-8");
    u->field[u->n_fields++].value = base_arena_str(x->arena, value);
    return true;
}

static const http_multipart_calls calls = {part_begins, part_data, part_ends};

/* ---- the end ---- */

bool http_upload_end(http_exchange *x) {
    struct http_upload *u = x->taking;
    if (!x->upload_failed && u->parts != NULL) {
        x->upload_failed = !http_multipart_end(u->parts, &x->error);
        x->form = u->field;
        x->n_form = u->n_fields;
    }
    if (!x->upload_failed && x->upload == NULL)
        x->upload_failed = !base_err_fmt(&x->error, BASE_ERR_INPUT, "附件是空的：请检查文件后重新上传",
                                         "the attachment is empty: check the file and upload it again");
    if (!x->upload_failed) return true;
    if (u->today_is_full) return tomorrow(x);
    if (x->error.kind == BASE_ERR_INPUT) return refuse(x, 422, x->error.zh, x->error.en);
    http_problem_of(x, &x->error);
    return false;
}

base_str http_upload_name(const http_exchange *x) { return x->taking->name; }

void http_upload_kept(http_exchange *x) { x->taking->kept = true; }

typedef struct {
    base_arena *arena;
    base_str who;
    http_counted_as as;
    uint64_t files, bytes;
} spent;

static void count_spent(void *ctx, app *writer) {
    spent *s = ctx;
    base_err e = {0};
    const base_str who = s->as != NULL ? s->as(writer, s->arena, s->who) : s->who;
    if (who.n > 0) (void)app_upload_count(app_store(writer), s->arena, who, s->files, s->bytes, app_now(), &e);
    base_arena_free(s->arena);
}

void http_upload_spent(http_service *service, base_str who, http_counted_as as, uint64_t n, uint64_t bytes) {
    base_err e = {0};
    app_queue *q = http_queue(service);
    if (q == NULL) return;
    base_arena *arena = base_arena_new_sized(COUNT_ARENA, 512);
    spent *s = base_arena_alloc(arena, sizeof *s);
    *s = (spent){arena, base_arena_str(arena, who), as, n, bytes};
    if (!app_queue_work(q, count_spent, s, &e)) base_arena_free(arena);
}

void http_upload_over(http_exchange *x) {
    http_uploads *u = x->service->uploads;
    if (x->taking == NULL) return;
    if (!x->taking->kept) http_upload_spent(x->service, x->who->account, NULL, 1, x->taking->bytes);
    pthread_mutex_lock(&u->lock);
    for (size_t i = 0; i < HTTP_UPLOADS_MAX; i++) {
        if (u->at[i] == x) u->at[i] = NULL;
    }
    pthread_mutex_unlock(&u->lock);
    base_buf_free(&x->taking->value);
    x->taking = NULL;
}
