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
    bool agreed;     /* with a record: the file has named its rulebook */
    base_map drafts; /* path -> core_draft; with a record they are the record's */
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

/* ---- play_record.c: with a record behind the play ---- */

/* Brings the player to the record as it is by now, with the streams of these paths in memory. Without a record nothing
 * is done. False when it can not be read; reported. */
bool core_play_reach(core_player *p, const core_scenario *s, const core_step *step, const base_str *path, size_t n);
/* Whether the text that `rulebook` names is one of the record's; reported. */
bool core_play_agrees(core_player *p, const core_scenario *s, const core_step *step);
/* Whether a day may be set; reported. */
bool core_play_may_set_day(core_player *p, const core_scenario *s, const core_step *step);
/* False when the record failed; reported. `e` is what speaks against the values of a draft. */
bool core_play_submit(core_player *p, const core_scenario *s, const core_step *step, const core_command *c,
                      core_answer *out, base_err *e);
/* The version that an amendment makes (also without a record), and the texts it is based on. `text` lives in p->arena.
 */
const rules_book *core_play_amended(core_player *p, base_str version, base_date from, base_str text, core_bases *bases,
                                    rules_diags *d);
/* Puts it on record; false when the record failed; reported. */
bool core_play_adopt(core_player *p, const core_scenario *s, const core_step *step, const rules_book *b,
                     const core_bases *bases);

#endif
