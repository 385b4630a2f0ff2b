/* paper_i.h - what the files that compose documents share. */
#ifndef JIQUN_APP_PAPER_I_H
#define JIQUN_APP_PAPER_I_H

#include "app/paper.h"
#include "app/show_i.h"
#include "docs/paper.h"

typedef struct {
    app *app;
    const core_world *world;
    const app_paper_want *want;
    base_arena *arena;
    base_buf *out;
    docs_paper p;
    base_err *e;
} app_paper_writer;

/* The word in the language of the document. */
base_str app_paper_pick(const app_paper_writer *w, rules_text t);
base_str app_paper_say(const app_paper_writer *w, const char *zh, const char *en);
/* 2025年1月1日, or 1 January 2025; empty for no date. */
base_str app_paper_day(const app_paper_writer *w, base_date d);
base_str app_paper_term(const app_paper_writer *w, base_date from, base_date until);
base_str app_paper_number(const app_paper_writer *w, uint64_t n);
base_str app_paper_place(const app_paper_writer *w, base_str county, base_str channel);
/* Begins it: the title, above it the programme of `book` when there is one. */
void app_paper_begin(app_paper_writer *w, const rules_book *book, base_str title);
/* What is no document of the authority's: at the end of each. */
void app_paper_remark(app_paper_writer *w);

bool app_paper_case(app_paper_writer *w, bool *found);
bool app_paper_report(app_paper_writer *w, bool *found);
bool app_paper_certificate(app_paper_writer *w, bool *found);
bool app_paper_of_round(app_paper_writer *w, bool *found);

/* Parts of documents of cases (paper_case.c). */
void app_paper_fields_of(app_paper_writer *w, const app_case_view *c);
void app_paper_standing(app_paper_writer *w, const app_case_view *c);
/* What a value of a figure is, without its unit. */
base_str app_paper_value(const app_paper_writer *w, const rules_book *b, const rules_value *v);

#endif
