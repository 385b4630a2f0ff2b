/* What is written into a page: everything that does not come from the program is escaped, in text and in attributes. */
#include "../testing.h"

#include "http/html.h"

typedef struct {
    http_exchange x;
    http_html h;
} page;

static page *new_page(bool zh) {
    page *p = base_zeroed(1, sizeof *p);
    p->x.zh = zh;
    base_buf_init(&p->x.out, 64 << 10);
    p->h = http_html_of(&p->x);
    return p;
}

static void free_page(page *p) {
    base_buf_free(&p->x.out);
    free(p);
}

#define SAYS(p, text) assert_true(base_str_is(base_buf_str(&(p)->x.out), text))

static void text_is_escaped(void **state) {
    (void)state;
    page *p = new_page(true);
    html_text(&p->h, BASE_STR("<script>a & 'b' \"c\"</script> 集群"));
    SAYS(p, "&lt;script&gt;a &amp; &#39;b&#39; &quot;c&quot;&lt;/script&gt; 集群");
    base_buf_clear(&p->x.out);
    html_text(&p->h, (base_str){NULL, 0});
    html_text(&p->h, BASE_STR("&"));
    html_text(&p->h, BASE_STR("&amp;"));
    SAYS(p, "&amp;&amp;amp;");
    free_page(p);
}

/* Every single byte: those that mean something in HTML never come out as they are. */
static void each_byte(void **state) {
    (void)state;
    page *p = new_page(true);
    for (int c = 0; c < 256; c++) {
        const char byte = (char)c;
        base_buf_clear(&p->x.out);
        html_text(&p->h, (base_str){&byte, 1});
        if (c != '<' && c != '>' && c != '&' && c != '"' && c != '\'') {
            assert_int_equal(p->x.out.n, 1);
            continue;
        }
        assert_true(p->x.out.n > 3 && p->x.out.p[0] == '&' && p->x.out.p[p->x.out.n - 1] == ';');
        assert_null(memchr(p->x.out.p + 1, c, p->x.out.n - 1));
    }
    free_page(p);
}

static void arguments_of_texts_are_escaped(void **state) {
    (void)state;
    page *p = new_page(false);
    HTML_T(&p->h, RUN_BY, BASE_STR("<b>&"));
    SAYS(p, "Run by &lt;b&gt;&amp;");
    base_buf_clear(&p->x.out);
    HTML_T(&p->h, RUN_BY);
    SAYS(p, "Run by ");
    free_page(p);
}

static void chinese_is_marked_in_english(void **state) {
    (void)state;
    page *p = new_page(false);
    html_zh(&p->h, BASE_STR("集群<"));
    html_zh(&p->h, BASE_STR("c1<"));
    SAYS(p, "<span lang=\"zh-CN\">集群&lt;</span>c1&lt;");
    free_page(p);
    p = new_page(true);
    html_zh(&p->h, BASE_STR("集群<"));
    SAYS(p, "集群&lt;");
    free_page(p);
}

static void addresses(void **state) {
    (void)state;
    page *p = new_page(false);
    html_href(&p->h, "/");
    HTML_RAW(&p->h, " ");
    html_href(&p->h, "/register");
    HTML_RAW(&p->h, " ");
    html_href_of(&p->h, "/register/", BASE_STR("a/b?\"<集"));
    SAYS(p, "/en /en/register /en/register/a%2Fb%3F%22%3C%E9%9B%86");
    free_page(p);
    p = new_page(true);
    html_href(&p->h, "/");
    SAYS(p, "/");
    free_page(p);
}

static void dates(void **state) {
    (void)state;
    base_date d;
    page *p = new_page(true);
    assert_true(base_date_make(2026, 3, 1, &d, NULL));
    html_date(&p->h, d);
    html_date(&p->h, BASE_DATE_NONE);
    SAYS(p, "<time>2026-03-01</time>—");
    free_page(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(each_byte),
        cmocka_unit_test(arguments_of_texts_are_escaped),
        cmocka_unit_test(chinese_is_marked_in_english),
        cmocka_unit_test(addresses),
        cmocka_unit_test(dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
