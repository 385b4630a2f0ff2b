/* audit_json.c - an audit as JSON lines, for programs: how far it is, now and then, and at the end what was found, in
 * both languages. The server runs the program so (http/audit.h). */
#include "app/audit.h"
#include "base/json_out.h"
#include "cli/record.h"

void cli_audit_json_progress(cli *c, uint64_t events) {
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_number(&j, "done", events);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
    cli_flush(c);
}

void cli_audit_json_failed(cli *c, const base_err *e) {
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_err(&j, "failed", e);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}

static void put_difference(base_json *j, const app_difference *d) {
    base_json_name(j, "difference");
    base_json_obj(j);
    base_json_err(j, "where", &d->where);
    base_json_err(j, "what", &d->what);
    if (d->shows) {
        base_json_text(j, "found", base_str_of(d->found));
        base_json_text(j, "expected", base_str_of(d->expected));
    }
    base_json_obj_end(j);
}

static void put_errata(base_json *j, const app_audit_report *r) {
    base_json_name(j, "errata");
    base_json_arr(j);
    for (size_t i = 0; i < r->n_errata; i++) {
        base_json_obj(j);
        base_json_number(j, "event", r->erratum[i].seq);
        base_json_both(j, "what", r->erratum[i].erratum->zh, r->erratum[i].erratum->en);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_figures(base_json *j, const app_audit_report *r) {
    base_json_number(j, "events", r->events);
    base_json_number(j, "decisions", r->decisions);
    base_json_number(j, "adoptions", r->adoptions);
    base_json_number(j, "restarts", r->restarts);
    base_json_number(j, "lost", r->lost);
    base_json_number(j, "bytes", r->bytes);
    base_json_number(j, "checkpoints", r->checkpoints);
    base_json_number(j, "signed", r->signed_size);
    base_json_number(j, "persons", r->persons);
    base_json_number(j, "erased", r->erased);
    base_json_number(j, "unopened", r->unopened);
    base_json_number(j, "rows", r->rows);
    base_json_number(j, "attachments", r->attachments);
    base_json_number(j, "attachment_bytes", r->attachment_bytes);
    base_json_number(j, "files_erased", r->files_erased);
}

void cli_audit_json(cli *c, const app_audit_report *r, int64_t ms) {
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    base_json_flag(&j, "clean", !r->difference.any);
    base_json_text(&j, "origin", r->origin);
    base_json_some_day(&j, "day", r->day);
    base_json_flag(&j, "demonstration", r->demonstration);
    base_json_flag(&j, "signatures", r->signatures);
    base_json_flag(&j, "own_keys", r->own_keys);
    put_figures(&j, r);
    put_errata(&j, r);
    if (r->difference.any) put_difference(&j, &r->difference);
    base_json_number(&j, "milliseconds", ms > 0 ? (uint64_t)ms : 0);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}
