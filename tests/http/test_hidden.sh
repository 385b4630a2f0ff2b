#!/bin/sh
# No password of a database in a command line: see hidden.py.
exec "$JIQUN_ROOT/tests/store/with_postgres.sh" python3 "$JIQUN_ROOT/tests/http/hidden.py"
