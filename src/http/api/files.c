/* files.c - POST /api/v1/files: an attachment comes in. GET of one: by whoever's authority sent it in, or by way of a
 * dossier that names it and that the reader sees in full.
 *
 * A file is sent out as what its content was found to be, to be saved and not shown: whatever it is, it runs nothing in
 * this site's name. Its digest is its tag; one range at a time is given. No attachment is public, and what it says of
 * whom is not known here: that somebody reads it is on the access record before he does (readings.h). */
#include <inttypes.h>
#include <unistd.h>

#include "app/access.h"
#include "app/attach.h"
#include "app/upload.h"
#include "http/api/api_i.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/range.h"
#include "http/readings.h"
#include "http/service_i.h"
#include "http/upload.h"

enum { DAY_MS = 86400000, BEIJING_MS = 8 * 3600 * 1000, NAME_ROOM = 2048 };

/* ---- in ---- */

typedef struct {
    files_stored stored;
    app_upload upload;
    bool again, bad_file;
} taking;

static bool note(void *ctx, store *s, const store_head *head, base_err *e) {
    http_exchange *x = ctx;
    taking *t = x->state;
    return app_upload_note(s, head, x->arena, x->who->actor, &t->upload, &t->again, e) &&
           app_upload_count(s, x->arena, x->who->account, 1, t->stored.size, t->upload.at, e);
}

/* On a thread that may wait for the disk. */
static void keep(http_exchange *x) {
    taking *t = x->state;
    const app_desk desk = {.queue = http_queue(x->service)};
    files_upload *u = x->upload;
    x->upload = NULL;
    if (!files_finish(u, &t->stored, &x->error)) {
        t->bad_file = x->error.kind == BASE_ERR_INPUT;
        return;
    }
    base_str said = http_upload_name(x);
    if (said.n == 0) http_query(x, "name", &said);
    const base_str type = base_str_of(t->stored.type);
    t->upload = (app_upload){.digest = base_str_of(t->stored.digest),
                             .name = app_upload_name(x->arena, said, type),
                             .type = type,
                             .size = t->stored.size,
                             .at = app_now()};
    t->upload.until = t->upload.at + http_keep_unnamed_ms(x->service);
    if (app_kept_write(&desk, note, x, &x->error)) http_upload_kept(x);
}

static enum http_step kept(http_exchange *x) {
    const taking *t = x->state;
    base_json j;
    if (t->bad_file) return http_problem(x, 422, (rules_text){base_str_of(x->error.zh), base_str_of(x->error.en)});
    if (x->error.kind == BASE_ERR_LIMIT && t->stored.size == 0) x->error.kind = BASE_ERR_IO; /* too many wait */
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    const base_str link = base_arena_fmt(x->arena, "/api/v1/files/%s", t->stored.digest);
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_text(&j, "digest", t->upload.digest);
    base_json_text(&j, "value", base_arena_fmt(x->arena, "sha256:%s", t->stored.digest));
    base_json_text(&j, "name", t->upload.name);
    base_json_text(&j, "type", t->upload.type);
    base_json_number(&j, "size", t->upload.size);
    base_json_day(&j, "until", (base_date)((t->upload.until + BEIJING_MS) / DAY_MS));
    base_json_text(&j, "link", link);
    base_json_obj_end(&j);
    http_set(x, "Location", link);
    const enum http_step step = http_api_end(x, &j);
    if (x->status == 200 && !t->again) x->status = 201;
    return step;
}

enum http_step http_api_file_add(http_exchange *x) {
    taking *t = base_arena_alloc(x->arena, sizeof *t);
    base_str kind = {NULL, 0};
    *t = (taking){.again = false};
    x->state = t;
    http_query(x, "kind", &kind);
    const bool photo = base_str_is(kind, "photo");
    if (kind.n > 0 && !photo && !base_str_is(kind, "list"))
        return http_problem(x, 422,
                            (rules_text){BASE_STR("kind 应为 photo 或 list"), BASE_STR("kind is photo or list")});
    if (photo) files_expect_photo(x->upload);
    return http_outward_do(x->service->disk, x, keep, kept);
}

/* ---- out ---- */

static void set_name(http_exchange *x, base_str name, base_str type) {
    base_buf b;
    const files_type *t = files_type_of(type);
    base_buf_init(&b, NAME_ROOM);
    base_buf_fmt(&b, "attachment; filename=\"attachment.%s\"; filename*=UTF-8''", t != NULL ? t->suffix : "bin");
    base_buf_percent(&b, name);
    http_set(x, "Content-Disposition", base_buf_str(&b));
    base_buf_free(&b);
}

static enum http_step no_range(http_exchange *x, uint64_t size) {
    http_problem(x, 416, (rules_text){BASE_STR("所求范围不在文件之内"), BASE_STR("the range is not within the file")});
    http_set(x, "Content-Range", base_arena_fmt(x->arena, "bytes */%" PRIu64, size));
    return HTTP_NOW;
}

typedef struct {
    base_str digest, name, type, dossier;
} giving;

static base_str tag_of(http_exchange *x, base_str digest) {
    return base_arena_fmt(x->arena, "\"%.*s\"", (int)digest.n, digest.p);
}

/* The same file again is the same bytes: the tag is a strong one. */
static enum http_step send(http_exchange *x) {
    const giving *g = x->state;
    const base_str digest = g->digest, name = g->name, type = g->type;
    uint64_t size = 0;
    base_err e = {0};
    http_range r = {.kind = HTTP_RANGE_ALL};
    const base_str tag = tag_of(x, digest);
    const int fd = files_read(http_files(x->service), digest, &size, &e);
    if (fd < 0) {
        e.kind = BASE_ERR_IO; /* it is on record: that it is not here is no fault of who asks */
        return http_problem_of(x, &e);
    }
    x->file = fd;
    const bool same = http_tag_matches(http_header(x, "If-None-Match"), tag);
    if (!same) r = http_range_of(http_header(x, "Range"), http_header(x, "If-Range"), tag, size);
    if (same || r.kind == HTTP_RANGE_NONE_SUCH) {
        (void)close(fd);
        x->file = -1;
    }
    http_set(x, "ETag", tag);
    http_set(x, "Accept-Ranges", BASE_STR("bytes"));
    if (same) {
        http_answer(x, 304, NULL);
        return HTTP_NOW;
    }
    if (r.kind == HTTP_RANGE_NONE_SUCH) return no_range(x, size);
    x->file_from = r.from;
    x->file_size = r.n;
    if (r.kind == HTTP_RANGE_PART)
        http_set(x, "Content-Range",
                 base_arena_fmt(x->arena, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, r.from, r.from + r.n - 1, size));
    set_name(x, name, type);
    http_set(x, "Content-Security-Policy", BASE_STR("sandbox; default-src 'none'"));
    http_answer(x, r.kind == HTTP_RANGE_PART ? 206 : 200, base_arena_str(x->arena, type).p);
    return HTTP_NOW;
}

static void put_reading(void *ctx, app *writer) {
    http_exchange *x = ctx;
    const giving *g = x->state;
    const app_access r = {.at = app_now(),
                          .who = x->who->account,
                          .did = BASE_STR(APP_DID_FILE),
                          .about = base_arena_fmt(x->arena, "sha256:%.*s", (int)g->digest.n, g->digest.p),
                          .why = g->dossier,
                          .from = x->client};
    (void)app_access_add(writer, &r, &x->error);
}

static enum http_step reading_put(http_exchange *x) {
    const giving *g = x->state;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    http_readings_add(x->service->readings, x->who->account, g->digest, g->dossier);
    return send(x);
}

/* What sends no bytes shows nothing. */
static enum http_step give(http_exchange *x, base_str digest, base_str name, base_str type, base_str dossier) {
    giving *g = base_arena_alloc(x->arena, sizeof *g);
    *g = (giving){digest, name, type, dossier};
    x->state = g;
    const bool shown = x->method != HTTP_HEAD && !http_tag_matches(http_header(x, "If-None-Match"), tag_of(x, digest));
    if (!shown || http_readings_has(x->service->readings, x->who->account, digest, dossier)) return send(x);
    return http_work(x, put_reading, reading_put);
}

enum http_step http_api_file(http_exchange *x) {
    app_upload u;
    bool found = false;
    base_err e = {0};
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_upload_find(a, x->arena, x->who->actor, x->param[0], &u, &found, &e)) return http_problem_of(x, &e);
    return found ? give(x, u.digest, u.name, u.type, (base_str){NULL, 0}) : http_api_none(x);
}

enum http_step http_api_cluster_file(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_file_named f;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const base_date day = http_today(x->service);
    const core_case *c = app_load(a, x->param[0], &e);
    if (c == NULL && e.kind != BASE_ERR_NONE) return http_problem_of(x, &e);
    if (c == NULL || core_root(c)->kind != c->book->cluster) return http_api_none(x);
    if (!app_show_file(a, core_root(c), &v, day, x->param[1], x->arena, &f, &e)) return http_problem_of(x, &e);
    if (f.type.n == 0) return http_api_none(x);
    /* What a dossier holds may leave memory while the writer is waited for. */
    return give(x, base_arena_str(x->arena, f.digest), base_arena_str(x->arena, f.name),
                base_arena_str(x->arena, f.type), x->param[0]);
}
