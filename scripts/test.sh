#!/bin/sh
# All tests: plain, under the address, undefined-behaviour and leak sanitizers, and each fuzzer for a few seconds.
#
#   scripts/test.sh        FUZZ_SECONDS (10): how long each fuzzer runs
#
# The last line is "N passed, N failed": test cases, not programs. A part that does not build counts as one failure, and
# so does a temporary file that a test leaves behind. The status is 0 only if something ran and nothing failed.
set -eu
cd "$(dirname "$0")/.."
pkg-config --exists cmocka yyjson || { echo "libcmocka-dev or libyyjson-dev is lacking: make deps" >&2; exit 2; }
results=$PWD/build/results

# build_of FOLDER [options]: compiles, and shows the compiler's words only if it fails.
build_of() {
    folder=$1
    scripts/configure.sh "$@" && ninja -C "$folder" >"$folder/compile.log" 2>&1 && return 0
    echo "$folder does not build:"
    grep -v '^\[[0-9]*/[0-9]*\] \(Compiling\|Linking\|Generating\)' "$folder/compile.log" 2>/dev/null | tail -n 60 || true
    return 1
}

# tests_of NAME FOLDER FACTOR: runs the tests of a build folder and records their count.
tests_of() {
    tmp=$PWD/$2/tmp
    rm -rf "$tmp" && mkdir -p "$tmp"
    TMPDIR=$tmp meson test -C "$2" --no-rebuild -t "$3" >"$2/test.log" 2>&1 </dev/null || true
    python3 scripts/tally.py "$2" "$tmp" "$results/$1"
    rm -rf "$tmp"
}

failed_build() { echo "0 1" >"$results/$1"; }

part() { printf '\n== %s\n' "$*"; }

part "tests"
rm -rf "$results"
built=0
scripts/web.sh || built=1
build_of build "--prefix=${PREFIX:-/usr/local}" || built=1
mkdir -p "$results" # only now: setting up a build folder may empty it
if [ "$built" -eq 0 ]; then
    tests_of plain build 1
else
    failed_build plain
fi

part "tests under address, undefined-behaviour and leak sanitizers"
if build_of build-san -Db_sanitize=address,undefined -Doptimization=1; then
    tests_of sanitizers build-san 4
else
    failed_build sanitizers
fi

part "fuzzers, ${FUZZ_SECONDS:-10} s each"
scripts/fuzz.sh "${FUZZ_SECONDS:-10}" "$results/fuzz" || true
[ -f "$results/fuzz" ] || failed_build fuzz

passed=0 failed=0
for name in plain sanitizers fuzz; do
    read -r p f <"$results/$name"
    passed=$((passed + p)) failed=$((failed + f))
done
echo "$passed $failed" >"$results/tests"
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
