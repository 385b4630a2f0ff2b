/* Names of tiles: as tlog-tiles writes them, one name a tile. */
#include "support.h"

static void named(void **state) {
    (void)state;
    static const struct {
        log_tile_id id;
        bool entries;
        const char *path;
    } cases[] = {
        {{0, 0, 256}, false, "tile/0/000"},
        {{0, 7, 256}, false, "tile/0/007"},
        {{0, 273, 112}, false, "tile/0/273.p/112"}, /* a tree of size 70,000 */
        {{1, 0, 256}, false, "tile/1/000"},
        {{1, 1, 17}, false, "tile/1/001.p/17"},
        {{2, 0, 1}, false, "tile/2/000.p/1"},
        {{0, 999, 256}, false, "tile/0/999"},
        {{0, 1000, 256}, false, "tile/0/x001/000"},
        {{0, 1234067, 256}, false, "tile/0/x001/x234/067"},
        {{3, 1234067, 5}, false, "tile/3/x001/x234/067.p/5"},
        {{0, 999999, 255}, false, "tile/0/x999/999.p/255"},
        {{0, 1000000, 256}, false, "tile/0/x001/x000/000"},
        {{7, UINT64_MAX, 255}, false, "tile/7/x018/x446/x744/x073/x709/x551/615.p/255"},
        {{0, 0, 256}, true, "tile/entries/000"},
        {{0, 1234067, 9}, true, "tile/entries/x001/x234/067.p/9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[LOG_TILE_PATH];
        memset(path, '#', sizeof path);
        log_tile_path(cases[i].id, cases[i].entries, path);
        assert_string_equal(path, cases[i].path);
        log_tile_id id = {9, 9, 9};
        bool entries = !cases[i].entries;
        assert_true(log_tile_path_parse(exactly(base_str_of(cases[i].path)), &id, &entries));
        assert_int_equal(id.level, cases[i].id.level);
        assert_int_equal(id.index, cases[i].id.index);
        assert_int_equal(id.n, cases[i].id.n);
        assert_int_equal(entries, cases[i].entries);
    }
}

static void refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile//000",
        "/tile/0/000",
        "tiles/0/000",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/000/",
        "tile/0/000/000",
        "tile/0/001/x000",
        "tile/0/x000/001", /* 001 by another name */
        "tile/0/x000",
        "tile/0/x001",
        "tile/0/x001/",
        "tile/0/x001/00",
        "tile/0/x01/000",
        "tile/0/x1000/000",
        "tile/0/X001/000",
        "tile/0/+01",
        "tile/0/-01",
        "tile/0/ 01",
        "tile/0/0a1",
        "tile/00/000",
        "tile/+0/000",
        "tile/8/000", /* no log is that large */
        "tile/63/000",
        "tile/64/000",
        "tile/99999999999999999999999/000",
        "tile/x/000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/00",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/1/",
        "tile/0/000.p/1.p/1",
        "tile/0/000.p/x",
        "tile/0/000.p/18446744073709551617",
        "tile/0/000.P/1",
        "tile/0/.p/1",
        "tile/0/x001.p/1",
        "tile/0/000 ",
        "tile/0/000\n",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/x001/x018/x446/x744/x073/x709/x551/615",
        "tile/data/000",
        "tile/entries",
        "tile/entries/",
        "tile/entries/0",
        "tile/entries/000/0",
        "tile/0/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/001",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        log_tile_id id = {9, 9, 9};
        bool entries = true;
        if (log_tile_path_parse(exactly(base_str_of(cases[i])), &id, &entries)) fail_msg("taken: %s", cases[i]);
        assert_true(id.level == 9 && id.index == 9 && id.n == 9 && entries);
    }
    log_tile_id id;
    bool entries;
    assert_false(log_tile_path_parse((base_str){"tile/0/000", 11}, &id, &entries)); /* with its NUL */
}

/* Whatever number there is, its name is read back as that number. */
static void round_trip(void **state) {
    (void)state;
    uint64_t x = 1;
    for (size_t i = 0; i < 20000; i++) {
        x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
        const log_tile_id id = {(uint8_t)(i % LOG_TILE_LEVELS), x >> i % 64, (uint16_t)(1 + (x >> 40) % 256)};
        char path[LOG_TILE_PATH];
        log_tile_id again;
        bool entries;
        log_tile_path(id, false, path);
        assert_true(log_tile_path_parse(base_str_of(path), &again, &entries));
        assert_true(again.level == id.level && again.index == id.index && again.n == id.n && !entries);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(named),
        cmocka_unit_test(refused),
        cmocka_unit_test(round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
