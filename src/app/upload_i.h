/* upload_i.h - an entry "upload", for upload.c and upload_sweep.c. */
#ifndef JIQUN_APP_UPLOAD_I_H
#define JIQUN_APP_UPLOAD_I_H

#include "app/upload.h"

#define APP_SPACE_UPLOAD BASE_STR("upload")

typedef struct {
    base_str key, digest, name;
    uint64_t since; /* only events from this number on can name it */
    bool older;     /* the file was there before anybody sent it in: it stays in any case */
    int64_t at, due;
} app_upload_entry;

bool app_upload_read(base_arena *arena, const store_entry *n, app_upload_entry *out, base_err *e);
bool app_upload_put(store *s, base_arena *arena, const app_upload_entry *x, base_err *e);

#endif
