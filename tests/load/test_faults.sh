#!/bin/sh
# An office at work while the server is killed and the disk is full: see faults.py.
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/load/faults.py"
