/* due.h - what falls due, what is overdue, what has ended, and where the outcome is not known to us.
 *
 * Everything here is derived from the world and a day; nothing is stored and nothing decided: a date that passes moves
 * no case (第十五条, 第十七条). Which dates are looked at: of expected cases (annual reports) the day they are due; of
 * a cluster the fields and moments valid_until and last_year; of a round closes and county_closes; of states that last
 * their last day. The rulebook's marks overdue, late, not_known, validity_ended and result_pending say how a date that
 * has passed is to be read. What is marked not_known is listed as such, never as overdue or ended. */
#ifndef JIQUN_CORE_DUE_H
#define JIQUN_CORE_DUE_H

#include "core/observe.h"

enum {
    CORE_DUE_DAYS = 400, /* how far to look ahead unless told */
    CORE_DUE_MAX_DAYS = 36600,
    CORE_DUE_YEARS_BACK = 30 /* expected cases older than this are not looked for */
};

enum core_due_group {
    CORE_DUE_OVERDUE,
    CORE_DUE_SOON,      /* falls due within the days asked */
    CORE_DUE_ENDED,     /* validity has ended, nothing follows from the date alone */
    CORE_DUE_NOT_KNOWN, /* it passed before the record begins: 结果未获得 */
    CORE_DUE_WAITING,   /* an open case waits for somebody */
    CORE_DUE_GROUPS
};

typedef struct {
    enum core_due_group group;
    base_str path;   /* of the case */
    base_str name;   /* of its dossier, as registered; its path when it has no name */
    rules_text kind; /* label of the kind of case */
    rules_text what; /* label of the date, mark or state */
    base_str id;     /* its name in the rulebook, which no later version changes */
    base_str cite;
    base_date date;  /* the date in question; of WAITING the day since when */
    int32_t days;    /* date - today: negative when it has passed */
    base_date over;  /* of WAITING: the last day of the term (public notice, round) that had to run first; or none */
    int year;        /* of an expected case the year it is about, else 0 */
    uint16_t levels; /* bit per level of `book`: who may act next; 0 when nobody need */
    rules_id within; /* an action by which one may be heard while a state lasts, or RULES_NONE: it moves nothing, and
                      * only there is it possible (the county's statement in a hearing) */
    bool heard;      /* it was done */
    bool returned;   /* given back to them by another level, to be mended: core_was_returned */
    const rules_book *book;
} core_due_item;

typedef struct {
    size_t n;
    const core_due_item *item; /* by group, date and path */
    size_t count[CORE_DUE_GROUPS];
} core_due_list;

/* All memory from `arena`. `days` is cut to 0 … CORE_DUE_MAX_DAYS. */
core_due_list core_due(const core_world *w, base_date today, int32_t days, base_arena *arena);

/* What falls due in one stream; the same as core_due finds there. */
core_due_list core_due_of(const core_world *w, const core_case *root, base_date today, int32_t days, base_arena *arena);
/* Another level has given it back: the level that acts where it stands led it on to a state from which another level
 * leads back, and it has been there before. */
bool core_was_returned(const core_case *c);
/* Whether cases of that kind can be given back to that state at all: what a list of them has to look at. */
bool core_due_takes_back(const rules_book *b, rules_id kind, rules_id state);
/* Whether an action gives a case back: from a state to which another level had led it on. */
bool core_due_gives_back(const rules_book *b, rules_id action);
/* By group, date and path. */
void core_due_sort(core_due_item *item, size_t n);
/* The earliest day for which a list might have something to say of this stream beside what waits: BASE_DATE_NONE when
 * nothing can fall due. It rests on the stream as it stands after its last event and on what was on record by then, not
 * on today, so it may be kept beside the stream. */
base_date core_due_watch(const core_world *w, const core_case *root, base_arena *arena);

/* Whose turn it is in a state: the levels of those actions that are most the state's own, that is, begin from the
 * fewest states ("accept" before "withdraw", which is possible nearly always). */
uint16_t core_due_levels(const rules_book *b, rules_id kind, unsigned state);

#endif
