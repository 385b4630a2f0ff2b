/* part.c - see part.h. */
#include "app/part.h"

#include <inttypes.h>
#include <string.h>

base_str app_part_key(base_arena *arena, uint64_t seq) { return base_arena_fmt(arena, "%" PRIu64, seq); }

bool app_part_is_sealed(base_str body) { return body.n > 0 && body.p[0] != '['; }

bool app_part_seal(const app_seal *s, base_arena *arena, uint64_t seq, base_str plain, base_str *body, base_err *e) {
    return app_seal_text(s, arena, APP_SPACE_PART, app_part_key(arena, seq), plain, body, e);
}

bool app_part_open(const app_seal *s, base_arena *arena, uint64_t seq, base_str body, base_str *plain, base_err *e) {
    *plain = body;
    if (!app_part_is_sealed(body)) return true;
    *plain = (base_str){"", 0};
    if (s != NULL) return app_seal_open(s, arena, APP_SPACE_PART, app_part_key(arena, seq), body, plain, e);
    return base_err_fmt(e, BASE_ERR_MISSING, "没有 keys/%s：个人信息无法读取",
                        "keys/%s is missing: personal data can not be read", APP_SEAL_FILE);
}

void app_part_wipe(base_str body, base_str plain) {
    if (plain.p != body.p && plain.n > 0) explicit_bzero((void *)(uintptr_t)plain.p, plain.n);
}
