/* Any bytes as a date and two numbers: dates are read in one form only, and sums of days, months and years keep to the
 * calendar. */
#include "base/date.h"
#include "fuzzing.h"

static void check_text(base_date d, base_str text) {
    base_buf b;
    base_buf_init(&b, 10);
    must(base_date_put(&b, d));
    if (text.n > 0) must(base_str_eq(base_buf_str(&b), text));
    base_date again;
    must(base_date_parse(base_buf_str(&b), &again, NULL) && again == d);
    int year, month, day;
    base_date_split(d, &year, &month, &day);
    must(base_date_make(year, month, day, &again, NULL) && again == d);
    must(base_date_year(d) == year);
    base_buf_free(&b);
}

static void check_months(base_date d, int32_t months) {
    base_date to;
    if (!base_date_add_months(d, months, &to, NULL)) return;
    check_text(to, (base_str){NULL, 0});
    int y0, m0, d0, y1, m1, d1;
    base_date_split(d, &y0, &m0, &d0);
    base_date_split(to, &y1, &m1, &d1);
    must((int64_t)y1 * 12 + m1 == (int64_t)y0 * 12 + m0 + months);
    must(d1 == d0 || (d1 < d0 && d1 >= 28));
}

static void check_term(base_date d, int years) {
    base_date end, next;
    if (!base_date_term_end(d, years, &end, NULL)) return;
    must(years >= 1);
    check_text(end, (base_str){NULL, 0});
    const int64_t days = (int64_t)end - d + 1;
    must(days >= years * INT64_C(365) && days <= years * INT64_C(366));
    int y, m, day;
    base_date_split(d, &y, &m, &day);
    if (base_date_make(y + years, m, day, &next, NULL)) must(next == end + 1);
}

static void check_days(base_date d, int32_t days) {
    base_date to, back;
    if (!base_date_add_days(d, days, &to, NULL)) return;
    check_text(to, (base_str){NULL, 0});
    must(days == INT32_MIN || (base_date_add_days(to, -days, &back, NULL) && back == d));
    must((base_date_weekday(d) - 1 + (days % 7 + 7)) % 7 + 1 == base_date_weekday(to));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int32_t n[2] = {0};
    base_date d = BASE_DATE_NONE;
    base_err e = {0};
    const base_str whole = {(const char *)data, size}, text = {whole.p, size < 10 ? size : 10};
    const bool read = base_date_parse(whole, &d, &e);
    must(read == (e.kind == BASE_ERR_NONE));
    if (read) check_text(d, whole);
    if (size >= 10 + sizeof n) memcpy(n, data + 10, sizeof n);
    /* Not a date: its first bytes are taken for the number of one, so that what no text can name is tried as well. */
    if (!base_date_parse(text, &d, NULL) && size >= sizeof d) memcpy(&d, data, sizeof d);
    const int weekday = base_date_weekday(d);
    must(weekday >= 1 && weekday <= 7);
    for (int i = 0; i < 2; i++) {
        check_days(d, n[i]);
        check_months(d, n[i]);
        check_term(d, n[i]);
        check_days(d, n[i] % 5000);
        check_months(d, n[i] % 5000);
        check_term(d, n[i] % 5000);
    }
    return 0;
}
