/* errata.c - see errata.h. */
#include "app/errata.h"

#include "base/csv.h"

enum { COLUMNS = 7, ERRATA_MAX = 10000 };

static const char *const column[COLUMNS] = {"edition", "origin", "first", "last", "action", "reason_zh", "reason_en"};

static bool read_number(base_str s, uint64_t otherwise, uint64_t *out) {
    *out = otherwise;
    return s.n == 0 || base_number_parse(s, out);
}

static bool read_header(base_csv *c, base_err *e) {
    if (!base_csv_next(c, e)) {
        if (e->kind != BASE_ERR_NONE) return false;
        return base_err_fmt(e, BASE_ERR_INPUT, "勘误表没有表头", "the list of errata has no header");
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        if (c->n == COLUMNS && base_str_is(c->field[i], column[i])) continue;
        base_err_fmt(e, BASE_ERR_INPUT, "表头应为 edition,origin,first,last,action,reason_zh,reason_en",
                     "the header should be edition,origin,first,last,action,reason_zh,reason_en");
        return base_csv_at(c, i, e);
    }
    return true;
}

static bool wrong(const base_csv *c, size_t i, const char *zh, const char *en, base_err *e) {
    base_err_fmt(e, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", zh, en);
    return base_csv_at(c, i, e);
}

static bool read_row(const base_csv *c, app_erratum *x, base_err *e) {
    uint64_t edition;
    if (c->n != COLUMNS) return wrong(c, c->n, "应有 7 栏", "7 fields are expected", e);
    if (!read_number(c->field[0], 0, &edition) || edition == 0 || edition > UINT16_MAX)
        return wrong(c, 0, "应为引擎版次", "the edition of an engine is expected", e);
    if (!read_number(c->field[2], 0, &x->first)) return wrong(c, 2, "应为事件序号", "an event's number is expected", e);
    if (!read_number(c->field[3], UINT64_MAX, &x->last) || x->last < x->first)
        return wrong(c, 3, "应为不小于首个的事件序号", "an event's number, not below the first, is expected", e);
    if (c->field[5].n == 0 || c->field[6].n == 0) return wrong(c, 5, "须写明错在何处", "what was wrong is missing", e);
    x->edition = (unsigned)edition;
    x->origin = c->field[1];
    x->action = c->field[4];
    x->zh = c->field[5];
    x->en = c->field[6];
    return true;
}

bool app_errata_read(base_arena *arena, base_str text, base_str file, app_errata *out, base_err *e) {
    base_csv c;
    app_erratum *item = NULL;
    size_t cap = 0;
    *out = (app_errata){NULL, 0};
    e->kind = BASE_ERR_NONE;
    base_csv_open(&c, arena, text, file);
    if (!read_header(&c, e)) return false;
    while (base_csv_next(&c, e)) {
        if (out->n == ERRATA_MAX)
            return base_err_fmt(e, BASE_ERR_LIMIT, "勘误至多 %d 条", "at most %d errata", ERRATA_MAX);
        item = base_arena_grow(arena, item, out->n, &cap, sizeof *item);
        if (!read_row(&c, &item[out->n], e)) return false;
        out->n++;
    }
    out->item = item;
    return e->kind == BASE_ERR_NONE;
}

const app_erratum *app_errata_find(const app_errata *l, unsigned edition, base_str origin, uint64_t seq,
                                   base_str action) {
    for (size_t i = 0; l != NULL && i < l->n; i++) {
        const app_erratum *x = &l->item[i];
        if (x->edition != edition || seq < x->first || seq > x->last) continue;
        if ((x->origin.n == 0 || base_str_eq(x->origin, origin)) &&
            (x->action.n == 0 || base_str_eq(x->action, action)))
            return x;
    }
    return NULL;
}
