/* Arenas and the table that lives in one. */
#include "support.h"

#include "base/arena.h"
#include "base/map.h"

static bool all_zero(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0) return false;
    }
    return true;
}

static void gives_zeroed_aligned_memory_that_does_not_overlap(void **state) {
    (void)state;
    enum { PIECES = 2000 };
    base_arena *arena = base_arena_new((size_t)64 << 20);
    static unsigned char *piece[PIECES];
    static size_t size[PIECES];
    prng r = {3};
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < PIECES; i++) {
            size[i] = prng_below(&r, prng_below(&r, 50) == 0 ? 100000 : 200);
            piece[i] = base_arena_alloc(arena, size[i]);
            assert_non_null(piece[i]);
            assert_int_equal((uintptr_t)piece[i] % _Alignof(max_align_t), 0);
            assert_true(all_zero((const char *)piece[i], size[i]));
            memset(piece[i], i & 0xFF, size[i]);
        }
        for (int i = 0; i < PIECES; i++) {
            for (size_t k = 0; k < size[i]; k++) {
                if (piece[i][k] != (i & 0xFF)) fail_msg("piece %d was overwritten at %zu", i, k);
            }
        }
        base_arena_reset(arena); /* the second round gets used memory, and zeroed all the same */
        assert_int_equal(base_arena_used(arena), 0);
    }
    base_arena_free(arena);
    base_arena_free(NULL);
}

/* Blocks are filled to the last byte, or all but, in many ways. */
static void blocks_end_where_they_end(void **state) {
    (void)state;
    prng r = {4};
    base_arena *arena = base_arena_new((size_t)64 << 20);
    for (int round = 0; round < 3000; round++) {
        for (size_t sum = 0; sum < 20000;) {
            const size_t n = 1 + prng_below(&r, round % 2 ? 64 : 4000);
            memset(base_arena_alloc(arena, n), 0xFF, n);
            sum += n;
        }
        base_arena_reset(arena);
    }
    base_arena_free(arena);
}

static void copies(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    char text[] = "集群\0x";
    const base_str s = base_arena_str(arena, (base_str){text, sizeof text - 1});
    char *p = base_arena_copy(arena, text, sizeof text);
    memset(text, 'z', sizeof text - 1);
    assert_int_equal(s.n, 8);
    assert_memory_equal(s.p, "集群\0x", 9); /* with the NUL after it */
    assert_memory_equal(p, "集群\0x", 9);
    const base_str none = base_arena_str(arena, (base_str){NULL, 0});
    assert_true(none.n == 0 && none.p != NULL && none.p[0] == '\0');
    assert_non_null(base_arena_copy(arena, NULL, 0));
    assert_non_null(base_arena_array(arena, 0, 8));
    assert_true(all_zero(base_arena_array(arena, 7, 9), 63));
    base_arena_free(arena);
}

static void formats_short_and_long(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    assert_str(base_arena_fmt(arena, "%s-%d", "国", 7), "国-7");
    assert_str(base_arena_fmt(arena, "%s", ""), "");
    for (int n = 250; n < 260; n++) { /* around the size that is formatted twice */
        const base_str s = base_arena_fmt(arena, "%*d", n, 5);
        assert_int_equal(s.n, n);
        assert_int_equal(strlen(s.p), n);
        assert_true(s.p[n - 1] == '5' && s.p[n - 2] == ' ');
    }
    base_arena_free(arena);
}

static void grows_arrays(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    int *items = NULL;
    size_t cap = 0;
    for (int i = 0; i < 1000; i++) {
        items = base_arena_grow(arena, items, (size_t)i, &cap, sizeof *items);
        assert_true(cap > (size_t)i);
        items[i] = i * 3;
    }
    for (int i = 0; i < 1000; i++) assert_int_equal(items[i], i * 3);
    const int *same = base_arena_grow(arena, items, 5, &cap, sizeof *items);
    assert_ptr_equal(same, items);
    base_arena_free(arena);
}

static void counts_what_is_used(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(64);
    base_arena_alloc(arena, 1);
    assert_in_range(base_arena_used(arena), 1, 16);
    base_arena_alloc(arena, 48); /* exactly to the limit */
    assert_int_equal(base_arena_used(arena), 64);
    base_arena_reset(arena);
    base_arena_alloc(arena, 64);
    base_arena_free(arena);
}

/* Whatever the first block is, an arena gives the same memory up to the same limit. */
static void the_first_block_may_be_small(void **state) {
    (void)state;
    static const size_t firsts[] = {0, 1, 255, 256, 257, 1000, 2048, 16384, 1 << 20};
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        base_arena *arena = base_arena_new_sized(64 << 10, firsts[i]);
        assert_int_equal(base_arena_used(arena), 0);
        for (int round = 0; round < 3; round++) {
            static unsigned char *piece[64];
            for (size_t k = 0; k < 64; k++) { /* to the limit, over many blocks or within one */
                piece[k] = base_arena_alloc(arena, 1024);
                assert_int_equal((uintptr_t)piece[k] % _Alignof(max_align_t), 0);
                assert_true(all_zero((const char *)piece[k], 1024));
                memset(piece[k], (int)k + 1, 1024);
            }
            assert_int_equal(base_arena_used(arena), 64 << 10);
            for (size_t k = 0; k < 64; k++) {
                for (size_t n = 0; n < 1024; n++) assert_int_equal(piece[k][n], k + 1);
            }
            base_arena_reset(arena);
            assert_int_equal(base_arena_used(arena), 0);
        }
        base_arena_free(arena);
    }
}

/* One piece that is larger than the first block, and many that are smaller. */
static void a_small_first_block_grows(void **state) {
    (void)state;
    base_arena *arena = base_arena_new_sized((size_t)8 << 20, 256);
    memset(base_arena_alloc(arena, 100000), 0xFF, 100000);
    for (size_t n = 1; n < 3000; n++) {
        char *p = base_arena_alloc(arena, n);
        assert_true(all_zero(p, n));
        memset(p, 0xFF, n);
    }
    assert_in_range(base_arena_used(arena), 100000 + 2999 * 1500, 100000 + 2999 * 1508 + 3000 * 16);
    base_arena_free(arena);
}

/* The arena is kept outside the function so that the leak checker of the ending process still sees it. */
static base_arena *doomed;

static void one_too_many(void) {
    doomed = base_arena_new(64);
    base_arena_alloc(doomed, 48);
    base_arena_alloc(doomed, 17);
}

static void one_too_many_for_a_small_one(void) {
    doomed = base_arena_new_sized(64, 4096); /* the first block may be larger than what is allowed */
    base_arena_alloc(doomed, 48);
    base_arena_alloc(doomed, 17);
}

static void one_too_large(void) {
    doomed = base_arena_new(SIZE_MAX);
    base_arena_alloc(doomed, SIZE_MAX - 8);
}

static void beyond_max(void) {
    doomed = base_arena_new(1000);
    base_arena_alloc(doomed, 1001);
}

static void product_wraps(void) {
    doomed = base_arena_new(SIZE_MAX);
    base_arena_array(doomed, SIZE_MAX / 4, 8);
}

static void grow_wraps(void) {
    doomed = base_arena_new(SIZE_MAX);
    size_t cap = 0;
    base_arena_grow(doomed, NULL, SIZE_MAX / 2 + 1, &cap, 1);
}

static void no_such_memory(void) {
    doomed = base_arena_new(SIZE_MAX);
    base_arena_alloc(doomed, SIZE_MAX / 2); /* more than any machine can map */
}

static void limits_end_the_process(void **state) {
    (void)state;
    assert_fatal(one_too_many, "64");
    assert_fatal(one_too_many_for_a_small_one, "64");
    assert_fatal(one_too_large, "limit");
    assert_fatal(beyond_max, "1000");
    assert_fatal(product_wraps, "Array too large");
    assert_fatal(grow_wraps, "limit");
    assert_fatal(no_such_memory, "memory");
}

static void map_keeps_what_was_put(void **state) {
    (void)state;
    enum { KEYS = 5000 };
    base_arena *arena = base_arena_new((size_t)16 << 20);
    base_map m;
    base_map_init(&m, arena);
    assert_null(base_map_get(&m, BASE_STR("nothing yet")));
    char key[32];
    for (int i = 0; i < KEYS; i++) {
        const int n = snprintf(key, sizeof key, "key %d", i);
        base_map_slot *slot = base_map_put(&m, (base_str){key, (size_t)n});
        assert_int_equal(slot->value.num, 0);
        slot->value.num = i + 1;
        memset(key, '#', sizeof key); /* the table has a copy of its own */
    }
    assert_int_equal(m.n, KEYS);
    for (int i = 0; i < KEYS; i++) {
        const int n = snprintf(key, sizeof key, "key %d", i);
        const base_map_slot *slot = base_map_get(&m, (base_str){key, (size_t)n});
        assert_non_null(slot);
        assert_int_equal(slot->value.num, i + 1);
        assert_ptr_equal(base_map_put(&m, (base_str){key, (size_t)n}), slot);
    }
    assert_int_equal(m.n, KEYS);
    assert_null(base_map_get(&m, BASE_STR("key 5000")));
    assert_null(base_map_get(&m, (base_str){NULL, 0}));
    base_map_put(&m, (base_str){NULL, 0})->value.num = 9;
    assert_int_equal(base_map_get(&m, BASE_STR(""))->value.num, 9);
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_memory_that_does_not_overlap),
        cmocka_unit_test(blocks_end_where_they_end),
        cmocka_unit_test(copies),
        cmocka_unit_test(formats_short_and_long),
        cmocka_unit_test(grows_arrays),
        cmocka_unit_test(counts_what_is_used),
        cmocka_unit_test(the_first_block_may_be_small),
        cmocka_unit_test(a_small_first_block_grows),
        cmocka_unit_test(limits_end_the_process),
        cmocka_unit_test(map_keeps_what_was_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
