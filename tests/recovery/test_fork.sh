#!/bin/sh
# A database that was put back to an older state is read-only until the log is restarted, and a key that was followed by
# another goes on vouching for what it signed.
# shellcheck disable=SC2154 # tmp, bin and out come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
record=$tmp/record
act() { # DAY NAME STATUS
    printf 'rulebook national-2022\ntoday %s\nas county 330106\nregister %s name="演示·%s（虚构）"\n' "$1" "$2" "$2" >"$tmp/act.case"
    run "$3" play "$tmp/act.case" --data "$record" --lang en
}
size() { python3 -c 'import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT size FROM head").fetchone()[0])' "$record/jiqun.db"; }

for suite in sm3 sha256; do
    rm -rf "$record"
    run 0 init --data "$record" --no-prove --demo --day 2023-01-01 --suite $suite --origin log.example/test
    act 2023-01-02 a1 0
    cp "$record/jiqun.db" "$tmp/older.db"
    act 2023-01-03 a2 0
    act 2023-01-04 a3 0
    run 0 log show --data "$record"
    cp "$record/published" "$tmp/lost"
    run 2 log restart --reason "nothing is lost" --data "$record" --lang en
    complains "nothing was lost"

    cp "$tmp/older.db" "$record/jiqun.db"
    rm -f "$record"/jiqun.db-*
    was=$(size)
    act 2023-01-05 b1 2
    complains "read-only"
    complains "log restart --reason"
    [ "$(size)" = "$was" ]
    check $? "$suite: nothing was written" "$(size), $was"
    run 1 log show --data "$record" --lang en
    complains "put back to an earlier state"
    run 0 register --data "$record" --format csv
    says "a1"
    run 1 audit --data "$record" --lang en
    says "published"
    run 2 log restart --data "$record" --lang en
    complains "--reason"
    run 2 log restart --reason " " --data "$record" --lang en
    complains "reason"
    act 2023-01-05 b1 2

    run 0 log restart --reason "the disk of 2023-01-04 is lost for good" --data "$record" --lang en
    says "log.example/test/2"
    act 2023-01-05 b1 0
    run 0 audit --data "$record" --lang en
    says "restarts"
    run 0 export log "$tmp/log.$suite" --data "$record"
    run 0 audit --log "$tmp/log.$suite"
    python3 - "$record/jiqun.db" "$tmp/lost" <<'END'
import json, sqlite3, sys
lost = open(sys.argv[2], encoding="utf-8").read()
payloads = [json.loads(p) for p, in sqlite3.connect(sys.argv[1]).execute("SELECT payload FROM event")]
sys.exit(not any(lost in json.dumps(p, ensure_ascii=False).replace("\\n", "\n") and "lost for good" in json.dumps(p) for p in payloads))
END
    check $? "$suite: an event cites the checkpoint that was given up, and why" ""

    # Another history of the same length is no extension either.
    cp "$record/jiqun.db" "$tmp/whole.db"
    cp "$record/published" "$tmp/whole.published"
    cp "$tmp/older.db" "$record/jiqun.db"
    mv "$record/published" "$tmp/away"
    for day in 05 06 07 08 09; do act 2023-01-$day "c$day" 0; done
    cp "$tmp/whole.published" "$record/published"
    act 2023-01-10 d1 2
    complains "forked"
    cp "$tmp/whole.db" "$record/jiqun.db"
    act 2023-01-10 d1 0

    # A further key: what the first ones signed stays good.
    run 0 proof a1 --data "$record" --to "$tmp/before.proof"
    run 0 log rotate --data "$record"
    act 2023-01-11 e1 0
    run 0 proof a1 --data "$record" --to "$tmp/after.proof"
    run 0 audit --data "$record"
    newest=$(find "$record/keys" -name '*.pub' | sort | tail -n 1) older=$(find "$record/keys" -name '*.pub' | sort | tail -n 2 | head -n 1)
    run 0 verify "$tmp/before.proof" --pub "$older"
    run 1 verify "$tmp/before.proof" --pub "$newest"
    run 0 verify "$tmp/after.proof" --pub "$newest"
    run 1 verify "$tmp/after.proof" --pub "$older"
    cat "$older" "$newest" >"$tmp/both"
    run 0 verify "$tmp/before.proof" --pub "$tmp/both"
    run 0 verify "$tmp/after.proof" --pub "$tmp/both"

    # Keys are their owner's alone, and one that others may read is not taken.
    for key in "$record"/keys/*.key; do
        [ "$(stat -c %a "$key")" = 600 ]
        check $? "$suite: $(basename "$key") has mode 600" "$(stat -c %a "$key")"
    done
    [ "$(stat -c %a "$record")" = 700 ]
    check $? "$suite: the folder has mode 700" "$(stat -c %a "$record")"
    key=${newest%.pub}.key
    for mode in 640 604 660 644; do
        chmod $mode "$key"
        act 2023-01-12 f1 2
        complains "0$mode"
    done
    chmod 600 "$key"
    act 2023-01-12 f1 0
done
done_testing
