/* readings.c - see readings.h. Fixed places, found by a hash; what is compared is the whole text. */
#include "http/readings.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/arena.h"

enum { PLACES = 1024, TEXT_MAX = 400 };

typedef struct {
    char text[TEXT_MAX];
    size_t n; /* 0: nothing is here */
    int64_t until;
} place;

struct http_readings {
    pthread_mutex_t lock;
    place place[PLACES];
};

http_readings *http_readings_new(void) {
    http_readings *r = base_zeroed(1, sizeof *r);
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void http_readings_free(http_readings *r) {
    if (r == NULL) return;
    pthread_mutex_destroy(&r->lock);
    free(r);
}

/* The parts with a line end between, which none of them has; 0: too long to be remembered. */
static size_t put_text(char to[TEXT_MAX], base_str account, base_str digest, base_str dossier) {
    const base_str part[] = {account, digest, dossier};
    size_t n = 0;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        if (part[i].n >= TEXT_MAX - n) return 0;
        if (part[i].n > 0) memcpy(to + n, part[i].p, part[i].n);
        n += part[i].n;
        to[n++] = '\n';
    }
    return n;
}

void http_readings_add(http_readings *r, base_str account, base_str digest, base_str dossier) {
    char text[TEXT_MAX];
    const size_t n = put_text(text, account, digest, dossier);
    if (n == 0) return;
    place *p = &r->place[base_str_hash((base_str){text, n}) % PLACES];
    pthread_mutex_lock(&r->lock);
    memcpy(p->text, text, n);
    p->n = n;
    p->until = app_now() + HTTP_READING_S * INT64_C(1000);
    pthread_mutex_unlock(&r->lock);
}

bool http_readings_has(http_readings *r, base_str account, base_str digest, base_str dossier) {
    char text[TEXT_MAX];
    const size_t n = put_text(text, account, digest, dossier);
    if (n == 0) return false;
    const place *p = &r->place[base_str_hash((base_str){text, n}) % PLACES];
    pthread_mutex_lock(&r->lock);
    const bool has = p->n == n && p->until > app_now() && memcmp(p->text, text, n) == 0;
    pthread_mutex_unlock(&r->lock);
    return has;
}
