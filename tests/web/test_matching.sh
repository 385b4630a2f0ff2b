#!/bin/sh
# A list of enterprises against rosters in a real browser: see matching.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/matching.py"
