#!/bin/sh
# Every command has help with an example in both languages; wrong usage is said, with near names, and ends with 2.
# shellcheck disable=SC2154 # tmp and bin come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"
esc=$(printf '\033')

run 0 --help
says "用法"
says "例 "
silent
run 0 help
run 0 --help --lang en
says "usage"
run 2
complains "--help"
run 2 chek national-2022
complains "是否指 check"
run 2 --lang=en chek
complains "did you mean check?"
run 2 zzzzzz
run 2 --lang fr version
complains "zh en"
run 2 version --color sometimes
run 2 version --root
run 2 version extra
complains "extra"
run 0 version
says "jiqun "
run 0 --version

for command in check prove play assess whatif due register coverage format example version; do
    run 0 $command --help
    says "例 "
    says "jiqun $command"
    JIQUN_LANG=en run 0 $command --help
    says "example"
    run 2 $command --nonsense
done

run 2 check
run 2 check national-2022 --afetr x
complains "是否指 --after"
run 2 check national-2022 --after
run 2 play --quiet=yes x
run 2 play
run 2 due scenarios/life.case
complains "--today"
run 2 due --today soon scenarios/life.case
complains "2026-03-01"
run 2 due --today 2026-12-01 --days many scenarios/life.case
run 2 due --today 2026-12-01 --days -1 scenarios/life.case
run 2 due --today 2026-12-01 --format xml scenarios/life.case
complains "text json csv"
run 2 due --today 2020-01-01 scenarios/life.case
run 2 due --today 2026-12-01 a b
run 2 assess --rulebook national-2022
complains "--facts"
run 2 assess --facts x
run 2 whatif --from national-2022 --facts x
run 2 check nonsense
complains "nonsense"
run 2 check /no/such/file.rules
run 2 check "$tmp"
run 2 play /no/such/folder/file.case
run 2 play "$tmp/none.case"
run 2 play "$tmp"
run 2 --root "$tmp" check national-2022
complains "--root"

run 0 check national-2022
says_not "$esc"
run 0 check national-2022 --color always
run 0 play scenarios/life.case --color always
says "$esc"
run 0 play scenarios/life.case --color=never
says_not "$esc"
run 0 -- version
done_testing
