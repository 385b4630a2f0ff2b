/* match.c - see match.h.
 *
 * A table of open addressing, half full at most, whose places hold the code itself (90 bits) and which enterprise it is
 * (32 bits) in one number of 128: one look at memory for a code that no roster has, which most of a list are. Such a
 * look takes longer than all the rest of a row, so rows wait until there are some, and memory is asked for all at once.
 */
#include "core/match.h"

#include <stdlib.h>

#include "core/roster_i.h"

enum { NUMBER_BITS = 32, FIRST_PLACES = 1 << 12, WAITING = 64, ARENA_MAX = 4 << 20 };
_Static_assert(CORE_CREDIT_KEY_BITS + NUMBER_BITS <= 128, "code and number fit into one place");

typedef unsigned __int128 place; /* code << 32 | number + 1; 0: free */

/* An enterprise, however many rosters have it: where it first stands on the list. */
typedef struct {
    uint32_t list_row, times;
} enterprise;

typedef struct {
    uint32_t roster, row, enterprise;
} entry;

struct core_match {
    const core_roster_column *credit;
    place *place;
    size_t places; /* a power of two */
    unsigned shift;
    enterprise *enterprise;
    size_t n_enterprises, enterprises_cap;
    entry *entry;
    size_t n_entries, entries_cap;
    /* of the list */
    base_arena *arena; /* texts that are told */
    size_t column;     /* SIZE_MAX: not known yet */
    uint32_t before[CORE_MATCH_TITLES_WITHIN];
    size_t n_before;
    core_match_fault *told;
    core_match_report report;
    core_credit_key waiting[WAITING]; /* codes not yet looked for */
    uint32_t waiting_row[WAITING];
    size_t n_waiting;
};

static void make_places(core_match *m, size_t n) {
    m->places = n;
    m->place = base_zeroed(n, sizeof *m->place);
    m->shift = 64;
    for (size_t k = n; k > 1; k /= 2) m->shift--;
}

core_match *core_match_new(const core_roster_plan *plan) {
    core_match *m = base_zeroed(1, sizeof *m);
    for (size_t c = 0; c < core_roster_n_columns(plan); c++)
        if (core_roster_column_at(plan, c)->kind == CORE_ROSTER_CREDIT) m->credit = core_roster_column_at(plan, c);
    make_places(m, FIRST_PLACES);
    m->arena = base_arena_new(ARENA_MAX);
    m->told = base_arena_array(m->arena, CORE_MATCH_TOLD_MAX, sizeof *m->told);
    m->column = SIZE_MAX;
    return m;
}

void core_match_free(core_match *m) {
    if (m == NULL) return;
    base_arena_free(m->arena);
    free(m->place);
    free(m->enterprise);
    free(m->entry);
    free(m);
}

/* ---- rosters ---- */

/* Codes of one place are alike in all but a few characters: every bit has to reach the upper ones (MurmurHash3's
 * finalizer). */
static uint64_t mixed(core_credit_key key) {
    uint64_t x = (uint64_t)key ^ (uint64_t)(key >> 64) * UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    x = (x ^ x >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return x ^ x >> 33;
}

static size_t first_place(const core_match *m, core_credit_key key) { return (size_t)(mixed(key) >> m->shift); }

/* Where the code stands, or the free place where it would. */
static size_t find(const core_match *m, core_credit_key key) {
    size_t at = first_place(m, key);
    while (m->place[at] != 0 && m->place[at] >> NUMBER_BITS != key) at = (at + 1) & (m->places - 1);
    return at;
}

static void widen(core_match *m) {
    place *old = m->place;
    const size_t n = m->places;
    make_places(m, n * 2);
    for (size_t i = 0; i < n; i++)
        if (old[i] != 0) m->place[find(m, old[i] >> NUMBER_BITS)] = old[i];
    free(old);
}

static void *grown(void *items, size_t n, size_t *cap, size_t size) {
    if (n < *cap) return items;
    *cap = *cap == 0 ? FIRST_PLACES : *cap * 2;
    void *p = reallocarray(items, *cap, size);
    if (p == NULL) base_fatal("内存不足。Out of memory.");
    return p;
}

bool core_match_add(core_match *m, core_credit_key key, uint32_t roster, uint32_t row, base_err *e) {
    if (m->n_entries == CORE_MATCH_ROWS_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "各名册合计至多 %d 家企业；请按地区分别比对",
                            "all rosters together have at most %d enterprises; match place by place",
                            CORE_MATCH_ROWS_MAX);
    if (m->n_enterprises * 2 >= m->places) widen(m);
    const size_t at = find(m, key);
    if (m->place[at] == 0) {
        m->enterprise = grown(m->enterprise, m->n_enterprises, &m->enterprises_cap, sizeof *m->enterprise);
        m->enterprise[m->n_enterprises++] = (enterprise){0};
        m->place[at] = (place)key << NUMBER_BITS | m->n_enterprises;
    }
    m->entry = grown(m->entry, m->n_entries, &m->entries_cap, sizeof *m->entry);
    m->entry[m->n_entries++] = (entry){roster, row, (uint32_t)m->place[at] - 1};
    return true;
}

size_t core_match_rows(const core_match *m) { return m->n_entries; }

/* ---- the list ---- */

static void tell(core_match *m, uint32_t row, const char *zh, const char *en) {
    m->report.faults++;
    if (m->report.n_told == CORE_MATCH_TOLD_MAX) return;
    m->told[m->report.n_told++] =
        (core_match_fault){row, {base_arena_str(m->arena, base_str_of(zh)), base_arena_str(m->arena, base_str_of(en))}};
}

static void tell_bad(core_match *m, uint32_t row, base_str code) {
    char upper[CORE_CREDIT_CHARS];
    base_err why = {0};
    if (code.n == 0) {
        tell(m, row, "没有信用代码", "there is no code");
        return;
    }
    if (m->report.n_told == CORE_MATCH_TOLD_MAX) { /* words that nobody would read */
        m->report.faults++;
        return;
    }
    for (size_t i = 0; code.n == sizeof upper && i < sizeof upper; i++)
        upper[i] = (char)(code.p[i] >= 'a' && code.p[i] <= 'z' ? code.p[i] - 'a' + 'A' : code.p[i]);
    if (code.n == sizeof upper) code.p = upper;
    (void)core_credit_code_check(code, &why);
    tell(m, row, why.zh, why.en);
}

static void look(core_match *m) {
    for (size_t i = 0; i < m->n_waiting; i++) __builtin_prefetch(&m->place[first_place(m, m->waiting[i])]);
    for (size_t i = 0; i < m->n_waiting; i++) {
        const place p = m->place[find(m, m->waiting[i])];
        if (p == 0) continue;
        enterprise *x = &m->enterprise[(uint32_t)p - 1];
        if (x->times++ == 0) x->list_row = m->waiting_row[i];
        m->report.matched++;
    }
    m->n_waiting = 0;
}

static bool take_code(core_match *m, uint32_t row, base_str code, base_err *e) {
    core_credit_key key;
    if (m->report.rows == CORE_MATCH_LIST_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "清单至多 %d 行；请分成几份", "a list has at most %d rows; divide it",
                            CORE_MATCH_LIST_MAX);
    m->report.rows++;
    const enum core_credit verdict = core_credit_key_of(code, &key);
    if (verdict == CORE_CREDIT_BAD) {
        tell_bad(m, row, code);
        return true;
    }
    if (verdict == CORE_CREDIT_WARN) m->report.doubts++;
    m->waiting[m->n_waiting] = key;
    m->waiting_row[m->n_waiting++] = row;
    if (m->n_waiting == WAITING) look(m);
    return true;
}

/* Rows before the first code, in a list without a title that says where the codes are: no code was read from them. */
static void tell_before(core_match *m) {
    for (size_t i = 0; i < m->n_before; i++) {
        m->report.rows++;
        tell(m, m->before[i], "未读出信用代码（本行在第一个信用代码之前）",
             "no code was read from it (it stands before the first code)");
    }
}

static bool no_codes(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT,
                        "前 %d 行中没有找到信用代码：应有名为“统一社会信用代码”的列，或每行一个 18 位代码",
                        "no credit code in the first %d rows: a column titled 统一社会信用代码 (or Credit code) is "
                        "wanted, or one code of 18 characters a row",
                        CORE_MATCH_TITLES_WITHIN);
}

/* *title: the row is that of the titles. */
static bool look_for_column(core_match *m, uint32_t row, const base_str *cell, size_t n, bool *title, base_err *e) {
    base_arena *scratch = base_arena_new(1 << 20);
    core_credit_key key;
    for (size_t i = 0; i < n && m->column == SIZE_MAX && m->credit != NULL; i++) {
        *title = core_roster_is_titled(scratch, m->credit, cell[i]);
        if (*title) m->column = i;
    }
    base_arena_free(scratch);
    for (size_t i = 0; i < n && m->column == SIZE_MAX; i++) {
        if (core_credit_key_of(base_str_trim(cell[i]), &key) == CORE_CREDIT_BAD) continue;
        m->column = i;
        tell_before(m);
    }
    if (m->column != SIZE_MAX) return true;
    m->before[m->n_before++] = row;
    return m->n_before < CORE_MATCH_TITLES_WITHIN || no_codes(e);
}

bool core_match_list_row(core_match *m, uint32_t row, const base_str *cell, size_t n, base_err *e) {
    base_str code = {"", 0};
    bool title = false, blank = true;
    if (m->column < n) code = base_str_trim(cell[m->column]);
    for (size_t i = 0; code.n == 0 && i < n && blank; i++) blank = base_str_trim(cell[i]).n == 0;
    if (code.n == 0 && blank) return true;
    if (m->column == SIZE_MAX) {
        if (!look_for_column(m, row, cell, n, &title, e)) return false;
        if (title || m->column == SIZE_MAX) return true;
        code = base_str_trim(cell[m->column]);
    }
    return take_code(m, row, code, e);
}

bool core_match_list_end(core_match *m, base_err *e) {
    look(m);
    if (m->column == SIZE_MAX) return no_codes(e);
    if (m->report.rows > 0) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "清单中只有列名，没有企业", "the list has titles and no enterprise");
}

core_match_report core_match_report_of(const core_match *m) {
    core_match_report r = m->report;
    r.told = m->told;
    for (size_t i = 0; i < m->n_entries; i++) r.found += m->enterprise[m->entry[i].enterprise].times > 0;
    return r;
}

bool core_match_next(const core_match *m, size_t *at, core_match_found *out) {
    for (; *at < m->n_entries; ++*at) {
        const entry *x = &m->entry[*at];
        const enterprise *found = &m->enterprise[x->enterprise];
        if (found->times == 0) continue;
        *out = (core_match_found){x->roster, x->row, found->list_row, found->times};
        ++*at;
        return true;
    }
    return false;
}
