#!/bin/sh
# jiqun person erase: the words are gone from every file of the record, and everything is proved as before.
# shellcheck disable=SC2154 # tmp, bin and out come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
record=$tmp/record
# Which files of the record hold these bytes.
holders() { grep -rlaF -- "$1" "$record" | sed "s|$record/||" | sort | tr '\n' ' '; }

# A whole life in which two persons object, so that what belongs to the other one is seen to stay; and a third is refused.
sed -e 's|^object c1/a/o1 .*|object c1/a/o1 name="演示人甲" contact="演示电话甲" evidence="材料"\
object c1/a/o2 name="演示人乙" contact="演示电话乙" evidence="材料"|' \
    -e 's|^dismiss c1/a/o1\(.*\)|&\
dismiss c1/a/o2\1|' scenarios/life.case >"$tmp/life.case"
printf '%s\n' 'as public' 'object c1/a/o3 name="演示人丙" contact="演示电话丙" evidence="材料" -> refused' >>"$tmp/life.case"

for suite in sm3 sha256; do
    rm -rf "$record"
    run 0 init --data "$record" --no-prove --demo --day 2022-09-13 --suite $suite
    run 0 play "$tmp/life.case" --data "$record" --quiet
    python3 - "$record/jiqun.db" "$tmp" <<'END'
import json, sqlite3, sys
c = sqlite3.connect(sys.argv[1])
rows = c.execute("SELECT seq, body, salt FROM person ORDER BY seq").fetchall()
assert len(rows) >= 2, rows
for i, (seq, body, salt) in enumerate(rows[:2]):
    values = [v for _, v in json.loads(body)]
    open(f"{sys.argv[2]}/person{i}", "w").write(f"{seq}\n{values[0]}\n{values[-1]}\n")
    open(f"{sys.argv[2]}/salt{i}", "wb").write(salt)
END
    seq=$(sed -n 1p "$tmp/person0") name=$(sed -n 2p "$tmp/person0") contact=$(sed -n 3p "$tmp/person0")
    other=$(sed -n 2p "$tmp/person1")
    [ -z "$(holders 演示人丙)" ]
    check $? "$suite: of who was refused nothing is kept" "$(holders 演示人丙)"
    [ "$name" != "$other" ]
    check $? "two persons of two names" "$name, $other"
    holders "$name" | grep -q jiqun.db
    check $? "$suite: before, the database holds the name" "$(holders "$name")"

    run 2 person erase "$seq" --data "$record" --lang en
    complains "--reason"
    run 2 person erase 0 --reason test --data "$record" --lang en
    complains "no person part"
    run 0 person erase "$seq" --reason "asked for by the person" --data "$record"
    silent
    for gone in "$name" "$contact"; do
        [ -z "$(holders "$gone")" ]
        check $? "$suite: afterwards no file holds the name or the contact" "$(holders "$gone")"
    done
    python3 - "$record" "$tmp/salt0" <<'END'
import os, sys
salt = open(sys.argv[2], "rb").read()
sys.exit(any(salt in open(os.path.join(b, f), "rb").read() for b, _, n in os.walk(sys.argv[1]) for f in n))
END
    check $? "$suite: nor the salt, by which the digest could be tried out" ""
    holders "$other" | grep -q jiqun.db
    check $? "$suite: the other person is still there" "$(holders "$other")"
    run 0 person erase "$seq" --reason again --data "$record"

    run 0 audit --data "$record" --lang en
    says "person parts        2, of which 1 are erased"
    says "decided again"
    run 0 rebuild --data "$record"
    run 0 audit --data "$record"
    run 0 export log "$tmp/log.$suite" --data "$record"
    run 0 audit --log "$tmp/log.$suite"
    ! grep -rqaF -- "$other" "$tmp/log.$suite"
    check $? "$suite: an export holds no person" ""
    run 0 proof c1 --data "$record" --to "$tmp/c1.proof"
    run 0 verify "$tmp/c1.proof" --pub "$record/keys/log-01.pub"
    run 0 backup "$tmp/backup.$suite" --data "$record"
    ! grep -rqaF -- "$name" "$tmp/backup.$suite"
    check $? "$suite: a backup made afterwards holds nothing of it" ""
done
done_testing
