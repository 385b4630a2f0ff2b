#!/bin/sh
# The order of the cultivation pool over all pages: see pool.py.
exec python3 "$JIQUN_ROOT/tests/http/pool.py"
