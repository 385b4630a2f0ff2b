#!/bin/sh
# Several processes write into one SQLite record at the same moment. NODES_ROUNDS (12; a third of it under sanitizers).
set -eu
folder=$(mktemp -d "${TMPDIR:-/tmp}/nodes-XXXXXX")
trap 'rm -rf "$folder"' EXIT
rounds=${NODES_ROUNDS:-12}
case "$JIQUN_TOOLS" in *build-san*) rounds=$(((rounds + 2) / 3)) ;; esac
python3 "$JIQUN_ROOT/tests/crash/nodes.py" "$JIQUN_TOOLS/crash_tool_desk" "$JIQUN_TOOLS/crash_tool_writer" "$JIQUN_BIN" \
    "$folder" - 3 "$rounds"
