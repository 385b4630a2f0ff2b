/* simulate_agenda.c - what is due on which day: a list of items a day, all in one array. An item is twelve bytes and is
 * used again when it has come to pass, so a million dossiers of which most wait for nothing cost little. */
#include "app/simulate_i.h"

void app_sim_agenda_init(app_sim *s) {
    size_t n = (size_t)(s->last - s->first) + 1;
    s->days = base_arena_array(s->keep, n, sizeof *s->days);
    for (size_t i = 0; i < n; i++) s->days[i] = (app_sim_day){APP_SIM_NOBODY, APP_SIM_NOBODY};
    s->free_item = APP_SIM_NOBODY;
}

static uint32_t new_item(app_sim *s) {
    uint32_t at = s->free_item;
    if (at != APP_SIM_NOBODY) {
        s->free_item = s->item[at].next;
        return at;
    }
    s->item = base_arena_grow(s->keep, s->item, s->n_items, &s->cap_items, sizeof *s->item);
    return (uint32_t)s->n_items++;
}

void app_sim_at(app_sim *s, app_sim_due d, base_date day) {
    if (day < s->next_window) day = s->next_window;
    if (day > s->last) return;
    uint32_t at = new_item(s);
    app_sim_day *list = &s->days[day - s->first];
    d.next = APP_SIM_NOBODY;
    s->item[at] = d;
    if (list->first == APP_SIM_NOBODY)
        list->first = at;
    else
        s->item[list->last].next = at;
    list->last = at;
}

void app_sim_then(app_sim *s, app_sim_due d, enum app_sim_what what, unsigned n, base_date day) {
    d.what = (uint8_t)what;
    d.n = (uint8_t)n;
    app_sim_at(s, d, day);
}

bool app_sim_take(app_sim *s, base_date day, app_sim_due *out) {
    app_sim_day *list = &s->days[day - s->first];
    if (list->first == APP_SIM_NOBODY) return false;
    uint32_t at = list->first;
    *out = s->item[at];
    list->first = out->next;
    s->item[at].next = s->free_item;
    s->free_item = at;
    return true;
}
