#!/bin/sh
# jiqun backup and restore: while writing goes on, between the two databases, and what is not whole is not taken.
# shellcheck disable=SC2154 # tmp, bin, root and status come from support.sh
set -u
if [ -z "${JIQUN_TEST_DB:-}" ]; then
    exec "$JIQUN_ROOT/tests/store/with_postgres.sh" "$0"
fi
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

simulate() { "$bin" simulate --data "$tmp/a" --clusters "$1" --years 1 --shape register --seed "$2" --group 4; }
value() { # NAME FOLDER: of its figures
    "$bin" stats --format json --data "$2" | python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

run 0 init --data "$tmp/a" --no-prove --demo --day 2023-01-01
run 0 simulate --data "$tmp/a" --clusters 60 --provinces 3 --years 1

# While a writer adds to it.
simulate 3000 5 >"$tmp/writer" 2>&1 &
writer=$!
sleep 0.3
run 0 backup "$tmp/b1" --data "$tmp/a"
wait "$writer"
check $? "the writer was not disturbed" "$(cat "$tmp/writer")"
run 0 restore "$tmp/b1" --data "$tmp/r1"
run 0 audit --data "$tmp/r1"
[ "$(value events "$tmp/r1")" -lt "$(value events "$tmp/a")" ]
check $? "it is the state of a moment before the end" "$(value events "$tmp/r1") of $(value events "$tmp/a")"
[ ! -e "$tmp/b1/keys/log-01.key" ] && [ -e "$tmp/r1/keys/log-01.pub" ]
check $? "public keys go along, private ones do not" "$(ls "$tmp/b1" "$tmp/b1/keys" "$tmp/r1/keys")"
run 2 register --data "$tmp/nowhere"

# With its keys it can be written on.
run 0 backup "$tmp/b2" --data "$tmp/a" --with-keys
run 0 restore "$tmp/b2" --data "$tmp/r2"
run 0 simulate --data "$tmp/r2" --clusters 5 --years 1 --shape register --seed 6
run 0 audit --data "$tmp/r2"
run 2 backup "$tmp/b2" --data "$tmp/a" --lang en
complains "$tmp/b2"

# From SQLite to PostgreSQL and back: the same log, the same register.
run 0 restore "$tmp/b2" --data "$tmp/r3" --db "$JIQUN_TEST_DB"
run 0 audit --db "$JIQUN_TEST_DB" --data "$tmp/r3"
run 0 register --db "$JIQUN_TEST_DB" --data "$tmp/r3" --format csv
cp "$tmp/out" "$tmp/postgres.csv"
run 0 register --data "$tmp/a" --format csv
cmp -s "$tmp/out" "$tmp/postgres.csv"
check $? "PostgreSQL lists what SQLite lists" "$(diff "$tmp/out" "$tmp/postgres.csv" | head -n 5)"
run 0 backup "$tmp/b3" --db "$JIQUN_TEST_DB" --data "$tmp/r3" --with-keys
run 0 restore "$tmp/b3" --data "$tmp/r4"
[ "$(value root "$tmp/r4")" = "$(value root "$tmp/a")" ]
check $? "and back, under the same root" "$(value root "$tmp/r4")"

# What is not whole is not taken, and nothing is left where it was to go.
rm "$tmp/b1/MANIFEST"
run 2 restore "$tmp/b1" --data "$tmp/r5" --lang en
complains "MANIFEST"
[ ! -e "$tmp/r5" ]
check $? "nothing is left of it" "$(ls "$tmp/r5" 2>&1)"
python3 - "$tmp/b3/jiqun.db" <<'PY'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(-100, 2)
    byte = f.read(1)
    f.seek(-100, 2)
    f.write(bytes([byte[0] ^ 1]))
PY
run 2 restore "$tmp/b3" --data "$tmp/r6" --lang en
complains "jiqun.db"
[ ! -e "$tmp/r6" ]
check $? "nothing is left of it" "$(ls "$tmp/r6" 2>&1)"
run 2 restore "$tmp/b2" --data "$tmp/a"
done_testing
