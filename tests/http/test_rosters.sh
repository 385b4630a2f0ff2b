#!/bin/sh
# Rosters of enterprises over HTTP: see rosters.py.
exec python3 "$JIQUN_ROOT/tests/http/rosters.py"
