#!/bin/sh
# The table of coverage and the scenarios say the same: every demand has a row whose references all lead somewhere, the
# first line of each scenario names what it proves, and the table lists it there. And the program plays all of them.
set -u
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
export JIQUN_ROOT="$root"
bin=${JIQUN_BIN:-$root/build/jiqun}
cd "$root" || exit 2
tmp=$(mktemp) || exit 2
trap 'rm -f "$tmp"' EXIT
n=0 failed=0

# check NAME: passes when nothing was written to $tmp.
check() {
    n=$((n + 1))
    if [ ! -s "$tmp" ]; then
        echo "ok $n - $1"
        return
    fi
    echo "not ok $n - $1"
    sed 's/^/# /' "$tmp"
    failed=$((failed + 1))
}

echo "1..5"

for file in tests/scenarios/*.case; do
    head -n 1 "$file" | grep -Eq '^# proves( [A-Z][0-9]+)+$' || echo "$file: the first line names nothing"
done >"$tmp"
check "every scenario names what it proves"

for file in tests/scenarios/*.case; do
    for id in $(head -n 1 "$file" | cut -d' ' -f3-); do
        grep "^$id," tests/coverage.csv | grep -q "scenario:$file\([;,\"]\|\$\)" || echo "$file is not in the row of $id"
    done
done >"$tmp"
check "the table lists every scenario where it belongs"

grep -v '^#' tests/coverage.csv | while IFS= read -r row; do
    id=${row%%,*}
    for file in $(printf '%s\n' "$row" | grep -o 'scenario:[^;,"]*' | cut -d: -f2); do
        head -n 1 "$file" | grep -q " $id\( \|\$\)" || echo "$id: $file does not say that it proves this"
    done
done >"$tmp"
check "no scenario is listed that does not say so"

"$bin" coverage >/dev/null 2>"$tmp" || echo "status $?" >>"$tmp"
check "every reference leads somewhere"

"$bin" play --quiet tests/scenarios/*.case >"$tmp" 2>&1 && : >"$tmp"
check "the program plays them all as they say"

[ "$failed" -eq 0 ]
