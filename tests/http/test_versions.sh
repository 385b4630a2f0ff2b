#!/bin/sh
# Cases of an older text under a newer one: see versions.py.
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/http/versions.py"
