#!/bin/sh
# What the server's limits are said to be: see limits.py.
exec python3 "$JIQUN_ROOT/tests/http/limits.py"
