#!/bin/sh
# jiqun assess, whatif and example: formats, years, streams, and what is wrong with a file.
# shellcheck disable=SC2154 # tmp and bin come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

run 0 example
cp "$tmp/out" "$tmp/sample.json"
run 0 assess --rulebook national-2022 --facts "$tmp/sample.json"
says "1.4"
says "41"
complains "2023"
run 0 assess --rulebook national-2022 --facts "$tmp/sample.json" --year 2023 --format json
silent
python3 - "$tmp/out" <<'PY'
import json, sys
lines = open(sys.argv[1]).read().splitlines()
assert len(lines) == 1
d = json.loads(lines[0])
assert d["rulebook"] == "national-2022" and d["verdict"] == "open" and len(d["criteria"]) == 23
verdict = {c["id"]: c["verdict"] for c in d["criteria"]}
assert verdict["1.4"] == "met" and verdict["4.3"] == "unknown" and verdict["1.1"] == "judge" and verdict["0.1"] == "met"
assert all(c["zh"] and c["en"] for c in d["criteria"])
PY
check $? "the JSON says what the issue asks for" "$(head -c 300 "$tmp/out")"
run 0 assess --rulebook national-2022 --facts "$tmp/sample.json" --year 2023 --format csv
says "id,verdict,0.1,"
says ",unknown,"
run 0 assess --rulebook national-2022 --facts "$tmp/sample.json" --year 2024 --format csv
says "no_evidence"
run 0 assess --rulebook national-2022 --facts "$tmp/sample.json" --year 2023 --standard 2022 --lang en
says "open"
run 2 assess --rulebook national-2022 --facts "$tmp/sample.json" --standard 1999
complains "1999"
run 2 assess --rulebook national-2022 --facts "$tmp/sample.json" --year twenty
run 2 assess --rulebook national-2022 --facts "$tmp/none.json"
complains "none.json"
printf '[]' >"$tmp/empty.json"
run 2 assess --rulebook national-2022 --facts "$tmp/empty.json"
printf '{"id":"a","facts":{"outptu":1}}' >"$tmp/bad.json"
run 2 assess --rulebook national-2022 --facts "$tmp/bad.json" --year 2023
complains "bad.json"

# Wide CSV: one unit of the last decimal on each side.
printf 'id,region,output.2020,output.2021,output.2022,land\na,east,40,46,52,95\nb,east,39.9999,46,52,95\nc,west,39.9999,46,52,95\n' \
    >"$tmp/wide.csv"
run 0 assess --rulebook national-2022 --facts "$tmp/wide.csv" --format csv
says "a,no_evidence"
says "b,not_met"
says "c,"
run 0 assess --rulebook national-2022 --facts "$tmp/wide.csv"
says "3 份"
status=0
"$bin" assess --rulebook national-2022 --facts - --year 2023 --format csv <"$tmp/wide.csv" >"$tmp/out" 2>/dev/null || status=$?
[ $status -eq 0 ] && [ "$(wc -l <"$tmp/out")" -eq 4 ]
check $? "facts from standard input" "$(cat "$tmp/out")"

# What-if: a threshold moved by an overlay.
printf 'rulebook strict "严" based on national-2022\nstandard 2022\n  area 1\n    criterion 1.4 require output >= 50 亿元 in each of the last 3 years 附件\n' \
    >"$tmp/strict.rules"
run 0 check "$tmp/strict.rules"
run 0 check "$tmp/strict.rules" --after national-2022
run 0 whatif --from national-2022 --to "$tmp/strict.rules" --facts "$tmp/wide.csv" --year 2023 --format csv
says "a,no_evidence,not_met,1.4"
says_not "b,"
run 0 whatif --from national-2022 --to "$tmp/strict.rules" --facts "$tmp/wide.csv" --year 2023
says "共 3 份"
run 0 whatif --from national-2022 --to "$tmp/strict.rules" --facts "$tmp/wide.csv" --year 2023 --format json --lang en
says '{"id":"a","from":"no_evidence","to":"not_met","criterion":"1.4"}'
run 0 whatif --from national-2022 --to national-2022 --facts "$tmp/wide.csv" --year 2023 --format csv
[ "$(wc -l <"$tmp/out")" -eq 1 ]
check $? "nothing flips between equal texts" "$(cat "$tmp/out")"
# A fact that only the second text knows is read all the same.
printf 'rulebook exports "出口" based on national-2022\nfact exports "出口额" 亿元 yearly\nstandard 2022\n  area 1\n    criterion 1.8 "出口" require exports >= 1 亿元 in the last year 附件\n' \
    >"$tmp/exports.rules"
printf 'id,region,output.2020,output.2021,output.2022,exports.2022\na,east,30,46,52,0.9\nb,east,40,46,52,0.9\nc,east,40,46,52,1\n' >"$tmp/exports.csv"
run 0 check "$tmp/exports.rules"
run 0 whatif --from national-2022 --to "$tmp/exports.rules" --facts "$tmp/exports.csv" --year 2023 --format csv
says "b,no_evidence,not_met,1.8"
says_not "a,"
says_not "c,"
done_testing
