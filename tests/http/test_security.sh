#!/bin/sh
# Every test that docs/security.md names is there: see security.py.
exec python3 "$JIQUN_ROOT/tests/http/security.py"
