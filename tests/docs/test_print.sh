#!/bin/sh
# jiqun print on paper: see print.py.
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/docs/print.py"
