/* play.h - plays scenario files: what the tests, the prover's counterexamples and a reader share.
 *
 * The player holds a world, a day, an actor and the drafts of open forms; each step goes through core_decide and
 * core_fold, the same way as everywhere. It does no input or output: the host finds texts for it and is told of every
 * step as it is answered. Steps:
 *
 *     rulebook ID                        once, first; NAME.rules beside the file, in the rulebooks, or a path
 *     today DATE                         never goes back: that is refused and changes nothing
 *     as LEVEL [WHO…]                    ministry; province 33; county 330106; expert NAME; public; clock
 *     ACTION [TARGET…] key=value…        an action of the rulebook
 *     expect PATH key=value…             state, fields, marks (yes/no), moments and last days of states (dates), due,
 *                                        rulebook, exists; none = unset
 *     expect register STATE=N…           clusters by state; total=N
 *     amend VERSION from=DATE 'TEXT'     a further version of the rulebook
 *     include FILE                       relative to the file, in the same folder or below it
 *
 * A host may have a record behind it (core_play_record): then commands go to it, each is on record before the next
 * step, and `expect` asks the world as the record has it. `rulebook` then only says for which text the file is written;
 * it must be one of the record's. The first day is that of the record, and a real record, which goes by the calendar,
 * takes no `today`.
 *
 * A step without `->` must succeed. `-> refused A B` wants every named article among the refusing ones; an article
 * without its paragraph matches with it. An answer that differs is reported and the play goes on; a step that can not
 * be understood ends it. */
#ifndef JIQUN_CORE_PLAY_H
#define JIQUN_CORE_PLAY_H

#include "core/adopt.h"
#include "core/scenario.h"

enum { CORE_PLAY_MAX_DEPTH = 32 };

enum core_play_kind {
    CORE_PLAY_ACTION,
    CORE_PLAY_EXPECT,
    CORE_PLAY_TODAY,
    CORE_PLAY_AS,
    CORE_PLAY_RULEBOOK,
    CORE_PLAY_AMEND,
    CORE_PLAY_INCLUDE
};

/* One step as it was answered. Everything in it lasts until the host returns. */
typedef struct {
    enum core_play_kind kind;
    base_str file, source;
    uint32_t line;
    base_date today; /* BASE_DATE_NONE before the first `today` */
    core_actor actor;
    bool refused, as_expected;
    rules_text differs;         /* what was expected and what came; empty when as expected */
    const core_refusal *reason; /* why refused */
    size_t n_reasons;
    /* of actions that a case was found for; else NULL, RULES_NONE, 0 */
    const core_answer *answer;
    const rules_book *book;
    rules_id action;
    const base_str *target;
    size_t n_targets;
    const rules_diags *diags; /* of `amend`: what the compiler said */
} core_play_step;

/* What whoever keeps a record hands in. Every function may fail with `e`; that ends the play, unless said otherwise. */
typedef struct {
    void *ctx;
    bool days; /* `today` may be given */
    /* The day it is: of the last event, or by the calendar where days are not given. */
    base_date (*today)(void *ctx);
    /* The world as the record has it by now and as it stands on `day`, with the streams of these paths in memory. It
     * may be another one each time, and what was taken from the one before is then no more. */
    core_world *(*world)(void *ctx, const base_str *path, size_t n, base_date day, base_err *e);
    /* Decides a command and, when it is granted, has it on record before it returns. A draft of a form is the record's.
     * `*world` is the world afterwards, to which the texts of the answer belong. An error of a kind other than IO and
     * MISSING is what speaks against the values of a draft. */
    bool (*submit)(void *ctx, const core_command *c, base_arena *arena, core_answer *out, core_world **world,
                   base_err *e);
    /* A further text takes effect. An error of kind INPUT is a refusal. */
    bool (*adopt)(void *ctx, const core_adoption *a, base_date today, base_err *e);
} core_play_record;

typedef struct {
    void *ctx;
    /* The text of an included file: `from` is the file that asks. The text lives in `arena`. */
    bool (*file)(void *ctx, base_str from, base_str name, base_arena *arena, base_str *text, base_str *path,
                 base_err *e);
    /* The text of a rulebook by id or path, for a scenario `from`. */
    bool (*rulebook)(void *ctx, base_str from, base_str id, base_arena *arena, base_str *text, base_str *path,
                     base_err *e);
    rules_find_text find; /* for `based on`; may be NULL */
    void *find_ctx;
    void (*step)(void *ctx, const core_play_step *s); /* may be NULL */
    const core_divisions *divisions;
    const base_workdays *workdays;
    const rules_book *book;         /* stands for whatever `rulebook` names; or NULL */
    const core_play_record *record; /* or NULL: the world is the player's own, in memory */
} core_play_host;

enum core_play_result {
    CORE_PLAY_AS_EXPECTED,
    CORE_PLAY_DIFFERS, /* some answer differs */
    CORE_PLAY_BAD      /* the input can not be understood; see core_player_diags */
};

typedef struct {
    size_t steps, actions, granted, refused, expects, differing;
} core_play_totals;

typedef struct core_player core_player;

/* `host` must outlive the player. */
core_player *core_player_new(const core_play_host *host);
void core_player_free(core_player *p);
/* Plays one file's text; may be called again for a continuation in the same world. `text` and `file` must outlive the
 * player. */
enum core_play_result core_player_run(core_player *p, base_str text, base_str file);

core_play_totals core_player_totals(const core_player *p);
const rules_diags *core_player_diags(const core_player *p);
/* NULL before the rulebook; with a record as the last step had it. */
const core_world *core_player_world(const core_player *p);
base_date core_player_today(const core_player *p);

/* True when the citation `cite` (several joined by 、) contains `article`; 第十七条 matches 第十七条(三). */
bool core_cites(base_str cite, base_str article);

#endif
