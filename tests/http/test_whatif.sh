#!/bin/sh
# What another text would judge otherwise: see whatif.py.
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/http/whatif.py"
