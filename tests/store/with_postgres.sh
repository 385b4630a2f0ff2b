#!/bin/sh
# Runs a command with a PostgreSQL server of its own, and removes the server afterwards, however the command ends.
#
#   with_postgres.sh [--fast] [--pair] COMMAND…
#
# The command finds JIQUN_TEST_DB (address), JIQUN_PG_SOCKET (folder of the socket), JIQUN_PG_DIR and JIQUN_PG (the
# program postgres.sh beside this one, which stops, starts, kills and promotes). With --pair JIQUN_TEST_DB names a
# primary and its synchronous replica. --fast: without fsync. Further settings of the server: JIQUN_PG_SETTINGS.
#
# Even a SIGKILL to this script leaves nothing behind: the removing is done by a process in a session of its own, which
# waits for the end of a pipe whose other end only this script holds.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fast='' pair=''
while [ $# -gt 0 ]; do
    case "$1" in
    --fast) fast=--fast ;;
    --pair) pair=yes ;;
    *) break ;;
    esac
    shift
done
[ $# -gt 0 ] || { echo "usage: with_postgres.sh [--fast] [--pair] COMMAND…" >&2; exit 2; }

# The server refuses to be root.
owner=
if [ "$(id -u)" -eq 0 ]; then
    for owner in postgres nobody ''; do
        [ -z "$owner" ] || ! id -u "$owner" >/dev/null 2>&1 || break
    done
    [ -n "$owner" ] || { echo "with_postgres.sh: neither a user postgres nor nobody to run the server" >&2; exit 2; }
fi

# A socket's path may have 107 bytes, and the owner must get at it, so a long or closed TMPDIR will not do.
fits() {
    [ ${#1} -lt 80 ] || return 1
    [ -n "$owner" ] || return 0
    chown "$owner:" "$1" && chmod 700 "$1" &&
        setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups test -w "$1"
}
dir=
for base in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
    dir=$(mktemp -d "$base/pg.XXXXXX") || continue
    ! fits "$dir" || break
    rmdir "$dir"
    dir=
done
[ -n "$dir" ] || { echo "with_postgres.sh: no folder for the server; set TMPDIR" >&2; exit 2; }

export JIQUN_PG="$here/postgres.sh" JIQUN_PG_DIR="$dir" JIQUN_PG_SOCKET="$dir"
mkfifo "$dir/alive"
# shellcheck disable=SC2016 # expanded by the other shell
setsid sh -c 'trap "" INT TERM HUP; read -r _ <"$JIQUN_PG_DIR/alive"; exec "$JIQUN_PG" remove' \
    >/dev/null 2>&1 </dev/null &
remover=$!
exec 9>"$dir/alive"
command=
end() {
    trap '' INT TERM HUP
    [ -z "$command" ] || kill -TERM "$command" 2>/dev/null || true
    exec 9>&-
    wait "$remover" || true
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

"$JIQUN_PG" create $fast
[ -z "$pair" ] || "$JIQUN_PG" pair
if [ -n "$pair" ]; then kind=pair; else kind=a; fi
JIQUN_TEST_DB=$("$JIQUN_PG" address "$kind")
export JIQUN_TEST_DB
# In the background, because a shell hears signals only while it waits.
"$@" <&0 9>&- &
command=$!
status=0
wait "$command" || status=$?
command=
exit "$status"
