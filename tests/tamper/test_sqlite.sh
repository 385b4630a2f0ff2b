#!/bin/sh
# Every kind of value in a record on SQLite is changed, one at a time, and the audit notices each (tamper.py). A quarter of
# them under sanitizers.
set -eu
folder=$(mktemp -d "${TMPDIR:-/tmp}/tamper-XXXXXX")
trap 'rm -rf "$folder"' EXIT
case "$JIQUN_TOOLS" in *build-san*) export TAMPER_EVERY=4 ;; esac
"$JIQUN_ROOT/tests/tamper/record.sh" "$folder/record" sm3
python3 "$JIQUN_ROOT/tests/tamper/tamper.py" "$JIQUN_BIN" "$folder/record"
