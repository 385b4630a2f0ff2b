#!/bin/sh
# The same on PostgreSQL, at random moments.
set -eu
if [ -z "${JIQUN_TEST_DB:-}" ]; then
    exec "$JIQUN_ROOT/tests/store/with_postgres.sh" "$0"
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/rekey-XXXXXX")
trap 'rm -rf "$folder"' EXIT
python3 "$JIQUN_ROOT/tests/crash/rekey.py" - "$JIQUN_TOOLS/crash_tool_rekey" "$JIQUN_BIN" "$folder" "$JIQUN_TEST_DB" \
    "${REKEY_KILLS:-24}"
