/* enterprise.h - what can be checked about an enterprise without asking anybody: its size class and its credit code.
 *
 * Size classes follow data/sizes.csv (工信部联企业〔2011〕300号): exact decimals, no rounding. The credit code follows
 * GB 32100-2015; some lawful early codes fail its last digit, so that alone is a warning. */
#ifndef JIQUN_CORE_ENTERPRISE_H
#define JIQUN_CORE_ENTERPRISE_H

#include "base/arena.h"
#include "base/dec.h"
#include "base/err.h"

enum core_size { CORE_SIZE_MICRO, CORE_SIZE_SMALL, CORE_SIZE_MEDIUM, CORE_SIZE_LARGE };

enum core_size_indicator { CORE_STAFF, CORE_REVENUE, CORE_ASSETS, CORE_SIZE_INDICATORS };

typedef struct {
    bool counts; /* the indicator is used for this industry */
    base_dec at_least;
} core_size_bound;

/* One industry: lower bounds of small, medium and large, by class and indicator. Row MICRO has none. */
typedef struct {
    base_str id; /* industry, wholesale, … */
    base_str name;
    base_str codes; /* GB/T 4754-2017, separated by ';'; may be empty */
    core_size_bound bound[CORE_SIZE_LARGE + 1][CORE_SIZE_INDICATORS];
} core_size_row;

typedef struct core_sizes core_sizes;

/* The table lives in the arena; NULL and `e` with line when a class, rule or number does not fit or a class is missing.
 */
core_sizes *core_sizes_read(base_arena *arena, base_str sizes_csv, base_err *e);
/* A copy that lives in `arena`: for whoever goes by them after the record was read on. */
const core_sizes *core_sizes_copy(base_arena *arena, const core_sizes *s);
size_t core_sizes_count(const core_sizes *s);
const core_size_row *core_size_at(const core_sizes *s, size_t i);
/* By id, or by a code of GB/T 4754 with its letter (C3484, I6540, L): the row with the longest code above it. The
 * letter may be left out where the row names digits (65, 7020). NULL when the table has none: then choose the row by
 * name. */
const core_size_row *core_size_find(const core_sizes *s, base_str id_or_code);

/* staff in 人, revenue and assets in 万元. NULL = not known; an error that names it when the row needs it, because a
 * missing figure is no evidence for a smaller class. The highest class all of whose bounds are reached. */
bool core_size_class(const core_size_row *row, const base_dec *staff, const base_dec *revenue, const base_dec *assets,
                     enum core_size *out, base_err *e);
/* large, medium, small, micro. */
base_str core_size_name(enum core_size size);

enum core_credit { CORE_CREDIT_OK, CORE_CREDIT_WARN, CORE_CREDIT_BAD };

/* OK: 18 characters of the code's alphabet (capitals), digits at 3 to 8 (a division), and both check characters right.
 * WARN: all of that but the last character: ask for a reason, do not refuse. BAD: anything else, also a wrong check
 * character of the organisation code within (position 17, GB 11714). `why` says what is wrong unless OK. */
enum core_credit core_credit_code_check(base_str code, base_err *why);

/* A code as a number: its characters as 18 digits of base 31. Below 2^90. */
typedef unsigned __int128 core_credit_key;
enum { CORE_CREDIT_CHARS = 18, CORE_CREDIT_KEY_BITS = 90 };
/* The same verdict without words, for millions of them; small letters count as capitals. `key` unless BAD. */
enum core_credit core_credit_key_of(base_str code, core_credit_key *key);
/* The code again, in capitals, without a NUL. */
void core_credit_key_put(core_credit_key key, char out[CORE_CREDIT_CHARS]);

#endif
