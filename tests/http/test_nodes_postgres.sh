#!/bin/sh
# What two servers on one PostgreSQL share beside the record: see nodes.py.
set -eu
[ -n "${JIQUN_TEST_DB:-}" ] || exec "$JIQUN_ROOT/tests/store/with_postgres.sh" --fast "$0"
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/http/nodes.py" "$JIQUN_TEST_DB"
