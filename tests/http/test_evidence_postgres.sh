#!/bin/sh
# Files that come with an objection, in PostgreSQL: see evidence.py.
exec "$JIQUN_ROOT/tests/store/with_postgres.sh" python3 "$JIQUN_ROOT/tests/http/evidence.py"
