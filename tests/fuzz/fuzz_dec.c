/* Any bytes as one or two decimals, parted by a blank: what is read is written so that it reads as the same value, and
 * sums, differences and products undo one another. */
#include "base/dec.h"
#include "fuzzing.h"

static bool same(base_dec a, base_dec b) { return base_dec_cmp(a, b) == 0 && base_dec_cmp(b, a) == 0; }

static void check_text(base_dec d) {
    base_buf b;
    base_dec again;
    int64_t units;
    base_buf_init(&b, 21);
    must(d.scale <= BASE_DEC_MAX_SCALE);
    must(base_dec_put(&b, d));
    must(base_dec_parse(base_buf_str(&b), &again, NULL) && same(d, again) && again.scale <= d.scale);
    must(base_dec_parse_json(base_buf_str(&b), &again, NULL) && same(d, again));
    must(base_dec_rescale(d, again.scale, &units, NULL) && units == again.units);
    for (uint8_t scale = 0; scale <= BASE_DEC_MAX_SCALE; scale++) {
        if (base_dec_rescale(d, scale, &units, NULL)) must(same(d, (base_dec){units, scale}));
    }
    base_buf_free(&b);
}

static bool read_one(base_str s, base_dec *out) {
    base_dec plain, json;
    base_err e = {0}, ej = {0};
    const bool p = base_dec_parse(s, &plain, &e), j = base_dec_parse_json(s, &json, &ej);
    must(p == (e.kind == BASE_ERR_NONE) && j == (ej.kind == BASE_ERR_NONE));
    must(!p || (j && plain.units == json.units && plain.scale == json.scale));
    if (!j) must(ej.kind == BASE_ERR_INPUT || ej.kind == BASE_ERR_RANGE);
    if (j) check_text(json);
    *out = json;
    return j;
}

static void check_pair(base_dec a, base_dec b) {
    base_dec c, back;
    must(base_dec_cmp(a, b) == -base_dec_cmp(b, a) || (base_dec_cmp(a, b) < 0) == (base_dec_cmp(b, a) > 0));
    if (base_dec_add(a, b, &c, NULL)) {
        check_text(c);
        must(base_dec_add(b, a, &back, NULL) && same(c, back));
        must(!base_dec_sub(c, b, &back, NULL) || same(back, a));
        must((base_dec_cmp(c, a) > 0) == (b.units > 0) && (base_dec_cmp(c, a) < 0) == (b.units < 0));
    }
    if (base_dec_sub(a, b, &c, NULL)) {
        check_text(c);
        must((c.units > 0) == (base_dec_cmp(a, b) > 0) && (c.units < 0) == (base_dec_cmp(a, b) < 0));
    }
    if (base_dec_mul(a, b, &c, NULL)) {
        check_text(c);
        must(base_dec_mul(b, a, &back, NULL) && same(c, back));
        must((c.units == 0) == (a.units == 0 || b.units == 0));
    }
}

static void check_ratio(base_dec a, base_dec b) {
    base_buf out;
    base_buf_init(&out, 64);
    bool exact = false;
    base_dec quotient, product;
    must(base_ratio_put(&out, a.units, b.units, BASE_DEC_MAX_SCALE, &exact));
    if (exact && base_dec_parse(base_buf_str(&out), &quotient, NULL) &&
        base_dec_mul(quotient, (base_dec){b.units, 0}, &product, NULL))
        must(same(product, (base_dec){a.units, 0}));
    base_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    base_str second;
    const base_str first = base_str_cut((base_str){(const char *)data, size}, ' ', &second);
    base_dec a, b;
    const bool ok = read_one(first, &a);
    if (!read_one(second, &b) || !ok) return 0;
    check_pair(a, b);
    if (b.units != 0) check_ratio(a, b);
    return 0;
}
