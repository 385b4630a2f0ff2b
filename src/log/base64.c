/* base64.c - base64 with padding, strictly.
 *
 * The library's own decoder takes blanks and does not say how long the result is; here every value has one encoding and
 * any other text is refused, so that a signed line can not be spelled in two ways. */
#include "log/note_i.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool log_base64_put(base_buf *b, base_str bytes) {
    if (bytes.n > SIZE_MAX / 4 || !base_buf_reserve(b, (bytes.n + 2) / 3 * 4)) return false;
    const unsigned char *p = (const unsigned char *)bytes.p;
    for (size_t left = bytes.n; left > 0;) {
        const size_t take = left < 3 ? left : 3;
        const unsigned v = (unsigned)p[0] << 16 | (take > 1 ? (unsigned)p[1] << 8 : 0) | (take > 2 ? p[2] : 0U);
        const char four[4] = {letters[v >> 18], letters[v >> 12 & 63], take > 1 ? letters[v >> 6 & 63] : '=',
                              take > 2 ? letters[v & 63] : '='};
        (void)base_buf_put(b, four, sizeof four);
        p += take;
        left -= take;
    }
    return true;
}

static int value_of(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool log_base64_decode(base_str text, uint8_t *out, size_t cap, size_t *n) {
    if (text.n % 4 != 0) return false;
    size_t pad = 0;
    if (text.n > 0 && text.p[text.n - 1] == '=') pad = text.p[text.n - 2] == '=' ? 2 : 1;
    *n = 0;
    for (size_t i = 0; i < text.n; i += 4) {
        const size_t missing = i + 4 == text.n ? pad : 0;
        unsigned v = 0;
        for (size_t k = 0; k < 4; k++) {
            const int six = k < 4 - missing ? value_of(text.p[i + k]) : 0;
            if (six < 0) return false;
            v = v << 6 | (unsigned)six;
        }
        if ((v & ((1U << 8 * missing) - 1)) != 0) return false; /* bits that belong to no byte */
        for (size_t k = 0; k < 3 - missing; k++, (*n)++)
            if (*n < cap) out[*n] = (uint8_t)(v >> (16 - 8 * k));
    }
    return true;
}

bool log_base64_get(base_arena *arena, base_str text, base_str *bytes) {
    uint8_t *out = base_arena_alloc(arena, text.n / 4 * 3 + 1);
    size_t n;
    if (!log_base64_decode(text, out, text.n / 4 * 3, &n)) return false;
    *bytes = (base_str){(const char *)out, n};
    return true;
}

bool log_hash_get(base_str text, log_hash *out) {
    log_hash x = {{0}};
    size_t n;
    if (!log_base64_decode(text, x.b, LOG_HASH, &n) || n != LOG_HASH) return false;
    *out = x;
    return true;
}
