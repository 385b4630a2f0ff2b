#!/bin/sh
# The real clusters: all 118 are in the register, and none is ever shown as late, ended or revoked for want of data.
# shellcheck disable=SC2154 # tmp and bin come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"
case=scenarios/register.case

run 0 register "$case" --format csv
rows=$(grep -vc '^case,' "$tmp/out")
[ "$rows" -eq 118 ]
check $? "118 clusters" "$rows"
cut -d, -f3 "$tmp/out" | sed 1d | sort >"$tmp/names"
grep -v '^#' data/clusters.csv | sed 1d | cut -d, -f3 | sort >"$tmp/printed"
cmp -s "$tmp/names" "$tmp/printed"
check $? "names are as printed in data/clusters.csv" "$(diff "$tmp/names" "$tmp/printed")"
grep -q revoked "$tmp/out"
check $((!$?)) "none is revoked" ""
passed=$(grep -c '2025年复核通过.*2028-12-31' "$tmp/out")
[ "$passed" -eq 5 ]
check $? "five known passes run to 2028-12-31" "$passed"
run 0 register "$case"
says "118"
says "新疆生产建设兵团"
run 0 register "$case" --format json --lang en
[ "$(wc -l <"$tmp/out")" -eq 118 ]
check $? "one JSON object a line" ""

for day in 2025-12-01 2026-01-01 2026-03-01 2026-06-01 2027-12-31 2031-01-01; do
    run 0 due --today $day "$case" --format csv
    grep -Eq '^(overdue|ended),' "$tmp/out"
    check $((!$?)) "nothing is overdue or ended on $day" "$(grep -E '^(overdue|ended),' "$tmp/out")"
done
run 0 due --today 2026-03-01 "$case" --format csv
ended=$(grep -Ec '^not_known,2025-12-31,-60,2022-[0-9]+,' "$tmp/out")
[ "$ended" -eq 44 ]
check $? "of 44 clusters of the first round the outcome is not known" "$ended"
run 0 due --today 2026-03-01 "$case" --days 0
says "结果未获得"
says "逾期  0"
run 0 due --today 2026-03-01 "$case" --all --lang en
says "outcome not known to us"
run 0 due --today 2026-03-01 "$case" --format json
python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert d["today"]=="2026-03-01" and len(d["items"])>300' "$tmp/out"
check $? "the JSON is one document" ""

# What is committed is what the program makes of the data.
if command -v node >/dev/null 2>&1; then
    JIQUN_SCENARIOS_OUT=$tmp node tools/data/register.mjs >/dev/null
    cmp "$tmp/register.case" "$case"
    check $? "scenarios/register.case is what tools/data/register.mjs makes" ""
fi
done_testing
