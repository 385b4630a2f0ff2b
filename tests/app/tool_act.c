/* tool_act.c - for scripts: one action on a record, with arguments that a scenario can not give (roster.FACT).
 *
 *   app_tool_act FOLDER DAY LEVEL WHO ACTION TARGET [KEY=VALUE]…      DAY as 2025-03-20; WHO "-": nobody in particular
 */
#include <stdio.h>
#include <string.h>

#include "app/app.h"

static int complain(const base_err *e) {
    fprintf(stderr, "app_tool_act: %s\n", e->en);
    return 1;
}

int main(int argc, char **argv) {
    base_err e = {0};
    core_arg arg[CORE_MAX_ARGS];
    size_t n = 0;
    base_date day = BASE_DATE_NONE;
    if (argc < 7) return 2;
    if (!base_date_parse(base_str_of(argv[2]), &day, &e)) return complain(&e);
    for (int i = 7; i < argc && n < CORE_MAX_ARGS; i++, n++)
        arg[n].key = base_str_cut(base_str_of(argv[i]), '=', &arg[n].value);
    const base_str target = base_str_of(argv[6]);
    const core_actor actor = {base_str_of(argv[3]), base_str_of(strcmp(argv[4], "-") == 0 ? "" : argv[4])};
    const app_request r = {.command = {.actor = actor,
                                       .today = day,
                                       .action = base_str_of(argv[5]),
                                       .target = &target,
                                       .n_targets = 1,
                                       .arg = arg,
                                       .n_args = n}};
    const app_place place = {.folder = argv[1]};
    app_answer answer = {.result = APP_FAILED};
    app *a = app_open(&place, APP_WRITE, &e);
    if (a == NULL) return complain(&e);
    base_arena *arena = base_arena_new(64 << 20);
    app_submit(a, &r, 1, &answer, arena);
    if (answer.result == APP_FAILED) complain(&answer.error);
    if (answer.result == APP_REFUSED)
        fprintf(stderr, "app_tool_act: %zu reasons against it\n", answer.answer.n_refusals);
    base_arena_free(arena);
    app_close(a);
    return answer.result == APP_GRANTED ? 0 : 1;
}
