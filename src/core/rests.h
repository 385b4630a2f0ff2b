/* rests.h - which needs of an action rest on what it is given, so that they can not be judged before that, and are told
 * beside the arguments that they are about. */
#ifndef JIQUN_CORE_RESTS_H
#define JIQUN_CORE_RESTS_H

#include "rules/rulebook.h"

bool core_rests_on_args(const rules_book *b, const rules_action *a, rules_id guard);
/* The names of those arguments, in the order of the rulebook; the round comes first. */
size_t core_args_of_need(const rules_book *b, const rules_action *a, rules_id guard, base_arena *arena,
                         const base_str **out);

#endif
