#!/bin/sh
# Whoever replaces the key of personal data is killed at random moments and at each of its calls (rekey.py).
set -eu
shim=$JIQUN_TOOLS/fault_preload.so
[ -f "$shim" ] || { echo "1..0 # SKIP no library for LD_PRELOAD in this build"; exit 77; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/rekey-XXXXXX")
trap 'rm -rf "$folder"' EXIT
python3 "$JIQUN_ROOT/tests/crash/rekey.py" "$shim" "$JIQUN_TOOLS/crash_tool_rekey" "$JIQUN_BIN" "$folder" - \
    "${REKEY_KILLS:-24}"
