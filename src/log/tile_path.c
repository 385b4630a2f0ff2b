/* tile_path.c - names of tiles as C2SP tlog-tiles has them.
 *
 * Reading takes every digit as it comes and then demands that writing gives the same name again: so there is exactly
 * one name for a tile, and no list of the ways in which a name can be spelled wrongly. */
#include "log/tree.h"

#include "base/buf.h"

enum { GROUP = 3 };

static char *put(char *p, base_str text) {
    memcpy(p, text.p, text.n);
    return p + text.n;
}

/* Three digits to a part, "x" before all but the last. */
static char *put_index(char *p, uint64_t index) {
    char digits[BASE_DIGITS_MAX + GROUP];
    const size_t n = (size_t)(base_digits(digits, index) - digits);
    const size_t zeros = (GROUP - n % GROUP) % GROUP;
    for (size_t i = 0; i < zeros + n; i++) {
        if (i % GROUP == 0) {
            *p++ = '/';
            if (zeros + n - i > GROUP) *p++ = 'x';
        }
        *p++ = i < zeros ? '0' : digits[i - zeros];
    }
    return p;
}

void log_tile_path(log_tile_id id, bool entries, char out[LOG_TILE_PATH]) {
    char *p = put(out, BASE_STR("tile/"));
    p = entries ? put(p, BASE_STR("entries")) : base_digits(p, id.level);
    p = put_index(p, id.index);
    if (id.n < LOG_TILE_HASHES) p = base_digits(put(p, BASE_STR(".p/")), id.n);
    *p = '\0';
}

/* Takes the digits of s to those of *v. */
static bool read_digits(base_str s, uint64_t *v) {
    if (s.n == 0) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        if (__builtin_mul_overflow(*v, 10, v) || __builtin_add_overflow(*v, (uint64_t)(s.p[i] - '0'), v)) return false;
    }
    return true;
}

/* "x001/234", "x001/234.p/5" */
static bool read_index(base_str rest, uint64_t *index, uint64_t *width) {
    base_str part = base_str_cut(rest, '/', &rest);
    while (part.n == 1 + GROUP && part.p[0] == 'x') {
        if (!read_digits((base_str){part.p + 1, GROUP}, index)) return false;
        part = base_str_cut(rest, '/', &rest);
    }
    *width = LOG_TILE_HASHES;
    if (base_str_ends(part, BASE_STR(".p"))) {
        part.n -= 2;
        *width = 0;
        if (!read_digits(rest, width) || *width == 0 || *width >= LOG_TILE_HASHES) return false;
    }
    return read_digits(part, index);
}

bool log_tile_path_parse(base_str path, log_tile_id *id, bool *entries) {
    if (path.n >= LOG_TILE_PATH) return false;
    base_str rest;
    if (!base_str_is(base_str_cut(path, '/', &rest), "tile")) return false;
    const base_str name = base_str_cut(rest, '/', &rest);
    const bool bundle = base_str_is(name, "entries");
    uint64_t level = 0, index = 0, width;
    if (!bundle && (!read_digits(name, &level) || level >= LOG_TILE_LEVELS)) return false;
    if (!read_index(rest, &index, &width)) return false;
    const log_tile_id found = {(uint8_t)level, index, (uint16_t)width};
    char again[LOG_TILE_PATH];
    log_tile_path(found, bundle, again);
    if (!base_str_is(path, again)) return false;
    *id = found;
    *entries = bundle;
    return true;
}
