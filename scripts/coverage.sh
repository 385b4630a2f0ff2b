#!/bin/sh
# Line coverage of base, rules and core under all tests, the lines that no test reaches, and a failure below 95 %.
#
#   scripts/coverage.sh      COVERAGE_LEAST (95): per cent of lines that each floor must reach
set -eu
cd "$(dirname "$0")/.."
least=${COVERAGE_LEAST:-95}
CC=gcc scripts/configure.sh build-cov -Db_coverage=true -Doptimization=0
ninja -C build-cov >build-cov/compile.log 2>&1 || { tail -n 60 build-cov/compile.log; exit 1; }
find build-cov -name '*.gcda' -delete
mkdir -p build-cov/tmp
TMPDIR=$PWD/build-cov/tmp meson test -C build-cov --no-rebuild -t 3 >build-cov/test.log 2>&1 </dev/null || true
python3 scripts/tally.py build-cov build-cov/tmp build-cov/result
rm -rf build-cov/tmp
gcovr --root . --object-directory build-cov --filter 'src/(base|rules|core)/' --json build-cov/coverage.json build-cov

status=0
for floor in base rules core; do
    printf '\n== src/%s\n' "$floor"
    gcovr --root . --add-tracefile build-cov/coverage.json --filter "src/$floor/" --fail-under-line "$least" \
        2>build-cov/gcovr.log | sed -e '/^---*$/d' -e '/^ *GCC Code Coverage/d' -e '/^Directory:/d' || true
    gcovr --root . --add-tracefile build-cov/coverage.json --filter "src/$floor/" --fail-under-line "$least" \
        >/dev/null 2>&1 || { echo "src/$floor is below $least %"; status=1; }
done
read -r _ failed <build-cov/result
[ "$failed" -eq 0 ] || { echo "$failed tests failed"; status=1; }
exit "$status"
