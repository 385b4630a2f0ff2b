/* value.c - fields as text: what an argument says, and what a scenario or a reader is shown. */
#include "core/observe.h"

bool core_value_is_text(const rules_field *f) {
    return f->type == RULES_V_TEXT || f->type == RULES_V_CODE || f->type == RULES_V_DIVISION;
}

bool core_value_put(base_buf *b, const rules_field *f, core_value v) {
    if (!v.set) return base_buf_puts(b, BASE_STR("none"));
    switch (f->type) {
    case RULES_V_DATE: return base_date_put(b, (base_date)v.n);
    case RULES_V_NUMBER: return base_buf_i64(b, v.n);
    case RULES_V_YESNO: return base_buf_puts(b, v.n != 0 ? BASE_STR("yes") : BASE_STR("no"));
    case RULES_V_MONTH_DAY: return base_buf_fmt(b, "%02d-%02d", (int)(v.n / 100), (int)(v.n % 100));
    case RULES_V_CHOICE: return base_buf_puts(b, f->choice[v.n].name);
    case RULES_V_TEXT:
    case RULES_V_CODE:
    case RULES_V_DIVISION: return base_buf_puts(b, v.text);
    }
    return false;
}

static bool read_number(base_str text, int64_t *n, base_err *e) {
    base_dec d;
    base_err why = {0};
    if (base_dec_parse(text, &d, &why) && d.scale == 0 && d.units >= 0 && d.units <= INT32_MAX) {
        *n = d.units;
        return true;
    }
    return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不是数；应为 0 以上的整数",
                        "“%.*s” is not a number; write a whole number from 0", (int)(text.n > 60 ? 60 : text.n),
                        text.p);
}

static bool read_month_day(base_str text, int64_t *n, base_err *e) {
    base_date d;
    base_err why = {0};
    char full[16] = "2024-";
    if (text.n == 5) {
        memcpy(full + 5, text.p, 5);
        if (base_date_parse((base_str){full, 10}, &d, &why)) {
            *n = (text.p[0] - '0') * 1000 + (text.p[1] - '0') * 100 + (text.p[3] - '0') * 10 + (text.p[4] - '0');
            return true;
        }
    }
    return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不是月-日；应如 04-30", "“%.*s” is no month-day; write it as 04-30",
                        (int)(text.n > 60 ? 60 : text.n), text.p);
}

static bool read_yes_no(base_str text, int64_t *n, base_err *e) {
    *n = base_str_is(text, "yes") || base_str_is(text, "是") ? 1 : 0;
    if (*n == 1 || base_str_is(text, "no") || base_str_is(text, "否")) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”应为 yes 或 no", "“%.*s” should be yes or no",
                        (int)(text.n > 60 ? 60 : text.n), text.p);
}

static bool read_choice(const rules_field *f, base_str text, int64_t *n, base_err *e) {
    base_buf names;
    base_buf_init(&names, 400);
    for (size_t i = 0; i < f->n_choices; i++) {
        if (base_str_eq(f->choice[i].name, text) || base_str_eq(f->choice[i].label.zh, text)) {
            *n = (int64_t)i;
            base_buf_free(&names);
            return true;
        }
        base_buf_fmt(&names, "%s%.*s", i > 0 ? " " : "", (int)f->choice[i].name.n, f->choice[i].name.p);
    }
    base_err_fmt(e, BASE_ERR_INPUT, "“%.*s”不在可选项中：%.*s", "“%.*s” is none of: %.*s",
                 (int)(text.n > 60 ? 60 : text.n), text.p, (int)names.n, names.p);
    base_buf_free(&names);
    return false;
}

static bool read_date(base_str text, int64_t *n, base_err *e) {
    base_date d;
    if (!base_date_parse(text, &d, e)) return false;
    *n = d;
    return true;
}

bool core_value_read(base_arena *arena, const rules_field *f, base_str text, core_value *out, base_err *e) {
    *out = (core_value){.set = true};
    switch (f->type) {
    case RULES_V_DATE: return read_date(text, &out->n, e);
    case RULES_V_NUMBER: return read_number(text, &out->n, e);
    case RULES_V_YESNO: return read_yes_no(text, &out->n, e);
    case RULES_V_MONTH_DAY: return read_month_day(text, &out->n, e);
    case RULES_V_CHOICE: return read_choice(f, text, &out->n, e);
    case RULES_V_TEXT:
    case RULES_V_CODE:
    case RULES_V_DIVISION: out->text = base_arena_str(arena, text); return true;
    }
    return false;
}
