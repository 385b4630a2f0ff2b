# shellcheck shell=sh
# support.sh - what the tests of the command line share. Prints TAP; each check is one line.
#
#   run STATUS ARGUMENTS…      runs jiqun; `out` and `err` hold what it said; checks the status
#   says TEXT / complains TEXT  standard output / standard error contains TEXT
#   silent                     nothing on standard error
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
JIQUN_ROOT=$root
export JIQUN_ROOT
unset JIQUN_LANG NO_COLOR
bin=${JIQUN_BIN:-$root/build/jiqun}
cd "$root" || exit 2
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
n=0 failed=0 last=

check() { # STATUS NAME DETAIL
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        failed=$((failed + 1))
        echo "not ok $n - $2"
        printf '%s\n' "$3" | head -n 20 | sed 's/^/# /'
    fi
}
run() {
    want=$1
    shift
    last="jiqun $*"
    status=0
    "$bin" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
    [ "$status" -eq "$want" ]
    check $? "$last: status $want" "status $status; $(cat "$tmp/err")"
}
says() {
    grep -qF -- "$1" "$tmp/out"
    check $? "$last says $1" "$(cat "$tmp/out")"
}
says_not() {
    ! grep -qF -- "$1" "$tmp/out"
    check $? "$last does not say $1" "$(cat "$tmp/out")"
}
complains() {
    grep -qF -- "$1" "$tmp/err"
    check $? "$last complains $1" "$(cat "$tmp/err")"
}
silent() {
    [ ! -s "$tmp/err" ]
    check $? "$last: nothing on standard error" "$(cat "$tmp/err")"
}
done_testing() {
    echo "1..$n"
    [ "$failed" -eq 0 ]
}
