/* refdata.h - administrative divisions and the 37 provincial channels, read once, never changed.
 *
 * data/divisions.csv and data/channels.csv become two sorted arrays in an arena. Everything that asks "which channel,
 * which region, may this unit apply" goes through here, so that separately planned cities, the Corps and prefectures
 * without counties are decided in one place (第四条, 第九条, 第十二条 to 第十四条). What the table does not know it
 * does not guess: an empty date means "not known", and a retired unit without a last day is refused with that reason.
 */
#ifndef JIQUN_CORE_REFDATA_H
#define JIQUN_CORE_REFDATA_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

/* The statistical division into four regions (National Bureau of Statistics, 2011). The standard speaks of the west
 * and does not define it. Same values as enum rules_region. */
enum core_region { CORE_REGION_NONE, CORE_REGION_EAST, CORE_REGION_MIDDLE, CORE_REGION_WEST, CORE_REGION_NORTH_EAST };

/* east, middle, west, north-east, northeast, north_east; NONE for anything else. */
enum core_region core_region_parse(base_str name);
/* The name as in channels.csv; "" for NONE. */
base_str core_region_name(enum core_region region);

enum core_channel_kind { CORE_CHANNEL_PROVINCE, CORE_CHANNEL_PLANNED_CITY, CORE_CHANNEL_CORPS };

typedef struct {
    base_str code; /* 33, 3302, 66 */
    base_str name;
    enum core_channel_kind kind;
    enum core_region region;
    bool separate; /* shares the smaller quota of separately planned cities and the Corps */
} core_channel;

enum core_division_level { CORE_PROVINCE = 1, CORE_CITY, CORE_COUNTY };

typedef struct {
    base_str code; /* six digits */
    base_str name;
    base_str full; /* 浙江省杭州市西湖区: its name behind those of the units that it lies in */
    enum core_division_level level;
    base_str parent;             /* six digits; empty for a province */
    const core_channel *channel; /* NULL for Taiwan, Hong Kong and Macao, which have none */
    enum core_region region;     /* its channel's; NONE without one */
    base_date valid_from;        /* BASE_DATE_NONE: not known */
    base_date valid_until;       /* last day; BASE_DATE_NONE: not known, which is not "for ever" when retired */
    bool retired;                /* the code is no longer in the current list */
    const base_str *successors;  /* known ones; empty means not known */
    size_t n_successors;
} core_division;

typedef struct core_divisions core_divisions;

/* Reads both files. The table and all texts in it live in the arena; the input may go. NULL and `e` with file, line and
 * what was expected when a code, parent, channel, successor, date or level does not fit, or a code occurs twice. */
core_divisions *core_divisions_read(base_arena *arena, base_str divisions_csv, base_str channels_csv, base_err *e);

size_t core_divisions_count(const core_divisions *d);
const core_division *core_division_at(const core_divisions *d, size_t i); /* in the order of codes */
size_t core_channels_count(const core_divisions *d);
const core_channel *core_channel_at(const core_divisions *d, size_t i);

/* A unit by two, four or six digits (33, 3301, 330106), or the unit a nine-digit town lies in. NULL when unknown. */
const core_division *core_division_find(const core_divisions *d, base_str code);
/* A channel by its own code. NULL when unknown. */
const core_channel *core_channel_find(const core_divisions *d, base_str code);
/* The channel a unit of two to nine digits reports to: a channel's own code, a unit, or a town, which reports as the
 * unit it lies in (441900003 to 44, 659002100 to 66, 330212001 to 3302). NULL when unknown or without a channel. */
const core_channel *core_division_channel(const core_divisions *d, base_str code);

/* Whether `code` may be the division of an application on that day: a county-level unit that was valid then, or a
 * nine-digit town or sub-district of 东莞 441900 or 中山 442000, which have no counties (第二条, 第十二条). Whether
 * such a town exists is not checked: there is no table of towns. Otherwise false, and `why` says it in both languages.
 */
bool core_division_may_register(const core_divisions *d, base_str code, base_date day, base_err *why);

/* Whether `code` is `old` itself or, over any number of recorded changes, a successor of it. */
bool core_division_succeeds(const core_divisions *d, base_str code, base_str old);

#endif
