/* paper.c - which documents there are, and the words all of them have. */
#include "app/paper_i.h"

enum { TITLE_WIDE = 38 }; /* columns of a line in size 2 */

static const struct {
    const char *name;
    bool of_round;
    bool (*compose)(app_paper_writer *w, bool *found);
} kinds[APP_PAPER_KINDS] = {
    [APP_PAPER_CASE] = {"case", false, app_paper_case},
    [APP_PAPER_REPORT] = {"report", false, app_paper_report},
    [APP_PAPER_CERTIFICATE] = {"certificate", false, app_paper_certificate},
    [APP_PAPER_RECOMMENDATIONS] = {"recommendations", true, app_paper_of_round},
    [APP_PAPER_NOTICE] = {"notice", true, app_paper_of_round},
    [APP_PAPER_ANNOUNCEMENT] = {"announcement", true, app_paper_of_round},
};

bool app_paper_kind_of(base_str name, enum app_paper_kind *out) {
    for (unsigned i = 0; i < APP_PAPER_KINDS; i++) {
        if (!base_str_is(name, kinds[i].name)) continue;
        *out = (enum app_paper_kind)i;
        return true;
    }
    return false;
}

const char *app_paper_kind_name(enum app_paper_kind kind) { return kinds[kind].name; }
bool app_paper_is_of_round(enum app_paper_kind kind) { return kinds[kind].of_round; }

bool app_paper_is_for(enum app_paper_kind kind, const app_dossier *d) {
    if (d->n_cases == 0 || kind == APP_PAPER_CASE || kinds[kind].of_round) return false;
    return kind != APP_PAPER_CERTIFICATE || base_str_is(d->item[0].state.name, "recognised");
}

base_str app_paper_pick(const app_paper_writer *w, rules_text t) {
    const base_str own = w->want->zh ? t.zh : t.en, other = w->want->zh ? t.en : t.zh;
    return own.n > 0 ? own : other;
}

base_str app_paper_say(const app_paper_writer *w, const char *zh, const char *en) {
    return base_str_of(w->want->zh ? zh : en);
}

base_str app_paper_day(const app_paper_writer *w, base_date d) {
    static const char *const month[] = {"",     "January", "February",  "March",   "April",    "May",     "June",
                                        "July", "August",  "September", "October", "November", "December"};
    int y, m, n;
    base_date_split(d, &y, &m, &n);
    if (y == 0) return (base_str){NULL, 0};
    return w->want->zh ? base_arena_fmt(w->arena, "%d年%d月%d日", y, m, n)
                       : base_arena_fmt(w->arena, "%d %s %d", n, month[m], y);
}

base_str app_paper_term(const app_paper_writer *w, base_date from, base_date until) {
    const base_str a = app_paper_day(w, from), b = app_paper_day(w, until);
    if (a.n == 0 && b.n == 0) return a;
    return base_arena_fmt(w->arena, w->want->zh ? "%.*s至%.*s" : "%.*s to %.*s", (int)a.n, a.p, (int)b.n, b.p);
}

base_str app_paper_number(const app_paper_writer *w, uint64_t n) {
    return base_arena_fmt(w->arena, "%llu", (unsigned long long)n);
}

base_str app_paper_place(const app_paper_writer *w, base_str county, base_str channel) {
    return app_place_name(w->world, county.n > 0 ? county : channel);
}

static void put_head(app_paper_writer *w, base_str title) {
    const docs_paper_head head = {
        .zh = w->want->zh,
        .title = title,
        .notice = app_is_demonstration(w->app)
                      ? app_paper_say(w, "演示系统所出，内容为虚构", "From a demonstration; all of it is invented")
                      : (base_str){NULL, 0},
        .made = w->want->day,
    };
    docs_paper_begin(&w->p, w->out, &head);
}

void app_paper_begin(app_paper_writer *w, const rules_book *book, base_str title) {
    const base_str programme = book != NULL ? app_paper_pick(w, book->label) : (base_str){NULL, 0};
    const bool one_line = base_utf8_width(programme) + base_utf8_width(title) <= TITLE_WIDE;
    put_head(w, title);
    docs_paper_title(&w->p, base_arena_fmt(w->arena, "%.*s%s%.*s", (int)programme.n, programme.p,
                                           one_line ? (w->want->zh ? "" : ": ") : "\n", (int)title.n, title.p));
}

void app_paper_remark(app_paper_writer *w) {
    const base_str day = app_paper_day(w, w->want->day);
    docs_paper_text(&w->p, base_arena_fmt(w->arena,
                                          w->want->zh ? "本件由系统按%.*s的记录生成，文号与印章由主管部门另行加具。"
                                                      : "Made by the system from the record as of %.*s. Numbers and "
                                                        "seals are the authority's to give.",
                                          (int)day.n, day.p));
}

bool app_paper(app *a, const app_paper_want *want, base_arena *arena, base_buf *out, bool *found, base_err *e) {
    app_paper_writer w = {.app = a, .world = app_world(a), .want = want, .arena = arena, .out = out, .e = e};
    *found = false;
    base_buf_clear(out);
    if (!kinds[want->kind].compose(&w, found)) return false;
    return !*found || docs_paper_end(&w.p, e);
}
