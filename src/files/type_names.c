/* type_names.c - the kinds of file that are taken, and what people call them and others.
 *
 * Taken is what a county sends as evidence and everybody sees alike: PDF, OFD (the national format for documents), the
 * two Office formats without programs in them, scans, plain text and tables. Not taken: what a browser or a computer
 * may run (HTML, SVG, scripts, programs, macros), archives, whose content nobody has looked at, and the old Office
 * formats, in which macros can not be told from text without reading all of a format that has no bounds. */
#include "files/type.h"

#include "base/buf.h"

#define OFFICE "application/vnd.openxmlformats-officedocument."

static const files_type taken[] = {
    {"application/pdf", "pdf", "PDF", "PDF"},
    {"application/ofd", "ofd", "OFD", "OFD"},
    {OFFICE "wordprocessingml.document", "docx", "DOCX", "DOCX"},
    {OFFICE "spreadsheetml.sheet", "xlsx", "XLSX", "XLSX"},
    {"image/jpeg", "jpg", "JPEG 图片", "JPEG"},
    {"image/png", "png", "PNG 图片", "PNG"},
    {"image/tiff", "tif", "TIFF 图片", "TIFF"},
    {"text/plain", "txt", "纯文本", "plain text"},
    {"text/csv", "csv", "CSV 表格", "CSV"},
};
enum { TAKEN = sizeof taken / sizeof taken[0] };

/* What else is often sent. `media` is how the name begins. */
static const struct {
    const char *media, *zh, *en;
} others[] = {
    {"text/html", "网页", "a web page"},
    {"image/svg", "SVG 图形", "an SVG drawing"},
    {"text/xml", "XML 标记文本", "XML or other markup"},
    {"text/x-", "脚本或程序源码", "a script or source code"},
    {"application/javascript", "脚本", "a script"},
    {"text/javascript", "脚本", "a script"},
    {"application/json", "JSON 数据", "JSON data"},
    {"application/x-dosexec", "可执行程序", "a program"},
    {"application/vnd.microsoft.portable-executable", "可执行程序", "a program"},
    {"application/x-executable", "可执行程序", "a program"},
    {"application/x-pie-executable", "可执行程序", "a program"},
    {"application/x-sharedlib", "可执行程序", "a program"},
    {"application/x-ole-storage", "旧版 Office 或 WPS 文件，或加了密码的文件",
     "an old Office or WPS file, or one with a password"},
    {"application/msword", "旧版 Office 文件", "an old Office file"},
    {"application/vnd.ms-excel", "旧版 Office 文件", "an old Office file"},
    {OFFICE "presentationml", "演示文稿", "a presentation"},
    {"application/zip", "压缩包", "an archive"},
    {"application/x-rar", "压缩包", "an archive"},
    {"application/vnd.rar", "压缩包", "an archive"},
    {"application/x-7z", "压缩包", "an archive"},
    {"application/gzip", "压缩包", "an archive"},
    {"application/x-tar", "压缩包", "an archive"},
    {"text/rtf", "RTF 文件", "an RTF file"},
    {"message/", "电子邮件", "a mail message"},
    {"image/gif", "GIF 图片", "a GIF image"},
    {"text/", "其他格式的文本", "text of another format"},
    {"image/", "其他格式的图片", "an image of another format"},
    {"audio/", "音频", "sound"},
    {"video/", "视频", "a video"},
};

const files_type *files_types(size_t *n) {
    *n = TAKEN;
    return taken;
}

const files_type *files_type_of(base_str media) {
    for (size_t i = 0; i < TAKEN; i++) {
        if (base_str_is(media, taken[i].media)) return &taken[i];
    }
    return NULL;
}

/* "PDF、OFD …": all that are taken. */
static void list_taken(base_buf *b, bool zh) {
    for (size_t i = 0; i < TAKEN; i++) {
        if (i > 0) base_buf_puts(b, zh ? BASE_STR("、") : BASE_STR(", "));
        base_buf_puts(b, base_str_of(zh ? taken[i].zh : taken[i].en));
    }
    base_buf_putc(b, '\0');
}

static void name_found(const char *media, const char **zh, const char **en) {
    const files_type *t = files_type_of(base_str_of(media));
    *zh = t != NULL ? "不规范的文件" : "无法识别的内容";
    *en = t != NULL ? "a malformed file" : "something unknown";
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (t != NULL || !base_str_starts(base_str_of(media), base_str_of(others[i].media))) continue;
        *zh = others[i].zh;
        *en = others[i].en;
        return;
    }
}

bool files_type_refuse(const char *media, base_err *e) {
    base_buf zh, en;
    base_buf_init(&zh, 512);
    base_buf_init(&en, 512);
    list_taken(&zh, true);
    list_taken(&en, false);
    const char *found_zh, *found_en;
    name_found(media, &found_zh, &found_en);
    base_err_fmt(e, BASE_ERR_INPUT, "不接收这种文件：内容是%s%.0s（%s）；可上传 %s%.0s，文本须为 UTF-8 或 GBK 编码",
                 "this kind of file is not taken: it is %.0s%s (%s); taken are %.0s%s; text in UTF-8 or GBK", found_zh,
                 found_en, media, zh.p, en.p);
    base_buf_free(&zh);
    base_buf_free(&en);
    return false;
}
