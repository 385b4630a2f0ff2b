/* kept_page.c - finished pages that many ask for: the register and the clusters.
 *
 * Such a page follows from its address, language and view, from the log as far as the reader has seen it, the last
 * checkpoint and the day; all of them are its key, so what is kept is never out of date. The table is small and of
 * fixed size: a page takes the place of whichever lay there before. */
#include "http/portal/portal_i.h"
#include "http/portal/shared_i.h"
#include "http/service.h"

enum { KEY_MAX = HTTP_TARGET_MAX + 128, BODY_MAX = 64 << 10 };

static base_str key_of(http_exchange *x, app *a) {
    http_checkpoint c;
    (void)http_portal_checkpoint(x, a, &c);
    return base_arena_fmt(x->arena, "%c%c %llu %llu %d %.*s", x->zh ? 'z' : 'e', x->contrast ? 'c' : 'p',
                          (unsigned long long)app_head(a).size, (unsigned long long)c.size, (int)http_today(x->service),
                          (int)x->target.n, x->target.p);
}

static http_kept_page *slot_of(http_portal *p, base_str key) { return &p->page[base_str_hash(key) % HTTP_KEPT_PAGES]; }

bool portal_page_is_kept(http_exchange *x, app *a) {
    http_portal *p = http_portal_of(x->service);
    base_str key = key_of(x, a);
    bool found = false;
    pthread_mutex_lock(&p->page_lock);
    http_kept_page *k = slot_of(p, key);
    if (k->key.n > 0 && base_str_eq(base_buf_str(&k->key), key)) {
        base_buf_clear(&x->out);
        found = base_buf_puts(&x->out, base_buf_str(&k->body));
    }
    pthread_mutex_unlock(&p->page_lock);
    if (!found) return false;
    http_answer(x, 200, "text/html; charset=utf-8");
    http_set(x, "Vary", BASE_STR("Cookie"));
    return true;
}

enum http_step portal_page_keep(http_html *h, app *a) {
    http_exchange *x = h->x;
    http_portal *p = http_portal_of(x->service);
    enum http_step step = http_page_end(h);
    if (x->status != 200 || x->out.full || x->out.n > BODY_MAX) return step;
    base_str key = key_of(x, a);
    pthread_mutex_lock(&p->page_lock);
    http_kept_page *k = slot_of(p, key);
    if (k->key.max == 0) {
        base_buf_init(&k->key, KEY_MAX);
        base_buf_init(&k->body, BODY_MAX);
    }
    base_buf_clear(&k->key);
    base_buf_clear(&k->body);
    if (!base_buf_puts(&k->body, base_buf_str(&x->out)) || !base_buf_puts(&k->key, key)) base_buf_clear(&k->key);
    pthread_mutex_unlock(&p->page_lock);
    return step;
}

/* ---- counts of the register ---- */

static uint64_t hash_of(const store_register_query *q) {
    const base_str part[] = {q->text, q->state, q->county_prefix, q->channel, q->round, q->industry_prefix};
    uint64_t h = (uint64_t)q->announced_year;
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) h = (h ^ base_str_hash(part[i])) * 0x100000001b3u + i;
    return h;
}

/* A question is told from others by 64 bits of its text: what might go wrong is a figure above a list. */
bool portal_count(http_exchange *x, app *a, const store_register_query *q, size_t *n, base_err *e) {
    http_portal *p = http_portal_of(x->service);
    const uint64_t hash = hash_of(q), size = app_head(a).size;
    http_kept_count *k = &p->count[hash % HTTP_KEPT_COUNTS];
    pthread_mutex_lock(&p->page_lock);
    bool found = k->hash == hash && k->size == size && size > 0;
    *n = k->n;
    pthread_mutex_unlock(&p->page_lock);
    if (found) return true;
    if (!store_register_count(app_store(a), q, HTTP_COUNT_MOST + 1, n, e)) return false;
    pthread_mutex_lock(&p->page_lock);
    *k = (http_kept_count){hash, size, *n};
    pthread_mutex_unlock(&p->page_lock);
    return true;
}
