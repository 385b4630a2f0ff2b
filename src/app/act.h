/* act.h - an action as a program asks for it (JSON), and what came of it.
 *
 *   {"target": ["c1/a"], "args": {"reason": "…", "quota": 6, "first": true}}
 *   {"target": ["c1/a"], "facts": {"output": {"2020": "41", "2021": 46.5}, "land": 95, "why.land": "…"}, "version": 3}
 *
 * Everything is held against the rulebook before it is handed to the writer: a name that the action does not take, a
 * value of another type, a year that is none is told with its place in the text, what was expected and what came.
 * Numbers are read as they are written; no figure passes through a binary fraction. What this says yes to may still be
 * refused: deciding is the writer's. */
#ifndef JIQUN_APP_ACT_H
#define JIQUN_APP_ACT_H

#include "app/show.h"

enum {
    APP_ACT_BODY_MAX = 1 << 20,  /* bytes of the JSON */
    APP_ACT_TEXT_MAX = 64 << 10, /* bytes of one value */
    APP_ACT_TARGETS_MAX = 200,   /* as CORE_MAX_TARGETS */
    APP_ACT_VALUES_MAX = 512     /* arguments, or figures and statements; as CORE_MAX_ARGS */
};

/* `target`: the case that the address names; empty: the body names them, one or several. Its stream is loaded into the
 * reader, so that the action can be looked up. *out is ready to be submitted but for its id; memory in `arena`. */
bool app_act_read(app *reader, core_actor actor, base_date day, base_str action, base_str target, base_str body,
                  base_arena *arena, app_request *out, base_err *e);
/* The same for a form as a whole: {"facts": {…}}, an action that fills in `target`. */
bool app_act_read_form(app *reader, core_actor actor, base_date day, base_str target, base_str body, base_arena *arena,
                       app_request *out, base_err *e);

/* What was granted, with the public part of each event, and what it has made of its dossier's row in the register:
 * {"result", "request", "seq", "version", "events": […]}. */
bool app_act_put(base_json *j, app *reader, const app_answer *a, base_arena *arena, base_err *e);

#endif
