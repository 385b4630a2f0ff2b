/* Any bytes as an attachment: what kind it is does not depend on the pieces it comes in, a refusal says why in both
 * languages, and what is taken keeps the promises of its kind. */
#include "files/type.h"
#include "fuzzing.h"

static bool read_memory(void *ctx, uint64_t at, void *p, size_t n) {
    const base_str *s = ctx;
    must(n > 0 && at <= s->n); /* nobody asks beyond the end of the file */
    if (n > s->n - at) return false;
    memcpy(p, s->p + at, n);
    return true;
}

static const files_type *kind_in(files_magic *magic, base_str s, size_t piece, base_err *e) {
    static files_typer t;
    files_typer_begin(&t, magic);
    for (size_t at = 0; at < s.n; at += piece) {
        const size_t n = s.n - at < piece ? s.n - at : piece;
        if (!files_typer_put(&t, s.p + at, n, e)) return NULL;
    }
    const files_whole whole = {read_memory, &s, s.n};
    if (!files_typer_end(&t, &whole, e)) return NULL;
    must(t.type != NULL);
    return t.type;
}

static void check_error(const base_err *e) {
    must(e->kind == BASE_ERR_INPUT);
    must(e->zh[0] != '\0' && e->en[0] != '\0');
    must(base_utf8_check(base_str_of(e->zh)) == strlen(e->zh) && base_utf8_check(base_str_of(e->en)) == strlen(e->en));
}

static void check_kind(const files_type *t, base_str s) {
    must(files_type_of(base_str_of(t->media)) == t);
    const bool text = base_str_starts(base_str_of(t->media), BASE_STR("text/"));
    if (!text) return;
    for (size_t i = 0; i < s.n; i++) {
        const unsigned char c = (unsigned char)s.p[i];
        must(c >= 0x20 || c == '\t' || c == '\n' || c == '\f' || c == '\r');
    }
    must(s.p[0] != '<');
}

/* The reading of UTF-8 in pieces is that of base/str.h at once. */
static void check_utf8(base_str s) {
    files_text t = {0};
    const bool ok = files_text_put(&t, (const uint8_t *)s.p, s.n);
    if (ok && !t.not_utf8 && t.utf8_left == 0) must(base_utf8_check(s) == s.n);
    if (!t.control && base_utf8_check(s) == s.n) must(ok && !t.not_utf8 && files_text_ends(&t));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static files_magic *magic;
    if (magic == NULL) magic = files_magic_new();
    const base_str s = {(const char *)data, size};
    base_err e = {0}, again = {0};
    const files_type *t = kind_in(magic, s, size + 1, &e);
    must(kind_in(magic, s, size % 9 + 1, &again) == t && strcmp(e.en, again.en) == 0);
    if (t != NULL)
        check_kind(t, s);
    else
        check_error(&e);
    check_utf8(s);
    const base_str copy = s;
    const files_whole whole = {read_memory, (void *)(uintptr_t)&copy, size};
    if (size > 0) (void)files_zip_look(&whole);
    uint64_t points = 0;
    (void)files_picture_points(&whole, BASE_STR("image/png"), &points);
    (void)files_picture_points(&whole, BASE_STR("image/jpeg"), &points);
    return 0;
}
