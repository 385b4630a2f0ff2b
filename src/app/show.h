/* show.h - what people read of a record, the same for the API and the portal: a dossier with all that one screen wants,
 * time lines, lists, figures; and who may see what.
 *
 * Everything here reads and decides nothing; the app may be opened APP_READ and is to stand at the end of the log
 * (app_refresh, or app_view for a later day). Labels come from the rulebook, by which each case is judged. Structs live
 * in the arena handed in; they point into the record's world, so they are to be used before the app reads on. What is
 * bounded says so by an enum and tells that there is `more`.
 *
 * WHAT IS PUBLIC. The rulebook marks states as public; nothing else makes anything public.
 *   - A case is public while it stands in a public state and all cases above it are. A dossier is public while its own
 *     state is public or a case right below it stands in a public state (a candidate that is on public notice).
 *   - Of a dossier: path, name, industry, sub-field, county, channel, region, state and since when; of a recognition
 *     its announcement, day and term (第十四条, 第十五条). Not: whether it is in the pool, provincial standing,
 *     figures, assessments, drafts, findings, files, deadlines of reports, what is open to whom.
 *   - Of a public case below it: kind, path, round, state, since when, and the last day of a state that lasts (the
 *     notice). Not: its fields, reasons given, who objected and why.
 *   - Of its time line: events of public cases that left them in a public state, as the log's leaf shows them: day,
 *     action, level and place, article. Arguments of an event are never public here.
 *   - Of rounds: all of them, with their settings; places used are not.
 * Private fields (is_private) are shown to nobody here: they stand in the person part, which another door opens. */
#ifndef JIQUN_APP_SHOW_H
#define JIQUN_APP_SHOW_H

#include "app/show_dossier.h"
#include "app/show_figures.h"
#include "app/show_json.h"
#include "app/show_list.h"
#include "app/show_sight.h"

#endif
