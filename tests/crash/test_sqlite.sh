#!/bin/sh
# A writer on SQLite is killed again and again: nothing acknowledged is lost, nothing is half done. CRASH_KILLS (300; a
# tenth of it under sanitizers): how often.
set -eu
folder=$(mktemp -d "${TMPDIR:-/tmp}/crash-XXXXXX")
trap 'rm -rf "$folder"' EXIT
kills=${CRASH_KILLS:-300}
case "$JIQUN_TOOLS" in *build-san*) kills=$((kills / 10)) ;; esac
python3 "$JIQUN_ROOT/tests/crash/crash.py" "$JIQUN_TOOLS/crash_tool_writer" "$JIQUN_BIN" "$folder" - "$kills"
