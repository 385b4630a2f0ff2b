#!/bin/sh
# A list of enterprises against all rosters: see match.py.
exec python3 "$JIQUN_ROOT/tests/cli/match.py"
