#!/bin/sh
# Runs every fuzzer of tests/fuzz for so many seconds, as many at once as there are processors.
#
#   scripts/fuzz.sh SECONDS [RESULT]
#
# fuzz_NAME starts from tests/fuzz/corpus/NAME (and a dictionary tests/fuzz/NAME.dict); what it learns stays in
# build-fuzz/corpus/NAME, so that the next run goes on from there. An input that crashes, hangs (10 s), leaks or takes
# more than 2 GB is kept under build-fuzz/found/ and named. Writes "PASSED FAILED" to RESULT.
set -eu
cd "$(dirname "$0")/.."

# One fuzzer; called below through xargs.
if [ "${1:-}" = --one ]; then
    seconds=$2 program=$3
    name=$(basename "$program")
    name=${name#fuzz_}
    mkdir -p "build-fuzz/corpus/$name" build-fuzz/found build-fuzz/log
    log=build-fuzz/log/$name
    set -- -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="build-fuzz/found/$name-" \
        -print_final_stats=1
    [ ! -f "tests/fuzz/$name.dict" ] || set -- "$@" -dict="tests/fuzz/$name.dict"
    set -- "$@" "build-fuzz/corpus/$name"
    [ ! -d "tests/fuzz/corpus/$name" ] || set -- "$@" "tests/fuzz/corpus/$name"
    status=0
    # The seconds, a last slow input and reading the corpora: beyond that, the fuzzer itself hangs.
    timeout -k 10 $((seconds + 180)) "$program" "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq 0 ]; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        [ "${runs:-0}" -gt 0 ] || status=no-runs
    fi
    if [ "$status" = 0 ]; then
        printf '  ok     %-36s %9s inputs\n' "$name" "$runs"
        echo passed >"build-fuzz/log/$name.result"
    else
        printf '  FAILED %-36s status %s, the end of %s:\n' "$name" "$status" "$log"
        grep -v '^#[0-9]' "$log" | tail -n 60 | sed 's/^/    | /'
        echo failed >"build-fuzz/log/$name.result"
    fi
    exit 0
fi

seconds=${1:-60}
result=${2:-/dev/null}
CC=clang scripts/configure.sh build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Doptimization=1
if ! ninja -C build-fuzz >build-fuzz/compile.log 2>&1; then
    echo "build-fuzz does not build:"
    tail -n 60 build-fuzz/compile.log
    echo "0 1" >"$result"
    exit 1
fi
rm -rf build-fuzz/log build-fuzz/found
programs=$(find build-fuzz/tests -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x | sort)
[ -z "$programs" ] || printf '%s\n' "$programs" | xargs -P "$(nproc)" -n 1 scripts/fuzz.sh --one "$seconds"
passed=$(grep -l passed build-fuzz/log/*.result 2>/dev/null | wc -l)
failed=$(($(printf '%s' "$programs" | grep -c . || true) - passed))
echo "  fuzzers passed: $passed, failed: $failed"
echo "$passed $failed" >"$result"
[ "$failed" -eq 0 ]
