/* mask.c - see mask.h. */
#include "app/mask.h"

enum { STARS_MAX = 8, DIGITS_MIN = 8, HEAD = 3, TAIL = 4 };

static size_t first_char(base_str s) {
    uint32_t cp;
    size_t n = 0;
    if (s.n > 0) (void)base_utf8_next(s, &cp, &n);
    return n;
}

base_str app_mask_name(base_arena *arena, base_str name) {
    static const char stars[] = "********";
    name = base_str_trim(name);
    const size_t head = first_char(name), rest = base_utf8_count((base_str){name.p + head, name.n - head});
    const size_t n = rest < STARS_MAX ? rest : STARS_MAX;
    return base_arena_fmt(arena, "%.*s%.*s", (int)head, name.n > 0 ? name.p : "", (int)n, stars);
}

static size_t digits_in(base_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += s.p[i] >= '0' && s.p[i] <= '9';
    return n;
}

/* Digits are counted from the left; those between the first and the last that stay become stars. */
base_str app_mask_phone(base_arena *arena, base_str phone) {
    phone = base_str_trim(phone);
    const size_t n = digits_in(phone), whole = HEAD + TAIL;
    const size_t head = n > whole + 3 ? HEAD : 0, tail = n > whole + 3 ? TAIL : n >= DIGITS_MIN ? 2 : 0;
    char *p = base_arena_copy(arena, phone.n > 0 ? phone.p : "", phone.n + 1);
    for (size_t i = 0, seen = 0; i < phone.n; i++) {
        const bool digit = p[i] >= '0' && p[i] <= '9';
        if (!digit && (unsigned char)p[i] >= 0x80) p[i] = '*';
        if (!digit) continue;
        if (seen >= head && seen < n - tail) p[i] = '*';
        seen++;
    }
    return (base_str){p, phone.n};
}

base_str app_mask_mail(base_arena *arena, base_str mail) {
    mail = base_str_trim(mail);
    const char *at = mail.n > 0 ? memrchr(mail.p, '@', mail.n) : NULL;
    if (at == NULL) return app_mask_name(arena, mail);
    const size_t local = (size_t)(at - mail.p), head = local > 0 ? first_char((base_str){mail.p, local}) : 0;
    return base_arena_fmt(arena, "%.*s***%.*s", (int)head, mail.p, (int)(mail.n - local), at);
}

base_str app_mask_contact(base_arena *arena, base_str contact) {
    contact = base_str_trim(contact);
    if (contact.n > 0 && memchr(contact.p, '@', contact.n) != NULL) return app_mask_mail(arena, contact);
    const char c = contact.n > 0 ? contact.p[0] : '\0';
    if ((c >= '0' && c <= '9') || c == '+' || c == '(') return app_mask_phone(arena, contact);
    return app_mask_name(arena, contact);
}
