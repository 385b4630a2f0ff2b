#!/bin/sh
# jiqun simulate: a life goes into a demonstration and into nothing else, one seed gives one life, and an interrupt ends it
# between two groups.
# shellcheck disable=SC2154 # tmp, bin, out and status come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

value() { # NAME: of the JSON in out
    python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$tmp/out" "$1"
}
begin() { run 0 init --data "$tmp/$1" --no-prove --demo --day 2023-01-01; }

begin a
run 0 simulate --data "$tmp/a" --clusters 60 --provinces 2 --years 1 --seed 7 --format json
silent
cp "$tmp/out" "$tmp/first"
[ "$(value refused)" -gt 0 ] && [ "$(value events)" -gt 150 ]
check $? "things happen, and some are refused" "$(cat "$tmp/out")"
[ "$(value day)" = 2023-12-31 ]
check $? "until the end of the year" "$(value day)"

run 0 register --data "$tmp/a" --format csv
rows=$(grep -c '演示·.*（虚构）' "$tmp/out")
[ "$rows" -eq 60 ]
check $? "60 clusters, and each says that it is a demonstration" "$rows"

begin b
run 0 simulate --data "$tmp/b" --clusters 60 --provinces 2 --years 1 --seed 7 --group 9 --format json
sed 's/"milliseconds":[0-9]*//' "$tmp/out" >"$tmp/second"
sed -i 's/"milliseconds":[0-9]*//' "$tmp/first"
cmp -s "$tmp/first" "$tmp/second"
check $? "the same seed gives the same life, however its groups are cut" "$(diff "$tmp/first" "$tmp/second")"

run 0 simulate --data "$tmp/b" --clusters 300 --years 1 --shape register --lang en
says "300"
says "cluster.register"
run 2 simulate --data "$tmp/b" --clusters 1 --years 9 --lang en
complains "no table of working days for 2027"

run 0 init --data "$tmp/real" --no-prove
run 2 simulate --data "$tmp/real" --clusters 1 --lang en
complains "only a demonstration"
run 2 simulate --data "$tmp/a" --clusters 0 --lang en
complains "--clusters"
run 2 simulate --data "$tmp/a" --shape round --lang en
complains "life register"

# An interrupt: it is kept waiting until the group is on record.
begin c
"$bin" simulate --data "$tmp/c" --clusters 1000000 --years 1 --shape register --format json >"$tmp/out" 2>"$tmp/err" &
pid=$!
sleep 1
kill -INT "$pid"
wait "$pid"
status=$?
[ "$status" -eq 1 ] && [ "$(value stopped)" = True ]
check $? "interrupted: status 1" "status $status; $(cat "$tmp/err")"
told=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["by_action"]["cluster.register"])' "$tmp/out")
run 0 register --data "$tmp/c" --format csv --limit 1000000
rows=$(grep -c '演示·' "$tmp/out")
[ "$rows" -gt 0 ] && [ "$rows" -eq "$told" ]
check $? "what was told to be done is on record" "$rows rows, $told told"
done_testing
