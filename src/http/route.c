/* route.c - see route.h; the table stands in routes.c. */
#include "http/route.h"

static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};

const char *http_method_name(enum http_method m) { return m < HTTP_OTHER ? names[m] : ""; }

enum http_method http_method_of(base_str name) {
    for (int i = 0; i < HTTP_OTHER; i++) {
        if (base_str_is(name, names[i])) return (enum http_method)i;
    }
    return HTTP_OTHER;
}

static bool is_place(base_str s) { return s.n > 2 && s.p[0] == '{'; }
static bool takes_many(base_str s) { return is_place(s) && s.p[s.n - 2] == '*'; }

/* How many parts a route's path has, and after how many of them a {…*} stands (SIZE_MAX: none does). */
static size_t parts(base_str path, size_t *many) {
    size_t n = 0;
    *many = SIZE_MAX;
    base_str rest = {path.p + 1, path.n - 1};
    while (rest.n > 0) {
        if (takes_many(base_str_cut(rest, '/', &rest))) *many = n;
        n++;
    }
    return n;
}

static bool matches(base_str path, const base_str *segment, size_t n, base_str *param) {
    size_t many = 0, wanted = parts(path, &many), at = 0, taken = 0;
    if (many == SIZE_MAX ? wanted != n : wanted > n) return false;
    base_str rest = {path.p + 1, path.n - 1};
    for (size_t i = 0; i < wanted; i++) {
        base_str part = base_str_cut(rest, '/', &rest);
        if (!is_place(part)) {
            if (!base_str_eq(part, segment[at++])) return false;
            continue;
        }
        size_t last = i == many ? at + (n - wanted) : at;
        param[taken++] = (base_str){segment[at].p, (size_t)(segment[last].p + segment[last].n - segment[at].p)};
        at = last + 1;
    }
    return true;
}

/* What stands before the first place decides for most routes. The parts of the address lie side by side. */
static bool may_match(const char *path, const base_str *segment, size_t n) {
    if (n == 0) return path[1] == 0;
    const char *said = segment[0].p, *end = segment[n - 1].p + segment[n - 1].n;
    for (path++; *path != '\0' && *path != '{'; path++, said++) {
        if (said == end || *path != *said) return false;
    }
    return true;
}

const http_route *http_route_find(enum http_method method, const base_str *segment, size_t n, base_str *param,
                                  unsigned *allowed) {
    size_t count = 0;
    const http_route *route = http_routes(&count);
    enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
    *allowed = 0;
    for (size_t i = 0; i < count; i++) {
        if (!may_match(route[i].path, segment, n)) continue;
        if (!matches(base_str_of(route[i].path), segment, n, param)) continue;
        if (route[i].method == wanted) return &route[i];
        *allowed |= 1u << route[i].method;
    }
    return NULL;
}
