/* play_i.h - the player from inside: for play*.c only. */
#ifndef JIQUN_CORE_PLAY_I_H
#define JIQUN_CORE_PLAY_I_H

#include "base/map.h"
#include "core/play.h"

struct core_player {
    const core_play_host *host;
    base_arena *arena;   /* the world, rulebooks, drafts */
    base_arena *scratch; /* of one step */
    rules_diags diags;
    core_world *world;
    const rules_book *newest;
    base_str newest_text, newest_file;
    base_date today;
    core_actor actor;
    bool has_actor;
    base_map drafts; /* path -> core_draft */
    core_play_totals totals;
    core_play_step said; /* the step at hand */
    int depth;
};

/* A step that can not be understood: reports at word `w` and returns false. Texts in an arena that lives on. */
bool core_play_bad(core_player *p, const core_scenario *s, const core_word *w, const char *code, rules_text what,
                   rules_text hint);
/* One more refusal without a rule behind it. */
void core_play_refuse(core_player *p, base_str cite, rules_text label, rules_text detail);
/* One more difference. */
void core_play_differ(core_player *p, rules_text what);

/* Steps; false when the step can not be understood (reported). The answer goes to p->said. */
bool core_play_action(core_player *p, const core_scenario *s, const core_step *step);
bool core_play_expect(core_player *p, const core_scenario *s, const core_step *step);

#endif
