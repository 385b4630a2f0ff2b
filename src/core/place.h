/* place.h - who is in charge of a division today: divisions merge, split, are renamed and change channel (G3).
 *
 * Two sources are read together: the successors that the reference data give, and changes that an event brought
 * (succeed_division). The old code stays on record; from the day of effect its successors act for it. */
#ifndef JIQUN_CORE_PLACE_H
#define JIQUN_CORE_PLACE_H

#include "core/world.h"

/* True when the authority of `who` acts for `county` on that day: it is the same unit, or (one of) its successors. */
bool core_place_acts(const core_world *w, base_str county, base_str who, base_date today);
/* The unit that stands for `county` on that day: itself, or its first successor. */
base_str core_place_present(const core_world *w, base_str county, base_date today);
/* The channel that the unit, or its first successor, reports to on that day; NULL when not known. */
const core_channel *core_place_channel(const core_world *w, base_str county, base_date today);
/* Same, of a cluster: by its county, or by the channel that stands on record when no county does. */
const core_channel *core_place_of(const core_world *w, const core_case *cluster, base_date today);

#endif
