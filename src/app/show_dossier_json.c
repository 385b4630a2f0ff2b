/* show_dossier_json.c - a whole dossier as JSON, and the form of a case that is filled in, each with where its files
 * are read. */
#include "app/paper.h"
#include "app/show_i.h"

enum { LINK_MAX = 1000 };

/* Where a file is read: by way of the dossier that names it, or by whose authority sent it in. */
static void put_link(base_json *j, base_str cluster, base_str digest) {
    base_buf link;
    base_buf_init(&link, LINK_MAX);
    base_buf_puts(&link, BASE_STR("/api/v1/"));
    if (cluster.n > 0) {
        base_buf_puts(&link, BASE_STR("clusters/"));
        base_buf_percent(&link, cluster);
        base_buf_putc(&link, '/');
    }
    base_buf_puts(&link, BASE_STR("files/"));
    base_buf_puts(&link, digest);
    base_json_text(j, "link", base_buf_str(&link));
    base_buf_free(&link);
}

static void put_file(base_json *j, const app_dossier *d, const app_file_named *f) {
    if (f->type.n == 0) return; /* nothing is known of it */
    base_json_text(j, "name", f->name);
    base_json_text(j, "type", f->type);
    base_json_number(j, "size", f->size);
    put_link(j, d->path, f->digest);
}

static void put_files(base_json *j, const app_dossier *d) {
    base_json_name(j, "files");
    base_json_arr(j);
    for (size_t i = 0; i < d->n_files; i++) {
        base_json_obj(j);
        base_json_text(j, "digest", d->file[i].digest);
        base_json_text(j, "path", d->file[i].path);
        base_json_text(j, "key", d->file[i].key);
        base_json_some(j, "fact", d->file[i].fact);
        if (d->file[i].label.zh.n > 0) app_put_named_label(j, "label", d->file[i].label);
        if (d->file[i].has_seq) base_json_number(j, "event", d->file[i].seq);
        put_file(j, d, &d->file[i]);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    if (d->more_files) base_json_flag(j, "more_files", true);
}

static void put_other(base_json *j, const app_other *o) {
    base_json_obj(j);
    app_put_named_word(j, "action", o->action);
    base_json_text(j, "target", o->target);
    base_json_text(j, "article", o->cite);
    base_json_name(j, "levels");
    app_put_levels(j, o->book, o->levels);
    base_json_obj_end(j);
}

static void put_options(base_json *j, const app_dossier *d) {
    base_json_name(j, "actions");
    base_json_arr(j);
    for (size_t i = 0; i < d->n_options; i++) app_put_option(j, &d->option[i]);
    base_json_arr_end(j);
    base_json_name(j, "others");
    base_json_arr(j);
    for (size_t i = 0; i < d->n_others; i++) put_other(j, &d->other[i]);
    base_json_arr_end(j);
}

void app_put_anew(base_json *j, const app_dossier *d) {
    base_json_obj(j);
    put_options(j, d);
    if (d->more_options) base_json_flag(j, "more_actions", true);
    base_json_obj_end(j);
}

/* Those of the cluster that can be printed as it stands; of its cases each has one (paper.h). */
static void put_documents(base_json *j, const app_dossier *d) {
    base_json_name(j, "documents");
    base_json_arr(j);
    for (unsigned i = 0; i < APP_PAPER_KINDS; i++) {
        const enum app_paper_kind kind = (enum app_paper_kind)i;
        if (app_paper_is_for(kind, d)) base_json_str(j, base_str_of(app_paper_kind_name(kind)));
    }
    base_json_arr_end(j);
}

void app_put_dossier(base_json *j, const app_dossier *d) {
    base_json_obj(j);
    base_json_text(j, "path", d->path);
    base_json_text(j, "name", d->name);
    base_json_text(j, "sight", d->sight == APP_SIGHT_FULL ? BASE_STR("full") : BASE_STR("public"));
    base_json_number(j, "version", d->version);
    base_json_name(j, "cases");
    base_json_arr(j);
    for (size_t i = 0; i < d->n_cases; i++) app_put_case(j, &d->item[i]);
    base_json_arr_end(j);
    if (d->more_cases) base_json_flag(j, "more_cases", true);
    if (d->sight == APP_SIGHT_FULL) {
        base_json_name(j, "due");
        app_put_due_items(j, &d->due, d->turn, d->reminded);
        put_files(j, d);
    }
    put_documents(j, d);
    put_options(j, d);
    if (d->more_options) base_json_flag(j, "more_actions", true);
    base_json_name(j, "timeline");
    app_put_timeline(j, &d->timeline);
    base_json_obj_end(j);
}

/* ---- a form ---- */

static void put_form_file(base_json *j, const app_form *f, const app_form_file *x) {
    base_str rest;
    const base_str cluster = base_str_cut(f->path, '/', &rest);
    base_json_obj(j);
    base_json_text(j, "key", x->key);
    base_json_text(j, "digest", x->digest);
    if (x->type.n > 0) {
        base_json_text(j, "name", x->name);
        base_json_text(j, "type", x->type);
        base_json_number(j, "size", x->size);
        put_link(j, x->submitted ? cluster : (base_str){NULL, 0}, x->digest);
    }
    base_json_obj_end(j);
}

static void put_form_files(base_json *j, const app_form *f, const app_form_item *x) {
    if (x->source != NULL) {
        base_json_name(j, "source");
        put_form_file(j, f, x->source);
    }
    if (x->n_files == 0) return;
    base_json_name(j, "files");
    base_json_arr(j);
    for (size_t i = 0; i < x->n_files; i++) put_form_file(j, f, &x->file[i]);
    base_json_arr_end(j);
}

void app_put_form(base_json *j, const app_form *f) {
    base_json_obj(j);
    base_json_text(j, "path", f->path);
    base_json_text(j, "name", f->name);
    app_put_named_word(j, "form", f->form);
    base_json_some(j, "article", f->cite);
    base_json_number(j, "version", f->version);
    if (f->returned != NULL) {
        base_json_name(j, "returned");
        app_put_step(j, f->returned);
    }
    if (f->submit != NULL) {
        base_json_name(j, "submit");
        app_put_option(j, f->submit);
    }
    base_json_name(j, "items");
    base_json_arr(j);
    for (size_t i = 0; i < f->n; i++) {
        const app_form_item *x = &f->item[i];
        base_json_obj(j);
        base_json_text(j, "key", x->key);
        app_put_named_label(j, "label", x->label);
        base_json_some(j, "unit", x->unit);
        if (x->year > 0) base_json_number(j, "year", (uint64_t)x->year);
        base_json_flag(j, "required", x->required);
        base_json_flag(j, "text", x->is_text);
        if (x->from_roster) base_json_flag(j, "from_roster", true);
        if (x->is_proof) base_json_flag(j, "proof", true);
        if (x->any_year) base_json_flag(j, "any_year", true);
        app_put_choices(j, x->n_choices, x->choice, NULL);
        base_json_some(j, "value", x->value);
        base_json_some(j, "why", x->why);
        if (x->area.name.n > 0) app_put_named_word(j, "area", x->area);
        if (x->changed) base_json_text(j, "before", x->before.p != NULL ? x->before : BASE_STR(""));
        put_form_files(j, f, x);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    if (f->assessment != NULL) {
        base_json_name(j, "assessment");
        app_put_assessment(j, f->self, f->assessment);
    }
    base_json_obj_end(j);
}
