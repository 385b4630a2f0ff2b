#!/bin/sh
# Slow, huge, malformed and flooding clients, and the end of a server: see wire.py.
exec python3 "$JIQUN_ROOT/tests/http/wire.py"
