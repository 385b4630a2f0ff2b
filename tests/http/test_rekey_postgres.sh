#!/bin/sh
# The key of personal data is replaced beside a server at work, in PostgreSQL: see rekey.py.
exec "$JIQUN_ROOT/tests/store/with_postgres.sh" python3 "$JIQUN_ROOT/tests/http/rekey.py"
