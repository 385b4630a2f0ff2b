/* limits.h - every limit of the server, in one place; docs/operations.md tells them to whoever runs it, and a test
 * compares the two.
 *
 * Nothing here depends on a client's goodwill: what passes a limit is answered with an error that names it, or cut off
 * where no answer is possible. */
#ifndef JIQUN_HTTP_LIMITS_H
#define JIQUN_HTTP_LIMITS_H

enum {
    /* what a request may look like */
    HTTP_POOL_BYTES = 8 << 10,   /* memory of a connection for request line and headers together */
    HTTP_TARGET_MAX = 4096,      /* bytes of path and query */
    HTTP_SEGMENTS_MAX = 12,      /* parts of a path */
    HTTP_QUERY_MAX = 64,         /* parameters of a query, fields of a form */
    HTTP_JSON_MAX = 1 << 20,     /* bytes of a JSON body */
    HTTP_FORM_MAX = 64 << 10,    /* bytes of a form */
    HTTP_BODIES_MAX = 64 << 20,  /* bytes of all bodies that are being held at once */
    HTTP_ANSWER_MAX = 8 << 20,   /* bytes of an answer that is not streamed */
    HTTP_ARENA_MAX = 64 << 20,   /* memory of a request beside its body */
    HTTP_SWALLOW_MAX = 16 << 20, /* bytes of an upload over its limit that are read past, so that the answer is heard */

    HTTP_PART_HEAD_MAX = 4096, /* bytes of the headers of a part of a multipart form */
    HTTP_PARTS_MAX = 16,       /* parts of it */

    /* how many at once */
    HTTP_CONNECTIONS_MAX = 20000,   /* event streams included */
    HTTP_CONNECTIONS_ADDRESS = 512, /* from one address; a proxy that is named has no such limit */
    HTTP_THREADS_MAX = 16,          /* threads, and readers of the record */
    HTTP_OUTWARD_THREADS = 2,       /* threads that ask a provider to sign in through */
    HTTP_OUTWARD_WAITING = 64,      /* exchanges that wait for them; for the disk: HTTP_UPLOADS_MAX */
    HTTP_BACKLOG = 1024,            /* connections that wait to be taken */
    HTTP_UPLOADS_MAX = 256,         /* attachments that are coming in */
    HTTP_UPLOADS_ACCOUNT = 8,       /* of one account */

    /* files that come with an objection, from anybody */
    HTTP_EVIDENCE_FILES = 3,           /* of one objection */
    HTTP_EVIDENCE_MB = 5,              /* megabytes of one of them */
    HTTP_EVIDENCE_BODY = 32 << 20,     /* bytes of a form with files; a file that is too large is read past */
    HTTP_EVIDENCE_COMING = 32,         /* forms whose files are being taken at once */
    HTTP_EVIDENCE_COMING_ADDRESS = 4,  /* of one address */
    HTTP_EVIDENCE_DAY_ADDRESS_MB = 60, /* megabytes a day of one address, refused ones too */
    HTTP_EVIDENCE_DAY_MB = 512,        /* megabytes a day that are kept, of all addresses */

    /* a day, of one account; what was refused or broken off counts, too */
    HTTP_UPLOAD_DAY_FILES = 2000, /* attachments that are sent in */
    HTTP_UPLOAD_DAY_MB = 4096,    /* megabytes of attachments that are sent in */

    /* seconds */
    HTTP_IDLE_S = 30,        /* a connection on which nothing moves */
    HTTP_HEADER_S = 15,      /* from the first byte of a request to the end of its headers */
    HTTP_BODY_S = 60,        /* for a body that is held; uploads: see HTTP_UPLOAD_RATE */
    HTTP_SWEEP_S = 3600,     /* between two looks for attachments that nobody names (--keep-unnamed) */
    HTTP_SCAN_S = 60,        /* for a scanner for viruses, a file */
    HTTP_UPLOAD_RATE = 4096, /* bytes a second that an upload must reach after HTTP_BODY_S */
    HTTP_SEND_S = 120,       /* for an answer, unless it is a stream or a file */
    HTTP_DRAIN_S = 20,       /* at SIGTERM: for what is being answered */

    /* pages */
    HTTP_PAGE_ROWS = 20,             /* rows of a list on a page of the portal */
    HTTP_COUNT_MOST = 1000,          /* lists are counted to here, and say "1,000+" beyond */
    HTTP_TRAIL_MAX = 20,             /* pages one can go back */
    HTTP_KEPT_PAGES = 256,           /* finished pages of the register and of clusters that are kept */
    HTTP_READING_S = 600,            /* seconds for which parts of one attachment are one reading on record */
    HTTP_DENIED_MAX = 64,            /* refusals (403) that wait for the access record; more are counted only */
    HTTP_FIGURES_S = 30,             /* seconds that figures of the whole register are kept */
    HTTP_WORLD_S = 2,                /* seconds after which a page brings its reader to the end of the log */
    HTTP_CHECKPOINT_S = 2,           /* seconds after which the last checkpoint is looked at again */
    HTTP_RULEBOOK_BYTES = 256 << 10, /* of a rulebook that is checked for somebody who writes it */
    HTTP_PROVE_S = 20,               /* seconds after which no proof of it is begun any more */
    HTTP_PROVE_STATES = 20000,       /* that one proof goes through before it is given up */
    HTTP_EXPORT_ROWS = 20000,        /* rows of a file that answers a query of the register */
    HTTP_ACCESS_ROWS = 40000,        /* of the access record that one file looks through */
    HTTP_JOBS_MAX = 64,              /* files of open data that are waited for */
    HTTP_DATA_S = 600,               /* seconds that a file of open data is kept although the log has grown */
    HTTP_OBJECTIONS_NOTICE = 200,    /* objections to one case that wait to be confirmed */
    HTTP_OBJECTION_DAYS = 7,         /* days in which an objection may be confirmed */
    HTTP_RECEIPT_DAYS = 730,         /* days that its number is known after that */

    /* lists of enterprises that are matched against rosters */
    HTTP_LIST_MB = 1024,    /* megabytes of a list: room for as many rows as a match takes */
    HTTP_MATCHES_KEPT = 40, /* authorities whose last result is kept; beyond, the oldest goes */
    HTTP_MATCH_DAYS = 30,   /* days that it is kept */

    /* a minute, from one address */
    HTTP_PROOFS_MINUTE = 30,    /* proofs that are signed */
    HTTP_FILES_MINUTE = 120,    /* files of open data */
    HTTP_DOCUMENTS_MINUTE = 30, /* documents that are printed; for whoever is signed in: of the account */
    HTTP_OBJECTIONS_MINUTE = 3, /* objections handed in; and those of a day: see app/throttle.h */
    HTTP_SIGNINS_MINUTE = 30,   /* ways to another provider and back: two of them a sign-in */
    HTTP_CODES_MINUTE = 10      /* codes tried, numbers asked for */
};

#endif
