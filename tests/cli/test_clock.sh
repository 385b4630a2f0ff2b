#!/bin/sh
# The daily work and the mails it puts into the outbox, from the command line to a mail server; and a sender that is
# killed at each of its writes: every mail arrives, one that comes twice has one identity.
# shellcheck disable=SC2154 # tmp, root and port come from the support files
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"
# shellcheck source=/dev/null
. "$root/tests/mail/support.sh"
: "${JIQUN_TOOLS:=$root/build/tests}"
JIQUN_LANG=en
export JIQUN_LANG

cat >"$tmp/begin.case" <<'END'
today 2023-01-02
as ministry
take_over c1 name="演示·云计算集群" county=330106 industry=I6540 announcement=演示公告 announced=2022-11-01 valid_from=2023-01-01 valid_until=2025-12-31
take_over c2 name="演示·传感器集群" county=330108 industry=C4019 announcement=演示公告 announced=2022-11-01 valid_from=2023-01-01 valid_until=2025-12-31
end_loading programme
END
cat >"$tmp/addresses.csv" <<'END'
level,place,address
county,330106,xihu@county.example
county,330106,zhang@county.example
county,330108,never@county.example
END
run 0 init --data "$tmp/r" --demo --day 2023-01-01 --no-prove
run 0 play --data "$tmp/r" "$tmp/begin.case"

run 2 clock --data "$tmp/r" --today 2023-13-01
run 2 clock --data "$tmp/r" --today 2022-12-31
complains 'earlier than the last'
run 2 clock --data "$tmp/r" --remind 3,10
run 2 clock --data "$tmp/r" --addresses "$tmp/begin.case"
run 0 clock --data "$tmp/r" --today 2023-03-01 --addresses "$tmp/addresses.csv"
says '2023-03-01: 2 dossiers read; due 0, overdue 0'
run 0 clock --data "$tmp/r" --today 2023-04-01 --addresses "$tmp/addresses.csv" --link https://jiqun.example/
says 'due 2, overdue 0, ended 0, terms over 0.'
says '2 new reminders, 2 notices, 3 mails into the outbox'
run 0 clock --data "$tmp/r" --today 2023-04-01 --addresses "$tmp/addresses.csv"
says '0 new reminders, 0 notices, 0 mails'
run 0 clock --data "$tmp/r" --today 2023-03-31
says 'was done before'
run 0 clock --data "$tmp/r" --today 2023-04-25 --remind 60,5 --format json
says '"due":2,"overdue":0,"ended":0,"over":0,"reminders":2,"notices":2,"mails":0,"without_address":2'

start_sink
run 2 mail --data "$tmp/r"
run 2 mail --data "$tmp/r" --smtp "smtp://127.0.0.1:$port" --from 'no address'
run 1 mail --data "$tmp/r" --smtp "smtp://127.0.0.1:$port" --from jiqun@platform.example --from-name 演示平台
says '2 sent; 0 to be tried again; 1 given up'
complains '550 no such mailbox'
run 0 mail --data "$tmp/r" --smtp "smtp://127.0.0.1:$port" --from jiqun@platform.example --format json
says '"sent":0'
read_mails >"$tmp/read"
grep -qx 'Subject: 【演示】集群事项提醒：1 项（2023-04-01）' "$tmp/read" && grep -q '演示·云计算集群（c1/report2022）' "$tmp/read" &&
    grep -q '还有 29 天' "$tmp/read" && grep -q 'https://jiqun.example/' "$tmp/read"
check $? "the mails say what is to be done" "$(cat "$tmp/read")"
run 0 mail --data "$tmp/r" --list
says 'never@county.example'
number=$(cut -d' ' -f1 "$tmp/out")
run 0 mail --data "$tmp/r" --again "$number"
run 2 mail --data "$tmp/r" --again "$number"
stop_sink
run 1 mail --data "$tmp/r" --smtp "smtp://127.0.0.1:$port" --from jiqun@platform.example
complains 'can not be used'

# A record that is none of a demonstration has no day but the calendar's.
run 0 init --data "$tmp/real" --no-prove
run 2 clock --data "$tmp/real" --today 2030-01-01
complains 'of a demonstration only'
run 0 clock --data "$tmp/real"

# Killed at one write and then another; the lease of the dead lapses meanwhile.
if [ ! -f "$JIQUN_TOOLS/fault_preload.so" ]; then
    done_testing
    exit
fi
lapse() { # SPACE KEYS
    python3 -c 'import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute("update entry set due = 1 where space = ? and key like ?", sys.argv[2:])
c.commit()' "$tmp/k/jiqun.db" "$@"
}
# with_kills SPACE KEYS ARGUMENTS…: runs jiqun until it comes to its end; `kills`
with_kills() {
    space=$1 keys=$2
    shift 2
    kills=0 status=1
    while [ "$status" -ne 0 ] && [ "$kills" -lt 40 ]; do
        status=0
        JIQUN_FAULT="write+pwrite:kill:after=$((kills * 4)):path=/jiqun.db" LD_PRELOAD=$JIQUN_TOOLS/fault_preload.so \
            "$bin" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
        lapse "$space" "$keys"
        kills=$((kills + 1))
    done 2>/dev/null
    [ "$status" -eq 0 ] && [ "$kills" -gt 2 ]
    check $? "jiqun $1 comes to its end after $((kills - 1)) kills" "$(cat "$tmp/err")"
}
messages() { "$bin" stats --data "$tmp/k" --format json | sed 's/.*"messages":\([0-9]*\).*/\1/'; }

rm -f "$tmp/mails"
run 0 init --data "$tmp/k" --demo --day 2023-01-01 --no-prove
run 0 play --data "$tmp/k" "$tmp/begin.case"
sed '/never/d' "$tmp/addresses.csv" >"$tmp/two.csv"
with_kills clock lease clock --data "$tmp/k" --today 2023-04-01 --addresses "$tmp/two.csv"
[ "$(messages)" = 2 ]
check $? "two mails wait, however often it was killed" "$(messages)"
start_sink
with_kills mail % mail --data "$tmp/k" --smtp "smtp://127.0.0.1:$port" --from jiqun@platform.example
read_mails >"$tmp/read"
identities=$(grep '^Message-ID' "$tmp/read" | sort -u | wc -l)
arrived=$(grep '^envelope' "$tmp/read" | cut -d' ' -f3 | sort -u | tr '\n' ' ')
[ "$(messages)" = 0 ] && [ "$identities" -eq 2 ] && [ "$arrived" = 'xihu@county.example zhang@county.example ' ]
check $? "both arrived, each with one identity ($(grep -c '^envelope' "$tmp/read") came)" "$identities $arrived"
run 0 audit --data "$tmp/k"
done_testing
