/* text.c - is it text: UTF-8 (RFC 3629) or GB 18030, without control characters, whatever pieces it comes in.
 *
 * Both readings are followed side by side until one of them breaks. A reading remembers a few bytes of state instead of
 * the text, so the pieces may be cut anywhere, also within a character. GB 18030 is checked by its form: which codes
 * are assigned changes with every edition of the standard, and an unassigned one harms nobody. */
#include "files/type.h"

static bool is_control(uint8_t c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r') || c == 0x7F;
}

/* The first byte of a character: how many follow, and the bounds of the next, which keep out overlong forms,
 * surrogates and what is beyond U+10FFFF. */
static void utf8_first(files_text *t, uint8_t c) {
    t->utf8_low = 0x80;
    t->utf8_high = 0xBF;
    if (c < 0x80) return;
    t->not_utf8 = c < 0xC2 || c > 0xF4;
    t->utf8_left = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (c == 0xE0) t->utf8_low = 0xA0;
    if (c == 0xED) t->utf8_high = 0x9F;
    if (c == 0xF0) t->utf8_low = 0x90;
    if (c == 0xF4) t->utf8_high = 0x8F;
}

static void utf8_byte(files_text *t, uint8_t c) {
    if (t->utf8_left == 0) {
        utf8_first(t, c);
        return;
    }
    t->not_utf8 = c < t->utf8_low || c > t->utf8_high;
    t->utf8_left--;
    t->utf8_low = 0x80;
    t->utf8_high = 0xBF;
}

/* One byte; false when no character of GB 18030 goes on so. A character is one byte (ASCII), two (81–FE, 40–FE without
 * 7F) or four (81–FE, 30–39, 81–FE, 30–39). */
static bool gb_byte(uint8_t *at, uint8_t c) {
    const bool lead = c >= 0x81 && c <= 0xFE, digit = c >= '0' && c <= '9';
    switch (*at) {
    case 0: *at = lead; return lead || c < 0x80;
    case 1: *at = digit ? 2 : 0; return digit || (c >= 0x40 && c <= 0xFE && c != 0x7F);
    case 2: *at = 3; return lead;
    default: *at = 0; return digit;
    }
}

static bool ascii8(const uint8_t *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return (v & UINT64_C(0x8080808080808080)) == 0;
}

bool files_text_put(files_text *t, const uint8_t *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (t->utf8_left == 0 && t->gb_at == 0) {
            while (i + 8 <= n && ascii8(p + i)) {
                for (size_t k = 0; k < 8; k++) t->control |= is_control(p[i + k]);
                i += 8;
            }
            if (i == n) break;
        }
        t->control |= is_control(p[i]);
        if (!t->not_utf8) utf8_byte(t, p[i]);
        if (!t->not_gb) t->not_gb = !gb_byte(&t->gb_at, p[i]);
        if (t->control || (t->not_utf8 && t->not_gb)) break;
        if (t->not_utf8) t->utf8_left = 0;
        if (t->not_gb) t->gb_at = 0;
    }
    return !t->control && !(t->not_utf8 && t->not_gb);
}

bool files_text_ends(const files_text *t) {
    return !t->control && ((!t->not_utf8 && t->utf8_left == 0) || (!t->not_gb && t->gb_at == 0));
}

void files_text_mask(const files_text *t, const uint8_t *p, size_t n, uint8_t *out) {
    uint8_t at = 0;
    for (size_t i = 0; i < n; i++) {
        const bool within = at != 0;
        if (t->not_utf8) (void)gb_byte(&at, p[i]);
        out[i] = within || p[i] >= 0x80 ? 'x' : p[i];
    }
}

bool files_text_is_table(const uint8_t *p, size_t n, bool whole) {
    size_t commas = 0, first = 0, lines = 0, length = 0;
    bool quoted = false;
    /* A last line without its end counts when it is whole: as if there were one. */
    for (size_t i = 0; i < n || (whole && i == n && length > 0); i++) {
        const uint8_t c = i < n ? p[i] : '\n';
        if (c == '"') quoted = !quoted;
        if (c == ',' && !quoted) commas++;
        if (c != '\r') length++;
        if (c != '\n' || (quoted && i < n)) continue;
        if (length > 1 && lines++ == 0) first = commas;
        if (length > 1 && (commas == 0 || commas != first)) return false;
        commas = length = 0;
    }
    return lines >= 2;
}
