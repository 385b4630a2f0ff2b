#!/bin/sh
# Every scenario goes the same way on a record as in memory: the same answers, word for word, and what was recorded is
# proved. Under sanitizers one in ten.
# shellcheck disable=SC2154 # tmp, bin, root and status come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

step=1 i=0
case "${JIQUN_TOOLS:-}" in *build-san*) step=10 ;; esac

# A record of that rulebook which holds nothing yet; made once, then copied.
begin() { # RULEBOOK
    fresh="$tmp/fresh-$(basename "$1")"
    [ -d "$fresh" ] || "$bin" init --data "$fresh" --no-prove --demo --day 2022-01-01 --rulebook "$1" >"$tmp/init" 2>&1 ||
        { cat "$tmp/init"; return 1; }
    rm -rf "$tmp/record"
    cp -r "$fresh" "$tmp/record"
}

for file in tests/scenarios/*.case scenarios/*.case; do
    i=$((i + 1))
    [ $((i % step)) -eq 0 ] || continue
    rulebook=$(sed -n 's/^rulebook  *\([^ ]*\).*/\1/p' "$file" | head -n 1)
    begin "${rulebook:-national-2022}" >"$tmp/err" 2>&1
    check $? "a record for $file" "$(cat "$tmp/err")"
    memory=0 record=0
    "$bin" play "$file" >"$tmp/memory" 2>&1 </dev/null || memory=$?
    "$bin" play "$file" --data "$tmp/record" >"$tmp/out" 2>&1 </dev/null || record=$?
    [ "$memory" -eq "$record" ] && cmp -s "$tmp/memory" "$tmp/out"
    check $? "$file: on a record as in memory" "status $memory, $record; $(diff "$tmp/memory" "$tmp/out")"
    "$bin" audit --data "$tmp/record" >"$tmp/out" 2>&1
    check $? "$file: what was recorded is proved" "$(cat "$tmp/out")"
done
[ "$i" -gt 100 ]
check $? "the scenarios were found" "$i"
done_testing
