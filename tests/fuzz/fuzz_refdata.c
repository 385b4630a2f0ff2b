/* Any bytes as tables of divisions, channels and size classes: reading ends, with a table or an error that says where,
 * and what a table gives can be looked up. The first byte chooses which file the rest is; the other one is a good one.
 */
#include "core/enterprise.h"
#include "core/refdata.h"
#include "fuzzing.h"

static const char CHANNELS[] = "channel,name,kind,region,separate\n33,甲,province,east,no\n3302,乙,planned,east,yes\n";
static const char DIVISIONS[] = "code,name,level,parent,channel,valid_from,valid_until,successors,status,evidence\n"
                                "330000,甲,province,,33,,,,current,e\n";

static void look_up(const core_divisions *d) {
    for (size_t i = 0; i < core_divisions_count(d); i++) {
        const core_division *x = core_division_at(d, i);
        base_err why = {0};
        must(core_division_find(d, x->code) == x);
        (void)core_division_channel(d, x->code);
        if (!core_division_may_register(d, x->code, 0, &why)) must(why.zh[0] != '\0' && why.en[0] != '\0');
        for (size_t k = 0; k < x->n_successors; k++) (void)core_division_succeeds(d, x->successors[k], x->code);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    base_arena *arena = base_arena_new((size_t)64 << 20);
    base_err e = {0};
    const base_str text = {(const char *)data + 1, size - 1};
    const core_divisions *d = NULL;
    if (data[0] % 3 == 0) d = core_divisions_read(arena, text, BASE_STR(CHANNELS), &e);
    if (data[0] % 3 == 1) d = core_divisions_read(arena, BASE_STR(DIVISIONS), text, &e);
    if (d != NULL)
        look_up(d);
    else if (data[0] % 3 != 2)
        must(e.kind != BASE_ERR_NONE && e.zh[0] != '\0' && e.en[0] != '\0');
    if (data[0] % 3 == 2 && core_sizes_read(arena, text, &e) == NULL) must(e.kind != BASE_ERR_NONE && e.en[0] != '\0');
    base_arena_free(arena);
    return 0;
}
