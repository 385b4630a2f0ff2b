#!/bin/sh
# Four nodes, each with a folder of its own, write into one PostgreSQL database. NODES_ROUNDS as in test_nodes_sqlite.sh.
set -eu
if [ -z "${JIQUN_TEST_DB:-}" ]; then
    exec "$JIQUN_ROOT/tests/store/with_postgres.sh" "$0"
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/nodes-XXXXXX")
trap 'rm -rf "$folder"' EXIT
rounds=${NODES_ROUNDS:-12}
case "$JIQUN_TOOLS" in *build-san*) rounds=$(((rounds + 2) / 3)) ;; esac
python3 "$JIQUN_ROOT/tests/crash/nodes.py" "$JIQUN_TOOLS/crash_tool_desk" "$JIQUN_TOOLS/crash_tool_writer" "$JIQUN_BIN" \
    "$folder" "$JIQUN_TEST_DB" 4 "$rounds"
