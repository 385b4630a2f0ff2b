#!/bin/sh
# The same on PostgreSQL: the writer is killed, the server stays. CRASH_KILLS as in test_sqlite.sh.
set -eu
if [ -z "${JIQUN_TEST_DB:-}" ]; then
    exec "$JIQUN_ROOT/tests/store/with_postgres.sh" "$0"
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/crash-XXXXXX")
trap 'rm -rf "$folder"' EXIT
kills=${CRASH_KILLS:-300}
case "$JIQUN_TOOLS" in *build-san*) kills=$((kills / 10)) ;; esac
python3 "$JIQUN_ROOT/tests/crash/crash.py" "$JIQUN_TOOLS/crash_tool_writer" "$JIQUN_BIN" "$folder" "$JIQUN_TEST_DB" \
    "$kills"
