/* register_query.c - see register_i.h. */
#include "http/portal/register_i.h"

#include "http/problem.h"
#include "http/service.h"
#include "http/target.h"

enum { TEXT_MAX = 100, CODE_MAX = 12, NAME_MAX = 64, YEAR_FIRST = 1949, YEAR_LAST = 9999 };

/* The filters by their names in an address, in the order in which they stand there. */
static const char *const filter[] = {"q", "state", "place", "channel", "industry", "round", "year"};
enum { FILTERS = sizeof filter / sizeof filter[0] };

/* ---- read ---- */

static bool refuse(http_exchange *x, const char *zh, const char *en) {
    http_problem(x, 400, (rules_text){base_str_of(zh), base_str_of(en)});
    return false;
}

static bool is_code(base_str s, size_t most) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return false;
    }
    return s.n <= most;
}

static bool is_name(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-'))
            return false;
    }
    return s.n <= NAME_MAX;
}

static base_str given(http_exchange *x, const char *name) {
    base_str v = {NULL, 0};
    return http_query(x, name, &v) && v.n > 0 ? base_str_trim(v) : (base_str){NULL, 0};
}

static bool read_year(http_exchange *x, portal_register *p) {
    uint64_t year = 0;
    p->year = given(x, "year");
    if (p->year.n == 0) return true;
    if (!base_number_parse(p->year, &year) || year < YEAR_FIRST || year > YEAR_LAST)
        return refuse(x, "年份应为四位数字，例如 2023", "the year has four digits, for example 2023");
    p->query.announced_year = (int)year;
    return true;
}

static bool is_trail(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.') return false;
    }
    return true;
}

static bool read_place_in_list(http_exchange *x, portal_register *p) {
    base_str after = given(x, "after");
    p->trail = given(x, "trail");
    p->query.after = UINT64_MAX;
    if ((after.n == 0 || base_number_parse(after, &p->query.after)) && is_trail(p->trail)) return true;
    return refuse(x, "地址中的页码有误；请从第一页重新翻页",
                  "the page in the address is wrong; begin with the first page");
}

static bool read_filters(http_exchange *x, portal_register *p) {
    store_register_query *q = &p->query;
    *q = (store_register_query){.text = given(x, "q"),
                                .state = given(x, "state"),
                                .county_prefix = given(x, "place"),
                                .channel = given(x, "channel"),
                                .industry_prefix = given(x, "industry"),
                                .round = given(x, "round")};
    if (q->text.n > TEXT_MAX)
        return refuse(x, "查询文字过长：至多 100 字节（约 33 个汉字）",
                      "the text is too long: at most 100 bytes (some 33 Chinese characters)");
    if (!is_name(q->state) || !is_name(q->round))
        return refuse(x, "状态或批次有误；请从列表中选择", "the state or the round is wrong; choose one of the list");
    if (!is_code(q->county_prefix, 6) || !is_code(q->channel, 4) || !is_code(q->industry_prefix, CODE_MAX))
        return refuse(x, "地区或产业代码有误；请从列表中选择",
                      "the code of a unit or an industry is wrong; choose one of the list");
    return read_year(x, p) && read_place_in_list(x, p);
}

/* The public sees what the rulebook marks as public; the first such state is the one that is shown unless told. */
static const rules_state *public_state(const portal_register *p, base_str name) {
    const rules_case *k = p->book != NULL && p->book->cluster != RULES_NONE ? &p->book->kase[p->book->cluster] : NULL;
    for (size_t i = 0; k != NULL && i < k->n_states; i++) {
        if (k->state[i].is_public && (name.n == 0 || base_str_eq(k->state[i].name, name))) return &k->state[i];
    }
    return NULL;
}

base_str portal_register_state(const portal_register *p, size_t n) {
    if (!p->all_states) return n == 0 ? p->query.state : (base_str){NULL, 0};
    const rules_case *k = &p->book->kase[p->book->cluster];
    for (size_t i = 0; i < k->n_states; i++) {
        if (k->state[i].is_public && n-- == 0) return k->state[i].name;
    }
    return (base_str){NULL, 0};
}

static bool read_state(http_exchange *x, portal_register *p) {
    p->all_states = base_str_is(p->query.state, "all");
    p->usual_state = false;
    if (p->all_states) p->query.state = (base_str){NULL, 0};
    if (p->all_states && public_state(p, p->query.state) != NULL) return true;
    const rules_state *s = public_state(p, p->query.state), *usual = public_state(p, (base_str){NULL, 0});
    if (s == NULL)
        return refuse(x, "没有这种公开的状态；请从列表中选择", "no such state is public; choose one of the list");
    p->query.state = s->name;
    p->usual_state = s == usual;
    return true;
}

void portal_register_rounds(portal_register *p) {
    p->n_rounds = 0;
    if (p->book == NULL || p->book->round == RULES_NONE) return;
    const core_case *c = core_world_first(app_world(p->app), p->book->round);
    for (; c != NULL && p->n_rounds < PORTAL_ROUNDS_MAX; c = c->next) {
        p->round[p->n_rounds++] = (portal_round_name){c->path, core_date_named(c, "closes")};
    }
}

bool portal_register_read(http_exchange *x, portal_register *p) {
    p->x = x;
    p->app = http_portal_reader(x);
    if (p->app == NULL || !read_filters(x, p)) return false;
    p->book = core_world_book(app_world(p->app), http_today(x->service));
    if (!read_state(x, p)) return false;
    p->divisions = core_world_divisions(app_world(p->app));
    p->industries = http_portal_industries(x, p->app);
    portal_register_rounds(p);
    return true;
}

bool portal_register_is_plain(const portal_register *p) {
    const store_register_query *q = &p->query;
    return p->usual_state && q->text.n + q->county_prefix.n + q->channel.n + q->industry_prefix.n + q->round.n == 0 &&
           q->announced_year == 0;
}

base_date portal_round_closes(const portal_register *p, base_str path) {
    for (size_t i = 0; i < p->n_rounds; i++) {
        if (base_str_eq(p->round[i].path, path)) return p->round[i].closes;
    }
    return BASE_DATE_NONE;
}

/* ---- the form ---- */

static void select_begin(http_html *h, const char *name, enum http_text label, bool chinese) {
    HTML_RAW(h, "<p><label for=\"f-");
    base_buf_puts(h->b, base_str_of(name));
    HTML_RAW(h, "\">");
    html_fill(h, label, NULL, 0);
    HTML_RAW(h, "</label><select id=\"f-");
    base_buf_puts(h->b, base_str_of(name));
    HTML_RAW(h, "\" name=\"");
    base_buf_puts(h->b, base_str_of(name));
    if (chinese && !h->zh) HTML_RAW(h, "\" lang=\"zh-CN");
    HTML_RAW(h, "\"><option value=\"\"");
    if (chinese && !h->zh) HTML_RAW(h, " lang=\"en\"");
    HTML_RAW(h, ">");
    HTML_T(h, ANY);
    HTML_RAW(h, "</option>");
}

static void select_end(http_html *h) { HTML_RAW(h, "</select></p>\n"); }

static void option(http_html *h, base_str value, base_str chosen) {
    HTML_RAW(h, "<option value=\"");
    html_text(h, value);
    HTML_RAW(h, "\"");
    if (base_str_eq(value, chosen)) HTML_RAW(h, " selected");
    HTML_RAW(h, ">");
}

/* A code is chosen step by step: what lies right below the chosen one is offered with it. */
static void listed_option(http_html *h, size_t level, base_str code, base_str name, base_str chosen) {
    option(h, code, chosen);
    for (size_t i = 1; i < level; i++) HTML_RAW(h, "　");
    html_text(h, name);
    HTML_RAW(h, "</option>");
}

static void put_units(http_html *h, const portal_register *p) {
    base_str chosen = p->query.county_prefix;
    if (chosen.n == 0) {
        base_buf_puts(h->b, p->industries->provinces);
        return;
    }
    for (size_t i = 0; i < core_divisions_count(p->divisions); i++) {
        const core_division *u = core_division_at(p->divisions, i);
        size_t n = (size_t)u->level * 2;
        base_str code = {u->code.p, n}, up = {u->parent.p, (n - 2) < u->parent.n ? n - 2 : u->parent.n};
        bool below = !u->retired && base_str_starts(chosen, up) &&
                     (u->level != CORE_COUNTY || chosen.n > 2 || base_str_ends(u->parent, BASE_STR("0000")));
        if (u->level == CORE_PROVINCE || below) listed_option(h, (size_t)u->level, code, u->name, chosen);
    }
}

static void put_industries(http_html *h, const portal_register *p) {
    const http_industries *t = p->industries;
    base_str chosen = p->query.industry_prefix;
    if (chosen.n == 0) {
        base_buf_puts(h->b, t->letters);
        return;
    }
    for (size_t i = 0; i < t->n; i++) {
        base_str code = t->item[i].code;
        size_t up = code.n > 3 ? code.n - 1 : 1; /* C, C15, C153, C1530 */
        if (code.n > 1 && !base_str_starts(chosen, (base_str){code.p, up})) continue;
        listed_option(
            h, t->item[i].level, code,
            base_arena_fmt(h->x->arena, "%.*s %.*s", (int)code.n, code.p, (int)t->item[i].name.n, t->item[i].name.p),
            chosen);
    }
}

static void put_states(http_html *h, const portal_register *p) {
    HTML_RAW(h, "<p><label for=\"f-state\">");
    HTML_T(h, STATE);
    HTML_RAW(h, "</label><select id=\"f-state\" name=\"state\">");
    rules_id k = p->book->cluster;
    for (size_t i = 0; i < p->book->kase[k].n_states; i++) {
        const rules_state *s = &p->book->kase[k].state[i];
        if (!s->is_public) continue;
        option(h, s->name, p->query.state);
        html_label(h, s->label);
        HTML_RAW(h, "</option>");
    }
    option(h, BASE_STR("all"), p->all_states ? BASE_STR("all") : p->query.state);
    HTML_T(h, ALL_STATES);
    HTML_RAW(h, "</option>");
    select_end(h);
}

static void put_rounds(http_html *h, const portal_register *p) {
    for (size_t i = p->n_rounds; i-- > 0;) {
        option(h, p->round[i].path, p->query.round);
        portal_round(h, p->round[i].path, p->round[i].closes);
        HTML_RAW(h, "</option>");
    }
}

void portal_register_form(http_html *h, const portal_register *p) {
    HTML_RAW(h, "<form class=\"filters\" method=\"get\" role=\"search\" action=\"");
    html_href(h, "/register");
    HTML_RAW(h, "\"><p><label for=\"f-q\">");
    HTML_T(h, SEARCH_NAME);
    HTML_RAW(h, "</label><input id=\"f-q\" name=\"q\" maxlength=\"33\" value=\"");
    html_text(h, p->query.text);
    HTML_RAW(h, "\"></p>\n");
    select_begin(h, "place", HTTP_T_UNIT, true);
    put_units(h, p);
    select_end(h);
    select_begin(h, "industry", HTTP_T_INDUSTRY, true);
    put_industries(h, p);
    select_end(h);
    put_states(h, p);
    select_begin(h, "round", HTTP_T_ROUND, false);
    put_rounds(h, p);
    select_end(h);
    HTML_RAW(h, "<p><label for=\"f-year\">");
    HTML_T(h, YEAR_ANNOUNCED);
    HTML_RAW(h, "</label><input id=\"f-year\" name=\"year\" inputmode=\"numeric\" maxlength=\"4\" size=\"6\" value=\"");
    html_text(h, p->year);
    HTML_RAW(h, "\"></p>\n<p class=\"go\"><button>");
    HTML_T(h, SEARCH);
    HTML_RAW(h, "</button>");
    if (!portal_register_is_plain(p)) {
        HTML_RAW(h, " ");
        html_link(h, "/register", HTTP_T_NO_FILTERS);
    }
    HTML_RAW(h, "</p></form>\n");
}

/* ---- links ---- */

/* Gives what joins the next parameter. `state`: instead of the one that was asked for, unless empty. */
static base_str put_query_of(http_html *h, base_str state) {
    base_str mark = BASE_STR("?");
    for (size_t i = 0; i < FILTERS; i++) {
        const bool other = state.n > 0 && strcmp(filter[i], "state") == 0;
        base_str v = other ? state : given(h->x, filter[i]);
        if (v.n == 0) continue;
        base_buf_puts(h->b, mark);
        base_buf_puts(h->b, base_str_of(filter[i]));
        HTML_RAW(h, "=");
        base_buf_percent(h->b, v);
        mark = BASE_STR("&amp;");
    }
    return mark;
}

static base_str put_query(http_html *h) { return put_query_of(h, (base_str){NULL, 0}); }

void portal_register_link_all(http_html *h, const portal_register *p) {
    (void)p;
    HTML_RAW(h, "<a href=\"");
    html_href(h, "/register");
    put_query_of(h, BASE_STR("all"));
    HTML_RAW(h, "\">");
    HTML_T(h, SEARCH_ALL_STATES);
    HTML_RAW(h, "</a>");
}

bool portal_register_elsewhere(http_html *h, const portal_register *p, base_err *e) {
    const rules_case *k = &p->book->kase[p->book->cluster];
    for (size_t i = 0; i < k->n_states; i++) {
        size_t n = 0;
        store_register_query q = p->query;
        q.state = k->state[i].name;
        if (!k->state[i].is_public || base_str_eq(q.state, p->query.state)) continue;
        if (!portal_count(p->x, p->app, &q, &n, e)) return false;
        if (n == 0) continue;
        HTML_RAW(h, "<p class=\"note\">");
        HTML_T(h, FOUND_ELSEWHERE);
        HTML_RAW(h, "<a href=\"");
        html_href(h, "/register");
        put_query_of(h, q.state);
        HTML_RAW(h, "\">");
        html_label(h, k->state[i].label);
        HTML_RAW(h, "</a></p>\n");
    }
    return true;
}

void portal_register_link_first(http_html *h, const portal_register *p) {
    (void)p;
    HTML_RAW(h, "<li><a href=\"");
    html_href(h, "/register");
    put_query(h);
    HTML_RAW(h, "\">");
    HTML_T(h, FIRST_PAGE);
    HTML_RAW(h, "</a></li>");
}

/* The trail is a list of numbers with dots between; its last one is where the page before this began. */
void portal_register_link_back(http_html *h, const portal_register *p) {
    size_t cut = p->trail.n;
    if (cut == 0) return;
    while (cut > 0 && p->trail.p[cut - 1] != '.') cut--;
    base_str last = {p->trail.p + cut, p->trail.n - cut};
    HTML_RAW(h, "<li><a rel=\"prev\" href=\"");
    html_href(h, "/register");
    base_str mark = put_query(h);
    if (!base_str_is(last, "0")) {
        base_buf_puts(h->b, mark);
        HTML_RAW(h, "after=");
        html_text(h, last);
    }
    if (cut > 1) {
        HTML_RAW(h, "&amp;trail=");
        html_text(h, (base_str){p->trail.p, cut - 1});
    }
    HTML_RAW(h, "\">");
    HTML_T(h, PREVIOUS_PAGE);
    HTML_RAW(h, "</a></li>");
}

/* At most HTTP_TRAIL_MAX pages: the oldest are forgotten. */
static base_str shortened(base_str trail) {
    size_t n = 1, from = 0;
    for (size_t i = 0; i < trail.n; i++) n += trail.p[i] == '.';
    for (size_t i = 0; i < trail.n && n >= HTTP_TRAIL_MAX; i++) {
        if (trail.p[i] != '.') continue;
        from = i + 1;
        n--;
    }
    return (base_str){trail.p + from, trail.n - from};
}

void portal_register_link_next(http_html *h, const portal_register *p, uint64_t last) {
    base_str trail = shortened(p->trail);
    HTML_RAW(h, "<li><a rel=\"next\" href=\"");
    html_href(h, "/register");
    base_buf_puts(h->b, put_query(h));
    HTML_RAW(h, "after=");
    html_u64(h, last);
    HTML_RAW(h, "&amp;trail=");
    if (trail.n > 0) {
        html_text(h, trail);
        HTML_RAW(h, ".");
    }
    html_u64(h, p->query.after != UINT64_MAX ? p->query.after : 0);
    HTML_RAW(h, "\">");
    HTML_T(h, NEXT_PAGE);
    HTML_RAW(h, "</a></li>");
}

void portal_register_link_files(http_html *h, const portal_register *p) {
    static const char *const form[][2] = {{"csv", "CSV"}, {"xlsx", "XLSX"}, {"json", "JSON"}};
    (void)p;
    HTML_RAW(h, "<p class=\"links\">");
    HTML_T(h, AS_FILE);
    for (size_t i = 0; i < sizeof form / sizeof form[0]; i++) {
        HTML_RAW(h, " <a href=\"/register.");
        base_buf_puts(h->b, base_str_of(form[i][0]));
        put_query(h);
        HTML_RAW(h, "\" download>");
        base_buf_puts(h->b, base_str_of(form[i][1]));
        HTML_RAW(h, "</a>");
    }
    HTML_RAW(h, "</p>\n");
}
