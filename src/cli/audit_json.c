/* audit_json.c - an audit as JSON lines, for programs: how far it is, now and then, and at the end what was found, in
 * both languages. The server runs the program so (http/audit.h). */
#include "app/audit.h"
#include "base/json_out.h"
#include "cli/record.h"

static void key(base_json *j, const char *name) { base_json_key(j, base_str_of(name)); }

static void number(base_json *j, const char *name, uint64_t n) {
    key(j, name);
    base_json_u64(j, n);
}

static void flag(base_json *j, const char *name, bool v) {
    key(j, name);
    base_json_bool(j, v);
}

static void str(base_json *j, const char *name, base_str s) {
    key(j, name);
    base_json_str(j, s);
}

static void both(base_json *j, const char *name, base_str zh, base_str en) {
    key(j, name);
    base_json_obj(j);
    str(j, "zh", zh);
    str(j, "en", en);
    base_json_obj_end(j);
}

static void err(base_json *j, const char *name, const base_err *e) {
    both(j, name, base_str_of(e->zh), base_str_of(e->en));
}

void cli_audit_json_progress(cli *c, uint64_t events) {
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    number(&j, "done", events);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
    cli_flush(c);
}

void cli_audit_json_failed(cli *c, const base_err *e) {
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    err(&j, "failed", e);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}

static void put_difference(base_json *j, const app_difference *d) {
    key(j, "difference");
    base_json_obj(j);
    err(j, "where", &d->where);
    err(j, "what", &d->what);
    if (d->shows) {
        str(j, "found", base_str_of(d->found));
        str(j, "expected", base_str_of(d->expected));
    }
    base_json_obj_end(j);
}

static void put_errata(base_json *j, const app_audit_report *r) {
    key(j, "errata");
    base_json_arr(j);
    for (size_t i = 0; i < r->n_errata; i++) {
        base_json_obj(j);
        number(j, "event", r->erratum[i].seq);
        both(j, "what", r->erratum[i].erratum->zh, r->erratum[i].erratum->en);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_figures(base_json *j, const app_audit_report *r) {
    number(j, "events", r->events);
    number(j, "decisions", r->decisions);
    number(j, "adoptions", r->adoptions);
    number(j, "restarts", r->restarts);
    number(j, "lost", r->lost);
    number(j, "bytes", r->bytes);
    number(j, "checkpoints", r->checkpoints);
    number(j, "signed", r->signed_size);
    number(j, "persons", r->persons);
    number(j, "erased", r->erased);
    number(j, "rows", r->rows);
    number(j, "attachments", r->attachments);
    number(j, "attachment_bytes", r->attachment_bytes);
}

void cli_audit_json(cli *c, const app_audit_report *r, int64_t ms) {
    base_json j;
    base_json_init(&j, &c->out);
    base_json_obj(&j);
    flag(&j, "clean", !r->difference.any);
    str(&j, "origin", r->origin);
    if (r->day != BASE_DATE_NONE) {
        key(&j, "day");
        base_json_date(&j, r->day);
    }
    flag(&j, "demonstration", r->demonstration);
    flag(&j, "signatures", r->signatures);
    flag(&j, "own_keys", r->own_keys);
    put_figures(&j, r);
    put_errata(&j, r);
    if (r->difference.any) put_difference(&j, &r->difference);
    number(&j, "milliseconds", ms > 0 ? (uint64_t)ms : 0);
    base_json_obj_end(&j);
    base_buf_putc(&c->out, '\n');
}
