/* sees.c - see sees.h. Levels are those of the national rulebook; one that is not known here sees nothing. */
#include "http/sees.h"

enum { CITY_DIGITS = 4 };

static bool of_city(base_str who, base_str place) {
    return who.n >= CITY_DIGITS && place.n >= CITY_DIGITS && memcmp(who.p, place.p, CITY_DIGITS) == 0;
}

bool http_sees(const http_who *who, base_str place, base_str channel) {
    if (who == NULL) return false;
    if (who->office.n > 0) return base_str_is(who->office, "audit");
    if (place.n == 0) return true;
    if (base_str_is(who->actor.level, "ministry")) return true;
    if (base_str_is(who->actor.level, "province")) return base_str_eq(channel, who->actor.who);
    if (base_str_is(who->actor.level, "city")) return of_city(who->actor.who, place);
    return base_str_is(who->actor.level, "county") && base_str_eq(place, who->actor.who);
}
