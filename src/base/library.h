/* library.h - a shared library that is loaded when it is first wanted.
 *
 * Some libraries bring twenty others with them, whose loading takes longer than most commands of this program do. So
 * the program is not linked with those; whoever needs one names its functions, and gets a table of them filled once.
 * The library stays loaded until the program ends. */
#ifndef JIQUN_BASE_LIBRARY_H
#define JIQUN_BASE_LIBRARY_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/err.h"

typedef struct {
    const char *name;
    size_t at; /* offset of its pointer in the table */
} base_function;

typedef struct {
    const char *file;              /* with its number: libpq.so.5 */
    const char *version, *package; /* for who has to install it: from which version on, the package of Debian */
    const base_function *function;
    size_t n;
    void *table; /* of pointers: all of them are written before base_library_load says true, or none */
    pthread_mutex_t lock;
    atomic_bool loaded;
} base_library;

/* Of a static: .lock = PTHREAD_MUTEX_INITIALIZER, and what it is. From any thread. False with `e`, naming library and
 * package: it is not there, or lacks a function; asked again, it is looked for again. */
bool base_library_load(base_library *l, base_err *e);

#endif
