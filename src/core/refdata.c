/* refdata.c - reads divisions and channels into sorted arrays; look-ups are binary searches over numbers. */
#include "core/refdata.h"

#include <stdlib.h>

#include "base/csv.h"
#include "rules/rulebook.h"

enum {
    MAX_DIVISIONS = 100000,
    MAX_CHANNELS = 1000,
    MAX_COLUMNS = 10,
    CODE_DIGITS = 6,
    TOWN_DIGITS = 9,
    PROVINCES = 100,
    OF_PROVINCE = 10000
};

_Static_assert((int)CORE_REGION_EAST == (int)RULES_EAST && (int)CORE_REGION_MIDDLE == (int)RULES_MIDDLE &&
                   (int)CORE_REGION_WEST == (int)RULES_WEST && (int)CORE_REGION_NORTH_EAST == (int)RULES_NORTH_EAST,
               "a region means the same in rules and core");

struct core_divisions {
    core_division *unit; /* sorted by key */
    uint32_t *key;       /* the six digits as a number, beside the units so that a search stays in few cache lines */
    size_t n;
    /* By the first two digits: where its units begin, which is where those before it end. */
    uint32_t first[PROVINCES + 1];
    core_channel *channel;
    size_t n_channels;
};

/* One file being read. */
typedef struct {
    base_arena *arena;
    base_csv csv;
    base_str file;
    size_t column[MAX_COLUMNS]; /* field number by wanted column, or SIZE_MAX */
    base_err *e;
} reader;

/* Regions. */

static const char *const region_names[] = {"", "east", "middle", "west", "north-east"};

enum core_region core_region_parse(base_str name) { return (enum core_region)rules_region_of(name); }

base_str core_region_name(enum core_region region) { return base_str_of(region_names[region]); }

/* Numbers of codes. */

static bool is_digits(base_str s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.n > 0;
}

/* A code of at most six digits, filled up with zeros: 33 is 330000. */
static uint32_t key_of(base_str code) {
    uint32_t key = 0;
    for (size_t i = 0; i < CODE_DIGITS; i++) key = key * 10 + (i < code.n ? (uint32_t)(code.p[i] - '0') : 0);
    return key;
}

/* Reading. */

/* Adds the place to an error just made; `made` is what base_err_fmt returned. */
static bool at(reader *r, bool made) {
    base_err_at(r->e, r->file, r->csv.line, 0);
    return made;
}

/* Finds the wanted columns by name, so that a file may have more. Columns from `optional` on may be missing. */
static bool read_header(reader *r, const char *const *want, size_t n, size_t optional) {
    r->e->kind = BASE_ERR_NONE;
    if (!base_csv_next(&r->csv, r->e)) {
        if (r->e->kind == BASE_ERR_NONE)
            base_err_fmt(r->e, BASE_ERR_INPUT, "文件为空，缺少表头", "the file is empty: a header is expected");
        return base_err_at(r->e, r->file, r->csv.line, 0);
    }
    for (size_t w = 0; w < n; w++) {
        r->column[w] = SIZE_MAX;
        for (size_t f = 0; f < r->csv.n; f++)
            if (base_str_is(r->csv.field[f], want[w])) r->column[w] = f;
        if (w < optional && r->column[w] == SIZE_MAX)
            return at(r,
                      base_err_fmt(r->e, BASE_ERR_INPUT, "表头缺少列“%s”", "the header has no column '%s'", want[w]));
    }
    return true;
}

/* The next record; false at the end (e->kind NONE) or on an error. */
static bool read_record(reader *r) {
    r->e->kind = BASE_ERR_NONE;
    if (base_csv_next(&r->csv, r->e)) return true;
    if (r->e->kind != BASE_ERR_NONE) base_err_at(r->e, r->file, r->csv.line, 0);
    return false;
}

/* A field by wanted column; empty when the record is short or the file has no such column. */
static base_str field(const reader *r, size_t column) {
    size_t f = r->column[column];
    return f < r->csv.n ? base_str_trim(r->csv.field[f]) : (base_str){"", 0};
}

/* Channels. */

enum { CH_CODE, CH_NAME, CH_KIND, CH_REGION, CH_SEPARATE, CH_COLUMNS };

static bool channel_kind(base_str s, enum core_channel_kind *kind) {
    static const char *const names[] = {"province", "separately planned city", "corps"};
    for (int k = CORE_CHANNEL_PROVINCE; k <= CORE_CHANNEL_CORPS; k++)
        if (base_str_is(s, names[k])) {
            *kind = (enum core_channel_kind)k;
            return true;
        }
    return false;
}

static bool read_channel(reader *r, core_channel *c) {
    base_str code = field(r, CH_CODE), name = field(r, CH_NAME), kind = field(r, CH_KIND), region = field(r, CH_REGION);
    if (!is_digits(code) || (code.n != 2 && code.n != 4))
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "渠道代码“%.*s”应为两位或四位数字",
                                  "channel '%.*s': two or four digits are expected", (int)code.n, code.p));
    if (name.n == 0)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "渠道“%.*s”缺少名称", "channel '%.*s' has no name", (int)code.n,
                                  code.p));
    if (!channel_kind(kind, &c->kind))
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT,
                                  "渠道类别“%.*s”无法识别，应为 province、separately planned city 或 corps",
                                  "channel kind '%.*s': province, separately planned city or corps is expected",
                                  (int)kind.n, kind.p));
    c->region = core_region_parse(region);
    if (c->region == CORE_REGION_NONE)
        return at(r,
                  base_err_fmt(r->e, BASE_ERR_INPUT, "区域“%.*s”无法识别，应为 east、middle、west 或 north-east",
                               "region '%.*s': east, middle, west or north-east is expected", (int)region.n, region.p));
    base_str separate = field(r, CH_SEPARATE);
    if (!base_str_is(separate, "yes") && !base_str_is(separate, "no"))
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "separate 列“%.*s”应为 yes 或 no",
                                  "separate '%.*s': yes or no is expected", (int)separate.n, separate.p));
    c->separate = base_str_is(separate, "yes");
    c->code = base_arena_str(r->arena, code);
    c->name = base_arena_str(r->arena, name);
    return true;
}

static int by_channel(const void *a, const void *b) {
    return base_str_cmp(((const core_channel *)a)->code, ((const core_channel *)b)->code);
}

static bool read_channels(core_divisions *d, base_arena *arena, base_str text, base_err *e) {
    static const char *const want[CH_COLUMNS] = {"channel", "name", "kind", "region", "separate"};
    reader r = {.arena = arena, .file = BASE_STR("channels.csv"), .e = e};
    size_t cap = 0;
    base_csv_open(&r.csv, arena, text, r.file);
    if (!read_header(&r, want, CH_COLUMNS, CH_COLUMNS)) return false;
    while (read_record(&r)) {
        if (d->n_channels == MAX_CHANNELS)
            return at(&r, base_err_fmt(r.e, BASE_ERR_INPUT, "渠道过多", "too many channels"));
        d->channel = base_arena_grow(arena, d->channel, d->n_channels, &cap, sizeof *d->channel);
        d->channel[d->n_channels] = (core_channel){0};
        if (!read_channel(&r, &d->channel[d->n_channels])) return false;
        d->n_channels++;
    }
    if (e->kind != BASE_ERR_NONE) return false;
    if (d->n_channels > 0) qsort(d->channel, d->n_channels, sizeof *d->channel, by_channel);
    for (size_t i = 1; i < d->n_channels; i++)
        if (base_str_eq(d->channel[i - 1].code, d->channel[i].code))
            return at(&r, base_err_fmt(r.e, BASE_ERR_INPUT, "渠道“%.*s”重复", "channel '%.*s' occurs twice",
                                       (int)d->channel[i].code.n, d->channel[i].code.p));
    return true;
}

/* Divisions. */

enum { DV_CODE, DV_NAME, DV_LEVEL, DV_PARENT, DV_CHANNEL, DV_FROM, DV_UNTIL, DV_NEXT, DV_STATUS, DV_COLUMNS };

/* What a code is follows from its digits; the level column has to agree. */
static enum core_division_level level_of(base_str code) {
    if (base_str_ends(code, BASE_STR("0000"))) return CORE_PROVINCE;
    return base_str_ends(code, BASE_STR("00")) ? CORE_CITY : CORE_COUNTY;
}

static bool read_level(reader *r, base_str code, core_division *u) {
    static const char *const names[] = {"", "province", "city", "county"};
    u->level = level_of(code);
    if (base_str_is(field(r, DV_LEVEL), names[u->level])) return true;
    return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "代码“%.*s”与 level 列不一致",
                              "code '%.*s' does not have the level given", (int)code.n, code.p));
}

static bool read_day(reader *r, size_t column, base_date *day) {
    base_str s = field(r, column);
    *day = BASE_DATE_NONE;
    if (s.n == 0 || base_date_parse(s, day, r->e)) return true;
    return base_err_at(r->e, r->file, r->csv.line, 0);
}

static bool read_successors(reader *r, core_division *u) {
    base_str rest = field(r, DV_NEXT);
    size_t cap = 0;
    base_str *list = NULL;
    while (rest.n > 0) {
        base_str code = base_str_trim(base_str_cut(rest, ';', &rest));
        if (!is_digits(code) || code.n != CODE_DIGITS)
            return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "承继单位代码“%.*s”应为六位数字",
                                      "successor '%.*s': six digits are expected", (int)code.n, code.p));
        list = base_arena_grow(r->arena, list, u->n_successors, &cap, sizeof *list);
        list[u->n_successors++] = base_arena_str(r->arena, code);
    }
    u->successors = list;
    return true;
}

static bool read_channel_of(const core_divisions *d, reader *r, core_division *u) {
    base_str code = field(r, DV_CHANNEL);
    if (code.n == 0) return true;
    u->channel = core_channel_find(d, code);
    if (!u->channel)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "渠道“%.*s”不在 channels.csv 中",
                                  "channel '%.*s' is not in channels.csv", (int)code.n, code.p));
    u->region = u->channel->region;
    return true;
}

static bool read_status(reader *r, core_division *u) {
    base_str status = field(r, DV_STATUS);
    u->retired = base_str_is(status, "retired");
    if (u->retired || status.n == 0 || base_str_is(status, "current")) return true;
    return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "status 列“%.*s”应为 current 或 retired",
                              "status '%.*s': current or retired is expected", (int)status.n, status.p));
}

static bool read_division(const core_divisions *d, reader *r, core_division *u) {
    base_str code = field(r, DV_CODE), name = field(r, DV_NAME), parent = field(r, DV_PARENT);
    if (!is_digits(code) || code.n != CODE_DIGITS)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "区划代码“%.*s”应为六位数字",
                                  "division '%.*s': six digits are expected", (int)code.n, code.p));
    if (name.n == 0)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "区划“%.*s”缺少名称", "division '%.*s' has no name",
                                  (int)code.n, code.p));
    if (!read_level(r, code, u)) return false;
    if (u->level == CORE_PROVINCE ? parent.n != 0 : !is_digits(parent) || parent.n != CODE_DIGITS)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "区划“%.*s”的上级代码不合规则",
                                  "division '%.*s': its parent does not fit its level", (int)code.n, code.p));
    if (!read_channel_of(d, r, u) || !read_day(r, DV_FROM, &u->valid_from) || !read_day(r, DV_UNTIL, &u->valid_until) ||
        !read_successors(r, u) || !read_status(r, u))
        return false;
    if (u->valid_from != BASE_DATE_NONE && u->valid_until != BASE_DATE_NONE && u->valid_until < u->valid_from)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "区划“%.*s”的止日早于起日",
                                  "division '%.*s' ends before it begins", (int)code.n, code.p));
    u->code = base_arena_str(r->arena, code);
    u->name = base_arena_str(r->arena, name);
    u->parent = base_arena_str(r->arena, parent);
    return true;
}

static int by_division(const void *a, const void *b) {
    return base_str_cmp(((const core_division *)a)->code, ((const core_division *)b)->code);
}

/* The list is published in order, and sorting thousands of units that are sorted takes as long as reading them. */
static void sort_units(core_divisions *d) {
    size_t i = 1;
    while (i < d->n && by_division(&d->unit[i - 1], &d->unit[i]) <= 0) i++;
    if (i < d->n) qsort(d->unit, d->n, sizeof *d->unit, by_division);
}

/* What can be said only when all units are known. */
static bool check_links(const core_divisions *d, base_err *e) {
    reader r = {.file = BASE_STR("divisions.csv"), .e = e};
    for (size_t i = 0; i < d->n; i++) {
        const core_division *u = &d->unit[i];
        if (i > 0 && d->key[i - 1] == d->key[i])
            return at(&r, base_err_fmt(r.e, BASE_ERR_INPUT, "区划“%.*s”重复", "division '%.*s' occurs twice",
                                       (int)u->code.n, u->code.p));
        if (u->parent.n > 0 && !core_division_find(d, u->parent))
            return at(&r, base_err_fmt(r.e, BASE_ERR_INPUT, "区划“%.*s”的上级不在表中",
                                       "division '%.*s': its parent is not in the table", (int)u->code.n, u->code.p));
        for (size_t s = 0; s < u->n_successors; s++)
            if (!core_division_find(d, u->successors[s]))
                return at(&r,
                          base_err_fmt(r.e, BASE_ERR_INPUT, "区划“%.*s”的承继单位不在表中",
                                       "division '%.*s': a successor is not in the table", (int)u->code.n, u->code.p));
    }
    return true;
}

/* A unit lies in two others at most. */
static base_str full_name(base_arena *arena, const core_divisions *d, const core_division *u) {
    base_str part[3];
    size_t n = 0, bytes = 0;
    for (; u != NULL && n < 3; u = core_division_find(d, u->parent)) {
        part[n++] = u->name;
        bytes += u->name.n;
    }
    char *out = base_arena_alloc(arena, bytes), *p = out;
    while (n > 0) {
        const base_str one = part[--n];
        memcpy(p, one.p, one.n);
        p += one.n;
    }
    return (base_str){out, bytes};
}

static bool read_divisions(core_divisions *d, base_arena *arena, base_str text, base_err *e) {
    static const char *const want[DV_COLUMNS] = {"code",       "name",        "level",      "parent", "channel",
                                                 "valid_from", "valid_until", "successors", "status"};
    reader r = {.arena = arena, .file = BASE_STR("divisions.csv"), .e = e};
    size_t cap = 0;
    base_csv_open(&r.csv, arena, text, r.file);
    if (!read_header(&r, want, DV_COLUMNS, DV_STATUS)) return false;
    while (read_record(&r)) {
        if (d->n == MAX_DIVISIONS) return at(&r, base_err_fmt(r.e, BASE_ERR_INPUT, "区划过多", "too many divisions"));
        d->unit = base_arena_grow(arena, d->unit, d->n, &cap, sizeof *d->unit);
        d->unit[d->n] = (core_division){0};
        if (!read_division(d, &r, &d->unit[d->n])) return false;
        d->n++;
    }
    if (e->kind != BASE_ERR_NONE) return false;
    sort_units(d);
    d->key = base_arena_array(arena, d->n, sizeof *d->key);
    for (size_t i = 0; i < d->n; i++) d->key[i] = key_of(d->unit[i].code);
    for (size_t p = 0, i = 0; p <= PROVINCES; p++) {
        while (i < d->n && d->key[i] / OF_PROVINCE < p) i++;
        d->first[p] = (uint32_t)i;
    }
    if (!check_links(d, e)) return false;
    for (size_t i = 0; i < d->n; i++) d->unit[i].full = full_name(arena, d, &d->unit[i]);
    return true;
}

core_divisions *core_divisions_read(base_arena *arena, base_str divisions_csv, base_str channels_csv, base_err *e) {
    core_divisions *d = base_arena_alloc(arena, sizeof *d);
    if (!read_channels(d, arena, channels_csv, e)) return NULL;
    return read_divisions(d, arena, divisions_csv, e) ? d : NULL;
}

/* Look-ups. */

size_t core_divisions_count(const core_divisions *d) { return d->n; }
const core_division *core_division_at(const core_divisions *d, size_t i) { return &d->unit[i]; }
size_t core_channels_count(const core_divisions *d) { return d->n_channels; }
const core_channel *core_channel_at(const core_divisions *d, size_t i) { return &d->channel[i]; }

const core_division *core_division_find(const core_divisions *d, base_str code) {
    if (!is_digits(code) || (code.n != 2 && code.n != 4 && code.n != CODE_DIGITS && code.n != TOWN_DIGITS)) return NULL;
    uint32_t key = key_of(code);
    size_t low = d->first[key / OF_PROVINCE], high = d->first[key / OF_PROVINCE + 1];
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (d->key[mid] < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low < d->n && d->key[low] == key ? &d->unit[low] : NULL;
}

const core_channel *core_channel_find(const core_divisions *d, base_str code) {
    for (size_t i = 0; i < d->n_channels; i++)
        if (base_str_eq(d->channel[i].code, code)) return &d->channel[i];
    return NULL;
}

const core_channel *core_division_channel(const core_divisions *d, base_str code) {
    const core_channel *own = core_channel_find(d, code);
    if (own) return own;
    const core_division *unit = core_division_find(d, code);
    return unit ? unit->channel : NULL;
}

/* Who may apply. */

static bool has_no_counties(base_str six) { return base_str_is(six, "441900") || base_str_is(six, "442000"); }

static bool town_may_register(const core_divisions *d, base_str code, base_err *why) {
    base_str six = {code.p, CODE_DIGITS};
    if (!has_no_counties(six))
        return base_err_fmt(
            why, BASE_ERR_INPUT, "“%.*s”是乡镇级代码：除东莞（441900）、中山（442000）外，应由县级单位申报",
            "'%.*s' is a town: outside Dongguan (441900) and Zhongshan (442000) a county-level unit applies",
            (int)code.n, code.p);
    if (!core_division_find(d, six) || base_str_ends(code, BASE_STR("000")))
        return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”不是有效的镇街代码",
                            "'%.*s' is not the code of a town or sub-district", (int)code.n, code.p);
    return true;
}

static bool refuse_retired(const core_division *u, base_err *why) {
    char next[128] = "";
    size_t used = 0;
    for (size_t i = 0; i < u->n_successors && used + CODE_DIGITS + 2 < sizeof next; i++) {
        if (used > 0) next[used++] = ' ';
        memcpy(next + used, u->successors[i].p, CODE_DIGITS);
        used += CODE_DIGITS;
    }
    if (used == 0)
        return base_err_fmt(why, BASE_ERR_INPUT, "区划“%.*s”已撤销，承继单位未载明",
                            "division '%.*s' is retired; its successor is not recorded", (int)u->code.n, u->code.p);
    return base_err_fmt(why, BASE_ERR_INPUT, "区划“%.*s”已撤销，承继单位：%s",
                        "division '%.*s' is retired; successors: %s", (int)u->code.n, u->code.p, next);
}

static bool refuse_unknown(base_str code, base_err *why) {
    if (base_str_ends(code, BASE_STR("01")))
        return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”不在区划表中（“市辖区”一类的行不是县级单位）",
                            "'%.*s' is not in the table of divisions (rows such as 市辖区 are no counties)",
                            (int)code.n, code.p);
    return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”不在区划表中，请核对代码",
                        "'%.*s' is not in the table of divisions: check the code", (int)code.n, code.p);
}

static bool unit_may_register(const core_division *u, base_date day, base_err *why) {
    if (has_no_counties(u->code))
        return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”不设县级单位：请填九位镇街代码",
                            "'%.*s' has no counties: give the nine digits of a town or sub-district", (int)u->code.n,
                            u->code.p);
    if (u->level != CORE_COUNTY || base_str_is(u->name, "市辖区"))
        return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”不是县级单位：应由县级主管部门申报（第十二条）",
                            "'%.*s' is not at county level: the county-level authority applies (art. 12)",
                            (int)u->code.n, u->code.p);
    if (!u->channel)
        return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”没有对应的省级申报渠道", "'%.*s' has no provincial channel",
                            (int)u->code.n, u->code.p);
    if (u->valid_from != BASE_DATE_NONE && day < u->valid_from)
        return base_err_fmt(why, BASE_ERR_INPUT, "区划“%.*s”当日尚未设立",
                            "division '%.*s' did not exist yet on that day", (int)u->code.n, u->code.p);
    bool ended = u->valid_until == BASE_DATE_NONE ? u->retired : day > u->valid_until;
    return ended ? refuse_retired(u, why) : true;
}

bool core_division_may_register(const core_divisions *d, base_str code, base_date day, base_err *why) {
    if (!is_digits(code) || (code.n != CODE_DIGITS && code.n != TOWN_DIGITS))
        return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”应为六位区划代码（东莞、中山为九位镇街代码）",
                            "'%.*s': a division of six digits is expected (nine for a town of Dongguan or Zhongshan)",
                            (int)code.n, code.p);
    if (code.n == TOWN_DIGITS) return town_may_register(d, code, why);
    const core_division *u = core_division_find(d, code);
    return u ? unit_may_register(u, day, why) : refuse_unknown(code, why);
}

/* Chains are short; the limit keeps a table with a circle from hanging us. */
static bool succeeds(const core_divisions *d, base_str code, base_str old, unsigned depth) {
    if (base_str_eq(code, old)) return true;
    const core_division *u = old.n == CODE_DIGITS && depth > 0 ? core_division_find(d, old) : NULL;
    for (size_t i = 0; u && i < u->n_successors; i++)
        if (succeeds(d, code, u->successors[i], depth - 1)) return true;
    return false;
}

bool core_division_succeeds(const core_divisions *d, base_str code, base_str old) { return succeeds(d, code, old, 8); }
