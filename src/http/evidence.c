/* evidence.c - see evidence.h. */
#include "http/evidence.h"

#include <pthread.h>
#include <stdlib.h>
#include <strings.h>

#include "app/throttle.h"
#include "app/upload.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "http/service_i.h"
#include "http/upload.h"

enum { MB = 1 << 20, MAC_DIGITS = 32 };

/* No login name holds a colon. */
#define OF_ALL BASE_STR("evidence:all")

/* One form; in the arena of its exchange. */
struct http_evidence {
    http_multipart *parts;
    base_str address;
    uint64_t room;         /* bytes that may still come of this address today, or be kept of all */
    uint64_t bytes;        /* of files that were taken in, refused ones too */
    enum http_text closed; /* why no file is taken at all; HTTP_T_NOTHING: some are */
    enum http_text full;   /* why none is when `room` is used up */
    size_t n;              /* files that came */
    bool has_name;         /* of the file that is coming */
    bool in_file, started, counted;
    http_evidence_file file[HTTP_EVIDENCE_FILES];
    size_t n_fields, field_bytes;
    http_pair field[HTTP_PARTS_MAX];
    base_buf value; /* of the field that is coming */
};

struct http_evidences {
    pthread_mutex_t lock;
    const struct http_evidence *at[HTTP_EVIDENCE_COMING];
};

http_evidences *http_evidences_new(void) {
    http_evidences *v = base_zeroed(1, sizeof *v);
    pthread_mutex_init(&v->lock, NULL);
    return v;
}

void http_evidences_free(http_evidences *v) {
    if (v == NULL) return;
    pthread_mutex_destroy(&v->lock);
    free(v);
}

/* ---- may files come ---- */

static base_str counted_as(const app_seal *seal, base_arena *arena, base_str address) {
    const base_str hex = app_seal_mac_hex(seal, arena, "evidence", address, MAC_DIGITS);
    return base_arena_fmt(arena, "evidence:%.*s", (int)hex.n, hex.p);
}

static uint64_t left(uint64_t most_mb, const app_uploaded *had) {
    const uint64_t most = most_mb * MB;
    return had->bytes < most ? most - had->bytes : 0;
}

/* What of today is left. False: it can not be told, and then nothing is taken. */
static bool look_up_room(http_exchange *x, struct http_evidence *v) {
    app_uploaded own, all;
    base_err e = {0};
    app *a = http_queue(x->service) != NULL ? http_reader(x) : NULL;
    const app_seal *seal = a != NULL ? app_seal_of(a, &e) : NULL;
    if (seal == NULL || !app_uploaded_on(a, x->arena, OF_ALL, app_now(), &all, &e) ||
        !app_uploaded_on(a, x->arena, counted_as(seal, x->arena, v->address), app_now(), &own, &e))
        return false;
    const uint64_t of_own = left(HTTP_EVIDENCE_DAY_ADDRESS_MB, &own), of_all = left(HTTP_EVIDENCE_DAY_MB, &all);
    v->room = of_own < of_all ? of_own : of_all;
    v->full = of_own < of_all ? HTTP_T_FILES_ADDRESS_FULL : HTTP_T_FILES_ALL_FULL;
    if (v->room == 0) v->closed = v->full;
    return true;
}

static bool take_place(http_evidences *all, const struct http_evidence *v) {
    size_t free_at = HTTP_EVIDENCE_COMING, own = 0;
    pthread_mutex_lock(&all->lock);
    for (size_t i = 0; i < HTTP_EVIDENCE_COMING; i++) {
        if (all->at[i] == NULL)
            free_at = i;
        else if (base_str_eq(all->at[i]->address, v->address))
            own++;
    }
    const bool good = free_at < HTTP_EVIDENCE_COMING && own < HTTP_EVIDENCE_COMING_ADDRESS;
    if (good) all->at[free_at] = v;
    pthread_mutex_unlock(&all->lock);
    return good;
}

static bool is_multipart(const http_exchange *x) {
    static const char kind[] = "multipart/form-data";
    base_str rest, said = base_str_trim(base_str_cut(http_header(x, "Content-Type"), ';', &rest));
    return said.n == sizeof kind - 1 && strncasecmp(said.p, kind, said.n) == 0;
}

static const http_multipart_calls calls;

bool http_evidence_admit(http_exchange *x) {
    base_err e = {0};
    base_str boundary;
    if (!is_multipart(x)) return true;
    if (!http_multipart_boundary(x->arena, http_header(x, "Content-Type"), &boundary, &e)) {
        http_problem(x, 400, (rules_text){base_str_of(e.zh), base_str_of(e.en)});
        return false;
    }
    struct http_evidence *v = base_arena_alloc(x->arena, sizeof *v);
    memset(v, 0, sizeof *v);
    v->closed = v->full = HTTP_T_NOTHING;
    v->address = app_throttle_address(x->arena, x->client);
    v->parts = http_multipart_new(x->arena, boundary, &calls, x);
    base_buf_init(&v->value, HTTP_FORM_MAX);
    if (!look_up_room(x, v) || !take_place(x->service->evidences, v)) v->closed = HTTP_T_FILES_BUSY;
    x->evidence = v;
    return true;
}

/* ---- piece by piece ---- */

static void refuse(http_evidence_file *f, enum http_text wrong) {
    f->wrong = wrong;
    files_abort(f->upload); /* what it took on disk is free at once */
    f->upload = NULL;
}

/* What the files floor says in words; what is the system's fault is not told to the public. */
static void refuse_for(http_evidence_file *f) {
    const bool theirs = f->why.kind == BASE_ERR_INPUT || f->why.kind == BASE_ERR_LIMIT;
    refuse(f, theirs ? HTTP_T_FILE_WRONG : HTTP_T_FILES_BUSY);
}

static bool part_begins(void *ctx, const http_part *part, base_err *e) {
    struct http_evidence *v = ((http_exchange *)ctx)->evidence;
    (void)e;
    v->in_file = part->filename.p != NULL;
    v->started = false;
    v->has_name = v->in_file && part->filename.n > 0;
    if (v->in_file) return true;
    v->field[v->n_fields].name = base_arena_str(((http_exchange *)ctx)->arena, part->name);
    base_buf_clear(&v->value);
    return true;
}

static void begin_file(http_exchange *x, http_evidence_file *f) {
    const struct http_evidence *v = x->evidence;
    *f = (http_evidence_file){.wrong = v->closed};
    if (f->wrong != HTTP_T_NOTHING) return;
    f->upload = files_begin(http_files(x->service), &f->why);
    if (f->upload == NULL)
        refuse_for(f);
    else
        files_expect_paper(f->upload, (uint64_t)HTTP_EVIDENCE_MB * MB);
}

static void file_bytes(http_exchange *x, const char *p, size_t n) {
    struct http_evidence *v = x->evidence;
    const bool first = !v->started;
    v->started = true;
    if (first) v->n++;
    if (v->n > HTTP_EVIDENCE_FILES) return;
    http_evidence_file *f = &v->file[v->n - 1];
    if (first) begin_file(x, f);
    if (f->upload == NULL) return;
    if (v->bytes + n > v->room) {
        refuse(f, v->full);
        return;
    }
    v->bytes += n;
    if (!files_put(f->upload, p, n, &f->why)) refuse_for(f);
}

static bool part_data(void *ctx, const char *p, size_t n, base_err *e) {
    http_exchange *x = ctx;
    struct http_evidence *v = x->evidence;
    if (v->in_file) {
        if (n > 0) file_bytes(x, p, n);
        return true;
    }
    v->field_bytes += n;
    if (v->field_bytes <= HTTP_FORM_MAX && base_buf_put(&v->value, p, n)) return true;
    return base_err_fmt(e, BASE_ERR_LIMIT, "表单超过 %d 字节", "the form is over %d bytes", (int)HTTP_FORM_MAX);
}

static void empty_file(struct http_evidence *v) {
    v->n++;
    if (v->n <= HTTP_EVIDENCE_FILES) v->file[v->n - 1] = (http_evidence_file){.wrong = HTTP_T_FILE_EMPTY};
}

static bool part_ends(void *ctx, base_err *e) {
    http_exchange *x = ctx;
    struct http_evidence *v = x->evidence;
    if (v->in_file) {
        if (!v->started && v->has_name) empty_file(v);
        return true;
    }
    const base_str value = base_buf_str(&v->value);
    if (base_utf8_check(value) != value.n || (value.n > 0 && memchr(value.p, 0, value.n) != NULL))
        return base_err_fmt(e, BASE_ERR_INPUT, "表单的文字应为 UTF-8", "text in a form must be UTF-8");
    v->field[v->n_fields++].value = base_arena_str(x->arena, value);
    return true;
}

static const http_multipart_calls calls = {part_begins, part_data, part_ends};

void http_evidence_put(http_exchange *x, const char *p, size_t n) {
    (void)http_multipart_put(x->evidence->parts, p, n, &x->error); /* once broken it stays so: the end says it */
}

/* ---- the end ---- */

bool http_evidence_end(http_exchange *x) {
    struct http_evidence *v = x->evidence;
    const bool good = http_multipart_end(v->parts, &x->error);
    x->form = v->field;
    x->n_form = v->n_fields;
    if (good) {
        x->error = (base_err){0};
        return true;
    }
    const unsigned status = x->error.kind == BASE_ERR_LIMIT ? 413 : 400;
    http_problem(x, status, (rules_text){base_str_of(x->error.zh), base_str_of(x->error.en)});
    return false;
}

http_evidence_file *http_evidence_files(http_exchange *x, size_t *n, enum http_text *wrong) {
    struct http_evidence *v = x->evidence;
    *wrong = HTTP_T_NOTHING;
    *n = v != NULL ? v->n : 0;
    if (*n <= HTTP_EVIDENCE_FILES) return v != NULL ? v->file : NULL;
    *n = HTTP_EVIDENCE_FILES;
    *wrong = HTTP_T_FILES_TOO_MANY;
    return v->file;
}

void http_evidence_keep(http_exchange *x) {
    size_t n;
    enum http_text wrong;
    http_evidence_file *f = http_evidence_files(x, &n, &wrong);
    for (size_t i = 0; i < n; i++) {
        files_upload *u = f[i].upload;
        f[i].upload = NULL;
        if (u != NULL && !files_finish(u, &f[i].stored, &f[i].why)) refuse_for(&f[i]);
    }
}

static bool count_for(http_exchange *x, store *s, const app_seal *seal, bool all, base_err *e) {
    const struct http_evidence *v = x->evidence;
    const int64_t now = app_now();
    return (!all || app_upload_count(s, x->arena, OF_ALL, v->n, v->bytes, now, e)) &&
           app_upload_count(s, x->arena, counted_as(seal, x->arena, v->address), v->n, v->bytes, now, e);
}

bool http_evidence_count(http_exchange *x, store *s, const app_seal *seal, base_err *e) {
    if (x->evidence == NULL || x->evidence->bytes == 0) return true;
    x->evidence->counted = count_for(x, s, seal, true, e);
    return x->evidence->counted;
}

static base_str counted_by(app *writer, base_arena *arena, base_str address) {
    base_err e = {0};
    const app_seal *seal = app_seal_of(writer, &e);
    return seal != NULL ? counted_as(seal, arena, address) : (base_str){NULL, 0};
}

void http_evidence_over(http_exchange *x) {
    struct http_evidence *v = x->evidence;
    http_evidences *all = x->service->evidences;
    if (v == NULL) return;
    for (size_t i = 0; i < v->n && i < HTTP_EVIDENCE_FILES; i++) files_abort(v->file[i].upload);
    if (!v->counted && v->bytes > 0) http_upload_spent(x->service, v->address, counted_by, v->n, v->bytes);
    pthread_mutex_lock(&all->lock);
    for (size_t i = 0; i < HTTP_EVIDENCE_COMING; i++) {
        if (all->at[i] == v) all->at[i] = NULL;
    }
    pthread_mutex_unlock(&all->lock);
    base_buf_free(&v->value);
    x->evidence = NULL;
}
