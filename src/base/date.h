/* date.h - days of the proleptic Gregorian calendar, and working days of the State Council's yearly tables.
 *
 * A date is a count of days from 1970-01-01, so that comparison and difference are those of integers; the range is
 * 0001-01-01 to 9999-12-31. BASE_DATE_NONE stands for "no date". No time zone here: the caller gives the UTC+8 day. */
#ifndef JIQUN_BASE_DATE_H
#define JIQUN_BASE_DATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

typedef int32_t base_date;
#define BASE_DATE_NONE INT32_MIN

bool base_date_make(int year, int month, int day, base_date *out, base_err *e);
/* Year, month and day are 0 when d is not a date of the range (BASE_DATE_NONE). */
void base_date_split(base_date d, int *year, int *month, int *day);
int base_date_year(base_date d);
/* `YYYY-MM-DD` exactly. */
bool base_date_parse(base_str s, base_date *out, base_err *e);
/* `YYYY-MM-DD`; false, and nothing written, also when d is not a date of the range (BASE_DATE_NONE). */
bool base_date_put(base_buf *b, base_date d);
/* 1 = Monday … 7 = Sunday (ISO 8601). */
int base_date_weekday(base_date d);
bool base_date_add_days(base_date d, int32_t days, base_date *out, base_err *e);
/* The same day of the month `months` later or earlier; where that month is shorter, its last day
 * (01-31 + 1 month = 02-28 or 02-29). */
bool base_date_add_months(base_date d, int32_t months, base_date *out, base_err *e);
/* The last day of a term of `years` >= 1 years that begins on `first`: the day before the anniversary. A term that
 * begins on 29 February ends on 28 February of a year without one (the anniversary is then taken as 1 March). An
 * extension is a term of its own that begins on the day after. */
bool base_date_term_end(base_date first, int years, base_date *out, base_err *e);

/* Working days. Weekends rest unless the table makes them work; weekdays work unless the table makes them rest. */
typedef struct base_workdays base_workdays;

/* Reads `date,kind[,name]` with kind `holiday` or `workday`, first line a header; '#' lines are comments. A row
 * `YYYY,year` (or any row of the year) declares that the year's table is known. A day named twice is an error. `file`
 * is for messages. The table is owned by the arena. NULL and `e` with line and column on bad input. */
base_workdays *base_workdays_read(base_arena *arena, base_str text, base_str file, base_err *e);
/* False with an error that names the year when the table has none for it. */
bool base_workday_is(const base_workdays *w, base_date d, bool *is, base_err *e);
/* The last day of a period of `n` >= 1 working days. `count_first`: the day `from` is the first of them when it is a
 * working day; otherwise counting starts on the day after. */
bool base_workdays_end(const base_workdays *w, base_date from, unsigned n, bool count_first, base_date *out,
                       base_err *e);
/* Working days in [from, to]; 0 when to < from. */
bool base_workdays_count(const base_workdays *w, base_date from, base_date to, unsigned *n, base_err *e);

#endif
