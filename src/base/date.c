/* date.c - days of the proleptic Gregorian calendar.
 *
 * The year is taken to begin on 1 March, so that the leap day is the last of it and the months before it have a fixed
 * rhythm of 153 days in five; 400 years of it are 146097 days. All arithmetic is in integers that hold every date of
 * the range and every sum of one with 32 bits. */
#include "base/date.h"

enum {
    DAYS_400Y = 146097,
    DAYS_100Y = 36524,
    DAYS_4Y = 1461,
    EPOCH = 719468,  /* days from 0000-03-01 to 1970-01-01 */
    FIRST = -719162, /* 0001-01-01 */
    LAST = 2932896,  /* 9999-12-31 */
    LAST_YEAR = 9999
};

/* Year 0 and year 10000 are allowed: neighbours of the range occur in between. */
static int32_t day_number(int32_t year, int32_t month, int32_t day) {
    const int32_t y = year - (month <= 2), m = month <= 2 ? month + 9 : month - 3;
    /* y is -1 only for January and February of year 0, which nobody asks for. */
    return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - EPOCH;
}

static bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static int month_days(int year, int month) {
    static const int8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month] + (month == 2 && is_leap(year));
}

static bool in_range(int64_t d) { return d >= FIRST && d <= LAST; }

static bool out_of_range(base_err *e) {
    return base_err_fmt(e, BASE_ERR_RANGE, "日期须在 0001-01-01 至 9999-12-31 之间",
                        "a date must lie between 0001-01-01 and 9999-12-31");
}

bool base_date_make(int year, int month, int day, base_date *out, base_err *e) {
    if (year < 1 || year > LAST_YEAR) return out_of_range(e);
    if (month < 1 || month > 12)
        return base_err_fmt(e, BASE_ERR_INPUT, "没有 %d 月：月份为 1 至 12", "there is no month %d: months are 1 to 12",
                            month);
    const int days = month_days(year, month);
    if (day < 1 || day > days)
        return base_err_fmt(e, BASE_ERR_INPUT, "%04d 年 %d 月没有 %d 日：该月有 %d 天",
                            "in year %04d month %d has no day %d: it has %d days", year, month, day, days);
    *out = day_number(year, month, day);
    return true;
}

void base_date_split(base_date d, int *year, int *month, int *day) {
    if (!in_range(d)) {
        *year = *month = *day = 0;
        return;
    }
    const int32_t n = d + EPOCH, era = n / DAYS_400Y, of_era = n % DAYS_400Y;
    const int32_t y = (of_era - of_era / (DAYS_4Y - 1) + of_era / DAYS_100Y - of_era / (DAYS_400Y - 1)) / 365;
    const int32_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    *day = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = era * 400 + y + (m >= 10);
}

int base_date_year(base_date d) {
    int year, month, day;
    base_date_split(d, &year, &month, &day);
    return year;
}

/* The number of the `n` digits at p, or -1. */
static int digits(const char *p, int n) {
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9') return -1;
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

bool base_date_parse(base_str s, base_date *out, base_err *e) {
    const bool dashes = s.n == 10 && s.p[4] == '-' && s.p[7] == '-';
    const int year = dashes ? digits(s.p, 4) : -1;
    const int month = dashes ? digits(s.p + 5, 2) : -1;
    const int day = dashes ? digits(s.p + 8, 2) : -1;
    if (year < 0 || month < 0 || day < 0) {
        const base_str t = base_utf8_head(s, 48);
        return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不是日期：写作 年-月-日，例如 2023-10-18",
                            "\"%.*s\" is not a date: write year-month-day, such as 2023-10-18", (int)t.n, t.p);
    }
    return base_date_make(year, month, day, out, e);
}

bool base_date_put(base_buf *b, base_date d) {
    if (!in_range(d)) return false;
    int year, month, day;
    char text[10];
    base_date_split(d, &year, &month, &day);
    base_digits_pad(text, (uint64_t)year, 4);
    text[4] = '-';
    base_digits_pad(text + 5, (uint64_t)month, 2);
    text[7] = '-';
    base_digits_pad(text + 8, (uint64_t)day, 2);
    return base_buf_put(b, text, sizeof text);
}

int base_date_weekday(base_date d) {
    const int w = (int)(((int64_t)d + 3) % 7); /* 1970-01-01 was a Thursday */
    return w < 0 ? w + 8 : w + 1;
}

bool base_date_add_days(base_date d, int32_t days, base_date *out, base_err *e) {
    const int64_t sum = (int64_t)d + days;
    if (!in_range(d) || !in_range(sum)) return out_of_range(e);
    *out = (base_date)sum;
    return true;
}

bool base_date_add_months(base_date d, int32_t months, base_date *out, base_err *e) {
    if (!in_range(d)) return out_of_range(e);
    int year, month, day;
    base_date_split(d, &year, &month, &day);
    const int64_t total = (int64_t)year * 12 + (month - 1) + months;
    if (total < 12 || total >= (LAST_YEAR + 1) * INT64_C(12)) return out_of_range(e);
    year = (int)(total / 12);
    month = (int)(total % 12) + 1;
    const int days = month_days(year, month);
    *out = day_number(year, month, day < days ? day : days);
    return true;
}

bool base_date_term_end(base_date first, int years, base_date *out, base_err *e) {
    if (years < 1)
        return base_err_fmt(e, BASE_ERR_INPUT, "期限须为 1 年以上，给出的是 %d 年",
                            "a term has at least 1 year, not %d", years);
    if (!in_range(first) || years > LAST_YEAR) return out_of_range(e);
    int year, month, day;
    base_date_split(first, &year, &month, &day);
    year += years;
    if (year > LAST_YEAR + 1) return out_of_range(e);
    /* Of a year without it, "29 February" is counted as the day after the 28th: 1 March. */
    const int32_t end = day_number(year, month, day) - 1;
    if (!in_range(end)) return out_of_range(e);
    *out = end;
    return true;
}
