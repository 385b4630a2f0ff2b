#!/bin/sh
# jiqun rebuild: after derived tables were damaged or emptied they are as they were, and log and kept tables untouched;
# from a log that was tampered with nothing is made.
# shellcheck disable=SC2154 # tmp, bin and out come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
record=$tmp/record db=$tmp/record/jiqun.db
dump() { python3 tests/recovery/dump.py "$@" >"$tmp/dump.out" 2>&1; }
keep() { # NAME: all three parts
    for part in derived kept log; do
        dump $part "$db"
        cp "$tmp/dump.out" "$tmp/$1.$part"
    done
}
same() { # NAME PART WHAT
    dump "$2" "$db"
    cmp -s "$tmp/dump.out" "$tmp/$1.$2"
    check $? "$3" "$(diff "$tmp/$1.$2" "$tmp/dump.out" | head)"
}

tests/tamper/record.sh "$record" sm3
check $? "a record is made" ""
keep whole
for table in stream standing dossier tally round request tile search; do
    grep -q "^$table " "$tmp/whole.derived"
    check $? "table $table is compared" "$(cut -d' ' -f1 "$tmp/whole.derived" | sort | uniq -c)"
done
for what in damage empty; do
    dump $what "$db"
    check $? "derived tables: $what" "$(cat "$tmp/dump.out")"
    run 1 audit --data "$record" --lang en
    run 0 rebuild --data "$record" --lang en
    silent
    same whole derived "after $what and rebuild the derived tables are what they were"
    same whole kept "kept tables are untouched"
    same whole log "the log is untouched"
    run 0 audit --data "$record"
done

# What goes on after it: the record is written on, and is in order.
cat >"$tmp/on.case" <<'END'
rulebook national-2022
today 2025-02-03
as county 330106
register later name="演示·重建之后（虚构）"
END
run 0 play "$tmp/on.case" --data "$record"
run 0 register --data "$record" --format csv --limit 1000 --text 建之后
says "重建之后"
run 0 audit --data "$record"

keep on
python3 - "$db" <<'END'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
leaf, = c.execute("SELECT leaf FROM event WHERE seq = 100").fetchone()
c.execute("UPDATE event SET leaf = ? WHERE seq = 100", (leaf.replace(b'"day":"202', b'"day":"201'),))
c.execute("UPDATE dossier SET name = name || '7'")
c.commit()
END
dump derived "$db"
cp "$tmp/dump.out" "$tmp/on.derived"
run 1 rebuild --data "$record" --lang en
says "event 100"
same on derived "from a log that was changed nothing is made"

# A real record does not become a demonstration, whose days need not be those of the clock.
run 0 init --data "$tmp/real" --no-prove
run 0 audit --data "$tmp/real" --lang en
says_not "demonstration"
python3 - "$tmp/real/jiqun.db" <<'END'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute("UPDATE meta SET value = ? WHERE key = 'demonstration'", (b"yes",))
c.commit()
END
run 1 audit --data "$tmp/real" --lang en
says "signed as of a real one"
run 1 rebuild --data "$tmp/real" --lang en
done_testing
