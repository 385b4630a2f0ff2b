/* Kinds of file by content: what is taken and what is refused, in whatever pieces it comes, and damage of every kind.
 */
#include "support.h"

#include "files/type.h"

static files_magic *magic;
static base_buf bytes;

static int set_up(void **state) {
    (void)state;
    magic = files_magic_new();
    base_buf_init(&bytes, 64 << 20);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    files_magic_free(magic);
    base_buf_free(&bytes);
    return 0;
}

static bool read_memory(void *ctx, uint64_t at, void *p, size_t n) {
    const base_str *s = ctx;
    if (at > s->n || n > s->n - at) return false;
    memcpy(p, s->p + at, n);
    return true;
}

/* The media type, or NULL and `e`; pieces of `piece` bytes. */
static const char *kind_in(base_str s, size_t piece, base_err *e) {
    static files_typer t;
    files_typer_begin(&t, magic);
    for (size_t at = 0; at < s.n; at += piece) {
        const size_t n = s.n - at < piece ? s.n - at : piece;
        if (!files_typer_put(&t, s.p + at, n, e)) return NULL;
    }
    const files_whole whole = {read_memory, &s, s.n};
    if (!files_typer_end(&t, &whole, e)) return NULL;
    assert_ptr_equal(files_type_of(base_str_of(t.type->media)), t.type);
    return t.type->media;
}

/* The same in one piece, in single bytes, and in pieces around the size of the head. */
static const char *kind_of(base_str s, base_err *e) {
    static const size_t piece[] = {1, 7, FILES_HEAD - 1, FILES_HEAD, FILES_HEAD + 1};
    const char *kind = kind_in(s, s.n + 1, e);
    for (size_t i = 0; i < sizeof piece / sizeof piece[0]; i++) {
        base_err other = {0};
        const char *again = kind_in(s, piece[i], &other);
        if (kind != again || strcmp(e->en, other.en) != 0)
            fail_msg("%s%s in pieces of %zu: %s%s", kind ? kind : "", e->en, piece[i], again ? again : "", other.en);
    }
    return kind;
}

static void assert_kind(base_str s, const char *media) {
    base_err e = {0};
    const char *kind = kind_of(s, &e);
    if (kind == NULL || strcmp(kind, media) != 0)
        fail_msg("%.*s…: %s, expected %s", (int)(s.n < 40 ? s.n : 40), s.p, kind != NULL ? kind : e.en, media);
}

/* Refused, and both texts name it. */
static void assert_refused(base_str s, const char *zh, const char *en) {
    base_err e = {0};
    const char *kind = kind_of(s, &e);
    if (kind != NULL) fail_msg("%.*s…: %s", (int)(s.n < 40 ? s.n : 40), s.p, kind);
    assert_int_equal(e.kind, BASE_ERR_INPUT);
    if (strstr(e.zh, zh) == NULL || strstr(e.en, en) == NULL) fail_msg("%s / %s: expected %s / %s", e.zh, e.en, zh, en);
}

static void the_list_is_sound(void **state) {
    (void)state;
    size_t n;
    const files_type *t = files_types(&n);
    assert_true(n >= 9);
    for (size_t i = 0; i < n; i++) {
        assert_true(strlen(t[i].media) < FILES_TYPE_MAX);
        assert_ptr_equal(files_type_of(base_str_of(t[i].media)), &t[i]);
        base_err e = {0};
        files_type_refuse("x/y", &e);
        assert_err(&e, BASE_ERR_INPUT, "x/y");
        assert_non_null(strstr(e.zh, t[i].zh));
        assert_non_null(strstr(e.en, t[i].en));
    }
    assert_null(files_type_of(BASE_STR("text/html")));
    assert_null(files_type_of(BASE_STR("text/plain; charset=x")));
    assert_null(files_type_of((base_str){NULL, 0}));
}

static void papers_and_pictures(void **state) {
    (void)state;
    assert_kind(BASE_STR(PDF_HEAD), "application/pdf");
    assert_kind(BASE_STR("%PDF-1.4\nonly ASCII\n"), "application/pdf");
    assert_kind(BASE_STR(PNG_HEAD), "image/png");
    assert_kind(BASE_STR("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"), "image/jpeg");
    assert_kind(BASE_STR("\xFF\xD8\xFF\xE1\0\x10"
                         "Exif\0\0"),
                "image/jpeg");
    assert_kind(BASE_STR("II*\0\x08\0\0\0\0\0"), "image/tiff");
    assert_kind(BASE_STR("MM\0*\0\0\0\x08\0\0"), "image/tiff");
}

static void assert_points(base_str s, const char *media, bool told, uint64_t points) {
    const files_whole whole = {read_memory, &s, s.n};
    uint64_t n = 1;
    assert_int_equal(files_picture_points(&whole, base_str_of(media), &n), told);
    assert_int_equal(n, points);
}

static void how_much_a_picture_unpacks_to(void **state) {
    (void)state;
    assert_points(BASE_STR(PNG_HEAD), "image/png", true, 1);
    assert_points(BASE_STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\xFF\xFF\0\1\0\0\x08\2"), "image/png", true,
                  65535ULL << 16);
    assert_points(BASE_STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1"), "image/png", false, 0);
#define APP0 "\xFF\xE0\0\4\0\0"
    assert_points(BASE_STR("\xFF\xD8" APP0 "\xFF\xC0\0\x0B\x08\x4E\x20\x30\x39\1"), "image/jpeg", true, 20000 * 12345);
    assert_points(BASE_STR("\xFF\xD8" APP0 "\xFF\xC4\0\3\0\xFF\xFF\xC2\0\x0B\x08\0\2\0\3\1"), "image/jpeg", true, 6);
    assert_points(BASE_STR("\xFF\xD8" APP0), "image/jpeg", false, 0);
    assert_points(BASE_STR("\xFF\xD8" APP0 "\xFF\xC0\0\x0B\x08\x4E"), "image/jpeg", false, 0);
    assert_points(BASE_STR("\xFF\xD8\xFF\xE0\0\1\xFF\xC0"), "image/jpeg", false, 0);
    assert_points(BASE_STR("\xFF\xD8\xFF\xE0\xFF\xFF"), "image/jpeg", false, 0);
    assert_points(BASE_STR("\xFF\xD8"), "image/jpeg", false, 0);
    assert_points(BASE_STR(PDF_HEAD), "application/pdf", true, 0);
}

static void what_runs_or_hides_is_refused(void **state) {
    (void)state;
    assert_refused(BASE_STR("<!DOCTYPE html><html><body>x</body></html>"), "网页（text/html）",
                   "a web page (text/html)");
    assert_refused(BASE_STR("\xEF\xBB\xBF \n <html><script>x</script></html>"), "可上传 PDF、OFD",
                   "taken are PDF, OFD");
    assert_refused(BASE_STR("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "SVG", "SVG");
    assert_refused(BASE_STR("<anything>else</anything>"), "标记", "markup");
    assert_refused(BASE_STR("<?xml version=\"1.0\"?><a/>"), "text/xml", "text/xml");
    assert_refused(BASE_STR("#!/bin/sh\nrm -rf /\n"), "脚本", "script");
    assert_refused(BASE_STR("#!/usr/bin/env python3\nprint(1)\n"), "脚本", "script");
    assert_refused(BASE_STR("@echo off\r\ndir\r\n"), "脚本", "script");
    assert_refused(BASE_STR("<?php echo 1; ?>"), "", "");
    assert_refused(BASE_STR("{\"a\": [1, 2, 3]}\n"), "JSON", "JSON");
    assert_refused(BASE_STR("{\\rtf1\\ansi hello}"), "RTF", "RTF");
    assert_refused(BASE_STR("%!PS-Adobe-3.0\n"), "application/postscript", "application/postscript");
    assert_refused(BASE_STR("\x7F"
                            "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3E\0\1\0\0\0"),
                   "程序", "program");
    assert_refused(BASE_STR("MZ\x90\0\3\0\0\0\4\0\0\0\xFF\xFF\0\0"), "", "");
    assert_refused(BASE_STR("GIF89a\1\0\1\0\0\0\0;"), "GIF", "GIF");
    assert_refused(BASE_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0"), "旧版 Office", "old Office");
    assert_refused(BASE_STR("Rar!\x1A\7\1\0\0\0\0\0"), "压缩包", "archive");
    assert_refused(BASE_STR("\x1F\x8B\x08\0\0\0\0\0\0\3"), "压缩包", "archive");
    assert_refused(BASE_STR("\0\0\0\0\0\0\0\0"), "", "");
    assert_refused(BASE_STR("\n\n%PDF-1.7\n\x80\xFF\0"), "", "");
    assert_refused(BASE_STR("II*\0\x10\0\0\0CR\2\0"), "图片", "image"); /* a camera's raw format */
}

static void nothing_is_refused(void **state) {
    (void)state;
    assert_refused(BASE_STR(""), "空", "empty");
}

static void text_in_two_encodings(void **state) {
    (void)state;
    assert_kind(BASE_STR("a"), "text/plain");
    assert_kind(BASE_STR("A report.\r\nIt has two lines.\n"), "text/plain");
    assert_kind(BASE_STR("杭州市西湖区云计算产业集群发展情况说明\n"), "text/plain");
    assert_kind(BASE_STR("\xEF\xBB\xBF集群总产值为 52 亿元。\n"), "text/plain");
    assert_kind(BASE_STR("\xBA\xBC\xD6\xDD\xCA\xD0\xCE\xF7\xBA\xFE\xC7\xF8\n"), "text/plain"); /* 杭州市西湖区 */
    /* 各市 and 附件: bytes with which old DOS programs begin */
    assert_kind(BASE_STR("\xB8\xF7\xCA\xD0\xA3\xBA\n"), "text/plain");
    assert_kind(BASE_STR("\xB8\xBD\xBC\xFE\n"), "text/plain");
    assert_kind(BASE_STR("\xC1\xAA\xCD\xA8"), "text/plain");                                /* 联通 */
    assert_kind(BASE_STR("\x81\x5C\x95\x7C\xFE\x40\n"), "text/plain");                      /* second byte \ | @ */
    assert_kind(BASE_STR("\x95\x32\x82\x36 \x81\x39\xEF\x34\n"), "text/plain");             /* four bytes */
    assert_kind(BASE_STR("name,output\n\xBC\xD7,1\n\xD2\xD2,2\n\xB1\xFB,3\n"), "text/csv"); /* 甲 乙 丙 */
    assert_kind(BASE_STR("名称,产值\n甲,1\n乙,2\n丙,3\n"), "text/csv");
    assert_kind(BASE_STR("\xEF\xBB\xBF名称,产值\r\n\"甲,乙\",1\r\n丙,2\r\n"), "text/csv");
}

static void tables_by_their_commas(void **state) {
    (void)state;
    static const char *const table[] = {
        "a,b\n1,2",         "a,b\n1,2\n",        "a,b\r\n1,2\r\n\r\n",   "\n\na,b,c\n,,\n",
        "\"a,b\",c\n1,2\n", "\"a\nb\",c\n1,2\n", "\"a\"\"b,\",c\n1,2\n", "a,b\n1,\"2\n,,\n",
    };
    static const char *const plain[] = {"a,b",           "a,b\n",           "a\nb\n", "a,b\n1\n", "a,b\n1,2\n1,2,3\n",
                                        "a,b\n1,2\nend", "\"a,b\n1,2\n\"\n"};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) assert_kind(base_str_of(table[i]), "text/csv");
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) assert_kind(base_str_of(plain[i]), "text/plain");
    base_buf_clear(&bytes);
    while (bytes.n < 2 * FILES_HEAD) base_buf_puts(&bytes, BASE_STR("1,2,3,4\n")); /* the head ends with a line */
    assert_kind(base_buf_str(&bytes), "text/csv");
    base_buf_puts(&bytes, BASE_STR("what comes late is not looked at\n"));
    assert_kind(base_buf_str(&bytes), "text/csv");
    base_buf_clear(&bytes);
    while (bytes.n < 2 * FILES_HEAD) base_buf_puts(&bytes, BASE_STR("100,200,300\n")); /* the head ends within one */
    assert_kind(base_buf_str(&bytes), "text/csv");
}

static void text_that_is_none(void **state) {
    (void)state;
    static const base_str bad[] = {
        {"a\0b", 3},
        {"a\x1B[31m", 6},
        {"\x7F", 1},
        {"\xFF\xFEh\0i\0", 6},
        {"\xFE\xFF\0h", 4},
        {"\xE4", 1},
        {"\xE0\x80\x80", 3},
        {"\x80", 1},
        {"abc\x81", 4},
        {"abc\x81\x30", 5},
        {"a\x81\x30\x81", 4},
        {"\x81\x30\x81x", 4},
        {"\x81\x30\x30", 3},
        {"\xFF\xFF", 2},
        {"\x81\x30\x30\x30", 4},
        /* overlong, surrogate, beyond the last: neither UTF-8 nor GB 18030 */
        {"\xC1\x80\x80", 3},
        {"\xED\xA0\x80", 3},
        {"\xF0\x80\x80\x80", 4},
        {"\xF4\x90\x80\x80", 4},
        {"\xF5\x80\x80\x80", 4},
        {"\x81\x7F", 2},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        base_err e = {0};
        if (kind_of(bad[i], &e) != NULL) fail_msg("number %zu is taken", i);
        assert_err(&e, BASE_ERR_INPUT, "UTF-8");
        assert_non_null(strstr(e.en, "GBK"));
    }
}

/* A long text of characters of every length, wherever the head ends in it. */
static void long_text_is_read_to_its_end(void **state) {
    (void)state;
    static const char *const word[] = {"a", "é", "集", "𠮷", "\r\n", ",", " "};
    prng r = {7};
    for (unsigned round = 0; round < 8; round++) {
        base_buf_clear(&bytes);
        for (unsigned i = 0; i < round; i++) base_buf_putc(&bytes, 'x');
        while (bytes.n < 3 * FILES_HEAD) base_buf_puts(&bytes, base_str_of(word[prng_below(&r, 7)]));
        assert_kind(base_buf_str(&bytes), "text/plain");
        const size_t good = bytes.n;
        base_buf_put(&bytes, "\xE9\x9B", 2); /* a character that is cut; no GB 18030 either with what stands before */
        assert_refused(base_buf_str(&bytes), "text/", "text/");
        base_buf_cut(&bytes, good);
        base_buf_put(&bytes, "\0", 1);
        assert_refused(base_buf_str(&bytes), "text/", "text/");
    }
}

/* As soon as it can be known, and not after 200 MB. */
static void refused_early(void **state) {
    (void)state;
    static files_typer t;
    base_err e = {0};
    base_buf_clear(&bytes);
    base_buf_puts(&bytes, BASE_STR("<html>"));
    while (bytes.n < FILES_HEAD) base_buf_putc(&bytes, ' ');
    files_typer_begin(&t, magic);
    assert_true(files_typer_put(&t, bytes.p, FILES_HEAD - 1, &e));
    assert_false(files_typer_put(&t, bytes.p, 1, &e));
    memset(bytes.p, 'a', FILES_HEAD);
    files_typer_begin(&t, magic);
    assert_true(files_typer_put(&t, bytes.p, FILES_HEAD, &e));
    assert_true(files_typer_put(&t, "abc", 3, &e));
    assert_false(files_typer_put(&t, "\1", 1, &e));
}

/* ------------------------------------------------------------------ containers */

#define TYPES "[Content_Types].xml"

static void zip_of(const char *const *names) {
    size_t n = 0;
    while (names[n] != NULL) n++;
    make_zip(&bytes, names, n);
}
#define ZIP(...) zip_of((const char *const[]){__VA_ARGS__, NULL})
#define OFFICE   "application/vnd.openxmlformats-officedocument."

static void documents_in_containers(void **state) {
    (void)state;
    ZIP(TYPES, "_rels/.rels", "word/document.xml", "word/styles.xml");
    assert_kind(base_buf_str(&bytes), OFFICE "wordprocessingml.document");
    ZIP("word/document2.xml", "word/embeddings/oleObject1.bin", TYPES);
    assert_kind(base_buf_str(&bytes), OFFICE "wordprocessingml.document");
    ZIP("xl/worksheets/sheet1.xml", "xl/workbook.xml", TYPES);
    assert_kind(base_buf_str(&bytes), OFFICE "spreadsheetml.sheet");
    ZIP("OFD.xml", "Doc_0/Document.xml");
    assert_kind(base_buf_str(&bytes), "application/ofd");
    /* a comment, and something between the table and the last record, as the 64-bit records of some programs */
    base_buf_cut(&bytes, bytes.n - 2);
    base_buf_put(&bytes, "\3\0abc", 5);
    assert_kind(base_buf_str(&bytes), "application/ofd");
    base_buf_put(&bytes, "\0\0\0\0", 4); /* some programs leave a byte or two */
    assert_kind(base_buf_str(&bytes), "application/ofd");
    base_buf_put(&bytes, "", 1);
    assert_refused(base_buf_str(&bytes), "损坏", "damaged");
}

static void other_containers_are_refused(void **state) {
    (void)state;
    ZIP("a.txt");
    assert_refused(base_buf_str(&bytes), "压缩包（application/zip）", "an archive (application/zip)");
    ZIP("META-INF/MANIFEST.MF", "A.class");
    assert_refused(base_buf_str(&bytes), "压缩包", "archive");
    ZIP(TYPES, "ppt/presentation.xml", "ppt/slides/slide1.xml");
    assert_refused(base_buf_str(&bytes), "演示文稿", "a presentation");
    ZIP("word/document.xml"); /* no list of types */
    assert_refused(base_buf_str(&bytes), "压缩包", "archive");
    ZIP(TYPES, "xl/workbook.bin");
    assert_refused(base_buf_str(&bytes), "压缩包", "archive");
    ZIP(TYPES, "a/word/document.xml", "word/documents/x.xml", "Doc_0/OFD.xml", "word/document.xml/");
    assert_refused(base_buf_str(&bytes), "压缩包", "archive");
    ZIP(TYPES, "word/document.xml", "xl/workbook.xml"); /* two at once */
    assert_refused(base_buf_str(&bytes), "压缩包", "archive");
    ZIP(TYPES, "word/document.xml", "OFD.xml");
    assert_refused(base_buf_str(&bytes), "压缩包", "archive");
    make_zip(&bytes, NULL, 0); /* no parts: the last record alone */
    assert_refused(base_buf_str(&bytes), "", "");
}

static void macros_and_passwords_are_refused(void **state) {
    (void)state;
    static const char *const part[] = {"word/vbaProject.bin", "WORD/VBAPROJECT.BIN", "word/vbaData.xml",
                                       "word/activeX/activeX1.xml"};
    for (size_t i = 0; i < 4; i++) {
        ZIP(TYPES, "word/document.xml", part[i]);
        assert_refused(base_buf_str(&bytes), "宏", "macros");
    }
    ZIP(TYPES, "xl/macrosheets/sheet1.xml", "xl/workbook.xml");
    assert_refused(base_buf_str(&bytes), "宏", "macros");
    ZIP(TYPES, "!word/document.xml");
    assert_refused(base_buf_str(&bytes), "加密", "encrypted");
    ZIP("OFD.xml", "!Doc_0/Document.xml");
    assert_refused(base_buf_str(&bytes), "加密", "encrypted");
}

/* Cut anywhere, it is no document any more. */
static void cut_containers_are_refused(void **state) {
    (void)state;
    ZIP(TYPES, "word/document.xml");
    for (size_t n = bytes.n - 1; n >= 4; n--) {
        base_err e = {0};
        const base_str s = {bytes.p, n};
        if (kind_in(s, s.n, &e) != NULL) fail_msg("%zu of %zu bytes", n, bytes.n);
        assert_int_equal(e.kind, BASE_ERR_INPUT);
    }
}

static void set(size_t at, unsigned v) {
    base_buf b = {.p = bytes.p + at, .cap = 5, .max = 5};
    put32(&b, v);
}

/* Numbers that lie: places beyond the table, more entries than there are, names that are not there. */
static void lying_tables_are_refused(void **state) {
    (void)state;
    const char *const names[] = {TYPES, "word/document.xml"};
    enum { PART = 30 + 5, ENTRY = 46, LAST = 22 };
    static const unsigned lies[] = {0xFFFFFFFF, 0xFFFFFFFE, 0x80000000, 0x7FFFFFFF, 0xFFFF, 0x10000, 1};
    make_zip(&bytes, names, 2);
    const size_t n1 = strlen(names[0]), n2 = strlen(names[1]), table = 2 * PART + n1 + n2, last = bytes.n - LAST;
    const size_t place[] = {
        last + 10,     last + 12, last + 16, table + 28, table + 42, table + ENTRY + n1 + 28, table + ENTRY + n1 + 42,
        PART + n1 + 26};
    for (size_t i = 0; i < sizeof place / sizeof place[0]; i++) {
        for (size_t k = 0; k < sizeof lies / sizeof lies[0]; k++) {
            make_zip(&bytes, names, 2);
            set(place[i], lies[k]);
            base_err e = {0};
            const base_str s = base_buf_str(&bytes);
            if (kind_in(s, s.n, &e) != NULL) fail_msg("%u at %zu", lies[k], place[i]);
        }
    }
    const char *const more[] = {TYPES, "word/document.xml", "word/styles.xml"};
    for (size_t k = 0; k < sizeof lies / sizeof lies[0]; k++) {
        make_zip(&bytes, more, 3);
        set(bytes.n - LAST - strlen(more[2]) - 4, lies[k]);
        base_err e = {0};
        const bool beyond = lies[k] != 1; /* of the other parts, only that they lie before the table */
        assert_true((kind_in(base_buf_str(&bytes), bytes.n, &e) == NULL) == beyond);
    }
    make_zip(&bytes, names, 2);
    bytes.p[PART + n1 + 30] = 'W'; /* the part itself is called otherwise */
    assert_refused(base_buf_str(&bytes), "损坏", "damaged");
}

/* What its own table says of the last of three parts: `packed` bytes that unpack to `unpacked`. */
static bool is_taken(unsigned packed, unsigned unpacked, const char *why) {
    const char *const names[] = {TYPES, "xl/workbook.xml", "xl/worksheets/sheet1.xml"};
    enum { LAST = 22, ENTRY = 46 };
    base_err e = {0};
    make_zip(&bytes, names, 3);
    const size_t entry = bytes.n - LAST - strlen(names[2]) - ENTRY;
    set(entry + 20, packed);
    set(entry + 24, unpacked);
    const bool taken = kind_in(base_buf_str(&bytes), bytes.n, &e) != NULL;
    assert_true(taken || strstr(e.en, why) != NULL);
    return taken;
}

static void what_unpacks_to_too_much_is_refused(void **state) {
    (void)state;
    enum { FREE = 16 << 20, REST = 10 }; /* the other two parts have five bytes each */
    assert_true(is_taken(5, FREE - REST, ""));
    assert_false(is_taken(5, FREE - REST + 1, "unpacks to too much"));
    assert_false(is_taken(5, (1U << 30) - REST + 1, "unpacks to too much"));
    assert_false(is_taken(5, 0xFFFFFFFF, "unpacks to too much"));
    /* smaller than its packed form could be; larger than the file */
    assert_true(is_taken(64, 0, ""));
    assert_false(is_taken(65, 0, "damaged"));
    assert_false(is_taken(4000, 4000, "damaged"));
}

/* One byte of a document is another: what it then is may vary, but it ends. */
static void changed_containers_do_no_harm(void **state) {
    (void)state;
    const char *const names[] = {TYPES, "xl/workbook.xml", "xl/worksheets/sheet1.xml"};
    make_zip(&bytes, names, 3);
    for (size_t i = 0; i < bytes.n; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.p[i] = (char)(bytes.p[i] ^ 1 << bit);
            base_err e = {0};
            const char *kind = i < 4 ? NULL : kind_in(base_buf_str(&bytes), bytes.n, &e);
            assert_true(kind == NULL || strcmp(kind, OFFICE "spreadsheetml.sheet") == 0);
            bytes.p[i] = (char)(bytes.p[i] ^ 1 << bit);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_is_sound),
        cmocka_unit_test(papers_and_pictures),
        cmocka_unit_test(how_much_a_picture_unpacks_to),
        cmocka_unit_test(what_runs_or_hides_is_refused),
        cmocka_unit_test(nothing_is_refused),
        cmocka_unit_test(text_in_two_encodings),
        cmocka_unit_test(tables_by_their_commas),
        cmocka_unit_test(text_that_is_none),
        cmocka_unit_test(long_text_is_read_to_its_end),
        cmocka_unit_test(refused_early),
        cmocka_unit_test(documents_in_containers),
        cmocka_unit_test(other_containers_are_refused),
        cmocka_unit_test(macros_and_passwords_are_refused),
        cmocka_unit_test(cut_containers_are_refused),
        cmocka_unit_test(lying_tables_are_refused),
        cmocka_unit_test(what_unpacks_to_too_much_is_refused),
        cmocka_unit_test(changed_containers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
