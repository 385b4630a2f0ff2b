/* gcrypt.c - see gcrypt.h. */
#include "log/gcrypt.h"

#include <gcrypt.h>
#include <pthread.h>

#include "base/arena.h"

static void begin(void) {
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) return;
    if (gcry_check_version("1.10.0") == NULL) base_fatal("libgcrypt 版本过旧。libgcrypt is too old.");
    (void)gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    (void)gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

/* Whoever comes first; the library itself asks for it. */
void log_gcrypt_ready(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, begin);
}
