#!/bin/sh
# What ./run shows after it has built: it keeps its records, and the next run goes on from them.
# shellcheck disable=SC2154,SC2034,SC2013 # tmp, bin, root, out and status come from support.sh; last goes there
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

events() { "$bin" stats --format json --data "$tmp/var/$1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["events"])'; }
demo() {
    status=0
    DEMO_DIR="$tmp/var" DEMO_PORT=none scripts/demo.sh "$bin" >"$tmp/out" 2>"$tmp/err" || status=$?
    last="the demonstration"
    check "$status" "run no. $1: status 0" "$(cat "$tmp/err")"
    silent
}

demo 1
says "118"
says "核验无误"
register=$(events register) country=$(events demonstration)
demo 2
says "迁入 0 个，已在记录中 118 个"
says_not "记录已建立"
[ "$(events register)" -eq "$register" ] && [ "$(events demonstration)" -gt "$country" ]
check $? "the country lives on, the register stays as it was" "$(events register), $(events demonstration) events"
demo 3
demo 4
says "不再继续"

# With its servers: they answer, the accounts sign in, and Ctrl-C (here SIGTERM) ends all of it.
DEMO_DIR="$tmp/var" DEMO_PORT=0 scripts/demo.sh "$bin" >"$tmp/out" 2>"$tmp/err" &
demo=$!
tries=0
while [ "$(grep -c 'http://127.0.0.1' "$tmp/out")" -lt 2 ] && [ "$tries" -lt 600 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
for address in $(grep -o 'http://127.0.0.1:[0-9]*' "$tmp/out"); do
    curl -sf "$address/register" >"$tmp/page"
    check "$?" "$address answers" "$(cat "$tmp/err")"
done
# shellcheck disable=SC2046 # two words: name and password
set -- $(grep '^ *xihu' "$tmp/var/accounts.txt")
answered=no
for address in $(grep -o 'http://127.0.0.1:[0-9]*' "$tmp/out"); do
    tries=0
    while [ "$(curl -s -o /dev/null -w '%{http_code}' "$address/readyz")" != 200 ] && [ "$tries" -lt 100 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    curl -s -H 'Content-Type: application/json' -d "{\"login\":\"$1\",\"password\":\"$2\"}" "$address/api/v1/session" |
        grep -q '"level":"county"' && answered=yes
done
[ "$answered" = yes ]
check "$?" "an account of the demonstration signs in" "$(cat "$tmp/var/accounts.txt")"
kill -TERM "$demo"
wait "$demo"
check "$?" "and it ends in order" "$(cat "$tmp/err")"
done_testing
