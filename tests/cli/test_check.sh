#!/bin/sh
# jiqun check, prove and format: statuses and places.
# shellcheck disable=SC2154 # tmp and bin come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

for book in rulebooks/*.rules; do
    run 0 check "$book"
    silent
done
run 0 check rulebooks/national-2022.rules --after national-2022
sed 's/  state reviewed "已初审"/  stat reviewed "已初审"/' rulebooks/national-2022.rules >"$tmp/bad.rules"
run 1 check "$tmp/bad.rules"
complains "$tmp/bad.rules:"
complains "^"
run 1 check national-2022 "$tmp/bad.rules"

run 0 prove national-2022
says "0"
sed '/needs noticed is over  .*公示期满/d' rulebooks/national-2022.rules >"$tmp/early.rules"
cmp -s "$tmp/early.rules" rulebooks/national-2022.rules
check $((!$?)) "the copy lacks a need" ""
run 1 prove "$tmp/early.rules"
says "recognise"
run 2 prove "$tmp/bad.rules"
run 2 prove
run 2 play "$tmp/bad.rules"

run 0 format rulebooks/national-2022.rules
cp "$tmp/out" "$tmp/formatted.rules"
run 0 check "$tmp/formatted.rules"
run 0 format "$tmp/formatted.rules" --check
run 2 format "$tmp/none.rules"
printf 'rulebook a "b"\n\tcites "x"\n' >"$tmp/tab.rules"
run 2 format "$tmp/tab.rules"
complains "$tmp/tab.rules:2"
done_testing
