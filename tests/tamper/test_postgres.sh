#!/bin/sh
# The same on PostgreSQL: every column of every table, a row less of each.
set -eu
if [ -z "${JIQUN_TEST_DB:-}" ]; then
    exec "$JIQUN_ROOT/tests/store/with_postgres.sh" "$0"
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/tamper-XXXXXX")
trap 'rm -rf "$folder"' EXIT
case "$JIQUN_TOOLS" in *build-san*) export TAMPER_EVERY=4 ;; esac
"$JIQUN_ROOT/tests/tamper/record.sh" "$folder/record" sha256 "$JIQUN_TEST_DB"
python3 "$JIQUN_ROOT/tests/tamper/tamper.py" "$JIQUN_BIN" "$folder/record" "$JIQUN_TEST_DB"
