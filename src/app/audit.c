/* audit.c - see audit.h: what an audit of a record and one of an exported log have in common. */
#include "app/audit_i.h"

/* Figures that the replay has gathered. */
static void gather(app_audit_run *x) {
    app_audit_report *out = x->report;
    size_t n = 0;
    out->demonstration = x->demonstration;
    if (x->replay == NULL) return;
    app_replay_figures f = app_replay_look(x->replay);
    out->events = f.events;
    out->decisions = f.decisions;
    out->adoptions = f.adoptions;
    out->persons = f.persons;
    out->bytes = f.bytes;
    out->day = f.day;
    app_replay_restarts(x->replay, &n);
    out->restarts = n;
    const app_replay_erratum *all = app_replay_errata(x->replay, &n);
    app_audit_erratum *item = base_arena_array(x->arena, n, sizeof *item);
    for (size_t i = 0; i < n; i++) item[i] = (app_audit_erratum){all[i].seq, all[i].erratum};
    out->erratum = item;
    out->n_errata = n;
}

bool app_audit(const app_audit_options *o, base_arena *arena, app_audit_report *report, base_err *e) {
    app_audit_run *x = base_arena_alloc(arena, sizeof *x);
    *report = (app_audit_report){.day = BASE_DATE_NONE, .payloads = true};
    x->o = o;
    x->report = report;
    x->diff = &report->difference;
    x->arena = arena;
    bool looked = o->log != NULL ? app_audit_exported(x, e) : app_audit_record(x, e);
    gather(x);
    app_replay_free(x->replay);
    app_pubs_free(&x->keys);
    return looked;
}
