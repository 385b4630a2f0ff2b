/* roster.c - see roster.h. */
#include "app/roster.h"

#include "docs/sheet.h"
#include "docs/table.h"

enum { TITLE_MAX = 400 };

static bool take_row(void *ctx, uint32_t row, const base_str *cell, size_t n, base_err *e) {
    return core_roster_row(ctx, row, cell, n, e);
}

core_roster *app_roster_read(base_arena *arena, const core_roster_plan *plan, const core_sizes *sizes, int fd,
                             uint64_t size, base_err *e) {
    core_roster *r = core_roster_new(arena, plan, sizes);
    if (!docs_table_read(fd, size, take_row, r, e)) return NULL;
    core_roster_end(r);
    return r;
}

/* ---- the template ---- */

static void put_choices(base_buf *b, base_str choices, bool zh) {
    const char *before = zh ? "（" : " (";
    for (base_str rest = choices; rest.n > 0; before = "/") {
        base_str words;
        const base_str id = base_str_cut(base_str_cut(rest, ';', &rest), '=', &words);
        base_buf_puts(b, base_str_of(before));
        base_buf_puts(b, zh ? words : id);
    }
    base_buf_puts(b, zh ? BASE_STR("）") : BASE_STR(")"));
}

/* What stands in brackets is for people: reading goes by the words before. */
static base_str title_of(base_arena *arena, const core_roster_column *c, bool zh) {
    base_buf b;
    base_buf_init(&b, TITLE_MAX);
    base_buf_puts(&b, zh ? c->title.zh : c->title.en);
    if (c->required) base_buf_putc(&b, '*');
    if (c->choices.n > 0) {
        put_choices(&b, c->choices, zh);
    } else if (c->unit.n > 0) {
        base_buf_fmt(&b, zh ? "（%.*s）" : " (%.*s)", (int)c->unit.n, c->unit.p);
    }
    base_str title = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return title;
}

int app_roster_template(const core_roster_plan *plan, bool zh, int64_t made, uint64_t *size, base_err *e) {
    docs_column column[CORE_ROSTER_COLUMNS_MAX] = {{.width = 0}};
    base_arena *arena = base_arena_new((size_t)CORE_ROSTER_COLUMNS_MAX * 2 * TITLE_MAX);
    const size_t n = core_roster_n_columns(plan);
    for (size_t i = 0; i < n; i++)
        column[i] = (docs_column){.title = title_of(arena, core_roster_column_at(plan, i), zh), .width = 22};
    docs_sheet_options o = {
        .name = zh ? BASE_STR("企业名册") : BASE_STR("roster"),
        .notice = zh ? BASE_STR("每行一家企业，带 * 的列必填；金额只写数字，单位见列名。本行与列名请勿删改。")
                     : BASE_STR("One enterprise a row; columns with * are required; amounts are digits in the unit of "
                                "the title. Leave this row and the titles as they are."),
        .column = column,
        .n_columns = n,
        .made = made};
    docs_sheet *s = docs_sheet_new(&o, e);
    const int fd = s != NULL ? docs_sheet_end(s, size, e) : -1;
    docs_sheet_free(s);
    base_arena_free(arena);
    return fd;
}

/* ---- told ---- */

void app_put_roster(base_json *j, const core_roster_report *r) {
    base_json_number(j, "rows", r->rows);
    base_json_number(j, "faults", r->faults);
    base_json_number(j, "doubts", r->doubts);
    base_json_name(j, "told");
    base_json_arr(j);
    for (size_t i = 0; i < r->n_told; i++) {
        const core_roster_fault *f = &r->told[i];
        base_json_obj(j);
        if (f->row > 0) base_json_number(j, "row", f->row);
        if (f->column > 0) base_json_number(j, "column", f->column);
        base_json_some(j, "title", f->title);
        base_json_flag(j, "doubt", f->doubt);
        app_put_named_label(j, "label", f->text);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

/* ---- in a form ---- */

int app_roster_year(const app_form *form) {
    int year = 0;
    for (size_t i = 0; i < form->n; i++)
        if (form->item[i].from_roster && form->item[i].year > year) year = form->item[i].year;
    return year;
}

static const app_form_item *item_of(const app_form *form, base_str key) {
    for (size_t i = 0; i < form->n; i++)
        if (base_str_eq(form->item[i].key, key)) return &form->item[i];
    return NULL;
}

static base_str digits(base_arena *arena, base_dec d) {
    base_buf b;
    base_buf_init(&b, 64);
    base_dec_put(&b, d);
    base_str s = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

size_t app_roster_figures(const core_roster *r, const rules_book *book, const app_form *form, int year,
                          base_arena *arena, app_roster_figure *out) {
    core_roster_figure f[CORE_ROSTER_FIGURES_MAX];
    const size_t n = core_roster_figures(r, book, f);
    for (size_t i = 0; i < n; i++) {
        const rules_fact *fact = &book->fact[f[i].fact];
        base_str key = fact->name;
        if (fact->kind == RULES_FACT_YEARLY) key = base_arena_fmt(arena, "%.*s.%d", (int)key.n, key.p, year);
        const app_form_item *item = item_of(form, key);
        out[i] = (app_roster_figure){.key = item != NULL ? key : fact->name,
                                     .label = fact->label,
                                     .unit = book->unit[fact->unit].name,
                                     .value = digits(arena, f[i].value),
                                     .now = item != NULL ? item->value : (base_str){NULL, 0},
                                     .taken = item != NULL && item->from_roster};
        if (f[i].cut) out[i].exact = digits(arena, f[i].exact);
    }
    return n;
}

void app_put_roster_figures(base_json *j, const app_roster_figure *f, size_t n) {
    base_json_name(j, "figures");
    base_json_arr(j);
    for (size_t i = 0; i < n; i++) {
        base_json_obj(j);
        base_json_text(j, "key", f[i].key);
        app_put_named_label(j, "label", f[i].label);
        base_json_text(j, "unit", f[i].unit);
        base_json_text(j, "value", f[i].value);
        base_json_some(j, "exact", f[i].exact);
        base_json_some(j, "now", f[i].now);
        base_json_flag(j, "taken", f[i].taken);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}
