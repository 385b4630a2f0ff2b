#!/bin/sh
# Every file of tests/scenarios, played alone: one line of TAP each. A scenario names what it proves in its head, and
# passes when every answer is as the file says.
set -u
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
export JIQUN_ROOT="$root"
bin=${JIQUN_BIN:-$root/build/jiqun}
cd "$root" || exit 2

set -- tests/scenarios/*.case
echo "1..$#"
n=0 failed=0
for file; do
    n=$((n + 1))
    name=${file##*/}
    if ! head -n 1 "$file" | grep -Eq '^# proves( [A-Z][0-9]+)+$'; then
        echo "not ok $n - ${name%.case} # its first line does not name what it proves"
        failed=$((failed + 1))
    elif said=$("$bin" play --quiet "$file" 2>&1); then
        echo "ok $n - ${name%.case}"
    else
        echo "not ok $n - ${name%.case}"
        echo "$said" | sed 's/^/# /'
        failed=$((failed + 1))
    fi
done
[ "$failed" -eq 0 ]
