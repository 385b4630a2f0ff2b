/* html.c - see html.h. */
#include "http/html.h"

#include "http/target.h"

http_html http_html_of(http_exchange *x) { return (http_html){x, &x->out, x->zh}; }

static const char *entity(char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void html_text(http_html *h, base_str s) {
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *said = entity(s.p[i]);
        if (said == NULL) continue;
        base_buf_put(h->b, s.p + from, i - from);
        base_buf_puts(h->b, base_str_of(said));
        from = i + 1;
    }
    base_buf_put(h->b, s.p + from, s.n - from);
}

void html_fill(http_html *h, enum http_text id, const base_str *arg, size_t n) {
    base_str t = http_text_in(h->zh, id);
    size_t began = 0;
    for (size_t i = 0; i + 2 < t.n; i++) {
        if (t.p[i] != '{' || t.p[i + 2] != '}' || t.p[i + 1] < '0' || t.p[i + 1] > '9') continue;
        size_t which = (size_t)(t.p[i + 1] - '0');
        html_text(h, (base_str){t.p + began, i - began});
        if (which < n) html_text(h, arg[which]);
        began = i + 3;
    }
    html_text(h, (base_str){t.p + began, t.n - began});
}

void html_label(http_html *h, rules_text t) { html_text(h, http_pick(h->zh, t)); }

void html_u64(http_html *h, uint64_t n) { base_buf_u64(h->b, n); }

void html_date(http_html *h, base_date d) {
    char text[12], *p = text;
    int y = 0, m = 0, day = 0;
    if (d == BASE_DATE_NONE) {
        HTML_RAW(h, "—");
        return;
    }
    base_date_split(d, &y, &m, &day);
    p = base_digits_pad(p, (uint64_t)y, 4);
    *p++ = '-';
    p = base_digits_pad(p, (uint64_t)m, 2);
    *p++ = '-';
    p = base_digits_pad(p, (uint64_t)day, 2);
    HTML_RAW(h, "<time>");
    base_buf_put(h->b, text, (size_t)(p - text));
    HTML_RAW(h, "</time>");
}

void html_href(http_html *h, const char *path) {
    if (!h->zh) HTML_RAW(h, "/en");
    if (!h->zh && path[0] == '/' && path[1] == 0) return;
    base_buf_puts(h->b, base_str_of(path));
}

void html_href_of(http_html *h, const char *path, base_str segment) {
    html_href(h, path);
    http_encode(h->b, segment);
}
