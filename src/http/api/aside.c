/* aside.c - answers that take a while: an object of JSON, written by a thread of http_outward with a record and an
 * arena of its own, both gone when it is written. */
#include "http/api/api_i.h"
#include "http/service_i.h"

enum { WORK_BYTES = 1 << 30 };

base_str http_api_aside(http_exchange *x, size_t most, http_api_put put) {
    base_buf out;
    base_json j;
    base_str text = {NULL, 0};
    app *a = app_open(&x->service->options.place, APP_READ, &x->error);
    if (a == NULL) return text;
    base_arena *arena = base_arena_new(WORK_BYTES);
    base_buf_init(&out, most);
    base_json_init(&j, &out);
    const bool good = put(x, a, arena, &j);
    if (good && out.full) base_err_fmt(&x->error, BASE_ERR_LIMIT, "结果过长", "the result is too long");
    if (good && !out.full) text = base_arena_str(x->arena, base_buf_str(&out));
    base_buf_free(&out);
    base_arena_free(arena);
    app_close(a);
    return text;
}

enum http_step http_api_told(http_exchange *x, base_str text) {
    if (x->error.kind == BASE_ERR_LIMIT)
        return http_problem(x, 503, (rules_text){base_str_of(x->error.zh), base_str_of(x->error.en)});
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    http_answer(x, 200, "application/json");
    base_buf_puts(&x->out, text);
    return HTTP_NOW;
}
