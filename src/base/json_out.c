/* json_out.c - writes JSON into a buffer, value by value.
 *
 * `state` says what may come next. A level costs one bit, and a value one test of the state and at most one byte before
 * it. */
#include "base/json_out.h"

enum state {
    FIRST,   /* the first member or element of a level */
    NEXT,    /* another one: a comma comes before it */
    VALUE,   /* the value of a member whose name was written, or the text itself */
    FINISHED /* the text is complete */
};

void base_json_init(base_json *j, base_buf *b) { *j = (base_json){.b = b, .state = VALUE}; }

static bool in_object(const base_json *j) { return j->depth > 0 && (j->objects >> (j->depth - 1) & 1) != 0; }

/* What has to stand before a value; false when none may stand here. */
static bool before_value(base_json *j) {
    const bool misplaced = j->state == FINISHED || (j->state != VALUE && in_object(j));
    j->bad = j->bad || misplaced;
    if (j->bad) return false;
    if (j->state == NEXT) base_buf_putc(j->b, ',');
    return true;
}

static void after_value(base_json *j) { j->state = j->depth == 0 ? FINISHED : NEXT; }

static void begin(base_json *j, char open, bool object) {
    j->bad = j->bad || j->depth == BASE_JSON_MAX_DEPTH;
    if (!before_value(j)) return;
    base_buf_putc(j->b, open);
    const uint64_t bit = UINT64_C(1) << j->depth;
    j->objects = object ? j->objects | bit : j->objects & ~bit;
    j->depth++;
    j->state = FIRST;
}

static void end(base_json *j, char close, bool object) {
    j->bad = j->bad || j->depth == 0 || in_object(j) != object || j->state == VALUE;
    if (j->bad) return;
    base_buf_putc(j->b, close);
    j->depth--;
    after_value(j);
}

void base_json_obj(base_json *j) { begin(j, '{', true); }
void base_json_obj_end(base_json *j) { end(j, '}', true); }
void base_json_arr(base_json *j) { begin(j, '[', false); }
void base_json_arr_end(base_json *j) { end(j, ']', false); }

void base_json_key(base_json *j, base_str name) {
    j->bad = j->bad || !in_object(j) || j->state == VALUE;
    if (j->bad) return;
    if (j->state == NEXT) base_buf_putc(j->b, ',');
    base_buf_json(j->b, name);
    base_buf_putc(j->b, ':');
    j->state = VALUE;
}

void base_json_str(base_json *j, base_str s) {
    if (!before_value(j)) return;
    base_buf_json(j->b, s);
    after_value(j);
}

static size_t skip_digits(base_str s, size_t i) {
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
    return i;
}

/* RFC 8259, section 6. */
static bool is_number(base_str s) {
    size_t i = s.n > 0 && s.p[0] == '-';
    const size_t whole = i;
    i = skip_digits(s, i);
    if (i == whole || (i - whole > 1 && s.p[whole] == '0')) return false;
    if (i < s.n && s.p[i] == '.') {
        const size_t fraction = ++i;
        i = skip_digits(s, i);
        if (i == fraction) return false;
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) i++;
        const size_t exponent = i;
        i = skip_digits(s, i);
        if (i == exponent) return false;
    }
    return i == s.n;
}

static void literal(base_json *j, base_str text) {
    if (!before_value(j)) return;
    base_buf_puts(j->b, text);
    after_value(j);
}

void base_json_num(base_json *j, base_str number) {
    j->bad = j->bad || !is_number(number);
    literal(j, number);
}

void base_json_value(base_json *j, base_str value) {
    j->bad = j->bad || value.n == 0;
    literal(j, value);
}

void base_json_i64(base_json *j, int64_t v) {
    if (!before_value(j)) return;
    base_buf_i64(j->b, v);
    after_value(j);
}

void base_json_u64(base_json *j, uint64_t v) {
    if (!before_value(j)) return;
    base_buf_u64(j->b, v);
    after_value(j);
}

void base_json_dec(base_json *j, base_dec d) {
    if (!before_value(j)) return;
    base_dec_put(j->b, d);
    after_value(j);
}

void base_json_date(base_json *j, base_date d) {
    if (base_date_year(d) == 0) {
        base_json_null(j);
        return;
    }
    if (!before_value(j)) return;
    base_buf_putc(j->b, '"');
    base_date_put(j->b, d);
    base_buf_putc(j->b, '"');
    after_value(j);
}

void base_json_bool(base_json *j, bool v) { literal(j, v ? BASE_STR("true") : BASE_STR("false")); }
void base_json_null(base_json *j) { literal(j, BASE_STR("null")); }

/* ---- members ---- */

void base_json_name(base_json *j, const char *name) { base_json_key(j, base_str_of(name)); }

void base_json_text(base_json *j, const char *name, base_str s) {
    base_json_name(j, name);
    base_json_str(j, s);
}

void base_json_number(base_json *j, const char *name, uint64_t v) {
    base_json_name(j, name);
    base_json_u64(j, v);
}

void base_json_flag(base_json *j, const char *name, bool v) {
    base_json_name(j, name);
    base_json_bool(j, v);
}

void base_json_day(base_json *j, const char *name, base_date d) {
    base_json_name(j, name);
    base_json_date(j, d);
}

void base_json_some(base_json *j, const char *name, base_str s) {
    if (s.n > 0) base_json_text(j, name, s);
}

void base_json_some_day(base_json *j, const char *name, base_date d) {
    if (d != BASE_DATE_NONE) base_json_day(j, name, d);
}

void base_json_pair(base_json *j, base_str zh, base_str en) {
    base_json_obj(j);
    base_json_text(j, "zh", zh);
    base_json_text(j, "en", en);
    base_json_obj_end(j);
}

void base_json_both(base_json *j, const char *name, base_str zh, base_str en) {
    base_json_name(j, name);
    base_json_pair(j, zh, en);
}

void base_json_err(base_json *j, const char *name, const base_err *e) {
    base_json_both(j, name, base_str_of(e->zh), base_str_of(e->en));
}

bool base_json_done(const base_json *j) { return !j->bad && j->state == FINISHED && !j->b->full; }
