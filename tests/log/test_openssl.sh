#!/bin/sh
# Checkpoints of both suites, checked by the openssl command line: a stranger needs none of our code to check a signature.
# shellcheck disable=SC2154 # tmp comes from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"

# verify SUITE TEXT SIGNATURE KEY: the commands that docs and certificates name
verify() {
    if [ "$1" = sm3 ]; then
        openssl dgst -sm3 -sigopt distid:1234567812345678 -verify "$4" -signature "$3" "$2" >"$tmp/out" 2>&1
    else
        openssl pkeyutl -verify -rawin -pubin -inkey "$4" -sigfile "$3" -in "$2" >"$tmp/out" 2>&1
    fi
}

for suite in sm3 sha256; do
    log=$tmp/$suite
    mkdir "$log"
    origin=log.example/test
    [ $suite = sha256 ] || origin=$origin/sm3
    tool $suite $origin 20 "$log"
    check $? "$suite: a log is made" "$(cat "$tmp/err")"
    text=$log/checkpoint.text sig=$log/checkpoint.sig pub=$log/pub.pem

    verify $suite "$text" "$sig" "$pub"
    check $? "$suite: openssl accepts the checkpoint" "$(cat "$tmp/out")"
    for file in "$text" "$sig"; do
        cp "$file" "$tmp/whole"
        flip "$file"
        verify $suite "$text" "$sig" "$pub"
        check $((!$?)) "$suite: openssl refuses it with a byte of $(basename "$file") changed" "$(cat "$tmp/out")"
        cp "$tmp/whole" "$file"
    done
    verify $suite "$text" "$sig" "$pub"
    check $? "$suite: and accepts it again as it was" "$(cat "$tmp/out")"

    # The private key is read by openssl as it is saved, and its public part is the one that was published.
    openssl pkey -in "$log/key" -pubout -out "$tmp/pub.pem" 2>"$tmp/err"
    check $? "$suite: openssl reads the key file" "$(cat "$tmp/err")"
    cmp "$tmp/pub.pem" "$pub"
    check $? "$suite: and finds the same public key" ""
    [ "$(stat -c %a "$log/key")" = 600 ]
    check $? "$suite: the key file is its owner's alone" "$(stat -c %a "$log/key")"
done

# The other spelling of the same check.
openssl pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678 -pubin -inkey "$tmp/sm3/pub.pem" \
    -sigfile "$tmp/sm3/checkpoint.sig" -in "$tmp/sm3/checkpoint.text" >"$tmp/out" 2>&1
check $? "sm3: openssl pkeyutl accepts the checkpoint" "$(cat "$tmp/out")"
openssl dgst -sm3 -sigopt distid:1234567812345679 -verify "$tmp/sm3/pub.pem" -signature "$tmp/sm3/checkpoint.sig" \
    "$tmp/sm3/checkpoint.text" >"$tmp/out" 2>&1
check $((!$?)) "sm3: another distinguishing id is refused" "$(cat "$tmp/out")"
done_testing
