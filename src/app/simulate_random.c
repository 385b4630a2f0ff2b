/* simulate_random.c - draws that depend on nothing but the seed and what they are for. There is no state to keep for a
 * dossier, and no order in which draws must be made: two steps of SplitMix64 over the words of the question. */
#include "app/simulate_i.h"

static uint64_t mix(uint64_t z) {
    z += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint32_t app_sim_below(const app_sim *s, app_sim_due d, char letter, uint32_t n) {
    uint64_t who = mix(s->o.seed ^ mix(d.dossier));
    uint64_t what = (uint64_t)d.year << 32 | (uint64_t)d.what << 16 | (uint64_t)d.n << 8 | (uint8_t)letter;
    return (uint32_t)(((mix(who ^ what) >> 32) * n) >> 32);
}

int app_sim_between(const app_sim *s, app_sim_due d, char letter, int first, int last) {
    return first + (int)app_sim_below(s, d, letter, (uint32_t)(last - first + 1));
}

bool app_sim_chance(const app_sim *s, app_sim_due d, char letter, uint32_t rate) {
    return app_sim_below(s, d, letter, 1000) < rate;
}
