/* stats.c - jiqun stats: what a record holds, how far it goes, and how much of it is signed. */
#include "base/json_out.h"
#include "cli/record.h"

typedef struct {
    store_figures figures;
    store_head head;
    store_checkpoint signed_head;
    bool is_signed;
    const core_world *world;
} state;

static bool look(app *a, base_arena *arena, state *s, base_err *e) {
    store *db = app_store(a);
    s->head = app_head(a);
    s->world = app_world(a);
    return store_stats(db, &s->figures, e) && store_checkpoint_last(db, arena, &s->signed_head, &s->is_signed, e);
}

static base_str root_text(cli *c, const store_head *h) {
    log_hash root;
    char hex[LOG_HASH_HEX];
    memcpy(root.b, h->root, sizeof root.b);
    log_hash_hex(&root, hex);
    return base_arena_str(c->scratch, (base_str){hex, sizeof hex});
}

static const core_version *newest(const core_world *w) {
    size_t n = core_world_versions(w);
    return n > 0 ? core_world_version(w, n - 1) : NULL;
}

static base_str mebibytes(cli *c, uint64_t bytes) {
    return base_arena_fmt(c->scratch, "%llu.%llu MiB", (unsigned long long)(bytes >> 20),
                          (unsigned long long)((bytes & 0xFFFFF) * 10 >> 20));
}

static void put_numbers(cli *c, const store_figures *f) {
    const struct {
        enum cli_text name;
        uint64_t n;
    } line[] = {
        {CLI_T_STAT_EVENTS, f->events},           {CLI_T_STAT_DOSSIERS, f->dossiers}, {CLI_T_STAT_STREAMS, f->streams},
        {CLI_T_STAT_DRAFTS, f->drafts},           {CLI_T_STAT_REFUSALS, f->refusals}, {CLI_T_STAT_PERSONS, f->persons},
        {CLI_T_STAT_ATTACHMENTS, f->attachments}, {CLI_T_STAT_MESSAGES, f->messages}, {CLI_T_STAT_ENTRIES, f->entries}};
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) cli_line(c, line[i].name, cli_num(c, line[i].n));
}

static void put_text(cli *c, const app *a, const state *s) {
    const app_place *place = app_where(a);
    const core_version *v = newest(s->world);
    base_str where = place->db != NULL ? cli_address(c, place->db) : base_str_of(place->folder);
    base_buf_puts(&c->out, where);
    base_buf_putc(&c->out, '\n');
    if (app_is_demonstration(a)) cli_line(c, CLI_T_KIND, cli_text(c, CLI_T_DEMONSTRATION));
    cli_line(c, CLI_T_ORIGIN, app_origin(a));
    if (v != NULL) cli_line(c, CLI_T_RULEBOOK, v->book->id);
    cli_line(c, CLI_T_LAST_DAY, cli_date(c, s->head.day));
    put_numbers(c, &s->figures);
    cli_line(c, CLI_T_STAT_BYTES, mebibytes(c, s->figures.bytes));
    cli_line(c, CLI_T_ROOT_HASH, root_text(c, &s->head));
    uint64_t size = s->is_signed ? s->signed_head.size : 0;
    if (size == s->head.size)
        cli_line(c, CLI_T_SIGNED, cli_text(c, CLI_T_SIGNED_ALL));
    else
        cli_line(c, CLI_T_SIGNED, cli_num(c, size));
}

static void put_json(cli *c, const app *a, const state *s) {
    base_json j;
    const core_version *v = newest(s->world);
    const store_figures *f = &s->figures;
    const struct {
        const char *name;
        uint64_t n;
    } number[] = {{"events", f->events},        {"streams", f->streams},
                  {"dossiers", f->dossiers},    {"drafts", f->drafts},
                  {"persons", f->persons},      {"refusals", f->refusals},
                  {"messages", f->messages},    {"attachments", f->attachments},
                  {"entries", f->entries},      {"checkpoints", f->checkpoints},
                  {"database_bytes", f->bytes}, {"signed", s->is_signed ? s->signed_head.size : 0}};
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_text(&j, "origin", app_origin(a));
    base_json_flag(&j, "demonstration", app_is_demonstration(a));
    base_json_text(&j, "rulebook", v != NULL ? v->book->id : (base_str){NULL, 0});
    base_json_day(&j, "last_day", s->head.day);
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        base_json_number(&j, number[i].name, number[i].n);
    }
    base_json_text(&j, "root", root_text(c, &s->head));
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}

int cli_stats(cli *c, cli_args *a) {
    cli_where where = {0};
    const char *format = NULL;
    enum cli_output out = CLI_FORMAT_TEXT;
    state s = {0};
    base_err e = {0};
    const cli_option option[] = {CLI_WHERE_OPTIONS(where), {"--format", &format, NULL}};
    if (!cli_options(c, a, option, 3) || !cli_no_words(c, a) || !cli_format_but_csv(c, format, &out)) return CLI_USAGE;
    app *r = cli_open(c, &where, APP_READ);
    if (r == NULL) return CLI_USAGE;
    bool good = look(r, c->arena, &s, &e);
    if (!good)
        cli_complain_err(c, &e);
    else if (out == CLI_FORMAT_JSON)
        put_json(c, r, &s);
    else
        put_text(c, r, &s);
    app_close(r);
    return good ? CLI_OK : CLI_USAGE;
}
