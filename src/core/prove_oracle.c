/* prove_oracle.c - every combination of the choices that a step asks for, and of no others.
 *
 * A run asks as it goes; the first time a key is asked it gets its first value. core_pv_next changes the last choice
 * that has values left and forgets those after it. As a run depends only on its answers, the choices kept are asked
 * again in the same order. */
#include "core/prove_i.h"

uint8_t core_pv_ask(core_pv_oracle *o, uint32_t key, const uint8_t *value, size_t n) {
    for (size_t i = 0; i < o->n; i++) {
        if (o->c[i].key != key) continue;
        if (o->c[i].n != n) o->overflow = true; /* two questions under one key: nothing may be concluded from it */
        o->c[i].value = value[o->c[i].at < n ? o->c[i].at : 0];
        return o->c[i].value;
    }
    if (o->n == CORE_PV_MAX_CHOICES) {
        o->overflow = true;
        return value[0];
    }
    o->c[o->n++] = (core_pv_choice){key, 0, (uint8_t)n, value[0]};
    return value[0];
}

bool core_pv_ask_yes(core_pv_oracle *o, uint32_t key) {
    static const uint8_t no_yes[] = {0, 1};
    return core_pv_ask(o, key, no_yes, 2) != 0;
}

bool core_pv_next(core_pv_oracle *o) {
    while (o->n > 0) {
        core_pv_choice *last = &o->c[o->n - 1];
        if (last->at + 1U < last->n) {
            last->at++;
            return true;
        }
        o->n--;
    }
    return false;
}
