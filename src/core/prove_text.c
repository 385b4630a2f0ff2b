/* prove_text.c - what the prover found, for a terminal. */
#include "core/prove.h"

static void put_time(base_buf *b, uint64_t ns) {
    base_buf_fmt(b, "%llu.%03llu s", (unsigned long long)(ns / 1000000000U),
                 (unsigned long long)(ns / 1000000U % 1000U));
}

static const char *verdict_name(enum core_proof_verdict v, bool zh) {
    static const char *const names[][2] = {{"proved", "已证明"}, {"FAILED", "不成立"}, {"NOT SETTLED", "未能判定"}};
    return names[v][zh ? 1 : 0];
}

static void put_lines(base_buf *b, base_str text) {
    while (text.n > 0) {
        base_str line = base_str_cut(text, '\n', &text);
        base_buf_fmt(b, "    %.*s\n", (int)line.n, line.p);
    }
}

static void put_result(base_buf *b, const core_prove_report *r, const core_proof_result *x, bool zh) {
    const rules_proof *p = &r->book->proof[x->proof];
    base_buf_fmt(b, "%s  %.*s  %.*s\n", verdict_name(x->verdict, zh), (int)p->text.n, p->text.p, (int)p->cite.n,
                 p->cite.p);
    if (x->verdict == CORE_PROVED) return;
    base_str why = zh ? x->why.zh : x->why.en;
    base_buf_fmt(b, "  %.*s:%u: %.*s\n", (int)p->span.file.n, p->span.file.p, p->span.line, (int)why.n, why.p);
    if (x->verdict == CORE_FAILED) {
        base_buf_puts(b, zh ? BASE_STR("  破坏它的最短经过，可作为情景文件运行：\n")
                            : BASE_STR("  the shortest history that breaks it, as a scenario:\n"));
        put_lines(b, x->scenario);
        return;
    }
    if (x->n_steps == 0) return;
    base_buf_puts(b, zh ? BASE_STR("  可能破坏它的抽象经过，未能实际重现：\n")
                        : BASE_STR("  an abstract history that may break it, not reproduced for real:\n"));
    for (size_t i = 0; i < x->n_steps; i++) base_buf_fmt(b, "    %.*s\n", (int)x->step[i].n, x->step[i].p);
}

bool core_prove_text(base_buf *b, const core_prove_report *r, bool zh) {
    for (size_t i = 0; i < r->n; i++) put_result(b, r, &r->result[i], zh);
    base_buf_fmt(b,
                 zh ? "%zu 条性质：已证明 %zu，不成立 %zu，未能判定 %zu；状态 %zu，转移 %zu，"
                    : "%zu properties: %zu proved, %zu failed, %zu not settled; %zu states, %zu transitions, ",
                 r->n, r->proved, r->failed, r->not_settled, r->states, r->transitions);
    put_time(b, r->ns);
    base_buf_putc(b, '\n');
    return !b->full;
}
