/* library.c - see library.h. */
#include "base/library.h"

#include <dlfcn.h>

/* All or none: the table is written only when every function was found. */
static bool fill(base_library *l, void *handle) {
    for (size_t i = 0; i < l->n; i++) {
        if (dlsym(handle, l->function[i].name) == NULL) return false;
    }
    for (size_t i = 0; i < l->n; i++) {
        void *f = dlsym(handle, l->function[i].name);
        memcpy((char *)l->table + l->function[i].at, &f, sizeof f);
    }
    return true;
}

static bool load(base_library *l) {
    if (atomic_load_explicit(&l->loaded, memory_order_relaxed)) return true;
    void *handle = dlopen(l->file, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return false;
    if (!fill(l, handle)) {
        dlclose(handle);
        return false;
    }
    atomic_store_explicit(&l->loaded, true, memory_order_release);
    return true;
}

bool base_library_load(base_library *l, base_err *e) {
    if (atomic_load_explicit(&l->loaded, memory_order_acquire)) return true;
    pthread_mutex_lock(&l->lock);
    const bool good = load(l);
    pthread_mutex_unlock(&l->lock);
    if (good) return true;
    return base_err_fmt(e, BASE_ERR_MISSING, "缺少程序库 %s（%s 版以上）；请安装软件包 %s",
                        "the library %s (%s or newer) is not there; install the package %s", l->file, l->version,
                        l->package);
}
