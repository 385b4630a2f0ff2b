/* main.c - finds the subcommand and prepares what they share. Each subcommand has a file of its own beside this one. */
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"

static void general_help(cli *c) {
    base_buf_puts(&c->out, cli_pick(c, cli_help_head));
    for (size_t i = 0; i < cli_n_helps(); i++) {
        base_buf_puts(&c->out, BASE_STR("  "));
        cli_column(&c->out, base_str_of(cli_help_at(i)->name), 11);
        base_buf_puts(&c->out, cli_pick(c, cli_help_at(i)->summary));
        base_buf_putc(&c->out, '\n');
    }
    base_buf_puts(&c->out, cli_pick(c, cli_help_tail));
}

/* The language must be known before the first message, so it is looked for ahead of all other options. */
static bool choose_language(cli *c, int argc, char **argv) {
    const char *lang = getenv("JIQUN_LANG");
    c->zh = true;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) lang = argv[i + 1];
        if (strncmp(argv[i], "--lang=", 7) == 0) lang = argv[i] + 7;
    }
    if (lang == NULL || lang[0] == '\0' || strncmp(lang, "zh", 2) == 0) return true;
    if (strncmp(lang, "en", 2) == 0) {
        c->zh = false;
        return true;
    }
    base_buf b;
    base_buf_init(&b, 256);
    CLI_PUT(c, &b, WANTS_ONE_OF, BASE_STR("zh en"));
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--lang"), base_str_of(lang), base_buf_str(&b));
    base_buf_free(&b);
    return false;
}

static bool choose_colour(cli *c, const char *when) {
    if (when == NULL || strcmp(when, "auto") == 0) return true;
    if (strcmp(when, "always") == 0 || strcmp(when, "never") == 0) {
        c->out_term.colour = c->err_term.colour = when[0] == 'a';
        return true;
    }
    base_buf b;
    base_buf_init(&b, 256);
    CLI_PUT(c, &b, WANTS_ONE_OF, BASE_STR("auto always never"));
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--color"), base_str_of(when), base_buf_str(&b));
    base_buf_free(&b);
    return false;
}

/* Options that every command has are taken out first, wherever they stand; the rest stays for the command. */
static bool take_common(cli *c, cli_args *a, bool *help) {
    const char *color = NULL;
    int kept = 0;
    for (int i = 0; i < a->n; i++) {
        char *w = a->word[i];
        const char **value = NULL, *lang = NULL;
        size_t name = strcspn(w, "=");
        base_str key = {w, name};
        if (strcmp(w, "--") == 0) {
            while (i < a->n) a->word[kept++] = a->word[i++];
            break;
        }
        if (strcmp(w, "--help") == 0 || strcmp(w, "-h") == 0)
            *help = true;
        else if (base_str_is(key, "--lang"))
            value = &lang;
        else if (base_str_is(key, "--root"))
            value = &c->root;
        else if (base_str_is(key, "--color"))
            value = &color;
        else
            a->word[kept++] = w;
        if (value == NULL) continue;
        if (w[name] == '=')
            *value = w + name + 1;
        else if (i + 1 < a->n)
            *value = a->word[++i];
        else {
            CLI_COMPLAIN(c, OPTION_WANTS_VALUE, key);
            return false;
        }
    }
    a->n = kept;
    return choose_colour(c, color);
}

static int unknown_command(cli *c, base_str given) {
    base_str *name = base_arena_array(c->arena, cli_n_helps(), sizeof *name);
    base_buf near;
    for (size_t i = 0; i < cli_n_helps(); i++) name[i] = base_str_of(cli_help_at(i)->name);
    base_buf_init(&near, 1024);
    cli_near(c, &near, given, name, cli_n_helps());
    CLI_COMPLAIN(c, UNKNOWN_COMMAND, given, base_buf_str(&near));
    base_buf_free(&near);
    return CLI_USAGE;
}

static int dispatch(cli *c, cli_args *a) {
    bool help = false;
    if (!take_common(c, a, &help)) return CLI_USAGE;
    if (a->n > 0 && strcmp(a->word[0], "--") == 0) {
        a->word++;
        a->n--;
    }
    if (a->n == 0) {
        if (!help)
            CLI_COMPLAIN(c, NO_COMMAND);
        else
            general_help(c);
        return help ? CLI_OK : CLI_USAGE;
    }
    base_str name = base_str_of(a->word[0]);
    for (size_t i = 0; i < cli_n_helps(); i++) {
        if (!base_str_is(name, cli_help_at(i)->name)) continue;
        c->command = cli_help_at(i)->name;
        if (help) {
            base_buf_puts(&c->out, cli_pick(c, cli_help_at(i)->help));
            return CLI_OK;
        }
        a->word++;
        a->n--;
        return cli_help_at(i)->run(c, a);
    }
    if (base_str_is(name, "help") || base_str_is(name, "--version")) {
        if (base_str_is(name, "help"))
            general_help(c);
        else
            return cli_version(c, &(cli_args){0, NULL});
        return CLI_OK;
    }
    return unknown_command(c, name);
}

int main(int argc, char **argv) {
    cli c = {.command = "", .zh = true};
    cli_args a = {argc > 1 ? argc - 1 : 0, argv + (argc > 0)};
    c.out_term = base_term_init(stdout);
    c.err_term = base_term_init(stderr);
    c.progress = isatty(STDERR_FILENO) == 1;
    c.root = getenv("JIQUN_ROOT");
    c.arena = base_arena_new((size_t)1 << 32);
    c.scratch = base_arena_new((size_t)1 << 30);
    base_buf_init(&c.out, CLI_OUT_MAX);
    int status = choose_language(&c, argc, argv) ? dispatch(&c, &a) : CLI_USAGE;
    cli_flush(&c);
    if (c.write_failed && status == CLI_OK) status = CLI_USAGE;
    base_buf_free(&c.out);
    base_arena_free(c.scratch);
    base_arena_free(c.arena);
    return status;
}
