#!/bin/sh
# PostgreSQL servers for tests: clusters of their own in the folder JIQUN_PG_DIR, reached over a Unix socket there only.
#
#   postgres.sh create [--fast]   makes and starts cluster `a`; --fast: without fsync, for tests that prove no durability
#   postgres.sh pair              makes and starts `b`, a replica by streaming; from now on `a` answers a commit only when
#                                 `b` has it on disk and shows it
#   postgres.sh start|stop|kill|promote a|b
#                                 stop ends it as a crash does (immediate shutdown); kill ends every process of it with
#                                 SIGKILL, as the death of a machine does; promote makes a replica take writes
#   postgres.sh address [a|b|pair]  prints how libpq gets there; pair: whichever of the two takes writes
#   postgres.sh psql a|b [arguments of psql]
#   postgres.sh remove            stops whatever runs and removes the folder
#
# Tests do not call `create` and `remove`: with_postgres.sh does, and removes everything however the test ends. The
# server refuses to be root, so what root starts runs as the owner of the folder. The newest server that Debian
# installed is taken.
set -eu
export LC_ALL=C.UTF-8
unset PGDATA PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGSERVICE PGOPTIONS PGPASSFILE PGPASSWORD
dir=${JIQUN_PG_DIR:?the folder of the clusters}

die() { echo "postgres.sh: $*" >&2; exit 1; }

newest() {
    for bin in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5,5nr); do
        [ ! -x "$bin/initdb" ] || { echo "$bin"; return 0; }
    done
    die "no PostgreSQL server under /usr/lib/postgresql: scripts/deps.sh test"
}
bin=$(newest)

# Whoever owns the folder, when that is not us. Descriptor 9 is the life line of with_postgres.sh: a server that held it
# would keep itself alive.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid="$(stat -c %u "$dir")" --regid="$(stat -c %g "$dir")" --clear-groups "$@" 9>&-
    else
        "$@" 9>&-
    fi
}

port_of() { case "$1" in a) echo 5432 ;; b) echo 5433 ;; *) die "no cluster '$1': a or b" ;; esac; }

address() {
    case "$1" in
    pair) echo "postgresql://postgres@/postgres?host=$dir,$dir&port=5432,5433&target_session_attrs=read-write" ;;
    *) echo "postgresql://postgres@/postgres?host=$dir&port=$(port_of "$1")" ;;
    esac
}

query() { # CLUSTER ARGUMENTS of psql
    cluster=$1
    shift
    "$bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$(address "$cluster")" "$@"
}

# pg_ctl leaves its words in a file, so that no server holds the pipe that the caller of a test reads from.
control() { # CLUSTER ARGUMENTS of pg_ctl
    cluster=$1
    shift
    as_owner "$bin/pg_ctl" -D "$dir/$cluster" -s -w -t 60 -l "$dir/$cluster.log" "$@" >"$dir/$cluster.ctl" 2>&1 </dev/null ||
        { tail -n 20 "$dir/$cluster.ctl" "$dir/$cluster.log" >&2; die "pg_ctl $*: cluster $cluster"; }
}

settings() { # CLUSTER: later lines win over earlier ones, also over those a replica has from its primary
    cat <<END
listen_addresses = ''
unix_socket_directories = '$dir'
port = $(port_of "$1")
cluster_name = '$1'
max_connections = 40
wal_level = replica
dynamic_shared_memory_type = mmap
recovery_init_sync_method = syncfs
timezone = 'UTC'
synchronous_standby_names = ''
${JIQUN_PG_SETTINGS:-}
END
}

create() {
    as_owner "$bin/initdb" -D "$dir/a" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
        { cat "$dir/initdb.log" >&2; die "initdb failed"; }
    settings a >>"$dir/a/postgresql.conf"
    [ "${1:-}" != --fast ] || echo "fsync = off" >>"$dir/a/postgresql.conf"
    control a start
}

pair() {
    as_owner "$bin/pg_basebackup" -D "$dir/b" -d "$(address a)" -R -X stream -c fast --no-sync >"$dir/basebackup.log" 2>&1 ||
        { cat "$dir/basebackup.log" >&2; die "pg_basebackup failed"; }
    settings b >>"$dir/b/postgresql.conf"
    control b start
    query a -c "ALTER SYSTEM SET synchronous_standby_names = '*'" -c "ALTER SYSTEM SET synchronous_commit = remote_apply" \
        -c "SELECT pg_reload_conf()" >/dev/null
    tries=0
    until [ "$(query a -c "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")" = 1 ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || die "the replica does not follow"
        sleep 0.1
    done
}

postmaster() { sed -n 1p "$dir/$1/postmaster.pid" 2>/dev/null || true; }

children() { # of a process, from /proc: not every Debian has ps
    for stat in /proc/[0-9]*/stat; do
        # The name in the second field may hold anything; what follows its last parenthesis is fixed.
        line=$(cat "$stat" 2>/dev/null) || continue
        # shellcheck disable=SC2086 # fields: state, parent …
        set -- ${line##*) }
        [ "${2:-}" != "$pid" ] || { stat=${stat%/stat}; echo "${stat#/proc/}"; }
    done
}

# SIGSTOP first, so that none of the children notices and says good-bye to a client.
kill_all() {
    pid=$(postmaster "$1")
    [ -n "$pid" ] || return 0
    kill -STOP "$pid" 2>/dev/null || return 0
    all="$pid $(children)"
    # shellcheck disable=SC2086 # a list
    kill -KILL $all 2>/dev/null || true
    for one in $all; do
        tries=0
        while kill -0 "$one" 2>/dev/null && [ "$tries" -lt 100 ]; do
            # A zombie counts as dead: whoever should reap it may be slow, as in a container without an init.
            ! grep -q '^State:.Z' "/proc/$one/status" 2>/dev/null || break
            tries=$((tries + 1))
            sleep 0.05
        done
    done
    forget "$1"
}

# A killed server leaves its lock files, which look alive as long as nobody reaped it, and a small piece of shared memory
# whose number is in the seventh line of postmaster.pid.
forget() {
    id=$(awk 'NR == 7 { print $2 }' "$dir/$1/postmaster.pid" 2>/dev/null)
    [ -z "$id" ] || ipcrm -m "$id" 2>/dev/null || true
    rm -f "$dir/$1/postmaster.pid" "$dir/.s.PGSQL.$(port_of "$1")" "$dir/.s.PGSQL.$(port_of "$1").lock"
}

remove() {
    for cluster in a b; do
        [ -f "$dir/$cluster/postmaster.pid" ] || continue
        as_owner "$bin/pg_ctl" -D "$dir/$cluster" -s -w -t 20 -m immediate stop >/dev/null 2>&1 </dev/null ||
            kill_all "$cluster"
    done
    rm -rf "$dir"
}

verb=${1:-}
[ $# -eq 0 ] || shift
case "$verb" in
create) create "$@" ;;
pair) pair ;;
start) control "$1" start ;;
stop) control "$1" -m immediate stop ;;
kill) kill_all "$1" ;;
promote) control "$1" promote ;;
address) address "${1:-a}" ;;
psql) query "$@" ;;
remove) remove ;;
*) die "unknown command '$verb': see the head of this file" ;;
esac
