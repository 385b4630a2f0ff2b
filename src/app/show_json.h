/* show_json.h - what is shown, as JSON: for the API, whose contract (docs/openapi.yaml) says what each member means. */
#ifndef JIQUN_APP_SHOW_JSON_H
#define JIQUN_APP_SHOW_JSON_H

#include "app/show_figures.h"
#include "app/show_list.h"
#include "base/json_out.h"

void app_put_word(base_json *j, app_word w);
void app_put_label(base_json *j, rules_text t);
/* The same as a member of that name. */
void app_put_named_word(base_json *j, const char *name, app_word w);
void app_put_named_label(base_json *j, const char *name, rules_text t);
void app_put_timeline(base_json *j, const app_timeline *t);
void app_put_option(base_json *j, const app_option *o);
void app_put_anew(base_json *j, const app_dossier *d);
void app_put_reasons(base_json *j, const core_refusal *r, size_t n);
void app_put_dossier(base_json *j, const app_dossier *d);
void app_put_case(base_json *j, const app_case_view *c);
/* turn: of each; told: NULL, or of each */
void app_put_due_items(base_json *j, const core_due_list *l, const app_turn *turn, const app_reminded *told);
void app_put_form(base_json *j, const app_form *f);
void app_put_register_row(base_json *j, const app_register_row *r);
/* The members more and cursor of an object that is open. */
void app_put_page(base_json *j, const app_page *p);
void app_put_waiting(base_json *j, const app_waiting_list *l);
void app_put_due(base_json *j, const app_due_page *d);
void app_put_rounds(base_json *j, const app_rounds *r);
void app_put_progress(base_json *j, const app_progress *p);
/* Objections only to who sees the place of the dossier in full. */
void app_put_notices(base_json *j, const core_world *w, const app_viewer *v, base_date day,
                     const app_public_notices *n);
/* What is public of the figures: states that are. */
void app_put_figures(base_json *j, const core_world *w, const app_figures *f, bool all);

#endif
