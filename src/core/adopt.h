/* adopt.h - a text takes effect: a rulebook, or reference data that the state publishes.
 *
 * Whatever decides must itself be on record, or nobody could decide again what was decided. So the rulebooks, the
 * working days, divisions, size classes and industries are brought in by events of the programme that carry the whole
 * text and name its digest; from then on they hold. Only whose programme it is may do it (第十八条, 第十九条). */
#ifndef JIQUN_CORE_ADOPT_H
#define JIQUN_CORE_ADOPT_H

#include "core/decide.h"
#include "core/enterprise.h"

enum core_matter {
    CORE_ADOPT_RULEBOOK,  /* text 0: the rulebook; further ones: those it is based on */
    CORE_ADOPT_DIVISIONS, /* text 0: divisions, text 1: channels */
    CORE_ADOPT_WORKDAYS,
    CORE_ADOPT_SIZES,
    CORE_ADOPT_INDUSTRIES,
    CORE_ADOPT_RESTART, /* no text takes effect: part of the record was lost, and it goes on under a new name. Texts:
                           checkpoint (the last one that was published), origin (the name it has), size, reason */
    CORE_ADOPT_MATTERS
};
enum { CORE_ADOPT_MAX_TEXTS = 8 };

typedef struct {
    base_str name, text;
} core_named_text;

typedef struct core_adoption {
    enum core_matter matter;
    base_str name;  /* national-2022, divisions … */
    base_date from; /* of a rulebook: first day in force */
    size_t n_texts;
    const core_named_text *text;
    base_str digest; /* of text 0, as the log names it: given by whoever keeps the log */
    base_date day;   /* on which it is adopted: by core_adopt, and by whoever reads the event */
    /* what the texts say, by core_adoption_read */
    const rules_book *book;
    const core_divisions *divisions;
    const base_workdays *workdays;
    const core_sizes *sizes;
} core_adoption;

/* rulebook, divisions, workdays, sizes, industries, restart */
base_str core_matter_name(enum core_matter m);
bool core_matter_parse(base_str name, enum core_matter *out);

/* One of the texts that came with a rulebook, by its id. */
bool core_adoption_find(const core_adoption *a, base_str id, base_str *text, base_str *file);
/* A rules_find_text that asks another one and remembers what was found: what has to come with a rulebook. */
typedef struct {
    rules_find_text find;
    void *ctx;
    size_t n;
    core_named_text text[CORE_ADOPT_MAX_TEXTS - 1];
} core_bases;
bool core_bases_find(void *bases, base_str id, base_str *text, base_str *file);

/* ---- two persons' consent ----
 *
 * Of a rulebook that one person proposed and another consented to, a further text says so, after all others and under a
 * name that no rulebook can have. Persons are named by the login names of their accounts, which are never given twice;
 * who stands behind one is kept apart and can be erased. The day of the consent is that of the event. A rulebook
 * without such a text was put in force by whoever runs the machine. */
#define CORE_CONSENT_NAME "(consent)"
typedef struct {
    base_str by; /* who proposed it */
    base_date proposed;
    base_str consented; /* who consented; somebody else */
} core_consent;
base_str core_consent_text(base_arena *arena, const core_consent *c);
/* False: nobody consented. */
bool core_adoption_consent(const core_adoption *a, core_consent *out);
/* How many of the texts are rules. */
size_t core_adoption_rules(const core_adoption *a);
/* For core_adoption_read: what stands under that name is such a text, once and last, of two persons. */
bool core_consent_good(const core_adoption *a, base_err *e);

/* Reads the texts; what comes of them lives in `arena`, and so must the texts. False with `e`, and for a rulebook with
 * the compiler's words in `d`. */
bool core_adoption_read(base_arena *arena, core_adoption *a, rules_diags *d, base_err *e);
/* Whether somebody may put texts in force on that day: whose programme it is. Before the first rulebook anybody may. */
bool core_may_adopt(const core_world *w, core_actor actor, base_date day, base_err *e);
/* As whom the owner of a programme puts a text in force. */
core_actor core_owner(const rules_book *b);
/* Whether it may be: by the ministry of the programme (whoever begins a log begins it as that), the day not back, a
 * rulebook only adding to the one before. Gives the event, in `arena`. `a` must have been read and have a digest. */
bool core_adopt(const core_world *w, const core_adoption *a, core_actor actor, base_date today, base_arena *arena,
                core_event *out, base_err *e);

/* Whether the world as it stands can take it: for core_adopt, and for what is read from a log. */
bool core_adoption_fits(const core_world *w, const core_adoption *a, base_err *e);
/* For fold and load only. */
void core_adoption_fold(core_world *w, const core_adoption *a, uint64_t seq);
/* In force today; NULL before one was adopted. */
const core_sizes *core_world_sizes(const core_world *w);

#endif
