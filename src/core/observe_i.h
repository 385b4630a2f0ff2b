/* observe_i.h - what the files of the observation share. */
#ifndef JIQUN_CORE_OBSERVE_I_H
#define JIQUN_CORE_OBSERVE_I_H

#include "core/observe.h"
#include "core/world_i.h"

/* The case that a holder names, seen from here; NULL for RULES_OWN while the case is being opened, and where there is
 * none. RULES_SETTING gives the newest round, opened on or before the day the case is about, that sets `field`. */
const core_case *core_holder(const core_view *v, enum rules_holder holder, rules_id field);
/* The kind that a holder names in the book of the view. */
const rules_case *core_holder_kind(const core_view *v, enum rules_holder holder);
/* The root of the dossier, also while a case is being opened; NULL for a stream that is being opened. */
const core_case *core_view_cluster(const core_view *v);
/* Year on which the case is judged (第Y年申报); 0 when not known. */
int core_view_year(const core_view *v);

/* Calls `visit` for each case of kind `rel` beside or under the case of the view, expected ones included, until it
 * returns false. */
typedef bool (*core_visit)(void *ctx, const core_case *c);
void core_each_related(const core_view *v, rules_id rel, bool siblings, core_visit visit, void *ctx);

/* A count as the asking case sees it: without itself, with what was decided before in the same command. False when a
 * key is not set. */
bool core_tally_value(const core_view *v, const rules_tally *t, int64_t *n);
/* The number a tally is held against; false when the setting is not set. */
bool core_number_value(const core_view *v, rules_id number, int64_t *n);

/* The first thing that a form asks for and that is neither there nor explained: calls `lack` for each. */
typedef void (*core_lack)(void *ctx, const core_view *v, const rules_form_item *item, int year);
/* False when something lacks. */
bool core_form_complete(const core_view *v, rules_id form, core_lack lack, void *ctx);
/* Keys of what the forms that a guard asks for lack, as a draft is filled in (output.2022, pillar, goals). */
size_t core_lacks_of_need(const core_view *v, rules_id guard, const base_str **out);
base_str core_note_get(const core_note *n, base_str key);

#endif
