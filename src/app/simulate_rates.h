/* simulate_rates.h - how often things happen in a simulated country, of a thousand.
 *
 * Stated by public notices and reports: the places of a round, the five working days, the days of the year on which
 * rounds close and results are published (simulate_plan.c), and that of 100 clusters re-examined in 2025 97 passed.
 * Everything else is INVENTED, chosen so that every branch of the text is walked by a few hundred dossiers; nothing
 * here says anything about the real programme. */
#ifndef JIQUN_APP_SIMULATE_RATES_H
#define JIQUN_APP_SIMULATE_RATES_H

enum app_sim_rate {
    /* candidates */
    RATE_FIRST_STOCK = 600,     /* of all dossiers are registered before the first round opens */
    RATE_TAKEN_OVER = 20,       /* were recognised before the record begins … */
    RATE_TAKEN_OVER_MOST = 400, /* … but not more than so many */
    RATE_POOL = 450,            /* enter the pool */
    RATE_PROVINCIAL_POOLED = 700,
    RATE_PROVINCIAL_OTHER = 150,
    RATE_UNPROVINCIAL = 5, /* a year */
    RATE_TASK = 60,        /* a year, of the pooled */
    /* applications */
    RATE_APPLY_PROVINCIAL = 400, /* a year */
    RATE_APPLY_FIRST = 250,      /* in the first round, which asks for no provincial standing */
    RATE_APPLY_OTHER = 40,
    RATE_APPLY_ANEW = 300, /* a year, of the revoked */
    RATE_APPLY_TWICE = 8,  /* while an application runs: refused */
    RATE_FILL = 60,        /* fill in a draft first; the others give the form with the submission */
    RATE_LATE = 40,        /* submit after the county's last day */
    RATE_INCOMPLETE = 50,
    RATE_GIVE_UP = 350,  /* withdraw after a refused submission */
    RATE_WITHDRAW = 15,  /* withdraw at some time after it */
    RATE_OVERREACH = 20, /* somebody tries what is not theirs to do */
    RATE_RETURN = 80,
    RATE_REFUSE = 25,
    RATE_RELAX_GRANTED = 700,
    RATE_RELAX_EAST = 100, /* a relaxation is asked for where none may be given */
    RATE_NO_CHECK = 40,    /* recommend before the spot check */
    RATE_JUDGED_NOT_MET = 50,
    RATE_OVER_QUOTA = 120, /* of the places of a channel: so many more are tried */
    RATE_NOT_RECOMMENDED = 600,
    /* the ministry */
    RATE_CENTRAL_CHECK = 60,
    RATE_DISQUALIFY = 12,
    RATE_RELAX_DENIED = 150, /* of the relaxations granted */
    RATE_DECLINE = 120,
    RATE_OBJECT = 60,
    RATE_OBJECT_LATE = 10,
    RATE_UPHELD = 300,
    RATE_EARLY = 100, /* recognise before the notice is over: refused */
    /* after recognition, a year */
    RATE_REPORT_IN_TIME = 870,
    RATE_REPORT_LATE = 960, /* up to here late, above it missing */
    RATE_REPORT_RETURNED = 120,
    RATE_CHANGE = 120,
    RATE_CHANGE_LATE = 200,
    RATE_SUPERVISE = 90,
    RATE_UNCOOPERATIVE = 150,
    RATE_RENAME = 12,
    RATE_SUPPORT = 250,
    RATE_BODY = 150,
    RATE_BODY_REMOVED = 200,
    RATE_PRACTICE = 40,
    RATE_PRACTICE_SELECTED = 500,
    RATE_INCIDENT = 50,
    RATE_INCIDENT_CANDIDATE = 3,
    RATE_INCIDENT_TRUE = 650,
    RATE_REEXAM_MISSED = 80, /* do not apply */
    RATE_REEXAM_NO = 30,     /* 97 of 100 passed in 2025 */
    RATE_FALSE_FILING = 20,
    RATE_UNFILED_CHANGE = 20,
    RATE_ACCUSED = 600, /* of those with a ground */
    RATE_NO_GROUND = 5, /* accused without one: refused */
    RATE_STATEMENT = 650,
    RATE_STATEMENT_OWN = 700, /* of these, filed by the county itself */
    RATE_DROPPED = 200
};

#endif
