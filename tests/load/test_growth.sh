#!/bin/sh
# Memory of a server over fifty thousand requests: see growth.py.
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/load/growth.py"
