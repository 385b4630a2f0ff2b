/* message.c - see message.h. */
#include "mail/message.h"

#include "base/date.h"

/* ---- what is taken ---- */

static bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/* Parts between dots, none empty, of letters, digits and `more`. */
static bool is_dotted(base_str s, const char *more) {
    bool part = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' && !part) return false;
        part = s.p[i] != '.';
        if (part && !is_alnum(s.p[i]) && (s.p[i] == '\0' || strchr(more, s.p[i]) == NULL)) return false;
    }
    return part;
}

static base_str domain_of(base_str address) {
    base_str domain;
    base_str_cut(address, '@', &domain);
    return domain;
}

bool mail_address_good(base_str a) {
    base_str domain, local = base_str_cut(a, '@', &domain);
    return a.n <= MAIL_ADDRESS_MAX && local.n <= 64 && is_dotted(local, "!#$%&'*+-/=?^_`{|}~") &&
           is_dotted(domain, "-") && domain.p[0] != '-' && domain.p[domain.n - 1] != '-';
}

/* ---- base64 ---- */

static void put_base64(base_buf *b, const char *p, size_t n) {
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v = (uint32_t)(unsigned char)p[i] << 16;
        if (left > 1) v |= (uint32_t)(unsigned char)p[i + 1] << 8;
        if (left > 2) v |= (unsigned char)p[i + 2];
        const char out[] = {digit[v >> 18], digit[v >> 12 & 63], left > 1 ? digit[v >> 6 & 63] : '=',
                            left > 2 ? digit[v & 63] : '='};
        base_buf_put(b, out, sizeof out);
    }
}

/* Lines of 76 characters, as RFC 2045 has them. */
static void put_body(base_buf *b, base_str text) {
    enum { LINE = 57 };
    for (size_t i = 0; i < text.n; i += LINE) {
        put_base64(b, text.p + i, text.n - i < LINE ? text.n - i : LINE);
        base_buf_puts(b, BASE_STR("\r\n"));
    }
}

/* ---- words ---- */

static bool is_plain(base_str s) {
    if (s.n > 60) return false;
    for (size_t i = 0; i < s.n; i++) {
        bool good = is_alnum(s.p[i]) || (s.p[i] == ' ' && i > 0 && i + 1 < s.n) || s.p[i] == '-' || s.p[i] == '.';
        if (!good) return false;
    }
    return true;
}

/* Encoded words cut between two characters, a folded line each, of at most 76 characters with the name of the header
 * before the first; controls become blanks. */
static void put_words(base_buf *b, base_str s) {
    enum { BYTES = 39 };
    char word[BYTES];
    size_t n = 0;
    bool any = false;
    if (is_plain(s)) {
        base_buf_puts(b, s);
        return;
    }
    for (size_t i = 0, len = 0; i <= s.n; i += len) {
        uint32_t cp = 0;
        bool end = i == s.n, good = !end && base_utf8_next((base_str){s.p + i, s.n - i}, &cp, &len);
        base_str c = good ? (base_str){s.p + i, len} : BASE_STR("?");
        if (good && (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))) c = BASE_STR(" ");
        if (n > 0 && (end || n + c.n > BYTES)) {
            base_buf_puts(b, any ? BASE_STR("\r\n =?UTF-8?B?") : BASE_STR("=?UTF-8?B?"));
            put_base64(b, word, n);
            base_buf_puts(b, BASE_STR("?="));
            any = true;
            n = 0;
        }
        if (end) break;
        memcpy(word + n, c.p, c.n);
        n += c.n;
    }
}

static void put_name(base_buf *b, base_str name, base_str address) {
    if (name.n > 0) {
        put_words(b, base_utf8_head(name, MAIL_SUBJECT_MAX));
        base_buf_puts(b, name.n > 40 ? BASE_STR("\r\n ") : BASE_STR(" "));
    }
    base_buf_fmt(b, "<%.*s>\r\n", (int)address.n, address.p);
}

static void put_date(base_buf *b, int64_t at) {
    static const char day[] = "MonTueWedThuFriSatSun", month[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t s = at / 1000 + (int64_t)8 * 3600;
    base_date d = (base_date)(s / 86400);
    int y, m, dom, second = (int)(s % 86400);
    base_date_split(d, &y, &m, &dom);
    if (m == 0) base_date_split(0, &y, &m, &dom);
    base_buf_fmt(b, "%.3s, %d %.3s %04d %02d:%02d:%02d +0800\r\n", day + (ptrdiff_t)3 * (base_date_weekday(d) - 1), dom,
                 month + (ptrdiff_t)3 * (m - 1), y, second / 3600, second / 60 % 60, second % 60);
}

/* ---- the whole ---- */

static bool fits(const mail_message *m, base_err *e) {
    const base_str address[] = {m->from, m->to};
    for (size_t i = 0; i < 2; i++) {
        if (mail_address_good(address[i])) continue;
        return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不是可用的邮箱地址；应如 name@example.org",
                            "“%.*s” is no address for mail; it should look like name@example.org",
                            (int)base_utf8_head(address[i], 100).n, address[i].p);
    }
    if (m->id.n > MAIL_ID_MAX || !is_dotted(m->id, "-"))
        return base_err_fmt(e, BASE_ERR_INPUT, "邮件标识只能有字母、数字、“.”和“-”",
                            "the identity of a mail has letters, digits, '.' and '-' only");
    if (m->at < 0 || m->at / 86400000 > 2932895)
        return base_err_fmt(e, BASE_ERR_RANGE, "邮件的时间不合理", "the time of the mail is no time of our calendar");
    if (m->text.n <= MAIL_TEXT_MAX) return true;
    return base_err_fmt(e, BASE_ERR_LIMIT, "邮件正文为 %zu 字节，上限为 %d 字节",
                        "the text of the mail has %zu bytes, at most %d", m->text.n, MAIL_TEXT_MAX);
}

/* Line ends of the text become CR LF, as they are in a text on the wire. */
static void put_text(base_buf *b, base_str text) {
    base_buf wire;
    base_buf_init(&wire, 2 * (size_t)MAIL_TEXT_MAX);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r')) base_buf_putc(&wire, '\r');
        base_buf_putc(&wire, text.p[i]);
    }
    put_body(b, base_buf_str(&wire));
    base_buf_free(&wire);
}

bool mail_message_put(base_buf *b, const mail_message *m, base_err *e) {
    if (!fits(m, e)) return false;
    base_str domain = domain_of(m->from);
    base_buf_puts(b, BASE_STR("Date: "));
    put_date(b, m->at);
    base_buf_puts(b, BASE_STR("From: "));
    put_name(b, m->from_name, m->from);
    base_buf_puts(b, BASE_STR("To: "));
    put_name(b, (base_str){NULL, 0}, m->to);
    base_buf_puts(b, BASE_STR("Subject: "));
    put_words(b, base_utf8_head(m->subject, MAIL_SUBJECT_MAX));
    base_buf_fmt(b, "\r\nMessage-ID: <%.*s@%.*s>\r\n", (int)m->id.n, m->id.p, (int)domain.n, domain.p);
    base_buf_puts(b, BASE_STR("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                              "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    put_text(b, m->text);
    if (!b->full) return true;
    return base_err_fmt(e, BASE_ERR_LIMIT, "邮件过大", "the mail is too large");
}
