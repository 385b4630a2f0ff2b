/* args.c - options and words of the command line. An option is --name VALUE or --name=VALUE; -- ends them. */
#include <errno.h>
#include <stdlib.h>

#include "cli/cli.h"

void cli_near(const cli *c, base_buf *b, base_str given, const base_str *name, size_t n) {
    base_str near = core_near(given, name, n);
    if (near.n > 0) CLI_PUT(c, b, DID_YOU_MEAN, near);
}

static bool unknown_option(cli *c, base_str given, const cli_option *option, size_t n) {
    base_str name[32] = {BASE_STR("--help"), BASE_STR("--lang"), BASE_STR("--root"), BASE_STR("--color")};
    size_t names = 4;
    for (size_t i = 0; i < n && names < 32; i++) name[names++] = base_str_of(option[i].name);
    base_buf near;
    base_buf_init(&near, 4096);
    cli_near(c, &near, given, name, names);
    CLI_COMPLAIN(c, UNKNOWN_OPTION, given, base_buf_str(&near));
    base_buf_free(&near);
    return false;
}

static const cli_option *find(const cli_option *option, size_t n, base_str name) {
    for (size_t i = 0; i < n; i++) {
        if (base_str_is(name, option[i].name)) return &option[i];
    }
    return NULL;
}

/* One option, at a->word[i]; the words it took are in *used. */
static bool take(cli *c, const cli_args *a, int i, const cli_option *option, size_t n, int *used) {
    base_str value = {NULL, 0}, name = base_str_cut(base_str_of(a->word[i]), '=', &value);
    const cli_option *o = find(option, n, name);
    *used = 1;
    if (o == NULL) return unknown_option(c, name, option, n);
    if (o->value == NULL) {
        if (value.p != NULL) {
            CLI_COMPLAIN(c, OPTION_TAKES_NONE, name);
            return false;
        }
        *o->flag = true;
        return true;
    }
    if (value.p != NULL) {
        *o->value = value.p;
        return true;
    }
    if (i + 1 >= a->n) {
        CLI_COMPLAIN(c, OPTION_WANTS_VALUE, name);
        return false;
    }
    *o->value = a->word[i + 1];
    *used = 2;
    return true;
}

bool cli_options(cli *c, cli_args *a, const cli_option *option, size_t n) {
    int kept = 0, used = 1;
    bool words_only = false;
    for (int i = 0; i < a->n; i += used) {
        const char *w = a->word[i];
        used = 1;
        if (words_only || w[0] != '-' || w[1] == '\0') {
            a->word[kept++] = a->word[i];
        } else if (strcmp(w, "--") == 0) {
            words_only = true;
        } else if (!take(c, a, i, option, n, &used)) {
            return false;
        }
    }
    a->n = kept;
    return true;
}

bool cli_number(cli *c, const char *name, const char *value, long least, long most, long *out) {
    if (value == NULL) return true;
    char *end = NULL;
    errno = 0;
    long n = strtol(value, &end, 10);
    if (errno == 0 && end != value && *end == '\0' && n >= least && n <= most) {
        *out = n;
        return true;
    }
    base_buf b;
    base_buf_init(&b, 4096);
    CLI_PUT(c, &b, WANTS_NUMBER, cli_num(c, (uint64_t)least), cli_num(c, (uint64_t)most));
    CLI_COMPLAIN(c, BAD_VALUE, base_str_of(name), base_str_of(value), base_buf_str(&b));
    base_buf_free(&b);
    return false;
}

bool cli_required(cli *c, const char *name, const char *value) {
    if (value != NULL) return true;
    CLI_COMPLAIN(c, MISSING_OPTION, base_str_of(name));
    return false;
}

bool cli_format_of(cli *c, const char *value, enum cli_output *out) {
    static const char *const names[] = {"text", "json", "csv"};
    if (value == NULL) return true;
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(value, names[i]) != 0) continue;
        *out = (enum cli_output)i;
        return true;
    }
    base_buf b;
    base_buf_init(&b, 4096);
    CLI_PUT(c, &b, WANTS_ONE_OF, BASE_STR("text json csv"));
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--format"), base_str_of(value), base_buf_str(&b));
    base_buf_free(&b);
    return false;
}

bool cli_format_but_csv(cli *c, const char *value, enum cli_output *out) {
    if (!cli_format_of(c, value, out)) return false;
    if (*out != CLI_FORMAT_CSV) return true;
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--format"), BASE_STR("csv"), BASE_STR("text json"));
    return false;
}

bool cli_some_words(cli *c, const cli_args *a) {
    if (a->n > 0) return true;
    CLI_COMPLAIN(c, MISSING_FILE);
    return false;
}

bool cli_one_word(cli *c, const cli_args *a) {
    if (!cli_some_words(c, a)) return false;
    if (a->n == 1) return true;
    CLI_COMPLAIN(c, TOO_MANY_WORDS, base_str_of(a->word[1]));
    return false;
}

bool cli_no_words(cli *c, const cli_args *a) {
    if (a->n == 0) return true;
    CLI_COMPLAIN(c, TOO_MANY_WORDS, base_str_of(a->word[0]));
    return false;
}
