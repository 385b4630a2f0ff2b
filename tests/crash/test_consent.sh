#!/bin/sh
# Who consents to a rulebook is killed at each of its calls: nothing is half done (consent.py).
set -eu
shim=$JIQUN_TOOLS/fault_preload.so
[ -f "$shim" ] || { echo "1..0 # SKIP no library for LD_PRELOAD in this build"; exit 77; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/consent-XXXXXX")
trap 'rm -rf "$folder"' EXIT
python3 "$JIQUN_ROOT/tests/crash/consent.py" "$shim" "$JIQUN_TOOLS/crash_tool_consent" "$JIQUN_BIN" "$folder"
