/* chance.c - GET /api/v1/clusters/{cluster}/chances: whether it may apply, by need and criterion. */
#include "app/show_chance.h"
#include "http/api/api_i.h"

enum http_step http_api_chances(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_chances c;
    base_json j;
    bool found = false;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_show_chances(a, x->param[0], &v, http_today(x->service), x->arena, &c, &found, &e))
        return http_problem_of(x, &e);
    if (!found) return http_api_none(x);
    http_api_begin(x, &j);
    app_put_chances(&j, &c);
    return http_api_end(x, &j);
}
