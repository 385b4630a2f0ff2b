#!/bin/sh
# jiqun play: answers with file and line; differences end with 1, what can not be understood with 2; includes stay inside.
# shellcheck disable=SC2154 # tmp and bin come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

run 0 play scenarios/life.case
says "scenarios/life.case:8"
says "[第十二条]"
silent
run 0 play --why scenarios/life.case
says "✓ 附件"
run 0 play --quiet scenarios/life.case scenarios/register.case
[ "$(wc -l <"$tmp/out")" -eq 1 ]
check $? "--quiet says one line when all is as expected" "$(cat "$tmp/out")"
run 0 play --story --lang en scenarios/life.case
says "2023-10-18"
says "recognise c1/a → recognised"
run 0 play --story scenarios/life.case
says "公示无异议"

cat >"$tmp/differs.case" <<'CASE'
rulebook national-2022
today 2023-03-01
as ministry
open_round r closes=2023-07-31 -> refused
open_round r closes=2023-07-31
expect r state=closed
CASE
run 1 play --quiet "$tmp/differs.case"
says "$tmp/differs.case:4"
says "应当拒绝，却获准许"
says "$tmp/differs.case:5"
says "state 应为 closed，实为 open"
run 1 play --lang en "$tmp/differs.case"
says "DIFFERS"
says "state should be closed, is open"
run 1 play --quiet scenarios/life.case "$tmp/differs.case"
run 1 due --today 2026-01-01 "$tmp/differs.case"
complains "jiqun play"

printf 'rulebook national-2022\ntoday 2023-03-01\nas ministry\nopne_round r\n' >"$tmp/bad.case"
run 2 play "$tmp/bad.case"
complains "$tmp/bad.case:4:1"
complains "open_round"
complains "^^^^"
printf "today '2023-03-01\n" >"$tmp/quote.case"
run 2 play "$tmp/quote.case"
complains "$tmp/quote.case:1:7"
printf 'rulebook nowhere\n' >"$tmp/book.case"
run 2 play "$tmp/book.case"
complains "nowhere"
printf '\377\n' >"$tmp/bytes.case"
run 2 play "$tmp/bytes.case"
complains "UTF-8"
run 2 due --today 2026-01-01 "$tmp/bad.case"
run 2 register "$tmp/quote.case"

# A rulebook beside the scenario comes before one of the root; a path is taken as it is.
mkdir -p "$tmp/in/sub"
sed 's/^rulebook national-2022/rulebook mine/' rulebooks/national-2022.rules >"$tmp/in/mine.rules"
printf 'rulebook mine\ntoday 2023-03-01\nas ministry\nopen_round r closes=2023-07-31\nexpect r rulebook=mine\n' >"$tmp/in/a.case"
run 0 play "$tmp/in/a.case"
printf 'rulebook ../mine.rules\ntoday 2023-03-01\nas ministry\nopen_round r closes=2023-07-31\n' >"$tmp/in/sub/b.case"
run 0 play "$tmp/in/sub/b.case"

# Includes: below the folder of the named file, never outside of it, also not through a link.
printf 'include sub/b.case\nexpect r state=open\n' >"$tmp/in/c.case"
run 0 play "$tmp/in/c.case"
printf 'today 2023-01-01\n' >"$tmp/outside.case"
printf 'include ../outside.case\n' >"$tmp/in/d.case"
run 2 play "$tmp/in/d.case"
ln -s ../outside.case "$tmp/in/link.case"
printf 'include link.case\n' >"$tmp/in/e.case"
run 2 play "$tmp/in/e.case"
printf 'include %s/outside.case\n' "$tmp" >"$tmp/in/f.case"
run 2 play "$tmp/in/f.case"
printf 'include g.case\n' >"$tmp/in/g.case"
run 2 play "$tmp/in/g.case"
(cd "$tmp/in" && "$bin" play --quiet c.case >/dev/null 2>&1)
check $? "a file without a folder in its name" ""
done_testing
