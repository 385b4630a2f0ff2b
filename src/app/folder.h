/* folder.h - a folder that appears whole or not at all: it is filled under another name beside its place, synced, and
 * then renamed. What a crash leaves under the other name (`.NAME.partial-N`) is never taken for the thing itself. */
#ifndef JIQUN_APP_FOLDER_H
#define JIQUN_APP_FOLDER_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"

typedef struct {
    base_arena *arena;
    const char *target; /* where it will be */
    const char *path;   /* where it is filled */
} app_folder;

/* `target` must not exist, or be an empty folder. */
bool app_folder_begin(base_arena *arena, const char *target, app_folder *f, base_err *e);
/* A folder in it, 0700. */
bool app_folder_make(const app_folder *f, const char *name, base_err *e);
/* Copies a file to `name` in it, synced. */
bool app_folder_copy(const app_folder *f, const char *from, const char *name, mode_t mode, base_err *e);
/* Writes a small file, synced. */
bool app_folder_write(const app_folder *f, const char *name, base_str text, base_err *e);
void app_folder_remove(const app_folder *f, const char *name);
/* In its place, synced. On failure it is still where it was filled. */
bool app_folder_done(const app_folder *f, base_err *e);
/* Removes all of it; after app_folder_done there is nothing to remove. */
void app_folder_drop(const app_folder *f);
/* The path of `name` in it. */
const char *app_folder_at(const app_folder *f, const char *name);

#endif
