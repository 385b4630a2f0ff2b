/* show_cursor.c - where a page ended, as a text that whoever asks carries to the next page.
 *
 * It holds only numbers that he has seen anyhow, so it needs no secret. A digest over it and the question makes sure
 * that a page that was cut, or is asked with other filters, is told rather than answered with rows of another list. */
#include <stdio.h>

#include "app/show_i.h"

static uint64_t mix(uint64_t h, base_str s) {
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
    return (h ^ 0xff) * UINT64_C(0x100000001b3);
}

static uint64_t mix_number(uint64_t h, uint64_t n) {
    char byte[8];
    for (size_t i = 0; i < 8; i++) byte[i] = (char)(n >> (8 * i));
    return mix(h, (base_str){byte, 8});
}

uint64_t app_query_digest(const app_list_query *q, const app_viewer *v, uint64_t more) {
    const base_str text[] = {q->text,     q->state, q->place,       q->channel,  q->round,
                             q->industry, q->desk,  v->actor.level, v->actor.who};
    uint64_t h = mix_number(UINT64_C(0xcbf29ce484222325), (uint64_t)q->year << 1 | (v->reads_all ? 1 : 0));
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) h = mix(h, text[i]);
    return mix_number(h, more);
}

void app_cursor_put(char out[APP_SHOW_CURSOR_MAX], const app_cursor *c) {
    char body[APP_SHOW_CURSOR_MAX - 20];
    snprintf(body, sizeof body, "%c%llx.%llx.%llx.%.*s", c->what, (unsigned long long)c->n[0],
             (unsigned long long)c->n[1], (unsigned long long)c->n[2], (int)(c->text.n > 32 ? 32 : c->text.n),
             c->text.p != NULL ? c->text.p : "");
    uint64_t sum = mix(c->of, base_str_of(body));
    snprintf(out, APP_SHOW_CURSOR_MAX, "%s.%016llx", body, (unsigned long long)sum);
}

static bool bad(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "翻页标记无效，或与筛选条件不符；请从第一页重新翻页",
                        "the cursor is not valid, or not one of these filters; begin with the first page");
}

static bool hex(base_str s, uint64_t *n) {
    *n = 0;
    if (s.n == 0 || s.n > 16) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (v < 0) return false;
        *n = *n << 4 | (uint64_t)v;
    }
    return true;
}

bool app_cursor_read(base_str s, char what, uint64_t of, app_cursor *out, base_arena *arena, base_err *e) {
    uint64_t sum = 0;
    size_t cut = s.n;
    if (s.n >= APP_SHOW_CURSOR_MAX || s.n < 2 || s.p[0] != what) return bad(e);
    while (cut > 0 && s.p[cut - 1] != '.') cut--;
    if (cut < 2 || !hex((base_str){s.p + cut, s.n - cut}, &sum)) return bad(e);
    base_str body = {s.p, cut - 1}, rest = {s.p + 1, cut - 2};
    if (mix(of, body) != sum) return bad(e);
    *out = (app_cursor){.what = what, .of = of};
    for (size_t i = 0; i < 3; i++) {
        if (!hex(base_str_cut(rest, '.', &rest), &out->n[i])) return bad(e);
    }
    out->text = base_arena_str(arena, rest);
    return true;
}
