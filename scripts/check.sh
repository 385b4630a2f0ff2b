#!/bin/sh
# Everything that can be said about the code without running it. Any finding fails.
#
#   scripts/check.sh [tree] [format] [gcc] [clang] [tidy] [cppcheck] [shell]      without a name: all of them
#   scripts/check.sh --rewrite        formats the C files instead
#
# Leaves "PASSED FAILED" in build/results/checks for .ci/run. An exception is written where it is needed, with its
# reason: in .clang-tidy, in .cppcheck, or beside the line (NOLINT, cppcheck-suppress).
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
jobs=$(nproc)
# A clone has no empty folders: those that are there.
folders() { for folder; do [ ! -d "$folder" ] || printf '%s\n' "$folder"; done; }
# shellcheck disable=SC2046 # names without blanks
c_files() { find $(folders src tests bench tools) -type f \( -name '*.c' -o -name '*.h' \) | sort; }

rewrite() { c_files | xargs clang-format -i; }

check_tree() { python3 scripts/check_tree.py; }

check_format() {
    badly=$(for file in $(c_files); do clang-format --dry-run -Werror "$file" >/dev/null 2>&1 || echo "$file"; done)
    [ -z "$badly" ] || { printf 'not as clang-format writes it (make format):\n%s\n' "$badly"; return 1; }
}

compile() {
    build=$1
    shift
    scripts/configure.sh "$build" "$@"
    ninja -C "$build" -k 0 >"$build/compile.log" 2>&1 && return 0
    grep -v '^\[[0-9]*/[0-9]*\] \(Compiling\|Linking\|Generating\)' "$build/compile.log"
    return 1
}

# Warnings are errors in both compilers; gcc also follows every path (-fanalyzer) through the floors and the program.
check_gcc() { CC=gcc compile build-gcc -Dwerror=true -Danalyzer=true; }
check_clang() { CC=clang compile build-clang -Dwerror=true; }

# One file a process: with several, clang-tidy 14 takes every va_list of the later ones for uninitialised.
check_tidy() {
    CC=clang scripts/configure.sh build-clang -Dwerror=true
    find src -type f -name '*.c' | sort | xargs -P "$jobs" -n 1 clang-tidy -p build-clang --quiet 2>build-clang/tidy.log ||
        { grep -v ' generated\.$' build-clang/tidy.log | tail -n 20; return 1; }
}

check_cppcheck() {
    mkdir -p build-gcc
    cppcheck --quiet --std=c11 --language=c -I src --enable=warning,performance,portability --inline-suppr \
        --suppressions-list=.cppcheck --error-exitcode=1 -j "$jobs" -D_GNU_SOURCE -D__linux__ -D__x86_64__ src
}

# shellcheck disable=SC2046 # names without blanks
check_shell() {
    find run test .ci/run $(folders scripts tests bench tools) -type f \( -name '*.sh' -o -name run -o -name test \) |
        sort | xargs shellcheck -S warning
}

[ "${1:-}" != --rewrite ] || { rewrite; exit 0; }
[ $# -gt 0 ] || set -- tree format shell gcc clang tidy cppcheck
mkdir -p build/results
passed=0 failed=0
for name in "$@"; do
    began=$(date +%s)
    if found=$("check_$name" 2>&1); then
        passed=$((passed + 1))
        verdict=ok
    else
        failed=$((failed + 1))
        verdict=FAILED
        printf '%s\n' "$found"
    fi
    printf '  %-6s %-10s %4d s\n' "$verdict" "$name" $(($(date +%s) - began))
done
echo "$passed $failed" >build/results/checks
echo "checks passed: $passed, failed: $failed"
[ "$failed" -eq 0 ]
