#!/bin/sh
# A rulebook put in force with two persons' consent: see proposals.py.
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/http/proposals.py"
