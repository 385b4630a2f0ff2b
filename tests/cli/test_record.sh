#!/bin/sh
# The commands of a record: what they say, what they refuse and how; a register is taken over from a list.
# shellcheck disable=SC2154 # tmp, bin, root and status come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

begin() { # FOLDER OPTION...
    folder="$tmp/$1"
    shift
    run 0 init --data "$folder" --no-prove "$@"
}
events() { "$bin" stats --format json --data "$tmp/$1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["events"])'; }

# ---- init ----
begin a --demo --day 2026-01-05
says "演示"
run 2 init --data "$tmp/a" --demo --lang en
complains "$tmp/a"
run 2 init --lang en
complains "--data"
run 2 init --data "$tmp/x" --suite md5 --lang en
complains "sm3 sha256"
run 2 init --data "$tmp/x" --day 2026-01-05 --lang en
complains "--demo"
run 2 init --data "$tmp/x" --rulebook nowhere-2022 --lang en
complains "nowhere-2022"
[ ! -e "$tmp/x" ]
check $? "what is refused leaves nothing behind" "$(ls "$tmp/x" 2>&1)"
: >"$tmp/file"
run 2 init --data "$tmp/file" --lang en
complains "$tmp/file"

# ---- a register from a list ----
run 0 import register data/clusters.csv --data "$tmp/a" --dry-run --lang en
[ "$(events a)" -eq 5 ]
check $? "a dry run writes nothing" "$(events a)"
{
    cat data/clusters.csv
    echo '坏行产业集群,999999,,某地,第五批,2025-13-01'
} >"$tmp/bad.csv"
run 1 import register "$tmp/bad.csv" --data "$tmp/a" --lang en
grep -q "$tmp/bad.csv:$(grep -c "" "$tmp/bad.csv"): " "$tmp/err"
check $? "the bad row is named by its line" "$(cat "$tmp/out" "$tmp/err")"
[ "$(events a)" -eq 5 ]
check $? "with a bad row nothing is taken over" "$(events a)"
printf 'cluster_name\n' >"$tmp/columns.csv"
run 2 import register "$tmp/columns.csv" --data "$tmp/a" --lang en
complains "announce"
run 0 import register data/clusters.csv --data "$tmp/a"
[ "$(events a)" -eq 123 ]
check $? "118 clusters, 118 events" "$(events a)"
run 0 import register data/clusters.csv --data "$tmp/a"
[ "$(events a)" -eq 123 ]
check $? "the same list again adds nothing" "$(events a)"
run 0 audit --data "$tmp/a"
run 0 audit --data "$tmp/a" --format json
says '{"clean":true,'
run 2 audit --data "$tmp/a" --format csv
run 0 register --data "$tmp/a" --channel 31 --format csv
[ "$(wc -l <"$tmp/out")" -eq 16 ]
check $? "15 of Shanghai" "$(cat "$tmp/out")"
run 0 register --data "$tmp/a" --text 羊 --format csv
says "清河县羊绒"
run 0 register --data "$tmp/a" --limit 7 --format csv --lang en
[ "$(wc -l <"$tmp/out")" -eq 8 ]
check $? "a page has as many rows as asked for" "$(cat "$tmp/out")"
run 2 register --data "$tmp/a" --limit -1 --lang en
complains "--limit"

# ---- the same register told as a scenario: the same falls due ----
begin b --demo --day 2022-09-13
run 0 play scenarios/register.case --data "$tmp/b"
"$bin" due --today 2026-03-01 scenarios/register.case >"$tmp/told"
run 0 due --data "$tmp/b" --today 2026-03-01
cmp -s "$tmp/told" "$tmp/out"
check $? "the record's deadlines are those of the scenario" "$(diff "$tmp/told" "$tmp/out" | head -n 10)"
run 2 due --data "$tmp/b" --today 2020-01-01 --lang en
complains "before the last day on record"

# ---- places that are none ----
mkdir "$tmp/empty"
for command in stats audit rebuild due register 'log show'; do
    # shellcheck disable=SC2086 # two words
    run 2 $command --data "$tmp/nowhere" --lang en
    complains "$tmp/nowhere"
    # shellcheck disable=SC2086
    run 2 $command --data "$tmp/empty" --lang en
    complains "$tmp/empty"
done
run 2 stats --db postgresql://nobody:verysecret@127.0.0.1:1/none --lang en
! grep -q verysecret "$tmp/err" "$tmp/out"
check $? "a password is never shown" "$(cat "$tmp/err")"
run 2 stats --db mysql://somewhere --lang en
complains "postgresql://"
mkdir "$tmp/garbage"
cp -r "$tmp/a/keys" "$tmp/garbage/"
head -c 8192 /dev/zero | tr '\0' x >"$tmp/garbage/jiqun.db"
run 2 stats --data "$tmp/garbage" --lang en
complains "jiqun.db"

# ---- a schema of a later program ----
cp -r "$tmp/b" "$tmp/later"
python3 - "$tmp/later/jiqun.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
version = db.execute("PRAGMA user_version").fetchone()[0]
db.execute("PRAGMA user_version = %d" % (version + 1))
PY
run 2 register --data "$tmp/later" --lang en
complains "newer"
done_testing
