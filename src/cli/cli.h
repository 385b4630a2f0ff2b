/* cli.h - what the subcommands share: language, output, options, and where rulebooks and data are found.
 *
 * A subcommand is a function in a file of its own name. It gets its words, says what it has to say through cli_put and
 * returns the exit status. Results go to standard output through one large buffer, everything else to standard
 * error. */
#ifndef JIQUN_CLI_CLI_H
#define JIQUN_CLI_CLI_H

#include "base/file.h"
#include "base/term.h"
#include "core/play.h"
#include "rules/rulebook.h"

enum { CLI_OK = 0, CLI_NEGATIVE = 1, CLI_USAGE = 2 };

enum cli_text {
#define TEXT(id, zh, en) CLI_T_##id,
#include "cli/text.def"
#undef TEXT
    CLI_TEXT_COUNT
};

typedef struct {
    const char *command; /* the subcommand's name; "" before it is known */
    bool zh;
    bool progress; /* standard error is a terminal */
    base_term out_term, err_term;
    const char *root;    /* --root or JIQUN_ROOT; NULL: to be looked for */
    bool rooted;         /* `root` has been looked for */
    base_arena *arena;   /* for as long as the program runs */
    base_arena *scratch; /* numbers in messages */
    base_buf out;        /* standard output, not yet written */
    bool write_failed;
} cli;

/* ---- texts (text.c) ---- */

base_str cli_text(const cli *c, enum cli_text id);
base_str cli_pick(const cli *c, rules_text t); /* the language in use; the other when it is empty */
/* The text with its places filled. */
void cli_fill(const cli *c, base_buf *b, enum cli_text id, const base_str *arg, size_t n);
/* CLI_PUT(c, &c->out, CHECKED, name, …): arguments are base_str. */
#define CLI_PUT(c, b, id, ...)                                                                                         \
    cli_fill((c), (b), CLI_T_##id, (const base_str[]){{NULL, 0}, __VA_ARGS__} + 1,                                     \
             sizeof((const base_str[]){{NULL, 0}, __VA_ARGS__}) / sizeof(base_str) - 1)
base_str cli_num(const cli *c, uint64_t n);
/* A citation as a reader is shown it: `reading` is a word of the rulebook language, said here in the reader's own. */
base_str cli_cite(const cli *c, base_str cite);
base_str cli_date(const cli *c, base_date d);

/* ---- output (out.c) ---- */

enum { CLI_OUT_MAX = 64 << 20, CLI_OUT_SPILL = 1 << 20 };
/* Writes standard output when more than CLI_OUT_SPILL has gathered; all of it by cli_flush. */
void cli_spill(cli *c);
void cli_flush(cli *c);
/* "jiqun check: error: …" on standard error. CLI_COMPLAIN(c, NO_ROOT) … */
void cli_complain(cli *c, enum cli_text id, const base_str *arg, size_t n);
#define CLI_COMPLAIN(c, id, ...)                                                                                       \
    cli_complain((c), CLI_T_##id, (const base_str[]){{NULL, 0}, __VA_ARGS__} + 1,                                      \
                 sizeof((const base_str[]){{NULL, 0}, __VA_ARGS__}) / sizeof(base_str) - 1)
void cli_complain_err(cli *c, const base_err *e);
/* A remark on standard error: "jiqun register: …". */
void cli_note(cli *c, enum cli_text id, const base_str *arg, size_t n);
#define CLI_NOTE(c, id, ...)                                                                                           \
    cli_note((c), CLI_T_##id, (const base_str[]){{NULL, 0}, __VA_ARGS__} + 1,                                          \
             sizeof((const base_str[]){{NULL, 0}, __VA_ARGS__}) / sizeof(base_str) - 1)
/* Writes a result to a new or an existing file, whole or not at all. False with a message. */
bool cli_write_file(cli *c, const char *path, base_str bytes);
void cli_show_diags(cli *c, const rules_diags *d);
/* A line that is written over: "已读 100000 份". */
void cli_progress(cli *c, uint64_t n);
void cli_progress_of(cli *c, enum cli_text what, uint64_t n);
/* Any such line; nothing when standard error is no terminal. */
void cli_progress_text(cli *c, base_str line);
void cli_progress_end(cli *c);
/* Text in a column of `width`. */
void cli_column(base_buf *b, base_str s, size_t width);

/* ---- options (args.c) ---- */

typedef struct {
    const char *name;   /* with its dashes */
    const char **value; /* for options with a value, else NULL */
    bool *flag;         /* for options without, else NULL */
} cli_option;

typedef struct {
    int n;
    char **word; /* after the command: first the options and words as given, then only words */
} cli_args;

/* Takes the options out of `a`. False with a message on a wrong one. */
bool cli_options(cli *c, cli_args *a, const cli_option *option, size_t n);
/* Takes a number option; false with a message. `value` NULL leaves `*out`. */
bool cli_number(cli *c, const char *name, const char *value, long least, long most, long *out);
bool cli_required(cli *c, const char *name, const char *value);
enum cli_output { CLI_FORMAT_TEXT, CLI_FORMAT_JSON, CLI_FORMAT_CSV };
bool cli_format_of(cli *c, const char *value, enum cli_output *out);
/* The same of a command that makes no table: text or json. */
bool cli_format_but_csv(cli *c, const char *value, enum cli_output *out);
/* Exactly one word, or at least one. */
bool cli_one_word(cli *c, const cli_args *a);
bool cli_some_words(cli *c, const cli_args *a);
bool cli_no_words(cli *c, const cli_args *a);
/* The near name among `name`, as a message behind another one. */
void cli_near(const cli *c, base_buf *b, base_str given, const base_str *name, size_t n);

/* ---- rulebooks and data (library.c) ---- */

/* The folder that holds rulebooks/ and data/, or NULL with a message. */
const char *cli_root(cli *c);
/* The same without a message. */
const char *cli_root_quietly(cli *c);
/* A file below the root. False with a message. */
bool cli_root_file(cli *c, base_arena *arena, const char *path, size_t max, base_str *text);
/* The text of a rulebook named by path or id; `path` is where it was found. False and `e`. */
bool cli_rulebook_text(cli *c, base_arena *arena, base_str name, const char *beside, base_str *text, base_str *path,
                       base_err *e);
/* Reads and compiles; says what is wrong. `*status` is the exit status when NULL comes back. */
const rules_book *cli_book(cli *c, const char *name, int *status);
/* rules_find_text with a cli as context. */
bool cli_find_text(void *ctx, base_str id, base_str *text, base_str *file);
/* Divisions, channels and working days of the root; false with a message. */
bool cli_reference(cli *c, const core_divisions **divisions, const base_workdays **workdays);

/* ---- scenarios (scene.c) ---- */

typedef struct {
    cli *c;
    core_play_host host;
    char top[4096]; /* the folder of the file that was named; nothing outside of it is included */
} cli_scene;

/* A host that finds files and rulebooks; `step` may be NULL. False with a message. */
bool cli_scene_files(cli *c, cli_scene *s, const char *path, void (*step)(void *ctx, const core_play_step *s));
/* The same with the reference data of the tree, for a world in memory. */
bool cli_scene_init(cli *c, cli_scene *s, const char *path, void (*step)(void *ctx, const core_play_step *s));
/* Plays `path` without a word, for commands that read the world after it. NULL with a message and `*status`. */
core_player *cli_scene_world(cli *c, cli_scene *s, const char *path, int *status);

/* ---- subcommands ---- */

typedef struct {
    const char *name;
    rules_text summary, help;
    int (*run)(cli *c, cli_args *a);
} cli_help;

/* Every subcommand has one, in the order in which they are listed (help.c, help_rest.c). */
size_t cli_n_helps(void);
const cli_help *cli_help_at(size_t i);
extern const cli_help cli_help_rest[];
extern const size_t cli_n_help_rest;
extern const rules_text cli_help_head, cli_help_tail;

int cli_init(cli *c, cli_args *a);
int cli_import(cli *c, cli_args *a);
int cli_stats(cli *c, cli_args *a);
int cli_serve(cli *c, cli_args *a);
int cli_backup(cli *c, cli_args *a);
int cli_restore(cli *c, cli_args *a);
int cli_check(cli *c, cli_args *a);
int cli_prove(cli *c, cli_args *a);
int cli_play(cli *c, cli_args *a);
int cli_assess(cli *c, cli_args *a);
int cli_whatif(cli *c, cli_args *a);
int cli_due(cli *c, cli_args *a);
int cli_clock(cli *c, cli_args *a);
int cli_mail(cli *c, cli_args *a);
int cli_register(cli *c, cli_args *a);
int cli_coverage(cli *c, cli_args *a);
int cli_simulate(cli *c, cli_args *a);
int cli_format(cli *c, cli_args *a);
int cli_example(cli *c, cli_args *a);
int cli_audit(cli *c, cli_args *a);
int cli_export(cli *c, cli_args *a);
int cli_proof(cli *c, cli_args *a);
int cli_document(cli *c, cli_args *a);
int cli_print(cli *c, cli_args *a);
int cli_verify(cli *c, cli_args *a);
int cli_key(cli *c, cli_args *a);
int cli_log(cli *c, cli_args *a);
int cli_person(cli *c, cli_args *a);
int cli_user(cli *c, cli_args *a);
int cli_rebuild(cli *c, cli_args *a);
int cli_roster(cli *c, cli_args *a);
int cli_match(cli *c, cli_args *a);
int cli_version(cli *c, cli_args *a);

#endif
