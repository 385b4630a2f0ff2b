#!/bin/sh
# Accounts over HTTP: see session.py.
exec python3 "$JIQUN_ROOT/tests/http/session.py"
