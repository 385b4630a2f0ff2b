#!/bin/sh
# Every rulebook that is delivered compiles without a warning, stands in the one form, and keeps all it promises.
set -u
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
export JIQUN_ROOT="$root"
bin=${JIQUN_BIN:-$root/build/jiqun}
cd "$root" || exit 2
tmp=$(mktemp) || exit 2
trap 'rm -f "$tmp"' EXIT
n=0 failed=0

try() {
    n=$((n + 1))
    if "$@" >"$tmp" 2>&1 && ! grep -q '^warning' "$tmp"; then
        echo "ok $n - $(basename "$3" .rules): $2"
    else
        echo "not ok $n - $(basename "$3" .rules): $2"
        tail -n 20 "$tmp" | sed 's/^/# /'
        failed=$((failed + 1))
    fi
}

set -- rulebooks/*.rules
echo "1..$((3 * $#))"
for file; do
    try "$bin" check "$file"
    try "$bin" format "$file" --check
    try "$bin" prove "$file"
done
[ "$failed" -eq 0 ]
