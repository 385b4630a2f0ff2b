#!/bin/sh
# Logs of both suites against the second implementation (tests/second/log.py): leaves, every tile, every proof, signatures;
# and what was tampered with, it refuses.
# shellcheck disable=SC2154 # tmp comes from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"
second() { python3 -I -S tests/second/log.py "$@" >"$tmp/out" 2>"$tmp/err"; }

second selftest
check $? "the vectors of the standards hold" "$(cat "$tmp/err")"
for suite in sm3 sha256; do
    log=$tmp/$suite
    mkdir "$log"
    origin=log.example/日志
    [ $suite = sha256 ] || origin=$origin/sm3
    tool $suite $origin 400 "$log"
    check $? "$suite: a log of 400 entries is made" "$(cat "$tmp/err")"

    second check "$log" "$log/vkey"
    check $? "$suite: checkpoint, entries and tiles are as the second implementation has them" "$(cat "$tmp/err")"
    grep -qxF "$origin: 400 entries, 3 tiles" "$tmp/out"
    check $? "$suite: all of them" "$(cat "$tmp/out")"
    second proofs "$log" "$log/proofs" "$log/vkey"
    check $? "$suite: all proofs too" "$(cat "$tmp/err")"
    grep -qx "1200 proofs" "$tmp/out"
    check $? "$suite: 1200 of them" "$(cat "$tmp/out")"
    set --
    for proof in "$log"/*.tlog-proof; do set -- "$@" "$proof" "${proof%.tlog-proof}.entry"; done
    second proof "$@" "$log/vkey"
    check $? "$suite: inclusion proofs as text hold" "$(cat "$tmp/err")"
    [ "$(wc -l <"$tmp/out")" -eq 5 ]
    check $? "$suite: five of them" "$(cat "$tmp/out")"

    second proof "$log/97.tlog-proof" "$log/194.entry" "$log/vkey"
    check $((!$?)) "$suite: not for another entry" "$(cat "$tmp/out")"
    files="checkpoint tile/0/001.p/144"
    [ $suite = sha256 ] || files="$files tile/0/000 tile/1/000.p/1 tile/entries/000"
    for file in $files; do
        cp "$log/$file" "$tmp/whole"
        flip "$log/$file"
        second check "$log" "$log/vkey"
        check $((!$?)) "$suite: $file with one byte changed is refused" "$(cat "$tmp/out")"
        cp "$tmp/whole" "$log/$file"
    done
    flip "$log/97.tlog-proof"
    second proof "$log/97.tlog-proof" "$log/97.entry" "$log/vkey"
    check $((!$?)) "$suite: a proof with one byte changed is refused" "$(cat "$tmp/out")"
    mkdir "$tmp/other.$suite"
    tool $suite $origin 1 "$tmp/other.$suite"
    second check "$log" "$tmp/other.$suite/vkey"
    check $((!$?)) "$suite: another key of the same name is refused" "$(cat "$tmp/out")"
done
done_testing
