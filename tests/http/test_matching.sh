#!/bin/sh
# A list of enterprises against rosters over HTTP: see matching.py.
exec python3 "$JIQUN_ROOT/tests/http/matching.py"
