/* place.c - see place.h. */
#include "core/place.h"

#include "core/world_i.h"

enum { MAX_CHAIN = 16 }; /* successive changes of one unit that are followed */

static bool is_separator(char c) { return c == ';' || c == ',' || c == ' '; }

/* The next code of a list, which is cut from its front; empty at the end. */
static base_str next_code(base_str *list) {
    size_t i = 0;
    if (list->n == 0) return (base_str){NULL, 0};
    while (i < list->n && is_separator(list->p[i])) i++;
    size_t start = i;
    while (i < list->n && !is_separator(list->p[i])) i++;
    base_str code = {list->p + start, i - start};
    *list = (base_str){list->p + i, list->n - i};
    return code;
}

/* The change by event that is in effect for `code`, the newest; or NULL. */
static const core_succession *changed(const core_world *w, base_str code, base_date today) {
    const core_succession *found = NULL;
    for (size_t i = 0; i < w->n_successions; i++) {
        const core_succession *s = &w->succession[i];
        if (s->from <= today && base_str_eq(s->code, code)) found = s;
    }
    return found;
}

static bool ended(const core_division *d, base_date today) {
    return d != NULL && d->n_successors > 0 && d->valid_until != BASE_DATE_NONE && d->valid_until < today;
}

static bool acts(const core_world *w, base_str county, base_str who, base_date today, int depth) {
    if (depth > MAX_CHAIN) return false;
    const core_succession *s = changed(w, county, today);
    if (s != NULL) {
        base_str list = s->successors, code;
        while ((code = next_code(&list)).n > 0) {
            if (acts(w, code, who, today, depth + 1)) return true;
        }
        return false;
    }
    const core_division *d = core_division_find(w->divisions, county);
    if (d == NULL || !base_str_eq(d->code, county) || !ended(d, today)) return base_str_eq(county, who);
    for (size_t i = 0; i < d->n_successors; i++) {
        if (acts(w, d->successors[i], who, today, depth + 1)) return true;
    }
    return false;
}

bool core_place_acts(const core_world *w, base_str county, base_str who, base_date today) {
    return acts(w, county, who, today, 0);
}

/* The unit that stands for `county` today: its first successor's first successor, and so on. */
static base_str present(const core_world *w, base_str county, base_date today) {
    for (int i = 0; i < MAX_CHAIN; i++) {
        const core_succession *s = changed(w, county, today);
        const core_division *d = core_division_find(w->divisions, county);
        base_str list = s != NULL ? s->successors : (base_str){NULL, 0};
        base_str next = next_code(&list);
        if (next.n == 0 && ended(d, today) && base_str_eq(d->code, county)) next = d->successors[0];
        if (next.n == 0) break;
        county = next;
    }
    return county;
}

const core_channel *core_place_channel(const core_world *w, base_str county, base_date today) {
    return core_division_channel(w->divisions, present(w, county, today));
}

const core_channel *core_place_of(const core_world *w, const core_case *cluster, base_date today) {
    const rules_case *k = core_kind(cluster);
    rules_id county = rules_find_field(k, BASE_STR("county")), channel = rules_find_field(k, BASE_STR("channel"));
    if (county != RULES_NONE && cluster->field[county].set) {
        return core_place_channel(w, cluster->field[county].text, today);
    }
    if (channel == RULES_NONE || !cluster->field[channel].set) return NULL;
    return core_channel_find(w->divisions, cluster->field[channel].text);
}
