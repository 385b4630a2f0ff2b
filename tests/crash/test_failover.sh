#!/bin/sh
# A PostgreSQL primary is killed under load and its synchronous replica promoted: nothing acknowledged is lost, and the
# writers go on by themselves. FAILOVERS (1): how often, each time with a pair of servers of its own.
set -eu
if [ -z "${JIQUN_TEST_DB:-}" ]; then
    n=1
    while [ "$n" -lt "${FAILOVERS:-1}" ]; do
        "$JIQUN_ROOT/tests/store/with_postgres.sh" --pair "$0" >&2
        n=$((n + 1))
    done
    exec "$JIQUN_ROOT/tests/store/with_postgres.sh" --pair "$0"
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/failover-XXXXXX")
trap 'rm -rf "$folder"' EXIT
python3 "$JIQUN_ROOT/tests/crash/failover.py" "$JIQUN_TOOLS/crash_tool_writer" "$JIQUN_BIN" "$folder" "$JIQUN_TEST_DB" 3
