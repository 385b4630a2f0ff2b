#!/bin/sh
# What the server tells so that no screen has to find it out: see told.py.
exec python3 "$JIQUN_ROOT/tests/http/told.py"
