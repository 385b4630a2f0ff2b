#!/bin/sh
# A thousand event streams on which nothing happens: see streams.py.
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/load/streams.py"
