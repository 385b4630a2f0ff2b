#!/bin/sh
# An exported log of a record: complete, in the layout of C2SP tlog-tiles, audited alone; the second implementation finds
# the same tree, proofs and digests in it, openssl its signature; and whatever is changed in it, both notice.
# shellcheck disable=SC2154 # tmp, bin, out and status come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../log/support.sh"
second() { python3 -I -S tests/second/log.py "$@" >"$tmp/out" 2>"$tmp/err"; }
case "${JIQUN_TOOLS:-}" in *build-san*) every=3 ;; *) every=1 ;; esac

python3 -I -S tests/second/sealed.py vectors >"$tmp/out" 2>&1
check $? "the second implementation of SM4-GCM agrees with the standards" "$(cat "$tmp/out")"

# signature NOTE PEM SUITE: what a stranger does with standard tools (README.md of the export)
signature() {
    python3 - "$1" "$tmp" <<'END'
import base64, sys
note = open(sys.argv[1], "rb").read()
text, _, signatures = note.partition(b"\n\n")
open(sys.argv[2] + "/text", "wb").write(text + b"\n")
last = signatures.decode().strip().split("\n")[-1]
open(sys.argv[2] + "/sig", "wb").write(base64.b64decode(last.split(" ")[2])[4:])
END
    if [ "$3" = sm3 ]; then
        openssl dgst -sm3 -sigopt distid:1234567812345678 -verify "$2" -signature "$tmp/sig" "$tmp/text" >"$tmp/out" 2>&1
    else
        openssl pkeyutl -verify -rawin -pubin -inkey "$2" -sigfile "$tmp/sig" -in "$tmp/text" >"$tmp/out" 2>&1
    fi
}

for suite in sm3 sha256; do
    record=$tmp/record.$suite log=$tmp/log.$suite
    tests/tamper/record.sh "$record" $suite
    check $? "$suite: a record is made" ""
    run 0 export log "$log" --data "$record" --lang en
    says "299"
    # How often a checkpoint was signed while the life went on is a matter of the clock.
    (cd "$log" && find . -type f | LC_ALL=C sort | grep -vE '^\./checkpoints/([1-46-9]|[1-9][0-9]|[12][0-8][0-9]|29[0-7])$' |
        tr '\n' ' ') >"$tmp/files"
    grep -qxF "./README.md ./checkpoint ./checkpoints/298 ./checkpoints/299 ./checkpoints/5 \
./keys/log-01.pem ./keys/log-01.pub ./keys/log-02.pem ./keys/log-02.pub ./payload/000 ./payload/001.p/43 ./tile/0/000 \
./tile/0/001.p/43 ./tile/1/000.p/1 ./tile/entries/000 ./tile/entries/001.p/43 " "$tmp/files"
    check $? "$suite: these files, by these paths" "$(cat "$tmp/files")"
    checkpoints=$(find "$log/checkpoints" -type f | wc -l)

    second record "$log" "$record/jiqun.db"
    check $? "$suite: the second implementation finds all of it right" "$(cat "$tmp/err")"
    grep -qF ": 299 events, 3 tiles, 299 payloads, $checkpoints checkpoints, 1 persons" "$tmp/out"
    check $? "$suite: tree, proofs and every digest" "$(cat "$tmp/out")"
    second check "$log" "$log/keys/log-01.pub" "$log/keys/log-02.pub"
    check $? "$suite: it is a log of tlog-tiles" "$(cat "$tmp/err")"
    signature "$log/checkpoint" "$log/keys/log-02.pem" $suite
    check $? "$suite: openssl accepts the checkpoint" "$(cat "$tmp/out")"
    signature "$log/checkpoints/5" "$log/keys/log-01.pem" $suite
    check $? "$suite: and one by the key before" "$(cat "$tmp/out")"
    signature "$log/checkpoint" "$log/keys/log-01.pem" $suite
    check $((!$?)) "$suite: by the other key it refuses it" "$(cat "$tmp/out")"

    # Alone, elsewhere, with keys had from the authority.
    cat "$record"/keys/*.pub >"$tmp/pub"
    mkdir "$tmp/alone.$suite"
    cp -r "$log" "$tmp/alone.$suite/log"
    (cd "$tmp/alone.$suite" && env -i PATH="$PATH" "$bin" audit --log log --pub "$tmp/pub" --lang en) >"$tmp/out" 2>"$tmp/err"
    check $? "$suite: audited with nothing but the log and the keys" "$(cat "$tmp/out" "$tmp/err")"
    says "decided again       283"
    says_not "lay beside it"

    # Every file of it, and every part of a line of payloads.
    turn=0
    for file in tile/0/000 tile/0/001.p/43 tile/1/000.p/1 tile/entries/000 tile/entries/001.p/43 payload/000 \
        payload/001.p/43 checkpoint checkpoints/5 checkpoints/298 keys/log-01.pub keys/log-02.pub; do
        turn=$((turn + 1))
        [ $((turn % every)) -eq 0 ] || continue
        cp "$log/$file" "$tmp/whole"
        flip "$log/$file"
        "$bin" audit --log "$log" --lang en >"$tmp/out" 2>"$tmp/err"
        status=$?
        case "$file" in
        keys/*) [ $status -ne 0 ] ;; # a key that is none stops the audit before it begins
        *) [ $status -eq 1 ] ;;
        esac
        check $? "$suite: audit notices a changed $file" "status $status $(cat "$tmp/out" "$tmp/err")"
        if [ $((turn % 2)) -eq 0 ] && { [ $suite = sha256 ] || [ $turn -eq 4 ]; }; then # SM3 is slow in Python
            second record "$log"
            check $((!$?)) "$suite: the second implementation too" "$(cat "$tmp/out")"
        fi
        cp "$tmp/whole" "$log/$file"
    done
    python3 - "$log/payload/001.p/43" <<'END'
import sys
lines = open(sys.argv[1], "rb").read().split(b"\n")
lines[3] = (b"0" if lines[3][:1] != b"0" else b"1") + lines[3][1:]
open(sys.argv[1], "wb").write(b"\n".join(lines))
END
    run 1 audit --log "$log" --lang en
    says "event 259"
    cp "$tmp/alone.$suite/log/payload/001.p/43" "$log/payload/001.p/43"
    for file in tile/0/000 tile/entries/001.p/43 payload/000 checkpoint; do
        mv "$log/$file" "$tmp/away"
        "$bin" audit --log "$log" --lang en >"$tmp/out" 2>"$tmp/err"
        check $((!$?)) "$suite: audit misses $file" "$(cat "$tmp/out")"
        mv "$tmp/away" "$log/$file"
    done
    run 0 audit --log "$log"

    # Gone on with: the partial tiles give way to longer ones, full ones stay as they are.
    touch -d '2020-01-01' "$log/tile/0/000"
    printf 'rulebook national-2022\ntoday 2025-02-03\nas county 330106\nregister later name="演示·其后（虚构）"\n' >"$tmp/on.case"
    run 0 play "$tmp/on.case" --data "$record"
    run 0 export log "$log" --data "$record"
    [ -f "$log/tile/0/001.p/44" ] && [ ! -e "$log/tile/0/001.p/43" ] && [ -f "$log/payload/001.p/44" ]
    check $? "$suite: what grew is written anew" "$(find "$log" -type f)"
    [ "$(stat -c %Y "$log/tile/0/000")" = "$(date -d 2020-01-01 +%s)" ]
    check $? "$suite: what was whole is not" "$(stat -c %y "$log/tile/0/000")"
    run 0 audit --log "$log"
    second record "$log" "$record/jiqun.db"
    check $? "$suite: the second implementation follows" "$(cat "$tmp/err")"

    run 0 export log "$tmp/leaves.$suite" --data "$record" --leaves-only
    [ ! -e "$tmp/leaves.$suite/payload" ]
    check $? "$suite: only leaves" ""
    run 0 audit --log "$tmp/leaves.$suite" --lang en
    second check "$tmp/leaves.$suite" "$log/keys/log-01.pub" "$log/keys/log-02.pub"
    check $? "$suite: the second implementation reads them" "$(cat "$tmp/err")"
done
run 2 export log "$tmp/log.sm3" --data "$tmp/record.sha256" --lang en
complains "another"
mkdir "$tmp/full"
echo something >"$tmp/full/file"
run 2 export log "$tmp/full" --data "$tmp/record.sm3" --lang en
complains "something else"
done_testing
