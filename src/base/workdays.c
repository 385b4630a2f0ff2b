/* workdays.c - the State Council's yearly tables of holidays and make-up working days.
 *
 * Each year whose table is known is a bitmap of its working days, made from the plain week and then corrected row by
 * row. A year without a table gives an error and never the plain week: a public notice that ends on the wrong day is
 * void, and nobody would see it. */
#include "base/csv.h"
#include "base/date.h"

enum { YEARS = 10000, YEAR_WORDS = 6 };

struct year {
    base_date first;
    uint64_t works[YEAR_WORDS], given[YEAR_WORDS]; /* bit i: day first + i; `given`: a row named it */
};

struct base_workdays {
    base_arena *arena;
    struct year *year[YEARS];
};

static bool bit(const uint64_t *words, int i) { return (words[i / 64] >> (i % 64) & 1) != 0; }

static void set_bit(uint64_t *words, int i, bool on) {
    const uint64_t mask = UINT64_C(1) << (i % 64);
    words[i / 64] = on ? words[i / 64] | mask : words[i / 64] & ~mask;
}

static struct year *declare(base_workdays *w, int year) {
    if (w->year[year] != NULL) return w->year[year];
    struct year *y = base_arena_alloc(w->arena, sizeof *y);
    (void)base_date_make(year, 1, 1, &y->first, NULL); /* 1 to 9999: the caller has checked */
    for (int i = 0; i < 366; i++) set_bit(y->works, i, base_date_weekday(y->first + i) <= 5);
    w->year[year] = y;
    return y;
}

/* --- reading --- */

static bool read_header(base_csv *c, base_err *e) {
    base_err found = {0};
    if (!base_csv_next(c, &found)) {
        if (found.kind != BASE_ERR_NONE) {
            if (e != NULL) *e = found;
            return false;
        }
        base_err_fmt(e, BASE_ERR_INPUT, "工作日表是空的：首行应为 date,kind,name",
                     "the table of working days is empty: its first line should be date,kind,name");
        return base_err_at(e, c->file, 1, 1);
    }
    if (c->n >= 2 && base_str_is(c->field[0], "date") && base_str_is(c->field[1], "kind")) return true;
    base_err_fmt(e, BASE_ERR_INPUT, "工作日表的首行应为 date,kind,name",
                 "the first line of a table of working days should be date,kind,name");
    return base_csv_at(c, 0, e);
}

static bool read_year_row(base_workdays *w, const base_csv *c, base_err *e) {
    const base_str s = c->field[0];
    int year = 0;
    bool ok = s.n == 4;
    for (size_t i = 0; ok && i < s.n; i++) {
        ok = s.p[i] >= '0' && s.p[i] <= '9';
        year = year * 10 + (s.p[i] - '0');
    }
    if (!ok || year == 0) {
        const base_str t = base_utf8_head(s, 48);
        base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不是年份：应为四位数字，例如 2026",
                     "\"%.*s\" is not a year: four digits are expected, such as 2026", (int)t.n, t.p);
        return base_csv_at(c, 0, e);
    }
    declare(w, year);
    return true;
}

static bool read_day_row(base_workdays *w, const base_csv *c, bool works, base_err *e) {
    base_date d;
    if (!base_date_parse(c->field[0], &d, e)) return base_csv_at(c, 0, e);
    struct year *y = declare(w, base_date_year(d));
    const int i = d - y->first;
    if (bit(y->given, i)) {
        base_err_fmt(e, BASE_ERR_INPUT, "%.10s 已在表中：每一天只写一次",
                     "%.10s is in the table already: name a day once", c->field[0].p);
        return base_csv_at(c, 0, e);
    }
    set_bit(y->given, i, true);
    set_bit(y->works, i, works);
    return true;
}

static bool read_row(base_workdays *w, const base_csv *c, base_err *e) {
    const base_str kind = c->n >= 2 ? c->field[1] : BASE_STR("");
    if (base_str_is(kind, "year")) return read_year_row(w, c, e);
    if (base_str_is(kind, "holiday")) return read_day_row(w, c, false, e);
    if (base_str_is(kind, "workday")) return read_day_row(w, c, true, e);
    const base_str t = base_utf8_head(kind, 48);
    base_err_fmt(e, BASE_ERR_INPUT, "种类“%.*s”不认识：应为 holiday（放假）、workday（上班）或 year（该年已公布）",
                 "kind \"%.*s\" is not known: it is holiday, workday, or year (the table of the year is known)",
                 (int)t.n, t.p);
    return base_csv_at(c, 1, e);
}

base_workdays *base_workdays_read(base_arena *arena, base_str text, base_str file, base_err *e) {
    base_workdays *w = base_arena_alloc(arena, sizeof *w);
    w->arena = arena;
    base_csv c;
    base_csv_open(&c, arena, text, file);
    c.comments = true;
    if (!read_header(&c, e)) return NULL;
    base_err found = {0};
    while (base_csv_next(&c, &found)) {
        if (!read_row(w, &c, e)) return NULL;
    }
    if (found.kind == BASE_ERR_NONE) return w;
    if (e != NULL) *e = found;
    return NULL;
}

/* --- asking --- */

bool base_workday_is(const base_workdays *w, base_date d, bool *is, base_err *e) {
    const int year = base_date_year(d);
    if (year == 0) return base_err_fmt(e, BASE_ERR_RANGE, "没有给出日期", "no date was given");
    const struct year *y = w->year[year];
    if (y == NULL)
        return base_err_fmt(e, BASE_ERR_MISSING, "没有 %04d 年的工作日表：请补入该年国务院办公厅的节假日安排",
                            "there is no table of working days for %04d: add the yearly notice of that year", year);
    *is = bit(y->works, d - y->first);
    return true;
}

bool base_workdays_end(const base_workdays *w, base_date from, unsigned n, bool count_first, base_date *out,
                       base_err *e) {
    if (n == 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "工作日数须为 1 以上", "the number of working days must be at least 1");
    bool works = false;
    if (!base_workday_is(w, from, &works, e)) return false;
    base_date d = from;
    if (count_first && works) n--;
    while (n > 0) {
        if (!base_date_add_days(d, 1, &d, e) || !base_workday_is(w, d, &works, e)) return false;
        if (works) n--;
    }
    *out = d;
    return true;
}

bool base_workdays_count(const base_workdays *w, base_date from, base_date to, unsigned *n, base_err *e) {
    unsigned count = 0;
    for (base_date d = from; d <= to; d++) {
        bool works = false;
        if (!base_workday_is(w, d, &works, e)) return false;
        count += works;
    }
    *n = count;
    return true;
}
