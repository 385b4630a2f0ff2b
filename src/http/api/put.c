/* put.c - see put.h. */
#include "http/api/put.h"

#include "core/event.h"

void put_instant(base_json *j, const char *name, int64_t at) {
    base_buf b;
    base_json_name(j, name);
    if (at == 0) {
        base_json_null(j);
        return;
    }
    base_buf_init(&b, 64);
    core_put_instant(&b, at);
    base_json_str(j, base_buf_str(&b));
    base_buf_free(&b);
}

void put_open(base_json *j, bool open, const base_err *why) {
    base_json_flag(j, "open", open);
    if (!open) base_json_err(j, "why", why);
}

void put_begin(http_exchange *x, base_json *j) {
    http_answer(x, 200, "application/json");
    base_json_init(j, &x->out);
    base_json_obj(j);
}

enum http_step put_end(base_json *j) {
    base_json_obj_end(j);
    return HTTP_NOW;
}

enum http_step put_nothing(http_exchange *x) {
    http_answer(x, 204, NULL);
    return HTTP_NOW;
}
