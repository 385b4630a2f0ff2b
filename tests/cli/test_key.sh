#!/bin/sh
# jiqun key: the key of personal data is prepared, replaced and retired; what is refused; what becomes of copies.
# shellcheck disable=SC2154 # tmp, bin and status come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"
data=$tmp/a
file=$data/keys/personal.key
key() { # STATUS ARGUMENTS…
    want=$1
    shift
    run "$want" key "$@" --data "$data" --lang en
}
lines() { # WANTED
    got=$(wc -l <"$file")
    [ "$got" -eq "$1" ]
    check $? "the file holds $1 keys" "$got"
}
id() { sed -n "$1p" "$file" | cut -d' ' -f3; }

parts() { python3 tests/second/sealed.py parts "$data" 2>&1; }

# A life in which two persons object.
sed -e 's|^object c1/a/o1 .*|object c1/a/o1 name="演示人甲" contact="演示电话甲" evidence="材料"\
object c1/a/o2 name="演示人乙" contact="演示电话乙" evidence="材料"|' \
    -e 's|^dismiss c1/a/o1\(.*\)|&\
dismiss c1/a/o2\1|' scenarios/life.case >"$tmp/life.case"
run 0 init --data "$data" --no-prove --demo --day 2022-09-13
run 0 play "$tmp/life.case" --data "$data" --quiet
printf 'Tq7-mksxw\n' | "$bin" user add admin --password-stdin --name 演示王某 --data "$data" >"$tmp/out"
for login in li zhao; do
    run 0 user add $login --once --name 演示李某 --data "$data"
done

# What is not a command.
run 2 key --data "$data" --lang en
complains "jiqun key show, prepare, rotate or retire"
run 2 key change --data "$data" --lang zh
complains "应写作 jiqun key show"
run 2 key rotate "$(id 1)" --data "$data"
run 2 key show --data "$tmp/none"
run 0 key --help
says "jiqun key show|prepare|rotate|retire"

# One line is what it was before there was a ring.
lines 1
first=$(id 1)
key 0 show
says "$first, since 20"
says "texts sealed by it 8, passwords mixed with it 3"
silent
key 2 retire
complains "no key to retire"
cp -p "$file" "$tmp/old"

# What the events of persons say: proved by the key, whichever it is; what an older program left as it was is sealed with
# the rest.
parts >"$tmp/parts"
grep -q 演示人甲 "$tmp/parts" && grep -q 演示电话乙 "$tmp/parts"
check $? "who objected is known by the key" "$(cat "$tmp/parts")"
python3 - "$data/jiqun.db" "$tmp/parts" <<'PY'
import json, sqlite3, sys
seq, _, says = json.loads(open(sys.argv[2], encoding="utf-8").readline())
c = sqlite3.connect(sys.argv[1])
plain = json.dumps(says, ensure_ascii=False, separators=(",", ":")).encode()
c.execute("UPDATE person SET body = ? WHERE seq = ?", (plain, seq))
c.commit()
PY
run 0 audit --data "$data" --lang en
says_not "not opened"
key 0 show
says "not sealed yet"
says "the person parts of 1 events"
says "texts sealed by it 7,"
grep -qF 演示人甲 "$data/jiqun.db" "$data/jiqun.db-wal"
check $? "one lies there as it is" ""

# Made ready, and not used.
key 0 prepare
says "prepared and not used yet"
lines 2
second=$(id 2)
key 0 prepare
says "the key $second was prepared before"
lines 2
run 0 key show --data "$data" --lang zh
says "备好的密钥"
run 0 user list --data "$data"
says "演**"

# Used. Whoever has the older file is told, and nothing is lost by it.
key 0 rotate
says "the key $first is replaced by $second: texts sealed anew 8"
lines 2
key 0 show
says_not "not sealed yet"
says "being replaced"
says "$first; texts still sealed by it 0, passwords mixed with it 3"
cp -p "$file" "$tmp/both"
cp -p "$tmp/old" "$file"
run 2 user list --data "$data" --lang en
complains "lacks the key $second"
complains "nothing has to be started again"
key 2 rotate
complains "lacks the key"
run 1 audit --data "$data" --lang en
says "lacks the key"
run 2 user list --data "$data" --lang zh
complains "缺少正在使用的密钥"
cp -p "$tmp/both" "$file"
run 0 user list --data "$data"
run 0 audit --data "$data"
key 0 rotate
says "was begun before"
lines 2

# A file that others may use, or that is damaged, is not used, and not written either.
chmod 640 "$file"
key 2 retire
complains "chmod 600"
chmod 600 "$file"
sed '2s/.$/x/' "$tmp/both" >"$file"
key 2 retire
complains "damaged"
cp -p "$tmp/both" "$file"

# A backup of now has both; one without keys has none.
run 0 backup "$tmp/b" --data "$data" --with-keys
run 0 backup "$tmp/c" --data "$data"
[ ! -e "$tmp/c/keys/personal.key" ]
check $? "no private key without --with-keys" ""

key 0 retire
says "the key $first is retired"
says "all 9 sealed texts were opened"
lines 1
[ "$(id 1)" = "$second" ]
check $? "the new key is left" "$(id 1)"
[ "$(stat -c %a "$file")" = 600 ]
check $? "the file is its owner's" "$(stat -c %a "$file")"
key 2 retire
complains "no key to retire"
run 0 user list --data "$data" --format json
run 0 audit --data "$data"
run_password() { # the one that admin has is known again, by the half of the old key
    printf 'Tq7-mksxw\n' | "$bin" user password admin --password-stdin --data "$data" --lang en >"$tmp/out" 2>"$tmp/err"
    grep -q "used before" "$tmp/err"
    check $? "the password is the same ($1)" "$(cat "$tmp/err")"
}
run_password "after a change"
parts >"$tmp/parts.now"
cmp -s "$tmp/parts" "$tmp/parts.now"
check $? "the person parts are what they were" "$(cat "$tmp/parts.now")"
! grep -qF 演示人甲 "$data/jiqun.db" "$data/jiqun.db-wal" 2>/dev/null
check $? "and none lies there as it is" ""

# One that was changed, put elsewhere, or is of another record's key.
cp "$data/jiqun.db" "$tmp/whole.db"
damage() { # NAME STATEMENT SAYS
    python3 -c "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()" "$data/jiqun.db" "$2"
    run 1 audit --data "$data" --lang en
    says "table person, event"
    says "$3"
    cp "$tmp/whole.db" "$data/jiqun.db"
}
one="(SELECT min(seq) FROM person)" other="(SELECT max(seq) FROM person)"
damage "a byte less" "UPDATE person SET body = CAST(substr(body, 1, length(body) - 1) AS BLOB) WHERE seq = $one" "does not open"
damage "another's" "UPDATE person SET body = (SELECT body FROM person WHERE seq = $other) WHERE seq = $one" "does not open"
damage "plain, and not what the leaf names" "UPDATE person SET body = CAST('[[\"name\",\"x\"]]' AS BLOB) WHERE seq = $one" "their digest is not the one"
run 0 audit --data "$data"
run 0 user erase li --reason "演示" --data "$data"
key 0 rotate
key 0 retire
run_password "after two"
run 0 user list --data "$data" --format json
python3 - "$tmp/out" <<'PY'
import json, sys
people = {x["login"]: x["name"] for x in json.load(open(sys.argv[1], encoding="utf-8"))}
assert people["zhao"] == "演***" and not people["li"], people
PY
check $? "who was erased is not back, and the others are there" "$(cat "$tmp/out")"

# What was put aside has its own keys: half way, and without keys by a file of its time.
run 0 restore "$tmp/b" --data "$tmp/r" --lang en
run 0 key rotate --data "$tmp/r" --lang en
says "was begun before"
run 0 key retire --data "$tmp/r" --lang en
run 0 user list --data "$tmp/r"
run 0 restore "$tmp/c" --data "$tmp/s"
for log in "$data"/keys/log-*.key; do cp -p "$log" "$tmp/s/keys/"; done
cp -p "$file" "$tmp/s/keys/personal.key"
run 2 user list --data "$tmp/s" --lang en
complains "not the key of personal data"
cp -p "$tmp/both" "$tmp/s/keys/personal.key"
run 0 user list --data "$tmp/s"

# No key is ever said, or left lying about.
for f in "$tmp/both" "$file"; do cut -d' ' -f4 "$f"; done >"$tmp/secrets"
! grep -qFf "$tmp/secrets" "$tmp/out" "$tmp/err" "$data/jiqun.db" "$data/jiqun.db-wal" 2>/dev/null
check $? "no key stands in the database" ""
[ "$(find "$data/keys" -name 'personal*' -o -name '.personal*' | wc -l)" -eq 1 ]
check $? "nothing lies beside the file" "$(ls -a "$data/keys")"
done_testing
