/* data_sink.c - a table as CSV (RFC 4180), JSON, XML or XLSX, through a buffer into a file without a name. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json_out.h"
#include "http/portal/data_i.h"

enum { BUFFER = 256 << 10, FLUSH_AT = 128 << 10 };

struct portal_sink {
    enum portal_form form;
    portal_about about;
    const portal_column *column;
    size_t n_columns, n_rows;
    base_buf b;
    int fd;
    uint64_t size;
    docs_sheet *sheet;
    docs_column *titles;
};

const char *portal_form_name(enum portal_form f) {
    static const char *const name[] = {"csv", "json", "xml", "xlsx"};
    return name[f];
}

const char *portal_form_type(enum portal_form f) {
    static const char *const type[] = {"text/csv; charset=utf-8", "application/json", "application/xml; charset=utf-8",
                                       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    return type[f];
}

static bool no_disk(base_err *e) {
    return base_err_fmt(e, BASE_ERR_IO, "不能写临时文件：%m", "can not write a temporary file: %m");
}

static int open_nameless(base_err *e) {
    const char *folder = getenv("TMPDIR");
    int fd = open(folder != NULL && folder[0] != 0 ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) no_disk(e);
    return fd;
}

static bool flush(portal_sink *s, base_err *e) {
    for (size_t at = 0; at < s->b.n;) {
        ssize_t n = write(s->fd, s->b.p + at, s->b.n - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return no_disk(e);
        at += (size_t)n;
    }
    s->size += s->b.n;
    base_buf_clear(&s->b);
    return true;
}

static base_str title(const portal_column *c) { return http_text_in(true, c->label); }

static void put_xml(base_buf *b, base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '&')
            base_buf_puts(b, BASE_STR("&amp;"));
        else if (c == '<')
            base_buf_puts(b, BASE_STR("&lt;"));
        else if (c == '>')
            base_buf_puts(b, BASE_STR("&gt;"));
        else if (c == '"')
            base_buf_puts(b, BASE_STR("&quot;"));
        else if (c < 0x20 && c != '\n' && c != '\t')
            base_buf_puts(b, BASE_STR("\xef\xbf\xbd")); /* XML has no way to say it */
        else
            base_buf_putc(b, (char)c);
    }
}

static void put_attribute(base_buf *b, const char *name, base_str value) {
    base_buf_fmt(b, " %s=\"", name);
    put_xml(b, value);
    base_buf_putc(b, '"');
}

/* ---- begin ---- */

static void begin_csv(portal_sink *s) {
    const portal_about *a = &s->about;
    base_buf *b = &s->b;
    if (a->demonstration) {
        base_buf_puts(b, BASE_STR("# "));
        base_buf_puts(b, http_text_in(true, HTTP_T_DEMONSTRATION));
        base_buf_puts(b, BASE_STR("\r\n"));
    }
    base_buf_fmt(b, "# dataset: %s; log: %.*s; events: %llu; day: ", a->dataset, (int)a->origin.n, a->origin.p,
                 (unsigned long long)a->size);
    base_date_put(b, a->day);
    base_buf_puts(b, BASE_STR("\r\n"));
    for (size_t i = 0; i < s->n_columns; i++) {
        if (i > 0) base_buf_putc(b, ',');
        base_buf_csv(b, base_str_of(s->column[i].name));
    }
    base_buf_puts(b, BASE_STR("\r\n"));
}

static void begin_json(portal_sink *s) {
    const portal_about *a = &s->about;
    base_buf *b = &s->b;
    base_buf_fmt(b, "{\"dataset\":\"%s\",\"demonstration\":%s,\"log\":", a->dataset,
                 a->demonstration ? "true" : "false");
    base_buf_json(b, a->origin);
    base_buf_fmt(b, ",\"events\":%llu,\"day\":\"", (unsigned long long)a->size);
    base_date_put(b, a->day);
    base_buf_puts(b, BASE_STR("\",\"columns\":{"));
    for (size_t i = 0; i < s->n_columns; i++) {
        if (i > 0) base_buf_putc(b, ',');
        base_buf_json(b, base_str_of(s->column[i].name));
        base_buf_putc(b, ':');
        base_buf_json(b, title(&s->column[i]));
    }
    base_buf_puts(b, BASE_STR("},\"rows\":["));
}

static void begin_xml(portal_sink *s) {
    const portal_about *a = &s->about;
    base_buf *b = &s->b;
    base_buf_puts(b, BASE_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dataset"));
    put_attribute(b, "name", base_str_of(a->dataset));
    put_attribute(b, "demonstration", a->demonstration ? BASE_STR("true") : BASE_STR("false"));
    put_attribute(b, "log", a->origin);
    base_buf_fmt(b, " events=\"%llu\" day=\"", (unsigned long long)a->size);
    base_date_put(b, a->day);
    base_buf_puts(b, BASE_STR("\">\n"));
}

static bool begin_xlsx(portal_sink *s, base_err *e) {
    s->titles = base_zeroed(s->n_columns, sizeof *s->titles);
    for (size_t i = 0; i < s->n_columns; i++)
        s->titles[i] = (docs_column){.title = title(&s->column[i]), .type = s->column[i].type};
    const docs_sheet_options o = {.name = base_str_of(s->about.dataset),
                                  .notice = s->about.demonstration ? http_text_in(true, HTTP_T_DEMONSTRATION)
                                                                   : (base_str){NULL, 0},
                                  .column = s->titles,
                                  .n_columns = s->n_columns,
                                  .made = s->about.made / 1000};
    s->sheet = docs_sheet_new(&o, e);
    return s->sheet != NULL;
}

portal_sink *portal_sink_new(enum portal_form form, const portal_about *about, const portal_column *column, size_t n,
                             base_err *e) {
    portal_sink *s = base_zeroed(1, sizeof *s);
    *s = (portal_sink){.form = form, .about = *about, .column = column, .n_columns = n, .fd = -1};
    base_buf_init(&s->b, BUFFER);
    bool good = true;
    if (form == PORTAL_XLSX) {
        good = begin_xlsx(s, e);
    } else {
        s->fd = open_nameless(e);
        good = s->fd >= 0;
        if (form == PORTAL_CSV) begin_csv(s);
        if (form == PORTAL_JSON) begin_json(s);
        if (form == PORTAL_XML) begin_xml(s);
    }
    if (good) return s;
    portal_sink_free(s);
    return NULL;
}

/* ---- rows ---- */

static base_str said(const portal_column *c, const docs_cell *cell, char buffer[32]) {
    base_buf b;
    base_str out = {buffer, 0};
    if (c->type == DOCS_TEXT || c->type == DOCS_FIGURE) return cell->text;
    if (!cell->set) return (base_str){NULL, 0};
    base_buf_init(&b, 31);
    if (c->type == DOCS_DATE)
        base_date_put(&b, (base_date)cell->n);
    else
        base_buf_i64(&b, cell->n);
    memcpy(buffer, b.p, b.n);
    out.n = b.n;
    base_buf_free(&b);
    return out;
}

static void row_csv(portal_sink *s, const docs_cell *cell) {
    char buffer[32];
    for (size_t i = 0; i < s->n_columns; i++) {
        if (i > 0) base_buf_putc(&s->b, ',');
        const base_str v = said(&s->column[i], &cell[i], buffer);
        if (s->column[i].type == DOCS_TEXT)
            base_buf_csv_words(&s->b, v);
        else
            base_buf_csv(&s->b, v);
    }
    base_buf_puts(&s->b, BASE_STR("\r\n"));
}

static void row_json(portal_sink *s, const docs_cell *cell) {
    char buffer[32];
    base_buf_puts(&s->b, s->n_rows > 0 ? BASE_STR(",\n{") : BASE_STR("\n{"));
    for (size_t i = 0; i < s->n_columns; i++) {
        base_str v = said(&s->column[i], &cell[i], buffer);
        if (i > 0) base_buf_putc(&s->b, ',');
        base_buf_json(&s->b, base_str_of(s->column[i].name));
        base_buf_putc(&s->b, ':');
        if (v.n == 0)
            base_buf_puts(&s->b, BASE_STR("null"));
        else if (s->column[i].type == DOCS_INTEGER)
            base_buf_puts(&s->b, v);
        else
            base_buf_json(&s->b, v);
    }
    base_buf_putc(&s->b, '}');
}

static void row_xml(portal_sink *s, const docs_cell *cell) {
    char buffer[32];
    base_buf_puts(&s->b, BASE_STR("<row>"));
    for (size_t i = 0; i < s->n_columns; i++) {
        base_str v = said(&s->column[i], &cell[i], buffer);
        if (v.n == 0) continue;
        base_buf_fmt(&s->b, "<%s>", s->column[i].name);
        put_xml(&s->b, v);
        base_buf_fmt(&s->b, "</%s>", s->column[i].name);
    }
    base_buf_puts(&s->b, BASE_STR("</row>\n"));
}

bool portal_sink_row(portal_sink *s, const docs_cell *cell, base_err *e) {
    switch (s->form) {
    case PORTAL_CSV: row_csv(s, cell); break;
    case PORTAL_JSON: row_json(s, cell); break;
    case PORTAL_XML: row_xml(s, cell); break;
    case PORTAL_XLSX: return docs_sheet_row(s->sheet, cell, e);
    case PORTAL_FORMS:
    default: return false;
    }
    s->n_rows++;
    if (s->b.full)
        return base_err_fmt(e, BASE_ERR_LIMIT, "一行过长：至多 %d 字节", "a row is too long: at most %d bytes", BUFFER);
    return s->b.n < FLUSH_AT || flush(s, e);
}

int portal_sink_end(portal_sink *s, uint64_t *size, base_err *e) {
    if (s->form == PORTAL_XLSX) return docs_sheet_end(s->sheet, size, e);
    if (s->form == PORTAL_JSON) base_buf_puts(&s->b, BASE_STR("\n]}\n"));
    if (s->form == PORTAL_XML) base_buf_puts(&s->b, BASE_STR("</dataset>\n"));
    if (!flush(s, e)) return -1;
    int fd = s->fd;
    *size = s->size;
    s->fd = -1;
    return fd;
}

void portal_sink_free(portal_sink *s) {
    if (s == NULL) return;
    docs_sheet_free(s->sheet);
    free(s->titles);
    if (s->fd >= 0) close(s->fd);
    base_buf_free(&s->b);
    free(s);
}
