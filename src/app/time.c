/* time.c - the clock, which only app looks at, and request ids that begin with it. */
#include <sys/time.h>
#include <time.h>

#include "app/app.h"

int64_t app_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Days are those of Beijing, whatever zone the machine is in. */
static base_date day_of(int64_t at) {
    const int64_t zone = INT64_C(8) * 3600 * 1000;
    return (base_date)((at + zone) / 86400000);
}

base_date app_today(void) { return day_of(app_now()); }

void app_request_id(char out[APP_ID]) {
    static const char digit[] = "0123456789abcdef";
    uint8_t b[16];
    log_random(b, sizeof b);
    uint64_t ms = (uint64_t)app_now();
    for (int i = 0; i < 6; i++) b[i] = (uint8_t)(ms >> (40 - 8 * i));
    b[6] = (uint8_t)(0x70 | (b[6] & 0x0f));
    b[8] = (uint8_t)(0x80 | (b[8] & 0x3f));
    size_t n = 0;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out[n++] = '-';
        out[n++] = digit[b[i] >> 4];
        out[n++] = digit[b[i] & 15];
    }
}
