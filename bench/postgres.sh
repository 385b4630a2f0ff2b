#!/bin/sh
# bench_write on the PostgreSQL server of JIQUN_TEST_DB, beside pgbench's simplest insert on the same one.
#
#   with_postgres.sh bench/postgres.sh FOLDER ACTS DOSSIERS
set -eu
folder=$1 acts=$2 dossiers=$3
for bin in /usr/lib/postgresql/*/bin; do pgbench="$bin/pgbench"; done
mkdir -p "$folder"
psql -q -d "$JIQUN_TEST_DB" -c 'CREATE SCHEMA pgbench; CREATE TABLE pgbench.plain (id bigserial PRIMARY KEY, body text)'
echo "INSERT INTO pgbench.plain (body) VALUES (repeat('x', 600));" >"$folder/insert.sql"
# pgb NAME CLIENTS: transactions a second, five times
pgb() {
    for _ in 1 2 3 4 5; do
        "$pgbench" -n -M prepared -f "$folder/insert.sql" -c "$2" -j "$(nproc)" -T 3 "$JIQUN_TEST_DB" 2>/dev/null |
            sed -n 's/^tps = \([0-9.]*\).*/\1/p'
    done | sort -n | awk -v name="$1" '{ x[NR] = $1 } END { print name "\t" x[3] "\t" x[1] "\t" x[5] }'
}
pgb pgbench.1 1
pgb pgbench.32 32
psql -q -d "$JIQUN_TEST_DB" -c 'DROP SCHEMA pgbench CASCADE'
build/bench/bench_write "$folder/record" "$acts" 1,128 "$JIQUN_TEST_DB" "$dossiers" | sed 's/^write/pg.write/'
build/bench/bench_query "pg-$dossiers" "$folder/record" "$JIQUN_TEST_DB"
