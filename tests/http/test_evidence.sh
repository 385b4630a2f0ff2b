#!/bin/sh
# Files that come with an objection: see evidence.py.
exec python3 "$JIQUN_ROOT/tests/http/evidence.py"
