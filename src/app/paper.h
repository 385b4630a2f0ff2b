/* paper.h - documents of a record, ready to be printed (docs/paper.h).
 *
 * What a document says is what the viewer sees on screen (show.h): whoever may see a thing in part gets that part. Its
 * words are those of the rulebook and of the record; what only the authority can give stays empty: no number of its
 * own, no seal, no emblem.
 *
 *   case             one case: its fields, what was declared, how it stands against the standard, its steps, who
 *                    decided it last (application, report, filing, re-examination, revocation …)
 *   report           a cluster over the years: figures declared, bars, judgements, incidents of the time line
 *   certificate      that a cluster is recognised, with a QR code of its page and the checkpoint that vouches for it
 *   recommendations  a round: what was recommended, by channel
 *   notice           a round: the list on public notice, with its last day
 *   announcement     a round: the clusters that were recognised in it */
#ifndef JIQUN_APP_PAPER_H
#define JIQUN_APP_PAPER_H

#include "app/show.h"

enum app_paper_kind {
    APP_PAPER_CASE,
    APP_PAPER_REPORT,
    APP_PAPER_CERTIFICATE,
    APP_PAPER_RECOMMENDATIONS,
    APP_PAPER_NOTICE,
    APP_PAPER_ANNOUNCEMENT,
    APP_PAPER_KINDS
};

typedef struct {
    enum app_paper_kind kind;
    base_str target;  /* path of a case, a cluster or a round */
    base_str channel; /* of recommendations: only those of it; empty: all */
    base_str site;    /* https://…, for the QR code; empty: none is printed */
    const app_viewer *viewer;
    base_date day; /* not before the record's last one */
    bool zh;
} app_paper_want;

/* By name; false when there is none of that name. */
bool app_paper_kind_of(base_str name, enum app_paper_kind *out);
const char *app_paper_kind_name(enum app_paper_kind kind);
bool app_paper_is_of_round(enum app_paper_kind kind);
/* Whether the cluster as it stands has a document of that kind: a certificate while it is recognised. */
bool app_paper_is_for(enum app_paper_kind kind, const app_dossier *d);

/* Writes the document into `out` (room for DOCS_PAPER_MAX). *found false: there is no such thing, or it is not for this
 * viewer. False with `e`: it does not stand as the document would say (INPUT), is too long (LIMIT), or the store
 * failed. */
bool app_paper(app *a, const app_paper_want *want, base_arena *arena, base_buf *out, bool *found, base_err *e);

#endif
