/* industries.c - GET /api/v1/industries: GB/T 4754 by name or code, as clusters state it (C1530). */
#include "http/api/api_i.h"
#include "http/portal/shared.h"

enum { FOUND_MAX = 50 };

static bool fits(const http_industry *i, base_str part) {
    if (part.n == 0) return i->level == 1;
    return base_str_starts(i->code, part) || memmem(i->name.p, i->name.n, part.p, part.n) != NULL;
}

/* The letters; with ?q= the first units of which it is part of the name, or the beginning of the code. */
enum http_step http_api_industries(http_exchange *x) {
    base_json j;
    base_str part = {NULL, 0};
    size_t n = 0;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    http_query(x, "q", &part);
    const http_industries *t = http_portal_industries(x, a);
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_name(&j, "industries");
    base_json_arr(&j);
    for (size_t i = 0; i < t->n && n < FOUND_MAX; i++) {
        const http_industry *u = &t->item[i];
        if (!fits(u, part)) continue;
        n++;
        base_json_obj(&j);
        base_json_text(&j, "code", u->code);
        base_json_text(&j, "name", u->name);
        base_json_number(&j, "level", u->level);
        base_json_obj_end(&j);
    }
    base_json_arr_end(&j);
    base_json_obj_end(&j);
    return http_api_end(x, &j);
}
