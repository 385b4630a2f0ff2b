#!/bin/sh
# A process that writes into a record while its disk fails (writer.py). FAULT_EVERY (12): of the calls that can be made to
# fail, how many go untried between two.
set -eu
shim=$JIQUN_TOOLS/fault_preload.so
[ -f "$shim" ] || { echo "1..0 # SKIP no library for LD_PRELOAD in this build"; exit 77; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/faults-XXXXXX")
trap 'rm -rf "$folder"' EXIT
python3 "$JIQUN_ROOT/tests/fault/writer.py" "$shim" "$JIQUN_TOOLS" "$JIQUN_BIN" "$folder" "${FAULT_EVERY:-12}"
