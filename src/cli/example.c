/* example.c - jiqun example: the sample of a rulebook, as the facts of one dossier. */
#include "base/json_out.h"
#include "cli/cli.h"

static bool is_number(const rules_book *b, const rules_sample_value *v) {
    return b->fact[v->fact].kind == RULES_FACT_FIGURE || b->fact[v->fact].kind == RULES_FACT_YEARLY;
}

/* Values of one yearly fact stand together, as {"2020":"41"}; the first of them writes all. */
static bool written_before(const rules_book *b, size_t i) {
    for (size_t j = 0; j < i; j++) {
        if (b->sample[j].fact == b->sample[i].fact) return true;
    }
    return false;
}

static void put_fact(base_json *j, const cli *c, const rules_book *b, size_t first) {
    rules_id fact = b->sample[first].fact;
    base_json_key(j, b->fact[fact].name);
    if (b->sample[first].year == 0) {
        base_json_str(j, b->sample[first].value);
        return;
    }
    base_json_obj(j);
    for (size_t i = first; i < b->n_samples; i++) {
        if (b->sample[i].fact != fact) continue;
        base_json_key(j, cli_num(c, (uint64_t)b->sample[i].year));
        if (is_number(b, &b->sample[i]))
            base_json_num(j, b->sample[i].value);
        else
            base_json_str(j, b->sample[i].value);
    }
    base_json_obj_end(j);
}

/* A sample says nothing of vetoes, which in the process come from the register of incidents; a file of facts has to. */
static void put_vetoes(base_json *j, const rules_book *b) {
    for (size_t i = 0; i < b->n_facts; i++) {
        bool given = false;
        for (size_t k = 0; k < b->n_samples; k++) given = given || b->sample[k].fact == i;
        if (given || b->fact[i].kind != RULES_FACT_VETO) continue;
        base_json_key(j, b->fact[i].name);
        base_json_bool(j, false);
    }
}

int cli_example(cli *c, cli_args *a) {
    const char *name = "national-2022";
    const cli_option option[] = {{"--rulebook", &name, NULL}};
    int status = CLI_OK;
    base_json j;
    if (!cli_options(c, a, option, 1) || !cli_no_words(c, a)) return CLI_USAGE;
    const rules_book *b = cli_book(c, name, &status);
    if (b == NULL) return CLI_USAGE;
    if (b->n_samples == 0) {
        CLI_COMPLAIN(c, NO_SAMPLE, b->id);
        return CLI_USAGE;
    }
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_text(&j, "id", c->zh ? BASE_STR("示例") : BASE_STR("sample"));
    base_json_text(&j, "region", BASE_STR("east"));
    base_json_name(&j, "facts");
    base_json_obj(&j);
    for (size_t i = 0; i < b->n_samples; i++) {
        if (!written_before(b, i)) put_fact(&j, c, b, i);
    }
    put_vetoes(&j, b);
    base_json_obj_end(&j);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
    return CLI_OK;
}
