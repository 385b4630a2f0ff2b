#!/bin/sh
# jiqun person erase: the words are gone from every file of the record, and everything is proved as before.
# shellcheck disable=SC2154 # tmp, bin and out come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
record=$tmp/record
# Which files of the record hold these bytes.
holders() { grep -rlaF -- "$1" "$record" | sed "s|$record/||" | sort | tr '\n' ' '; }

# Whether some file of the record holds the bytes of FILE.
has() {
    python3 - "$record" "$1" <<'END'
import os, sys
looked = open(sys.argv[2], "rb").read()
sys.exit(not any(looked in open(os.path.join(b, f), "rb").read() for b, _, n in os.walk(sys.argv[1]) for f in n))
END
}

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
    python3 tests/second/sealed.py parts "$record" >"$tmp/parts"
    check $? "$suite: what is sealed opens by the key of the record" "$(cat "$tmp/parts")"
    python3 - "$record/jiqun.db" "$tmp" <<'END'
import json, sqlite3, sys
c, folder = sqlite3.connect(sys.argv[1]), sys.argv[2]
parts = [json.loads(line) for line in open(f"{folder}/parts", encoding="utf-8")]
assert len(parts) >= 2, parts
for i, (seq, salt, values) in enumerate(parts[:2]):
    open(f"{folder}/person{i}", "w").write(f"{seq}\n{values[0][1]}\n{values[-1][1]}\n")
    open(f"{folder}/salt{i}", "wb").write(bytes.fromhex(salt))
    open(f"{folder}/sealed{i}", "wb").write(c.execute("SELECT body FROM person WHERE seq = ?", (seq,)).fetchone()[0])
END
    seq=$(sed -n 1p "$tmp/person0") name=$(sed -n 2p "$tmp/person0") contact=$(sed -n 3p "$tmp/person0")
    other=$(sed -n 2p "$tmp/person1")
    [ -z "$(holders 演示人丙)" ]
    check $? "$suite: of who was refused nothing is kept" "$(holders 演示人丙)"
    [ "$name" != "$other" ]
    check $? "two persons of two names" "$name, $other"
    for known in "$name" "$contact" "$other"; do
        [ -z "$(holders "$known")" ]
        check $? "$suite: who objected is in no file as it is" "$(holders "$known")"
    done
    has "$tmp/sealed0" && has "$tmp/sealed1" && has "$tmp/salt0"
    check $? "$suite: before, the database holds it sealed, and the salt" ""

    run 2 person erase "$seq" --data "$record" --lang en
    complains "--reason"
    run 2 person erase 0 --reason test --data "$record" --lang en
    complains "no person part"
    run 0 person erase "$seq" --reason "asked for by the person" --data "$record"
    silent
    ! has "$tmp/sealed0" && ! has "$tmp/salt0"
    check $? "$suite: nor what was sealed, nor the salt, by which the digest could be tried out" ""
    has "$tmp/sealed1" && has "$tmp/salt1"
    check $? "$suite: the other person is still there" ""
    run 0 person erase "$seq" --reason again --data "$record"

    run 0 audit --data "$record" --lang en
    says "person parts        2, of which 1 are erased"
    says_not "not opened"
    says "decided again"
    mv "$record/keys/personal.key" "$tmp/personal.key"
    run 0 audit --data "$record" --lang en
    says "1 person parts are sealed and keys/personal.key is not here"
    run 0 audit --data "$record" --format json
    says '"unopened":1'
    mv "$tmp/personal.key" "$record/keys/personal.key"
    run 0 rebuild --data "$record"
    run 0 audit --data "$record"
    run 0 export log "$tmp/log.$suite" --data "$record"
    run 0 audit --log "$tmp/log.$suite"
    ! grep -rqaF -- "$other" "$tmp/log.$suite"
    check $? "$suite: an export holds no person" ""
    run 0 proof c1 --data "$record" --to "$tmp/c1.proof"
    run 0 verify "$tmp/c1.proof" --pub "$record/keys/log-01.pub"
    run 0 backup "$tmp/backup.$suite" --data "$record"
    python3 tests/second/sealed.py parts "$record" >"$tmp/parts"
    ! grep -qF -- "$name" "$tmp/parts" && grep -qF -- "$other" "$tmp/parts"
    check $? "$suite: only the other part opens" "$(cat "$tmp/parts")"
    ! grep -rqaF -- "$name" "$tmp/backup.$suite"
    check $? "$suite: a backup made afterwards holds nothing of it" ""
done
done_testing
