#!/bin/sh
# A file is stored while each system call in turn fails or is the process's last: it is there whole or not at all, the
# status tells the truth, nothing stays in incoming/, and when the fault is gone the same file is stored.
# shellcheck disable=SC2154 # tmp and root come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
: "${JIQUN_TOOLS:=$root/build/tests}"
shim=$JIQUN_TOOLS/fault_preload.so tool=$JIQUN_TOOLS/files_tool_upload
[ -f "$shim" ] || { echo "1..0 # SKIP no library for LD_PRELOAD in this build"; exit 77; }
room=$tmp/room

{ printf '%%PDF-1.7\n'; head -c 200000 "$tool"; } >"$tmp/in"
digest=$(openssl dgst -sha256 -r "$tmp/in" | cut -d' ' -f1)
size=$(($(wc -c <"$tmp/in")))
place=$(echo "$digest" | cut -c1-2)/$(echo "$digest" | cut -c3-)

# put RULES: stores the file; `status` and `said`.
put() {
    status=0
    { said=$(JIQUN_FAULT=$1 JIQUN_FAULT_LOG=$tmp/log LD_PRELOAD=$shim "$tool" put "$room" 0 65536 <"$tmp/in" 2>"$tmp/err") ||
        status=$?; } 2>/dev/null
}
there() { [ -f "$room/$place" ]; }
whole() { [ "$(stat -c %a "$room/$place")" = 400 ] && cmp -s "$tmp/in" "$room/$place"; }
clean() { [ -z "$(ls -A "$room/incoming" 2>/dev/null)" ]; }

# The truth after a run with a fault; prints what is wrong. Only looking for old files may fail without consequence.
judge() {
    case $status in
    0) there || echo "status 0, but nothing is there"
        [ "$said" = "$digest $size application/pdf" ] || echo "said: $said"
        grep ' E[A-Z]*$' "$tmp/log" | grep -v ' write .* EINTR$' | grep -v " open $room/incoming E" ;;
    1) [ -s "$tmp/err" ] || echo "no reason given"
        [ -z "$said" ] || echo "said: $said"
        clean || echo "left in incoming/: $(ls "$room/incoming")" ;;
    137) [ -z "$said" ] || there || echo "said before it was there" ;;
    *) echo "status $status: $(cat "$tmp/err")" ;;
    esac
    ! there || whole || echo "what is there is not the file"
}
# The fault is gone.
recover() {
    "$tool" sweep "$room" >"$tmp/out" 2>&1 || echo "does not open again: $(cat "$tmp/out")"
    clean || echo "still in incoming/: $(ls "$room/incoming")"
    ! there || [ "$(cat "$tmp/out")" = "$digest $size" ] || echo "list: $(cat "$tmp/out")"
    put ''
    [ "$status" = 0 ] && there && whole && clean || echo "can not be stored afterwards: $(cat "$tmp/err")"
}

rm -f "$tmp/log"
put '*:pass:path=/room'
check "$status" "stored without a fault" "$(cat "$tmp/err")"
kinds=$(cut -d' ' -f2 "$tmp/log" | sort -u | tr '\n' ' ')
[ "$(wc -l <"$tmp/log")" -ge 15 ] && [ "$kinds" = "fsync mkdir open rename write " ]
check $? "all calls are seen: $kinds" "$(cat "$tmp/log")"
order=$(sed -n "s#^[0-9]* \([a-z]*\) $room\(.*\) pass#\1 \2#p" "$tmp/log" | sed -n '/^write/,$p' | uniq |
    sed 's#/incoming/[0-9a-f]* -> .*#/moved#; s#/incoming/[0-9a-f]*#/new#; s#/[0-9a-f][0-9a-f]$#/AA#' | uniq | tr '\n' ',')
[ "$order" = "write /new,fsync /new,open /AA,mkdir /AA,open /AA,rename /moved,fsync /AA,fsync ," ]
check $? "written, synced, moved, both folders synced: in this order" "$order"
seen() { grep -c "${1:-.}" "$tmp/seen"; }
cp "$tmp/log" "$tmp/seen"

# each STATE CALLS ACTION N: the N calls fail in turn. STATE again: the same content is already there.
each() {
    bad=
    at=0
    while [ "$at" -lt "$4" ]; do
        rm -rf "$room" "$tmp/log"
        [ "$1" = new ] || put ''
        put "$2:$3:after=$at:path=/room"
        wrong=$(judge; recover)
        case $3 in
        short | EINTR) [ "$status" -eq 0 ] || wrong="$wrong status $status" ;;
        esac
        [ -z "$wrong" ] || bad="$bad call $at ($(tail -n 1 "$tmp/log")): $wrong;"
        at=$((at + 1))
    done
    [ -z "$bad" ]
    check $? "$1: $3 at each of $4 calls ($2)" "$bad"
}
each new '*' EIO "$(seen)"
each new '*' ENOSPC "$(seen)"
each new '*' kill "$(seen)"
each new write tear "$(seen ' write ')"
each new write short "$(seen ' write ')"
each new write EINTR "$(seen ' write ')"
each again '*' EIO "$(seen)"
each again '*' kill "$(seen)"

# A disk that is full for a while: each upload fails and leaves nothing; then there is space again, in one process too.
rm -rf "$room"
put 'write:ENOSPC:times=all:path=/incoming/'
[ "$status" -eq 1 ] && grep -q 'the disk is full (No space left on device): make room' "$tmp/err" && clean
check $? "a full disk is named" "$(cat "$tmp/err")"
put 'open:EROFS:times=all:path=/incoming/'
[ "$status" -eq 1 ] && grep -q 'its folder is read-only' "$tmp/err"
check $? "a read-only folder is named" "$(cat "$tmp/err")"
put 'write:EDQUOT:after=2:path=/incoming/'
[ "$status" -eq 1 ] && grep -q 'the disk is full (Disk quota exceeded)' "$tmp/err" && clean
check $? "a quota is named" "$(cat "$tmp/err")"
wrong=$(recover)
[ -z "$wrong" ]
check $? "goes on when there is space again" "$wrong"

# What was stored is not harmed by what becomes of a later upload of the same content.
put 'fsync:EIO:times=all:path=/room'
[ "$status" -eq 1 ] && there && whole && clean
check $? "the first copy outlives a failing second" "$(cat "$tmp/err")"
done_testing
