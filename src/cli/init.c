/* init.c - jiqun init: begins a record with the texts that everything later rests on.
 *
 * The rulebook is proved first: a text under which something stated does not hold begins no record. What is read here
 * (rulebook with those it is based on, divisions, channels, working days, size classes, industries) goes into the
 * record as its first events, so that later nothing outside of it is needed. */
#include "cli/record.h"

#include "core/prove.h"

/* The rulebook and the four sets of reference data. */
enum { INIT_TEXTS = 5 };

typedef struct {
    cli_where where;
    const char *suite, *origin, *day, *rulebook;
    bool demo, no_prove;
} options;

enum { DATA_MAX = 64 << 20, ORIGIN_DIGITS = 6, FIRST_TEXTS = 5 };

typedef struct {
    const rules_book *book;
    core_adoption adoption[FIRST_TEXTS];
    base_date day;
    enum log_suite suite;
    base_str origin;
    core_prove_report report;
} beginning;

/* ---- texts ---- */

static bool text_of(cli *c, const char *path, core_named_text *out) {
    base_str rest, name = base_str_of(path);
    base_str_cut(name, '/', &rest);
    out->name = rest;
    return cli_root_file(c, c->arena, path, DATA_MAX, &out->text);
}

static bool data_texts(cli *c, core_adoption *a, enum core_matter matter, const char *first, const char *second) {
    core_named_text *text = base_arena_array(c->arena, 2, sizeof *text);
    *a = (core_adoption){.matter = matter,
                         .name = core_matter_name(matter),
                         .from = BASE_DATE_NONE,
                         .text = text,
                         .n_texts = second != NULL ? 2 : 1};
    return text_of(c, first, &text[0]) && (second == NULL || text_of(c, second, &text[1]));
}

static bool rulebook_texts(cli *c, core_adoption *a, const char *name, const rules_book **book) {
    base_err e = {0};
    base_str text, path;
    core_bases bases = {.find = cli_find_text, .ctx = c};
    rules_diags *d = base_arena_alloc(c->arena, sizeof *d);
    if (!cli_rulebook_text(c, c->arena, base_str_of(name), NULL, &text, &path, &e)) {
        cli_complain_err(c, &e);
        return false;
    }
    rules_diags_init(d, c->arena);
    *book = rules_compile(c->arena, text, path, core_bases_find, &bases, d);
    cli_show_diags(c, d);
    if (*book == NULL) {
        CLI_COMPLAIN(c, CHECK_FAILED, path, cli_num(c, d->errors));
        return false;
    }
    core_named_text *all = base_arena_array(c->arena, bases.n + 1, sizeof *all);
    all[0] = (core_named_text){(*book)->id, text};
    if (bases.n > 0) memcpy(all + 1, bases.text, bases.n * sizeof *all);
    *a = (core_adoption){.matter = CORE_ADOPT_RULEBOOK,
                         .name = (*book)->id,
                         .from = (*book)->force_from,
                         .text = all,
                         .n_texts = bases.n + 1};
    return true;
}

static bool read_all(cli *c, core_adoption *a, size_t n) {
    base_err e = {0};
    for (size_t i = 0; i < n; i++) {
        rules_diags d;
        rules_diags_init(&d, c->arena);
        if (core_adoption_read(c->arena, &a[i], &d, &e)) continue;
        cli_complain_err(c, &e);
        return false;
    }
    return true;
}

static bool texts(cli *c, const options *o, beginning *b) {
    return rulebook_texts(c, &b->adoption[4], o->rulebook, &b->book) &&
           data_texts(c, &b->adoption[0], CORE_ADOPT_DIVISIONS, "data/divisions.csv", "data/channels.csv") &&
           data_texts(c, &b->adoption[1], CORE_ADOPT_WORKDAYS, "data/workdays.csv", NULL) &&
           data_texts(c, &b->adoption[2], CORE_ADOPT_SIZES, "data/sizes.csv", NULL) &&
           data_texts(c, &b->adoption[3], CORE_ADOPT_INDUSTRIES, "data/industries.csv", NULL) &&
           read_all(c, b->adoption, FIRST_TEXTS);
}

static bool prove(cli *c, const options *o, beginning *b) {
    core_prove_options p = {.arena = c->arena,
                            .divisions = b->adoption[0].divisions,
                            .workdays = b->adoption[1].workdays,
                            .no_witness = true};
    if (o->no_prove || core_prove_book(b->book, &p, &b->report)) return true;
    core_prove_text(&c->out, &b->report, c->zh);
    CLI_COMPLAIN(c, INIT_NOT_PROVED, b->book->id, cli_num(c, b->report.failed + b->report.not_settled));
    return false;
}

/* ---- options ---- */

static bool take_suite(cli *c, const char *name, enum log_suite *out) {
    if (name == NULL) return true;
    if (!log_suite_parse(base_str_of(name), out)) {
        base_buf b;
        base_buf_init(&b, 256);
        CLI_PUT(c, &b, WANTS_ONE_OF, BASE_STR("sm3 sha256"));
        CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--suite"), base_str_of(name), base_buf_str(&b));
        base_buf_free(&b);
        return false;
    }
    return true;
}

/* A demonstration begins on the first day of its rulebook unless told, so that any history can be played in it. */
static bool take_day(cli *c, const options *o, beginning *b) {
    base_err e = {0};
    base_date now = app_today();
    b->day = BASE_DATE_NONE;
    if (o->day != NULL && !o->demo) {
        CLI_COMPLAIN(c, INIT_DAY_OF_DEMO);
        return false;
    }
    if (!o->demo) return true;
    base_date from = b->book->force_from;
    b->day = from != BASE_DATE_NONE && from < now ? from : now;
    if (o->day == NULL || base_date_parse(base_str_of(o->day), &b->day, &e)) return true;
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--day"), base_str_of(o->day), cli_text(c, CLI_T_WANTS_DATE));
    return false;
}

/* A name that nobody else has, and that says that nobody has given it one. */
static base_str some_origin(cli *c) {
    static const char digit[] = "0123456789abcdef";
    uint8_t b[ORIGIN_DIGITS];
    char name[2 * ORIGIN_DIGITS];
    log_random(b, sizeof b);
    for (size_t i = 0; i < sizeof b; i++) {
        name[2 * i] = digit[b[i] >> 4];
        name[2 * i + 1] = digit[b[i] & 15];
    }
    return base_arena_fmt(c->arena, "jiqun.local/%.*s", (int)sizeof name, name);
}

/* ---- what is said afterwards ---- */

static void put_key(cli *c, const cli_where *w) {
    size_t n = 0;
    base_buf line;
    app *a = cli_open(c, w, APP_READ);
    if (a == NULL) return;
    const log_pub *const *pub = app_pubs(a, &n);
    base_buf_init(&line, 4096);
    if (n > 0 && log_pub_put(&line, pub[n - 1])) cli_line(c, CLI_T_PUBLIC_KEY, base_buf_str(&line));
    base_buf_free(&line);
    app_close(a);
}

static void say(cli *c, const options *o, const beginning *b, const app_place *place) {
    base_buf proofs;
    base_buf_init(&proofs, 1024);
    base_buf_puts(&proofs, b->book->id);
    if (o->no_prove)
        CLI_PUT(c, &proofs, INIT_UNPROVED);
    else
        CLI_PUT(c, &proofs, INIT_PROVED, cli_num(c, b->report.proved));
    CLI_PUT(c, &c->out, INIT_DONE, base_str_of(place->folder));
    base_buf_putc(&c->out, '\n');
    if (o->demo) cli_line(c, CLI_T_KIND, cli_text(c, CLI_T_DEMONSTRATION));
    if (o->demo) cli_line(c, CLI_T_FIRST_DAY, cli_date(c, b->day));
    cli_line(c, CLI_T_RULEBOOK, base_buf_str(&proofs));
    if (place->db != NULL)
        cli_line(c, CLI_T_DATABASE, cli_address(c, place->db));
    else
        cli_line(c, CLI_T_DATABASE, base_arena_fmt(c->scratch, "%s/jiqun.db", place->folder));
    cli_line(c, CLI_T_KEYS, base_arena_fmt(c->scratch, "%s/keys", place->folder));
    put_key(c, &o->where);
    base_buf_putc(&c->out, '\n');
    CLI_PUT(c, &c->out, INIT_BACK_UP, base_str_of(place->folder));
    base_buf_putc(&c->out, '\n');
    base_buf_free(&proofs);
}

int cli_init(cli *c, cli_args *a) {
    options o = {.rulebook = "national-2022"};
    const cli_option option[] = {CLI_WHERE_OPTIONS(o.where),        {"--suite", &o.suite, NULL},
                                 {"--origin", &o.origin, NULL},     {"--day", &o.day, NULL},
                                 {"--rulebook", &o.rulebook, NULL}, {"--demo", NULL, &o.demo},
                                 {"--no-prove", NULL, &o.no_prove}};
    beginning b = {.suite = LOG_SM3_SM2};
    app_place place;
    base_err e = {0};
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_no_words(c, a) ||
        !cli_place(c, &o.where, &place) || !take_suite(c, o.suite, &b.suite) || !texts(c, &o, &b) ||
        !take_day(c, &o, &b)) {
        return CLI_USAGE;
    }
    if (!prove(c, &o, &b)) return CLI_NEGATIVE;
    app_beginning begin = {.suite = b.suite,
                           .origin = o.origin != NULL ? base_str_of(o.origin) : some_origin(c),
                           .demonstration = o.demo,
                           .day = b.day,
                           .adoption = b.adoption,
                           .n_adoptions = FIRST_TEXTS};
    if (!cli_make_folders(c, place.folder)) return CLI_USAGE;
    if (!app_init(&place, &begin, &e)) {
        if (e.where[0] == '\0') base_err_at(&e, base_str_of(place.folder), 0, 0);
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    say(c, &o, &b, &place);
    return CLI_OK;
}
