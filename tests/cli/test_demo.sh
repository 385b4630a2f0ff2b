#!/bin/sh
# What ./run shows after it has built: it keeps its records, and the next run goes on from them.
# shellcheck disable=SC2154,SC2034 # tmp, bin, root, out and status come from support.sh; last goes there
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

events() { "$bin" stats --format json --data "$tmp/var/$1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["events"])'; }
demo() {
    status=0
    DEMO_DIR="$tmp/var" scripts/demo.sh "$bin" >"$tmp/out" 2>"$tmp/err" || status=$?
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
done_testing
