/* names.c - what the parts of this floor share: hexadecimal names, folders, and the words for what the system refused.
 */
#include "files/files_i.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void *files_must(void *p) {
    if (p == NULL) base_fatal("内存不足。Out of memory.");
    return p;
}

bool files_is_hex(base_str s, size_t n) {
    if (s.n != n) return false;
    for (size_t i = 0; i < n; i++) {
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
    }
    return true;
}

void files_hex(char *out, const uint8_t *p, size_t n) {
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        *out++ = digit[p[i] >> 4];
        *out++ = digit[p[i] & 15];
    }
    *out = '\0';
}

int files_subfolder(const files *f, const char *name) {
    return openat(f->root, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool files_sync_folder(int fd) { return fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP; }

bool files_not_saved(const files *f, base_err *e) {
    const int sys = errno;
    if (e != NULL) base_err_at(e, base_str_of(f->folder), 0, 0);
    errno = sys;
    switch (sys) {
    case ENOSPC:
    case EDQUOT:
        return base_err_fmt(e, BASE_ERR_IO, "附件没有保存，磁盘空间不足（%m）：请腾出空间后重新上传",
                            "the attachment was not saved, the disk is full (%m): make room and upload it again");
    case EROFS:
        return base_err_fmt(
            e, BASE_ERR_IO, "附件没有保存，附件目录是只读的（%m）：请改为可写后重新上传",
            "the attachment was not saved, its folder is read-only (%m): make it writable and upload it "
            "again");
    case EACCES:
    case EPERM:
        return base_err_fmt(e, BASE_ERR_IO, "附件没有保存，没有写入附件目录的权限（%m）：请检查目录的属主和权限",
                            "the attachment was not saved, its folder may not be written (%m): check owner and mode");
    case ENOENT:
    case ESTALE:
        return base_err_fmt(e, BASE_ERR_IO, "附件没有保存，附件目录已不在原处（%m）：请恢复目录并重新启动",
                            "the attachment was not saved, its folder is gone (%m): restore it and start again");
    default:
        return base_err_fmt(e, BASE_ERR_IO, "附件没有保存（%m）：请检查磁盘后重新上传",
                            "the attachment was not saved (%m): check the disk and upload it again");
    }
}
