/* paper_cluster.c - documents of a whole cluster: that it is recognised, and how it did over the years. */
#include "app/paper_i.h"

static base_str text_of(const app_dossier *d, const char *name) {
    const app_case_view *root = &d->item[0];
    for (size_t i = 0; i < root->n_fields; i++) {
        if (base_str_is(root->field[i].field.name, name)) return root->field[i].value;
    }
    return (base_str){NULL, 0};
}

/* ---- certificate ---- */

static base_date date_of(const app_dossier *d, const char *name) {
    base_date day = BASE_DATE_NONE;
    (void)base_date_parse(text_of(d, name), &day, NULL);
    return day;
}

/* What the log says of itself, so that paper and log can be held against each other. */
static base_str checkpoint_of(const app_paper_writer *w) {
    base_str note = {NULL, 0}, rest, origin, size, root;
    base_err ignored = {0};
    if (!app_published(w->app, w->arena, &note, &ignored) || note.n == 0) return (base_str){NULL, 0};
    origin = base_str_cut(note, '\n', &rest);
    size = base_str_cut(rest, '\n', &rest);
    root = base_str_cut(rest, '\n', &rest);
    const size_t half = root.n / 2; /* on two lines, or it would be hyphenated */
    return base_arena_fmt(w->arena,
                          w->want->zh ? "\n日志：%.*s\n检查点：%.*s个事件\n树根：%.*s\n%.*s"
                                      : "\nlog: %.*s\ncheckpoint: %.*s events\nroot: %.*s\n%.*s",
                          (int)origin.n, origin.p, (int)size.n, size.p, (int)half, root.p, (int)(root.n - half),
                          root.p + half);
}

static void put_code(app_paper_writer *w, const app_dossier *d) {
    base_buf address;
    const base_str checkpoint = checkpoint_of(w);
    if (w->want->site.n == 0) return;
    base_buf_init(&address, 2048);
    base_buf_puts(&address, w->want->site);
    base_buf_puts(&address, BASE_STR("/register/"));
    base_buf_percent(&address, d->path);
    docs_paper_code(&w->p, base_buf_str(&address),
                    base_arena_fmt(w->arena,
                                   w->want->zh ? "扫码查阅名录中该集群的现状，并下载可离线核验的证明。%.*s"
                                               : "The code leads to the cluster's page: its state today, and a proof "
                                                 "that can be checked offline.%.*s",
                                   (int)checkpoint.n, checkpoint.p));
    base_buf_free(&address);
}

/* The event by which it became what it is: the newest one of the root that left it in its state. */
static base_str article_of(const app_dossier *d) {
    for (size_t i = 0; i < d->timeline.n; i++) {
        const app_step *s = &d->timeline.step[i];
        if (s->has_state && base_str_is(s->state.name, "recognised")) return s->article;
    }
    return (base_str){NULL, 0};
}

static void put_certified(app_paper_writer *w, const app_dossier *d) {
    const struct {
        const char *zh, *en;
        base_str value;
    } row[] = {
        {"集群名称", "Cluster", d->name},
        {"所在地", "Place", app_paper_place(w, text_of(d, "county"), text_of(d, "channel"))},
        {"推荐渠道", "Channel", app_place_name(w->world, text_of(d, "channel"))},
        {"认定公告", "Announcement", text_of(d, "announcement")},
        {"公布日期", "Announced", app_paper_day(w, date_of(d, "announced"))},
        {"有效期", "Valid", app_paper_term(w, date_of(d, "valid_from"), date_of(d, "valid_until"))},
        {"依据", "By", d->item[0].self->book->cites},
        {"条款", "Article", article_of(d)},
    };
    docs_paper_pair pair[sizeof row / sizeof row[0]];
    size_t n = 0;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        if (row[i].value.n > 0) pair[n++] = (docs_paper_pair){app_paper_say(w, row[i].zh, row[i].en), row[i].value};
    }
    docs_paper_fields(&w->p, pair, n);
}

static bool load(app_paper_writer *w, app_dossier *d, bool *found) {
    if (!app_show_dossier(w->app, w->want->target, w->want->viewer, w->want->day, w->arena, d, found, w->e))
        return false;
    *found = *found && d->n_cases > 0 && base_str_eq(d->path, w->want->target);
    return true;
}

bool app_paper_certificate(app_paper_writer *w, bool *found) {
    app_dossier d;
    if (!load(w, &d, found)) return false;
    if (!*found) return true;
    if (!app_paper_is_for(APP_PAPER_CERTIFICATE, &d)) {
        const rules_text now = d.item[0].state.label;
        return base_err_fmt(w->e, BASE_ERR_INPUT, "只有已认定的集群才有认定证明；该集群现为：%s%.0s",
                            "only a recognised cluster has a certificate; this one is: %.0s%s",
                            base_arena_str(w->arena, now.zh).p, base_arena_str(w->arena, now.en).p);
    }
    app_paper_begin(w, d.item[0].self->book, app_paper_say(w, "认定证明", "Certificate of recognition"));
    put_certified(w, &d);
    put_code(w, &d);
    docs_paper_text(&w->p, app_paper_say(w, "有效期内被撤销的，以名录所载为准。",
                                         "Should it be revoked within its term, the register holds."));
    app_paper_remark(w);
    return true;
}

/* ---- figures over the years ---- */

enum { SERIES_YEARS = DOCS_PAPER_BARS };

typedef struct {
    const rules_book *book;
    rules_id fact;
    int year[SERIES_YEARS];
    base_str value[SERIES_YEARS];
    size_t n;
} series;

/* In order of years; a later case says what holds. */
static void add(series *s, int year, base_str value) {
    size_t at = 0;
    while (at < s->n && s->year[at] < year) at++;
    if (at < s->n && s->year[at] == year) {
        s->value[at] = value;
        return;
    }
    if (s->n == SERIES_YEARS) return;
    for (size_t i = s->n; i > at; i--) {
        s->year[i] = s->year[i - 1];
        s->value[i] = s->value[i - 1];
    }
    s->year[at] = year;
    s->value[at] = value;
    s->n++;
}

static series *series_of(series *all, size_t *n, size_t max, const rules_book *b, rules_id fact) {
    for (size_t i = 0; i < *n; i++) {
        if (base_str_eq(all[i].book->fact[all[i].fact].name, b->fact[fact].name)) return &all[i];
    }
    if (*n == max) return NULL;
    all[*n] = (series){.book = b, .fact = fact};
    return &all[(*n)++];
}

static size_t collect(const app_paper_writer *w, const app_dossier *d, series *all, size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < d->n_cases; i++) {
        const app_case_view *c = &d->item[i];
        if (c->sight != APP_SIGHT_FULL) continue;
        for (size_t k = 0; k < c->self->facts.n; k++) {
            const rules_value *v = &c->self->facts.item[k];
            if (v->year == 0 || c->self->book->fact[v->fact].kind != RULES_FACT_YEARLY) continue;
            series *s = series_of(all, &n, max, c->self->book, v->fact);
            if (s != NULL) add(s, v->year, app_paper_value(w, c->self->book, v));
        }
    }
    return n;
}

static void put_series(app_paper_writer *w, const series *s) {
    const rules_fact *f = &s->book->fact[s->fact];
    docs_paper_pair bar[SERIES_YEARS];
    for (size_t i = 0; i < s->n; i++)
        bar[i] = (docs_paper_pair){app_paper_number(w, (uint64_t)s->year[i]), s->value[i]};
    docs_paper_bars(&w->p, app_paper_pick(w, app_word_with(f->name, f->label).label), s->book->unit[f->unit].name, bar,
                    s->n);
}

/* What was declared for one year only. */
static void put_single(app_paper_writer *w, const series *all, size_t n) {
    const docs_paper_column column[] = {{app_paper_say(w, "指标", "Figure"), 9, false},
                                        {app_paper_say(w, "年度", "Year"), 3, false},
                                        {app_paper_say(w, "数值", "Value"), 5, true},
                                        {app_paper_say(w, "单位", "Unit"), 4, false}};
    size_t rows = 0;
    for (size_t i = 0; i < n; i++) {
        const rules_fact *f = &all[i].book->fact[all[i].fact];
        if (all[i].n != 1) continue;
        if (rows++ == 0) docs_paper_table(&w->p, column, 4);
        const base_str cell[] = {app_paper_pick(w, app_word_with(f->name, f->label).label),
                                 app_paper_number(w, (uint64_t)all[i].year[0]), all[i].value[0],
                                 all[i].book->unit[f->unit].name};
        docs_paper_row(&w->p, cell, 4);
    }
    if (rows > 0) docs_paper_table_end(&w->p);
}

static void put_cases(app_paper_writer *w, const app_dossier *d) {
    const docs_paper_column column[] = {{app_paper_say(w, "办件", "Case"), 6, false},
                                        {app_paper_say(w, "批次", "Round"), 3, false},
                                        {app_paper_say(w, "状态", "State"), 4, false},
                                        {app_paper_say(w, "自", "Since"), 5, false}};
    if (d->n_cases < 2) return;
    docs_paper_heading(&w->p, app_paper_say(w, "历次办理", "Cases"));
    docs_paper_table(&w->p, column, 4);
    for (size_t i = 1; i < d->n_cases; i++) {
        const app_case_view *c = &d->item[i];
        const base_str cell[] = {app_paper_pick(w, c->kind.label), c->round, app_paper_pick(w, c->state.label),
                                 app_paper_day(w, c->since)};
        docs_paper_row(&w->p, cell, 4);
    }
    docs_paper_table_end(&w->p);
}

/* The newest case that was judged. */
static void put_newest_standing(app_paper_writer *w, const app_dossier *d) {
    for (size_t i = d->n_cases; i-- > 0;) {
        if (d->item[i].assessment == NULL) continue;
        app_paper_standing(w, &d->item[i]);
        return;
    }
}

/* The fields below say until when it was announced as valid. */
static void put_ended(app_paper_writer *w, const app_term *t) {
    if (t->is != APP_TERM_ENDED) return;
    const base_str day = app_paper_day(w, t->ended), action = app_paper_pick(w, t->action.label);
    docs_paper_text(&w->p, base_arena_fmt(w->arena,
                                          w->want->zh ? "认定已于%.*s终止：%.*s（%.*s）。下列有效期为公告所载。"
                                                      : "The recognition ended on %.*s: %.*s (%.*s). The term below is "
                                                        "what was announced.",
                                          (int)day.n, day.p, (int)action.n, action.p, (int)t->article.n, t->article.p));
}

bool app_paper_report(app_paper_writer *w, bool *found) {
    enum { MOST = 60 };
    app_dossier d;
    if (!load(w, &d, found)) return false;
    if (!*found) return true;
    app_paper_begin(w, d.item[0].self->book, app_paper_say(w, "发展评估报告", "Evaluation report"));
    docs_paper_note(&w->p, d.name);
    put_ended(w, &d.item[0].term);
    app_paper_fields_of(w, &d.item[0]);
    series *all = base_arena_array(w->arena, MOST, sizeof *all);
    const size_t n = collect(w, &d, all, MOST);
    if (n > 0) docs_paper_heading(&w->p, app_paper_say(w, "历年指标", "Figures by year"));
    for (size_t i = 0; i < n; i++) {
        if (all[i].n > 1) put_series(w, &all[i]);
    }
    put_single(w, all, n);
    put_newest_standing(w, &d);
    put_cases(w, &d);
    app_paper_remark(w);
    return true;
}
