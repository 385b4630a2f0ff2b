/* type.c - what kind of file it is: the head first, then what only the whole can tell. */
#include "files/type.h"

static const struct {
    const char *media;
    base_str begin;
} signature[] = {
    {"application/pdf", {"%PDF-", 5}},
    {"image/jpeg", {"\xFF\xD8\xFF", 3}},
    {"image/png", {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16}},
    {"image/tiff", {"II*\0", 4}},
    {"image/tiff", {"MM\0*", 4}},
};

static bool begins(const files_typer *t, base_str with) {
    return base_str_starts((base_str){(const char *)t->head, t->n}, with);
}

void files_typer_begin(files_typer *t, files_magic *magic) {
    memset(t, 0, sizeof *t);
    t->magic = magic;
}

/* A kind with a signature: libmagic must see the same, for a signature is also the begin of other formats. */
static bool decide_signed(files_typer *t, const char *media, base_err *e) {
    char found[FILES_TYPE_MAX];
    if (!files_magic_ask(t->magic, t->head, t->n, found, e)) return false;
    if (strcmp(found, media) != 0) return files_type_refuse(found, e);
    t->type = files_type_of(base_str_of(media));
    t->stage = FILES_STAGE_KNOWN;
    return true;
}

/* The first character that is no blank and no byte order mark is '<': HTML, SVG or XML, whatever comes next. */
static bool is_markup(const uint8_t *p, size_t n) {
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
        p += 3;
        n -= 3;
    }
    while (n > 0 && (*p == ' ' || (*p >= '\t' && *p <= '\r'))) {
        p++;
        n--;
    }
    return n > 0 && *p == '<';
}

/* What libmagic says of text that is nothing else; "octet-stream" is for what is too short for it. Whether the text is
 * a table is not asked: the answer changes with its version. */
static bool is_mere_text(const char *found) {
    static const char *const mere[] = {"text/plain", "text/csv", "application/csv", "application/octet-stream"};
    for (size_t i = 0; i < sizeof mere / sizeof mere[0]; i++) {
        if (strcmp(found, mere[i]) == 0) return true;
    }
    return false;
}

static bool decide_text(files_typer *t, base_err *e) {
    uint8_t masked[FILES_HEAD];
    char found[FILES_TYPE_MAX];
    const size_t skip = begins(t, BASE_STR("\xEF\xBB\xBF")) ? 3 : 0;
    files_text_mask(&t->text, t->head + skip, t->n - skip, masked);
    if (!files_magic_ask(t->magic, masked, t->n - skip, found, e)) return false;
    if (!is_mere_text(found)) return files_type_refuse(found, e);
    if (is_markup(t->head, t->n)) return files_type_refuse("text/xml", e);
    const bool table = files_text_is_table(masked, t->n - skip, t->n < FILES_HEAD);
    t->type = files_type_of(table ? BASE_STR("text/csv") : BASE_STR("text/plain"));
    t->stage = FILES_STAGE_TEXT;
    return true;
}

static bool refuse_head(files_typer *t, base_err *e) {
    char found[FILES_TYPE_MAX];
    if (begins(t, BASE_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return files_type_refuse("application/x-ole-storage", e);
    return files_magic_ask(t->magic, t->head, t->n, found, e) && files_type_refuse(found, e);
}

static bool decide(files_typer *t, base_err *e) {
    for (size_t i = 0; i < sizeof signature / sizeof signature[0]; i++) {
        if (begins(t, signature[i].begin)) return decide_signed(t, signature[i].media, e);
    }
    if (begins(t, BASE_STR("PK\3\4"))) {
        t->stage = FILES_STAGE_ZIP;
        return true;
    }
    return files_text_put(&t->text, t->head, t->n) ? decide_text(t, e) : refuse_head(t, e);
}

bool files_typer_put(files_typer *t, const void *p, size_t n, base_err *e) {
    const uint8_t *from = p;
    if (t->stage == FILES_STAGE_HEAD) {
        const size_t part = n < FILES_HEAD - t->n ? n : FILES_HEAD - t->n;
        if (part > 0) memcpy(t->head + t->n, from, part);
        t->n += part;
        from += part;
        n -= part;
        if (t->n < FILES_HEAD) return true;
        if (!decide(t, e)) return false;
    }
    if (t->stage != FILES_STAGE_TEXT || files_text_put(&t->text, from, n)) return true;
    return files_type_refuse(t->type->media, e);
}

static bool end_zip(files_typer *t, const files_whole *w, base_err *e) {
    static const char *const document[] = {
        [FILES_ZIP_DOCX] = "docx", [FILES_ZIP_XLSX] = "xlsx", [FILES_ZIP_OFD] = "ofd"};
    const enum files_zip kind = files_zip_look(w);
    switch (kind) {
    case FILES_ZIP_DAMAGED:
        return base_err_fmt(e, BASE_ERR_INPUT, "文件不完整或已损坏（压缩结构有误）：请重新保存后上传",
                            "the file is incomplete or damaged (its zip structure is wrong): save it again and upload");
    case FILES_ZIP_BOMB:
        return base_err_fmt(
            e, BASE_ERR_INPUT, "不接收这个文件：其内容解压后过大；请删去空白的行列或分成几个文件后上传",
            "this file is not taken: it unpacks to too much; remove empty rows and columns, or split it");
    case FILES_ZIP_OTHER: return files_type_refuse("application/zip", e);
    case FILES_ZIP_SLIDES:
        return files_type_refuse("application/vnd.openxmlformats-officedocument.presentationml.presentation", e);
    case FILES_ZIP_LOCKED:
        return base_err_fmt(e, BASE_ERR_INPUT, "不接收加密的文件：请去除密码后上传",
                            "an encrypted file is not taken: remove the password and upload it again");
    case FILES_ZIP_MACROS:
        return base_err_fmt(e, BASE_ERR_INPUT, "不接收含有宏或控件的文件：请另存为不含宏的格式后上传",
                            "a file with macros or controls is not taken: save it without them and upload it again");
    case FILES_ZIP_DOCX:
    case FILES_ZIP_XLSX:
    case FILES_ZIP_OFD: break;
    }
    size_t n;
    const files_type *type = files_types(&n);
    while (strcmp(type->suffix, document[kind]) != 0) type++;
    t->type = type;
    return true;
}

bool files_typer_end(files_typer *t, const files_whole *w, base_err *e) {
    if (t->n == 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "附件是空的：请检查文件后重新上传",
                            "the attachment is empty: check the file and upload it again");
    if (t->stage == FILES_STAGE_HEAD && !decide(t, e)) return false;
    if (t->stage == FILES_STAGE_ZIP) return end_zip(t, w, e);
    if (t->stage == FILES_STAGE_TEXT && !files_text_ends(&t->text)) return files_type_refuse(t->type->media, e);
    return true;
}
