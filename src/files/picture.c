/* picture.c - how many points a picture unpacks to, by what its own head says; nothing is unpacked.
 *
 * A few kilobytes of PNG can be a picture that fills the memory of whoever looks at it. Of a JPEG the head is found by
 * going from segment to segment, which takes a bounded number of steps. */
#include "files/type.h"

enum { STEPS_MOST = 4096, MARK = 0xFF };

static bool read_at(const files_whole *w, uint64_t at, uint8_t *p, size_t n) {
    return at <= w->size && n <= w->size - at && w->read(w->ctx, at, p, n);
}

static uint64_t big_endian(const uint8_t *p, size_t n) {
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) v = v << 8 | p[i];
    return v;
}

/* Width and height stand behind the signature, length and name of the first chunk. */
static bool points_of_png(const files_whole *w, uint64_t *points) {
    uint8_t size[8];
    if (!read_at(w, 16, size, sizeof size)) return false;
    *points = big_endian(size, 4) * big_endian(size + 4, 4);
    return true;
}

/* SOF0 to SOF15 begin a picture; DHT, JPG and DAC stand among their numbers and do not. */
static bool begins_picture(uint8_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool points_of_jpeg(const files_whole *w, uint64_t *points) {
    uint64_t at = 2;
    for (int step = 0; step < STEPS_MOST; step++) {
        uint8_t head[9];
        if (!read_at(w, at, head, 4) || head[0] != MARK) return false;
        if (head[1] == MARK) { /* a filling byte */
            at++;
            continue;
        }
        if (begins_picture(head[1])) {
            if (!read_at(w, at, head, sizeof head)) return false;
            *points = big_endian(head + 5, 2) * big_endian(head + 7, 2);
            return true;
        }
        const uint64_t length = big_endian(head + 2, 2);
        if (length < 2) return false;
        at += 2 + length;
    }
    return false;
}

bool files_picture_points(const files_whole *w, base_str media, uint64_t *points) {
    *points = 0;
    if (base_str_is(media, "image/png")) return points_of_png(w, points);
    if (base_str_is(media, "image/jpeg")) return points_of_jpeg(w, points);
    return true;
}
