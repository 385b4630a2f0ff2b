#!/bin/sh
# Two servers on one PostgreSQL behind nginx, one of them killed under load: see nodes.py.
set -eu
[ -n "${JIQUN_TEST_DB:-}" ] || exec "$JIQUN_ROOT/tests/store/with_postgres.sh" "$0"
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/load/nodes.py" "$JIQUN_TEST_DB"
