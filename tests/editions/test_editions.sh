#!/bin/sh
# Every edition of the engine has a corpus of logs as they were decided by it; the program decides all of them again and
# comes to the same bytes. Under sanitizers one in six.
# shellcheck disable=SC2154 # tmp and bin come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
step=1 turn=0 found=0
case "${JIQUN_TOOLS:-}" in *build-san*) step=6 ;; esac
now=$(sed -n 's/^ *CORE_EDITION = \([0-9]*\),.*/\1/p' src/core/event.h)
[ -n "$now" ]
check $? "the present edition is known" "$now"
for edition in $(seq 1 "$now"); do
    mkdir "$tmp/$edition"
    python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' \
        "tests/editions/$edition/logs.tar.xz" "$tmp/$edition" 2>"$tmp/err"
    check $? "edition $edition has a corpus" "$(cat "$tmp/err")"
    for log in "$tmp/$edition"/logs/*; do
        [ -f "$log/checkpoint" ] || continue
        found=$((found + 1)) turn=$((turn + 1))
        grep -rqaF "\"edition\":$edition," "$log/tile/entries"
        check $? "edition $edition decided $(basename "$log")" ""
        [ $((turn % step)) -eq 0 ] || continue
        "$bin" audit --log "$log" --lang en >"$tmp/out" 2>"$tmp/err"
        check $? "edition $edition: $(basename "$log") is decided again to the same bytes" "$(cat "$tmp/out" "$tmp/err")"
    done
done
[ "$found" -ge 30 ]
check $? "logs were found" "$found"
done_testing
