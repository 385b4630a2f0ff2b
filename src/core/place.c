/* place.c - see place.h. */
#include "core/place.h"

#include "core/world_i.h"

enum { MAX_CODES = 1000 }; /* looked at for one answer */

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

/* How far changes have been followed: only later ones apply to the code that one led to. So a unit that takes back its
 * old code, or keeps its own beside a new one, is found, and nothing goes round in circles. */
typedef struct {
    base_date day;
    size_t n; /* changes by event up to this one are behind */
} reached;

/* The change by event that is in effect for `code` and comes later than `from`: the newest; or NULL. */
static const core_succession *changed(const core_world *w, base_str code, reached from, base_date today) {
    const core_succession *found = NULL;
    for (size_t i = 0; i < w->n_successions; i++) {
        const core_succession *s = &w->succession[i];
        bool later = s->from > from.day || (s->from == from.day && i >= from.n);
        if (later && s->from <= today && base_str_eq(s->code, code)) found = s;
    }
    return found;
}

static reached behind(const core_world *w, const core_succession *s) {
    return (reached){s->from, (size_t)(s - w->succession) + 1};
}

/* The unit of that very code, when the reference data give it successors that act by `today`. */
static const core_division *ended(const core_world *w, base_str code, reached from, base_date today) {
    const core_division *d = core_division_find(w->divisions, code);
    if (d == NULL || !base_str_eq(d->code, code) || d->n_successors == 0) return NULL;
    return d->valid_until != BASE_DATE_NONE && d->valid_until < today && d->valid_until >= from.day ? d : NULL;
}

/* `left` bounds the codes looked at: lists that name many successors over many changes grow like a tree. */
static bool acts(const core_world *w, base_str county, base_str who, base_date today, reached from, unsigned *left) {
    if (*left == 0) return false;
    --*left;
    const core_succession *s = changed(w, county, from, today);
    if (s != NULL) {
        base_str list = s->successors, code;
        while ((code = next_code(&list)).n > 0) {
            if (acts(w, code, who, today, behind(w, s), left)) return true;
        }
        return false;
    }
    const core_division *d = ended(w, county, from, today);
    if (d == NULL) return base_str_eq(county, who);
    for (size_t i = 0; i < d->n_successors; i++) {
        if (acts(w, d->successors[i], who, today, (reached){d->valid_until, 0}, left)) return true;
    }
    return false;
}

static const reached NOTHING = {BASE_DATE_NONE, 0};

bool core_place_acts(const core_world *w, base_str county, base_str who, base_date today) {
    unsigned left = MAX_CODES;
    return acts(w, county, who, today, NOTHING, &left);
}

/* Its first successor's first successor, and so on. */
base_str core_place_present(const core_world *w, base_str county, base_date today) {
    reached from = NOTHING;
    for (unsigned i = 0; i < MAX_CODES; i++) {
        const core_succession *s = changed(w, county, from, today);
        const core_division *d = s == NULL ? ended(w, county, from, today) : NULL;
        base_str list = s != NULL ? s->successors : (base_str){NULL, 0};
        base_str next = d != NULL ? d->successors[0] : next_code(&list);
        if (next.n == 0) break;
        from = s != NULL ? behind(w, s) : (reached){d->valid_until, 0};
        county = next;
    }
    return county;
}

const core_channel *core_place_channel(const core_world *w, base_str county, base_date today) {
    return core_division_channel(w->divisions, core_place_present(w, county, today));
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
