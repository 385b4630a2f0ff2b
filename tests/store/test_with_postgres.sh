#!/bin/sh
# Servers for tests come and go without leaving anything, however the test ends. Prints TAP.
set -u
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
with=$root/tests/store/with_postgres.sh
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# What the servers leave is looked for here; short enough for the path of a socket.
TMPDIR=$work
export TMPDIR
n=0 failed=0
check() { # STATUS NAME
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
        failed=$((failed + 1))
        echo "not ok $n - $2"
    fi
}

# A command that notes where its server is, and does what it is told.
cat >"$work/command" <<'END'
#!/bin/sh
"$JIQUN_PG" psql a -c "SELECT 'here'" >"$1.out"
head -n 1 "$JIQUN_PG_DIR/a/postmaster.pid" >"$1.pid"
echo $$ >"$1.self"
echo "$JIQUN_PG_DIR" >"$1.dir"
shift
exec "$@"
END
chmod +x "$work/command"
# Whether folder and server are gone, after some time if need be; a zombie is one whose parent is slow.
gone() {
    tries=0
    while [ "$tries" -lt 200 ]; do
        alive=$(sed -n 's/^State:[[:space:]]*\([A-Z]\).*/\1/p' "/proc/$(cat "$work/$1.pid")/status" 2>/dev/null)
        [ -d "$(cat "$work/$1.dir")" ] || [ "${alive:-Z}" != Z ] || return 0
        tries=$((tries + 1))
        sleep 0.1
    done
    return 1
}
started() {
    tries=0
    until [ -s "$work/$1.dir" ] || [ "$tries" -ge 600 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    [ -s "$work/$1.dir" ]
}

"$with" --fast "$work/command" "$work/well" true
check $? "a command that ends well"
[ "$(cat "$work/well.out")" = here ]
check $? "it could ask its server"
gone well
check $? "nothing is left of it"

status=0
"$with" --fast "$work/command" "$work/badly" sh -c 'exit 7' || status=$?
[ "$status" -eq 7 ]
check $? "the command's status is handed on ($status)"
gone badly
check $? "nothing is left of it"

for signal in TERM KILL; do
    "$with" --fast "$work/command" "$work/$signal" sleep 600 &
    wrapper=$!
    started "$signal"
    check $? "started, to be ended by SIG$signal"
    kill -s "$signal" "$wrapper"
    status=0
    wait "$wrapper" 2>/dev/null || status=$?
    [ "$status" -gt 128 ]
    check $? "SIG$signal ends it ($status)"
    gone "$signal"
    check $? "nothing is left after SIG$signal"
done
kill "$(cat "$work/KILL.self")" # what SIGKILL could not hand on

status=0
"$with" >/dev/null 2>&1 || status=$?
[ "$status" -eq 2 ]
check $? "without a command it says how to use it"
echo "1..$n"
[ "$failed" -eq 0 ]
