/* test_rerows.c - the ids of requests come out in their order, whatever the order of the log was, and one that was used
 * twice is found. */
#include "support.h"

#include "app/rerows.h"

enum { MANY = 500 };

typedef struct {
    base_arena *arena;
    core_world *world;
    app_rerows rows;
} bench;

static void begin(bench *b) {
    b->arena = base_arena_new((size_t)1 << 26);
    b->world = core_world_open(b->arena, 0);
    app_rerows_init(&b->rows, b->world, b->arena);
}

static void end(bench *b) {
    app_rerows_free(&b->rows);
    core_world_close(b->world);
    base_arena_free(b->arena);
}

/* `place` says which id the i-th request of the log has. */
static void in_order(size_t (*place)(size_t i)) {
    bench b;
    base_str twice;
    begin(&b);
    for (size_t i = 0; i < MANY; i++) app_rerows_command(&b.rows, base_arena_fmt(b.arena, "id-%04zu", place(i)), i, 1);
    assert_true(app_rerows_end(&b.rows, &twice));
    assert_int_equal(b.rows.n_requests, MANY);
    for (size_t i = 0; i < MANY; i++) {
        const store_request *x = &b.rows.request[i];
        assert_str(x->id, base_arena_fmt(b.arena, "id-%04zu", i).p);
        assert_int_equal(place((size_t)x->seq), i);
    }
    end(&b);
}

static void found_twice(size_t (*place)(size_t i)) {
    bench b;
    base_str twice = {NULL, 0};
    begin(&b);
    for (size_t i = 0; i < MANY; i++) app_rerows_command(&b.rows, base_arena_fmt(b.arena, "id-%04zu", place(i)), i, 1);
    app_rerows_command(&b.rows, BASE_STR("id-0123"), MANY, 1);
    assert_false(app_rerows_end(&b.rows, &twice));
    assert_str(twice, "id-0123");
    end(&b);
}

static size_t sorted(size_t i) { return i; }
static size_t nearly(size_t i) { return i / 4 * 4 + 3 - i % 4; } /* four at a time the other way round */
static size_t reversed(size_t i) { return MANY - 1 - i; }
static size_t scattered(size_t i) { return i * 77 % MANY; }          /* 77 and 500 have no divisor in common */
static size_t first_last(size_t i) { return (i + MANY - 1) % MANY; } /* the greatest comes first */

static void orders(void **state) {
    (void)state;
    size_t (*const all[])(size_t) = {sorted, nearly, reversed, scattered, first_last};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        in_order(all[i]);
        found_twice(all[i]);
    }
}

static void none(void **state) {
    (void)state;
    bench b;
    base_str twice;
    begin(&b);
    assert_true(app_rerows_end(&b.rows, &twice));
    assert_int_equal(b.rows.n_requests, 0);
    end(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(orders), cmocka_unit_test(none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
