/* html.c - see html.h. */
#include "http/html.h"

#include "http/target.h"

http_html http_html_of(http_exchange *x) { return (http_html){x, &x->out, x->zh}; }

static base_str entity(unsigned char c) {
    switch (c) {
    case '&': return BASE_STR("&amp;");
    case '<': return BASE_STR("&lt;");
    case '>': return BASE_STR("&gt;");
    case '"': return BASE_STR("&quot;");
    default: return BASE_STR("&#39;");
    }
}

/* Looked at for each byte of a page. */
static const bool is_marked[256] = {['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true};

void html_text(http_html *h, base_str s) {
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_marked[(unsigned char)s.p[i]]) continue;
        base_buf_put(h->b, s.p + from, i - from);
        base_buf_puts(h->b, entity((unsigned char)s.p[i]));
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

void html_zh(http_html *h, base_str s) {
    bool marked = false;
    for (size_t i = 0; i < s.n && !h->zh && !marked; i++) marked = (unsigned char)s.p[i] >= 0x80;
    if (marked) HTML_RAW(h, "<span lang=\"zh-CN\">");
    html_text(h, s);
    if (marked) HTML_RAW(h, "</span>");
}

void html_label_marked(http_html *h, rules_text t) { html_zh(h, http_pick(h->zh, t)); }

void html_p(http_html *h, enum http_text id) {
    HTML_RAW(h, "<p>");
    html_fill(h, id, NULL, 0);
    HTML_RAW(h, "</p>\n");
}

void html_heading(http_html *h, int level, const char *id, enum http_text text) {
    const char digit = (char)('0' + level);
    HTML_RAW(h, "<h");
    base_buf_putc(h->b, digit);
    if (id != NULL) {
        HTML_RAW(h, " id=\"");
        base_buf_puts(h->b, base_str_of(id));
        HTML_RAW(h, "\"");
    }
    HTML_RAW(h, ">");
    html_fill(h, text, NULL, 0);
    HTML_RAW(h, "</h");
    base_buf_putc(h->b, digit);
    HTML_RAW(h, ">\n");
}

void html_columns(http_html *h, const enum http_text *column, size_t n) {
    HTML_RAW(h, "<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        HTML_RAW(h, "<th scope=\"col\">");
        html_fill(h, column[i], NULL, 0);
        HTML_RAW(h, "</th>");
    }
    HTML_RAW(h, "</tr></thead>\n");
}

void html_table(http_html *h, enum http_text name, const enum http_text *column, size_t n) {
    HTML_RAW(h, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    html_fill(h, name, NULL, 0);
    HTML_RAW(h, "\"><table>");
    html_columns(h, column, n);
    HTML_RAW(h, "<tbody>\n");
}

void html_table_end(http_html *h) { HTML_RAW(h, "</tbody></table></div>\n"); }

void html_link(http_html *h, const char *path, enum http_text text) {
    HTML_RAW(h, "<a href=\"");
    html_href(h, path);
    HTML_RAW(h, "\">");
    html_fill(h, text, NULL, 0);
    HTML_RAW(h, "</a>");
}

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
    base_buf_percent(h->b, segment);
}
