#!/bin/sh
# A city and an expert on every route: see levels.py.
exec python3 "$JIQUN_ROOT/tests/http/levels.py"
